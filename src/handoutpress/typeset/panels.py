"""Sheets of panels: tri-folds, cards, half sheets, posters. Panels are filled in reading order, whatever side they are on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handoutpress import markup
from handoutpress.pdf.structure import Tree
from handoutpress.typeset.blocks import bullet_list
from handoutpress.typeset.parts import part
from handoutpress.typeset.pour import Box, Filled, Overflow, pour
from handoutpress.typeset.rows import section_rows
from handoutpress.typeset.setting import Row, Setting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handoutpress.model.leaflet import Leaflet, LeafletSection
    from handoutpress.model.template import Panel, Template
    from handoutpress.pdf.fonts import Family
    from handoutpress.typeset.pen import Pen
    from handoutpress.typeset.setting import Group

BETWEEN = 14.0  # white between parts, points
FLOWING = ("text", "signs")
TICK = (18.0, 9.0)  # fold ticks: distance from the edge, length


@dataclass
class _Field:
    """A panel being filled: pieces with their tops, and the room in the middle for rows."""

    panel: Panel
    left: float
    top: float
    width: float
    height: float
    pieces: list[tuple[Group, float]]
    box: Box | None = None


class Panels:
    """A leaflet composed onto panels at one type scale.

    Attributes:
        reduced: ids of the sections that say their key message only, for want of room.
    """

    def __init__(
        self, leaflet: Leaflet, template: Template, fonts: Family, scale: float, most: int, *, reduce: int = 0
    ) -> None:  # fmt: skip
        """Compose, with the `reduce` least weighty sections by their key message; MissingGlyphs passes through."""
        self.leaflet, self.template, self.size = leaflet, template, template.sheets[leaflet.paper]
        self.setting = Setting(leaflet, template, fonts, scale, 0)
        self.tree = Tree(leaflet.language)
        self.overflow: Overflow | None = None
        weighty = sorted(leaflet.sections, key=lambda section: section.priority)
        self.reduced = frozenset(section.id for section in weighty[len(weighty) - reduce :])
        self.pages = max(panel.sheet for panel in template.panels)
        self.fields: list[_Field] = []
        rows: dict[str, list[Row]] = {}
        for panel in template.panels:
            self.fields.append(self._field(panel, rows))
        self.filled: list[Filled] = []
        for kind, made in rows.items():
            boxes = [field.box for field in self.fields if field.box and kind in field.panel.holds]
            poured = pour(made, boxes)
            if isinstance(poured, Overflow):
                self.overflow = poured
            else:
                self.filled += poured

    def _field(self, panel: Panel, rows: dict[str, list[Row]]) -> _Field:
        """Fill a panel with its parts; rows that flow through several panels are made once."""
        x, y, w, h = panel.at[self.leaflet.paper]
        left, top, right, bottom = panel.inset
        width, height = w - left - right, h - top - bottom
        setting = replace(self.setting, width=width)
        field = _Field(panel, x + left, y + h - top, width, height, [])
        above: list[Group] = []
        below: list[Group] = []
        flows = False
        for name in panel.holds:
            if name in FLOWING:
                flows = True
                if name not in rows:
                    rows[name] = self._signs(setting) if name == "signs" else self._text(setting)
            else:
                (below if flows else above).append(part(name, setting, self.tree.root, height))
        level = field.top
        for piece in above:
            field.pieces.append((piece, level))
            level -= piece.height + BETWEEN
        foot = field.top - height
        for piece in reversed(below):
            foot += piece.height
            field.pieces.append((piece, foot))
            foot += BETWEEN
        if flows:
            field.box = Box(panel.sheet, field.left, level, width, max(0.0, level - foot))
        elif above and level + BETWEEN < field.top - height - 0.5:
            self.overflow = Overflow(panel.holds[-1], field.top - height - level - BETWEEN)
        elif len(above) > 1:  # nothing flows: the last part stands at the foot
            piece, _ = field.pieces[-1]
            field.pieces[-1] = (piece, field.top - height + piece.height)
        return field

    def _text(self, setting: Setting) -> list[Row]:
        sections = [self._shortened(section) for section in self.leaflet.sections]
        if self.template.text == "key":
            return self._key_rows(sections, setting)
        return section_rows(sections, setting, self.tree.root, setting.width)

    def _shortened(self, section: LeafletSection) -> LeafletSection:
        from handoutpress.model.blocks import Paragraph

        if section.id not in self.reduced:
            return section
        return replace(section, blocks=(Paragraph(section.key_message),), half=False, new_page=False)

    def _key_rows(self, sections: Sequence[LeafletSection], setting: Setting) -> list[Row]:
        """The key message of every section, as one list."""
        look = setting.look("body")
        items = tuple(section.key_message for section in sections if section.id not in self.reduced)
        listing = bullet_list(items, setting, self.tree.root, setting.width, look=look, gap=3)
        return [Row(listing, name="key messages")]

    def _signs(self, setting: Setting) -> list[Row]:
        """The emergency signs, one row each, so that they may go on on the other side of a card."""
        look = setting.look("body")
        lst = self.tree.root.add("L", ListNumbering="Square")
        rows = []
        for sign in self.leaflet.red_flags.now:
            piece = setting.text(sign, look, lst.add("LI").add("LBody"), setting.width - 14)
            group = _marked(piece.height)
            group.add(14, 0, piece)
            mark = look.size * 0.57
            group.add(0, (look.cap - mark) / 2, lambda pen, x, y, mark=mark: pen.square(x, y, mark, "alert"))  # type: ignore[misc]
            rows.append(Row(group, look.line_gap + 1, name="red flags"))
        rule = setting.text(self.leaflet.red_flags.now_rule, look, self.tree.root.add("P"), setting.width)
        group = _marked(rule.height)
        group.add(0, 0, rule)
        return [*rows, Row(group, look.line_gap + 3, name=markup.plain(self.leaflet.red_flags.title))]

    def draw(self, pen: Pen) -> None:
        """Draw all sheets, each with its copies."""
        canvas = pen.canvas
        shifts = ((0.0, 0.0), *self.template.copies.get(self.leaflet.paper, ()))
        for sheet in range(1, self.pages + 1):
            if sheet > 1:
                pen.next_page()
            for number, (dx, dy) in enumerate(shifts):
                canvas.repeating = number > 0
                for order, field in enumerate(self.fields):
                    if field.panel.sheet == sheet:
                        canvas.order = float(order)
                        self._draw(pen, field, dx, dy)
            canvas.repeating = False
            self._marks(pen)

    def _draw(self, pen: Pen, field: _Field, dx: float, dy: float) -> None:
        for piece, top in sorted(field.pieces, key=lambda placed: -placed[1]):
            if field.box is None or top > field.box.top - 0.01:
                piece.draw(pen, field.left + dx, top + dy)
        for filled in self.filled:
            if filled.box is field.box:
                for row, top in filled.places():
                    row.piece.draw(pen, field.left + dx, top + dy)
        for piece, top in sorted(field.pieces, key=lambda placed: -placed[1]):
            if field.box is not None and top <= field.box.top - 0.01:
                piece.draw(pen, field.left + dx, top + dy)

    def _marks(self, pen: Pen) -> None:
        """Fold ticks at both ends, and dashed cut lines."""
        paper, (width, height), marks = self.leaflet.paper, self.size, self.template.marks
        start, length = TICK
        for x in marks.folds.get(paper, ()):
            for y in (start + length, height - start):
                pen.vertical(x, y, length, ink="soft", width=0.7)
        for x in marks.cuts.get(paper, ()):
            pen.dashed(x, height - start, x, start)
        for y in marks.level_cuts.get(paper, ()):
            pen.dashed(start, y, width - start, y)


def _marked(height: float) -> Group:
    from handoutpress.typeset.setting import Group

    return Group(height)
