"""Texts that were merged before. Clinics differ in few things a text asks about; those that answer alike have the same text.

While a text is merged, each thing it asks of the clinic is noted with the answer: the value of a placeholder, whether a service is
offered, whether a field is filled in. A text is another clinic's too if that clinic gives the same answers.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from weakref import WeakKeyDictionary

from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.merge.leaflet import Leaflet

Question = tuple[Literal["slot", "service", "field", "review"], str]
MOST = 32  # texts of a handout in a language: more differ by a name in the body, and none of those comes again


@immutable
class MergedText:
    """A text, for one of the clinics that answer so what it asked, and all files it was made of but the clinic's own."""

    asked: tuple[tuple[Question, object], ...]
    leaflet: Leaflet
    files: tuple[Path, ...]


_Texts = dict[tuple[str, str], deque[MergedText]]  # by handout and language
_TEXTS: WeakKeyDictionary[Library, _Texts] = WeakKeyDictionary()  # they go when their library goes


def texts_of(library: Library, handout: str, language: str) -> deque[MergedText]:
    """The texts of a handout in a language that were merged from a library; the oldest goes when there are many."""
    return _TEXTS.setdefault(library, defaultdict(partial(deque, maxlen=MOST)))[handout, language]


def find(texts: deque[MergedText], answer: Callable[[Question], object]) -> MergedText | None:
    """The text for a clinic that gives these answers."""
    return next((text for text in texts if all(answer(question) == before for question, before in text.asked)), None)
