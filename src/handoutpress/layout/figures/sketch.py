"""A sketch: painting operators in body units whose line widths are filled in when the size on paper is known."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

from handoutpress.layout.drawing import icons
from handoutpress.layout.drawing.brand_palette import fill_op, stroke_op
from handoutpress.layout.figures.anatomy import Outline, Point
from handoutpress.layout.figures.curves import path

NOMINAL = 0.8  # line width in body units at the size most figures are printed at


def _n(value: float, decimals: int = 2) -> str:
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _area(points: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True))


def outline(points: Sequence[Point]) -> str:
    """A closed polygon as operators, counter-clockwise, so that a non-zero fill of several unites them."""
    return path(points if _area(points) > 0 else points[::-1], closed=True)


class Sketch:
    """Collects operators and the points they touch."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.points: list[Point] = []
        self._ops: list[str | float] = []  # a float is a line width, as a multiple of the figure's

    def part(self, outlines: Sequence[Outline], ink: str, edge: str | None = "fig", width: float = 2) -> None:
        """Polygons united, with an outline round them all."""
        for polygon in outlines:
            self.points += polygon
        paths = [outline(polygon) for polygon in outlines]
        if edge:
            self._ops += [stroke_op(edge), width, " ".join(paths) + " S"]
        self._ops.append(fill_op(ink))
        self._ops += [f"{path} f" for path in paths]

    def line(
        self, points: Sequence[Point], ink: str, width: float, *, dash: tuple[float, float] | None = None, flat: bool = False
    ) -> None:
        """An open line; dash in line widths."""
        self.points += points
        self._ops += ["q"] if dash or flat else []
        if dash:
            self._ops.append(f"[{_n(dash[0] * NOMINAL)} {_n(dash[1] * NOMINAL)}] 0 d")
        if flat:
            self._ops.append("0 J")
        self._ops += [stroke_op(ink), width, path(points, closed=False) + " S"]
        self._ops += ["Q"] if dash or flat else []

    def icon(self, name: str, ink: str, x: float, y: float, size: float, *, second: str = "tint2", width: float = 1) -> None:
        """A pictogram with its lower left corner at x, y; the width of its lines as a multiple of the usual."""
        code = icons.icon(name, main=ink, second=second, stroke_width=icons.STROKE * width)
        k = f"{size / 24:.4f}"
        self.points += [(x, y), (x + size, y + size)]
        self._ops.append(f"q {k} 0 0 {k} {_n(x)} {_n(y)} cm {code} Q")

    @contextmanager
    def clipped(self, outlines: Sequence[Outline]) -> Iterator[None]:
        """Paint within polygons only; what is painted does not count for the size."""
        self._ops.append("q " + " ".join(outline(polygon) for polygon in outlines) + " W n")
        before = len(self.points)
        yield
        del self.points[before:]
        self._ops.append("Q")

    @contextmanager
    def moved(self, about: Point, turn: float, *, mirror: bool, size: float = 1) -> Iterator[None]:
        """Paint what is within turned about a point (degrees counter-clockwise), and before that as in a mirror there.

        At another size lines keep their width.
        """
        if not turn and not mirror and size == 1:
            yield
            return
        c, s, m = size * math.cos(math.radians(turn)), size * math.sin(math.radians(turn)), -1 if mirror else 1
        x, y = about
        a, b, d, e = m * c, m * s, -s, c
        left, low = x - a * x - d * y, y - b * x - e * y
        before, start = len(self.points), len(self._ops)
        self._ops.append(f"q {' '.join(_n(v, 4) for v in (a, b, d, e, left, low))} cm")
        yield
        self._ops[start:] = [op if isinstance(op, str) else op / size for op in self._ops[start:]]
        self.points[before:] = [(a * px + d * py + left, b * px + e * py + low) for px, py in self.points[before:]]
        self._ops.append("Q")

    def finish(self, crop: float | None = None) -> Picture:
        """The picture; nothing below the height `crop` is shown."""
        shown = [p for p in self.points if crop is None or p[1] >= crop]
        xs, ys = [p[0] for p in shown], [p[1] for p in shown]
        x0, y0, x1, y1 = min(xs) - 0.6, crop if crop is not None else min(ys) - 0.6, max(xs) + 0.6, max(ys) + 0.6
        if crop is None:
            return Picture((x0, y0, x1, y1), ("1 J 1 j", *self._ops))
        window = f"q {outline([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])} W n 1 J 1 j"
        return Picture((x0, y0, x1, y1), (window, *self._ops, "Q"), cut=True)


class Picture:
    """A drawn figure.

    Attributes:
        box: what it covers, body units (x0, y0, x1, y1).
        cut: it goes on below its box, so it stands on the edge of what it is shown in.
    """

    def __init__(self, box: tuple[float, float, float, float], ops: tuple[str | float, ...], *, cut: bool = False) -> None:
        """Take the box and the operators."""
        self.box = box
        self.cut = cut
        self._ops = ops
        self._code = lru_cache(maxsize=8)(self._written)

    def told(self) -> str:
        """The picture as JSON; `of` is the way back, to the last digit."""
        return json.dumps([self.box, self._ops, self.cut])

    @classmethod
    def of(cls, told: str) -> Picture:
        """The picture that `told` tells of."""
        (x0, y0, x1, y1), ops, cut = json.loads(told)
        return cls((x0, y0, x1, y1), tuple(ops), cut=cut)

    def code(self, scale: float) -> str:
        """Operators in body units for a size of `scale` points to the unit: outlines grow thinner on small figures."""
        return self._code(round(0.9 * min(1.0, max(0.72, scale / 1.25)) / scale, 2))

    def _written(self, width: float) -> str:
        return "\n".join(op if isinstance(op, str) else f"{_n(op * width)} w" for op in self._ops)
