"""Long work: it goes on while nobody looks, tells how far it is, and can be looked at again.

What was made and what was sent stands on the disk (manifest, outbox), so work that was stopped with the program goes on where it
was when it is asked for again. Nothing here holds a patient's name or address.
"""

from __future__ import annotations

import queue
import secrets
import threading
import time
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias

from handoutpress.content.library import Library
from handoutpress.delivery import dispatch
from handoutpress.delivery.channel import ChannelOptions
from handoutpress.delivery.outbox import Outbox
from handoutpress.errors import HandoutError, Problem, UsageError
from handoutpress.press.job import Job
from handoutpress.press.run import run_jobs

MOST = 50  # pieces of work that are remembered
WAITING = 20  # pieces of work of one kind that may wait for their turn
What: TypeAlias = Literal["making", "mailing"]


@dataclass
class BackgroundTask:
    """A piece of long work: how far it is, what went wrong in the order it did, and the files it made.

    What went wrong is not counted as done, and what is done in part says so. It is `about` a clinic, never a patient. When the
    program is `ending`, work stops after what it is at.
    """

    id: str
    what: What
    about: str
    total: int = 0
    done: int = 0
    state: Literal["running", "done", "partly", "failed"] = "running"
    problems: list[Problem] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    ending: bool = False


class BackgroundTasks:
    """All long work since the program was started, the newest first."""

    def __init__(self) -> None:
        self._all: dict[str, BackgroundTask] = {}
        self._lock = threading.Lock()
        self._crew: dict[str, threading.Thread] = {}  # one of a kind at a time: making does not hold up a mailing
        self._queues: dict[str, queue.Queue[tuple[BackgroundTask, Callable[[BackgroundTask], None]]]] = {}

    def all(self) -> list[BackgroundTask]:
        """What there is."""
        with self._lock:
            return list(self._all.values())[::-1]

    def get(self, name: str) -> BackgroundTask | None:
        """One by its id."""
        return self._all.get(name)

    def start(self, what: What, about: str, work: Callable[[BackgroundTask], None]) -> BackgroundTask:
        """Begin a piece of work, or let it wait for its turn. Raises UsageError: too much waits already."""
        task = BackgroundTask(secrets.token_urlsafe(9), what, about)
        with self._lock:
            waiting = self._queues.setdefault(what, queue.Queue(WAITING))
            try:
                waiting.put_nowait((task, work))
            except queue.Full:
                raise UsageError("so much work waits already that no more is taken", "Wait until some of it is done") from None
            self._all[task.id] = task
            ended = [name for name, one in self._all.items() if one.state != "running"]
            for name in ended[: max(0, len(self._all) - MOST)]:
                del self._all[name]
            if what not in self._crew:
                # a daemon: a mailing that waits for its server must not keep the program from ending
                self._crew[what] = threading.Thread(target=self._work_off, args=(waiting,), daemon=True)
                self._crew[what].start()
        return task

    def _work_off(self, waiting: queue.Queue[tuple[BackgroundTask, Callable[[BackgroundTask], None]]]) -> None:
        while True:
            self._do(*waiting.get())

    def _do(self, task: BackgroundTask, work: Callable[[BackgroundTask], None]) -> None:
        try:
            if not task.ending:
                work(task)
            whole = task.done >= task.total and not task.problems
            task.state = "done" if whole else "partly" if task.done else "failed"
        except HandoutError as error:
            task.problems += error.problems
            task.state = "failed"
        except Exception as error:  # the last net; a message could hold an address, so only its kind is told
            task.problems.append(Problem(f"The program made a mistake ({type(error).__name__})"))
            task.state = "failed"

    def close(self, seconds: float = 3.0) -> None:
        """Ask all work to stop, and wait a little; what is not done goes on another time."""
        until = time.monotonic() + seconds
        for task in self.all():
            task.ending = True
        while any(task.state == "running" for task in self.all()) and time.monotonic() < until:
            time.sleep(0.02)


def make_leaflets(library: Library, jobs: Iterable[Job], folder: Path, executor: Executor) -> Callable[[BackgroundTask], None]:
    """Work that makes leaflets into a folder; what is up to date is left alone."""
    todo = list(jobs)

    def work(task: BackgroundTask) -> None:
        task.total = len(todo)
        for made in run_jobs(library, todo, folder, executor=executor):
            if made.error:
                task.problems += [replace(problem, field=made.job.handout) for problem in made.error.problems]
            else:
                task.files.append(folder / made.job.file_name)
                task.done += 1
            if task.ending:
                return

    return work


def send_outbox(outbox: Outbox, options: ChannelOptions, numbers: Collection[int]) -> Callable[[BackgroundTask], None]:
    """Work that sends those jobs of the outbox, and nothing else that waits there, by whatever channel."""

    def work(task: BackgroundTask) -> None:
        wrong: dict[int, Problem] = {}
        sent = {number for number in numbers if outbox.show(number).state == "sent"}  # by somebody else, meanwhile
        task.total, task.done = len(numbers), len(sent)
        for result in dispatch.send_all(outbox, options, numbers=numbers):
            entry = result.entry
            wrong.pop(entry.id, None)
            if entry.state == "sent":
                sent.add(entry.id)
            elif entry.state in ("failed", "uncertain", "queued"):
                wrong[entry.id] = Problem(entry.reason, field=f"row {entry.row}, {entry.to}" if entry.row else entry.to)
            task.done, task.problems = len(sent), list(wrong.values())
            if task.ending:
                return

    return work
