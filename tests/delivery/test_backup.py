"""Backup and restore: everything in one file, while it is used; put back whole or not at all, and nothing sent twice."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from handoutpress.delivery import backup, database
from handoutpress.delivery.order import Order
from handoutpress.delivery.outbox import Outbox
from handoutpress.delivery.waiting_room import WaitingRoom
from handoutpress.errors import ExitCode, HandoutError, InvalidSource, OutputFailed, UsageError
from tests.conftest import Run
from tests.helpers.processes import ROOT
from tests.helpers.workspace import workspace

FILES = {
    "templates/own.yaml": b"base: leaflet\n", "reviews/get-help-en.yaml": b"signed\n", "mail.yaml": b"host: smtp.example.org\n",
    "clinic_profiles/test-logo.png": b"\x89PNG\0", "handouts/titles/own/en.yaml": b"title: Own\n",
}  # fmt: skip
LEFT_OUT = {"out/a.pdf": b"%PDF", "clinic_profiles/.x.part": b"half", "hand-off/1.json": b"{}", "notes.txt": b"my own"}


def order(number: int) -> Order:
    return Order("email", f"p{number}@patients.example.org", "test", ("get-help",), "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with something of everything: messages 1 to 3, of which the first was sent."""
    found = workspace(tmp_path / "ours")
    for name, data in (FILES | LEFT_OUT).items():
        (found / name).parent.mkdir(parents=True, exist_ok=True)
        (found / name).write_bytes(data)
    box = Outbox(found)
    box.add([order(1), order(2), order(3)])
    box.sending(1), box.sent(1, [])
    box.close()
    room = WaitingRoom(found)
    room.record("test", "get-help", "leaflet", "en", copies=30, version="1.1")
    room.close()
    return found


def kept(folder: Path) -> dict[str, bytes]:
    """What a backup is of, byte for byte, but the SQLite file."""
    return {name: path.read_bytes() for name, path in backup._files(folder)}


def states(folder: Path) -> list[str]:
    box = Outbox(folder)
    try:
        return [entry.state for entry in reversed(box.entries())]
    finally:
        box.close()


