"""Many leaflets: nothing is lost, nothing is done twice, and what has not changed is left alone."""

from __future__ import annotations

import gc
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from handoutpress.content.library import Library
from handoutpress.errors import ExitCode
from handoutpress.press import render
from handoutpress.press.manifest import NAME
from handoutpress.press.run import run_jobs
from handoutpress.press.select import select_jobs
from tests.conftest import Run
from tests.helpers.workspace import CLINIC, own_handout, write

ROOT = Path(__file__).resolve().parents[2]


def made(folder: Path, out: Path, **more: object) -> dict[str, bool | None]:
    """Press everything of a workspace; what is fresh, by file name (None: failed)."""
    library = Library(folder)
    jobs = select_jobs(library, handouts=["mine", "get-help"])
    return {
        one.job.file_name: None if one.error else one.fresh
        for one in run_jobs(library, jobs, out, **more)  # type: ignore[arg-type]
    }


def test_unchanged_is_not_made_again(tmp_path: Path) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    assert set(made(folder, out).values()) == {True}
    before = {path.name: path.stat().st_mtime_ns for path in out.glob("*.pdf")}
    assert set(made(folder, out).values()) == {False}
    assert {path.name: path.stat().st_mtime_ns for path in out.glob("*.pdf")} == before
    assert set(made(folder, out, force=True).values()) == {True}


def test_one_change_makes_its_leaflets_only(tmp_path: Path) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    made(folder, out)
    own_handout(folder, text="Other text.")
    assert made(folder, out) == {"test-mine-en-leaflet.pdf": True, "test-get-help-en-leaflet.pdf": False}
    write(folder / "clinic_profiles/test.yaml", CLINIC.replace("0123", "0124"))
    assert set(made(folder, out).values()) == {True}


def test_a_touched_file_that_says_the_same_changes_nothing(tmp_path: Path) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    made(folder, out)
    write(folder / "clinic_profiles/test.yaml", "# a comment\n" + CLINIC)
    assert set(made(folder, out).values()) == {False}


