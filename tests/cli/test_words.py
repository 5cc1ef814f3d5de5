"""What the program asks, tells and explains, as the front desk reads it."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from handoutpress.cli import app, common
from handoutpress.errors import ExitCode
from handoutpress.support import optional_parts
from tests.conftest import Run
from tests.helpers.processes import python
from tests.helpers.workspace import workspace, write

ROOT = Path(__file__).resolve().parents[2]


class Typing(io.StringIO):
    """Somebody at a terminal."""

    def isatty(self) -> bool:
        return True


def answers(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", Typing("".join(f"{line}\n" for line in lines)))


def test_an_answer_that_will_not_do_is_asked_for_again(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "x", "Ab Cd", "Xtown, CA", "call us", "555-0142", "(707) 555-0142")
    code, out, err = run("new", "clinic", "--workspace", tmp_path)
    assert code == 0
    assert "The name is shorter than 2 characters. Write it out." in err
    assert err.count("The phone is not a phone number. Write it with its area code") == 2
    assert out.strip().endswith("clinic_profiles/ab-cd.yaml")


def test_quotation_marks_copied_along_are_dropped(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, " “Zoë’s Spine: #1” ", '"Xtown"', "'(707) 555-0142'")
    assert run("new", "clinic", "--workspace", tmp_path)[0] == 0
    code, out, _ = run("show", "clinic", "zoes-spine-1", "--workspace", tmp_path)
    assert code == 0
    assert "name: Zoë’s Spine: #1\ncity: Xtown\nphone: (707) 555-0142\n" in out


def test_stopping_at_a_question(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch)
    code, out, err = run("new", "clinic", "--workspace", tmp_path)
    assert (code, out) == (ExitCode.INTERRUPTED, "")
    assert err.endswith("\nStopped.\n")
    assert list(tmp_path.iterdir()) == []


def test_a_program_without_any_input_names_what_is_missing(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    code, _, err = run("new", "clinic", "--workspace", tmp_path, "--name", "Ab")
    assert code == ExitCode.USAGE
    assert err == "Error: --city, --phone are missing. Give them as options, or run this in a terminal and it will ask.\n"


def test_a_phone_of_another_country_makes_a_clinic_there(tmp_path: Path, run: Run) -> None:
    code, _, _ = run("new", "clinic", "--name", "Ab", "--city", "Leeds", "--phone", "+44 20 7946 0000", "--workspace", tmp_path)
    assert code == 0
    assert "country: GB\n" in (tmp_path / "clinic_profiles/ab.yaml").read_text("utf-8")
    text = run("make", "get-help", "--format", "text", "-o", "-", "--workspace", tmp_path)[1]
    assert "+44 20 7946 0000" in text and "Call 999" in text


def test_a_phone_across_the_border_is_printed_with_its_code(tmp_path: Path, run: Run) -> None:
    profile = "name: Ab\ncity: Xtown\nphone: +44 20 7946 0000\ncountry: US\n"
    (tmp_path / "clinic_profiles").mkdir()
    (tmp_path / "clinic_profiles" / "ab.yaml").write_text(profile, "utf-8")
    text = run("make", "get-help", "--format", "text", "-o", "-", "--workspace", tmp_path)[1]
    assert "+44 20 7946 0000" in text


def test_what_comes_next_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.executable", str(python))
    monkeypatch.setattr("sys.argv", ["generate.py"])
    assert common.command().replace("\\", "/") == ".venv/bin/python generate.py"
    monkeypatch.setattr("sys.argv", [str(tmp_path / "my tools" / "generate.py")])
    assert common.command().replace("\\", "/") == '.venv/bin/python "my tools/generate.py"'
    monkeypatch.setattr("sys.argv", [str(tmp_path / "site-packages" / "handoutpress" / "__main__.py")])
    assert common.command().replace("\\", "/") == ".venv/bin/python -m handoutpress"
    installed = write(tmp_path / ".venv" / "bin" / "handouts", "")
    installed.chmod(0o755)
    monkeypatch.setattr("sys.argv", [str(installed)])
    assert common.command().replace("\\", "/") == ".venv/bin/handouts"  # no shell finds it by its name alone
    monkeypatch.setenv("PATH", str(installed.parent))
    assert common.command() == "handouts"


def test_the_next_step_works_as_it_is_told(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a new folder to leaflets by nothing but what the program says, without leaving the folder one stands in."""
    monkeypatch.chdir(tmp_path)
    told = run("new", "workspace", "our folder")[2]
    step = shlex.split(told.partition("Next: ")[2])
    step = step[step.index("generate.py") + 1 :]
    assert step[-2:] == ["new", "clinic"]
    told = run(*step, "--name", "Ab Cd", "--city", "Xtown", "--phone", "(707) 555-0142")[2]
    step = shlex.split(told.partition("Next: ")[2])
    code, out, err = run(*step[step.index("generate.py") + 1 :])
    assert code == 0, err
    assert len(out.splitlines()) == 8 and all(line.startswith("our folder/out/ab-cd-") for line in out.splitlines())


