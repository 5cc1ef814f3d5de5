"""Every sheet a clinic prints: valid, complete, nothing over anything, nothing at the edge, read in the right order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from benchmarks import looks

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.content.schema.finish import Finish
from handoutpress.errors import DoesNotFit
from handoutpress.layout.document import bound, drawn
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.flowing_pages import is_to_fill_in
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.layout.text.text_style import TextStyle
from handoutpress.merge.leaflet import Leaflet, LeafletSection
from handoutpress.merge.merge import merge
from handoutpress.merge.moves import templates_for
from handoutpress.pdf.fonts import text_family
from handoutpress.pdf.tag_tree import Artifact
from tests.helpers import invariants, pdftext, tagged, validators
from tests.helpers.red_flags import emergency_signs
from tests.helpers.workspace import workspace, write

LIBRARY = Library()
TEMPLATES, HANDOUTS = templates_for(LIBRARY, "get-help"), LIBRARY.handouts()
EDGE = 17.0  # points: what office printers leave white
FULL_TEXT = ("large-print",)  # a leaflet prints what has room on its front, and the plan; see test_plan_pages.py
FLOORS = {"leaflet": 12.0, "large-print": 18.0, "easy-read": 16.5, "poster": 14.5}
LONG = """\
name: The Extraordinarily Long Named Institute for Backs and Necks
city: Saint Augustine Beach, FL
phone: (707) 555-0123
brand: "#ffd400"
"""
FULL = """\
name: Full Field Clinic of Spine & Sport
city: Fairview, CA
phone: (707) 555-0123
address: 1200 Very Long Boulevard, Suite 450, Fairview, CA 94599
towns_served: [Fairview, Millbrook, Easton]
discipline: chiropractic
practitioners:
  - {name: A B, title: DC}
  - {name: C D, title: DPT}
hours:
  - {days: mon-thu, open: "7:30-12:00, 13:00-19:30"}
  - {days: fri, open: 8-17}
  - {days: sat, open: 9-13}
after_hours: Call the same number.
website: www.full-field-clinic.example.org
booking: www.full-field-clinic.example.org/book-a-visit
services:
  [same-day-visits, spinal-adjustment, massage, exercise-plan, posture-check, electrical-stimulation, ultrasound, dry-needling, cupping]
languages: [en, es]
interpreter: Free interpreters. Ask us at the desk.
brand: "#b4532a"
reviewer: {name: A B, title: DC}
"""
STRESS = {"long": LONG, "full": FULL}


@cache
def sheet(clinic: str, handout: str, template: str, paper: str) -> tuple[Leaflet, Pen, bytes]:
    leaflet = merge(LIBRARY, clinic, handout, paper=paper)  # type: ignore[arg-type]
    pen = drawn(leaflet, LIBRARY.template(template).value)
    return leaflet, pen, pen.canvas.finish()


def overlaps(pen: Pen) -> list[str]:
    """Pairs of lines of text that cover each other by more than a hair."""
    bad = []
    for i, (page, x0, y0, x1, y1, text) in enumerate(pen.boxes):
        for other_page, ox0, oy0, ox1, oy1, other in pen.boxes[:i]:
            if page == other_page and min(x1, ox1) - max(x0, ox0) > 0.5 and min(y1, oy1) - max(y0, oy0) > 0.5:
                bad.append(f"page {page}: {text!r} over {other!r}")
    return bad


def outside(pen: Pen, size: tuple[float, float]) -> list[str]:
    """Lines of text nearer to the sheet's edge than printers reach."""
    return [
        f"page {page}: {text!r}"
        for page, x0, y0, x1, y1, text in pen.boxes
        if x0 < EDGE - 0.01 or y0 < EDGE - 3 or x1 > size[0] - EDGE + 0.01 or y1 > size[1] - EDGE + 0.01
    ]


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("handout", HANDOUTS)
def test_sheet(handout: str, template: str, paper: str) -> None:
    _, pen, data = sheet("harbor-spine", handout, template, paper)
    assert validators.findings(data) == []
    assert invariants.findings(data) == []
    assert overlaps(pen) == []
    size = LIBRARY.template(template).value.sheets[paper]  # type: ignore[index]
    assert outside(pen, size) == []
    assert len(data) <= (180_000 if template != "wallet-card" else 240_000)  # whose six cards are all content