def test_a_leaflet_that_was_deleted_or_changed_is_made_again(tmp_path: Path) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    made(folder, out)
    (out / "test-mine-en-leaflet.pdf").unlink()
    (out / "test-get-help-en-leaflet.pdf").write_bytes(b"half")
    assert set(made(folder, out).values()) == {True}
    assert (out / "test-get-help-en-leaflet.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("damage", ["", "{", '{"program": "0"}', '{"program": "x", "leaflets": 3}'])
def test_a_damaged_manifest_counts_as_none(tmp_path: Path, damage: str) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    made(folder, out)
    (out / NAME).write_text(damage)
    assert set(made(folder, out).values()) == {True}


@pytest.mark.parametrize("wrong", [None, 3, [1], {"a": 1}])
def test_a_journal_that_names_no_file_is_passed_over(tmp_path: Path, wrong: object) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    made(folder, out)
    entry = next(iter(json.loads((out / NAME).read_text())["leaflets"].values()))
    (out / ".manifest-0123456789ab.part").write_text(json.dumps({"file": wrong, **entry}) + "\n")
    assert set(made(folder, out).values()) == {False}


@pytest.mark.parametrize("wrong", [None, 3, "x", [1], {"a": 1}, {"a": []}, [], 0.5, True])
def test_an_entry_of_another_type_is_made_again(tmp_path: Path, wrong: object) -> None:
    """Field by field; and the rest of the manifest stands."""
    folder, out = own_handout(tmp_path / "w", clinic=CLINIC + "logo: l.svg\n"), tmp_path / "out"
    write(
        folder / "clinic_profiles/l.svg",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="8"/></svg>',
    )
    name, other = "test-mine-en-leaflet.pdf", "test-get-help-en-leaflet.pdf"
    made(folder, out)
    whole = json.loads((out / NAME).read_text())
    for field in whole["leaflets"][name]:
        if type(wrong) is type(whole["leaflets"][name][field]):
            continue
        damaged = {**whole, "leaflets": {**whole["leaflets"], name: {**whole["leaflets"][name], field: wrong}}}
        (out / NAME).write_text(json.dumps(damaged))
        assert made(folder, out) == {name: True, other: False}, field
    for place in (wrong, {"x": wrong}, {str(folder / "clinic_profiles/test.yaml"): [wrong, wrong]}):
        (out / NAME).write_text(json.dumps({**whole, "logos": place}))
        assert made(folder, out) == {name: False, other: False}
    for place in (wrong, {"x": wrong}):
        (out / NAME).write_text(json.dumps({**whole, "leaflets": place}))
        assert made(folder, out) == {name: True, other: True}


@pytest.mark.parametrize(
    ("name", "stops"), [(NAME, True), (".press.lock", True), (".press-at-work", False), (".manifest-0123456789ab.part", False)]
)  # fmt: skip
def test_a_folder_in_the_place_of_a_file_is_one_clear_line(tmp_path: Path, run: Run, name: str, stops: bool) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    (out / name).mkdir(parents=True)
    code, _, err = run("make", "mine", "-w", folder, "-o", out)
    assert code == (ExitCode.OUTPUT if stops else ExitCode.OK)
    assert (f"{name}: it cannot be written: a folder of that name is there" in err) == stops
    assert "mistake" not in err


def test_one_bad_clinic_stops_nothing(tmp_path: Path) -> None:
    folder = own_handout(tmp_path / "w")
    write(folder / "clinic_profiles/bad.yaml", "name: Only\n")
    result = made(folder, tmp_path / "out")
    assert {name: state for name, state in result.items() if state is None} == {
        "bad-mine-en-leaflet.pdf": None,
        "bad-get-help-en-leaflet.pdf": None,
    }
    assert sum(state is True for state in result.values()) == 2


def test_fail_fast_stops(tmp_path: Path) -> None:
    folder = own_handout(tmp_path / "w")
    write(folder / "clinic_profiles/bad.yaml", "name: Only\n")
    assert list(made(folder, tmp_path / "out", fail_fast=True).values()) == [None]


def test_processes_make_the_same_bytes_as_the_direct_path(tmp_path: Path) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    assert set(made(folder, out, workers=2).values()) == {True}
    for path in out.glob("*.pdf"):
        handout = "mine" if "mine" in path.name else "get-help"
        assert path.read_bytes() == render.render("test", handout, workspace=folder)


def test_any_executor_will_do(tmp_path: Path) -> None:
    folder = own_handout(tmp_path / "w")
    with ThreadPoolExecutor(2) as executor:
        assert set(made(folder, tmp_path / "out", executor=executor).values()) == {True}


@pytest.mark.parametrize(("templates", "remade"), [(["leaflet"], set()), ([], {"zzz"})], ids=["read late", "read at first"])
def test_the_first_are_made_while_the_last_are_planned(tmp_path: Path, templates: list[str], remade: set[str]) -> None:
    """A profile that changes meanwhile is printed as it was read, be it now or when it was asked which sheets it chooses."""
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    for i in range(40):  # more than are made at a time at first
        write(folder / f"clinic_profiles/aaa-{i}.yaml", CLINIC)
    last = write(folder / "clinic_profiles/zzz.yaml", CLINIC)
    library = Library(folder)
    jobs = select_jobs(library, handouts=["mine"], templates=templates)
    run = run_jobs(library, jobs, out, workers=1)
    assert next(run).job.clinic != "zzz"
    write(last, CLINIC.replace("Test", "Quite Another"))
    assert not any(made.error for made in run)
    again = {made.job.clinic for made in run_jobs(Library(folder), jobs, out, workers=1) if made.fresh}
    assert again == remade, "what was written is not what the manifest says it was made of"
    assert not any(made.fresh for made in run_jobs(Library(folder), jobs, out, workers=1))


def test_the_collector_of_garbage_is_as_it_was_when_a_press_ends(tmp_path: Path) -> None:
    library = Library(own_handout(tmp_path / "w"))
    write(tmp_path / "w/clinic_profiles/zzz.yaml", CLINIC)
    before = gc.get_threshold()
    run = run_jobs(library, select_jobs(library, handouts=["mine"]), tmp_path / "out", workers=1)
    next(run)
    assert gc.get_threshold() != before
    list(run)
    assert gc.get_threshold() == before


def test_what_dead_workers_left_is_taken_away_at_the_end(tmp_path: Path) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    write(folder / "clinic_profiles/zzz.yaml", CLINIC)
    library = Library(folder)
    run = run_jobs(library, select_jobs(library, handouts=["mine"]), out, workers=1)
    next(run)
    left, mine = write(out / ".press-0123456789ab.part", "half"), write(out / ".press-notes.part", "mine")
    list(run)
    assert not left.exists() and mine.exists()


def test_the_manifest_says_what_was_made(tmp_path: Path) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    made(folder, out)
    entry = json.loads((out / NAME).read_text())["leaflets"]["test-mine-en-leaflet.pdf"]
    assert (entry["clinic"], entry["handout"], entry["language"], entry["template"]) == ("test", "mine", "en", "leaflet")
    data = (out / "test-mine-en-leaflet.pdf").read_bytes()
    assert (entry["size"], entry["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert "TST-01" in entry["control"]
    assert {path.name for path in out.iterdir() if path.suffix != ".pdf"} == {NAME}
