"""Sections as rows of one column in which each picture stands beside the words it belongs to: large print and booklets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from handoutpress.content import markup
from handoutpress.content.markup import Inline
from handoutpress.content.schema.block import Block
from handoutpress.content.schema.blocks.basic import Bullets, Checklist, DoDont, ParagraphBlock, Steps, Tracker
from handoutpress.content.schema.blocks.clinic_details import Treatment
from handoutpress.content.schema.blocks.pictures import Exercises, FigureBlock
from handoutpress.layout.blocks.card_blocks import cell_width, treatment_rows
from handoutpress.layout.blocks.text_blocks import BULLET_GAP, PAGE_BLOCKS, bullet
from handoutpress.layout.components.stage import (
    STAGE,
    Captioned,
    Stage,
    beside,
    number_disc,
    scales,
    side_by_side,
    with_pictures,
    words_width,
)  # fmt: skip
from handoutpress.layout.components.start_to_end import MovementStage
from handoutpress.layout.context import Group, Row, Setting
from handoutpress.layout.drawing.pen import Flowable
from handoutpress.layout.flow import Filled
from handoutpress.layout.pagination import whole
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.merge.leaflet import LeafletSection
from handoutpress.pdf.tag_tree import Element

SIDE = 0.28  # a picture's share of the width, beside a list
SHORT = 8  # a list of fewer lines is never parted
# Least white, drawn for 12-point type, points
ABOVE_HEADING, UNDER_HEADING, BETWEEN_BLOCKS, BETWEEN_STEPS = 17.0, 10.0, 11.0, 11.0


Pictures = Literal["all", "blocks", "room"]  # beside lists as well; those of steps, moves and rows; without rows of pictures


@dataclass
class SectionWriter:
    """Makes the rows of sections; no picture is shown twice unless a block asks for it by itself.

    Attributes:
        page: height of a page, points: steps that fit on one are not parted.
        pictures: which are shown; those that are not are left for pages with room.
        parted: whether steps or moves go on on another page.
        unused: pictures each section still has, by its id, for a page with room.
    """

    setting: Setting
    width: float
    page: float
    pictures: Pictures = "blocks"
    parted: bool = False
    shown: set[str] = field(default_factory=set)
    unused: dict[str, tuple[Element, list[str]]] = field(default_factory=dict)

    def rows(self, sections: Sequence[LeafletSection], parent: Element) -> list[Row]:
        """All sections as rows, their structure elements under `parent`."""
        return [row for section in sections for row in self._section(section, parent.add("Sect"))]

    def _section(self, section: LeafletSection, owner: Element) -> list[Row]:
        setting = self.setting
        above = setting.u(ABOVE_HEADING)
        if len(section.blocks) == 1 and isinstance(section.blocks[0], Treatment):
            self.unused[section.id] = (owner, self._unshown(section))
            cards = treatment_rows([(section.heading, section.blocks[0])], setting, owner, self.width)
            return [Row(card, setting.u(BETWEEN_BLOCKS), name=section.id) for card in cards]
        rows: list[Row] = []
        if section.heading:
            heading = owner.add("H2", title=markup.plain(section.heading))
            text = setting.text(section.heading, setting.style("h2"), heading, self.width)
            rows.append(Row(text, above, keep=True, name=section.id))
        for number, block in enumerate(section.blocks):
            made = self._with_pictures(section, owner) if not number else []
            if isinstance(block, FigureBlock) and rows:  # no page begins with a picture
                rows[-1] = replace(rows[-1], keep=True)
            for row in made or self._block(block, section, owner):
                rows.append(replace(row, before=setting.u(UNDER_HEADING)) if len(rows) == 1 and section.heading else row)
        self.unused[section.id] = (owner, self._unshown(section))
        return rows

    def _unshown(self, section: LeafletSection) -> list[str]:
        """Pictures of a section that no page shows yet; a chart to fill in needs none."""
        rows = (name for block in section.blocks if isinstance(block, FigureBlock) for name in block.ids)
        named = (*rows, *((section.figure,) if section.figure else ()), *section.figures)
        chart = any(isinstance(block, Tracker) for block in section.blocks)
        return [] if chart else [name for name in dict.fromkeys(named) if name not in self.shown]

    def _with_pictures(self, section: LeafletSection, owner: Element) -> list[Row]:
        """The first words of a section with its pictures beside them, as many as their height allows; none: they stand alone."""
        first, setting = section.blocks[0], self.setting
        spare = self._unshown(section)
        if self.pictures != "all" or not spare or any(block.figures() for block in section.blocks):
            return []
        body, side = setting.style("body"), self.width * SIDE
        listed = isinstance(first, Bullets)
        items: list[Inline] = [first.root] if isinstance(first, ParagraphBlock) else []
        if isinstance(first, Bullets) and not isinstance(first, Checklist):
            items = list(first.root)
        lst = owner.add("L", ListNumbering="Disc") if listed and items else owner
        between = body.line_gap + setting.u(BULLET_GAP)

        def piece(item: Inline, parent: Element, width: float) -> Group | Paragraph:
            return (
                bullet(item, setting, parent, width, body, "brand", "dot")
                if listed
                else setting.text(item, body, parent.add("P"), width)
            )

        rows: list[Row] = []
        while items:
            room = self.width - (side + setting.k(18) if spare else 0.0)
            trial = Captioned(setting, spare[0], Element("Sect"), side) if spare else None
            needed = trial.height(trial.stage.height) if trial else 0.0
            heights = [piece(item, Element("L"), room).height for item in items]
            if trial and listed and sum(heights) + between * (len(items) - 1) < needed * 0.75 and rows:
                spare = []
                continue
            words, count = Group(0), 0
            while count < len(items) and (not words.parts or words.height + between < needed):
                down = words.height + (between if words.parts else 0)
                words.height = words.add(0, down, piece(items[count], lst, room))
                count += 1
            items = items[count:]
            whole_piece: Flowable = words
            if trial:
                self.shown.add(spare[0])
                whole_piece = with_pictures(words, [Captioned(setting, spare.pop(0), owner, side)], self.width, 0)
            rows.append(Row(whole_piece, between, name=section.id, give=setting.u(5)))
        return rows

    def _block(self, block: Block, section: LeafletSection, owner: Element) -> list[Row]:
        between = self.setting.u(BETWEEN_BLOCKS)
        makers: dict[type, Callable[[Any, LeafletSection, Element], list[Row]]] = {
            Steps: self._steps, Exercises: self._exercises, DoDont: self._do_dont, FigureBlock: self._figures,
        }  # fmt: skip
        if maker := makers.get(type(block)):
            if rows := maker(block, section, owner):
                return [replace(rows[0], before=between), *rows[1:]]
            return []
        out: list[Row] = []
        for lay_out, one in PAGE_BLOCKS.resolve([block], self.setting.leaflet):
            made = lay_out(one, self.setting, owner, self.width)
            inner = self.setting.template.columns.gap if made.gap is None else self.setting.u(made.gap)
            lines = sum(_lines(piece) for piece in made.pieces)
            last = len(made.pieces) - 1
            for i, piece in enumerate(made.pieces):
                tied = made.is_list and i < last and (lines < SHORT or i in (0, last - 1))
                gap, give = (inner, self.setting.u(made.give)) if i else (between, None)
                out.append(Row(piece, gap, keep=tied, name=section.id, give=give))
        return out

    def _steps(self, block: Steps, section: LeafletSection, owner: Element) -> list[Row]:
        """A step each: its stage with the number on it, and what to do beside it."""
        setting, width = self.setting, self.width
        named = [step.figure for step in block.root if step.figure]
        self.shown |= set(named)
        lst = owner.add("L", ListNumbering="Decimal")
        if len(named) < len(block.root):
            return [self._plain_steps(block, named, section, owner, lst)]
        rows: list[Row] = []
        for number, (step, scale) in enumerate(zip(block.root, scales(setting, named, width * STAGE), strict=True), 1):
            item = lst.add("LI")
            disc = number_disc(setting, number, item.add("Lbl"))
            content = item.add("LBody")
            words = self._words([(step.title, "h3"), (step.text, "body")], content, words_width(setting, width))
            stage = Stage(setting, step.figure or "", content, width * STAGE, scale)
            piece = beside(setting, stage, words, width, disc)
            rows.append(Row(piece, setting.u(BETWEEN_STEPS), name=section.id, give=setting.u(9)))
        return self._together(rows)

    def _together(self, rows: list[Row]) -> list[Row]:
        """Rows that go on on another page only if one cannot hold them, and then not one by itself."""
        if sum(row.before + row.piece.height for row in rows) < self.page - self.setting.u(40):
            return whole(rows, self.page)
        self.parted = True
        return [replace(row, keep=i in (0, len(rows) - 2) and len(rows) > 2) for i, row in enumerate(rows)]

    def _plain_steps(self, block: Steps, named: Sequence[str], section: LeafletSection, owner: Element, lst: Element) -> Row:
        """Steps of which not all have a picture: one list, and what pictures there are at its end."""
        setting, head = self.setting, self.setting.style("h3")
        side = self.width * SIDE if named else 0.0
        words, down = Group(0), 0.0
        for number, step in enumerate(block.root, 1):
            item = lst.add("LI")
            disc = number_disc(setting, number, item.add("Lbl"))
            indent = disc.height * 1.42
            room = self.width - indent - (side + setting.k(18) if side else 0)
            text = self._words([(step.title, "h3"), (step.text, "body")], item.add("LBody"), room)
            words.add(0, down, disc)
            words.height = max(words.add(indent, down + (disc.height - head.cap) / 2, text), down + disc.height)
            down = words.height + setting.u(BETWEEN_STEPS)
        if not named:
            return Row(words, name=section.id)
        made: list[Captioned] = []
        for name in named:
            one = Captioned(setting, name, Element("Sect"), side)
            if not made or sum(each.height(each.stage.height) for each in (*made, one)) <= words.height * 1.1:
                made.append(Captioned(setting, name, owner, side))
        return Row(with_pictures(words, made, self.width, setting.u(10)), name=section.id)

    def _exercises(self, block: Exercises, section: LeafletSection, owner: Element) -> list[Row]:
        """A movement each: its stage, and name, how and dose beside it."""
        setting, width = self.setting, self.width
        self.shown |= set(block.figures())
        rows: list[Row] = []
        for exercise in block.root:
            item = owner.add("Sect")
            words = self._words([(exercise.name, "h3"), (exercise.text, "body")], item, words_width(setting, width))
            style = setting.style("body", bold=True, ink="brand")
            for dose in (exercise.hold, exercise.repeats):
                if dose:
                    piece = setting.text(dose, style, item.add("P"), words_width(setting, width))
                    words.height = words.add(0, words.height + style.line_gap, piece)
            stage = MovementStage(setting, exercise, item, width * STAGE)
            rows.append(Row(beside(setting, stage, words, width), setting.u(BETWEEN_STEPS), name=section.id, give=setting.u(9)))
        return self._together(rows)

    def _words(self, parts: Sequence[tuple[Inline | None, Any]], owner: Element, width: float) -> Group:
        """Texts one under the other, each in its role's style."""
        group = Group(0)
        for text, role in parts:
            if text:
                style = self.setting.style(role)
                down = group.height + (self.setting.style("body").line_gap if group.parts else 0)
                piece = self.setting.text(text, style, owner.add("H3" if role == "h3" and owner.role == "Sect" else "P"), width)
                group.height = group.add(0, down, piece)
        return group

    def _do_dont(self, block: DoDont, section: LeafletSection, owner: Element) -> list[Row]:
        """Two lists, one under the other, each beside the picture that says it."""
        words = self.setting.leaflet.words
        lists = (
            (words.do, block.do, "good", "check", section.do_figure),
            (words.dont, block.dont, "bad", "cross", section.dont_figure),
        )
        return [
            Row(self._list(*one, owner.add("Sect")), self.setting.u(15), name=section.id, give=self.setting.u(9)) for one in lists
        ]

    def _list(self, title: str, items: Sequence[Inline], ink: str, icon: str, figure: str | None, owner: Element) -> Flowable:
        setting, width = self.setting, self.width
        side = width * SIDE if figure else 0.0
        room = width - side - (setting.k(18) if side else 0.0)
        words, size = Group(0), setting.u(15)
        head = setting.style("h3", ink=ink)
        words.add(0, head.cap / 2 - size / 2, lambda pen, x, y: pen.icon(icon, x, y, size, main=ink))
        down = words.add(size * 1.45, 0, setting.text(title, head, owner.add("H3"), room - size * 1.45)) + setting.u(7)
        words.add(0, down, lambda pen, x, y: pen.rule(x, y, room, ink=ink, width=1.2))
        down += setting.u(9)
        body, lst = setting.style("body"), owner.add("L", ListNumbering="Disc")
        for item in items:
            words.height = words.add(0, down, bullet(item, setting, lst, room, body, ink, "dot"))
            down = words.height + body.line_gap + setting.u(3.5)
        if not figure:
            return words
        self.shown.add(figure)
        return with_pictures(words, [Captioned(setting, figure, owner, side)], width, setting.u(10))

    def _figures(self, block: FigureBlock, section: LeafletSection, owner: Element) -> list[Row]:
        """Those pictures of the block that no step before it has shown."""
        names = [name for name in block.ids if name not in self.shown and self.pictures != "room"]
        return self.picture_rows(names, owner, section.id)

    def picture_rows(self, names: Sequence[str], owner: Element, section: str) -> list[Row]:
        """Rows of pictures with their captions."""
        self.shown |= set(names)
        setting, gap = self.setting, self.setting.template.columns.gap
        most = setting.template.columns.figures
        columns = max(1, min(most, len(names)) if len(names) != most + 1 else most)
        rows: list[Row] = []
        for start in range(0, len(names), columns):
            part = names[start : start + columns]
            cell = cell_width(max(2, columns), max(2, columns), self.width, gap)
            sizes = scales(setting, part, cell)
            made = [Captioned(setting, name, owner, cell, scale) for name, scale in zip(part, sizes, strict=True)]
            rows.append(Row(side_by_side(made, gap, self.width), setting.u(BETWEEN_BLOCKS), name=section))
        return rows

    def add_pictures(self, filled: Filled, later: Sequence[Filled]) -> None:
        """After each section that ends on a page (it does not go on on `later` ones) its pictures that are left, if they have room."""
        goes_on = {row.name for one in later for row in one.rows}
        for name in dict.fromkeys(row.name for row in filled.rows):
            owner, names = self.unused.get(name, (None, []))
            names = [one for one in names if one not in self.shown][: self.setting.template.columns.figures]
            if owner is None or not names or name in goes_on:
                continue
            shown, holder = set(self.shown), Element("Sect")
            rows = self.picture_rows(names, holder, name)
            if filled.used + sum(row.before + row.piece.height for row in rows) <= filled.box.height:
                end = [i for i, row in enumerate(filled.rows) if row.name == name][-1] + 1
                filled.rows[end:end] = rows
                owner.adopt(holder)
            else:
                self.shown = shown


def _lines(piece: Flowable) -> int:
    """Lines of text in a piece."""
    if isinstance(piece, Paragraph):
        return len(piece.lines)
    return sum(_lines(part) for _, _, part in piece.parts if not callable(part)) if isinstance(piece, Group) else 0
