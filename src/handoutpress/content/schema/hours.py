"""Opening hours: days and times as data, so that every language can print them its own way.

What people write is read where it can mean one thing only; else it is refused, and where two meanings are likely, both are offered.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema, model_validator

from handoutpress.content.schema.base import Model

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALL_DAY = (0, 1440)
_LONGEST_NIGHT = 12 * 60  # minutes: what closes later than that after it opened, on another day, is a slip of am and pm
_NAMES = {
    name: day
    for day, names in enumerate((
        "m mo mon monday mondays lun lunes",
        "tu tue tues tuesday tuesdays mar martes",
        "w we wed weds wednesday wednesdays mié mie miércoles miercoles",
        "th thu thur thurs thursday thursdays jue jueves",
        "f fr fri friday fridays vie viernes",
        "sa sat saturday saturdays sáb sab sábado sabado",
        "su sun sunday sundays dom domingo",
    ))
    for name in names.split()
}  # fmt: skip
_GROUPS = {
    **dict.fromkeys(
        ("daily", "every day", "everyday", "all week", "all days", "7 days", "7 days a week", "todos los días"), (0, 6)
    ),
    **dict.fromkeys(("weekdays", "weekday", "every weekday"), (0, 4)),
    **dict.fromkeys(("weekends", "weekend"), (5, 6)),
}
_CLOCK = {
    **dict.fromkeys(("noon", "12 noon", "midday", "mediodía"), 720),
    **dict.fromkeys(("midnight", "12 midnight", "medianoche"), 1440),
}
_WORDS: dict[str, str | tuple[tuple[int, int], ...]] = {
    **dict.fromkeys(("closed", "close", "cerrado"), "closed"),
    **dict.fromkeys(("by appointment", "by appointment only", "appointment only", "appointments only", "con cita"), "appointment"),
    **dict.fromkeys(("24 hours", "24h", "24 h", "24/7", "24 hours a day", "open 24 hours", "all day", "24 horas"), (ALL_DAY,)),
}
_ALWAYS = re.compile(
    r"(?:open\s+|abierto\s+)?(?:24\s?/\s?7(?:\s?/\s?365)?|24\s?(?:h|hours|horas)(?: a day| al día)?,? (?:7 days|7 days a week|7 days/week|"
    r"every day|daily|los 7 días|todos los días))|always open|siempre abierto"
)
_TIME = re.compile(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2})|\s*h)?\s*([ap])?\.?\s?(?:(?<=[ap. ])m\.?)?", re.IGNORECASE)
_TO = re.compile(r"\s*[-–—‒−]\s*|\s+(?:to|till?|until|through|thru|a|hasta)\s+")
_AND = re.compile(r"\s*[,;&+/]\s*(?:and\s+)?|\s+(?:and|y)\s+")
_DAYS_MEND = "write mon-fri, or sat, or mon and wed"
_TIMES_MEND = "write 8:00-18:00 or 8 am to 6 pm, or closed, by appointment or 24 hours"


def _plain(value: Any) -> str:
    return " ".join(str(value).lower().split())


def _days(value: Any) -> tuple[tuple[int, int], ...]:
    if isinstance(value, tuple):
        return value
    if isinstance(value, list) and value and all(isinstance(day, str) for day in value):
        raise ValueError(f"should be text, not a list; write {' and '.join(value)}")
    ranges = []
    for part in _AND.split(_plain(value)):
        if part in _GROUPS:
            ranges.append(_GROUPS[part])
            continue
        ends = [_day(word) for word in _TO.split(part)]
        if len(ends) > 2:
            raise ValueError(f"is not a day or days; {_DAYS_MEND}")
        ranges.append((ends[0], ends[-1]))
    return tuple(ranges)


def _day(word: str) -> int:
    if (day := _NAMES.get(word.removesuffix("."))) is not None:
        return day
    near = get_close_matches(word, [name for name in _NAMES if len(name) > 2], 1)
    likely = f" (did you mean {near[0]}?)" if near else ""
    if word.startswith(("holiday", "feriado", "festivo")):
        raise ValueError("is not a day of the week; say what holds on holidays in the field after_hours")
    raise ValueError(f"is not a day or days{likely}; {_DAYS_MEND}")


def _times(value: Any) -> tuple[tuple[int, int], ...] | str:
    if isinstance(value, tuple):
        return value
    text = _plain(value)
    if word := _WORDS.get(text):
        return word
    return tuple(_span(part) for part in _AND.split(text))


def _span(text: str) -> tuple[int, int]:
    """Minutes after midnight; the second may be of the next day."""
    ends = [_read_time(word) for word in _TO.split(text.strip())]
    if len(ends) != 2 or None in ends:
        raise ValueError(f"is not a time span; {_TIMES_MEND}")
    (start, by), (end, until) = (one or (0, "") for one in ends)
    if start == 1440:
        start = 0
    if "bare" in (by, until):
        start, end = _meant(text, (start, by), (end, until))
    elif by == until == "24":
        _refuse_dawn(text, start, end)
    if end == 0:
        end = 1440
    if end <= start:
        end += 1440
        if end - start > _LONGEST_NIGHT:
            raise ValueError(_too_long(start, end - 1440))
    return start, end


def _too_long(start: int, end: int) -> str:
    """What is said of a span that would last longer than a night."""
    offers = [(start, end + 720)] if start < end + 720 < 1440 else []
    offers += [(end, start)] if end < start else []
    said = " or ".join(f"{_said(one)} to {_said(other)}" for one, other in offers)
    whole = f"for a night {_said(start)} to midnight and midnight to {_said(end)}" if end < start else "24 hours"
    return f"closes before it opens, or is open {(end - start) // 60 + 24} hours; write {said}{', or ' * bool(said)}{whole}"


def _refuse_dawn(text: str, start: int, end: int) -> None:
    """Hours between night and morning, of a 24-hour clock by a zero before them alone: more likely those of an afternoon.

    Raises:
        ValueError: they are; both are offered.
    """
    if 60 <= start < end <= 480:
        raise _unsure(text, [(start, end), (start + 720, end + 720)])


def _read_time(text: str) -> tuple[int, str] | None:
    """Minutes after midnight, and how sure.

    "half" with am or pm, "word" for noon and midnight, "24" if it can be of a 24-hour clock alone, "bare" if it can be of both clocks.
    """
    if text in _CLOCK:
        return _CLOCK[text], "word"
    if not (found := _TIME.fullmatch(text)):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if minute > 59 or hour * 60 + minute > 1440 or (half and not 1 <= hour <= 12):
        return None
    if half:
        return (hour % 12 + (12 if half == "p" else 0)) * 60 + minute, "half"
    return hour * 60 + minute, "bare" if 0 < hour <= 12 and not found[1].startswith("0") else "24"


def _meant(text: str, first: tuple[int, str], last: tuple[int, str]) -> tuple[int, int]:
    """The span that times without am or pm mean, where only one is likely.

    Raises:
        ValueError: more than one is likely; both are offered.
    """
    (start, by), (end, until) = first, last
    starts = [start] if by != "bare" else _halves(start)
    ends = [end] if until != "bare" else _halves(end)
    if "24" in (by, until):
        # 8-18: the clock has 24 hours; but 13-5 may be its night, or the afternoon of somebody who mixes both clocks
        if until != "bare" or not end < start < end + 720:
            _refuse_dawn(text, start, end)
            return start, end
        likely = [(start, other) for other in (end + 1440, end + 720) if other - start <= _LONGEST_NIGHT]
    elif by == "bare" and until == "half":  # 2 - 6 pm: of the half that is said, if that is before
        same = [one for one in starts if one < end and (one < 720) == (end < 720)]
        return (same or [one for one in starts if one < end] or starts)[0], end
    else:
        most = 1080 if until == "word" else 840  # a day until midnight may be long
        likely = [
            (one, other)
            for one in starts
            for other in ends
            if 0 < other - one <= most and (by != "bare" or one >= 360 or other <= 1200)
        ]
        if by == until == "bare" and start < end and start >= 420 and end < 780:
            return start, end  # 8-12: both clocks say the same
        if len(likely) == 1 and (by != "bare" or (until == "word" and end == 720)):
            return likely[0]
    nights = [(one, other) for one in starts for other in ends if other < one and other + 1440 - one <= _LONGEST_NIGHT]
    raise _unsure(text, likely[:2] or nights)


def _unsure(text: str, likely: list[tuple[int, int]]) -> ValueError:
    offers = " or ".join(f"{_said(one)} to {_said(other)}" for one, other in likely) or "8 am to 6 pm"
    return ValueError(f"could be morning or evening ({text}); write {offers}")


def _halves(minutes: int) -> list[int]:
    """The times of a day that a time on a clock face may be, in minutes."""
    return [minutes % 720, minutes % 720 + 720]


def _said(minutes: int) -> str:
    hour, minute = divmod(minutes % 1440, 60)
    return f"{(hour - 1) % 12 + 1}{f':{minute:02}' if minute else ''} {'am' if hour < 12 else 'pm'}"


def split_hours(text: str) -> tuple[str, str]:
    """Days and times of a text that holds both: "mon-fri 8 am to 6 pm"."""
    if _ALWAYS.fullmatch(_plain(text)):
        return "every day", "24 hours"
    word = next((word for word in sorted(_WORDS, key=len, reverse=True) if f" {_plain(text)}".endswith(" " + word)), None)
    if word:
        return text.strip()[: -len(word)].rstrip(" :"), word
    found = re.match(r"(.*?)[\s:]*((?:\d|noon|midday|midnight).*)?$", text.strip(), re.DOTALL | re.IGNORECASE)
    assert found, "every text has a beginning"
    return found[1], found[2] or ""


def divide_hours(text: str) -> list[tuple[str, str]]:
    """Days and times of each entry of a text: "mon-fri 8 am to 6 pm, sat 9 am to noon". A comma before other days divides it too."""
    entries: list[str] = []
    for line in re.split(r"[;\n]", text):
        fresh = True
        for part in line.split(","):
            if fresh or (split_hours(entries[-1])[1] and re.match(r"\s*[^\W\d]", part)):
                entries.append(part)
            else:
                entries[-1] += "," + part
            fresh = False
    return [split_hours(entry) for entry in entries if entry.strip()]


def _in_fields(days: str, times: str) -> str:
    return f'- {{days: "{days or "every day"}", open: "{times}"}}'


def hours_list(value: Any) -> Any:
    """Hours as a profile holds them.

    Raises:
        ValueError: they are one text, or days with times beside them; the message holds them as a list.
    """
    if isinstance(value, str):
        parts = divide_hours(value)
    elif isinstance(value, dict) and not {"days", "open"} & {str(key) for key in value}:
        parts = [(str(days), str(times)) for days, times in value.items()]
    else:
        return value
    raise ValueError(
        "should be a list, one line for days of the same hours; write " + " and below ".join(_in_fields(*p) for p in parts)
    )


class Opening(Model):
    """Hours for some days: `{days: mon-fri, open: 8:00-18:00}`.

    Attributes:
        days: ranges of days, 0 = Monday, both ends included; a range may pass the week's end (6, 3).
        open: time spans in minutes after midnight, the end of one that passes midnight over 1440; or that no time is open to all.
    """

    days: Annotated[tuple[tuple[int, int], ...], BeforeValidator(_days), WithJsonSchema({"type": "string"})]
    open: Annotated[
        tuple[tuple[int, int], ...] | Literal["closed", "appointment"], BeforeValidator(_times), WithJsonSchema({"type": "string"})
    ]

    @model_validator(mode="before")
    @classmethod
    def _of_fields(cls, value: Any) -> Any:
        if isinstance(value, str):
            raise ValueError(f"should be days and open; write {_in_fields(*split_hours(value))}")
        return value

    def named(self) -> str:
        """The days as a profile says them, as "mon-fri, sun"."""
        return ", ".join(DAYS[first] + f"-{DAYS[last]}" * (last != first) for first, last in self.days)

    def on_days(self) -> set[int]:
        """Every day it holds for, 0 = Monday."""
        return {day % 7 for first, last in self.days for day in range(first, (last if last >= first else last + 7) + 1)}


def hold_together(hours: tuple[Opening, ...]) -> tuple[Opening, ...]:
    """The hours, none of which says another thing of a day than the rest.

    Raises:
        ValueError: two entries have spans of one day that overlap, or a day is both open and closed.
    """
    for at, later in enumerate(hours):
        for earlier in hours[:at]:
            for day in sorted(earlier.on_days() & later.on_days()):
                one, other = earlier.open, later.open
                if isinstance(one, str) or isinstance(other, str) or any(a < d and c < b for a, b in one for c, d in other):
                    both = f"{earlier.named()}, and {later.named()}"
                    mend = "leave one of them, or write split hours as 8-12 and 14-18"
                    raise ValueError(f"say two things of {DAYS[day]} ({both}); {mend}")
    return hours
