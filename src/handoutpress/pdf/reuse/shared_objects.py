"""Shared objects: what files over the same base pages have in common, if things of the same kind were drawn in the placeholders.

From clinic to clinic the clinic's parts of a leaflet say something else, but hang in the structure tree alike: so the elements, the
parent tree, the page dictionaries and the bookmarks are the same bytes. They are written for the first file, and kept with the base
pages under their `Signature`, which holds all that they follow from. What a signature leaves out (alternate texts, targets of links,
content streams) each file writes for itself. Writing them for each file would make a batch 1.4 times slower.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from handoutpress.pdf import objects, outline, tag_tree, xmp
from handoutpress.pdf.drawn_document import DrawnDocument
from handoutpress.pdf.objects import CATALOG, FIRST_PAGE, METADATA, PAGES, ROOT
from handoutpress.pdf.reuse.base_pages import BasePages
from handoutpress.pdf.tag_tree import ContentItem, Element, LinkAnnotation, Slot

MOST = 16  # sets kept with base pages: they differ by what clinics have (a logo, an address, services), not by what it says

# role, index of the parent (-1: it holds a slot), lang, actual, ident, title, whether there is alternate text, attributes, children:
# indexes of elements; (page, mark) of what was drawn; (page, -1, number) of links
ElementSignature = tuple[
    str, int, str | None, str | None, str | None, str | None, bool | None,
    tuple[tuple[str, Any], ...], tuple[int | tuple[int, ...], ...],
]  # fmt: skip


class Signature(NamedTuple):
    """All that shared objects follow from, besides the base pages.

    Attributes:
        metadata: all but the author; last whether the file claims to be PDF/A.
        elements: what was drawn in the placeholders, in reading order; each slot's holder comes before its elements.
        contents: numbers of the streams in the placeholders of each page, counted from 0; -1 where nothing was drawn.
        headings: bookmarks for each slot that holds some.
    """

    metadata: tuple[object, ...]
    elements: tuple[ElementSignature, ...]
    contents: tuple[tuple[int, ...], ...]
    headings: tuple[tuple[str, tuple[outline.Heading, ...]], ...]


@dataclass(frozen=True, slots=True)
class SharedObjects:
    """Objects of a file, ready to stand behind its base pages.

    Attributes:
        block: objects that are the same in every file.
        hashed: SHA-256 of a file up to their end, to go on from.
        rows: the cross references of all numbers below `end`; those of objects that differ are empty (see `row_index`).
        alts: index among the elements, number, and what stands before and after the alternate text.
        links, streams: the first numbers of those; they, too, each file writes for itself.
        end: the first number that is free.
        information, packet: what stands before and after the author in the metadata.
    """

    block: bytes
    hashed: hashlib._Hash
    rows: tuple[bytes, ...]
    alts: tuple[tuple[int, int, bytes, bytes], ...]
    links: int
    streams: int
    end: int
    information: tuple[bytes, bytes]
    packet: tuple[bytes, bytes]


def row_index(base: BasePages, number: int) -> int:
    """Where the row of a number stands among the cross references; those of the base pages are one row."""
    return number if number < base.first else number - base.end + base.first + 1


def sign_elements(drawn: DrawnDocument) -> tuple[list[Element], tuple[ElementSignature, ...]]:
    """Elements under each slot's holder, it first, pruned; their signatures. Raises ValueError: what was drawn is in no tree."""
    signing = _Signing([link for page in drawn.pages for link in page.links])
    for holder in drawn.tree.root.kids:
        if isinstance(holder, Element):
            signing.add(holder, -1)
    if signing.marks != sum([len(page.owners) for page in drawn.pages]) or signing.linked != len(signing.links):
        raise ValueError("something was drawn for an element that is not in the tree")
    return signing.elements, tuple(signing.signatures)


