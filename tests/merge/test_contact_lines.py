"""What is said of how to reach a clinic: in the leaflet's language, whole or in a truthful short form, and nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoutpress.content.library import Library
from handoutpress.errors import InvalidSource
from handoutpress.merge.contact_lines import ORDER, ContactLine, city_lines, contact_lines
from handoutpress.merge.leaflet import ClinicCard
from handoutpress.merge.merge import merge
from tests.helpers.workspace import CLINIC, workspace

TEAM = "practitioners: [{name: Ana Lee, title: DC}, {name: Bo Kim, title: DPT}, {name: Cy Doe, title: MD}]\n"


def lines(folder: Path, more: str, language: str = "en", most: int = 0) -> dict[str, str]:
    leaflet = merge(Library(workspace(folder, CLINIC + more)), "test", "get-help", language)
    said = {line.field: line.text(most) for line in contact_lines(leaflet.clinic, leaflet.words, "page")}
    return {field: text.replace("\u00a0", " ") for field, text in said.items()}


def test_lists_are_said_in_the_language_of_the_leaflet(tmp_path: Path) -> None:
    more = f"{TEAM}languages: [en, es]\ntowns_served: [Fairview, Oakdale]\n"
    assert lines(tmp_path, more) == {
        "phone": "(707) 555-0123",
        "practitioners": "Who you may see: Ana Lee, DC; Bo Kim, DPT; Cy Doe, MD",
        "languages": "We speak: English, Spanish",
        "towns_served": "Towns we serve: Fairview, Oakdale",
    }
    assert lines(tmp_path, more, "es") == {
        "phone": "(707) 555-0123",
        "practitioners": "Quién le atiende: Ana Lee, DC; Bo Kim, DPT; Cy Doe, MD",
        "languages": "Hablamos: inglés, español",
        "towns_served": "Ciudades que atendemos: Fairview, Oakdale",
    }


@pytest.mark.parametrize(
    ("most", "said"),
    [(0, "L: a; b; c; d"), (1, "L: a and 3 more"), (2, "L: a; b and 2 more"), (3, "L: a; b; c; d"), (9, "L: a; b; c; d")],
)
def test_a_short_form_counts_what_it_leaves_out(most: int, said: str) -> None:
    """Where it would leave out one alone, it is whole: the name takes no more room than the count."""
    line = ContactLine("practitioners", "L", ("a", "b", "c", "d"), between="; ", and_more="{names} and {count} more")
    assert line.text(most) == said


def test_a_language_without_a_name_is_told_at_its_line(tmp_path: Path) -> None:
    library = Library(workspace(tmp_path, f"{CLINIC}languages: [en, sp]\n"))
    with pytest.raises(InvalidSource, match=r"test\.yaml:4.*there is no language 'sp'"):
        merge(library, "test", "get-help")


def test_a_language_of_a_country_has_the_name_of_the_language(tmp_path: Path) -> None:
    library = Library(workspace(tmp_path, f"{CLINIC}languages: [pt-BR]\n"))
    assert merge(library, "test", "get-help").clinic.languages == ("Portuguese",)


def test_a_workspace_adds_the_name_of_a_language(tmp_path: Path) -> None:
    names = {"handouts__languages__en": "ain: Ainu\n"}
    library = Library(workspace(tmp_path, f"{CLINIC}languages: [ain, es]\n", **names))
    assert merge(library, "test", "get-help").clinic.languages == ("Ainu", "Spanish")


@pytest.mark.parametrize(
    ("name", "language", "kind"),
    [
        ("Fairview Back Care", "en", "Chiropractic"), ("Fairview Chiropractic", "en", ""), ("FAIRVIEW CHIROPRACTIC", "en", ""),
        ("Fairview Chiropractic", "es", "Quiropráctica"),
    ],
)  # fmt: skip
def test_the_kind_of_clinic_is_said_unless_its_name_says_it(name: str, language: str, kind: str, tmp_path: Path) -> None:
    profile = CLINIC.replace("Test Clinic", name) + "discipline: chiropractic\n"
    assert merge(Library(workspace(tmp_path, profile)), "test", "get-help", language).clinic.discipline == kind


def test_the_line_under_the_name_gives_way_bit_by_bit(tmp_path: Path) -> None:
    leaflet = merge(Library(workspace(tmp_path, f"{CLINIC}{TEAM}discipline: massage\n")), "test", "get-help")
    found = [(text.replace("\u00a0", " "), named) for text, named in city_lines(leaflet.clinic, leaflet.words, named=True)]
    assert found == [
        ("Massage therapy · Testtown, CA · Ana Lee, DC; Bo Kim, DPT; Cy Doe, MD", 3),
        ("Testtown, CA · Ana Lee, DC; Bo Kim, DPT; Cy Doe, MD", 3),
        ("Massage therapy · Testtown, CA · Ana Lee, DC; Bo Kim, DPT and 1 more", 2),
        ("Testtown, CA · Ana Lee, DC; Bo Kim, DPT and 1 more", 2),
        ("Massage therapy · Testtown, CA · Ana Lee, DC and 2 more", 1),
        ("Testtown, CA · Ana Lee, DC and 2 more", 1),
        ("Massage therapy · Testtown, CA", 0),
    ]


def test_a_clinic_of_three_fields_says_its_phone_and_nothing_else(tmp_path: Path) -> None:
    leaflet = merge(Library(workspace(tmp_path)), "test", "get-help")
    for place in ORDER:
        assert [line.field for line in contact_lines(leaflet.clinic, leaflet.words, place)] == ["phone"]
    assert list(city_lines(leaflet.clinic, leaflet.words, named=True)) == []


def test_nothing_is_said_of_another_field(tmp_path: Path) -> None:
    """Each line is of its own field of the card, and no value stands in another's place."""
    values = {"phone": "1", "tel": "+1", "after_hours": "2", "address": "3", "interpreter": "4", "website": "5", "url": "https://5"}
    card = ClinicCard("id", "name", "city", brand="#000000", hours=(("6", "7"),), hours_short=("8",), services=("9",), **values)
    words = Library().words("en").value
    wanted = {
        "phone": "1", "after_hours": "2", "address": "3", "interpreter": "4", "website": "Website: 5", "hours": "6: 7",
        "services": "What we offer: 9",
    }  # fmt: skip
    assert {line.field: line.text() for line in contact_lines(card, words, "page")} == wanted
    assert {line.field: line.text() for line in contact_lines(card, words, "call")}["hours"] == "8"
