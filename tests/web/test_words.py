"""The page's words: every one that is asked for is there, in every language, and none is left over."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from handoutpress.content.library import Library
from handoutpress.content.schema.page import PageWords

WEB = Path(__file__).resolve().parents[2] / "src" / "handoutpress" / "web"
LIBRARY = Library()
LANGUAGES = LIBRARY.ids("handouts/interface/page")
# groups whose words are asked for by a name that comes from elsewhere
OPEN = {
    "said",
    "sheets",
    "styles",
    "state",
    "menu",
    "outbox_state",
    "problem_field",
    "todo",
    "fields",
    "colour",
    "phase",
    "countries",
}


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


MESSAGES = {language: LIBRARY.messages(language).value for language in LIBRARY.ids("handouts/interface/messages")}


def sentences(source: str) -> set[str]:
    """What a module may say, as patterns: its texts, what is put into them left open, parted where a mend begins."""
    out = set()
    for node in ast.walk(ast.parse(source)):
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in parts)
        out |= {
            re.escape(part.strip().rstrip(".")).replace("\0", ".+?") for part in text.split("; ") if len(part.strip("\0 .")) > 2
        }
    return out


SAID = re.compile("|".join(sorted(set().union(*(sentences(path.read_text("utf-8")) for path in WEB.parent.rglob("*.py"))))), re.I)


def is_said(key: str) -> bool:
    return all(
        SAID.fullmatch(part.rstrip(".")) for part in re.split(r"(?:; |(?<=\))\. )", re.sub(r"{\w+}", "1", key)) if part != "1"
    )


def test_other_words_for_mistakes_are_of_sentences_the_program_says() -> None:
    assert {key for messages in MESSAGES.values() for key in messages.root if not is_said(key)} == set()
    assert not is_said("is an error nobody makes")


@pytest.mark.parametrize("language", MESSAGES)
def test_other_words_hold_nothing_the_sentence_does_not(language: str) -> None:
    for said, words in MESSAGES[language].root.items():
        assert set(re.findall(r"{\w+}", words)) <= set(re.findall(r"{\w+}", said)), said


def test_what_differs_is_put_in() -> None:
    spanish = MESSAGES["es"]
    assert spanish.find("is longer than 60 characters") == "tiene más de 60 caracteres"
    assert spanish.find("is longer than ever") is None
    twice = "Read it (review show get-help --language es), then sign it (review sign {} --language es). Or add --allow-unreviewed"
    assert spanish.find(twice.format("get-help")) and spanish.find(twice.format("your-visit")) is None


def test_a_word_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(KeyError):
        LIBRARY.page_words("en").value.word("make.nothing")
