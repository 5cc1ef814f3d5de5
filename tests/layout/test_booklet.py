"""Booklets: complete, in order, with a contents page that is right, and sheets that fold into the order of reading."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.errors import CheckFailed
from handoutpress.layout.booklet import Booklet
from handoutpress.layout.document import bound
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.imposition import imposed
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.merge import merge
from handoutpress.pdf.fonts import text_family
from tests.conftest import Run
from tests.helpers import invariants, pdftext, validators
from tests.helpers.red_flags import emergency_signs
from tests.layout.test_sheets import outside, overlaps, sentences

LIBRARY = Library()
HANDOUTS = LIBRARY.handouts()
TEMPLATE = LIBRARY.template("booklet").value
SOME = ("your-visit", "get-help", "move-and-stretch")


@cache
def leaflets(names: tuple[str, ...] = HANDOUTS, paper: str = "letter") -> list[Leaflet]:
    return [merge(LIBRARY, "harbor-spine", name, paper=paper) for name in names]  # type: ignore[arg-type]


@cache
def booklet(names: tuple[str, ...] = HANDOUTS, paper: str = "letter", sheets: bool = False) -> tuple[Pen, bytes]:
    pen = bound(leaflets(names, paper), TEMPLATE, imposed=sheets)
    return pen, pen.canvas.finish()


def said(data: bytes) -> str:
    return " ".join(pdftext.spoken(data).split()).replace("\u00a0", " ")


@pytest.mark.parametrize("sheets", [False, True], ids=["pages", "sheets"])
@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_booklet_is_valid_and_nothing_stands_over_anything(paper: str, sheets: bool) -> None:
    pen, data = booklet(HANDOUTS, paper, sheets)
    assert validators.findings(data) == []
    assert invariants.findings(data) == []
    assert overlaps(pen) == []
    width, height = TEMPLATE.sheets[paper]  # type: ignore[index]
    assert outside(pen, (2 * width if sheets else width, height)) == []
    assert pen.page % (2 if sheets else 4) == 0


@pytest.mark.parametrize("sheets", [False, True], ids=["pages", "sheets"])
def test_all_is_read_in_order_and_the_red_flags_once(sheets: bool) -> None:
    _, data = booklet(HANDOUTS, "letter", sheets)
    text, all_of_them = said(data), leaflets()
    first = all_of_them[0]
    wanted: list[markup.Inline | str] = [first.red_flags.booklet, first.clinic.phone, first.words.contents]
    wanted += [leaflet.title for leaflet in all_of_them]
    wanted += emergency_signs(first.red_flags)
    for leaflet in all_of_them:
        wanted += [leaflet.title, leaflet.main_message]
        for section in leaflet.sections:
            wanted += [section.heading, *(sentence for block in section.blocks for sentence in sentences(block))]
        wanted.append(leaflet.control)
    wanted += [first.closing, first.words.my_next_visit]
    at = 0
    for piece in wanted:
        plain = " ".join((piece if isinstance(piece, str) else markup.plain(piece)).split())
        found = text.find(plain, at)
        assert found >= 0, f"not found in order: {plain!r} after {text[max(0, at - 60) : at]!r}"
        at = found + len(plain)
    assert text.count(markup.plain(first.red_flags.emergency.title or ())) == 1


def test_sheets_say_what_pages_say() -> None:
    assert pdftext.spoken(booklet(SOME, "letter", True)[1]) == pdftext.spoken(booklet(SOME)[1])


def test_the_contents_page_is_right() -> None:
    """Each entry is a link to the page it names, and there the handout begins."""
    pen, data = booklet(SOME)
    with pikepdf.open(BytesIO(data)) as document:
        numbers = {page.objgen: number for number, page in enumerate(document.pages, 1)}
        jumps = [note for page in document.pages for note in page.get("/Annots", []) if "/Dest" in note]
        entries = [(str(note.Contents), numbers[note.Dest[0].objgen]) for note in jumps]
    assert [text.rpartition(",")[0] for text, _ in entries] == [leaflet.title for leaflet in leaflets(SOME)]
    for leaflet, (text, number) in zip(leaflets(SOME), entries, strict=True):
        assert f"Page {number} of {pen.page}" in text
        begun = " ".join(line for page, _, _, _, _, line in pen.boxes if page == number)
        assert begun.replace("\u00a0", " ").find(leaflet.title.split()[0]) >= 0
        assert markup.plain(leaflet.sections[0].heading).split()[0] in begun
        # the number that is printed on the contents page stands beside the title
        row, end = next((y0, x1) for page, _, y0, x1, _, line in pen.boxes if page == 2 and line == leaflet.title)
        beside = [line for page, x0, y0, _, _, line in pen.boxes if page == 2 and abs(y0 - row) < 4 and x0 > end]
        assert beside == [str(number)]


def test_contents_are_tagged_as_contents() -> None:
    with pikepdf.open(BytesIO(booklet(SOME)[1])) as document:
        roles = [str(element.S) for element, _ in pdftext.elements(document)]
    assert roles.count("/TOC") == 1
    assert roles.count("/TOCI") == roles.count("/Reference") == len(SOME)
    assert roles.count("/H1") == len(SOME) + 1


def test_a_jump_on_sheets_leads_to_the_side_the_page_is_on() -> None:
    flat, on_sheets = booklet(SOME)[1], booklet(SOME, "letter", True)[1]

    def targets(data: bytes) -> list[int]:
        with pikepdf.open(BytesIO(data)) as document:
            numbers = {page.objgen: number for number, page in enumerate(document.pages, 1)}
            notes = [note for page in document.pages for note in page.get("/Annots", []) if "/Dest" in note]
            return [numbers[note.Dest[0].objgen] for note in notes]

    places = imposed(booklet(SOME)[0].page, 1)
    assert targets(on_sheets) == [places[page - 1].side for page in targets(flat)]


def test_eight_pages_on_two_sheets() -> None:
    left_right = {(place.side, place.dx): page for page, place in enumerate(imposed(8, 396), 1)}
    assert left_right == {
        (1, 0): 8, (1, 396): 1, (2, 0): 2, (2, 396): 7,
        (3, 0): 6, (3, 396): 3, (4, 0): 4, (4, 396): 5,
    }  # fmt: skip


@given(st.integers(1, 12).map(lambda sheets: 4 * sheets))
def test_folded_sheets_read_in_order(count: int) -> None:
    """Fold the sheets, lay them in each other, and leaf through."""
    at = {(place.side, place.dx): page for page, place in enumerate(imposed(count, 1), 1)}
    assert len(at) == count
    sheets = count // 4
    read = []
    for sheet in range(sheets):  # from the cover to the middle: right half of the front, then what lies behind it
        read += [at[2 * sheet + 1, 1], at[2 * sheet + 2, 0]]
    for sheet in reversed(range(sheets)):
        read += [at[2 * sheet + 2, 1], at[2 * sheet + 1, 0]]
    assert read == list(range(1, count + 1))


def test_pages_that_fill_no_sheet_are_refused() -> None:
    with pytest.raises(ValueError, match="6 pages"):
        imposed(6, 396)


def test_of_one_handout_the_contents_are_its_sections() -> None:
    pen, data = booklet(("get-help",))
    with pikepdf.open(BytesIO(data)) as document:
        numbers = {page.objgen: number for number, page in enumerate(document.pages, 1)}
        jumps = [note for page in document.pages for note in page.get("/Annots", []) if "/Dest" in note]
        entries = [(str(note.Contents).rpartition(",")[0], numbers[note.Dest[0].objgen]) for note in jumps]
    sections = leaflets(("get-help",))[0].sections
    assert [text for text, _ in entries] == [markup.plain(section.heading) for section in sections]
    for text, number in entries:
        assert text.split()[0] in " ".join(line for page, *_, line in pen.boxes if page == number)
    assert pen.page % 4 == 0


def composed(names: tuple[str, ...], language: str, paper: str, clinic: str) -> Booklet:
    made = [replace(merge(LIBRARY, clinic, name, language, paper=paper), draft=None) for name in names]  # type: ignore[arg-type]
    return Booklet(made, TEMPLATE, text_family())


@pytest.mark.parametrize("clinic", ["harbor-spine", "fairview-back-care"])
@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("names", [HANDOUTS, SOME, *((name,) for name in HANDOUTS)], ids=len)
def test_pages_are_filled_and_chapters_begin_on_the_left(names: tuple[str, ...], language: str, paper: str, clinic: str) -> None:
    made = composed(names, language, paper, clinic)
    assert made.overflow is None
    assert made.count % 4 == 0
    for name in names:
        assert made.starts[f"handout-{name}"] % 2 == 0
    for number, page in enumerate(made.pages, 1):
        filled, lines = page.filled, [row.name for row in page.filled.rows]
        assert filled.used <= filled.box.height + 0.01
        assert (filled.used + filled.give) / filled.box.height >= 0.6, (number, lines)
        if lines == ["notes"]:
            assert number == made.count - 1


@pytest.mark.parametrize("names", [HANDOUTS, SOME])
def test_a_section_is_cut_only_if_no_page_holds_it(names: tuple[str, ...]) -> None:
    for language in ("en", "es"):
        made = composed(names, language, "letter", "harbor-spine")
        for one, other in pairwise(made.pages):
            if one.filled.rows and other.filled.rows and (name := one.filled.rows[-1].name) == other.filled.rows[0].name:
                parts = [row for page in made.pages for row in page.filled.rows if row.name == name]
                head = 70 if one.filled.rows[0].name.startswith("handout-") else 0
                assert sum(row.before + row.piece.height for row in parts) + head > made.height, name


def test_a_draft_is_refused() -> None:
    draft = merge(LIBRARY, "harbor-spine", "get-help", "es")
    assert draft.draft
    with pytest.raises(CheckFailed, match="draft translation"):
        bound([draft], TEMPLATE)


# -- command line ----------------------------------------------------------------------------------


def test_staff_name_the_handouts_and_get_one_file(run: Run, tmp_path: Path) -> None:
    code, out, err = run("make", "your-visit", "get-help", "--clinic", "harbor-spine", "--booklet", "-o", tmp_path)
    assert code == 0
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["harbor-spine-booklet-en.pdf"]
    assert out.strip().endswith("harbor-spine-booklet-en.pdf")
    assert "2 handouts" in err
    text = said((tmp_path / "harbor-spine-booklet-en.pdf").read_bytes())
    titles = [leaflet.title for leaflet in leaflets(("your-visit", "get-help"))]
    assert text.find(titles[0]) < text.find(titles[1])


def test_each_clinic_gets_its_own(run: Run, tmp_path: Path) -> None:
    code, _, _ = run("make", "get-help", "-c", "harbor-spine", "-c", "cedar-family-pt", "--booklet", "--imposed", "-o", tmp_path)
    assert code == 0
    names = sorted(path.name for path in tmp_path.glob("*.pdf"))
    assert names == ["cedar-family-pt-booklet-en-imposed.pdf", "harbor-spine-booklet-en-imposed.pdf"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--imposed",), "--booklet"),
        (("--booklet", "--template", "poster"), "--template"),
        (("--booklet", "-o", "all.pdf"), "booklets do not go into one file"),
        (("--booklet", "--clinic", "harbor-spine", "--json", "-o", "-"), "stdout"),
    ],
)
def test_what_cannot_be_bound_is_said(run: Run, arguments: tuple[str, ...], says: str) -> None:
    code, _, err = run("make", "get-help", *arguments)
    assert code == 2
    assert says in err


def test_a_draft_is_an_error_of_its_own_code(run: Run, tmp_path: Path) -> None:
    code, _, err = run("make", "get-help", "-c", "harbor-spine", "-l", "es", "--booklet", "-o", tmp_path)
    assert code == 7
    assert "draft" in err
    assert list(tmp_path.iterdir()) == []
