from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from handoutpress.pdf.tag_tree import Artifact, Element, Tree
from tests.helpers import invariants, pdftext, validators
from tests.helpers.tagged import paper, picture, runs


def _roles(data: bytes) -> list[str]:
    with pikepdf.open(BytesIO(data)) as pdf:
        return [str(element.S)[1:] for element, _ in pdftext.elements(pdf)]


def _attributes(data: bytes, role: str) -> dict[str, dict[str, object]]:
    """Attributes of the first element of a role, by owner."""
    with pikepdf.open(BytesIO(data)) as pdf:
        element = next(element for element, _ in pdftext.elements(pdf) if str(element.S)[1:] == role)
        found = element.A if isinstance(element.A, pikepdf.Array) else [element.A]
        return {
            str(entry.O)[1:]: {
                key[1:]: [float(v) for v in value]
                if isinstance(value, pikepdf.Array)
                else value
                if isinstance(value, int)
                else str(value)
                for key, value in entry.items()
                if key != "/O"
            }
            for entry in found
        }


def test_what_is_not_drawn_is_not_in_the_tree() -> None:
    tree, canvas = paper()
    canvas.line(20, 300, runs("drawn"), tree.root.add("Sect").add("P"))
    tree.root.add("Sect").add("L").add("LI").add("LBody")
    assert _roles(canvas.finish()) == ["Document", "Sect", "P"]


def test_empty_cells_and_rows_stay() -> None:
    tree, canvas = paper()
    table = tree.root.add("Table")
    row = table.add("TR")
    row.add("TD")
    canvas.line(20, 300, runs("drawn"), row.add("TD"))
    assert _roles(canvas.finish()) == ["Document", "Table", "TR", "TD", "TD"]


def test_reading_order_is_that_of_the_elements_not_of_drawing() -> None:
    tree, canvas = paper()
    first, second, third = (tree.root.add("P") for _ in range(3))
    for text, element in (("three", third), ("one", first), ("two", second)):
        canvas.line(20, 300, runs(text), element)
    assert [text for _, text in pdftext.roles(canvas.finish())] == ["one", "two", "three"]


def test_a_paragraph_split_over_sheets_drawn_backwards_reads_forwards() -> None:
    tree, canvas = paper()
    split = tree.root.add("P")
    canvas.order = 2
    canvas.line(20, 300, runs("and ends here"), split)
    canvas.next_page()
    canvas.order = 1
    canvas.line(20, 300, runs("begins there"), split, last=False)
    data = canvas.finish()
    assert pdftext.spoken(data) == "begins there and ends here"
    assert invariants.findings(data) == [] and validators.findings(data) == []


def test_a_link_within_text_keeps_its_place() -> None:
    tree, canvas = paper()
    text = tree.root.add("P")
    link = text.add("Link")
    canvas.line(20, 300, [*runs("see "), *runs("there", span=link), *runs(" now")], text)
    assert pdftext.spoken(canvas.finish()) == "see there now"


def test_attributes_stand_under_their_owners() -> None:
    tree, canvas = paper()
    table = tree.root.add("Table", Summary="Days (all)", BBox=[1, 2.333, 3, 4])
    cell = table.add("TR").add("TH", Scope="Column", ColSpan=2)
    canvas.line(20, 300, runs("head"), cell)
    data = canvas.finish()
    assert _attributes(data, "Table") == {"Table": {"Summary": "Days (all)"}, "Layout": {"BBox": [1, 2.33, 3, 4]}}
    assert _attributes(data, "TH") == {"Table": {"Scope": "/Column", "ColSpan": 2}}


def test_list_numbering_belongs_to_lists() -> None:
    tree, canvas = paper()
    canvas.line(20, 300, runs("x"), tree.root.add("L", ListNumbering="Disc").add("LI").add("LBody"))
    assert _attributes(canvas.finish(), "L") == {"List": {"ListNumbering": "/Disc"}}


def test_an_unknown_attribute_is_refused() -> None:
    with pytest.raises(KeyError, match="Scop"):
        Element("TH", Scop="Column")


