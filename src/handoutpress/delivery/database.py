"""The workspace's SQLite file: outbox, waiting-room stock and the record of what was given out.

Only the owner may read it. Every change of state is one transaction, on the disk before the program goes on: what it says is
true even after the power failed. What is deleted is overwritten.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from handoutpress.errors import DeliveryFailed, OutputFailed, Place, Problem
from handoutpress.support.filesystem import shown

NAME = "handouts.sqlite"
VERSION = 3

_TABLES = """
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    reference TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'uncertain', 'cancelled')),
    address TEXT NOT NULL COLLATE NOCASE,
    name TEXT NOT NULL,
    note TEXT NOT NULL,
    clinic TEXT NOT NULL,
    handouts TEXT NOT NULL,
    language TEXT NOT NULL,
    template TEXT NOT NULL,
    paper TEXT NOT NULL,
    unreviewed INTEGER NOT NULL,
    row INTEGER NOT NULL,
    queued TEXT NOT NULL,
    changed TEXT NOT NULL,
    due REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    code INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    attached TEXT NOT NULL DEFAULT ''
);
CREATE INDEX by_state ON deliveries (state, due);
CREATE INDEX by_address ON deliveries (address);
CREATE TABLE given (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    given TEXT NOT NULL,
    channel TEXT NOT NULL,
    clinic TEXT NOT NULL,
    handout TEXT NOT NULL,
    version TEXT NOT NULL,
    language TEXT NOT NULL,
    template TEXT NOT NULL,
    copies INTEGER NOT NULL,
    reference TEXT NOT NULL
);
CREATE TABLE stock (
    clinic TEXT NOT NULL,
    handout TEXT NOT NULL,
    template TEXT NOT NULL,
    language TEXT NOT NULL,
    copies INTEGER NOT NULL DEFAULT 0,
    reorder INTEGER NOT NULL DEFAULT 0,
    printed TEXT NOT NULL DEFAULT '',
    version TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (clinic, handout, template, language)
);
"""
# what makes a file of each version one of the next
_LATER = {
    1: ("ALTER TABLE messages ADD COLUMN attached TEXT NOT NULL DEFAULT ''",),
    2: (  # until then everything in the outbox was e-mail
        "ALTER TABLE messages RENAME TO deliveries",
        "ALTER TABLE deliveries RENAME COLUMN message_id TO reference",
        "ALTER TABLE deliveries ADD COLUMN channel TEXT NOT NULL DEFAULT 'email'",
    ),
}


def file(path: Path) -> Path:
    """The SQLite file of a workspace; a path that is not a folder is the file itself."""
    return path / NAME if path.is_dir() else path


def now() -> str:
    """The time as it is recorded: ISO 8601, UTC, seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Database:
    """The open file. May be used from several threads; several processes may have it open."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it.

        Args:
            path: the workspace, or the file.

        Raises:
            OutputFailed: it cannot be opened, is damaged, or is of a later version of the program.
        """
        self.path = file(path)
        self._lock = threading.RLock()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # made by us before SQLite can make it: nobody else may read it, not even for a moment. -wal and -shm get the same mode
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            if os.name == "posix" and self.path.stat().st_mode & 0o077:
                self.path.chmod(0o600)
            self._connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
            self._connection.row_factory = sqlite3.Row
            weakref.finalize(self, self._connection.close)
            self._prepare()
        except (sqlite3.Error, OSError) as error:
            raise self._failed(error) from None

    def _prepare(self) -> None:
        run = self._connection.execute
        run("PRAGMA journal_mode=WAL")
        run("PRAGMA secure_delete=ON")
        with self.change() as change:
            (version,) = change.execute("PRAGMA user_version").fetchone()
            if version == 0:
                for statement in _TABLES.split(";"):
                    change.execute(statement)
            for older in range(version, VERSION) if version else ():
                for statement in _LATER[older]:
                    change.execute(statement)
            if version < VERSION:
                change.execute(f"PRAGMA user_version={VERSION}")
        if version > VERSION:
            place = Place(shown(self.path))
            raise OutputFailed(Problem("the file is from a newer version of this program", "Update the program", place))

    def _failed(self, error: sqlite3.Error | OSError) -> OutputFailed:
        what = "the outbox cannot be opened or written"
        mend = "Check that the folder can be written and the disk is not full; if the file is damaged, move it away"
        # SQLite's own words name tables and codes, never what is in them
        return OutputFailed(Problem(f"{what} ({type(error).__name__})", mend, Place(shown(self.path))))

    @contextmanager
    def change(self, *, at_once: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction: on the disk when the block ends, or as if it had never begun.

        Args:
            at_once: False: safe from the program being killed, and from a power failure when the next change is on the disk.

        Raises:
            OutputFailed: the disk said no.
        """
        with self._lock:
            try:
                self._connection.execute(f"PRAGMA synchronous={'FULL' if at_once else 'NORMAL'}")
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield self._connection
                except BaseException:
                    with suppress(sqlite3.Error):
                        self._connection.execute("ROLLBACK")
                    raise
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise self._failed(error) from None

    def rows(self, query: str, values: tuple[object, ...] = ()) -> list[sqlite3.Row]:
        """What a query finds. Raises OutputFailed: the file cannot be read."""
        with self._lock:
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise self._failed(error) from None

    def scrub(self) -> None:
        """Write the file anew, so that what was deleted is nowhere in it, nor in its journal."""
        with self._lock, suppress(sqlite3.Error):  # somebody else is writing: it is done the next time
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


@contextmanager
def sole_sender(path: Path, channel: str = "email") -> Iterator[None]:
    """Be the only process that sends from an outbox by a channel, for as long as the block lasts.

    The lock is SQLite's own on an empty file beside the outbox, so it works on every system and falls with its process.

    Raises:
        DeliveryFailed: another process sends.
    """
    connection = sqlite3.connect(f"{file(path)}-sender-{channel}", timeout=0, isolation_level=None)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            mend = "It sends what you have queued too; see: outbox list"
            raise DeliveryFailed("another mailing of this workspace is being sent", mend) from None
        yield
    finally:
        connection.close()
