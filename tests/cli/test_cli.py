"""The command line as a person types it: what is made, what is said, how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from handoutpress import __version__
from handoutpress.cli import app
from handoutpress.errors import ExitCode
from tests.conftest import Run
from tests.helpers.workspace import CLINIC, workspace

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = tuple(app.NAMES)


def test_help_names_every_command(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == ExitCode.OK
    assert all(f"\n  {command} " in out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, run: Run) -> None:
    code, out, _ = run(command, "--help")
    assert code == ExitCode.OK
    assert "Usage:" in out


def test_version(run: Run) -> None:
    assert run("--version")[1] == f"handoutpress {__version__}\n"


def test_make_everything_for_ones_own_clinics(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace(tmp_path))
    code, out, err = run("make")
    assert code == ExitCode.OK
    made = out.split()
    assert len(made) == 8
    assert all(Path(name).read_bytes().startswith(b"%PDF") and name.startswith("out/test-") for name in made)
    assert "Made 8 leaflets in out" in err


def test_make_one_file(tmp_path: Path, run: Run) -> None:
    target = tmp_path / "new" / "leaflet.pdf"
    code, out, _ = run("make", "get-help", "--clinic", "harbor-spine", "-o", target)
    assert (code, out.strip()) == (ExitCode.OK, str(target))
    assert target.read_bytes().startswith(b"%PDF")


def test_make_to_stdout() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "generate.py", "make", "get-help", "-c", "fairview-back-care", "-o", "-"],
        capture_output=True,
        check=True,
    )
    assert done.stdout.startswith(b"%PDF-1.7")
    assert done.stdout.rstrip().endswith(b"%%EOF")
    assert done.stderr == b""


def test_many_leaflets_do_not_go_into_one_file(run: Run, tmp_path: Path) -> None:
    code, _, err = run("make", "get-help", "-o", tmp_path / "a.pdf")
    assert code == ExitCode.USAGE
    assert "do not go into one file" in err
    assert not list(tmp_path.iterdir())


def test_json_says_what_was_made(tmp_path: Path, run: Run) -> None:
    workspace(tmp_path, clinic_profiles__bad="name: A\n")
    code, out, _ = run("make", "get-help", "--workspace", tmp_path, "--json")
    assert code == ExitCode.PARTIAL
    found = {entry["clinic"]: entry for entry in json.loads(out)}
    assert found["test"]["problems"] == []
    assert Path(found["test"]["file"]).is_file()
    assert found["bad"]["file"] is None
    assert found["bad"]["problems"][0]["line"] == 1
    assert (found["test"]["why"], found["bad"]["why"]) == ("new", None)  # the reason it was made: one was not


def test_unknown_names_say_what_there_is(run: Run) -> None:
    code, _, err = run("make", "gethelp")
    assert code == ExitCode.MISSING
    assert "Did you mean get-help" in err
    code, _, err = run("make", "get-help", "--clinic", "zzz")
    assert code == ExitCode.MISSING
    assert "There are: " in err and "harbor-spine" in err
    code, _, err = run("make", "get-help", "--template", "trifld")
    assert code == ExitCode.MISSING
    assert "Did you mean trifold" in err


def test_unknown_command_and_option(run: Run) -> None:
    code, _, err = run("mak")
    assert code == ExitCode.USAGE
    assert "Did you mean 'make'?" in err
    assert run("make", "--papr", "a4")[0] == ExitCode.USAGE


def test_quiet_and_verbose_at_either_end(tmp_path: Path, run: Run) -> None:
    for arguments in (("-q", "make", "get-help"), ("make", "get-help", "-q")):
        code, _, err = run(*arguments, "-c", "fairview-back-care", "-o", tmp_path)
        assert (code, err) == (ExitCode.OK, "")


def test_list_and_show(run: Run) -> None:
    code, out, _ = run("list", "--json")
    assert code == ExitCode.OK
    listed = json.loads(out)
    assert {entry["id"] for entry in listed["handouts"]} >= {"back-spasm-first-aid", "your-visit"}
    assert {entry["id"] for entry in listed["templates"]} >= {"leaflet", "trifold", "poster", "large-print"}
    code, out, err = run("show", "handout", "get-help", "--clinic", "cedar-family-pt")
    assert code == ExitCode.OK
    assert "Cedar Family Physical Therapy" in out and "Call 911" in out
    assert err.startswith("Its sections: ") and "getting-help" in err
    code, out, _ = run("show", "clinic", "harbor-spine")
    assert "services: " in out


def test_show_a_figure_as_picture(tmp_path: Path, run: Run) -> None:
    code, out, _ = run("show", "figure", "walk", "--png", tmp_path / "walk.png")
    assert code == ExitCode.OK
    assert (tmp_path / "walk.png").read_bytes().startswith(b"\x89PNG")
    assert "walk" in out


def test_new_clinic_never_writes_over(tmp_path: Path, run: Run) -> None:
    answers = ("--name", "Back: 4 U", "--city", "Xtown, CA", "--phone", "707 555 0199")
    code, _out, err = run("new", "clinic", *answers, "--workspace", tmp_path)
    assert code == ExitCode.OK, err
    path = tmp_path / "clinic_profiles" / "back-4-u.yaml"
    before = path.read_bytes()
    assert "make --clinic back-4-u" in err
    code, _, err = run("new", "clinic", *answers, "--workspace", tmp_path)
    assert code == ExitCode.OUTPUT
    assert "is there already" in err
    assert path.read_bytes() == before
    assert run("make", "get-help", "--workspace", tmp_path)[0] == ExitCode.OK


def test_new_clinic_says_what_is_wrong(tmp_path: Path, run: Run) -> None:
    code, _, err = run("new", "clinic", "--name", "A B", "--city", "C", "--phone", "1", "--workspace", tmp_path)
    assert code == ExitCode.INVALID
    assert "phone: is not a phone number" in err and "city: is shorter than 2" in err
    assert not list(tmp_path.iterdir())


def test_new_clinic_without_a_terminal_names_what_is_missing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "generate.py", "new", "clinic", "--name", "A B"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == ExitCode.USAGE
    assert "--city, --phone are missing" in done.stderr


def test_new_workspace_works_at_once(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "mine"
    assert run("new", "workspace", folder)[0] == ExitCode.OK
    code, _, err = run("make", "get-help", "--workspace", folder)
    assert code == ExitCode.OK, err
    code, _, err = run("new", "workspace", folder)
    assert code == ExitCode.OUTPUT


def test_schema_is_json(run: Run) -> None:
    code, out, _ = run("schema", "clinic")
    assert code == ExitCode.OK
    assert set(json.loads(out)["required"]) == {"name", "city", "phone"}
    assert run("schema", "clinc")[0] == ExitCode.MISSING


def test_check_is_content_with_what_is_shipped(run: Run) -> None:
    code, out, err = run("check", "--today", "2026-11-24")
    assert code == ExitCode.OK, out
    assert {line.rpartition("[")[2] for line in out.splitlines()} <= {"draft-translation]", "sign-off]", "unused-figure]"}
    assert "0 errors" in err


def test_check_finds_and_explains(tmp_path: Path, run: Run) -> None:
    text = "heading: The days ahead\nkey_message: It will heal you.\nblocks:\n  - paragraph: We guarantee it in 3 days.\n"
    workspace(tmp_path, handouts__sections__heat__en=text)
    code, out, _ = run("check", "--workspace", tmp_path, "--today", "2026-11-24")
    assert code == ExitCode.CHECK
    assert "heat/en.yaml:2:" in out and "[banned-claim]" in out and "[raw-number]" in out
    code, out, _ = run(
        "check", "--workspace", tmp_path, "--ignore", "banned-claim", "--ignore", "safety-floor", "--select", "banned-claim"
    )
    assert (code, out) == (ExitCode.OK, "")
    code, out, _ = run("check", "--workspace", tmp_path, "--format", "sarif")
    results = json.loads(out)["runs"][0]["results"]
    assert {result["ruleId"] for result in results} >= {"banned-claim", "raw-number"}
    code, out, _ = run("check", "--explain", "banned-claim")
    assert "Why:" in out
    assert run("check", "--explain", "bannd")[0] == ExitCode.USAGE


def test_check_reports_broken_files(tmp_path: Path, run: Run) -> None:
    workspace(tmp_path, CLINIC + "brnad: '#fff'\n")
    code, out, _ = run("check", "--workspace", tmp_path)
    assert code == ExitCode.INVALID
    assert "Did you mean brand?" in out


def test_sign_off_shows_in_the_footer_until_the_text_changes(tmp_path: Path, run: Run) -> None:
    workspace(tmp_path)
    before = run("show", "handout", "get-help", "--workspace", tmp_path)[1]
    assert "Reviewed by" not in before
    code, _, err = run(
        "review", "sign", "get-help", "--name", "Ann Lee", "--title", "DC", "--on", "2026-11-24", "--workspace", tmp_path
    )
    assert code == ExitCode.OK, err
    after = run("show", "handout", "get-help", "--workspace", tmp_path)[1]
    assert "Reviewed by Ann Lee, DC, November 2026 · Next review November 2028" in after
    changed = "heading: When to book\nkey_message: Book if it stays.\nblocks:\n  - paragraph: Book a visit.\n"
    workspace(tmp_path, handouts__sections__getting_help__en=changed)
    (tmp_path / "handouts/sections/getting_help").rename(tmp_path / "handouts/sections/getting-help")
    assert "Reviewed by" not in run("show", "handout", "get-help", "--workspace", tmp_path)[1]
    listed = json.loads(run("review", "list", "--json", "--workspace", tmp_path)[1])
    assert {entry["state"] for entry in listed if entry["handout"] == "get-help" and entry["language"] == "en"} == {"changed"}


def test_a_translation_needs_its_translator(tmp_path: Path, run: Run) -> None:
    workspace(tmp_path)
    code, _, err = run("review", "sign", "get-help", "--language", "es", "--name", "A B", "--title", "DC", "--workspace", tmp_path)
    assert code == ExitCode.USAGE
    assert "a translation needs its translator's signature too. Give --translator and --translator-title." in err
    assert not (tmp_path / "reviews").exists()


def test_doctor(run: Run) -> None:
    code, out, _ = run("doctor")
    assert code == ExitCode.OK
    assert "BAD" not in out


def test_output_folder_that_cannot_be_written(tmp_path: Path, run: Run) -> None:
    (tmp_path / "file").write_text("x")
    code, _, err = run("make", "get-help", "-c", "fairview-back-care", "-o", tmp_path / "file")
    assert code == ExitCode.OUTPUT
    assert "a file stands where a folder should be" in err
