"""A press that is killed, or a worker of it: nothing is lost, nothing is written twice, nobody lives on."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from benchmarks import soak

from handoutpress.content.library import Library
from handoutpress.errors import OutputFailed
from handoutpress.press import crash_note, executors
from handoutpress.press.manifest import JOURNAL, NAME
from handoutpress.press.run import run_jobs
from handoutpress.press.select import select_jobs
from handoutpress.press.stores import Folder
from handoutpress.press.stores.folder import LOCK
from tests.helpers.workspace import CLINIC, own_handout, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")


def test_killed_again_and_again(tmp_path: Path) -> None:
    """A few kills of a small press; `benchmarks/soak.py` does two hundred of a large one."""
    tally = soak.soak(tmp_path, kills=5, clinics=15, handouts=("get-help", "ice-heat-tens"), jobs=2, seed=7, longest=1.5)
    assert tally.clean, tally
    assert tally.kills == 5 and tally.rounds >= 1


def test_the_soak_sees_what_it_looks_for(tmp_path: Path) -> None:
    tally = soak.Tally()
    for name, data in {"whole.pdf": b"%PDF-1.7 %%EOF\n", "half.pdf": b"%PDF-1.7 ", "again.pdf": b"%PDF-1.7 %%EOF"}.items():
        write(tmp_path / name, data)
    seen: dict[str, int] = {"again.pdf": 1}
    soak._look(tmp_path, seen, tally)
    assert (tally.broken, tally.twice, tally.clean) == (["half.pdf"], ["again.pdf"], False)
    write(tmp_path / NAME, '{"leaflets": {"whole.pdf": {"sha256": "0"}, "none.pdf": {"sha256": "0"}}}')
    soak._audit(tmp_path, 3, tally)
    assert sorted(tally.lost) == ["?", "none.pdf", "whole.pdf"]
    assert tally.left == ["again.pdf", "half.pdf"]


def test_nothing_is_left_of_a_press_killed_while_it_writes_its_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        """Nobody can catch a kill."""

    def fsync(handle: int) -> None:
        raise Killed

    library, out = Library(own_handout(tmp_path / "w")), tmp_path / "out"
    jobs = select_jobs(library, handouts=["mine"])
    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(Killed):
        list(run_jobs(library, jobs, out))
    monkeypatch.undo()
    assert list(out.glob(".press-*.part")) and not (out / NAME).exists()
    assert [made.fresh for made in run_jobs(library, jobs, out)] == [False]  # the journal knows
    assert {path.name for path in out.iterdir()} == {NAME, jobs[0].file_name}


def many(folder: Path, clinics: int = 12) -> Path:
    own_handout(folder)
    for i in range(clinics):
        write(folder / f"clinic_profiles/clinic-{i:02d}.yaml", CLINIC.replace("Test", f"Test {'abcdefghijkl'[i]}"))
    return folder


DEADLY = """
import json, os, signal, sys
from pathlib import Path
from handoutpress.content.library import Library
from handoutpress.press import render
from handoutpress.press.run import run_jobs
from handoutpress.press.select import select_jobs
from handoutpress.press.stores import Folder

folder, out, written = map(Path, sys.argv[1:4])
whole, put = render.draw_job, Folder.put

def deadly(leaflet, template, job, notes=None, composed=None):
    if job.clinic == sys.argv[4]:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(leaflet, template, job, notes, composed)

def told(self, name, data, announce=None, **more):
    stamp = put(self, name, data, announce, **more)
    with written.open("a") as file:
        file.write(name + " ")
    return stamp

