"""Lists of patients: every fault has its row and its mend, the other rows are read, and nothing of a row is repeated."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.content.library import Library
from handoutpress.content.written_names import WrittenNames
from handoutpress.delivery import recipients
from handoutpress.delivery.recipients import Recipient, read
from handoutpress.errors import FontMissing, HandoutError, InvalidSource, NotFound
from handoutpress.support import optional_parts

HEAD = "email,name,language,handouts,note\n"


def problems(text: str | bytes) -> list[str]:
    found = read(text.encode() if isinstance(text, str) else text, name="p.csv").problems
    return [str(problem) for problem in found]


def test_messages_name_heads_without_addresses() -> None:
    found = read(
        b"email,asked by rosa@patients.example.org,opt out\nann@patients.example.org,x,yes\nben@patients.example.org,x,no\n"
    )
    assert found.notes == ["columns that are not used: asked by (address)"] and len(found.rows) == 1


def test_a_whole_row() -> None:
    sheet = read((HEAD + 'ana@patients.example.org,Ana Gómez,es,"get-help, ice-heat-tens","Call us, please"\n').encode())
    assert sheet.problems == []
    (row,) = sheet.rows
    assert (row.row, row.email, row.name, row.language, row.note) == (
        2,
        "ana@patients.example.org",
        "Ana Gómez",
        "es",
        "Call us, please",
    )
    assert row.handouts == ("get-help", "ice-heat-tens")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("hint", ["", "sep={}\r\n"])
def test_however_a_spreadsheet_writes_it(mark: str, bom: bytes, hint: str) -> None:
    text = (
        hint.format(mark)
        + f"Name{mark}E-Mail\r\nAna{mark}ana@patients.example.org\r\n\r\n{mark}\r\nBen{mark}ben@patients.example.org"
    )
    sheet = read(bom + text.encode())
    first = 3 if hint else 2
    assert [(row.row, row.name, row.email) for row in sheet.rows] == [
        (first, "Ana", "ana@patients.example.org"),
        (first + 3, "Ben", "ben@patients.example.org"),
    ]
    assert sheet.problems == []


def test_columns_can_be_named() -> None:
    text = "Paciente;Dirección\nAna;ana@patients.example.org\n".encode()
    (row,) = read(text, columns={"email": "dirección", "name": "Paciente"}).rows
    assert (row.email, row.name) == ("ana@patients.example.org", "Ana")
    with pytest.raises(InvalidSource, match="there is no column 'Mail'"):
        read(text, columns={"email": "Mail"})
    with pytest.raises(InvalidSource, match="nothing called 'adress' to map"):
        read(text, columns={"adress": "Paciente"})
    with pytest.raises(InvalidSource, match="--column email="):
        read(text)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("ana.example.org", "row 2, email: is not an e-mail address: it needs one @"),
        ("ana@ana@patients.example.org", "needs one @"),
        ("ana@patients.example.org; eve@patients.example.org", "row 2, email: holds two addresses. Give each a row of its own"),
        ('"ana@patients.example.org,eve@patients.example.org"', "row 2, email: holds two addresses"),
        ("ana@patients.example.org / eve@patients.example.org", "row 2, email: holds two addresses"),
        ("ana@patients.example.org,#REF!", "row 2, name: holds an error of the spreadsheet, not a value"),
        ("ana@patients.example.org,=1+1", "row 2, name: holds a formula, not its value"),
        ("a na@patients.example.org", "holds a space, comma or semicolon"),
        ("ana@patients", "lacks the end after the @"),
        ("ana@exa_mple.org", "row 2, email: is not an e-mail address"),
        ("anä@patients.example.org", "has letters that mail servers do not take"),
        (",Ana", "row 2, email: is empty"),
        ('"ana@patients.example.org\nBcc: eve@patients.example.org"', "row 2, email:"),
        ('ana@patients.example.org,"Ana\r\nBcc: eve@patients.example.org"', "row 2, name: holds a line break"),
        ("ana@patients.example.org,Ana\x07", "row 2, name: holds a line break or a character that cannot be seen"),
        ("ana@patients.example.org,Ana\u2028x", "row 2, name: holds a line break"),
        ("ana@patients.example.org,Ana\u202egro.elpmaxe", "row 2, name: holds a line break"),
        (f"ana@patients.example.org,{'A' * 101}", "row 2, name: is longer than 100 characters"),
        (f"ana@patients.example.org,Ana,en,,{'A' * 1001}", "row 2, note: is longer than 1000 characters"),
        ("ana@patients.example.org,Ana,en,get-help,Call us, please", "row 2: has more cells than the first row"),
    ],
)
def test_a_bad_row_is_told_and_the_rest_is_read(row: str, says: str) -> None:
    sheet = read((HEAD + row + "\nben@patients.example.org,Ben\n").encode(), name="p.csv")
    (said,) = map(str, sheet.problems)
    assert said.startswith("p.csv: row 2") and says in said and said.count(". ") >= 1
    assert [person.email for person in sheet.rows] == ["ben@patients.example.org"]
    assert "ana" not in said.lower() and "eve" not in said


@pytest.mark.parametrize(
    ("head", "row", "name"),
    [
        ("First Name,Last Name,Email", "Ana,Gomez,a@patients.example.org", "Ana Gomez"),
        ("Account #,Last Name,First Name,EmailAddress", "12,Gomez,Ana,a@patients.example.org", "Ana Gomez"),
        ("*First Name,Email 1,Email 1 Type,Email 2", "Ana,a@patients.example.org,Home,b@patients.example.org", "Ana"),
        ("First Name,E-mail 1 - Label,E-mail 1 - Value", "Ana,* Home,a@patients.example.org", "Ana"),
        ("Vorname;E-Mail-Adresse", "Ana;a@patients.example.org", "Ana"),
        ("Email,Full Name,Preferred Name", "a@patients.example.org,Anastasia Gomez,Ana", "Ana"),
        ("Patient,Email,Patient Name", "4711,a@patients.example.org,Ana", "Ana"),
        ("email,name", 'a@patients.example.org,"Gomez, Ana"', "Ana Gomez"),
        ("email,name", 'a@patients.example.org,"Ana Gomez, MD"', "Ana Gomez, MD"),
        ("email,name", '"=""a@patients.example.org""",Ana', "Ana"),
        ("email,name", "Ana <a@patients.example.org>,Ana", "Ana"),
        ("email,name", "mailto:a@patients.example.org.,Ana", "Ana"),
    ],
)
def test_what_programs_of_practices_write(head: str, row: str, name: str) -> None:
    (person,) = read(f"{head}\n{row}\n".encode()).rows
    assert (person.email, person.name) == ("a@patients.example.org", name)


