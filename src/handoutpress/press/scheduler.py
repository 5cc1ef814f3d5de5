"""Hands tasks to the processes that make leaflets, in batches, and records their results."""

from __future__ import annotations

import os
import uuid
from collections.abc import Container, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.errors import OutputFailed
from handoutpress.press import executors, remote
from handoutpress.press.crash_note import CrashNote
from handoutpress.press.job import JobResult, page_file
from handoutpress.press.stores import Folder, Store
from handoutpress.press.tasks import RenderTask, TaskResult, result_at, run_tasks, write_result
from handoutpress.press.worker import TaskBatch, library_of_run, run_batch
from handoutpress.support.build_id import build_id

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.press.manifest import Manifest
    from handoutpress.press.staleness import PlannedJob

WORTH_PROCESSES = 24  # leaflets; for fewer, starting processes takes longer than it saves
LARGEST, SMALLEST = 32, 4  # leaflets in a batch
QUEUED = 3  # batches waiting for each worker
LOCAL_BATCH = (
    32  # leaflets this process makes together before it looks after the others and says how far it is: with 8, 1.1 times the time
)


def run_all(
    library: Library, items: Iterator[RenderTask | JobResult], store: Store, manifest: Manifest, *, workers: int, executor: Executor | str
) -> Generator[JobResult, None, None]:  # fmt: skip
    """Make leaflets and record them, each as soon as it is made; what among the `items` is made already is passed on.

    Workers and executor are those of `run_jobs`. Raises OutputFailed: an object store does not take the journal; FontMissing,
    NotFound, UsageError: as `executors.start_pool` does.
    """
    log = _RunLog(store, manifest)
    most = workers or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    first = yield from _take(items if executor != "processes" or most > 1 else (), most * QUEUED * LARGEST)
    count = workers or (most if len(first) >= WORTH_PROCESSES else 1)
    suspects = log.crash_note.suspects if executor == "processes" and workers != 1 else frozenset()
    if any(task.planned.file in suspects for task in first):
        count = max(2, count)
    try:
        if executor == "processes" and count == 1:
            rest = chain(first, items)
            while tasks := (yield from _take(rest, LOCAL_BATCH)):
                yield from log.make(library, tasks)
        elif first:
            yield from _Scheduler(library, log, executor, count, suspects).results(first, items)
    finally:
        log.crash_note.remove()


def _take(items: Iterable[RenderTask | JobResult], most: int) -> Generator[JobResult, None, list[RenderTask]]:
    """At most so many tasks; what is made already is passed on."""
    tasks: list[RenderTask] = []
    for item in items:
        if isinstance(item, JobResult):
            yield item
        else:
            tasks.append(item)
            if len(tasks) == most:
                break
    return tasks


class _RunLog:
    """What a run has done: results go into the manifest, and bytes that came back into the store."""

    def __init__(self, store: Store, manifest: Manifest) -> None:
        self.store, self.manifest = store, manifest
        self.run, self.crash_note = uuid.uuid4().hex, CrashNote(store, manifest.found)

    def make(self, library: Library, tasks: Sequence[RenderTask]) -> Iterator[JobResult]:
        """Make leaflets in this process, and record them."""
        return map(self.record, [task.planned for task in tasks], run_tasks(library, tasks, self.store, self.run))

    def record(self, planned: PlannedJob, result: TaskResult) -> JobResult:
        """Enter a result into the manifest."""
        name = planned.file
        if result.error:
            return JobResult(planned.job, error=result.error)
        if not result.fresh:  # what it depends on changed, and it says the same
            entry = replace(self.manifest.entries[name], parts=planned.parts)
            self.manifest.update(name, entry)
            return result_at(planned, self.store, fresh=False, more=tuple(entry.more))
        if result.files:
            try:
                result = write_result(self.store, name, result, self.run)
            except OutputFailed as error:
                return JobResult(planned.job, error=error, notes=result.notes, why=planned.why)
        if result.entry:
            self.manifest.add(name, result.entry)
        if planned.job.format == "png":
            number = len(result.more) + 2  # pages of the last time, when a leaflet has grown shorter
            while (old := page_file(Path(name), number).name) in self.manifest.found:
                self.store.drop([old])
                number += 1
        return result_at(planned, self.store, notes=result.notes, more=result.more)


