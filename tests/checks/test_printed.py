"""Sheets are read as they are printed: what is joined when it is set, and what placeholders make of a sentence."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest

from handoutpress.checks import printed_rules
from handoutpress.content.library import Library
from handoutpress.content.markup import Span, parse
from handoutpress.merge.merge import merge
from handoutpress.merge.moves import templates_for
from tests.conftest import Run
from tests.helpers.workspace import CLINIC, own_handout

LIBRARY = Library()
DAY = datetime.date(2026, 11, 24)
LONG_NAME = "The Old Mill Lane Family Back and Neck Care"


def test_no_sheet_that_comes_with_the_program_prints_a_long_sentence_or_a_claim() -> None:
    assert list(map(str, printed_rules._printed_words(LIBRARY, DAY))) == []


def test_every_sheet_that_comes_with_the_program_says_all_tiers() -> None:
    assert list(map(str, printed_rules._all_tiers(LIBRARY, DAY))) == []


@pytest.mark.parametrize("template", templates_for(LIBRARY, "sit-move-lift"))
def test_what_is_joined_when_it_is_set_is_read_as_one(template: str) -> None:
    """The must-fail twin: signs that run on in one sentence, as they once did."""
    leaflet = replace(merge(LIBRARY, "harbor-spine", "sit-move-lift"), draft=None)
    emergency, *others = leaflet.red_flags.tiers
    joined = parse("; ".join(str(sign.id).replace("-", " ") for _ in range(3) for sign in emergency.signs) + ".")
    cut = emergency.model_copy(update={"signs": (emergency.signs[0].model_copy(update={"text": joined}),)})
    bad = replace(leaflet, red_flags=leaflet.red_flags.model_copy(update={"tiers": (cut, *others)}))
    sheet = LIBRARY.template(template).value
    assert list(printed_rules.long_sentences(leaflet, printed_rules.printed_texts(leaflet, sheet))) == []
    found = list(printed_rules.long_sentences(bad, printed_rules.printed_texts(bad, sheet)))
    assert found and all(len(words) > 25 for _, words in found)


def test_lines_of_a_text_are_joined_and_texts_are_not() -> None:
    leaflet = replace(merge(LIBRARY, "harbor-spine", "get-help"), draft=None, closing=(Span("Not sure yet? Call."),))
    texts = printed_rules.printed_texts(leaflet, LIBRARY.template("leaflet").value)
    assert "Not sure yet? Call." in texts and leaflet.title in texts
    for sign in leaflet.red_flags.emergency.signs:
        assert texts.count("".join(span.text for span in sign.text)) == 2  # in the box on the front, and in the plan


def test_a_sentence_that_a_clinic_makes_too_long_is_told_at_its_line(tmp_path: Path, run: Run) -> None:
    folder = own_handout(
        tmp_path, text='"Walk a little each hour, and sit down well, and call us at any time at {clinic.name}, please."',
        clinic=CLINIC.replace("Test Clinic", LONG_NAME),
    )  # fmt: skip
    code, out, _ = run("-w", folder, "check", "--select", "sentence-length", "--select", "printed-words", "--json")
    found = json.loads(out)
    assert code == 7 and {one["rule"] for one in found} == {"printed-words"}, out
    assert {(one["file"], one["line"]) for one in found} == {(str(folder / "handouts/sections/mine/en.yaml"), 4)}
    assert "a sentence of 26 words on" in found[0]["what"], found[0]
