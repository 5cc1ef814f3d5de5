"""Translations say what the English says: the same parts, the same numbers, the same pictures, in words as plain."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pypdfium2
import pytest

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.content.yaml_reader import read
from handoutpress.layout.document import typeset
from handoutpress.merge.merge import merge

LIBRARY = Library()
HANDOUTS = Path(__file__).resolve().parents[2] / "handouts"
# words of the front desk's page and of what goes wrong there, and those the checks look for, are not copy: nobody signs for them;
# what care is called differs by country, and with it by language
ENGLISH = [
    path for path in sorted(HANDOUTS.rglob("en.yaml")) if path.parent.name not in ("page", "messages", "wording", "care_words")
]
LANGUAGES = sorted({path.stem for path in HANDOUTS.glob("interface/*.yaml")} - {"en"})
PAIRS = [(path, language) for path in ENGLISH for language in LANGUAGES]
IDS = [f"{path.parent.relative_to(HANDOUTS)}-{language}" for path, language in PAIRS]
DRAFT = "# Draft translation: not for patients until a qualified translator has signed it."

# Keys whose values are not words and so must be the same in every language.
FIXED = {"figure", "icon", "ids", "when", "level"}
Path_ = tuple[str | int, ...]


def leaves(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    """Every single value of a file with its place in it."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, (*path, number))
    else:
        yield path, str(value)


@cache
def table(path: Path) -> dict[Path_, str]:
    return dict(leaves(read(path)[0]))


def fixed(path: Path_) -> bool:
    return any(step in FIXED for step in path)


def differences(english: dict[Path_, str], other: dict[Path_, str], of: Callable[[str], object]) -> list[Path_]:
    """Places both have, where what `of` finds in the two texts is not the same."""
    return [path for path, text in english.items() if path in other and of(text) != of(other[path])]


def placeholders(text: str) -> Counter[str]:
    """Names in braces, with how often each stands there."""
    return Counter(re.findall(r"\{([^{}]*)\}", text))


def own_digits(text: str) -> Counter[str]:
    """Numbers typed into a text."""
    return Counter(re.findall(r"\d+", re.sub(r"\{[^{}]*\}", "", text)))


# -- Spanish, by its own rules ---------------------------------------------------------------------

VOWELS, STRONG, STRESSED = "aeiouáéíóúü", "aeoáéó", "íú"


def syllables(word: str) -> int:
    """Syllables of a Spanish word: one for each group of vowels, parted where two of them cannot be said as one.

    Two strong vowels (a, e, o) are two syllables, and so is a weak one with an accent beside any other.
    """
    word = re.sub(r"(?<=[gq])u(?=[eiéí])", "", word.lower())
    word = re.sub(r"y\b", "i", word)
    count, last = 0, ""
    for letter in word:
        if letter in VOWELS:
            hiatus = (last in STRONG and letter in STRONG) or letter in STRESSED or last in STRESSED
            count += not last or hiatus
        last = letter if letter in VOWELS else ""
    return max(count, 1)


def prose(value: dict[Path_, str]) -> Iterator[list[str]]:
    """The full sentences of a file, as words; labels and list items without a full stop are not sentences."""
    facts = LIBRARY.facts().value.root
    numbers = {f"{group}.{name}": fact.value for group, members in facts.items() for name, fact in members.items()}
    numbers |= LIBRARY.care_words("es").value.of("US")
    for path, text in value.items():
        if not fixed(path):
            plain = markup.plain(markup.fill(markup.parse(text), lambda name: numbers.get(name, "911")))
            for sentence in re.findall(r"[^.!?]+[.!?]", plain):
                if words := re.findall(r"[^\W\d_]+", sentence):
                    yield words


def ease(sentences: list[list[str]]) -> float:
    """Fernández Huerta's index (1959): 206.84 - 60 syllables a word - 1.02 words a sentence."""
    words = [word for sentence in sentences for word in sentence]
    return 206.84 - 60 * sum(map(syllables, words)) / len(words) - 1.02 * len(words) / len(sentences)


def spanish(handout: str) -> list[list[str]]:
    parts = [f"sections/{entry.section}" for entry in LIBRARY.handout(handout).value.sections]
    return [
        words
        for name in (f"titles/{handout}", "red_flags/back-spasm", *parts)
        for words in prose(table(HANDOUTS / name / "es.yaml"))
    ]


# -- tests -----------------------------------------------------------------------------------------


def test_there_is_a_translation() -> None:
    assert "es" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("handout", LIBRARY.handouts())
