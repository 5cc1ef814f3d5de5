"""Styles: every text of a family reads on everything it may stand on, whatever colour a clinic has."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from handoutpress.checks.rule import Level, Rule
from handoutpress.errors import Problem
from handoutpress.layout.drawing.brand_palette import roles
from handoutpress.support.colour import contrast, to_hex

if TYPE_CHECKING:
    import datetime

    from handoutpress.content.library import Library
    from handoutpress.content.schema.style import StyleFamily

LEAST = 4.5  # contrast of text (WCAG 2.2, 1.4.3)
STEPS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)  # of red, green and blue: 216 brand colours
SEEDS = tuple(to_hex(colour) for colour in itertools.product(STEPS, STEPS, STEPS))
# text, and what it may stand on
PAIRS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ink", ("white", "tint", "tint2")),
    ("soft", ("white", "tint", "tint2")),
    ("brand", ("white", "tint")),
    ("deep", ("white", "tint", "tint2", "hill")),
    ("on_fill", ("fill",)),
    ("accent_text", ("white", "tint")),
)
# texts that stand on a cover of one composition alone
ON_COVERS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {"halftone": (("brand", ("two",)), ("mix", ("two",)))}


def worst_pairs(style: StyleFamily) -> Iterator[tuple[str, str, float, str]]:
    """Text, ground, their least contrast over all brand colours, and the brand colour it is least at."""
    pairs = [(text, ground) for text, grounds in (*PAIRS, *ON_COVERS.get(style.cover, ())) for ground in grounds]
    worst: dict[tuple[str, str], tuple[float, str]] = {}
    for seed in SEEDS:
        inks = roles(seed, style=style)
        for text, ground in pairs:
            worst[text, ground] = min(worst.get((text, ground), (21.0, seed)), (contrast(inks[text], inks[ground]), seed))
    for (text, ground), (ratio, seed) in worst.items():
        yield text, ground, ratio, seed


def _readable(library: Library, today: datetime.date) -> Iterator[Problem]:
    for name in library.styles():
        loaded = library.style(name)
        for text, ground, ratio, seed in worst_pairs(loaded.value):
            if ratio < LEAST:
                what = f"text in '{text}' on '{ground}' has a contrast of {ratio:.1f} to 1 for the brand colour {seed}, less than {LEAST}"
                field = text if text in loaded.value.roles else ground
                mend = f"Write under roles:  {text}: {{from: {text}, reads: {{{ground}: {LEAST:g}}}}}"
                yield loaded.problem(what, mend, "roles", field)


STYLE_RULES = (
    Rule(
        "style-contrast", Level.ERROR, "Every text of a style reads on its ground, for any brand colour.",
        "Old and tired eyes need a contrast of 4.5 to 1 (WCAG 2.2, 1.4.3).", whole=_readable,
    ),
)  # fmt: skip
