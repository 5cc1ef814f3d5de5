"""QR codes as one vector path (segno makes the matrix), with the four-module quiet zone the standard asks for."""

from __future__ import annotations

import zlib
from functools import lru_cache

from handoutpress.layout.context import Paint
from handoutpress.layout.drawing.pen import Pen
from handoutpress.pdf.form_xobject import FormXObject
from handoutpress.pdf.tag_tree import Element
from handoutpress.support.disk_cache import disk_cache

QUIET = 4
LEVEL = "m"  # of error correction


@lru_cache(maxsize=256)  # 14 µs to read back, 5 ms to encode where nothing is kept on disk
def _form(url: str, level: str) -> FormXObject:
    """The dark modules, one unit to the module, quiet zone included."""
    return disk_cache().cached("qr", (url, level, QUIET), lambda: _drawn(url, level), _encode, _decode)


def _encode(form: FormXObject) -> bytes:
    return b"%d %b" % (form.width, form.packed)


def _decode(data: bytes) -> FormXObject:
    """The form. Raises ValueError, zlib.error: it is no code of modules."""
    side, _, packed = data.partition(b" ")
    if not zlib.decompress(packed).endswith(b" re f"):
        raise ValueError("no modules")
    return FormXObject(int(side), int(side), packed)


def _drawn(url: str, level: str) -> FormXObject:
    import segno

    rows = [list(row) for row in segno.make(url, error=level, micro=False).matrix]
    side = len(rows) + 2 * QUIET
    ops = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            run = x
            while run < len(row) and row[run]:
                run += 1
            if run > x:
                ops.append(f"{x + QUIET} {side - QUIET - 1 - y} {run - x} 1.01 re")
            x = max(run, x + 1)
    return FormXObject.of(side, side, " ".join((*ops, "f")))


def side_of(url: str, modules: float) -> float:
    """Side of a code with its white edge, points, where the modules alone are to take so many."""
    whole = _form(url, LEVEL).width
    return modules * whole / (whole - 2 * QUIET)


def code(url: str, side: float, element: Element) -> Paint:
    """A QR code on a white plate, the content of a Figure element; at least 54 points wide, so that phones read it off paper.

    Raises ValueError: narrower than 54 points.
    """
    if side < 54:
        raise ValueError("a QR code narrower than 54 points does not scan reliably")

    def paint(pen: Pen, x: float, y: float) -> None:
        form = _form(url, LEVEL)
        pen.bounds(element, x, y, side, side)
        with pen.canvas.content(element):
            pen.panel(x, y, side, side, fill="white", radius=5)
            pen.form(form, x, y, side, "black")

    return paint
