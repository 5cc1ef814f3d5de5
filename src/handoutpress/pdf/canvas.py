"""A canvas that writes tagged PDF.

The rules: a line of text belongs to an element or an artifact, always; what is drawn within `content` is one piece of
an element's content; everything else on the page is decoration, and is marked as an artifact without being asked.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from handoutpress.pdf import inks as ink_ops
from handoutpress.pdf import outline, xmp
from handoutpress.pdf.fonts import LOCK
from handoutpress.pdf.images import Images
from handoutpress.pdf.objects import number, raw, spot, stream, stream_class
from handoutpress.pdf.plates import SCREEN, Plates, Shares
from handoutpress.pdf.runs import Run, show
from handoutpress.pdf.structure import Artifact, Element, Leaf, Tree

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Canvas", "Rect", "Run"]
Rect = tuple[float, float, float, float]
_FORBIDDEN = re.compile(r"(?<![\w/.])(?:BT|Tj|TJ|BMC|BDC|EMC)(?!\w)")
_HYPHENS = ("-", "\u2010", "\u2011")
_NO_ID = b"0" * 32


class Canvas:
    """Pages of tagged content.

    Attributes:
        order: sort key for what is drawn now; raise or lower it when sheets are not drawn in reading order.
        repeating: what is drawn now is a copy of what was drawn before (several up on a sheet): all of it decoration.
    """

    def __init__(
        self, target: BinaryIO | None = None, *, page_size: tuple[float, float], tree: Tree, inks: Mapping[str, Shares],
        title: str, date: datetime.date, author: str = "", subject: str = "", keywords: str = "", creator: str = "",
        pdfa: bool = True, plates: Plates = SCREEN,
    ) -> None:  # fmt: skip
        """A document of one empty page of `page_size` points.

        Args:
            target: where `finish` writes the file, if anywhere.
            tree: its structure; filled as things are drawn, and good for one document.
            inks: colours in terms of the plates (sRGB from 0 to 1, unless they say other) by name; the order gives their numbers in
                the colour space, so 256 at most.
            plates: what the file is printed with.
            title, author, subject, keywords, creator: the document's metadata.
            date: the only date in the document.
            pdfa: whether it claims to be PDF/A-2a, besides PDF/UA-1.
        """
        from reportlab.pdfbase import pdfdoc

        self.order = 0.0
        self.repeating = False
        self.tree, self.pdfa, self.plates = tree, pdfa, plates
        self._target = target
        self._size = page_size
        self._inks = {name: i for i, name in enumerate(inks)}
        self._meta = xmp.Metadata(title, author, subject, keywords, creator, tree.lang, date)
        self._doc = pdfdoc.PDFDocument(dummyoutline=1, compression=1, invariant=1, pdfVersion=(1, 7), lang=tree.lang)
        self._doc._timeStamp = xmp.Stamp(date)
        self._palette = tuple(inks.values())
        base = plates.space(self._doc)
        self._plates: Any = None
        if plates.inks:
            self._plates = self._doc.Reference(raw(base))
            base = self._plates.format(self._doc)
        self._space = self._doc.Reference(raw(ink_ops.colour_space(self._palette, base)))
        self._marks = raw(ink_ops.REGISTRATION)
        self._landed: dict[int, tuple[Any, float]] = {}
        self._destinations: dict[str, tuple[Any, float]] = {}
        self._jumps: list[tuple[Any, str]] = []  # link annotations within the document, and where they lead
        self._images = Images(self._doc, plates, self._plates)
        self._sequence = 0
        self._finished = False
        self._start_page()

    # -- pages -------------------------------------------------------------------------------------

    def _start_page(self) -> None:
        self._code: list[str] = []
        self._owners: list[Element] = []
        self._annotations: list[Any] = []
        self._boxes: dict[str, Rect] = {}
        self._used_images: dict[str, Any] = {}
        self._open: Element | Artifact | None = None  # the marked content that text lines are being added to
        self._inside = self._registers = False
        self._loose: list[str] = []  # painting that belongs to no element
        self._forget()

    def _forget(self) -> None:
        """Assume nothing of the graphics state."""
        self._fill = self._font = ""

    def next_page(self, page_size: tuple[float, float] | None = None) -> None:
        """End this page and begin another, `page_size` points if it differs.

        Raises:
            ValueError: within `content`, or after `finish`.
        """
        self._end_page()
        self._size = page_size or self._size
        self._start_page()

    def boxes(self, *, trim: Rect, bleed: Rect, media: Rect | None = None) -> None:
        """The finished sheet, how far paint reaches beyond it, and the paper around both, on this page (points).

        Paper that begins below 0 leaves what is drawn, and all that refers to it, where it is.
        """
        self._boxes = {"TrimBox": trim, "BleedBox": bleed} | ({"MediaBox": media} if media else {})

    def _end_page(self) -> None:
        from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObjectReference, PDFPage

        if self._inside or self._finished:
            raise ValueError("a page cannot end within content, nor after the document is finished")
        self._settle()
        code = "\n".join(self._code).encode("latin-1")
        page = PDFPage()
        page.Override_default_compilation = 1
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.MediaBox = PDFArray([0, 0, *(round(side, 2) for side in self._size)])
        for name, rect in self._boxes.items():
            setattr(page, name, PDFArray([round(v, 2) for v in rect]))
        page.Contents = stream(code)
        spaces = (
            {"Ink": self._space}
            | ({"Plates": self._plates} if self._plates else {})
            | ({"Registration": self._doc.Reference(self._marks)} if self._registers else {})
        )
        resources: dict[str, Any] = {"Font": PDFObjectReference("BasicFonts"), "ColorSpace": PDFDictionary(spaces)}
        if self._used_images:
            resources["XObject"] = PDFDictionary(dict(self._used_images))
        page.Resources = PDFDictionary(resources)
        page.Parent = self._doc.Reference(self._doc.Pages)
        page.Tabs = PDFName("S")
        if self._annotations:
            page.Annots = PDFArray(self._annotations)
        if self._owners:
            page.StructParents = self.tree.slot(self._owners)
        self._doc.addPage(page)

    # -- marks -------------------------------------------------------------------------------------

    def _mark(self, owner: Element | Artifact) -> str:
        """The operator that begins marked content of `owner`; an element gets a reference to it."""
        if isinstance(owner, Artifact):
            return owner.operator
        if self.repeating:
            return Artifact().operator
        mcid = len(self._owners)
        self._owners.append(owner)
        owner.kids.append(Leaf(self._doc.thisPageRef(), self._next(), mcid))
        return f"/{owner.role} <</MCID {mcid}>> BDC"

    def _next(self) -> tuple[float, int]:
        self._sequence += 1
        return (self.order, self._sequence)

    def _settle(self) -> None:
        """Close what is open: marked text, or loose painting, which becomes an artifact."""
        if self._open is not None:
            self._code.append("EMC")
            self._open = None
        if self._loose:
            self._code += [Artifact().operator, *self._loose, "EMC"]
            self._loose = []

    @contextmanager
    def content(self, owner: Element | Artifact) -> Iterator[None]:
        """All that is painted within is one piece of content of `owner`.

        Raises:
            ValueError: within another `content`.
        """
        if self._inside:
            raise ValueError("content within content")
        self._settle()
        self._code.append(self._mark(owner))
        self._inside = True
        try:
            yield
        finally:
            self._inside = False
            self._code.append("EMC")

    def code(self, operators: str) -> None:
        """Painting operators; decoration unless within `content`. Colours by `fill_op`, no text, no marks.

        Raises:
            ValueError: text or marked content among the operators.
        """
        # most operators have neither letter pair, and looking for those is far cheaper than the expression
        if ("T" in operators or "MC" in operators or "DC" in operators) and _FORBIDDEN.search(operators):
            raise ValueError("text is drawn with line() and marked with content(), so that it belongs to something")
        self._paint(operators)

    def _paint(self, operators: str) -> None:
        if self._open is not None:
            self._settle()
        (self._code if self._inside else self._loose).append(operators)
        self._forget()

    def fill(self, ink: str) -> None:
        """Make an ink the fill colour; KeyError for an ink that is not in the palette."""
        self._paint(ink_ops.fill_op(self._inks[ink]))

    def stroke(self, ink: str) -> None:
        """Make an ink the stroke colour; KeyError for an ink that is not in the palette."""
        self._paint(ink_ops.stroke_op(self._inks[ink]))

    def register(self) -> None:
        """Make the stroke colour the one that prints on every plate, for a print shop's marks; black if there is one plate."""
        self._registers = self.plates.kind != "grey"
        self._paint("/Registration CS 1 SC" if self._registers else "0 G")

    # -- text --------------------------------------------------------------------------------------

    def line(self, x: float, y: float, runs: Sequence[Run], owner: Element | Artifact, *, last: bool = True) -> float:
        """Set a line of text with its baseline at y; returns the x where it ends, points.

        If it is not the last line of its text, a space is added at its end (not after a hyphen), so that readers do not
        glue words together.

        Raises:
            MissingGlyphs: a font lacks a character of its run.
            KeyError: an ink that is not in the palette.
            ValueError: within `content`.
        """
        for i, run in enumerate(runs):
            if not run.text:
                continue
            width = run.width
            span = run.span if run.span is not None and isinstance(owner, Element) else owner
            self._enter(span)
            glue = not last and i == len(runs) - 1 and not run.text[-1].isspace() and not run.text.endswith(_HYPHENS)
            shown, font = show(run, run.text + " " if glue else run.text, self._doc, self._font)
            ink = "" if self._fill == run.ink else ink_ops.fill_op(self._inks[run.ink]) + " "
            self._code.append(f"BT {ink}{number(x)} {number(y)} Td {shown} ET")
            self._fill, self._font = run.ink, font
            x += width
            if isinstance(span, Element) and id(span) not in self._landed:
                self._landed[id(span)] = (self._doc.thisPageRef(), y + run.size)
        return x

    def _enter(self, owner: Element | Artifact) -> None:
        if self._inside:
            raise ValueError("text within content")
        if self._open is owner:
            return
        self._settle()
        self._code.append(self._mark(owner))
        self._open = owner

    # -- links and pictures ------------------------------------------------------------------------

    def destination(self, name: str, y: float) -> None:
        """Name a height on this page, points, for links to lead to.

        Raises:
            ValueError: the name is taken.
        """
        if name in self._destinations:
            raise ValueError(f"there is a destination {name!r} already")
        self._destinations[name] = (self._doc.thisPageRef(), y)

    def link(self, rect: Rect, element: Element, *, url: str = "", dest: str = "", contents: str) -> None:
        """Make a rectangle (points) a link to a web address, phone or mail, or to a destination of this document.

        `contents` says in words where it leads.

        Raises:
            ValueError: no contents, or not one of `url` and `dest`.
        """
        from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString

        if self.repeating:
            return
        if not contents:
            raise ValueError("a link needs words for those who cannot see it")
        if bool(url) == bool(dest):
            raise ValueError("a link leads to either an address or a destination")
        note = PDFDictionary(
            {
                "Type": PDFName("Annot"), "Subtype": PDFName("Link"), "F": 4, "Border": PDFArray([0, 0, 0]),
                "Rect": PDFArray([round(v, 2) for v in rect]), "Contents": PDFString(contents),
                "StructParent": self.tree.slot(element),
            }
        )  # fmt: skip
        if url:
            note["A"] = PDFDictionary({"S": PDFName("URI"), "URI": PDFString(url)})
        else:
            self._jumps.append((note, dest))
        reference = self._doc.Reference(note)
        self._annotations.append(reference)
        element.kids.append(Leaf(self._doc.thisPageRef(), self._next(), annotation=reference))

    def image(self, picture: Image, x: float, y: float, w: float, h: float) -> None:
        """A picture in a box with its lower left corner at x, y; points."""
        name, reference = self._images.add(picture)
        self._used_images[name] = reference
        self._paint(f"q {number(w)} 0 0 {number(h)} {number(x)} {number(y)} cm /{name} Do Q")

    # -- the end -----------------------------------------------------------------------------------

    def finish(self) -> bytes:
        """End the last page; the whole file, written to the target as well if there is one.

        Raises:
            ValueError: the tree breaks a rule of PDF/UA (a figure without alternate text, say), a link leads to a
                destination that is not there, or the document is finished already.
        """
        from reportlab.pdfbase import pdfdoc

        with LOCK:
            self._end_page()
            self._finished = True
            doc, meta = self._doc, self._meta
            for note, name in self._jumps:
                if name not in self._destinations:
                    raise ValueError(f"a link leads to {name!r}, which is nowhere")
                note["Dest"] = spot(*self._destinations[name])
            catalog, info = doc.Catalog, doc.info
            info.title, info.author, info.subject = meta.title, meta.author, meta.subject
            info.keywords, info.creator, info.producer = meta.keywords, meta.creator, meta.producer
            catalog.StructTreeRoot = self.tree.write(doc)
            catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})
            catalog.ViewerPreferences = pdfdoc.PDFDictionary({"DisplayDocTitle": "true"})
            catalog.Outlines = outline.write(doc, self.tree.root, self._landed)
            catalog.Metadata = stream(xmp.packet(meta, pdfa=self.pdfa), {"Type": "/Metadata", "Subtype": "/XML"}, compress=False)
            catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]
            catalog.OutputIntents = pdfdoc.PDFArray([self._intent()])
            for font in doc.delayedFonts:
                font.addObjects(doc)
            for item in doc.idToObject.values():
                if type(item) is pdfdoc.PDFStream:  # those ReportLab made itself: fonts
                    item.__class__ = stream_class()
            # the id follows from all else in the file: it is written last, over as many noughts
            doc._ID = b"[<" + _NO_ID + b"><" + _NO_ID + b">]"
            body, trailer = bytes(doc.format()).rsplit(b"trailer", 1)
        digest = hashlib.md5(body, usedforsecurity=False).hexdigest().encode()
        data = body + b"trailer" + trailer.replace(_NO_ID, digest)
        if self._target is not None:
            self._target.write(data)
        return data

    def _intent(self) -> Any:
        from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFString

        profile = self._doc.Reference(stream(xmp.srgb(), {"N": 3}))
        name = PDFString("sRGB IEC61966-2.1")
        return PDFDictionary(
            {
                "Type": PDFName("OutputIntent"),
                "S": PDFName("GTS_PDFA1"),
                "OutputConditionIdentifier": name,
                "Info": name,
                "DestOutputProfile": profile,
            }
        )
