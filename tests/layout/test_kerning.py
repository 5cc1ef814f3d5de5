"""Kerning of headings: the font's own pairs, measured as drawn, and nothing of it in what is read."""

from __future__ import annotations

from ctypes import c_double
from io import BytesIO
from itertools import pairwise

import pypdfium2
import pytest
from docs import kerning
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.content.library import Library
from handoutpress.layout.document import typeset
from handoutpress.layout.text.line_breaking import KERNED
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.layout.text.text_style import TextStyle
from handoutpress.merge.merge import merge
from handoutpress.pdf.font_file import KERNING, Font
from handoutpress.pdf.fonts import text_family
from handoutpress.pdf.tag_tree import Artifact

LIBRARY = Library()
BOLD = text_family().font("Bold")


def test_the_data_is_the_fonts() -> None:
    assert KERNING.read_text("utf-8") == kerning.as_json(), "run make kerning"
    for path in kerning.FONTS:
        assert kerning.font_pairs(path) == Font(path).pairs
    assert text_family().font("Regular").pairs == {}


def test_data_that_is_not_the_fonts_is_seen() -> None:
    found = kerning.font_pairs(BOLD.path)
    assert found["To"] < 0
    assert kerning.rows({**found, "To": found["To"] + 1}) not in KERNING.read_text("utf-8")
    assert kerning.rows(found) in KERNING.read_text("utf-8")


@given(st.text("ATVWYTeoarv. ", min_size=1, max_size=20).filter(str.strip), st.floats(KERNED, 60))
def test_kerned_lines_are_as_wide_as_they_are_measured(text: str, size: float) -> None:
    style = TextStyle(size, size, bold=True)
    line = Paragraph(text_family(), text, style, Artifact(), 10_000)
    drawn = sum(run.width for run in line.lines[0].runs)
    assert abs(drawn - line.width) < 0.01


def test_only_large_bold_words_are_kerned() -> None:
    for style, wanted in (
        (TextStyle(30, 30, bold=True), True),
        (TextStyle(30, 30), False),
        (TextStyle(KERNED - 1, 15, bold=True), False),
    ):
        line = Paragraph(text_family(), "Your", style, Artifact(), 10_000)
        assert bool(line.lines[0].runs[0].kern) == wanted
    assert BOLD.kerns("Your")[0] == (1, kerning.font_pairs(BOLD.path)["Yo"])


def test_a_kerned_title_is_read_as_written() -> None:
    leaflet = merge(LIBRARY, "harbor-spine", "your-visit")
    data = typeset(leaflet, LIBRARY.template("leaflet").value)
    text = pypdfium2.PdfDocument(BytesIO(data).getvalue())[0].get_textpage().get_text_range()
    assert leaflet.title in map(str.strip, text.splitlines())


def test_kerned_letters_stand_where_the_font_wants_them() -> None:
    """On the page: from letter to letter the title moves by the letter's own width and the font's kerning, closer for "Yo"."""
    leaflet = merge(LIBRARY, "harbor-spine", "your-visit")
    data = typeset(leaflet, LIBRARY.template("leaflet").value)
    text = pypdfium2.PdfDocument(data)[0].get_textpage()
    font = TTFont(BOLD.path)
    widths, glyphs, upem = font["hmtx"], font.getBestCmap(), font["head"].unitsPerEm
    first, kerned = text.get_text_range().index(leaflet.title), kerning.font_pairs(BOLD.path)
    assert kerned[leaflet.title[:2]] < -40

    def origin(index: int) -> float:
        x, y = c_double(), c_double()
        assert pypdfium2.raw.FPDFText_GetCharOrigin(text, index, x, y)
        return x.value

    size = pypdfium2.raw.FPDFText_GetFontSize(text, first)
    for at, (letter, after) in enumerate(pairwise(leaflet.title), first):
        wanted = (widths[glyphs[ord(letter)]][0] * 1000 / upem + kerned.get(letter + after, 0)) * size / 1000
        assert origin(at + 1) - origin(at) == pytest.approx(wanted, abs=0.02), letter + after
