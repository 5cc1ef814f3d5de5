"""Picture files from outside: nothing of them is trusted. Bounded before they are decoded, turned upright, and in sRGB."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.errors import HandoutError, InvalidSource, Place, Problem
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 16_000_000


def refused(path: Path, what: str, mend: str) -> HandoutError:
    """The error that says what is wrong with a picture file."""
    return InvalidSource(Problem(what, mend, Place(shown(path))))


def opened(path: Path, data: bytes, pillow: str, what: str, *, most: int = MAX_PIXELS) -> Image:
    """A picture of mode RGB, or RGBA if it has transparent parts.

    Args:
        pillow: Pillow's name of the format; no other is tried.
        what: the picture is, for messages: logo or photo.
        most: pixels it may have.

    Raises:
        InvalidSource: it is damaged, holds several pictures or has too many pixels.
    """
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged files, which are refused or drawn
            if most <= MAX_PIXELS:
                warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=(pillow,))
            if image.width * image.height > most:
                side = int(most**0.5) // 1000 * 1000
                raise refused(path, f"the {what} has {image.width} x {image.height} pixels", f"Save it at most {side} x {side}")
            if getattr(image, "n_frames", 1) > 1 and image.format != "MPO":  # a telephone's photo, and a map of its lights
                raise refused(path, f"the {what} holds several pictures", "Save one of them as PNG")
            has_alpha = "A" in image.getbands() or "transparency" in image.info
            turned = ImageOps.exif_transpose(image)
            if turned.mode.startswith("I"):  # 16 bits a pixel: Pillow would cut them off at 255
                turned = turned.convert("I").point(lambda level: level * (1 / 257)).convert("L")
            return turned.convert("RGBA" if has_alpha else "RGB")
    except HandoutError:
        raise
    except Exception as error:  # readers of damaged files raise anything
        raise refused(path, f"the {what} is damaged or is not a picture", "Save it again as PNG") from error
