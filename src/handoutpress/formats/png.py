"""Pictures of what is printed: pages and figures as PNG, by pdfium (package pypdfium2)."""

from __future__ import annotations

import datetime
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.support import atomic_write

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

    from handoutpress.content.library import Library

POINTS_PER_INCH = 72


def pages_png(pdf: bytes, dpi: int = 96) -> list[bytes]:
    """Every page of a PDF as a PNG picture at `dpi` dots per inch."""
    with _opened(pdf) as document:
        return [_png(page, dpi, optimize=False) for page in document]


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of every page of a PDF, points."""
    with _opened(pdf) as document:
        return [document.get_page_size(number) for number in range(len(document))]


def page_png(pdf: bytes, number: int, dpi: float = 96) -> bytes:
    """One page of a PDF, from 0, as a PNG at `dpi` dots per inch: packed lightly, for a screen that waits for it.

    Raises IndexError: there is no such page.
    """
    with _opened(pdf) as document:
        if not 0 <= number < len(document):
            raise IndexError(number)
        return _png(document[number], dpi, compress_level=1)


def _opened(pdf: bytes) -> closing[PdfDocument]:
    from pypdfium2 import PdfDocument

    return closing(PdfDocument(pdf))


def _png(page: PdfPage, dpi: float, **how: int) -> bytes:
    target = BytesIO()
    page.render(scale=dpi / POINTS_PER_INCH).to_pil().save(target, "PNG", **how)
    return target.getvalue()


def figure_png(library: Library, name: str, path: Path, *, width: float = 400, brand: str = "#0f6e73") -> None:
    """Write a figure, `width` points wide, as a PNG picture at 144 dots per inch.

    Raises NotFound, InvalidSource, OutputFailed: the figure is not there, wrong, or cannot be written.
    """
    atomic_write.write(path, pages_png(figure_pdf(library, name, width=width, brand=brand), dpi=144)[0])


def figure_pdf(library: Library, name: str, *, width: float, brand: str) -> bytes:
    """A figure alone on a page of its size."""
    from handoutpress.content.figure_names import PEOPLE, person_in
    from handoutpress.content.finder import unknown
    from handoutpress.content.schema.figure import Figure
    from handoutpress.content.yaml_reader import load
    from handoutpress.errors import Place
    from handoutpress.layout.components.figure_box import solved
    from handoutpress.layout.drawing.pen import Pen
    from handoutpress.layout.drawing.separation import palette
    from handoutpress.pdf.canvas import Canvas
    from handoutpress.pdf.tag_tree import Tree
    from handoutpress.support.filesystem import shown

    file, _ = library.figure(name)
    pose, who = load(file, Figure).value, person_in(name)
    if who and who not in PEOPLE:
        raise unknown("person", who, PEOPLE)
    picture = solved(pose.played_by(who) if who else pose, Place(shown(file)))
    x0, y0, x1, y1 = picture.box
    scale = (width - 16) / (x1 - x0)
    tree = Tree("en")
    canvas = Canvas(
        page_size=(width, scale * (y1 - y0) + 16), tree=tree, inks=palette(brand), title=name, date=datetime.date(2000, 1, 1)
    )
    with Pen(canvas).placed(8 - scale * x0, 8 - scale * y0, scale):
        canvas.code(picture.operators(scale))
    return canvas.finish()
