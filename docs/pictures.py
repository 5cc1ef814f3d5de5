"""Draws the pictures of the README and of docs/ from real output: `make pictures`."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageOps

import handoutpress
from handoutpress.content.library import Library
from handoutpress.formats.png import figure_png, pages_png

OUT = Path(__file__).resolve().parent / "pictures"
GREY, GAP = "#c9cfd2", 14


def sheet(name: str, *leaflets: tuple[str, str], dpi: int = 70, columns: int | None = None, template: str = "leaflet") -> None:
    """All pages of some leaflets (clinic, handout) side by side, as one picture."""
    pages = [
        Image.open(BytesIO(png))
        for clinic, handout in leaflets
        for png in pages_png(handoutpress.render(clinic, handout, template=template), dpi=dpi)
    ]
    framed = [ImageOps.expand(page.convert("RGB"), border=1, fill=GREY) for page in pages]
    columns = columns or len(framed)
    wide, high = max(page.width for page in framed) + GAP, max(page.height for page in framed) + GAP
    rows = -(-len(framed) // columns)
    picture = Image.new("RGB", (wide * columns + GAP, high * rows + GAP), "#eef1f2")
    for i, page in enumerate(framed):
        picture.paste(page, (GAP + i % columns * wide, GAP + i // columns * high))
    picture.quantize(160, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)
    print(OUT / f"{name}.png", picture.size)


def family(name: str, rows: list[list[tuple[str, str, str, int]]], *, dpi: int) -> None:
    """First pages of (clinic, handout, template, pages) in rows, all at one scale, as one picture."""
    made = []
    for row in rows:
        pages = []
        for clinic, handout, template, count in row:
            pngs = pages_png(handoutpress.render(clinic, handout, template=template), dpi=dpi)[:count]
            pages += [ImageOps.expand(Image.open(BytesIO(png)).convert("RGB"), border=1, fill=GREY) for png in pngs]
        made.append(pages)
    wide = max(sum(page.width + GAP for page in pages) for pages in made) + GAP
    picture = Image.new("RGB", (wide, sum(max(page.height for page in pages) + GAP for pages in made) + GAP), "#eef1f2")
    top = GAP
    for pages in made:
        left = (wide - sum(page.width for page in pages) - GAP * (len(pages) - 1)) // 2
        for page in pages:
            picture.paste(page, (left, top))
            left += page.width + GAP
        top += max(page.height for page in pages) + GAP
    picture.quantize(160, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)
    print(OUT / f"{name}.png", picture.size)


def figures(name: str, *, columns: int = 8, cell: tuple[int, int] = (168, 128)) -> None:
    """Every figure with its id under it, as one picture."""
    library = Library()
    ids = library.figures()
    wide, high = cell[0] + GAP, cell[1] + 18 + GAP
    picture = Image.new("RGB", (wide * columns + GAP, high * -(-len(ids) // columns) + GAP), "white")
    pen = ImageDraw.Draw(picture)
    for i, one in enumerate(ids):
        with TemporaryDirectory() as folder:
            figure_png(library, one, Path(folder) / "one.png")
            drawn = Image.open(Path(folder) / "one.png").convert("RGB")
        drawn.thumbnail(cell, Image.Resampling.LANCZOS)
        left, top = GAP + i % columns * wide, GAP + i // columns * high
        picture.paste(drawn, (left + (cell[0] - drawn.width) // 2, top + cell[1] - drawn.height))
        pen.text((left + cell[0] / 2, top + cell[1] + 4), one, fill="#1b2b33", anchor="ma")
    picture.quantize(160, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)
    print(OUT / f"{name}.png", picture.size)


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    figures("figures")
    sheet("first-aid", ("harbor-spine", "back-spasm-first-aid"), dpi=84)
    family(
        "clinics",
        [
            [
                (clinic, "back-spasm-first-aid", template, pages)
                for template, pages in (("leaflet", 1), ("trifold", 2), ("rack-card", 1))
            ]
            for clinic in ("harbor-spine", "cedar-family-pt", "northgate-chiropractic", "fairview-back-care")
        ],
        dpi=40,
    )
    family(
        "sheets",
        [
            [
                ("harbor-spine", "sit-move-lift", "poster", 1),
                ("cedar-family-pt", "back-spasm-first-aid", "half-sheet", 1),
                ("northgate-chiropractic", "back-spasm-first-aid", "large-print", 2),
            ],
            [
                ("harbor-spine", "move-and-stretch", "exercise-cards", 1),
                ("fairview-back-care", "back-spasm-first-aid", "easy-read", 1),
                ("cedar-family-pt", "back-spasm-first-aid", "wallet-card", 1),
                ("harbor-spine", "move-and-stretch", "booklet", 3),
            ],
        ],
        dpi=44,
    )
