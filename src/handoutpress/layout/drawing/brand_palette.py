"""Colour roles: every ink of a leaflet, derived from one brand colour in OKLCH, with contrast guaranteed for any brand.

Meaning colours (alert, amber, good, bad) never follow the brand.
"""

from __future__ import annotations

from typing import Literal

from handoutpress.content.figure_names import INKS, Who
from handoutpress.content.schema.style import StyleFamily
from handoutpress.layout.drawing.style_inks import styled
from handoutpress.support.colour import darkened, from_hex, from_linear, from_oklch, luminance, to_hex, to_oklch

Mode = Literal["colour", "ink_saver"]

# people in the figures: skin and hair
CASTS: dict[Who, tuple[str, str]] = {
    "ana": ("#c98f68", "#3a2e2a"),
    "ben": ("#e6b894", "#4a4038"),
    "cora": ("#efc8a8", "#9a9a9c"),
    "dev": ("#9a6a48", "#2b2624"),
    "eli": ("#d9a67f", "#b9b9ba"),
    "fay": ("#7a4e34", "#1f1a18"),
    "gia": ("#b97f58", "#2e2220"),
    "hana": ("#d8a780", "#2b2624"),
    "ivo": ("#e3b592", "#d5d5d3"),
    "joy": ("#8a5a3c", "#2a211d"),
}
# a picture of the wrong way: greys on every sheet
WRONG = {"wrong_edge": "#6a6a6a", "wrong_dark": "#a9a9a9", "wrong_mid": "#cfcfcf", "wrong_light": "#f0f0f0"}
INK_NUMBERS = {name: i for i, name in enumerate(INKS)}  # in the colour space of a document


def _shade(skin: str) -> str:
    near, far = from_hex(skin), from_hex("#6b4a3a")
    red, green, blue = (a + (b - a) * 0.28 for a, b in zip(near, far, strict=True))
    return to_hex((red, green, blue))


def roles(seed: str, mode: Mode = "colour", style: StyleFamily | None = None) -> dict[str, str]:
    """All inks as '#rrggbb', by name, in the order of INKS; `style`: whose recipes take the place of the clinical ones."""
    found = _roles(seed)
    if style and style.roles:
        found = styled(found, seed, style)
    if mode == "ink_saver":
        found = {name: _grey(colour) for name, colour in found.items()} | _INK_SAVER
    return {name: found[name] for name in INKS}


