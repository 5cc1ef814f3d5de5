"""A canvas that writes tagged PDF.

The rules: a line of text belongs to an element or an artifact, always; what is drawn within `content` is one piece of
an element's content; everything else on the page is decoration, and is marked as an artifact without being asked.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO

from handoutpress.pdf.drawn_document import DrawnDocument, DrawnPage, Rect
from handoutpress.pdf.fonts import Fonts
from handoutpress.pdf.form_xobject import FormXObject
from handoutpress.pdf.images import Pixels
from handoutpress.pdf.objects import decimal
from handoutpress.pdf.palette import Palette
from handoutpress.pdf.print_colours import SCREEN, Plates, Shares
from handoutpress.pdf.reuse.base_pages import BasePages, build_base_pages
from handoutpress.pdf.reuse.file_writer import PdfFile, write_file
from handoutpress.pdf.tag_tree import HEADINGS, Artifact, ContentItem, Element, LinkAnnotation, Placeholder, Tree
from handoutpress.pdf.text_run import Run, show
from handoutpress.pdf.xmp import Flip, Metadata

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Canvas", "Rect", "Run"]
_FORBIDDEN = re.compile(r"(?<![\w/.])(?:BT|Tj|TJ|BMC|BDC|EMC)(?!\w)")
_DECORATION = Artifact().operator
_HYPHENS = ("-", "\u2010", "\u2011")


class Canvas(DrawnDocument):
    """Pages of tagged content. A canvas over base pages draws what stands in their placeholders.

    Attributes:
        order: sort key for what is drawn now; raise or lower it when sheets are not drawn in reading order.
        repeating: what is drawn now is a copy of what was drawn before (several up on a sheet): all of it decoration.
    """

    def __init__(
        self, target: BinaryIO | None = None, *, page_size: tuple[float, float] = (0, 0), tree: Tree, inks: Mapping[str, Shares],
        title: str, date: datetime.date, author: str = "", subject: str = "", keywords: str = "", creator: str = "",
        flip: Flip = "no", pdfa: bool = True, plates: Plates = SCREEN, over: BasePages | None = None,
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
            flip: the edge its sheets are turned over on when they are printed on both sides.
            pdfa: whether it claims to be PDF/A-2a, besides PDF/UA-1.
            over: the pages, drawn already; what is drawn now goes into their placeholders.
        """
        meta = Metadata(title, author, subject, keywords, creator, tree.lang, date, flip)
        palette = inks if isinstance(inks, Palette) else Palette(inks)
        pages = [DrawnPage(marks=page.marks) for page in over.pages] if over else []
        super().__init__(tree, meta, palette, plates, Fonts(1 if over else 0), pages, pdfa=pdfa)
        self.order = 0.0
        self.repeating = False
        self.over = over
        self._target = target
        self._fill_ops, self._stroke_ops = palette.fill_ops, palette.stroke_ops
        self._sequence = self._placeholders = 0
        self._finished = False
        if over:
            self._draw_in(0, [])
        else:
            self._begin(DrawnPage(page_size))

    # -- pages -------------------------------------------------------------------------------------

    def _begin(self, page: DrawnPage) -> None:
        self.pages.append(page)
        self._draw_on()

    def _draw_on(self) -> None:
        """Go on in a new stream of the last page."""
        code: list[str] = []
        self.pages[-1].streams.append(code)
        self._draw_in(len(self.pages) - 1, code)

    def _draw_in(self, page: int, code: list[str]) -> None:
        """Go on in a stream of a page, assuming nothing of the state of graphics."""
        self._page, self._drawn, self._code = page, self.pages[page], code
        self._open: Element | Artifact | None = None  # the marked content that text lines are being added to
        self._inside = False
        self._loose: list[str] = []  # painting that belongs to no element
        self._fill = self._font = ""

    def next_page(self, page_size: tuple[float, float] | None = None) -> None:
        """End this page, begin another (`page_size`: points). Raises ValueError: within `content`, or after `finish`."""
        self._end()
        self._begin(DrawnPage(page_size or self._drawn.size))

    def boxes(self, *, trim: Rect, bleed: Rect, media: Rect | None = None) -> None:
        """The finished sheet, how far paint reaches beyond it, and the paper around both, on this page (points).

        Paper that begins below 0 leaves what is drawn, and all that refers to it, where it is.
        """
        self._drawn.boxes = {"TrimBox": trim, "BleedBox": bleed} | ({"MediaBox": media} if media else {})

    def placeholder(self, name: str, x: float, y: float, slot: str = "") -> None:
        """Leave a place to another canvas: what is named, with its upper left corner at x, y points.

        `slot`: the place in the tree for what is said there (none if it is decoration).

        Raises:
            ValueError: within `content`, or after `finish`.
        """
        self._end()
        self._drawn.streams.append(Placeholder(self._placeholders, name, slot, self._page, x, y, self.order, self.repeating))
        self._placeholders += 1
        self._draw_on()

    def fill_placeholder(self, place: Placeholder) -> None:
        """Draw in a placeholder from now on."""
        self._end()
        self.order, self.repeating = place.order, place.repeating
        code = self.filled[place.key] = []
        self._draw_in(place.page, code)

    def _end(self) -> None:
        if self._inside or self._finished:
            raise ValueError("a page cannot end within content, nor after the document is finished")
        self._settle()

    # -- marks -------------------------------------------------------------------------------------

    def _mark(self, owner: Element | Artifact) -> str:
        """The operator that begins marked content of `owner`; an element gets a reference to it."""
        if isinstance(owner, Artifact):
            return owner.operator
        if self.repeating:
            return _DECORATION
        owners = self._drawn.owners
        mcid = self._drawn.marks + len(owners)
        owners.append(owner)
        owner.kids.append(ContentItem(self._page, self._next(), mcid))
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
            self._code += [_DECORATION, *self._loose, "EMC"]
            self._loose = []

    def content(self, owner: Element | Artifact) -> Canvas:
        """All that is painted within is one piece of content of `owner`. Raises ValueError: within another `content`."""
        if self._inside:
            raise ValueError("content within content")
        self._settle()
        self._code.append(self._mark(owner))
        self._inside = True
        return self

    def __enter__(self) -> None:
        """Of `content`: a generator in its place takes three times as long."""

    def __exit__(self, *error: object) -> None:
        self._inside = False
        self._code.append("EMC")

    def code(self, operators: str) -> None:
        """Painting operators; decoration unless within `content`. Raises ValueError: text or marked content among them."""
        _refuse_text(operators)
        self._paint(operators)

    def shape(self, operators: str, *, fill: str | None = None, stroke: str | None = None) -> None:
        """Painting operators in these inks. Raises KeyError: an ink that is not in the palette; ValueError: as `code` does."""
        _refuse_text(operators)
        if stroke:
            operators = f"{self._stroke_ops[stroke]}\n{operators}"
        if fill:
            operators = f"{self._fill_ops[fill]}\n{operators}"
        self._paint(operators)

    def _paint(self, operators: str) -> None:
        if self._open is not None:
            self._settle()
        (self._code if self._inside else self._loose).append(operators)
        self._fill = self._font = ""  # it may have changed either

    def fill(self, ink: str) -> None:
        """Make an ink the fill colour; KeyError for an ink that is not in the palette."""
        self._paint(self._fill_ops[ink])

    def stroke(self, ink: str) -> None:
        """Make an ink the stroke colour; KeyError for an ink that is not in the palette."""
        self._paint(self._stroke_ops[ink])

    def register(self) -> None:
        """Make the stroke colour the one that prints on every plate, for a print shop's marks; black if there is one plate."""
        self.registers |= self.plates.kind != "grey"
        self._paint("/Registration CS 1 SC" if self.plates.kind != "grey" else "0 G")

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
        level, end = decimal(y), runs[-1] if runs and not last else None
        for run in runs:
            text = run.text
            if not text:
                continue
            width = run.known if run.known is not None else run.width
            span = run.span if run.span is not None and isinstance(owner, Element) else owner
            if self._inside or (span is not self._open and span != self._open):  # two artifacts of a kind are one
                self._enter(span)
            if run is end and not text[-1].isspace() and not text.endswith(_HYPHENS):
                text += " "
            shown, self._font = show(run, text, self.fonts, self._font)
            if self._fill == run.ink:
                self._code.append(f"BT {decimal(x)} {level} Td {shown} ET")
            else:
                self._code.append(f"BT {self._fill_ops[run.ink]} {decimal(x)} {level} Td {shown} ET")
                self._fill = run.ink
            x += width
            if type(span) is Element and span.role in HEADINGS and span not in self.heading_places:
                self.heading_places[span] = (self._page, y + run.size)
        return x

    def _enter(self, owner: Element | Artifact) -> None:
        if self._inside:
            raise ValueError("text within content")
        self._settle()
        self._code.append(self._mark(owner))
        self._open = owner

    # -- links and pictures ------------------------------------------------------------------------

    def destination(self, name: str, y: float) -> None:
        """Name a height on this page, points, for links to lead to. Raises ValueError: the name is taken."""
        if name in self.destinations:
            raise ValueError(f"there is a destination {name!r} already")
        self.destinations[name] = (self._page, y)

    def link(self, rect: Rect, element: Element, *, url: str = "", dest: str = "", contents: str) -> None:
        """Make a rectangle (points) a link to a web address, phone or mail, or to a destination of this document.

        `contents` says in words where it leads.

        Raises:
            ValueError: no contents, or not one of `url` and `dest`.
        """
        if self.repeating:
            return
        if not contents:
            raise ValueError("a link needs words for those who cannot see it")
        if bool(url) == bool(dest):
            raise ValueError("a link leads to either an address or a destination")
        link = LinkAnnotation(rect, element, contents, url, dest)
        self._drawn.links.append(link)
        element.kids.append(ContentItem(self._page, self._next(), link=link))

    def form(self, form: FormXObject, x: float, y: float, scale: float) -> None:
        """A form in the fill colour, its lower left corner at x, y; `scale` points to its unit."""
        self.images[form.name] = form
        self._paint(f"q {scale:.5f} 0 0 {scale:.5f} {decimal(x)} {decimal(y)} cm /{form.name} Do Q")

    def image(self, picture: Image | Pixels, x: float, y: float, w: float, h: float) -> None:
        """A picture in a box with its lower left corner at x, y; points."""
        pixels = picture if isinstance(picture, Pixels) else Pixels.of(picture)
        self.images[pixels.name] = pixels
        self._paint(f"q {decimal(w)} 0 0 {decimal(h)} {decimal(x)} {decimal(y)} cm /{pixels.name} Do Q")

    # -- the end -----------------------------------------------------------------------------------

    def base_pages(self) -> BasePages:
        """End the last page; all there is, for other canvases to be drawn over.

        Raises:
            ValueError: the tree breaks a rule of PDF/UA (a figure without alternate text, say), a link leads to a
                destination that is not there, or the document is finished already.
        """
        self._end()
        self._finished = True
        return build_base_pages(self)

    def finish(self) -> bytes:
        """End the last page; the whole file, also written to the target if any. Raises ValueError: as `base_pages` does."""
        data = bytes(self.file())
        if self._target is not None:
            self._target.write(data)
        return data

    def file(self) -> PdfFile:
        """End the last page; the whole file in pieces. Raises ValueError: as `base_pages` does."""
        if self.over is None:
            return write_file(self.base_pages(), self.empty_overlay())
        self._end()
        self._finished = True
        return write_file(self.over, self)


def _refuse_text(operators: str) -> None:
    # most operators have none of these letters, and looking for those is far cheaper than the expression
    if ("T" in operators or "MC" in operators or "DC" in operators) and _FORBIDDEN.search(operators):
        raise ValueError("text is drawn with line() and marked with content(), so that it belongs to something")
