"""Rules about sheets as they are printed, after merging and joining: what every sheet must say, and how it reads."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from handoutpress.checks import readability
from handoutpress.checks.rule import Level, Rule
from handoutpress.checks.wording_rules import LONGEST, SECTION_GRADE
from handoutpress.content import markup
from handoutpress.content.safety_floor import banned_claims
from handoutpress.content.schema.base import texts_in
from handoutpress.content.schema.wordlists import pattern
from handoutpress.content.word_rules import Scope
from handoutpress.errors import HandoutError, Problem
from handoutpress.merge.merge import merge
from handoutpress.merge.moves import templates_for

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.content.schema.template import Template
    from handoutpress.content.yaml_reader import Loaded
    from handoutpress.merge.leaflet import Leaflet

LEAST_TEXT = 12  # letters a text begins with by which it is found in what is printed
CARD = ("other-signs", "reach")  # parts of a card that say where the signs stand which it has no room for


def required_signs(leaflet: Leaflet, template: Template | None = None) -> dict[str, str]:
    """What a sheet must say, by the id of the sign: all tiers; a card the emergency whole, and where the rest stands."""
    flags = leaflet.red_flags
    held = {part for panel in template.panels for part in panel.holds} if template else set()
    card = bool(held & set(CARD))
    pregnant = tuple(tier for tier in flags.of("same-day") if tier.who) if "reach" in held else ()
    tiers = (flags.emergency, *pregnant) if card else flags.tiers
    wanted = {sign.id: markup.plain(tier.sentence or sign.text) for tier in tiers for sign in tier.signs}
    wanted |= {"lead": markup.plain(flags.emergency.lead), "rule": markup.plain(flags.emergency.rule or ())}
    return wanted | ({"where the rest stands": leaflet.words.other_signs} if card else {})


def missing_signs(wanted: dict[str, str], said: str) -> list[str]:
    """Ids of the signs that are not said, whatever the line ends."""
    bare = _bare(said)
    return [name for name, words in wanted.items() if _bare(words) not in bare]


def _bare(words: str) -> str:
    return "".join(words.split()).casefold()


def printed_texts(leaflet: Leaflet, template: Template) -> list[str]:
    """The texts of a sheet as they are set, lines joined. Raises HandoutError: it cannot be made."""
    from handoutpress.layout.document import drawn

    return [" ".join(text.split()) for text in drawn(leaflet, template).texts]


def long_sentences(leaflet: Leaflet, texts: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Texts of a sheet with a sentence that is too long, and its words; the small print and the clinic's own lists and notice are none."""
    clinic = leaflet.clinic
    own = {_bare(text) for _, text in clinic.notice} | {
        _bare(text) for text in (clinic.footer, clinic.interpreter, leaflet.control) if text
    }
    lists = [*leaflet.sources, *clinic.practitioners, *clinic.languages, *clinic.towns_served, *clinic.services]
    for text in texts:
        if _bare(text) not in own and not any(name in text for name in lists):
            yield from ((text, words) for words in readability.sentences(text) if len(words) > LONGEST)


def _leaflets(library: Library, handout: str, language: str) -> Iterator[Leaflet]:
    """A handout as clinics print it once it is signed for; those of one text once."""
    seen: set[str] = set()
    for clinic in library.clinics():
        leaflet = replace(merge(library, clinic, handout, language), draft=None)
        if leaflet.fingerprint not in seen or leaflet.clinic.footer or leaflet.clinic.interpreter:
            seen.add(leaflet.fingerprint)
            yield leaflet


def _sheets(library: Library) -> Iterator[tuple[Leaflet, Template, list[str]]]:
    for handout, language in library.texts():
        templates = [library.template(name).value for name in templates_for(library, handout)]
        for leaflet in _leaflets(library, handout, language):
            for template in templates:
                try:
                    yield leaflet, template, printed_texts(leaflet, template)
                except HandoutError:
                    continue  # `fit` says so


def _all_tiers(library: Library, today: datetime.date) -> Iterator[Problem]:
    for leaflet, template, texts in _sheets(library):
        if gone := missing_signs(required_signs(leaflet, template), " ".join(texts)):
            what = f"'{template.label}' in '{leaflet.language}' does not say: {', '.join(gone)}"
            mend = "Let a panel of the template hold red-flags and same-day"
            yield library.handout(leaflet.handout).problem(what, mend, "topic")


def _printed_words(library: Library, today: datetime.date) -> Iterator[Problem]:
    for leaflet, template, texts in _sheets(library):
        scope = Scope(library, leaflet.handout, leaflet.language, today)
        on = f"on '{template.label}' in '{leaflet.language}'"
        for text, words in long_sentences(leaflet, texts):
            what = f"a sentence of {len(words)} words {on}; {LONGEST} is the most: {' '.join(words[:8])} ..."
            yield _problem(scope, text, what, "Split it, or make it a list")
        banned = pattern(library.word_lists(leaflet.language).value.banned)
        for text in texts:
            for what, mend in banned_claims(text, banned):
                yield _problem(scope, text, f"{what}, {on}", mend)


def _problem(scope: Scope, printed: str, what: str, mend: str) -> Problem:
    """A problem with what is printed, at the line of the first text that begins in it; else at the handout's."""
    for text in scope.texts:
        begin = " ".join(text.words.split())[:LEAST_TEXT]
        if len(begin) == LEAST_TEXT and begin in printed:
            return text.problem(what, mend)
    return scope.outline.problem(what, mend, "sections")


def _merged_grade(scope: Scope) -> Iterator[Problem]:
    """Sections and tiers as each clinic's leaflet prints them."""
    if scope.lists.formula != "flesch-kincaid":
        return
    for leaflet in _leaflets(scope.library, scope.handout, scope.language):
        parts: list[tuple[Loaded[Any], list[markup.Inline]]] = [(scope.red_flags, list(leaflet.red_flags.texts))]
        for one in leaflet.sections:
            parts.append((scope.sections[one.id], [text for block in one.blocks for text, _ in texts_in(block)]))
        for loaded, texts in parts:
            listed = [sentence for text in texts for sentence in readability.sentences(markup.plain(text))]
            if listed and (grade := readability.grade(listed)) > SECTION_GRADE:
                what = f"what {leaflet.clinic.id} prints of it reads at grade {grade:.1f}; {SECTION_GRADE:g} is the most"
                yield loaded.problem(what, f"Hardest: {'; '.join(readability.hardest(listed, 2))}")


PRINTED_RULES = (
    Rule("printed-grade", Level.ERROR, f"Sections and red flags read at grade {SECTION_GRADE:g} or lower as each clinic prints them.",
         "What a clinic's services leave of a section is what its patients read.", _merged_grade),
)  # fmt: skip
ALL_TIERS = Rule("all-tiers", Level.ERROR,
                 "Every sheet says all red flags; a card the emergency whole and where the rest stands. Only with --fit.",
                 "A sheet may be the only one a patient gets.", whole=_all_tiers)  # fmt: skip
PRINTED_WORDS = Rule("printed-words", Level.ERROR,
                     f"No sentence printed on any sheet has more than {LONGEST} words, and none makes a banned claim. Only with --fit.",
                     "What is joined when it is set is read as one.", whole=_printed_words)  # fmt: skip
