"""Blank space: the share of each panel of a printed sheet, or of each page, in which nothing stands.

A row of dots that is like the row above it shows nothing new: paper, the middle of a solid field, the sides of a frame. Where that
goes on for more than so many lines of text, it is a hole.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from handoutpress.content.schema.template import Paper, Template
from handoutpress.content.schema.words import Direction
from handoutpress.support.values import immutable

MOST_BLANK = 0.35  # of a panel or page
LINES = 2.5  # lines of text: white up to so high keeps things apart
LEADING = 1.25
DOTS = 0.5  # dots to a point


@immutable
class Field:
    """A panel, or a page within its margins: side of paper from 1, its place in reading order from 1, what stands in it, and where.

    `box`: left, lower, right and upper edge, points.
    """

    side: int
    number: int
    holds: tuple[str, ...]
    box: tuple[float, float, float, float]

    @property
    def name(self) -> str:
        """What to call it in a message."""
        return f"panel {self.number} ({', '.join(self.holds)})" if self.holds else f"page {self.number}"


def fields(template: Template, paper: Paper, sides: int, direction: Direction) -> list[Field]:
    """The panels of a sheet, or its pages if it has none."""
    width, height = template.sheets[paper]
    if not template.panels:
        m = template.margins
        return [Field(side, side, (), (m.left, m.bottom, width - m.right, height - m.top)) for side in range(1, sides + 1)]
    out = []
    for number, panel in enumerate(template.panels, 1):
        x, y, w, h = panel.at[paper]
        start, top, end, bottom = panel.inset
        box = (x + start, y + bottom, x + w - end, y + h - top)
        if direction == "rtl":
            box = (width - box[2], box[1], width - box[0], box[3])
        out.append(Field(panel.sheet, number, panel.holds, box))
    return out


def blank_shares(pdf: bytes, template: Template, paper: Paper, direction: Direction = "ltr") -> Iterator[tuple[Field, float]]:
    """Each field of a printed sheet (no bleed, no marks around it) with the share of its height that is blank."""
    from pypdfium2 import PdfDocument

    least = LINES * LEADING * template.sizes["text"] * DOTS
    with closing(PdfDocument(pdf)) as document:
        shown = [page.render(scale=DOTS, grayscale=True).to_pil() for page in document]
        for field in fields(template, paper, len(shown), direction):
            image = shown[field.side - 1]
            left, low, right, high = (round(edge * DOTS) for edge in field.box)
            part = image.crop((left, image.height - high, right, image.height - low))
            dots, width = part.tobytes(), part.width
            rows = [dots[i : i + width] for i in range(0, len(dots), width)]
            yield field, _still(rows, least) / max(1, len(rows))


def _still(rows: list[bytes], least: float) -> int:
    """How many rows stand in runs of more than `least` that show nothing new."""
    blank = run = 0
    for row, above in zip(rows, [rows[0], *rows], strict=False):
        if row == above:
            run += 1
            continue
        blank += run if run > least else 0
        run = 0
    return blank + (run if run > least else 0)
