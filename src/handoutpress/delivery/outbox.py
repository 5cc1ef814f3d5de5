"""The outbox: every message to be sent is written here first, and what became of it.

States: queued → sending → sent, failed or uncertain; cancelled. `sending` is recorded in the moment before the mail server is
told that the message is complete, `sent` when it has said yes. A program killed before the one sends the message again: the
server has thrown away the half of it. Killed between the two, nobody can know: the message is listed as uncertain with its
message id, and is never sent again by itself.

Addresses stand here and nowhere else, until they are purged; what is shown of them is masked.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from handoutpress.delivery import handout_record
from handoutpress.delivery.database import Kept, now
from handoutpress.delivery.handout_record import Given
from handoutpress.errors import NotFound, UsageError

State = Literal["queued", "sending", "sent", "failed", "uncertain", "cancelled"]
STATES: tuple[State, ...] = get_args(State)


def _known(number: int) -> int:
    """A number of a message as SQLite takes it; what is larger than it can count is nobody's."""
    return number if abs(number) < 2**63 else -1


def _no_message(number: int) -> NotFound:
    return NotFound(f"there is no message {number} in the outbox", "See what there is: outbox list")


def masked(address: str) -> str:
    """An address as it may be shown: m***@e***.org; empty if it has been purged."""
    local, at, domain = address.rpartition("@")
    if not at:
        return "(deleted)"
    top = domain.rpartition(".")[2] if "." in domain else "***"
    return f"{local[:1]}***@{domain[:1]}***.{top}"


@dataclass(frozen=True, repr=False)
class Letter:
    """A message to be queued: who gets which handouts. It is never shown as it is: its repr holds no name or address.

    Attributes:
        domain: right half of the message id, as "example.org".
        row: row of the list it came from; 0: from none.
        note: a line of the clinic's own for this patient.
        unreviewed: somebody allowed to send a text that no clinician has signed for.
    """

    address: str
    clinic: str
    handouts: tuple[str, ...]
    language: str
    domain: str
    name: str = ""
    note: str = ""
    template: str = "leaflet"
    paper: str = ""
    row: int = 0
    unreviewed: bool = False

    def __repr__(self) -> str:
        return f"Letter(row={self.row}, to={masked(self.address)})"


@dataclass(frozen=True)
class Entry:
    """A message as listings show it.

    Attributes:
        id: its number in the outbox.
        to: masked address.
        row: row of the list it came from; 0: from none.
        queued, changed: ISO 8601, UTC.
        attempts: how often it was tried.
        code: the mail server's last answer, as 250 or 451; 0: none.
        reason: what happened, and what to do about it.
    """

    id: int
    message_id: str
    state: State
    to: str
    clinic: str
    handouts: tuple[str, ...]
    language: str
    template: str
    row: int
    queued: str
    changed: str
    attempts: int
    code: int
    reason: str


@dataclass(frozen=True)
class Added:
    """What became of a letter that was to be queued.

    Attributes:
        entry: as it stands in the outbox: the new one, or the one that stands in its way.
        fresh: it was queued; else the patient has had it, or has it waiting.
    """

    entry: Entry
    fresh: bool


@dataclass(frozen=True, repr=False)
class Waiting:
    """A message with all that is needed to send it. Its repr holds no name or address."""

    id: int
    message_id: str
    address: str
    name: str
    note: str
    clinic: str
    handouts: tuple[str, ...]
    language: str
    template: str
    paper: str
    row: int
    attempts: int
    unreviewed: bool

    def __repr__(self) -> str:
        return f"Waiting(id={self.id}, to={masked(self.address)})"


