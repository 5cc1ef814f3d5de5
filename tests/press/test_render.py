"""One leaflet as bytes, and which leaflets a selection asks for."""

from __future__ import annotations

import datetime
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

import handoutpress
from handoutpress.content.library import Library
from handoutpress.errors import ExitCode, HandoutError, InvalidSource, NotFound, OutputFailed, UsageError
from handoutpress.merge.moves import templates_for
from handoutpress.press import render
from handoutpress.press.select import select_jobs
from tests.helpers.processes import python
from tests.helpers.workspace import CLINIC, own_handout, workspace, write


def width(pdf: bytes) -> float:
    with pikepdf.open(BytesIO(pdf)) as document:
        return float(document.pages[0].mediabox[2])


# -- render ----------------------------------------------------------------------------------------


def test_importing_the_package_costs_nothing() -> None:
    program = "import sys, handoutpress; print([name for name in ('pydantic', 'reportlab', 'yaml') if name in sys.modules])"
    assert python(program).strip() == b"[]"


def test_render_is_offered_by_the_package() -> None:
    assert handoutpress.render is render.render
    with pytest.raises(AttributeError):
        handoutpress.nothing_of_that_name  # noqa: B018


def test_same_input_same_bytes() -> None:
    first = render.render("fairview-back-care", "get-help")
    assert first.startswith(b"%PDF-")
    assert render.render("fairview-back-care", "get-help") == first
    assert render.render("fairview-back-care", "get-help", date=datetime.date(2030, 1, 2)) != first


def test_a_workspace_may_be_a_path_or_a_name(tmp_path: Path) -> None:
    workspace(tmp_path)
    assert render.render("test", "get-help", workspace=str(tmp_path)) == render.render("test", "get-help", workspace=tmp_path)


def test_a_clinic_may_be_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "my.yaml", CLINIC)
    assert render.render(path, "get-help").startswith(b"%PDF-")


def test_paper_is_the_one_asked_for() -> None:
    assert width(render.render("fairview-back-care", "get-help", paper="a4")) == pytest.approx(595.28, abs=0.01)
    assert width(render.render("fairview-back-care", "get-help", paper="letter")) == 612


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        ({"paper": "legal"}, UsageError, "letter, a4"),
        ({"clinic": "harbor-spin"}, NotFound, "Did you mean harbor-spine"),
        ({"handout": "get-hlp"}, NotFound, "Did you mean get-help"),
        ({"template": "leeflet"}, NotFound, "Did you mean leaflet"),
        ({"language": "xx"}, NotFound, "Written so far: en"),
        ({"workspace": "no-such-folder"}, NotFound, "is not a folder"),
    ],
)
def test_what_is_wrong_is_said_with_its_mend(wrong: dict[str, str], error: type[HandoutError], says: str) -> None:
    asked = {"clinic": "harbor-spine", "handout": "get-help", **wrong}
    with pytest.raises(error) as caught:
        render.render(**asked)  # type: ignore[arg-type]
    assert says in str(caught.value)
    assert caught.value.exit_code not in (ExitCode.OK, ExitCode.BUG)


def test_a_wrong_profile_names_every_problem(tmp_path: Path) -> None:
    workspace(tmp_path, "name: Test Clinic\nphnoe: 1\n")
    with pytest.raises(InvalidSource) as caught:
        render.render("test", "get-help", workspace=tmp_path)
    assert {problem.field for problem in caught.value.problems} >= {"city", "phnoe"}
    assert all(problem.place for problem in caught.value.problems)


# -- plan ------------------------------------------------------------------------------------------


def test_nothing_named_means_every_handout_for_every_clinic() -> None:
    library = Library()
    jobs = select_jobs(library)
    assert {(job.clinic, job.handout) for job in jobs} == {(c, h) for c in library.clinics() for h in library.handouts()}
    assert {(job.language, job.template) for job in jobs} == {("en", "leaflet")}
    assert len({job.file_name for job in jobs}) == len(jobs)