@pytest.mark.parametrize("wrong", [{"BBox": [0, 0, 9, 9]}, {"alt": "words"}, {"alt": "", "BBox": [0, 0, 9, 9]}])
def test_a_figure_needs_words_and_a_box(wrong: dict[str, object]) -> None:
    tree, canvas = paper()
    with canvas.content(tree.root.add("Figure", **wrong)):
        canvas.image(picture(), 0, 0, 9, 9)
    with pytest.raises(ValueError, match="Figure"):
        canvas.finish()


def test_a_note_needs_an_id() -> None:
    tree, canvas = paper()
    canvas.line(20, 300, runs("x"), tree.root.add("Note"))
    with pytest.raises(ValueError, match="id"):
        canvas.finish()


def test_an_id_stands_once() -> None:
    tree, canvas = paper()
    for _ in range(2):
        canvas.line(20, 300, runs("x"), tree.root.add("P", ident="same"))
    with pytest.raises(ValueError, match="same"):
        canvas.finish()


@pytest.mark.parametrize("names", [(), ("b", "a", "é", "(", "Ω")])
def test_ids_can_be_looked_up(names: tuple[str, ...]) -> None:
    tree, canvas = paper()
    canvas.line(20, 350, runs("x"), tree.root.add("P"))
    for name in names:
        canvas.line(20, 300, runs("x"), tree.root.add("P", ident=name))
    with pikepdf.open(BytesIO(canvas.finish())) as pdf:
        root = pdf.Root.StructTreeRoot
        assert ("/IDTree" in root) is bool(names)
        if names:
            found = list(root.IDTree.Names)
            raw = [bytes(name) for name in found[::2]]
            assert raw == sorted(raw)
            assert {str(name) for name in found[::2]} == set(names)
            assert all(str(element.ID) == str(name) for name, element in zip(found[::2], found[1::2], strict=True))


def test_texts_of_elements_are_written() -> None:
    tree, canvas = paper()
    canvas.line(20, 300, runs("x"), tree.root.add("P", lang="es", actual="y (z)", alt="día", title="T"))
    with pikepdf.open(BytesIO(canvas.finish())) as pdf:
        element = next(element for element, _ in pdftext.elements(pdf) if element.S == "/P")
        assert [str(element[key]) for key in ("/Lang", "/ActualText", "/Alt", "/T")] == ["es", "y (z)", "día", "T"]


def test_the_document_has_the_language_of_its_tree() -> None:
    _, canvas = paper(tree=Tree("ko"))
    with pikepdf.open(BytesIO(canvas.finish())) as pdf:
        assert str(pdf.Root.Lang) == "ko"


@pytest.mark.parametrize(
    ("artifact", "operator"),
    [
        (Artifact(), "/Artifact BMC"),
        (Artifact("Layout"), "/Artifact <</Type /Layout>> BDC"),
        (Artifact("Pagination", "Footer"), "/Artifact <</Type /Pagination /Subtype /Footer>> BDC"),
    ],
)
def test_artifacts_say_what_they_are(artifact: Artifact, operator: str) -> None:
    _, canvas = paper()
    canvas.line(20, 300, runs("page 1"), artifact)
    data = canvas.finish()
    with pikepdf.open(BytesIO(data)) as pdf:
        assert operator in pdf.pages[0].Contents.read_bytes().decode("latin-1")
    assert pdftext.spoken(data) == ""
    assert validators.findings(data) == []


def test_bookmarks_follow_reading_order_and_heading_levels() -> None:
    tree, canvas = paper()
    levels = [("H1", "One"), ("H2", "Two"), ("H3", "Three"), ("H2", "Four"), ("H1", "Five (é)")]
    elements = [tree.root.add(role, title=title) for role, title in levels]
    tree.root.add("H2", title="never drawn")
    for i, element in reversed(list(enumerate(elements))):
        canvas.line(20, 300 - 20 * i, runs(levels[i][1]), element)
    data = canvas.finish()

    def nested(items: list[pikepdf.OutlineItem]) -> list[object]:
        return [(item.title, nested(item.children)) if item.children else item.title for item in items]

    with pikepdf.open(BytesIO(data)) as pdf, pdf.open_outline() as outline:
        assert nested(list(outline.root)) == [("One", [("Two", ["Three"]), "Four"]), "Five (é)"]
    assert validators.findings(data) == []
