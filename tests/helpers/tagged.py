"""Tagged documents to test with, drawn by the public surface of `handoutpress.pdf`."""

from __future__ import annotations

import datetime
from typing import Any

from PIL import Image

from handoutpress.pdf.canvas import Canvas, Run
from handoutpress.pdf.font_file import Font
from handoutpress.pdf.fonts import text_family
from handoutpress.pdf.tag_tree import Artifact, Element, Tree

INKS = {"ink": (0.0, 0.0, 0.0), "brand": (0.0, 0.3, 0.6), "pale": (0.9, 0.95, 1.0)}
SIZE = (300.0, 400.0)
DAY = datetime.date(2026, 3, 1)


def paper(**given: Any) -> tuple[Tree, Canvas]:
    """An empty tree and a canvas for it."""
    tree = given.pop("tree", None) or Tree("en-US")
    return tree, Canvas(**{"page_size": SIZE, "tree": tree, "inks": INKS, "title": "A sample", "date": DAY, **given})


def runs(text: str, *, size: float = 12, ink: str = "ink", span: Element | None = None, bold: bool = False) -> list[Run]:
    """A text as runs, each in a font that has its characters."""
    return [Run(part, font, size, ink, span) for font, part in text_family().split(text, bold=bold)]


def regular() -> Font:
    """The upright text font."""
    return text_family().split("a")[0][0]


def picture(mode: str = "RGBA") -> Image.Image:
    """A small picture with a clear left half (where the mode has such)."""
    image = Image.new("RGBA", (8, 8), (200, 30, 30, 255))
    image.paste((0, 0, 0, 0), (0, 0, 4, 8))
    return image.convert(mode)


def sample(inks: dict[str, tuple[float, float, float]] | None = None, **given: Any) -> bytes:
    """Two pages with every kind of element and mark the press uses."""
    tree, canvas = paper(inks=inks or INKS, author="Example Clinic", subject="For tests", creator="tests", keywords="a, b", **given)
    root = tree.root
    canvas.fill("pale")
    canvas.code("0 380 300 20 re f")
    canvas.line(20, 385, runs("Example Clinic", size=9), Artifact("Pagination", "Header"))
    canvas.line(
        20, 350, runs("Looking after your back", size=20, bold=True), root.add("H1", title="Looking after your back", ident="top")
    )
    text = root.add("P")
    link = text.add("Link")
    first = [*runs("Keep moving. Call "), *runs("555-0101", ink="brand", span=link), *runs(" if you")]
    end = canvas.line(20, 320, first, text, last=False)
    canvas.link((end - 90, 317, end - 40, 332), link, url="tel:+15550101", contents="Call 555-0101")
    canvas.line(20, 304, runs("are not sure (or \\ worried)."), text)
    spanish = root.add("P").add("Span", lang="es")
    canvas.line(20, 284, runs("Llámenos: ¿qué pasó?"), spanish)
    canvas.line(20, 270, runs("Cold or warmth: \u03df Ω fi"), root.add("P"))
    figure = root.add("Figure", alt="A red block", Placement="Block", BBox=[20, 200, 60, 240])
    with canvas.content(figure):
        canvas.image(picture(), 20, 200, 40, 40)
    drawing = root.add("Figure", alt="A blue square", Placement="Block", BBox=[80, 200, 120, 240])
    with canvas.content(drawing):
        canvas.fill("brand")
        canvas.code("80 200 40 40 re f")
    canvas.next_page((400.0, 300.0))
    canvas.destination("steps", 270)
    canvas.line(20, 260, runs("What to do", size=16, bold=True), root.add("H2", title="What to do"))
    listing = root.add("L", ListNumbering="Decimal")
    for i, step in enumerate(("Walk a little.", "Rest a little.")):
        item = listing.add("LI")
        canvas.line(20, 240 - 16 * i, runs(f"{i + 1}."), item.add("Lbl"))
        canvas.line(40, 240 - 16 * i, runs(step), item.add("LBody"))
    table = root.add("Table", Summary="Days and walks")
    for i, row in enumerate((("Day", "Walks"), ("Monday", ""))):
        tr = table.add("TR")
        for j, cell in enumerate(row):
            owner = tr.add("TD") if i and j else tr.add("TH", Scope="Row" if i else "Column")
            if cell:
                canvas.line(20 + 100 * j, 190 - 16 * i, runs(cell), owner)
    canvas.stroke("brand")
    canvas.code("20 185 m 220 185 l S")
    note = root.add("Note", ident="n1")
    jump = note.add("Link")
    canvas.line(20, 120, [*runs("See "), *runs("What to do", span=jump)], note)
    canvas.link((40, 118, 110, 132), jump, dest="steps", contents="What to do")
    return canvas.finish()
