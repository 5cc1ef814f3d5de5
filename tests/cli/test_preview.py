"""`preview`: pictures of a leaflet, drawn again when a file is saved. The watcher runs as it does for users: as a process."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from handoutpress.support import optional_parts
from tests.conftest import Run
from tests.helpers.processes import ROOT
from tests.helpers.workspace import CLINIC, own_handout, workspace, write

FIRST = "test-mine-en-leaflet-1.png"
PATIENCE = 60.0  # seconds; a busy machine is slow, and nothing is measured here


def until(what: Callable[[], bool], why: str) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, why
        time.sleep(0.05)


class Watcher:
    """A running `preview --watch`: its picture, and what it said."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder, self.log = folder, folder / "log.txt"
        self.picture = folder / "out" / "preview" / FIRST
        command = [sys.executable, str(ROOT / "generate.py"), "preview", "mine", "--watch", "--dpi", "36", *options]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": ""})

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def drawn(self) -> int:
        return self.said().count("Drawn in")

    def after(self, act: Callable[[], object]) -> bytes:
        """Act, wait until the picture is another, and give it."""
        before = self.picture.read_bytes()
        act()
        until(lambda: self.picture.read_bytes() != before, f"not drawn again; it said:\n{self.said()}")
        return self.picture.read_bytes()


@pytest.fixture
def watcher(tmp_path: Path) -> Iterator[Watcher]:
    own_handout(tmp_path)
    write(tmp_path / "templates" / "sheet.yaml", "base: leaflet\nlabel: Sheet\n")
    running = Watcher(tmp_path)
    try:
        until(lambda: running.drawn() == 1, f"nothing drawn; it said:\n{running.said()}")
        yield running
    finally:
        with contextlib.suppress(ProcessLookupError):
            running.process.kill()
        running.process.wait()


def renamed(path: Path, text: str) -> None:
    """Save as many editors do: a new file beside the old one, then renamed over it."""
    write(path.with_name(f".{path.name}.swp"), text).replace(path)


def test_every_touched_file_is_drawn_again(watcher: Watcher, tmp_path: Path) -> None:
    profile, section = tmp_path / "clinic_profiles/test.yaml", tmp_path / "handouts/sections/mine/en.yaml"
    seen = [watcher.picture.read_bytes()]
    seen.append(watcher.after(lambda: write(profile, CLINIC + 'brand: "#b4532a"\n')))
    seen.append(watcher.after(lambda: renamed(section, section.read_text().replace("Some text", "Some other text"))))
    logo = (ROOT / "clinic_profiles/harbor-spine.svg").read_text()
    write(tmp_path / "clinic_profiles/logo.svg", logo)
    seen.append(watcher.after(lambda: write(profile, CLINIC + "logo: logo.svg\n")))
    seen.append(watcher.after(lambda: renamed(tmp_path / "clinic_profiles/logo.svg", logo.replace("#0f6e73", "#aa2200"))))
    assert len(set(seen)) == len(seen)
    # a file in the midst of being written: the message is shown, the last picture stays, and the watcher goes on
    kept = watcher.picture.read_bytes()
    write(profile, CLINIC + "logo: [\n")
    until(lambda: "Error: clinic_profiles/test.yaml:" in watcher.said(), f"the mistake is not told:\n{watcher.said()}")
    assert "Traceback" not in watcher.said()
    assert watcher.picture.read_bytes() == kept
    assert watcher.after(lambda: write(profile, CLINIC + 'brand: "#3b3f98"\n')) != kept
    # Ctrl-C
    watcher.process.send_signal(signal.SIGINT)
    assert watcher.process.wait(PATIENCE) == 130
    assert "Stopped." in watcher.said()
    assert "Traceback" not in watcher.said()


def test_many_changes_at_once_are_one(watcher: Watcher, tmp_path: Path) -> None:
    def burst() -> None:
        for i in range(20):
            write(tmp_path / f"clinic_profiles/other-{i}.yaml", CLINIC)

    burst()
    until(lambda: watcher.drawn() > 1, "not drawn again")
    time.sleep(1)  # what more it would draw
    assert watcher.drawn() <= 4
    watcher.process.send_signal(signal.SIGINT)
    assert watcher.process.wait(PATIENCE) == 130


def test_pages_are_drawn_once_and_nothing_is_opened(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("typer.launch", lambda path: opened.append(path))
    workspace(tmp_path)
    shelf = tmp_path / "out" / "preview"
    write(shelf / "test-get-help-en-half-sheet-3.png", b"a page of the last time")
    code, out, _ = run("preview", "get-help", "-t", "half-sheet", "--dpi", "72", "-w", tmp_path)
    assert code == 0
    pages = ["test-get-help-en-half-sheet-1.png", "test-get-help-en-half-sheet-2.png"]
    assert [Path(line).name for line in out.splitlines()] == pages
    assert sorted(path.name for path in shelf.iterdir()) == pages
    with Image.open(shelf / "test-get-help-en-half-sheet-1.png") as picture:
        assert picture.size == (792, 612)
    assert opened == []
    assert run("preview", "get-help", "-w", tmp_path, "-o", tmp_path / "here", "--open")[0] == 0
    assert opened == [str(tmp_path / "here" / "test-get-help-en-leaflet-1.png")]


@pytest.mark.parametrize(("arguments", "code"), [(["none"], 4), (["get-help", "-t", "none"], 4), (["get-help", "--dpi", "9"], 2)])
def test_what_is_wrong_is_said_at_once(run: Run, tmp_path: Path, arguments: list[str], code: int) -> None:
    workspace(tmp_path)
    assert run("preview", *arguments, "-w", tmp_path)[0] == code
    assert not (tmp_path / "out").exists()


def test_a_missing_part_is_one_clear_message(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    workspace(tmp_path)
    code, out, err = run("preview", "get-help", "--watch", "-w", tmp_path)
    assert code == 6
    assert out == ""
    assert (
        err.strip()
        == f"Error: watching files needs an optional part that is not installed. Install it: {optional_parts.install_command('watch')}."
    )
