"""The clinic's mark: its logo, bounded and re-encoded (a picture) or drawn as vector (SVG), else its initials.

A logo comes from outside, so nothing of it is trusted: size is checked before it is decoded, pictures are decoded
and written anew, and an SVG may hold shapes only (no script, no text, no picture, nothing from elsewhere).
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from handoutpress.errors import HandoutError, InvalidSource, NotFound, Place, Problem
from handoutpress.layout.text.line_breaking import wrap_text
from handoutpress.layout.text.text_style import TextStyle
from handoutpress.pdf.images import Pixels
from handoutpress.pdf.print_colours import SCREEN
from handoutpress.pdf.svg_art import SvgArt, read_svg
from handoutpress.support.disk_cache import disk_cache
from handoutpress.support.filesystem import shown
from handoutpress.support.picture_kind import picture_formats, picture_kind
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element as Element_

    from PIL.Image import Image

    from handoutpress.layout.context import Paint
    from handoutpress.layout.drawing.pen import Pen
    from handoutpress.layout.text.line_breaking import Line
    from handoutpress.merge.leaflet import ClinicCard
    from handoutpress.pdf.fonts import Family
    from handoutpress.pdf.tag_tree import Artifact, Element

MAX_BYTES = 2_000_000
MAX_PIXELS = 16_000_000
MAX_SIDE = 600  # pixels a raster logo is written at: 36 pt at 1,200 dpi
MAX_NODES, MAX_DEPTH = 20_000, 60  # of an SVG, with everything a <use> repeats counted each time
MAX_CODE = 300_000  # bytes of drawing operators
MAX_RATIO = 3.2  # widest logo, as a multiple of its height
NAMED = 2.2  # a logo at least this wide holds the clinic's name, so the name is not set beside it
_SHAPES = frozenset(
    {"svg", "g", "defs", "title", "desc", "metadata", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
    | {"use", "style", "symbol"}
)


class _Art(Protocol):
    """A logo's art in a box of 1 x ratio."""

    @property
    def ratio(self) -> float:
        """Width as a multiple of the height."""
        ...

    def paint(self, pen: Pen, x: float, y: float, width: float, height: float) -> None:
        """Draw hanging from y."""
        ...


_LETTERS = re.compile(r"[^\W\d_]+")


@immutable
class _Raster:
    image: Image
    ratio: float
    pixels: Pixels

    def paint(self, pen: Pen, x: float, y: float, width: float, height: float) -> None:
        pen.canvas.image(self.pixels, x, y - height, width, height)


@immutable
class _Vector:
    art: SvgArt
    ratio: float

    def paint(self, pen: Pen, x: float, y: float, width: float, height: float) -> None:
        scale = min(width / self.art.width, height / self.art.height)
        with pen.placed(x, y - height, scale):
            pen.canvas.code(self.art.operators(pen.canvas.plates))


@immutable
class Mark:
    """A clinic's mark at a height.

    Attributes:
        width: points.
        art: the logo; None: initials are drawn.
    """

    width: float
    height: float
    art: _Art | None
    initials: str
    font: Family

    @property
    def has_logo(self) -> bool:
        """Whether there is a logo file (initials are decoration, the name stands beside them)."""
        return self.art is not None

    @property
    def names_clinic(self) -> bool:
        """Whether the logo is so wide that it holds the clinic's name."""
        return self.art is not None and self.art.ratio >= NAMED

    def paint(self, owner: Element | Artifact) -> Paint:
        """Paint it as the content of `owner`."""

        def draw(pen: Pen, x: float, y: float) -> None:
            pen.bounds(owner, x, y - self.height, x + self.width, y)
            with pen.canvas.content(owner):
                if self.art:
                    height = min(self.height, self.width / self.art.ratio)
                    self.art.paint(pen, x, y - (self.height - height) / 2, self.width, height)
                else:
                    pen.panel(x, y, self.width, self.height, fill="fill", radius=self.height * 0.24)
            if not self.art:
                self._letters(pen, x, y, owner)

        return draw

    def _letters(self, pen: Pen, x: float, y: float, owner: Element | Artifact) -> None:
        line, right, down = _initials(self.font, self.initials, self.width, self.height)
        pen.text_line(x + right, y - down, line.runs, owner)


def _initials(fonts: Family, text: str, width: float, height: float) -> tuple[Line, float, float]:
    """Initials in the middle of a field; how far right and down in it they stand, points."""
    size = height * (0.44 if len(text) > 1 else 0.56)
    style = TextStyle(size, size, True, "on_fill", "center", "no")
    line = wrap_text(fonts, text, style, width, False)[0][0]
    return line, (width - line.width) / 2, (height + style.cap) / 2


def mark(clinic: ClinicCard, height: float, fonts: Family) -> Mark:
    """A clinic's mark, `height` points high and at most 3.2 times as wide. Raises NotFound, InvalidSource: as `art` does."""
    art = load(clinic.logo) if clinic.logo else None
    width = height * min(MAX_RATIO, max(1.0, art.ratio)) if art else height
    return Mark(width, height, art, initials(clinic.name), fonts)


def content(art: _Art) -> Image | SvgArt:
    """What a logo is made of: a picture, or shapes."""
    if isinstance(art, _Raster):
        return art.image
    assert isinstance(art, _Vector)
    return art.art


