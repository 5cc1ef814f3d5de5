"""The copy of a handout in one language, text by text, each with its place: what the rules look at."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from handoutpress.content import markup
from handoutpress.content.schema import blocks as b
from handoutpress.errors import Problem

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.content.schema.handout import Handout, RedFlags, Section, Titles
    from handoutpress.content.schema.wordlists import WordLists
    from handoutpress.content.yaml_reader import Loaded

ASK_FIRST = "A2"  # the fact row of sections that say who must ask before they use something
_NEVER = re.compile(r"\b(?:do not|never|stop if|ask (?:a doctor )?first)\b", re.IGNORECASE)  # in the authors' language
_WORDLESS = frozenset({"figure", "icon", "ids", "when"})

# what stands in a section that has been begun, to be written over
UNWRITTEN = (
    "One short sentence that says it all.",
    "A short text, a few lines at most.",
    "A thing to know.",
    "One more thing to know.",
)


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
    def lists(self) -> WordLists:
        """What the rules look for in this language."""
        return self.library.word_lists(self.language).value

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
    def figures(self) -> tuple[str, ...]:
        """Ids of all figures of the handout, in order."""
        outline = self.outline.value
        shown = [figure for figure in (outline.figure, *(entry.figure for entry in outline.sections)) if figure]
        for section, loaded in self.sections.items():
            shown += [name for entry in loaded.value.blocks for name in b.figure_ids(entry.block)]
            shown += self.library.section_about(section).value.figures
        return tuple(dict.fromkeys(shown))

    @cached_property
    def figure_texts(self) -> list[Text]:
        """What the figures show, and their captions; those without words are left out."""
        loaded = self.library.figure_texts(self.language)
        known = loaded.value.root
        pairs = [(name, field) for name in self.figures if name in known for field in ("alt", "caption")]
        said = [(getattr(known[name], field), (name, field)) for name, field in pairs]
        return [Text((markup.Span(words),), words, "figures", loaded, path) for words, path in said]

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


def doses_and_nevers(section: Section, never: str, *, whole: bool = False) -> markup.Inline:
    """What a section says of doses, and of who or what must not: one running text after the heading; empty if it says nothing.

    Args:
        never: the word before a list of what not to do.
        whole: take every text of the section, which is about nothing else.
    """
    said: list[markup.Inline] = []
    for entry in section.blocks:
        match entry.block:
            case b.DoDont(dont=dont):
                listed = [part for item in dont for part in (markup.Span("; "), *item)][1:]
                said.append((markup.Span(f"{never}: "), *listed))
            case b.Treatment(risks=risks):
                said.append(risks)
            case b.Exercises(root=moves):
                said += [_joined(", ", (move.name, move.hold, move.repeats)) for move in moves]
            case b.Steps(root=steps):
                said += [_joined(": ", (step.title, step.text)) for step in steps if step.text and markup.slots(step.text)]
            case block:
                caution = isinstance(block, b.Callout) and block.level == "caution"
                texts = [inline for inline, _ in inlines(block, ())]
                said += [text for text in texts if whole or caution or markup.slots(text) or _NEVER.search(markup.plain(text))]
    if not said:
        return ()
    return _joined(" ", (_stopped(tuple(replace(span, bold=True) for span in section.heading)), *map(_stopped, said)))


def _joined(between: str, parts: Iterable[markup.Inline | None]) -> markup.Inline:
    """Texts one after the other, with `between` between them."""
    return tuple(span for part in parts if part for span in (markup.Span(between), *part))[1:]


def _stopped(text: markup.Inline) -> markup.Inline:
    """The text, ending as a sentence."""
    return text if text[-1].text.endswith((".", "!", "?")) else (*text, replace(text[-1], text=".", slot=False))
