"""`make -o leaflet.pdf`, a leaflet as a file of a given name or on stdout; `make --booklet`, handouts bound as one for each clinic."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.cli import make_report
from handoutpress.cli.common import as_json, counted, data, ended, output_folder, say, say_notes, say_problems
from handoutpress.errors import ExitCode, HandoutError, UsageError
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.press.job import Format, Job, JobResult

_OTHERS = (".doc", ".docx", ".odt", ".rtf", ".jpg", ".jpeg", ".svg", ".epub", ".zip")  # people ask for these
_CLINIC = attrgetter("clinic", "language")


def format_of(output: str) -> Format | None:
    """The format a file name asks for; None: it is a folder. Raises UsageError: it asks for one that is not made."""
    from handoutpress.press.job import SUFFIXES

    suffix = Path(output).suffix.lower()
    if suffix in _OTHERS:
        raise UsageError(f"leaflets are not made as {suffix}", "Let the name end in .pdf, .html, .txt or .png, or name a folder")
    return next((kind for kind, ending in (*SUFFIXES.items(), ("html", ".htm")) if ending == suffix), None)


def is_one(output: str) -> bool:
    """Whether an output is one file, or stdout, and not a folder."""
    return output == "-" or format_of(output) is not None


def make(jobs: list[Job], output: str, found: Library, *, json: bool, force: bool) -> int:
    """Make one leaflet and write it; the exit code. Raises HandoutError: there are several, or it cannot be made or written."""
    if len(jobs) != 1:
        many = f"{len(jobs)} leaflets do not go into one file"
        raise UsageError(many, "Name one handout, one --clinic and one --format, or a folder with -o")
    (job,) = jobs
    if output == "-" and json:
        raise UsageError("the leaflet and the JSON cannot both go to stdout", "Leave out --json, or name a file with -o")
    files, notes = _files(found, job, force=force)
    if output == "-":
        if len(files) > 1:
            raise UsageError(f"{len(files)} pictures do not go to stdout", "Name a file or a folder with -o")
        sys.stdout.buffer.write(files[0])
    elif json:
        as_json([make_report.as_data(_write(job, output, files))])
    else:
        data("\n".join(_write(job, output, files).places))
    say_notes(f"{job.handout}: {note}" for note in notes)
    return ExitCode.OK


def _files(found: Library, job: Job, *, force: bool) -> tuple[Sequence[bytes], Sequence[str]]:
    """A leaflet's files and the notes on it: from the disk cache, if it was made before of the same content (unless `force`)."""
    from handoutpress.press import leaflet_cache, render

    inputs = leaflet_cache.inputs(found, job)
    if inputs and not force and (cached := leaflet_cache.get(inputs)):
        return cached[:1], cached[1]
    notes: list[str] = []
    files = render.render_files(render.merge_job(found, job), found.template(job.template).value, job, notes)
    if inputs:
        leaflet_cache.put(found, job, inputs, files[0], notes)
    return files, notes


def _write(job: Job, output: str, files: Sequence[bytes]) -> JobResult:
    """Write one leaflet, to a folder or a URL."""
    from handoutpress.press import render
    from handoutpress.press.job import JobResult, page_file
    from handoutpress.press.stores import is_url, open_store

    if not is_url(output):
        first, *further = render.write_files(files, Path(output))
        return JobResult(job, str(first), more=tuple(path.name for path in further))
    folder, _, name = output.rpartition("/")
    store = open_store(folder)
    more = tuple(page_file(Path(name), number).name for number in range(2, len(files) + 1))
    for one, content in zip((name, *more), files, strict=True):
        store.put(one, content)
    return JobResult(job, store.place(name), local=False, more=more)


def make_booklets(jobs: list[Job], output: str, found: Library, *, imposed: bool, json: bool) -> int:
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
