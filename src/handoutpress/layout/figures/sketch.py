"""A sketch: vector art in body units whose line widths are chosen when the size on paper is known."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from handoutpress.layout.drawing import icons
from handoutpress.layout.drawing.brand_palette import INK_NUMBERS, roles
from handoutpress.layout.figures.anatomy import Outline, Point
from handoutpress.layout.figures.curves import coordinate, path
from handoutpress.layout.figures.dots import Dots, dotted
from handoutpress.pdf.objects import decimal
from handoutpress.pdf.vector_art import Art, Command, Path, operators
from handoutpress.support.colour import from_hex, from_linear, luminance

NOMINAL = 0.8  # line width in body units at the size most figures are printed at
_GREYS = ("wrong_dark", "wrong_mid", "wrong_light", "white")
_LIFT = 0.38  # of a picture of the wrong way, towards white
_ROUND: tuple[Command, ...] = (("line-cap", "round"), ("line-join", "round"))


def _area(points: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True))


def outline(points: Sequence[Point]) -> Path:
    """A closed polygon as a path, counter-clockwise, so that a non-zero fill of several unites them."""
    return path(points if _area(points) > 0 else points[::-1], closed=True)


def _joined(outlines: Sequence[Path]) -> Path:
    return [segment for one in outlines for segment in one]


def _away(p: Point, polygon: Sequence[Point]) -> float:
    """Distance from a point to a polygon, 0 inside (even-odd)."""
    least, inside = math.inf, False
    for (ax, ay), (bx, by) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        along = ((p[0] - ax) * (bx - ax) + (p[1] - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2 or 1)
        t = max(0.0, min(1.0, along))
        least = min(least, math.dist(p, (ax + t * (bx - ax), ay + t * (by - ay))))
        inside ^= (ay > p[1]) != (by > p[1]) and p[0] < ax + (p[1] - ay) * (bx - ax) / (by - ay)
    return 0.0 if inside else least


def _greys() -> dict[str, str]:
    """The grey that stands for each ink in a picture of the wrong way; what follows the brand is taken as of a usual one."""
    lights = {name: from_linear(luminance(from_hex(colour))) for name, colour in roles("#0f6e73").items()}
    edges = dict.fromkeys(("fig", "line_p", "arrow", "stretch"), "wrong_edge")
    return {
        name: min(_GREYS, key=lambda grey: abs(light + _LIFT * (1 - light) - lights[grey])) for name, light in lights.items()
    } | edges


class Sketch:
    """Collects vector art and the outlines it touches."""

    def __init__(self) -> None:
        self.outlines: list[Sequence[Point]] = []
        self._art: list[tuple[Command, ...]] = []
        self._size = 1.0  # of what is painted now: lines keep their width

    def _add(self, *commands: Command) -> None:
        """Add commands, a line each."""
        self._art += [(command,) for command in commands]

    def _stroke(self, ink: str, width: float, line: Path) -> None:
        self._add(("stroke-colour", ink), ("line-width", width / self._size), ("stroke", line))

    def part(self, outlines: Sequence[Outline], ink: str, edge: str | None = "fig", width: float = 2) -> None:
        """Polygons united, with an outline round them all; `width` as a multiple of the figure's lines."""
        for polygon in outlines:
            self.outlines.append(polygon)
        paths = [outline(polygon) for polygon in outlines]
        if edge:
            self._stroke(edge, width, _joined(paths))
        self._add(("fill-colour", ink), *(("fill", one) for one in paths))

    def line(
        self, points: Sequence[Point], ink: str, width: float, *, dash: tuple[float, float] | None = None, flat: bool = False
    ) -> None:
        """An open line; dash in line widths."""
        self.outlines.append(points)
        if dash or flat:
            self._add(("save", None))
        if dash:
            self._add(("dash", f"{decimal(dash[0] * NOMINAL)} {decimal(dash[1] * NOMINAL)}"))
        if flat:
            self._add(("line-cap", "butt"))
        self._stroke(ink, width, path(points, closed=False))
        if dash or flat:
            self._add(("restore", None))

    def icon(self, name: str, ink: str, x: float, y: float, size: float, *, second: str = "tint2", width: float = 1) -> None:
        """A pictogram with its lower left corner at x, y; the width of its lines as a multiple of the usual."""
        first, *others, last = icons.icon(name, main=ink, second=second, stroke_width=icons.STROKE * width)
        k = f"{size / 24:.4f}"
        self.outlines.append([(x, y), (x + size, y), (x + size, y + size), (x, y + size)])
        self._art += [
            (("save", None), ("transform", f"{k} 0 0 {k} {decimal(x)} {decimal(y)}"), *first),
            *map(tuple, others),
            (*last, ("restore", None)),
        ]

    @contextmanager
    def clipped(self, outlines: Sequence[Outline]) -> Iterator[None]:
        """Paint within polygons only; what is painted does not count for the size."""
        self._art.append((("save", None), ("clip", _joined([outline(polygon) for polygon in outlines]))))
        before = len(self.outlines)
        yield
        del self.outlines[before:]
        self._add(("restore", None))

    @contextmanager
    def moved(self, about: Point, turn: float, *, mirror: bool, size: float = 1) -> Iterator[None]:
        """Paint within mirrored, then turned about a point (degrees counter-clockwise); at another size lines keep their width."""
        if not turn and not mirror and size == 1:
            yield
            return
        c, s, m = size * math.cos(math.radians(turn)), size * math.sin(math.radians(turn)), -1 if mirror else 1
        x, y = about
        a, b, d, e = m * c, m * s, -s, c
        left, low = x - a * x - d * y, y - b * x - e * y
        before = len(self.outlines)
        self._art.append((("save", None), ("transform", " ".join(coordinate(v, 4) for v in (a, b, d, e, left, low)))))
        self._size = size
        yield
        self._size = 1.0
        self.outlines[before:] = [
            [(a * px + d * py + left, b * px + e * py + low) for px, py in one] for one in self.outlines[before:]
        ]
        self._add(("restore", None))

    def finish(self, crop: float | None = None, *, wrong: bool = False) -> Picture:
        """The picture; nothing below the height `crop` is shown. `wrong`: in greys, with a cross in a corner."""
        if wrong:
            greys = _greys()
            self._art = [
                tuple((name, greys[ink] if name in ("fill-colour", "stroke-colour") else ink) for name, ink in line)
                for line in self._art
            ]
            self._cross()
        shown = [p for one in self.outlines for p in one if crop is None or p[1] >= crop]
        xs, ys = [p[0] for p in shown], [p[1] for p in shown]
        x0, y0, x1, y1 = min(xs) - 0.6, crop if crop is not None else min(ys) - 0.6, max(xs) + 0.6, max(ys) + 0.6
        if crop is None:
            return Picture((x0, y0, x1, y1), [_ROUND, *self._art])
        window = outline([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
        return Picture((x0, y0, x1, y1), [(("save", None), ("clip", window), *_ROUND), *self._art, (("restore", None),)], cut=True)

    def _cross(self) -> None:
        """A cross in a corner of the picture that is free, or beside it at the top."""
        xs, ys = zip(*(p for one in self.outlines for p in one), strict=True)
        r, top = 7.0, max(ys) - 7.0
        corners = [(max(xs) - r, top), (min(xs) + r, top)]
        free = [corner for corner in corners if all(_away(corner, one) > r + 1.5 for one in self.outlines)]
        x, y = free[0] if free else (max(xs) + r + 1, top)
        self.icon("cross", "bad", x - r * 1.2, y - r * 1.2, r * 2.4)


class Picture:
    """A drawn figure.

    Attributes:
        box: what it covers, body units (x0, y0, x1, y1).
        art: commands in body units.
        cut: it goes on below its box, so it stands on the edge of what it is shown in.
    """

    def __init__(self, box: tuple[float, float, float, float], art: Art, *, cut: bool = False) -> None:
        self.box, self.art, self.cut = box, art, cut

    def to_json(self) -> bytes:
        """The picture, for `from_json`, to the last digit."""
        return json.dumps([self.box, self.art, self.cut]).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Picture:
        """The picture `to_json` wrote. Raises ValueError, TypeError, LookupError, AttributeError: it is anything else."""
        (x0, y0, x1, y1), art, cut = json.loads(data)
        picture = cls((float(x0), float(y0), float(x1), float(y1)), art, cut=cut)
        if not (x0 < x1 and y0 < y1 and isinstance(cut, bool) and picture.operators(1.0)):
            raise ValueError("no picture")
        return picture

    @staticmethod
    def line_width(scale: float) -> float:
        """Width of its lines in body units at `scale` points to the unit: outlines grow thinner on small figures."""
        return round(0.9 * min(1.0, max(0.72, scale / 1.25)) / scale, 2)

    def operators(self, scale: float, dots: Dots | None = None) -> str:
        """PDF operators in body units for a size of `scale` points to the unit; `dots`: inks that are printed as dots."""
        art = dotted(self.art, dots, scale) if dots else self.art
        return operators(art, INK_NUMBERS, line_width=self.line_width(scale))
