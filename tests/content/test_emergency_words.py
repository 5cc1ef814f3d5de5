"""What the handouts say of an emergency never contradicts the box, and moves say when to stop."""

from __future__ import annotations

import re

import pytest

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.content.schema.base import texts_in

LIBRARY = Library()
COLOURS = re.compile(
    r"\b(?:signs? in red|red (?:signs?|box|flags?)|in red|señal(?:es)? (?:en )?roj[oa]s?|en rojo)\b", re.IGNORECASE
)
MOVES = ("stretches", "more-moves", "strength-moves")
STOP = {"en": "Stop", "es": "Pare"}


def words(language: str) -> dict[str, str]:
    """All texts of the library in a language, by the file that holds them."""
    said = {f"titles/{name}": LIBRARY.titles(name, language).value for name in LIBRARY.handouts()}
    said |= {f"sections/{name}": LIBRARY.section(name, language).value for name in LIBRARY.sections()}
    said["red_flags"] = LIBRARY.red_flags("get-help", language).value
    return {name: " / ".join(markup.plain(inline) for inline, _ in texts_in(value)) for name, value in said.items()}


def colour_words(said: dict[str, str]) -> list[str]:
    return [f"{name}: {found[0]}" for name, text in said.items() if (found := COLOURS.search(text))]


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_colour_names_the_box(language: str) -> None:
    """A leaflet in black ink has no red."""
    assert colour_words(words(language)) == []


@pytest.mark.parametrize("text", ["I know the signs in red", "Wait with a red sign", "Vea las señales en rojo", "Una señal roja"])
def test_a_colour_word_would_be_found(text: str) -> None:
    assert colour_words({"here": text})


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("section", MOVES)
def test_moves_say_when_to_stop(section: str, language: str) -> None:
    """Beside the moves, not in the key message alone, which leaflets do not print."""
    blocks = LIBRARY.section(section, language).value.blocks
    kinds = [entry.kind for entry in blocks]
    assert kinds.index("paragraph") < kinds.index("exercises")
    stop = markup.plain(next(inline for inline, _ in texts_in(blocks[kinds.index("paragraph")])))
    assert re.search(rf"\b{STOP[language]}\b", stop, re.IGNORECASE)


def test_every_section_with_moves_is_looked_at() -> None:
    has = {name for name in LIBRARY.sections() for entry in LIBRARY.section(name, "en").value.blocks if entry.kind == "exercises"}
    assert has == set(MOVES)


@pytest.mark.parametrize("section", ["tell-us-first", "ask-first", "stretches"])
def test_a_leg_that_is_newly_numb_is_not_to_be_asked_about(section: str) -> None:
    """It is a sign of the box; what may be asked about is numbness of long standing."""
    text = words("en")[f"sections/{section}"]
    assert "numb" in text
    assert not re.search(r"new (?:numbness|weakness)|newly (?:numb|weak)", text, re.IGNORECASE)
