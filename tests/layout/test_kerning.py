"""Kerning of headings: the font's own pairs, measured as drawn, and nothing of it in what is read."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pypdfium2
import rendercv_fonts
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.content.library import Library
from handoutpress.layout.document import typeset
from handoutpress.layout.text.kerning import FONT, kerns, pairs
from handoutpress.layout.text.line_breaking import KERNED
from handoutpress.layout.text.paragraph import Look, Paragraph
from handoutpress.merge.merge import merge
from handoutpress.pdf.fonts import source_sans
from handoutpress.pdf.tag_tree import Artifact

LIBRARY = Library()


def in_font() -> dict[str, int]:
    """Pairs of the font's kern feature, of the letters the table knows; first match of a first letter and pair counts."""
    font = TTFont(Path(rendercv_fonts.__file__).parent / "Source Sans 3" / f"{FONT}.ttf")
    table, letters = font["GPOS"].table, {letter for pair in pairs() for letter in pair}
    named = {glyph: chr(code) for code, glyph in font.getBestCmap().items() if chr(code) in letters}
    out: dict[str, int] = {}
    lookups = {
        n for record in table.FeatureList.FeatureRecord if record.FeatureTag == "kern" for n in record.Feature.LookupListIndex
    }
    for number in sorted(lookups):
        for outer in table.LookupList.Lookup[number].SubTable:
            part = getattr(outer, "ExtSubTable", outer)
            for row, first in enumerate(part.Coverage.glyphs):
                if first not in named:
                    continue
                if part.Format == 1:
                    found = {record.SecondGlyph: record.Value1 for record in part.PairSet[row].PairValueRecord}
                else:
                    records = part.Class1Record[part.ClassDef1.classDefs.get(first, 0)].Class2Record
                    found = {glyph: records[part.ClassDef2.classDefs.get(glyph, 0)].Value1 for glyph in named}
                for second, value in found.items():
                    if second in named:
                        out.setdefault(named[first] + named[second], getattr(value, "XAdvance", 0) or 0)
    return out


def test_the_table_is_the_fonts() -> None:
    font = in_font()
    assert {pair: font[pair] for pair in pairs()} == pairs()
    assert {pair for pair, value in font.items() if abs(value) >= 8} == set(pairs())


@given(st.text("ATVWYTeoarv. ", min_size=1, max_size=20).filter(str.strip), st.floats(KERNED, 60))
def test_kerned_lines_are_as_wide_as_they_are_measured(text: str, size: float) -> None:
    look = Look(size, size, bold=True)
    line = Paragraph(source_sans(), text, look, Artifact(), 10_000)
    drawn = sum(run.width for run in line.lines[0].runs)
    assert abs(drawn - line.width) < 0.01


def test_only_large_bold_words_are_kerned() -> None:
    for look, wanted in ((Look(30, 30, bold=True), True), (Look(30, 30), False), (Look(KERNED - 1, 15, bold=True), False)):
        line = Paragraph(source_sans(), "Your", look, Artifact(), 10_000)
        assert bool(line.lines[0].runs[0].kern) == wanted
    assert kerns("Your")[0] == (1, -55.0)


def test_a_kerned_title_is_read_as_written() -> None:
    leaflet = merge(LIBRARY, "harbor-spine", "your-visit")
    data = typeset(leaflet, LIBRARY.template("leaflet").value)
    text = pypdfium2.PdfDocument(BytesIO(data).getvalue())[0].get_textpage().get_text_range()
    assert leaflet.title in text.splitlines()
