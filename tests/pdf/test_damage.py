"""The checkers are awake: each kind of damage to a good file is found by a validator or by an invariant."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from tests.helpers import invariants, pdftext, tagged, validators

Damage = Callable[[pikepdf.Pdf], None]


def _damaged(damage: Damage | None) -> bytes:
    with pikepdf.open(BytesIO(tagged.sample())) as pdf:
        if damage:
            damage(pdf)
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _found(data: bytes) -> list[str]:
    return validators.findings(data) + invariants.findings(data)


def _drop(role: str, key: str) -> Damage:
    def damage(pdf: pikepdf.Pdf) -> None:
        hit = [element for element, _ in pdftext.elements(pdf) if str(element.S)[1:] == role and key in element]
        assert hit
        for element in hit:
            del element[key]

    return damage


def _rename(role: str, new: str) -> Damage:
    def damage(pdf: pikepdf.Pdf) -> None:
        hit = [element for element, _ in pdftext.elements(pdf) if str(element.S)[1:] == role]
        assert hit
        for element in hit:
            element.S = pikepdf.Name(f"/{new}")

    return damage


def _in_stream(old: bytes, new: bytes) -> Damage:
    """Replace the first of something in the stream of page 1."""

    def damage(pdf: pikepdf.Pdf) -> None:
        code = pdf.pages[0].Contents.read_bytes()
        assert old in code
        pdf.pages[0].Contents = pdf.make_stream(code.replace(old, new, 1))

    return damage


def _unmarked(begin: bytes) -> Damage:
    """Take away a mark, from `begin` to its end."""

    def damage(pdf: pikepdf.Pdf) -> None:
        before, _, rest = pdf.pages[0].Contents.read_bytes().partition(begin)
        inner, _, after = rest.partition(b"EMC")
        assert inner
        pdf.pages[0].Contents = pdf.make_stream(before + inner + after)

    return damage


def _no_catalog(key: str) -> Damage:
    def damage(pdf: pikepdf.Pdf) -> None:
        del pdf.Root[key]

    return damage


def _no_page_key(key: str) -> Damage:
    def damage(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[0].obj[key]

    return damage


def _no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang
    del pdf.Root.StructTreeRoot.K.Lang


def _parent_tree_emptied(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.ParentTree.Nums = pikepdf.Array()


def _parents_swapped(pdf: pikepdf.Pdf) -> None:
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    slot = next(value for value in numbers if isinstance(value, pikepdf.Array))
    slot[0], slot[1] = slot[1], slot[0]


def _no_annotation_key(key: str) -> Damage:
    def damage(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[0].Annots[0][key]

    return damage


def _element_emptied(pdf: pikepdf.Pdf) -> None:
    next(element for element, _ in pdftext.elements(pdf) if element.S == "/Span").K = pikepdf.Array()


def _font_not_embedded(pdf: pikepdf.Pdf) -> None:
    font = min(dict(pdf.pages[0].Resources.Font).items())[1]
    del font.FontDescriptor.FontFile2


def _no_to_unicode(pdf: pikepdf.Pdf) -> None:
    for font in dict(pdf.pages[0].Resources.Font).values():
        del font["/ToUnicode"]


def _maps_to_nought(pdf: pikepdf.Pdf) -> None:
    font = pdf.pages[0].Resources.Font[tagged.regular().resource]
    table = font.ToUnicode.read_bytes()
    font.ToUnicode = pdf.make_stream(re.sub(rb"<65> <....>", b"<65> <0000>", table))


def _title_not_asked_for(pdf: pikepdf.Pdf) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


def _not_marked(pdf: pikepdf.Pdf) -> None:
    pdf.Root.MarkInfo.Marked = False


def _in_xmp(old: bytes, new: bytes) -> Damage:
    def damage(pdf: pikepdf.Pdf) -> None:
        xmp = pdf.Root.Metadata.read_bytes()
        assert old in xmp
        pdf.Root.Metadata.write(xmp.replace(old, new))

    return damage


def _parent_of_another(pdf: pikepdf.Pdf) -> None:
    heading = next(element for element, _ in pdftext.elements(pdf) if element.S == "/H1")
    heading.P = next(element for element, _ in pdftext.elements(pdf) if element.S == "/Table")


def _owned_twice(pdf: pikepdf.Pdf) -> None:
    headings = [element for element, _ in pdftext.elements(pdf) if element.S == "/H1"]
    other = next(element for element, _ in pdftext.elements(pdf) if element.S == "/P")
    other.K = pikepdf.Array([*pdftext.kids(other), *pdftext.kids(headings[0])])


def _link_taken_off_the_page(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].Annots[0]


def _order_of_the_mark_and_the_text_object(pdf: pikepdf.Pdf) -> None:
    code = pdf.pages[0].Contents.read_bytes()
    start = code.index(b"BDC", code.index(b"BT")) + 3  # the first mark within a text object ends outside it
    end = code.index(b"EMC", start)
    pdf.pages[0].Contents = pdf.make_stream(code[:end] + b"ET EMC BT" + code[end + 3 :])


DAMAGE: dict[str, Damage] = {
    "no language": _no_language,
    "no MarkInfo": _no_catalog("/MarkInfo"),
    "no structure": _no_catalog("/StructTreeRoot"),
    "no XMP": _no_catalog("/Metadata"),
    "title not shown": _no_catalog("/ViewerPreferences"),
    "title not asked for": _title_not_asked_for,
    "not marked": _not_marked,
    "no claim of PDF/UA": _in_xmp(b"pdfuaid:part", b"pdfuaid:port"),
    "a lesser claim of PDF/A": _in_xmp(b"<pdfaid:conformance>A<", b"<pdfaid:conformance>Z<"),
    "no title": _in_xmp(b"dc:title", b"dc:tytle"),
    "no output intent": _no_catalog("/OutputIntents"),
    "no StructParents": _no_page_key("/StructParents"),
    "no Tabs": _no_page_key("/Tabs"),
    "font resources gone": _in_stream(tagged.regular().resource.encode(), b"/Irregular"),
    "parent tree emptied": _parent_tree_emptied,
    "parent tree wrong": _parents_swapped,
    "figure without Alt": _drop("Figure", "/Alt"),
    "figure Alt blank": lambda pdf: next(e for e, _ in pdftext.elements(pdf) if e.S == "/Figure").__setitem__(
        "/Alt", pikepdf.String(" ")
    ),
    "header cell without scope": _drop("TH", "/A"),
    "note without id": _drop("Note", "/ID"),
    "list item not an item": _rename("LI", "P"),
    "heading level skipped": _rename("H2", "H4"),
    "link without contents": _no_annotation_key("/Contents"),
    "link without flag": _no_annotation_key("/F"),
    "link without StructParent": _no_annotation_key("/StructParent"),
    "element emptied": _element_emptied,
    "decoration unmarked": _unmarked(b"/Artifact BMC"),
    "heading unmarked": _unmarked(b"/H1 <</MCID 0>> BDC"),
    "heading made an artifact": _in_stream(b"/H1 <</MCID 0>> BDC", b"/Artifact BMC"),
    "heading marked as text": _in_stream(b"/H1 <<", b"/P <<"),
    "mark twice": _in_stream(b"<</MCID 1>>", b"<</MCID 0>>"),
    "mark within a mark": _in_stream(b"/H1 <</MCID 0>> BDC", b"/Artifact BMC /H1 <</MCID 0>> BDC"),
    "mark left open": _in_stream(b"\nEMC", b"\n"),
    "state left open": _in_stream(b"/Artifact BMC", b"q /Artifact BMC"),
    "state ended that never began": _in_stream(b"/Artifact BMC", b"Q /Artifact BMC"),
    "mark that ends outside its text": _order_of_the_mark_and_the_text_object,
    "element under another": _parent_of_another,
    "mark owned twice": _owned_twice,
    "link taken off the page": _link_taken_off_the_page,
    "row not a row": _rename("TR", "P"),
    "cell in a list": _rename("LBody", "TD"),
    "missing glyph": _in_stream(b"Tj", b"Tj (\\000) Tj"),
    "font not embedded": _font_not_embedded,
    "text that cannot be copied": _no_to_unicode,
    "text that copies as nought": _maps_to_nought,
}


def test_undamaged_is_clean() -> None:
    assert _found(_damaged(None)) == []


def test_every_invariant_has_its_twin() -> None:
    """Each thing the invariants can say is said of some damage: a check that never speaks may as well not be there."""
    source = Path(invariants.__file__).read_text("utf-8")
    sayings = re.findall(r'(?:yield|in) f"([^"]*)"|\(f"([^"]*)" for', source)
    patterns = {re.sub(r"\\\{[^}]*\\\}", ".*", re.escape(a or b)) for a, b in sayings}
    assert len(patterns) >= 15
    said = [finding for damage in DAMAGE.values() for finding in invariants.findings(_damaged(damage))]
    assert {pattern for pattern in patterns if not any(re.fullmatch(pattern, finding) for finding in said)} == set()


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_found(kind: str) -> None:
    assert _found(_damaged(DAMAGE[kind])) != []
