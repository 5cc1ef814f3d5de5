"""Lists saved as CSV: however a program writes them, the same rows come out; what is no list is refused with what to do."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.content.table_reader import CsvTable, cell_fault, clean, csv_cell, file_bytes, head_key, read_table
from handoutpress.errors import HandoutError, InvalidSource, NotFound

FIELDS = {"email": "email", "mail": "email", "name": "name", "note": "note"}
ROWS = [["ana@example.org", "José Peña", "Call; or mail, please"], ["ben@example.org", "Ben", ""]]
PLAIN = 'email,name,note\nana@example.org,José Peña,"Call; or mail, please"\nben@example.org,Ben,\n'


def table(raw: bytes | str, **limits: int) -> CsvTable:
    data = raw.encode() if isinstance(raw, str) else raw
    most = {"most_rows": 1_000, "most_bytes": 1_000_000} | limits
    return read_table(data, "p.csv", lambda head: FIELDS.get(head_key(head), ""), **most)


def rows(found: CsvTable) -> list[list[str]]:
    return [[clean(cells[at]) if at < len(cells) else "" for (at,) in found.columns.values()] for _, cells in found.rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac-roman"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "before", ["", "\n", "{0}{0}\n", "Patients, November\n\n", "sep={0}\n"], ids=["", "blank", "empty", "title", "sep"]
)
def test_however_it_is_written(delimiter: str, encoding: str, end: str, before: str) -> None:
    lines = [["E_Mail *", " Name ", "Note", "", ""], *([*row, "", ""] for row in ROWS)]
    quoted = [delimiter.join(f'"{cell}"' if set(cell) & set(",;|\t") else cell for cell in row) for row in lines]
    text = before.format(delimiter) + "\n".join(quoted) + "\n"
    found = table(text.replace("\n", end).encode(encoding))
    assert rows(found) == ROWS
    assert found.heads == ("E_Mail *", "Name", "Note")
    guess = {"cp1252": "Windows-1252", "mac-roman": "Mac Roman"}.get(encoding)
    assert found.notes == ((f"the list is not UTF-8 and was read as {guess}: check letters with accents",) if guess else ())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("email\nx@y.z\n", 2),
        ("\n\nemail\nx@y.z\n", 4),
        ("A title\nemail\n\nx@y.z\n", 4),
        ('email,note\n,"two\nlines"\nx@y.z,\n', 3),
    ],
)
def test_rows_have_the_numbers_spreadsheets_give_them(text: str, number: int) -> None:
    assert table(text).rows[-1][0] == number


def test_heads_that_come_again_are_no_row() -> None:
    assert rows(table(PLAIN + PLAIN)) == ROWS * 2


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"PK\x03\x04\x14\0\x06\0", "this is a spreadsheet, not a CSV file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is a spreadsheet, not a CSV file"),
        (b"%PDF-1.7\n", "this is a PDF, not a CSV file"),
        (b"<html><table><tr><td>email</td></tr></table></html>", "this is a web page, not a CSV file"),
        ("\ufeff\n<table>".encode("utf-16"), "this is a web page, not a CSV file"),
        (b"email,name\nx@example.org,A\0na\n", "the list holds zero bytes"),
        ("email,name\nx@example.org,Светлана\n".encode("cp1251"), "row 2: the list is not UTF-8 text"),
        ("email,name\nx@example.org,José\n".encode() + b"y@example.org,Andr\xe9\n", "row 3: the list is not UTF-8 text"),
        (b"\xff\xfee\0m", "the list is not UTF-8 text"),
        (b'email,note\nx@example.org,"open\ny@example.org,\n', "row 2: a quotation mark is opened and not closed"),
        (f"email,note\nx@example.org,{'x' * 131_073}\n".encode(), "row 2: a quotation mark is opened and not closed, or a cell is longer"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_what_to_do(raw: bytes, says: str) -> None:
    with pytest.raises(InvalidSource) as caught:
        table(raw)
    (problem,) = caught.value.problems
    assert says in str(problem) and problem.mend and "example.org" not in str(problem)


def test_zeros_that_fill_the_last_block_of_a_file_are_no_text() -> None:
    assert rows(table(PLAIN.encode() + b"\0" * 100)) == ROWS


def test_a_list_that_is_too_long() -> None:
    assert len(table("email\n" + "x@y.z\n" * 30, most_rows=30).rows) == 30
    with pytest.raises(InvalidSource, match="more than 29 rows"):
        table("email\n" + "x@y.z\n" * 30, most_rows=29)
    with pytest.raises(InvalidSource, match="larger than 1 MB"):
        table(b"x" * 1_000_001)


@pytest.mark.parametrize(
    ("text", "heads"),
    [("", ()), ("\n\n", ()), ("a list\nAddress,Who\nx@y.z,Ana\n", ("Address", "Who")), ("x@y.z,Ana\n", ())],
)
def test_without_a_head_that_is_known_the_heads_are_told_and_never_a_patient(text: str, heads: tuple[str, ...]) -> None:
    found = table(text)
    assert (found.heads, found.head_row, found.columns) == (heads, 0, {})


def test_columns_given_twice_and_columns_nobody_uses() -> None:
    found = table("email,Mail,Phone,,name\n")
    assert found.columns == {"email": [0, 1], "name": [4]}
    assert found.unused([0, 4]) == ["Mail", "Phone"]
    assert found.too_wide(["", "", "", "", "", "x"]) and not found.too_wide(["a", "b", "", "", "c", " "])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" Ana\u00a0", "Ana"), ("\u200bana@example.org\ufeff", "ana@example.org"), ('="0707 555"', "0707 555"),
        ("7075550142.0", "7075550142"), ("N/A", ""), (" – ", ""), ("Ana-Lee", "Ana-Lee"), ("1.0", "1.0"),
    ],
)  # fmt: skip
def test_a_cell_without_what_spreadsheets_put_around_it(cell: str, text: str) -> None:
    assert clean(cell) == text


@pytest.mark.parametrize(
    "cell", ["#REF!", "#N/A", "#NAME?", "#DIV/0!", "#¡VALOR!", "#NV", "#####", "Err:502", "=A1", '=HYPERLINK("x")', "7.08E+09"]
)
def test_what_a_spreadsheet_spoils_is_seen(cell: str) -> None:
    fault = cell_fault(cell)
    assert fault and fault[1] and cell not in " ".join(fault)


@pytest.mark.parametrize("cell", ["", "#0f6e73", "#12", "+1 707 555 0142", "-", "a=b", "1E5a", "#1 Chiropractic!"])
def test_what_is_as_it_should_be_is_left_alone(cell: str) -> None:
    assert cell_fault(cell) is None


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_spreadsheet_runs_what_we_write(cell: str) -> None:
    assert csv_cell(cell) == f"'{cell}"
    assert [csv_cell(value) for value in ("a=b", 7, "")] == ["a=b", "7", ""]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"x\.csv: the list is not there"):
        file_bytes(tmp_path / "x.csv", "x.csv", 10)
    with pytest.raises(NotFound, match="cannot be read"):
        file_bytes(tmp_path, "folder", 10_000)
    (tmp_path / "x.csv").write_bytes(b"x" * 11)
    with pytest.raises(InvalidSource, match="larger than"):
        file_bytes(tmp_path / "x.csv", "x.csv", 10)


@given(st.binary(max_size=300) | st.text(alphabet='em@il,;\t"\n\r=é\0', max_size=100).map(str.encode))
def test_any_bytes_are_a_list_or_one_error(raw: bytes) -> None:
    try:
        found = table(raw)
    except HandoutError as error:
        assert all(problem.mend for problem in error.problems)
    else:
        assert len(found.rows) <= raw.count(b"\n") + raw.count(b"\r") + 1
    assert csv.field_size_limit() == 131_072
