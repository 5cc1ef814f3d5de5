"""The page under load, with small figures: whoever sends slowly, sends much or leaves early keeps nobody else waiting."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from handoutpress.support import atomic_write
from handoutpress.web.engine import security
from handoutpress.web.engine.background_tasks import WAITING
from handoutpress.web.engine.connections import IN_ALL, OF_ONE
from tests.helpers.browser import server
from tests.web.conftest import token

PATIENT = 30.0  # seconds; idle, all of it takes well under one
MANY = 400


def slow(url: str, how: str) -> socket.socket:
    """A visitor who has begun to send a request."""
    host, _, port = url.removeprefix("http://").partition(":")
    made = socket.create_connection((host, int(port)), timeout=PATIENT)
    head = f"POST /sign-in HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {url}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    made.sendall((head + ("" if how == "head" else "Content-Length: 9000\r\n\r\n--x\r\n")).encode())
    return made


def gone(visitor: socket.socket) -> bool:
    """Whether the server has hung up."""
    visitor.settimeout(0.01)
    try:
        return visitor.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


@pytest.mark.parametrize("how", ["head", "body"])
def test_many_who_send_slowly_keep_nobody_waiting(workspace: Path, how: str) -> None:
    with server(workspace) as url, ExitStack() as open_ones:
        httpx.get(url + "/sign-in", timeout=PATIENT)
        visitors = [open_ones.enter_context(slow(url, how)) for _ in range(MANY)]
        for _ in range(3):
            answer = httpx.get(url + "/static/icon.svg", timeout=PATIENT)
            assert answer.status_code == 200
        ended = sum(map(gone, visitors))
        assert ended >= MANY - OF_ONE and OF_ONE < IN_ALL, "the oldest have given way"


def test_who_leaves_in_the_middle_leaves_no_trace(workspace: Path) -> None:
    with server(workspace) as url:  # which has no word of a traceback to say at its end
        for _ in range(20):
            slow(url, "body").close()
        assert httpx.get(url + "/static/icon.svg", timeout=PATIENT).status_code == 200


def test_a_form_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "BODY_SECONDS", 0.05)

    async def silent() -> Message:
        await asyncio.sleep(3600)
        raise AssertionError

    async def never() -> None:
        await security._bounded(silent, 10)()

    with pytest.raises(security.HTTPException) as told:
        asyncio.run(never())
    assert told.value.status_code == 408 and (told.value.headers or {})["connection"] == "close"


def test_before_signing_in_little_may_be_sent(start) -> None:
    client = start("green chairs by the door")
    form = {"csrf": token(client, "/sign-in"), "password": "x" * security.MOST_BYTES_OUTSIDE}
    assert client.post("/sign-in", data=form).status_code == 413


def test_a_hundred_pieces_of_work_are_two_threads(page: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    going = threading.Event()
    monkeypatch.setattr("handoutpress.web.engine.background_tasks.make_leaflets", lambda *_: lambda task: going.wait(PATIENT))
    before, form = threading.active_count(), {"csrf": token(page), "clinic": "our-clinic"}
    answers = [page.post("/jobs", data=form) for _ in range(100)]
    assert len({answer.headers["location"] for answer in answers}) == 1, "what is being made is not begun again"
    assert threading.active_count() - before < 6
    going.set()


def test_more_work_than_can_wait_is_refused(start, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, going = start(), threading.Event()
    monkeypatch.setattr("handoutpress.web.engine.background_tasks.make_leaflets", lambda *_: lambda task: going.wait(PATIENT))
    profile = workspace / "clinic_profiles" / "our-clinic.yaml"
    for number in range(WAITING + 5):
        text = profile.read_text().replace("Harbor Spine & Wellness", f"Harbor Spine {number}")
        profile.with_name(f"number-{number}.yaml").write_text(text)
    time.sleep(0.5)  # until the files are looked at again
    form = {"csrf": token(page)}
    codes = [page.post("/jobs", data=form | {"clinic": f"number-{number}"}).status_code for number in range(WAITING + 5)]
    assert codes[:WAITING] == [303] * WAITING and codes[-1] == 400
    going.set()


def children(of: int) -> Iterator[int]:
    """Processes a process has started, and theirs."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            number, _, rest = path.read_text().partition(" ")
            if int(rest.rpartition(")")[2].split()[1]) == of:
                yield int(number)
                yield from children(int(number))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only where /proc tells who started whom")
def test_workers_end_with_their_server_whatever_ends_it(workspace: Path) -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, str(root / "generate.py"), "-w", str(workspace), "serve", "--port", "0"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) for _ in range(2)]
    try:
        workers: set[int] = set()
        for one in running:
            assert one.stdout and one.stdout.readline()
            until = time.monotonic() + PATIENT
            while len(mine := set(children(one.pid))) < 3 and time.monotonic() < until:
                time.sleep(0.1)
            workers |= mine
        assert len(workers) >= 6
    finally:
        for one in running:
            os.kill(one.pid, signal.SIGKILL)
            one.communicate()
    until = time.monotonic() + PATIENT
    while (left := [number for number in workers if Path(f"/proc/{number}").exists()]) and time.monotonic() < until:
        time.sleep(0.1)
    assert left == [] and list(workspace.rglob("*.part")) == []


def test_what_killed_processes_left_half_written_is_swept(tmp_path: Path) -> None:
    old, new, mine = tmp_path / "a" / ".x.part", tmp_path / ".y.part", tmp_path / "z.part"
    old.parent.mkdir()
    for path in (old, new, mine):
        path.write_bytes(b"half")
        os.utime(path, (1, 1))
    os.utime(new)
    atomic_write.sweep(tmp_path)
    assert [path.exists() for path in (old, new, mine)] == [False, True, True]
