"""Sections as rows of a column: headings, blocks, and blocks that stand side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handoutpress import markup
from handoutpress.model import blocks as b
from handoutpress.typeset import cards
from handoutpress.typeset.blocks import compose, pieces, step_gap
from handoutpress.typeset.setting import Group, Row, Setting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handoutpress.model.leaflet import LeafletSection
    from handoutpress.pdf.structure import Element

WIDE = 420.0  # a column at least this wide holds steps and a do / do not column side by side


def section_rows(sections: Sequence[LeafletSection], setting: Setting, parent: Element, width: float) -> list[Row]:
    """All sections as rows `width` points wide, their structure elements under `parent`."""
    rows: list[Row] = []
    owner = parent
    i = 0
    while i < len(sections):
        run = _treatments(sections[i:])
        if run:
            rows += _treatment_rows(run, setting, owner, width)
            i += len(run)
            continue
        if width >= setting.k(WIDE) and i + 1 < len(sections) and sections[i].half and sections[i + 1].half:
            rows.append(_pair(sections[i], sections[i + 1], setting, parent, width))
            i += 2
            continue
        section = sections[i]
        owner = parent.add("Sect")
        title = setting.text(section.heading, setting.look("h2"), owner.add("H2", title=markup.plain(section.heading)), width)
        rows.append(Row(title, setting.u(18), keep=True, new_page=section.new_page, name=section.id))
        rows += _block_rows(section, setting, owner, width)
        i += 1
    return rows


def _pair(left: LeafletSection, right: LeafletSection, setting: Setting, parent: Element, width: float) -> Row:
    """Two short sections side by side."""
    gutter = 26.0
    half = (width - gutter) / 2
    group = Group(0)
    for i, section in enumerate((left, right)):
        rows = section_rows([section], setting, parent, half)
        down = 0.0
        for n, row in enumerate(rows):
            down = group.add(i * (half + gutter), down + (row.before if n else 0), row.piece)
        group.height = max(group.height, down)
    return Row(group, setting.u(18), new_page=left.new_page, name=left.id)


def _treatments(sections: Sequence[LeafletSection]) -> list[LeafletSection]:
    """The sections at the start that are one treatment each."""
    out = []
    for section in sections:
        if len(section.blocks) != 1 or not isinstance(section.blocks[0], b.Treatment):
            break
        out.append(section)
    return out


def _treatment_rows(run: Sequence[LeafletSection], setting: Setting, owner: Element, width: float) -> list[Row]:
    items = [(section.heading, section.blocks[0]) for section in run if isinstance(section.blocks[0], b.Treatment)]
    grid = cards.treatment_rows(items, setting, owner, width)
    per_row = setting.template.columns.treatments
    rows = [Row(piece, setting.template.columns.gap, name=run[i * per_row].id) for i, piece in enumerate(grid)]
    return [replace(rows[0], before=setting.u(12), new_page=run[0].new_page), *rows[1:]]


def _block_rows(section: LeafletSection, setting: Setting, owner: Element, width: float) -> list[Row]:
    rows: list[Row] = []
    blocks = list(section.blocks)
    while blocks:
        block = blocks.pop(0)
        before = setting.u(9 if not rows else 12)
        if isinstance(block, b.Steps) and blocks and isinstance(blocks[0], b.DoDont) and width >= setting.k(WIDE):
            rows.append(Row(_side_by_side(block, blocks.pop(0), setting, owner, width), before, name=section.id))
            continue
        inner = setting.u(step_gap(block)) if isinstance(block, b.Steps) else setting.template.columns.gap
        for i, piece in enumerate(pieces(block, setting, owner, width)):
            rows.append(Row(piece, inner if i else before, name=section.id))
    return rows


def _side_by_side(steps: b.Steps, lists: b.Block, setting: Setting, owner: Element, width: float) -> Group:
    """Steps on the left; do and do not on the right, begun at the height of the first step's disc."""
    side = width * setting.template.columns.side
    left = compose(steps, setting, owner, width - side - 24)
    right = compose(lists, setting, owner, side)
    group = Group(0)
    group.height = max(group.add(0, 0, left), group.add(width - side, 0, right))
    return group
