"""The structure tree: what a document says, in reading order.

Elements are made with the content, before anything is laid out; drawing only appends references to what it marked.
So no layout, imposition or order of drawing can change the reading order. Roles and attributes: ISO 32000-1, 14.7, 14.8.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handoutpress.pdf import objects

if TYPE_CHECKING:
    from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObjectReference

_OWNERS = {
    "Scope": "Table", "ColSpan": "Table", "RowSpan": "Table", "Summary": "Table",
    "ListNumbering": "List", "BBox": "Layout", "Placement": "Layout",
}  # fmt: skip
_KEPT_EMPTY = frozenset({"TD", "TH", "TR"})
HEADINGS = frozenset({"H1", "H2", "H3", "H4", "H5", "H6"})


@dataclass(frozen=True, slots=True)
class Artifact:
    """What is not content: decoration, and what is only repeated. `kind` and `subtype` as in ISO 32000-1, table 330."""

    kind: str = ""
    subtype: str = ""

    @property
    def operator(self) -> str:
        """The operator that begins marked content of this artifact."""
        if not self.kind:
            return "/Artifact BMC"
        return f"/Artifact <</Type /{self.kind}{f' /Subtype /{self.subtype}' if self.subtype else ''}>> BDC"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A reference to something drawn: a marked-content sequence, or an annotation. `order` sorts within an element."""

    page: PDFObjectReference
    order: tuple[float, int]
    mcid: int = -1
    annotation: PDFObjectReference | None = None


class Element:
    """A structure element.

    Attributes:
        role: standard structure type: P, H1, L, LI, Figure ...
        attrs: layout, list and table attributes by name; may be completed until the document is finished.
        lang, alt, actual, ident, title: language, alternate text, replacement text, unique id, title.
    """

    __slots__ = ("actual", "alt", "attrs", "ident", "kids", "lang", "parent", "role", "title")

    def __init__(
        self, role: str, parent: Element | None = None, *, lang: str | None = None, alt: str | None = None,
        actual: str | None = None, ident: str | None = None, title: str | None = None, **attrs: Any,
    ) -> None:  # fmt: skip
        """Make an element as the last child of `parent`.

        Raises:
            KeyError: an attribute this module does not know.
        """
        unknown = attrs.keys() - _OWNERS.keys()
        if unknown:
            raise KeyError(f"unknown attributes: {', '.join(sorted(unknown))}")
        self.role, self.parent, self.attrs = role, parent, dict(attrs)
        self.lang, self.alt, self.actual, self.ident, self.title = lang, alt, actual, ident, title
        self.kids: list[Element | Leaf] = []
        if parent is not None:
            parent.kids.append(self)

    def add(self, role: str, **more: Any) -> Element:
        """A new last child."""
        return Element(role, self, **more)

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()

    def prune(self) -> bool:
        """Drop what was never drawn, and sort what was; True if anything is left."""
        self.kids = [kid for kid in self.kids if isinstance(kid, Leaf) or kid.prune()]
        if any(isinstance(kid, Leaf) for kid in self.kids):
            self.kids.sort(key=_order)
        return bool(self.kids) or self.role in _KEPT_EMPTY


def _order(kid: Element | Leaf) -> tuple[float, int]:
    if isinstance(kid, Leaf):
        return kid.order
    return min(map(_order, kid.kids), default=(0.0, 0))


