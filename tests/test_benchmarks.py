"""The benchmark measures what it says: real handouts, the same words for all programs, and a page that says what was found."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import pytest
from benchmarks import report, workload

from handoutpress.content.library import Library
from handoutpress.press import render
from handoutpress.press.job import Job
from tests.helpers.pdftext import spoken


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workload.workspace(tmp_path_factory.mktemp("bench"), 4)


def test_the_handouts_are_real_and_hold_the_words_the_peers_get(work: Path) -> None:
    for name, handout in zip(workload.TEXTS, workload.handouts(), strict=True):
        said = " ".join(spoken(render.render("clinic-00001", name, workspace=work)).split())
        words = [word for section in handout["sections"] for block in section["blocks"] for word in _words(block)]
        assert 600 < len(words) < 900
        assert all(" ".join(section["heading"].split()) in said for section in handout["sections"])


def test_the_figures_the_benchmark_asks_for_are_there(work: Path) -> None:
    library = Library(work)
    for name in workload.FIGURES:
        assert len(render.merge_job(library, Job("clinic-00001", name)).figures) >= 4


def _words(block: dict[str, object]) -> list[str]:
    parts = [value for key, value in block.items() if key != "kind"]
    return [word for part in parts for word in str(part).split()]


def test_clinics_are_valid_and_differ(work: Path) -> None:
    library = Library(work)
    names = [library.clinic(name).value for name in library.clinics()]
    assert len(names) == 4
    assert len({profile.booking for profile in names}) == 4
    assert list(workload.clinics(3)) == list(workload.clinics(4))[:3]


def test_the_page_says_what_was_found() -> None:
    run = {"wall": 0.002, "cpu": 0.002, "bytes": 4096, "memory": 50.0}
    slow = {**run, "wall": 0.03, "cpu": 0.02}
    found = {
        "machine": {"cores": 2, "system": "x", "python": "3"},
        "runs": {"batch": {"date": "2026-01-01", "rounds": 2}, "workers": {"date": "2026-01-02", "rounds": 1}},
        "batch": {"handoutpress": [run, run], "typst": [slow, slow]},
        "workers": {"leaflets": 10, "seconds": {"disk": {"1": [2.0], "2": [1.0], "apart": [0.8]}}},
    }
    page = report.page(found)
    assert "| handoutpress (tagged, PDF/UA-1) | 2.00 (2.00–2.00) | 2.00 (2.00–2.00) | 500 | 1.0 (1.0–1.0) | 50 | 4.0 |" in page
    assert "20.00 (20.00–20.00) | 30.00 (30.00–30.00) | 50 | 10.0 (10.0–10.0)" in page
    seconds = "2.00 (2.00–2.00) | 1.00 (1.00–1.00) | 0.80 (0.80–0.80)"
    assert f"| on the disk | {seconds} | 2.00 (2.00–2.00) | 2.50 (2.50–2.50) |" in page
    assert "2 rounds on 2026-01-01: many leaflets; one round on 2026-01-02: two processes (" in " ".join(page.split())
    found["runs"] = {name: {"date": "2026-01-01", "rounds": 2} for name in ("batch", "workers")}
    assert "; 2 rounds on 2026-01-01." in " ".join(report.page(found).split())
    assert "10.0 x Typst" in page


# -- files that were changed at random ---------------------------------------------------------------


def changed(name: str, folder: Path) -> dict[str, object]:
    from benchmarks import fuzz

    return fuzz.fuzz(name, argparse.Namespace(count=40, seed=1, inputs=None, keep=folder / "kept"))


@pytest.mark.skipif(sys.platform == "win32", reason="the bounds are of POSIX systems")
@pytest.mark.parametrize("name", ["patients", "jpeg", "svg", "cache", "database", "manifest", "backup"])
def test_changed_files_are_read_or_refused(name: str, tmp_path: Path) -> None:
    found = changed(name, tmp_path)
    assert (found["inputs"], found["cut"], found["faults"]) == (40, 0, {})
    assert int(str(found["read"])) + int(str(found["refused"])) == 40


@pytest.mark.skipif(sys.platform == "win32", reason="the bounds are of POSIX systems")
def test_a_reader_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmarks import fuzz_readers

    def read(raw: bytes) -> None:
        if b"a" not in raw:
            os._exit(3)
        if b"c" not in raw:
            raise KeyError("a slip")

    monkeypatch.setitem(fuzz_readers.READERS, "bad", lambda _: fuzz_readers.Reader([b"abc"], read))
    faults = dict(changed("bad", tmp_path)["faults"])  # type: ignore[call-overload]
    assert faults["ended with 3"] > 0 and any("a slip" in fault for fault in faults)
    assert list((tmp_path / "kept").iterdir())
