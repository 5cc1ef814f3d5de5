"""Breaking: spans -> lines of runs. Ragged right, never justified, never hyphenated (plain-language rules for print)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from handoutpress.content.markup import Inline, Span
from handoutpress.layout.text.text_style import TextStyle
from handoutpress.pdf.canvas import Run
from handoutpress.pdf.font_file import Font
from handoutpress.pdf.fonts import Family, text_family, typeface

LONG = 3  # lines; of a longer paragraph only these last ones are set anew
STUB = 0.3  # a last line shorter than this share of the column takes words from the lines above
LONE = 0.16  # ... in a longer paragraph: only a lone word, or two short ones
LEANING = 4  # letters; a word as short as this that begins a sentence does not end a line
KERNED = 15.0  # points; bold words as large as this are kerned
NBSP = "\u00a0"
_UNIT = re.compile(r"(?<=\d) (?=[^\W\d])")
_BREAKS = re.compile(r"(?=/)"), re.compile(r"(?<=[/.@_\-?&=])")  # where a word too long is cut: before a slash, else here


@dataclass(slots=True, eq=False)
class _Fragment:
    """Part of a word in one font; `link` counts the links of its text from 0, -1: it is in none."""

    text: str
    font: Font
    width: float
    link: int = -1
    url: str = ""


_Word = tuple[_Fragment, ...]


def tie(text: str) -> str:
    """Keep a number and its unit on one line, and what a dash joins."""
    if " " not in text:
        return text
    return _UNIT.sub(NBSP, text).replace(" – ", f"{NBSP}–{NBSP}")


class Line(NamedTuple):
    """A line of text: its width in points, its runs, and for each of them the number of its link (-1: none) and its address."""

    width: float
    runs: tuple[Run, ...]
    links: tuple[tuple[int, str], ...]

    @property
    def text(self) -> str:
        """What it says."""
        return "".join([run.text for run in self.runs])


@lru_cache(maxsize=2_000)  # 8 texts of a clinic on each of its leaflets: without, a batch takes 7 % longer, a first layout 17 %
def wrap_text(
    fonts: Family, inline: Inline | str, style: TextStyle, width: float, tagged: bool
) -> tuple[tuple[Line, ...], float, float]:
    """A text's lines in a column, widest width and height, points; `tagged`: links are told apart from what stands beside them."""
    spans = (Span(inline),) if isinstance(inline, str) else inline
    if style.face:
        fonts = _suited(fonts, spans, style)
    if row := _on_one_line(fonts, spans, style, width, tagged):
        whole = sum([fragment.width for fragment in row])
        return (_line([row], whole, style),), whole, style.cap
    words = list(_words(fonts, spans, style, tagged))
    if max(map(_wide, words), default=0.0) > width:
        words = list(_split_long(words, width, style))
    lines = tuple([_line(line, _line_width(line, style), style) for line in _balanced(words, width, style)])
    height = (len(lines) - 1) * style.leading + style.cap if lines else 0.0
    return lines, max([line.width for line in lines], default=0.0), height


def _line(words: Sequence[_Word], width: float, style: TextStyle) -> Line:
    grouped = _grouped(words)
    return Line(width, tuple(_runs(grouped, style)), tuple([(fragment.link, fragment.url) for _, fragment in grouped]))


def _suited(fonts: Family, spans: Inline, style: TextStyle) -> Family:
    """The style's typeface if it has all letters of a text, else `fonts`: letters of two typefaces never stand in one text."""
    face = typeface(style.face)
    return face if all(face.holds(span.text, bold=span.bold or style.bold, italic=span.emphasis) for span in spans) else fonts


@lru_cache(maxsize=4_000)  # fitting measures the same words at many sizes: without, a first layout takes 10 % longer
def _whole(fonts: Family, text: str, bold: bool, italic: bool, kerned: bool) -> tuple[Font, str, float] | None:
    """A text as one run of one font, with its width at size 1; None: it is not that simple."""
    text = tie(text)
    if "  " in text or not text or text[0] == " " or text[-1] == " ":
        return None
    found = fonts.split(text, bold=bold, italic=italic)
    if len(found) != 1:
        return None
    font, clean = found[0]
    return font, clean, font.width(clean, 1) + (_kerned(font, clean) if kerned else 0)