class Tree:
    """A structure tree, with its parent tree.

    Attributes:
        root: the Document element.
    """

    def __init__(self, lang: str) -> None:
        """An empty tree in a language (BCP 47)."""
        self.lang = lang
        self.root = Element("Document", lang=lang)
        self._parents: list[Element | list[Element]] = []

    def slot(self, value: Element | list[Element]) -> int:
        """A key in the parent tree: for a page (the owners of its marks, by id) or an annotation (its element)."""
        self._parents.append(value)
        return len(self._parents) - 1

    def write(self, doc: PDFDocument) -> PDFObjectReference:
        """Register all elements with the document; the structure tree root's reference.

        Raises:
            ValueError: a Figure without alternate text or box, a Note without an id, or an id given twice.
        """
        self.root.prune()
        elements = list(self.root.walk())
        for element in elements:
            _check(element)
        twice = [name for name, count in Counter(e.ident for e in elements if e.ident).items() if count > 1]
        if twice:
            raise ValueError(f"an id may stand once in a document: {', '.join(twice)}")
        bodies = [objects.raw() for _ in elements]
        top = objects.raw()
        root = doc.Reference(top)
        references = {id(element): doc.Reference(body) for element, body in zip(elements, bodies, strict=True)}
        for element, body in zip(elements, bodies, strict=True):
            body.code = _element(doc, element, references, root)
        parents = " ".join(f"{key} {_reference(doc, references, value)}" for key, value in enumerate(self._parents))
        named = sorted((e for e in elements if e.ident), key=lambda e: _sorting(e.ident or ""))
        names = b" ".join(_string(doc, e.ident or "") + b" " + references[id(e)].format(doc) for e in named)
        top.code = b"<</Type /StructTreeRoot/K %s/ParentTree <</Nums [%s]>>/ParentTreeNextKey %d%s>>" % (
            references[id(self.root)].format(doc),
            parents.encode(),
            len(self._parents),
            b"/IDTree <</Names [%s]>>" % names if names else b"",
        )
        return root


def _check(element: Element) -> None:
    if element.role == "Figure" and not (element.alt and "BBox" in element.attrs):
        raise ValueError(f"a Figure needs alternate text and a box (alt {element.alt!r})")
    if element.role == "Note" and not element.ident:
        raise ValueError("a Note needs an id")


def _reference(doc: PDFDocument, references: dict[int, Any], value: Element | list[Element]) -> str:
    if isinstance(value, list):
        return "[" + " ".join(_reference(doc, references, element) for element in value) + "]"
    return str(references[id(value)].format(doc).decode())


def _element(doc: PDFDocument, element: Element, references: dict[int, Any], root: Any) -> bytes:
    parent = references[id(element.parent)] if element.parent else root
    out = [b"<</S /%s/P %s" % (element.role.encode(), parent.format(doc))]
    page = next((kid.page for kid in element.kids if isinstance(kid, Leaf)), None)
    if page is not None:
        out.append(b"/Pg " + page.format(doc))
    kids = [references[id(kid)].format(doc) if isinstance(kid, Element) else _leaf(doc, kid, page) for kid in element.kids]
    if kids:
        out.append(b"/K " + (kids[0] if len(kids) == 1 else b"[" + b" ".join(kids) + b"]"))
    for key, text in (
        (b"Lang", element.lang), (b"Alt", element.alt), (b"ActualText", element.actual), (b"ID", element.ident), (b"T", element.title)
    ):  # fmt: skip
        if text is not None:
            out.append(b"/%s %s" % (key, _string(doc, text)))
    owners: dict[str, list[bytes]] = {}
    for name, value in element.attrs.items():
        owners.setdefault(_OWNERS[name], []).append(b"/%s %s" % (name.encode(), _value(doc, name, value)))
    if owners:
        parts = [b"<</O /%s%s>>" % (owner.encode(), b"".join(values)) for owner, values in sorted(owners.items())]
        out.append(b"/A " + (parts[0] if len(parts) == 1 else b"[" + b"".join(parts) + b"]"))
    return b"".join(out) + b">>"


def _leaf(doc: PDFDocument, leaf: Leaf, page: Any) -> bytes:
    if leaf.annotation is not None:
        return b"<</Type /OBJR/Obj %s/Pg %s>>" % (leaf.annotation.format(doc), leaf.page.format(doc))
    if leaf.page.name == page.name:
        return b"%d" % leaf.mcid
    return b"<</Type /MCR/Pg %s/MCID %d>>" % (leaf.page.format(doc), leaf.mcid)


def _string(doc: PDFDocument, text: str) -> bytes:
    from reportlab.pdfbase.pdfdoc import PDFString

    return bytes(PDFString(text).format(doc))


def _sorting(text: str) -> bytes:
    """A text string by the bytes it is written as, which is how a name tree is sorted (escapes left aside)."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return b"\xfe\xff" + text.encode("utf-16-be")


def _value(doc: PDFDocument, name: str, value: Any) -> bytes:
    if isinstance(value, (list, tuple)):
        return ("[" + " ".join(map(objects.number, value)) + "]").encode()
    if name == "Summary":
        return _string(doc, str(value))
    return (f"/{value}" if isinstance(value, str) else str(value)).encode()
