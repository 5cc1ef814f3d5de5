from __future__ import annotations

import datetime
import re
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from handoutpress.pdf import objects
from handoutpress.pdf.canvas import Canvas, Run
from handoutpress.pdf.reuse.file_writer import SHORT
from handoutpress.pdf.tag_tree import Artifact, Tree
from tests.helpers import invariants, pdftext, validators
from tests.helpers.tagged import DAY, INKS, SIZE, paper, picture, regular, runs, sample


def _code(data: bytes, page: int = 0) -> str:
    with pikepdf.open(BytesIO(data)) as pdf:
        return pdf.pages[page].Contents.read_bytes().decode("latin-1")


def _pixel(data: bytes, x: float, y: float) -> tuple[int, ...]:
    """Colour at a point of page 1, y up."""
    image = pypdfium2.PdfDocument(data)[0].render(scale=2).to_pil().convert("RGB")
    return image.getpixel((int(x * 2), int(image.height - y * 2)))


def _chars(data: bytes) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Characters of page 1 and their boxes (left, bottom, right, top), as another program sees them."""
    page = pypdfium2.PdfDocument(data)[0].get_textpage()
    found = [(page.get_text_range(i, 1), page.get_charbox(i, loose=True)) for i in range(page.count_chars())]
    return [(char, box) for char, box in found if box[2] > box[0]]  # not the spaces and line ends it makes up


def test_the_sample_is_clean() -> None:
    assert validators.findings(sample()) == []
    assert invariants.findings(sample()) == []


def test_an_undecorated_empty_document_is_clean() -> None:
    data = paper()[1].finish()
    assert validators.findings(data) == [] and invariants.findings(data) == []


def test_a_document_that_does_not_claim_pdfa() -> None:
    data = sample(pdfa=False)
    assert validators.findings(data, ("ua1",)) == []
    assert b"pdfaid" not in data and b"pdfaid" in sample()


def test_files_are_small() -> None:
    assert len(sample()) < 40_000


def test_numbers_have_two_decimals_at_most() -> None:
    tree, canvas = paper()
    canvas.line(1 / 3, 200 / 3, [Run("x", regular(), 34 / 3, "ink", None, 1 / 7, 1 / 7)], tree.root.add("P"))
    canvas.image(picture("RGB"), 1 / 3, 1 / 3, 1 / 3, 1 / 3)
    lines = [line for line in _code(canvas.finish()).splitlines() if " cm " not in line]
    assert re.findall(r"\.\d{3,}", "\n".join(lines)) == []


# -- text --------------------------------------------------------------------------------------------


def test_lines_of_a_paragraph_are_one_mark_and_do_not_glue_words() -> None:
    tree, canvas = paper()
    text = tree.root.add("P")
    for i, line in enumerate(("Call us if it hurts", "a well-", "known spot")):
        canvas.line(20, 300 - 16 * i, runs(line), text, last=i == 2)
    data = canvas.finish()
    assert pdftext.roles(data) == [("P", "Call us if it hurts a well-known spot")]
    assert _code(data).count("BDC") == 1


def test_a_line_that_ends_with_a_space_gets_no_other() -> None:
    tree, canvas = paper()
    canvas.line(20, 300, runs("to "), tree.root.add("P"), last=False)
    assert pdftext.spoken(canvas.finish()) == "to "


def test_a_line_ends_where_its_last_character_does() -> None:
    tree, canvas = paper()
    end = canvas.line(20, 300, [*runs("Keep "), *runs("moving", bold=True)], tree.root.add("P"), last=False)
    drawn = [box for char, box in _chars(canvas.finish()) if char.strip()]
    assert end == pytest.approx(drawn[-1][2], abs=0.2)
    assert drawn[0][0] == pytest.approx(20, abs=0.2)


def test_rise_tracking_and_kerning_move_text_and_nothing_after_it() -> None:
    font = regular()
    moved = Run("AVA", font, 20, "ink", rise=8, track=3, kern=((1, -100), (2, 50)))
    plain = Run("AVA", font, 20, "ink")
    assert moved.width == pytest.approx(plain.width + 3 * 3 - 20 * 0.05)
    tree, canvas = paper()
    end = canvas.line(20, 300, [moved, plain], tree.root.add("P"))
    data = canvas.finish()
    assert end == pytest.approx(20 + moved.width + plain.width)
    boxes = [box for _, box in _chars(data)]
    starts = [box[0] for box in boxes]
    a, v = font.width("A", 20), font.width("V", 20)
    first = [20, 20 + a + 3 - 2, 20 + a + v + 6 - 2 + 1]
    after = 20 + moved.width
    assert starts == pytest.approx([*first, after, after + a, after + a + v], abs=0.3)
    assert boxes[0][1] - boxes[3][1] == pytest.approx(8, abs=0.2)
    assert pdftext.spoken(data) == "AVAAVA" and validators.findings(data) == []


def test_empty_runs_mark_nothing() -> None:
    tree, canvas = paper()
    assert canvas.line(20, 300, [Run("", regular(), 12, "ink")], tree.root.add("P")) == 20
    assert "BDC" not in _code(canvas.finish())


def test_spans_of_an_artifact_stay_within_it() -> None:
    tree, canvas = paper()
    canvas.line(20, 300, runs("page", span=tree.root.add("Link")), Artifact("Pagination", "Footer"))
    data = canvas.finish()
    assert pdftext.spoken(data) == "" and invariants.findings(data) == []


def test_colour_and_font_are_said_once_for_text_alike() -> None:
    tree, canvas = paper()
    for i in range(3):
        canvas.line(20, 300 - 16 * i, runs("alike"), tree.root.add("P"))
    code = _code(canvas.finish())
    assert code.count(" Tf") == 1 and code.count("/Ink cs") == 1


def test_colour_and_font_are_said_again_after_other_operators() -> None:
    tree, canvas = paper()
    canvas.line(20, 300, runs("ink"), tree.root.add("P"))
    canvas.code("q 1 0 0 rg 0 0 5 5 re f Q")
    canvas.line(20, 280, runs("ink"), tree.root.add("P"))
    assert _code(canvas.finish()).count("/Ink cs 0 sc") == 2


# -- marks and painting ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "operators", ["BT ET", "(x) Tj", "[(x)] TJ", "/P <</MCID 0>> BDC", "/Artifact BMC", "EMC", "0 0 m\nEMC\nf"]
)
def test_text_and_marks_cannot_be_smuggled_in(operators: str) -> None:
    with pytest.raises(ValueError, match="text"):
        paper()[1].code(operators)


@pytest.mark.parametrize("operators", ["0 0 9 9 re f", "/Ink CS 1 SC 0 0 m 5 5 l S", "q 1 0 0 1 5 5 cm 0 0 9 9 re W* n Q"])
def test_painting_outside_content_becomes_an_artifact(operators: str) -> None:
    _, canvas = paper()
    canvas.code(operators)
    data = canvas.finish()
    assert _code(data).startswith("/Artifact BMC") and operators in _code(data)
    assert invariants.findings(data) == []


def test_painting_between_lines_of_a_paragraph_stays_decoration() -> None:
    tree, canvas = paper()
    text = tree.root.add("P")
    canvas.line(20, 300, runs("one"), text, last=False)
    canvas.code("0 0 9 9 re f")
    canvas.line(20, 280, runs("two"), text)
    data = canvas.finish()
    assert pdftext.spoken(data) == "one two" and invariants.findings(data) == []


def test_text_and_content_do_not_stand_within_content() -> None:
    tree, canvas = paper()
    with canvas.content(Artifact()):
        with pytest.raises(ValueError, match="within"):
            canvas.line(20, 300, runs("x"), tree.root.add("P"))
        with pytest.raises(ValueError, match="within"), canvas.content(Artifact()):
            pass
        with pytest.raises(ValueError, match="content"):
            canvas.next_page()
        with pytest.raises(ValueError, match="content"):
            canvas.finish()


def test_content_ends_even_when_drawing_fails() -> None:
    tree, canvas = paper()
    with pytest.raises(ZeroDivisionError), canvas.content(Artifact()):
        raise ZeroDivisionError
    canvas.line(20, 300, runs("after"), tree.root.add("P"))
    data = canvas.finish()
    assert pdftext.spoken(data) == "after" and invariants.findings(data) == []


def test_a_document_is_finished_once() -> None:
    _, canvas = paper()
    canvas.finish()
    with pytest.raises(ValueError, match="finished"):
        canvas.finish()


def test_an_unknown_ink_is_refused() -> None:
    _, canvas = paper()
    for use in (
        lambda: canvas.fill("gold"),
        lambda: canvas.stroke("gold"),
        lambda: canvas.line(0, 0, runs("x", ink="gold"), Artifact()),
    ):
        with pytest.raises(KeyError, match="gold"):
            use()


@pytest.mark.parametrize(("ink", "expected"), [("brand", (0, 76, 153)), ("pale", (230, 242, 255))])
def test_inks_show_their_colour(ink: str, expected: tuple[int, int, int]) -> None:
    _, canvas = paper()
    canvas.fill(ink)
    canvas.code("0 0 20 20 re f")
    canvas.stroke(ink)
    canvas.code("10 w 40 0 m 40 20 l S")
    data = canvas.finish()
    for x in (10, 40):
        assert _pixel(data, x, 10) == pytest.approx(expected, abs=1)


# -- pictures ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "CMYK"])
def test_pictures_of_any_mode_validate(mode: str) -> None:
    tree, canvas = paper()
    with canvas.content(tree.root.add("Figure", alt="A block", BBox=[20, 20, 60, 60])):
        canvas.image(picture(mode), 20, 20, 40, 40)
    data = canvas.finish()
    assert validators.findings(data) == [] and invariants.findings(data) == []


def test_what_is_transparent_shows_the_paper() -> None:
    _, canvas = paper()
    canvas.image(picture(), 20, 20, 40, 40)
    data = canvas.finish()
    assert _pixel(data, 30, 40) == (255, 255, 255)
    assert _pixel(data, 50, 40) == (200, 30, 30)


def _images(canvas: Canvas) -> list[dict[str, Any]]:
    with pikepdf.open(BytesIO(canvas.finish())) as pdf:
        images = [image for _, image in sorted(dict(pdf.pages[0].Resources.XObject).items())]  # keys come in no order
        return [{"size": (int(image.Width), int(image.Height)), "mask": "/SMask" in image} for image in images]


def test_a_picture_is_stored_once() -> None:
    _, canvas = paper()
    for x in (0, 50):
        canvas.image(picture(), x, 0, 40, 40)
    assert len(_images(canvas)) == 1


def test_pictures_with_the_same_bytes_and_another_shape_are_two() -> None:
    _, canvas = paper()
    for size in ((2, 8), (4, 4)):
        canvas.image(Image.new("RGB", size, "white"), 0, 0, 40, 40)
    assert [image["size"] for image in _images(canvas)] == [(2, 8), (4, 4)]


def test_a_picture_that_is_not_transparent_has_no_mask() -> None:
    _, canvas = paper()
    canvas.image(Image.new("RGBA", (3, 3), (9, 9, 9, 255)), 0, 0, 40, 40)
    assert _images(canvas) == [{"size": (3, 3), "mask": False}]


# -- links -------------------------------------------------------------------------------------------


def test_a_link_leads_out() -> None:
    tree, canvas = paper()
    link = tree.root.add("P").add("Link")
    canvas.line(20, 300, runs("555-0101", span=link), link)
    canvas.link((20, 298, 70.126, 312), link, url="tel:+15550101", contents="Call 555-0101")
    data = canvas.finish()
    with pikepdf.open(BytesIO(data)) as pdf:
        note = pdf.pages[0].Annots[0]
        assert str(note.A.URI) == "tel:+15550101" and str(note.Contents) == "Call 555-0101" and note.F == 4
        assert [float(v) for v in note.Rect] == pytest.approx([20, 298, 70.13, 312])
    assert validators.findings(data) == [] and invariants.findings(data) == []


def test_a_link_leads_to_a_place_on_a_later_page() -> None:
    tree, canvas = paper()
    link = tree.root.add("P").add("Link")
    canvas.line(20, 300, runs("see page 2"), link)
    canvas.link((20, 298, 70, 312), link, dest="more", contents="Page 2")
    canvas.next_page()
    canvas.destination("more", 250)
    canvas.line(20, 240, runs("more"), tree.root.add("P"))
    data = canvas.finish()
    with pikepdf.open(BytesIO(data)) as pdf:
        page, how, _, top, _ = pdf.pages[0].Annots[0].Dest
        assert page.objgen == pdf.pages[1].objgen and how == "/XYZ" and top == 250
    assert validators.findings(data) == []


@pytest.mark.parametrize(
    "wrong", [{"url": "tel:1", "contents": ""}, {"contents": "x"}, {"url": "tel:1", "dest": "more", "contents": "x"}], ids=str
)
def test_links_that_say_or_lead_nowhere_are_refused(wrong: dict[str, str]) -> None:
    tree, canvas = paper()
    with pytest.raises(ValueError, match="link"):
        canvas.link((0, 0, 9, 9), tree.root.add("Link"), **wrong)


def test_a_link_to_a_destination_that_is_not_there() -> None:
    tree, canvas = paper()
    canvas.link((0, 0, 9, 9), tree.root.add("Link"), dest="gone", contents="x")
    with pytest.raises(ValueError, match="gone"):
        canvas.finish()


def test_a_destination_is_named_once() -> None:
    _, canvas = paper()
    canvas.destination("here", 10)
    with pytest.raises(ValueError, match="here"):
        canvas.destination("here", 20)


# -- pages and the document --------------------------------------------------------------------------


def test_pages_have_their_sizes_and_boxes() -> None:
    _, canvas = paper()
    canvas.boxes(trim=(10, 10, 290, 390), bleed=(1.234, 1, 299, 399))
    canvas.next_page((400.5, 300))
    canvas.next_page()
    with pikepdf.open(BytesIO(canvas.finish())) as pdf:
        boxes = [[float(v) for v in page.MediaBox] for page in pdf.pages]
        assert boxes == [[0, 0, *SIZE], [0, 0, 400.5, 300], [0, 0, 400.5, 300]]
        assert [float(v) for v in pdf.pages[0].TrimBox] == [10, 10, 290, 390]
        assert [float(v) for v in pdf.pages[0].BleedBox] == [1.23, 1, 299, 399]
        assert "/TrimBox" not in pdf.pages[1].obj


def test_the_file_goes_to_the_target() -> None:
    target = BytesIO()
    data = Canvas(target, page_size=SIZE, tree=Tree("en"), inks=INKS, title="T", date=DAY).finish()
    assert target.getvalue() == data


def test_metadata_agree() -> None:
    words = {
        "title": "Back & neck <care> (é)",
        "author": "Żółć Clinic",
        "subject": "S & T",
        "keywords": "a, b",
        "creator": "press 1",
    }
    _, canvas = paper(**words, date=datetime.date(2025, 12, 31))
    data = canvas.finish()
    with pikepdf.open(BytesIO(data)) as pdf:
        info, xmp = pdf.docinfo, pdf.open_metadata()
        assert str(info.Title) == xmp["dc:title"] == words["title"]
        assert str(info.Author) == words["author"] and xmp["dc:creator"] == [words["author"]]
        assert str(info.Subject) == xmp["dc:description"] == words["subject"]
        assert str(info.Keywords) == xmp["pdf:Keywords"] == words["keywords"]
        assert str(info.Creator) == xmp["xmp:CreatorTool"] == words["creator"]
        assert str(info.Producer) == xmp["pdf:Producer"]
        assert str(info.CreationDate).startswith("D:20251231000000") and xmp["xmp:CreateDate"].startswith("2025-12-31T00:00:00")
    assert validators.findings(data) == []


def test_no_stream_is_ascii_armoured_and_long_ones_are_packed_but_for_metadata_and_references() -> None:
    with pikepdf.open(BytesIO(sample())) as pdf:
        streams = [item for item in pdf.objects if isinstance(item, pikepdf.Stream)]
        assert len(streams) > 5
        for item in streams:
            plain = item.get("/Type") in ("/Metadata", "/XRef") or len(item.read_bytes()) <= SHORT
            assert item.get("/Filter", "none") in (("none", "/FlateDecode") if plain else ("/FlateDecode",))


def test_data_that_ends_in_half_a_line_end_keeps_its_length() -> None:
    assert objects.stream(b"data\r", compress=False) == b"<</Length 5>>\nstream\ndata\r\r\nendstream"
