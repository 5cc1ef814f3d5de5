"""Colour arithmetic: sRGB as '#rrggbb' or as numbers from 0 to 1, relative luminance and contrast (WCAG 2.1), OKLCH."""

from __future__ import annotations

import math

RGB = tuple[float, float, float]


def from_hex(colour: str) -> RGB:
    """'#rrggbb' as three numbers from 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def to_hex(colour: RGB) -> str:
    """Three numbers as '#rrggbb'; what lies outside 0 to 1 is cut off."""
    return "#" + "".join(f"{round(min(1.0, max(0.0, v)) * 255):02x}" for v in colour)


def to_linear(v: float) -> float:
    """A component of sRGB as light, 0 to 1."""
    return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4


def from_linear(v: float) -> float:
    """Light as a component of sRGB, 0 to 1; what lies outside is cut off."""
    v = min(1.0, max(0.0, v))
    return 12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055


def luminance(colour: RGB) -> float:
    """Relative luminance, 0 to 1."""
    red, green, blue = map(to_linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours ('#rrggbb'), 1 to 21."""
    low, high = sorted((luminance(from_hex(a)), luminance(from_hex(b))))
    return (high + 0.05) / (low + 0.05)


def to_oklch(colour: str) -> tuple[float, float, float]:
    """Lightness 0 to 1, chroma, and hue in degrees of a colour (OKLab: Bjorn Ottosson, 2020)."""
    r, g, b = map(to_linear, from_hex(colour))
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    light = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    c = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return light, math.hypot(a, c), math.degrees(math.atan2(c, a)) % 360


def from_oklch(light: float, chroma: float, hue: float) -> str:
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


def darkened(colour: str, ratio: float, *grounds: str) -> str:
    """The colour, made darker in small steps until it reads at `ratio` on every ground."""
    light, chroma, hue = to_oklch(colour)
    while light > 0.12 and any(contrast(colour, ground) < ratio for ground in grounds):
        light -= 0.008
        colour = from_oklch(light, chroma, hue)
    return colour
