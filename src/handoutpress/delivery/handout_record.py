"""The clinic's record: which handout, in which version and language, was given out when and how. Never to whom."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from handoutpress.content.table_reader import csv_cell
from handoutpress.delivery.database import Database, now


@dataclass(frozen=True)
class RecordLine:
    """One delivery.

    Attributes:
        given: when, ISO 8601, UTC; empty: now.
        channel: by what it was given out: "print", "email", "file" (a letter written to a folder), "folder" and so on.
        version: of the handout.
        reference: what the channel calls it, as a message id or a printer's job.
    """

    given: str
    channel: str
    clinic: str
    handout: str
    version: str
    language: str
    template: str
    copies: int = 1
    reference: str = ""


_COLUMNS = tuple(field.name for field in fields(RecordLine))


def write(change: sqlite3.Connection, entry: RecordLine) -> int:
    """Add a line, within a transaction; its number."""
    values = asdict(entry) | {"given": entry.given or now()}
    marks = ", ".join(f":{name}" for name in _COLUMNS)
    return change.execute(f"INSERT INTO given ({', '.join(_COLUMNS)}) VALUES ({marks})", values).lastrowid or 0


def take_out(database: Database, change: sqlite3.Connection, number: int) -> list[RecordLine]:
    """Take out the line of a number, within a transaction: what it says was never given out. The line, if it is there."""
    found = [RecordLine(*row) for row in database.rows(f"SELECT {', '.join(_COLUMNS)} FROM given WHERE id = ?", (number,))]
    change.execute("DELETE FROM given WHERE id = ?", (number,))
    return found


def add(path: Path, entries: Iterable[RecordLine]) -> None:
    """Add lines.

    Args:
        path: the workspace, or its SQLite file.

    Raises:
        OutputFailed: it cannot be written.
    """
    with closing(Database(path)) as database, database.change() as change:
        for entry in entries:
            write(change, entry)


def read(database: Database, since: str = "") -> list[RecordLine]:
    """All lines, oldest first; `since` is an ISO date."""
    found = database.rows(f"SELECT {', '.join(_COLUMNS)} FROM given WHERE given >= ? ORDER BY id", (since,))
    return [RecordLine(*row) for row in found]


def as_csv(entries: list[RecordLine]) -> str:
    """Lines as CSV, with a head line; nothing in it is a formula to a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([csv_cell(getattr(entry, name)) for name in _COLUMNS] for entry in entries)
    return out.getvalue()
