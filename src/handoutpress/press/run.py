"""Many leaflets: what has not changed is left alone, the rest is made by one process, several, or other machines."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.errors import HandoutError
from handoutpress.press import executors, scheduler, staleness
from handoutpress.press.job import JobResult
from handoutpress.press.manifest import Manifest
from handoutpress.press.stores import Folder, Store, open_store
from handoutpress.press.tasks import RenderTask, merge_planned, result_at

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.press.job import Job
    from handoutpress.press.staleness import PlannedJob


def run_jobs(
    library: Library, jobs: Sequence[Job], folder: Path | str | Store, *, workers: int = 0, force: bool = False,
    verify: bool = False, fail_fast: bool = False, executor: Executor | str = "processes",
) -> Iterator[JobResult]:  # fmt: skip
    """Make leaflets. One that fails does not stop the rest, unless `fail_fast`.

    Args:
        folder: where to: a folder, or a URL as s3://bucket/leaflets.
        workers: processes; 0: as many as the machine has processors, one if there is little to do.
        force: make what is up to date as well.
        verify: read all files that are there and compare their hash, even if nobody has touched them since.
        executor: "processes" of this machine, a Dask scheduler as "dask://host:8786", or any executor whose workers see
            this machine's files.

    Raises:
        OutputFailed: the manifest cannot be written, or another press is at work there.
        FontMissing, NotFound, UsageError: as `executors.start_pool` does.
    """
    if isinstance(executor, str):
        executors.check_executor(executor)
    store = open_store(folder) if isinstance(folder, (Path, str)) else folder
    with store.locked() if isinstance(store, Folder) else nullcontext(), _rare_garbage_collection():
        manifest, orderly = Manifest(store), False
        items = _items(staleness.plan_jobs(library, jobs, manifest, force=force, verify=verify), manifest, store, force=force)
        try:
            with closing(scheduler.run_all(library, items, store, manifest, workers=workers, executor=executor)) as results:
                for result in results:
                    yield result
                    if result.error and fail_fast:
                        return
            orderly = True
        finally:
            manifest.close(orderly=orderly)


def _items(plan: Iterable[PlannedJob], manifest: Manifest, store: Store, *, force: bool) -> Iterator[RenderTask | JobResult]:
    """What is to be result, and what is up to date, as the plan goes on: others make the first while the last is planned."""
    for planned in plan:
        if planned.state == "current":
            yield result_at(planned, store, fresh=False, more=tuple(manifest.entries[planned.file].more))
        else:
            known = manifest.entries[planned.file].key if planned.state == "changed" and not force else ""
            yield RenderTask(planned, known)


def check_jobs(
    library: Library, jobs: Sequence[Job], folder: Path | str | Store, *, verify: bool = False, force: bool = False
) -> Iterator[tuple[PlannedJob, JobResult]]:
    """What `run_jobs` would do, in the order of the jobs, and what would become of each (`fresh`: it would be made).

    Every leaflet that may have to be made is merged: what would fail is known.
    """
    store = open_store(folder) if isinstance(folder, (Path, str)) else folder
    manifest = Manifest(store)
    for planned in staleness.plan_jobs(library, jobs, manifest, verify=verify, force=force):
        result = result_at(planned, store)
        if planned.state == "current":
            yield planned, replace(result, fresh=False)
            continue
        try:
            _, _, key = merge_planned(library, planned)
        except HandoutError as error:
            yield planned, JobResult(planned.job, error=error, why=planned.why)
            continue
        if planned.state == "changed" and not force and key == manifest.entries[planned.file].key:
            yield replace(planned, state="current", kinds=()), replace(result, fresh=False, why="up to date")
        else:
            yield planned, result


@contextmanager
def _rare_garbage_collection() -> Iterator[None]:
    """Collect garbage less often: a leaflet leaves little, and with Python's own thresholds a batch takes 1.2 times as long."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], 200_000), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
