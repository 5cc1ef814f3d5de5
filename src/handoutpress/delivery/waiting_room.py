"""The waiting room: which leaflets lie there, how many, when they were printed, and which to print again."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from handoutpress.content.library import Library
from handoutpress.delivery.database import Database
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
        day = (today or datetime.date.today()).isoformat()
        with self.change() as change:
            change.execute(
                "INSERT INTO stock (clinic, handout, template, language, copies, printed, version) VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET copies = excluded.copies + iif(version IN ('', excluded.version), copies, 0),"
                " printed = excluded.printed, version = excluded.version",
                (clinic, handout, template, language, copies, day, version),
            )
        return self._one(clinic, handout, template, language)

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
        query = "SELECT * FROM stock WHERE (clinic, handout, template, language) = (?, ?, ?, ?)"
        row: Any = self.rows(query, key)[0]
        return Pile(*row)


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
