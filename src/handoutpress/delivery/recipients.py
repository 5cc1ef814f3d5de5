"""Lists of patients: a CSV file -> who gets what, and what is wrong in which row. What a row says is never repeated in a message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handoutpress.content.table_reader import CsvTable, cell_fault, clean, file_bytes, head_key, read_table
from handoutpress.content.written_names import WrittenNames
from handoutpress.delivery.consent import ConsentColumn, consent_column
from handoutpress.delivery.order import masked
from handoutpress.errors import InvalidSource, Place, Problem
from handoutpress.support import optional_parts
from handoutpress.support.filesystem import shown

MOST_ROWS, MOST_BYTES = 100_000, 50_000_000
LONGEST_NAME, LONGEST_NOTE = 100, 1_000  # characters
COLUMNS = ("email", "name", "language", "handouts", "note")
# heads by what they hold, the surest first; compared as `head_key` has them
_HEADS: dict[str, tuple[str, ...]] = {
    "email": (
        "email", "email address", "mail", "mail address", "email 1", "email 1 value", "primary email", "patient email", "client email",
        "contact email", "home email", "personal email", "email adresse", "correo", "correo electrónico", "dirección de correo",
        "courriel", "adresse e-mail",
    ),
    "name": ("name", "full name", "patient name", "client name", "patient", "client", "nombre", "nombre completo", "paciente", "nom"),
    "preferred": ("preferred name", "known as", "nickname"),
    "first": ("first name", "given name", "forename", "patient first name", "client first name", "first", "vorname", "prénom"),
    "last": ("last name", "surname", "family name", "patient last name", "client last name", "last", "apellido", "apellidos", "nachname"),
    "language": ("language", "lang", "preferred language", "primary language", "idioma", "lengua", "sprache", "langue"),
    "handouts": ("handouts", "handout", "leaflets", "leaflet", "folletos", "folleto"),
    "note": ("note", "notes", "nota", "notas"),
}  # fmt: skip
_KINDS = {head_key(head): (kind, rank) for kind, heads in _HEADS.items() for rank, head in enumerate(heads)}
_ONE_ADDRESS = re.compile(r"[^\s,;/|<>@]+@[^\s,;/|<>@]+")
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
class PatientList:
    """A list, read.

    Attributes:
        rows: those that can be used.
        problems: one for each that cannot, with its row number.
        notes: what people should know of the list: columns that are not used, a guessed encoding.
    """

    rows: list[Recipient] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(
    source: Path | bytes, *, columns: Mapping[str, str] | None = None, name: str = "the list", names: WrittenNames | None = None
) -> PatientList:  # fmt: skip
    """Read a list, in whatever way a spreadsheet or a practice's program saves CSV.

    Args:
        columns: heads of columns by what they hold, as {"email": "Correo"}; default: the usual ones.
        name: of the list in messages, if it does not come from a file.
        names: of the handouts and languages there are; default: only ids and codes are understood.

    Raises:
        NotFound: the file is not there or cannot be read.
        InvalidSource: nothing in it can be used: not CSV, not text, no column of addresses.
        FontMissing: the part of the program for e-mail is not installed.
    """
    if isinstance(source, Path):
        name = shown(source)
        source = file_bytes(source, name, MOST_BYTES)
    mapped = {head_key(head): kind for kind, head in (columns or {}).items()}

    def field_of(head: str) -> str:
        key = head_key(head)
        kind = mapped.get(key) or _KINDS.get(key, ("", 0))[0]
        return kind if key in mapped or kind not in mapped.values() else ""

    table = read_table(source, name, field_of, most_rows=MOST_ROWS, most_bytes=MOST_BYTES)
    return _Rows(table, Place(name), _used(table, columns or {}, Place(name)), names).read()


def one(email: str, *, name: str = "", language: str = "", note: str = "") -> Recipient:
    """A single patient.

    Raises:
        InvalidSource: the address, name or note cannot be used.
        FontMissing: the part of the program for e-mail is not installed.
    """
    good, faults = _checked(email, name, note)
    if faults:
        raise InvalidSource(Problem(what, mend, field=where) for where, what, mend in faults)
    return Recipient(good, 0, name.strip(), language, (), note.strip())


def _used(table: CsvTable, columns: Mapping[str, str], place: Place) -> dict[str, int]:
    """Which column holds what.

    Raises InvalidSource: no column holds addresses, two say that they do, or one that is named is not there.
    """
    names = ", ".join(head for head in table.heads if head)
    if not table.heads:
        if table.rows:
            what = "the first row should name the columns, and it holds an address"
            raise InvalidSource(Problem(what, "Put a row above it: email,name,language,handouts,note", place, "row 1"))
        raise InvalidSource(
            Problem("the list is empty", "The first row names the columns: email, name, language, handouts, note", place)
        )
    wrong = []
    for kind, head in columns.items():
        if kind not in COLUMNS:
            wrong.append(Problem(f"there is nothing called '{kind}' to map", f"There are: {', '.join(COLUMNS)}", place))
        elif head_key(head) not in map(head_key, table.heads):
            wrong.append(Problem(f"there is no column '{head}'", f"There are: {names}", place))
    if "email" not in table.columns and not wrong:
        mend = f"There are: {names}. Name the one with the addresses, as --column email=Post, or add a column email"
        wrong.append(Problem("there is no column of addresses", mend, place, f"row {table.head_row or 1}"))
    used = {}
    for kind, found in table.columns.items():
        keys = [head_key(table.heads[at]) for at in found]
        used[kind] = found[min(range(len(found)), key=lambda at: _KINDS.get(keys[at], ("", 0))[1])]
        if keys.count(head_key(table.heads[used[kind]])) > 1:
            what = f"the column {table.heads[used[kind]]} is given twice"
            wrong.append(Problem(what, "Keep one of them", place, f"row {table.head_row}"))
    if wrong:
        raise InvalidSource(wrong)
    return used


class _Rows:
    """The rows of a list, taken one by one."""

    def __init__(self, table: CsvTable, place: Place, used: dict[str, int], names: WrittenNames | None) -> None:
        self.table, self.place, self.used, self.names = table, place, used, names
        columns = (consent_column(at, head) for at, head in enumerate(table.heads) if at not in used.values())
        self.consents: list[ConsentColumn] = [column for column in columns if column]
        self.list = PatientList(notes=list(table.notes))
        self.seen: dict[str, int] = {}

    def read(self) -> PatientList:
        for number, cells in self.table.rows:
            self._take(number, cells)
        if unused := self.table.unused([*self.used.values(), *(column.at for column in self.consents)]):
            self.list.notes.append(f"columns that are not used: {', '.join(unused)}")
        return self.list

    def _wrong(self, number: int, what: str, mend: str, column: str = "") -> None:
        self.list.problems.append(Problem(what, mend, self.place, f"row {number}" + (f", {column}" if column else "")))

    def _take(self, number: int, cells: list[str]) -> None:
        """Take a row into the list, or say what is wrong with it."""
        if self.table.too_wide(cells):
            return self._wrong(number, "has more cells than the first row", "Put a text with commas in it in quotes")
        for column in self.consents:
            if column.stops(clean(cells[column.at]) if column.at < len(cells) else ""):
                what = f"is not written to: see the column '{column.head}'"
                return self._wrong(number, what, "Change it there only if the person agrees")
        cell = {kind: clean(cells[at]) if at < len(cells) else "" for kind, at in self.used.items()}
        faults = [(kind, *fault) for kind, text in cell.items() if (fault := cell_fault(text)) is not None]
        good, name, note = "", _name(cell), cell.get("note", "")
        if not faults:
            good, faults = _checked(cell.get("email", ""), name, note)
        for where, what, mend in faults:
            self._wrong(number, what, mend, where)
        if faults:
            return None
        language, handouts = cell.get("language", ""), cell.get("handouts", "")
        person = Recipient(
            good, number, name, self.names.language(language) if self.names else language,
            self.names.handouts(handouts) if self.names else tuple(dict.fromkeys(re.findall(r"[^\s,;|]+", handouts))), note,
        )  # fmt: skip
        key = "\0".join((good.casefold(), person.language, *sorted(person.handouts)))
        if key in self.seen:
            what = f"has the same address and handouts as row {self.seen[key]}; it is sent once"
            return self._wrong(number, what, "Delete one of the two", "email")
        self.seen[key] = number
        self.list.rows.append(person)
        return None


def _name(cell: Mapping[str, str]) -> str:
    """A patient's name as it is said: `Gomez, Ana` is Ana Gomez."""
    whole = " ".join(part for part in (cell.get("first", ""), cell.get("last", "")) if part)
    name = cell.get("preferred") or cell.get("name") or whole
    turned = re.fullmatch(r"([^,]+),\s*([^,.]{2,})", name)
    return (
        f"{turned[2]} {turned[1]}"
        if turned and turned[2].upper() not in ("JR", "SR", "II", "III", "IV", "MD", "DC", "PHD")
        else name
    )