class _Signing:
    """Elements in reading order, their signatures, and how many marks and links they have."""

    def __init__(self, links: list[LinkAnnotation]) -> None:
        self.elements: list[Element] = []
        self.signatures: list[ElementSignature] = []
        self.links = {link: i for i, link in enumerate(links)}
        self.marks = self.linked = 0

    def add(self, element: Element, parent: int) -> bool:
        """Add an element and what is below it, as `Element.prune` leaves it; whether anything is left."""
        if len(element.kids) > 1:
            element.sort()
        index = len(self.elements)
        self.elements.append(element)
        self.signatures.append(_NOTHING)  # its place, until its children are known
        kids: list[int | tuple[int, ...]] = []
        left: list[Element | ContentItem | Slot] = []
        for kid in element.kids:
            if type(kid) is Element:
                at = len(self.elements)
                if not self.add(kid, index):
                    continue
                kids.append(at)
            elif type(kid) is ContentItem:
                if kid.link is None:
                    self.marks += 1
                    kids.append((kid.page, kid.mcid))
                else:
                    self.linked += 1
                    kids.append((kid.page, -1, self.links[kid.link]))
            left.append(kid)
        if not left and not element.stays_empty:
            self.elements.pop()
            self.signatures.pop()
            return False
        element.kids = left
        alt, attrs = element.alt, element.attrs
        self.signatures[index] = (
            element.role, parent, element.lang, element.actual, element.ident, element.title,
            None if alt is None else alt != "", _attributes(attrs) if attrs else (), tuple(kids),
        )  # fmt: skip
        return True


