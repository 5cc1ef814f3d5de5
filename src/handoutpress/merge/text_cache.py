"""TextCache that were merged before. Clinics differ in few things a text asks about; those that answer alike have the same text.

While a text is merged, each thing it asks of the clinic is noted with the answer: the value of a placeholder, whether a service is
offered, whether a field is filled in. A text is another clinic's too if that clinic gives the same answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal
from weakref import WeakKeyDictionary

from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from pathlib import Path

    from handoutpress.content.library import Library
    from handoutpress.merge.leaflet import Leaflet

Question = tuple[Literal["slot", "service", "field", "review"], str]
MOST = 32  # texts of a handout in a language: more differ by a name in the body, and none of those comes again


@immutable
class MergedText:
    """A text, and for whom it is.

    Attributes:
        asked: what was asked while it was merged, and the answers.
        leaflet: for one of those clinics.
        files: all it was made of but the clinic's own.
    """

    asked: tuple[tuple[Question, object], ...]
    leaflet: Leaflet
    files: tuple[Path, ...]


class TextCache:
    """Merged texts of a library, by handout and language."""

    def __init__(self) -> None:
        """None yet."""
        self._kept: dict[tuple[str, str], list[MergedText]] = {}

    def find(self, handout: str, language: str, answer: Callable[[Question], object]) -> MergedText | None:
        """The text for a clinic that gives these answers."""
        for text in self._kept.get((handout, language), ()):
            for question, before in text.asked:
                if answer(question) != before:
                    break
            else:
                return text
        return None

    def keep(self, text: MergedText) -> None:
        """Keep a text; the oldest goes when there are many."""
        kept = self._kept.setdefault((text.leaflet.handout, text.leaflet.language), [])
        if len(kept) >= MOST:
            del kept[0]
        kept.append(text)


_TEXTS: WeakKeyDictionary[Library, TextCache] = WeakKeyDictionary()


def texts_of(library: Library) -> TextCache:
    """The texts that were merged from a library; they go when it goes."""
    texts = _TEXTS.get(library)
    if texts is None:
        texts = _TEXTS[library] = TextCache()
    return texts
