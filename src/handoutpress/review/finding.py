"""Findings and rules: what a check says, how bad it is, why, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handoutpress.errors import Problem
    from handoutpress.wording import Scope


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
    """

    id: str
    level: Level
    what: str
    reason: str
    find: Callable[[Scope], Iterable[Problem]] = field(repr=False)


@dataclass(frozen=True)
class Finding:
    """A rule that was broken, at a place."""

    rule: Rule
    problem: Problem

    def __str__(self) -> str:
        return f"{self.rule.level.name.lower()}: {self.problem} [{self.rule.id}]"