class _Scheduler:
    """Keeps a pool of workers busy; this process makes leaflets too, if the workers are processes like it.

    With two processors, one that only hands out batches would take a seventh of the others' time.

    Attributes:
        waiting: batches, the next one last.
        pending: batches that workers have.
        singles: how many of the next batches go out one at a time: one of them may be what killed a worker.
    """

    def __init__(
        self, library: Library, log: _RunLog, executor: Executor | str, count: int, suspects: Container[str]
    ) -> None:  # fmt: skip
        self.library, self.log, self.executor, self.suspects = library, log, executor, suspects
        store = log.store
        self.takes_part = executor == "processes" and isinstance(store, Folder)
        self.count = count - self.takes_part
        self.pool = self._start_pool()
        self.returns_files = not store.is_reached(remote=self.pool.remote)
        self.bundle = remote.pack_workspace(library) if self.pool.remote else None
        self.waiting: list[tuple[RenderTask, ...]] = []
        self.pending: dict[Future[list[TaskResult] | None], TaskBatch] = {}
        self.singles = 0

    def _start_pool(self) -> executors.WorkerPool:
        if isinstance(self.executor, str):
            library_of_run(self.log.run, self.library.workspace, self.library)
            return executors.start_pool(self.executor, self.count)
        return executors.WorkerPool(self.executor, self.count, remote=False, end=lambda orderly: None)

    def results(self, first: Sequence[RenderTask], items: Iterator[RenderTask | JobResult]) -> Iterator[JobResult]:
        """Run the first tasks, and those among the further items as there are workers for them."""
        size = max(SMALLEST, min(LARGEST, len(first) // ((self.pool.count + self.takes_part) * QUEUED)))
        self._enqueue(first, size)
        orderly = False
        try:
            while True:
                while len(self.pending) < (1 if self.singles else self.pool.count * QUEUED):
                    if not self.waiting:
                        self._enqueue((yield from _take(items, size)), size)
                    if not self.waiting:
                        break
                    yield from self._submit(self.waiting.pop())
                if not self.pending:
                    break
                tasks: tuple[RenderTask, ...] = ()
                if self.takes_part and not self.singles:
                    if not self.waiting:
                        self._enqueue((yield from _take(items, size)), size)
                    tasks = self._local_batch()
                    yield from self.log.make(self.library, tasks)
                done, _ = wait(self.pending, 0 if tasks else None, FIRST_COMPLETED)
                for future in done:
                    yield from self._collect(future)
            orderly = True
        finally:
            for future in self.pending:
                future.cancel()
            self.pool.end(orderly)

    def _enqueue(self, tasks: Sequence[RenderTask], size: int) -> None:
        """Put tasks together to batches; those that may end a process go out one by one, before the others."""
        plain = [task for task in tasks if task.planned.file not in self.suspects]
        self.waiting += [tuple(plain[i : i + size]) for i in range(0, len(plain), size)][::-1]
        self._enqueue_singly([task for task in tasks if task.planned.file in self.suspects])

    def _enqueue_singly(self, tasks: Sequence[RenderTask]) -> None:
        self.waiting += [(task,) for task in reversed(tasks)]
        self.singles += len(tasks)

    def _local_batch(self) -> tuple[RenderTask, ...]:
        """What this process makes next, noted for the next run should it end; nothing while the next tasks may end a process."""
        if self.singles or not self.waiting:
            return ()
        whole = self.waiting.pop()
        tasks, rest = whole[:LOCAL_BATCH], whole[LOCAL_BATCH:]
        if rest:
            self.waiting.append(rest)
        self.log.crash_note.write([task.planned.file for task in tasks])
        return tasks

    def _collect(self, future: Future[list[TaskResult] | None]) -> Iterator[JobResult]:
        """Record what became of a batch."""
        batch = self.pending.pop(future, None)
        if batch is None:
            return  # of a pool that is no more
        try:
            results = future.result()
        except BrokenExecutor:
            if not isinstance(self.executor, str):
                raise
            lost, self.pending = [batch, *self.pending.values()], {}
            yield from self._recover([task for batch in lost for task in batch.tasks])
            return
        if results is None:  # a worker that does not have the workspace yet
            self.pending[self.pool.executor.submit(run_batch, batch, self.bundle)] = batch
            return
        self.singles = max(0, self.singles - 1)
        yield from map(self.log.record, (task.planned for task in batch.tasks), results)

    def _submit(self, tasks: tuple[RenderTask, ...]) -> Iterator[JobResult]:
        """Hand a batch to a worker; clinics that cannot be packed are made here, and fail here."""
        batch = TaskBatch(tasks, self.log.run, build_id(), None if self.returns_files else self.log.store)
        names = dict.fromkeys(task.planned.job.clinic for task in tasks)
        if self.bundle is None:
            rows = {name: self.library.rows[name] for name in names if name in self.library.rows}
            batch = replace(batch, workspace=self.library.workspace, rows=rows, profiles=self.library.profiles.handed_on(names))
        else:
            clinics = remote.pack_clinics(self.library, names)
            yield from self.log.make(self.library, [task for task in tasks if task.planned.job.clinic not in clinics])
            fit = tuple(task for task in tasks if task.planned.job.clinic in clinics)
            batch = replace(batch, tasks=fit, bundle=self.bundle.key, clinics=clinics)
        if batch.tasks:
            self.pending[self.pool.executor.submit(run_batch, batch, None)] = batch

    def _recover(self, lost: list[RenderTask]) -> Iterator[JobResult]:
        """Go on after a worker died: what it finished is recorded, what it had in hand is tried again alone; what then kills it fails."""
        self.pool.end(False)
        self.pool = self._start_pool()
        finished = dict(self.log.manifest.journaled_entries())
        waiting = []
        for task in lost:
            entry = finished.get(task.planned.file)
            if entry and entry.parts == task.planned.parts:
                yield self.log.record(task.planned, TaskResult(more=tuple(entry.more), entry=entry.json))
            else:
                waiting.append(task)
        if self.singles and len(waiting) == 1:
            what = f"the process that made {waiting[0].planned.file} ended in the midst of it"
            mend = "It may have run out of memory: try it alone, with --jobs 1"
            yield JobResult(waiting[0].planned.job, error=OutputFailed(what, mend))
            self.singles -= 1
            return
        self._enqueue_singly(waiting)
