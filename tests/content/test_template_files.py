"""Templates of a clinic's own: overlays on others, and what they may not ask for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handoutpress.content.library import Library
from handoutpress.errors import HandoutError, InvalidSource, NotFound
from handoutpress.press import render
from handoutpress.press.job import Job
from handoutpress.press.select import select_jobs
from tests.conftest import Run
from tests.helpers import invariants, validators
from tests.helpers.workspace import workspace, write

BUILT_IN = Library().templates()


def library(folder: Path, text: str, name: str = "mine") -> Library:
    return Library(write(workspace(folder) / "templates" / f"{name}.yaml", text).parents[1])


def told(folder: Path, text: str, name: str = "mine") -> str:
    with pytest.raises(HandoutError) as caught:
        library(folder, text, name).template(name)
    return str(caught.value)


def test_an_overlay_says_only_what_differs(tmp_path: Path) -> None:
    mine = (
        library(tmp_path, "base: trifold\nlabel: Mine\nsizes: {text: 11.5}\ntype:\n  body: {bold: true}\ncolumns: {figures: 1}\n")
        .template("mine")
        .value
    )
    base = Library().template("trifold").value
    assert (mine.label, mine.sizes["text"], mine.type["body"].bold, mine.columns.figures) == ("Mine", 11.5, True, 1)
    assert mine.sizes == {**base.sizes, "text": 11.5}
    assert mine.type["body"].leading == base.type["body"].leading
    assert mine.columns.exercises == base.columns.exercises
    assert (mine.panels, mine.sheets, mine.marks, mine.description) == (base.panels, base.sheets, base.marks, base.description)


def test_an_overlay_may_have_the_name_of_its_base(tmp_path: Path) -> None:
    own = library(tmp_path, "base: poster\nlabel: Our poster\n", "poster")
    assert own.template("poster").value.label == "Our poster"
    assert own.template("poster").value.panels == Library().template("poster").value.panels


def test_bases_have_bases(tmp_path: Path) -> None:
    write(tmp_path / "templates" / "first.yaml", "base: leaflet\nlabel: First\nmargins: {left: 50}\n")
    second = library(tmp_path, "base: first\nlabel: Second\nmargins: {right: 60}\n").template("mine").value
    assert (second.margins.left, second.margins.right, second.pages) == (50, 60, 4)


def test_a_template_of_ones_own_makes_valid_leaflets(tmp_path: Path) -> None:
    own = library(tmp_path, "base: leaflet\nlabel: Roomy\nmargins: {left: 60, right: 60}\n")
    data = render.render_job(own, Job("test", "get-help", template="mine"))
    assert validators.findings(data) == []
    assert invariants.findings(data) == []
    assert [job.file_name for job in select_jobs(own, handouts=["get-help"], templates=["mine"])] == ["test-get-help-en-mine.pdf"]


PANEL = "panels:\n  - {at: {letter: [0, 0, 612, 792], a4: [0, 0, 595, 841]}, holds: [masthead, text, red-flags, same-day, phone]}\n"


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("base: trifld\nlabel: x\n", "1:7: base", "there is no template 'trifld'"),
        ("base: mine\nlabel: x\n", "1:7: base", "there is no template 'mine'"),
        ("base: ../../x\nlabel: x\n", "1:7: base", "is not written as it should be"),
        ("base: [leaflet]\nlabel: x\n", "1:7: base", "should be text"),
        ("base: leaflet\nlabel: x\npags: 3\n", "3:1: pags", "Did you mean pages?"),
        ("base: leaflet\nlabel: x\nsizes: {text: huge}\n", "3:15: sizes.text", "should be a number"),
        ("base: leaflet\nlabel: x\nsizes: {text: 7}\n", "3:15: sizes.text", "is too small to read. Give at least 10"),
        ("base: leaflet\nlabel: x\nsizes: {micro: 7}\n", "3:16: sizes.micro", "Give at least 8"),
        ("base: leaflet\nlabel: x\nsizes: {text: 13.5}\n", "3:15: sizes.text", "is larger than sub. Give at most 13"),
        ("base: leaflet\nlabel: x\nsizes: {tiny: 9}\n", "3:15: sizes.tiny", "Write 'display', 'large'"),
        (
            "base: leaflet\nlabel: x\ntype:\n  body: {size: 12}\n",
            "4:16: type.body.size",
            "Write 'display', 'large', 'head', 'sub', 'text'",
        ),
        ("base: leaflet\nlabel: x\ntype:\n  body: {size: micro}\n", "4:16: type.body.size", "is too small to read"),
        ("base: leaflet\nlabel: x\ntype:\n  body: {ink: pink}\n", "4:15: type.body.ink", "Write ink, soft, brand"),
        ("base: leaflet\nlabel: x\ntype:\n  boddy: {size: 12}\n", "4:3: type.boddy", ""),
        ("base: leaflet\nlabel: x\nmargins: {left: 5}\n", "3:17: margins.left", "Give at least 17"),
        ("base: leaflet\nlabel: x\ngrowth: {pictures: 0.5}\n", "3:20: growth.pictures", "1"),
        ("label: x\nsheets: {letter: [612, 792]}\n", "2:9: sheets", "the size for a4 is missing"),
        (
            "base: poster\nlabel: x\nsheets: {letter: [612, 792]}\n",
            "panels[0].at.letter",
            "sticks out of the letter sheet (612 x 792)",
        ),
        ("label: x\n" + PANEL.replace("612, 792", "700, 792"), "panels[0].at.letter", "sticks out of the letter sheet"),
        ("label: x\n" + PANEL.replace("holds", "inset: [5, 20, 20, 20], holds"), "panels[0].inset", "17 points"),
        ("label: x\n" + PANEL.replace("red-flags, ", ""), "3:3: panels", "the red flags are missing"),
        ("label: x\n" + PANEL.replace("same-day, ", ""), "3:3: panels", "the signs of the same day are missing"),
        ("label: x\n" + PANEL.replace("same-day", "other-signs"), "3:3: panels", "only a card may say where they stand"),
        ("label: x\n" + PANEL.replace(", phone", ""), "3:3: panels", "the phone is missing"),
        ("label: x\n" + PANEL.replace("text, ", ""), "3:3: panels", "no panel holds the text"),
        ("label: x\n" + PANEL.replace("a4:", "a5:"), "panels[0].at", ""),
        ("label: x\n" + PANEL + PANEL[8:], "panels[1].at.letter", "lies over panel 1"),
        ("label: x\n" + PANEL + "copies: {letter: [[100, 0]]}\n", "copies.letter", "sticks out"),
        ("label: x\n" + PANEL + "marks: {folds: {letter: [900]}}\n", "marks.folds.letter[0]", "is not on the letter sheet"),
    ],
)
def test_wrong_values_are_said_with_their_place(tmp_path: Path, text: str, place: str, said: str) -> None:
    message = told(tmp_path, text)
    assert "templates/mine.yaml" in message
    assert place in message
    assert said in message


def test_templates_based_on_each_other_are_seen(tmp_path: Path) -> None:
    write(tmp_path / "templates" / "other.yaml", "base: mine\nlabel: Other\n")
    assert "based on each other" in told(tmp_path, "base: other\nlabel: x\n")


@pytest.mark.parametrize("base", BUILT_IN)
def test_a_new_template_says_nothing_yet_and_shows_everything(base: str, run: Run, tmp_path: Path) -> None:
    workspace(tmp_path)
    code, out, err = run("new", "template", "our-sheet", "--from", base, "-w", tmp_path)
    path = tmp_path / "templates" / "our-sheet.yaml"
    assert code == 0
    assert out.strip().endswith("templates/our-sheet.yaml")
    assert "preview get-help --template our-sheet --watch" in err
    original = Library().template(base).value
    mine = Library(tmp_path).template("our-sheet").value
    assert mine == original.model_copy(update={"base": base, "label": "Our sheet"})
    # every line of it can be used as it stands, and is what the base says
    text = path.read_text("utf-8")
    head, _, rest = text.partition("label: Our sheet\n\n")
    assert rest.count("\n") > 8
    path.write_text(f"label: Our sheet\n{re.sub('(?m)^# ', '', rest)}")
    assert Library(tmp_path).template("our-sheet").value == mine.model_copy(update={"base": None})
    assert f"base: {base}" in head


def test_a_new_template_writes_over_nothing(run: Run, tmp_path: Path) -> None:
    path = write(workspace(tmp_path) / "templates" / "mine.yaml", "label: x\n")
    assert run("new", "template", "mine", "-w", tmp_path)[0] == 5
    assert path.read_text() == "label: x\n"
    assert run("new", "template", "our", "--from", "trifld", "-w", tmp_path)[0] == 4
    assert run("new", "template", "../our", "-w", tmp_path)[0] == 2
    assert run("new", "template", "Our Sheet", "-w", tmp_path)[0] == 2
    assert list((tmp_path / "templates").iterdir()) == [path]


def test_a_new_template_needs_a_workspace(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HANDOUTPRESS_WORKSPACE", raising=False)
    code, _, err = run("new", "template", "mine")
    assert code == 2
    assert "new workspace" in err
    assert list(tmp_path.iterdir()) == []


def test_the_errors_have_their_codes(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        library(tmp_path, "base: none\nlabel: x\n").template("mine")
    with pytest.raises(InvalidSource):
        library(tmp_path, "base: leaflet\nlabel: x\npages: 0\n").template("mine")
