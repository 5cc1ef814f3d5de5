"""What commands take: one request object each, options that mean the same said in the same words, help under headings."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer

from handoutpress.cli import app
from handoutpress.cli.commands.email import EmailRequest
from handoutpress.cli.commands.make import MakeRequest
from handoutpress.cli.options import option, takes
from tests.conftest import Run
from tests.helpers.workspace import CLINIC, workspace, write

CLI = Path(app.__file__).parent
MOST_LINES = 40  # of a function
MOST_PARAMETERS = 5
SCREEN = 24
# options that mean another thing in each command
DIFFER = {"--clinic", "--copies", "--format", "--language", "--name", "--open", "--output", "--yes"}


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, one in getattr(command, "commands", {}).items():
        yield from commands(one, (*path, name))


ALL = dict(commands(app.program()))
NAMES = sorted(" ".join(path) for path in ALL)


def large(source: str) -> list[str]:
    """Functions that are long, or take much."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            taken = len(node.args.posonlyargs + node.args.args + node.args.kwonlyargs)
            if lines > MOST_LINES or taken > MOST_PARAMETERS:
                found.append(node.name)
    return found


@pytest.mark.parametrize("path", sorted(CLI.rglob("*.py")), ids=lambda path: str(path.relative_to(CLI)))
def test_no_function_is_long_or_takes_much(path: Path) -> None:
    assert large(path.read_text("utf-8")) == []


def test_a_large_function_is_seen() -> None:
    assert large("def f():\n" + "    x = 1\n" * 40) == ["f"]
    assert large("def f(a, b, c, d, *, e, f): ...") == ["f"]
    assert large("def f(a, b, c, d, *, e): ...") == []


def unlike(helps: dict[str, set[str]]) -> set[str]:
    """Options explained in different words; a default may differ."""
    return {name for name, texts in helps.items() if len({text.partition(" Default:")[0] for text in texts}) > 1}


def test_an_option_is_explained_in_the_same_words_everywhere() -> None:
    helps: dict[str, set[str]] = {}
    for command in ALL.values():
        for parameter in command.params:
            for name in parameter.opts:
                if name.startswith("--"):
                    helps.setdefault(name, set()).add(parameter.help or "")
    assert unlike(helps) == DIFFER


def test_an_option_explained_in_other_words_is_seen() -> None:
    assert unlike({"--a": {"Some. Default: 1.", "Some. Default: 2."}, "--b": {"One.", "Two."}}) == {"--b"}


@pytest.mark.parametrize("name", NAMES)
def test_every_option_says_what_it_does(name: str) -> None:
    command = ALL[tuple(name.split())]
    bad = [parameter.name for parameter in command.params if not re.match(r"(- |[A-Z\d]|pdf|clinic,)", parameter.help or "")]
    assert bad == []


@pytest.mark.parametrize("name", NAMES)
def test_the_first_heading_of_a_help_fits_one_screen(name: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = run(*name.split(), "--help")[1]
    assert "\033" not in out and out.isascii()
    assert max(map(len, out.splitlines())) <= 80
    head = re.split(r"\n\n(?=\S)", out)  # usage and description, then a part for each heading
    assert len("\n\n".join(head[:2]).splitlines()) < SCREEN


def test_the_options_of_make_stand_under_headings(run: Run) -> None:
    out = run("make", "--help")[1]
    parts = {part.partition(":\n")[0]: part for part in re.split(r"\n\n(?=\S)", out)[1:]}
    assert list(parts) == ["Which leaflets", "How they look", "For a print shop", "Many at a time", "What comes out"]
    assert "HANDOUT" in parts["Which leaflets"] and "--clinic" in parts["Which leaflets"]
    assert "--template" in parts["How they look"] and "--bleed" in parts["For a print shop"]
    assert "--jobs" in parts["Many at a time"] and "--output" in parts["What comes out"] and "--help" in parts["What comes out"]


@dataclass(frozen=True)
class SmallRequest:
    what: Annotated[str, typer.Argument()]
    number: Annotated[int, option("How many.", "--number", "-n")] = 3


def test_typer_reads_the_options_off_the_request() -> None:
    seen: list[SmallRequest] = []

    def small(request: SmallRequest) -> None:
        seen.append(request)

    program = typer.Typer(rich_markup_mode=None)
    program.command()(takes(SmallRequest)(small))
    command = typer.main.get_command(program)
    command(["x", "-n", "5"], standalone_mode=False)
    command(["y"], standalone_mode=False)
    assert seen == [SmallRequest("x", 5), SmallRequest("y", 3)]


@pytest.mark.parametrize("request_type", [MakeRequest, EmailRequest])
def test_requests_are_frozen(request_type: Any) -> None:
    assert is_dataclass(request_type)
    made = request_type()
    with pytest.raises(FrozenInstanceError):
        setattr(made, fields(request_type)[0].name, ["x"])


def test_a_request_to_write_to_patients_does_not_show_their_addresses() -> None:
    assert "rosa" not in repr(EmailRequest(to=["rosa.diaz@patients.example.org"]))


def a_command(run: Run, folder: Path, line: str) -> tuple[int, str]:
    """What a command with the options it cannot do without ends with, and what it said."""
    code, _, err = run(*line.split(), "-w", folder, *(("-o", folder / "got") if line.startswith(("preview", "test-kit")) else ()))
    return code, err


LOOKING = ("show handout get-help", "review show get-help", "preview get-help --template rack-card --dpi 36")
FOR_PATIENTS = (
    "test-kit get-help", "print get-help --dry-run", "email get-help --to a@patients.example.org --dry-run",
    "stock set get-help --copies 1", "stock remove get-help",
)  # fmt: skip


@pytest.mark.parametrize("line", LOOKING)
def test_what_is_only_looked_at_takes_the_first_clinic_of_several_and_says_so(line: str, run: Run, tmp_path: Path) -> None:
    workspace(tmp_path)
    code, err = a_command(run, tmp_path, line)
    assert code == 0 and "clinic '" not in err, "nobody has to name the only clinic"
    write(tmp_path / "clinic_profiles/another.yaml", CLINIC)
    code, err = a_command(run, tmp_path, line)
    assert code == 0 and "Shown for the clinic 'another'. For another, add --clinic with one of: test" in err
    code, err = a_command(run, tmp_path, f"{line} --clinic test")
    assert code == 0 and "Shown for the clinic" not in err


@pytest.mark.parametrize("line", FOR_PATIENTS)
def test_what_is_for_patients_takes_the_only_clinic_and_chooses_none_of_several(line: str, run: Run, tmp_path: Path) -> None:
    workspace(tmp_path)
    assert "for which clinic" not in a_command(run, tmp_path, line)[1]
    write(tmp_path / "clinic_profiles/another.yaml", CLINIC)
    code, err = a_command(run, tmp_path, line)
    assert code == 2 and "it is not said for which clinic. Add --clinic with one of: another, test" in err
    assert "for which clinic" not in a_command(run, tmp_path, f"{line} --clinic test")[1]


def test_every_command_that_takes_one_clinic_is_tried_above() -> None:
    tried = {
        tuple(word for word in line.split() if (word,) in ALL or word in ("set", "remove")) for line in (*LOOKING, *FOR_PATIENTS)
    }
    tried |= {("review", "show"), ("show",)}
    takes_one = {
        path
        for path, command in ALL.items()
        for one in command.params
        if "--clinic" in one.opts and not getattr(one, "multiple", False)
    }
    assert takes_one <= tried, takes_one - tried
