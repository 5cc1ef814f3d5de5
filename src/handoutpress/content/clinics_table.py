"""Clinics from a spreadsheet, saved as CSV: a row names a profile there is, or is a profile itself.

Columns are the fields of a profile (docs/scaling.md lists them), and three more: `id`, what the clinic is called; `like`, a
profile whose fields fill in what the row leaves empty; `name` may be empty where `id` names a profile there is. What is wrong
with a row is said with its row and column, and the other rows go on.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handoutpress.content.library import Library
from handoutpress.content.yaml_reader import Data, Loaded, Positions, validate
from handoutpress.content.yaml_reader import read as read_yaml
from handoutpress.errors import HandoutError, InvalidSource, NotFound, OutputFailed, Place, Problem
from handoutpress.support import atomic_write
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from handoutpress.content.schema.clinic import Clinic

MOST_BYTES, MOST_ROWS = 100_000_000, 200_000
OTHER_NAMES = {
    "clinic": "name", "clinic name": "name", "town": "city", "telephone": "phone", "phone number": "phone", "tel": "phone",
    "street": "address", "web": "website", "url": "website", "book": "booking", "booking link": "booking", "colour": "brand",
    "color": "brand", "opening hours": "hours",
}  # fmt: skip
WORDS = frozenset({"services", "languages", "templates"})  # lists of ids: commas part them as well
LISTS = frozenset({"towns_served", "practitioners", "hours"}) | WORDS  # semicolons and line breaks part them
PEOPLE = frozenset({"practitioners", "reviewer"})


@dataclass
class Table:
    """A list of clinics.

    Attributes:
        clinics: ids of all that can be made, in the order of the rows.
        rows: those of them that have no file of their own.
        problems: what is wrong with the other rows.
        notes: what was left out, for people to know.
    """

    clinics: list[str] = field(default_factory=list)
    rows: dict[str, Loaded[Clinic]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(where: str | Path, library: Library) -> Table:
    """Read a list of clinics.

    Args:
        where: a file, or a URL fsspec knows.
        library: where profiles named by `id` and `like` are.

    Raises:
        NotFound: it is not there.
        InvalidSource: it is no CSV, or has no column that says which clinics.
    """
    path = Path(where)
    name = str(where) if "://" in str(where) else shown(path)
    records = list(_records(_text(where, name), name))
    if not records:
        raise InvalidSource(Problem("the list is empty", "Write the names of the columns in its first row", Place(name)))
    table = Table()
    columns = _columns(records[0], name, table)
    for number, cells in enumerate(records[1:], 2):
        if any(cell.strip() for cell in cells):
            _row(columns, cells, Place(name, number), path, library, table)
    if not table.clinics and not table.problems:
        raise InvalidSource(
            Problem("the list has no clinics", "Write one clinic a row, below the names of the columns", Place(name))
        )
    return table


def _text(where: str | Path, name: str) -> str:
    if name.lower().endswith((".xlsx", ".xls", ".ods", ".numbers")):
        mend = "Save it as CSV: in Excel, Save as, CSV UTF-8"
        raise InvalidSource(Problem("this is a spreadsheet's own format", mend, Place(name)))
    try:
        if "://" in str(where):
            from handoutpress.press.stores import open_store

            folder, _, last = str(where).rpartition("/")
            try:
                raw = open_store(folder).read(last)
            except OutputFailed as error:  # the store speaks of writing; here it is read
                raise NotFound(error.problems) from error
            if raw is None:
                raise FileNotFoundError
        else:
            raw = Path(where).read_bytes()
    except FileNotFoundError as error:
        raise NotFound(Problem("the list of clinics is not there", "Check the name and the folder", Place(name))) from error
    except OSError as error:
        why = error.strerror or "reading failed"
        raise NotFound(Problem(f"the list of clinics cannot be read ({why})", "Check the name", Place(name))) from error
    if len(raw) > MOST_BYTES:
        raise InvalidSource(Problem("the list is larger than 100 MB", "Part it into several", Place(name)))
    try:
        return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        mend = "In Excel: Save as, CSV UTF-8 (comma delimited)"
        raise InvalidSource(Problem("the list is not UTF-8 text", mend, Place(name, line))) from error


def _records(text: str, name: str) -> Iterator[list[str]]:
    """Rows of cells; commas, semicolons or tabs part them, whichever the first row has most of."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    number = 0
    try:
        for number, cells in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            if number > MOST_ROWS:
                raise InvalidSource(
                    Problem(f"the list has more than {MOST_ROWS:,} rows", "Part it into several", Place(name, number))
                )
            yield cells
    except csv.Error as error:
        mend = "Save it as CSV again from the spreadsheet"
        raise InvalidSource(Problem(f"the list cannot be read here ({error})", mend, Place(name, number + 1))) from error


