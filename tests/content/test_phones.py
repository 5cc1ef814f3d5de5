"""A clinic's phone: printed as its people know it, dialled as a link, refused where it is no number that can be dialled."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from handoutpress.content.schema.clinic import Clinic, phone_number


def clinic(phone: str, country: str = "US") -> Clinic:
    return Clinic.model_validate({"name": "Test Clinic", "city": "Testtown", "phone": phone, "country": country})


@pytest.mark.parametrize(
    ("phone", "country", "printed", "digits", "tel"),
    [
        ("(707) 555-0142", "US", "(707) 555-0142", "", "+17075550142"),
        ("707.555.0142", "US", "707.555.0142", "", "+17075550142"),
        ("7075550142", "US", "(707) 555-0142", "", "+17075550142"),
        ("tel:+17075550142", "US", "(707) 555-0142", "", "+17075550142"),
        ("Call (707) 555-0142", "US", "(707) 555-0142", "", "+17075550142"),
        ("707–555–0142", "US", "707-555-0142", "", "+17075550142"),
        ("（707）555-0142", "US", "(707)555-0142", "", "+17075550142"),
        ("(707) 555-0142 ext. 3", "US", "(707) 555-0142 ext. 3", "", "+17075550142"),
        ("+44 (0)20 7946 0018", "US", "+44 (0)20 7946 0018", "", "+442079460018"),
        ("020 7946 0018", "GB", "020 7946 0018", "", "+442079460018"),
        ("1-800-BACK-FIX", "US", "1-800-BACK-FIX", "(800) 222-5349", "+18002225349"),
        ("(707) 555-BACK", "US", "(707) 555-BACK", "(707) 555-2225", "+17075552225"),
    ],
)
def test_a_phone_is_printed_as_typed_and_letters_with_their_digits(
    phone: str, country: str, printed: str, digits: str, tel: str
) -> None:
    assert phone_number(clinic(phone, country).phone, country) == (printed, digits, tel)


@pytest.mark.parametrize(
    ("phone", "mend"),
    [
        ("(707) 555-0142, (707) 555-0143", "(707) 555-0142"),
        ("(707) 555-0142 or (707) 555-0143", "(707) 555-0142"),
        ("+1 707 555 0142 (WhatsApp)", "+1 707 555 0142"),
    ],
)
def test_more_than_a_number_is_refused_and_the_number_in_it_cures(phone: str, mend: str) -> None:
    with pytest.raises(ValidationError, match="write ") as raised:
        clinic(phone)
    assert mend in str(raised.value)
    assert clinic(mend).phone == mend


@pytest.mark.parametrize("phone", ["911", "555-0142", "call us", "(707) 555-014", "(7O7) 555-0142", "001 707 555 0142"])
def test_what_cannot_be_dialled_is_refused_with_a_form_that_can(phone: str) -> None:
    with pytest.raises(ValidationError, match="is not a phone number") as raised:
        clinic(phone)
    offered = re.search(r"as (\([\d) -]+\d)", str(raised.value))
    assert offered is not None and clinic(offered[1])


@given(st.from_regex(r"\(?707\)?[ .-]?555[ .-]?01[0-9]{2}", fullmatch=True))
def test_what_is_printed_dials_what_was_written(phone: str) -> None:
    printed, digits, tel = phone_number(clinic(phone).phone, "US")
    assert (re.sub(r"\D", "", printed), digits, tel) == (re.sub(r"\D", "", phone), "", "+1" + re.sub(r"\D", "", phone))
