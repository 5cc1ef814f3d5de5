"""What a draft repeats in the authors' language: doses, and what must not be done; type by type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.content.schema.block_entry import BLOCK_TYPES
from handoutpress.content.schema.handout import Section
from handoutpress.merge.draft_safety import doses_and_nevers
from handoutpress.merge.merge import merge
from tests.helpers.workspace import CLINIC, workspace

MOVE = {"figure": "cat", "name": "Cat", "text": "Arch your back.", "hold": "{cat.hold} seconds", "repeats": "Slowly"}
STEPS = [{"title": "Lie down"}, {"title": "Cool", "text": "For {ice.minutes} minutes"}, {"title": "Rest", "text": "A while"}]
ASKED = {"shade": "Shade it.", "write": "Write:", "letters": [{"letter": "N", "text": "numb"}], "scale": "How bad?"}
BODY = {"outlines": ["body-front", "body-back"], "sides": ["Right", "Left"], **ASKED, "least": "none", "most": "worst"}
PUSH = {"what": "A push.", "may_help": "It may help {many}.", "risks": "You may be sore.", "evidence": "Weak."}
CASES = [
    ("paragraph", "Walk a little.", ""),
    ("paragraph", "Walk for {walk.minutes} minutes.", "Walk for {walk.minutes} minutes."),
    ("paragraph", "Never sleep on it.", "Never sleep on it."),
    ("paragraph", "Ask a doctor first.", "Ask a doctor first."),
    ("bullets", ["Walk", "Do not run", "Rest {rest.minutes} minutes"], "Do not run. Rest {rest.minutes} minutes."),
    ("bullets", ["Stop if it burns", "Ask FIRST if you are pregnant?"], "Stop if it burns. Ask FIRST if you are pregnant?"),
    ("bullets", ["It stops if you rest", "Donot", "Wrap it!"], ""),
    ("checklist", ["I walked", "I did not lift"], ""),
    ("steps", STEPS, "Cool: For {ice.minutes} minutes."),
    ("do_dont", {"do": ["Walk {walk.minutes}"], "dont": ["Stay in bed", "Lift"]}, "Do not: Stay in bed; Lift."),
    ("callout", {"level": "caution", "title": "Stop", "text": "If it tingles."}, "Stop. If it tingles."),
    ("callout", {"title": "Know", "text": "It passes."}, ""),
    ("exercises", [MOVE, {"figure": "cow", "name": "Cow", "text": "Sink."}], "Cat, {cat.hold} seconds, Slowly. Cow."),
    ("treatment", PUSH, "You may be sore."),
    ("body_map", {**BODY, "alarm": "Numb?", "act": "Call {n} now."}, "Numb? Call {n} now."),
    ("table", {"header": ["When", "How long"], "rows": [["Noon", "{n} minutes"]]}, "{n} minutes."),
]


def repeated(kind: str, value: Any, *, whole: bool = False) -> str:
    """What a section of one block gives."""
    section = Section.model_validate({"heading": "Heat", "key_message": "Keep warm.", "blocks": [{kind: value}]})
    blocks = [entry.block for entry in section.blocks]
    return markup.plain(doses_and_nevers(section.heading, blocks, "Do not", whole=whole))


@pytest.mark.parametrize(("kind", "value", "said"), CASES)
def test_what_a_type_gives(kind: str, value: Any, said: str) -> None:
    assert repeated(kind, value) == (f"Heat. {said}" if said else "")


@pytest.mark.parametrize("kind", ["paragraph", "bullets", "checklist"])
def test_a_section_about_who_must_ask_first_is_given_whole(kind: str) -> None:
    assert repeated(kind, "Walk." if kind == "paragraph" else ["Walk."], whole=True) == "Heat. Walk."
    assert repeated(kind, "Walk." if kind == "paragraph" else ["Walk."]) == ""


def test_the_heading_is_bold_and_doses_are_filled_in_later() -> None:
    section = Section.model_validate({"heading": "Heat", "key_message": "x", "blocks": [{"paragraph": "{a.b} minutes"}]})
    text = doses_and_nevers(section.heading, [entry.block for entry in section.blocks], "Do not")
    assert [span.text for span in text if span.bold] == ["Heat", "."]
    assert markup.slots(text) == ("a.b",)


def test_every_type_that_chooses_is_tried_here() -> None:
    base = BLOCK_TYPES["paragraph"].safety_texts
    assert {kind for kind, one in BLOCK_TYPES.items() if one.safety_texts is not base} <= {kind for kind, _, _ in CASES}


def checked(folder: Path, clinic: str, handout: str = "your-visit") -> list[str]:
    """Items of the checked section of a Spanish draft."""
    draft = merge(Library(workspace(folder, clinic)), "test", handout, "es").draft
    assert draft
    return [markup.plain(item) for section in draft.sections for item in section.blocks[0].root]  # type: ignore[attr-defined]


def test_only_what_the_clinic_prints_is_repeated(tmp_path: Path) -> None:
    heading = markup.plain(Library().section("treat-cupping", "en").value.heading)
    without = checked(tmp_path / "without", CLINIC)
    with_it = checked(tmp_path / "with", CLINIC + "services: [cupping]\n")
    assert not any(item.startswith(heading) for item in without)
    assert [item for item in with_it if item.startswith(heading)]


def test_numbers_are_filled_in_and_whoever_must_ask_first_is_named(tmp_path: Path) -> None:
    items = checked(tmp_path, CLINIC, "ice-heat-tens")
    assert any("20 minutes at most" in item for item in items)
    assert not any("{" in item for item in items)
    must_ask, care = Library().section("ask-first-packs", "en").value, Library().care_words("en").value.of("US")
    wanted = [
        markup.plain(markup.fill(text, care.__getitem__))
        for entry in must_ask.blocks
        for text in getattr(entry.block, "root", ())
        if isinstance(text, tuple)
    ]
    assert wanted and all(any(text.rstrip(".") in item for item in items) for text in wanted)
