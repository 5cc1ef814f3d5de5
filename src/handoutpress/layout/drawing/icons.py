"""Pictograms as vector art on a grid of 24, y up, in named inks."""

from __future__ import annotations

import re

from handoutpress.content.figure_names import ICONS, known
from handoutpress.pdf.objects import decimal
from handoutpress.pdf.vector_art import Art, Command, Path, rounded_rectangle

STROKE, HEAVY = 1.7, 2.6
_SHAPE = re.compile(r"([+=-]?)(~?)(.*)")
_COMMAND = re.compile(r"([MLCZ])([^MLCZ]*)")
_NUMBER = re.compile(r"-?\d*\.?\d+")
_LENGTHS = {"M": 2, "L": 2, "C": 6}  # numbers of a segment


def icon(name: str, *, main: str, second: str = "tint2", ground: str = "white", stroke_width: float = STROKE) -> Art:
    """A pictogram in a 24 x 24 box whose lower left corner is the origin. Raises ValueError: there is no such icon."""
    lines: list[tuple[Command, ...]] = [(("save", None), ("line-cap", "round"), ("line-join", "round"))]
    for shape in ICONS[known("icon", name, ICONS)]:
        match = _SHAPE.fullmatch(shape)
        assert match is not None
        sign, heavy, data = match.groups()
        ink = {"+": main, "=": second, "-": ground, "": main}[sign]
        path = _rectangle(data) if data[0] in "or" else _path(data)
        if heavy or not sign:
            lines.append((("stroke-colour", ink), ("line-width", f"{HEAVY if heavy else stroke_width:g}"), ("stroke", path)))
        else:
            lines.append((("fill-colour", ink), ("fill", path)))
    return (*lines, (("restore", None),))


def _path(data: str) -> Path:
    path = []
    for letter, operands in _COMMAND.findall(data):
        if letter == "Z":
            path.append("z")
            continue
        numbers = [decimal(24 - float(v) if i % 2 else float(v)) for i, v in enumerate(_NUMBER.findall(operands))]
        count = _LENGTHS[letter]
        path += [letter + " ".join(numbers[i : i + count]) for i in range(0, len(numbers), count)]
    return path


def _rectangle(data: str) -> Path:
    """A circle (o: centre and radius), or a rounded box (r: left, top, width, height and radius of the corners)."""
    v = [float(number) for number in data[1:].split()]
    if data[0] == "o":
        cx, cy, r = v
        x, y, w, h = cx - r, cy - r, 2 * r, 2 * r
    else:
        x, y, w, h, r = v
    return rounded_rectangle((x, 24 - y - h, x + w, 24 - y), min(r, w / 2, h / 2), decimal)
