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
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handoutpress.pdf import inks as ink_ops
from handoutpress.pdf import outline, xmp
from handoutpress.pdf.fonts import LOCK
from handoutpress.pdf.objects import raw, stream, stream_class
from handoutpress.pdf.structure import Artifact, Element, Leaf, Tree

if TYPE_CHECKING:
    from PIL.Image import Image

    from handoutpress.pdf.fonts import Font

Rect = tuple[float, float, float, float]
_TEXT = re.compile(r"(?<![\w/.])(?:BT|Tj|TJ)(?!\w)")


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look: size in points, ink by name; `span` is an element within the line's (a link, say)."""

    text: str
    font: Font
    size: float
    ink: str
    span: Element | None = None


def number(value: float) -> str:
    """A length as PDF writes it, to a hundredth of a point."""
    text = f"{value:.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class Canvas:
    """Pages of tagged content.

    Attributes:
        order: sort key for what is drawn now; raise or lower it when sheets are not drawn in reading order.
    """

    def __init__(
        self, *, page_size: tuple[float, float], tree: Tree, inks: Mapping[str, ink_ops.RGB], title: str, date: datetime.date,
        author: str = "", subject: str = "", keywords: str = "", creator: str = "", pdfa: bool = True,
    ) -> None:  # fmt: skip
        """A document of one empty page of `page_size` points. `date` is the only date in it."""
        from reportlab.pdfbase import pdfdoc

        self.order = 0.0
        self.tree, self.pdfa = tree, pdfa
        self._size = page_size
        self._inks = {name: i for i, name in enumerate(inks)}
        self._meta = xmp.Metadata(title, author, subject, keywords, creator, tree.lang, date)
        self._doc = pdfdoc.PDFDocument(dummyoutline=1, compression=1, invariant=1, pdfVersion=(1, 7), lang=tree.lang)
        self._doc._timeStamp = xmp.Stamp(date)
        self._palette = tuple(inks.values())
        self._space = self._doc.Reference(raw(ink_ops.colour_space(self._palette)))
        self._landed: dict[int, tuple[Any, float]] = {}
        self._images: dict[bytes, tuple[str, Any]] = {}
        self._digest = hashlib.md5(usedforsecurity=False)
        self._sequence = 0
        self._start_page()

    # -- pages -------------------------------------------------------------------------------------

    def _start_page(self) -> None:
        self._code: list[str] = []
        self._owners: list[Element] = []
        self._annotations: list[Any] = []
        self._boxes: dict[str, Rect] = {}
        self._used_images: dict[str, Any] = {}
        self._open: Element | Artifact | None = None  # the marked content that text lines are being added to
        self._inside = False
        self._loose: list[str] = []  # painting that belongs to no element
        self._forget()

    def _forget(self) -> None:
        """Assume nothing of the graphics state."""
        self._fill = self._font = ""

    def next_page(self, page_size: tuple[float, float] | None = None) -> None:
        """End this page and begin another, `page_size` points if it differs."""
        self._end_page()
        self._size = page_size or self._size
        self._start_page()

    def boxes(self, *, trim: Rect, bleed: Rect) -> None:
        """The finished sheet, and how far paint reaches beyond it, on this page (points)."""
        self._boxes = {"TrimBox": trim, "BleedBox": bleed}

    def _end_page(self) -> None:
        from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObjectReference, PDFPage

        self._settle()
        code = "\n".join(self._code).encode("latin-1")
        self._digest.update(code)
        page = PDFPage()
        page.Override_default_compilation = 1
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.MediaBox = PDFArray([0, 0, *(round(side, 2) for side in self._size)])
        for name, rect in self._boxes.items():
            setattr(page, name, PDFArray([round(v, 2) for v in rect]))
        page.Contents = stream(code)
        resources: dict[str, Any] = {"Font": PDFObjectReference("BasicFonts"), "ColorSpace": PDFDictionary({"Ink": self._space})}
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
        yield
        self._inside = False
        self._code.append("EMC")

    def code(self, operators: str) -> None:
        """Painting operators; decoration unless within `content`. Colours by `fill_op`, no text.

        Raises:
            ValueError: text among the operators.
        """
        if _TEXT.search(operators):
            raise ValueError("text must be drawn with line(), so that it belongs to something")
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

    # -- text --------------------------------------------------------------------------------------

    def line(self, x: float, y: float, runs: Sequence[Run], owner: Element | Artifact, *, last: bool = True) -> float:
        """Set a line of text with its baseline at y; returns the x where it ends, points.

        If it is not the last line of its text, a space is added at its end, so that readers do not glue words together.
        """
        for i, run in enumerate(runs):
            span = run.span if run.span is not None and isinstance(owner, Element) else owner
            self._enter(span)
            text = run.text
            if not last and i == len(runs) - 1 and not text.endswith((" ", "-")):
                text += " "
            for font, operand in run.font.show(text, run.size, self._doc):
                state = []
                if self._fill != run.ink:
                    state.append(ink_ops.fill_op(self._inks[run.ink]))
                    self._fill = run.ink
                if self._font != font:
                    state.append(font)
                    self._font = font
                self._code.append(f"BT {' '.join(state)} {number(x)} {number(y)} Td {operand} Tj ET")
                x += run.font.width(run.text, run.size)
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

    def link(self, rect: Rect, element: Element, *, url: str, contents: str) -> None:
        """Make a rectangle (points) a link to a web address, phone or mail; `contents` says it in words.

        Raises:
            ValueError: no contents.
        """
        from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString

        if not contents:
            raise ValueError("a link needs words for those who cannot see it")
        note = PDFDictionary(
            {
                "Type": PDFName("Annot"), "Subtype": PDFName("Link"), "F": 4, "Border": PDFArray([0, 0, 0]),
                "Rect": PDFArray([round(v, 2) for v in rect]), "Contents": PDFString(contents),
                "A": PDFDictionary({"S": PDFName("URI"), "URI": PDFString(url)}), "StructParent": self.tree.slot(element),
            }
        )  # fmt: skip
        reference = self._doc.Reference(note)
        self._annotations.append(reference)
        element.kids.append(Leaf(self._doc.thisPageRef(), self._next(), annotation=reference))

    def image(self, picture: Image, x: float, y: float, w: float, h: float) -> None:
        """A picture (mode RGB or RGBA) in a box with its lower left corner at x, y; points."""
        name, reference = self._picture(picture)
        self._used_images[name] = reference
        self._paint(f"q {number(w)} 0 0 {number(h)} {number(x)} {number(y)} cm /{name} Do Q")

    def _picture(self, picture: Image) -> tuple[str, Any]:
        key = hashlib.md5(picture.tobytes() + picture.mode.encode(), usedforsecurity=False).digest()
        if key not in self._images:
            self._digest.update(key)
            shape = {
                "Type": "/XObject",
                "Subtype": "/Image",
                "Width": picture.width,
                "Height": picture.height,
                "BitsPerComponent": 8,
            }
            colours = stream(picture.convert("RGB").tobytes(), {**shape, "ColorSpace": "/DeviceRGB"})
            if "A" in picture.getbands():
                mask = stream(picture.getchannel("A").tobytes(), {**shape, "ColorSpace": "/DeviceGray"})
                colours.dictionary["SMask"] = self._doc.Reference(mask)
            self._images[key] = (f"Im{len(self._images) + 1}", self._doc.Reference(colours))
        return self._images[key]

    # -- the end -----------------------------------------------------------------------------------

    def finish(self) -> bytes:
        """End the last page; the whole file.

        Raises:
            ValueError: the tree breaks a rule of PDF/UA (a figure without alternate text, say).
        """
        from reportlab.pdfbase import pdfdoc

        with LOCK:
            self._end_page()
            doc, meta = self._doc, self._meta
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
            self._digest.update(repr((meta, self._palette)).encode())
            digest = self._digest.hexdigest()
            doc._ID = f"[<{digest}><{digest}>]".encode()
            return bytes(doc.format())

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
