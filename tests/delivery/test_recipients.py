"""Lists of patients: every fault has its row and its mend, the other rows are read, and nothing of a row is repeated."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.delivery import recipients
from handoutpress.delivery.recipients import Recipient, read
from handoutpress.errors import FontMissing, HandoutError, InvalidSource, NotFound
from handoutpress.support import optional_parts

HEAD = "email,name,language,handouts,note\n"


def problems(text: str | bytes) -> list[str]:
    found = read(text.encode() if isinstance(text, str) else text, name="p.csv").problems
    return [str(problem) for problem in found]


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
        ("a na@patients.example.org", "holds a blank, comma or semicolon"),
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
        ("email\nana@patients.example.org,Jos\u00e9".encode("latin-1"), "row 2: the list is not UTF-8 text"),
        ("email\nana@patients.example.org".encode("utf-16"), "UTF-16"),
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
    with pytest.raises(FontMissing, match=re.escape(optional_parts.install("mail"))):
        recipients.one("ana@patients.example.org")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_one_error(raw: bytes) -> None:
    try:
        sheet = read(raw)
    except HandoutError as error:
        assert error.problems
    else:
        assert all("\n" not in row.name and "@" in row.email for row in sheet.rows)
