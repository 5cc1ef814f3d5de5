"""An outbox another program holds, changed or damaged: one clear line, and never advice that leads to second mails."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from handoutpress.delivery import database, handout_record
from handoutpress.delivery.database import Database
from handoutpress.delivery.order import Order
from handoutpress.delivery.outbox import Outbox
from handoutpress.delivery.waiting_room import WaitingRoom
from handoutpress.errors import InvalidSource, OutputFailed, Place


def order() -> Order:
    return Order("email", "ana@patients.example.org", "c", ("a",), "en")


def everything(folder: Path) -> None:
    """All that is done with an outbox."""
    outbox = Outbox(folder)
    try:
        outbox.entries(), outbox.counts(), outbox.log(), outbox.channels(), outbox.names("failed"), outbox.next("email")
        outbox.show(1), outbox.due("email"), outbox.standing([order()]), outbox.recover("email", ""), outbox.job(1), outbox.purge(0)
        outbox.add([order(), Order("email", "new@patients.example.org", "c", ("a",), "en")])
    finally:
        outbox.close()
    room = WaitingRoom(folder)
    try:
        room.piles()
    finally:
        room.close()


def made(folder: Path) -> Path:
    outbox = Outbox(folder)
    outbox.add([order()])
    outbox.close()
    room = WaitingRoom(folder)
    room.record("c", "a", "leaflet", "en", copies=3, version="1.0")
    room.close()
    handout_record.add(folder, [handout_record.RecordLine("", "print", "c", "a", "1.0", "en", "leaflet", 3, "x-1")])
    return folder / database.NAME


def test_a_file_as_the_program_writes_it_is_no_trouble(tmp_path: Path) -> None:
    made(tmp_path)
    everything(tmp_path)


COLUMNS = [(table, column) for table in ("deliveries", "given", "stock") for column in database._COLUMNS[table]]


@pytest.mark.parametrize("change", [
    "PRAGMA user_version=-5", "PRAGMA user_version=0", "PRAGMA user_version=2", "ALTER TABLE deliveries RENAME COLUMN clinic TO practice",
    "DROP TABLE stock", "ALTER TABLE given DROP COLUMN version", "UPDATE deliveries SET address = x'00ff'",
    "UPDATE deliveries SET handouts = 'a, b'", "UPDATE deliveries SET attached = '5'", "UPDATE deliveries SET attached = '[1]'",
    "UPDATE deliveries SET due = 'soon'", "UPDATE deliveries SET row = 'first'", "UPDATE stock SET copies = 'many'",
    "UPDATE deliveries SET name = cast(x'ff' AS TEXT)", "DELETE FROM secret",
])  # fmt: skip
def test_a_file_that_was_changed_is_told(tmp_path: Path, change: str) -> None:
    with sqlite3.connect(made(tmp_path)) as connection:
        connection.execute(change)
    connection.close()
    with pytest.raises(
        OutputFailed, match=r"outbox is damaged, or another program has changed it\. Put your last backup back"
    ) as told:
        everything(tmp_path)
    assert len(told.value.problems) == 1 and "move" not in str(told.value)


@pytest.mark.parametrize(("table", "column"), COLUMNS)
@pytest.mark.parametrize("value", ["x'00ff'", "'9999-12-31T23:59:59+00:00'", "9e999", "-1", "''"])
def test_no_value_of_any_column_is_a_mistake_of_the_program(tmp_path: Path, table: str, column: str, value: str) -> None:
    with sqlite3.connect(made(tmp_path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute(f"UPDATE {table} SET {column} = {value} WHERE {column} IS NOT {value}" if column != "id" else "SELECT 1")
    connection.close()
    try:
        everything(tmp_path)
    except OutputFailed as told:
        assert "outbox is damaged" in str(told)


@pytest.mark.parametrize("word", [b"TABLE deliveries", b"TABLE secret", b"INDEX by_state"])
def test_a_damaged_word_that_is_no_text(tmp_path: Path, word: bytes) -> None:
    """SQLite repeats such a word in its message, which Python cannot read then."""
    path = made(tmp_path)
    content = path.read_bytes()
    assert content.count(word) == 1
    path.write_bytes(content.replace(word, b"\xff" + word[1:]))
    with pytest.raises(OutputFailed, match="outbox is damaged"):
        everything(tmp_path)
    with pytest.raises(InvalidSource, match="damaged"):
        database.opened_copy(path.read_bytes(), Place("backup.zip"))


def test_a_file_held_by_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path)
    outbox = Outbox(tmp_path)
    outbox._connection.execute("PRAGMA busy_timeout=50")
    with sqlite3.connect(path) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(
            OutputFailed, match=r"another program holds the outbox\. Close that program, then try again: nothing is lost"
        ):
            outbox.add([order()])
        other.execute("ROLLBACK")
    other.close()
    outbox.add([order()])
    outbox.close()


def lock(path: Path) -> None:
    with database.sole_sender(path):
        pass


@pytest.mark.parametrize(("name", "use"), [("", lambda path: Database(path)), ("-sender-email", lock)])
def test_a_folder_in_place_of_a_file(tmp_path: Path, name: str, use: Callable[[Path], object]) -> None:
    (tmp_path / f"{database.NAME}{name}").mkdir()
    with pytest.raises(OutputFailed) as told:
        use(tmp_path)
    assert database.NAME in str(told.value)


def test_a_lock_that_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / f"{database.NAME}-sender-email").write_bytes(b"something else" * 100)
    with pytest.raises(OutputFailed, match="lock cannot be opened"):
        lock(tmp_path)
