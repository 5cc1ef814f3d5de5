"""Kerning of headings: white between letters of Source Sans 3 Bold, from the font's own `kern` feature (GPOS).

Only large bold words are kerned: there a loose "Yo" or "Te" shows. Body text is set without, and nothing is ever joined to a
ligature, so that what is copied or read aloud is what was written. The pairs are kept as data because the font library at hand does
not read GPOS, and reading it takes longer than a leaflet: `make kerning` writes them, a test compares them with the font.
"""

from __future__ import annotations

import json
from pathlib import Path

FONT = "SourceSans3-Bold"
DATA = Path(__file__).with_name("kerning.json")  # left letters -> right letters -> thousandths of the size


# two letters -> thousandths of the size added between them (most are below 0)
PAIRS: dict[str, float] = {
    left + right: float(value)
    for lefts, row in json.loads(DATA.read_text("utf-8")).items()
    for left in lefts
    for rights, value in row.items()
    for right in rights
}


def kerns(text: str) -> tuple[tuple[int, float], ...]:
    """What is added before the characters of a text: (index, thousandths of the size)."""
    return tuple([(i, PAIRS[two]) for i in range(1, len(text)) if (two := text[i - 1 : i + 1]) in PAIRS])
