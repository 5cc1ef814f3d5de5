"""The clinic's record: which handout, in which version and language, was given out when and how. Never to whom."""

from __future__ import annotations

import csv
import io
import sqlite3
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from handoutpress.delivery.database import Store, now


@dataclass(frozen=True)
class Given:
    """One delivery.

    Attributes:
        given: when, ISO 8601, UTC; empty: now.
        channel: "email", "file" (a message written to a folder) or "print".
        version: of the handout.
        reference: the message id, or the printer's job id.
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


_COLUMNS = tuple(field.name for field in fields(Given))


def write(change: sqlite3.Connection, entry: Given) -> None:
    """Add a line, within a transaction."""
    values = asdict(entry) | {"given": entry.given or now()}
    marks = ", ".join(f":{name}" for name in _COLUMNS)
    change.execute(f"INSERT INTO given ({', '.join(_COLUMNS)}) VALUES ({marks})", values)


def add(path: Path, entry: Given) -> None:
    """Add a line.

    Args:
        path: the workspace, or its SQLite file.

    Raises:
        OutputFailed: it cannot be written.
    """
    store = Store(path)
    try:
        with store.change() as change:
            write(change, entry)
    finally:
        store.close()


def read(store: Store, since: str = "") -> list[Given]:
    """All lines, oldest first; `since` is an ISO date."""
    found = store.rows(f"SELECT {', '.join(_COLUMNS)} FROM given WHERE given >= ? ORDER BY id", (since,))
    return [Given(*row) for row in found]


def as_csv(entries: list[Given]) -> str:
    """Lines as CSV, with a head line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([getattr(entry, name) for name in _COLUMNS] for entry in entries)
    return out.getvalue()
