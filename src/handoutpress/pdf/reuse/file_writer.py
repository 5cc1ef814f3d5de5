"""Filling: frozen pages and what was drawn over them -> a file.

A file is the frozen block, byte for byte, then the frame, the same for all files of its kind, then what is written anew for each:
alternate texts, links, the streams of the holes, palette, resources, metadata.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handoutpress.pdf import font_subsets, objects, xmp
from handoutpress.pdf.palette import REGISTRATION
from handoutpress.pdf.reuse import base_pages as ice
from handoutpress.pdf.reuse import shared_objects
from handoutpress.pdf.tag_tree import Element
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from handoutpress.pdf.canvas import Canvas
    from handoutpress.pdf.outline import Heading
    from handoutpress.pdf.reuse.base_pages import Frozen

SHORT = 2_500  # bytes: compressing less takes longer than writing it


@immutable
class File:
    """A file in pieces, most of which stand in many files: joining them takes longer than writing them one after the other.

    Attributes:
        sha256: of all of it; most of it was hashed with the first file of its kind.
    """

    pieces: tuple[bytes, ...]
    sha256: str

    def __bytes__(self) -> bytes:
        """The pieces joined."""
        return b"".join(self.pieces)

    def __len__(self) -> int:
        """How many bytes they are."""
        return sum(map(len, self.pieces))

    def __reduce__(self) -> tuple[type[bytes], tuple[bytes]]:
        """Elsewhere it is plain bytes."""
        return bytes, (bytes(self),)


def fill(frozen: Frozen, look: Canvas, own: Canvas | None) -> File:
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
        self.notes = [note for sheet in own.sheets for note in sheet.notes] if own else []
        self.streams: dict[bytes, int] = {}
        self.bodies: dict[int, bytes] = {}

    def file(self) -> File:
        """Write all."""
        elements, shapes, links = shared_objects.shapes(self.own, self.notes) if self.own else ([], (), ())
        sign = shared_objects.Sign(
            self.look.meta.language,
            shapes,
            links,
            tuple([len(sheet.notes) for sheet in self.own.sheets]) if self.own else (0,) * len(self.frozen.pages),
            tuple([self._contents(page) for page in range(len(self.frozen.pages))]),
            self._headings(elements),
        )
        frame = shared_objects.frame(self.frozen, sign, keep=self.own is not None)
        bodies = self.bodies
        for i, number, before, after in frame.alts:
            bodies[number] = before + objects.text(elements[i].alt or "") + after
        keys = len(self.frozen.pages) + len(self.frozen.notes)
        for i, note in enumerate(self.notes):
            bodies[frame.links + i] = ice.annotation(note, keys + i, {})
        for content, number in self.streams.items():
            bodies[frame.streams + number] = objects.stream(content, compress=len(content) > SHORT, fast=True)
        out = objects.Objects(frame.end)
        self._resources(out)
        bodies[ice.METADATA] = objects.stream(
            xmp.packet(self.look.meta, pdfa=self.look.pdfa), b"/Type /Metadata/Subtype /XML", compress=False
        )
        bodies[ice.INFO] = xmp.information(self.look.meta)
        bodies |= enumerate(out.bodies, frame.end)
        if self.own:  # else its elements hold on to one another, and finding them takes a tenth of the work of a press
            for element in (self.own.tree.root, *elements):
                element.kids.clear()
        return self._whole(frame, out.end)

    def _contents(self, page: int) -> tuple[int, ...]:
        """Numbers of the streams in the holes of a page, in the order they are painted; -1: nothing was drawn there."""
        drawn: dict[int, list[str]] = {}
        at: list[str] = []
        for part in self.own.sheets[page].streams if self.own else ():
            if isinstance(part, list):
                at += part
            else:
                at = drawn[part.key] = []
        out = []
        for hole in self.frozen.pages[page].contents:
            if not isinstance(hole, int):
                code = drawn.get(hole.key)
                # a running head is the same on all pages
                out.append(self.streams.setdefault("\n".join(code).encode("latin-1"), len(self.streams)) if code else -1)
        return tuple(out)

    def _headings(self, elements: list[Element]) -> tuple[tuple[str, tuple[Heading, ...]], ...]:
        """Bookmarks of each slot that holds some."""
        if not self.own or not [element for element in elements if element.title and id(element) in self.own.landed]:
            return ()
        holders = [element for element in elements if element.parent is self.own.tree.root]
        return tuple((one.role, tuple(ice.headings(one, self.own.landed))) for one in holders)  # type: ignore[arg-type]

    def _resources(self, out: objects.Objects) -> None:
        """Fonts, colour spaces and pictures, the same on all pages."""
        frozen, look = self.frozen, self.look
        base = look.plates.space(out)
        spaces = b"/Ink %d 0 R" % ice.INK
        plates = 0
        if look.plates.inks:
            plates = out.add(base)
            base = b"%d 0 R" % plates
            spaces += b"/Plates " + base
        self.bodies[ice.INK] = look.palette.space(base)
        registration = frozen.registration
        if self.own and self.own.registers and not registration:
            registration = out.add(REGISTRATION)
        if registration:
            spaces += b"/Registration %d 0 R" % registration
        named, fonts, pictures = frozen.resources
        if self.own:
            for name, subset in self.own.fonts.subsets(but=named):
                fonts += b"%b %d 0 R" % (name.encode(), font_subsets.add(out, subset))
            for name, picture in self.own.images.items():
                if name not in named:
                    pictures += b"/%b %d 0 R" % (name.encode(), picture.add(out, look.plates, plates))
        self.bodies[ice.RESOURCES] = b"<</ColorSpace <<%b>>/Font <<%b>>%b>>" % (
            spaces, fonts, b"/XObject <<%b>>" % pictures if pictures else b"",
        )  # fmt: skip

    def _whole(self, frame: shared_objects.Frame, last: int) -> File:
        """The frozen block, the frame, all other objects, and the cross references; the file's id follows from all of it."""
        frozen = self.frozen
        parts, at = [], len(frozen.block) + len(frame.block)
        rows = [*frame.rows, *[b""] * (last - frame.end)]
        for number, body in self.bodies.items():
            part = b"%d 0 obj\n%b\nendobj\n" % (number, body)
            rows[shared_objects.place(frozen, number)] = ice.row(at)
            parts.append(part)
            at += len(part)
        own = b"".join(parts)
        table = b"".join([*rows, ice.row(at)])  # compressing it takes longer than writing it
        told = frame.begun.copy()
        told.update(own)
        ident = told.hexdigest()[:32].encode()
        tail = (
            b"%d 0 obj\n<</Type /XRef/W [1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID [<%s><%s>]/Length %d>>\n"
            b"stream\n%s\r\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
            % (last, last + 1, ice.CATALOG, ice.INFO, ident, ident, len(table), table, at)
        )
        told.update(tail)
        return File((frozen.block, frame.block, own, tail), told.hexdigest())
