"""Cards of exercises: each movement of a handout on a card of its own, with its dose, its cautions and the signs behind it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.errors import DoesNotFit, HandoutError
from handoutpress.layout.document import drawn, typeset
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.merge import merge
from handoutpress.merge.moves import chosen, moves_of, templates_for
from handoutpress.press.select import select_jobs
from tests.conftest import Run
from tests.helpers import invariants, pdftext, validators
from tests.layout.test_sheets import outside, overlaps

LIBRARY = Library()
CARDS = LIBRARY.template("exercise-cards").value
WITH = [name for name in LIBRARY.handouts() if CARDS.each == "exercise" and "exercise-cards" in templates_for(LIBRARY, name)]
PAPERS = ("letter", "a4")
TO_A_SHEET = 4


def leaflet(handout: str, language: str = "en", paper: str = "a4", clinic: str = "harbor-spine") -> Leaflet:
    return replace(merge(LIBRARY, clinic, handout, language, paper=paper), draft=None)  # type: ignore[arg-type]


def spoken(data: bytes) -> str:
    return " ".join(pdftext.spoken(data).split())


@pytest.mark.parametrize("clinic", ["harbor-spine", "cedar-family-pt"])
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("handout", WITH)
def test_cards_hold_all_and_are_valid(handout: str, language: str, paper: str, clinic: str) -> None:
    made = leaflet(handout, language, paper, clinic)
    pen = drawn(made, CARDS)
    assert overlaps(pen) == []
    assert outside(pen, CARDS.sheets[made.paper]) == []
    data = pen.canvas.finish()
    assert validators.findings(data) == []
    assert invariants.findings(data) == []
    said = spoken(data)
    for move in moves_of(made):
        for text in (move.exercise.name, move.exercise.text, *move.dose, *move.cautions):
            assert " ".join(markup.plain(text).split()) in said
    assert len(pen.canvas.pages) == 2 * -(-len(moves_of(made)) // TO_A_SHEET)


def test_a_movement_warns_of_what_its_own_section_warns_of() -> None:
    cards = {move.exercise.id: move for move in moves_of(leaflet("move-and-stretch"))}
    assert "Skip the leans if you are pregnant" in markup.plain(cards["chair-lean"].cautions[0])
    assert "do not lie flat for long" in markup.plain(cards["knee-rolls"].cautions[0])


@pytest.mark.parametrize("paper", PAPERS)
def test_behind_each_card_stands_its_back(paper: str) -> None:
    """A sheet turned over on its long edge changes left and right: behind a card at the left, the signs are at the right."""
    made = leaflet("strong-back-habits", paper=paper)
    document = pypdfium2.PdfDocument(typeset(made, CARDS))
    width, height = CARDS.sheets[made.paper]
    found = []
    for page in document:
        text = page.get_textpage()
        halves = [(0, width / 2), (width / 2, width)]
        rows = [(height / 2, height), (0, height / 2)]
        found.append([[bool(text.get_text_bounded(x0, y0, x1, y1).strip()) for x0, x1 in halves] for y0, y1 in rows])
    assert found == [[[True, True], [True, False]], [[True, True], [False, True]]]


def test_readers_of_the_file_meet_the_signs_once() -> None:
    said = spoken(typeset(leaflet("move-and-stretch"), CARDS))
    assert said.count("Fever with bad pain") == 1
    assert said.count("Late in pregnancy") == 3


def test_a_handout_without_exercises_is_refused_with_a_mend_that_cures() -> None:
    with pytest.raises(DoesNotFit, match=r"'get-help' has no exercises.*move-and-stretch"):
        typeset(leaflet("get-help"), CARDS)
    assert "exercise-cards" not in templates_for(LIBRARY, "get-help")


def test_all_handouts_on_cards_are_those_with_exercises() -> None:
    jobs = select_jobs(LIBRARY, clinics=["harbor-spine"], templates=["exercise-cards"])
    assert [job.handout for job in jobs] == WITH
    named = select_jobs(LIBRARY, clinics=["harbor-spine"], handouts=["get-help"], templates=["exercise-cards"])
    assert len(named) == 1  # it is asked for by name, so it is told and not left out


def test_chosen_movements_in_their_order_with_doses_as_typed() -> None:
    made, notes = chosen(leaflet("move-and-stretch"), ["cat", "knee-rolls"], {"cat": "hold 1 second, 4 times, at night"})
    moves = moves_of(made)
    assert [move.exercise.id for move in moves] == ["cat", "knee-rolls"]
    assert [markup.plain(part) for part in moves[0].dose] == ["hold 1 second", "4 times", "at night"]
    assert moves[0].cautions and moves[1].cautions
    assert notes == []
    said = spoken(typeset(made, CARDS))
    assert "at night" in said and made.words.own_doses in said
    assert "Pelvic tilt" not in said
    assert made.fingerprint != leaflet("move-and-stretch").fingerprint


def test_without_a_typed_dose_nobody_says_so() -> None:
    made, _ = chosen(leaflet("move-and-stretch"), ["cat"], {})
    assert made.words.own_doses not in spoken(typeset(made, CARDS))


@pytest.mark.parametrize(
    ("dose", "told"), [("hold 5 seconds", True), ("hold 2 seconds", False), ("6 times", True), ("9 breaths", False)]
)
def test_a_dose_over_the_handouts_own_is_told(dose: str, told: bool) -> None:
    _, notes = chosen(leaflet("move-and-stretch"), ["cat"], {"cat": dose})
    assert bool(notes) == told


def test_a_dose_is_told_in_spanish_too() -> None:
    assert chosen(leaflet("move-and-stretch", "es"), ["cat"], {"cat": "por 5 segundos"})[1]


@pytest.mark.parametrize(
    ("moves", "doses"),
    [(["cow"], {}), (["cat"], {"knee-rolls": "once"}), (["cat"], {"cat": " , "}), (["cat"], {"cat": "a, b, c, d"})],
)
def test_what_cannot_be_printed_is_refused(moves: list[str], doses: dict[str, str]) -> None:
    with pytest.raises(HandoutError):
        chosen(leaflet("move-and-stretch"), moves, doses)


def test_the_command_makes_cards_and_refuses_claims(run: Run, tmp_path: Path) -> None:
    code, out, err = run("make", "--moves", "knee-rolls,cat", "--dose", "cat: hold 9 seconds", "-c", "harbor-spine", "-o", tmp_path)
    assert code == 0 and out.strip().endswith("-exercise-cards-chosen.pdf")
    assert "hold 9 seconds" in err and "your own dose" in err
    for more in (
        ["--moves", "cat", "--dose", "cat: will fix it"], ["--moves", "cat", "--dose", "5 times"], ["--dose", "cat: once"],
        ["--moves", "knee-rolls,bridge"], ["--moves", "cat", "-t", "leaflet"], ["--moves", "cat", "-f", "html"],
    ):  # fmt: skip
        code, _, err = run("make", "-c", "harbor-spine", "-o", tmp_path, *more)
        assert code and err.startswith("Error: ")
