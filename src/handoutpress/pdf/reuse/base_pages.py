"""Frozen pages: what was drawn once, as the bytes a file begins with. What differs from file to file is drawn over it.

The numbers of a file's objects: first those that every file writes anew (catalogue, structure root, palette, metadata, pages,
elements with slots), then the frozen ones, then what another canvas adds. So frozen objects may refer to the first ones.
Everything here is plain data: it can be kept and read back.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from handoutpress.pdf import font_subsets, objects, outline, tag_tree, xmp
from handoutpress.pdf.palette import REGISTRATION
from handoutpress.pdf.tag_tree import HEADINGS, Element, Hole, Note, Slot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handoutpress.pdf.canvas import Canvas, Sheet

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
CATALOG, PAGES, ROOT, INK, METADATA, INFO, RESOURCES, FIRST_PAGE = range(1, 9)


@dataclass(frozen=True)
class Page:
    """A page: its dictionary up to the contents, numbers of streams and keys of holes, and references for the parent tree."""

    head: bytes
    contents: tuple[int | Hole, ...]
    marks: int
    owners: bytes
    notes: bytes


@dataclass(frozen=True)
class Open:
    """An element with slots, in pieces: the children are references or names of slots."""

    head: bytes
    kids: tuple[bytes | Slot, ...]
    tail: bytes


@dataclass(frozen=True)
class Frozen:
    """Pages ready to be filled.

    Attributes:
        block: the file from its first byte; `offsets` are its rows of the cross references, for the numbers from `first` on.
        open: elements with slots; their numbers begin after those of the pages.
        slots: number of the element that holds each slot.
        holes: in the order they are painted.
        headings: bookmarks in reading order, and the slots among them.
        idents: (sort key, name and reference) of elements with an id.
        notes: references to the elements of links, in the order of their keys in the parent tree.
        fonts, images: resource names and numbers.
    """

    block: bytes
    offsets: bytes
    first: int
    end: int
    pages: tuple[Page, ...]
    open: tuple[Open, ...]
    slots: Mapping[str, int]
    holes: tuple[Hole, ...]
    headings: tuple[outline.Heading | Slot, ...]
    idents: tuple[tuple[bytes, bytes], ...]
    notes: tuple[bytes, ...]
    fonts: tuple[tuple[str, int], ...]
    images: tuple[tuple[str, int], ...]
    profile: int
    registration: int

    @cached_property
    def resources(self) -> tuple[tuple[str, ...], bytes, bytes]:
        """Names of its fonts and images, and each kind as a resource dictionary has it."""
        fonts = b"".join([b"%b %d 0 R" % (name.encode(), number) for name, number in self.fonts])
        images = b"".join([b"/%b %d 0 R" % (name.encode(), number) for name, number in self.images])
        return tuple([name for name, _ in (*self.fonts, *self.images)]), fonts, images


def freeze(canvas: Canvas) -> Frozen:
    """All that a canvas holds.

    Raises:
        ValueError: as `Canvas.freeze` does.
    """
    root = canvas.tree.root
    root.prune()
    elements = list(root.walk())
    opened = [element for element in elements if element.is_open or element is root]
    first_open = FIRST_PAGE + len(canvas.sheets)
    out = objects.Objects(first_open + len(opened))
    of = {id(element): first_open + i for i, element in enumerate(opened)}
    closed = [element for element in elements if id(element) not in of]
    of |= {id(element): out.add() for element in closed}
    notes = [note for sheet in canvas.sheets for note in sheet.notes]
    of |= {id(note): out.add() for note in notes}
    numbers = tag_tree.Numbers(of, FIRST_PAGE)
    for element in elements:
        tag_tree.check(element)
    for element in closed:
        out.set(of[id(element)], tag_tree.whole(element, _parent(element, of), numbers))
    for i, note in enumerate(notes):
        out.set(of[id(note)], annotation(note, len(canvas.sheets) + i, canvas.destinations))
    fonts = tuple((name, font_subsets.add(out, subset)) for name, subset in canvas.fonts.subsets())
    space = 0
    if canvas.images and canvas.plates.inks:
        space = out.add(canvas.plates.space(out))
    pictures = tuple((name, picture.add(out, canvas.plates, space)) for name, picture in canvas.images.items())
    pages = tuple(_page(sheet, out, of) for sheet in canvas.sheets)
    profile = out.add(objects.stream(xmp.srgb(), b"/N 3"))
    registration = out.add(REGISTRATION) if canvas.registers else 0
    block, offsets = _packed(out)
    return Frozen(
        block=block,
        offsets=offsets,
        first=out.first,
        end=out.end,
        pages=pages,
        open=tuple(_opened(element, _parent(element, of), numbers) for element in opened),
        slots={kid.name: of[id(element)] for element in opened for kid in element.kids if isinstance(kid, Slot)},
        holes=tuple(hole for sheet in canvas.sheets for hole in sheet.streams if isinstance(hole, Hole)),
        headings=tuple(headings(root, canvas.landed)),
        idents=tuple(idents(elements, of)),
        notes=tuple(b"%d 0 R" % of[id(note.element)] for note in notes),
        fonts=fonts,
        images=pictures,
        profile=profile,
        registration=registration,
    )


def _parent(element: Element, of: Mapping[int, int]) -> int:
    return of[id(element.parent)] if element.parent else ROOT


def _opened(element: Element, parent: int, numbers: tag_tree.Numbers) -> Open:
    head, kids, tail = tag_tree.written(element, parent, numbers)
    return Open(head, tuple(kids), tail)


def _page(sheet: Sheet, out: objects.Objects, of: Mapping[int, int]) -> Page:
    boxes = {"MediaBox": (0, 0, *sheet.size), **sheet.boxes}
    head = b"<</Type /Page/Parent %d 0 R/Resources %d 0 R/Tabs /S" % (PAGES, RESOURCES)
    head += b"".join(b"/%s %s" % (name.encode(), objects.numbers(rect)) for name, rect in boxes.items())
    contents: list[int | Hole] = []
    alone = len(sheet.streams) == 1
    for part in sheet.streams:
        if isinstance(part, Hole):
            contents.append(part)
        elif part or alone:
            contents.append(out.add(objects.stream("\n".join(part).encode("latin-1"))))
    owners = b" ".join(b"%d 0 R" % of[id(owner)] for owner in sheet.owners)
    return Page(head, tuple(contents), len(sheet.owners), owners, b" ".join(b"%d 0 R" % of[id(note)] for note in sheet.notes))


def annotation(note: Note, key: int, destinations: Mapping[str, tuple[int, float]]) -> bytes:
    """A link as PDF writes it; `key` is its key in the parent tree.

    Raises:
        ValueError: it leads to a destination that is not there.
    """
    if note.url:
        leads = b"/A <</S /URI/URI %s>>" % objects.text(note.url)
    elif note.dest in destinations:
        page, top = destinations[note.dest]
        leads = b"/Dest " + objects.spot(FIRST_PAGE + page, top)
    else:
        raise ValueError(f"a link leads to {note.dest!r}, which is nowhere")
    return b"<</Type /Annot/Subtype /Link/F 4/Border [0 0 0]/Rect %s/Contents %s/StructParent %d%s>>" % (
        objects.numbers(note.rect), objects.text(note.contents), key, leads
    )  # fmt: skip


def headings(element: Element, landed: Mapping[int, tuple[int, float]]) -> list[outline.Heading | Slot]:
    """The titled headings that were drawn, in reading order, and the slots where there may be more."""
    out: list[outline.Heading | Slot] = []
    if element.role in HEADINGS and element.title and id(element) in landed:
        page, top = landed[id(element)]
        out.append(outline.Heading(element.title, int(element.role[1]), FIRST_PAGE + page, top))
    for kid in element.kids:
        if isinstance(kid, Element):
            out += headings(kid, landed)
        elif isinstance(kid, Slot):
            out.append(kid)
    return out


def idents(elements: list[Element], of: Mapping[int, int]) -> list[tuple[bytes, bytes]]:
    """Ids of elements: by what they are sorted, and as a name tree has them.

    Raises:
        ValueError: an id stands twice.
    """
    named = [(element.ident, of[id(element)]) for element in elements if element.ident]
    if twice := sorted({ident for ident, _ in named if [one for one, _ in named].count(ident) > 1}):
        raise ValueError(f"an id may stand once in a document: {', '.join(twice)}")
    return sorted((objects.sorting(ident), b"%s %d 0 R" % (objects.text(ident), number)) for ident, number in named)


def _packed(out: objects.Objects) -> tuple[bytes, bytes]:
    """Objects as a file begins with them, and their rows of the cross references: kind, place, index (1, 4, 2 bytes).

    All that are no streams go into one stream together (ISO 32000-1, 7.5.7).
    """
    small = [i for i, body in enumerate(out.bodies) if not body.endswith(b"endstream")]
    head, payload, at = [], [], 0
    for i in small:
        head.append(b"%d %d" % (out.first + i, at))
        payload.append(out.bodies[i] + b"\n")
        at += len(payload[-1])
    start = b" ".join(head) + b"\n"
    packed = zlib.compress(start + b"".join(payload), 9)
    pack = out.add(b"<</Type /ObjStm/N %d/First %d/Filter /FlateDecode/Length %d>>\nstream\n%s\r\nendstream" % (
        len(small), len(start), len(packed), packed
    ))  # fmt: skip
    place = {number: index for index, number in enumerate(small)}
    parts, rows, length = [HEADER], [], len(HEADER)
    for i, body in enumerate(out.bodies):
        if i in place:
            rows.append(b"\2" + pack.to_bytes(4) + place[i].to_bytes(2))
            continue
        rows.append(row(length))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (out.first + i, body))
        length += len(parts[-1])
    return b"".join(parts), b"".join(rows)


def row(offset: int) -> bytes:
    """The row of an object that stands at a place of the file."""
    return b"\1" + offset.to_bytes(4) + b"\0\0"
