"""What care is called follows the clinic's country, on every sheet, in either language; no sheet has another country's words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handoutpress.content.library import Library
from handoutpress.errors import Forbidden, InvalidSource
from handoutpress.formats.text import plain
from handoutpress.merge.merge import merge
from tests.conftest import Run
from tests.helpers.workspace import own_handout, workspace, write

PHONES = {"US": "(707) 555-0123", "CA": "(416) 555-0123", "GB": "020 7946 0123", "IE": "(01) 200 1234", "AU": "(02) 5550 1234",
          "NZ": "(09) 280 1234", "MX": "55 5555 1234", "ES": "910 123 456"}  # fmt: skip
LIBRARY = Library()
SERVICES = ", ".join(LIBRARY.services("en").value.root)
# words of one side of the ocean, which none of the files names: the rule `regional` has lists of its own
AMERICAN = re.compile(r"\b(emergency room|physical therap\w*|shoveling|traveling|color\w*|center\w*|OB)\b", re.IGNORECASE)
BRITISH = re.compile(r"\b(A&E|GPs?|physiotherap\w*|shovelling|travelling|colour\w*|centre\w*|ticks?|maternity unit)\b")
SAYS = {
    ("US", "en"): ["911 or go to the emergency room", "call your OB or midwife", "Call us or a doctor today", "Physical therapy"],
    ("CA", "en"): ["911 or go to the emergency department", "call your OB or midwife", "Physiotherapy"],
    ("GB", "en"): ["999 or go to A&E", "call your midwife or maternity unit", "Call us or a GP today", "Physiotherapy"],
    ("IE", "en"): ["112 or go to the emergency department", "Call us or a GP today"],
    ("AU", "en"): ["000 or go to the emergency department", "call your midwife or GP", "Physiotherapy"],
    ("NZ", "en"): ["111 or go to the emergency department", "Call us or a GP today"],
    ("US", "es"): ["vaya a emergencias", "partera u obstetra", "Terapia física"],
    ("MX", "es"): ["vaya a urgencias", "Fisioterapia"],
    ("ES", "es"): ["vaya a urgencias", "matrona o ginecólogo", "Fisioterapia"],
}


def clinic(country: str) -> str:
    profile = f"name: Test Clinic\ncity: Testtown\nphone: '{PHONES[country]}'\ncountry: {country}\n"
    return f"{profile}discipline: physical-therapy\nservices: [{SERVICES}]\n"


def printed(folder: Path, country: str, handout: str, language: str = "en") -> str:
    """All words of a leaflet, figures and all, as a clinic of the country prints it; a translation as it is once signed."""
    leaflet = merge(Library(workspace(folder, clinic(country))), "test", handout, language)
    figures = " ".join(f"{words.alt} {words.caption}" for _, words in leaflet.figures)
    return " ".join(f"{plain(leaflet)} {figures}".split())


@pytest.mark.parametrize(("country", "language"), SAYS)
def test_care_is_called_what_the_country_calls_it(country: str, language: str, tmp_path: Path) -> None:
    text = printed(tmp_path, country, "your-visit", language)
    for words in SAYS[country, language]:
        assert words in text


@pytest.mark.parametrize(("country", "line"), [("US", "1-800-QUIT-NOW"), ("AU", "13 7848"), ("GB", "a free stop-smoking service")])
def test_a_quit_line_is_the_countrys(country: str, line: str, tmp_path: Path) -> None:
    assert f"To quit, call {line}." in printed(tmp_path, country, "strong-back-habits")


@pytest.mark.parametrize("handout", LIBRARY.handouts())
@pytest.mark.parametrize(("countries", "foreign"), [(("US",), BRITISH), (("GB", "AU"), AMERICAN)])
def test_no_sheet_has_words_from_over_the_ocean(
    countries: tuple[str, ...], foreign: re.Pattern[str], handout: str, tmp_path: Path
) -> None:
    for country in countries:
        assert not foreign.findall(printed(tmp_path / country, country, handout))


@pytest.mark.parametrize(
    ("text", "foreign"),
    [("Go to the emergency room", AMERICAN), ("Shoveling snow", AMERICAN), ("Ask a GP", BRITISH), ("shovelling", BRITISH)],
)
def test_words_from_over_the_ocean_would_be_found(text: str, foreign: re.Pattern[str]) -> None:
    assert foreign.search(text)


def test_a_draft_says_the_checked_signs_in_its_own_language(tmp_path: Path) -> None:
    text = printed(tmp_path, "US", "get-help", "es")
    assert "vaya a emergencias" in text
    assert "go to the emergency room" in text


def test_clinics_of_two_countries_do_not_share_a_text(tmp_path: Path) -> None:
    folder = workspace(tmp_path, clinic("US"))
    write(folder / "clinic_profiles/far.yaml", clinic("GB"))
    library = Library(folder)
    assert "emergency room" in plain(merge(library, "test", "get-help"))
    assert "A&E" in plain(merge(library, "far", "get-help"))
    assert "emergency room" in plain(merge(library, "test", "get-help"))


def test_every_language_has_every_word_and_a_default() -> None:
    assert LIBRARY.care_words("en").value.root.keys() == LIBRARY.care_words("es").value.root.keys()


def test_a_word_that_is_not_there_is_told_at_its_line(tmp_path: Path) -> None:
    library = Library(own_handout(tmp_path, text="Ask a {care.docter}."))
    with pytest.raises(InvalidSource) as error:
        merge(library, "test", "mine")
    assert "did you mean {care.doctor}" in str(error.value).lower()
    assert "handouts/sections/mine/en.yaml:4" in str(error.value)


def test_a_service_with_such_a_word_is_told_at_its_line(tmp_path: Path) -> None:
    services = (
        (LIBRARY.roots[0] / "handouts/services/en.yaml").read_text("utf-8").replace("{care.physical_therapy}", "{care.physio}")
    )
    with pytest.raises(InvalidSource) as error:
        merge(Library(workspace(tmp_path, handouts__services__en=services)), "test", "get-help")
    assert "there is nothing called {care.physio}" in str(error.value)
    assert "handouts/services/en.yaml" in str(error.value)


def test_a_workspace_adds_words_and_changes_those_of_no_danger(tmp_path: Path) -> None:
    words = "spa: {default: hot spring}\nquit_line: {default: our own quit line}\n"
    own_handout(tmp_path, text="Try a {care.spa}. Call {care.quit_line}.")
    library = Library(workspace(tmp_path, handouts__care_words__en=words))
    assert "Try a hot spring. Call our own quit line." in plain(merge(library, "test", "mine"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("emergency_room: {default: our front desk}", "cannot be changed"),
        ("emergency_room: {default: the emergency room, US: our front desk}", "cannot be changed"),
        ("doctor: {default: chiropractor}", "cannot be changed"),
        ("quit_line: {default: a line that cures}", "may not be said"),
    ],
)
def test_words_of_the_red_flags_are_the_programs(words: str, says: str, tmp_path: Path, run: Run) -> None:
    folder = workspace(tmp_path, handouts__care_words__en=words + "\n")
    with pytest.raises(Forbidden, match=says):
        merge(Library(folder), "test", "get-help")
    code, _, err = run("make", "get-help", "--workspace", folder, "-o", tmp_path / "out")
    assert code == 7
    assert "handouts/care_words/en.yaml:1" in err


def test_a_word_without_a_default_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidSource, match="spa lacks `default`"):
        merge(Library(workspace(tmp_path, handouts__care_words__en="spa: {GB: spa town}\n")), "test", "get-help")
