"""The page's words: every one that is asked for is there, in every language, and none is left over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handoutpress.library import Library
from handoutpress.model.page import PageWords

WEB = Path(__file__).resolve().parents[2] / "src" / "handoutpress" / "web"
LIBRARY = Library()
LANGUAGES = LIBRARY.ids("handouts/interface/page")
# groups whose words are asked for by a name that comes from elsewhere
OPEN = {"said", "sheets", "state", "menu", "outbox_state", "problem_field", "todo", "fields", "colour", "phase"}


def names(words: PageWords) -> set[str]:
    return {f"{group}.{key}" for group, keys in words.root.items() for key in keys}


def asked() -> set[str]:
    sources = [path.read_text("utf-8") for path in (*WEB.rglob("*.html"), *WEB.rglob("*.py"))]
    return {found for text in sources for found in re.findall(r"""\bt\(\s*['"]([a-z_]+\.[a-z_0-9]+)['"]""", text)}


def test_every_word_asked_for_is_there_and_none_is_left_over() -> None:
    have = names(LIBRARY.page_words("en").value)
    # the rest of their name comes from elsewhere
    built = ("make.level_", "make.paper_", "print.long", "print.short", "work.")
    assert {name for name in asked() if not name.endswith("_")} - have == set()
    assert {name for name in have - asked() if name.partition(".")[0] not in OPEN and not name.startswith(built)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_hold_the_same_words_with_the_same_braces(language: str) -> None:
    ours, english = LIBRARY.page_words(language).value, LIBRARY.page_words("en").value
    assert names(ours) == names(english)
    for name in names(english):
        assert set(re.findall(r"{\w+}", ours.word(name))) == set(re.findall(r"{\w+}", english.word(name))), name


def test_a_word_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(KeyError):
        LIBRARY.page_words("en").value.word("make.nothing")
