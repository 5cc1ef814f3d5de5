"""Figures in dots: tints of a press with two inks. A part is filled with its ground, and within it dots of an ink are set on a grid.

Outlines stay as they are (a style gives them the colour of the paper, so that they part the limbs); faces and other lines take the
colour in which both inks meet.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

from handoutpress.pdf.objects import decimal
from handoutpress.pdf.vector_art import Art, Command, Path

PITCH = 2.7  # points between two dots
EDGE, FEATURE = "fig", "mix"
Dots = Mapping[str, tuple[str, str, float]]  # by ink: the ground, the ink of the dots, and the share of the ground they cover

_NUMBERS = re.compile(r"-?\d*\.?\d+")


def dotted(art: Art, dots: Dots, scale: float) -> Art:
    """The art with dots for the inks that have them, for a size of `scale` points to the unit."""
    return list(_lines(art, dots, PITCH / scale))


def _lines(art: Art, dots: Dots, pitch: float) -> Iterator[tuple[Command, ...]]:
    look: tuple[str, str, float] | None = None
    for i, line in enumerate(art):
        name, operand = line[0]
        if len(line) != 1:  # of a pictogram
            yield tuple((command, FEATURE if value == EDGE else value) for command, value in line)
        elif name == "stroke-colour" and operand == EDGE:
            around = i + 3 < len(art) and art[i + 3][0][0] == "fill-colour"  # the outline of what is filled next
            yield (("stroke-colour", EDGE if around else FEATURE),)
        elif name == "fill-colour":
            look = dots.get(operand) or dots.get(operand.rpartition("_")[0])
            yield (("fill-colour", look[0] if look else FEATURE if operand == EDGE else operand),)
        elif name == "fill" and look and look[2]:
            _, ink, share = look
            yield (
                ("fill", operand), ("save", None), ("clip", operand), ("stroke-colour", ink),
                ("line-width", decimal(2 * pitch * math.sqrt(share / math.pi))), ("line-cap", "round"),
                ("stroke", _grid(operand, pitch)), ("restore", None),
            )  # fmt: skip
        else:
            yield tuple(line)


def _grid(path: Path, pitch: float) -> Path:
    """Dots at 45 degrees over what a path covers, on one grid for all: lines of no length, whose ends are round."""
    numbers = [float(one) for segment in path for one in _NUMBERS.findall(segment[1:])]
    xs, ys = numbers[::2], numbers[1::2]
    step = pitch / math.sqrt(2)
    out: list[str] = []
    for row in range(math.floor(min(ys) / step), math.ceil(max(ys) / step) + 1):
        y, shift = decimal(row * step), step * (row % 2)
        first, last = (math.floor((x - shift) / (2 * step)) for x in (min(xs), max(xs)))
        for column in range(first, last + 2):
            x = decimal(shift + 2 * step * column)
            out += (f"M{x} {y}", f"L{x} {y}")
    return out
