"""Colour arithmetic: sRGB as '#rrggbb' or as numbers from 0 to 1, relative luminance and contrast (WCAG 2.1)."""

from __future__ import annotations

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
