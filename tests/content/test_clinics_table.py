"""Clinics from a spreadsheet: what rows may say, and what is said about those that are wrong."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoutpress.content import clinics_table
from handoutpress.content.library import Library
from handoutpress.errors import ExitCode, HandoutError, InvalidSource, NotFound
from handoutpress.press import render
from tests.conftest import Run
from tests.helpers.workspace import CLINIC, workspace, write


def table(tmp_path: Path, text: str | bytes) -> clinics_table.ClinicsTable:
    workspace(tmp_path)
    return clinics_table.read(write(tmp_path / "clinics.csv", text), Library(tmp_path))


def test_rows_that_are_profiles(tmp_path: Path) -> None:
    found = table(
        tmp_path,
        "name,city,phone,hours,services,practitioners,after_hours.es,reviewer,next visit\n"
        'Harbor One,"Fairview, CA",(707) 555-0142,mon-fri 8 am to 6 pm; sat 9:00-13:00,"massage, cupping",'
        '"Ana Lee, DC; Bo Kim, DPT",Llame,"Ana Lee, DC",yes\n',
    )
    assert (found.clinics, found.problems, found.notes) == (["harbor-one-fairview-ca"], [], [])
    profile = found.rows["harbor-one-fairview-ca"].value
    assert [(opening.days, opening.open) for opening in profile.hours] == [(((0, 4),), ((480, 1080),)), (((5, 5),), ((540, 780),))]
    assert profile.services == ("massage", "cupping")
    assert [(one.name, one.title) for one in profile.practitioners] == [("Ana Lee", "DC"), ("Bo Kim", "DPT")]
    assert profile.after_hours == {"es": "Llame"}
    assert profile.reviewer and profile.reviewer.title == "DC"
    assert profile.next_visit is True


def test_a_row_that_names_a_profile_or_is_like_one(tmp_path: Path) -> None:
    workspace(tmp_path, CLINIC + 'brand: "#123456"\nafter_hours: {en: Call 911, es: Llame}\n')
    path = write(tmp_path / "list.csv", "id,like,name,city,after_hours.es\ntest,,,,\nnew,test,Another,,Marque\n")
    found = clinics_table.read(path, Library(tmp_path))
    assert (found.clinics, list(found.rows), found.problems) == (["test", "new"], ["new"], [])
    profile = found.rows["new"].value
    assert (profile.name, profile.phone, profile.brand) == ("Another", "(707) 555-0123", "#123456")
    assert profile.after_hours == {"en": "Call 911", "es": "Marque"}


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t")], ids=["comma", "semicolon", "tab"]
)
def test_what_spreadsheets_write(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [["Clinic name", "Town", "Telephone"], ["Clínica Sol", "Fairview", "(707) 555-0142"], ["", "", ""]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    assert table(tmp_path, text.encode(encoding)).clinics == ["clinica-sol-fairview"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id\nnope\n", "clinics.csv:2:1: there is no clinic 'nope'"),
        ("name,city,phone\nAb,Cd,(707) 55\n", "clinics.csv:2:3: phone: is not a phone number. Write it with its area code"),
        ("name,city,phone\nAb,,(707) 555-0142\n", "clinics.csv:2: city: 'city' is missing. Fill in the column city"),
        ("id,like,name\na,nope,Ab\n", "clinics.csv:2:2: there is no clinic 'nope'"),
        ("id,name,city,phone\nA b,Ab,Cd,(707) 555-0142\n", "clinics.csv:2:1: id: 'A b' cannot be an id. Use small letters"),
        ("name,city,phone,hours\nAb,Cd,(707) 555-0142,whenever\n", "clinics.csv:2:4: hours.days: is not a day or days"),
        ('name,city,phone\n"Ab\nx",Cd,1\nAb,Cd,2\n', "clinics.csv:3:3: phone"),
    ],
)
def test_a_bad_row_is_said_and_the_rest_goes_on(tmp_path: Path, text: str, says: str) -> None:
    header = text.partition("\n")[0].split(",")
    good = {"name": "Good", "city": "Town", "phone": "(707) 555-0100", "like": "test"}
    row = ",".join("test" if header == ["id"] else "good" if name == "id" else good.get(name, "") for name in header)
    found = table(tmp_path, f"{text}{row}\n")
    assert len(found.clinics) == 1
    assert any(says in str(problem) for problem in found.problems), [str(problem) for problem in found.problems]


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        (b"", InvalidSource, "the list is empty"),
        (b"name,city,phone\n", InvalidSource, "the list has no clinics"),
        (b"region,manager\na,b\n", InvalidSource, "no column says which clinics"),
        (b"name,city,phnoe\na,b,c\n", InvalidSource, "clinics.csv:1:3: there is no field 'phnoe'. Did you mean phone?"),
        (b"name,city,phone,Telephone\na,b,c,d\n", InvalidSource, "clinics.csv:1:4: the column phone is given twice"),
        (b'name,city\n"a,b\n', InvalidSource, "row 2: a quotation mark is opened and not closed"),
    ],
)
def test_a_list_that_cannot_be_used_at_all(tmp_path: Path, text: bytes, error: type[HandoutError], says: str) -> None:
    with pytest.raises(error) as caught:
        table(tmp_path, text)
    assert says in str(caught.value)


def test_no_list_or_a_spreadsheet_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"the list of clinics is not there"):
        clinics_table.read(tmp_path / "none.csv", Library())
    with pytest.raises(InvalidSource, match="Save it as CSV"):
        clinics_table.read(write(tmp_path / "clinics.xlsx", b"PK\x03\x04"), Library())


@pytest.mark.parametrize(
    ("head", "row", "what"),
    [
        ("Clinic Name,City/Town,Phone #", "Ab,Cd,(707) 555-0142", {"name": "Ab", "city": "Cd"}),
        ("Location,City,State,Main Phone", "Ab,Cd,CA,(707) 555-0142", {"city": "Cd, CA"}),
        ("name,city,state,phone", 'Ab,"Cd, CA",CA,(707) 555-0142', {"city": "Cd, CA"}),
        ("name,city,phone,website", "Ab,Cd,7075550142.0,N/A", {"phone": "7075550142", "website": None}),
        ("name,city,phone,brand", "Ab,Cd,(707) 555-0142,0f6e73", {"brand": "#0f6e73"}),
        ("name,city,phone,services", 'Ab,Cd,(707) 555-0142,"Massage, Spinal Adjustment"', {"services": ("massage", "spinal-adjustment")}),
    ],
)  # fmt: skip
def test_what_people_call_it(tmp_path: Path, head: str, row: str, what: dict[str, object]) -> None:
    found = table(tmp_path, f"{head}\n{row}\n")
    (profile,) = found.rows.values()
    assert {name: getattr(profile.value, name) for name in what} == what


def test_names_in_greek_and_cyrillic_are_ids_without_asking(tmp_path: Path, run: Run) -> None:
    rows = "Здоровая спина,Омск,(707) 555-0142\nЗдоровая спина,Томск,(707) 555-0143\nΚέντρο Πλάτης,Αθήνα,(707) 555-0144\n"
    found = table(tmp_path, "name,city,phone\n" + rows)
    assert (found.problems, found.clinics) == (
        [], ["zdorovaya-spina-omsk", "zdorovaya-spina-tomsk", "kentro-platis-athina"],
    )  # fmt: skip
    made = run("make", "get-help", "-f", "text", "-w", tmp_path, "--clinics-from", tmp_path / "clinics.csv", "-o", tmp_path / "out")
    assert made[0] == 0 and {Path(line).name for line in made[1].splitlines()} == {
        f"{name}-get-help-en.txt" for name in found.clinics
    }


def test_hours_that_never_end_are_of_every_day(tmp_path: Path) -> None:
    found = table(tmp_path, "name,city,phone,hours\nAb,Cd,(707) 555-0142,24/7\nEf,Gh,(707) 555-0143,24 hours\n")
    assert [(one.days, one.open) for one in found.rows["ab-cd"].value.hours] == [(((0, 6),), ((0, 1440),))]
    assert [str(problem) for problem in found.problems if "days" in problem.field], "of no day it is asked"


def test_hours_with_commas_and_several_licences(tmp_path: Path) -> None:
    found = table(
        tmp_path,
        'name,city,phone,hours,practitioners\nAb,Cd,(707) 555-0142,"mon, wed 9am-5pm, sat 9am-1pm","Ana Lee, DC, CCSP"\n',
    )
    (loaded,) = found.rows.values()
    assert [opening.days for opening in loaded.value.hours] == [((0, 0), (2, 2)), ((5, 5),)]
    assert [(one.name, one.title) for one in loaded.value.practitioners] == [("Ana Lee", "DC, CCSP")]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("#REF!,Cd,(707) 555-0142", "clinics.csv:2:1: name: holds an error of the spreadsheet"),
        ("=A1,Cd,(707) 555-0142", "clinics.csv:2:1: name: holds a formula, not its value"),
        ("Ab,Cd,7.08E+09", "clinics.csv:2:3: phone: is a number the spreadsheet has shortened"),
        ("Ab,Fairview, CA,(707) 555-0142", "clinics.csv:2: has more cells than the row with the names of the columns"),
        ("!!,??,(707) 555-0142", "clinics.csv:2: no id can be made of this name. Give it one in a column id"),
    ],
)
def test_what_a_spreadsheet_spoils(tmp_path: Path, row: str, says: str) -> None:
    found = table(tmp_path, f"name,city,phone\n{row}\nGood,Town,(707) 555-0100\n")
    assert found.clinics == ["good-town"]
    assert says in str(found.problems[0])


def test_columns_of_their_own_are_left_out_with_a_word(tmp_path: Path) -> None:
    found = table(tmp_path, "Region,name,city,phone,Manager\nWest,Ab,Cd,(707) 555-0142,Kim\n")
    assert found.clinics == ["ab-cd"]
    assert found.notes == [f"{(tmp_path / 'clinics.csv').as_posix()}: columns that are not used: Region, Manager"]


def test_two_rows_of_one_clinic(tmp_path: Path) -> None:
    found = table(tmp_path, "name,city,phone\n" + "Ab,Cd,(707) 555-0142\n" * 2)
    assert found.clinics == ["ab-cd"]
    assert "clinics.csv:3: two rows are the clinic 'ab-cd'" in str(found.problems[0])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=30), min_size=1, max_size=5), max_size=6))
def test_no_list_breaks_it(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    """Whatever stands in the cells: clinics and problems, or one error; never anything else."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([["name", "city", "phone", "hours", "practitioners"], *rows])
    path = write(tmp_path_factory.mktemp("list") / "clinics.csv", out.getvalue().encode("utf-8", "replace"))
    try:
        found = clinics_table.read(path, Library())
    except HandoutError as error:
        assert all(problem.mend for problem in error.problems)
        return
    assert all(problem.place for problem in found.problems)
    assert set(found.rows) <= set(found.clinics)


