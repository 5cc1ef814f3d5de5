"""`new section`: a clinician who never saw YAML adds a section."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoutpress.content.library import Library
from handoutpress.content.word_rules import UNWRITTEN
from handoutpress.errors import ExitCode
from handoutpress.merge.merge import merge
from tests.conftest import Run
from tests.helpers.workspace import workspace


def test_a_new_section_is_printed_and_passes_the_checks(tmp_path: Path, run: Run) -> None:
    workspace(tmp_path)
    where = ["--workspace", tmp_path]
    code, out, err = run("new", "section", "sleep-well", "--in", "what-is-a-spasm", "--sources", "E4, E39", *where)
    assert code == ExitCode.OK, err
    assert len(out.split()) == 4
    assert "check" in err
    for language in ("en", "es"):
        leaflet = merge(Library(tmp_path), "test", "what-is-a-spasm", language)
        assert leaflet.sections[-1].id == "sleep-well"
    code, out, _ = run("check", *where)
    told = [line for line in out.splitlines() if line.startswith("error")]
    assert code == ExitCode.CHECK and len(told) == 2 * len(UNWRITTEN) and all("[unwritten]" in line for line in told), out
    for language in ("en", "es"):
        path = tmp_path / f"handouts/sections/sleep-well/{language}.yaml"
        text = path.read_text("utf-8")
        for number, words in enumerate(UNWRITTEN):
            text = text.replace(words, ("Rest well.", "Go to bed on time.", "Keep the room dark.", "Put the phone away.")[number])
        path.write_text(text, "utf-8")
    code, out, _ = run("check", *where)
    assert code == ExitCode.OK, out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["Sleep Well", "--in", "get-help"], ExitCode.USAGE, "small letters"),
        (["heat", "--in", "get-help"], ExitCode.OUTPUT, "already"),
        (["sleep-well", "--in", "get-hlp"], ExitCode.MISSING, "get-help"),
        (["sleep-well", "--in", "get-help", "--sources", "E999"], ExitCode.USAGE, "no source 'E999'"),
    ],
)
def test_a_slip_writes_nothing(tmp_path: Path, run: Run, words: list[str], code: ExitCode, said: str) -> None:
    workspace(tmp_path)
    found, _, err = run("new", "section", *words, "--workspace", tmp_path)
    assert (found, said in err) == (code, True), err
    assert not (tmp_path / "handouts").exists()


def test_without_a_workspace_it_says_how_to_get_one(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run("new", "section", "sleep-well", "--in", "get-help")
    assert code == ExitCode.USAGE
    assert "new workspace" in err
