"""Files of clinic profiles: each is read once for those who ask one after the other, and what is told of it is of what was read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.content import finder, profile_files
from handoutpress.content.library import Library
from handoutpress.content.profile_files import Profiles
from handoutpress.content.yaml_reader import MAX_BYTES
from handoutpress.press.job import Job
from handoutpress.press.run import run_jobs
from handoutpress.press.select import select_jobs
from tests.helpers.workspace import CLINIC, own_handout, workspace, write

OTHER = CLINIC.replace("Test", "Quite Another")


def test_what_was_read_stays_until_it_is_taken(tmp_path: Path) -> None:
    path = workspace(tmp_path) / "clinic_profiles/test.yaml"
    files, place = Profiles([tmp_path]), str(path)
    assert files.read(place) == CLINIC.encode()
    write(path, OTHER)
    assert files.read(place) == CLINIC.encode()
    assert files.taken(place) == CLINIC.encode()
    assert files.taken(place) is None
    assert files.read(place) == OTHER.encode()


def test_a_press_reads_each_profile_once(tmp_path: Path) -> None:
    """Which sheets it chooses, whether it has changed, what it says: three questions, one reading, one moment."""
    folder = own_handout(tmp_path / "w")
    library = Library(folder)
    jobs = select_jobs(library, handouts=["mine"])
    write(folder / "clinic_profiles/test.yaml", "name: Only\n")
    (made,) = run_jobs(library, jobs, tmp_path / "out", workers=1)
    assert not made.error
    (again,) = run_jobs(Library(folder), jobs, tmp_path / "out", workers=1)
    assert again.error, "it has changed since it was read"


@pytest.mark.parametrize("room", [0, len(CLINIC) + 1], ids=["none", "for one"])
def test_a_press_makes_the_same_with_no_room_for_what_it_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    folder = own_handout(tmp_path / "w")
    write(folder / "clinic_profiles/other.yaml", OTHER)
    made = []
    for name, size in (("plenty", profile_files.MOST_BYTES), ("little", room)):
        monkeypatch.setattr(profile_files, "MOST_BYTES", size)
        library = Library(folder)
        run = list(run_jobs(library, select_jobs(library, handouts=["mine"]), tmp_path / name, workers=1))
        made.append({one.job.clinic: one.path.read_bytes() for one in run if one.path})
    assert set(made[0]) == {"test", "other"}
    assert made[0] == made[1]


def test_a_profile_too_large_is_told_by_who_types_it(tmp_path: Path) -> None:
    library = Library(own_handout(tmp_path / "w", clinic=CLINIC + "#" * MAX_BYTES))
    (made,) = run_jobs(library, select_jobs(library, handouts=["mine"]), tmp_path / "out", workers=1)
    assert "larger than 1 MB" in str(made.error)


def test_what_the_manifest_knows_is_of_what_was_read(tmp_path: Path) -> None:
    """A profile that changes between being read and being made must not count as made of what it says now."""
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    path = folder / "clinic_profiles/test.yaml"
    library = Library(folder)
    jobs = select_jobs(library, handouts=["mine"])
    write(path, OTHER)
    list(run_jobs(library, jobs, out, workers=1))
    (again,) = run_jobs(Library(folder), jobs, out, workers=1)
    assert again.fresh


@given(st.lists(st.sampled_from(["a", "b", "a.b", "c[1]", ".hidden", "ä", "d e"]), unique=True), st.booleans())
def test_a_profile_stands_where_it_is_found(tmp_path_factory: pytest.TempPathFactory, names: list[str], own: bool) -> None:
    """Listed or not, in the first root or the second: the place is the same."""
    roots = [tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")]
    for name in names:
        write(roots[not own] / "clinic_profiles" / f"{name}.yaml", CLINIC)
    write(roots[1] / "clinic_profiles" / "a.yaml", OTHER)
    listed, asked = Profiles(roots), Profiles(roots)
    found = listed.ids(roots[0]) | listed.ids(roots[1])
    assert found == {name for name in (*names, "a") if not name.startswith(".")}
    assert {name: listed.place(name) for name in found} == {name: asked.place(name) for name in found}
    assert listed.place("zz") is None


def test_the_first_root_goes_before_the_others(tmp_path: Path) -> None:
    roots = [tmp_path / "first", tmp_path / "second"]
    second = write(roots[1] / "clinic_profiles/a.yaml", OTHER)
    files = Profiles(roots)
    assert files.ids(roots[1]) == {"a"}
    first = write(roots[0] / "clinic_profiles/a.yaml", CLINIC)
    assert files.place("a") == str(first) != str(second)


@pytest.mark.parametrize("names", [("dr.smith", "dr.jones"), ("north.clinic", "north.office")])
def test_an_id_with_a_dot_in_it_is_whole_in_file_names(tmp_path: Path, names: tuple[str, str]) -> None:
    for name in names:
        write(tmp_path / "clinic_profiles" / f"{name}.yaml", CLINIC)
    files = [job.file_name for job in select_jobs(Library(tmp_path), handouts=["get-help"])]
    assert files == sorted(f"{name.replace('.', '-')}-get-help-en-leaflet.pdf" for name in names)
    by_path = Job(str(tmp_path / "clinic_profiles" / f"{names[0]}.yaml"), "get-help")
    assert by_path.file_name in files


@pytest.mark.skipif(os.name == "nt", reason="Windows tells size and time of files in a folder, and when they were made")
@pytest.mark.parametrize("way", ["in its place", "another file"])
def test_the_signature_sees_a_change_under_the_old_size_and_time(tmp_path: Path, way: str) -> None:
    """The page reads the library anew when its signature is another: a changed phone must be seen."""
    path = workspace(tmp_path) / "clinic_profiles/test.yaml"
    os.utime(path, (1_700_000_000, 1_700_000_000))
    before, signature = path.stat(), finder.signature([tmp_path])
    assert finder.signature([tmp_path]) == signature
    if way == "another file":
        path.unlink()
    write(path, CLINIC.replace("0123", "0199"))
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert finder.signature([tmp_path]) != signature
