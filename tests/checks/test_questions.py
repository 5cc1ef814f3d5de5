"""Questions for readers: what is shipped answers each in one place of the printed leaflet, and asks for all it prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoutpress.content.library import Library
from handoutpress.layout.document import typeset
from handoutpress.merge.merge import merge
from handoutpress.merge.reader_questions import asked_questions
from tests.conftest import Run
from tests.helpers.pdftext import roles
from tests.helpers.workspace import workspace

LIBRARY = Library()
TEXTS = LIBRARY.texts()
CLINIC = "harbor-spine"
SELECT = ("--select", "answers", "--select", "questions")


def words(text: str) -> str:
    return "".join(text.split()).casefold()


def places(pdf: bytes, says: str, *, sign: bool) -> int:
    """How often a leaflet prints words, line ends and all; a sign is an item, or a paragraph, of its own."""
    texts = [words(text) for _, text in roles(pdf)]
    return sum(text.count(words(says)) for text in texts) if not sign else sum(words(says) in text for text in texts)


@pytest.mark.parametrize(("handout", "language"), TEXTS, ids=["-".join(text) for text in TEXTS])
def test_every_answer_stands_in_one_place_of_the_printed_leaflet(handout: str, language: str) -> None:
    sheet = LIBRARY.template("leaflet").value.model_copy(update={"plan": False})  # with a plan page it says less than all
    pdf = typeset(merge(LIBRARY, CLINIC, handout, language), sheet)
    questions = asked_questions(LIBRARY, CLINIC, handout, language)
    assert 12 <= len(questions) <= 15
    for question in questions:
        for answer in question.answers:
            found = places(pdf, answer.says, sign=answer.sign)
            assert found == 1 or (answer.sign and found), (answer.says, found)


@pytest.mark.parametrize(("handout", "language"), TEXTS, ids=["-".join(text) for text in TEXTS])
def test_an_answer_whose_words_are_taken_away_is_missed(handout: str, language: str) -> None:
    texts = merge(LIBRARY, CLINIC, handout, language).texts
    answers = [answer for question in asked_questions(LIBRARY, CLINIC, handout, language) for answer in question.answers]
    assert {answer.count(texts) for answer in answers} == {1}
    for answer in answers:
        at = next(i for i, text in enumerate(texts) if answer.says.casefold() in text.casefold())
        if answer.sign:
            at = texts.index(answer.says)
        start = texts[at].casefold().index(answer.says.casefold())
        without = [*texts[:at], texts[at][:start] + texts[at][start + len(answer.says) :], *texts[at + 1 :]]
        assert answer.count(without) == 0
        assert answer.count([*texts, texts[at]]) == 2


def section(name: str, old: str, new: str) -> dict[str, str]:
    text = (LIBRARY.roots[0] / f"handouts/sections/{name}/en.yaml").read_text("utf-8")
    assert old in text
    return {f"handouts__sections__{name}__en": text.replace(old, new)}


def questions(old: str, new: str) -> dict[str, str]:
    text = (LIBRARY.roots[0] / "handouts/questions/sit-move-lift/en.yaml").read_text("utf-8")
    assert old in text
    return {"handouts__questions__sit-move-lift__en": text.replace(old, new)}


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (section("lifting", "turn with your feet", "turn your feet"), '"turn with your feet" is printed nowhere'),
        (section("lifting", "turn with your feet", "turn with your feet, turn with your feet"), "is printed in 2 places"),
        (questions("facts: [F77]", "facts: []"), "no question asks for F77"),
        (questions("    facts: [F77]\n", "    facts: [F77]\n    signs: [no-such]\n"), "there is no sign 'no-such'"),
        (questions("{sitting.break_hours}", "{sitting.no_such}"), "there is nothing called {sitting.no_such}"),
    ],
)
def test_check_tells_a_workspace_what_is_not_answered(files: dict[str, str], says: str, tmp_path: Path, run: Run) -> None:
    _, out, _ = run("check", "--workspace", workspace(tmp_path, **files), *SELECT)
    assert says in out
    assert ".yaml:" in out


@pytest.mark.parametrize(("count", "told"), [(15, False), (16, True)])
def test_a_handout_asks_neither_more_nor_less(count: int, told: bool, tmp_path: Path, run: Run) -> None:
    text = (LIBRARY.roots[0] / "handouts/questions/sit-move-lift/en.yaml").read_text("utf-8")
    more = '  - {ask: "Why?", kind: find, answers: [may prevent new pain]}\n' * (count - 15)
    _, out, _ = run("check", "--workspace", workspace(tmp_path, **{"handouts__questions__sit-move-lift__en": text + more}), *SELECT)
    assert ("12 to 15 are asked" in out) is told


def test_a_question_that_nothing_answers_is_refused_at_its_line(tmp_path: Path, run: Run) -> None:
    files = questions(
        "    answers:\n      - No one", "    answers: []\n  - ask: Why?\n    kind: find\n    answers:\n      - No one"
    )
    code, out, _ = run("check", "--workspace", workspace(tmp_path, **files), *SELECT)
    assert "needs answers or signs" in out
    assert code == 3


def test_treatments_a_clinic_does_not_offer_are_not_asked_for() -> None:
    says = {c: [a.says for q in asked_questions(LIBRARY, c, "your-visit", "en") for a in q.answers] for c in LIBRARY.clinics()}
    assert "We do not know if it helps" in says["northgate-chiropractic"]
    assert "We do not know if it helps" not in says["cedar-family-pt"]
