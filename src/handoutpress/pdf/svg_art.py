"""SVG shapes as vector art, read by svgelements. Drawn once; the art is placed wherever it is wanted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

from handoutpress.pdf.objects import decimal
from handoutpress.pdf.print_colours import SCREEN, Plates
from handoutpress.pdf.vector_art import CAPS, JOINS, Art, Command, operators
from handoutpress.support.colour import RGB

MOST = 1e6  # units: a number beyond it is a slip, and PDF readers need not hold it


@dataclass(frozen=True, eq=False)
class SvgArt:
    """Art whose lower left corner is the origin; width and height in its own units."""

    width: float
    height: float
    art: Art

    @cached_property
    def _on_screen(self) -> str:
        return operators(self.art, {})

    def operators(self, colours: Plates) -> str:
        """PDF operators that paint it in a file's colours."""
        return self._on_screen if colours.kind == "screen" else operators(self.art, {}, colours=colours)

    def to_json(self) -> bytes:
        """All of it, for `from_json`."""
        return json.dumps([self.width, self.height, self.art]).encode()

    @classmethod
    def from_json(cls, data: bytes) -> SvgArt:
        """The art that was written by `to_json`. Raises ValueError, TypeError, LookupError, AttributeError: it is anything else."""
        width, height, commands = json.loads(data)
        art = cls(float(width), float(height), commands)
        if not (0 < width < MOST and 0 < height < MOST and art.operators(SCREEN)):
            raise ValueError("no art")
        return art


def read_svg(svg: bytes) -> SvgArt | None:
    """The flat shapes of an SVG file, or None if there are none. Safety is the caller's job."""
    import svgelements

    try:
        root = svgelements.SVG.parse(BytesIO(svg), reify=True)
        width, height = float(root.width), float(root.height)
        if not (0 < width < MOST and 0 < height < MOST):
            return None
        art = [line for element in root.elements() if isinstance(element, svgelements.Shape) for line in _shape(element, height)]
    except (ValueError, TypeError, AttributeError, ArithmeticError):
        return None
    return SvgArt(width, height, art) if art else None


def _shape(shape: Any, height: float) -> Iterator[list[Command]]:
    """A shape's path, painted."""
    import svgelements

    path = list(_segments(abs(svgelements.Path(shape)), height))
    fill, stroke = _colour(shape.fill), _colour(shape.stroke)
    width = float(shape.stroke_width or 0)
    if path and fill:
        yield [("fill-colour", fill), ("fill-evenodd" if str(shape.values.get("fill-rule", "")) == "evenodd" else "fill", path)]
    if path and stroke and width > 0:
        cap, join = (str(shape.values.get(f"stroke-line{kind}") or plain) for kind, plain in (("cap", "butt"), ("join", "miter")))
        if cap in CAPS and join in JOINS:
            yield [("stroke-colour", stroke), ("line-width", _n(width)), ("line-cap", cap), ("line-join", join), ("stroke", path)]


def _colour(colour: Any) -> RGB | None:
    """A colour, to three decimals; what shows through is mixed with the white of the paper."""
    if colour is None or colour.value is None:
        return None
    red, green, blue = (round(1 - (1 - v / 255) * colour.opacity, 3) for v in (colour.red, colour.green, colour.blue))
    return red, green, blue


def _segments(path: Any, height: float) -> Iterator[str]:
    import svgelements as s

    def at(*points: Any) -> str:
        return " ".join(f"{_n(p.x)} {_n(height - p.y)}" for p in points)

    for part in path:
        match part:
            case s.Move():
                yield "M" + at(part.end)
            case s.Close():
                yield "z"
            case s.Line():
                yield "L" + at(part.end)
            case s.CubicBezier():
                yield "C" + at(part.control1, part.control2, part.end)
            case s.QuadraticBezier():
                first = part.start + (part.control - part.start) * (2 / 3)
                yield "C" + at(first, part.end + (part.control - part.end) * (2 / 3), part.end)
            case s.Arc():
                yield from ("C" + at(c.control1, c.control2, c.end) for c in part.as_cubic_curves())


def _n(value: float) -> str:
    if not abs(value) < MOST:  # nan is not either
        raise ValueError(f"{value} is no place in a drawing")
    return decimal(value, 3)
