"""Tasks shared out among those who make leaflets, and their results taken in."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Container, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.errors import OutputFailed
from handoutpress.press import executors, remote
from handoutpress.press.crash_note import AtWork
from handoutpress.press.make_many import Result, Task, many, placed, written
from handoutpress.press.render import Made, page
from handoutpress.press.stores import Folder, Store
from handoutpress.press.worker import Share, library_of, share_of_work
from handoutpress.support import build_id

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.press.manifest import Entry, Manifest
    from handoutpress.press.staleness import Planned

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
    suspects = books.at_work.suspects if executor == "processes" and workers != 1 else frozenset()
    if any(task.planned.file in suspects for task in first):
        count = max(2, count)
    try:
        if executor == "processes" and count == 1:
            yield from _alone(library, books, chain(first, items))
        elif first:
            yield from _Sharing(library, books, executor, count, suspects).results(first, items)
    finally:
        books.at_work.forget()


def _alone(library: Library, books: _Books, items: Iterable[Task | Made]) -> Iterator[Made]:
    """Make leaflets in this process, as many at a time as take no longer than a glance."""
    tasks: list[Task] = []
    hand, rest = _Hand(library, books), iter(items)
    while True:
        for item in rest:
            if isinstance(item, Made):
                yield item
                continue
            tasks.append(item)
            if len(tasks) == hand.most:
                break
        if not tasks:
            return
        yield from hand.made(tasks)
        tasks = []


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Books:
    """What a run has done: results go into the manifest, and bytes that came back into the store."""

    def __init__(self, store: Store, manifest: Manifest) -> None:
        self.store, self.manifest = store, manifest
        self.run, self.at_work = uuid.uuid4().hex, AtWork(store, manifest.found)

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


class _Hand:
    """This process, making leaflets.

    Attributes:
        most: leaflets at a time, so many that they take no longer than a glance.
    """

    def __init__(self, library: Library, books: _Books) -> None:
        self.library, self.books, self.most = library, books, 8

    def made(self, tasks: Sequence[Task]) -> Iterator[Made]:
        """Make leaflets."""
        began = time.monotonic()
        results = many(self.library, tasks, self.books.store, self.books.run)
        self.most = min(2 * self.most, MOST) if time.monotonic() - began < GLANCE else max(1, self.most // 2)
        yield from map(self.books.kept, [task.planned for task in tasks], results)


class _Sharing:
    """Tasks shared out among a crew, a few shares ahead of it; this process is one of the crew if they are processes like it.

    With two processors, one that only shares out would take from the others a seventh of their time.

    Attributes:
        careful: how many of the next shares go out one at a time: one of them may be what killed a worker.
    """

    def __init__(
        self, library: Library, books: _Books, executor: Executor | str, count: int, suspects: Container[str]
    ) -> None:  # fmt: skip
        self.library, self.books, self.executor, self.suspects = library, books, executor, suspects
        store = books.store
        self.joined = executor == "processes" and isinstance(store, Folder)
        self.count = count - self.joined
        self.crew = self._crew()
        self.sends_back = store.own or (self.crew.remote and not store.shared)
        self.parcel = remote.parcel(library) if self.crew.remote else None
        self.shares: list[tuple[Task, ...]] = []
        self.pending: dict[Future[list[Result] | None], Share] = {}
        self.careful = 0
        self.hand = _Hand(library, books)

    def _crew(self) -> executors.Crew:
        if isinstance(self.executor, str):
            library_of(self.books.run, self.library.workspace, self.library)
            return executors.crew(self.executor, self.count)
        return executors.Crew(self.executor, self.count, remote=False, end=lambda orderly: None)

    def results(self, first: Sequence[Task], items: Iterator[Task | Made]) -> Iterator[Made]:
        """Share out the first tasks, and those among the further items as there are hands for them."""
        size = max(FEWEST, min(MOST, len(first) // ((self.crew.count + self.joined) * AHEAD)))
        self._lay_out(first, size)
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
                tasks: tuple[Task, ...] = ()
                if self.joined and not self.careful:
                    if not self.shares:
                        yield from self._next(items, size)
                    tasks = self._own_share()
                    yield from self.hand.made(tasks)
                done, _ = wait(self.pending, 0 if tasks else None, FIRST_COMPLETED)
                for future in done:
                    yield from self._taken(future)
            orderly = True
        finally:
            for future in self.pending:
                future.cancel()
            self.crew.end(orderly)

    def _lay_out(self, tasks: Sequence[Task], size: int) -> None:
        """Put tasks together to shares; those that may end a process go out one by one, before the others."""
        plain = [task for task in tasks if task.planned.file not in self.suspects]
        self.shares += [tuple(plain[i : i + size]) for i in range(0, len(plain), size)][::-1]
        self._one_by_one([task for task in tasks if task.planned.file in self.suspects])

    def _one_by_one(self, tasks: Sequence[Task]) -> None:
        self.shares += [(task,) for task in reversed(tasks)]
        self.careful += len(tasks)

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
        self._lay_out(tasks, size)

    def _own_share(self) -> tuple[Task, ...]:
        """What this process makes itself before it looks up again: nothing while the next tasks may be what ended a process.

        Should it end in the midst of it, the next press knows what it was at.
        """
        if self.careful or not self.shares:
            return ()
        whole = self.shares.pop()
        tasks, rest = whole[: self.hand.most], whole[self.hand.most :]
        if rest:
            self.shares.append(rest)
        self.books.at_work.note([task.planned.file for task in tasks])
        return tasks

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
        share = Share(tasks, self.books.run, build_id.fingerprint(), None if self.sends_back else self.books.store)
        names = dict.fromkeys(task.planned.job.clinic for task in tasks)
        if self.parcel is None:
            rows = {name: self.library.rows[name] for name in names if name in self.library.rows}
            share = replace(share, workspace=self.library.workspace, rows=rows, profiles=self.library.profiles.handed_on(names))
        else:
            guests = remote.guests(self.library, names)
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
        self.crew = self._crew()
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
        self._one_by_one(waiting)