def commands(found: object) -> list[list[str]]:
    below = getattr(found, "commands", {})
    return [[], *([name, *rest] for name, one in below.items() for rest in commands(one))]


def test_help_is_for_people(run: Run) -> None:
    """Nothing is cut short, and options take a CLINIC, not a <list[str]>."""
    for command in commands(app.program()):
        code, out, _ = run(*command, "--help")
        assert code == 0
        assert not re.search(r"<(str|path|list|int)\b|%Y|=x|x>=|\{", out), command
        assert not re.search(r"\S\.\.\.$", out.partition("\n")[2].replace("MD ...", ""), re.MULTILINE), command


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("show", "KIND is missing. There are: handout, clinic, template, figure."),
        ("show hand", "KIND: there is no 'hand'. There are: handout, clinic, template, figure."),
        ("print", "HANDOUT is missing."),
        ("new section x", "--in is missing."),
        ("new clinic x", 'too much is said: x. Leave it out, or put words that belong together in quotes: "two words".'),
        ("make --jobs 999", "--jobs: 256 is the most it may be."),
        ("print get-help -n 0", "--copies: 1 is the least it may be."),
        ("serve --port x", "--port: that is not a number."),
        ("make --papr a4", "No such option: --papr. Did you mean --paper?"),
        ("make -c", "what belongs after -c is missing."),
        (
            "review sign get-help --name Ab --title DC --on 9000-01-01",
            "9000-01-01 is a day to come. Give the day it was read with --on, or leave it out.",
        ),
        ("make -w", "what belongs after -w is missing."),
    ],
)
def test_a_slip_is_told_in_plain_words(typed: str, told: str, run: Run) -> None:
    code, out, err = run(*typed.split())
    assert (code, out, err.splitlines()[0]) == (ExitCode.USAGE, "", f"Error: {told}")
    if typed.split()[:2] != ["review", "sign"]:  # its words are understood
        step = shlex.split(err.rpartition("See what it takes:  ")[2])
        assert run(*step[step.index("generate.py") + 1 :])[1].startswith("Usage: ")


def test_a_date_that_is_none_is_told_by_example(run: Run) -> None:
    code, _, err = run("make", "get-help", "--date", "tomorrow")
    assert code == ExitCode.USAGE
    assert "--date: 'tomorrow' is not a date. Write it as 2026-07-31." in err