def text_width(style: TextStyle, text: str) -> float:
    """Width of a text on one line, points; MissingGlyphs passes through."""
    fonts = _suited(text_family(), (Span(text),), style) if style.face else text_family()
    whole = _whole(fonts, text, style.bold, False, style.size >= KERNED)
    wide = whole[2] if whole else sum([font.width(part, 1) for font, part in fonts.split(text, bold=style.bold)], 0.0)
    return (wide + style.tracking * len(text)) * style.size


def _on_one_line(fonts: Family, spans: Inline, style: TextStyle, width: float, tagged: bool) -> _Word | None:
    """A text as a row of fragments, a span each with the space after it, if it is that simple and fits as it is."""
    found, used = [], 0.0
    last = len(spans) - 1
    for i, span in enumerate(spans):
        text = span.text
        if i < last:
            if text[-1:] != " ":
                return None
            text = text[:-1]
        whole = _whole(fonts, text, span.bold or style.bold, span.emphasis, style.size >= KERNED)
        if whole is None:
            return None
        font, clean, wide = whole
        if i < last:
            clean, wide = clean + " ", wide + font.space
        if style.tracking:
            wide += style.tracking * len(clean)
        used += wide * style.size
        found.append((clean, font, wide * style.size))
    if used > width or not found:
        return None
    numbers = _numbered(spans, tagged)
    return tuple([
        _Fragment(text, font, wide, number, span.link or "")
        for span, number, (text, font, wide) in zip(spans, numbers, found, strict=True)
    ])  # fmt: skip


def _numbered(spans: Inline, tagged: bool) -> list[int]:
    """The number of each span's link."""
    count = itertools.count()
    return [next(count) if tagged and span.link else -1 for span in spans]


def _words(fonts: Family, spans: Inline, style: TextStyle, tagged: bool) -> Iterable[_Word]:
    """The words of a text; where no space stands between two spans, the last word of one goes on in the next."""
    word: _Word = ()
    for span, link in zip(spans, _numbered(spans, tagged), strict=True):
        for i, part in enumerate(tie(span.text).split(" ")):
            if i:
                if word:
                    yield word
                word = ()
            if part:
                measured = _measured(fonts, part, span.bold or style.bold, span.emphasis, style.size >= KERNED)
                track, size = style.tracking, style.size
                word += tuple(
                    [
                        _Fragment(text, font, (wide + track * len(text)) * size, link, span.link or "")
                        for font, text, wide in measured
                    ]
                )
    if word:
        yield word


def _measured(fonts: Family, part: str, bold: bool, italic: bool, kerned: bool) -> Iterable[tuple[Font, str, float]]:
    """A word in runs of one font, with widths at size 1: fitting sets the same words at many sizes."""
    if whole := _whole(fonts, part, bold, italic, kerned):
        return (whole,)
    found = fonts.split(part, bold=bold, italic=italic)
    return [(font, text, font.width(text, 1) + (_kerned(font, text) if kerned else 0)) for font, text in found]


def _kerned(font: Font, text: str) -> float:
    """What kerning adds to a width, in sizes."""
    return sum(space for _, space in font.kerns(text)) / 1000


def _split_long(words: Iterable[_Word], width: float, style: TextStyle) -> Iterable[_Word]:
    """Words wider than the column (web addresses) are cut before a slash, else after a dot or dash, else anywhere."""
    for word in words:
        if _wide(word) <= width:
            yield word
            continue
        line: list[_Fragment] = []
        used = 0.0
        for fragment in word:
            for text in _pieces(fragment.text, fragment.font, width / style.size, _BREAKS):
                piece = replace(fragment, text=text, width=fragment.font.width(text, style.size))
                if line and used + piece.width > width:
                    yield tuple(line)
                    line, used = [], 0.0
                line.append(piece)
                used += piece.width
        if line:
            yield tuple(line)


def _pieces(text: str, font: Font, width: float, breaks: Sequence[re.Pattern[str]]) -> Iterable[str]:
    """A text in pieces of at most `width` at size 1."""
    if not breaks or font.width(text, 1) <= width:
        yield from [text] if breaks else text
        return
    for part in filter(None, breaks[0].split(text)):
        yield from _pieces(part, font, width, breaks[1:]) if font.width(part, 1) > width else [part]


def _wide(word: _Word) -> float:
    return word[0].width if len(word) == 1 else sum([fragment.width for fragment in word])


