"""Findings and rules: what a check says, how bad it is, why, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from handoutpress.content.library import Library
    from handoutpress.content.word_rules import Scope
    from handoutpress.errors import Problem


class Level(IntEnum):
    """How bad: a note to know, a warning to think about, an error that stops printing."""

    NOTE = 1
    WARNING = 2
    ERROR = 3


@dataclass(frozen=True)
class Rule:
    """A check. `id` is stable: people select and ignore by it.

    Attributes:
        reason: why it matters, and where that comes from.
        find: looks at a handout in a language.
        whole: looks at the library as a whole, once, on a day.
    """

    id: str
    level: Level
    what: str
    reason: str
    find: Callable[[Scope], Iterable[Problem]] = field(repr=False, default=lambda _: ())
    whole: Callable[[Library, datetime.date], Iterable[Problem]] | None = field(repr=False, default=None)


@dataclass(frozen=True)
class Finding:
    """A rule that was broken, at a place."""

    rule: Rule
    problem: Problem

    def __str__(self) -> str:
        return f"{self.rule.level.name.lower()}: {self.problem} [{self.rule.id}]"
