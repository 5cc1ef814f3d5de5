"""The clinic's mark: its logo, bounded and re-encoded (a picture) or drawn as vector (SVG), else its initials.

A logo comes from outside, so nothing of it is trusted: size is checked before it is decoded, pictures are decoded
and written anew, and an SVG may hold shapes only (no script, no text, no picture, nothing from elsewhere).
"""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from handoutpress.errors import NotFound, Place, Problem
from handoutpress.layout.components.picture_file import opened, refused
from handoutpress.layout.text.line_breaking import wrap_text
from handoutpress.layout.text.text_style import TextStyle
from handoutpress.pdf.images import Pixels, why_unseen
from handoutpress.pdf.print_colours import GREY
from handoutpress.support.disk_cache import disk_cache
from handoutpress.support.filesystem import shown
from handoutpress.support.picture_kind import picture_formats, picture_kind
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from PIL.Image import Image

    from handoutpress.layout.context import Paint, Setting
    from handoutpress.layout.drawing.pen import Pen
    from handoutpress.layout.text.line_breaking import Line
    from handoutpress.merge.leaflet import ClinicCard
    from handoutpress.pdf.svg_art import SvgArt
    from handoutpress.pdf.tag_tree import Artifact, Element

MAX_BYTES = 2_000_000
MAX_SIDE = 600  # pixels a raster logo is written at: 36 pt at 1,200 dpi
MIN_DPI = 150
MAX_RATIO = 3.2  # widest logo, as a multiple of its height


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
    """A picture; `across`: its pixels before it was made smaller; `was_drawn`: from an SVG that paths alone cannot show."""

    image: Image
    ratio: float
    pixels: Pixels
    across: int
    was_drawn: bool = False

    def paint(self, pen: Pen, x: float, y: float, width: float, height: float) -> None:
        pen.image(self.pixels.grey() if pen.saves_ink else self.pixels, x, y, width, height)


@immutable
class _Vector:
    art: SvgArt
    ratio: float

    def paint(self, pen: Pen, x: float, y: float, width: float, height: float) -> None:
        scale = min(width / self.art.width, height / self.art.height)
        with pen.placed(x, y - height, scale, across=(0, self.art.width)):
            on_screen = pen.canvas.plates.kind == "screen"
            pen.canvas.code(self.art.operators(GREY if pen.saves_ink and on_screen else pen.canvas.plates))


@immutable
class Mark:
    """A clinic's mark at a height.

    Attributes:
        width: points.
        art: the logo; None: initials are drawn.
        names_clinic: whether the logo holds the clinic's name, as its profile says.
    """

    width: float
    height: float
    art: _Art | None
    initials: str
    setting: Setting
    names_clinic: bool

    @property
    def has_logo(self) -> bool:
        """Whether there is a logo file (initials are decoration, the name stands beside them)."""
        return self.art is not None

    def paint(self, owner: Element | Artifact) -> Paint:
        """Paint it as the content of `owner`."""

        def draw(pen: Pen, x: float, y: float) -> None:
            pen.bounds(owner, x, y, self.width, self.height)
            with pen.canvas.content(owner):
                if self.art:
                    height = min(self.height, self.width / self.art.ratio)
                    self.art.paint(pen, x, y - (self.height - height) / 2, self.width, height)
                else:
                    plate = "fill" if pen.family.call == "field" else "brand"
                    pen.panel(x, y, self.width, self.height, fill=plate, radius=self.height * 0.24)
            if not self.art:
                self._letters(pen, x, y, owner)

        return draw

    def _letters(self, pen: Pen, x: float, y: float, owner: Element | Artifact) -> None:
        line, indent, down = _initials(self.setting, self.initials, self.width, self.height)
        pen.text_line(x + indent, y - down, line.runs, owner)


def _initials(setting: Setting, text: str, width: float, height: float) -> tuple[Line, float, float]:
    """Initials in the middle of a field; how far in and down they stand, points."""
    most = height * (0.48 if len(text) > 1 else 0.6)
    size = max((size for size in setting.template.sizes.values() if size <= most), default=most)
    style = TextStyle(size, size, True, "on_fill" if setting.family.call == "field" else "white", "center", "no")
    line = wrap_text(setting.fonts, text, style, width, False)[0][0]
    return line, (width - line.width) / 2, (height + style.cap) / 2


def mark(clinic: ClinicCard, height: float, setting: Setting) -> Mark:
    """A clinic's mark, `height` points high and at most 3.2 times as wide. Raises NotFound, InvalidSource: as `art` does."""
    art = load(clinic.logo) if clinic.logo else None
    width = height * min(MAX_RATIO, art.ratio) if art else height
    return Mark(width, height, art, initials(clinic.name), setting, bool(art) and clinic.masthead == "logo")


def content(art: _Art) -> Image | SvgArt:
    """What a logo is made of: a picture, or shapes."""
    if isinstance(art, _Raster):
        return art.image
    assert isinstance(art, _Vector)
    return art.art


def printing_notes(path: Path) -> tuple[str, ...]:
    """What somebody should know of how a logo prints. Raises NotFound, InvalidSource: as `load` does."""
    art = load(path)
    if not isinstance(art, _Raster):
        return ()
    if art.was_drawn:
        return ("the SVG logo has gradients, see-through or other parts that are no flat shapes: it is printed as a picture",)
    dpi = round(art.across / min(MAX_RATIO, art.ratio))  # at an inch of height, as on a poster
    return (f"the logo has {art.across} pixels across: on a poster that is {dpi} dots an inch",) if dpi < MIN_DPI else ()


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
        raise refused(path, "the logo is larger than 2 MB", "Save it smaller: 600 pixels wide is plenty")
    return _decoded(path, data)


@lru_cache(maxsize=64)  # decoding takes longer than a leaflet, which shows its logo twice
def _decoded(path: Path, data: bytes) -> _Art:
    kind = picture_kind(data)
    if kind is None:
        raise refused(path, f"the logo is of none of these kinds: {picture_formats()}", "Save it as PNG, or ask for the SVG file")
    return _raster(path, data, kind.pillow) if kind.pillow else _svg(path, data)


def _raster(path: Path, data: bytes, pillow: str) -> _Raster:
    from PIL import Image

    picture = opened(path, data, pillow, "logo")
    if why := why_unseen(picture):
        from handoutpress.pdf.svg_render import FOR_PAPER

        raise refused(path, f"the logo {why}", FOR_PAPER)
    across = picture.width
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    return _Raster(picture, picture.width / picture.height, Pixels.of(picture), across)


def _svg(path: Path, data: bytes) -> _Vector | _Raster:
    from PIL import Image

    from handoutpress.pdf.svg_gate import refusal
    from handoutpress.pdf.svg_render import CutShort, Rendered, render

    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = re.sub(r"<\?xml[^>]*\?>", "", data.decode("utf-16", "replace")).encode()
    if reason := refusal(data):
        raise refused(path, reason.what, reason.mend)
    try:
        drawn = disk_cache().cached("logo", (data,), lambda: render(data), Rendered.to_json, Rendered.from_json)
    except CutShort as cut:  # and is not kept
        drawn = cut.found
    if drawn.art:
        return _Vector(drawn.art, drawn.art.width / drawn.art.height)
    if drawn.refusal:
        raise refused(path, drawn.refusal.what, drawn.refusal.mend)
    picture = Image.open(BytesIO(drawn.picture)).convert("RGBA")
    return _Raster(picture, picture.width / picture.height, Pixels.of(picture), picture.width, was_drawn=True)
