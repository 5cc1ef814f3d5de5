"""Filling: frozen pages and what was drawn over them -> a file.

Written anew for each file: page dictionaries, elements with slots and those that stand in them, the parent tree, the palette,
metadata, bookmarks, and the streams of the holes. All else is the frozen block, byte for byte.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from handoutpress.pdf import frozen as ice
from handoutpress.pdf import objects, outline, structure, subsets, xmp
from handoutpress.pdf.inks import REGISTRATION, colour_space
from handoutpress.pdf.structure import Element, Slot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handoutpress.pdf.canvas import Canvas, Hole
    from handoutpress.pdf.frozen import Frozen

SHORT = 1_200  # bytes: compressing less takes longer than writing it


def fill(frozen: Frozen, look: Canvas, own: Canvas | None) -> bytes:
    """A whole file.

    Args:
        look: says what the colours are, and the metadata.
        own: what stands in the holes, if there are any.

    Raises:
        ValueError: what was drawn breaks a rule of PDF/UA.
    """
    return _Filling(frozen, look, own).file()


class _Filling:
    def __init__(self, frozen: Frozen, look: Canvas, own: Canvas | None) -> None:
        self.frozen, self.look, self.own = frozen, look, own
        self.out = objects.Objects(frozen.end)
        self.known = dict(enumerate((b"",) * (frozen.first - 1), 1))  # bodies of the objects before the frozen ones
        self.streams: dict[bytes, int] = {}
        self.slots: dict[str, list[Element]] = {}
        self.of: dict[int, int] = {}
        self.numbers = structure.Numbers(self.of, ice.FIRST_PAGE)
        self.elements: list[Element] = []

    def file(self) -> bytes:
        """Write all."""
        self._tree()
        self._pages()
        self._root()
        self._resources()
        self._catalogue()
        return self._joined()

    # -- structure ---------------------------------------------------------------------------------

    def _tree(self) -> None:
        """Number what was drawn in the holes, write it, and hang it into the elements with slots."""
        frozen, out = self.frozen, self.out
        for holder in self.own.tree.root.kids if self.own else ():
            gathered: list[Element] = []
            if isinstance(holder, Element) and holder.gathered(gathered):
                self.slots[holder.role] = [kid for kid in holder.kids if isinstance(kid, Element)]
                self.of[id(holder)] = frozen.slots[holder.role]
                self.elements += gathered[1:]
        for element in self.elements:
            structure.check(element)
            self.of[id(element)] = out.add()
        if self.own:
            keys = len(frozen.pages) + len(frozen.notes)
            for note in (note for sheet in self.own.sheets for note in sheet.notes):
                self.of[id(note)] = out.add(ice.annotation(note, keys, {}))
                keys += 1
        of = self.of
        for element in self.elements:
            out.set(of[id(element)], structure.whole(element, of[id(element.parent)], self.numbers))
        for number, piece in enumerate(frozen.open, ice.FIRST_PAGE + len(frozen.pages)):
            self.known[number] = piece.head + b" ".join(self._kids(piece.kids)) + piece.tail

    def _kids(self, kids: Iterable[bytes | Slot]) -> Iterable[bytes]:
        for kid in kids:
            if isinstance(kid, Slot):
                yield from (b"%d 0 R" % self.of[id(element)] for element in self.slots.get(kid.name, ()))
            else:
                yield kid

    def _root(self) -> None:
        """The structure root, with the parent tree: owners of the marks of each page, then the elements of links."""
        frozen = self.frozen
        parents, notes = [], list(frozen.notes)
        for page, ice_page in enumerate(frozen.pages):
            owners = [ice_page.owners] if ice_page.owners else []
            if self.own:
                sheet = self.own.sheets[page]
                owners += [b"%d 0 R" % self.of[id(owner)] for owner in sheet.owners]
                notes += [b"%d 0 R" % self.of[id(note.element)] for note in sheet.notes]
            if owners:
                parents.append(b"%d [%s]" % (page, b" ".join(owners)))
        parents += [b"%d %s" % (key, note) for key, note in enumerate(notes, len(frozen.pages))]
        named = frozen.idents
        if any(element.ident for element in self.elements):
            named = tuple(sorted([*named, *ice.idents(self.elements, self.of)]))
        names = b"/IDTree <</Names [%s]>>" % b" ".join(entry for _, entry in named) if named else b""
        self.known[ice.ROOT] = b"<</Type /StructTreeRoot/K %d 0 R/ParentTree <</Nums [%s]>>/ParentTreeNextKey %d%s>>" % (
            ice.FIRST_PAGE + len(frozen.pages), b" ".join(parents), len(frozen.pages) + len(notes), names
        )  # fmt: skip

    def _headings(self) -> list[outline.Heading]:
        headings: list[outline.Heading] = []
        for entry in self.frozen.headings:
            if isinstance(entry, Slot):
                if self.own and self.own.landed:
                    for element in self.slots.get(entry.name, ()):
                        headings += [one for one in ice.headings(element, self.own.landed) if not isinstance(one, Slot)]
            else:
                headings.append(entry)
        return headings

    # -- pages -------------------------------------------------------------------------------------

    def _pages(self) -> None:
        frozen = self.frozen
        kids = []
        for page, ice_page in enumerate(frozen.pages):
            number = ice.FIRST_PAGE + page
            kids.append(b"%d 0 R" % number)
            streams = self._streams(page)
            contents = [b"%d 0 R" % part for part in (self._stream(part, streams) for part in ice_page.contents) if part]
            told = [ice_page.head, b"/Contents ", contents[0] if len(contents) == 1 else b"[" + b" ".join(contents) + b"]"]
            notes = [ice_page.notes] if ice_page.notes else []
            marks = ice_page.marks
            if self.own:
                sheet = self.own.sheets[page]
                notes += [b"%d 0 R" % self.of[id(note)] for note in sheet.notes]
                marks += len(sheet.owners)
            if notes:
                told.append(b"/Annots [" + b" ".join(notes) + b"]")
            if marks:
                told.append(b"/StructParents %d" % page)
            self.known[number] = b"".join(told) + b">>"
        self.known[ice.PAGES] = b"<</Type /Pages/Count %d/Kids [%s]>>" % (len(kids), b" ".join(kids))

    def _streams(self, page: int) -> dict[Hole, list[str]]:
        """What was drawn in the holes of a page."""
        found: dict[Hole, list[str]] = {}
        at: list[str] = []
        for part in self.own.sheets[page].streams if self.own else ():
            if isinstance(part, list):
                at += part
            else:
                at = found[part] = []
        return found

    def _stream(self, part: int | Hole, streams: dict[Hole, list[str]]) -> int:
        if isinstance(part, int):
            return part
        code = streams.get(part)
        if not code:
            return 0
        content = "\n".join(code).encode("latin-1")
        if content not in self.streams:  # a running head is the same on all pages
            self.streams[content] = self.out.add(objects.stream(content, compress=len(content) > SHORT, fast=True))
        return self.streams[content]

    def _resources(self) -> None:
        """Fonts, colour spaces and pictures, the same on all pages."""
        frozen, out, look = self.frozen, self.out, self.look
        base = look.plates.space(out)
        spaces = b"/Ink %d 0 R" % ice.INK
        plates = 0
        if look.plates.inks:
            plates = out.add(base)
            base = b"%d 0 R" % plates
            spaces += b"/Plates " + base
        self.known[ice.INK] = colour_space(look.palette, base)
        registration = frozen.registration
        if self.own and self.own.registers and not registration:
            registration = out.add(REGISTRATION)
        if registration:
            spaces += b"/Registration %d 0 R" % registration
        fonts, pictures = dict(frozen.fonts), dict(frozen.images)
        if self.own:
            fonts |= {name: subsets.add(out, subset) for name, subset in self.own.fonts.subsets() if name not in fonts}
            for name, picture in self.own.images.items():
                if name not in pictures:
                    pictures[name] = picture.add(out, look.plates, plates)
        self.known[ice.RESOURCES] = b"<</ColorSpace <<%s>>/Font <<%s>>%s>>" % (
            spaces,
            b"".join(b"%s %d 0 R" % (name.encode(), number) for name, number in fonts.items()),
            b"/XObject <<%s>>" % b"".join(b"/%s %d 0 R" % (name.encode(), number) for name, number in pictures.items())
            if pictures
            else b"",
        )

    # -- the document ------------------------------------------------------------------------------

    def _catalogue(self) -> None:
        meta, pdfa = self.look.meta, self.look.pdfa
        outlines = outline.add(self.out, self._headings())
        self.known[ice.METADATA] = objects.stream(xmp.packet(meta, pdfa=pdfa), b"/Type /Metadata/Subtype /XML", compress=False)
        self.known[ice.INFO] = xmp.information(meta)
        self.known[ice.CATALOG] = (
            b"<</Type /Catalog/Pages %d 0 R/Lang %s/MarkInfo <</Marked true>>/StructTreeRoot %d 0 R/Metadata %d 0 R"
            b"/ViewerPreferences <</DisplayDocTitle true>>/OutputIntents [<</Type /OutputIntent/S /GTS_PDFA1"
            b"/OutputConditionIdentifier (sRGB IEC61966-2.1)/Info (sRGB IEC61966-2.1)/DestOutputProfile %d 0 R>>]%s>>"
        ) % (
            ice.PAGES, objects.text(meta.language), ice.ROOT, ice.METADATA, self.frozen.profile,
            b"/Outlines %d 0 R" % outlines if outlines else b"",
        )  # fmt: skip

    def _joined(self) -> bytes:
        """The frozen block, all other objects, and the cross references; the file's id follows from all of it."""
        frozen = self.frozen
        parts, place = [frozen.block], len(frozen.block)
        rows, later = [b"\0\0\0\0\0\xff\xff"], list[bytes]()
        for bodies, first, into in ((self.known.values(), 1, rows), (self.out.bodies, frozen.end, later)):
            for number, body in enumerate(bodies, first):
                part = b"%d 0 obj\n%b\nendobj\n" % (number, body)
                into.append(b"\1%b\0\0" % place.to_bytes(4))
                parts.append(part)
                place += len(part)
        last = self.out.end
        table = b"".join([*rows, frozen.offsets, *later, ice.row(place)])  # compressing it takes longer than writing it
        own = b"".join(parts[1:])
        ident = hashlib.blake2b(frozen.digest + own, digest_size=16).hexdigest().encode()
        tail = (
            b"%d 0 obj\n<</Type /XRef/W [1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID [<%s><%s>]/Length %d>>\n"
            b"stream\n%s\r\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
            % (last, last + 1, ice.CATALOG, ice.INFO, ident, ident, len(table), table, place)
        )
        return b"".join((frozen.block, own, tail))
