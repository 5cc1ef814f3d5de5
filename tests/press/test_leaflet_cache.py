"""What was made before stands on the shelf: bodies for all clinics, and finished leaflets. Nothing stale, nothing strange is taken."""

from __future__ import annotations

import os
import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from handoutpress import render
from handoutpress.content.library import Library
from handoutpress.layout.reuse import body_cache, body_store
from handoutpress.press import leaflet_cache
from handoutpress.press.render import Job
from handoutpress.support import build_id, filesystem
from tests.conftest import Run

PROFILE = "name: Elm Street Clinic\ncity: Elmton, OR\nphone: (707) 555-0142\n"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HANDOUTPRESS_CACHE", str(tmp_path / "shelf"))
    monkeypatch.setattr(body_store, "_put", 0)  # what other tests of this process put on theirs does not count
    return tmp_path / "shelf"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "work" / "clinic_profiles"
    folder.mkdir(parents=True)
    (folder / "elm.yaml").write_text(PROFILE)
    aged(folder / "elm.yaml")
    return folder.parent


def aged(path: Path, seconds: int = 60) -> None:
    """Make a file look as if it had been written a while ago."""
    about = path.stat()
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns - seconds * 10**9))


@pytest.fixture
def old_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's own files may be as new as the checkout they stand in: no file is too young."""
    monkeypatch.setattr(filesystem, "YOUNG", 0)


JOB = Job("elm", "get-help")


def standing(shelf: Path, kind: str) -> list[Path]:
    return list((shelf / kind).iterdir()) if (shelf / kind).is_dir() else []


