"""Many leaflets: what has not changed is left alone, the rest is made by one process or several."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.errors import HandoutError
from handoutpress.library import Library
from handoutpress.manifest import Entry, Manifest, signature
from handoutpress.press import Job, Made

if TYPE_CHECKING:
    from handoutpress.model.leaflet import Leaflet
    from handoutpress.model.template import Template

WORTH_IT = 24  # leaflets; for fewer, starting processes takes longer than it saves
CHUNK = 8  # leaflets a worker takes at a time


def run(
    library: Library, jobs: Sequence[Job], folder: Path, *, workers: int = 0, force: bool = False, fail_fast: bool = False,
    executor: Executor | None = None,
) -> Iterator[Made]:  # fmt: skip
    """Make leaflets into a folder. One that fails does not stop the rest, unless `fail_fast`.

    Args:
        workers: processes; 0: as many as the machine has processors, one if there is little to do.
        force: make what is up to date as well.
        executor: where to make them, instead of processes of this machine.

    Raises:
        OutputFailed: the manifest cannot be written.
    """
    now = signature(library.roots, "")
    with Manifest(folder) as manifest:
        known = {} if force else manifest.entries
        same = manifest.signature == now
        waiting: list[Job] = []
        for job in jobs:
            entry = known.get(job.file_name)
            if same and entry and entry.intact(folder / job.file_name):
                yield Made(job, folder / job.file_name, fresh=False)
            else:
                waiting.append(job)
        count = workers or (os.cpu_count() or 1 if len(waiting) >= WORTH_IT else 1)
        keys = {job: entry.key for job in waiting if (entry := known.get(job.file_name)) and entry.intact(folder / job.file_name)}
        failed = False
        for made, entry in _made(library, waiting, keys, folder, count, executor):
            if entry:
                manifest.add(folder / made.job.file_name, entry)
            failed |= made.error is not None
            yield made
            if failed and fail_fast:
                return
        manifest.close("" if failed else now)


Result = tuple[Made, Entry | None]


def _made(
    library: Library, jobs: Sequence[Job], keys: dict[Job, str], folder: Path, workers: int, executor: Executor | None
) -> Iterator[Result]:  # fmt: skip
    if workers == 1 and executor is None:
        for job in jobs:
            yield _one(library, job, keys.get(job, ""), folder)
        return
    pool = executor or ProcessPoolExecutor(workers)
    try:
        parts = [jobs[i : i + CHUNK] for i in range(0, len(jobs), CHUNK)]
        pending = [
            pool.submit(_several, library.workspace, part, [keys.get(job, "") for job in part], folder.absolute()) for part in parts
        ]
        for done in as_completed(pending):
            yield from done.result()
    finally:
        if executor is None:
            pool.shutdown(wait=False, cancel_futures=True)


_LIBRARIES: dict[Path | None, Library] = {}


def _several(workspace: Path | None, jobs: Sequence[Job], keys: Sequence[str], folder: Path) -> list[Result]:
    """A worker's share; its library is read once in its life."""
    library = _LIBRARIES.setdefault(workspace, Library(workspace))
    return [_one(library, job, key, folder) for job, key in zip(jobs, keys, strict=True)]


def _one(library: Library, job: Job, key: str, folder: Path) -> Result:
    """Make one leaflet, if what it depends on is not what `key` says."""
    from handoutpress import press

    path = folder / job.file_name
    notes: list[str] = []
    try:
        template = library.template(job.template).value
        leaflet = press.merged(library, job)
        now = _key(leaflet, template, job)
        if now == key:
            return Made(job, path, fresh=False), None
        made = press.files(leaflet, template, job, notes)
        pages = press.write(made, path)
        if job.format == "png":
            press.tidy(path, len(pages) + 1)
    except HandoutError as error:
        return Made(job, error=error), None
    stat = path.stat()
    digest, more = hashlib.sha256(made[0]).hexdigest(), [page.name for page in pages[1:]]
    entry = Entry(
        now, digest, stat.st_size, stat.st_mtime_ns, job.clinic, job.handout, job.language, job.template, leaflet.control, more
    )  # fmt: skip
    return Made(job, path, notes=tuple(notes)), entry


def _key(leaflet: Leaflet, template: Template, job: Job) -> str:
    """Fingerprint of all that decides the bytes of a leaflet."""
    from dataclasses import replace

    from handoutpress import __version__

    logo = leaflet.clinic.logo.read_bytes() if leaflet.clinic.logo and leaflet.clinic.logo.is_file() else b""
    told = repr((__version__, job, replace(leaflet, files=()), template))
    return hashlib.sha256(told.encode() + logo).hexdigest()
