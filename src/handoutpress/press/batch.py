"""Many leaflets: what has not changed is left alone, the rest is made by one process, several, or other machines.

What is promised of a press that is killed at any moment, and of one worker that is: no file is ever cut short, none that is
finished is made again, and what is started again makes just what is missing (see `batch.manifest` for object stores).
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.errors import HandoutError
from handoutpress.press import executors, scheduler, staleness
from handoutpress.press.make_many import Task, merged, placed
from handoutpress.press.manifest import Manifest
from handoutpress.press.render import Made
from handoutpress.press.stores import Folder, Store, open_store

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.press.render import Job
    from handoutpress.press.staleness import Planned


def run(
    library: Library, jobs: Sequence[Job], folder: Path | str | Store, *, workers: int = 0, force: bool = False,
    verify: bool = False, fail_fast: bool = False, executor: Executor | str = "processes",
) -> Iterator[Made]:  # fmt: skip
    """Make leaflets. One that fails does not stop the rest, unless `fail_fast`.

    Args:
        folder: where to: a folder, or a URL as s3://bucket/leaflets.
        workers: processes; 0: as many as the machine has processors, one if there is little to do.
        force: make what is up to date as well.
        verify: read all files that are there and compare their hash, to find what size and time do not tell.
        executor: "processes" of this machine, a Dask scheduler as "dask://host:8786", or any executor whose workers see
            this machine's files.

    Raises:
        OutputFailed: the manifest cannot be written, or another press is at work there.
        FontMissing, NotFound, UsageError: as `executors.crew` does.
    """
    if isinstance(executor, str):
        executors.check(executor)
    store = open_store(folder) if isinstance(folder, (Path, str)) else folder
    with _to_itself(store), _seldom_swept():
        manifest, orderly = Manifest(store), False
        items = _items(staleness.plan(library, jobs, manifest, force=force, verify=verify), manifest, store, force=force)
        try:
            with closing(scheduler.results(library, items, store, manifest, workers=workers, executor=executor)) as results:
                for made in results:
                    yield made
                    if made.error and fail_fast:
                        return
            orderly = True
        finally:
            manifest.close(orderly=orderly)


def _items(plan: Iterable[Planned], manifest: Manifest, store: Store, *, force: bool) -> Iterator[Task | Made]:
    """What is to be made, and what is up to date, as the plan goes on: others make the first while the last is planned."""
    for planned in plan:
        if planned.state == "current":
            yield placed(planned, store, fresh=False, more=tuple(manifest.entries[planned.file].more))
        else:
            known = manifest.entries[planned.file].key if planned.state == "changed" and not force else ""
            yield Task(planned, known)


def check(
    library: Library, jobs: Sequence[Job], folder: Path | str | Store, *, verify: bool = False, force: bool = False
) -> Iterator[tuple[Planned, Made]]:
    """What `run` would do, without doing it. Every leaflet that may have to be made is merged: what would fail is known.

    Yields:
        the plan for a leaflet, in the order of the jobs, and what would become of it; `fresh`: it would be made.
    """
    store = open_store(folder) if isinstance(folder, (Path, str)) else folder
    manifest = Manifest(store)
    for planned in staleness.plan(library, jobs, manifest, verify=verify, force=force):
        made = placed(planned, store)
        if planned.state == "current":
            yield planned, replace(made, fresh=False)
            continue
        try:
            _, _, key = merged(library, planned)
        except HandoutError as error:
            yield planned, Made(planned.job, error=error, why=planned.why)
            continue
        if planned.state == "changed" and not force and key == manifest.entries[planned.file].key:
            yield replace(planned, state="current", kinds=()), replace(made, fresh=False, why="up to date")
        else:
            yield planned, made


@contextmanager
def _seldom_swept() -> Iterator[None]:
    """Look for garbage less often: a leaflet leaves little, and with Python's own thresholds a batch takes 1.2 times as long."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], 200_000), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _to_itself(store: Store) -> AbstractContextManager[None]:
    return store.locked() if isinstance(store, Folder) else nullcontext()
