"""Clinics that answer alike share a text: what is shared is what would have been merged, and a changed answer is never missed."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoutpress.content import markup, signoff
from handoutpress.content.library import Library
from handoutpress.content.schema.review import Signer
from handoutpress.errors import HandoutError
from handoutpress.merge.merge import merge
from tests.helpers.workspace import CLINIC, own_handout, write

SECTION = """\
heading: A heading
key_message: One thing to know.
blocks:
  - paragraph: Everyone reads this.
  - paragraph: "Call {emergency.number}."
  - when: clinic.address
    paragraph: Come to us.
  - when: service.massage
    paragraph: We offer massage.
  - when: not service.massage
    paragraph: We offer no massage.
  - services: {}
"""
OPTIONS = {
    "address": ["1 First Street", "2 Second Street"],
    "services": ["[massage]", "[cupping]", "[massage, cupping]"],
    "country": ["US", "GB", "CA", "GB\nemergency_number: '112'"],
    "paper": ["a4"],
    "brand": ["'#123456'"],
}
clinics = st.fixed_dictionaries(
    {"name": st.sampled_from(["Ab Cd", "Ef Gh"])}, optional={k: st.sampled_from(v) for k, v in OPTIONS.items()}
)


def profile(fields: dict[str, str]) -> str:
    return "".join(f"{key}: {value}\n" for key, value in {"city": "Xtown", "phone": "'+1 707 555 0123'", **fields}.items())


@settings(max_examples=40, deadline=None)
@given(st.lists(clinics, min_size=2, max_size=6))
def test_a_shared_text_is_the_one_that_would_be_merged(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[dict[str, str]]
) -> None:
    folder = own_handout(tmp_path_factory.mktemp("w"), section=SECTION)
    for i, fields in enumerate(wanted):
        write(folder / f"clinic_profiles/c{i}.yaml", profile(fields))
    shared = Library(folder)
    for handout in ("mine", "your-visit"):
        for i in range(len(wanted)):
            one, alone = merge(shared, f"c{i}", handout), merge(Library(folder), f"c{i}", handout)
            assert one == alone
            assert one.fingerprint == alone.fingerprint


def test_clinics_alike_share_and_others_do_not(tmp_path: Path) -> None:
    folder = own_handout(tmp_path, section=SECTION)
    for name, text in {"a": CLINIC, "b": CLINIC.replace("Test", "Best"), "c": CLINIC + "services: [massage]\n"}.items():
        write(folder / f"clinic_profiles/{name}.yaml", text)
    library = Library(folder)
    a, b, c = (merge(library, name, "mine") for name in "abc")
    assert a.sections is b.sections and a.fingerprint == b.fingerprint
    assert a.clinic.name != b.clinic.name
    assert a.sections != c.sections and a.fingerprint != c.fingerprint


def test_what_is_wrong_is_said_for_each_clinic(tmp_path: Path) -> None:
    """A shared text does not hide what is wrong with the next clinic, nor is a wrong text ever kept."""
    folder = own_handout(tmp_path, text="See {clinic.address}.")
    write(folder / "clinic_profiles/good.yaml", CLINIC + "address: 1 First Street\n")
    write(folder / "clinic_profiles/bad.yaml", CLINIC + "address: 1 First Street\nservices: [nonsense]\n")
    library = Library(folder)
    for _ in range(2):
        with pytest.raises(HandoutError, match=r"clinic\.address"):
            merge(library, "test", "mine")
        assert merge(library, "good", "mine").clinic.address
        with pytest.raises(HandoutError, match="nonsense"):
            merge(library, "bad", "mine")


def test_a_sign_off_is_seen_at_once(tmp_path: Path) -> None:
    library = Library(own_handout(tmp_path))
    assert "Awaiting" in merge(library, "test", "mine").control
    day = datetime.date(2026, 11, 20)
    signoff.sign(
        library,
        "mine",
        "en",
        clinician=Signer(name="Ana Lee", title="DC", on=day),
        translator=None,
        next_review=day.replace(year=2027),
    )
    assert "Ana Lee" in merge(library, "test", "mine").control


def test_a_leaflet_like_one_before_reads_no_markup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is the same for all clinics of a country is worked out once. The twin: the first clinic of another country."""
    folder, british = own_handout(tmp_path, section=SECTION), CLINIC.replace("phone: ", "country: GB\nphone: ")
    for name, text in {"a": CLINIC, "b": CLINIC.replace("Test", "Best"), "british": british}.items():
        write(folder / f"clinic_profiles/{name}.yaml", text + "discipline: medical\nservices: [massage]\n")
    library, parse = Library(folder), markup.parse
    read: list[str] = []

    def noted(source: str) -> markup.Inline:
        read.append(source)
        return parse(source)

    monkeypatch.setattr(markup, "parse", noted)
    asked = []
    for name in ("a", "b", "british"):
        read.clear()
        merge(library, name, "mine")
        asked.append(len(read))
    assert asked[0] > 0 and asked[1] == 0 and asked[2] > 0