FLIP = {"long": "/DuplexFlipLongEdge", "short": "/DuplexFlipShortEdge", "no": "/Simplex"}


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_viewer_prints_each_sheet_at_its_size_and_turned_over_as_its_template_says(template: str) -> None:
    with pikepdf.open(BytesIO(sheet("harbor-spine", "get-help", template, "letter")[2])) as file:
        wishes, sides = file.Root.ViewerPreferences, len(file.pages)
        assert wishes.PrintScaling == "/None"
        assert wishes.Duplex == FLIP[LIBRARY.template(template).value.duplex if sides > 1 else "no"]


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("handout", HANDOUTS)
def test_red_flags_and_phone_are_on_every_sheet(handout: str, template: str) -> None:
    leaflet, _, data = sheet("cedar-family-pt", handout, template, "letter")
    said = " ".join(pdftext.spoken(data).split()).replace("\u00a0", " ")
    for sign in emergency_signs(leaflet.red_flags):
        assert markup.plain(sign) in said
    assert leaflet.clinic.phone in said
    assert "911" in said


@pytest.mark.parametrize("template", FULL_TEXT)
@pytest.mark.parametrize("handout", HANDOUTS)
def test_full_text_is_read_in_order(handout: str, template: str) -> None:
    leaflet, _, data = sheet("northgate-chiropractic", handout, template, "letter")
    said = " ".join(pdftext.spoken(data).split()).replace("\u00a0", " ")
    in_sequence = LIBRARY.template(template).value.breaks == "flow"  # what is to fill in stands near the end
    last = [section for section in leaflet.sections if in_sequence and is_to_fill_in(section)]
    points = [] if in_sequence else [point.text for point in leaflet.key_points]
    wanted = [leaflet.title, leaflet.main_message, *points, *emergency_signs(leaflet.red_flags)]

    def say(sections: list[LeafletSection]) -> None:
        for section in sections:
            wanted.append(section.heading)
            for block in section.blocks:
                wanted.extend(sentences(block))

    say([section for section in leaflet.sections if section not in last])
    wanted.append(leaflet.red_flags.later[1].sentence)
    say(last)
    wanted += [leaflet.closing, leaflet.words.disclaimer, leaflet.control]
    at = 0
    for text in wanted:
        plain = " ".join((text if isinstance(text, str) else markup.plain(text)).split())
        found = said.find(plain, at)
        assert found >= 0, f"not found in order: {plain!r} after {said[max(0, at - 60) : at]!r}"
        at = found + len(plain)


def sentences(value: object) -> list[markup.Inline]:
    """Every text of a block, in the order it is read."""
    if isinstance(value, tuple):
        if value and all(isinstance(item, markup.Span) for item in value):
            return [value]
        return [text for item in value for text in sentences(item)]
    if hasattr(value, "model_fields_set"):
        return [
            text for name in type(value).model_fields if name not in ("figure", "often") for text in sentences(getattr(value, name))
        ]
    return []


@pytest.mark.parametrize("template", TEMPLATES)
def test_type_is_large_enough(template: str) -> None:
    """Every sentence at the template's floor or above; only the small print is smaller."""
    leaflet, _, data = sheet("harbor-spine", "back-spasm-first-aid", template, "letter")
    floor = FLOORS.get(template, 11.0)
    small = []
    with pikepdf.open(BytesIO(data)) as pdf:
        pages = len(pdf.pages)
        for page in pdf.pages:
            size = 0.0
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    size = float(operands[1])
                elif str(operator) in ("Tj", "TJ") and size < floor - 0.01:
                    small.append(size)
    control = (" ".join([leaflet.control, leaflet.words.disclaimer, *leaflet.sources])).split()
    assert all(size >= 8.49 for size in small)
    assert len(small) <= 10 + 3 * pages + len(control) // 4, "more than the small print is small"


def most_sizes(data: bytes) -> int:
    """How many sizes of type the side with most of them has."""
    return max(map(len, looks.type_sizes(data)))


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("handout", HANDOUTS)
@pytest.mark.parametrize("clinic", ["harbor-spine", "fairview-back-care"])
def test_a_side_has_six_sizes_of_type_at_most(clinic: str, handout: str, template: str) -> None:
    assert most_sizes(sheet(clinic, handout, template, "letter")[2]) <= looks.MOST_SIZES


def test_a_booklet_of_all_handouts_has_six_sizes_of_type_at_most() -> None:
    leaflets = [merge(LIBRARY, "harbor-spine", handout) for handout in HANDOUTS]
    assert most_sizes(bound(leaflets, LIBRARY.template("booklet").value).canvas.finish()) <= looks.MOST_SIZES


