"""One TrueType font file: which characters it has, and how wide they are."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from handoutpress.support.disk_cache import disk_cache

LOCK = threading.RLock()  # a TTFont reads its file while it makes a subset: one document at a time
# controls, soft hyphen, joiners, marks of direction, variation selectors: they say nothing in print
INVISIBLE = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070),
     *range(0xFE00, 0xFE10), 0xFEFF]
)  # fmt: skip


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
        advances = disk_cache().cached("font", (path.read_bytes(),), self._measured, _encode, _decode)
        self._known = frozenset(advances)
        self.has_ascii = all(chr(code) in advances for code in range(32, 127))
        self._advance: Callable[[str], float] = advances.__getitem__
        self.space = advances.get(" ", 0.0)  # width of one, in sizes

    @cached_property
    def face(self) -> Any:
        """The font parsed, for those who embed it. Raises OSError, reportlab.pdfbase.ttfonts.TTFError: it cannot be read."""
        from reportlab.pdfbase.ttfonts import TTFont

        return TTFont(self.name, str(self.path), asciiReadable=False, shapable=False).face

    def _measured(self) -> dict[str, float]:
        """Advance widths in sizes by character."""
        glyphs, widths = self.face.charToGlyph, self.face.charWidths
        return {chr(c): widths[c] / 1000 for c, glyph in glyphs.items() if glyph and c not in INVISIBLE}

    def width(self, text: str, size: float) -> float:
        """Width of a text, points. Raises MissingGlyphs: the font lacks some of its characters."""
        try:
            return size * sum(map(self._advance, text), 0.0)
        except KeyError:
            raise MissingGlyphs(tuple(dict.fromkeys(char for char in text if char not in self._known)), text) from None

    def covers(self, char: str) -> bool:
        """Whether the font has a character."""
        return char in self._known


def _encode(advances: dict[str, float]) -> bytes:
    return json.dumps(advances).encode()


def _decode(data: bytes) -> dict[str, float]:
    """Advance widths by character. Raises ValueError: it is anything else."""
    advances: dict[str, float] = json.loads(data)
    if not isinstance(advances, dict) or not advances or set(map(type, advances.values())) - {float, int}:
        raise ValueError("no widths")
    return advances
