"""The photo on a cover: cut to its slot, in as many pixels as print needs and no more, written as JPEG in sRGB."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.errors import HandoutError, InvalidSource, NotFound, Problem
from handoutpress.layout.components.picture_file import opened
from handoutpress.pdf.images import Pixels
from handoutpress.support.picture_kind import picture_kind

if TYPE_CHECKING:
    from PIL.Image import Image

    from handoutpress.layout.drawing.pen import Pen
    from handoutpress.merge.leaflet import CoverPicture
    from handoutpress.pdf.tag_tree import Element

DPI = 300
MAX_BYTES = 30_000_000
MAX_PIXELS = 64_000_000  # a telephone's: 48 million are common
TONES = 12  # sizes of dots


@dataclass
class Photo:
    """A clinic's photo as tagged content; it is read once it is drawn."""

    cover: CoverPicture
    element: Element

    @classmethod
    def of(cls, cover: CoverPicture, language: str, parent: Element) -> Photo:
        """A photo, its element under `parent`. Raises InvalidSource: its profile does not say what it shows in the language."""
        if not cover.alt:
            what = f"the photo's alt is not there in the language '{language}'"
            mend = f"Say what it shows in each language you print, as alt: {{en: Our treatment room, {language}: ...}}"
            raise InvalidSource(Problem(what, mend, cover.place, "cover.alt"))
        return cls(cover, parent.add("Figure", alt=cover.alt, Placement="Block"))

    def draw(self, pen: Pen, x: float, y: float, width: float, height: float) -> None:
        """Draw it in a slot that hangs from y. Raises NotFound, InvalidSource: as `cut` does."""
        photo = self.cut(width, height)
        pen.bounds(self.element, x, y, width, height)
        with pen.canvas.content(self.element):
            pen.image(Pixels.photo(photo.convert("L") if pen.saves_ink else photo), x, y, width, height)

    def cut(self, width: float, height: float, dpi: int = DPI) -> Image:
        """It as it stands in a slot of so many points, at `dpi` pixels an inch.

        Raises:
            NotFound: the file is not there.
            InvalidSource: it is no picture the program reads, or has too few pixels for the slot.
        """
        assert self.cover.photo
        need = math.ceil(width / 72 * dpi), math.ceil(height / 72 * dpi)
        try:
            return _cut(self.cover.photo, self.cover.focus, need)
        except HandoutError as error:  # of the file; who mends it starts at the profile
            raise type(error)(replace(one, place=self.cover.place, field="cover.photo") for one in error.problems) from None


def _cut(path: Path, focus: tuple[float, float], need: tuple[int, int]) -> Image:
    from PIL import Image, ImageOps

    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    except OSError as error:
        raise NotFound(Problem("the photo cannot be read", "Check the file name")) from error
    if not data:
        raise InvalidSource(Problem("the photo is larger than 30 MB, or empty", "Save it as JPEG"))
    kind = picture_kind(data)
    if kind is None or kind.pillow is None:
        raise InvalidSource(Problem("the photo is of no kind that is read", "Save it as JPEG or PNG"))
    picture = opened(path, data, kind.pillow, "photo", most=MAX_PIXELS)
    if picture.width < need[0] or picture.height < need[1]:
        raise InvalidSource(
            Problem(
                f"the photo has {picture.width} x {picture.height} pixels; this cover needs {need[0]} x {need[1]} pixels "
                "to print sharp",
                f"Name a photo of at least {need[0]} x {need[1]} pixels, as the camera wrote it",
            )
        )
    if picture.mode == "RGBA":
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, (0, 0), picture)
        picture = paper
    return _in_srgb(ImageOps.fit(picture, need, Image.Resampling.LANCZOS, centering=focus))


def _in_srgb(picture: Image) -> Image:
    """The colours of a picture that was made for other screens, for ours."""
    from PIL import ImageCms

    if not (profile := picture.info.get("icc_profile")):
        return picture
    try:
        found = ImageCms.profileToProfile(picture, BytesIO(profile), ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):  # a damaged profile, or one of other inks: colours as they are
        return picture
    return found or picture


def dots(photo: Image, columns: int, rows: int, most: float) -> list[tuple[float, list[tuple[int, int]]]]:
    """A photo as dots: how much of the paper a dot's cell has, and the cells (column, row from the top) that have so much.

    Cells of a chessboard: every other one, as dots of a row stand between those of the next.
    """
    from PIL import Image

    grey = photo.convert("L").resize((columns, rows), Image.Resampling.BOX)
    tones: dict[int, list[tuple[int, int]]] = {}
    for row in range(rows):
        for column in range(row % 2, columns, 2):
            value = grey.getpixel((column, row))
            assert isinstance(value, int)
            share = min(most, 1.5 * (1 - value / 255) - 0.13)
            tones.setdefault(round(share / most * TONES), []).append((column, row))
    return [(tone * most / TONES, cells) for tone, cells in sorted(tones.items()) if tone > 0]
