"""Opening hours as people write them: what is read, and what is refused rather than guessed."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from handoutpress.content.schema.clinic import Clinic
from handoutpress.content.schema.hours import DAYS, Opening, divide_hours


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
    ("times", "meaning"),
    [
        ("8 a.m. to 5 p.m.", "8:00-17:00"),
        ("8a-5p", "8:00-17:00"),
        ("8h30-17h30", "8:30-17:30"),
        ("8:00—18:00", "8:00-18:00"),
        ("8-18", "8:00-18:00"),
        ("8 am to noon", "8:00-12:00"),
        ("noon to midnight", "12:00-24:00"),
        ("midnight to 8 am", "0:00-8:00"),
        ("12 pm to 12 am", "12:00-24:00"),
        ("8:00-12:00 and 14:00-18:00", "8:00-12:00, 14:00-18:00"),
        ("8-12 & 14-18", "8:00-12:00, 14:00-18:00"),
        ("2 - 6 pm", "14:00-18:00"),
        ("8 - 5 pm", "8:00-17:00"),
        ("11 - 2 pm", "11:00-14:00"),
        ("9 - 12 pm", "9:00-12:00"),
        ("8 am - 5", "8:00-17:00"),
        ("8 am - 11", "8:00-11:00"),
        ("8-12", "8:00-12:00"),
        ("noon-4", "12:00-16:00"),
        ("12 noon - 5", "12:00-17:00"),
        ("noon-midnight", "12:00-24:00"),
        ("8-noon", "8:00-12:00"),
        ("midnight-5", "0:00-5:00"),
        ("22-6", "22:00-06:00"),
    ],
)
def test_times_mean_what_people_mean_by_them(times: str, meaning: str) -> None:
    assert opening(times=times).open == opening(times=meaning).open


@pytest.mark.parametrize("times", ["24 hours", "24/7", "Open 24 hours", "0:00-24:00"])
def test_all_day(times: str) -> None:
    assert opening(times=times).open == ((0, 1440),)


def test_no_times_for_all() -> None:
    assert (opening(times="Closed").open, opening(times="by appointment only").open) == ("closed", "appointment")


def test_a_night_passes_midnight() -> None:
    assert opening(times="18:00-2:00").open == opening(times="6 pm to 2 am").open == ((1080, 1560),)


@pytest.mark.parametrize(
    ("times", "offered"),
    [
        ("8-6", ["8 am to 6 pm"]),
        ("8:30-5:30", ["8:30 am to 5:30 pm"]),
        ("2-6", ["2 am to 6 am", "2 pm to 6 pm"]),
        ("6-10", ["6 am to 10 am", "6 pm to 10 pm"]),
        ("8-8", ["8 am to 8 pm"]),
        ("8-12 and 1-5", ["1 pm to 5 pm"]),
        ("8-midnight", ["8 am to 12 am", "8 pm to 12 am"]),
        ("6-midnight", ["6 am to 12 am", "6 pm to 12 am"]),
        ("13-5", ["1 pm to 5 pm"]),
        ("12-4", ["12 am to 4 am", "12 pm to 4 pm"]),
        ("01:00-05:00", ["1 am to 5 am", "1 pm to 5 pm"]),
        ("1:00-05:00", ["1 am to 5 am", "1 pm to 5 pm"]),
        ("02:30-06:30", ["2:30 am to 6:30 am", "2:30 pm to 6:30 pm"]),
        ("10 pm - 6", ["10 pm to 6 am"]),
        ("8 pm - 7", ["8 pm to 7 am"]),
        ("08:30-5", ["8:30 am to 5 pm"]),
    ],
)
def test_bare_times_that_could_be_either_half_are_offered_back(times: str, offered: list[str]) -> None:
    with pytest.raises(ValidationError, match="could be morning or evening") as raised:
        opening(times=times)
    for offer in offered:
        assert offer in str(raised.value)
        assert opening(times=offer).open  # the mend cures


@pytest.mark.parametrize(
    ("times", "offered"),
    [
        ("6 pm to 8 am", ["8 am to 6 pm", "6 pm to midnight and midnight to 8 am"]),
        ("18:00-08:00", ["8 am to 6 pm", "6 pm to midnight and midnight to 8 am"]),
        ("12:00-04:00", ["12 pm to 4 pm", "12 pm to midnight and midnight to 4 am"]),
        ("noon to 4 am", ["12 pm to 4 pm"]),
        ("09:00-05:00", ["9 am to 5 pm"]),
        ("12:30-04:30", ["12:30 pm to 4:30 pm"]),
        ("10 pm to 9 pm", ["9 pm to 10 pm"]),
        ("8 am to 8 am", ["8 am to 8 pm", "24 hours"]),
        ("noon to noon", ["24 hours"]),
    ],
)
def test_a_night_longer_than_twelve_hours_is_more_likely_a_slip(times: str, offered: list[str]) -> None:
    with pytest.raises(ValidationError, match="closes before it opens") as raised:
        opening(times=times)
    for offer in offered:
        assert offer in str(raised.value)
        assert opening(times=offer).open  # the mend cures


@pytest.mark.parametrize(
    ("times", "minutes"),
    [
        ("8 pm to 8 am", (1200, 1920)),
        ("18:00-06:00", (1080, 1800)),
        ("22-6", (1320, 1800)),
        ("noon to midnight", (720, 1440)),
        ("midnight to 5 am", (0, 300)),
        ("1 am to 5 am", (60, 300)),
        ("05:00-13:00", (300, 780)),
    ],
)
def test_a_night_that_is_said_is_read(times: str, minutes: tuple[int, int]) -> None:
    assert opening(times=times).open == (minutes,)


@pytest.mark.parametrize(
    "text",
    ["24/7", "Open 24/7", "24/7/365", "24 hours a day, 7 days a week", "24 h every day", "always open", "24 horas todos los días"],
)
def test_always_is_every_day(text: str) -> None:
    [(days, times)] = divide_hours(text)
    assert opening(days=days, times=times) == opening(days="mon-sun", times="0:00-24:00")


def test_hours_of_no_day_are_of_no_day_still() -> None:
    assert divide_hours("24 hours") == [("", "24 hours")] and divide_hours("sat 24/7; 8-18") == [("sat", "24/7"), ("", "8-18")]


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
        ("until 6 pm", "is not a time span"),
        ("8 am to 6 pm sharp", "is not a time span"),
        ("8 am to 6 pm (lunch 12-1)", "is not a time span"),
        ("8 am to 6 pmonday", "is not a time span"),
        ("closed for lunch", "is not a time span"),
        ("8 pm to 6 pm", "closes before it opens"),
        ("9 am to 9 am", "closes before it opens"),
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
        ("mon through fri", [(0, 4)]),
        ("M-F", [(0, 4)]),
        ("mon—fri", [(0, 4)]),
        ("lunes a viernes", [(0, 4)]),
        ("mon–wed, sat", [(0, 2), (5, 5)]),
        (" mon , wed , fri ", [(0, 0), (2, 2), (4, 4)]),
        ("mon & wed", [(0, 0), (2, 2)]),
        ("Tues/Thurs.", [(1, 1), (3, 3)]),
        ("mon, wed and fri", [(0, 0), (2, 2), (4, 4)]),
        ("sun-thu", [(6, 3)]),
        ("every day", [(0, 6)]),
        ("weekdays", [(0, 4)]),
        ("Weekends", [(5, 6)]),
    ],
)
def test_days_are_ranges_of_the_week(days: str, ranges: list[tuple[int, int]]) -> None:
    assert opening(days=days).days == tuple(ranges)


def test_a_range_over_the_weeks_end_holds_for_its_days() -> None:
    assert opening(days="fri-mon").on_days() == {4, 5, 6, 0}


@pytest.mark.parametrize(
    "days",
    ["", "someday", "monkey", "month", "t-f", "mon-wed-fri", "mon, someday", "mon-", "mon thru", "mon fri", "mon-fri except wed"],
)
def test_days_that_do_not_exist_are_refused(days: str) -> None:
    with pytest.raises(ValidationError, match="is not a day or days"):
        opening(days=days)


def test_a_misspelt_day_is_named_and_a_holiday_has_its_field() -> None:
    with pytest.raises(ValidationError, match="did you mean wednesday"):
        opening(days="wensday")
    with pytest.raises(ValidationError, match="in the field after_hours"):
        opening(days="holidays")


def clinic(hours: object) -> Clinic:
    return Clinic.model_validate({"name": "Test Clinic", "city": "Testtown", "phone": "(707) 555-0123", "hours": hours})


@pytest.mark.parametrize(
    "hours",
    [
        "Mon-Fri 8am-6pm, sat: by appointment",
        {"mon-fri": "8 am to 6 pm", "sat": "by appointment"},
        ["Mon-Fri 8am-6pm", "sat by appointment"],
    ],
)
def test_hours_in_another_shape_are_offered_as_a_list(hours: object) -> None:
    with pytest.raises(ValidationError) as raised:
        clinic(hours)
    entries = [{"days": days, "open": times} for days, times in re.findall(r'days: "([^"]*)", open: "([^"]*)"', str(raised.value))]
    assert [entry.open for entry in clinic(entries).hours] == [((480, 1080),), "appointment"]  # the mend cures


@pytest.mark.parametrize("second", ["9-17", "closed"])
def test_two_entries_never_say_two_things_of_a_day(second: str) -> None:
    morning = {"days": "mon-fri", "open": "8-12"}
    assert len(clinic([morning, {"days": "mon, wed", "open": "14-18"}]).hours) == 2
    with pytest.raises(ValidationError, match="two things of wed"):
        clinic([morning, {"days": "wed-sun", "open": second}])


@given(st.integers(0, 1439), st.integers(1, 1440), st.integers(0, 6), st.integers(0, 6))
def test_hours_as_printed_on_a_24_hour_clock_are_read_as_they_were(start: int, end: int, first: int, last: int) -> None:
    start, end = sorted((start, end)) if start != end else (start, start + 1)
    assume(not 60 <= start < end <= 480)  # more likely an afternoon's: asked
    first, last = sorted((first, last))
    read = opening(days=f"{DAYS[first]}-{DAYS[last]}", times=f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}")
    assert (read.days, read.open) == (((first, last),), ((start, end),))


def test_hours_that_were_read_are_taken_as_they_are() -> None:
    read = opening(days="mon-fri, sun", times="8-12, 13-17")
    assert Opening.model_validate(read.model_dump()) == read
