"""`make --booklet`: the handouts named, bound as one for each clinic."""

from __future__ import annotations

import sys
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.cli.common import as_json, counted, data, ended, output_folder, say, say_problems
from handoutpress.errors import ExitCode, HandoutError, UsageError
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.press.job import Job

_CLINIC = attrgetter("clinic", "language")


def make(jobs: list[Job], output: str, found: Library, *, imposed: bool, json: bool) -> int:
    """Write a booklet for each clinic and language; the exit code. Raises UsageError: several booklets for one file."""
    from handoutpress.press import render
    from handoutpress.press.job import booklet_name

    booklets = [list(group) for _, group in groupby(sorted(jobs, key=_CLINIC), key=_CLINIC)]
    one = output == "-" or output.lower().endswith(".pdf")
    if one and len(booklets) != 1:
        what = f"{len(booklets)} booklets do not go into one file"
        raise UsageError(what, "Name one --clinic and one --language, or a folder with -o")
    if output == "-" and json:
        raise UsageError("the PDF and the JSON cannot both go to stdout", "Leave out --json, or name a file with -o")
    folder = output_folder(output)
    made: list[dict[str, object]] = []
    failed: list[HandoutError] = []
    for handouts in booklets:
        path = Path(output) if one else folder / booklet_name(handouts[0], imposed=imposed)
        try:
            pdf = render.render_booklet(found, handouts, imposed=imposed)
            if output == "-":
                sys.stdout.buffer.write(pdf)
            else:
                render.write_files([pdf], path)
        except HandoutError as error:
            failed.append(error)
            say_problems(error.problems)
            continue
        if not json and output != "-":
            data(shown(path))
        made.append({"clinic": handouts[0].clinic, "handouts": [job.handout for job in handouts], "file": str(path)})
    if json:
        as_json(made)
    if made and output != "-":
        how = "on both sides, flip on the short edge, fold, staple" if imposed else "with the printer's booklet setting"
        say(f"Bound {counted(len(booklets[0]), 'handout')} as a booklet. Print {how}.")
    return ended(len(made), len(failed), failed[0].exit_code if failed else ExitCode.OK)