def _attributes(attrs: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple([(name, tuple(value) if isinstance(value, list) else value) for name, value in attrs.items()])


# folds, cuts and type sizes hold on paper of the right size only: viewers print neither smaller nor larger
_DUPLEX: dict[xmp.Flip, bytes] = {"long": b"DuplexFlipLongEdge", "short": b"DuplexFlipShortEdge", "no": b"Simplex"}
_NOTHING: ElementSignature = ("", -1, None, None, None, None, None, (), ())


def build_shared_objects(base: BasePages, drawn: DrawnDocument, elements: Sequence[Element], sign: Signature) -> SharedObjects:
    """What all files over `base` with this signature share. Raises ValueError: an element breaks PDF/UA, or an id stands twice."""
    return _Builder(base, drawn, elements, sign).build()


class _Builder:
    def __init__(self, base: BasePages, drawn: DrawnDocument, elements: Sequence[Element], sign: Signature) -> None:
        self.base, self.drawn, self.elements, self.sign = base, drawn, elements, sign
        self.links = [link for page in drawn.pages for link in page.links]
        self.out = objects.IndirectObjects(base.end)
        self.first: dict[int, bytes] = {}  # objects before the base pages
        self.numbers: dict[Element | LinkAnnotation, int] = {}
        self.holders = {element.role: element for element in elements if element.parent is drawn.tree.root}

    def build(self) -> SharedObjects:
        """Write them all."""
        base = self.base
        flip = self.drawn.meta.flip if len(base.pages) > 1 else "no"
        own = [element for element in self.elements if element.parent is not self.drawn.tree.root]
        self.numbers = {holder: base.slots[name] for name, holder in self.holders.items()}
        for element in own:
            tag_tree.check(element)
            self.numbers[element] = self.out.add()
        links = self.out.end
        for link in self.links:
            self.numbers[link] = self.out.add()
        for element in own:
            assert element.parent
            written = tag_tree.write_element(element, self.numbers[element.parent], self.numbers)
            self.out.set(self.numbers[element], written)
        for number, piece in enumerate(base.open, FIRST_PAGE + len(base.pages)):
            self.first[number] = piece.head + b" ".join(self._kids(piece.kids)) + piece.tail
        self.first[ROOT] = self._root(own)
        outlines = outline.add(self.out, self._headings())
        streams = self.out.end
        self._pages(links, streams)
        self.first[CATALOG] = (
            b"<</Type /Catalog/Pages %d 0 R/Lang %s/MarkInfo <</Marked true>>/StructTreeRoot %d 0 R/Metadata %d 0 R"
            b"/ViewerPreferences <</DisplayDocTitle true/PrintScaling /None/Duplex /%s>>/OutputIntents [<</Type /OutputIntent/S /GTS_PDFA1"
            b"/OutputConditionIdentifier (sRGB IEC61966-2.1)/Info (sRGB IEC61966-2.1)/DestOutputProfile %d 0 R>>]%s>>"
        ) % (
            PAGES, objects.text(self.drawn.meta.language), ROOT, METADATA, _DUPLEX[flip], base.profile,
            b"/Outlines %d 0 R" % outlines if outlines else b"",
        )  # fmt: skip
        return self._joined(links, streams)

    def _kids(self, kids: Iterable[bytes | Slot]) -> Iterable[bytes]:
        for kid in kids:
            if isinstance(kid, bytes):
                yield kid
            elif kid.name in self.holders:
                yield from (b"%d 0 R" % self.numbers[one] for one in self.holders[kid.name].kids if isinstance(one, Element))

    def _root(self, own: Sequence[Element]) -> bytes:
        """The structure root, with the parent tree: owners of the marks of each page, then the elements of links."""
        base = self.base
        parents, links = [], [*base.links, *(b"%d 0 R" % self.numbers[link.element] for link in self.links)]
        for number, (page, drawn) in enumerate(zip(base.pages, self.drawn.pages, strict=True)):
            owners = [page.owners] if page.owners else []
            owners += [b"%d 0 R" % self.numbers[owner] for owner in drawn.owners]
            if owners:
                parents.append(b"%d [%s]" % (number, b" ".join(owners)))
        parents += [b"%d %s" % (key, link) for key, link in enumerate(links, len(base.pages))]
        named = sorted([*base.idents, *tag_tree.idents(own, self.numbers)])
        names = b"/IDTree <</Names [%s]>>" % b" ".join(entry for _, entry in named) if named else b""
        return b"<</Type /StructTreeRoot/K %d 0 R/ParentTree <</Nums [%s]>>/ParentTreeNextKey %d%s>>" % (
            FIRST_PAGE + len(base.pages), b" ".join(parents), len(base.pages) + len(links), names
        )  # fmt: skip

    def _headings(self) -> list[outline.Heading]:
        own = dict(self.sign.headings)
        out: list[outline.Heading] = []
        for entry in self.base.headings:
            out += own.get(entry.name, ()) if isinstance(entry, Slot) else (entry,)
        return out

    def _pages(self, links: int, streams: int) -> None:
        link = links
        kids = []
        for index, (page, drawn, own) in enumerate(zip(self.base.pages, self.drawn.pages, self.sign.contents, strict=True)):
            number = FIRST_PAGE + index
            kids.append(b"%d 0 R" % number)
            in_placeholders = (streams + one if one >= 0 else 0 for one in own)  # 0: nothing was drawn there
            parts = [part if isinstance(part, int) else next(in_placeholders) for part in page.contents]
            contents = [b"%d 0 R" % part for part in parts if part]
            out = [page.head, b"/Contents ", contents[0] if len(contents) == 1 else b"[" + b" ".join(contents) + b"]"]
            annotations = [page.links] if page.links else []
            annotations += [b"%d 0 R" % one for one in range(link, link + len(drawn.links))]
            link += len(drawn.links)
            if annotations:
                out.append(b"/Annots [" + b" ".join(annotations) + b"]")
            if page.marks or drawn.owners:
                out.append(b"/StructParents %d" % index)
            self.first[number] = b"".join(out) + b">>"
        self.first[PAGES] = b"<</Type /Pages/Count %d/Kids [%s]>>" % (len(kids), b" ".join(kids))

    def _joined(self, links: int, streams: int) -> SharedObjects:
        """All that is the same, one after the other, with its cross references."""
        base = self.base
        bodies = dict(enumerate(self.out.bodies, base.end))
        alts = []
        for i, element in enumerate(self.elements):
            if element.alt and element in self.numbers:
                number, entry = self.numbers[element], b"/Alt "
                before, after = bodies[number].split(entry + objects.text(element.alt), 1)
                alts.append((i, number, before + entry, after))
        end = streams + 1 + max([stream for page in self.sign.contents for stream in page], default=-1)
        differ = {*(number for _, number, _, _ in alts), *range(links, links + len(self.links))}
        rows = [b"\0\0\0\0\0\xff\xff", *[b""] * (base.first - 1), base.offsets, *[b""] * (end - base.end)]
        parts, at = [], len(base.block)
        for number, body in sorted({**self.first, **bodies}.items()):
            if number not in differ:
                parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
                rows[row_index(base, number)] = objects.cross_reference(at)
                at += len(parts[-1])
        block = b"".join(parts)
        hashed = hashlib.sha256(base.block)
        hashed.update(block)
        meta = self.drawn.meta
        information, packet = xmp.information(meta), xmp.packet(meta, pdfa=self.drawn.pdfa)
        return SharedObjects(block, hashed, tuple(rows), tuple(alts), links, streams, end, information, packet)
