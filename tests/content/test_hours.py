"""Opening hours as people write them: what is read, and what is refused rather than guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from handoutpress.content.schema.hours import DAYS, Opening


def opening(*, days: str = "mon", times: str = "8-18") -> Opening:
    return Opening.model_validate({"days": days, "open": times})


@pytest.mark.parametrize(
    ("times", "minutes"),
    [
        ("8:00-18:00", [(480, 1080)]),
        ("8 am to 6 pm", [(480, 1080)]),
        ("8AM–6PM", [(480, 1080)]),
        ("8.30 - 12", [(510, 720)]),
        ("12 am to 12 pm", [(0, 720)]),
        ("12:30 am to 1 am", [(30, 60)]),
        ("12 pm to 12:59 pm", [(720, 779)]),
        ("11:59 am to 11 pm", [(719, 1380)]),
        ("0:00-24:00", [(0, 1440)]),
        ("23:58-23:59", [(1438, 1439)]),
        ("7:30-12:00, 13:00-19:30", [(450, 720), (780, 1170)]),
    ],
)
def test_times_are_minutes_after_midnight(times: str, minutes: list[tuple[int, int]]) -> None:
    assert opening(times=times).open == tuple(minutes)


@pytest.mark.parametrize(
    ("times", "says"),
    [
        ("late", "is not a time span"),
        ("8", "is not a time span"),
        ("8-9-10", "is not a time span"),
        ("8-late", "is not a time span"),
        ("8:60-9", "is not a time span"),
        ("8-25", "is not a time span"),
        ("8-24:01", "is not a time span"),
        ("0 am to 5 am", "is not a time span"),
        ("8 am to 13 pm", "is not a time span"),
        ("8-12, later", "is not a time span"),
        ("18-8", "closes before it opens"),
        ("8-8", "closes before it opens"),
        ("12 pm to 12 am", "closes before it opens"),
    ],
)
def test_times_that_do_not_exist_are_refused(times: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        opening(times=times)


@pytest.mark.parametrize(
    ("days", "ranges"),
    [
        ("mon", [(0, 0)]),
        ("Sun", [(6, 6)]),
        ("mon-fri", [(0, 4)]),
        ("tuesday to thursday", [(1, 3)]),
        ("mon–wed, sat", [(0, 2), (5, 5)]),
        (" mon , wed , fri ", [(0, 0), (2, 2), (4, 4)]),
    ],
)
def test_days_are_ranges_of_the_week(days: str, ranges: list[tuple[int, int]]) -> None:
    assert opening(days=days).days == tuple(ranges)


@pytest.mark.parametrize("days", ["", "mo", "someday", "mon-wed-fri", "fri-mon", "mon, someday", "mon-"])
def test_days_that_do_not_exist_are_refused(days: str) -> None:
    with pytest.raises(ValidationError, match="is not a day or days"):
        opening(days=days)


@given(st.integers(0, 1439), st.integers(1, 1440), st.integers(0, 6), st.integers(0, 6))
def test_hours_as_printed_on_a_24_hour_clock_are_read_as_they_were(start: int, end: int, first: int, last: int) -> None:
    start, end = sorted((start, end)) if start != end else (start, start + 1)
    first, last = sorted((first, last))
    read = opening(days=f"{DAYS[first]}-{DAYS[last]}", times=f"{start // 60}:{start % 60:02}-{end // 60}:{end % 60:02}")
    assert (read.days, read.open) == (((first, last),), ((start, end),))


def test_hours_that_were_read_are_taken_as_they_are() -> None:
    read = opening(days="mon-fri, sun", times="8-12, 13-17")
    assert Opening.model_validate(read.model_dump()) == read