def test_a_size_more_is_seen() -> None:
    leaflet, pen, _ = sheet("harbor-spine", "get-help", "leaflet", "letter")
    pen = drawn(leaflet, LIBRARY.template("leaflet").value)
    before = len(looks.type_sizes(sheet("harbor-spine", "get-help", "leaflet", "letter")[2])[-1])
    style = TextStyle(13.37, 15)
    Paragraph(text_family(), "one more", style, Artifact(), 200).draw(pen, 100, 100)
    assert len(looks.type_sizes(pen.canvas.finish())[-1]) == before + 1


@pytest.mark.parametrize("clinic", STRESS)
@pytest.mark.parametrize("template", TEMPLATES)
def test_stress_clinics_hold_everywhere(clinic: str, template: str, tmp_path: Path) -> None:
    library = Library(workspace(tmp_path, STRESS[clinic]))
    for handout, language in (("back-spasm-first-aid", "en"), ("your-visit", "en"), ("your-visit", "es"), ("get-help", "es")):
        leaflet = replace(merge(library, "test", handout, language), draft=None)  # as it is once it is signed
        sheet_template = library.template(template).value
        pen = drawn(leaflet, sheet_template)
        assert overlaps(pen) == []
        assert outside(pen, sheet_template.sheets[leaflet.paper]) == []
        data = pen.canvas.finish()
        assert validators.findings(data) == []
        assert most_sizes(data) <= looks.MOST_SIZES


def test_overlap_is_seen() -> None:
    _, pen, _ = sheet("harbor-spine", "get-help", "leaflet", "letter")
    page, x0, y0, x1, y1, text = pen.boxes[5]
    moved = Pen(pen.canvas, boxes=[*pen.boxes, (page, x0 + 1, y0 + 1, x1 + 1, y1 + 1, text)])
    assert overlaps(moved)
    assert outside(replace(moved, boxes=[(1, 3, 300, 50, 310, "x")]), (612, 792))


@pytest.mark.parametrize("size", ["12", "22", "24.5", "80"])
def test_a_title_of_any_size_a_template_may_ask_for_is_set(size: str, tmp_path: Path) -> None:
    own = LIBRARY.template("poster").value.sizes
    smaller = {name: min(float(size), points) for name, points in own.items() if name != "display"}
    others = "".join(f", {name}: {points:g}" for name, points in smaller.items())
    write(tmp_path / "templates/mine.yaml", f"base: poster\nlabel: Mine\nsizes: {{display: {size}{others}}}\n")
    library = Library(workspace(tmp_path, LONG))
    leaflet = merge(library, "test", "get-help")
    try:
        data = drawn(leaflet, library.template("mine").value).canvas.finish()
    except DoesNotFit:
        assert float(size) > 40  # larger than the poster's own
        return
    assert leaflet.poster
    assert markup.plain(leaflet.poster.question) in " ".join(pdftext.spoken(data).split())


WIDTHS = {"poster": 98, "half-sheet": 62.4, "rack-card": 56.7, "wallet-card": 56.7}  # points: 35, 22 and 20 mm


@pytest.mark.parametrize("template", WIDTHS)
def test_codes_of_short_sheets_are_as_large_as_they_must_be(template: str) -> None:
    with pikepdf.open(BytesIO(sheet("harbor-spine", "get-help", template, "letter")[2])) as pdf:
        told = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and str(item.get("/Alt", "")).startswith("QR")]
        boxes = [[float(v) for v in item.A.BBox] for item in told]
    assert boxes
    for x0, y0, x1, y1 in boxes:
        assert x1 - x0 == pytest.approx(y1 - y0, abs=0.02)
        symbol = (x1 - x0) * 29 / 37  # of 37 modules 8 are white edge
        assert WIDTHS[template] - 0.1 <= symbol <= WIDTHS[template] * 1.1  # a card with room has a somewhat larger one


def test_a_phone_without_a_code_grows_to_the_width() -> None:
    """The clinic's number alone in the foot is larger than beside a code, and never wider than the poster."""
    _, with_code, _ = sheet("harbor-spine", "get-help", "poster", "letter")
    _, without, _ = sheet("fairview-back-care", "get-help", "poster", "letter")

    def height(pen: Pen) -> float:
        return max(y1 - y0 for _, _, y0, _, y1, text in pen.boxes if "555-01" in text)

    assert height(without) > height(with_code) * 1.1