def test_names_of_languages_and_handouts_are_understood() -> None:
    names = WrittenNames(Library())
    spoken = ["Spanish", "english", "ES", "es-MX", "Español", "Inglés", "Spanish (Mexico)", "", "Klingon"]
    assert [names.language(text) for text in spoken] == ["es", "en", "es", "es", "es", "en", "es", "", "Klingon"]
    for cell, ids in {
        "Back spasm: first aid": ("back-spasm-first-aid",),
        "get-help, Back spasm: first aid": ("get-help", "back-spasm-first-aid"),
        "Get help|GET HELP; ice-heat-tens": ("get-help", "ice-heat-tens"),
        "get-help ice-heat-tens": ("get-help", "ice-heat-tens"),
        "Ana Gomez": ("Ana", "Gomez"),  # told later, as handouts that are not there
        "": (),
    }.items():
        assert names.handouts(cell) == ids
    (row,) = read(b"email,language,handout\na@patients.example.org,Spanish,Back spasm: first aid\n", names=names).rows
    assert (row.language, row.handouts) == ("es", ("back-spasm-first-aid",))


@pytest.mark.parametrize(
    ("head", "goes", "stays"),
    [
        ("Email Opt Out", ["No", "", "false", "0"], ["Yes", "TRUE", "1", "x", "✓", "2025-03-04", "maybe"]),
        ("Unsubscribed", [""], ["2025-03-04 10:12"]),
        ("Do not contact", ["no"], ["Y"]),
        ("Consent to e-mail", ["Yes", "sí", "2025-03-04", "signed"], ["No", "", "pending"]),
        ("Email Opt-In", ["opted in", "1"], ["opted out", "0"]),
        ("SMS Opt Out", ["Yes", "No", ""], []),
        ("Photo consent", ["Yes", "No", ""], []),
    ],
)
def test_whoever_has_said_no_is_left_alone(head: str, goes: list[str], stays: list[str]) -> None:
    rows = "".join(f"p{n}@patients.example.org,{answer}\n" for n, answer in enumerate([*goes, *stays]))
    found = read(f"email,{head}\n{rows}".encode(), name="p.csv")
    assert [row.row for row in found.rows] == list(range(2, 2 + len(goes)))
    assert [str(problem) for problem in found.problems] == [
        f"p.csv: row {row}: is not written to: see the column '{head}'. Change it there only if the person agrees."
        for row in range(2 + len(goes), 2 + len(goes) + len(stays))
    ]
    assert found.notes == ([] if stays else [f"columns that are not used: {head}"])


