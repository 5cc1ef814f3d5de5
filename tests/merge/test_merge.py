"""Merging: conditions decide what a clinic's leaflet holds; what is wrong in any of its files is told at its line, all at once."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.errors import InvalidSource, NotFound
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.merge import merge
from tests.helpers.workspace import ABOUT, CLINIC, HANDOUT, own_handout, write

SECTION = "heading: A heading\nkey_message: One thing.\nblocks:\n"
PLAIN = "  - paragraph: Always.\n"


def leaflet(folder: Path, blocks: str = PLAIN, *, clinic: str = "", handout: str = HANDOUT, about: str = ABOUT) -> Leaflet:
    own_handout(folder, section=SECTION + blocks, clinic=CLINIC + clinic, handout=handout)
    write(folder / "handouts/sections/mine/about.yaml", about)
    return merge(Library(folder), "test", "mine")


def texts(found: Leaflet) -> list[str]:
    return [markup.plain(entry.root) for section in found.sections for entry in section.blocks]  # type: ignore[attr-defined]


def problems(folder: Path, blocks: str = PLAIN, **more: str) -> list[str]:
    """What is told, without the folder before file names."""
    with pytest.raises(InvalidSource) as caught:
        leaflet(folder, blocks, **more)
    return [str(problem).replace(f"{folder}/", "").partition("handouts/")[2] for problem in caught.value.problems]


# -- conditions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "clinic", "printed"),
    [
        ("service.massage", "", False),
        ("service.massage", "services: [massage]\n", True),
        ("not service.massage", "", True),
        ("not service.massage", "services: [massage]\n", False),
        ("clinic.address", "", False),
        ("clinic.address", "address: 1 Test Street\n", True),
        ("not clinic.booking", "booking: www.example.org/book\n", False),
        ("[service.massage, clinic.address]", "services: [massage]\n", False),
        ("[service.massage, clinic.address]", "services: [massage]\naddress: 1 Test Street\n", True),
    ],
)
def test_a_block_stands_where_its_condition_holds(tmp_path: Path, when: str, clinic: str, printed: bool) -> None:
    blocks = f"  - paragraph: Sometimes.\n    when: {when}\n" + PLAIN
    assert texts(leaflet(tmp_path / "block", blocks, clinic=clinic)) == (["Sometimes."] if printed else []) + ["Always."]
    outline = HANDOUT.replace("{section: mine}", f"{{section: mine, when: {when if when.startswith('[') else f'[{when}]'}}}")
    assert texts(leaflet(tmp_path / "section", clinic=clinic, handout=outline)) == (["Always."] if printed else [])


def test_a_section_of_a_service_is_for_clinics_that_offer_it(tmp_path: Path) -> None:
    about = ABOUT + "service: massage\n"
    assert texts(leaflet(tmp_path / "a", about=about)) == []
    assert texts(leaflet(tmp_path / "b", about=about, clinic="services: [massage]\n")) == ["Always."]


def test_a_section_with_nothing_to_print_is_not_there(tmp_path: Path) -> None:
    found = leaflet(tmp_path, "  - paragraph: Sometimes.\n    when: service.massage\n")
    assert found.sections == () and found.sources == ()


def test_what_is_not_printed_may_name_what_the_clinic_has_not(tmp_path: Path) -> None:
    found = leaflet(tmp_path, '  - paragraph: "At {clinic.address}."\n    when: clinic.address\n' + PLAIN)
    assert texts(found) == ["Always."]


# -- values ----------------------------------------------------------------------------------------


def test_placeholders_are_the_clinics_the_countrys_and_the_facts(tmp_path: Path) -> None:
    text = "{clinic.name}, {clinic.city}, {clinic.address}, {clinic.phone}, {emergency.number}, {review.still_weeks}"
    blocks = f'  - paragraph: "{text}"\n'
    found = leaflet(tmp_path / "us", blocks, clinic="address: 1 Test Street\n")
    assert texts(found) == ["Test Clinic, Testtown, CA, 1 Test Street, (707) 555-0123, 911, 6"]
    abroad = CLINIC.replace("(707)", "+1 707") + "address: 1 Test Street\ncountry: GB\nemergency_number: 112\n"
    write(tmp_path / "us/clinic_profiles/abroad.yaml", abroad)
    assert ", 112, " in texts(merge(Library(tmp_path / "us"), "abroad", "mine"))[0]


def test_paper_and_date_are_as_asked_for_else_the_clinics_else_usual(tmp_path: Path) -> None:
    found = leaflet(tmp_path)
    assert (found.paper, found.date) == ("letter", datetime.date(2026, 11, 1))
    library = Library(tmp_path)
    asked = merge(library, "test", "mine", paper="a4", date=datetime.date(2026, 12, 24))
    assert (asked.paper, asked.date) == ("a4", datetime.date(2026, 12, 24))
    assert leaflet(tmp_path / "a4", clinic="paper: a4\n").paper == "a4"
    abroad = CLINIC.replace("(707) 555-0123", "+1 707 555 0123") + "country: GB\n"
    write(tmp_path / "clinic_profiles/abroad.yaml", abroad)
    assert merge(Library(tmp_path), "abroad", "mine").paper == "a4"


def test_each_clinic_gets_its_own_emergency_number_whatever_was_merged_before(tmp_path: Path) -> None:
    """Leaflets share their text where it is the same; the last block is one that neither of them prints."""
    last = "  - paragraph: Sometimes.\n    when: service.massage\n"
    own_handout(tmp_path, section=SECTION + PLAIN + last)
    write(tmp_path / "clinic_profiles/other.yaml", CLINIC.replace("(707)", "+1 707") + "country: GB\nemergency_number: 112\n")
    library = Library(tmp_path)
    leads = [markup.plain(merge(library, clinic, "mine").red_flags.emergency.lead) for clinic in ("test", "other", "test")]
    assert ["911" in lead for lead in leads] == [True, False, True]
    assert ["112" in lead for lead in leads] == [False, True, False]


def test_a_section_shows_the_figure_it_is_given_else_its_first(tmp_path: Path) -> None:
    shown = "  - figures: {ids: [walk, cat]}\n"
    assert leaflet(tmp_path / "first", PLAIN + shown).sections[0].figure == "walk"
    given = HANDOUT.replace("mine}", "mine, figure: cow}")
    assert leaflet(tmp_path / "given", PLAIN + shown, handout=given).sections[0].figure == "cow"
    assert leaflet(tmp_path / "none").sections[0].figure is None


# -- problems --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("blocks", "where", "says", "mend"),
    [
        ('  - paragraph: "{clinic.nam}"\n', "en.yaml:4:", "there is nothing called {clinic.nam}", "Did you mean {clinic.name}?"),
        ('  - paragraph: "{clinic.country}"\n', "en.yaml:4:", "there is nothing called {clinic.country}", ""),
        ('  - paragraph: "{zzz.qqq}"\n', "en.yaml:4:", "there is nothing called {zzz.qqq}", "Numbers must be in facts.yaml"),
        ('  - paragraph: "{clinic.address}"\n', "en.yaml:4:", "the profile gives no address", "`when: clinic.address`"),
        (PLAIN + "    when: service.masage\n", "en.yaml:5:", "there is no service 'masage'", "Did you mean service.massage?"),
        (PLAIN + "    when: clinic.adress\n", "en.yaml:5:", "there is no clinic 'adress'", "Did you mean clinic.address?"),
        (PLAIN + "    when: not service.qqq\n", "en.yaml:5:", "there is no service 'qqq'", "Known: "),
    ],
)
def test_a_slip_in_a_section_is_told_at_its_line(tmp_path: Path, blocks: str, where: str, says: str, mend: str) -> None:
    (found,) = problems(tmp_path, blocks)
    assert found.startswith(f"sections/mine/{where}") and says in found and mend in found


@pytest.mark.parametrize(
    ("more", "where", "says"),
    [
        ({"handout": HANDOUT.replace("{section: mine}", "{section: mime}")}, "mine.yaml:7:", "mime"),
        (
            {"handout": HANDOUT.replace("{section: mine}", "section: mine\n    when: [service.qqq]")},
            "mine.yaml:8:",
            "no service 'qqq'",
        ),
        ({"handout": HANDOUT.replace("{section: mine}", "section: mine\n    figure: qqq")}, "mine.yaml:8:", "qqq"),
        ({"about": "sources: [E1, E999]\n"}, "sections/mine/about.yaml:1:", "there is no source 'E999'"),
        ({"about": ABOUT + "service: qqq\n"}, "sections/mine/about.yaml:3:", "there is no service 'qqq'"),
    ],
)
def test_a_slip_around_a_section_is_told_at_its_line(tmp_path: Path, more: dict[str, str], where: str, says: str) -> None:
    (found,) = problems(tmp_path, **more)
    assert found.startswith(where) and says in found


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    own_handout(
        tmp_path, section=SECTION + '  - paragraph: "{qqq.a}"\n  - paragraph: "{qqq.b}"\n', clinic=CLINIC + "services: [qqq]\n"
    )
    write(tmp_path / "handouts/sections/mine/about.yaml", "sources: [E999]\n")
    with pytest.raises(InvalidSource) as caught:
        merge(Library(tmp_path), "test", "mine")
    told = "\n".join(map(str, caught.value.problems))
    assert len(caught.value.problems) == 4
    assert all(part in told for part in ("{qqq.a}", "{qqq.b}", "E999", "there is no service 'qqq'"))


def test_a_logo_that_is_not_there_is_told_at_its_line(tmp_path: Path) -> None:
    with pytest.raises(InvalidSource, match=r"test\.yaml:4:.*logo: the logo nobody\.png is not there.*beside the profile"):
        leaflet(tmp_path, clinic="logo: nobody.png\n")


def test_a_country_that_is_not_known_is_told_with_those_that_are(tmp_path: Path) -> None:
    own_handout(tmp_path, clinic=CLINIC.replace("(707) 555-0123", "+1 707 555 0123") + "country: ZZ\n")
    with pytest.raises(InvalidSource, match=r"test\.yaml:4:.*the country ZZ is not known.*Known: US, "):
        merge(Library(tmp_path), "test", "mine")


def test_what_does_not_exist_is_not_found(tmp_path: Path) -> None:
    library = Library(own_handout(tmp_path))
    for clinic, handout, language in (("nobody", "mine", "en"), ("test", "nothing", "en"), ("test", "mine", "xx")):
        with pytest.raises(NotFound):
            merge(library, clinic, handout, language)
