"""The clinic's card: what a profile says, as a leaflet in one language prints it."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoutpress.content.library import Library
from handoutpress.formats.html import document
from handoutpress.formats.text import plain
from handoutpress.merge.leaflet import ClinicCard
from handoutpress.merge.merge import merge
from tests.helpers.workspace import CLINIC, workspace, write


def card(folder: Path, profile: str = "", language: str = "en") -> ClinicCard:
    write(folder / "clinic_profiles/mark.png", b"")
    return merge(Library(workspace(folder, CLINIC + profile)), "test", "get-help", language).clinic


def test_the_least_a_profile_holds(tmp_path: Path) -> None:
    found = card(tmp_path)
    assert (found.id, found.name, found.city) == ("test", "Test Clinic", "Testtown, CA")
    assert (found.phone, found.tel) == ("(707) 555-0123", "+17075550123")
    absent = ("address", "after_hours", "interpreter", "footer", "website", "url", "ink", "discipline")
    assert {getattr(found, name) for name in absent} == {""}
    lists = (found.hours, found.hours_short, found.services, found.notice, found.practitioners, found.languages, found.towns_served)
    assert lists == ((),) * 7
    assert (found.logo, found.books) == (None, False)
    assert (found.print_as, found.masthead) == ("screen", "standard")


@pytest.mark.parametrize(
    ("profile", "web", "url", "books"),
    [
        ("website: www.example.org\n", "www.example.org", "https://www.example.org", False),
        ("booking: www.example.org/book/\n", "www.example.org/book", "https://www.example.org/book/", True),
        ("website: www.example.org\nbooking: www.example.org/book\n", "www.example.org/book", "https://www.example.org/book", True),
    ],
)
def test_an_address_to_book_goes_before_the_website(tmp_path: Path, profile: str, web: str, url: str, books: bool) -> None:
    found = card(tmp_path, profile)
    assert (found.website, found.url, found.books) == (web, url, books)


@pytest.mark.parametrize("field", ["after_hours", "interpreter", "footer"])
@pytest.mark.parametrize(
    ("text", "english", "spanish"),
    [("Same", "Same", "Same"), ("{en: One, es: Uno}", "One", "Uno"), ("{en: One}", "One", "One"), ("{es: Uno}", "Uno", "Uno")],
)
def test_a_text_is_the_languages_else_the_nearest(tmp_path: Path, field: str, text: str, english: str, spanish: str) -> None:
    for language, wanted in (("en", english), ("es", spanish)):
        assert getattr(card(tmp_path, f"{field}: {text}\n", language), field) == wanted


def test_services_have_the_languages_names_in_the_profiles_order(tmp_path: Path) -> None:
    names = {language: Library().services(language).value.root for language in ("en", "es")}
    for language in ("en", "es"):
        found = card(tmp_path, "services: [massage, cupping]\n", language).services
        assert found == (names[language]["massage"].name, names[language]["cupping"].name)


def test_the_notice_is_printed_only_if_it_is_switched_on(tmp_path: Path) -> None:
    words = "notice_text: {en: Help is free, es: La ayuda es gratis}\n"
    assert card(tmp_path, words).notice == ()
    assert card(tmp_path, words + "notice_1557: true\n").notice == (("en", "Help is free"), ("es", "La ayuda es gratis"))


def test_the_logo_stands_beside_the_profile(tmp_path: Path) -> None:
    assert card(tmp_path, "logo: mark.png\n").logo == tmp_path / "clinic_profiles/mark.png"


def test_choices_of_print_are_passed_on(tmp_path: Path) -> None:
    found = card(tmp_path, 'print: spot\nink: PANTONE 3145 C\nmasthead: band\nnext_visit: true\nbrand: "#ABC"\n')
    assert (found.print_as, found.ink, found.masthead, found.next_visit) == ("spot", "PANTONE 3145 C", "band", True)
    assert found.brand == "#aabbcc"


def test_a_phone_of_letters_stands_with_what_to_dial_and_each_on_one_line(tmp_path: Path) -> None:
    library = Library(workspace(tmp_path, CLINIC.replace("(707) 555-0123", "(707) 555-BACK")))
    leaflet = merge(library, "test", "get-help")
    assert leaflet.clinic.phones == "(707)\u00a0555-BACK · (707)\u00a0555-2225"
    for text in (plain(leaflet), document(leaflet)):
        assert "555-BACK · (707)" in text.replace("\u00a0", " ") and "555-2225" in text
