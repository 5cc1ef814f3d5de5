"""Write the kerning of headings anew from the fonts' own GPOS tables: `make kerning` (needs fonttools)."""

from __future__ import annotations

import json
import string
from collections import defaultdict
from pathlib import Path

from fontTools.ttLib import TTFont

from handoutpress.pdf.font_file import KERNING
from handoutpress.pdf.fonts import text_family, typeface

LETTERS = {*string.ascii_letters, *string.digits, *string.punctuation, *"ÁÉÍÓÚÜÑáéíóúüñ¿¡–—‘’“”·"}
LEAST = 8  # thousandths of the size: less is not seen
FONTS = (  # of headings, in all styles
    text_family().path("Bold"),
    typeface("Poppins").path("Bold"),
    typeface("Open Sauce Sans").path("Bold"),
    typeface("EB Garamond").path("Regular"),
    typeface("EB Garamond").path("Italic"),
)


def font_pairs(path: Path) -> dict[str, int]:
    """Two letters -> thousandths of the size added between them, by the font's `kern` feature; of two rules the first counts."""
    font = TTFont(path)
    table, per_em = font["GPOS"].table, font["head"].unitsPerEm
    named = {glyph: chr(code) for code, glyph in font.getBestCmap().items() if chr(code) in LETTERS}
    out: dict[str, int] = {}
    lookups = {
        i for record in table.FeatureList.FeatureRecord if record.FeatureTag == "kern" for i in record.Feature.LookupListIndex
    }
    for number in sorted(lookups):
        for outer in table.LookupList.Lookup[number].SubTable:
            part = getattr(outer, "ExtSubTable", outer)
            for row, first in enumerate(part.Coverage.glyphs):
                if first not in named:
                    continue
                if part.Format == 1:
                    found = {record.SecondGlyph: record.Value1 for record in part.PairSet[row].PairValueRecord}
                else:
                    records = part.Class1Record[part.ClassDef1.classDefs.get(first, 0)].Class2Record
                    found = {glyph: records[part.ClassDef2.classDefs.get(glyph, 0)].Value1 for glyph in named}
                for second, value in found.items():
                    if second in named:
                        advance = getattr(value, "XAdvance", 0) or 0
                        out.setdefault(named[first] + named[second], round(advance * 1000 / per_em))
    return {pair: value for pair, value in out.items() if abs(value) >= LEAST}


def as_json() -> str:
    """The pairs as the package keeps them: font -> left letters -> right letters -> thousandths, letters that are kerned alike together."""
    return "{\n" + ",\n".join(f'  "{path.stem}": {{\n{rows(font_pairs(path))}\n  }}' for path in FONTS) + "\n}\n"


def rows(pairs: dict[str, int]) -> str:
    """The pairs of a font as JSON."""
    rows: defaultdict[str, defaultdict[int, str]] = defaultdict(lambda: defaultdict(str))
    for (left, right), value in sorted(pairs.items()):
        rows[left][value] += right
    lefts: defaultdict[tuple[tuple[str, int], ...], str] = defaultdict(str)
    for left, columns in rows.items():
        lefts[tuple((rights, value) for value, rights in sorted(columns.items()))] += left
    lines = [
        f"    {json.dumps(left, ensure_ascii=False)}: {json.dumps(dict(row), ensure_ascii=False)}" for row, left in lefts.items()
    ]
    return ",\n".join(lines)


if __name__ == "__main__":
    KERNING.write_text(as_json(), encoding="utf-8")