MOST_WORDS = 25  # above the warning signs of a poster


@pytest.mark.parametrize(("handout", "language"), LIBRARY.texts())
def test_a_poster_says_little_above_its_signs(handout: str, language: str) -> None:
    leaflet = merge(LIBRARY, "harbor-spine", handout, language)
    assert leaflet.poster
    said = [leaflet.poster.question, *(text for one in leaflet.poster.points for text in (one.verb, one.text))]
    assert sum(len(markup.plain(text).split()) for text in said) <= MOST_WORDS
    pen = drawn(replace(leaflet, draft=None), LIBRARY.template("poster").value)
    for one in leaflet.poster.points:  # a verb is one line, at 60 points or more, and what it adds two lines of 24 points
        height = next(y1 - y0 for *_, y0, _, y1, text in pen.boxes if text == markup.plain(one.verb))
        assert height >= 60 * 0.66
        line, words = 0, markup.plain(one.text).replace("\u00a0", " ")
        for *_, text in pen.boxes:
            if (
                text.replace("\u00a0", " ").strip()
                and text.replace("\u00a0", " ").strip() in words
                and text != markup.plain(one.verb)
            ):
                line += 1
        assert line >= 1


def codes(data: bytes) -> list[str]:
    """What QR codes say, in grey at 150 dots an inch and in black and white at 200."""
    document = pypdfium2.PdfDocument(data)
    pages = [page.render(scale=150 / 72, grayscale=True).to_pil() for page in document]
    fine = [page.render(scale=200 / 72, grayscale=True).to_pil() for page in document]
    blacks = [page.point(lambda level: 255 if level else 0) for page in fine]  # as a printer of one ink that does not raster
    found = [code.text for page in pages for code in zxingcpp.read_barcodes(page)]
    assert [code.text for page in blacks for code in zxingcpp.read_barcodes(page)] == found
    return found


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_qr_code_scans_off_paper(template: str, paper: str) -> None:
    leaflet, _, data = sheet("harbor-spine", "get-help", template, paper)
    told = leaflet.words.qr_alt.format(url=leaflet.clinic.website) in pdftext.alternates(data)
    assert told
    copies = 1 + len(LIBRARY.template(template).value.copies.get(paper, ()))  # type: ignore[call-overload]
    page = [leaflet.clinic.page_of(leaflet.handout, "en")] if template == "leaflet" else []
    assert sorted(codes(data)) == sorted([leaflet.clinic.url] * copies + page)


@pytest.mark.parametrize("mode", ["ink_saver", "mono", "spot", "process"])
@pytest.mark.parametrize("template", ["leaflet", "trifold", "poster", "half-sheet", "rack-card", "wallet-card"])
def test_qr_code_scans_in_any_ink(template: str, mode: str) -> None:
    leaflet, _, _ = sheet("harbor-spine", "get-help", template, "letter")
    card = replace(leaflet.clinic, print_as=mode if mode in ("spot", "process") else "screen", ink="Ink")
    finish = Finish(marks=mode in ("spot", "process"), mono=mode == "mono")
    drawing = "ink_saver" if mode == "ink_saver" else "colour"
    pen = drawn(replace(leaflet, clinic=card), LIBRARY.template(template).value, mode=drawing, finish=finish)  # type: ignore[arg-type]
    assert leaflet.clinic.url in codes(pen.canvas.finish())


@pytest.mark.parametrize("clinic", LIBRARY.clinics())
@pytest.mark.parametrize("handout", HANDOUTS)
def test_a_sample_leaflet_is_one_sheet(clinic: str, handout: str) -> None:
    for paper in ("letter", "a4"):
        _, pen, data = sheet(clinic, handout, "leaflet", paper)
        assert pen.page <= 2
        assert len(data) <= 180_000


def test_trifold_reads_cover_inside_flap_back() -> None:
    leaflet, _, data = sheet("harbor-spine", "back-spasm-first-aid", "trifold", "letter")
    said = " ".join(pdftext.spoken(data).split()).replace("\u00a0", " ")
    marks = [
        leaflet.title, markup.plain(leaflet.sections[0].heading), markup.plain(leaflet.sections[-1].heading),
        markup.plain(leaflet.red_flags.emergency.title or ()), leaflet.words.my_next_visit, leaflet.control,
    ]  # fmt: skip
    places = [said.find(mark) for mark in marks]
    assert -1 not in places
    assert places == sorted(places)


