"""Subsets of TrueType fonts as PDF objects. Every document uses the same first subset of a font, so it is made once.

The first subset holds a fixed repertoire at fixed codes: ASCII and the letters of Spanish where Latin-1 has them, and the punctuation
and signs of print in the places between. Text of most clinics needs no other, whatever the handout it stands on. Other letters go
into subsets of a document's own: all of Latin-1 would make every file a fifth larger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from handoutpress.pdf import objects
from handoutpress.pdf.font_file import LOCK, Font

FIRST_FREE, MOST = 33, 256  # codes of a document's own subsets
_LETTERS = "¡¿ÁÉÍÓÚÑÜáéíóúñü·°ºª½¼¾×±®"  # of Latin-1, where they are
_SIGNS = "–—‘’“”…•€™‑−≤≥≈"  # from code 128 on
STANDARD: dict[str, int] = (
    {chr(code): code for code in range(32, 127)}
    | {letter: ord(letter) for letter in _LETTERS}
    | {sign: 128 + i for i, sign in enumerate(_SIGNS)}
    | {"\u00a0": 32}
)
TABLE = str.maketrans({char: chr(code) for char, code in STANDARD.items()})


@dataclass(frozen=True)
class Subset:
    """A subset of a font: what is at each code. `tag` tells it from others of the font in one document (six capitals)."""

    font: Font
    tag: str
    chars: tuple[str, ...]


def standard(font: Font) -> Subset:
    """The subset every document uses."""
    places = [" "] * MOST
    for char, code in STANDARD.items():
        if code != 32 and font.covers(char):
            places[code] = char
    return Subset(font, "AAAAAA", tuple(places))


def own(font: Font, mark: int, number: int, chars: Sequence[str]) -> Subset:
    """A document's own subset: characters from code 33 on. `mark` tells apart those of two layers of one document."""
    tag = f"{mark:02d}{number:04d}".translate(str.maketrans("0123456789", "BCDEFGHIJK"))
    return Subset(font, tag, (*[" "] * FIRST_FREE, *chars))


def add(out: objects.IndirectObjects, subset: Subset) -> int:
    """Add a subset's objects; the number of the font."""
    file, descriptor, unicode, font = _written(subset)
    file_number, unicode_number = out.add(file), out.add(unicode)
    return out.add(font % (out.add(descriptor % file_number), unicode_number))


@lru_cache(maxsize=48)  # 1.5 ms; each body needs two to four
def _written(subset: Subset) -> tuple[bytes, bytes, bytes, bytes]:
    """Font file, descriptor (but for the file's number), ToUnicode map, and font (but for the numbers of both)."""
    codes = [0, *(ord(char) for char in subset.chars[1:])]
    with LOCK:  # a face reads its file while it makes a subset
        face = subset.font.face
        program = _lean(face.makeSubset(codes))
        widths = objects.numbers(face.charWidths.get(code, face.defaultWidth) for code in codes)
    base = f"{subset.tag}+{face.name.decode('ascii', 'ignore')}".encode()
    flags = (face.flags & ~32) | 4  # symbolic: codes are the font's own
    descriptor = (
        b"<</Type /FontDescriptor/FontName /%s/Flags %d/FontBBox %s/ItalicAngle %s/Ascent %s/Descent %s/CapHeight %s/StemV %s"
        b"/MissingWidth %s/FontFile2 %%d 0 R>>"
    ) % (
        base, flags, objects.numbers(face.bbox),
        *(objects.decimal(v).encode() for v in (face.italicAngle, face.ascent, face.descent, face.capHeight, face.stemV)),
        objects.decimal(face.defaultWidth).encode(),
    )  # fmt: skip
    font = (
        b"<</Type /Font/Subtype /TrueType/BaseFont /%s/FirstChar 0/LastChar %d/Widths %s/FontDescriptor %%d 0 R/ToUnicode %%d 0 R>>"
    ) % (base, len(codes) - 1, widths)
    file = objects.stream(program, b"/Length1 %d" % len(program))
    return file, descriptor, objects.stream(_to_unicode(base.decode(), codes).encode()), font


def _lean(program: bytes) -> bytes:
    """A font program without the tables PDF does not ask for: names take more room than many a letter (ISO 32000-1, 9.9)."""
    from struct import unpack

    from reportlab.pdfbase.ttfonts import TTFontMaker

    made: Any = TTFontMaker()
    for i in range(unpack(">H", program[4:6])[0]):
        tag, _, start, length = unpack(">4sLLL", program[12 + 16 * i : 28 + 16 * i])
        if tag not in (b"name", b"post", b"OS/2"):
            made.add(tag.decode(), program[start : start + length])
    return bytes(made.makeStream())


def _to_unicode(name: str, codes: Sequence[int]) -> str:
    """The map from codes to characters; it never says U+0000, which PDF/UA-1 7.21.7 forbids."""
    pairs = [
        f"<{i:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>"
        for i, code in enumerate(codes)
        if i and (code != 32 or i == 32)
    ]
    blocks = [pairs[i : i + 100] for i in range(0, len(pairs), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        f"/CMapName /{name} def\n/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )
