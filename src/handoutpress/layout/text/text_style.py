"""How a text is set."""

from __future__ import annotations

from typing import Literal, NamedTuple

from handoutpress.pdf.fonts import typeface

Align = Literal["start", "end", "center"]
Balance = Literal["widow", "even", "no"]


class TextStyle(NamedTuple):
    """Size and distance of baselines in points, weight, ink role, alignment.

    `balance`: "widow" narrows the column only as far as a short last line or a bad end of a line asks, "even" as far as
    it can, "no" never. `face`: a typeface that a style names; `tracking`: white added between letters, in sizes.
    """

    size: float
    leading: float
    bold: bool = False
    ink: str = "ink"
    align: Align = "start"
    balance: Balance = "widow"
    face: str = ""
    tracking: float = 0.0

    @property
    def cap(self) -> float:
        """Height of capitals, points."""
        return typeface(self.face).cap_height * self.size

    @property
    def line_gap(self) -> float:
        """White between a baseline and the capitals of the next line, points."""
        return self.leading - self.cap


_HANGING = frozenset("gjpqyçęąįșğ¿¡()[],;/Q")


def hangs(text: str) -> bool:
    """Whether letters of a text hang below its line."""
    return not _HANGING.isdisjoint(text)
