"""What all commands share: where the library is, and what goes to the screen."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handoutpress.errors import ExitCode, NotFound, UsageError, without_addresses
from handoutpress.support.filesystem import shell_path
from handoutpress.support.invocation import invocation

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
    if named := os.environ.get("HANDOUTPRESS_WORKSPACE"):
        return Path(named)
    here = Path.cwd()
    return here if (here / "clinic_profiles").is_dir() else None


def library() -> Library:
    """The library to look things up in. Raises NotFound, InvalidSource: the workspace is not a folder, or brings red flags."""
    from handoutpress.content.library import Library

    return Library(workspace())


def say_samples(found: Library) -> None:
    """Say so where the clinics are none of the user's own."""
    if found.workspace is None:
        say("No folder clinic_profiles/ here: using the sample clinics. For your own, go to your folder, or name it: --workspace.")
    elif not found.profiles.ids(found.workspace):
        say(f"No clinic of your own here: using the sample clinics. Begin yours:  {command()} new clinic")


def only_clinic(found: Library, named: str = "") -> str:
    """The clinic that is named, else the only one. Raises UsageError: none is named, and there are several."""
    known = (named,) if named else found.clinics()
    if len(known) != 1:
        raise UsageError("it is not said for which clinic", f"Add --clinic with one of: {', '.join(known)}")
    return known[0]


def seen_clinic(found: Library, named: str = "") -> str:
    """The clinic to look at something with: the one that is named, else the first, and where there are several it is said which."""
    known = (named,) if named else found.clinics()
    if len(known) > 1:
        say(f"Shown for the clinic '{known[0]}'. For another, add --clinic with one of: {', '.join(known[1:])}")
    return known[0]


def own_workspace(found: Library) -> Path:
    """The workspace, where stock and outbox are kept. Raises NotFound: there is none."""
    if found.workspace is None:
        mend = f"Make one: {command()} new workspace my-clinic-folder"
        raise NotFound("this is kept in a workspace, and there is none here", mend)
    return found.workspace


def workspace_to_write_in() -> Path:
    """The workspace, for files of one's own. Raises UsageError: there is none."""
    folder = workspace()
    if folder is None:
        raise UsageError("there is no workspace here to put it in", f"Begin one: {command()} new workspace my-clinic-folder")
    return folder


def output_folder(output: str, *below: str) -> Path:
    """The folder results go to: as asked for, else `out` in the workspace or the current folder (and what is `below` it)."""
    return Path(output) if output else Path(workspace() or Path.cwd(), "out", *below)


def command(folder: Path | None = None) -> str:
    """How this program was started, as it can be typed again here, with the `folder` named as workspace (else the one that was)."""
    folder = folder or SETTINGS.workspace
    return invocation() + (f" --workspace {shell_path(folder)}" if folder else "")


def counter(text: str) -> None:
    """One line on stderr that the next call writes over; "" takes it away. Plain spaces: not every console knows more."""
    width = max(20, shutil.get_terminal_size().columns) - 1
    print(f"\r{text[:width]:<{width}}" + ("" if text else "\r"), end="", file=sys.stderr, flush=True)


def say(text: str = "", *, level: int = 0) -> None:
    """A message for people, on stderr; level 0 is dropped by -q, level 1 is shown with -v only.

    What went wrong (-1) is said without e-mail addresses: words of a library, or what was typed, may hold a patient's.
    """
    if level <= SETTINGS.talk:
        print(without_addresses(text) if level < 0 and "@" in text else text, file=sys.stderr)


def say_problems(problems: Iterable[Problem]) -> None:
    """Say what is wrong, a line each."""
    for problem in problems:
        say(f"Error: {problem}", level=-1)


def say_notes(notes: Iterable[str]) -> None:
    """Say what is worth knowing, each thing once."""
    for note in dict.fromkeys(notes):
        say(f"Note: {note}.")


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


def ended(done: int, failed: int, code: ExitCode) -> ExitCode:
    """The exit code of a job of several parts: `code` if all failed, another if only some did."""
    if not failed:
        return ExitCode.OK
    return ExitCode.PARTIAL if done else code


def at_terminal() -> bool:
    """Whether somebody is there to answer; a program without any input (as a service) has no stdin at all."""
    return sys.stdin is not None and sys.stdin.isatty()
