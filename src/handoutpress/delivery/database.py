"""The workspace's SQLite file: outbox, waiting-room stock and the record of what was given out.

Only the owner may read it. Every change of state is one transaction, on the disk before the program goes on: what it says is
true even after the power failed. What is deleted is overwritten.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from handoutpress.errors import DeliveryFailed, HandoutError, InvalidSource, OutputFailed, Place, Problem
from handoutpress.support.filesystem import shown

NAME = "handouts.sqlite"
VERSION = 4

_STRANGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH)
_FAULTS = (sqlite3.Error, UnicodeDecodeError)  # of a damaged file SQLite's own words are no text, and Python fails over them
_KINDS: dict[str, tuple[type, ...]] = {"TEXT": (str,), "INTEGER": (int,), "REAL": (float, int)}
_STOCK = """
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
_MEMORY = """
CREATE TABLE remembered (
    digest TEXT PRIMARY KEY,
    since TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE printing (
    reference TEXT PRIMARY KEY,
    line INTEGER NOT NULL,
    remaining INTEGER NOT NULL,
    earlier TEXT NOT NULL
);
CREATE TABLE secret (word TEXT NOT NULL);
INSERT INTO secret VALUES (lower(hex(randomblob(32))));
"""
_TABLES = f"""
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
{_STOCK}{_MEMORY}"""
# what makes a file of each version one of the next
_LATER = {
    1: ("ALTER TABLE messages ADD COLUMN attached TEXT NOT NULL DEFAULT ''",),
    2: (  # until then everything in the outbox was e-mail
        "ALTER TABLE messages RENAME TO deliveries",
        "ALTER TABLE deliveries RENAME COLUMN message_id TO reference",
        "ALTER TABLE deliveries ADD COLUMN channel TEXT NOT NULL DEFAULT 'email'",
    ),
    3: tuple((_STOCK.replace("TABLE", "TABLE IF NOT EXISTS") + _MEMORY).split(";")),
}
_COLUMNS = {  # of each table, by name
    table: {name: _KINDS[kind] for name, kind in re.findall(r"(\w+) (TEXT|INTEGER|REAL)\b", body)}
    for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\)(?: WITHOUT ROWID)?;", _TABLES, re.DOTALL)
}
_KIND_OF = {name: kind for columns in _COLUMNS.values() for name, kind in columns.items()}  # a name means the same in every table


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
        except (*_FAULTS, OSError) as error:
            raise self._failed(error) from None

    def _prepare(self) -> None:
        run = self._connection.execute
        run("PRAGMA journal_mode=WAL")
        run("PRAGMA secure_delete=ON")
        (version,) = run("PRAGMA user_version").fetchone()  # most are as they should be, and are opened while somebody writes
        if version != VERSION:
            with self.change() as change:
                self._bring_up_to_date(change)
        for table, columns in _COLUMNS.items():
            if not columns.keys() <= {row[1] for row in run(f"PRAGMA table_info({table})")}:
                raise self._strange()

    def _bring_up_to_date(self, change: sqlite3.Connection) -> None:
        (version,) = change.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            place = Place(shown(self.path))
            raise OutputFailed(Problem("the file is from a newer version of this program", "Update the program", place))
        if version < 0:
            raise self._strange()
        for statement in _TABLES.split(";") if version == 0 else ():
            change.execute(statement)
        for older in range(version, VERSION) if version else ():
            for statement in _LATER[older]:
                change.execute(statement)
        change.execute(f"PRAGMA user_version={VERSION}")

    def _failed(self, error: sqlite3.Error | UnicodeDecodeError | OSError) -> OutputFailed:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return self._problem("another program holds the outbox", "Close that program, then try again: nothing is lost")
        no_text = isinstance(error, UnicodeDecodeError) or (isinstance(error, sqlite3.OperationalError) and not code)
        if no_text or code in _STRANGE:
            return self._strange()
        # SQLite's own words name tables and codes, never what is in them
        what = f"the outbox cannot be opened or written ({type(error).__name__})"
        return self._problem(what, "Check that the folder can be written and the disk is not full")

    def _problem(self, what: str, mend: str) -> OutputFailed:
        return OutputFailed(Problem(what, mend, Place(shown(self.path))))

    def _strange(self) -> OutputFailed:
        """What is said of a file that is damaged or was changed by another program: it knows who has had what, so it is not begun anew."""
        mend = "Put your last backup back: restore FILE. Without it, nobody knows who has had a message"
        return self._problem("the outbox is damaged, or another program has changed it", mend)

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
                    with suppress(*_FAULTS):
                        self._connection.execute("ROLLBACK")
                    raise
                self._connection.execute("COMMIT")
            except _FAULTS as error:
                raise self._failed(error) from None

    def rows(self, query: str, values: tuple[object, ...] = ()) -> list[sqlite3.Row]:
        """What a query finds. Raises OutputFailed: the file cannot be read, or holds what this program never writes."""
        with self._lock:
            try:
                found = self._connection.execute(query, values).fetchall()
            except _FAULTS as error:
                raise self._failed(error) from None
        for row in found:
            for name, value in zip(row.keys(), row, strict=True):  # SQLite takes a value of any kind in any column
                if not isinstance(value, _KIND_OF.get(name, object)) or (
                    name in ("handouts", "attached") and not _is_list(str(value))
                ):
                    raise self._strange()
        return found

    def scrub(self) -> None:
        """Write the file anew, so that what was deleted is nowhere in it, nor in its journal."""
        with self._lock, suppress(*_FAULTS):  # somebody else is writing: it is done the next time
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def copied(self) -> bytes:
        """The file as it is at this moment, journal and all, whoever uses it; by SQLite's own online backup."""
        with self._lock, closing(sqlite3.connect(":memory:")) as copy:
            try:
                self._connection.backup(copy)
                return copy.serialize()
            except _FAULTS as error:
                raise self._failed(error) from None

    def replace(self, copy: bytes | None) -> None:
        """Take what is in a copy in place of all there is, in one transaction; None: nothing."""
        with self._lock:
            try:
                with closing(opened_copy(copy, Place(shown(self.path))) if copy else sqlite3.connect(":memory:")) as source:
                    source.backup(self._connection)
            except _FAULTS as error:
                raise self._failed(error) from None
            self._prepare()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def opened_copy(copy: bytes, place: Place) -> sqlite3.Connection:
    """What `Database.copied` gave, as a database in memory. Raises InvalidSource: it is damaged, or of a later version."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(copy[:18] + b"\1\1" + copy[20:])  # one in memory cannot have a journal beside it
        whole = connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        newer = connection.execute("PRAGMA user_version").fetchone()[0] > VERSION
    except _FAULTS:
        whole, newer = False, False
    if newer:
        connection.close()
        raise InvalidSource(Problem("the backup is from a newer version of this program", "Update the program", place))
    if not whole:
        connection.close()
        raise InvalidSource(Problem("the outbox in this backup is damaged", "Take another one; nothing was changed", place))
    return connection


def _is_list(text: str) -> bool:
    """Whether a text is a list of texts as JSON, or empty."""
    try:
        found = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return False
    return isinstance(found, list) and all(isinstance(item, str) for item in found)


@contextmanager
def sole_sender(path: Path, channel: str = "email") -> Iterator[None]:
    """Be the only process that sends from an outbox by a channel, for as long as the block lasts.

    Raises:
        DeliveryFailed: another process sends.
        OutputFailed: the lock's file cannot be opened.
    """
    mend = "Wait until it has ended. What you have queued is in the outbox: outbox retry"
    with _locked(path, f"sender-{channel}", "EXCLUSIVE", DeliveryFailed("another mailing of this workspace is being sent", mend)):
        yield


@contextmanager
def in_use(path: Path) -> Iterator[None]:
    """Serve a workspace, or send from it, for as long as the block lasts; several may. Raises OutputFailed: it is just being restored."""
    busy = OutputFailed("this workspace is just being restored", "Wait until that has ended")
    with ExitStack() as held:
        try:
            held.enter_context(_locked(path, "in-use", "DEFERRED", busy))
        except OutputFailed as error:
            if error is busy:
                raise
            # where no lock can be made, nothing can be restored either
        yield


@contextmanager
def unused(path: Path) -> Iterator[None]:
    """Have a workspace alone for as long as the block lasts. Raises OutputFailed: it is served, or a mailing is sent from it."""
    busy = OutputFailed("this workspace is in use: the page is open, or a mailing is being sent", "End them, then try again")
    with _locked(path, "in-use", "EXCLUSIVE", busy):
        yield


@contextmanager
def _locked(path: Path, name: str, how: str, busy: HandoutError) -> Iterator[None]:
    """Hold a lock: SQLite's own on an empty file beside the outbox, so it works on every system and falls with its process."""
    place = Path(f"{file(path)}-{name}")
    try:
        connection = sqlite3.connect(place, timeout=0, isolation_level=None)
    except _FAULTS:
        connection = None
    try:
        if connection is None:
            raise sqlite3.OperationalError
        connection.execute(f"BEGIN {how}")
        connection.execute("SELECT count(*) FROM sqlite_master")  # what is begun for reading takes its lock only now
    except _FAULTS as error:
        if connection is not None:
            connection.close()
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise busy from None
        mend = "Delete what stands there if it is no file of this program: it holds nothing. Check that the folder can be written"
        raise OutputFailed(Problem("the program's lock cannot be opened", mend, Place(shown(place)))) from None
    try:
        yield
    finally:
        connection.close()