def _roles(seed: str) -> dict[str, str]:
    light, chroma, hue = to_oklch(seed)
    tame = min(chroma, 0.13)
    # body text and codes: a printer of one ink rasters all but pure black
    out = {"white": "#ffffff", "black": "#000000", "ink": "#000000"}
    out["tint"] = from_oklch(0.968, min(0.018, tame * 0.16), hue)
    out["tint2"] = from_oklch(0.925, min(0.040, tame * 0.34), hue)
    out["line"] = from_oklch(0.80, min(0.055, tame * 0.45), hue)
    out["mid"] = from_oklch(0.68, min(0.105, tame * 0.9), hue)
    out["brand"] = darkened(seed, 5.0, "#ffffff", out["tint"])
    # fields keep the clinic's own colour; if white text needs more than a nudge, the text turns dark instead
    nudged = darkened(seed, 4.7, "#ffffff")
    if light - to_oklch(nudged)[0] <= 0.08:
        out["fill"], out["on_fill"] = nudged, "#ffffff"
    else:
        out["fill"] = seed if light < 0.93 else from_oklch(0.90, tame, hue)
        out["on_fill"] = from_oklch(0.20, min(0.02, tame * 0.2), hue)
    out["deep"] = from_oklch(min(light, 0.33), min(0.075, tame * 0.75), hue)
    out["soft"] = darkened(from_oklch(0.47, min(0.025, tame * 0.25), hue), 5.5, out["tint2"])
    # the "work here" colour of figures; brands near it or near skin get crimson on a pale shirt instead
    warm = chroma > 0.04 and (hue < 100 or hue > 340)
    out["accent"] = from_oklch(0.53, 0.20, 14) if warm else from_oklch(0.61, 0.19, 36)
    out["glow"] = from_oklch(0.87, 0.07, 10) if warm else from_oklch(0.90, 0.065, 45)
    out["accent_text"] = darkened(out["accent"], 4.6, "#ffffff", out["tint"])
    # marks of figures: what moves, what stretches or works, what warms; each has a shape of its own as well
    out |= {"arrow": out["deep"], "stretch": out["accent"], "warm": "#f6c177"}
    out |= WRONG
    out["alert"] = out["alert_field"] = "#b3141d"
    out |= {"alert_tint": "#fdf1f0", "on_alert": "#ffffff", "good": "#1c6b3a", "bad": "#a61b24"}
    out |= {"amber": "#8f5a00", "amber_field": "#f2b233", "on_amber": "#2b1c00"}
    out["shirt"], out["shirt_far"] = (from_oklch(at, min(0.075, tame * 0.62), hue) for at in (0.80, 0.70))
    if warm:
        out["shirt"], out["shirt_far"] = from_oklch(0.94, 0.03, hue), from_oklch(0.86, 0.035, hue)
    out["pants"] = from_oklch(0.50, min(0.075, tame * 0.62), hue)
    out["pants_far"] = from_oklch(0.42, min(0.065, tame * 0.56), hue)
    out |= {"shoe": "#f4f4f2", "shoe_far": "#d9dad8", "pillow": "#ffffff", "ice": "#9fd3ee", "fig": out["deep"]}
    out["line_p"] = from_oklch(0.52, 0.03, hue)
    out["prop"], out["prop2"] = from_oklch(0.89, 0.012, hue), from_oklch(0.79, 0.016, hue)
    for who, (skin, hair) in CASTS.items():
        out |= {f"skin_{who}": skin, f"skin_far_{who}": _shade(skin), f"hair_{who}": hair}
    light, chroma, hue = to_oklch(out["fill"])
    out |= {"sun": "#ffffff", "hill": out["tint2"], "hill2": out["line"], "step": from_oklch(light + 0.1, chroma * 0.9, hue)}
    out |= {"two": out["tint2"], "mix": out["deep"]}
    return out


def _grey(colour: str) -> str:
    v = from_linear(luminance(from_hex(colour)))
    return to_hex((v, v, v))


_INK_SAVER = {
    "tint": "#ffffff", "tint2": "#f0f0f0", "line": "#9a9a9a", "brand": "#1c1c1c", "fill": "#ffffff", "on_fill": "#000000",
    "deep": "#1c1c1c", "ink": "#000000", "soft": "#454545", "alert": "#000000", "alert_tint": "#ffffff",
    "alert_field": "#ffffff", "on_alert": "#000000", "amber": "#000000", "amber_field": "#ffffff",
    "on_amber": "#000000", "good": "#000000",
    "bad": "#000000", "accent": "#2a2a2a", "glow": "#ffffff", "arrow": "#1c1c1c", "stretch": "#1c1c1c", "warm": "#ededed",
    "accent_text": "#222222", "shirt": "#e2e2e2", "shirt_far": "#c9c9c9",
    "pants": "#b4b4b4", "pants_far": "#9c9c9c", "shoe": "#ffffff", "shoe_far": "#e4e4e4", "fig": "#2a2a2a", "prop": "#f0f0f0",
    "prop2": "#d8d8d8", "sun": "#ffffff", "hill": "#ffffff", "hill2": "#f0f0f0", "step": "#f0f0f0", "two": "#ffffff",
    "mix": "#1c1c1c", "mid": "#8c8c8c", "line_p": "#6a6a6a", "pillow": "#ffffff", "ice": "#d0d0d0",
    **{f"{part}_{who}": grey for who in CASTS for part, grey in (("skin", "#f6f6f6"), ("skin_far", "#dedede"), ("hair", "#8a8a8a"))},
}  # fmt: skip
