"""The copy of a handout in one language, text by text, each with its place: what the rules look at."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from handoutpress import markup
from handoutpress.errors import Problem

if TYPE_CHECKING:
    from handoutpress.library import Library
    from handoutpress.model.handout import Handout, RedFlags, Section, Titles
    from handoutpress.source import Loaded

_WORDLESS = frozenset({"figure", "icon", "ids", "when"})


@dataclass(frozen=True)
class Text:
    """One text a reader meets.

    Attributes:
        inline: with its placeholders still in it; `words` is the same filled in.
        section: id of the section, "titles" or "red_flags".
        path: where in its file.
    """

    inline: markup.Inline
    words: str
    section: str
    loaded: Loaded[Any]
    path: tuple[str | int, ...]

    def problem(self, what: str, mend: str) -> Problem:
        """A problem with this text, at its line."""
        return self.loaded.problem(what, mend, *self.path)


@dataclass(frozen=True)
class Scope:
    """A handout in one language, and the day it is looked at."""

    library: Library
    handout: str
    language: str
    today: datetime.date

    @cached_property
    def outline(self) -> Loaded[Handout]:
        """The outline."""
        return self.library.handout(self.handout)

    @cached_property
    def titles(self) -> Loaded[Titles]:
        """Title, main message, key points."""
        return self.library.titles(self.handout, self.language)

    @cached_property
    def red_flags(self) -> Loaded[RedFlags]:
        """The safety block."""
        return self.library.red_flags(self.language)

    @cached_property
    def sections(self) -> dict[str, Loaded[Section]]:
        """All sections of the outline, by id."""
        return {entry.section: self.library.section(entry.section, self.language) for entry in self.outline.value.sections}

    @cached_property
    def texts(self) -> list[Text]:
        """Every text of the handout, in order."""
        parts: list[tuple[str, Loaded[Any]]] = [("titles", self.titles), *self.sections.items(), ("red_flags", self.red_flags)]
        return [
            Text(inline, markup.plain(markup.fill(inline, self._value)), name, loaded, path)
            for name, loaded in parts
            for inline, path in inlines(loaded.value, ())
        ]

    @cached_property
    def values(self) -> dict[str, str]:
        """Facts and stand-ins by the name of their placeholder."""
        facts = self.library.facts().value.root
        out = {f"{group}.{name}": fact.value for group, members in facts.items() for name, fact in members.items()}
        return out | {"emergency.number": "911", "clinic.name": "Our clinic", "clinic.phone": "555", "clinic.city": "Town"}

    def _value(self, name: str) -> str:
        return self.values.get(name, "")


def inlines(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[markup.Inline, tuple[str | int, ...]]]:
    """Every text of a model with its path; headings and titles that are plain text count too."""
    if isinstance(value, tuple) and value and all(isinstance(item, markup.Span) for item in value):
        yield value, path
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from inlines(item, (*path, i))
    elif isinstance(value, str) and path and path[-1] in ("title", "summary"):
        yield markup.parse(value), path
    elif hasattr(value, "model_fields_set"):
        for name in type(value).model_fields:
            if name in value.model_fields_set - _WORDLESS:
                yield from inlines(getattr(value, name), path if name == "root" else (*path, name))
