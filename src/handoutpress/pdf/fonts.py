"""Fonts: embedded TrueType subsets whose text can be copied out, and families with a fallback.

`TYPEFACES` is the one place that names them, for print, web pages and the front desk.
"""

from __future__ import annotations

from collections.abc import Container
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from unicodedata import normalize

from handoutpress.pdf.font_file import INVISIBLE, LOCK, Font, MissingGlyphs
from handoutpress.pdf.font_subsets import FIRST_FREE, MOST, STANDARD, TABLE, Subset, own, standard
from handoutpress.pdf.objects import decimal, escaped

TYPEFACES = (  # of package rendercv-fonts (SIL Open Font License): the first sets all texts, the next has the letters it lacks
    "Source Sans 3",
    "Noto Sans",
)
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
        return f"{font.resource} {decimal(size)} Tf"

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
        return [(f"{subset} {decimal(size)} Tf", _quoted(codes)) for subset, codes in out]

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

    def __init__(self, root: Path, *names: str) -> None:
        """Take the typefaces' folder and names, the first being the one to use."""
        self._root, self._names = root, names
        self._styles: dict[str, list[Font]] = {"Regular": [], "Bold": [], "Italic": [], "BoldItalic": []}

    def path(self, style: str, place: int = 0) -> Path:
        """The font file of a style, such as "BoldItalic"."""
        name = self._names[place]
        path = self._root / name / f"{name.replace(' ', '')}-{style}.ttf"
        if "Italic" in style and not path.is_file():  # a typeface without italics stresses by weight
            return path.with_name(f"{name.replace(' ', '')}-Bold.ttf")
        return path

    def font(self, style: str, place: int = 0) -> Font:
        """The font of a style."""
        fonts = self._styles[style]
        with LOCK:  # else two threads may both add the same typeface
            while len(fonts) <= place:
                fonts.append(Font(self.path(style, len(fonts))))
        return fonts[place]

    @cached_property
    def cap_height(self) -> float:
        """Height of capitals, in sizes."""
        return self.font("Regular").cap_height

    def _cleaned(self, text: str) -> str:
        clean = normalize("NFC", text.translate(_CLEAN))
        # words are broken at blanks alone, so that a plain hyphen holds as well as one that is not to be broken
        return clean if self.font("Regular").covers("\u2011") else clean.replace("\u2011", "-")

    def holds(self, text: str, *, bold: bool = False, italic: bool = False) -> bool:
        """Whether its first typeface has every letter of a text."""
        first = self.font(("Bold" if bold else "") + ("Italic" if italic else "") or "Regular")
        return (text.isascii() and text.isprintable() and first.has_ascii) or first._known.issuperset(self._cleaned(text))

    def split(self, text: str, *, bold: bool = False, italic: bool = False) -> tuple[tuple[Font, str], ...]:
        """A text as stretches of one font each.

        Invisible characters are dropped, every white one is a space, accents are joined to their letters.

        Raises:
            MissingGlyphs: no font has some of its characters.
        """
        style = ("Bold" if bold else "") + ("Italic" if italic else "") or "Regular"
        first = self.font(style)
        plain = text.isascii() and text.isprintable()  # most texts are, and the rest takes far longer
        clean = text if plain else self._cleaned(text)
        if (plain and first.has_ascii) or first._known.issuperset(clean):
            return ((first, clean),) if clean else ()
        out: list[tuple[Font, str]] = []
        missing: list[str] = []
        for char in clean:
            fonts = (self.font(style, place) for place in range(len(self._names)))
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
def typeface(name: str) -> Family:
    """The family of a style's typeface, alone, since a text that it does not hold goes whole to `text_family`; empty: that one.

    Raises FileNotFoundError: package rendercv-fonts is not installed.
    """
    spec = find_spec("rendercv_fonts")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("package rendercv-fonts is not installed")
    return Family(Path(spec.submodule_search_locations[0]), *((name,) if name else TYPEFACES))


def text_family() -> Family:
    """The family texts are set in. Raises as `typeface` does."""
    return typeface("")
