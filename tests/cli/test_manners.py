"""How the program behaves: where it writes, how it ends, what it says to a person and to a program."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from handoutpress.cli.common import counted
from handoutpress.errors import ExitCode, HandoutError
from tests.conftest import Run
from tests.helpers.processes import python
from tests.helpers.workspace import CLINIC, workspace, write

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = ("--name", "Ab Cd", "--city", "Xtown, CA", "--phone", "707 555 0199")


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# -- start-up --------------------------------------------------------------------------------------


def test_help_loads_nothing_heavy() -> None:
    heavy = ("reportlab", "pydantic", "yaml", "rich", "phonenumbers", "PIL", "markdown_it")
    program = f"import sys, handoutpress.cli.app; print([name for name in {heavy} if name in sys.modules])"
    assert python(program).strip() == b"[]"


# -- how it ends -----------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="pipes close otherwise on Windows")
@pytest.mark.parametrize("buffered", ["", "1"])
@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["list"]])
def test_nobody_reading_is_no_error(arguments: list[str], buffered: str) -> None:
    """`list | head -1`: quiet, and no exit code of a bug."""
    read, written = os.pipe()
    os.close(read)
    command = [sys.executable, str(ROOT / "generate.py"), *arguments]
    done = subprocess.run(command, stdout=written, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": buffered})
    os.close(written)
    assert (done.returncode, done.stderr) == (ExitCode.OK, b"")


def test_stopping_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("handoutpress.content.json_schemas.schema", stopped)
    code, out, err = run("schema", "clinic")
    assert (code, out, err.strip()) == (ExitCode.INTERRUPTED, "", "Stopped.")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here that is always full")
@pytest.mark.parametrize("arguments", [["list"], ["make", "get-help", "-c", "harbor-spine", "-o", "-"]])
def test_stdout_on_a_full_disk(arguments: list[str]) -> None:
    command = [sys.executable, str(ROOT / "generate.py"), *arguments]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8")
    assert done.returncode == ExitCode.OUTPUT
    assert done.stderr == "Error: what was asked for cannot be written: the disk is full. Make room, or write to another place.\n"


@pytest.mark.parametrize("locked", ["work", "handouts", "clinic_profiles"])
def test_a_folder_nobody_may_open_is_named(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, locked: str) -> None:
    home = workspace(tmp_path / "work", handouts__none="")
    monkeypatch.setattr("os.access", lambda path, mode: Path(path).name != locked)  # root may open all
    code, out, err = run("list", "-w", home)
    assert (code, out) == (ExitCode.MISSING, "")
    assert err.startswith("Error: the folder ") and f"{locked} cannot be read. Check that you may open it." in err


def test_a_file_deep_inside_that_may_not_be_opened_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "handouts/sections/x/en.yaml")

    monkeypatch.setattr("handoutpress.content.json_schemas.schema", locked)
    code, out, err = run("schema", "clinic")
    assert (code, out) == (ExitCode.MISSING, "")
    assert err == "Error: handouts/sections/x/en.yaml: it cannot be opened: no permission. Check that you may open it.\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a folder that is in use")
def test_a_window_whose_folder_is_gone(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    code, out, err = run("list", "clinics")
    assert (code, out) == (ExitCode.MISSING, "")
    assert err.startswith("Error: the folder this window stands in is not there any more.")


def test_a_bug_is_one_message_and_a_traceback_when_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by nought, <rosa.diaz@patients.example.org> says")

    monkeypatch.delenv("HANDOUTPRESS_DEBUG", raising=False)
    monkeypatch.setattr("handoutpress.content.json_schemas.schema", broken)
    code, out, err = run("schema", "clinic")
    assert (code, out) == (ExitCode.BUG, "")
    assert "ZeroDivisionError: by nought" in err and "-v" in err and "Traceback" not in err
    monkeypatch.setenv("HANDOUTPRESS_DEBUG", "1")
    code, out, err = run("schema", "clinic")
    assert (code, out) == (ExitCode.BUG, "")
    assert "Traceback" in err and "by nought, <(address)> says" in err


def test_an_address_typed_in_the_wrong_place_is_not_repeated(run: Run) -> None:
    code, _, err = run("show", "handout", "rosa.diaz@patients.example.org")
    assert code == ExitCode.MISSING and "rosa" not in err and "holds an @" in err
    code, _, err = run("make", "--rosa.diaz@patients.example.org")
    assert code == ExitCode.USAGE and "rosa" not in err, err


@pytest.mark.parametrize(
    "kind", sorted(HandoutError.__subclasses__(), key=lambda kind: kind.__name__), ids=lambda kind: kind.__name__
)
def test_every_kind_of_error_has_its_code(run: Run, monkeypatch: pytest.MonkeyPatch, kind: type[HandoutError]) -> None:
    def failing(*_: object) -> None:
        raise kind("something is wrong", "Mend it")

    monkeypatch.setattr("handoutpress.content.json_schemas.schema", failing)
    assert run("schema", "clinic") == (kind.exit_code, "", "Error: something is wrong. Mend it.\n")


def test_nothing_typed_shows_what_there_is(run: Run) -> None:
    for arguments, heading in (((), "Make leaflets:\n  make "), (("new",), "Commands:\n  section ")):
        code, out, err = run(*arguments)
        assert (code, out) == (ExitCode.USAGE, "")
        assert err.startswith("Usage:") and heading in err and "Error" not in err


def test_usage_errors_are_in_plain_words(run: Run) -> None:
    code, _, err = run("list", "handuts")
    assert code == ExitCode.USAGE
    assert "there is no 'handuts'. There are: handouts," in err and "Value error" not in err


# -- make ------------------------------------------------------------------------------------------


def test_clinics_that_would_share_a_file_are_refused_before_anything_is_written(tmp_path: Path, run: Run) -> None:
    folder = workspace(tmp_path / "w")
    for name in ("sunny-clinic", "sunny clinic"):
        write(folder / "clinic_profiles" / f"{name}.yaml", CLINIC)
    code, out, err = run("make", "get-help", "-w", folder, "-o", tmp_path / "out")
    assert (code, out) == (ExitCode.OUTPUT, "")
    assert "sunny-clinic" in err and "sunny clinic" in err and "another name" in err
    assert not (tmp_path / "out").exists()


def test_clinics_named_in_another_script_each_get_their_leaflet(tmp_path: Path, run: Run) -> None:
    for name in ("клиника", "здоровье"):
        write(tmp_path / "clinic_profiles" / f"{name}.yaml", CLINIC)
    code, out, _ = run("make", "get-help", "-w", tmp_path, "-o", tmp_path / "out")
    assert code == ExitCode.OK
    assert len(set(out.split())) == len(list((tmp_path / "out").glob("*.pdf"))) == 2


def test_one_file_can_be_told_as_json(tmp_path: Path, run: Run) -> None:
    target = tmp_path / "x.pdf"
    code, out, _ = run("make", "get-help", "-c", "fairview-back-care", "-o", target, "--json")
    assert code == ExitCode.OK
    (entry,) = json.loads(out)
    assert (entry["file"], entry["handout"], entry["problems"]) == (str(target), "get-help", [])


def test_a_pdf_and_json_do_not_share_stdout(run: Run) -> None:
    code, out, err = run("make", "get-help", "-c", "fairview-back-care", "-o", "-", "--json")
    assert (code, out) == (ExitCode.USAGE, "")
    assert "cannot both go to stdout" in err


def test_a_folder_in_the_place_of_the_file(tmp_path: Path, run: Run) -> None:
    (tmp_path / "x.pdf").mkdir()
    code, _, err = run("make", "get-help", "-c", "fairview-back-care", "-o", tmp_path / "x.pdf")
    assert code == ExitCode.OUTPUT
    assert "a folder of that name is there" in err


@pytest.mark.parametrize(("flags", "counts"), [((), True), (("-q",), False)])
def test_the_counter_is_for_terminals_and_not_for_quiet(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, flags: tuple[str, ...], counts: bool
) -> None:
    for i in range(4):
        write(tmp_path / "clinic_profiles" / f"c{i}.yaml", CLINIC)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    code, out, err = run("make", "get-help", "-w", tmp_path, "-o", tmp_path / "out", *flags)
    assert code == ExitCode.OK
    assert ("Making leaflets: 2 of 4" in err) is counts
    assert "Making" not in out
    assert counts or err == ""


def test_workspace_from_the_environment(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOUTPRESS_WORKSPACE", str(workspace(tmp_path)))
    listed = json.loads(run("list", "clinics", "--json")[1])
    assert [entry["id"] for entry in listed["clinics"]] == ["test"]
    code, _, err = run("list", "--workspace", tmp_path / "none")
    assert code == ExitCode.MISSING and "is not a folder" in err


# -- list, new, doctor -----------------------------------------------------------------------------


def test_list_languages(run: Run) -> None:
    code, out, _ = run("list", "languages", "--json")
    assert code == ExitCode.OK
    counts = {entry["id"]: int(entry["text"].split()[0]) for entry in json.loads(out)["languages"]}
    handouts = json.loads(run("list", "handouts", "--json")[1])["handouts"]
    assert counts["en"] == len(handouts)


@pytest.mark.parametrize("name", ["../../esc", "{}/esc", "a/b", "a\\b", "CON", "nul", "Ab", "x y", "..", "-"])
def test_an_id_cannot_lead_out_of_the_workspace(tmp_path: Path, run: Run, name: str) -> None:
    folder = tmp_path / "a" / "b"
    workspace(folder)
    before = files(tmp_path)
    code, _, err = run("new", "clinic", f"--id={name.format(tmp_path)}", *ANSWERS, "-w", folder)
    assert code == ExitCode.USAGE
    assert "cannot be a file name" in err
    assert files(tmp_path) == before


def test_the_id_keeps_the_letters_of_a_name_with_accents(tmp_path: Path, run: Run) -> None:
    answers = ("--name", "Clínica Sól", *ANSWERS[2:])
    code, _, err = run("new", "clinic", *answers, "-w", tmp_path)
    assert code == ExitCode.OK
    assert "make --clinic clinica-sol" in err
    assert files(tmp_path) == {"clinic_profiles/clinica-sol.yaml"}


def test_questions_are_not_data(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal("Ab Cd\nXtown, CA\n707 555 0199\n"))
    code, out, err = run("new", "clinic", "-w", tmp_path)
    assert code == ExitCode.OK, err
    assert len(out.splitlines()) == 1 and out.strip().endswith("ab-cd.yaml")
    assert "Clinic name" in err
    assert "name: Ab Cd" in (tmp_path / "clinic_profiles" / "ab-cd.yaml").read_text("utf-8")


def test_a_workspace_is_not_made_over_a_file(tmp_path: Path, run: Run) -> None:
    (tmp_path / "f").write_text("mine")
    code, _, err = run("new", "workspace", tmp_path / "f")
    assert code == ExitCode.OUTPUT
    assert "is a file" in err
    assert (tmp_path / "f").read_text() == "mine"


def test_doctor_tells_the_program_from_the_files(tmp_path: Path, run: Run) -> None:
    """What is wrong with the clinic's files, or where they are, is no reason to install anything."""
    write(tmp_path / "clinic_profiles" / "a.yaml", "name: Only\n")
    code, out, err = run("doctor", "-w", tmp_path)
    assert (code, "BAD" in out) == (ExitCode.OK, False), out + err
    code, out, err = run("doctor", "-w", tmp_path / "none")
    assert code == ExitCode.MISSING
    assert "BAD  workspace" in out and "ok   sample leaflet" in out
    assert "install" not in err