def _break(words: Sequence[_Word], width: float, style: TextStyle) -> list[list[_Word]]:
    """Greedy lines."""
    lines: list[list[_Word]] = []
    line: list[_Word] = []
    used, most, size = 0.0, width + 0.01, style.size
    for word in words:
        wide = _wide(word)
        gap = (line[-1][-1].font.space + style.tracking) * size if line else 0.0
        if line and used + gap + wide <= most:
            line.append(word)
            used += gap + wide
        else:
            line = [word]
            lines.append(line)
            used = wide
    return lines


def _line_width(line: Sequence[_Word], style: TextStyle) -> float:
    spaces = sum([word[-1].font.space + style.tracking for word in line[:-1]], 0.0)
    return spaces * style.size + sum([f.width for word in line for f in word])


def _balanced(words: Sequence[_Word], width: float, style: TextStyle) -> list[list[_Word]]:
    """Lines in a column narrowed, if need be, as far as their number allows."""
    lines = _break(words, width, style)
    if len(lines) < 2 or style.balance == "no":
        return lines
    if style.balance == "widow":
        return [*lines[:-LONG], *_tidied(lines[-LONG:], width, style, LONE if len(lines) > LONG else STUB)]
    low, high = width * 0.4, width
    while high - low > 2:
        middle = (low + high) / 2
        if len(_break(words, middle, style)) > len(lines):
            low = middle
        else:
            high = middle
    return _break(words, high, style)


def _tidied(lines: list[list[_Word]], width: float, style: TextStyle, least: float) -> list[list[_Word]]:
    """Lines broken in the widest column, of as many lines, in which none ends badly and the last is `least` of the width.

    A column in which only the last line is right is taken if there is no better one; else the lines stay as they are.
    """
    best, tried, words = lines, lines, [word for line in lines for word in line]
    while len(tried) == len(lines):
        if not _short(tried[-1], width, style, least):
            if not any(_ends_badly(line) for line in tried[:-1]):
                return tried
            best = tried if best is lines and _short(lines[-1], width, style, least) else best
        widest = max(_line_width(line, style) for line in tried)
        tried = _break(words, widest - 0.05, style)
        if max(_line_width(line, style) for line in tried) >= widest:  # a word alone is as wide
            break
    return best


def _short(last: Sequence[_Word], width: float, style: TextStyle, least: float) -> bool:
    """Whether a last line is less than the `least` share of the width, or one word alone that is not long."""
    share = _line_width(last, style) / width
    return share < least or (len(last) == 1 and share < STUB)


def _ends_badly(line: Sequence[_Word]) -> bool:
    """Whether a line ends with a word that belongs to the next: one letter, or a short one that begins a sentence."""
    last = "".join(fragment.text for fragment in line[-1])
    if len(line) < 2 or len(last) > LEANING or not last.isalpha():
        return False
    return len(last) == 1 or line[-2][-1].text[-1:] in tuple(".?!:;")


def _grouped(line: Sequence[_Word]) -> list[tuple[str, _Fragment]]:
    """Fragments of a line joined where font and link are the same; a space belongs to the run before it."""
    if len(line) == 1:
        word = line[0]
        if len(word) == 1 or all(one.font is not other.font or one.link != other.link for one, other in itertools.pairwise(word)):
            return [(fragment.text, fragment) for fragment in word]
    first = line[0][0]
    font, link = first.font, first.link
    if all(fragment.font is font and fragment.link == link for word in line for fragment in word):
        return [
            (" ".join(["".join([fragment.text for fragment in word]) if len(word) > 1 else word[0].text for word in line]), first)
        ]
    out: list[tuple[str, _Fragment]] = []
    for n, word in enumerate(line):
        for i, fragment in enumerate(word):
            lead = " " if n and not i else ""
            if out and out[-1][1].font is fragment.font and out[-1][1].link == fragment.link:
                out[-1] = (out[-1][0] + lead + fragment.text, out[-1][1])
            else:
                if lead:
                    out[-1] = (out[-1][0] + lead, out[-1][1])
                out.append((fragment.text, fragment))
    return out


def _runs(grouped: Iterable[tuple[str, _Fragment]], style: TextStyle) -> list[Run]:
    size, ink, kerned = style.size, style.ink, style.size >= KERNED
    return [
        Run(
            text, fragment.font, size, "brand" if fragment.url and ink == "ink" else ink, track=style.tracking * size,
            kern=fragment.font.kerns(text) if kerned else (),
            known=fragment.width if text is fragment.text else None,
        )
        for text, fragment in grouped
    ]  # fmt: skip