def test_a_row_too_short_to_hold_its_consent_is_left_alone() -> None:
    found = read(b"email,name,Consent\na@patients.example.org,Ana\n")
    assert found.rows == [] and len(found.problems) == 1


def test_columns_that_are_not_used_are_named() -> None:
    assert read(b"email,Date of birth,Email opt out,Phone\n").notes == ["columns that are not used: Date of birth, Phone"]


def test_two_columns_of_one_name_are_refused_and_the_surer_name_wins() -> None:
    with pytest.raises(InvalidSource, match="row 1: the column email is given twice"):
        read(b"email,email\na@patients.example.org,b@patients.example.org\n")
    found = read(b"Mail,Email\na@patients.example.org,b@patients.example.org\n")
    assert found.rows[0].email == "b@patients.example.org" and found.notes == ["columns that are not used: Mail"]


def test_a_quotation_mark_that_is_not_closed_takes_nobody_into_a_note() -> None:
    with pytest.raises(InvalidSource, match="row 2: a quotation mark is opened and not closed"):
        read(b'email,note\na@patients.example.org,"Walk\nb@patients.example.org,Rest\n')


def test_a_duplicate_is_sent_once() -> None:
    rows = "ana@patients.example.org,,en,a\nANA@patients.example.org,Ana,en,a\n"
    text = HEAD + rows + "ana@patients.example.org,,es,a\nana@patients.example.org,,en,b\n"
    sheet = read(text.encode())
    assert [row.row for row in sheet.rows] == [2, 4, 5]
    assert "row 3, email: has the same address and handouts as row 2; it is sent once" in str(sheet.problems[0])


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "the list is empty"),
        (b"\n\n", "the list is empty"),
        ("email,name\nana@patients.example.org,Светлана".encode("cp1251"), "row 2: the list is not UTF-8 text"),
        (b"PK\x03\x04rest of a spreadsheet", "a spreadsheet, not a CSV file"),
        (
            b"ana@patients.example.org,Ana\nben@patients.example.org,Ben\n",
            "row 1: the first row should name the columns, and it holds an address",
        ),
        (b'email,note\nana@patients.example.org,"' + b"x\n" * 140_000, "a quotation mark is opened and not closed"),
    ],
)
def test_a_list_nothing_can_be_done_with(raw: bytes, says: str) -> None:
    with pytest.raises(InvalidSource) as caught:
        read(raw)
    assert says in str(caught.value)
    assert "ana" not in str(caught.value)


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="is not there"):
        read(tmp_path / "none.csv")
    with pytest.raises(NotFound, match="cannot be read"):
        read(tmp_path)


def test_a_list_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    assert recipients.MOST_ROWS == 100_000
    monkeypatch.setattr(recipients, "MOST_ROWS", 1_000)
    rows = [f"p{n}@patients.example.org\n" for n in range(1_001)]
    assert len(read(("email\n" + "".join(rows[:-1])).encode()).rows) == 1_000
    with pytest.raises(InvalidSource, match="more than 1,000 rows"):
        read(("email\n" + "".join(rows)).encode())


def test_nothing_shown_of_a_patient() -> None:
    """Reprs end up in tracebacks and logs."""
    person = Recipient("ana.gomez@patients.example.org", 3, "Ana Gómez", note="secret")
    assert repr(person) == "Recipient(row=3, to=a***@p***.org)"
    with pytest.raises(InvalidSource) as caught:
        recipients.one("ana gomez@patients.example.org", name="Ana\nGómez")
    assert "gomez" not in repr(caught.value).lower()
    assert caught.value.__cause__ is None


def test_without_the_part_for_mail_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "email_validator", None)
    with pytest.raises(FontMissing, match=re.escape(optional_parts.install_command("mail"))):
        recipients.one("ana@patients.example.org")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_one_error(raw: bytes) -> None:
    try:
        sheet = read(raw)
    except HandoutError as error:
        assert error.problems
    else:
        assert all("\n" not in row.name and "@" in row.email for row in sheet.rows)
