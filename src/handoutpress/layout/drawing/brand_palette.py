"""Colour roles: every ink of a leaflet, derived from one brand colour in OKLCH, with contrast guaranteed for any brand.

OKLab: Bjorn Ottosson, 2020. Meaning colours (alert, amber, good, bad) never follow the brand.
"""

from __future__ import annotations

import math
from typing import Literal

from handoutpress.content.figure_names import INKS, Who
from handoutpress.support.colour import contrast, from_hex, from_linear, luminance, to_hex, to_linear

Mode = Literal["colour", "ink_saver"]

# people in the figures: skin and hair
CASTS: dict[Who, tuple[str, str]] = {
    "ana": ("#c98f68", "#3a2e2a"),
    "ben": ("#e6b894", "#4a4038"),
    "cora": ("#efc8a8", "#9a9a9c"),
    "dev": ("#9a6a48", "#2b2624"),
    "eli": ("#d9a67f", "#b9b9ba"),
    "fay": ("#7a4e34", "#1f1a18"),
}
INK_NUMBERS = {name: i for i, name in enumerate(INKS)}  # in the colour space of a document


def _to_oklch(colour: str) -> tuple[float, float, float]:
    r, g, b = map(to_linear, from_hex(colour))
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    light = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    c = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return light, math.hypot(a, c), math.degrees(math.atan2(c, a)) % 360


def _from_oklch(light: float, chroma: float, hue: float) -> str:
    """The colour as '#rrggbb'; chroma is cut until it fits sRGB."""
    out = (0.0, 0.0, 0.0)
    for _ in range(60):
        a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
        long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
        middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
        out = (
            4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
        )
        if all(-0.002 <= v <= 1.002 for v in out):
            break
        chroma *= 0.95
    red, green, blue = map(from_linear, out)
    return to_hex((red, green, blue))


def _darkened(colour: str, ratio: float, *grounds: str) -> str:
    """The colour, made darker in small steps until it reads at `ratio` on every ground."""
    light, chroma, hue = _to_oklch(colour)
    while light > 0.12 and any(contrast(colour, ground) < ratio for ground in grounds):
        light -= 0.008
        colour = _from_oklch(light, chroma, hue)
    return colour


def _shade(skin: str) -> str:
    near, far = from_hex(skin), from_hex("#6b4a3a")
    red, green, blue = (a + (b - a) * 0.28 for a, b in zip(near, far, strict=True))
    return to_hex((red, green, blue))


def roles(seed: str, mode: Mode = "colour") -> dict[str, str]:
    """All inks as '#rrggbb', by name, in the order of INKS."""
    found = _roles(seed)
    if mode == "ink_saver":
        found = {name: _grey(colour) for name, colour in found.items()} | _INK_SAVER
    return {name: found[name] for name in INKS}


def _roles(seed: str) -> dict[str, str]:
    light, chroma, hue = _to_oklch(seed)
    tame = min(chroma, 0.13)
    # body text and codes: a printer of one ink rasters all but pure black
    out = {"white": "#ffffff", "black": "#000000", "ink": "#000000"}
    out["tint"] = _from_oklch(0.968, min(0.018, tame * 0.16), hue)
    out["tint2"] = _from_oklch(0.925, min(0.040, tame * 0.34), hue)
    out["line"] = _from_oklch(0.80, min(0.055, tame * 0.45), hue)
    out["mid"] = _from_oklch(0.68, min(0.105, tame * 0.9), hue)
    out["brand"] = _darkened(seed, 5.0, "#ffffff", out["tint"])
    # fields keep the clinic's own colour; if white text needs more than a nudge, the text turns dark instead
    nudged = _darkened(seed, 4.7, "#ffffff")
    if light - _to_oklch(nudged)[0] <= 0.08:
        out["fill"], out["on_fill"] = nudged, "#ffffff"
    else:
        out["fill"] = seed if light < 0.93 else _from_oklch(0.90, tame, hue)
        out["on_fill"] = _from_oklch(0.20, min(0.02, tame * 0.2), hue)
    out["deep"] = _from_oklch(min(light, 0.33), min(0.075, tame * 0.75), hue)
    out["soft"] = _darkened(_from_oklch(0.47, min(0.025, tame * 0.25), hue), 5.5, out["tint2"])
    # the "work here" colour of figures; brands near it or near skin get crimson on a pale shirt instead
    warm = chroma > 0.04 and (hue < 100 or hue > 340)
    out["accent"] = _from_oklch(0.53, 0.20, 14) if warm else _from_oklch(0.61, 0.19, 36)
    out["glow"] = _from_oklch(0.87, 0.07, 10) if warm else _from_oklch(0.90, 0.065, 45)
    out["accent_text"] = _darkened(out["accent"], 4.6, "#ffffff", out["tint"])
    out["alert"] = out["alert_field"] = "#b3141d"
    out |= {"alert_tint": "#fdf1f0", "on_alert": "#ffffff", "good": "#1c6b3a", "bad": "#a61b24"}
    out |= {"amber": "#8f5a00", "amber_field": "#f2b233", "on_amber": "#2b1c00"}
    out["shirt"], out["shirt_far"] = (_from_oklch(at, min(0.075, tame * 0.62), hue) for at in (0.80, 0.70))
    if warm:
        out["shirt"], out["shirt_far"] = _from_oklch(0.94, 0.03, hue), _from_oklch(0.86, 0.035, hue)
    out["pants"] = _from_oklch(0.50, min(0.075, tame * 0.62), hue)
    out["pants_far"] = _from_oklch(0.42, min(0.065, tame * 0.56), hue)
    out |= {"shoe": "#f4f4f2", "shoe_far": "#d9dad8", "pillow": "#ffffff", "ice": "#9fd3ee", "fig": out["deep"]}
    out["line_p"] = _from_oklch(0.52, 0.03, hue)
    out["prop"], out["prop2"] = _from_oklch(0.89, 0.012, hue), _from_oklch(0.79, 0.016, hue)
    for who, (skin, hair) in CASTS.items():
        out |= {f"skin_{who}": skin, f"skin_far_{who}": _shade(skin), f"hair_{who}": hair}
    return out


def _grey(colour: str) -> str:
    v = from_linear(luminance(from_hex(colour)))
    return to_hex((v, v, v))


_INK_SAVER = {
    "tint": "#ffffff", "tint2": "#f0f0f0", "line": "#9a9a9a", "brand": "#1c1c1c", "fill": "#ffffff", "on_fill": "#000000",
    "deep": "#1c1c1c", "ink": "#000000", "soft": "#454545", "alert": "#000000", "alert_tint": "#ffffff",
    "alert_field": "#ffffff", "on_alert": "#000000", "amber": "#000000", "amber_field": "#ffffff",
    "on_amber": "#000000", "good": "#000000",
    "bad": "#000000", "accent": "#4a4a4a", "glow": "#ffffff", "accent_text": "#222222", "shirt": "#e2e2e2", "shirt_far": "#c9c9c9",
    "pants": "#b4b4b4", "pants_far": "#9c9c9c", "shoe": "#ffffff", "shoe_far": "#e4e4e4", "fig": "#2a2a2a", "prop": "#f0f0f0",
    "prop2": "#d8d8d8", "mid": "#8c8c8c", "line_p": "#6a6a6a", "pillow": "#ffffff", "ice": "#d0d0d0",
    **{f"{part}_{who}": grey for who in CASTS for part, grey in (("skin", "#f6f6f6"), ("skin_far", "#dedede"), ("hair", "#8a8a8a"))},
}  # fmt: skip
