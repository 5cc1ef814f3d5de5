"""Styles on paper: every sheet is as sound as in the clinical one, and the warning signs are the same to the byte."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from handoutpress.content.library import Library
from handoutpress.content.markup import Span
from handoutpress.errors import InvalidSource
from handoutpress.layout.components import titles
from handoutpress.layout.components.red_flags import red_flags, same_day
from handoutpress.layout.context import Setting
from handoutpress.layout.document import drawn
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.drawing.separation import palette
from handoutpress.layout.text.line_breaking import text_width
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.layout.text.text_style import TextStyle
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.merge import merge
from handoutpress.pdf.canvas import Canvas
from handoutpress.pdf.fonts import text_family, typeface
from handoutpress.pdf.tag_tree import Artifact, Tree
from tests.helpers import invariants, validators
from tests.helpers.workspace import CLINIC, workspace
from tests.layout.test_sheets import STRESS, outside, overlaps

LIBRARY = Library()
FAMILIES = LIBRARY.styles()
OTHERS = [name for name in FAMILIES if name != "clinical"]


def leaflet(
    style: str, *, clinic: str = "northgate-chiropractic", handout: str = "back-spasm-first-aid", language: str = "en"
) -> Leaflet:
    return replace(merge(LIBRARY, clinic, handout, language, style=style), draft=None)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("template", ["leaflet", "trifold", "rack-card"])
@pytest.mark.parametrize("style", OTHERS)
def test_sheet(style: str, template: str, language: str) -> None:
    sheet = LIBRARY.template(template).value
    pen = drawn(leaflet(style, language=language), sheet)
    data = pen.canvas.finish()
    assert validators.findings(data) == []
    assert invariants.findings(data) == []
    assert overlaps(pen) == []
    assert outside(pen, sheet.sheets["letter"]) == []
    assert len(data) <= 180_000


@pytest.mark.parametrize("style", OTHERS)
@pytest.mark.parametrize("saver", [False, True])
def test_a_cover_with_a_bleed_and_one_that_saves_ink(style: str, saver: bool) -> None:
    from handoutpress.content.schema.finish import finish

    sheet = LIBRARY.template("trifold").value
    pen = drawn(leaflet(style), sheet, mode="ink_saver" if saver else "colour", finish=finish("3mm", marks=True))
    assert overlaps(pen) == []
    assert invariants.findings(pen.canvas.finish()) == []


@pytest.mark.parametrize("clinic", STRESS)
@pytest.mark.parametrize("template", ["leaflet", "trifold", "half-sheet", "wallet-card"])
@pytest.mark.parametrize("style", OTHERS)
def test_strained_clinics_hold_in_every_style(style: str, template: str, clinic: str, tmp_path: Path) -> None:
    library = Library(workspace(tmp_path, STRESS[clinic] + f"style: {style}\n"))
    sheet = library.template(template).value
    pen = drawn(merge(library, "test", "back-spasm-first-aid"), sheet)
    assert overlaps(pen) == []
    assert outside(pen, sheet.sheets["letter"]) == []


def cover_title(style: str, handout: str, language: str, width: float) -> Paragraph:
    made, template = leaflet(style, handout=handout, language=language), LIBRARY.template("trifold").value
    setting = Setting(made, template.in_style(made.clinic.style), text_family(), 1, 500)
    return titles.words(setting, Tree(language).root, width, 300)[1]


@pytest.mark.parametrize("style", FAMILIES)
@pytest.mark.parametrize(("handout", "language"), LIBRARY.texts())
def test_no_word_of_a_title_is_cut(style: str, handout: str, language: str) -> None:
    title = cover_title(style, handout, language, 212)
    assert [word for line in title.lines for word in line.text.split()] == leaflet(
        style, handout=handout, language=language
    ).title.split()


def test_a_cut_title_is_seen() -> None:
    assert not cover_title("riso", "move-and-stretch", "es", 40).whole("Ejercicios suaves")


def signs(style: str) -> str:
    """The operators of both boxes of signs in a style."""
    made, template = leaflet(style), LIBRARY.template("leaflet").value
    tree = Tree("en")
    setting = Setting(made, template.in_style(made.clinic.style), text_family(), 1, 500)
    canvas = Canvas(page_size=(600, 1200), tree=tree, inks=palette("#0f6e73"), title="", date=made.date)
    pen = Pen(canvas, 600, family=setting.family)
    red_flags(setting, tree.root).draw(pen, 20, 1100)
    same_day(setting, tree.root).draw(pen, 20, 500)
    return repr(canvas.base_pages().pages)


@pytest.mark.parametrize("style", OTHERS)
def test_the_warning_signs_are_the_same_to_the_byte(style: str) -> None:
    assert signs(style) == signs("clinical")


def test_what_follows_the_style_is_not() -> None:
    """Or the test before would see nothing."""
    body = [drawn(leaflet(style), LIBRARY.template("leaflet").value).canvas.finish() for style in FAMILIES]
    assert len(set(body)) == len(FAMILIES)


def fonts_of(text: str, face: str, *, bold: bool = True) -> set[str]:
    style = TextStyle(20, 24, bold=bold, face=face)
    return {run.font.name for line in Paragraph(text_family(), text, style, Artifact(), 400).lines for run in line.runs}


@pytest.mark.parametrize("face", ["Poppins", "Mukta", "Open Sauce Sans"])
def test_a_text_with_a_letter_the_typeface_lacks_goes_whole_to_another(face: str) -> None:
    assert fonts_of("Back pain", face) == {typeface(face).font("Bold").name}
    assert fonts_of("Phòng khám đau lưng", face) == {"SourceSans3-Bold"}
    assert "SourceSans3-Bold" not in fonts_of("Physical therapy, ½ price"[:16], face)


@pytest.mark.parametrize("face", ["Poppins", "EB Garamond"])
def test_words_that_hold_together_do_so_in_every_typeface(face: str) -> None:
    text, style = "an X\u2011ray of the back", TextStyle(20, 24, face=face)
    lines = Paragraph(text_family(), (Span(text),), style, Artifact(), text_width(style, "an X\u2011r")).lines
    assert any("ray" in line.text and "X" in line.text for line in lines)
    assert fonts_of(text, face, bold=False) == {typeface(face).font("Regular").name}


@pytest.mark.parametrize("tracking", [-0.03, 0.0, 0.05])
def test_lines_are_as_wide_as_they_are_measured(tracking: float) -> None:
    style = TextStyle(30, 36, bold=True, face="Poppins", tracking=tracking)
    for text in ("Back spasm", "Sit, move and lift", "A"):
        line = Paragraph(text_family(), text, style, Artifact(), 10_000)
        assert sum(run.width for run in line.lines[0].runs) == pytest.approx(line.width, abs=0.01)
        assert text_width(style, text) == pytest.approx(line.width, abs=0.01)


def test_a_style_that_is_not_there_is_told_at_its_line(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = workspace(tmp_path_factory.mktemp("w"), CLINIC + "style: warmer\n")
    with pytest.raises(InvalidSource, match="there is no style 'warmer'") as refused:
        merge(Library(root), "test", "get-help")
    problem = refused.value.problems[0]
    assert problem.place and problem.place.line == 4 and problem.field == "style" and "warm" in (problem.mend or "")


def dark_beside(data: bytes, page: int, words: str) -> int:
    """Dark pixels within 24 points before the first letter of some words, at 144 dpi."""
    with pypdfium2.PdfDocument(data) as document:
        sheet = document[page]
        text = sheet.get_textpage()
        index, _ = text.search(words).get_next()
        left, bottom, _, top = text.get_charbox(index)
        crop = (left - 24, bottom, sheet.get_width() - left + 1, sheet.get_height() - top)
        grey = sheet.render(scale=2, crop=crop, grayscale=True).to_pil()
        return sum(grey.histogram()[:128])


@pytest.mark.parametrize("style", FAMILIES)
def test_items_keep_their_marks_where_ink_is_saved(style: str) -> None:
    pen = drawn(leaflet(style), LIBRARY.template("trifold").value, mode="ink_saver")
    data = pen.canvas.finish()
    assert dark_beside(data, 1, "Stay in bed all day")
    assert not dark_beside(data, 1, "A walk with a cane")  # nothing stands before a caption
