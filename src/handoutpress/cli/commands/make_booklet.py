"""`make --booklet`: the handouts named, bound as one for each clinic."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.cli.common import as_json, counted, data, say, workspace
from handoutpress.errors import ExitCode, HandoutError, UsageError

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.press.render import Job


def make(jobs: list[Job], output: str, found: Library, *, imposed: bool, json: bool) -> int:
    """Bind the handouts of each clinic and language, and write the booklets.

    Raises:
        UsageError: several booklets for one file.
    """
    from handoutpress.press import render
    from handoutpress.support import atomic_write
    from handoutpress.support.filesystem import shown

    groups = [list(group) for _, group in groupby(sorted(jobs, key=_key), key=_key)]
    one = output == "-" or output.lower().endswith(".pdf")
    if one and len(groups) != 1:
        raise UsageError(
            f"{len(groups)} booklets do not go into one file", "Name one --clinic and one --language, or a folder with -o"
        )
    if output == "-" and json:
        raise UsageError("the PDF and the JSON cannot both go to stdout", "Leave out --json, or name a file with -o")
    folder = Path(output) if output else (workspace() or Path.cwd()) / "out"
    made: list[dict[str, object]] = []
    failed: list[HandoutError] = []
    for group in groups:
        path = Path(output) if one else folder / render.booklet_name(group[0], imposed=imposed)
        try:
            pdf = render.bind(found, group, imposed=imposed)
            if output == "-":
                sys.stdout.buffer.write(pdf)
                continue
            atomic_write.write(path, pdf, option="-o")
        except HandoutError as error:
            failed.append(error)
            for problem in error.problems:
                say(f"Error: {problem}", level=-1)
            continue
        made.append({"clinic": group[0].clinic, "handouts": [job.handout for job in group], "file": str(path)})
        if not json:
            data(shown(path))
    if json:
        as_json(made)
    if made:
        how = (
            "Print on both sides, flip on the short edge, fold, staple." if imposed else "Print with the printer's booklet setting."
        )
        say(f"Bound {counted(len(groups[0]), 'handout')} as a booklet. {how}")
    if not failed:
        return ExitCode.OK
    return ExitCode.PARTIAL if made else failed[0].exit_code


def _key(job: Job) -> tuple[str, str]:
    return job.clinic, job.language