def _columns(header: Sequence[str], name: str, table: Table) -> dict[int, str]:
    """Fields by number of column.

    Raises:
        InvalidSource: a column that looks like a field and is none, one given twice, or none that says which clinics.
    """
    from handoutpress.content.schema.clinic import LOCALISED, Clinic

    known = [*Clinic.model_fields, "id", "like"]
    out: dict[int, str] = {}
    problems, unused = [], []
    for i, title in enumerate(header):
        said = " ".join(title.lower().replace("_", " ").split())
        word, _, language = OTHER_NAMES.get(said, said.replace(" ", "_")).partition(".")
        field_name = f"{word}.{language}" if language else word
        place = Place(name, 1, i + 1)
        if field_name in out.values():
            problems.append(Problem(f"the column {field_name} is given twice", "Keep one of them", place))
        elif word in known and (not language or word in LOCALISED):
            out[i] = field_name
        elif near := difflib.get_close_matches(word, known, 1, 0.8):
            problems.append(
                Problem(f"there is no field '{title.strip()}'", f"Did you mean {near[0]}? Else give it another name", place)
            )
        elif said:
            unused.append(title.strip())
    if not {"id", "name"} & set(out.values()):
        mend = "Write id, or name, city and phone, in the first row"
        problems.append(Problem("no column says which clinics", mend, Place(name, 1)))
    if problems:
        raise InvalidSource(problems)
    if unused:
        table.notes.append(f"{name}: columns that are not used: {', '.join(unused)}")
    return out


def _row(columns: dict[int, str], cells: Sequence[str], place: Place, path: Path, library: Library, table: Table) -> None:
    said = {columns[i]: (cell.strip(), i + 1) for i, cell in enumerate(cells) if i in columns and cell.strip()}
    try:
        name, profile = _clinic(said, place, path, library)
    except HandoutError as error:
        table.problems += error.problems
        return
    if name in table.clinics:
        mend = "Give each clinic an id of its own, in the column id"
        table.problems.append(Problem(f"two rows are the clinic '{name}'", mend, place))
        return
    table.clinics.append(name)
    if profile:
        table.rows[name] = profile


def _clinic(said: dict[str, tuple[str, int]], place: Place, path: Path, library: Library) -> tuple[str, Loaded[Clinic] | None]:
    """A row's clinic: its id, and its profile if the row is one.

    Raises:
        NotFound, InvalidSource: it names a profile that does not exist, or what it says is wrong.
    """
    from handoutpress.content.schema.clinic import Clinic

    cells = dict(said)
    name, column = cells.pop("id", ("", 0))
    like, like_column = cells.pop("like", ("", 0))
    if not cells and not like:
        try:
            library.clinic_path(name)
        except NotFound as error:
            raise _at(error, replace(place, column=column)) from None
        return name, None
    base, base_path = _base(like, replace(place, column=like_column), library)
    data: dict[str, Data] = dict(base)
    values: dict[tuple[str | int, ...], tuple[int, int]] = {(): (place.line, 0)}
    for title, (text, at) in cells.items():
        word, _, language = title.partition(".")
        values[(word,)] = place.line, at
        if language:
            values[word, language] = place.line, at
            others = data.get(word)
            data[word] = {**(others if isinstance(others, dict) else {"en": others} if others else {}), language: text}
        else:
            data[word] = _value(word, text)
    positions = Positions(place.file, values, {})
    try:
        profile = validate(data, positions, Clinic)
    except InvalidSource as error:
        raise InvalidSource(_in_a_table(problem) for problem in error.problems) from None
    name = name or atomic_write.slug(f"{profile.name} {profile.city}")
    if name != atomic_write.slug(name):
        mend = f"Use small letters and digits, with - between words, as {atomic_write.slug(name) or 'harbor-spine'}"
        raise InvalidSource(Problem(f"'{name}' cannot be an id", mend, replace(place, column=column), "id"))
    beside = base_path if base_path and "logo" not in cells else path  # a logo lies beside the file that names it
    return name, Loaded(profile, beside, positions, name)


def _base(like: str, place: Place, library: Library) -> tuple[dict[str, Any], Path | None]:
    """The fields of the profile a row is like."""
    if not like:
        return {}, None
    try:
        path = library.clinic_path(like)
        library.clinic(like)  # what is wrong with it is said in its own words
    except NotFound as error:
        raise _at(error, place) from None
    data, _ = read_yaml(path)
    return (data if isinstance(data, dict) else {}), path


def _at(error: NotFound, place: Place) -> NotFound:
    return NotFound(replace(problem, place=problem.place or place) for problem in error.problems)


def _in_a_table(problem: Problem) -> Problem:
    """A problem with the mend for people with a spreadsheet before them."""
    if problem.what.endswith("is missing"):
        return replace(problem, mend=f"Fill in the column {problem.field.partition('.')[0]}")
    return problem


def _value(word: str, text: str) -> Data:
    """A cell as a profile's YAML would say it."""
    if word not in LISTS:
        return _person(text) if word in PEOPLE else text
    parts = [part.strip() for part in re.split(r"[;\n,]" if word in WORDS else r"[;\n]", text)]
    return [_person(part) if word in PEOPLE else _hours(part) if word == "hours" else part for part in parts if part]


def _person(text: str) -> Data:
    """`Ana Lee, DC`."""
    name, _, title = text.rpartition(",")
    return {"name": (name or title).strip(), **({"title": title.strip()} if name else {})}


def _hours(text: str) -> Data:
    """`mon-fri 8 am to 6 pm`."""
    days, times = re.fullmatch(r"(\D*?)[\s:]*(\d.*)?", text, re.DOTALL).groups()  # type: ignore[union-attr]
    return {"days": days, "open": times or ""}
