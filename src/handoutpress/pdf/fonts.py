"""Fonts: embedded TrueType subsets whose text can be copied out, and families with a fallback.

Source Sans 3 and, for characters it lacks, Noto Sans, both under the SIL Open Font License, from package rendercv-fonts.
"""

from __future__ import annotations

from collections.abc import Container
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from unicodedata import normalize

from handoutpress.pdf.font_file import INVISIBLE, LOCK, Font, MissingGlyphs
from handoutpress.pdf.font_subsets import FIRST_FREE, MOST, STANDARD, TABLE, Subset, own, standard
from handoutpress.pdf.objects import escaped, number

_WHITE = dict.fromkeys(
    [*range(0x09, 0x0E), 0x85, 0x1680, *range(0x2000, 0x2007), 0x2008, 0x200A, 0x2028, 0x2029, 0x205F, 0x3000], " "
)
_TIED = dict.fromkeys([0x2007, 0x2009, 0x202F], "\u00a0")
_CLEAN: dict[int, str | None] = {**INVISIBLE, **_WHITE, **_TIED}


class Fonts:
    """The fonts a canvas sets text in: their standard subsets, and those it needs besides."""

    def __init__(self, mark: int) -> None:
        """None yet; `mark` tells apart the own subsets of two canvases of one document."""
        self._mark = mark
        self._standard: dict[Font, None] = {}
        self._own: dict[Font, tuple[dict[str, int], list[str]]] = {}

    def chosen(self, font: Font, text: str, size: float) -> str:
        """The font operator for a text that the standard subset holds; empty: it does not hold all of it."""
        if not (text.isascii() or STANDARD.keys() >= set(text)):
            return ""
        self._standard[font] = None
        return f"{font.resource} {number(size)} Tf"

    def show(self, font: Font, text: str, size: float) -> list[tuple[str, str]]:
        """The text as (font operator, string operand) pairs, one for each stretch of one subset."""
        if plain := self.chosen(font, text, size):
            return [(plain, operand(text))]
        out: list[tuple[str, str]] = []
        for char in text:
            subset, code = self._place(font, char)
            if out and out[-1][0] == subset:
                out[-1] = (subset, out[-1][1] + code)
            else:
                out.append((subset, code))
        return [(f"{subset} {number(size)} Tf", _quoted(codes)) for subset, codes in out]

    def _place(self, font: Font, char: str) -> tuple[str, str]:
        """Resource name of the subset that holds a character, and its code as a character of Latin-1."""
        if char in STANDARD:
            self._standard[font] = None
            return font.resource, char.translate(TABLE)
        places, chars = self._own.setdefault(font, ({}, []))
        if char not in places:
            places[char] = len(chars)
            chars.append(char)
        subset, code = divmod(places[char], MOST - FIRST_FREE)
        return f"{font.resource}.{self._mark}.{subset}", chr(FIRST_FREE + code)

    def subsets(self, but: Container[str] = ()) -> list[tuple[str, Subset]]:
        """Resource names and subsets of what was shown; `but`: names of standard ones that the document has."""
        out = [(font.resource, standard(font)) for font in self._standard if font.resource not in but]
        for font, (_, chars) in self._own.items():
            room = MOST - FIRST_FREE
            for i in range(0, len(chars), room):
                made = own(font, self._mark, i // room, chars[i : i + room])
                out.append((f"{font.resource}.{self._mark}.{i // room}", made))
        return out


def operand(text: str) -> str:
    """A text of a standard subset as a string operand."""
    return _quoted(text if text.isascii() else text.translate(TABLE))


def _quoted(codes: str) -> str:
    """A string operand; codes are characters of Latin-1."""
    codes = escaped(codes)
    return f"({codes})" if codes.isprintable() else "({})".format(codes.replace("\n", "\\n").replace("\r", "\\r"))


class Family:
    """Regular, bold, italic and bold italic of a typeface, and the typefaces that help out."""

    def __init__(self, *folders: tuple[Path, str]) -> None:
        """Take (folder, file name stem) of the typefaces, the first being the one to use."""
        self._faces = folders
        self._styles: dict[str, list[Font]] = {"Regular": [], "Bold": [], "Italic": [], "BoldItalic": []}

    def _font(self, place: int, style: str) -> Font:
        fonts = self._styles[style]
        with LOCK:  # else two threads may both add the same typeface
            while len(fonts) <= place:
                folder, stem = self._faces[len(fonts)]
                fonts.append(Font(folder / f"{stem}-{style}.ttf"))
        return fonts[place]

    def split(self, text: str, *, bold: bool = False, italic: bool = False) -> tuple[tuple[Font, str], ...]:
        """A text as stretches of one font each.

        Invisible characters are dropped, every white one is a space, accents are joined to their letters.

        Raises:
            MissingGlyphs: no font has some of its characters.
        """
        style = ("Bold" if bold else "") + ("Italic" if italic else "") or "Regular"
        first = self._font(0, style)
        plain = text.isascii() and text.isprintable()  # most texts are, and the rest takes far longer
        clean = text if plain else normalize("NFC", text.translate(_CLEAN))
        if (plain and first.has_ascii) or first._known.issuperset(clean):
            return ((first, clean),) if clean else ()
        out: list[tuple[Font, str]] = []
        missing: list[str] = []
        for char in clean:
            fonts = (self._font(place, style) for place in range(len(self._faces)))
            font = next((font for font in fonts if font.covers(char)), None)
            if font is None:
                missing.append(char)
            elif out and out[-1][0] is font:
                out[-1] = (font, out[-1][1] + char)
            else:
                out.append((font, char))
        if missing:
            raise MissingGlyphs(tuple(dict.fromkeys(missing)), text)
        return tuple(out)


@cache  # one family for the process: its fonts are parsed once
def source_sans() -> Family:
    """Source Sans 3, helped out by Noto Sans. Raises FileNotFoundError: package rendercv-fonts is not installed."""
    spec = find_spec("rendercv_fonts")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("package rendercv-fonts is not installed")
    root = Path(spec.submodule_search_locations[0])
    return Family((root / "Source Sans 3", "SourceSans3"), (root / "Noto Sans", "NotoSans"))
