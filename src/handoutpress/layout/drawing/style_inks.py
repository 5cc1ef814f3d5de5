"""The inks of a style family: its recipes worked out for a brand colour."""

from __future__ import annotations

from collections.abc import Mapping

from handoutpress.content.schema.style import InkRecipe, Numbers, StyleFamily, formula
from handoutpress.support.colour import darkened, from_hex, from_oklch, to_hex, to_oklch

TAME = 0.13  # a brand's chroma as tints take it
GREY = 0.03  # chroma of a brand that has no hue to speak of


def styled(inks: Mapping[str, str], seed: str, style: StyleFamily) -> dict[str, str]:
    """The inks of a brand colour, those a style has recipes for made anew in their order; all as '#rrggbb'."""
    out = dict(inks) | {"seed": seed}
    for name, recipe in style.roles.items():
        out[name] = _made(recipe, out, style)
    del out["seed"]
    return out


def _made(recipe: InkRecipe, inks: Mapping[str, str], style: StyleFamily) -> str:
    numbers = _numbers(inks[recipe.of], style)
    start = recipe.start
    if recipe.near and recipe.instead and numbers["C"] > GREY and recipe.near[0] <= numbers["h"] <= recipe.near[1]:
        start = recipe.instead
    colour = inks[start] if isinstance(start, str) else _of_numbers(*(formula(one)(numbers) for one in start))
    if recipe.over:
        colour = to_hex(tuple(a * b for a, b in zip(from_hex(colour), from_hex(inks[recipe.over]), strict=True)))  # type: ignore[arg-type]
    for ground, ratio in recipe.reads.items():
        colour = darkened(colour, ratio, inks[ground])
    return colour


def _numbers(colour: str, style: StyleFamily) -> Numbers:
    light, chroma, hue = to_oklch(colour)
    tame = min(chroma, TAME)
    if style.neutral and chroma < GREY:
        hue, tame = style.neutral
    return {"L": light, "C": chroma, "Ct": tame, "h": hue}


def _of_numbers(light: float, chroma: float, hue: float) -> str:
    return from_oklch(min(1.0, max(0.0, light)), max(0.0, chroma), hue)
