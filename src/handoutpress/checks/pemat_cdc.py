"""Two published measures of how clear a handout is: PEMAT-P (AHRQ 2014) and the CDC Clear Communication Index.

A rule decides an item where the item asks for what the rule counts; for all others a rule can say no, never yes: a person answers, by the
sheet as printed. There is no score while an item waits. An item's question is in our own words. Scores are shares of the items that
apply, in percent. PEMAT items 24 and 25 ask how sums and charts of numbers are explained: handouts have none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

Answer = Literal["yes", "no", "n/a"]


@dataclass(frozen=True)
class Item:
    """One item. `rules`: a finding of one of them means no; `ruled`: none means yes, else people are asked."""

    id: str
    question: str
    rules: tuple[str, ...] = ()
    ruled: bool = False

    @property
    def asked(self) -> bool:
        """Whether people must answer."""
        return not self.ruled


PEMAT = (
    Item("pemat-1", "Is it clear at once what the handout is for?"),
    Item("pemat-2", "Does nothing in it distract from its purpose?", ("banned-claim", "far-headings")),
    Item("pemat-3", "Are the words common, everyday ones?", ("jargon", "reading-grade", "spanish-ease", "lix")),
    Item("pemat-4", "Medical terms are explained", ("undefined-term",), ruled=True),
    Item("pemat-5", "Does it speak in the active voice?", ("passive-voice",)),
    Item("pemat-6", "Are numbers clear, and easy to understand?", ("percent", "raw-number")),
    Item("pemat-7", "Does it ask for no sums?", ("sums",)),
    Item("pemat-8", "Is it cut into short chunks?", ("long-paragraph", "long-list")),
    Item("pemat-9", "Does each part have a heading that says what it holds?", ("far-headings",)),
    Item("pemat-10", "Do the parts come in an order that makes sense?"),
    Item("pemat-11", "A summary: the key points", ruled=True),
    Item("pemat-12", "Do cues draw the eye to key points?", ("boxes",)),
    Item("pemat-15", "Do pictures stand where they help?"),
    Item("pemat-16", "Do pictures back the words and not distract?"),
    Item("pemat-17", "Does each picture have a title or caption?", ("figure-words",)),
    Item("pemat-18", "Are the pictures clear and uncluttered?"),
    Item("pemat-19", "Are tables simple, with short, clear heads?", ("table-heads",)),
    Item("pemat-20", "Says at least one thing to do", ("something-to-do",), ruled=True),
    Item("pemat-21", "Speaks to the reader", ("speaks-to-you",), ruled=True),
    Item("pemat-22", "Are actions broken into small steps?", ("long-list",)),
    Item("pemat-23", "Something to tick or fill in", ("something-to-tick",), ruled=True),
    Item("pemat-26", "Do pictures show how to do what is asked?"),
)
CDC = (
    Item("cdc-1", "Is there one main message?", ("main-message",)),
    Item("cdc-2", "The main message is at the top", ruled=True),
    Item("cdc-3", "The main message stands out", ruled=True),
    Item("cdc-4", "Does the front picture back the main message?"),
    Item("cdc-5", "Is there a call to act?", ("something-to-do",)),
    Item("cdc-6", "Is the main message in the active voice?", ("passive-voice",)),
    Item("cdc-7", "Does it use words the reader uses?", ("jargon", "reading-grade", "spanish-ease", "lix")),
    Item("cdc-8", "Lists", ("something-to-do",), ruled=True),
    Item("cdc-9", "Is it cut into chunks with headings?", ("far-headings", "long-paragraph")),
    Item("cdc-10", "Does the most important come first in each part?"),
    Item("cdc-11", "Does it say what is known, and what is not?", ("treatment-words",)),
    Item("cdc-12", "Says what to do", ("something-to-do",), ruled=True),
    Item("cdc-13", "Does it say why each thing to do matters?"),
    Item("cdc-14", "Does it say how to do what it asks?", ("something-to-do",)),
    Item("cdc-15", "Are its numbers ones the reader uses?", ("percent",)),
    Item("cdc-16", "Is it clear what each number means?"),
    Item("cdc-17", "Does it ask for no sums?", ("sums",)),
    Item("cdc-18", "Is it clear what could go wrong, and for whom?"),
    Item("cdc-19", "Does it give risks and gains of what it asks?", ("treatment-words",)),
    Item("cdc-20", "Does it explain any chance in words?", ("percent",)),
)
ASKED = tuple(item for item in (*PEMAT, *CDC) if item.asked)
ACTS_FROM = 20  # PEMAT items from this number on ask whether a reader can act, those before whether a reader understands
INDEXES: dict[str, tuple[Item, ...]] = {
    "PEMAT-P understand": tuple(item for item in PEMAT if int(item.id.partition("-")[2]) < ACTS_FROM),
    "PEMAT-P act": tuple(item for item in PEMAT if int(item.id.partition("-")[2]) >= ACTS_FROM),
    "CDC Index": CDC,
}
TARGETS = {"PEMAT-P understand": 80, "PEMAT-P act": 80, "CDC Index": 90}


@dataclass(frozen=True)
class Score:
    """Answers to an index's items that apply: by a rule, and by a person; `waiting`: items no person has answered yet."""

    index: str
    ruled: tuple[bool, ...]
    rated: tuple[bool, ...]
    waiting: tuple[str, ...]

    @property
    def percent(self) -> float | None:
        """Share of yes; None while an item waits, or if none applies."""
        said = self.ruled + self.rated
        return None if self.waiting or not said else 100 * sum(said) / len(said)

    def __str__(self) -> str:
        parts = [f"decided by rule: {sum(self.ruled)} of {len(self.ruled)}"] if self.ruled else []
        parts += [f"by a person: {sum(self.rated)} of {len(self.rated)}"] if self.rated else []
        numbers = " ".join(name.partition("-")[2] for name in self.waiting)
        parts += [f"for a person: {len(self.waiting)} (items {numbers})"] if self.waiting else []
        parts += [f"{self.percent:.0f} of 100"] if self.percent is not None else []
        return f"{self.index}: {', '.join(parts)}"


def scores(broken: Collection[str], ratings: Mapping[str, str]) -> tuple[Score, ...]:
    """The indexes of a handout, by the ids of the rules it has broken and what people answered, by item."""
    return tuple(_score(index, items, broken, ratings) for index, items in INDEXES.items())


def _score(index: str, items: tuple[Item, ...], broken: Collection[str], ratings: Mapping[str, str]) -> Score:
    ruled, rated, waiting = [], [], []
    for item in items:
        if any(rule in broken for rule in item.rules):
            ruled.append(False)
        elif item.ruled:
            ruled.append(True)
        elif item.id not in ratings:
            waiting.append(item.id)
        elif ratings[item.id] != "n/a":
            rated.append(ratings[item.id] == "yes")
    return Score(index, tuple(ruled), tuple(rated), tuple(waiting))
