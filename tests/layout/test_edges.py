"""Files for a print shop: page boxes, fields that run over the edge, marks outside the sheet."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest

import handoutpress
from handoutpress.content.library import Library
from handoutpress.content.schema.finish import Finish, finish, length
from handoutpress.errors import UsageError
from handoutpress.merge.moves import templates_for
from tests.conftest import Run
from tests.helpers import invariants, pdftext, validators

LIBRARY = Library()
TEMPLATES = templates_for(LIBRARY, "get-help")
MM = 72 / 25.4
SCALE = 4  # pixels to the point in renders


@cache
def pdf(template: str, paper: str = "letter", **finish: Any) -> bytes:
    return handoutpress.render("harbor-spine", "get-help", template=template, paper=paper, **finish)  # type: ignore[arg-type]


class Sheet:
    """A page as pixels, asked for by points of the finished sheet."""

    def __init__(self, data: bytes, page: int) -> None:
        document = pypdfium2.PdfDocument(data)
        self.media = document[page].get_mediabox()
        self.picture = document[page].render(scale=SCALE).to_pil().convert("L")

    def darkest(self, x0: float, y0: float, x1: float, y1: float) -> int:
        left, bottom, _, top = self.media
        assert left <= x0 < x1 <= self.media[2]
        assert bottom <= y0 < y1 <= top
        box = ((x0 - left) * SCALE, (top - y1) * SCALE, (x1 - left) * SCALE, (top - y0) * SCALE)
        return self.picture.crop(tuple(map(round, box))).getextrema()[0]  # type: ignore[return-value,arg-type]


def boxes(data: bytes) -> list[dict[str, list[float]]]:
    with pikepdf.open(BytesIO(data)) as document:
        return [
            {
                name: [float(v) for v in page.obj[f"/{name}"]]
                for name in ("MediaBox", "TrimBox", "BleedBox")
                if f"/{name}" in page.obj
            }
            for page in document.pages
        ]


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_boxes_of_a_print_shop_file(template: str, paper: str) -> None:
    data = pdf(template, paper, bleed="3mm", marks=True)
    width, height = LIBRARY.template(template).value.sheets[paper]  # type: ignore[index]
    for found in boxes(data):
        assert found["TrimBox"] == pytest.approx([0, 0, width, height], abs=0.01)
        assert found["BleedBox"] == pytest.approx([-3 * MM, -3 * MM, width + 3 * MM, height + 3 * MM], abs=0.02)
        assert all(outer < inner for outer, inner in zip(found["MediaBox"][:2], found["BleedBox"][:2], strict=True))
        assert all(outer > inner for outer, inner in zip(found["MediaBox"][2:], found["BleedBox"][2:], strict=True))
    assert validators.findings(data) == []
    assert invariants.findings(data) == []


def test_an_office_file_has_no_boxes_but_its_sheet() -> None:
    assert all(set(found) == {"MediaBox"} for found in boxes(pdf("trifold")))


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_print_shop_file_says_the_same(template: str) -> None:
    assert pdftext.spoken(pdf(template, bleed="3mm", marks=True)) == pdftext.spoken(pdf(template))


@pytest.mark.parametrize("template", ["leaflet", "trifold", "poster"])
def test_fields_run_into_the_bleed(template: str) -> None:
    width, height = LIBRARY.template(template).value.sheets["letter"]
    bled, bare = Sheet(pdf(template, bleed="3mm"), 0), Sheet(pdf(template), 0)
    reach = 3 * MM
    assert bled.media == pytest.approx((-reach, -reach, width + reach, height + reach), abs=0.01)
    # the strip at the head runs over three edges, to the end of the bleed
    for x, y in ((-reach + 1, height - 2), (width + reach - 2, height - 2), (width / 2, height + reach - 2)):
        assert bled.darkest(x, y, x + 1, y + 1) < 160
    assert bare.darkest(0, height - 17, width, height) > 250


def test_a_panel_with_a_ground_runs_over_its_outer_edges_only() -> None:
    sheet = Sheet(pdf("trifold", bleed="3mm"), 0)
    x = 526.5  # where the cover begins
    assert sheet.darkest(792 + 2, 100, 792 + 6, 400) < 250
    assert sheet.darkest(600, -6, 700, -2) < 250
    assert sheet.darkest(x - 4, 60, x - 1, 61) > 250


@pytest.mark.parametrize(("template", "level"), [("trifold", 600), ("poster", 1100)])
def test_ink_saver_has_no_fields_at_the_edge(template: str, level: int) -> None:
    sheet = Sheet(pdf(template, bleed="3mm", ink_saver=True), 0)
    assert sheet.darkest(-8, level, 17, level + 20) > 250


def test_a_field_to_the_edges_ends_where_office_printers_do() -> None:
    sheet = Sheet(pdf("poster"), 0)
    assert sheet.darkest(0, 0, 17, 1224) > 250
    assert sheet.darkest(19, 1100, 30, 1200) < 160
    assert sheet.darkest(19, 25, 30, 100) < 160


def test_a_card_has_a_line_to_fold_by_on_its_outside_only() -> None:
    outside, inside = (Sheet(pdf("wallet-card"), page) for page in (0, 1))
    assert outside.darkest(60, 449, 200, 451) < 240
    assert inside.darkest(19, 449, 26, 451) > 250


@pytest.mark.parametrize(
    ("template", "page", "marks"),
    [
        ("leaflet", 0, [0, 612]),
        ("trifold", 0, [0, 261, 526.5, 792]),
        ("trifold", 1, [0, 265.5, 531, 792]),
        ("half-sheet", 0, [0, 396, 792]),
        ("wallet-card", 0, [0, 18, 270, 522, 774, 792]),
    ],
)
@pytest.mark.parametrize("bleed", ["0", "5mm"])
def test_marks_stand_outside_at_every_edge_fold_and_cut(template: str, page: int, marks: list[float], bleed: str) -> None:
    data = pdf(template, bleed=bleed, marks=True)
    sheet = Sheet(data, page)
    _, height = LIBRARY.template(template).value.sheets["letter"]
    left, _, right, _ = sheet.media
    start = max(6.0, length(bleed))
    for bottom in (-start - 15, height + start + 1):  # a strip beyond the bleed holds a mark at each, and nothing else
        dark = [x / SCALE + left for x in range(round((right - left) * SCALE) - 3) if _is_dark(sheet, x / SCALE + left, bottom)]
        assert {min(marks, key=lambda mark: abs(mark - x)) for x in dark} == set(marks)
        assert all(min(abs(mark - x) for mark in marks) < 1 for x in dark)
    # and none comes nearer than the knife may slip
    free = 6.0 - 1
    if bleed == "0":
        assert sheet.darkest(2, -free, right + left - 2, 0) > 250
        assert sheet.darkest(2, height, right + left - 2, height + free) > 250


def _is_dark(sheet: Sheet, x: float, bottom: float) -> bool:
    return sheet.darkest(x, bottom, x + 1 / SCALE, bottom + 14) < 200


def test_marks_move_off_the_sheet() -> None:
    inside = (255, 18, 267, 27)
    assert Sheet(pdf("trifold"), 0).darkest(*inside) < 200
    assert Sheet(pdf("trifold", marks=True), 0).darkest(*inside) > 250


def test_office_fold_ticks_meet_on_both_sides() -> None:
    back = Sheet(pdf("trifold"), 1)
    for x in (265.5, 531):
        assert back.darkest(x - 1, 18, x + 1, 27) < 200
    assert back.darkest(255, 18, 264, 27) > 250


def test_marks_print_on_every_plate() -> None:
    with pikepdf.open(BytesIO(pdf("leaflet", marks=True))) as document:
        assert document.pages[0].Resources.ColorSpace.Registration[:2] == [pikepdf.Name.Separation, pikepdf.Name.All]
    with pikepdf.open(BytesIO(pdf("leaflet"))) as document:
        assert "/Registration" not in document.pages[0].Resources.ColorSpace


@pytest.mark.parametrize(
    ("text", "points"), [("3mm", 8.5), ("3", 8.5), ("0.125in", 9), ("0,3 cm", 8.5), ("9pt", 9), ("", 0), ("0", 0)]
)
def test_lengths(text: str, points: float) -> None:
    assert length(text) == pytest.approx(points, abs=0.01)


@pytest.mark.parametrize("text", ["wide", "-3mm", "3 miles", "16mm", "1in"])
def test_a_length_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=text.split()[0]):
        finish(text)


def test_a_print_shop_file_is_a_file_of_its_own(run: Run, tmp_path: Any) -> None:
    base = ("make", "get-help", "--clinic", "harbor-spine", "-o", tmp_path)
    assert run(*base)[0] == 0
    assert run(*base, "--bleed", "3mm", "--marks")[0] == 0
    names = sorted(path.name for path in tmp_path.glob("*.pdf"))
    assert names == ["harbor-spine-get-help-en-leaflet-print-shop.pdf", "harbor-spine-get-help-en-leaflet.pdf"]
    code, _, err = run(*base, "--bleed", "wide")
    assert code == 2
    assert "3mm" in err
    assert Finish().names == ()
