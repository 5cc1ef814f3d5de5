"""Every usable fact of the register stands on the leaflets that must print it, in the words the register gives for it."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from handoutpress.content.library import Library
from handoutpress.merge.merge import merge
from tests.helpers.workspace import CLINIC, workspace

REGISTER = Path(__file__).resolve().parents[2] / "docs/fact-rows.csv"
LIBRARY = Library()
# no words of the text: the small print and the interpreter's line, which other tests look for
ELSEWHERE = {"A7", "A8"}


def rows() -> list[dict[str, str]]:
    with REGISTER.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["used"] == "yes"]


FACTS = {row["row"]: row for row in rows()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic that offers whatever a handout tells of."""
    services = ", ".join(LIBRARY.services("en").value.root)
    return workspace(tmp_path_factory.mktemp("facts"), f"{CLINIC}services: [{services}]\n")


@cache
def printed(folder: Path, handout: str, language: str) -> str:
    return " / ".join(merge(Library(folder), "test", handout, language).texts).casefold()


def missing(words: str, text: str) -> list[str]:
    """Parts of a cell of the register (parted by ;) of which no wording (parted by |) is in a text."""
    parts = [part.strip() for part in words.split(";")]
    return [part for part in parts if not any(one.strip().casefold() in text for one in part.split("|"))]


def test_all_71_facts_have_words_in_both_languages() -> None:
    assert sum(name.startswith("F") for name in FACTS) == 71
    assert {name for name, row in FACTS.items() if not (row["words_en"] and row["words_es"] and row["handouts"])} == ELSEWHERE


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", sorted(FACTS.keys() - ELSEWHERE))
def test_a_fact_is_printed(name: str, language: str, folder: Path) -> None:
    row = FACTS[name]
    for handout in row["handouts"].split():
        assert missing(row[f"words_{language}"], printed(folder, handout, language)) == [], handout


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", sorted(FACTS.keys() - ELSEWHERE))
def test_a_fact_that_is_taken_out_is_missed(name: str, language: str, folder: Path) -> None:
    row = FACTS[name]
    text = printed(folder, row["handouts"].split()[0], language)
    for part in row[f"words_{language}"].split(";"):
        for one in part.split("|"):
            text = text.replace(one.strip().casefold(), "…")
    assert missing(row[f"words_{language}"], text)
