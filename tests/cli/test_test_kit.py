"""`test-kit`: the sheets to try a leaflet with readers, the counts that are kept, and the line that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoutpress.content.library import Library
from handoutpress.merge.merge import merge
from handoutpress.merge.reader_questions import asked_questions
from tests.conftest import Run
from tests.helpers.pdftext import roles, spoken
from tests.helpers.validators import findings
from tests.helpers.workspace import workspace, write

HANDOUT = "get-help"
LINE = "Tried with"


def kit(run: Run, folder: Path, *options: str) -> tuple[Path, Path]:
    """The sheets and the results file of a kit."""
    code, out, err = run("test-kit", HANDOUT, "--workspace", folder, "-o", folder / "kit", *options)
    assert code == 0, err
    pdf, results = map(Path, out.split())
    return pdf, results


def filled(results: Path, right: int, readers: int = 20, first: int | None = None) -> Path:
    """The results file with counts."""
    text = results.read_text("utf-8").replace("\non:\n", "\non: 2026-11-02\n").replace("\nreaders:\n", f"\nreaders: {readers}\n")
    text = text.replace("right:\n", f"right: {right if first is None else first}\n", 1)
    return write(results.with_name("filled.yaml"), text.replace("right:\n", f"right: {right}\n"))


def control(folder: Path) -> str:
    return merge(Library(folder), "test", HANDOUT).control


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_kit_asks_every_question_and_has_its_answers(language: str, tmp_path: Path, run: Run) -> None:
    pdf, results = kit(run, workspace(tmp_path), "--language", language)
    data = pdf.read_bytes()
    assert findings(data) == []
    questions = asked_questions(Library(tmp_path), "test", HANDOUT, language)
    heads = [text for role, text in roles(data) if role == "H2"]
    said = "".join(spoken(data).split())
    for number, question in enumerate(questions, 1):
        assert any(head.startswith(f"{number}. ") for head in heads)
        assert all("".join(answer.says.split()) in said for answer in question.answers)
    assert results.read_text("utf-8").count("  - ask: ") == len(questions)


def test_each_question_has_a_box_for_each_of_two_rounds_of_ten(tmp_path: Path, run: Run) -> None:
    pdf, _ = kit(run, workspace(tmp_path))
    texts = [text for _, text in roles(pdf.read_bytes())]
    count = len(asked_questions(Library(tmp_path), "test", HANDOUT, "en"))
    for row in ("Round 1: found", "Round 1: understood", "Round 2: found", "Round 2: understood"):
        assert texts.count(row) == count
    assert texts.count("10") == count + (count >= 10)  # heads of the boxes, and a row of the totals


def test_a_leaflet_says_that_it_was_tried_while_its_text_is_the_same(tmp_path: Path, run: Run) -> None:
    folder = workspace(tmp_path)
    assert LINE not in control(folder)
    _, results = kit(run, folder)
    code, out, _ = run("test-kit", "--workspace", folder, "--record", filled(results, 16))
    assert code == 0
    assert (Path(out.strip())).is_file()
    assert control(folder).endswith("Tried with 20 readers")
    section = (Path(__file__).parents[2] / "handouts/sections/be-ready/en.yaml").read_text("utf-8")
    write(folder / "handouts/sections/be-ready/en.yaml", section.replace("I know who can drive me", "I know who may drive me"))
    assert LINE not in control(folder)
    code, _, err = run("test-kit", "--workspace", folder, "--record", results.with_name("filled.yaml"))
    assert code == 3
    assert "has other words now" in err


def test_a_leaflet_that_was_printed_before_is_made_again(tmp_path: Path, run: Run) -> None:
    folder = workspace(tmp_path)
    make = ("make", HANDOUT, "--workspace", folder, "-o", folder / "out")
    assert run(*make)[0] == 0
    _, results = kit(run, folder)
    run("test-kit", "--workspace", folder, "--record", filled(results, 20))
    assert run(*make)[0] == 0
    assert "Tried with 20 readers" in spoken(next((folder / "out").glob("*.pdf")).read_bytes())


def test_another_text_of_the_same_handout_is_not_tried(tmp_path: Path, run: Run) -> None:
    """Another country calls another number: those readers read another text."""
    folder = workspace(tmp_path)
    write(folder / "clinic_profiles/other.yaml", "name: Other\ncity: Leeds\nphone: +44 113 496 0123\ncountry: GB\n")
    _, results = kit(run, folder, "--clinic", "test")
    run("test-kit", "--workspace", folder, "--record", filled(results, 20))
    library = Library(folder)
    assert LINE in merge(library, "test", HANDOUT).control
    assert LINE not in merge(library, "other", HANDOUT).control


@pytest.mark.parametrize(("first", "readers", "passes"), [(16, 20, True), (15, 20, False), (8, 10, True), (7, 10, False)])
def test_sixteen_of_twenty_is_the_pass_mark_of_each_question(
    first: int, readers: int, passes: bool, tmp_path: Path, run: Run
) -> None:
    folder = workspace(tmp_path)
    _, results = kit(run, folder)
    code, _, err = run("test-kit", "--workspace", folder, "--record", filled(results, readers, readers, first))
    assert code == 0
    assert ("1 question failed" in err) is not passes
    assert (LINE in control(folder)) is passes


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("right: 20\n", "right: 21\n", "21 were right, but only 20 were asked"),
        ("on: 2026-11-02", "on: 2999-01-01", "is a day to come"),
        ('  - ask: "You call', '  - ask: "Who calls', "these are not the questions of this leaflet"),
        ("readers: 20", "readers: 0", "readers"),
        ("readers: 20", "readers: 20\nnames: [Ann]", "there is no field 'names'"),
        ("handout: get-help", "handout: get-hlep", "there is no handout 'get-hlep'"),
    ],
)
def test_counts_that_cannot_be_are_refused_and_nothing_is_kept(old: str, new: str, says: str, tmp_path: Path, run: Run) -> None:
    folder = workspace(tmp_path)
    _, results = kit(run, folder)
    path = filled(results, 20)
    text = path.read_text("utf-8")
    assert old in text
    code, _, err = run("test-kit", "--workspace", folder, "--record", write(path, text.replace(old, new, 1)))
    assert code in (3, 4)
    assert says in err
    assert not (folder / "reviews").exists()


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ((), 2, "it is not said which handout to try"),
        ((HANDOUT, "--record", "x.yaml"), 2, "Leave the handout out"),
        (("no-such",), 4, "there is no handout 'no-such'"),
        (("--record", "no-such.yaml"), 4, "no-such.yaml"),
        ((HANDOUT, "--language", "xx"), 4, "'xx'"),
    ],
)
def test_what_makes_no_sense_is_refused(words: tuple[str, ...], code: int, says: str, tmp_path: Path, run: Run) -> None:
    ended, _, err = run("test-kit", *words, "--workspace", workspace(tmp_path))
    assert ended == code
    assert says in err


def test_a_handout_without_questions_has_no_kit(tmp_path: Path, run: Run) -> None:
    from tests.helpers.workspace import own_handout

    code, _, err = run("test-kit", "mine", "--workspace", own_handout(tmp_path))
    assert code == 4
    assert "handouts/questions/mine/en.yaml" in err


def test_counts_are_kept_in_a_workspace_only(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _, results = kit(run, workspace(tmp_path))
    path = filled(results, 20)
    monkeypatch.chdir(results.parent)
    code, _, err = run("test-kit", "--record", path)
    assert code == 4
    assert "new workspace" in err
