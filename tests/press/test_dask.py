"""Leaflets made by the workers of a Dask cluster: the same bytes, the same errors."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from handoutpress.content.library import Library
from handoutpress.errors import ExitCode, FontMissing, NotFound, UsageError
from handoutpress.press import executors, remote, render, worker
from handoutpress.press.manifest import Manifest
from handoutpress.press.run import run_jobs
from handoutpress.press.select import select_jobs
from handoutpress.press.staleness import plan_jobs as planned
from handoutpress.press.stores import Folder
from handoutpress.press.tasks import RenderTask
from handoutpress.support import optional_parts
from handoutpress.support.build_id import build_id
from tests.conftest import Run
from tests.helpers.workspace import CLINIC, SECTION, own_handout, write

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#123456"/></svg>'


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """A scheduler and three workers, each a process of its own, on this machine."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=3, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", memory_limit=0,
        silence_logs=50,
    ) as running:  # fmt: skip
        yield running.scheduler_address.replace("tcp://", "dask://")


def shop(folder: Path) -> Path:
    """A workspace with a handout of its own, a clinic with a logo, one that is wrong, and one from a list."""
    own_handout(folder)
    for i in range(8):
        write(folder / f"clinic_profiles/clinic-{i}.yaml", CLINIC.replace("Test", f"Test {'abcdefgh'[i]}") + "logo: art/logo.svg\n")
    write(folder / "clinic_profiles/art/logo.svg", LOGO)
    write(folder / "clinic_profiles/wrong.yaml", "name: Only\n")
    return folder


def test_a_cluster_makes_the_same_bytes_and_says_the_same(tmp_path: Path, cluster: str) -> None:
    folder = shop(tmp_path / "w")
    library = Library(folder)
    jobs = select_jobs(library, handouts=["mine", "get-help"])
    here = {one.job: one for one in run_jobs(library, jobs, tmp_path / "here", workers=1)}
    there = {one.job: one for one in run_jobs(library, jobs, tmp_path / "there", executor=cluster)}
    assert here.keys() == there.keys()
    for job, one in here.items():
        other = there[job]
        assert (one.fresh, str(one.error)) == (other.fresh, str(other.error))
        assert one.notes == other.notes
        if one.path:
            assert other.path and other.path.read_bytes() == one.path.read_bytes()
    assert sum(one.error is not None for one in there.values()) == 2  # the wrong clinic's
    again = run_jobs(Library(folder), jobs, tmp_path / "there", executor=cluster)
    assert not any(one.fresh for one in again if not one.error)


def test_a_changed_workspace_reaches_the_workers(tmp_path: Path, cluster: str) -> None:
    folder = own_handout(tmp_path / "w")
    for text in ("One text.", "Another text."):
        write(folder / "handouts/sections/mine/en.yaml", SECTION.format(text=text))
        library = Library(folder)
        jobs = select_jobs(library, handouts=["mine"])
        (made,) = run_jobs(library, jobs, tmp_path / "out", executor=cluster)
        assert made.path and made.path.read_bytes() == render.render("test", "mine", workspace=folder)


def test_an_error_in_a_text_names_the_file_people_know(tmp_path: Path, cluster: str) -> None:
    folder = own_handout(tmp_path / "w", text="See {no.such}.")
    library = Library(folder)
    jobs = select_jobs(library, handouts=["mine"])
    (there,) = run_jobs(library, jobs, tmp_path / "out", executor=cluster)
    (here,) = run_jobs(library, jobs, tmp_path / "out", workers=1)
    assert there.error and here.error and str(there.error) == str(here.error)
    assert str(folder / "handouts/sections/mine/en.yaml") in str(there.error)


def test_from_the_command_line(tmp_path: Path, cluster: str, run: Run) -> None:
    path = write(tmp_path / "clinics.csv", "name,city,phone\nAb,Cd,(707) 555-0142\n")
    code, out, err = run("make", "get-help", "--clinics-from", path, "-o", tmp_path / "out", "--executor", cluster)
    assert code == ExitCode.OK, err
    assert Path(out.strip()).read_bytes().startswith(b"%PDF")


# -- without a cluster -----------------------------------------------------------------------------


def test_another_version_on_a_worker_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(own_handout(tmp_path / "w"))
    (task,) = planned(library, select_jobs(library, handouts=["mine"]), Manifest(Folder(tmp_path / "out")))
    batch = worker.TaskBatch((RenderTask(task),), "run", "another program", None, workspace=library.workspace)
    results = worker.run_batch(batch, None)
    assert results and "another version of handoutpress" in str(results[0].error)


def test_a_worker_without_the_workspace_asks_for_it(tmp_path: Path) -> None:
    library = Library(own_handout(tmp_path / "w", text="Never seen before."))
    (task,) = planned(library, select_jobs(library, handouts=["mine"]), Manifest(Folder(tmp_path / "out")))
    bundle = remote.pack_workspace(library)
    clinics = remote.pack_clinics(library, ["test"])
    batch = worker.TaskBatch((RenderTask(task),), "run", build_id(), None, bundle=bundle.key, clinics=clinics)
    assert worker.run_batch(batch, None) is None
    first = worker.run_batch(batch, bundle)
    assert first and [bytes(data) for data in first[0].files] == [render.render("test", "mine", workspace=library.workspace)]
    assert worker.run_batch(batch, None) == first


@pytest.mark.parametrize("name", ["dask", "dask://host", "http://host:80", "process", ""])
def test_what_is_no_executor(tmp_path: Path, run: Run, name: str) -> None:
    code, _, err = run("make", "get-help", "-o", tmp_path / "out", "--executor", name)
    assert (code, "there is no executor" in err) == (ExitCode.USAGE, True)
    with pytest.raises(UsageError):
        executors.start_pool(name, 1)


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "TIMEOUT", 0.3)
    with pytest.raises(NotFound, match=r"no Dask scheduler answers at 127\.0\.0\.1:1"):
        executors.start_pool("dask://127.0.0.1:1", 1)


def test_the_missing_part_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(FontMissing, match=re.escape(f"Install it: {optional_parts.install_command('dask')}")) as caught:
        executors.start_pool("dask://127.0.0.1:8786", 1)
    assert caught.value.exit_code == ExitCode.FONT