def test_a_broken_template_hides_no_other(tmp_path: Path, run: Run) -> None:
    home = workspace(tmp_path, templates__mine="base: [")
    code, out, _ = run("list", "templates", "-w", home)
    assert code == ExitCode.OK
    assert "mine" in out and "(cannot be read; see why: " in out and "Poster" in out


@pytest.mark.parametrize(("number", "told"), [(0, "0 leaflets"), (1, "1 leaflet"), (1200, "1,200 leaflets")])
def test_what_is_counted_agrees_with_its_number(number: int, told: str) -> None:
    assert counted(number, "leaflet") == told
    assert counted(number, "copy", "copies").endswith(" copy" if number == 1 else " copies")


def test_a_reader_who_answers_otherwise_is_asked_again(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Typing(io.StringIO):
        def isatty(self) -> bool:
            return True

    home = workspace(tmp_path)
    monkeypatch.setattr("sys.stdin", Typing("yes\nmaybe\nyes\n" + "\n" * 40))
    code, _, err = run("review", "sign", "get-help", "--name", "Ana Lee", "--title", "DC", "-w", home)
    assert code == ExitCode.OK, err
    assert err.count("Type yes, no or n/a") == 1
    signed = (home / "reviews" / "get-help-en.yaml").read_text("utf-8")
    assert 'ratings: {pemat-1: "yes"}' in signed


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names of files are characters here")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_names_in_another_code_are_names_too(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, jobs: str) -> None:
    """A folder and a profile named on a computer of another code (a byte that is no UTF-8)."""
    home = workspace(tmp_path / os.fsdecode(b"Gr\xfcn"))
    (home / "clinic_profiles" / "test.yaml").rename(home / "clinic_profiles" / os.fsdecode(b"Gr\xfcn.yaml"))
    monkeypatch.setenv("HANDOUTPRESS_CACHE", str(tmp_path / os.fsdecode(b"k\xfchl")))
    monkeypatch.chdir(home)
    for again in range(2):
        code, out, err = run("make", "get-help", "your-visit", "-j", jobs, "--json")
        assert code == ExitCode.OK, err
        told = json.loads(out)
        assert [Path(entry["file"]).is_file() for entry in told] == [True, True]
        assert [entry["fresh"] for entry in told] == [not again] * 2
    assert json.loads((home / "out" / "manifest.json").read_bytes())
    for _ in range(2):
        assert run("make", "get-help", "-o", tmp_path / "one.pdf")[0] == ExitCode.OK