# -- from the command line -------------------------------------------------------------------------


def test_leaflets_of_a_list_are_those_of_profiles(tmp_path: Path, run: Run) -> None:
    """A row makes the same bytes as the profile that says the same."""
    workspace(tmp_path)
    path = write(tmp_path / "clinics.csv", 'id,name,city,phone\nrow,Test Clinic,"Testtown, CA",(707) 555-0123\ntest,,,\n')
    code, out, _ = run("make", "get-help", "--clinics-from", path, "-w", tmp_path, "-o", tmp_path / "out")
    assert code == ExitCode.OK
    row, profile = (Path(name).read_bytes() for name in out.split())
    assert render.render("test", "get-help", workspace=tmp_path) == profile
    assert len(row) == len(profile)


def test_bad_rows_do_not_stop_the_good_ones(tmp_path: Path, run: Run) -> None:
    workspace(tmp_path)
    path = write(tmp_path / "clinics.csv", "name,city,phone\nAb,Cd,(707) 555-0142\nEf,Gh,12\n")
    code, out, err = run("make", "get-help", "--clinics-from", path, "-w", tmp_path, "-o", tmp_path / "out", "--clinic", "ab-*")
    assert code == ExitCode.PARTIAL
    assert [Path(name).name for name in out.split()] == ["ab-cd-get-help-en-leaflet.pdf"]
    assert "clinics.csv:3:3: phone" in err and "1 row of the list of clinics could not be used" in err
    code, out, err = run("make", "get-help", "--clinics-from", path, "-w", tmp_path, "-o", tmp_path / "out", "--clinic", "zz")
    assert (code, out) == (ExitCode.MISSING, "")


def test_a_changed_row_makes_its_leaflets_only(tmp_path: Path, run: Run) -> None:
    workspace(tmp_path)
    rows = "name,city,phone\nAb,Cd,(707) 555-0142\nEf,Gh,(707) 555-0143\n"
    ask = ("make", "get-help", "--clinics-from", tmp_path / "clinics.csv", "-w", tmp_path, "-o", tmp_path / "out")
    write(tmp_path / "clinics.csv", rows)
    run(*ask)
    write(tmp_path / "clinics.csv", rows.replace("0143", "0144"))
    code, out, _ = run(*ask, "--plan")
    assert code == ExitCode.OK
    assert out.split()[0] == "changed" and "ef-gh-get-help" in out and len(out.splitlines()) == 1
