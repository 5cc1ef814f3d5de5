"""Vector art: a drawing as commands, from which PDF operators are written here and SVG in `formats.html.svg`.

A path is a list of segments, each as SVG path data writes it: "M", "L" or "C" with absolute coordinates, or "z". Unlike in SVG, y
runs up. A command is a name and its operand:

    fill, fill-evenodd, stroke, clip    a path
    fill-colour, stroke-colour          the name of an ink, or three numbers from 0 to 1: a colour in no palette
    line-width                          a width as text, or a number: a multiple of the width that is chosen when it is written
    line-cap, line-join                 as CSS names them
    dash                                lengths on and off, as text
    transform                           a matrix of six numbers, as text
    save, restore                       the state of graphics; the operand is None

Numbers are text once and for all, so they are rounded in one place, and written quickly however often a drawing is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from handoutpress.pdf.objects import decimal
from handoutpress.pdf.palette import fill_op, stroke_op
from handoutpress.pdf.print_colours import SCREEN, Plates

Path = Sequence[str]
Command = tuple[str, Any]
Art = Sequence[Sequence[Command]]  # lines of commands: each is a line of the PDF

CAPS = ("butt", "round", "square")
JOINS = ("miter", "round", "bevel")
_LETTERS = {"M": " m", "L": " l", "C": " c", "z": "h"}
ARC = 0.4477  # 1 minus the Bezier constant of a quarter circle


def path_operators(path: Path) -> str:
    """A path as PDF operators."""
    return " ".join([segment[1:] + _LETTERS[segment[0]] for segment in path])


_OPERATORS: dict[str, Callable[[Any], str]] = {
    "fill": lambda path: f"{path_operators(path)} f",
    "fill-evenodd": lambda path: f"{path_operators(path)} f*",
    "stroke": lambda path: f"{path_operators(path)} S",
    "clip": lambda path: f"{path_operators(path)} W n",
    "line-cap": lambda cap: f"{CAPS.index(cap)} J",
    "line-join": lambda join: f"{JOINS.index(join)} j",
    "dash": lambda lengths: f"[{lengths}] 0 d",
    "transform": lambda matrix: f"{matrix} cm",
    "save": lambda _: "q",
    "restore": lambda _: "Q",
}


def operators(art: Art, inks: Mapping[str, int], *, colours: Plates = SCREEN, line_width: float = 1.0) -> str:
    """PDF operators (ISO 32000-1, 8.5) that paint a drawing.

    Args:
        inks: numbers of the inks by name.
        colours: what colours in no palette are written as.
        line_width: the unit of widths that are given as multiples.

    Raises:
        KeyError: an ink or a command that is not known.
    """

    def written(name: str, operand: Any) -> str:
        if operator := _OPERATORS.get(name):
            return operator(operand)
        if name == "line-width":
            return f"{operand if isinstance(operand, str) else decimal(operand * line_width)} w"
        stroke = {"fill-colour": False, "stroke-colour": True}[name]
        if isinstance(operand, str):
            return stroke_op(inks[operand]) if stroke else fill_op(inks[operand])
        return colours.operators(operand, stroke=stroke)

    return "\n".join([" ".join([written(*command) for command in line]) for line in art])


def rounded_rectangle(
    box: tuple[float, float, float, float], radius: float, number: Callable[[float], str], corners: str = "tb"
) -> Path:
    """A box with rounded corners ("tb": all, "t": top, "b": bottom, "l": left, "r": right two), its numbers as `number` writes them."""
    x0, y0, x1, y1 = box
    top_left, top_right = "t" in corners or "l" in corners, "t" in corners or "r" in corners
    bottom_left, bottom_right = "b" in corners or "l" in corners, "b" in corners or "r" in corners
    r, k = radius, radius * ARC

    def segment(letter: str, *v: float) -> str:
        return letter + " ".join(map(number, v))

    path = [segment("M", x0 + (r if bottom_left else 0), y0), segment("L", x1 - (r if bottom_right else 0), y0)]
    if bottom_right:
        path.append(segment("C", x1 - k, y0, x1, y0 + k, x1, y0 + r))
    path.append(segment("L", x1, y1 - (r if top_right else 0)))
    if top_right:
        path.append(segment("C", x1, y1 - k, x1 - k, y1, x1 - r, y1))
    path.append(segment("L", x0 + (r if top_left else 0), y1))
    if top_left:
        path.append(segment("C", x0 + k, y1, x0, y1 - k, x0, y1 - r))
    path.append(segment("L", x0, y0 + (r if bottom_left else 0)))
    if bottom_left:
        path.append(segment("C", x0, y0 + k, x0 + k, y0, x0 + r, y0))
    return [*path, "z"]
