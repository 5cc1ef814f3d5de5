"""One TrueType font file: which characters it has, how wide they are, and the white between pairs of them.

Only large bold words are kerned: there a loose "Yo" or "Te" shows. The pairs are the font's own, from the `kern` feature of its GPOS
table. They are kept as data because the font library at hand does not read GPOS, and reading it takes longer than a leaflet:
`make kerning` writes them, a test compares them with the font. Nothing is ever joined to a ligature, so that what is copied or read
aloud is what was written.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from handoutpress.support.disk_cache import disk_cache

KERNING = Path(__file__).with_name("kerning.json")  # font -> left letters -> right letters -> thousandths of the size
LOCK = threading.RLock()  # a TTFont reads its file while it makes a subset: one document at a time
# controls, soft hyphen, joiners, marks of direction, variation selectors: they say nothing in print
INVISIBLE = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070),
     *range(0xFE00, 0xFE10), 0xFEFF]
)  # fmt: skip

_Measures = tuple[dict[str, float], float]


class MissingGlyphs(Exception):
    """No font has these characters of a text."""

    def __init__(self, chars: tuple[str, ...], text: str) -> None:
        """Take the characters, and the text they stand in."""
        super().__init__(f"no font has {', '.join(f'U+{ord(c):04X}' for c in chars)}")
        self.chars, self.text = chars, text

    def __reduce__(self) -> tuple[type[MissingGlyphs], tuple[tuple[str, ...], str]]:
        """Pickle by parts, so that it crosses process borders."""
        return type(self), (self.chars, self.text)


class Font:
    """One TrueType font file."""

    def __init__(self, path: Path) -> None:
        """Learn how wide its characters are, from the disk cache if it was parsed before.

        Raises OSError, reportlab.pdfbase.ttfonts.TTFError: it cannot be read.
        """
        self.path, self.name = path, path.stem
        self.resource = "/" + re.sub(r"[^A-Za-z0-9-]", "", self.name)
        advances, self.cap_height = disk_cache().cached("font", (path.read_bytes(),), self._measured, _encode, _decode)
        self._known = frozenset(advances)
        self.has_ascii = all(chr(code) in advances for code in range(32, 127))
        self._advance: Callable[[str], float] = advances.__getitem__
        self.space = advances.get(" ", 0.0)  # width of one, in sizes
        self.pairs = {  # two letters -> thousandths of the size added between them (most are below 0)
            left + right: float(value)
            for lefts, row in json.loads(KERNING.read_text("utf-8")).get(self.name, {}).items()
            for left in lefts
            for rights, value in row.items()
            for right in rights
        }

    @cached_property
    def face(self) -> Any:
        """The font parsed, for those who embed it. Raises OSError, reportlab.pdfbase.ttfonts.TTFError: it cannot be read."""
        from reportlab.pdfbase.ttfonts import TTFont

        return TTFont(self.name, str(self.path), asciiReadable=False, shapable=False).face

    def _measured(self) -> _Measures:
        """Advance widths by character, and the height of capitals (OS/2 table), in sizes."""
        glyphs, widths = self.face.charToGlyph, self.face.charWidths
        return {chr(c): widths[c] / 1000 for c, glyph in glyphs.items() if glyph and c not in INVISIBLE}, self.face.capHeight / 1000

    def width(self, text: str, size: float) -> float:
        """Width of a text, points. Raises MissingGlyphs: the font lacks some of its characters."""
        try:
            return size * sum(map(self._advance, text), 0.0)
        except KeyError:
            raise MissingGlyphs(tuple(dict.fromkeys(char for char in text if char not in self._known)), text) from None

    def covers(self, char: str) -> bool:
        """Whether the font has a character."""
        return char in self._known

    def kerns(self, text: str) -> tuple[tuple[int, float], ...]:
        """What is added before the characters of a text: (index, thousandths of the size)."""
        pairs = self.pairs
        return tuple([(i, pairs[two]) for i in range(1, len(text)) if (two := text[i - 1 : i + 1]) in pairs]) if pairs else ()


def _encode(measures: _Measures) -> bytes:
    return json.dumps(measures).encode()


def _decode(data: bytes) -> _Measures:
    """Advance widths by character, and the height of capitals. Raises ValueError, TypeError: it is anything else."""
    measures: _Measures = json.loads(data)
    advances, cap_height = measures
    if not isinstance(advances, dict) or not advances or {*map(type, advances.values()), type(cap_height)} - {float, int}:
        raise ValueError("no widths")
    return advances, cap_height