def test_trifold_panels_stay_between_their_folds() -> None:
    _, pen, _ = sheet("harbor-spine", "back-spasm-first-aid", "trifold", "letter")
    template = LIBRARY.template("trifold").value
    for page in (1, 2):
        panels = sorted(panel.at["letter"] for panel in template.panels if panel.sheet == page)
        for found, x0, _, x1, _, text in pen.boxes:
            if found == page:
                assert any(x <= x0 and x1 <= x + w for x, _, w, _ in panels), text
    # the flap is narrower, and printed on the short edge the fold lines of both sides meet
    outer = sorted(panel.at["letter"][0] for panel in template.panels if panel.sheet == 1)
    inner = sorted(panel.at["letter"][0] for panel in template.panels if panel.sheet == 2)
    assert [792 - x for x in outer[1:]][::-1] == inner[1:]


def test_the_second_half_sheet_is_a_copy_nobody_reads_twice() -> None:
    leaflet, pen, data = sheet("harbor-spine", "get-help", "half-sheet", "letter")
    said = pdftext.spoken(data)
    assert said.count(markup.plain(emergency_signs(leaflet.red_flags)[0])) == 1
    left = sorted(text for _, x0, _, _, _, text in pen.boxes if x0 < 396)
    right = sorted(text for _, x0, _, _, _, text in pen.boxes if x0 >= 396)
    assert left == right


def test_ink_saver_has_no_dark_fields() -> None:
    leaflet = merge(LIBRARY, "fairview-back-care", "get-help")
    template = LIBRARY.template("leaflet").value
    dark = {}
    for mode in ("colour", "ink_saver"):
        document = pypdfium2.PdfDocument(drawn(leaflet, template, mode=mode).canvas.finish())  # type: ignore[arg-type]
        greys = [page.render(scale=0.5).to_pil().convert("L") for page in document]
        dark[mode] = sum(255 - value for grey in greys for value in grey.tobytes())
    assert dark["ink_saver"] < dark["colour"] * 0.75


def test_notes_say_what_a_short_sheet_leaves_out() -> None:
    _, pen, data = sheet("northgate-chiropractic", "your-visit", "half-sheet", "letter")
    said = pdftext.spoken(data)
    leaflet = merge(LIBRARY, "northgate-chiropractic", "your-visit")
    missing = {section.id for section in leaflet.sections if markup.plain(section.key_message)[:25] not in said}
    named = {name for note in pen.notes for name in re.findall(r"[a-z-]+", note.rpartition(":")[2])}
    assert missing <= named


@pytest.mark.parametrize("clinic", ["harbor-spine", "cedar-family-pt"])
@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("handout", HANDOUTS)
def test_no_program_glues_words_and_every_mark_of_a_list_is_its_label(clinic: str, handout: str, template: str) -> None:
    """Cells, chips, page numbers, ends of lines and of blocks: even for who reads texts as they are drawn, without their places."""
    _, pen, data = sheet(clinic, handout, template, "letter")
    assert glued(pdftext.as_drawn(data), pen.texts) == set()
    assert unlabelled(data) == []


def test_a_glued_word_and_a_bare_entry_are_seen() -> None:
    assert glued("one two three", ["one two", "three"]) == set() and glued("one twothree", ["one two", "three"]) == {"twothree"}
    tree, canvas = tagged.paper()
    lst = tree.root.add("L", ListNumbering="Disc")
    canvas.line(20, 300, tagged.runs("bare"), lst.add("LI").add("LBody"))
    assert unlabelled(canvas.finish()) == ["['/LBody']"]


def glued(text: str, texts: Iterable[str]) -> set[str]:
    """Words of a text that are none of those that were set."""
    return {*text.split()} - {word for one in texts for word in one.split()}


def unlabelled(data: bytes) -> list[str]:
    """Entries of lists with marks that have not a label that is drawn, and then what it says."""
    with pikepdf.open(BytesIO(data)) as pdf:
        lists = [one for one, _ in pdftext.elements(pdf) if one.S == "/L" and "/A" in one and one.A.ListNumbering != "/None"]
        entries = [pdftext.kids(entry) for one in lists for entry in pdftext.kids(one)]
        assert entries or not lists
        return [
            str([str(part.S) for part in parts])
            for parts in entries
            if [str(part.S) for part in parts] != ["/Lbl", "/LBody"] or "/K" not in parts[0]
        ]
