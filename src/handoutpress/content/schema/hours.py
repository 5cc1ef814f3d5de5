"""Opening hours: days and times as data, so that every language can print them its own way."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from handoutpress.content.schema.base import Model

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_DASH = re.compile(r"\s*(?:-|–|to)\s*")


def _days(value: Any) -> tuple[tuple[int, int], ...]:
    if isinstance(value, tuple):
        return value
    ranges = []
    for part in re.split(r"\s*,\s*", str(value).strip().lower()):
        ends = [_day(word) for word in _DASH.split(part)]
        if len(ends) > 2 or None in ends or (ends[0] or 0) > (ends[-1] or 0):
            raise ValueError("is not a day or days; write mon-fri, or sat, or mon, wed, fri")
        ranges.append((ends[0] or 0, ends[-1] or 0))
    return tuple(ranges)


def _day(word: str) -> int | None:
    return next((i for i, day in enumerate(DAYS) if len(word) >= 3 and word.startswith(day)), None)


def _times(value: Any) -> tuple[tuple[int, int], ...]:
    if isinstance(value, tuple):
        return value
    spans = []
    for part in re.split(r"\s*,\s*", str(value).strip()):
        ends = [_TIME.fullmatch(word.strip()) for word in _DASH.split(part)]
        minutes = [_minutes(found) for found in ends if found]
        if len(ends) != 2 or len(minutes) != 2 or None in minutes:
            raise ValueError("is not a time span; write 8:00-18:00 or 8 am to 6 pm")
        start, end = (m or 0 for m in minutes)
        if end <= start:
            raise ValueError("closes before it opens; write 8:00-18:00 or 8 am to 6 pm")
        spans.append((start, end))
    return tuple(spans)


def _minutes(found: re.Match[str]) -> int | None:
    """Minutes after midnight, or None for a time that does not exist."""
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour * 60 + minute if hour <= 24 and minute < 60 and hour * 60 + minute <= 1440 else None


class Opening(Model):
    """Hours for some days: `{days: mon-fri, open: 8:00-18:00}`.

    Attributes:
        days: ranges of days, 0 = Monday, both ends included.
        open: time spans in minutes after midnight.
    """

    days: Annotated[tuple[tuple[int, int], ...], BeforeValidator(_days), WithJsonSchema({"type": "string"})]
    open: Annotated[tuple[tuple[int, int], ...], BeforeValidator(_times), WithJsonSchema({"type": "string"})]
