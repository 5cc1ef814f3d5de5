"""The structure tree: what a document says, in reading order.

Elements are made with the content, before anything is laid out; drawing only appends references to what it marked.
So no layout, imposition or order of drawing can change the reading order. Roles and attributes: ISO 32000-1, 14.7, 14.8.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from handoutpress.pdf import objects
from handoutpress.support.values import immutable

_OWNERS = {
    "Scope": "Table", "ColSpan": "Table", "RowSpan": "Table", "Summary": "Table",
    "ListNumbering": "List", "BBox": "Layout", "Placement": "Layout",
}  # fmt: skip
_KEPT_EMPTY = frozenset({"TD", "TH", "TR"})
HEADINGS = frozenset({"H1", "H2", "H3", "H4", "H5", "H6"})


@immutable
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


@dataclass(slots=True, eq=False)
class ContentItem:
    """A reference to something drawn: a marked-content sequence, or a link. `order` sorts within an element; pages count from 0."""

    page: int
    order: tuple[float, int]
    mcid: int = -1
    link: LinkAnnotation | None = None


@dataclass(slots=True, eq=False)
class LinkAnnotation:
    """A link annotation: its rectangle in points, what it says, and the address or the destination it leads to."""

    rect: tuple[float, float, float, float]
    element: Element
    contents: str
    url: str = ""
    dest: str = ""


@immutable
class Slot:
    """A place in the tree for what another canvas draws."""

    name: str


@immutable
class Placeholder:
    """A place on a page that another canvas draws: what is to stand there, under which name in the tree, and where.

    Attributes:
        page: from 0; `x`, `y` in points.
        order, repeating: the canvas's, when the place was left.
    """

    key: int
    name: str
    slot: str
    page: int
    x: float
    y: float
    order: float
    repeating: bool


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
        """Make an element as the last child of `parent`. Raises KeyError: an attribute this module does not know."""
        if attrs and (unknown := attrs.keys() - _OWNERS.keys()):
            raise KeyError(f"unknown attributes: {', '.join(sorted(unknown))}")
        self.role, self.parent, self.attrs = role, parent, attrs
        self.lang, self.alt, self.actual, self.ident, self.title = lang, alt, actual, ident, title
        self.kids: list[Element | ContentItem | Slot] = []
        if parent is not None:
            parent.kids.append(self)

    def add(self, role: str, **more: Any) -> Element:
        """A new last child."""
        return Element(role, self, **more)

    def adopt(self, child: Element) -> None:
        """Take an element that has no parent as the last child."""
        child.parent = self
        self.kids.append(child)

    def slot(self, name: str) -> None:
        """A new last child: the elements another canvas draws under this name."""
        self.kids.append(Slot(name))

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()

    def prune(self) -> bool:
        """Drop what was never drawn, and sort what was; True if anything is left."""
        self.kids = [kid for kid in self.kids if not isinstance(kid, Element) or kid.prune()]
        self.sort()
        return bool(self.kids) or self.stays_empty

    def sort(self) -> None:
        """Put children in reading order where some of them are content of its own."""
        if len(self.kids) > 1 and ContentItem in map(type, self.kids):
            self.kids.sort(key=_order)

    @property
    def stays_empty(self) -> bool:
        """Whether it stands in the tree though nothing was drawn for it: a cell of a table."""
        return self.role in _KEPT_EMPTY

    @property
    def is_open(self) -> bool:
        """Whether there are slots among its children."""
        return any(isinstance(kid, Slot) for kid in self.kids)


def _order(kid: Element | ContentItem | Slot) -> tuple[float, int]:
    if isinstance(kid, Slot):
        raise ValueError("text of its own and a slot in one element have no order")
    if isinstance(kid, ContentItem):
        return kid.order
    return min(map(_order, kid.kids), default=(0.0, 0))


class Tree:
    """A structure tree. `root`: the Document element."""

    def __init__(self, lang: str) -> None:
        """An empty tree in a language (BCP 47)."""
        self.lang = lang
        self.root = Element("Document", lang=lang)


def check(element: Element) -> None:
    """Hold an element to PDF/UA. Raises ValueError: a Figure without alternate text or box, or a Note without an id."""
    if element.role == "Figure" and not (element.alt and "BBox" in element.attrs):
        raise ValueError(f"a Figure needs alternate text and a box (alt {element.alt!r})")
    if element.role == "Note" and not element.ident:
        raise ValueError("a Note needs an id")


Numbers = Mapping[Element | LinkAnnotation, int]  # of objects


def write_element_parts(element: Element, parent: int, numbers: Numbers) -> tuple[bytes, tuple[bytes | Slot, ...], bytes]:
    """An element as PDF writes it: what comes before its children, the children, what comes after them."""
    out = [b"<</S /%s/P %d 0 R" % (element.role.encode(), parent)]
    page = next((kid.page for kid in element.kids if type(kid) is ContentItem), None)
    if page is not None:
        out.append(b"/Pg %d 0 R" % (objects.FIRST_PAGE + page))
    told = (element.lang, element.alt, element.actual, element.ident, element.title)
    if told != _SILENT:
        out += [b"/%s %s" % (key, objects.text(value)) for key, value in zip(_KEYS, told, strict=True) if value is not None]
    if element.attrs:
        out.append(_attributes(element.attrs))
    kids: tuple[bytes | Slot, ...] = tuple([
        _content_item(kid, page, numbers) if type(kid) is ContentItem
        else b"%d 0 R" % numbers[kid] if type(kid) is Element
        else kid  # type: ignore[misc]
        for kid in element.kids
    ])  # fmt: skip
    return b"".join([*out, b"/K ["] if kids else out), kids, b"]>>" if kids else b">>"


_KEYS = (b"Lang", b"Alt", b"ActualText", b"ID", b"T")
_SILENT = (None,) * len(_KEYS)


def write_element(element: Element, parent: int, numbers: Numbers) -> bytes:
    """An element without slots as PDF writes it."""
    head, kids, tail = write_element_parts(element, parent, numbers)
    return head + b" ".join(kids) + tail  # type: ignore[arg-type]


def write_annotation(link: LinkAnnotation, key: int, destinations: Mapping[str, tuple[int, float]]) -> bytes:
    """A link as PDF writes it; `key`: of the parent tree. Raises ValueError: it leads to a destination that is not there."""
    if link.url:
        target = b"/A <</S /URI/URI %s>>" % objects.text(link.url)
    elif link.dest in destinations:
        page, top = destinations[link.dest]
        target = b"/Dest " + objects.spot(objects.FIRST_PAGE + page, top)
    else:
        raise ValueError(f"a link leads to {link.dest!r}, which is nowhere")
    return b"<</Type /Annot/Subtype /Link/F 4/Border [0 0 0]/Rect %s/Contents %s/StructParent %d%s>>" % (
        objects.numbers(link.rect), objects.text(link.contents), key, target
    )  # fmt: skip


def idents(elements: Iterable[Element], numbers: Numbers) -> list[tuple[bytes, bytes]]:
    """Ids of elements: by what they are sorted, and as a name tree has them. Raises ValueError: an id stands twice."""
    named = [(element.ident, numbers[element]) for element in elements if element.ident]
    if twice := sorted({ident for ident, _ in named if [one for one, _ in named].count(ident) > 1}):
        raise ValueError(f"an id may stand once in a document: {', '.join(twice)}")
    return sorted((objects.sorting(ident), b"%s %d 0 R" % (objects.text(ident), number)) for ident, number in named)


def _attributes(attrs: Mapping[str, Any]) -> bytes:
    owners: dict[str, list[bytes]] = {}
    for name, value in attrs.items():
        owners.setdefault(_OWNERS[name], []).append(b"/%s %s" % (name.encode(), _value(name, value)))
    parts = [b"<</O /%s%s>>" % (owner.encode(), b"".join(values)) for owner, values in sorted(owners.items())]
    return b"/A " + (parts[0] if len(parts) == 1 else b"[" + b"".join(parts) + b"]")


def _content_item(item: ContentItem, page: int | None, numbers: Numbers) -> bytes:
    if item.link is not None:
        return b"<</Type /OBJR/Obj %d 0 R/Pg %d 0 R>>" % (numbers[item.link], objects.FIRST_PAGE + item.page)
    if item.page == page:
        return b"%d" % item.mcid
    return b"<</Type /MCR/Pg %d 0 R/MCID %d>>" % (objects.FIRST_PAGE + item.page, item.mcid)


def _value(name: str, value: Any) -> bytes:
    if isinstance(value, (list, tuple)):
        return objects.numbers(value)
    if name == "Summary":
        return objects.text(str(value))
    return (f"/{value}" if isinstance(value, str) else str(value)).encode()