render.draw_job, Folder.put = deadly, told
library = Library(folder)
made = run_jobs(library, select_jobs(library, handouts=["mine"]), out, workers=2)
print(json.dumps({one.job.clinic: str(one.error) if one.error else "" for one in made}))
"""


@pytest.mark.parametrize(("deadly", "falls"), [("clinic-03", 0), ("test", 1)])
def test_a_process_that_dies_takes_no_other_leaflet_with_it(tmp_path: Path, deadly: str, falls: int) -> None:
    """One clinic kills whatever process makes its leaflet; all others are made, and each once.

    The last ones are the press's own: there it falls, and when it is started again, another process makes them.
    """
    folder, out, written = many(tmp_path / "w"), tmp_path / "out", tmp_path / "written"
    program = write(tmp_path / "deadly.py", DEADLY)
    env = {**os.environ, "PYTHONPATH": str(soak.ROOT / "src")}
    command = [sys.executable, program, folder, out, written, deadly]
    for _ in range(falls):
        assert subprocess.run(command, env=env, capture_output=True).returncode == -signal.SIGKILL
    done = subprocess.run(command, env=env, capture_output=True, check=True)
    made = json.loads(done.stdout)
    assert len(made) == 13
    assert [clinic for clinic, error in made.items() if error] == [deadly]
    assert "ended in the midst of it" in made[deadly]
    assert {path.name for path in out.iterdir()} == {NAME, *(f"{one}-mine-en-leaflet.pdf" for one in made if one != deadly)}
    names = [name for name in written.read_text().split() if name.endswith(".pdf")]
    assert names and len(names) == len(set(names))


def test_what_a_press_was_at_is_forgotten_when_the_next_one_is_through(tmp_path: Path) -> None:
    folder, out = many(tmp_path / "w"), tmp_path / "out"
    library = Library(folder)
    jobs = select_jobs(library, handouts=["mine"])
    write(out / crash_note.NAME, jobs[3].file_name)
    assert all(one.fresh and not one.error for one in run_jobs(library, jobs, out))
    assert {path.name for path in out.iterdir()} == {NAME, *(job.file_name for job in jobs)}


def test_a_press_that_cannot_note_what_it_is_at_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library, asked = Library(many(tmp_path / "w")), []

    def full(path: Path, _: bytes) -> int:
        asked.append(path)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    made = list(run_jobs(library, select_jobs(library, handouts=["mine"]), tmp_path / "out", workers=2))
    assert len(made) == 13
    assert all(one.fresh and not one.error for one in made)
    assert asked


def test_a_press_that_cannot_open_its_note_goes_on(tmp_path: Path) -> None:
    library, out = Library(many(tmp_path / "w")), tmp_path / "out"
    write(out / crash_note.NAME / "in-the-way", "a folder cannot be written over")
    made = list(run_jobs(library, select_jobs(library, handouts=["mine"]), out, workers=2))
    assert len(made) == 13
    assert all(one.fresh and not one.error for one in made)


@pytest.mark.parametrize("names", [["b.pdf"], ["a.pdf", "b.pdf", "c.pdf"], []])
def test_of_what_was_noted_the_last_counts(tmp_path: Path, names: list[str]) -> None:
    store = Folder(tmp_path)
    note = crash_note.CrashNote(store, ())
    note.write(["first.pdf", "second.pdf"])
    note.write(names)
    assert crash_note.CrashNote(store, store.stamps()).suspects == set(names)
    note.remove()
    assert crash_note.CrashNote(store, store.stamps()).suspects == set()
    assert list(tmp_path.iterdir()) == []


def workers_of(pid: int) -> list[int]:
    """Children that work; not the helper Python keeps once processes were spawned."""
    helper = b"resource_tracker"
    return [child for child in soak.children(pid) if helper not in Path(f"/proc/{child}/cmdline").read_bytes()]


def test_stopping_early_stops_the_workers_and_keeps_what_they_made(tmp_path: Path) -> None:
    folder, out = many(tmp_path / "w"), tmp_path / "out"
    write(folder / "clinic_profiles/aaa.yaml", "name: Only\n")
    library = Library(folder)
    jobs = select_jobs(library, handouts=["mine"])
    before = workers_of(os.getpid())
    list(run_jobs(library, jobs, out, workers=2, fail_fast=True))
    assert not set(workers_of(os.getpid())) - set(before)
    there = {path.name for path in out.glob("*.pdf")}
    left = [path.name for path in out.iterdir() if JOURNAL.fullmatch(path.name) or path.name == LOCK]
    assert left == []
    again = {one.job.file_name for one in run_jobs(library, jobs, out, workers=1) if one.fresh and not one.error}
    assert not again & there


def test_a_crew_ends_with_the_press() -> None:
    before = workers_of(os.getpid())
    crew = executors.start_processes(2)
    running = [crew.executor.submit(time.sleep, 30) for _ in range(2)]
    until = time.monotonic() + 10
    while not all(future.running() for future in running) and time.monotonic() < until:
        time.sleep(0.01)
    assert len(set(workers_of(os.getpid())) - set(before)) == 2
    crew.end(False)
    assert not set(workers_of(os.getpid())) - set(before)


def test_two_presses_do_not_share_a_folder(tmp_path: Path) -> None:
    store = Folder(tmp_path / "out")
    with store.locked(), pytest.raises(OutputFailed, match="another press is making leaflets"), store.locked(wait=0.1):
        pass
    with store.locked(wait=0.1):
        assert store.path.is_dir()
    assert not store.path.exists()  # nothing was made


def test_a_folder_that_knows_no_locks_does_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def unknown(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unknown)
    with Folder(tmp_path).locked(wait=0.1):
        pass


def test_a_waiting_press_gets_its_turn(tmp_path: Path) -> None:
    store, order = Folder(tmp_path), []

    def use(name: str) -> None:
        with store.locked():
            order.append(f"{name} in")
            time.sleep(0.1)
            order.append(f"{name} out")

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(use, "abc"))
    assert [step[2:] for step in order] == ["in", "out"] * 3


def test_spawned_workers_end_too() -> None:
    """Where processes are not forked (Windows, a press with threads): the same."""
    program = (
        "import threading, time; threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
        "from handoutpress.press import executors\n"
        "if __name__ == '__main__':\n"
        "    pool = executors.start_processes(1); pool.executor.submit(pow, 2, 3).result(); print('ready', flush=True); time.sleep(60)"
    )
    file = Path(sys.executable)
    process = subprocess.Popen(
        [file, "-c", program], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(soak.ROOT / "src")}
    )
    assert process.stdout and process.stdout.readline().strip() == b"ready"
    children = workers_of(process.pid)
    assert children
    process.kill()
    process.wait()
    process.stdout.close()
    until = time.monotonic() + 10
    while any(map(soak._alive, children)) and time.monotonic() < until:
        time.sleep(0.01)
    assert not any(map(soak._alive, children))
