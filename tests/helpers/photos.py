"""Photos for tests: of nobody, made here."""

from __future__ import annotations

from PIL import Image, ImageDraw


def photo(seed: int = 0, size: tuple[int, int] = (1300, 1100)) -> Image.Image:
    """A wall, a window and a plant, another for each seed; nothing in it is the same left and right."""
    width, height = size
    picture = Image.new("RGB", size, (216, 203, 184 - 40 * seed))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((width // 10, height // 10, width // 2, height // 2), fill=(120, 180, 230))
    draw.ellipse((width * 6 // 10, height // 2, width * 9 // 10, height), fill=(30, 110, 50))
    draw.rectangle((0, height * 9 // 10, width // 2, height), fill=(110, 70, 40))
    return picture
