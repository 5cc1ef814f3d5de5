"""Opening hours in words, in a language and by its clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from handoutpress.content.schema.hours import ALL_DAY

if TYPE_CHECKING:
    from handoutpress.content.schema.hours import Opening
    from handoutpress.content.schema.words import Words


def long_hours(hours: Sequence[Opening], words: Words, clock: int) -> tuple[tuple[str, str], ...]:
    """Pairs of days and times: ("Mon–Fri", "8 am – 6 pm"); `clock` is 12 or 24."""
    return tuple((_days(entry, words), _times(entry, words, clock, " – ")) for entry in hours)


def short_hours(hours: Sequence[Opening], words: Words, clock: int) -> tuple[str, ...]:
    """Parts of one line: ("Mon–Fri 8 am–6 pm", "Sat 9 am–1 pm")."""
    return tuple(_days(entry, words) + "\u00a0" + _times(entry, words, clock, "–", "\u00a0") for entry in hours)


def _days(entry: Opening, words: Words) -> str:
    return ", ".join(
        words.days[first] if first == last else words.day_range.format(first=words.days[first], last=words.days[last])
        for first, last in entry.days
    )


def _times(entry: Opening, words: Words, clock: int, dash: str, blank: str = " ") -> str:
    if entry.open == "closed":
        return words.closed
    if entry.open == "appointment":
        return words.by_appointment.replace(" ", blank)
    return ", ".join(_span(span, words, clock, dash).replace(" ", blank) for span in entry.open)


def _span(span: tuple[int, int], words: Words, clock: int, dash: str) -> str:
    if span == ALL_DAY:
        return words.all_day
    return dash.join(_time(minute, words, clock) for minute in span)


def _time(minutes: int, words: Words, clock: int) -> str:
    hour, minute = divmod(minutes if minutes <= 1440 else minutes - 1440, 60)
    if clock == 24:
        return f"{hour}:{minute:02d}"
    if (hour, minute) in ((0, 0), (24, 0)):
        return words.midnight
    if (hour, minute) == (12, 0):
        return words.noon
    half = words.am if hour % 24 < 12 else words.pm
    hour = (hour - 1) % 12 + 1
    return f"{hour}:{minute:02d} {half}" if minute else f"{hour} {half}"
