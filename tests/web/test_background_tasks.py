"""Long work: it tells how far it is, what went wrong without a word of whom, and does not keep the program from ending."""

from __future__ import annotations

import threading
import time

import pytest

from handoutpress.errors import DeliveryFailed, Problem
from handoutpress.web.engine.background_tasks import MOST, BackgroundTask, BackgroundTasks


def ended(task: BackgroundTask) -> BackgroundTask:
    for _ in range(500):
        if task.state != "running":
            return task
        time.sleep(0.01)
    raise AssertionError("it never ends")


def failing(error: Exception):
    def work(task: BackgroundTask) -> None:
        raise error

    return work


def test_work_is_remembered_with_what_became_of_it() -> None:
    tasks = BackgroundTasks()
    good = ended(tasks.start("making", "Elm Street", lambda task: setattr(task, "done", 3)))
    bad = ended(tasks.start("mailing", "", failing(DeliveryFailed("the server takes nothing", "Ask its keeper"))))
    assert (good.state, bad.state) == ("done", "failed")
    assert bad.problems == [Problem("the server takes nothing", "Ask its keeper")]
    assert tasks.all() == [bad, good] and tasks.get(good.id) is good and tasks.get("nothing") is None


def test_a_fault_tells_nothing_of_what_was_typed() -> None:
    task = ended(BackgroundTasks().start("mailing", "", failing(ValueError("rosa@patients.example.org"))))
    assert task.state == "failed" and "rosa" not in str(task.problems) and "ValueError" in str(task.problems[0])


def test_only_the_latest_are_remembered() -> None:
    tasks = BackgroundTasks()
    for _ in range(MOST + 5):
        ended(tasks.start("making", "", lambda task: None))
    assert len(tasks.all()) <= MOST + 1


@pytest.mark.parametrize("listens", [True, False])
def test_work_does_not_keep_the_program_from_ending(listens: bool) -> None:
    tasks, never = BackgroundTasks(), threading.Event()

    def work(task: BackgroundTask) -> None:
        while not (listens and task.ending):
            if never.wait(0.01):
                return

    task = tasks.start("mailing", "", work)
    tasks.close(0.5 if listens else 0.05)
    assert task.state == ("done" if listens else "running")
    assert all(thread.daemon for thread in tasks._crew.values())
    never.set()
