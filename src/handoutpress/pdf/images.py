"""Pictures as image objects, each once in a document however often it is drawn."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from handoutpress.pdf.objects import IndirectObjects, stream
from handoutpress.pdf.print_colours import Plates

if TYPE_CHECKING:
    from PIL.Image import Image


QUALITY = 90  # of JPEG
SPECK = 0.25  # of a picture's width or height


@dataclass(frozen=True)
class Pixels:
    """A picture as plain bytes; equal pictures are equal. Mode L, RGB or RGBA."""

    mode: str
    size: tuple[int, int]
    data: bytes
    is_jpeg: bool = False

    @classmethod
    def photo(cls, picture: Image) -> Pixels:
        """A picture of mode L or RGB as a JPEG: a tenth of the bytes, where no edge is sharp."""
        out = BytesIO()
        picture.save(out, "JPEG", quality=QUALITY, optimize=True, subsampling=0)
        return cls(picture.mode, picture.size, out.getvalue(), is_jpeg=True)

    @property
    def picture(self) -> Image:
        """The picture, to be worked on."""
        from PIL import Image

        if self.is_jpeg:
            return Image.open(BytesIO(self.data), formats=("JPEG",))
        return Image.frombytes(self.mode, self.size, self.data)

    @classmethod
    def of(cls, picture: Image) -> Pixels:
        """A picture of any mode; what is transparent in it stays so."""
        has_alpha = "A" in picture.getbands() or "transparency" in picture.info
        plain = picture.convert("RGBA" if has_alpha else "L" if picture.mode in ("1", "L") else "RGB")
        return cls(plain.mode, plain.size, plain.tobytes())

    @cached_property
    def name(self) -> str:
        """A resource name for it: the same in every document."""
        content = repr((self.mode, self.size)).encode() + self.data
        return "Im" + hashlib.md5(content, usedforsecurity=False).hexdigest()[:8]

    def grey(self) -> Pixels:
        """The same picture without its colours; what is transparent in it stays so."""
        if self.mode == "L":
            return self
        bands = "LA" if self.mode == "RGBA" else "L"
        return Pixels.of(self.picture.convert(bands))

    def add(self, out: IndirectObjects, plates: Plates, space: int) -> int:
        """Add its objects; `space` is the number of the plates' colour space, if there is one. The picture's number."""
        colours, alpha = _written(self, plates)
        if b"/Plates" in colours[:200]:
            colours = colours.replace(b"/Plates", b"%d 0 R" % space, 1)
        if alpha:
            return out.add(colours.replace(b"<<", b"<</SMask %d 0 R" % out.add(alpha), 1))
        return out.add(colours)


def why_unseen(picture: Image) -> str:
    """Why a picture would not be seen on white paper, or hardly; empty if it would."""
    from PIL import Image, ImageChops

    paper = Image.new("RGB", picture.size, "white")
    solid = picture.convert("RGBA")
    paper.paste(solid, (0, 0), solid)
    lightest = paper.convert("L").point(lambda level: 255 if level < 240 else 0)
    colours = paper.convert("HSV").getchannel("S").point(lambda level: 255 if level > 40 else 0)
    box = ImageChops.lighter(lightest, colours).getbbox()
    if box is None:
        return "is empty or white: on paper nothing would be seen"
    left, top, right, bottom = box
    if max((right - left) / picture.width, (bottom - top) / picture.height) < SPECK:
        return "fills only a small part of its picture: it would be a speck on paper"
    return ""


@lru_cache(maxsize=32)  # compressing a raster logo takes longer than a leaflet
def _written(pixels: Pixels, plates: Plates) -> tuple[bytes, bytes]:
    """The image, and the mask of what is transparent, if anything is."""
    if pixels.is_jpeg and (plates.kind == "screen" or pixels.mode == "L"):
        return _object(pixels, "DeviceGray" if pixels.mode == "L" else "DeviceRGB"), b""
    picture = pixels.picture
    if pixels.is_jpeg and plates.kind != "process":
        return _written(Pixels.photo(picture.convert("L")), plates)
    colours, space = plates.picture(picture.convert("RGB") if picture.mode == "RGBA" else picture)
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    if alpha and alpha.getextrema() == (255, 255):
        alpha = None
    return _object(colours, space), _object(alpha, "DeviceGray") if alpha else b""


def _object(picture: Image | Pixels, space: str) -> bytes:
    shape = b"/Type /XObject/Subtype /Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace /%s" % (*picture.size, space.encode())
    if isinstance(picture, Pixels):
        return stream(picture.data, shape + b"/Filter /DCTDecode", compress=False)
    return stream(picture.tobytes(), shape)
