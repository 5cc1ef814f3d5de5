"""Blank space: the share of each panel of a printed sheet, or of each page, in which nothing stands.

A row of dots that is like the row above it shows nothing new: paper, the middle of a solid field, the sides of a frame. Where that
goes on for more than so many lines of text, it is a hole.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from handoutpress.checks.rule import Level, Rule
from handoutpress.content.schema.template import Paper, Template
from handoutpress.content.schema.words import Direction
from handoutpress.errors import HandoutError, Place, Problem
from handoutpress.merge.merge import merge
from handoutpress.support.filesystem import shown
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from handoutpress.content.library import Library

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


def _blank(library: Library, today: datetime.date) -> Iterator[Problem]:
    from handoutpress.layout.document import typeset

    loaded = [library.template(name).value for name in library.templates()]
    for handout, language in library.texts():
        place = Place(shown(library.handout(handout).path))
        for clinic in library.clinics():
            leaflet = replace(merge(library, clinic, handout, language), draft=None)  # as it would be once signed
            for template in (each for each in loaded if each.binding == "none"):
                try:
                    found = list(blank_shares(typeset(leaflet, template), template, leaflet.paper, leaflet.words.direction))
                except HandoutError:
                    continue  # `fit` and `files` say so
                for field, share in found:
                    if share > MOST_BLANK:
                        sheet = f"'{handout}' in '{language}' for '{clinic}' on template '{template.label}'"
                        what = f"{sheet}: {share:.0%} of {field.name} is empty, at most {MOST_BLANK:.0%} may be"
                        yield Problem(
                            what, "Give its section a picture more, write a sentence more, or choose a smaller template", place
                        )


BLANK = Rule("empty-space", Level.ERROR, f"No panel and no page is empty by more than {MOST_BLANK:.0%}. Only with --fit: it takes a while.",
             "A hole looks like something that is missing, and readers look for it.", whole=_blank)  # fmt: skip
