"""The outbox: every order that is to go out, by any channel, is written here first, and what became of it.

States: queued → sending → sent, failed or uncertain; cancelled. `sending` is recorded in the moment before the step that cannot be
taken back, `sent` when the channel has taken the job. A program killed before the one hands the job over again: what was handed
over so far does not count. Killed between the two, nobody can know: the job is listed as uncertain with its reference, and never
goes out again by itself.

Addresses stand here and nowhere else, until they are purged; what is shown of them is masked.
"""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from handoutpress.delivery import handout_record
from handoutpress.delivery.database import Database, now
from handoutpress.delivery.handout_record import RecordLine
from handoutpress.delivery.order import STATES, DeliveryJob, Order, State, masked
from handoutpress.errors import NotFound, UsageError, without_addresses

_DAY, _EPOCH, _LAST = timedelta(days=1), datetime(1970, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def _known(number: int) -> int:
    """A number of a job as SQLite takes it; what is larger than it can count is nobody's."""
    return number if abs(number) < 2**63 else -1


def _no_message(number: int) -> NotFound:
    return NotFound(f"there is no message {number} in the outbox", "See what there is: outbox list")


@dataclass(frozen=True)
class OutboxEntry:
    """A job as listings show it.

    Attributes:
        id: its number in the outbox.
        channel: by what it goes out.
        reference: what the channel calls it, as a message id.
        to: masked address.
        row: row of the list it came from; 0: from none.
        queued, changed: ISO 8601, UTC.
        attempts: how often it was tried.
        code: the channel's last answer, as a mail server's 250 or 451; 0: none.
        reason: what happened, and what to do about it.
    """

    id: int
    channel: str
    reference: str
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
class QueuedOrder:
    """What became of an order that was to be queued.

    Attributes:
        entry: as it stands in the outbox: the new one, or the one that stands in its way.
        fresh: it was queued; else the patient has had it, or has it waiting.
    """

    entry: OutboxEntry
    fresh: bool


class Outbox(Database):
    """The outbox of a workspace."""

    _word = ""

    # -- queueing ----------------------------------------------------------------------------------

    def add(self, orders: Iterable[Order], *, again: bool = False) -> list[QueuedOrder]:
        """Queue orders, all in one transaction; a mailing that is queued twice is queued once.

        An order whose address already has the same handouts of that clinic in that language waiting, sent or uncertain is left out,
        unless `again`; also when what was sent has been purged since.

        Returns:
            For each order, in order, what became of it.
        """
        out: list[QueuedOrder] = []
        at = now()
        with self.change() as change:
            for order in orders:
                there = self._standing(order)
                if there and (not again or there.state in ("queued", "sending")):
                    out.append(QueuedOrder(there, fresh=False))
                    continue
                handouts = json.dumps(sorted(order.handouts))  # the same in another order is the same
                values = {
                    "channel": order.channel, "reference": order.reference, "state": "queued", "address": order.address,
                    "name": order.name, "note": order.note, "clinic": order.clinic, "handouts": handouts, "language": order.language,
                    "template": order.template, "paper": order.paper, "unreviewed": order.unreviewed, "row": order.row, "queued": at,
                    "changed": at, "attached": json.dumps(order.handouts), "due": 0,
                }  # fmt: skip
                marks = ", ".join(f":{name}" for name in values)
                done = change.execute(f"INSERT INTO deliveries ({', '.join(values)}) VALUES ({marks})", values)
                out.append(QueuedOrder(self.show(done.lastrowid or 0), fresh=True))
        return out

    def standing(self, orders: Iterable[Order]) -> list[OutboxEntry | None]:
        """For each order, in order, the job that stands in its way: waiting, sent or uncertain; None: there is none."""
        return [self._standing(order) for order in orders]

    def _standing(self, order: Order) -> OutboxEntry | None:
        handouts = json.dumps(sorted(order.handouts))
        rows = self.rows(
            "SELECT * FROM deliveries WHERE address = ? AND clinic = ? AND handouts = ? AND language = ?"
            " AND state NOT IN ('failed', 'cancelled') ORDER BY id DESC LIMIT 1",
            (order.address, order.clinic, handouts, order.language),
        )
        if rows:
            return _entry(rows[0])
        digest = self._digest(order.address, order.clinic, handouts, order.language)
        for row in self.rows("SELECT since FROM remembered WHERE digest = ?", (digest,)):
            return OutboxEntry(
                0, order.channel, "", "sent", masked(order.address), order.clinic, order.handouts, order.language, order.template,
                order.row, row["since"], row["since"], 1, 0, "",
            )  # fmt: skip
        return None

    def _key(self) -> str:
        if not self._word:
            rows = self.rows("SELECT word FROM secret")
            if not rows:
                raise self._strange()
            self._word = str(rows[0]["word"])
        return self._word

    def _digest(self, address: str, *what: str) -> str:
        """What is kept of a purged job: enough to know the same order again; no address can be read from it."""
        return hmac.new(self._key().encode(), "\0".join([address.casefold(), *what]).encode(), "sha256").hexdigest()

    # -- looking -----------------------------------------------------------------------------------

    def entries(self, state: State | None = None, *, limit: int = 0) -> list[OutboxEntry]:
        """Jobs with masked addresses, newest first; `limit` 0: all of them."""
        where, values = ("WHERE state = ?", (state,)) if state else ("", ())
        rows = self.rows(f"SELECT * FROM deliveries {where} ORDER BY id DESC LIMIT ?", (*values, limit or -1))
        return [_entry(row) for row in rows]

    def show(self, number: int) -> OutboxEntry:
        """One job, with masked address. Raises NotFound: there is none of that number."""
        rows = self.rows("SELECT * FROM deliveries WHERE id = ?", (_known(number),))
        if not rows:
            raise _no_message(number)
        return _entry(rows[0])

    def channels(self, *states: State) -> list[str]:
        """Names of the channels that have a job here in one of these states; none given: in any."""
        states = states or STATES
        query = f"SELECT DISTINCT channel FROM deliveries WHERE state IN ({', '.join('?' * len(states))}) ORDER BY channel"
        return [row[0] for row in self.rows(query, states)]

    def counts(self) -> dict[State, int]:
        """How many jobs are in each state."""
        found = {row[0]: row[1] for row in self.rows("SELECT state, count(*) FROM deliveries GROUP BY state")}
        return {state: found.get(state, 0) for state in STATES}

    def log(self, since: str = "") -> list[RecordLine]:
        """The record of what was given out, without addresses, oldest first; `since` is an ISO date."""
        return handout_record.read(self, since)

    # -- what people do ----------------------------------------------------------------------------

    def retry(self, numbers: Sequence[int]) -> list[OutboxEntry]:
        """Queue jobs again that failed, were cancelled, or are uncertain; with the reference they had.

        Raises NotFound: there is none of a number; UsageError: one was sent, is being sent, or has no address any more.
        """
        return self._move(numbers, ("queued", "failed", "cancelled", "uncertain"), "queued", "queued again by hand")

    def cancel(self, numbers: Sequence[int]) -> list[OutboxEntry]:
        """Do not send jobs that are waiting, failed or uncertain.

        Raises NotFound: there is none of a number; UsageError: one was sent or is being sent.
        """
        return self._move(numbers, ("queued", "failed", "uncertain", "cancelled"), "cancelled", "cancelled by hand")

    def settle(self, numbers: Sequence[int]) -> list[OutboxEntry]:
        """Count uncertain jobs as sent: their reference was found among what the channel has taken.

        Raises NotFound: there is none of a number; UsageError: one is not uncertain.
        """
        return self._move(numbers, ("uncertain",), "sent", "found by hand among the sent ones")

    def _move(self, numbers: Sequence[int], allowed: Sequence[State], state: State, reason: str) -> list[OutboxEntry]:
        with self.change() as change:
            for number in numbers:
                row = change.execute("SELECT state, address, channel FROM deliveries WHERE id = ?", (_known(number),)).fetchone()
                if row is None:
                    raise _no_message(number)
                if row["state"] not in allowed:
                    may = " or ".join(allowed)
                    raise UsageError(f"message {number} is {row['state']}", f"This can be done with what is {may}")
                if state == "queued" and not row["address"]:
                    raise UsageError(f"the address of message {number} has been purged", f"Send the leaflet anew: {row['channel']}")
                change.execute(
                    "UPDATE deliveries SET state = ?, changed = ?, due = 0, reason = ?, attempts = 0 WHERE id = ?",
                    (state, now(), reason, number),
                )
        return [self.show(number) for number in numbers]

    def names(self, state: State) -> dict[int, str]:
        """The patients' names of jobs in a state by their numbers, for whoever must ring them up; those that have one."""
        rows = self.rows("SELECT id, name FROM deliveries WHERE state = ?", (state,))
        return {row["id"]: without_addresses(row["name"]) for row in rows if row["name"]}  # some lists have the address there too

    def purge(self, days: float, channel: str = "") -> int:
        """Forget the addresses, names and notes of what was done with (sent, failed, cancelled, uncertain) so many days ago.

        The record of what was given out stays. What was or may have been sent is known again by a fingerprint, so that a clock
        that was wrong for a while makes nobody get it twice.

        Args:
            channel: by one channel only.

        Returns:
            How many jobs were deleted.
        """
        at = datetime.now(UTC)
        before, ahead = at - timedelta(days=min(days, (at - _EPOCH).days)), at + min(_DAY, _LAST - at)
        which = "state NOT IN ('queued', 'sending') AND (changed <= ? OR changed > ?) AND ? IN ('', channel)"
        values = (*(when.isoformat(timespec="seconds") for when in (before, ahead)), channel)
        with self.change() as change:
            for row in self.rows(f"SELECT * FROM deliveries WHERE {which} AND state IN ('sent', 'uncertain')", values):
                digest = self._digest(row["address"], row["clinic"], row["handouts"], row["language"])
                change.execute("INSERT OR REPLACE INTO remembered VALUES (?, ?)", (digest, row["changed"]))
            done = change.execute(f"DELETE FROM deliveries WHERE {which}", values).rowcount
        if done:
            self.scrub()
        return done

    def restore(self, copy: bytes | None) -> int:
        """Become what a copy holds; None: empty. What was sent since it was made is remembered; what waits in it may have been sent.

        Returns: how many waited. Raises InvalidSource: it is damaged, or of a later version.
        """
        rows = self.rows("SELECT * FROM deliveries WHERE state IN ('sent', 'uncertain', 'sending')")
        word, known = self._key(), self.rows("SELECT digest, since FROM remembered")
        self.replace(copy)
        self._word = ""
        with self.change() as change:
            doubt = (now(), "it waited when the backup was made; it may have been sent since")
            waiting = change.execute(
                "UPDATE deliveries SET state = 'uncertain', changed = ?, reason = ? WHERE state IN ('queued', 'sending')", doubt
            ).rowcount
            marks = [
                (self._digest(row["address"], row["clinic"], row["handouts"], row["language"]), row["changed"]) for row in rows
            ]
            marks += [(row["digest"], row["since"]) for row in known] if word == self._key() else []
            change.executemany("INSERT OR IGNORE INTO remembered VALUES (?, ?)", marks)
        return waiting

    # -- what senders do ---------------------------------------------------------------------------

    def recover(self, channel: str, reason: str) -> list[OutboxEntry]:
        """Turn what a killed sender left as `sending` into `uncertain`. To be called by the only sender (`database.sole_sender`)."""
        rows = self.rows("SELECT id FROM deliveries WHERE state = 'sending' AND channel = ?", (channel,))
        for row in rows:
            self.doubt(row["id"], reason)
        return [self.show(row["id"]) for row in rows]

    def next(self, channel: str, at: float | None = None) -> DeliveryJob | None:
        """The job of a channel to deliver next: queued, and due at a time (seconds since the epoch; default: now)."""
        rows = self.rows(
            "SELECT * FROM deliveries WHERE state = 'queued' AND channel = ? AND due <= ? ORDER BY due, id LIMIT 1",
            (channel, time.time() if at is None else at),
        )
        return _job(rows[0]) if rows else None

    def job(self, number: int) -> DeliveryJob | None:
        """The job of that number, if it is queued."""
        rows = self.rows("SELECT * FROM deliveries WHERE state = 'queued' AND id = ?", (_known(number),))
        return _job(rows[0]) if rows else None

    def due(self, channel: str, number: int = 0) -> float | None:
        """When the next job of a channel, or the one of that number, is due, seconds since the epoch (0: at once); None: none waits."""
        which = "WHERE state = 'queued' AND channel = ?" + (" AND id = ?" if number else "")
        ((when,),) = self.rows(f"SELECT min(due) FROM deliveries {which}", (channel, _known(number))[: 1 + bool(number)])
        return None if when is None else float(when)

    def hasten(self, channel: str, latest: float) -> None:
        """Make due at once what waits until after a time, seconds since the epoch: the clock was ahead when it was put off."""
        with self.change() as change:
            change.execute("UPDATE deliveries SET due = 0 WHERE state = 'queued' AND channel = ? AND due > ?", (channel, latest))

    def sending(self, number: int) -> bool:
        """Record that a job is about to be handed over; False: it is not queued any more (somebody cancelled it)."""
        with self.change() as change:
            done = change.execute(
                "UPDATE deliveries SET state = 'sending', changed = ?, attempts = attempts + 1 WHERE id = ? AND state = 'queued'",
                (now(), number),
            )
            return done.rowcount == 1

    def sent(self, number: int, record: Sequence[RecordLine], code: int = 0) -> None:
        """Record that a job was taken, with its lines in the record of what was given out; its name and note are forgotten.

        It reaches the disk with the next job's `sending`. Should the power fail in between, this one is in doubt, never sent twice.
        """
        with self.change(at_once=False) as change:
            change.execute(
                "UPDATE deliveries SET state = 'sent', changed = ?, code = ?, reason = '', name = '', note = '' WHERE id = ?",
                (now(), code, number),
            )
            for line in record:
                handout_record.write(change, line)

    def failed(self, number: int, code: int, reason: str) -> None:
        """Record that a job will not be taken."""
        self._end(number, "failed", code, reason, 0)

    def later(self, number: int, code: int, reason: str, due: float) -> None:
        """Record that a job is to be tried again at a time, seconds since the epoch."""
        self._end(number, "queued", code, reason, due)

    def doubt(self, number: int, reason: str) -> None:
        """Record that nobody can know whether a job was taken."""
        self._end(number, "uncertain", 0, reason, 0)

    def _end(self, number: int, state: State, code: int, reason: str, due: float) -> None:
        # a job that was tried without being handed over counts as an attempt too
        tried = "attempts + (state = 'queued')"
        with self.change() as change:
            change.execute(
                f"UPDATE deliveries SET state = ?, changed = ?, code = ?, reason = ?, due = ?, attempts = {tried} WHERE id = ?",
                (state, now(), code, reason, due, number),
            )


def _handouts(row: Any) -> tuple[str, ...]:
    """In the order they were asked for; a file of the first version knew them by the alphabet only."""
    return tuple(json.loads(row["attached"] or row["handouts"]))


def _entry(row: Any) -> OutboxEntry:
    return OutboxEntry(
        row["id"], row["channel"], row["reference"], row["state"], masked(row["address"]), row["clinic"], _handouts(row),
        row["language"], row["template"], row["row"], row["queued"], row["changed"], row["attempts"], row["code"], row["reason"],
    )  # fmt: skip


def _job(row: Any) -> DeliveryJob:
    order = Order(
        row["channel"], row["address"], row["clinic"], _handouts(row), row["language"], row["reference"], row["name"], row["note"],
        row["template"], row["paper"], row["row"], bool(row["unreviewed"]),
    )  # fmt: skip
    return DeliveryJob(row["id"], order, row["attempts"])