def _checked(email: str, name: str, note: str) -> tuple[str, list[tuple[str, str, str]]]:
    """A patient's address as mail servers take it, and what is wrong with the patient: (field, what, mend)."""
    out: list[tuple[str, str, str]] = []
    good = ""
    try:
        good = address(email)
    except ValueError as error:
        out.append(("email", *error.args))
    for where, text, most in (("name", name, LONGEST_NAME), ("note", note, LONGEST_NOTE)):
        allowed = re.sub(r"[\r\n\t]", " ", text) if where == "note" else text
        if _FORBIDDEN.search(allowed.strip() if where == "note" else allowed):
            out.append((where, "holds a line break or a character that cannot be seen", "Delete it and type the text again"))
        elif len(text) > most:
            out.append((where, f"is longer than {most} characters", "Shorten it"))
    return good, out


# -- addresses ---------------------------------------------------------------------------------------


def address(text: str) -> str:
    """An address as mail servers take it; `Ana <ana@example.org>`, `mailto:` and a full stop at the end are understood.

    Raises:
        ValueError: it is none; its arguments are what is wrong and the mend, never what was written.
        FontMissing: the part of the program for e-mail is not installed.
    """
    try:
        from email_validator import EmailNotValidError, validate_email
    except ImportError:
        raise optional_parts.missing_part("mail", "e-mail") from None
    bare = _bare(text)
    try:
        found = validate_email(bare, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError:
        raise ValueError(*_fault(bare)) from None
    return found.ascii_email or found.normalized


def _bare(text: str) -> str:
    """The address of what people and programs write around one."""
    text = text.strip()
    if named := re.fullmatch(r"[^<>@\r\n]*<([^<>]*)>", text):
        text = named[1].strip()
    return re.sub("^mailto:", "", text, flags=re.IGNORECASE).rstrip(".,;")


def _fault(text: str) -> tuple[str, str]:
    if len(_ONE_ADDRESS.findall(text)) > 1:
        return "holds two addresses", "Give each a row of its own"
    what = "is not an e-mail address"
    if not text:
        what = "is empty"
    elif text.count("@") != 1:
        what = "is not an e-mail address: it needs one @"
    elif re.search(r"[,;\s]", text):
        what = "holds a space, comma or semicolon"
    elif not text.isascii():
        what = "has letters that mail servers do not take"
    elif "." not in text.rpartition("@")[2]:
        what = "lacks the end after the @, as .org"
    return what, "Write it as name@example.org"