def test_all_of_it_comes_back_elsewhere(folder: Path, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "kept.zip"
    code, out, err = run("backup", target, "-w", folder)
    assert code == ExitCode.OK and out.strip().endswith("kept.zip") and "Kept 7 files" in err, err
    assert os.name == "nt" or target.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(target) as archive:
        assert set(archive.namelist()) == {*FILES, "clinic_profiles/test.yaml", database.NAME, backup.CONTENTS}
    new = tmp_path / "new computer"
    code, _, err = run("restore", target, "-w", new)
    assert code == ExitCode.OK and "Restored 7 files" in err and "2 messages that waited then are listed" in err, err
    assert kept(new) == kept(folder)
    assert states(new) == ["sent", "uncertain", "uncertain"], "what waited may have been sent since"
    room = WaitingRoom(new)
    assert room.piles()[0].copies == 30
    room.close()
    assert (new / database.NAME).stat().st_mode & 0o777 == 0o600 and not [*new.glob("before-restore*"), *new.glob(".restore*")]


def test_what_was_there_is_kept_and_what_was_sent_since_is_not_sent_again(folder: Path, tmp_path: Path) -> None:
    target, _ = backup.back_up(folder, tmp_path)
    before = kept(folder)
    box = Outbox(folder)
    box.add([order(4), order(5)])
    for number in (2, 4):
        box.sending(number), box.sent(number, [])
    box.purge(0)
    box.add([order(6)]), box.sending(6), box.sent(6, [])
    box.close()
    (folder / "templates/own.yaml").write_text("base: poster\n")
    (folder / "clinic_profiles/newer.yaml").write_text("name: Newer\n")
    after = kept(folder)
    aside = backup.restore(target, folder).aside
    assert kept(folder) == before and aside and kept(aside) == after
    box = Outbox(folder)
    assert [one.fresh for one in box.add([order(number) for number in range(1, 8)])] == [
        False,
        False,
        False,
        False,
        True,
        False,
        True,
    ]
    assert box.counts()["queued"] == 2
    box.close()
    old = Outbox(aside)
    assert (
        old.counts()["sent"] == 1
        and (aside / database.NAME).stat().st_mode & 0o777 == 0o600
        and aside.stat().st_mode & 0o777 == 0o700
    )
    old.close()
    assert (folder / "out/a.pdf").exists() and (folder / "notes.txt").exists()


def test_it_is_whole_while_the_outbox_is_used(folder: Path, tmp_path: Path) -> None:
    """With what stands in the journal of the file alone, and without a change that is not over."""
    box = Outbox(folder)
    box.add([order(number) for number in range(100, 150)])
    with box.change() as change:  # a change that is not over
        change.execute("UPDATE stock SET copies = 99")
        other = subprocess.run(
            [sys.executable, "-m", "handoutpress", "backup", str(tmp_path / "b.zip"), "-w", str(folder)],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert other.returncode == 0, other.stderr
    box.close()
    new = tmp_path / "new"
    backup.restore(tmp_path / "b.zip", new)
    assert len(states(new)) == 53
    room = WaitingRoom(new)
    assert room.piles()[0].copies == 30
    room.close()


def test_it_is_refused_while_the_workspace_is_used(folder: Path, tmp_path: Path) -> None:
    target, _ = backup.back_up(folder, tmp_path)
    before = kept(folder)
    (folder / "mail.yaml").write_text("host: other.example.org\n")
    with database.in_use(folder), pytest.raises(OutputFailed, match="the page is open, or a mailing is being sent"):
        backup.restore(target, folder)
    assert kept(folder) != before and not list(folder.glob("before-restore*"))
    backup.restore(target, folder)
    assert kept(folder) == before


def test_the_page_and_a_restore_do_not_go_together(folder: Path, tmp_path: Path) -> None:
    with database.unused(folder), pytest.raises(OutputFailed, match="just being restored"), database.in_use(folder):
        pass


@pytest.mark.parametrize("change", [
    "DELETE FROM secret", "UPDATE deliveries SET row = 'first'", "UPDATE deliveries SET name = cast(x'ff' AS TEXT)", "DROP TABLE stock",
])  # fmt: skip
def test_a_backup_is_put_back_over_an_outbox_that_another_program_changed(folder: Path, tmp_path: Path, change: str) -> None:
    """It is what the message about such a file advises."""
    target, _ = backup.back_up(folder, tmp_path)
    with sqlite3.connect(folder / database.NAME) as other:
        other.execute(change)
    other.close()
    with pytest.raises(OutputFailed, match="another program has changed it"), closing(Outbox(folder)) as changed:
        changed.add([order(9)])
        changed.names("sent")
        changed.standing([order(1)])
        changed.restore(None)
    aside = backup.restore(target, folder).aside
    assert aside and (aside / database.NAME).is_file()
    assert states(folder) == ["sent", "uncertain", "uncertain"]


def test_a_damaged_outbox_is_put_aside_as_it_is(folder: Path, tmp_path: Path) -> None:
    target, _ = backup.back_up(folder, tmp_path)
    (folder / database.NAME).write_bytes(b"no database" * 500)
    for end in ("-wal", "-shm"):
        (folder / f"{database.NAME}{end}").unlink(missing_ok=True)
    aside = backup.restore(target, folder).aside
    assert aside and (aside / database.NAME).read_bytes() == b"no database" * 500
    assert states(folder) == ["sent", "uncertain", "uncertain"]


def broken(target: Path, change: str) -> None:
    with zipfile.ZipFile(target) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    contents = json.loads(files[backup.CONTENTS])
    if change == "bytes":
        files["mail.yaml"] += b"x"
    elif change == "missing":
        del files["mail.yaml"]
    elif change in (
        "../evil.yaml",
        "/etc/evil",
        "clinic_profiles/../../evil",
        "other/evil",
        "clinic_profiles/.evil",
        "a\\..\\b",
        "out/x",
    ):
        files[change] = b"x"
        contents["files"][change] = hashlib.sha256(b"x").hexdigest()
    elif change == "newer":
        contents["format"] = 2
    elif change == "list":
        contents = [1]
    elif change == "database":
        files[database.NAME] = b"no database" * 500
        contents["files"][database.NAME] = hashlib.sha256(files[database.NAME]).hexdigest()
    files[backup.CONTENTS] = json.dumps(contents).encode()
    if change == "no contents":
        del files[backup.CONTENTS]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    if change == "cut":
        target.write_bytes(target.read_bytes()[:-200])
    elif change == "garbled":
        data = bytearray(target.read_bytes())
        data[data.index(backup.CONTENTS.encode()) + len(backup.CONTENTS)] = 0xFF  # no kind of compressed block
        target.write_bytes(data)
    elif change == "text":
        target.write_bytes(b"hello")
    elif change == "folder":
        target.unlink(), target.mkdir()


@pytest.mark.parametrize("change", [
    "bytes", "missing", "../evil.yaml", "/etc/evil", "clinic_profiles/../../evil", "other/evil", "clinic_profiles/.evil", "a\\..\\b",
    "out/x", "newer", "list", "database", "no contents", "cut", "garbled", "text", "folder",
])  # fmt: skip
def test_what_is_no_whole_backup_changes_nothing(folder: Path, tmp_path: Path, change: str) -> None:
    target, _ = backup.back_up(folder, tmp_path / "b.zip")
    broken(target, change)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(InvalidSource) as told:
        backup.restore(target, folder)
    assert len(told.value.problems) == 1 and states(folder) == ["sent", "queued", "queued"]
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm"))}
    assert {path: data for path, data in before.items() if path in after} == {p: d for p, d in after.items() if p in before}


@pytest.mark.parametrize("waiting", [0, 1])
def test_messages_are_spoken_of_only_where_some_waited(tmp_path: Path, run: Run, waiting: int) -> None:
    ours = workspace(tmp_path / "ours")
    if waiting:
        box = Outbox(ours)
        box.add([order(1)])
        box.close()
    run("backup", tmp_path / "b.zip", "-w", ours)
    code, _, err = run("restore", tmp_path / "b.zip", "-w", tmp_path / "new")
    assert code == ExitCode.OK and ("message" in err, "outbox list" in err) == (bool(waiting), bool(waiting)), err


@pytest.mark.parametrize("place", ["clinic_profiles/b.zip", "handouts/titles/kept", "reviews", "mine.zip", "."])
def test_no_backup_holds_another(folder: Path, place: str) -> None:
    """Each would be twice as large as the last; whatever it is called, and wherever in the workspace it was written or moved."""
    first, files = backup.back_up(folder, folder / place)
    (folder / "templates/older").write_bytes(first.read_bytes())
    second, again = backup.back_up(folder, folder / place / "2.zip" if (folder / place).is_dir() else folder / "2.zip")
    with zipfile.ZipFile(second) as archive:
        assert again == files and set(archive.namelist()) == {*FILES, "clinic_profiles/test.yaml", database.NAME, backup.CONTENTS}


def test_an_archive_of_somebody_elses_is_kept(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(folder / "handouts/pictures.zip", "w") as archive:
        archive.writestr("a.txt", b"ours")
    with zipfile.ZipFile(backup.back_up(folder, tmp_path / "b.zip")[0]) as archive:
        assert "handouts/pictures.zip" in archive.namelist()


@pytest.mark.parametrize("step", range(12))
def test_stopped_anywhere_nothing_is_lost_and_it_can_be_done_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    target, _ = backup.back_up(folder, tmp_path)
    (folder / ".restore-killed").mkdir()
    (folder / "mail.yaml").write_text("host: newer.example.org\n")
    before, wanted, left = kept(folder), kept(folder) | {"mail.yaml": FILES["mail.yaml"]}, [step]
    move = os.replace

    def stopping(*places: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "no space")
        move(*places)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "replace", stopping)
    stopped = False
    try:
        backup.restore(target, folder)
    except HandoutError:
        stopped = True
    monkeypatch.undo()
    asides = [kept(aside) for aside in folder.glob("before-restore*")]
    everything = [*asides, kept(folder)]
    for name, data in before.items():
        assert any(one.get(name) == data for one in everything), name
    if stopped:
        monkeypatch.setattr(backup, "datetime", _Later)
        backup.restore(target, folder)
    assert kept(folder) == wanted and states(folder) == ["sent", "uncertain", "uncertain"]
    assert not list(folder.glob(".restore*"))


class _Later(backup.datetime):
    @classmethod
    def now(cls, tz: object = None) -> backup.datetime:
        return backup.datetime(2030, 1, 1)


def test_nothing_is_written_over_by_chance(folder: Path, tmp_path: Path, run: Run) -> None:
    target, _ = backup.back_up(folder, tmp_path / "b.zip")
    before = target.read_bytes()
    with pytest.raises(UsageError, match="is there already"):
        backup.back_up(folder, target)
    assert target.read_bytes() == before
    assert run("backup", target, "-w", folder, "--replace")[0] == ExitCode.OK
    (tmp_path / "empty").mkdir()
    assert run("backup", tmp_path / "c.zip", "-w", tmp_path / "empty")[0] == ExitCode.MISSING
    assert run("restore", tmp_path / "none.zip", "-w", folder)[0] == ExitCode.MISSING


def test_an_older_outbox_in_a_backup_is_brought_up_to_date(folder: Path, tmp_path: Path) -> None:
    box = Outbox(folder)
    old = box.copied()
    box.close()
    connection = database.opened_copy(old, backup.Place("x"))
    for table in ("remembered", "printing", "secret"):
        connection.execute(f"DROP TABLE {table}")
    connection.execute("PRAGMA user_version=3")
    connection.commit()
    older = connection.serialize()
    connection.close()
    box = Outbox(folder)
    box.restore(older)
    assert box.rows("PRAGMA user_version")[0][0] == database.VERSION and not box.add([order(1)])[0].fresh
    box.close()
    assert sqlite3.sqlite_version_info >= (3, 35)
