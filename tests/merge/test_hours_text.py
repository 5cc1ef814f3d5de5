"""Opening hours as leaflets print them: by the country's clock and in the leaflet's language."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoutpress.content.library import Library
from handoutpress.merge.merge import merge
from tests.helpers.workspace import CLINIC, workspace

NBSP = "\u00a0"


def printed(folder: Path, hours: str, *, country: str = "US", language: str = "en") -> tuple[tuple[tuple[str, str], ...], str]:
    """The long hours, pairs of days and times, and the short ones, a line with plain spaces."""
    phone = "(707) 555-0123" if country == "US" else "+1 707 555 0123"
    profile = f"name: Test Clinic\ncity: Testtown\nphone: {phone}\ncountry: {country}\nhours:\n{hours}"
    card = merge(Library(workspace(folder, profile)), "test", "get-help", language).clinic
    return card.hours, " · ".join(card.hours_short).replace(NBSP, " ")


def span(times: str) -> str:
    return f'  - {{days: mon, open: "{times}"}}\n'


@pytest.mark.parametrize(
    ("times", "twelve", "spanish", "twenty_four"),
    [
        ("8:00-18:00", "8 am – 6 pm", "8 a. m. – 6 p. m.", "8:00 – 18:00"),
        ("8:30-12:00", "8:30 am – noon", "8:30 a. m. – mediodía", "8:30 – 12:00"),
        ("12:00-13:05", "noon – 1:05 pm", "mediodía – 1:05 p. m.", "12:00 – 13:05"),
        ("11:59-12:01", "11:59 am – 12:01 pm", "11:59 a. m. – 12:01 p. m.", "11:59 – 12:01"),
        ("0:00-0:30", "midnight – 12:30 am", "medianoche – 12:30 a. m.", "0:00 – 0:30"),
        ("22:00-24:00", "10 pm – midnight", "10 p. m. – medianoche", "22:00 – 24:00"),
        ("18:00-2:00", "6 pm – 2 am", "6 p. m. – 2 a. m.", "18:00 – 2:00"),
        ("24/7", "24 hours", "24 horas", "24 hours"),
        ("closed", "closed", "cerrado", "closed"),
        ("by appointment", "by appointment", "con cita previa", "by appointment"),
    ],
)
def test_times_by_the_clock(tmp_path: Path, times: str, twelve: str, spanish: str, twenty_four: str) -> None:
    assert printed(tmp_path / "us", span(times))[0] == (("Mon", twelve),)
    assert printed(tmp_path / "es", span(times), language="es")[0] == (("lun", spanish),)
    assert printed(tmp_path / "gb", span(times), country="GB")[0] == (("Mon", twenty_four),)


HOURS = """\
  - {days: "mon-thu, sat", open: "7:30-12:00, 13:00-19:30"}
  - {days: sun, open: 9-10}
"""


def test_ranges_of_days_and_breaks(tmp_path: Path) -> None:
    long, short = printed(tmp_path, HOURS)
    assert long == (("Mon–Thu, Sat", "7:30 am – noon, 1 pm – 7:30 pm"), ("Sun", "9 am – 10 am"))
    assert short == "Mon–Thu, Sat 7:30 am–noon, 1 pm–7:30 pm · Sun 9 am–10 am"


def test_a_time_is_never_parted_from_its_half_of_the_day(tmp_path: Path) -> None:
    folder = workspace(tmp_path, CLINIC + "hours:\n" + HOURS)
    short = " · ".join(merge(Library(folder), "test", "get-help").clinic.hours_short)
    assert f"7:30{NBSP}am–noon" in short and f"9{NBSP}am–10{NBSP}am" in short
    assert f"Sun{NBSP}9" in short
