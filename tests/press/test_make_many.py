"""Many leaflets from Python: what is written, what is left alone, what fails, and what is refused at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from handoutpress import HandoutError, make_many, render
from tests.helpers.workspace import CLINIC, own_handout, write


def files(results: tuple[Any, ...]) -> list[str]:
    return [Path(place).name for result in results for place in result.places]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = own_handout(tmp_path / "w")
    write(folder / "clinic_profiles/other.yaml", CLINIC.replace("Test", "Other"))
    return folder


@pytest.mark.parametrize("workers", [1, 2])
def test_written_then_unchanged_then_one_changed(workspace: Path, tmp_path: Path, workers: int) -> None:
    ask = {"handouts": ["mine"], "workspace": workspace, "workers": workers}
    first = make_many(tmp_path / "out", **ask)
    assert files(first.written) == ["other-mine-en-leaflet.pdf", "test-mine-en-leaflet.pdf"]
    assert (first.unchanged, first.failed) == ((), ())
    for result in first.written:
        assert Path(result.places[0]).read_bytes() == render(result.job.clinic, "mine", workspace=workspace)
    write(workspace / "clinic_profiles/other.yaml", CLINIC.replace("Test", "Quite Another"))
    again = make_many(tmp_path / "out", **ask)
    assert (files(again.written), files(again.unchanged)) == (["other-mine-en-leaflet.pdf"], ["test-mine-en-leaflet.pdf"])
    assert len(make_many(tmp_path / "out", force=True, **ask).written) == 2


def test_one_that_fails_stops_no_other(workspace: Path, tmp_path: Path) -> None:
    write(workspace / "clinic_profiles/bad.yaml", "name: Only\n")
    result = make_many(tmp_path / "out", handouts="mine", workspace=workspace)
    assert len(result.written) == 2
    (failed,) = result.failed
    assert failed.job.clinic == "bad" and failed.places == [] and failed.error
    assert {problem.field for problem in failed.error.problems} == {"city", "phone"}


def test_what_is_asked_for_is_made(workspace: Path, tmp_path: Path) -> None:
    ask: dict[str, Any] = {"handouts": "get-help", "workspace": workspace}
    result = make_many(tmp_path / "out", clinics="te*", templates=["leaflet", "poster"], languages=["en", "es"], paper="a4", **ask)
    assert [(one.job.language, one.job.template, one.job.paper) for one in result.written] == [
        ("en", "leaflet", "a4"), ("en", "poster", "a4"), ("es", "leaflet", "a4"),
    ]  # fmt: skip
    assert [(one.job.language, one.job.template) for one in result.failed] == [("es", "poster")]  # a draft has no room there
    text = make_many(tmp_path / "out", clinics=iter(["test"]), formats=["text", "html"], **ask)
    assert sorted(files(text.written)) == ["test-get-help-en.html", "test-get-help-en.txt"]


@pytest.mark.parametrize("names", ["clinics", "handouts", "templates", "languages", "formats"])
def test_an_empty_list_makes_nothing(workspace: Path, tmp_path: Path, names: str) -> None:
    """To the selection none named means all; who passes an empty list has found none."""
    result = make_many(tmp_path / "out", workspace=workspace, **{names: []})  # type: ignore[arg-type]
    assert (result.written, result.unchanged, result.failed) == ((), (), ())
    assert not (tmp_path / "out").exists()


def test_damage_is_found_when_asked_for(workspace: Path, tmp_path: Path) -> None:
    ask: dict[str, Any] = {"handouts": "mine", "clinics": "test", "workspace": workspace}
    (made,) = make_many(tmp_path / "out", **ask).written
    Path(made.places[0]).write_bytes(b"X" * Path(made.places[0]).stat().st_size)
    assert len(make_many(tmp_path / "out", verify=True, **ask).written) == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"clinics": "nobody"}, "there is no clinic 'nobody'"), ({"handouts": ["nothing"]}, "there is no handout 'nothing'"),
        ({"languages": "xx"}, "is not there in language 'xx'"), ({"templates": "large"}, "there is no template 'large'"),
        ({"paper": "a5"}, "no paper 'a5'"), ({"formats": ["pdf", "docx"]}, "no format 'docx'"), ({"workers": -1}, "-1 workers"),
        ({"bleed": "3 miles"}, "is not a length"), ({"workspace": "not here"}, "is not a folder"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_before_anything_is_made(tmp_path: Path, wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(HandoutError, match=message):
        make_many(tmp_path / "out", **wrong)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    with pytest.raises(HandoutError, match="stands where a folder should be"):
        make_many(write(tmp_path / "file", "in the way"), clinics="harbor-spine", handouts="get-help")
