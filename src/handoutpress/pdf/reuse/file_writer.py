"""The file writer: base pages and what was drawn over them -> a file.

A file is the base pages' block, byte for byte, then the shared objects, the same for all files of their kind, then what is written
anew for each: alternate texts, links, the streams in the placeholders, palette, resources, metadata.
"""

from __future__ import annotations

from dataclasses import dataclass

from handoutpress.pdf import font_subsets, objects, outline, tag_tree, xmp
from handoutpress.pdf.drawn_document import DrawnDocument
from handoutpress.pdf.objects import CATALOG, INFO, INK, METADATA, RESOURCES
from handoutpress.pdf.palette import REGISTRATION
from handoutpress.pdf.reuse import shared_objects
from handoutpress.pdf.reuse.base_pages import BasePages
from handoutpress.pdf.reuse.shared_objects import SharedObjects, Signature
from handoutpress.pdf.tag_tree import Element, Placeholder

SHORT = 2_500  # bytes: compressing less takes longer than writing it


@dataclass(slots=True)
class PdfFile:
    """A file in pieces shared by many files: joining them takes longer than writing each; `sha256`: of all of it."""

    pieces: tuple[bytes, ...]
    sha256: str

    def __bytes__(self) -> bytes:
        return b"".join(self.pieces)

    def __len__(self) -> int:
        return sum(map(len, self.pieces))

    def __reduce__(self) -> tuple[type[bytes], tuple[bytes]]:
        """Elsewhere it is plain bytes."""
        return bytes, (bytes(self),)


def write_file(base: BasePages, drawn: DrawnDocument) -> PdfFile:
    """A whole file: `drawn` has placeholders' content, colours, metadata. Raises ValueError: it breaks a rule of PDF/UA."""
    return _Writer(base, drawn).file()


class _Writer:
    def __init__(self, base: BasePages, drawn: DrawnDocument) -> None:
        self.base, self.drawn = base, drawn
        self.streams: dict[bytes, int] = {}
        self.bodies: dict[int, bytes] = {}

    def file(self) -> PdfFile:
        """Write all."""
        base, drawn, bodies = self.base, self.drawn, self.bodies
        elements, signatures = shared_objects.sign_elements(drawn)
        contents = tuple([self._contents(page.contents) for page in base.pages])
        sign = Signature((*drawn.meta.but_author, drawn.pdfa), signatures, contents, self._headings(elements))
        shared = base.shared.get(sign)
        if shared is None:
            if len(base.shared) >= shared_objects.MOST:
                base.shared.clear()
            shared = base.shared[sign] = shared_objects.build_shared_objects(base, drawn, elements, sign)
        for i, number, before, after in shared.alts:
            bodies[number] = before + objects.text(elements[i].alt or "") + after
        links = [link for page in drawn.pages for link in page.links]
        for i, link in enumerate(links):
            bodies[shared.links + i] = tag_tree.write_annotation(link, len(base.pages) + len(base.links) + i, {})
        for content, number in self.streams.items():
            bodies[shared.streams + number] = objects.stream(content, compress=len(content) > SHORT, fast=True)
        out = objects.IndirectObjects(shared.end)
        self._resources(out)
        author = drawn.meta.author
        packet = xmp.escaped(author).encode().join(shared.packet)
        bodies[METADATA] = objects.stream(packet, b"/Type /Metadata/Subtype /XML", compress=False)
        bodies[INFO] = objects.text(author).join(shared.information)
        bodies |= enumerate(out.bodies, shared.end)
        for element in (drawn.tree.root, *elements):  # they hold on to one another: finding such garbage takes a tenth of a batch
            element.kids.clear()
        return self._whole(shared, out.end)

    def _contents(self, parts: tuple[int | Placeholder, ...]) -> tuple[int, ...]:
        """Numbers of the streams in the placeholders of a page, in the order they are painted; -1: nothing was drawn there."""
        out = []
        for part in parts:
            if not isinstance(part, int):
                code = self.drawn.filled.get(part.key)
                # a running head is the same on all pages
                out.append(self.streams.setdefault("\n".join(code).encode("latin-1"), len(self.streams)) if code else -1)
        return tuple(out)

    def _headings(self, elements: list[Element]) -> tuple[tuple[str, tuple[outline.Heading, ...]], ...]:
        """Bookmarks of each slot that holds some."""
        places, root = self.drawn.heading_places, self.drawn.tree.root
        if not any(element.title for element in places):
            return ()
        holders = [element for element in elements if element.parent is root]
        return tuple((one.role, tuple(outline.find_headings(one, places))) for one in holders)  # type: ignore[arg-type]

    def _resources(self, out: objects.IndirectObjects) -> None:
        """Fonts, colour spaces and pictures, the same on all pages."""
        base, drawn = self.base, self.drawn
        plates = drawn.plates.space(out)
        spaces = b"/Ink %d 0 R" % INK
        number = 0
        if drawn.plates.inks:
            number = out.add(plates)
            plates = b"%d 0 R" % number
            spaces += b"/Plates " + plates
        self.bodies[INK] = drawn.palette.space(plates)
        registration = base.registration
        if drawn.registers and not registration:
            registration = out.add(REGISTRATION)
        if registration:
            spaces += b"/Registration %d 0 R" % registration
        fonts, pictures = base.fonts, base.images
        for name, subset in drawn.fonts.subsets(but=base.resources):
            fonts += b"%b %d 0 R" % (name.encode(), font_subsets.add(out, subset))
        for name, picture in drawn.images.items():
            if name not in base.resources:
                pictures += b"/%b %d 0 R" % (name.encode(), picture.add(out, drawn.plates, number))
        self.bodies[RESOURCES] = b"<</ColorSpace <<%b>>/Font <<%b>>%b>>" % (
            spaces, fonts, b"/XObject <<%b>>" % pictures if pictures else b"",
        )  # fmt: skip

    def _whole(self, shared: SharedObjects, last: int) -> PdfFile:
        """The base pages, the shared objects, all others, and the cross references; the file's id follows from all of it."""
        base = self.base
        parts, at = [], len(base.block) + len(shared.block)
        rows = [*shared.rows, *[b""] * (last - shared.end)]
        for number, body in self.bodies.items():
            part = b"%d 0 obj\n%b\nendobj\n" % (number, body)
            rows[shared_objects.row_index(base, number)] = objects.cross_reference(at)
            parts.append(part)
            at += len(part)
        own = b"".join(parts)
        table = b"".join([*rows, objects.cross_reference(at)])  # compressing it takes longer than writing it
        hashed = shared.hashed.copy()
        hashed.update(own)
        ident = hashed.hexdigest()[:32].encode()
        tail = (
            b"%d 0 obj\n<</Type /XRef/W [1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID [<%s><%s>]/Length %d>>\n"
            b"stream\n%s\r\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
            % (last, last + 1, CATALOG, INFO, ident, ident, len(table), table, at)
        )
        hashed.update(tail)
        return PdfFile((base.block, shared.block, own + tail), hashed.hexdigest())
