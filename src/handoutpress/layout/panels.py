"""Sheets of panels: tri-folds, cards, half sheets, posters. Panels are filled in reading order, whatever side they are on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from handoutpress.content.schema.blocks.basic import ParagraphBlock, Tracker
from handoutpress.content.schema.blocks.body_map import BodyMap
from handoutpress.content.schema.template import Panel
from handoutpress.layout.blocks.text_blocks import bullet
from handoutpress.layout.components.contact import notes
from handoutpress.layout.context import Elastic, Row, Setting
from handoutpress.layout.drawing.pen import Flowable, Pen
from handoutpress.layout.flow import Box, Filled, Overflow, pour_evenly
from handoutpress.layout.parts.by_name import part
from handoutpress.layout.section_rows import section_rows
from handoutpress.merge.leaflet import LeafletSection
from handoutpress.merge.moves import Move, moves_of
from handoutpress.pdf.tag_tree import Element, Tree

BETWEEN = 14.0  # white between parts of a panel that text flows through, points
WELL_FILLED = 0.65  # share of a panel; one that is less so gets pictures, key points, lines to write on
ROOMY = 0.8  # share of a panel; a section in one that is less full shows its pictures, if they fit
WRITE_LEAST = 90.0  # lines to write on are not lower, points


def _has_room(filled: Filled, share: float = WELL_FILLED) -> bool:
    """Whether a panel of text is not well filled: lines to write on do not count."""
    rows = [row for row in filled.rows if row.name != "notes"]
    return Filled(filled.box, rows).used < share * filled.box.height


@dataclass
class _Field:
    """A panel being filled: pieces with their tops, and the room in the middle for rows."""

    panel: Panel
    start: float
    top: float
    width: float
    height: float
    pieces: list[tuple[Flowable, float]]
    box: Box | None = None


@dataclass
class _Copy:
    """One of the copies on a sheet: how far it stands from the first, and its panels.

    `later`: so many sides of paper after the first sheet; `repeats`: readers of the file have met it.
    """

    dx: float
    dy: float
    fields: list[_Field]
    filled: list[Filled]
    later: int = 0
    repeats: bool = False

    def draw(self, pen: Pen, field: _Field) -> None:
        """Draw a panel from top to bottom."""
        if field.panel.turned:
            with pen.upside_down(field.start + self.dx + field.width / 2, field.top + self.dy - field.height / 2):
                self._draw(pen, field)
        else:
            self._draw(pen, field)

    def _draw(self, pen: Pen, field: _Field) -> None:
        placed: list[tuple[float, Flowable]] = [(top, piece) for piece, top in field.pieces]
        for filled in self.filled:
            if filled.box is field.box:
                placed += [(top, row.piece) for row, top in filled.places()]
        for top, piece in sorted(placed, key=lambda entry: -entry[0]):
            piece.draw(pen, field.start + self.dx, top + self.dy)


def _grown(pieces: list[Flowable], room: float, gap: float) -> list[Flowable]:
    """Pieces that may be higher made so, together with the gaps between them; `room`: for both, points."""
    keen, give = (sum(getattr(piece, name, 0.0) for piece in pieces) for name in ("keen", "give"))
    between = gap * (len(pieces) - 1)
    free = max(0.0, room - between)
    early = min(1.0, free / keen) if keen else 0.0
    share = min(1.0, (free - keen * early) / max(0.1, give - keen + between)) if give else 0.0
    return [
        piece.make(piece.keen * early + (piece.give - piece.keen) * share) if isinstance(piece, Elastic) else piece
        for piece in pieces
    ]


class Panels:
    """A leaflet composed onto panels; `reduced`: ids of the sections that say their key message only."""

    def __init__(
        self, trial: Setting, *, reduce: int = 0, text: tuple[bool, float] | None = None, otherwise: bool = False,
        illustrated: frozenset[str] = frozenset(), whole: bool = False,
    ) -> None:  # fmt: skip
        """Compose with text and pictures as this trial has them; MissingGlyphs passes through.

        Args:
            reduce: so many of the least weighty sections are told by their key message.
            text: whether the sections alone are set a size larger, and the scale of their pictures.
            otherwise: parts stand where their panels have them if there is no room as it is first tried.
            illustrated: ids of the sections that show all pictures they name.
            whole: no section goes on in the next panel.
        """
        leaflet, template = trial.leaflet, trial.template
        self.leaflet, self.template, self.size = leaflet, template, template.sheets[leaflet.paper]
        self.setting, self.otherwise, self.illustrated, self.whole = trial, otherwise, illustrated, whole
        larger, scale = text or (trial.larger, trial.scale)
        self.of_text = replace(trial, larger=larger, scale=scale)
        self.tree = Tree(leaflet.language)
        self.overflow: Overflow | None = None
        self.reduce = reduce  # the first step leaves out the title's figure, each further one shortens a section
        weighty = sorted(leaflet.sections, key=lambda section: section.priority)
        self.reduced = frozenset(section.id for section in weighty[len(weighty) - max(0, reduce - 1) :])
        self.pages = max(panel.sheet for panel in template.panels)
        shifts = ((0.0, 0.0), *template.copies.get(leaflet.paper, ()))
        root = self.tree.root
        if template.each == "exercise":
            self.copies = self._cards(shifts, root)
        elif template.copies_as == "content":
            self.copies = [_Copy(*shift, *self._compose(root.add("Sect"), first=not i)) for i, shift in enumerate(shifts)]
        else:
            made = self._compose(root, first=True)
            self.copies = [_Copy(*shift, *made, repeats=i > 0) for i, shift in enumerate(shifts)]

    def _cards(self, shifts: Sequence[tuple[float, float]], root: Element) -> list[_Copy]:
        """A card for each movement; the backs are alike, and on a sheet turned over on its long edge they change sides."""
        moves, sides = moves_of(self.leaflet), self.pages
        self.pages = sides * math.ceil(len(moves) / len(shifts))
        fronts = [panel for panel in self.template.panels if panel.sheet % 2]
        backs = [panel for panel in self.template.panels if panel not in fronts]
        places = [(*shifts[i % len(shifts)], sides * (i // len(shifts))) for i in range(len(moves))]
        copies = []
        for move, (dx, dy, later) in zip(moves, places, strict=True):
            made = self._compose(root.add("Sect"), first=move.number == 1, panels=fronts, move=move)
            copies.append(_Copy(dx, dy, *made, later))
        behind = self._compose(root.add("Sect"), first=True, panels=backs)
        for i, (dx, dy, later) in enumerate(places if backs else ()):
            x, _, width, _ = backs[0].at[self.leaflet.paper]
            turned = self.size[0] - width - 2 * x - dx if self.template.duplex == "long" else dx
            copies.append(_Copy(turned, dy, *behind, later, repeats=i > 0))
        return copies

    def _compose(
        self, root: Element, *, first: bool, panels: Sequence[Panel] | None = None, move: Move | None = None
    ) -> tuple[list[_Field], list[Filled]]:
        """Panels (all of them, if none are named) once, under `root`; only the first copy's headings are bookmarks."""
        text: list[Row] = []
        closing: list[Row] = []
        self.move = move
        fields = [self._field(panel, text, closing, root) for panel in (self.template.panels if panels is None else panels)]
        filled: list[Filled] = []
        if text:
            boxes = [field.box for field in fields if field.box]
            poured = pour_evenly(text, boxes, whole=self.whole)
            if isinstance(poured, Overflow):
                self.overflow = poured
            else:
                self._close(poured, closing)
                filled = poured
        if not first:
            for element in root.walk():
                element.ident = element.title = None
        return fields, filled

    def _field(self, panel: Panel, text: list[Row], closing: list[Row], root: Element) -> _Field:
        """Fill a panel with its parts; rows of text, which flows through several panels, are made once."""
        x, y, w, h = panel.at[self.leaflet.paper]
        start, top, end, bottom = panel.inset
        width, height = w - start - end, h - top - bottom
        setting = replace(self.setting, width=width, move=self.move)
        field = _Field(panel, x + start, y + h - top, width, height, [])
        above: list[Flowable] = []
        below: list[Flowable] = []
        flows = False
        for name in panel.parts(self.otherwise):
            if name == "text":
                flows = True
                if not text:
                    text += self._text(setting, root)
                    if self._says_key_points_last:
                        points = part("key-points", self.of_text.wide(width), root, panel, height)
                        closing.append(Row(points, setting.u(30), name="key points", give=0))
            else:
                (below if flows else above).append(part(name, setting, root, panel, height, self.reduce))
        solid = sum(piece.height for piece in (*above, *below))
        least = self.template.columns.gap
        if not flows:
            above = _grown(above, height - solid, least)
            solid = sum(piece.height for piece in above)
        gap = min(2 * least, max(least, (height - solid) / max(1, len(above) - 1))) if not flows else BETWEEN
        level = field.top
        for piece in above:
            field.pieces.append((piece, level))
            level -= piece.height + gap
        foot = field.top - height
        for piece in reversed(below):
            foot += piece.height
            field.pieces.append((piece, foot))
            foot += gap
        if flows:
            field.box = Box(panel.sheet, field.start, level, width, max(0.0, level - foot))
        elif above and level + gap < field.top - height - 0.5:
            self.overflow = Overflow(panel.parts(self.otherwise)[-1], field.top - height - level - gap)
        elif len(above) > 1:  # nothing flows: the last part stands at the foot, and all gaps are alike
            more = (level + gap - field.top + height) / (len(above) - 1)
            field.pieces = [(piece, top - number * more) for number, (piece, top) in enumerate(field.pieces)]
        return field

    @property
    def _says_key_points_last(self) -> bool:
        """Whether key points end the text where it leaves room: they have no place of their own."""
        return self.template.text != "key" and not any(
            "key-points" in panel.parts(self.otherwise) for panel in self.template.panels
        )

    def _close(self, poured: list[Filled], closing: list[Row]) -> None:
        """The key points at the end of the text, if there are any and its last panel has room; lines to write on where it is left."""
        if self.template.text == "key":  # short sheets are filled as they are
            return
        last = poured[-1]
        need = sum(row.before + row.piece.height for row in closing)
        if _has_room(last, ROOMY) and last.box.height - last.used > need:
            last.rows += closing
        for filled in poured:
            setting = self.of_text.wide(filled.box.width)
            above = setting.u(30) if filled.rows else 0.0
            free = filled.box.height - filled.used - filled.give - above
            if _has_room(filled) and free >= WRITE_LEAST:
                filled.rows.append(Row(notes(setting, free), above, name="notes", give=0))

    @property
    def roomy(self) -> frozenset[str]:
        """Ids of the sections in panels that have room for more pictures."""
        panels = [filled for copy in self.copies[:1] for filled in copy.filled]
        names = {row.name for filled in panels if _has_room(filled, ROOMY) for row in filled.rows}
        return frozenset(section.id for section in self.leaflet.sections if section.id in names)

    @property
    def parted(self) -> int:
        """How many times a section goes on in the next panel."""
        panels = [{row.name for row in filled.rows} for copy in self.copies[:1] for filled in copy.filled]
        return sum(len(one & other & {section.id for section in self.leaflet.sections}) for one, other in pairwise(panels))

    def _text(self, setting: Setting, root: Element) -> list[Row]:
        sections = [self._shortened(section) for section in self.leaflet.sections]
        if self.template.text == "key":
            return self._key_rows(sections, setting, root)
        return section_rows(sections, self.of_text.wide(setting.width), root, setting.width, illustrated=self.illustrated)

    def _shortened(self, section: LeafletSection) -> LeafletSection:
        if section.id not in self.reduced:
            return section
        short = replace(section, blocks=(ParagraphBlock(section.key_message),), half=False, new_page=False)
        missing = any(isinstance(block, (BodyMap, Tracker)) for block in section.blocks)  # what is not there is not pictured
        return replace(short, figure=None, figures=()) if missing else short

    def _key_rows(self, sections: Sequence[LeafletSection], setting: Setting, root: Element) -> list[Row]:
        """The key message of every section, as one list."""
        style = setting.style("body")
        items = [section.key_message for section in sections if section.id not in self.reduced]
        lst = root.add("L", ListNumbering="Disc")
        gap, give = style.line_gap + setting.u(3), setting.u(4)
        made = [bullet(item, setting, lst, setting.width, style, "brand", "dot") for item in items]
        return [Row(piece, gap, give=give, name="key messages") for piece in made]

    @property
    def notes(self) -> list[str]:
        """What this template does not say in full, for whoever makes the leaflet."""
        promised = any(part in ("text", "key-messages") for panel in self.template.panels for part in panel.holds)
        if not self.reduced or not promised or self.template.text == "full":
            return []
        how = "by their key message only" if self.template.text == "fit" else "not at all"
        return [f"{self.template.label}: for want of room these sections are there {how}: {', '.join(sorted(self.reduced))}"]

    def draw(self, pen: Pen) -> None:
        """Draw all sheets, each with its copies."""
        canvas = pen.canvas
        for sheet in range(1, self.pages + 1):
            if sheet > 1:
                pen.next_page()
            for copy in self.copies:
                canvas.repeating = copy.repeats
                for order, field in enumerate(copy.fields):
                    if field.panel.sheet + copy.later == sheet:
                        canvas.order = float(order)
                        copy.draw(pen, field)
            canvas.repeating = False
