"""ReportLab as the room leans on it: if a version changes one of these, it must be looked at before it is let in."""

from __future__ import annotations

from importlib.metadata import version

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import TTFont

from handoutpress.pdf import objects
from handoutpress.pdf.fonts import source_sans
from tests.support.processes import python


def test_version() -> None:
    assert version("reportlab").startswith("5.1.")


def test_document_takes_our_date_and_id() -> None:
    doc = pdfdoc.PDFDocument(invariant=1)
    assert hasattr(doc, "_timeStamp")
    doc._ID = b"[<00><00>]"
    assert doc.ID() == b"[<00><00>]"
    assert isinstance(doc.delayedFonts, list) and isinstance(doc.idToObject, dict)


def test_catalogue_and_page_write_the_keys_they_list() -> None:
    assert {"StructTreeRoot", "MarkInfo", "Metadata", "ViewerPreferences", "Outlines"} <= set(pdfdoc.PDFCatalog.__NoDefault__)
    assert isinstance(pdfdoc.PDFPage.__NoDefault__, list | tuple)


def test_streams_end_as_pdfa_asks_although_reportlabs_do_not() -> None:
    doc = pdfdoc.PDFDocument(invariant=1)
    own = objects.stream(b"data\r", compress=False).format(doc)
    theirs = pdfdoc.PDFStream(content=b"data\r", filters=None).format(doc)
    assert own.endswith(b"data\r\r\nendstream\n")
    assert theirs.endswith(b"data\rendstream\n"), "ReportLab has mended this: drop the repair"
    assert b"/Length 5" in own


def test_font_subsets_begin_with_a_missing_glyph() -> None:
    """Code 0 shows nothing meant; the invariants take it for a missing glyph."""
    font, doc = source_sans().split("a")[0][0].truetype, pdfdoc.PDFDocument(invariant=1)
    assert isinstance(font, TTFont)
    assert font.splitString("ab", doc) == [(0, b"\x01\x02")]
    assert font.state[doc].subsets[0][0] == 0


def test_the_canvas_needs_neither_reportlabs_canvas_nor_platypus() -> None:
    program = (
        "import sys; from tests.support.tagged import sample; sample();"
        "print(*(m for m in sys.modules if m.startswith(('reportlab.pdfgen.canvas', 'reportlab.platypus'))))"
    )
    assert python(program).split() == []


def test_tounicode_of_reportlab_still_needs_its_repair() -> None:
    from reportlab.pdfbase.ttfonts import makeToUnicodeCMap

    assert "<00> <0000>" in makeToUnicodeCMap("F", [0, 65])
