"""The waiting room: which leaflets lie there, how many, when they were printed, and which to print again."""

from __future__ import annotations

import datetime
import json
import sqlite3
from dataclasses import dataclass, replace

from handoutpress.content.library import Library
from handoutpress.delivery import handout_record
from handoutpress.delivery.database import Database
from handoutpress.delivery.handout_record import RecordLine
from handoutpress.errors import NotFound, UsageError


@dataclass(frozen=True)
class Pile:
    """A pile of leaflets.

    Attributes:
        copies: how many lie there.
        reorder: print again when there are fewer; 0: never asked for.
        printed: the day they were last printed, ISO 8601; empty: never from here.
        version: of the text that lies there; empty: not known.
    """

    clinic: str
    handout: str
    template: str
    language: str
    copies: int = 0
    reorder: int = 0
    printed: str = ""
    version: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells it from other piles."""
        return self.clinic, self.handout, self.template, self.language


@dataclass(frozen=True)
class PileStatus:
    """A pile, and what is to be done about it.

    Attributes:
        current: version of the text now; empty: the handout is not there any more.
        review: the day its text is to be reviewed by.
        todo: "replace" (an older text lies there), "withdraw" (the handout is not there any more), "review" (overdue),
            "print" (too few); the most urgent first.
    """

    pile: Pile
    current: str
    review: datetime.date | None
    todo: tuple[str, ...]


class WaitingRoom(Database):
    """The waiting room's stock, kept in the workspace."""

    def piles(self) -> list[Pile]:
        """All piles, by clinic and handout."""
        return [Pile(*row) for row in self.rows("SELECT * FROM stock ORDER BY clinic, handout, template, language")]

    def statuses(self, library: Library, today: datetime.date | None = None) -> list[PileStatus]:
        """All piles with what is to be done about each, the urgent ones first.

        Args:
            today: default: the computer's day.
        """
        day = today or datetime.date.today()
        found = [_status(library, pile, day) for pile in self.piles()]
        return sorted(found, key=lambda status: (not status.todo, status.pile.key))

    def record(
        self, clinic: str, handout: str, template: str, language: str, *, copies: int, version: str, today: datetime.date | None = None
    ) -> Pile:  # fmt: skip
        """Add freshly printed copies to a pile. Copies of another version take the old ones' place."""
        with self.change() as change:
            _add(change, (clinic, handout, template, language), copies, version, today or datetime.date.today())
        return self._one(clinic, handout, template, language)

    def printed(self, line: RecordLine) -> None:
        """Add what a printer has taken to a pile and to the record, both or neither; the job is remembered until it is settled."""
        key = (line.clinic, line.handout, line.template, line.language)
        with self.change() as change:
            before = self._piles(*key)
            _add(change, key, line.copies, line.version, datetime.date.today())
            number = handout_record.write(change, line)
            if line.reference:
                after, earlier = self._one(*key), json.dumps(before[0].__dict__ if before else {})
                values = (line.reference, number, after.copies, earlier)
                change.execute("INSERT OR REPLACE INTO printing VALUES (?, ?, ?, ?)", values)

    def on_printers(self) -> list[str]:
        """Jobs of which it is not known yet what became of them."""
        return [row["reference"] for row in self.rows("SELECT reference FROM printing")]

    def settle(self, reference: str) -> None:
        """A job has come out."""
        with self.change() as change:
            change.execute("DELETE FROM printing WHERE reference = ?", (reference,))

    def take_back(self, reference: str) -> list[RecordLine]:
        """A job has come to nothing: its copies are in no pile, and its line is not in the record.

        A pile nobody has touched since is as it was before; from another only the copies go.

        Returns:
            The line that was taken back.
        """
        with self.change() as change:
            for job in self.rows("SELECT * FROM printing WHERE reference = ?", (reference,)):
                change.execute("DELETE FROM printing WHERE reference = ?", (reference,))
                lines = handout_record.take_out(self, change, job["line"])
                for line in lines:
                    for pile in self._piles(line.clinic, line.handout, line.template, line.language):
                        change.execute("DELETE FROM stock WHERE (clinic, handout, template, language) = (?, ?, ?, ?)", pile.key)
                        if left := self._without(pile, line, job["remaining"], job["earlier"]):
                            change.execute("INSERT INTO stock VALUES (?, ?, ?, ?, ?, ?, ?, ?)", tuple(left.__dict__.values()))
                return lines
        return []

    def _without(self, pile: Pile, line: RecordLine, after: int, earlier: str) -> Pile | None:
        """A pile without a job's copies; None: there is none. With so many copies in it `after` the job it is as it was earlier."""
        if (pile.copies, pile.version) != (after, line.version):
            return replace(pile, copies=max(0, pile.copies - line.copies))  # somebody has counted since
        try:
            before = json.loads(earlier)
            return (
                Pile(**before | {"reorder": pile.reorder}) if before else Pile(*pile.key, 0, pile.reorder) if pile.reorder else None
            )
        except (ValueError, TypeError):
            raise self._strange() from None

    def set(
        self, clinic: str, handout: str, template: str, language: str, *, copies: int | None = None, reorder: int | None = None
    ) -> Pile:  # fmt: skip
        """Say how many lie there, and at how many to print again; what is None stays. A pile that is new is made.

        Raises UsageError: a number is below 0 or above 100,000.
        """
        for name, number in (("copies", copies), ("reorder", reorder)):
            if number is not None and not 0 <= number <= 100_000:
                raise UsageError(f"{number} leaflets cannot lie there", "Give a number from 0 to 100000").about(name)
        with self.change() as change:
            change.execute(
                "INSERT INTO stock (clinic, handout, template, language, copies, reorder) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET copies = ifnull(?, copies), reorder = ifnull(?, reorder)",
                (clinic, handout, template, language, copies or 0, reorder or 0, copies, reorder),
            )
        return self._one(clinic, handout, template, language)

    def remove(self, clinic: str, handout: str, template: str, language: str) -> None:
        """Take a pile off the list. Raises NotFound: it is not on it."""
        key = (clinic, handout, template, language)
        with self.change() as change:
            done = change.execute("DELETE FROM stock WHERE (clinic, handout, template, language) = (?, ?, ?, ?)", key)
            if not done.rowcount:
                raise NotFound("there is no such pile in the waiting room", "See what there is: stock")

    def _one(self, *key: str) -> Pile:
        return self._piles(*key)[0]

    def _piles(self, *key: str) -> list[Pile]:
        query = "SELECT * FROM stock WHERE (clinic, handout, template, language) = (?, ?, ?, ?)"
        return [Pile(*row) for row in self.rows(query, key)]


def _add(change: sqlite3.Connection, key: tuple[str, str, str, str], copies: int, version: str, day: datetime.date) -> None:
    change.execute(
        "INSERT INTO stock (clinic, handout, template, language, copies, printed, version) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET copies = excluded.copies + iif(version IN ('', excluded.version), copies, 0),"
        " printed = excluded.printed, version = excluded.version",
        (*key, copies, day.isoformat(), version),
    )


def _status(library: Library, pile: Pile, today: datetime.date) -> PileStatus:
    from handoutpress.content import signoff

    try:
        outline = library.handout(pile.handout).value
        status = signoff.status(library, pile.handout, pile.language, today=today)
    except NotFound:
        return PileStatus(pile, "", None, ("withdraw",))
    due = status.record.next_review if status.record else outline.review.due
    todo = []
    if pile.copies and pile.version and pile.version != outline.version:
        todo.append("replace")
    if due < today:
        todo.append("review")
    if pile.copies < pile.reorder:
        todo.append("print")
    return PileStatus(pile, outline.version, due, tuple(todo))
