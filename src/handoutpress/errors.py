"""Every error a user can meet: what happened, where, how to mend it, and the exit code it ends with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any, Self


class ExitCode(IntEnum):
    """What the program says to the shell when it ends; documented and stable."""

    OK = 0
    BUG = 1
    USAGE = 2
    INVALID = 3
    MISSING = 4
    OUTPUT = 5
    FONT = 6
    CHECK = 7
    FIT = 8
    DELIVERY = 9
    PARTIAL = 10
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a file a person can open: the file as the user knows it, line and column from 1 (0 = whole file)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        what: the finding, a sentence without its full stop.
        mend: what to do about it, in the imperative; may be empty.
        place: where it is, if it is in a file.
        field: the dotted name of the field, if it is in one.
        input: what was asked for that is wrong, as "copies", where the words alone do not say it: forms choose their field by it. It
            is not printed.
    """

    what: str
    mend: str = ""
    place: Place | None = None
    field: str = ""
    input: str = ""

    def __str__(self) -> str:
        where = ": ".join(str(part) for part in (self.place, self.field) if part)
        text = " ".join(_sentence(part) for part in (self.what, self.mend) if part)
        return f"{where}: {text}" if where else text


def problems_as_data(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems for programs to read."""
    listed = []
    for one in problems:
        place = {name: getattr(one.place, name, None) for name in ("file", "line", "column")}
        listed.append({"what": one.what, "mend": one.mend, **place, "field": one.field or None})
    return listed


def _sentence(text: str) -> str:
    """Text with its full stop, if it does not end in a mark of its own."""
    return text if text.endswith(("?", "!", ":", "…")) else text.rstrip(".") + "."


class HandoutError(Exception):
    """Base of all errors with a message for the user; carries every problem found, not only the first."""

    exit_code: ExitCode = ExitCode.BUG

    def __init__(self, problems: Problem | str | Iterable[Problem], mend: str = "") -> None:
        """Take one problem, a bare sentence (with its mend), or several problems."""
        if isinstance(problems, str):
            problems = Problem(problems, mend)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def about(self, name: str) -> Self:
        """The same error, of an input of that name (`Problem.input`)."""
        return type(self)(replace(problem, input=name) for problem in self.problems)

    def __reduce__(self) -> tuple[type[HandoutError], tuple[tuple[Problem, ...]]]:
        """Pickle by the problems, so that an error crosses process borders whole."""
        return type(self), (self.problems,)


class InvalidSource(HandoutError):
    """A YAML file says something that cannot be used."""

    exit_code = ExitCode.INVALID


class NotFound(HandoutError):
    """A file, or a thing asked for by its id, is not there or cannot be read."""

    exit_code = ExitCode.MISSING


class OutputFailed(HandoutError):
    """The result cannot be written."""

    exit_code = ExitCode.OUTPUT


class FontMissing(HandoutError):
    """A character no font has, or a font or optional part that is not installed."""

    exit_code = ExitCode.FONT


class CheckFailed(HandoutError):
    """The checks found errors."""

    exit_code = ExitCode.CHECK


class Forbidden(CheckFailed):
    """Something would weaken the safety floor: red flags, limits of doses, emergency numbers, banned claims."""


class DoesNotFit(HandoutError):
    """The text is too long for its template at the smallest type that may be printed."""

    exit_code = ExitCode.FIT


class DeliveryFailed(HandoutError):
    """A printer or a mail server did not take what it was given."""

    exit_code = ExitCode.DELIVERY


class UsageError(HandoutError):
    """The command line asks for something that makes no sense."""

    exit_code = ExitCode.USAGE


def without_addresses(text: str) -> str:
    """Text without e-mail addresses but those that are masked or made up: what people wrote may hold a patient's."""
    return re.sub(r"[^\s<>()'\",;:*]+@(?!example\.org\b)[^\s<>()'\",;:]+", "(address)", text) if "@" in text else text
