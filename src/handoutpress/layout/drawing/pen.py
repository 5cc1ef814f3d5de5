"""The pen: what components draw with. Shapes in named inks on the tagged canvas; y runs up, boxes hang from their top.

x runs from the edge where lines start: from the left, and on a sheet of a language that runs from right to left from the right. The
pen alone knows which: whatever is drawn goes through it, and all of the room speaks of start and end.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, Protocol

from handoutpress.content.schema.style import StyleFamily, clinical
from handoutpress.content.schema.words import Direction
from handoutpress.layout.drawing import icons
from handoutpress.layout.drawing.brand_palette import INK_NUMBERS
from handoutpress.layout.text.text_style import hangs
from handoutpress.pdf.canvas import Canvas, Run
from handoutpress.pdf.form_xobject import FormXObject
from handoutpress.pdf.images import Pixels
from handoutpress.pdf.objects import decimal
from handoutpress.pdf.tag_tree import Artifact, Element
from handoutpress.pdf.vector_art import operators, path_operators, rounded_rectangle

SOLID = ("fill", "alert", "amber_field")  # inks of fields that would drink toner
ROUND = 0.5523  # the Bezier constant of a quarter circle
Box = tuple[int, float, float, float, float, str]  # page, x0, y0, x1, y1, text; points


class Flowable(Protocol):
    """Something with a height that can be drawn with its top at y."""

    @property
    def height(self) -> float:
        """Points from top to bottom."""

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw with the start edge at x and the top at y, points from the sheet's lower corner at that edge."""


