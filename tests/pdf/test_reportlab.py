"""ReportLab as the room leans on it: if a version changes one of these, it must be looked at before it is let in."""

from __future__ import annotations

from importlib.metadata import version
from struct import unpack

from reportlab.pdfbase.ttfonts import TTFontFace, TTFontMaker

from tests.helpers.processes import python
from tests.helpers.tagged import regular


def test_version() -> None:
    assert version("reportlab").startswith("5.1.")


def test_a_face_knows_its_characters_and_measures() -> None:
    face = regular().face
    assert isinstance(face, TTFontFace)
    assert isinstance(face.charToGlyph, dict) and isinstance(face.charWidths, dict)
    for measure in ("ascent", "descent", "capHeight", "italicAngle", "stemV", "defaultWidth", "flags"):
        assert isinstance(getattr(face, measure), int | float), measure
    assert len(face.bbox) == 4 and face.name.decode("ascii") == regular().name


def test_a_subset_has_its_codes_in_the_order_asked_for() -> None:
    """Code 0 is the missing glyph: the invariants take it for one."""
    program = regular().face.makeSubset([0, ord("b"), ord("a")])
    tables = {}
    for i in range(unpack(">H", program[4:6])[0]):
        tag, _, start, length = unpack(">4sLLL", program[12 + 16 * i : 28 + 16 * i])
        tables[tag] = program[start : start + length]
    assert {b"glyf", b"loca", b"head", b"hhea", b"hmtx", b"maxp", b"cmap"} <= tables.keys()
    assert unpack(">3H", tables[b"cmap"][-6:]) == (0, 1, 2)


def test_tables_can_be_put_together_anew() -> None:
    made = TTFontMaker()
    made.add("head", b"\0" * 54)
    assert made.makeStream().startswith(b"\0\1\0\0\0\1")


def test_neither_canvas_nor_platypus_nor_documents_of_reportlab_are_needed() -> None:
    program = (
        "import sys; from tests.helpers.tagged import sample; sample();"
        "print(*(m for m in sys.modules if m.startswith(('reportlab.pdfgen.canvas', 'reportlab.platypus'))))"
    )
    assert python(program).split() == []
