"""What all commands share: where the library is, and what goes to the screen."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handoutpress.support.filesystem import typed

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.errors import Problem


@dataclass
class Settings:
    """What was asked for before the command: the workspace, and how much to say (-1, 0, 1)."""

    workspace: Path | None = None
    talk: int = 0


SETTINGS = Settings()


def workspace() -> Path | None:
    """The clinic's own folder: as asked for, else HANDOUTPRESS_WORKSPACE, else the current folder if it is one."""
    if SETTINGS.workspace is not None:
        return SETTINGS.workspace
    if told := os.environ.get("HANDOUTPRESS_WORKSPACE"):
        return Path(told)
    here = Path.cwd()
    return here if (here / "clinic_profiles").is_dir() else None


def library() -> Library:
    """The library to look things up in.

    Raises:
        NotFound, InvalidSource: the workspace is not a folder, or brings red flags.
    """
    from handoutpress.content.library import Library

    return Library(workspace())


def command(folder: Path | None = None) -> str:
    """How this program was started, as it can be typed again in this folder: `.venv/bin/python generate.py`.

    Args:
        folder: the workspace to name; else the one that was named.
    """
    folder = folder or SETTINGS.workspace
    return _started() + (f" --workspace {typed(folder)}" if folder else "")


def _started() -> str:
    script = Path(sys.argv[0])
    if script.suffix != ".py":
        return "handouts"
    python = Path(sys.executable)
    if shutil.which(python.name) == str(python):
        python = Path(python.name)
    return f"{typed(python)} {'-m handoutpress' if script.name == '__main__.py' else typed(script)}"


def counter(text: str) -> None:
    """One line on stderr that the next call writes over; "" takes it away. Plain blanks: not every console knows more."""
    width = max(20, shutil.get_terminal_size().columns) - 1
    print(f"\r{text[:width]:<{width}}" + ("" if text else "\r"), end="", file=sys.stderr, flush=True)


def say(text: str = "", *, level: int = 0) -> None:
    """A message for people, on stderr; level 0 is dropped by -q, level 1 is shown with -v only.

    What went wrong (-1) is said without e-mail addresses: words of a library, or what was typed, may hold a patient's.
    """
    if level <= SETTINGS.talk:
        print(_unnamed(text) if level < 0 and "@" in text else text, file=sys.stderr)


def _unnamed(text: str) -> str:
    """Text without e-mail addresses but those that are masked or made up."""
    return re.sub(r"[^\s<>()'\",;:*]+@(?!example\.org\b)[^\s<>()'\",;:]+", "(address)", text)


def data(text: str) -> None:
    """What was asked for, on stdout."""
    print(text)


def as_json(value: Any) -> None:
    """What was asked for, as JSON on stdout."""
    import json

    # what in a file's name is no character is written as an escape: it cannot be printed, and a program needs it whole
    print(json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace").decode())


def counted(number: int, one: str, many: str = "") -> str:
    """A number and what it counts: "1 leaflet", "1,200 leaflets"; `many` if it does not end in s alone."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def at_terminal() -> bool:
    """Whether somebody is there to answer; a program without any input (as a service) has no stdin at all."""
    return sys.stdin is not None and sys.stdin.isatty()


def agreed(question: str, *, yes: bool) -> bool:
    """Whether to go on: --yes was given, or a person at the terminal says so. Nobody there: no."""
    if yes:
        return True
    if not at_terminal():
        return False
    import typer

    return typer.confirm(question, err=True)


def problems_as_data(problems: tuple[Problem, ...] | list[Problem]) -> list[dict[str, Any]]:
    """Problems for programs to read."""
    return [
        {
            "what": problem.what,
            "mend": problem.mend,
            "file": problem.place.file if problem.place else None,
            "line": problem.place.line if problem.place else None,
            "column": problem.place.column if problem.place else None,
            "field": problem.field or None,
        }
        for problem in problems
    ]