class Outbox(Kept):
    """The outbox of a workspace."""

    # -- queueing ----------------------------------------------------------------------------------

    def add(self, letters: Iterable[Letter], *, again: bool = False) -> list[Added]:
        """Queue messages, all in one transaction; a mailing that is queued twice is queued once.

        A letter whose address already has the same handouts of that clinic in that language waiting, sent or uncertain is left
        out, unless `again`.

        Returns:
            For each letter, in order, what became of it.
        """
        out: list[Added] = []
        at = now()
        with self.store.change() as change:
            for letter in letters:
                handouts = json.dumps(sorted(letter.handouts))  # the same in another order is the same message
                key = (letter.address, letter.clinic, handouts, letter.language)
                there = change.execute(
                    "SELECT * FROM messages WHERE address = ? AND clinic = ? AND handouts = ? AND language = ?"
                    " AND state NOT IN ('failed', 'cancelled') ORDER BY id DESC LIMIT 1",
                    key,
                ).fetchone()
                if there and (not again or there["state"] in ("queued", "sending")):
                    out.append(Added(_entry(there), fresh=False))
                    continue
                done = change.execute(
                    "INSERT INTO messages (message_id, state, address, name, note, clinic, handouts, language, template, paper,"
                    " unreviewed, row, queued, changed, attached, due)"
                    " VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
                    (f"<{uuid.uuid4().hex}@{letter.domain}>", letter.address, letter.name, letter.note, letter.clinic, handouts,
                     letter.language, letter.template, letter.paper, letter.unreviewed, letter.row, at, at, json.dumps(letter.handouts)),
                )  # fmt: skip
                new = change.execute("SELECT * FROM messages WHERE id = ?", (done.lastrowid,)).fetchone()
                out.append(Added(_entry(new), fresh=True))
        return out

    # -- looking -----------------------------------------------------------------------------------

    def entries(self, state: State | None = None, *, limit: int = 0) -> list[Entry]:
        """Messages with masked addresses, newest first; `limit` 0: all of them."""
        where, values = ("WHERE state = ?", (state,)) if state else ("", ())
        rows = self.store.rows(f"SELECT * FROM messages {where} ORDER BY id DESC LIMIT ?", (*values, limit or -1))
        return [_entry(row) for row in rows]

    def show(self, number: int) -> Entry:
        """One message, with masked address.

        Raises:
            NotFound: there is none of that number.
        """
        rows = self.store.rows("SELECT * FROM messages WHERE id = ?", (_known(number),))
        if not rows:
            raise _no_message(number)
        return _entry(rows[0])

    def counts(self) -> dict[State, int]:
        """How many messages are in each state."""
        found = {row[0]: row[1] for row in self.store.rows("SELECT state, count(*) FROM messages GROUP BY state")}
        return {state: found.get(state, 0) for state in STATES}

    def log(self, since: str = "") -> list[Given]:
        """The record of what was given out, without addresses, oldest first; `since` is an ISO date."""
        return handout_record.read(self.store, since)

    # -- what people do ----------------------------------------------------------------------------

    def retry(self, numbers: Sequence[int]) -> list[Entry]:
        """Queue messages again that failed, were cancelled, or are uncertain; with the message id they had.

        Raises:
            NotFound: there is none of a number.
            UsageError: one was sent, is being sent, or has no address any more.
        """
        return self._move(numbers, ("queued", "failed", "cancelled", "uncertain"), "queued", "queued again by hand")

    def cancel(self, numbers: Sequence[int]) -> list[Entry]:
        """Do not send messages that are waiting, failed or uncertain.

        Raises:
            NotFound: there is none of a number.
            UsageError: one was sent or is being sent.
        """
        return self._move(numbers, ("queued", "failed", "uncertain", "cancelled"), "cancelled", "cancelled by hand")

    def settle(self, numbers: Sequence[int]) -> list[Entry]:
        """Count uncertain messages as sent: their message id was found among the mail server's sent ones.

        Raises:
            NotFound: there is none of a number.
            UsageError: one is not uncertain.
        """
        return self._move(numbers, ("uncertain",), "sent", "found by hand among the sent ones")

    def _move(self, numbers: Sequence[int], allowed: Sequence[State], state: State, reason: str) -> list[Entry]:
        with self.store.change() as change:
            for number in numbers:
                row = change.execute("SELECT state, address FROM messages WHERE id = ?", (_known(number),)).fetchone()
                if row is None:
                    raise _no_message(number)
                if row["state"] not in allowed:
                    may = " or ".join(allowed)
                    raise UsageError(f"message {number} is {row['state']}", f"This can be done with what is {may}")
                if state == "queued" and not row["address"]:
                    raise UsageError(f"the address of message {number} has been purged", "Send the leaflet anew: email")
                change.execute(
                    "UPDATE messages SET state = ?, changed = ?, due = 0, reason = ?, attempts = 0 WHERE id = ?",
                    (state, now(), reason, number),
                )
        return [self.show(number) for number in numbers]

    def purge(self, days: float) -> int:
        """Forget the addresses, names and notes of what was done with (sent, failed, cancelled, uncertain) so many days ago.

        Returns:
            How many messages were deleted. The record of what was given out stays.
        """
        from datetime import UTC, datetime, timedelta

        before = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
        with self.store.change() as change:
            done = change.execute(
                "DELETE FROM messages WHERE state NOT IN ('queued', 'sending') AND changed <= ?", (before,)
            ).rowcount  # fmt: skip
        if done:
            self.store.scrub()
        return done

    # -- what senders do ---------------------------------------------------------------------------

    def recover(self) -> list[Entry]:
        """Turn what a killed sender left as `sending` into `uncertain`. To be called while no other sends (`store.alone`)."""
        rows = self.store.rows("SELECT id FROM messages WHERE state = 'sending'")
        for row in rows:
            self.doubt(row["id"], "the program was stopped before the mail server's answer was recorded")
        return [self.show(row["id"]) for row in rows]

    def next(self, at: float | None = None) -> Waiting | None:
        """The message to send next: queued, and due at a time (seconds since the epoch; default: now)."""
        rows = self.store.rows(
            "SELECT * FROM messages WHERE state = 'queued' AND due <= ? ORDER BY due, id LIMIT 1", (time.time() if at is None else at,)
        )  # fmt: skip
        return _waiting(rows[0]) if rows else None

    def waiting(self, number: int) -> Waiting | None:
        """A message of that number, if it is queued."""
        rows = self.store.rows("SELECT * FROM messages WHERE state = 'queued' AND id = ?", (number,))
        return _waiting(rows[0]) if rows else None

    def due(self) -> float | None:
        """When the next queued message is due, seconds since the epoch (0: at once); None: nothing is queued."""
        ((when,),) = self.store.rows("SELECT min(due) FROM messages WHERE state = 'queued'")
        return None if when is None else float(when)

    def sending(self, number: int) -> bool:
        """Record that a message is about to be handed over; False: it is not queued any more (somebody cancelled it)."""
        with self.store.change() as change:
            done = change.execute(
                "UPDATE messages SET state = 'sending', changed = ?, attempts = attempts + 1 WHERE id = ? AND state = 'queued'",
                (now(), number),
            )
            return done.rowcount == 1

    def sent(self, number: int, given: Sequence[Given], code: int = 250) -> None:
        """Record that a message was taken, with its lines in the record of what was given; its name and note are forgotten.

        It reaches the disk with the next message's `sending`. Should the power fail in between, this one is in doubt, never sent twice.
        """
        with self.store.change(at_once=False) as change:
            change.execute(
                "UPDATE messages SET state = 'sent', changed = ?, code = ?, reason = '', name = '', note = '' WHERE id = ?",
                (now(), code, number),
            )
            for entry in given:
                handout_record.write(change, entry)

    def failed(self, number: int, code: int, reason: str) -> None:
        """Record that a message will not be taken."""
        self._end(number, "failed", code, reason, 0)

    def later(self, number: int, code: int, reason: str, due: float) -> None:
        """Record that a message is to be tried again at a time, seconds since the epoch."""
        self._end(number, "queued", code, reason, due)

    def doubt(self, number: int, reason: str) -> None:
        """Record that nobody can know whether a message was taken."""
        self._end(number, "uncertain", 0, reason, 0)

    def _end(self, number: int, state: State, code: int, reason: str, due: float) -> None:
        # a message that was tried without being handed over counts as an attempt too
        tried = "attempts + (state = 'queued')"
        with self.store.change() as change:
            change.execute(
                f"UPDATE messages SET state = ?, changed = ?, code = ?, reason = ?, due = ?, attempts = {tried} WHERE id = ?",
                (state, now(), code, reason, due, number),
            )


def _handouts(row: Any) -> tuple[str, ...]:
    """In the order they were asked for; a file of the first version knew them by the alphabet only."""
    return tuple(json.loads(row["attached"] or row["handouts"]))


def _entry(row: Any) -> Entry:
    return Entry(
        row["id"], row["message_id"], row["state"], masked(row["address"]), row["clinic"], _handouts(row),
        row["language"], row["template"], row["row"], row["queued"], row["changed"], row["attempts"], row["code"], row["reason"],
    )  # fmt: skip


def _waiting(row: Any) -> Waiting:
    return Waiting(
        row["id"], row["message_id"], row["address"], row["name"], row["note"], row["clinic"], _handouts(row),
        row["language"], row["template"], row["paper"], row["row"], row["attempts"], bool(row["unreviewed"]),
    )  # fmt: skip
