"""Sections as rows of a column: headings, blocks, and blocks that stand side by side."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import takewhile

from handoutpress.content import markup
from handoutpress.content.schema.block import Block
from handoutpress.content.schema.blocks.basic import DoDont, ParagraphBlock, Steps, Tracker
from handoutpress.content.schema.blocks.clinic_details import Treatment
from handoutpress.content.schema.blocks.pictures import FigureBlock
from handoutpress.layout.blocks.card_blocks import figure_block, treatment_rows
from handoutpress.layout.blocks.text_blocks import PAGE_BLOCKS, do_dont
from handoutpress.layout.components.marks import headed
from handoutpress.layout.context import Elastic, Group, Row, Setting
from handoutpress.layout.flow import Box, Filled
from handoutpress.merge.leaflet import LeafletSection
from handoutpress.pdf.tag_tree import Element

WIDE = 420.0  # a column at least this wide holds steps and a do / do not column side by side
GUTTER = 26.0  # between two sections side by side, points

WHOLE_LIST = 8  # lines; a list of fewer is never split

# Least white, drawn for 12-point type, points. A heading stands nearer to its own text than to what is above it.
HEAD_LEAST = 0.95  # share of the white under a heading that is left where a page is full
RUN_ON = 0.7  # of the white between blocks, between a section and one that goes on from it
# What is under a heading never grows: it would in one panel and not in the next.
ABOVE_HEADING, UNDER_HEADING, BETWEEN_BLOCKS = 17.0, 8.0, 11.0


def section_rows(
    sections: Sequence[LeafletSection], setting: Setting, parent: Element, width: float, *, illustrated: Collection[str] = ()
) -> list[Row]:
    """All sections as rows `width` points wide, their structure elements under `parent`.

    `illustrated`: ids of those that show the pictures they name besides their blocks' own.
    """
    rows: list[Row] = []
    owner = parent
    shown = {name for section in sections for block in section.blocks if not isinstance(block, Steps) for name in block.figures()}
    i = 0
    outlined = setting.template.breaks == "outline"
    while i < len(sections):
        above, give = setting.u(ABOVE_HEADING) * setting.tight, setting.u(ABOVE_HEADING)
        run = _treatments(sections[i:])
        if run:
            rows += _treatment_rows(run, setting, owner, width)
            i += len(run)
            continue
        if width >= setting.k(WIDE) and i + 1 < len(sections) and sections[i].half and sections[i + 1].half:
            pair = _pair(sections[i], sections[i + 1], setting, parent, width)
            rows.append(Row(pair, above, new_page=sections[i].new_page and outlined, name=sections[i].id, give=give))
            i += 2
            continue
        owner = parent.add("Sect")
        made = _section(sections[i], setting, owner, width)
        if sections[i].id in illustrated:
            made += _more_figures(sections[i], setting, owner, width, shown)
        if not sections[i].heading and rows:
            above, give = setting.u(BETWEEN_BLOCKS) * setting.tight * RUN_ON, setting.u(BETWEEN_BLOCKS)
        rows += [replace(made[0], before=above, give=give, new_page=sections[i].new_page and outlined), *made[1:]]
        i += 1
    return rows


def _section(section: LeafletSection, setting: Setting, owner: Element, width: float) -> list[Row]:
    """A section: its heading and its blocks; steps and what to do and not to do side by side where there is room."""
    blocks = list(section.blocks)
    at, lists = next(((n, block) for n, block in enumerate(blocks) if isinstance(block, DoDont)), (0, None))
    beside = (
        width >= setting.k(WIDE)
        and at > 0
        and isinstance(blocks[at - 1], Steps)
        and all(isinstance(block, ParagraphBlock) for block in blocks[: at - 1])
    )
    if lists is None or not beside:
        return _headed(section, blocks, setting, owner, width)
    side = width * setting.template.columns.side
    main = _headed(section, blocks[:at], setting, owner, width - side - 24)
    aside = [Row(piece) for piece in do_dont(lists, setting, owner, side).pieces]
    whole = Row(_columns([(0, main), (width - side, aside)], level=True), name=section.id)
    return [whole, *_block_rows(section, blocks[at + 1 :], setting, owner, width, first=False)]


def _headed(
    section: LeafletSection, blocks: Sequence[Block], setting: Setting, owner: Element, width: float, *, minor: bool = False
) -> list[Row]:
    """Heading (if it has one), blocks and further pictures; `minor`: the heading is no larger than those within sections."""
    if not section.heading:
        return _block_rows(section, blocks, setting, owner, width)
    style = setting.style("h3" if minor else "h2")
    text = setting.text(section.heading, style, owner.add("H2", title=markup.plain(section.heading)), width)
    title = text if minor else headed(setting, text, width)
    return [Row(title, keep=True, name=section.id), *_block_rows(section, blocks, setting, owner, width)]


def _more_figures(section: LeafletSection, setting: Setting, owner: Element, width: float, shown: set[str]) -> list[Row]:
    """The pictures a section names beside those of its blocks, and those of its steps, none that is `shown`; a chart needs none."""
    if any(isinstance(block, Tracker) for block in section.blocks):
        return []
    steps = [step.figure for block in section.blocks if isinstance(block, Steps) for step in block.root if step.figure]
    own = (section.figure,) if section.figure and not steps else ()
    names = [name for name in dict.fromkeys((*steps, *own, *section.figures)) if name not in shown]
    shown.update(names)
    per_row = setting.template.columns.figures
    blocks = [FigureBlock(ids=tuple(names[i : i + per_row])) for i in range(0, len(names), per_row)]
    made = [piece for block in blocks for piece in figure_block(block, setting, owner, width).pieces]
    return [Row(piece, setting.u(BETWEEN_BLOCKS), name=section.id) for piece in made]


def _pair(first: LeafletSection, second: LeafletSection, setting: Setting, parent: Element, width: float) -> Elastic:
    """Two short sections side by side."""
    half = (width - GUTTER) / 2
    pair, minor = (first, second), setting.template.plan and all(_is_note(section) for section in (first, second))
    made = [_headed(section, section.blocks, setting, parent.add("Sect"), half, minor=minor) for section in pair]
    return _columns([(i * (half + GUTTER), rows) for i, rows in enumerate(made)], level=False)


def _is_note(section: LeafletSection) -> bool:
    return all(isinstance(block, ParagraphBlock) for block in section.blocks)


def _columns(columns: Sequence[tuple[float, list[Row]]], *, level: bool) -> Elastic:
    """Columns of rows at their places; `level`: with room, all end level, else all gaps grow by the same share."""
    filled = [(x, Filled(Box(1, 0, 0, 0, 0), rows)) for x, rows in columns]
    least = max(column.used for _, column in filled)
    reach = [column.used + column.give for _, column in filled]  # as far as all go that can end level
    give = (min if level else max)(height for height in reach if height >= least) - least

    def make(extra: float) -> Group:
        group = Group(least + extra)
        for x, column in filled:
            height = least + extra if level else column.used + column.give * (extra / give if give else 0)
            for row, y in replace(column, box=replace(column.box, height=height)).places():
                group.add(x, -y, row.piece)
        return group

    return Elastic(make, least, give)


def _treatments(sections: Sequence[LeafletSection]) -> list[LeafletSection]:
    """The sections at the start that are one treatment each."""
    return list(takewhile(lambda one: len(one.blocks) == 1 and isinstance(one.blocks[0], Treatment), sections))


def _treatment_rows(run: Sequence[LeafletSection], setting: Setting, owner: Element, width: float) -> list[Row]:
    items = [(section.heading, section.blocks[0]) for section in run if isinstance(section.blocks[0], Treatment)]
    grid = treatment_rows(items, setting, owner, width)
    per_row = setting.template.columns.treatments
    rows = [Row(piece, setting.template.columns.gap, name=run[i * per_row].id) for i, piece in enumerate(grid)]
    return [replace(rows[0], before=setting.u(12), new_page=run[0].new_page and setting.template.breaks == "outline"), *rows[1:]]


def _block_rows(
    section: LeafletSection, blocks: Sequence[Block], setting: Setting, owner: Element, width: float, *, first: bool = True
) -> list[Row]:
    """Blocks as rows; `first`: right under the section's heading."""
    rows: list[Row] = []
    outlined = setting.template.breaks == "outline"
    resolved = list(PAGE_BLOCKS.resolve(blocks, setting.leaflet))
    for n, (lay_out, block) in enumerate(resolved, 1):
        tied = (
            isinstance(block, ParagraphBlock) and n < len(resolved) and isinstance(resolved[n][1], Tracker)
        )  # what a chart is for
        before, give = (UNDER_HEADING, 0.0) if first and not rows else (BETWEEN_BLOCKS, BETWEEN_BLOCKS)
        made = lay_out(block, setting, owner, width)
        inner = setting.template.columns.gap / setting.u(1) if made.gap is None else made.gap
        last = len(made.pieces) - 1
        short = sum(piece.height for piece in made.pieces) < WHOLE_LIST * setting.style("body").leading
        for i, piece in enumerate(made.pieces):
            under_head = first and not rows
            gap, more = (inner, made.give) if i else (before * max(setting.tight, HEAD_LEAST if under_head else 0.0), give)
            keep = tied or (made.is_list and i < last and (outlined or short or i in (0, last - 1)))
            rows.append(
                Row(piece, setting.u(gap) * (setting.tight if i else 1.0), keep=keep, name=section.id, give=setting.u(more))
            )
    return rows
