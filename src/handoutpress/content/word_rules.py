"""The copy of a handout in one language, text by text, each with its place: what the rules look at."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from handoutpress.content import markup
from handoutpress.content.figure_names import figure_id
from handoutpress.errors import Problem

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.content.schema.block_entry import BlockEntry
    from handoutpress.content.schema.handout import Handout, Section, Titles
    from handoutpress.content.schema.red_flags import RedFlags
    from handoutpress.content.schema.wordlists import WordLists
    from handoutpress.content.yaml_reader import Loaded

# what stands in a section that has been begun, to be written over
UNWRITTEN = (
    "One short sentence that says it all.",
    "A short text, a few lines at most.",
    "A thing to know.",
    "One more thing to know.",
)
# what clinics differ in, by the name of its placeholder
STAND_INS = {"emergency.number": "911", "clinic.name": "Our clinic", "clinic.phone": "555", "clinic.city": "Town"}


@dataclass(frozen=True)
class Text:
    """One text a reader meets, with placeholders (`inline`) and filled in; `section`: an id, "titles", "red_flags" or "figures"."""

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

    @property
    def outline(self) -> Loaded[Handout]:
        """The outline."""
        return self.library.handout(self.handout)

    @property
    def titles(self) -> Loaded[Titles]:
        """Title, main message, key points."""
        return self.library.titles(self.handout, self.language)

    @property
    def red_flags(self) -> Loaded[RedFlags]:
        """The safety block of its topic."""
        return self.library.red_flags(self.handout, self.language)

    @property
    def sections(self) -> dict[str, Loaded[Section]]:
        """All sections of the outline, by id."""
        return {entry.section: self.library.section(entry.section, self.language) for entry in self.outline.value.sections}

    @property
    def blocks(self) -> Iterator[tuple[Loaded[Section], int, BlockEntry]]:
        """All blocks, each with the section it stands in and its number there, from 0."""
        return ((loaded, i, entry) for loaded in self.sections.values() for i, entry in enumerate(loaded.value.blocks))

    @property
    def lists(self) -> WordLists:
        """What the rules look for in this language."""
        return self.library.word_lists(self.language).value

    @cached_property
    def texts(self) -> list[Text]:
        """Every text of the handout as it is read in the United States, in order."""
        return self.texts_in("US")

    def texts_in(self, country: str) -> list[Text]:
        """Every text as a country reads it, in order."""
        from handoutpress.content.schema.base import texts_in  # and pydantic with it, which a start does without

        values = STAND_INS | self.library.fact_values() | self.library.care_words(self.language).value.of(country)
        parts: list[tuple[str, Loaded[Any]]] = [("titles", self.titles), *self.sections.items(), ("red_flags", self.red_flags)]
        return [
            Text(inline, markup.plain(markup.fill(inline, lambda slot: values.get(slot, ""))), name, loaded, path)
            for name, loaded in parts
            for inline, path in texts_in(loaded.value)
        ]

    @property
    def figures(self) -> tuple[str, ...]:
        """Ids of all figures of the handout, in order."""
        outline = self.outline.value
        shown = [outline.figure, outline.figure_tall, *(entry.figure for entry in outline.sections)]
        if plan := self.titles.value.plan:
            shown += [stage.figure for stage in plan.stages]
        for section, loaded in self.sections.items():
            short = loaded.value.short
            shown += [name for entry in (*loaded.value.blocks, *(short.blocks if short else ())) for name in entry.block.figures()]
            about = self.library.section_about(section).value
            shown += [*about.figures, about.do_figure, about.dont_figure]
        return tuple(dict.fromkeys(figure_id(name) for name in shown if name))

    @property
    def figure_texts(self) -> list[Text]:
        """What the figures show, and their captions; those without words are left out."""
        loaded = self.library.figure_texts(self.language)
        known = loaded.value.root
        pairs = [(name, field) for name in self.figures if name in known for field in ("alt", "caption")]
        said = [(getattr(known[name], field), (name, field)) for name, field in pairs]
        return [Text((markup.Span(words),), words, "figures", loaded, path) for words, path in said]
