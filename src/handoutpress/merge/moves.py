"""Movements of a leaflet one by one, for cards: all of them, or those a clinician has chosen for one patient, with the doses typed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from handoutpress.content import markup
from handoutpress.content.finder import unknown
from handoutpress.content.markup import Inline, Span
from handoutpress.content.schema.blocks.basic import ParagraphBlock
from handoutpress.content.schema.blocks.pictures import Exercise, Exercises
from handoutpress.errors import UsageError
from handoutpress.merge.leaflet import Leaflet, LeafletSection
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.content.schema.template import Template

LONGEST = 60  # characters of a typed dose
DOSE = ("hold", "repeats", "often")
COMMAS = re.compile(r"[,;·]")
_COUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\d,;·]*)")


@immutable
class Move:
    """A movement of a leaflet.

    Attributes:
        number: from 1, in the order of the leaflet.
        cautions: what its section says before its movements: when to stop, and who must ask first.
        own_dose: its dose is as a clinician has typed it.
    """

    number: int
    exercise: Exercise
    cautions: tuple[Inline, ...]
    own_dose: bool = False

    @property
    def dose(self) -> tuple[Inline, ...]:
        """The parts of its dose."""
        return tuple(_dose(self.exercise))


def moves_of(leaflet: Leaflet) -> tuple[Move, ...]:
    """All movements of a leaflet, in its order."""
    found = [(exercise, _cautions(one), one.own_doses) for one in leaflet.sections for exercise in _exercises(one)]
    return tuple(Move(number, *one) for number, one in enumerate(found, 1))


def templates_for(library: Library, handout: str) -> tuple[str, ...]:
    """Templates a handout can be printed on: cards of exercises if it has some, the easy-read edition if that is written."""
    return tuple(name for name in library.templates() if suits(library, library.template(name).value, handout))


def suits(library: Library, template: Template, handout: str) -> bool:
    """Whether a handout can be printed on a template."""
    if template.each == "exercise" and not _has_exercises(library, handout):
        return False
    written = library.languages(handout)[0]
    return template.text != "easy" or bool(library.titles(handout, written).value.easy_read)


def _has_exercises(library: Library, handout: str) -> bool:
    language = library.languages(handout)[0]
    sections = (library.section(entry.section, language).value for entry in library.handout(handout).value.sections)
    return any(isinstance(entry.block, Exercises) for section in sections for entry in section.blocks)


def chosen(leaflet: Leaflet, names: Sequence[str], doses: Mapping[str, str]) -> tuple[Leaflet, list[str]]:
    """A leaflet of some movements only, in the order named, with doses as typed; and what to know of the doses.

    Args:
        doses: by the movement's name; commas stand between the parts of a dose.

    Raises:
        NotFound: the handout has no such movement.
        UsageError: a dose has no words, too many, or is for a movement that is not chosen.
    """
    known = {exercise.id: (section, exercise) for section in leaflet.sections for exercise in _exercises(section)}
    for name in (*names, *doses):
        if name not in known:
            raise unknown("movement", name, tuple(known))
    if stray := next((name for name in doses if name not in names), None):
        raise UsageError(f"there is a dose for '{stray}', and no card", f"Add {stray} to --moves")
    notes: list[str] = []
    sections = []
    for name in dict.fromkeys(names):
        section, exercise = known[name]
        if typed := doses.get(name):
            parts = _parts(name, typed)
            notes += _over(name, exercise, parts)
            own = {field: (Span(part),) for field, part in zip(DOSE, parts, strict=False)}
            exercise = exercise.model_copy(update={**dict.fromkeys(DOSE), **own})
        blocks = (*map(ParagraphBlock, _cautions(section)), Exercises((exercise,)))
        sections.append(replace(section, blocks=blocks, short=None, own_doses=bool(typed)))
    return replace(leaflet, sections=tuple(sections)), notes


def _exercises(section: LeafletSection) -> list[Exercise]:
    return [exercise for block in section.blocks if isinstance(block, Exercises) for exercise in block.root]


def _cautions(section: LeafletSection) -> tuple[Inline, ...]:
    before = itertools.takewhile(lambda block: not isinstance(block, Exercises), section.blocks)
    return tuple(block.root for block in before if isinstance(block, ParagraphBlock))


def _parts(name: str, typed: str) -> list[str]:
    parts = [" ".join(part.split()) for part in COMMAS.split(typed) if part.strip()]
    if not parts or len(parts) > len(DOSE) or len(typed) > LONGEST:
        what = f"the dose for {name} has {len(parts)} parts and {len(typed)} characters"
        raise UsageError(what, f'Write at most {len(DOSE)} parts and {LONGEST} characters, as "{name}: hold 2 seconds, 5 times"')
    return parts


def _over(name: str, exercise: Exercise, parts: Sequence[str]) -> Iterator[str]:
    """Numbers of a typed dose that are more than the handout's own of the same thing: its ceiling."""
    most = {word: number for part in _dose(exercise) for number, word in _counts(markup.plain(part))}
    for part in parts:
        for number, word in _counts(part):
            if word in most and number > most[word]:
                yield f'{name}: "{part}" is more than the {most[word]:g} {word} of the handout; it is printed as your own dose'


def _dose(exercise: Exercise) -> list[Inline]:
    return [part for part in (exercise.hold, exercise.repeats, exercise.often) if part]


def _counts(text: str) -> list[tuple[float, str]]:
    """Numbers of a dose with what they count: "5 times a day" is 5 of "times a day"."""
    return [(float(number.replace(",", ".")), " ".join(word.split()).casefold()) for number, word in _COUNT.findall(text)]
