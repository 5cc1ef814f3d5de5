"""SVG shapes as PDF operators, read by svgelements. Drawn once; the operators are placed wherever the art is wanted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from handoutpress.pdf.print_colours import Plates


MOST = 1e6  # units: a number beyond it is a slip, and PDF readers need not hold it


@dataclass(frozen=True)
class VectorArt:
    """Operators for art whose lower left corner is the origin; width and height in its own units."""

    width: float
    height: float
    code: str

    @staticmethod
    def told(art: VectorArt | None) -> bytes:
        """All of it as text, for `of`; empty if there is none."""
        return json.dumps([art.width, art.height, art.code]).encode() if art else b""

    @classmethod
    def of(cls, told: bytes) -> VectorArt | None:
        """The art that `told` tells of."""
        return cls(*json.loads(told)) if told else None


def vector_art(svg: bytes) -> VectorArt | None:
    """The flat shapes of an SVG file, or None if there are none. Safety is the caller's job."""
    import svgelements

    try:
        root = svgelements.SVG.parse(BytesIO(svg), reify=True)
        width, height = float(root.width), float(root.height)
        if not (0 < width < MOST and 0 < height < MOST):
            return None
        code = [part for element in root.elements() if isinstance(element, svgelements.Shape) for part in _shape(element, height)]
    except (ValueError, TypeError, AttributeError, ArithmeticError):
        return None
    return VectorArt(width, height, "\n".join(code)) if code else None


_COLOUR = re.compile(r"([0-9.]+) ([0-9.]+) ([0-9.]+) (rg|RG)(?!\w)")


def in_plates(code: str, plates: Plates) -> str:
    """Art's operators with its colours in terms of a file's plates."""
    if plates.kind == "screen":
        return code
    return _COLOUR.sub(lambda m: plates.operators((float(m[1]), float(m[2]), float(m[3])), stroke=m[4] == "RG"), code)


def _shape(shape: Any, height: float) -> Iterator[str]:
    """A shape's path, painted."""
    import svgelements

    path = " ".join(_segments(abs(svgelements.Path(shape)), height))
    fill, stroke = _paint(shape.fill, "rg"), _paint(shape.stroke, "RG")
    width = float(shape.stroke_width or 0)
    even = "*" if str(shape.values.get("fill-rule", "")) == "evenodd" else ""
    if path and fill:
        yield f"{fill} {path} f{even}"
    if path and stroke and width > 0:
        yield f"{stroke} {_n(width)} w {path} S"


def _paint(colour: Any, operator: str) -> str:
    """The operator that chooses a colour; what shows through is mixed with the white of the paper."""
    if colour is None or colour.value is None:
        return ""
    share = colour.opacity
    return " ".join(_n(1 - (1 - v / 255) * share) for v in (colour.red, colour.green, colour.blue)) + f" {operator}"


def _segments(path: Any, height: float) -> Iterator[str]:
    import svgelements as s

    def at(*points: Any) -> str:
        return " ".join(f"{_n(p.x)} {_n(height - p.y)}" for p in points)

    for part in path:
        match part:
            case s.Move():
                yield f"{at(part.end)} m"
            case s.Close():
                yield "h"
            case s.Line():
                yield f"{at(part.end)} l"
            case s.CubicBezier():
                yield f"{at(part.control1, part.control2, part.end)} c"
            case s.QuadraticBezier():
                first = part.start + (part.control - part.start) * (2 / 3)
                yield f"{at(first, part.end + (part.control - part.end) * (2 / 3), part.end)} c"
            case s.Arc():
                yield from (f"{at(c.control1, c.control2, c.end)} c" for c in part.as_cubic_curves())


def _n(value: float) -> str:
    if not abs(value) < MOST:  # nan is not either
        raise ValueError(f"{value} is no place in a drawing")
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
