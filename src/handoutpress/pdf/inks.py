"""Named inks: all colours of a document in one indexed colour space.

Content streams say `/Ink cs 3 sc`; what colour 3 is stands once, in the palette. So the streams of a page are the same
bytes for every clinic, whatever its brand colour.
"""

from __future__ import annotations

from functools import cache, lru_cache

RGB = tuple[float, float, float]

# every plate there is (ISO 32000-1, 8.6.6.4): 1 is full ink, which screens show as black
REGISTRATION = b"[/Separation /All /DeviceGray <</FunctionType 2 /Domain [0 1] /C0 [1] /C1 [0] /N 1>>]"


@cache
def fill_op(index: int) -> str:
    """Operators that make an ink the fill colour."""
    return f"/Ink cs {index} sc"


@cache
def stroke_op(index: int) -> str:
    """Operators that make an ink the stroke colour."""
    return f"/Ink CS {index} SC"


@lru_cache(maxsize=2_000)
def colour_space(palette: tuple[tuple[float, ...], ...], base: bytes = b"/DeviceRGB") -> bytes:
    """The indexed colour space of a palette of colours of a base space (components from 0 to 1), as PDF writes it."""
    table = "".join(f"{round(max(0.0, min(1.0, v)) * 255):02x}" for colour in palette for v in colour)
    return b"[/Indexed %s %d <%s>]" % (base, len(palette) - 1, table.encode())