@pytest.mark.usefixtures("old_library")
def test_the_same_leaflet_again_is_taken_from_the_shelf(run: Run, shelf: Path, workspace: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.pdf", tmp_path / "two.pdf"
    assert run("make", "get-help", "-w", workspace, "-c", "elm", "-o", one)[0] == 0
    (kept,) = standing(shelf, "leaflet")
    kept.write_bytes(swapped(kept.read_bytes(), b"%PDF-1.7", b"%PDF-TOLD"))
    assert run("make", "get-help", "-w", workspace, "-c", "elm", "-o", two)[0] == 0
    assert two.read_bytes() == one.read_bytes().replace(b"%PDF-1.7", b"%PDF-TOLD", 1)  # so it was taken, not made
    assert run("make", "get-help", "-w", workspace, "-c", "elm", "-o", two, "--force")[0] == 0
    assert two.read_bytes() == one.read_bytes()


def swapped(data: bytes, old: bytes, new: bytes) -> bytes:
    """A file of the shelf that says something else, whole again."""
    from handoutpress.support.disk_cache import _digest

    body = data.partition(b"\n")[2].replace(old, new, 1)
    return _digest(body) + b"\n" + body


@pytest.mark.usefixtures("old_library")
@pytest.mark.parametrize("change", ["profile", "reviews", "handout", "program", "option"])
def test_any_change_makes_it_anew(shelf: Path, workspace: Path, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = leaflet_cache.key(Library(workspace), JOB)
    job = JOB
    match change:
        case "profile":
            (workspace / "clinic_profiles" / "elm.yaml").write_text(PROFILE.replace("Elm", "Oak"))
        case "reviews":
            (workspace / "reviews").mkdir()
            (workspace / "reviews" / "get-help-en.yaml").write_text("x: y\n")
        case "handout":
            (workspace / "handouts" / "titles" / "get-help").mkdir(parents=True)
            (workspace / "handouts" / "titles" / "get-help" / "en.yaml").write_text("title: x\n")
        case "program":
            monkeypatch.setattr(build_id, "stamp", lambda: "another")
        case "option":
            job = replace(JOB, ink_saver=True)
    assert before
    assert leaflet_cache.key(Library(workspace), job) != before


@pytest.mark.usefixtures("old_library")
def test_another_clinic_changes_nothing(workspace: Path) -> None:
    before = leaflet_cache.key(Library(workspace), JOB)
    (workspace / "clinic_profiles" / "oak.yaml").write_text(PROFILE)
    assert leaflet_cache.key(Library(workspace), JOB) == before
    (workspace / "clinic_profiles" / "logo.png").write_bytes(b"x")
    assert leaflet_cache.key(Library(workspace), JOB) != before  # it may be this clinic's logo


@pytest.mark.usefixtures("old_library")
@pytest.mark.skipif(os.name == "nt", reason="making links needs a right there")
def test_a_link_hides_no_change(workspace: Path, tmp_path: Path) -> None:
    """Neither one that leads nowhere, as editors leave them, nor one to the folder itself, nor one to a folder elsewhere."""
    places, shared = workspace / "clinic_profiles", tmp_path / "shared"
    shared.mkdir()
    (shared / "en.yaml").write_text("title: x\n")
    for link, target in (("#elm.yaml#", "desk@nowhere.4711"), ("again", "."), ("shared", shared)):
        (places / link).symlink_to(target)
    before = leaflet_cache.key(Library(workspace), JOB)
    assert before
    for changed in (places / "elm.yaml", shared / "en.yaml"):
        changed.write_text(changed.read_text() + "# more\n")
        now = leaflet_cache.key(Library(workspace), JOB)
        assert now not in ("", before)
        before = now


@pytest.mark.usefixtures("old_library")
def test_a_folder_that_cannot_be_read_is_not_trusted(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = os.scandir

    def locked(folder: str | Path = ".") -> object:
        if str(folder).endswith("reviews"):
            raise PermissionError(13, "Permission denied", folder)
        return scan(folder)

    monkeypatch.setattr(os, "scandir", locked)
    assert leaflet_cache.key(Library(workspace), JOB) == ""


def test_a_file_just_written_is_not_trusted_yet(workspace: Path) -> None:
    (workspace / "clinic_profiles" / "elm.yaml").write_text(PROFILE)
    assert leaflet_cache.key(Library(workspace), JOB) == ""


@pytest.mark.usefixtures("old_library")
def test_clinics_from_elsewhere_are_made_anew(workspace: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "oak.yaml"
    elsewhere.write_text(PROFILE)
    library = Library(workspace)
    assert leaflet_cache.key(library, replace(JOB, clinic=str(elsewhere))) == ""
    library.rows["elm"] = library.clinic("elm")
    assert leaflet_cache.key(library, JOB) == ""


def test_notes_stay_with_a_leaflet(shelf: Path) -> None:
    leaflet_cache.keep("key", b"%PDF\n1", ["it leaves out a line"])
    assert leaflet_cache.taken("key") == (b"%PDF\n1", ("it leaves out a line",))
    assert leaflet_cache.taken("another") is None
    assert leaflet_cache.taken("") is None


def test_a_body_from_the_shelf_makes_the_same_leaflet(shelf: Path) -> None:
    body_cache.forget()
    made = render("harbor-spine", "get-help")
    assert standing(shelf, "body")
    body_cache.forget()
    assert render("harbor-spine", "get-help") == made
    for path in standing(shelf, "body"):
        path.write_bytes(swapped(path.read_bytes(), b"%PDF-1.7", b"%PDF-OLD"))
    body_cache.forget()
    assert render("harbor-spine", "get-help")[:8] == b"%PDF-OLD"  # so it was read from there
    for path in standing(shelf, "body"):
        path.write_bytes(b"damaged")
    body_cache.forget()
    assert render("harbor-spine", "get-help") == made


class Strange:
    """Something that does harm when it is read back."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.place),)


def test_only_bodies_are_read_back(tmp_path: Path) -> None:
    for data in (pickle.dumps(Strange(tmp_path / "harm")), pickle.dumps(["a list"]), pickle.dumps(Path("x")), b"", b"\x80\x05K"):
        assert body_store.thawed(data) is None
    assert not (tmp_path / "harm").exists()
    pickle.loads(pickle.dumps(Strange(tmp_path / "harm")))
    assert (tmp_path / "harm").exists()  # the strange thing does harm where it may


def test_a_process_puts_a_bounded_number_of_bodies_there(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_store, "MOST", 0)
    body_cache.forget()
    render("harbor-spine", "get-help")
    assert not standing(shelf, "body")


@pytest.mark.parametrize("name", ["code.py", "data.json", "profile.icc"])
def test_the_stamp_follows_the_code_and_its_data(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inner").mkdir()
    code = tmp_path / "inner" / name
    code.write_text("1")
    monkeypatch.setattr(build_id, "_here", lambda: tmp_path)
    stamps = []
    for text in ("1", "22"):
        code.write_text(text)
        build_id.stamp.cache_clear()
        build_id.fingerprint.cache_clear()
        stamps.append((build_id.stamp(), build_id.fingerprint()))
    build_id.stamp.cache_clear()
    build_id.fingerprint.cache_clear()
    assert stamps[0][0] != stamps[1][0]
    assert stamps[0][1] != stamps[1][1]
