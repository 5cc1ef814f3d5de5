"""What every component needs to know to measure itself: leaflet, template, type scale, fonts, pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from handoutpress.content.markup import Inline
from handoutpress.content.schema.style import StyleFamily, clinical
from handoutpress.content.schema.template import Role, Size, Template
from handoutpress.layout.drawing.pen import Flowable, Pen
from handoutpress.layout.reuse.gaps import Gap, Gaps, PartKind
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.layout.text.text_style import Align, Balance, TextStyle
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.moves import Move
from handoutpress.pdf.fonts import Family
from handoutpress.pdf.tag_tree import Artifact, Element
from handoutpress.support.values import immutable

DRAWN_FOR = 12.0  # points: the body type the components' measures were drawn for
WHITE = 0.4  # the share of what pictures grow by that white and small drawings grow by
LOWEST = 0.6  # share of their height that pictures keep where a page is full
SENTENCES: frozenset[Role] = frozenset({"body", "signs", "small"})  # set a size larger where there is room


@immutable
class Setting:
    """One trial of a leaflet.

    Attributes:
        scale: size of pictures as a multiple of what they were drawn for.
        width: of the text area, points.
        gaps: what is the clinic's own is left open, and this is the room it takes; None: it is drawn with all else.
        larger: sentences are set at size `sub` in place of `text`.
        plain: of the warning signs: no style reaches them.
        tight: white and heights of pictures, as a share of what they are drawn for: less than 1 where a page is full.
        move: the movement a card is about.
    """

    leaflet: Leaflet
    template: Template
    fonts: Family
    scale: float
    width: float
    gaps: Gaps | None = None
    larger: bool = False
    plain: bool = False
    tight: float = 1.0
    move: Move | None = None

    @property
    def family(self) -> StyleFamily:
        """The style family: shapes, radii, covers. The warning signs ask it for nothing."""
        return clinical() if self.plain else self.leaflet.clinic.style or clinical()

    @property
    def safe(self) -> Setting:
        """The same without a style, for the warning signs."""
        return self._but(self.template.unstyled, self.width, plain=True)

    def style(
        self, role: Role, *, ink: str | None = None, bold: bool | None = None, size: Size | None = None,
        points: float = 0, align: Align = "start", balance: Balance = "widow",
    ) -> TextStyle:  # fmt: skip
        """A role of the template with what differs named; `points`: a size that is none of the sheet's, for a title made to fit."""
        role_type = self.template.type[role]
        name = size or role_type.size
        if self.larger and name == "text" and role in SENTENCES:
            name = "sub"
        points = points or self.template.sizes[name]
        heavy = role_type.bold if bold is None else bold
        ink = ink or role_type.ink
        if self.plain and ink == "ink":
            ink = "black"
        return TextStyle(points, points * role_type.leading, heavy, ink, align, balance, role_type.face, role_type.tracking)

    def text(self, inline: Inline | str, style: TextStyle, owner: Element | Artifact, width: float) -> Paragraph:
        """A paragraph in a column of `width` points."""
        return Paragraph(self.fonts, inline, style, owner, width)

    def line(self, text: Inline | str, style: TextStyle, owner: Element | Artifact) -> Paragraph:
        """Text on one line, however long."""
        return Paragraph(self.fonts, text, style, owner, 10_000)

    def wide(self, width: float) -> Setting:
        """The same for a text area of `width` points."""
        return self._but(self.template, width, plain=self.plain)

    def _but(self, template: Template, width: float, *, plain: bool) -> Setting:
        """The same but for these; each leaflet asks for several, and `replace` takes nine times as long."""
        return Setting(
            self.leaflet, template, self.fonts, self.scale, width, self.gaps, self.larger, plain, self.tight, self.move
        )  # fmt: skip

    def own(self, kind: PartKind, parent: Element | None, make: Callable[[], P], height: float = 0.0) -> P | Gap:
        """What is the clinic's own: made, or left open in the tree under `parent` (None: it is decoration).

        `height`: of the field it stands in, if it depends on that; points.
        """
        return make() if self.gaps is None else self.gaps.leave(kind, self.width, height, parent)

    def k(self, points: float) -> float:
        """A measure drawn for 12-point type, at the template's type size."""
        return points * self.template.sizes["text"] / DRAWN_FOR

    def u(self, points: float) -> float:
        """A gap or a small drawing drawn for 12-point type, that grows with the type and a little with the pictures."""
        sizes = self.template.sizes
        return self.k(points) * (1 + (self.scale - 1) * WHITE) * (sizes["sub"] / sizes["text"] if self.larger else 1)

    def stage(self, points: float) -> float:
        """The height of a picture drawn for 12-point type, that grows as far as there is room, and is lower where a page is full."""
        return self.k(points) * self.scale * max(self.tight, LOWEST)


Paint = Callable[["Pen", float, float], None]
P = TypeVar("P", bound="Flowable")


@dataclass
class Group:
    """Pieces at places within a box, with paint behind them.

    Attributes:
        height: of the box, points.
        parts: (x, down, piece or paint), in the order of drawing; x and down in points from the upper corner at the start.
    """

    height: float
    parts: list[tuple[float, float, Flowable | Paint]] = field(default_factory=list)

    def add(self, x: float, down: float, part: Flowable | Paint) -> float:
        """Place a part; returns where a piece ends, in points from the top (paint: where it starts)."""
        self.parts.append((x, down, part))
        return down if callable(part) else down + part.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw all parts."""
        for dx, down, part in self.parts:
            if callable(part):
                part(pen, x + dx, y - down)
            else:
                part.draw(pen, x + dx, y - down)


@dataclass
class Elastic:
    """A piece that may be drawn higher, with more white within.

    Attributes:
        make: the piece, so many points higher than it must be.
        height: the least, points.
        give: how much higher it may be, points.
        keen: how much of that it takes on a panel before others grow at all, points.
    """

    make: Callable[[float], Group]
    height: float
    give: float
    keen: float = 0.0

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw as low as it can be."""
        self.make(0).draw(pen, x, y)


F = TypeVar("F", Group, Elastic)


def first_that_fits(parent: Element, height: float, ways: Sequence[Callable[[Element], F]]) -> F:
    """The piece of the first of some ways to make it, the fullest first, that is no higher than `height` points, else of the last.

    Its structure elements, and those of no other way, stand under `parent`.
    """
    for way in ways:
        section = Element("Sect")
        made = way(section)
        if made.height <= height:
            break
    parent.adopt(section)
    return made


@immutable
class Row:
    """A full-width piece of a page.

    Attributes:
        before: least white above it, points (not at the top of a page).
        give: by how much that white may grow where there is room, points; None: by a share of itself.
        keep: stays on the page of the row after it (headings).
        new_page: starts a page.
        name: the section it belongs to, for messages.
    """

    piece: Flowable
    before: float = 0
    keep: bool = False
    new_page: bool = False
    name: str = ""
    give: float | None = None
