"""Runs: text of one look, and the operators that show it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from handoutpress.pdf.font_file import Font
from handoutpress.pdf.fonts import Fonts, operand
from handoutpress.pdf.objects import decimal
from handoutpress.pdf.tag_tree import Element


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look.

    Attributes:
        size: points.
        ink: name of an ink of the canvas.
        span: an element within the line's (a link, say).
        rise: height above the baseline, points.
        track: space added after every character, points.
        kern: (index, thousandths of the size) pairs, the index ascending: space added before the character there.
        known: its width in points, if whoever made it has measured it.
    """

    text: str
    font: Font
    size: float
    ink: str
    span: Element | None = None
    rise: float = 0.0
    track: float = 0.0
    kern: tuple[tuple[int, float], ...] = ()
    known: float | None = None

    @property
    def width(self) -> float:
        """How far the run carries the line on, points. Raises MissingGlyphs: the font lacks some of its characters."""
        if self.known is not None:
            return self.known
        width = self.font.width(self.text, self.size)
        if self.track:
            width += self.track * len(self.text)
        if self.kern:
            width += sum(space for _, space in self.kern) * self.size / 1000
        return width


def show(run: Run, text: str, fonts: Fonts, font: str) -> tuple[str, str]:
    """Operators that show `text` in the look of a run; `font` is the font operator in force, returned as it is afterwards.

    Several subsets of a font follow one another without a new position: the reader moves on by itself.
    """
    if not (run.rise or run.track) and (needed := fonts.chosen(run.font, text, run.size)):
        told = _kerned(text, run.kern) if run.kern else f"{operand(text)} Tj"
        return (told if needed == font else f"{needed} {told}"), needed
    out = []
    if run.rise:
        out.append(f"{decimal(run.rise)} Ts")
    if run.track:
        out.append(f"{decimal(run.track)} Tc")
    start = 0
    for end, space in (*run.kern, (len(text), 0.0)):
        for needed, codes in fonts.show(run.font, text[start:end], run.size):
            if needed != font:
                out.append(needed)
                font = needed
            out.append(f"{codes} Tj")
        if space:
            out.append(f"[{decimal(-space)}] TJ")
        start = end
    # text state outlives a text object, so it is put back
    if run.track:
        out.append("0 Tc")
    if run.rise:
        out.append("0 Ts")
    return " ".join(out), font


@lru_cache(maxsize=2_000)  # a clinic's name is kerned twice on each leaflet: without, a batch takes 1.2 % longer
def _kerned(text: str, kern: tuple[tuple[int, float], ...]) -> str:
    """The operator that shows a kerned text of a standard subset."""
    parts, start = [], 0
    for end, space in kern:
        parts += [operand(text[start:end]), decimal(-space)]
        start = end
    return f"[{' '.join([*parts, operand(text[start:])])}] TJ"
