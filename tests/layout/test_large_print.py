"""Large print: in sequence, each step with its picture, pages well filled, nothing small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.layout.document import drawn
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.flowing_pages import FlowingPages
from handoutpress.layout.pagination import WELL_FILLED
from handoutpress.layout.reuse.body_cache import composed
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.merge import merge
from handoutpress.pdf.fonts import text_family
from tests.helpers import pdftext
from tests.helpers.red_flags import emergency_signs

LIBRARY = Library()
TEMPLATE = LIBRARY.template("large-print").value
ALL = [(handout, language, paper) for handout, language in LIBRARY.texts() for paper in ("letter", "a4")]


def of(handout: str, language: str, paper: str, clinic: str = "harbor-spine") -> Leaflet:
    return replace(merge(LIBRARY, clinic, handout, language, paper=paper), draft=None)  # type: ignore[arg-type]


@cache
def pen_of(handout: str, language: str, paper: str) -> tuple[Pen, bytes]:
    pen = drawn(of(handout, language, paper), TEMPLATE)
    return pen, pen.canvas.finish()


@pytest.mark.parametrize("clinic", ["harbor-spine", "fairview-back-care"])
@pytest.mark.parametrize(("handout", "language", "paper"), ALL)
def test_no_page_but_the_last_is_thin_and_first_aid_has_six_at_most(handout: str, language: str, paper: str, clinic: str) -> None:
    leaflet = of(handout, language, paper, clinic)
    pages = composed(leaflet, TEMPLATE, text_family(), handout)
    assert isinstance(pages, FlowingPages)
    shares = [(one.used + one.give) / one.box.height for one in pages.filled[:-1]]
    assert min(shares) >= WELL_FILLED, shares
    # the visit has eight treatments with dots on their proof and a map to draw on
    assert pages.pages <= {"back-spasm-first-aid": 6, "your-visit": 9}.get(handout, 7)


@pytest.mark.parametrize(("handout", "language", "paper"), ALL)
def test_page_1_has_the_title_and_the_red_box_whole(handout: str, language: str, paper: str) -> None:
    leaflet = of(handout, language, paper)
    first = "".join(text for page, *_, text in pen_of(handout, language, paper)[0].boxes if page == 1)
    bare = "".join(first.split())
    for text in (leaflet.title, *map(markup.plain, emergency_signs(leaflet.red_flags))):
        assert "".join(text.split()) in bare


def pages_of(element: pikepdf.Object, page: Any, numbers: dict[tuple[int, int], int]) -> set[int]:
    """Pages that the content of an element stands on."""
    page = element.get("/Pg", page)
    kids = element.get("/K", [])
    found: set[int] = set()
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found |= pages_of(kid, page, numbers)
        elif isinstance(kid, pikepdf.Dictionary):
            found.add(numbers[kid.get("/Pg", page).objgen])
        else:
            found.add(numbers[page.objgen])
    return found


def items(data: bytes) -> Iterator[set[int]]:
    """Steps with a picture: the pages each stands on."""
    with pikepdf.open(BytesIO(data)) as pdf:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        for element, _ in pdftext.elements(pdf):
            if str(element.S) == "/LI" and {"/Lbl", "/Figure"} <= {str(kid.S) for kid in all_in(element)}:
                yield pages_of(element, None, numbers)


def all_in(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from all_in(kid)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_step_stands_on_one_page_with_its_picture(language: str) -> None:
    found = [item for handout in ("back-spasm-first-aid", "your-visit") for item in items(pen_of(handout, language, "letter")[1])]
    assert len(found) == 8
    assert all(len(pages) == 1 for pages in found)


def begins_with_a_picture(boxes: list[tuple[Any, ...]], pictures: list[tuple[int, float]], head: float) -> set[int]:
    """Pages after the first on which a picture alone stands higher than all words under the running head, at `head` points."""
    highest: dict[int, float] = {}
    for page, _, _, _, top, _ in boxes:
        if page > 1 and top < head:
            highest[page] = max(highest.get(page, 0.0), top)
    return {page for page, bottom in pictures if page > 1 and bottom > highest.get(page, 0.0)}


@pytest.mark.parametrize(("handout", "language", "paper"), ALL)
def test_no_page_begins_with_a_picture(handout: str, language: str, paper: str) -> None:
    pen, data = pen_of(handout, language, paper)
    with pikepdf.open(BytesIO(data)) as pdf:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        pictures = []
        for element, _ in pdftext.elements(pdf):
            if str(element.S) == "/Figure":
                bottom = float(
                    next(one for one in element.A if "/BBox" in one).BBox[1]
                    if isinstance(element.A, pikepdf.Array)
                    else element.A.BBox[1]
                )
                pictures += [(page, bottom) for page in pages_of(element, None, numbers)]
    assert len(pictures) >= 2
    head = TEMPLATE.sheets[paper][1] - TEMPLATE.margins.top - 34  # type: ignore[index]
    assert begins_with_a_picture(pen.boxes, pictures, head) == set()


def test_a_page_that_begins_with_a_picture_is_seen() -> None:
    boxes = [(2, 46, 740, 200, 755, "Name"), (2, 46, 400, 200, 418, "Walk")]
    assert begins_with_a_picture(boxes, [(2, 500.0)], 720) == {2}
    assert begins_with_a_picture(boxes, [(2, 300.0)], 720) == set()