def test_every_handout_is_written_in_every_language(handout: str, language: str) -> None:
    assert language in LIBRARY.languages(handout)


@pytest.mark.parametrize("clinic", ["harbor-spine", "northgate-chiropractic"])
@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("handout", LIBRARY.handouts())
def test_a_signed_translation_takes_no_more_pages(handout: str, language: str, paper: Literal["letter", "a4"], clinic: str) -> None:
    def pages(of: str) -> int:
        leaflet = merge(LIBRARY, clinic, handout, of, paper=paper)
        return len(pypdfium2.PdfDocument(typeset(dataclasses.replace(leaflet, draft=None), LIBRARY.template("leaflet").value)))

    assert pages(language) <= pages("en")


@pytest.mark.parametrize(("english", "language"), PAIRS, ids=IDS)
class TestPair:
    def test_the_same_parts(self, english: Path, language: str) -> None:
        other = table(english.with_stem(language))
        assert list(other.keys() ^ table(english).keys()) == []

    def test_the_same_placeholders(self, english: Path, language: str) -> None:
        assert differences(table(english), table(english.with_stem(language)), placeholders) == []

    def test_no_numbers_of_its_own(self, english: Path, language: str) -> None:
        assert differences(table(english), table(english.with_stem(language)), own_digits) == []

    def test_the_same_figures_icons_and_conditions(self, english: Path, language: str) -> None:
        other = table(english.with_stem(language))
        assert [path for path, text in table(english).items() if fixed(path) and other.get(path) != text] == []

    def test_bold_words_and_links_where_the_english_has_them(self, english: Path, language: str) -> None:
        def marks(text: str) -> tuple[bool, bool]:
            spans = markup.parse(text)
            return any(span.bold for span in spans), any(span.link for span in spans)

        assert differences(table(english), table(english.with_stem(language)), marks) == []

    def test_letters_are_composed(self, english: Path, language: str) -> None:
        text = english.with_stem(language).read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text)

    def test_it_says_that_it_is_a_draft(self, english: Path, language: str) -> None:
        lines = english.with_stem(language).read_text(encoding="utf-8").splitlines()
        assert lines[1] == DRAFT


@pytest.mark.parametrize("english", ENGLISH, ids=[str(path.parent.relative_to(HANDOUTS)) for path in ENGLISH])
def test_spanish_questions_and_calls_are_opened(english: Path) -> None:
    wrong = [
        text
        for text in table(english.with_stem("es")).values()
        if text.count("?") != text.count("¿") or text.count("!") != text.count("¡")
    ]
    assert wrong == []


@pytest.mark.parametrize("handout", LIBRARY.handouts())
def test_spanish_is_easy_to_read(handout: str) -> None:
    sentences = spanish(handout)
    assert len(sentences) >= 15
    assert ease(sentences) >= 70


@pytest.mark.parametrize("handout", LIBRARY.handouts())
def test_spanish_speaks_to_usted(handout: str) -> None:
    familiar = {"tú", "te", "ti", "tu", "tus", "contigo", "vos", "vosotros", "os", "vuestro", "tienes", "puedes"}
    said = {word.lower() for sentence in spanish(handout) for word in sentence}
    assert said & familiar == set()


# -- the checks themselves see what they look for -----------------------------------------------------


@pytest.mark.parametrize(
    ("word", "count"),
    [("piel", 1), ("pie", 1), ("médico", 3), ("día", 2), ("guía", 2), ("que", 1), ("siga", 2), ("cuidado", 3), ("caer", 2),
     ("peor", 2), ("muy", 1), ("y", 1), ("ayuda", 3), ("adormecimiento", 6), ("línea", 3), ("lingüista", 3), ("baúl", 2)],
)  # fmt: skip
def test_syllables_are_counted_as_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_hard_spanish_is_seen() -> None:
    hard = "Las intervenciones musculoesqueléticas conservadoras necesitan consideraciones rehabilitadoras individualizadas."
    assert ease([re.findall(r"\w+", hard)]) < 30


def test_a_changed_placeholder_is_seen() -> None:
    english = {("a",): "{heat.max_minutes} minutes, {heat.max_minutes}", ("b",): "{x.y}"}
    other = {("a",): "{heat.max_minutes} minutos", ("b",): "{x.y}"}
    assert differences(english, other, placeholders) == [("a",)]


def test_a_typed_number_is_seen() -> None:
    assert differences({("a",): "{heat.max_minutes} minutes"}, {("a",): "20 minutos"}, own_digits) == [("a",)]
