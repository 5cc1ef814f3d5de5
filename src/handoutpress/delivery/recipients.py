"""Lists of patients: a CSV file -> who gets what, and what is wrong in which row. What a row says is never repeated in a message."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handoutpress.delivery.outbox import masked
from handoutpress.errors import InvalidSource, NotFound, Place, Problem
from handoutpress.support import optional_parts
from handoutpress.support.filesystem import shown

MOST_ROWS, MOST_BYTES = 100_000, 50_000_000
LONGEST_NAME, LONGEST_NOTE = 100, 1_000  # characters
COLUMNS: dict[str, tuple[str, ...]] = {
    "email": ("email", "e-mail", "mail", "email address", "e-mail address", "correo", "correo electrónico"),
    "name": ("name", "patient", "nombre", "paciente"),
    "language": ("language", "lang", "idioma"),
    "handouts": ("handouts", "handout", "leaflets", "leaflet", "folletos", "folleto"),
    "note": ("note", "notes", "nota"),
}
# control characters, line and paragraph separators, and marks that turn the reading direction
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, repr=False)
class Recipient:
    """A patient to write to. Its repr holds no name or address.

    Attributes:
        row: as spreadsheets count, the head row being 1; 0: not from a list.
        language: empty: the mailing's.
        handouts: ids; empty: the mailing's.
    """

    email: str
    row: int = 0
    name: str = ""
    language: str = ""
    handouts: tuple[str, ...] = ()
    note: str = ""

    def __repr__(self) -> str:
        return f"Recipient(row={self.row}, to={masked(self.email)})"


@dataclass
class Sheet:
    """A list, read.

    Attributes:
        rows: those that can be used.
        problems: one for each that cannot, with its row number.
    """

    rows: list[Recipient] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(source: Path | bytes, *, columns: Mapping[str, str] | None = None, name: str = "the list") -> Sheet:
    """Read a list: CSV in UTF-8, with or without a byte order mark, divided by commas, semicolons, tabs or bars.

    Args:
        columns: heads of columns by what they hold, as {"email": "Correo"}; default: those of COLUMNS.
        name: of the list in messages, if it does not come from a file.

    Raises:
        NotFound: the file is not there or cannot be read.
        InvalidSource: nothing in it can be used: not CSV, not UTF-8, no column of addresses.
        FontMissing: the part of the program for e-mail is not installed.
    """
    if isinstance(source, Path):
        name = shown(source)
    text = _text(source, name)
    place = Place(name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    sheet = Sheet()
    heads: dict[str, int] = {}
    width = 0
    seen: dict[str, int] = {}
    for number, cells in _rows(reader, place):
        if not any(cell.strip() for cell in cells):
            continue  # spreadsheets leave empty rows behind
        if not heads:
            heads, width = _heads(cells, columns or {}, place), len(cells)
        elif number > MOST_ROWS + 1:
            raise InvalidSource(Problem(f"the list has more than {MOST_ROWS:,} rows", "Divide it into several", place))
        else:
            _take(number, cells, heads, width, place, sheet, seen)
    if not heads:
        raise InvalidSource(
            Problem("the list is empty", "The first row names the columns: email, name, language, handouts, note", place)
        )
    return sheet


def one(email: str, *, name: str = "", language: str = "", note: str = "") -> Recipient:
    """A single patient.

    Raises:
        InvalidSource: the address, name or note cannot be used.
        FontMissing: the part of the program for e-mail is not installed.
    """
    good, found = _checked(email, name, note)
    wrong = [Problem(what, mend, field=where) for where, what, mend in found]
    if wrong:
        raise InvalidSource(wrong)
    return Recipient(good, 0, name.strip(), language, (), note.strip())


def address(text: str) -> str:
    """An address as mail servers take it.

    Raises:
        ValueError: it is none; says what is wrong and how to mend it, never what was written.
        FontMissing: the part of the program for e-mail is not installed.
    """
    try:
        from email_validator import EmailNotValidError, validate_email
    except ImportError:
        raise optional_parts.absent("mail", "e-mail") from None
    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError:
        raise ValueError(_why(text)) from None
    return found.ascii_email or found.normalized


def _why(text: str) -> str:
    """What is wrong with an address, in words that do not repeat it."""
    text = text.strip()
    if not text:
        return "is empty"
    if text.count("@") != 1:
        return "is not an e-mail address: it needs one @"
    if re.search(r"[,;\s]", text):
        return "holds a blank, comma or semicolon"
    if not text.isascii():
        return "has letters that mail servers do not take"
    if "." not in text.rpartition("@")[2]:
        return "lacks the end after the @, as .org"
    return "is not an e-mail address"


def _text(source: Path | bytes, name: str) -> str:
    place = Place(name)
    if isinstance(source, Path):
        try:
            if source.stat().st_size > MOST_BYTES:
                raise InvalidSource(Problem("the list is larger than 50 MB", "Divide it into several", place))
            source = source.read_bytes()
        except OSError as error:
            why = "is not there" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
            raise NotFound(Problem(f"the list {why}", "Check the name and the folder", place)) from None
    mend = "Save it as CSV UTF-8 (Excel: Save as, type 'CSV UTF-8')"
    if source.startswith((b"PK", b"\xd0\xcf")):
        raise InvalidSource(Problem("this is a spreadsheet, not a CSV file", mend, place))
    if source.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in source[:1000]:
        raise InvalidSource(Problem("the list is not UTF-8 text (it looks like UTF-16)", mend, place))
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = source[: error.start].count(b"\n") + 1
        raise InvalidSource(Problem("the list is not UTF-8 text", mend, place, f"row {row}")) from None


def _delimiter(text: str) -> str:
    """What divides cells: the mark that makes most cells of the first row with words in it."""
    first = next((line for line in text.splitlines() if line.strip(" ,;\t|\ufeff\"'")), "")
    if found := re.fullmatch(r"sep=(.)", first.strip()):  # Excel's own hint
        return found[1]
    return max(",;\t|", key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))


def _rows(reader: Iterator[list[str]], place: Place) -> Iterator[tuple[int, list[str]]]:
    """Rows with their number, from 1, as spreadsheets count."""
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if not (number == 1 and re.fullmatch(r"sep=.?", "".join(cells))):
                yield number, cells
    except csv.Error:
        what, mend = "a quotation mark is opened and not closed, or the file is not text", "Close it with the same mark"
        raise InvalidSource(Problem(what, mend, place, f"row {number + 1}")) from None


def _heads(cells: list[str], columns: Mapping[str, str], place: Place) -> dict[str, int]:
    """Which column holds what."""
    if any("@" in cell for cell in cells):
        what = "the first row should name the columns, and it holds an address"
        raise InvalidSource(Problem(what, "Put a row above it: email,name,language,handouts,note", place, "row 1"))
    there = [" ".join(cell.casefold().split()) for cell in cells]
    out, wrong = {}, []
    for kind, head in columns.items():
        if kind not in COLUMNS:
            wrong.append(Problem(f"there is nothing called '{kind}' to map", f"There are: {', '.join(COLUMNS)}", place))
        elif " ".join(head.casefold().split()) not in there:
            wrong.append(Problem(f"there is no column '{head}'", f"There are: {', '.join(cells)}", place))
    for kind, usual in COLUMNS.items():
        names = (" ".join(columns[kind].casefold().split()),) if kind in columns else usual
        found = next((there.index(head) for head in names if head in there), None)
        if found is not None:
            out[kind] = found
    if "email" not in out and not wrong:
        mend = f"There are: {', '.join(cells)}. Say which it is: --column email=..."
        wrong.append(Problem("there is no column of addresses", mend, place, "row 1"))
    if wrong:
        raise InvalidSource(wrong)
    return out


def _take(
    number: int, cells: list[str], heads: dict[str, int], width: int, place: Place, sheet: Sheet, seen: dict[str, int]
) -> None:
    """Take a row into the sheet, or say what is wrong with it."""

    def problem(what: str, mend: str, column: str = "") -> None:
        sheet.problems.append(Problem(what, mend, place, f"row {number}" + (f", {column}" if column else "")))

    if any(cell.strip() for cell in cells[width:]):
        problem("has more cells than the first row", "Put a text with commas in it in quotes")
        return
    cell = {kind: cells[at].strip() if at < len(cells) else "" for kind, at in heads.items()}
    good, wrong = _checked(cell.get("email", ""), cell.get("name", ""), cell.get("note", ""))
    for where, what, mend in wrong:
        problem(what, mend, where)
    if wrong:
        return
    handouts = tuple(dict.fromkeys(part for part in re.split(r"[\s,;|]+", cell.get("handouts", "")) if part))
    person = Recipient(
        good, number, cell.get("name", ""), cell.get("language", ""), handouts, cell.get("note", "")
    )  # fmt: skip
    key = "\0".join((person.email.casefold(), person.language, *sorted(handouts)))
    if key in seen:
        problem(f"has the same address and handouts as row {seen[key]}; it is sent once", "Delete one of the two", "email")
        return
    seen[key] = number
    sheet.rows.append(person)


def _checked(email: str, name: str, note: str) -> tuple[str, list[tuple[str, str, str]]]:
    """A patient's address as mail servers take it, and what is wrong with the patient: (field, what, mend)."""
    out, good = [], ""
    try:
        good = address(email)
    except ValueError as error:
        out.append(("email", str(error), "Write it as name@example.org"))
    for where, text, most in (("name", name, LONGEST_NAME), ("note", note, LONGEST_NOTE)):
        allowed = re.sub(r"[\r\n\t]", " ", text) if where == "note" else text
        if _FORBIDDEN.search(allowed.strip() if where == "note" else allowed):
            out.append((where, "holds a line break or a character that cannot be seen", "Delete it and type the text again"))
        elif len(text) > most:
            out.append((where, f"is longer than {most} characters", "Shorten it"))
    return good, out
