"""The outbox: what is queued stays queued, nobody gets two, and addresses are seen by nobody and gone when purged."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from handoutpress.delivery import database, handout_record
from handoutpress.delivery.handout_record import RecordLine
from handoutpress.delivery.order import STATES, Order, State, masked
from handoutpress.delivery.outbox import Outbox
from handoutpress.errors import DeliveryFailed, NotFound, OutputFailed, UsageError

SECRET = "ana.gomez"


def letter(address: str = f"{SECRET}@patients.example.org", **more: object) -> Order:
    return Order(**{"channel": "email", "address": address, "clinic": "c", "handouts": ("b", "a"), "language": "en", **more})  # type: ignore[arg-type]


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    found = Outbox(tmp_path)
    yield found
    found.close()


def bytes_of(outbox: Outbox) -> bytes:
    return b"".join(path.read_bytes() for path in outbox.path.parent.glob(f"{outbox.path.name}*"))


# -- queueing --------------------------------------------------------------------------------------


def test_a_mailing_queued_twice_is_queued_once(outbox: Outbox) -> None:
    first = outbox.add([letter(), letter("ben@patients.example.org")])
    assert [(one.fresh, one.entry.id) for one in first] == [(True, 1), (True, 2)]
    again = outbox.add([letter(f"{SECRET.upper()}@patients.example.org", handouts=("a", "b")), letter(language="es")])
    assert [(one.fresh, one.entry.id) for one in again] == [(False, 1), (True, 3)]
    assert outbox.counts()["queued"] == 3
    assert len({entry.reference for entry in outbox.entries()}) == 3


def test_handouts_keep_the_order_they_were_asked_for_in(outbox: Outbox) -> None:
    outbox.add([letter(handouts=("b", "c", "a"))])
    waiting = outbox.next("email")
    assert waiting and waiting.order.handouts == outbox.show(1).handouts == ("b", "c", "a")


OLDER = {  # the messages of earlier versions of the file: they knew e-mail only
    1: "CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL UNIQUE, state TEXT NOT NULL CHECK (state IN"
    " ('queued', 'sending', 'sent', 'failed', 'uncertain', 'cancelled')), address TEXT NOT NULL COLLATE NOCASE, name TEXT NOT NULL,"
    " note TEXT NOT NULL, clinic TEXT NOT NULL, handouts TEXT NOT NULL, language TEXT NOT NULL, template TEXT NOT NULL, paper TEXT NOT"
    " NULL, unreviewed INTEGER NOT NULL, row INTEGER NOT NULL, queued TEXT NOT NULL, changed TEXT NOT NULL, due REAL NOT NULL, attempts"
    " INTEGER NOT NULL DEFAULT 0, code INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT ''); CREATE INDEX by_state ON messages"
    " (state, due); CREATE INDEX by_address ON messages (address); CREATE TABLE given (id INTEGER PRIMARY KEY AUTOINCREMENT, given TEXT"
    " NOT NULL, channel TEXT NOT NULL, clinic TEXT NOT NULL, handout TEXT NOT NULL, version TEXT NOT NULL, language TEXT NOT NULL,"
    " template TEXT NOT NULL, copies INTEGER NOT NULL, reference TEXT NOT NULL)",
    2: "ALTER TABLE messages ADD COLUMN attached TEXT NOT NULL DEFAULT ''",
}


@pytest.mark.parametrize("version", OLDER)
def test_an_outbox_of_an_earlier_version_goes_on(tmp_path: Path, version: int) -> None:
    with sqlite3.connect(tmp_path / database.NAME) as connection:
        for number in range(1, version + 1):
            connection.executescript(OLDER[number])
        connection.execute(f"PRAGMA user_version={version}")
        for number, state in ((1, "queued"), (2, "sending"), (3, "sent")):
            connection.execute(
                "INSERT INTO messages (message_id, state, address, name, note, clinic, handouts, language, template, paper, unreviewed,"
                " row, queued, changed, due) VALUES (?, ?, ?, '', '', 'c', '[\"a\", \"b\"]', 'en', 'leaflet', '', 0, 0,"
                " '2026-01-01', '2026-01-01', 0)",
                (f"<{number}@example.org>", state, f"x{number}@patients.example.org"),
            )
        connection.execute(
            "INSERT INTO given VALUES (1, '2026-01-01', 'email', 'c', 'a', '1.0', 'en', 'leaflet', 1, '<3@example.org>')"
        )
    connection.close()
    outbox = Outbox(tmp_path)
    waiting = outbox.next("email")
    assert waiting and waiting.order.handouts == ("a", "b") and waiting.order.reference == "<1@example.org>"
    assert [(one.id, one.reference) for one in outbox.recover("email", "stopped")] == [(2, "<2@example.org>")]
    assert [entry.state for entry in outbox.entries()] == ["sent", "uncertain", "queued"] and outbox.channels() == ["email"]
    assert len(outbox.log()) == 1
    assert not outbox.add([letter("x1@patients.example.org", handouts=("b", "a"))])[0].fresh
    assert outbox.add([letter(handouts=("b", "a"))])[0].entry.handouts == ("b", "a")
    outbox.close()
    again = Outbox(tmp_path)  # what was brought up to date once is left alone
    assert len(again.entries()) == 4
    again.close()


@pytest.mark.parametrize(("state", "waits"), [("sent", 1), ("uncertain", 1), ("failed", 0), ("cancelled", 0), ("queued", 1)])
def test_who_has_had_it_gets_no_second_one(outbox: Outbox, state: str, waits: int) -> None:
    outbox.add([letter()])
    if state == "sent":
        outbox.sending(1), outbox.sent(1, [])
    elif state == "uncertain":
        outbox.sending(1), outbox.recover("email", "stopped")
    elif state == "failed":
        outbox.failed(1, 550, "no")
    elif state == "cancelled":
        outbox.cancel([1])
    (added,) = outbox.add([letter()])
    assert added.fresh != bool(waits)
    if waits:
        (added,) = outbox.add([letter()], again=True)
        assert added.fresh == (state != "queued")  # what waits already is not sent twice even when asked for


def test_adding_is_all_or_nothing(outbox: Outbox) -> None:
    def letters() -> Iterator[Order]:
        yield letter()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        outbox.add(letters())
    assert outbox.entries() == []


# -- states ----------------------------------------------------------------------------------------


def test_what_a_killed_program_was_sending_is_in_doubt(outbox: Outbox) -> None:
    outbox.add([letter(), letter("ben@patients.example.org")])
    assert outbox.sending(1)
    outbox.close()
    reopened = Outbox(outbox.path)
    (entry,) = reopened.recover("email", "stopped")
    assert (entry.id, entry.state) == (1, "uncertain") and entry.reference in repr(reopened.show(1))
    assert [reopened.next("email").id] == [2]  # type: ignore[union-attr]
    assert reopened.recover("email", "stopped") == []
    reopened.close()


def test_what_people_may_do(outbox: Outbox) -> None:
    outbox.add([letter(), letter("ben@patients.example.org")])
    before = outbox.show(1).reference
    assert outbox.cancel([1])[0].state == "cancelled"
    assert outbox.sending(1) is False
    assert outbox.retry([1])[0].state == "queued"
    outbox.sending(1), outbox.recover("email", "stopped")
    with pytest.raises(UsageError, match="message 2 is queued"):
        outbox.settle([1, 2])
    assert outbox.show(1).state == "uncertain"  # the one that could be was not, either
    assert outbox.settle([1])[0].state == "sent"
    assert outbox.show(1).reference == before
    for doing in (outbox.retry, outbox.cancel):
        with pytest.raises(UsageError, match="message 1 is sent"):
            doing([1])
    with pytest.raises(NotFound, match="no message 9"):
        outbox.retry([9])


def bring_to(outbox: Outbox, state: State) -> None:
    """Message 1, queued before, comes into a state."""
    if state in ("sending", "sent", "uncertain"):
        assert outbox.sending(1)
    match state:
        case "sent":
            outbox.sent(1, [])
        case "uncertain":
            outbox.recover("email", "stopped")
        case "failed":
            outbox.failed(1, 550, "no")
        case "cancelled":
            outbox.cancel([1])
        case "queued":
            outbox.later(1, 451, "later", 2_000.0)


ALLOWED: dict[str, tuple[State, ...]] = {
    "retry": ("queued", "failed", "cancelled", "uncertain"),
    "cancel": ("queued", "failed", "cancelled", "uncertain"),
    "settle": ("uncertain",),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("do", "becomes"), [("retry", "queued"), ("cancel", "cancelled"), ("settle", "sent")])
def test_each_state_allows_what_is_safe_in_it(outbox: Outbox, state: State, do: str, becomes: State) -> None:
    """What was sent, or may just now be on the line, is never sent again by hand."""
    outbox.add([letter()])
    bring_to(outbox, state)
    if state in ALLOWED[do]:
        (entry,) = getattr(outbox, do)([1])
        assert (entry.state, entry.attempts) == (becomes, 0)
        assert entry.reason.endswith(("by hand", "among the sent ones"))
        assert outbox.due("email") == (0 if becomes == "queued" else None)
    else:
        with pytest.raises(UsageError, match=f"message 1 is {state}"):
            getattr(outbox, do)([1])
        assert outbox.show(1).state == state
    assert sum(outbox.counts().values()) == outbox.counts()[outbox.show(1).state] == 1


@pytest.mark.parametrize("state", STATES)
def test_only_what_is_queued_is_sent_and_only_what_is_done_with_is_purged(outbox: Outbox, state: State) -> None:
    outbox.add([letter()])
    bring_to(outbox, state)
    assert (outbox.job(1) is not None) == (outbox.next("email") is not None) == (state == "queued")
    assert outbox.sending(1) == (state == "queued")
    if state != "queued":
        assert outbox.purge(0) == (state != "sending")


def test_listings_are_newest_first_of_a_state_and_so_many(outbox: Outbox) -> None:
    outbox.add([letter(f"p{number}@patients.example.org") for number in range(4)])
    outbox.cancel([2])
    assert [entry.id for entry in outbox.entries()] == [4, 3, 2, 1]
    assert [entry.id for entry in outbox.entries("queued", limit=2)] == [4, 3]
    assert [entry.id for entry in outbox.entries("cancelled")] == [2]


def test_sent_forgets_name_and_note_and_writes_the_record(outbox: Outbox) -> None:
    outbox.add([letter(name="Ana Gómez", note="private words")])
    outbox.sending(1)
    outbox.sent(1, [RecordLine("", "email", "c", "a", "1.0", "en", "leaflet", 1, "<1@example.org>")])
    rows = outbox.rows("SELECT name, note, address FROM deliveries")
    assert [tuple(row) for row in rows] == [("", "", f"{SECRET}@patients.example.org")]
    (line,) = outbox.log()
    assert (line.channel, line.handout, line.version, line.reference) == ("email", "a", "1.0", "<1@example.org>")
    assert outbox.log("2999-01-01") == []


def test_the_record_as_csv_runs_nothing_in_a_spreadsheet(outbox: Outbox) -> None:
    outbox.add([letter()])
    outbox.sent(1, [RecordLine("", "email", "=1+1", "a", "1.0", "en", "leaflet", 1, "@x")])
    cells = handout_record.as_csv(outbox.log()).splitlines()[1].split(",")
    assert (cells[2], cells[-1]) == ("'=1+1", "'@x")


def test_what_is_put_off_comes_when_it_is_due(outbox: Outbox) -> None:
    outbox.add([letter(), letter("ben@patients.example.org")])
    assert outbox.due("email") == 0
    outbox.later(1, 451, "later", 2_000.0)
    assert outbox.next("email", 1_000).id == 2  # type: ignore[union-attr]
    outbox.cancel([2])
    assert (outbox.next("email", 1_000), outbox.due("email")) == (None, 2_000)
    assert outbox.next("email", 2_000).attempts == 1  # type: ignore[union-attr]


# -- privacy ---------------------------------------------------------------------------------------


def test_nothing_shown_holds_an_address(outbox: Outbox) -> None:
    one = letter(name="Ana Gómez", note="private words")
    outbox.add([one])
    shown = repr((one, outbox.entries(), outbox.show(1), outbox.next("email"), outbox.add([one])))
    assert SECRET not in shown and "patients" not in shown and "Gómez" not in shown and "private" not in shown
    assert "a***@p***.org" in shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [("ana@patients.example.org", "a***@p***.org"), ("a@b", "a***@b***.***"), ("", "(deleted)"), ("+17075550142", "***42")],
)
def test_masks(address: str, shown: str) -> None:
    assert masked(address) == shown


def test_purged_addresses_are_nowhere_in_the_file(outbox: Outbox) -> None:
    outbox.add([letter(name="Zoe Quux"), letter("waits@patients.example.org")])
    assert SECRET.encode() in bytes_of(outbox)
    assert outbox.purge(0) == 0  # nothing is done yet
    outbox.sending(1)
    outbox.sent(1, [RecordLine("", "email", "c", "a", "1.0", "en", "leaflet")])
    assert outbox.purge(1) == 0  # not that old
    assert outbox.purge(0) == 1
    left = bytes_of(outbox)
    assert SECRET.encode() not in left and b"Quux" not in left
    assert b"waits@patients" in left and len(outbox.log()) == 1


def test_only_its_owner_may_read_it(outbox: Outbox) -> None:
    outbox.add([letter()])
    files = list(outbox.path.parent.glob(f"{outbox.path.name}*"))
    assert len(files) >= 3  # the file, its journal and its index
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    outbox.path.chmod(0o644)
    Outbox(outbox.path).close()
    assert outbox.path.stat().st_mode & 0o777 == 0o600


# -- the file --------------------------------------------------------------------------------------


def test_several_threads_share_it(outbox: Outbox) -> None:
    def add(number: int) -> None:
        mine = outbox if number % 2 else Outbox(outbox.path)
        for n in range(10):
            mine.add([letter(f"p{number}-{n}@patients.example.org")])
        if mine is not outbox:
            mine.close()

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outbox.counts()["queued"] == 40


@pytest.mark.parametrize("content", [b"not a database" * 100, b"\x00" * 5000])
def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / database.NAME
    path.write_bytes(content)
    with pytest.raises(OutputFailed, match=r"outbox is damaged.*last backup"):
        Outbox(tmp_path)
    assert path.read_bytes() == content


def test_a_file_of_a_later_version(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / database.NAME) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(OutputFailed, match="newer version"):
        Outbox(tmp_path)


def test_one_process_sends_at_a_time(tmp_path: Path) -> None:
    with (
        database.sole_sender(tmp_path),
        pytest.raises(DeliveryFailed, match="another mailing of this workspace is being sent"),
        database.sole_sender(tmp_path),
    ):
        pass
    with database.sole_sender(tmp_path):
        pass


@pytest.mark.parametrize("number", [0, -1, 99, 10**30, -(10**30)])
def test_a_number_nobody_has_is_told(outbox: Outbox, number: int) -> None:
    for ask in (outbox.show, lambda n: outbox.retry([n]), lambda n: outbox.cancel([n]), lambda n: outbox.settle([n])):
        with pytest.raises(NotFound, match=f"there is no message {number} in the outbox"):
            ask(number)
