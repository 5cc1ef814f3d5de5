"""Rendering for the page: each thing once, never an old one, and going on when a process was killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from handoutpress.errors import CheckFailed, HandoutError
from handoutpress.press.job import Job
from handoutpress.web.engine import render_pool
from handoutpress.web.engine.render_pool import RenderPool

JOB = Job("our-clinic", "get-help", template="half-sheet")


@pytest.fixture
def room(workspace: Path) -> Iterator[RenderPool]:
    made = RenderPool(workspace, processes=0)
    yield made
    made.close()


def test_many_who_ask_at_once_wait_for_one_rendering(room: RenderPool, monkeypatch: pytest.MonkeyPatch) -> None:
    calls, real = [], render_pool._leaflet

    def counted(*arguments):
        calls.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(render_pool, "_leaflet", counted)
    with ThreadPoolExecutor(6) as people:
        got = list(people.map(lambda _: room.leaflet("now", JOB), range(6)))
    assert len(calls) == 1 and len({id(one) for one in got}) == 1
    room.leaflet("later", JOB)
    assert len(calls) == 2, "another state of the files is another leaflet"


def test_what_failed_is_tried_again(room: RenderPool) -> None:
    draft = Job("our-clinic", "get-help", "es", "trifold")
    for _ in range(2):
        with pytest.raises(CheckFailed):
            room.leaflet("now", draft)
    with pytest.raises(HandoutError):
        room.figure("now", "no-such-figure", "#0f6e73", 200)
    with pytest.raises(IndexError):
        room.page("now", JOB, 99, 420)


def test_what_is_kept_is_bounded(room: RenderPool, monkeypatch: pytest.MonkeyPatch) -> None:
    first = room.page("now", JOB, 0, 420)
    monkeypatch.setattr(render_pool, "KEPT", len(first) + 10)
    room.page("now", JOB, 0, 840)
    assert sum(room._sizes.values()) <= render_pool.KEPT
    assert room.page("now", JOB, 0, 420) == first, "what was let go is drawn again, the same"


def test_it_goes_on_when_a_process_was_killed(workspace: Path) -> None:
    room = RenderPool(workspace, processes=1)
    try:
        before = room.leaflet("now", JOB).pdf
        (process,) = room.executor._processes  # type: ignore[attr-defined]
        os.kill(process, signal.SIGKILL)
        assert room.leaflet("again", JOB).pdf == before, "and nobody is told"
    finally:
        room.close()
