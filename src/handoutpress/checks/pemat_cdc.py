"""Two published measures of how clear a handout is: PEMAT-P (AHRQ 2014) and the CDC Clear Communication Index.

Software decides the items it can, by the rules of `check`; layout and models hold some by themselves; people answer the rest when
they sign. An item's question is in our own words. Scores are shares of the items that apply, in percent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

Answer = Literal["yes", "no", "n/a"]
HELD = ("held",)  # no rule needed: the models or the layout hold it on every leaflet


@dataclass(frozen=True)
class Item:
    """One item. `rules`: a finding of one of them means no; empty: people are asked."""

    id: str
    question: str
    rules: tuple[str, ...] = ()

    @property
    def asked(self) -> bool:
        """Whether people must answer."""
        return not self.rules


PEMAT = (
    Item("pemat-1", "Is it clear at once what the handout is for?"),
    Item("pemat-2", "Nothing in it distracts from its purpose", ("banned-claim", "far-headings")),
    Item("pemat-3", "Common words", ("jargon", "reading-grade", "spanish-ease", "lix")),
    Item("pemat-4", "Medical terms are explained", ("undefined-term",)),
    Item("pemat-5", "Active voice", ("passive-voice",)),
    Item("pemat-6", "Clear numbers", ("percent", "raw-number")),
    Item("pemat-7", "No sums to do", ("sums",)),
    Item("pemat-8", "Short chunks", ("long-paragraph", "long-list")),
    Item("pemat-9", "Headings", ("far-headings",)),
    Item("pemat-10", "Do the parts come in an order that makes sense?"),
    Item("pemat-11", "A summary: the key points", HELD),
    Item("pemat-12", "Cues draw the eye to key points", ("boxes",)),
    Item("pemat-15", "Do pictures stand where they help?"),
    Item("pemat-16", "Do pictures back the words and not distract?"),
    Item("pemat-17", "Pictures have captions", ("figure-words",)),
    Item("pemat-18", "Are the pictures clear and uncluttered?"),
    Item("pemat-19", "Simple tables", ("table-heads",)),
    Item("pemat-20", "Says at least one thing to do", ("something-to-do",)),
    Item("pemat-21", "Speaks to the reader", ("speaks-to-you",)),
    Item("pemat-22", "Actions in small steps", ("long-list",)),
    Item("pemat-23", "Something to tick or fill in", ("something-to-tick",)),
    Item("pemat-26", "Do pictures show how to do what is asked?"),
)
CDC = (
    Item("cdc-1", "One main message", ("main-message",)),
    Item("cdc-2", "The main message is at the top", HELD),
    Item("cdc-3", "The main message stands out", HELD),
    Item("cdc-4", "Does the front picture back the main message?"),
    Item("cdc-5", "A call to act", ("something-to-do",)),
    Item("cdc-6", "Active voice", ("passive-voice",)),
    Item("cdc-7", "The reader's words", ("jargon", "reading-grade", "spanish-ease", "lix")),
    Item("cdc-8", "Lists", ("something-to-do",)),
    Item("cdc-9", "Chunks with headings", ("far-headings", "long-paragraph")),
    Item("cdc-10", "Key points first", HELD),
    Item("cdc-11", "Says what is known and what is not", ("treatment-words",)),
    Item("cdc-12", "Says what to do", ("something-to-do",)),
    Item("cdc-13", "Does it say why each thing to do matters?"),
    Item("cdc-14", "Says how", ("something-to-do",)),
    Item("cdc-15", "Familiar numbers", ("percent",)),
    Item("cdc-16", "Is it clear what each number means?"),
    Item("cdc-17", "No sums to do", ("sums",)),
    Item("cdc-18", "Is it clear what could go wrong, and for whom?"),
    Item("cdc-19", "Risks and gains", ("treatment-words",)),
    Item("cdc-20", "Words with any chance", ("percent",)),
)
ASKED = tuple(item for item in (*PEMAT, *CDC) if item.asked)
TARGETS = {"PEMAT-P": 80, "CDC Index": 90}


@dataclass(frozen=True)
class Score:
    """Share of yes among the items that are decided and apply, how many are decided, and how many still wait for people."""

    index: str
    percent: float
    decided: int
    asked: int


def scores(broken: Collection[str], ratings: Mapping[str, str]) -> tuple[Score, Score]:
    """PEMAT-P and CDC Index of a handout, by the ids of the rules it has broken and what people answered, by item."""
    return _score("PEMAT-P", PEMAT, broken, ratings), _score("CDC Index", CDC, broken, ratings)


def _score(index: str, items: tuple[Item, ...], broken: Collection[str], ratings: Mapping[str, str]) -> Score:
    said: list[bool] = []
    waiting = 0
    for item in items:
        if item.asked:
            answer = ratings.get(item.id)
            waiting += answer is None
            if answer in ("yes", "no"):
                said.append(answer == "yes")
        else:
            said.append(not any(rule in broken for rule in item.rules))
    return Score(index, 100 * sum(said) / len(said) if said else 0.0, len(said), waiting)
