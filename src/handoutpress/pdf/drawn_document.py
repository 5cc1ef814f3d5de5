"""What a canvas has drawn, before it is written: pages of content streams, the structure tree, fonts, pictures, destinations."""

from __future__ import annotations

from dataclasses import dataclass, field

from handoutpress.pdf.fonts import Fonts
from handoutpress.pdf.form_xobject import FormXObject
from handoutpress.pdf.images import Pixels
from handoutpress.pdf.palette import Palette
from handoutpress.pdf.print_colours import Plates
from handoutpress.pdf.tag_tree import Element, LinkAnnotation, Placeholder, Tree
from handoutpress.pdf.xmp import Metadata

Rect = tuple[float, float, float, float]


@dataclass(slots=True)
class DrawnPage:
    """A page: boxes in points, streams with placeholders, owners of marks, links; `marks`: those the page below has already."""

    size: tuple[float, float] = (0, 0)
    marks: int = 0
    boxes: dict[str, Rect] = field(default_factory=dict)
    streams: list[list[str] | Placeholder] = field(default_factory=list)
    owners: list[Element] = field(default_factory=list)
    links: list[LinkAnnotation] = field(default_factory=list)


class DrawnDocument:
    """Pages and all they use; a whole document, or what is drawn over base pages.

    Attributes:
        palette: the colours, which content streams name by number.
        pdfa: whether it claims to be PDF/A-2a, besides PDF/UA-1.
        filled: code in the placeholders of base pages, by their keys.
        destinations: page and height in points, by name; `heading_places` those of titled headings.
        registers: whether anything is drawn in the colour of registration marks.
    """

    def __init__(
        self, tree: Tree, meta: Metadata, palette: Palette, plates: Plates, fonts: Fonts, pages: list[DrawnPage], *, pdfa: bool
    ) -> None:  # fmt: skip
        self.tree, self.meta, self.palette, self.plates, self.pdfa = tree, meta, palette, plates, pdfa
        self.fonts, self.pages = fonts, pages
        self.filled: dict[int, list[str]] = {}
        self.images: dict[str, Pixels | FormXObject] = {}
        self.destinations: dict[str, tuple[int, float]] = {}
        self.heading_places: dict[Element, tuple[int, float]] = {}
        self.registers = False

    def empty_overlay(self) -> DrawnDocument:
        """Nothing, to lay over these pages: with their colours and metadata."""
        pages = [DrawnPage(marks=len(page.owners)) for page in self.pages]
        return DrawnDocument(Tree(self.tree.lang), self.meta, self.palette, self.plates, Fonts(1), pages, pdfa=self.pdfa)
