"""Tasks shared out among those who make leaflets, and their results taken in."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress import program
from handoutpress.batch import executors, shipping
from handoutpress.batch.making import Result, Task, many, placed, written
from handoutpress.batch.shares import Share, library_of, share_of_work
from handoutpress.errors import OutputFailed
from handoutpress.press import Made, page
from handoutpress.storage import Store

if TYPE_CHECKING:
    from handoutpress.batch.manifest import Entry, Manifest
    from handoutpress.batch.planning import Planned
    from handoutpress.library import Library

WORTH_IT = 24  # leaflets; for fewer, starting processes takes longer than it saves
MOST, FEWEST = 32, 4  # leaflets in a share
AHEAD = 3  # shares waiting for each worker
GLANCE = 0.1  # seconds: what is made shows this often


def results(
    library: Library, items: Iterator[Task | Made], store: Store, manifest: Manifest, *, workers: int, executor: Executor | str
) -> Generator[Made, None, None]:  # fmt: skip
    """Make leaflets and record them, each as soon as it is made.

    Args:
        items: leaflets to make, asked for as there are hands for them; those that are made already are passed on.
        workers: processes; 0: as many as there are processors, one if there is little to do.
        executor: as for `workers.run`.

    Raises:
        OutputFailed: an object store does not take the journal.
        FontMissing, NotFound, UsageError: as `executors.crew` does.
    """
    books = _Books(store, manifest)
    first: list[Task] = []
    most = workers or _processors()
    for item in items if executor != "processes" or most > 1 else ():
        if isinstance(item, Made):
            yield item
        else:
            first.append(item)
            if len(first) == most * AHEAD * MOST:
                break
    count = workers or (most if len(first) >= WORTH_IT else 1)
    if executor == "processes" and count == 1:
        yield from _alone(library, books, chain(first, items))
    elif first:
        yield from _Sharing(library, books, executor, count).results(first, items)


def _alone(library: Library, books: _Books, items: Iterable[Task | Made]) -> Iterator[Made]:
    """Make leaflets in this process, as many at a time as take no longer than a glance."""
    tasks: list[Task] = []
    size, rest = 8, iter(items)
    while True:
        for item in rest:
            if isinstance(item, Made):
                yield item
                continue
            tasks.append(item)
            if len(tasks) == size:
                break
        if not tasks:
            return
        began = time.monotonic()
        yield from map(books.kept, [task.planned for task in tasks], many(library, tasks, books.store, books.run))
        size = min(2 * size, MOST) if time.monotonic() - began < GLANCE else max(1, size // 2)
        tasks = []


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Books:
    """What a run has done: results go into the manifest, and bytes that came back into the store."""

    def __init__(self, store: Store, manifest: Manifest) -> None:
        self.store, self.manifest = store, manifest
        self.run = uuid.uuid4().hex

    def kept(self, planned: Planned, result: Result) -> Made:
        name = planned.file
        if result.error:
            return Made(planned.job, error=result.error)
        if not result.fresh:  # what it depends on changed, and it says the same
            entry = replace(self.manifest.entries[name], parts=planned.parts)
            self.manifest.change(name, entry)
            return placed(planned, self.store, fresh=False, more=tuple(entry.more))
        if result.files:
            try:
                result = written(self.store, name, result, self.run)
            except OutputFailed as error:
                return Made(planned.job, error=error, notes=result.notes, why=planned.why)
        if result.told:
            self.manifest.note(name, result.told)
        elif result.entry:
            self.manifest.add(name, result.entry)
        if planned.job.format == "png":
            self._tidy(name, len(result.more) + 2)
        return placed(planned, self.store, notes=result.notes, more=result.more)

    def _tidy(self, name: str, number: int) -> None:
        """Take away pictures of pages of the last time, when a leaflet has grown shorter: from page `number` on."""
        while (old := page(Path(name), number).name) in self.manifest.found:
            self.store.drop([old])
            number += 1


class _Sharing:
    """Tasks shared out among a crew, a few shares ahead of it.

    Attributes:
        careful: how many of the next shares go out one at a time: one of them may be what killed a worker.
    """

    def __init__(self, library: Library, books: _Books, executor: Executor | str, count: int) -> None:
        self.library, self.books, self.executor = library, books, executor
        self.crew = self._crew(count)
        store = books.store
        self.sends_back = store.own or (self.crew.remote and not store.shared)
        self.parcel = shipping.parcel(library) if self.crew.remote else None
        self.shares: list[tuple[Task, ...]] = []
        self.pending: dict[Future[list[Result] | None], Share] = {}
        self.careful = 0

    def _crew(self, count: int) -> executors.Crew:
        if isinstance(self.executor, str):
            library_of(self.books.run, self.library.workspace, self.library)
            return executors.crew(self.executor, count)
        return executors.Crew(self.executor, count, remote=False, end=lambda orderly: None)

    def results(self, first: Sequence[Task], items: Iterator[Task | Made]) -> Iterator[Made]:
        """Share out the first tasks, and those among the further items as there are hands for them."""
        size = max(FEWEST, min(MOST, len(first) // (self.crew.count * AHEAD)))
        self.shares = [tuple(first[i : i + size]) for i in range(0, len(first), size)][::-1]
        orderly = False
        try:
            while True:
                while len(self.pending) < (1 if self.careful else self.crew.count * AHEAD):
                    if not self.shares:
                        yield from self._next(items, size)
                    if not self.shares:
                        break
                    yield from self._given(self.shares.pop())
                if not self.pending:
                    break
                done, _ = wait(self.pending, return_when=FIRST_COMPLETED)
                for future in done:
                    yield from self._taken(future)
            orderly = True
        finally:
            for future in self.pending:
                future.cancel()
            self.crew.end(orderly)

    def _next(self, items: Iterator[Task | Made], size: int) -> Iterator[Made]:
        """Put together one more share, if there are tasks for it; what is made already is passed on."""
        tasks: list[Task] = []
        for item in items:
            if isinstance(item, Made):
                yield item
            else:
                tasks.append(item)
                if len(tasks) == size:
                    break
        if tasks:
            self.shares.append(tuple(tasks))

    def _taken(self, future: Future[list[Result] | None]) -> Iterator[Made]:
        """What a share brought."""
        share = self.pending.pop(future, None)
        if share is None:
            return  # of a crew that is no more
        try:
            results = future.result()
        except BrokenExecutor:
            if not isinstance(self.executor, str):
                raise
            lost, self.pending = [share, *self.pending.values()], {}
            yield from self._mended([task for share in lost for task in share.tasks])
            return
        if results is None:  # a worker that does not have the workspace yet
            self.pending[self.crew.executor.submit(share_of_work, share, self.parcel)] = share
            return
        self.careful = max(0, self.careful - 1)
        yield from map(self.books.kept, (task.planned for task in share.tasks), results)

    def _given(self, tasks: tuple[Task, ...]) -> Iterator[Made]:
        """Hand a share out; what cannot even leave is answered here."""
        share = Share(tasks, self.books.run, program.fingerprint(), None if self.sends_back else self.books.store)
        names = dict.fromkeys(task.planned.job.clinic for task in tasks)
        if self.parcel is None:
            rows = {name: self.library.rows[name] for name in names if name in self.library.rows}
            share = replace(share, workspace=self.library.workspace, rows=rows)
        else:
            guests = shipping.guests(self.library, names)
            for task in tasks:
                if task.planned.job.clinic not in guests:
                    yield self.books.kept(task.planned, *many(self.library, [task], self.books.store, self.books.run))
            fit = tuple(task for task in tasks if task.planned.job.clinic in guests)
            share = replace(share, tasks=fit, parcel=self.parcel.key, guests=guests)
        if share.tasks:
            self.pending[self.crew.executor.submit(share_of_work, share, None)] = share

    def _mended(self, lost: list[Task]) -> Iterator[Made]:
        """Go on after a worker died: what it finished is kept, what it was at is tried again alone; what then kills it is given up."""
        self.crew.end(False)
        self.crew = self._crew(self.crew.count)
        finished: dict[str, Entry] = dict(self.books.manifest.finished())
        waiting = []
        for task in lost:
            entry = finished.get(task.planned.file)
            if entry and entry.parts == task.planned.parts:
                yield self.books.kept(task.planned, Result(more=tuple(entry.more), told=entry.told))
            else:
                waiting.append(task)
        if self.careful and len(waiting) == 1:
            what = f"the process that made {waiting[0].planned.file} ended in the midst of it"
            mend = "It may have run out of memory: try it alone, with --jobs 1"
            yield Made(waiting[0].planned.job, error=OutputFailed(what, mend))
            self.careful -= 1
            return
        self.shares += [(task,) for task in reversed(waiting)]
        self.careful += len(waiting)
