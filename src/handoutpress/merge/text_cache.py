"""Texts that were merged before. Clinics differ in few things a text asks about; those that answer alike have the same text.

While a text is merged, each thing it asks of the clinic is noted with the answer: the value of a placeholder, whether a service is
offered, whether a field is filled in. A text is another clinic's too if that clinic gives the same answers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from weakref import WeakKeyDictionary

from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.merge.leaflet import Leaflet

Question = tuple[Literal["slot", "country", "service", "field", "review"], str]
MOST = 32  # texts of a handout in a language: more differ by a name in the body, and none of those comes again


@immutable
class MergedText:
    """A text, for one of the clinics that answer so what it asked, and all files it was made of but the clinic's own."""

    asked: tuple[tuple[Question, object], ...]
    leaflet: Leaflet
    files: tuple[Path, ...]


class HandoutTexts:
    """What all leaflets of a handout in a language need of a library, asked for once, and the texts that were `merged`.

    Of many merged texts, the oldest goes.
    """

    def __init__(self, library: Library, handout: str, language: str) -> None:
        """Ask for it. Raises NotFound, InvalidSource: as the library does."""
        self.titles, self.words = library.titles(handout, language), library.words(language).value
        self.services = library.services(language).value.root
        self.countries = library.countries().value.root
        self.care = library.care_words(language)
        self._facts = library.fact_values()
        self._values: dict[str, dict[str, str]] = {}
        self.merged: deque[MergedText] = deque(maxlen=MOST)

    def values(self, country: str) -> dict[str, str]:
        """What all clinics of a country put in the place of placeholders: facts, and words for care."""
        if country not in self._values:
            self._values[country] = self._facts | self.care.value.of(country)
        return self._values[country]

    def find(self, answer: Callable[[Question], object]) -> MergedText | None:
        """The text for a clinic that gives these answers."""
        return next((text for text in self.merged if all(answer(question) == before for question, before in text.asked)), None)


_TEXTS: WeakKeyDictionary[Library, dict[tuple[str, str], HandoutTexts]] = WeakKeyDictionary()  # they go when their library goes


def texts_of(library: Library, handout: str, language: str) -> HandoutTexts:
    """The texts of a handout in a language. Raises NotFound, InvalidSource: as the library does."""
    known, key = _TEXTS.setdefault(library, {}), (handout, language)
    if key not in known:
        known[key] = HandoutTexts(library, handout, language)
    return known[key]