def test_all_of_everything_has_a_file_each() -> None:
    library = Library()
    jobs = select_jobs(library, languages=["all"], templates=["all"])
    sheets = sum(len(library.languages(one)) * len(templates_for(library, one)) for one in library.handouts())
    assert len(jobs) == len(library.clinics()) * sheets
    assert len({job.file_name for job in jobs}) == len(jobs)


def test_patterns_and_names_said_twice() -> None:
    library = Library()
    jobs = select_jobs(library, clinics=["harbor-*", "harbor-spine"], handouts=["get-help", "get-*"], languages=["en", "en"])
    assert [(job.clinic, job.handout) for job in jobs] == [("harbor-spine", "get-help")]


def test_an_id_with_pattern_signs_is_found_by_its_name(tmp_path: Path) -> None:
    workspace(tmp_path, clinic_profiles__two="name: A B\n")
    write(tmp_path / "clinic_profiles" / "a[1].yaml", CLINIC)
    jobs = select_jobs(Library(tmp_path), clinics=["a[1]"], handouts=["get-help"])
    assert [job.clinic for job in jobs] == ["a[1]"]


@pytest.mark.parametrize("selection", [{"clinics": ["zz"]}, {"handouts": ["zz"]}, {"templates": ["zz"]}, {"languages": ["zz"]}])
def test_an_unknown_name_is_refused(selection: dict[str, list[str]]) -> None:
    with pytest.raises(NotFound, match="zz"):
        select_jobs(Library(), **selection)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "clinics",
    [("sunny-clinic", "sunny clinic"), ("clinica-sol", "clínica-sol"), ("x" * 160 + "1", "x" * 160 + "2")],
    ids=["signs", "accents", "length"],
)
def test_two_leaflets_never_become_one_file(tmp_path: Path, clinics: tuple[str, str]) -> None:
    """One clinic's leaflet would silently take the other's place."""
    for clinic in clinics:
        write(tmp_path / "clinic_profiles" / f"{clinic}.yaml", CLINIC)
    with pytest.raises(OutputFailed) as caught:
        select_jobs(Library(tmp_path), handouts=["get-help"])
    assert all(clinic in str(caught.value) for clinic in clinics)
    assert len(select_jobs(Library(tmp_path), clinics=clinics[:1], handouts=["get-help"])) == 1


def test_ids_that_run_into_each_other_are_seen(tmp_path: Path) -> None:
    """`test` + `get-help` and `test-get` + `help`: ids are joined by the dash they may hold."""
    own_handout(tmp_path)
    write(tmp_path / "clinic_profiles" / "test-get.yaml", CLINIC)
    for name, text in {"handouts/help.yaml": "mine.yaml", "handouts/titles/help/en.yaml": "titles/mine/en.yaml"}.items():
        write(tmp_path / name, (tmp_path / "handouts" / text).read_text("utf-8"))
    with pytest.raises(OutputFailed, match="get-help for test, and help for test-get"):
        select_jobs(Library(tmp_path), handouts=["get-help", "help"])


def test_two_files_of_one_name_are_seen(tmp_path: Path) -> None:
    paths = [str(write(tmp_path / folder / "my.yaml", CLINIC)) for folder in ("a", "b")]
    with pytest.raises(OutputFailed, match=r"my-get-help-en-leaflet\.pdf"):
        select_jobs(Library(), clinics=paths, handouts=["get-help"])


def test_the_documented_call_works_in_a_process_of_its_own() -> None:
    program = "import handoutpress; print(handoutpress.render('fairview-back-care', 'get-help')[:5].decode())"
    assert python(program).strip() == b"%PDF-"
    done = subprocess.run(
        [sys.executable, "-c", "import handoutpress.press.render"], cwd=Path(render.__file__).parents[1], check=False
    )
    assert done.returncode == 0
