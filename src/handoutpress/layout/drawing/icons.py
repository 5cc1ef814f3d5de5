"""Pictograms as PDF operators on a grid of 24, y up, in named inks."""

from __future__ import annotations

import difflib
import re
from functools import lru_cache

from handoutpress.layout.drawing.brand_palette import fill_op, stroke_op
from handoutpress.layout.drawing.icon_shapes import ICONS

NAMES: tuple[str, ...] = tuple(ICONS)
STROKE, HEAVY = 1.7, 2.6
_ARC = 0.5523  # Bezier constant of a quarter circle
_COMMAND = re.compile(r"([MLCZ])([^MLCZ]*)")
_NUMBER = re.compile(r"-?\d*\.?\d+")


@lru_cache(maxsize=1024)
def icon(name: str, *, main: str, second: str = "tint2", ground: str = "white", stroke_width: float = STROKE) -> str:
    """Operators that paint a pictogram in a 24 x 24 box whose lower left corner is the origin.

    Raises:
        ValueError: there is no such icon.
    """
    if name not in ICONS:
        near = difflib.get_close_matches(name, NAMES, 1)
        raise ValueError(f"there is no icon '{name}'" + (f"; did you mean '{near[0]}'?" if near else ""))
    out = ["q 1 J 1 j"]
    for shape in ICONS[name]:
        spec = shape if isinstance(shape, str) else str(shape[0])
        sign = spec[0] if spec[0] in "+=-" else ""
        ink = {"+": main, "=": second, "-": ground, "": main}[sign]
        path = _path(spec.lstrip("+=-~")) if isinstance(shape, str) else _figure(spec[-1], [float(v) for v in shape[1:]])
        if not sign or "~" in spec:
            out.append(f"{stroke_op(ink)} {HEAVY if '~' in spec else stroke_width:g} w {path} S")
        else:
            out.append(f"{fill_op(ink)} {path} f")
    return "\n".join([*out, "Q"])


def _n(*values: float) -> str:
    return " ".join(f"{v:.2f}".rstrip("0").rstrip(".") for v in values)


def _path(data: str) -> str:
    ops = []
    for command, arguments in _COMMAND.findall(data):
        v = [float(t) for t in _NUMBER.findall(arguments)]
        v = [24 - value if i % 2 else value for i, value in enumerate(v)]
        if command == "C":
            ops += [f"{_n(*v[i : i + 6])} c" for i in range(0, len(v), 6)]
        elif command == "Z":
            ops.append("h")
        else:
            ops += [f"{_n(*v[i : i + 2])} {'m' if command == 'M' and not i else 'l'}" for i in range(0, len(v), 2)]
    return " ".join(ops)


def _figure(kind: str, v: list[float]) -> str:
    if kind == "o":
        cx, cy, r = v
        return _rounded(cx - r, 24 - cy - r, cx + r, 24 - cy + r, r)
    x, y, w, h, r = v
    return _rounded(x, 24 - y - h, x + w, 24 - y, min(r, w / 2, h / 2))


def _rounded(x0: float, y0: float, x1: float, y1: float, r: float) -> str:
    k = r * (1 - _ARC)
    return " ".join(
        [
            f"{_n(x0 + r, y0)} m {_n(x1 - r, y0)} l {_n(x1 - k, y0, x1, y0 + k, x1, y0 + r)} c",
            f"{_n(x1, y1 - r)} l {_n(x1, y1 - k, x1 - k, y1, x1 - r, y1)} c",
            f"{_n(x0 + r, y1)} l {_n(x0 + k, y1, x0, y1 - k, x0, y1 - r)} c",
            f"{_n(x0, y0 + r)} l {_n(x0, y0 + k, x0 + k, y0, x0 + r, y0)} c h",
        ]
    )
