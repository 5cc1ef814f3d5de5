"""Fonts: embedded TrueType subsets whose text can be copied out, and families with a fallback.

Source Sans 3 and, for characters it lacks, Noto Sans, both under the SIL Open Font License, from package rendercv-fonts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from handoutpress.pdf.objects import number

if TYPE_CHECKING:
    from reportlab.pdfbase.pdfdoc import PDFDocument

LOCK = threading.RLock()  # a TTFont reads its file while it makes a subset: one document at a time
_WHITE = dict.fromkeys(
    [*range(0x09, 0x0E), 0x85, 0x1680, *range(0x2000, 0x2007), 0x2008, 0x200A, 0x2028, 0x2029, 0x205F, 0x3000], " "
)
_TIED = dict.fromkeys([0x2007, 0x2009, 0x202F], "\u00a0")
# controls, soft hyphen, joiners, marks of direction, variation selectors: they say nothing in print
_INVISIBLE = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070),
     *range(0xFE00, 0xFE10), 0xFEFF]
)  # fmt: skip
_CLEAN: dict[int, str | None] = {**_INVISIBLE, **_WHITE, **_TIED}
_ESCAPES = {ord("("): "\\(", ord(")"): "\\)", ord("\\"): "\\\\", 10: "\\n", 13: "\\r"}


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
        """Parse a font.

        Raises:
            OSError, reportlab.pdfbase.ttfonts.TTFError: it cannot be read.
        """
        self.name = path.stem
        self.truetype = _truetype(self.name, str(path))
        face = self.truetype.face
        advances = {chr(c): face.charWidths[c] / 1000 for c, glyph in face.charToGlyph.items() if glyph and c not in _INVISIBLE}
        self._known = frozenset(advances)
        self._advance: Callable[[str], float] = advances.__getitem__

    def width(self, text: str, size: float) -> float:
        """Width of a text, points.

        Raises:
            MissingGlyphs: the font lacks some of its characters.
        """
        try:
            return size * sum(map(self._advance, text), 0.0)
        except KeyError:
            raise MissingGlyphs(tuple(dict.fromkeys(char for char in text if char not in self._known)), text) from None

    def covers(self, char: str) -> bool:
        """Whether the font has a character."""
        return char in self._known

    def show(self, text: str, size: float, doc: PDFDocument) -> list[tuple[str, str]]:
        """The text as (font operator, string operand) pairs, one per subset of the font in this document."""
        return [
            (
                f"{self.truetype.getSubsetInternalName(subset, doc)} {number(size)} Tf",
                "(" + code.decode("latin-1").translate(_ESCAPES) + ")",
            )
            for subset, code in self.truetype.splitString(text, doc)
        ]


def _truetype(name: str, path: str) -> Any:
    """ReportLab's font with a ToUnicode map that never says U+0000 (which PDF/UA-1 7.21.7 forbids)."""
    from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

    class TrueType(TTFont):  # type: ignore[misc]
        def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802  (ReportLab's name)
            subsets = [list(subset) for subset in self.state[doc].subsets]
            super().addObjects(doc)
            for place, subset in enumerate(subsets):
                base = (SUBSETN(place) + b"+" + self.face.name + self.face.subfontNameX).decode("latin-1")
                doc.idToObject["toUnicodeCMap:" + base].content = _to_unicode(base, subset)

    return TrueType(name, path, asciiReadable=False, shapable=False)


def _to_unicode(name: str, subset: list[int]) -> str:
    pairs = [
        f"<{i:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>"
        for i, code in enumerate(subset)
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


@cache
def load(path: Path) -> Font:
    """A font file, parsed once per process."""
    with LOCK:
        return Font(path)


class Family:
    """Regular, bold, italic and bold italic of a typeface, and the typefaces that help out."""

    def __init__(self, *folders: tuple[Path, str]) -> None:
        """Take (folder, file name stem) of the typefaces, the first being the one to use."""
        self._faces = folders
        self._styles: dict[str, list[Font]] = {"Regular": [], "Bold": [], "Italic": [], "BoldItalic": []}

    def _font(self, place: int, style: str) -> Font | None:
        fonts = self._styles[style]
        with LOCK:  # else two threads may both add the same typeface
            while len(fonts) <= place:
                if len(fonts) == len(self._faces):
                    return None
                folder, stem = self._faces[len(fonts)]
                fonts.append(load(folder / f"{stem}-{style}.ttf"))
        return fonts[place]

    @lru_cache(maxsize=20_000)  # noqa: B019  (families live as long as the process)
    def split(self, text: str, *, bold: bool = False, italic: bool = False) -> tuple[tuple[Font, str], ...]:
        """A text as stretches of one font each.

        Invisible characters are dropped, every white one is a space, accents are joined to their letters.

        Raises:
            MissingGlyphs: no font has some of its characters.
        """
        style = ("Bold" if bold else "") + ("Italic" if italic else "") or "Regular"
        first = self._font(0, style)
        assert first is not None
        clean = normalize("NFC", text.translate(_CLEAN))
        if first._known.issuperset(clean):
            return ((first, clean),) if clean else ()
        out: list[tuple[Font, str]] = []
        missing: list[str] = []
        for char in clean:
            font = self._covering(char, style)
            if font is None:
                missing.append(char)
            elif out and out[-1][0] is font:
                out[-1] = (font, out[-1][1] + char)
            else:
                out.append((font, char))
        if missing:
            raise MissingGlyphs(tuple(dict.fromkeys(missing)), text)
        return tuple(out)

    def _covering(self, char: str, style: str) -> Font | None:
        place = 0
        while font := self._font(place, style):
            if font.covers(char):
                return font
            place += 1
        return None


@cache
def source_sans() -> Family:
    """Source Sans 3, helped out by Noto Sans.

    Raises:
        FileNotFoundError: package rendercv-fonts is not installed.
    """
    spec = find_spec("rendercv_fonts")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("package rendercv-fonts is not installed")
    root = Path(spec.submodule_search_locations[0])
    return Family((root / "Source Sans 3", "SourceSans3"), (root / "Noto Sans", "NotoSans"))
