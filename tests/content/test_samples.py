"""The samples that come with the program: they alone are shown to those who have no clinic yet, wherever the program stands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from handoutpress.content import library
from handoutpress.content.library import Library
from handoutpress.content.profile_files import SAMPLES
from handoutpress.errors import NotFound
from tests.conftest import Run
from tests.helpers.processes import ROOT

OURS = "name: Our Clinic\ncity: Fairview, CA\nphone: (707) 555-0142\n"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the program's own folder in which somebody has made a clinic."""
    folder = tmp_path / "program"
    for name in ("clinic_profiles", "handouts", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "clinic_profiles" / "our-own.yaml").write_text(OURS)
    monkeypatch.setattr(library, "built_in", lambda: folder)
    return folder


def test_the_samples_are_those_the_program_brings() -> None:
    assert sorted(path.stem for path in (ROOT / "clinic_profiles").glob("*.yaml")) == list(SAMPLES)


def test_an_empty_workspace_shows_the_samples_alone(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for workspace in (tmp_path / "empty", None):
        found = Library(workspace)
        assert found.clinics() == SAMPLES
        with pytest.raises(NotFound) as told:
            found.clinic("our-own")
        assert "our-own" not in told.value.problems[0].mend
        assert found.clinic("harbor-spine").value.name


def test_a_clinic_of_ones_own_is_found_where_it_was_made(checkout: Path, tmp_path: Path) -> None:
    here = Library(checkout)
    assert {"our-own", *SAMPLES} == set(here.clinics())
    assert here.clinic("our-own").value.name == "Our Clinic"
    other = tmp_path / "other"
    (other / "clinic_profiles").mkdir(parents=True)
    (other / "clinic_profiles" / "mine.yaml").write_text(OURS)
    assert Library(other).clinics() == ("mine",)
    assert Library(other).clinic(checkout / "clinic_profiles" / "our-own.yaml").value.name == "Our Clinic", "by its path, anywhere"


def test_it_is_said_that_they_are_samples(run: Run, tmp_path: Path) -> None:
    code, out, err = run("list", "clinics", "-w", tmp_path)
    assert code == 0 and "harbor-spine" in out and "using the sample clinics. Begin yours:" in err and "new clinic" in err
    (tmp_path / "clinic_profiles").mkdir()
    (tmp_path / "clinic_profiles" / "mine.yaml").write_text(OURS)
    code, out, err = run("list", "clinics", "-w", tmp_path)
    assert code == 0 and "harbor-spine" not in out and "sample" not in err
