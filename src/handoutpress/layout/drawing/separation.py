"""Colour roles as shares of plates: small type in one ink, brand roles in the brand's ink, greys in black."""

from __future__ import annotations

from functools import lru_cache

from handoutpress.content.schema.finish import Finish
from handoutpress.content.schema.style import StyleFamily
from handoutpress.layout.drawing.brand_palette import Mode, roles
from handoutpress.merge.leaflet import ClinicCard
from handoutpress.pdf.palette import Palette
from handoutpress.pdf.print_colours import GREY, SCREEN, Plates, Shares
from handoutpress.support.colour import from_hex, from_linear, luminance

# inks of type and of lines: two plates never meet exactly, and a raster frays small letters
TYPE = frozenset({"ink", "soft", "black", "on_amber"})
# what a sheet in black, or in black and one ink, sets in solid black as well: it has no red and no green
SOLID = frozenset({"alert", "alert_field", "amber", "good", "bad", "fig", "accent_text"})
HEADS = frozenset({"brand", "deep", "mix"})
BRAND = frozenset(
    {"brand", "deep", "fill", "tint", "tint2", "line", "mid", "shirt", "shirt_far", "pants", "pants_far",
     "hill", "hill2", "step", "mix"}
)  # fmt: skip
PALER = 0.4  # skin in black ink, towards paper: a raster of half black looks dead
DARK = 0.3  # luminance below which type is dark


def plates(clinic: ClinicCard, finish: Finish) -> Plates:
    """The plates of a file: a clinic's choice counts for print shops only, screens and office printers want sRGB."""
    if finish.mono:
        return GREY
    if not finish.for_print_shop or clinic.print_as == "screen":
        return SCREEN
    if clinic.print_as == "process":
        return Plates("process")
    return Plates("spot", clinic.ink, from_hex(clinic.brand))


@lru_cache(maxsize=2_000)  # 135 µs: without, a batch takes 1.3 times as long
def palette(seed: str, mode: Mode = "colour", plates: Plates = SCREEN, style: StyleFamily | None = None) -> Palette:
    """All inks as shares of plates, by name, in the order of `INKS`."""
    return Palette({name: _shares(name, colour, plates) for name, colour in roles(seed, mode, style).items()})


def _shares(name: str, colour: str, plates: Plates) -> Shares:
    value = from_hex(colour)
    light = luminance(value)
    if plates.kind == "screen":
        return value
    if plates.kind == "process":
        return plates.black(value) if name in TYPE else plates.shares(value)
    solid = TYPE | SOLID | (HEADS if plates.kind == "grey" else frozenset())
    if light < DARK and (name in solid or name == "on_fill"):
        return plates.black((0.0, 0.0, 0.0))
    if plates.kind == "spot" and name in BRAND and light < 0.999:
        return plates.tint(light)
    if plates.kind == "spot" and name.startswith("skin_"):
        return _skin(light, plates)
    return plates.black(value)


def _skin(light: float, plates: Plates) -> Shares:
    """Skin of a luminance: a tint of a spot ink that is as warm as skin, else black, paler than it is."""
    red, green, blue = plates.colour
    if red > green >= blue and red - blue > 0.2:
        return plates.tint(light)
    grey = from_linear(light)
    return plates.black((grey + (1 - grey) * PALER,) * 3)
