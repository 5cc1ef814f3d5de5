"""Fonts: embedded TrueType subsets whose text can be copied out, and families with a fallback.

Source Sans 3 and, for characters it lacks, Noto Sans, both under the SIL Open Font License, from package rendercv-fonts.
"""

from __future__ import annotations

import threading
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportlab.pdfbase.pdfdoc import PDFDocument

LOCK = threading.RLock()  # a TTFont reads its file while it makes a subset: one document at a time
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_AS_SPACE = str.maketrans("\t\n\r\u2009\u202f\u2007", "   \u00a0\u00a0\u00a0")
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
        self._advances: dict[str, float] = {chr(code): width / 1000 for code, width in face.charWidths.items()}
        self._known = frozenset(map(chr, face.charToGlyph))

    def width(self, text: str, size: float) -> float:
        """Width of a text the font covers, points."""
        advances = self._advances
        return size * sum([advances[char] for char in text])

    def covers(self, char: str) -> bool:
        """Whether the font has a character."""
        return char in self._known

    def show(self, text: str, size: float, doc: PDFDocument) -> list[tuple[str, str]]:
        """The text as (font operator, string operand) pairs, one per subset of the font in this document."""
        return [
            (
                f"{self.truetype.getSubsetInternalName(subset, doc)} {size:g} Tf",
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
            for number, subset in enumerate(subsets):
                base = (SUBSETN(number) + b"+" + self.face.name + self.face.subfontNameX).decode("latin-1")
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

    def _font(self, number: int, style: str) -> Font | None:
        fonts = self._styles[style]
        while len(fonts) <= number:
            if len(fonts) == len(self._faces):
                return None
            folder, stem = self._faces[len(fonts)]
            fonts.append(load(folder / f"{stem}-{style}.ttf"))
        return fonts[number]

    @lru_cache(maxsize=20_000)  # noqa: B019  (families live as long as the process)
    def split(self, text: str, *, bold: bool = False, italic: bool = False) -> tuple[tuple[Font, str], ...]:
        """A text as stretches of one font each. Invisible characters are dropped.

        Raises:
            MissingGlyphs: no font has some of its characters.
        """
        style = ("Bold" if bold else "") + ("Italic" if italic else "") or "Regular"
        first = self._font(0, style)
        assert first is not None
        clean = text.translate(_INVISIBLE).translate(_AS_SPACE)
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
        number = 0
        while font := self._font(number, style):
            if font.covers(char):
                return font
            number += 1
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
