"""Frames: what files over the same frozen pages have in common, if things of the same kind were drawn in their holes.

From clinic to clinic the furniture of a leaflet says something else, but hangs in the structure tree alike: so the elements, the
parent tree, the page dictionaries and the bookmarks are the same bytes. They are written once, from a `Sign` and from nothing else.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from handoutpress.pdf import objects, outline, tag_tree
from handoutpress.pdf.reuse import base_pages as ice
from handoutpress.pdf.tag_tree import Element, Leaf, Note, Slot
from handoutpress.support.memory_cache import Memo

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handoutpress.pdf.canvas import Canvas
    from handoutpress.pdf.reuse.base_pages import Frozen

ALT = "\0alt"  # stands for the alternate text, which each file has for itself
_ALT = objects.text(ALT)


class Shape(NamedTuple):
    """An element as its frame knows it.

    Attributes:
        parent: index among the shapes; -1 for the holder of a slot, whose role is the slot's name.
        alt: whether there is alternate text; None: it has none at all.
        attrs: names and values.
        kids: indexes of elements; (page, mark) of what was drawn; (page, -1, number) of links.
    """

    role: str
    parent: int
    lang: str | None
    actual: str | None
    ident: str | None
    title: str | None
    alt: bool | None
    attrs: tuple[tuple[str, Any], ...]
    kids: tuple[int | tuple[int, ...], ...]


# a shape as signs have it: plain, since naming its parts takes longer than all the rest
_Told = tuple[
    str, int, str | None, str | None, str | None, str | None, bool | None,
    tuple[tuple[str, Any], ...], tuple[int | tuple[int, ...], ...],
]  # fmt: skip
_NOTHING: _Told = ("", -1, None, None, None, None, None, (), ())


class Sign(NamedTuple):
    """All that a frame follows from, besides the frozen pages.

    Attributes:
        links: index of the element of each link, in the order of the pages; `linked` how many of them each page has.
        contents: numbers of the streams in the holes of each page, counted from 0; -1 where nothing was drawn.
        headings: bookmarks for each slot that holds some.
    """

    language: str
    shapes: tuple[_Told, ...]
    links: tuple[int, ...]
    linked: tuple[int, ...]
    contents: tuple[tuple[int, ...], ...]
    headings: tuple[tuple[str, tuple[outline.Heading, ...]], ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """Objects of a file, ready to stand behind its frozen block.

    Attributes:
        block: objects that are the same in every file.
        begun: SHA-256 of a file up to their end, to go on from.
        rows: the cross references of all numbers below `end`; those of objects that differ are empty (see `place`).
        alts: index among the shapes, number, and what stands before and after the alternate text.
        links, streams: the first numbers of those; they, too, each file writes for itself.
        end: the first number that is free.
    """

    block: bytes
    begun: hashlib._Hash
    rows: tuple[bytes, ...]
    alts: tuple[tuple[int, int, bytes, bytes], ...]
    links: int
    streams: int
    end: int


def place(frozen: Frozen, number: int) -> int:
    """Where the row of a number stands among the cross references; those of the frozen objects are one row."""
    return number if number < frozen.first else number - frozen.end + frozen.first + 1


_FRAMES: Memo[tuple[int, Sign], tuple[Frozen, Frame]] = Memo(256)


def frame(frozen: Frozen, sign: Sign, *, keep: bool) -> Frame:
    """The frame of a sign, from memory if it is there; the memory holds on to the frozen pages, so that their id() stays their own.

    Raises:
        ValueError: an element breaks a rule of PDF/UA, or an id stands twice.
    """
    if not keep:
        return _Framing(frozen, sign).frame()
    known, made = _FRAMES.get((id(frozen), sign), lambda: (frozen, _Framing(frozen, sign).frame()))
    assert known is frozen
    return made


def shapes(canvas: Canvas, notes: Sequence[Note]) -> tuple[list[Element], tuple[_Told, ...], tuple[int, ...]]:
    """What was drawn in holes: the elements under the holder of each slot, pruned, the holder first; and their shapes.

    And for each link the index of its element.

    Raises:
        ValueError: something was drawn for an element that is not in the tree.
    """
    found = _Gathering(notes)
    for holder in canvas.tree.root.kids:
        if isinstance(holder, Element) and holder.prune():
            found.gather(holder, -1)
    if found.marks != sum([len(sheet.owners) for sheet in canvas.sheets]) or -1 in found.links:
        raise ValueError("something was drawn for an element that is not in the tree")
    return found.elements, tuple(found.told), tuple(found.links)


class _Gathering:
    """Elements in reading order, their shapes, and how many marks they have."""

    def __init__(self, notes: Sequence[Note]) -> None:
        self.elements: list[Element] = []
        self.told: list[_Told] = []
        self.links = [-1] * len(notes)
        self.marks = 0
        self._number = {id(note): i for i, note in enumerate(notes)}

    def gather(self, element: Element, parent: int) -> None:
        """Add an element and what is below it."""
        at = len(self.elements)
        self.elements.append(element)
        self.told.append(_NOTHING)  # its place, until its kids are known
        kids: list[int | tuple[int, ...]] = []
        for kid in element.kids:
            if type(kid) is Element:
                kids.append(len(self.elements))
                self.gather(kid, at)
                continue
            assert type(kid) is Leaf
            if kid.note is None:
                self.marks += 1
                kids.append((kid.page, kid.mcid))
            else:
                link = self._number[id(kid.note)]
                self.links[link] = at
                kids.append((kid.page, -1, link))
        alt, attrs = element.alt, element.attrs
        self.told[at] = (
            element.role, parent, element.lang, element.actual, element.ident, element.title,
            None if alt is None else alt != "", _flat(attrs) if attrs else (), tuple(kids),
        )  # fmt: skip


def _flat(attrs: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple([(name, tuple(value) if isinstance(value, list) else value) for name, value in attrs.items()])


class _Framing:
    """The writing of one frame."""

    def __init__(self, frozen: Frozen, sign: Sign) -> None:
        self.frozen, self.sign = frozen, sign
        self.out = objects.Objects(frozen.end)
        self.fixed: dict[int, bytes] = {}
        self.of: dict[int, int] = {}
        self.shapes = [Shape(*one) for one in sign.shapes]
        self.elements = [
            Element(
                one.role, lang=one.lang, actual=one.actual, ident=one.ident, title=one.title,
                alt=ALT if one.alt else "" if one.alt is False else None, **dict(one.attrs),
            )
            for one in self.shapes
        ]  # fmt: skip
        self.notes = [Note((0, 0, 0, 0), self.elements[i], "") for i in sign.links]
        self.owners: list[dict[int, Element]] = [{} for _ in frozen.pages]
        self.slots: dict[str, list[Element]] = {}

    def frame(self) -> Frame:
        """Write it."""
        alts = self._tree()
        links = self.out.end
        for note in self.notes:
            self.of[id(note)] = self.out.add()
        self._elements()
        self._root()
        outlines = outline.add(self.out, self._headings())
        streams = self.out.end
        self._pages(links, streams)
        self.fixed[ice.CATALOG] = (
            b"<</Type /Catalog/Pages %d 0 R/Lang %s/MarkInfo <</Marked true>>/StructTreeRoot %d 0 R/Metadata %d 0 R"
            b"/ViewerPreferences <</DisplayDocTitle true>>/OutputIntents [<</Type /OutputIntent/S /GTS_PDFA1"
            b"/OutputConditionIdentifier (sRGB IEC61966-2.1)/Info (sRGB IEC61966-2.1)/DestOutputProfile %d 0 R>>]%s>>"
        ) % (
            ice.PAGES, objects.text(self.sign.language), ice.ROOT, ice.METADATA, self.frozen.profile,
            b"/Outlines %d 0 R" % outlines if outlines else b"",
        )  # fmt: skip
        return self._joined(alts, links, streams)

    def _tree(self) -> list[int]:
        """Hang the elements into each other and give them numbers; the indexes of those with alternate text."""
        alts = []
        for i, shape in enumerate(self.shapes):
            element = self.elements[i]
            if shape.parent < 0:
                self.of[id(element)] = self.frozen.slots[shape.role]
                self.slots[shape.role] = [self.elements[kid] for kid in shape.kids if isinstance(kid, int)]
            else:
                element.parent = self.elements[shape.parent]
                tag_tree.check(element)
                self.of[id(element)] = self.out.add()
                if shape.alt:
                    alts.append(i)
            for kid in shape.kids:
                if isinstance(kid, int):
                    element.kids.append(self.elements[kid])
                elif kid[1] < 0:
                    element.kids.append(Leaf(kid[0], (0, 0), note=self.notes[kid[2]]))
                else:
                    element.kids.append(Leaf(kid[0], (0, 0), kid[1]))
                    self.owners[kid[0]][kid[1]] = element
        return alts

    def _elements(self) -> None:
        numbers = tag_tree.Numbers(self.of, ice.FIRST_PAGE)
        for element, shape in zip(self.elements, self.shapes, strict=True):
            if shape.parent >= 0:
                self.out.set(self.of[id(element)], tag_tree.whole(element, self.of[id(element.parent)], numbers))
        for number, piece in enumerate(self.frozen.open, ice.FIRST_PAGE + len(self.frozen.pages)):
            self.fixed[number] = piece.head + b" ".join(self._kids(piece.kids)) + piece.tail

    def _kids(self, kids: Iterable[bytes | Slot]) -> Iterable[bytes]:
        for kid in kids:
            if isinstance(kid, Slot):
                yield from (b"%d 0 R" % self.of[id(element)] for element in self.slots.get(kid.name, ()))
            else:
                yield kid

    def _root(self) -> None:
        """The structure root, with the parent tree: owners of the marks of each page, then the elements of links."""
        frozen = self.frozen
        parents, notes = [], [*frozen.notes, *(b"%d 0 R" % self.of[id(note.element)] for note in self.notes)]
        for page, ice_page in enumerate(frozen.pages):
            owners = [ice_page.owners] if ice_page.owners else []
            owners += [b"%d 0 R" % self.of[id(owner)] for _, owner in sorted(self.owners[page].items())]
            if owners:
                parents.append(b"%d [%s]" % (page, b" ".join(owners)))
        parents += [b"%d %s" % (key, note) for key, note in enumerate(notes, len(frozen.pages))]
        named = sorted([*frozen.idents, *ice.idents([one for one in self.elements if one.parent], self.of)])
        names = b"/IDTree <</Names [%s]>>" % b" ".join(entry for _, entry in named) if named else b""
        self.fixed[ice.ROOT] = b"<</Type /StructTreeRoot/K %d 0 R/ParentTree <</Nums [%s]>>/ParentTreeNextKey %d%s>>" % (
            ice.FIRST_PAGE + len(frozen.pages), b" ".join(parents), len(frozen.pages) + len(notes), names
        )  # fmt: skip

    def _headings(self) -> list[outline.Heading]:
        own = dict(self.sign.headings)
        out: list[outline.Heading] = []
        for entry in self.frozen.headings:
            out += own.get(entry.name, ()) if isinstance(entry, Slot) else (entry,)
        return out

    def _pages(self, links: int, streams: int) -> None:
        frozen, link = self.frozen, links
        kids = []
        for page, ice_page in enumerate(frozen.pages):
            number = ice.FIRST_PAGE + page
            kids.append(b"%d 0 R" % number)
            holes = iter(self.sign.contents[page])
            parts = [part if isinstance(part, int) else _after(streams, next(holes)) for part in ice_page.contents]
            contents = [b"%d 0 R" % part for part in parts if part]
            told = [ice_page.head, b"/Contents ", contents[0] if len(contents) == 1 else b"[" + b" ".join(contents) + b"]"]
            notes = [ice_page.notes] if ice_page.notes else []
            notes += [b"%d 0 R" % one for one in range(link, link + self.sign.linked[page])]
            link += self.sign.linked[page]
            if notes:
                told.append(b"/Annots [" + b" ".join(notes) + b"]")
            if ice_page.marks or self.owners[page]:
                told.append(b"/StructParents %d" % page)
            self.fixed[number] = b"".join(told) + b">>"
        self.fixed[ice.PAGES] = b"<</Type /Pages/Count %d/Kids [%s]>>" % (len(kids), b" ".join(kids))

    def _joined(self, alts: list[int], links: int, streams: int) -> Frame:
        """All that is the same, one after the other, with its cross references."""
        frozen = self.frozen
        number = {i: self.of[id(self.elements[i])] for i in alts}
        bodies = dict(enumerate(self.out.bodies, frozen.end))
        open_ends = [(i, number[i], *bodies[number[i]].split(_ALT, 1)) for i in alts]
        end = streams + 1 + max([stream for page in self.sign.contents for stream in page], default=-1)
        differ = {*number.values(), *range(links, links + len(self.notes))}
        rows = [b"\0\0\0\0\0\xff\xff", *[b""] * (frozen.first - 1), frozen.offsets, *[b""] * (end - frozen.end)]
        parts, at = [], len(frozen.block)
        for one, body in sorted({**self.fixed, **bodies}.items()):
            if one not in differ:
                parts.append(b"%d 0 obj\n%b\nendobj\n" % (one, body))
                rows[place(frozen, one)] = ice.row(at)
                at += len(parts[-1])
        block = b"".join(parts)
        begun = hashlib.sha256(frozen.block)
        begun.update(block)
        return Frame(block, begun, tuple(rows), tuple(open_ends), links, streams, end)  # type: ignore[arg-type]


def _after(first: int, stream: int) -> int:
    """The number of a stream; 0: there is none."""
    return first + stream if stream >= 0 else 0
