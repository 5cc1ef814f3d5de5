"""`make -o leaflet.pdf`: one leaflet as a file of a name that is given, or on stdout."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.cli import make_report
from handoutpress.cli.common import as_json, data, say_notes
from handoutpress.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.press.job import Format, Job, JobResult

_OTHERS = (".doc", ".docx", ".odt", ".rtf", ".jpg", ".jpeg", ".svg", ".epub", ".zip")  # people ask for these


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
