"""Posters, half sheets and cards in every style: pictures large enough and clear of numbers, verbs apart, names whole."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.layout.document import drawn
from handoutpress.layout.drawing.pen import Pen
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.merge import merge
from tests.helpers import pdftext

LIBRARY = Library()
STYLES = ("clinical", "warm", "editorial", "riso")
LARGEST = 74.0  # height of the highest of a poster's three pictures, points: it is to be seen across a room
VERBS_APART = 26.0  # white between two verbs side by side, points
DISC = 8.0  # radius of a number's disc on a half sheet, points


@lru_cache(maxsize=64)
def sheet(template: str, handout: str, style: str, clinic: str = "harbor-spine") -> tuple[Leaflet, Pen, bytes]:
    leaflet = replace(merge(LIBRARY, clinic, handout, "en", style=style), draft=None)
    pen = drawn(leaflet, LIBRARY.template(template).value)
    return leaflet, pen, pen.canvas.finish()


def figures(data: bytes) -> list[tuple[float, ...]]:
    """Boxes of all figures in reading order, points."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return [
            tuple(float(v) for v in item.A.BBox)
            for item, _ in pdftext.elements(pdf)
            if item.S == "/Figure" and not str(item.get("/Alt", "")).startswith("QR")
        ]


def lines(data: bytes) -> list[str]:
    text = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    return [line.strip() for line in text.splitlines()]


def touching(numbers: list[tuple[float, ...]], boxes: list[tuple[float, ...]]) -> list[tuple[float, ...]]:
    """Figures that reach under the disc of a number."""
    middles = [((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1 in numbers]
    return [
        box
        for box in boxes
        if any(box[0] < x + DISC and box[2] > x - DISC and box[1] < y + DISC and box[3] > y - DISC for x, y in middles)
    ]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("handout", LIBRARY.handouts())
def test_pictures_and_verbs_of_a_poster_are_told_apart_across_a_room(handout: str, style: str) -> None:
    leaflet, pen, data = sheet("poster", handout, style)
    assert leaflet.poster
    row = figures(data)[-3:]
    assert max(y1 - y0 for _, y0, _, y1 in row) >= LARGEST
    verbs = [markup.plain(one.verb) for one in leaflet.poster.points]
    placed = [next((x0, x1) for _, x0, _, x1, _, text in pen.boxes if text == verb) for verb in verbs]
    assert all(after[0] - before[1] >= VERBS_APART for before, after in pairwise(placed))
    assert not [line for line in lines(data) if line.startswith("·")]


@pytest.mark.parametrize("clinic", ["harbor-spine", "fairview-back-care"])
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("handout", LIBRARY.handouts())
def test_no_number_of_a_half_sheet_covers_a_picture(handout: str, style: str, clinic: str) -> None:
    _, pen, data = sheet("half-sheet", handout, style, clinic)
    numbers = [box for *box, text in ((x0, y0, x1, y1, text) for _, x0, y0, x1, y1, text in pen.boxes) if text in ("1", "2", "3")]
    assert len(numbers) >= 3
    assert touching([tuple(box) for box in numbers], figures(data)) == []


def test_a_number_on_a_picture_is_seen() -> None:
    assert touching([(10, 100, 16, 108)], [(17, 60, 50, 100)]) and not touching([(10, 100, 16, 108)], [(30, 60, 50, 100)])


@pytest.mark.parametrize("clinic", LIBRARY.clinics())
@pytest.mark.parametrize("style", STYLES)
def test_a_card_names_its_clinic_whole(clinic: str, style: str) -> None:
    assert "…" not in "".join(lines(sheet("exercise-cards", "strong-back-habits", style, clinic)[2]))


def test_a_name_that_no_card_holds_is_cut_and_its_phone_is_not() -> None:
    leaflet, _, _ = sheet("exercise-cards", "strong-back-habits", "clinical")
    long = replace(leaflet, clinic=replace(leaflet.clinic, name="Northern Valley Center for Spine, Joint and Sports Care " * 2))
    said = "".join(lines(drawn(long, LIBRARY.template("exercise-cards").value).canvas.finish()))
    assert "…" in said and leaflet.clinic.phone in said.replace("\u00a0", " ")
