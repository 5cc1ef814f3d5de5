"""How a print shop wants its file: paint over the edge, marks to cut and fold by, one ink only."""

from __future__ import annotations

import re

from handoutpress.errors import UsageError
from handoutpress.support.values import immutable

UNITS = {"mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0, "pt": 1.0}
MOST = 15.0  # mm: more is a slip of the pen
_LENGTH = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(mm|cm|in|pt)?", re.IGNORECASE)


@immutable
class Finish:
    """What differs from a file for the office printer.

    Attributes:
        bleed: how far fields at the edge run over it, points.
        marks: crop, fold and cut marks outside the sheet.
        mono: one black ink.
    """

    bleed: float = 0.0
    marks: bool = False
    mono: bool = False

    @property
    def for_print_shop(self) -> bool:
        """Whether the sheet is cut after printing."""
        return self.marks or self.bleed > 0

    @property
    def names(self) -> tuple[str, ...]:
        """What a file name says of it."""
        return (*(("print-shop",) if self.for_print_shop else ()), *(("mono",) if self.mono else ()))


PLAIN = Finish()


def finish(bleed: str | float = 0.0, *, marks: bool = False, mono: bool = False) -> Finish:
    """A finish as users ask for it: `bleed` in words ("3mm", "0.125in") or in points.

    Raises UsageError: no length, or more than 15 mm.
    """
    return Finish(length(bleed) if isinstance(bleed, str) else round(float(bleed), 2), marks, mono)


def length(text: str) -> float:
    """A length in points; millimetres if no unit is said; "" is none. Raises UsageError: no length, or more than 15 mm."""
    found = _LENGTH.fullmatch(text.strip() or "0")
    if not found:
        raise UsageError(f"'{text}' is not a length", "Write it as 3mm or 0.125in")
    points = float(found[1].replace(",", ".")) * UNITS[(found[2] or "mm").lower()]
    if points > MOST * UNITS["mm"]:
        raise UsageError(f"a bleed of {text.strip()} is more than {MOST:.0f} mm", "Print shops ask for 3mm (0.125in)")
    return round(points, 2)
