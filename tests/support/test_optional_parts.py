"""Each optional part is what `pyproject.toml` says, and where it is missing the program says what to type."""

from __future__ import annotations

import re
import shlex
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from handoutpress.errors import ExitCode
from handoutpress.support import optional_parts
from tests.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
DECLARED: dict[str, list[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]


def distribution(requirement: str) -> str:
    return re.split(r"[<>=!\[ ]", requirement)[0].lower().replace("_", "-")


def test_each_extra_is_looked_for_by_what_it_brings() -> None:
    """A module that no extra brings would be called missing on every machine that has all the extras."""
    brought = packages_distributions()
    assert set(optional_parts.EXTRAS) == set(DECLARED)
    for extra, (_, modules) in optional_parts.EXTRAS.items():
        of = {name.lower().replace("_", "-") for module in modules for name in brought[module]}
        assert of == {distribution(text) for text in DECLARED[extra]}, extra


@pytest.mark.parametrize("extra", optional_parts.EXTRAS)
def test_doctor_says_which_is_missing_and_what_to_type(extra: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    what, modules = optional_parts.EXTRAS[extra]
    assert f"ok   {what}: ready" in run("doctor")[1]
    monkeypatch.setitem(sys.modules, modules[0], None)
    assert f"--   {what}: not installed; {optional_parts.install_command(extra)}\n" in run("doctor")[1]


def test_the_page_names_its_part(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "starlette", None)
    code, out, err = run("serve")
    assert (code, out) == (ExitCode.FONT, "")
    assert f"Install it: {optional_parts.install_command('web')}." in err


def test_what_to_type_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a clone its own folder is installed, whatever its name; elsewhere the distribution, by its name."""
    clone = tmp_path / "my clone"
    monkeypatch.setattr(optional_parts, "__file__", str(clone / "src" / "handoutpress" / "support" / "optional_parts.py"))
    assert shlex.split(optional_parts.install_command("web"))[1:] == ["-m", "pip", "install", "handoutpress[web]"]
    clone.mkdir()
    (clone / "pyproject.toml").touch()
    assert shlex.split(optional_parts.install_command("web"))[1:] == ["-m", "pip", "install", "--editable", f"{clone}[web]"]
    monkeypatch.setattr("sys.executable", str(clone / ".venv" / "bin" / "python"))
    assert shlex.split(optional_parts.install_command("s3"))[0] == str(clone / ".venv" / "bin" / "python")
    monkeypatch.chdir(clone)
    assert optional_parts.install_command("web").replace("\\", "/") == '.venv/bin/python -m pip install --editable ".[web]"'
    assert optional_parts.install_command().endswith(' -m pip install --editable "."')
