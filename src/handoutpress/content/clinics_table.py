"""Clinics from a spreadsheet, saved as CSV: a row names a profile there is, or is a profile itself.

Columns are the fields of a profile (docs/scaling.md lists them), and three more: `id`, what the clinic is called; `like`, a
profile whose fields fill in what the row leaves empty; `name` may be empty where `id` names a profile there is. What is wrong
with a row is said with its row and column, and the other rows go on.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handoutpress.content.library import Library
from handoutpress.content.table_reader import CsvTable, cell_fault, clean, file_bytes, head_key, read_table
from handoutpress.content.yaml_reader import Data, Loaded, Positions, validate
from handoutpress.content.yaml_reader import read as read_yaml
from handoutpress.errors import HandoutError, InvalidSource, NotFound, Place, Problem
from handoutpress.support import atomic_write
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from handoutpress.content.schema.clinic import Clinic

MOST_BYTES, MOST_ROWS = 100_000_000, 200_000


@dataclass
class ClinicsTable:
    """Ids of all clinics that can be made, those of them without a file of their own, problems of other rows, and what was left out."""

    clinics: list[str] = field(default_factory=list)
    rows: dict[str, Loaded[Clinic]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(source: Path | bytes, library: Library, *, where: str = "") -> ClinicsTable:
    """Read a list of clinics from a file or its bytes, which come from `where`; `id` and `like` name profiles of the library.

    Raises NotFound: it is not there; InvalidSource: it is no CSV, or has no column that says which clinics.
    """
    path = source if isinstance(source, Path) else Path(where)
    name = where or shown(path)
    raw = file_bytes(source, name, MOST_BYTES, what="the list of clinics") if isinstance(source, Path) else source
    from handoutpress.content.schema.clinic import LOCALISED

    known = _known()

    def field_of(head: str) -> str:
        word, _, language = head.partition(".")
        found = known.get(head_key(word), "")
        return found if not language else f"{found}.{language.strip().lower()}" if found in LOCALISED else ""

    csv = read_table(raw, name, field_of, most_rows=MOST_ROWS, most_bytes=MOST_BYTES)
    if not csv.heads:
        raise InvalidSource(Problem("the list is empty", "Write the names of the columns in its first row", Place(name)))
    table = ClinicsTable(notes=[f"{name}: {note}" for note in csv.notes])
    columns = _columns(csv, name, table)
    for number, cells in csv.rows:
        place = Place(name, number)
        if csv.too_wide(cells):
            what = "has more cells than the row with the names of the columns"
            table.problems.append(Problem(what, "Put a text with commas in it in quotes", place))
            continue
        _row(columns, cells, place, path, library, table)
    if not table.clinics and not table.problems:
        mend = "Write one clinic a row, below the names of the columns"
        raise InvalidSource(Problem("the list has no clinics", mend, Place(name)))
    return table


def _known() -> dict[str, str]:
    """Fields by the heads that name them."""
    from handoutpress.content.schema.clinic import ALSO_CALLED, Clinic

    heads = {head_key(head): name for name, others in ALSO_CALLED.items() for head in others}
    return heads | {head_key(name): name for name in (*Clinic.model_fields, "id", "like", "state")}


def _columns(csv: CsvTable, name: str, table: ClinicsTable) -> dict[int, str]:
    """Fields by number of column.

    Raises InvalidSource: a column that looks like a field and is none, one given twice, or none that says which clinics.
    """
    out: dict[int, str] = {}
    problems = []
    for found, columns in csv.columns.items():
        out |= dict.fromkeys(columns, found)
        problems += [
            Problem(f"the column {found} is given twice", "Keep one of them", Place(name, csv.head_row, at + 1))
            for at in columns[1:]
        ]
    known = dict.fromkeys(_known().values())
    for at, head in enumerate(csv.heads):
        if at not in out and (near := difflib.get_close_matches(head.lower().replace(" ", "_"), known, 1, 0.8)):
            mend = f"Did you mean {near[0]}? Else give it another name"
            problems.append(Problem(f"there is no field '{head}'", mend, Place(name, csv.head_row or 1, at + 1)))
    if not {"id", "name"} & set(out.values()):
        mend = "Write id, or name, city and phone, in the first row"
        problems.append(Problem("no column says which clinics", mend, Place(name, csv.head_row or 1)))
    if problems:
        raise InvalidSource(problems)
    if unused := csv.unused(out):
        table.notes.append(f"{name}: columns that are not used: {', '.join(unused)}")
    return out


def _row(
    columns: dict[int, str], cells: Iterable[str], place: Place, path: Path, library: Library, table: ClinicsTable
) -> None:  # fmt: skip
    filled = {columns[i]: (text, i + 1) for i, cell in enumerate(cells) if i in columns and (text := clean(cell))}
    faults = [
        Problem(*fault, replace(place, column=column), title)
        for title, (text, column) in filled.items()
        if (fault := cell_fault(text)) is not None
    ]
    try:
        if faults:
            raise InvalidSource(faults)
        name, profile = _clinic(filled, place, path, library)
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


def _clinic(filled: dict[str, tuple[str, int]], place: Place, path: Path, library: Library) -> tuple[str, Loaded[Clinic] | None]:
    """A row's clinic: its id, and its profile if the row is one.

    Raises NotFound, InvalidSource: it names a profile that does not exist, or what it says is wrong.
    """
    from handoutpress.content.schema.clinic import Clinic

    cells = dict(filled)
    name, column = cells.pop("id", ("", 0))
    like, like_column = cells.pop("like", ("", 0))
    state, _ = cells.pop("state", ("", 0))
    if state and "city" in cells and state.casefold() not in cells["city"][0].casefold():
        cells["city"] = f"{cells['city'][0]}, {state}", cells["city"][1]
    if not cells and not like:
        try:
            library.clinic_place(name)
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
        raise InvalidSource(_in_a_table(problem, cells) for problem in error.problems) from None
    name = name or atomic_write.slug(f"{profile.name} {profile.city}")
    if not name:  # of signs alone
        mend = "Give it one in a column id: small letters and digits, with - between words"
        raise InvalidSource(Problem("no id can be made of this name", mend, place))
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
        path = Path(library.clinic_place(like))
        library.clinic(like)  # what is wrong with it is reported in its own words
    except NotFound as error:
        raise _at(error, place) from None
    data, _ = read_yaml(path)
    return (data if isinstance(data, dict) else {}), path


def _at(error: NotFound, place: Place) -> NotFound:
    return NotFound(replace(problem, place=problem.place or place) for problem in error.problems)


def _in_a_table(problem: Problem, cells: Iterable[str]) -> Problem:
    """A problem with the mend for people with a spreadsheet before them."""
    from handoutpress.content.schema.clinic import Clinic

    required = [name for name, field in Clinic.model_fields.items() if field.is_required()]
    if problem.field in required and problem.field not in cells:
        return replace(problem, mend=f"Fill in the column {problem.field}")
    return problem


def _value(word: str, text: str) -> Data:
    """A cell as a profile's YAML would say it."""
    if word == "brand" and re.fullmatch("[0-9a-fA-F]{6}", text):
        return f"#{text}"
    from handoutpress.content.schema.clinic import Clinic

    if word == "reviewer":
        return _person(text)
    if word not in Clinic.model_fields or not isinstance(Clinic.model_fields[word].default, tuple):
        return text
    if word == "hours":
        from handoutpress.content.schema.hours import divide_hours

        return [{"days": days, "open": times} for days, times in divide_hours(text)]
    divider, make = _DIVIDED.get(word, (r"[;\n]", str))
    return [make(part) for one in re.split(divider, text) if (part := one.strip())]


def _person(text: str) -> Data:
    """`Ana Lee, DC`."""
    name, _, title = text.partition(",")
    return {"name": name.strip(), **({"title": title.strip()} if title else {})}


# what divides a cell that holds several, and what each of them is: else words, with semicolons between
_DIVIDED: dict[str, tuple[str, Callable[[str], Data]]] = {
    "services": (r"[;\n,]", atomic_write.slug), "languages": (r"[;\n,]", str), "templates": (r"[;\n,]", str),
    "practitioners": (r"[;\n]", _person),
}  # fmt: skip
