"""QR codes as one vector path (segno makes the matrix), with the four-module quiet zone the standard asks for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from handoutpress.pdf.form_xobject import FormXObject
from handoutpress.support import build_id, disk_cache
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from handoutpress.layout.context import Paint
    from handoutpress.layout.drawing.pen import Pen
    from handoutpress.pdf.tag_tree import Element

QUIET = 4


@lru_cache(maxsize=256)
def _form(url: str) -> FormXObject:
    """The dark modules, one unit to the module, quiet zone included."""
    side, _, packed = disk_cache.kept("qr", f"2 {build_id.installed('segno')} {url}", lambda: _encoded(url)).partition(b" ")
    return FormXObject(int(side), int(side), packed)


def _encoded(url: str) -> bytes:
    """The modules' number on a side, and the form's operators, compressed."""
    import segno

    rows = [list(row) for row in segno.make(url, error="m", micro=False).matrix]
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
    return b"%d %s" % (side, FormXObject.of(side, side, " ".join((*ops, "f"))).packed)


@immutable
class QrCode:
    """A QR code on a white plate, `side` points wide."""

    url: str
    side: float

    def tagged(self, element: Element) -> Paint:
        """Paint it as the content of a Figure element."""

        def paint(pen: Pen, x: float, y: float) -> None:
            form = _form(self.url)
            pen.bounds(element, x, y - self.side, x + self.side, y)
            with pen.canvas.content(element):
                pen.panel(x, y, self.side, self.side, fill="white", radius=5)
                pen.canvas.fill("black")
                pen.canvas.form(form, x, y - self.side, self.side / form.width)

        return paint


def code(url: str, side: float) -> QrCode:
    """A QR code of error level M; at least 54 points wide, so that phones read it off paper.

    Raises:
        ValueError: narrower than 54 points.
    """
    if side < 54:
        raise ValueError("a QR code narrower than 54 points does not scan reliably")
    return QrCode(url, side)
