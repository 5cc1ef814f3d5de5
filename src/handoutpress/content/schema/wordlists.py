"""Word lists: what the checks look for in the texts of one language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from handoutpress.content.schema.base import Model, Text

_PART = re.compile(r"\s*\.\.\.\s*|\*|\s+|[^\s*.]+|\.")


def _phrase(value: str) -> str:
    if not re.search(r"\w|%", value.replace("*", "").replace("...", "")):
        raise ValueError("would be found in every text; write at least one letter or number beside * and ...")
    return value


Phrase = Annotated[
    str,
    Field(
        min_length=1, max_length=80, description="Words as they stand in a text; * is any letters, ... any words of the sentence"
    ),
    AfterValidator(_phrase),
]
Phrases = tuple[Phrase, ...]
Some = Annotated[Phrases, Field(min_length=1)]


def pattern(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """What finds any of these phrases as whole words, in small letters or capitals; None if there are none.

    `*` stands for any letters, `...` for any words up to the end of the sentence, and a space for a hyphen too.
    """
    return re.compile("|".join(map(_one, phrases)), re.IGNORECASE) if phrases else None


def _one(phrase: str) -> str:
    parts = []
    for part in _PART.findall(unicodedata.normalize("NFC", phrase.strip())):
        if part.strip() == "...":
            parts.append(r"\b[^.!?]*?\b")
        elif part == "*":
            parts.append(r"\w*")
        else:
            parts.append(r"[\s-]+" if part.isspace() else re.escape(part))
    ends = [r"\b" if re.match(r"[\w*]", letter) else "" for letter in (phrase.strip()[0], phrase.strip()[-1])]
    return f"{ends[0]}{''.join(parts)}{ends[1]}"


class Term(Model):
    """A medical term, and words of which one must stand in the same handout to say what it is."""

    term: Phrase
    explained: Some


class Passive(Model):
    """How the passive is made: a helping word, then (but for a word of `between`) a form."""

    helpers: Some
    between: Phrases = ()
    forms: Some
    not_: Annotated[Phrases, Field(alias="not", description="Forms that only look like it")] = ()


class Regional(Model):
    """Words said in some countries only; no leaflet for another says them."""

    words: Some
    countries: Annotated[tuple[Annotated[str, Field(pattern="^[A-Z]{2}$")], ...], Field(min_length=1)]


class WordLists(Model):
    """What the checks look for in one language."""

    printed: ClassVar[bool] = False
    formula: Annotated[
        Literal["flesch-kincaid", "fernandez-huerta", "lix", "none"],
        Field(description="How hard a text reads: the first is for English, the second for Spanish, lix for any language of words"),
    ]
    banned: Annotated[Phrases, Field(min_length=1, description="Promises of cure, and claims that evidence contradicts")]
    numbers: Annotated[Phrases, Field(min_length=1, description="Numbers written as words; digits are found without")]
    patients: Annotated[Phrases, Field(min_length=1, description="Words that speak of the reader instead of to the reader")]
    reader: Annotated[Text, Field(description="How the reader is spoken to: you")]
    hard: Annotated[dict[Phrase, Text], Field(default_factory=dict, description="Hard words, and the plain one for each")]
    terms: tuple[Term, ...] = ()
    sums: Annotated[Phrases, Field(description="Words that ask the reader to reckon")] = ()
    passive: Passive | None = None
    regional: tuple[Regional, ...] = ()
    bare_links: Annotated[Phrases, Field(description="Links that do not say where they go")] = ()
    alt_leads: Annotated[Phrases, Field(description="How alternate text must not begin: picture of")] = ()
