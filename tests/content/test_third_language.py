"""A language is YAML files only: a clinic adds one in its workspace, and makes, reads and checks leaflets in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from handoutpress.content.library import Library
from handoutpress.errors import ExitCode
from tests.conftest import Run
from tests.helpers.workspace import workspace

HANDOUT = "get-help"
FLAGS = "red_flags/back-spasm"
CHEST = '      - {id: chest-breath-faint, text: "Chest pain, fainting or trouble breathing", icon: chest}\n'
LIBRARY = Library()


def _built_in(name: str) -> str:
    path = LIBRARY.find(f"handouts/{name}/en.yaml")
    assert path
    return path.read_text("utf-8")


def language(folder: Path, code: str = "tlh", change: Callable[[str, str], str] = lambda _, text: text) -> Path:
    """A workspace with one handout in a language nobody has heard of; `change` gets each file's name and text."""
    sections = [f"sections/{entry.section}" for entry in LIBRARY.handout(HANDOUT).value.sections]
    names = ["interface", "services", "languages", "care_words", "wording", FLAGS, "figures/text", f"titles/{HANDOUT}", *sections]
    files = {name: _built_in(name) for name in names}
    files["interface"] = files["interface"].replace("language_name: English", "language_name: tlhIngan")
    files[FLAGS] = files[FLAGS].replace("title: Get help right away", "title: QaH yItlhob")
    files["wording"] = files["wording"].replace("formula: flesch-kincaid", "formula: lix")
    return workspace(folder, **{f"handouts__{name.replace('/', '__')}__{code}": change(name, text) for name, text in files.items()})


def made(run: Run, folder: Path, out: Path) -> Path:
    code, _, err = run("make", HANDOUT, "--language", "tlh", "--workspace", folder, "-o", out)
    assert code == 0, err
    return out


def test_it_is_listed_made_and_checked(tmp_path: Path, run: Run) -> None:
    folder = language(tmp_path)
    assert "tlh" in run("list", "handouts", "--workspace", folder)[1]
    with pikepdf.open(made(run, folder, tmp_path / "leaflet.pdf")) as pdf:
        assert str(pdf.Root.Lang) == "tlh"
    _, out, _ = run("make", HANDOUT, "--language", "tlh", "--workspace", folder, "--format", "text", "-o", "-")
    assert "QaH yItlhob" in out
    assert "Get help right away" in out  # a draft says what has been checked, too
    _, out, _ = run("check", "--workspace", folder, "--json")
    said = {finding["rule"] for finding in json.loads(out)}
    assert said == {"missing-language", "draft-translation", "sign-off", "sample-phone"}


def test_it_prints_without_a_mark_once_signed(tmp_path: Path, run: Run) -> None:
    folder = language(tmp_path)
    who = ("--name", "Ann Lee", "--title", "DC", "--translator", "Ana Paz", "--translator-title", "Translator")
    assert run("review", "sign", HANDOUT, "--language", "tlh", "--workspace", folder, *who)[0] == 0
    _, out, _ = run("make", HANDOUT, "--language", "tlh", "--workspace", folder, "--format", "text", "-o", "-")
    assert "QaH yItlhob" in out
    assert "Draft" not in out


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            FLAGS,
            CHEST,
            "",
            "handouts/red_flags/back-spasm/tlh.yaml:14:7: tiers[0].signs: the sign 'chest-breath-faint' is missing",
        ),
        (FLAGS, "{emergency.number}", "911", "tiers[0].lead: the emergency number is not the country's"),
        (FLAGS, "id: cancer", "id: tumor", "tlh.yaml:30:14: tiers[1].signs[1].id: the English has no sign 'tumor' in this tier"),
        (FLAGS, "id: cancer", "id: fever", "tlh.yaml:30:14: tiers[1].signs[1].id: 'fever' is the id of another one too"),
        (FLAGS, "  - id: pregnant\n", "  - id: with-child\n", "tiers: the tier 'pregnant' is missing"),
        (FLAGS, "    who: If you are pregnant,\n", "", "tiers[2]: the tier 'pregnant' is for other readers"),
        (FLAGS, "action: book", "action: same-day", "no tier for everyone says 'book'"),
        (FLAGS, "cramps, bleeding", "bleeding", "the sentence does not say the sign 'pregnant-cramps'"),
        (
            FLAGS,
            "under {age.young} or over {age.older}",
            "under {age.young}",
            "placeholders age.young; the English has age.older, age.young",
        ),
        ("interface", "contact: How to reach us\n", "", "handouts/interface/tlh.yaml"),
        ("wording", "reader: you\n", "", "handouts/wording/tlh.yaml"),
        ("wording", "formula: lix", "formula: fog", "handouts/wording/tlh.yaml:3"),
        (f"titles/{HANDOUT}", "title:", "titel:", f"handouts/titles/{HANDOUT}/tlh.yaml"),
    ],
)
def test_what_is_lost_in_it_is_told_with_its_file(file: str, old: str, new: str, says: str, tmp_path: Path, run: Run) -> None:
    def lose(name: str, text: str) -> str:
        assert name != file or old in text
        return text.replace(old, new, 1) if name == file else text

    code, out, _ = run("check", "--workspace", language(tmp_path, change=lose))
    assert code == 3
    assert says in out


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Page {page} of", "Page {pag} of", "nothing to put in the place of {pag}. Write {page}, {pages}"),
        ("Page {page} of", "Page {page of", "Write {page}, {pages}"),
        ("Page {page} of", "Page {page:>9999999999} of", "Write {page}, {pages}"),
        ("How to reach us", "How to reach {clinic}", "Write it without braces"),
    ],
)
def test_braces_that_nothing_is_put_into_are_told(old: str, new: str, says: str, tmp_path: Path, run: Run) -> None:
    folder = language(tmp_path, change=lambda name, text: text.replace(old, new) if name == "interface" else text)
    code, _, err = run("make", HANDOUT, "--language", "tlh", "--workspace", folder, "-o", tmp_path / "out.pdf")
    assert code == ExitCode.INVALID and "handouts/interface/tlh.yaml:" in err and says in err, err


def test_red_flags_that_were_cut_are_not_printed(tmp_path: Path, run: Run) -> None:
    assert CHEST in _built_in(FLAGS)
    cut = language(tmp_path, change=lambda name, text: text.replace(CHEST, ""))
    code, _, err = run("make", HANDOUT, "--language", "tlh", "--workspace", cut, "-o", tmp_path / "leaflet.pdf")
    assert code == 3
    assert "the sign 'chest-breath-faint' is missing" in err
    assert not (tmp_path / "leaflet.pdf").exists()


@pytest.mark.parametrize("code", ["en", "es"])
def test_red_flags_there_are_cannot_be_replaced(code: str, tmp_path: Path, run: Run) -> None:
    assert run("check", "--workspace", language(tmp_path, code))[0] == 7
