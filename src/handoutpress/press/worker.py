"""A worker process: makes the leaflets of a batch, and gives their results back."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.content.library import Library
from handoutpress.errors import OutputFailed
from handoutpress.press import remote
from handoutpress.press.stores import Store
from handoutpress.press.tasks import RenderTask, TaskResult, run_tasks
from handoutpress.support.build_id import build_id
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from handoutpress.content.schema.clinic import Clinic
    from handoutpress.content.yaml_reader import Loaded


@immutable
class TaskBatch:
    """What a worker takes at a time.

    Attributes:
        run: which run of the press it belongs to.
        program: fingerprint of the program the press runs: a worker with another would make other bytes.
        workspace: for workers of this machine; those of others unpack the `bundle` of this fingerprint instead.
        store: where the worker writes; None: it sends the bytes back.
        rows, clinics: clinics without a file of their own here; clinics for other machines.
        profiles: what the press has read of those with a file, by path.
    """

    tasks: tuple[RenderTask, ...]
    run: str
    program: str
    store: Store | None
    workspace: Path | None = None
    rows: dict[str, Loaded[Clinic]] | None = None
    bundle: str = ""
    clinics: dict[str, remote.PackedClinic] | None = None
    profiles: dict[str, bytes] | None = None


_LIBRARIES: dict[str, Library] = {}
_LOCK = threading.Lock()  # typesetting is not made for threads: a worker with several makes one batch at a time


def library_of_run(run: str, workspace: Path | None, read: Library | None = None) -> Library:
    """The library of a run, read once in a worker's life; processes that are forked have what the press has `read`."""
    if run not in _LIBRARIES:
        _LIBRARIES.clear()
        _LIBRARIES[run] = read or Library(workspace)
    return _LIBRARIES[run]


def run_batch(batch: TaskBatch, bundle: remote.WorkspaceBundle | None) -> list[TaskResult] | None:
    """A worker's batch; its library is read once in its life. None: it does not have the workspace, and needs the bundle."""
    with _LOCK:
        if batch.program != build_id():
            what = "a worker has another version of handoutpress: its leaflets would not be the same"
            return [TaskResult(OutputFailed(what, "Install the same version on all machines")) for _ in batch.tasks]
        if batch.clinics is None:
            library = library_of_run(batch.run, batch.workspace)
            library.rows = dict(batch.rows or {})
            for path, data in (batch.profiles or {}).items():
                library.profiles.put(path, data)
            return run_tasks(library, batch.tasks, batch.store, batch.run)
        if bundle:
            remote.BUNDLES.unpack(bundle)
        if batch.bundle not in remote.BUNDLES.libraries:
            return None
        library = remote.BUNDLES.library(batch.bundle, batch.clinics)
        results = run_tasks(library, batch.tasks, batch.store, batch.run)
        return [TaskResult(remote.BUNDLES.with_home_paths(one.error, batch.bundle)) if one.error else one for one in results]