def initials(name: str) -> str:
    """One or two capitals that stand for a name: "Fairview Back Care" -> "FB"."""
    capitals = [word[0] for word in _LETTERS.findall(name) if word[0].isupper()]
    return "".join(capitals[:2] or [word[0].upper() for word in re.findall(r"\w+", name)[:2]]) or "+"


def load(path: Path) -> _Art:
    """A logo file as art.

    Raises:
        NotFound: the file is not there or cannot be read.
        InvalidSource: it is too large, of no kind in PICTURE_KINDS, or holds what a logo may not hold.
    """
    try:
        stat = path.stat()
        data = b"" if stat.st_size > MAX_BYTES else path.read_bytes()
    except OSError as error:
        raise NotFound(Problem("the logo cannot be read", "Check the file name in the profile", Place(shown(path)))) from error
    if stat.st_size > MAX_BYTES:
        raise _refused(path, "the logo is larger than 2 MB", "Save it smaller: 600 pixels wide is plenty")
    return _decoded(path, data)


@lru_cache(maxsize=64)  # decoding takes longer than a leaflet, which shows its logo twice
def _decoded(path: Path, data: bytes) -> _Art:
    kind = picture_kind(data)
    if kind is None:
        raise _refused(path, f"the logo is of none of these kinds: {picture_formats()}", "Save it as PNG, or ask for the SVG file")
    return _raster(path, data, kind.pillow) if kind.pillow else _svg(path, data)


def _refused(path: Path, what: str, mend: str) -> HandoutError:
    return InvalidSource(Problem(what, mend, Place(shown(path))))


def _raster(path: Path, data: bytes, pillow: str) -> _Raster:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=(pillow,))
        if image.width * image.height > MAX_PIXELS:
            raise _refused(path, f"the logo has {image.width} x {image.height} pixels", "Save it at most 4000 x 4000")
        has_alpha = "A" in image.getbands() or "transparency" in image.info
        picture = image.convert("RGBA" if has_alpha else "RGB")
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ) as error:
        raise _refused(path, "the logo is damaged or is not a picture", "Save it again as PNG") from error
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    return _Raster(picture, picture.width / picture.height, Pixels.of(picture))


def _svg(path: Path, data: bytes) -> _Vector:
    from xml.etree import ElementTree

    if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
        raise _refused(path, "the SVG logo has a document type or entities", "Save it as plain SVG")
    try:
        root = ElementTree.fromstring(data)  # no document type, so no entity can expand or be fetched
    except ElementTree.ParseError as error:
        raise _refused(path, f"the SVG logo is damaged ({error})", "Save it again as plain SVG") from error
    for node in root.iter():
        _check_node(path, _local(node.tag), {_local(k): v for k, v in node.attrib.items()}, node.text or "")
    if not _bounded(root):
        raise _refused(path, "the SVG logo repeats its parts too often, or nests them too deep", "Save it as plain SVG, or as PNG")

    def draw() -> SvgArt:
        if (art := read_svg(data)) is None:
            raise _refused(path, "the SVG logo cannot be drawn", "Save it as plain SVG with a viewBox, or as PNG")
        return art

    art = disk_cache().cached("logo", (data,), draw, SvgArt.to_json, SvgArt.from_json)
    if len(art.operators(SCREEN)) > MAX_CODE:
        raise _refused(path, "the SVG logo has too many details to print", "Simplify its paths, or save it as PNG")
    return _Vector(art, art.width / art.height)


def _local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]


def _bounded(root: Element_) -> bool:
    """Whether what is drawn stays small when every <use> is replaced by what it names; one that names itself never ends."""
    named = {node.get("id"): node for node in root.iter()}
    waiting = [(root, 0)]
    drawn = 0
    while waiting:
        node, depth = waiting.pop()
        drawn += 1
        if drawn > MAX_NODES or depth > MAX_DEPTH:
            return False
        waiting += [(child, depth + 1) for child in node]
        if _local(node.tag) == "use":
            link = next((value for name, value in node.attrib.items() if _local(name) == "href"), "")
            target = named.get(link.removeprefix("#"))
            waiting += [(target, depth + 1)] if target is not None else []
    return True


def _check_node(path: Path, tag: str, attributes: dict[str, str], text: str) -> None:
    if tag in ("text", "tspan"):
        raise _refused(path, "the SVG logo holds text", "Turn the letters into outlines (Text to path) and save again")
    if tag not in _SHAPES:
        raise _refused(
            path, f"the SVG logo holds <{tag}>, which is not a flat shape", "Save it as plain SVG with flat colours, or as PNG"
        )
    for name, value in attributes.items():
        outside = name in ("href", "src") and not value.startswith("#")
        if name.startswith("on") or outside or _fetches(value):
            raise _refused(path, f"the SVG logo has {name}=..., which may load or run something", "Save it as plain SVG")
    if tag == "style" and _fetches(text):
        raise _refused(path, "the SVG logo's style loads something from elsewhere", "Save it as plain SVG")


def _fetches(css: str) -> bool:
    return bool(re.search(r"@import|javascript:|url\(\s*['\"]?(?!#)", css, re.IGNORECASE))