def test_the_samples_are_not_taken_for_ones_own(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run("make", "get-help", "--clinic", "my-clinic")
    assert code == ExitCode.MISSING
    assert "using the sample clinics" in err and "--workspace" in err


def test_the_counter_fits_narrow_windows_and_old_consoles(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    common.counter("Making leaflets: 12 of 1000 (25 a second, 40 s to go)")
    common.counter("")
    err = capsys.readouterr().err
    assert "\033" not in err
    assert all(len(part) < 30 for part in err.split("\r"))


def test_bytes_that_are_no_text_are_asked_for_again(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "Caf\udce9", "Cafe", "Xtown", "(707) 555-0142")  # as Python reads a Latin-1 byte in a UTF-8 terminal
    code, _, err = run("new", "clinic", "--workspace", tmp_path)
    assert code == 0
    assert "The name has a character that cannot be seen" in err


def test_a_word_processors_file_is_not_made_into_a_folder(tmp_path: Path, run: Run) -> None:
    code, _, err = run("make", "get-help", "--clinic", "harbor-spine", "-o", tmp_path / "leaflet.docx")
    assert code == ExitCode.USAGE
    assert "not made as .docx. Let the name end in .pdf" in err
    assert list(tmp_path.iterdir()) == []


def test_an_option_with_two_names_is_named_once(run: Run) -> None:
    code, _, err = run("make", "get-help", "--format", "pgn")
    assert code == ExitCode.USAGE
    assert err.startswith("Error: --format: there is no 'pgn'. There are: pdf, html, text, png.\n")


def test_a_folder_that_cannot_be_is_named_and_nothing_inside_it(tmp_path: Path, run: Run) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    code, _, err = run("make", "get-help", "--clinic", "harbor-spine", "-o", tmp_path / "file" / "out")
    assert code == ExitCode.OUTPUT
    assert f"{(tmp_path / 'file' / 'out').as_posix()}: it cannot be written: a file stands where a folder should be" in err


def test_every_line_of_a_new_profile_may_be_used(tmp_path: Path, run: Run) -> None:
    assert run("new", "clinic", "--name", "Ab Cd", "--city", "Xtown", "--phone", "(707) 555-0142", "--workspace", tmp_path)[0] == 0
    file = tmp_path / "clinic_profiles" / "ab-cd.yaml"
    text = re.sub(r"^# ([a-z]+:|  - )", r"\1", file.read_text("utf-8"), flags=re.MULTILINE)
    file.write_text(re.sub(r"^logo:.*\n", "", text, flags=re.MULTILINE), "utf-8")
    code, out, err = run("show", "clinic", "ab-cd", "--workspace", tmp_path)
    assert code == 0, err
    assert all(f"\n{field}: " in out for field in ("address", "hours", "website", "booking", "services", "brand"))
    assert run("make", "get-help", "--workspace", tmp_path)[0] == 0


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("handouts ma", ["make"]),
        ("handouts make --cli", ["--clinic", "--clinics-from"]),
        ("handouts list ser", ["services"]),
        ("handouts make get-", ["get-help"]),
        ("handouts make -c harb", ["harbor-spine"]),
        ("handouts print get-help -t tri", ["trifold"]),
        ("handouts review show -l e", ["en", "es"]),
        ("handouts show figure wal", ["walk", "walk-cane"]),
        ("handouts show clinic harb", ["harbor-spine"]),
        ("handouts new section x --in your", ["your-visit"]),
        ("handouts -w {home} make -c ", ["test"]),
        ("handouts -w {home}/none make -c ", []),
        ("handouts -w {home}/broken make -c ", []),
    ],
)
def test_the_shell_completes_what_is_begun(typed: str, offered: list[str], tmp_path: Path) -> None:
    workspace(tmp_path, **{"broken__handouts__red_flags__en": "no"})
    typed = typed.replace("{home}", str(tmp_path))
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" ")), "_HANDOUTS_COMPLETE": "complete_bash"}
    program = "import sys; sys.argv = ['handouts']; from handoutpress.cli.app import main; main()"
    assert python(program, **words).decode().split() == offered


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_the_completion_that_is_installed_works_in_a_shell(tmp_path: Path) -> None:
    """The script goes into the home folder, and a shell that reads it completes the command, by its name or its path."""
    program = tmp_path / "my bin" / "handouts"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nfrom handoutpress.cli.app import main\nmain()\n", "utf-8")
    program.chmod(0o755)
    path = os.pathsep.join([str(program.parent), os.environ["PATH"]])
    around = {**os.environ, "HOME": str(tmp_path), "PATH": path, "PYTHONPATH": str(Path(common.__file__).parents[2])}
    shell = ["bash", "--norc", "-c"]
    done = subprocess.run([*shell, "handouts --install-completion; true"], env=around, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    press = 'source ~/.bashrc; COMP_WORDS=(handouts make --cli); COMP_CWORD=2; $(complete -p handouts | sed "s/.*-F //;s/ .*//") handouts'
    done = subprocess.run([*shell, f'{press}; echo "${{COMPREPLY[@]}}"'], env=around, capture_output=True, encoding="utf-8")
    assert done.stdout.split()[:1] == ["--clinic"], done.stderr


@pytest.mark.parametrize("option", ["--install-completion", "--show-completion"])
def test_completion_of_a_script_is_refused_with_what_to_type(
    option: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    code, out, err = run(option)
    assert (code, out) == (ExitCode.USAGE, "")
    assert f"Type: {optional_parts.install_command()}   and then: " in err and err.rstrip(".\n").endswith(f"handouts {option}")
    assert not list(tmp_path.iterdir())


WAYS = {"a script": [str(ROOT / "generate.py")], "the package": ["-m", "handoutpress"]}


@pytest.mark.parametrize(
    ("typed", "command"),
    [("mak", ""), ("review sing", "review"), ("list handuts", "list"), ("make -c", "make"), ("review sign --on x", "review sign")],
)
@pytest.mark.parametrize("way", WAYS)
def test_a_hint_is_the_command_in_use(way: str, typed: str, command: str) -> None:
    around = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, *WAYS[way], *typed.split()], capture_output=True, encoding="utf-8", env=around, cwd=ROOT)
    hint = shlex.split(done.stderr.rpartition("See what it takes:  ")[2])
    assert done.returncode == ExitCode.USAGE and hint.count("-m") == (way == "the package"), done.stderr
    done = subprocess.run(hint, capture_output=True, encoding="utf-8", env=around, cwd=ROOT)
    assert done.returncode == ExitCode.OK and re.match(rf"Usage: [\w. -]*{command} \[OPTIONS\]", done.stdout), done.stdout