@dataclass
class Pen:
    """A canvas, and shapes on it.

    Attributes:
        width: of the sheet, points.
        direction: of the language's lines.
        watched: whether to note what is set where.
        boxes: what text was set where, (page, x0, y0, x1, y1, text), in points from the lower left corner: tests measure overlap with it.
        texts: what was set, each text with its lines joined.
        opening: what is done first on every page.
        family: the style family: `panel` and `box` as radii are its own.
        bleed: how far fields at the edge run over it, points.
        reach: how far a field at the sheet's edge is painted over it, points; less than 0: it ends before the edge.
    """

    canvas: Canvas
    width: float = 0.0
    direction: Direction = "ltr"
    page: int = 1
    saves_ink: bool = False
    watched: bool = True
    notes: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    unfinished: bool = False  # whether the last text goes on
    opening: Callable[[Pen], None] | None = None
    family: StyleFamily = field(default_factory=clinical)
    bleed: float = 0.0
    reach: float = 0.0

    def __post_init__(self) -> None:
        if self.opening:
            self.opening(self)

    def next_page(self) -> None:
        """Go on to the next page."""
        self.canvas.next_page()
        self.page += 1
        if self.opening:
            self.opening(self)

    def left(self, x: float, width: float = 0.0) -> float:
        """The left edge, from that of the sheet, of what begins at x and is so wide; points."""
        return x if self.direction == "ltr" else self.width - x - width

    def text_line(
        self, x: float, y: float, runs: Sequence[Run], owner: Element | Artifact, *, last: bool = True,
        links: Sequence[tuple[Element, str] | None] = (),
    ) -> None:  # fmt: skip
        """One line of text with its baseline at y; `links`: element and address of the link each run is in, if it is in one."""
        if not runs:
            return
        if self.direction == "rtl":
            x = self.left(x, sum([run.width for run in runs]))
        # the last line too has a space at its end: readers that go by the order of drawing alone glue it to the next text
        end = self.canvas.line(x, y, runs, owner, last=False)
        if self.watched:
            size = max([run.size for run in runs])
            text = "".join([run.text for run in runs])
            self.boxes.append((self.page, x, y - (0.2 * size if hangs(text) else 0.0), end, y + 0.66 * size, text))
            if self.unfinished:
                self.texts[-1] = f"{self.texts[-1].rstrip()} {text}"
            else:
                self.texts.append(text)
            self.unfinished = not last
        for run, link in zip(runs, links, strict=False):
            end = x + run.width
            if link:
                size = max([run.size for run in runs])
                contents = link[1]  # without what only a machine needs
                for scheme in ("tel:", "mailto:", "https://", "http://"):
                    contents = contents.removeprefix(scheme)
                self.canvas.link((x, y - 0.22 * size, end, y + 0.78 * size), link[0], url=link[1], contents=contents)
            x = end

    def link(self, x: float, y: float, w: float, h: float, element: Element, dest: str, contents: str) -> None:
        """Make a box hanging from y a link to a destination of this document; `contents` says in words where it leads."""
        x = self.left(x, w)
        self.canvas.link((x, y - h, x + w, y), element, dest=dest, contents=contents)

    def bounds(self, element: Element | Artifact, x: float, y: float, w: float, h: float) -> None:
        """Say in what box hanging from y a figure stands, points."""
        if isinstance(element, Element) and not self.canvas.repeating:
            x = self.left(x, w)
            element.attrs["BBox"] = [round(v, 2) for v in (x, y - h, x + w, y)]

    @contextmanager
    def placed(self, x: float, y: float, scale: float = 1.0, *, across: tuple[float, float] = (0, 0)) -> Iterator[None]:
        """Draw within in a system whose origin is at (x, y), `scale` points to the unit, which is never mirrored.

        `across`: from where to where it reaches in that system.
        """
        self.canvas.code(f"q {_n(scale)} 0 0 {_n(scale)} {_n(self.left(x, scale * sum(across)))} {_n(y)} cm")
        yield
        self.canvas.code("Q")

    @contextmanager
    def turned(self, x: float, y: float, angle: float) -> Iterator[None]:
        """Draw within in a system whose origin is at (x, y), turned by an angle in degrees; its text is in no `boxes`."""
        c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        before, direction = len(self.boxes), self.direction
        self.canvas.code(f"q {c:.5f} {s:.5f} {-s:.5f} {c:.5f} {_n(self.left(x))} {_n(y)} cm")
        self.direction = "ltr"
        yield
        self.direction = direction
        del self.boxes[before:]
        self.canvas.code("Q")

    @contextmanager
    def upside_down(self, x: float, y: float) -> Iterator[None]:
        """Draw within as it looks turned by half about (x, y); its text is in no `boxes`."""
        before = len(self.boxes)
        self.canvas.code(f"q -1 0 0 -1 {_n(2 * self.left(x))} {_n(2 * y)} cm")
        yield
        del self.boxes[before:]
        self.canvas.code("Q")

    def path(self, ops: str, *, fill: str | None = None, stroke: str | None = None, width: float = 0.8) -> None:
        """Paint a path given as PDF operators."""
        self.canvas.shape(_painted(ops, bool(fill), width if stroke else 0.0), fill=fill, stroke=stroke)

    def panel(
        self, x: float, y: float, w: float, h: float, *, fill: str | None = None, edge: str | None = None,
        radius: float | Literal["panel", "box"] = "box", width: float = 1, corners: str = "tb",
    ) -> None:  # fmt: skip
        """A rounded box hanging from y; `corners` names the rounded ends: t, b, s (start) or any of t and b.

        A radius is points, or that of the style's large fields or of its boxes.
        """
        if isinstance(radius, str):
            radius = min(self.family.radius.panel if radius == "panel" else self.family.radius.box, h / 2)
        if fill == "fill" and self.family.call == "rules":  # a field of colour is white between two lines
            self.rule(x, y - 1.5, w, ink="ink", width=3)
            self.rule(x, y - h, w, ink="ink", width=0.5)
            return
        if self.saves_ink and fill in SOLID:  # a solid field becomes a frame
            fill, edge, width = "white", "deep", 2.2 if fill == "alert" else 1.6
        elif self.saves_ink and fill == "tint" and edge is None:
            edge, width = "line", 0.8
        if corners == "s":
            corners = "l" if self.direction == "ltr" else "r"
        self.canvas.shape(
            _box(self.left(x, w), y, w, h, bool(fill), width if edge else 0.0, radius, corners), fill=fill, stroke=edge
        )

    def block(self, x: float, y: float, w: float, h: float, fill: str) -> None:
        """A filled rectangle hanging from y."""
        self.path(f"{_n(self.left(x, w))} {_n(y - h)} {_n(w)} {_n(h)} re", fill=fill)

    @contextmanager
    def clipped(self, x: float, y: float, w: float, h: float, radius: float = 0.0) -> Iterator[None]:
        """Draw within a box hanging from y; what sticks out is cut off."""
        left = self.left(x, w)
        path = path_operators(rounded_rectangle((left, y - h, left + w, y), radius, _n, "tb"))
        self.canvas.code(f"q {path} W n")
        yield
        self.canvas.code("Q")

    @contextmanager
    def within_disc(self, cx: float, cy: float, r: float) -> Iterator[None]:
        """Draw within a disc; what sticks out is cut off."""
        with self.clipped(cx - r, cy + r, 2 * r, 2 * r, r):
            yield

    def dots(self, centres: Sequence[float], y: float, d: float, ink: str) -> None:
        """Dots of diameter d in a row: lines of no length with round ends, which take the least room in a file."""
        if centres:
            row = " ".join([f"{_n(spot)} {_n(y)} m {_n(spot)} {_n(y)} l" for spot in map(self.left, centres)])
            self.canvas.code("q 1 J")
            self.path(row, stroke=ink, width=d)
            self.canvas.code("Q")

    def ellipse(self, cx: float, cy: float, rx: float, ry: float, fill: str) -> None:
        """A filled ellipse by its centre and half axes; to save ink, its outline."""
        self.path(
            self._ellipse(cx, cy, rx, ry),
            fill="white" if self.saves_ink else fill,
            stroke="line" if self.saves_ink else None,
            width=1,
        )

    @contextmanager
    def within_ellipse(self, cx: float, cy: float, rx: float, ry: float) -> Iterator[None]:
        """Draw within an ellipse; what sticks out is cut off."""
        self.canvas.code(f"q {self._ellipse(cx, cy, rx, ry)} W n")
        yield
        self.canvas.code("Q")

    def _ellipse(self, cx: float, cy: float, rx: float, ry: float) -> str:
        if self.direction == "rtl":
            cx = self.width - cx
        a, b = rx * ROUND, ry * ROUND
        n = _n
        return (
            f"{n(cx + rx)} {n(cy)} m {n(cx + rx)} {n(cy + b)} {n(cx + a)} {n(cy + ry)} {n(cx)} {n(cy + ry)} c "
            f"{n(cx - a)} {n(cy + ry)} {n(cx - rx)} {n(cy + b)} {n(cx - rx)} {n(cy)} c "
            f"{n(cx - rx)} {n(cy - b)} {n(cx - a)} {n(cy - ry)} {n(cx)} {n(cy - ry)} c "
            f"{n(cx + a)} {n(cy - ry)} {n(cx + rx)} {n(cy - b)} {n(cx + rx)} {n(cy)} c h"
        )

    def hills(self, x: float, y: float, w: float, h: float, hills: Sequence[tuple[float, float, float, float, str]]) -> None:
        """Hills in a box hanging from y, cut off at its edges: centre from the start and from the top, half axes, as shares; and ink."""
        with self.clipped(x, y, w, h):
            for cx, cy, rx, ry, ink in hills:
                self.ellipse(x + cx * w, y - cy * h, rx * w, ry * h, ink)

    def disc(self, cx: float, cy: float, d: float, fill: str) -> None:
        """A filled circle of diameter d."""
        self.panel(cx - d / 2, cy + d / 2, d, d, fill=fill, radius=d / 2)

    def square(self, x: float, y: float, side: float, fill: str) -> None:
        """A filled square hanging from y."""
        self.path(f"{_n(self.left(x, side))} {_n(y - side)} {_n(side)} {_n(side)} re", fill=fill)

    def triangle(self, x: float, y: float, side: float, ink: str, *, hollow: bool = False, width: float = 1.0) -> None:
        """A triangle that points up, in a square hanging from y; `hollow`: its edge alone."""
        inset = width / 2 if hollow else 0.0
        x, y, side = self.left(x, side) + inset, y - inset, side - 2 * inset
        ops = f"{_n(x)} {_n(y - side)} m {_n(x + side)} {_n(y - side)} l {_n(x + side / 2)} {_n(y)} l h"
        self.path(ops, fill=None if hollow else ink, stroke=ink if hollow else None, width=width)

    def pointer(self, x: float, y: float, w: float, h: float, fill: str) -> None:
        """The head of an arrow that points to where lines end, in a box hanging from y."""
        tail, tip = (x, x + w) if self.direction == "ltr" else (self.width - x, self.width - x - w)
        self.path(f"{_n(tail)} {_n(y)} m {_n(tip)} {_n(y - h / 2)} l {_n(tail)} {_n(y - h)} l h", fill=fill)

    def rule(self, x: float, y: float, w: float, *, ink: str = "line", width: float = 0.8) -> None:
        """A horizontal line."""
        x, ink = (
            self.left(x, w),
            "brand" if self.saves_ink and ink == "fill" else ink,
        )  # a field saves ink as white, a line must not
        self.path(f"{_n(x)} {_n(y)} m {_n(x + w)} {_n(y)} l", stroke=ink, width=width)

    def vertical(self, x: float, y: float, h: float, *, ink: str = "line", width: float = 0.8) -> None:
        """A vertical line hanging from y."""
        x = self.left(x)
        self.path(f"{_n(x)} {_n(y)} m {_n(x)} {_n(y - h)} l", stroke=ink, width=width)

    def dashed(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A line to cut along."""
        self.canvas.code("q [4 3.5] 0 d")
        self.path(f"{_n(self.left(x0))} {_n(y0)} m {_n(self.left(x1))} {_n(y1)} l", stroke="soft", width=0.8)
        self.canvas.code("Q")

    def dotted(self, x0: float, y: float, x1: float) -> None:
        """A level line to fold along."""
        self.canvas.code("q 1 J [0 4] 0 d")
        self.path(f"{_n(self.left(x0))} {_n(y)} m {_n(self.left(x1))} {_n(y)} l", stroke="line", width=1.2)
        self.canvas.code("Q")

    def icon(self, name: str, x: float, y: float, size: float, *, main: str, second: str = "tint2", ground: str = "white") -> None:
        """A pictogram hanging from y."""
        scale, drawn = _n(size / 24), _pictogram(name, main, second, ground)
        self.canvas.code(f"q {scale} 0 0 {scale} {_n(self.left(x, size))} {_n(y - size)} cm\n{drawn}\nQ")

    def image(self, pixels: Pixels, x: float, y: float, w: float, h: float) -> None:
        """A picture in a box hanging from y."""
        self.canvas.image(pixels, self.left(x, w), y - h, w, h)

    def form(self, form: FormXObject, x: float, y: float, side: float, ink: str) -> None:
        """A form in an ink, in a square hanging from y."""
        self.canvas.fill(ink)
        self.canvas.form(form, self.left(x, side), y - side, side / form.width)

    def icon_disc(self, name: str, cx: float, cy: float, d: float) -> None:
        """A pictogram on a pale disc."""
        self.disc(cx, cy, d, "tint2")
        size = d * 0.58
        self.icon(name, cx - size / 2, cy + size / 2, size, main="deep", second="white", ground="tint2")


def _n(value: float) -> str:
    """A number as PDF writes it, to a hundredth of a point (scales keep five digits)."""
    return decimal(value, 2 if abs(value) >= 10 else 5 if abs(value) < 1 else 3)


def _painted(ops: str, filled: bool, stroke: float) -> str:
    """A path with the operators that paint it; `stroke`: width of its edge, points; 0: it has none."""
    return f"{_n(stroke)} w\n{ops} {'B' if filled else 'S'}" if stroke else f"{ops} {'f' if filled else 'S'}"


@lru_cache(maxsize=4096)  # the same boxes stand on all leaflets of a sheet: without, a batch takes 7 % longer
def _box(x: float, y: float, w: float, h: float, filled: bool, edge: float, radius: float, corners: str) -> str:
    """A rounded box hanging from y, painted; as `Pen.panel` has it."""
    inset = edge / 2
    box = (x + inset, y - h + inset, x + w - inset, y - inset)
    path = rounded_rectangle(box, max(0.0, radius - inset), _n, corners)
    return _painted(path_operators(path), filled, edge)


@lru_cache(maxsize=1024)  # 70 µs each, two on a leaflet: without, a batch takes 1.3 times as long
def _pictogram(name: str, main: str, second: str, ground: str) -> str:
    """A pictogram in a box of 24 units."""
    return operators(icons.icon(name, main=main, second=second, ground=ground), INK_NUMBERS)
