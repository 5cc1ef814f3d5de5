"""Rules about words: how hard they are, and what may not be said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from handoutpress.checks import readability
from handoutpress.checks.rule import Level, Rule
from handoutpress.content import markup
from handoutpress.content.safety_floor import banned_claims
from handoutpress.content.schema.wordlists import pattern

if TYPE_CHECKING:
    from handoutpress.content.word_rules import Scope, Text
    from handoutpress.errors import Problem

HANDOUT_GRADE, SECTION_GRADE, HANDOUT_SMOG = 6.0, 8.0, 8.0
EASY_SPANISH, EASY_LIX = 70.0, 35.0  # children's books have a LIX below 30, fiction 30 to 40
LONGEST, MEAN = 25, 15  # words in a sentence


def _sentences(texts: Iterable[Text]) -> list[readability.Sentence]:
    return [sentence for text in texts for sentence in readability.sentences(text.words)]


def _all(scope: Scope, formula: str) -> list[readability.Sentence]:
    """All sentences of a handout whose language is measured by a formula; else none."""
    return _sentences(scope.texts) if scope.lists.formula == formula else []


def _reading_grade(scope: Scope) -> Iterator[Problem]:
    listed = _all(scope, "flesch-kincaid")
    if listed and readability.grade(listed) > HANDOUT_GRADE:
        what = f"the handout reads at grade {readability.grade(listed):.1f}; {HANDOUT_GRADE:g} is the most"
        yield scope.titles.problem(what, f"Hardest: {'; '.join(readability.hardest(listed))}", "title")


def _section_grade(scope: Scope) -> Iterator[Problem]:
    if scope.lists.formula != "flesch-kincaid":
        return
    for name, loaded in scope.sections.items():
        listed = _sentences(text for text in scope.texts if text.section == name)
        if listed and readability.grade(listed) > SECTION_GRADE:
            what = f"the section reads at grade {readability.grade(listed):.1f}; {SECTION_GRADE:g} is the most"
            yield loaded.problem(what, f"Hardest: {'; '.join(readability.hardest(listed, 2))}", "heading")


def _smog_grade(scope: Scope) -> Iterator[Problem]:
    listed = _all(scope, "flesch-kincaid")
    if listed and readability.smog(listed) > HANDOUT_SMOG:
        long = sorted({word.lower() for one in listed for word in one if readability.syllables(word) > 3})[:8]
        what = f"the SMOG grade is {readability.smog(listed):.1f}; {HANDOUT_SMOG:g} is the most"
        yield scope.titles.problem(what, f"Longest words: {', '.join(long)}", "title")


def _spanish_ease(scope: Scope) -> Iterator[Problem]:
    listed = _all(scope, "fernandez-huerta")
    if listed and readability.fernandez_huerta(listed) < EASY_SPANISH:
        what = f"the Fernández Huerta index is {readability.fernandez_huerta(listed):.0f}; {EASY_SPANISH:g} is the least"
        yield scope.titles.problem(what, "Shorten sentences and words", "title")


def _lix(scope: Scope) -> Iterator[Problem]:
    listed = _all(scope, "lix")
    if listed and readability.lix(listed) > EASY_LIX:
        what = f"the LIX is {readability.lix(listed):.0f}; {EASY_LIX:g} is the most"
        yield scope.titles.problem(what, "Shorten sentences and words", "title")


def _sentence_length(scope: Scope) -> Iterator[Problem]:
    for text in scope.texts:
        for sentence in readability.sentences(text.words):
            if len(sentence) > LONGEST:
                what = f"a sentence of {len(sentence)} words; {LONGEST} is the most"
                yield text.problem(what, f"Split it: {' '.join(sentence[:8])} ...")
    listed = _sentences(scope.texts)
    mean = sum(map(len, listed)) / len(listed) if listed else 0
    if mean > MEAN:
        what = f"sentences have {mean:.1f} words on the average; {MEAN} is the most"
        yield scope.titles.problem(what, "Split long ones", "title")


def _banned_claim(scope: Scope) -> Iterator[Problem]:
    banned = pattern(scope.lists.banned)
    for text in scope.texts:
        for claim in banned_claims(text.words, banned):
            yield text.problem(*claim)


def _jargon(scope: Scope) -> Iterator[Problem]:
    words = [(pattern((hard,)), plain) for hard, plain in scope.lists.hard.items()]
    for text in scope.texts:
        for word, plain in words:
            if word and (found := word.search(text.words)):
                yield text.problem(f'"{found[0]}" is a hard word', f'Write "{plain}"')


def _raw_number(scope: Scope) -> Iterator[Problem]:
    words = pattern(scope.lists.numbers)
    for text in scope.texts:
        own = " ".join(span.text for span in text.inline if not span.slot)
        if found := re.search(r"\d", own) or (words and words.search(own)):
            what = f'"{found[0]}" is a number of its own'
            yield text.problem(what, "Put it in facts.yaml with its source, and write {group.name}")


def _talks_of_patients(scope: Scope) -> Iterator[Problem]:
    patients = pattern(scope.lists.patients)
    for text in scope.texts:
        if patients and patients.search(text.words):
            yield text.problem("the text speaks of patients", f"Speak to the reader: {scope.lists.reader}")


def _capitals(scope: Scope) -> Iterator[Problem]:
    for text in scope.texts:
        words = [word.strip(".,;:!?¡¿()") for word in text.words.split()]
        loud = [len(word) > 1 and word.isalpha() and word.isupper() for word in words]
        if any(all(loud[i : i + 3]) for i in range(len(loud) - 2)):
            yield text.problem("three words in capitals are hard to read", "Write them small, and bold if they must stand out")


def _percent(scope: Scope) -> Iterator[Problem]:
    for text in scope.texts:
        if "%" in text.words:
            yield text.problem("a percentage is hard to picture", "Write it as so many out of 10")


def _long_emphasis(scope: Scope) -> Iterator[Problem]:
    for text in scope.texts:
        if any(span.emphasis and len(span.text.split()) > 5 for span in text.inline):
            yield text.problem("a long stretch in italics is hard to read", "Make the one word that counts bold")


def _regional(scope: Scope) -> Iterator[Problem]:
    groups = scope.lists.regional
    found: dict[tuple[str, tuple[str | int, ...], str], tuple[Text, list[str]]] = {}
    for country in sorted({country for group in groups for country in group.countries}):
        foreign = pattern([words for group in groups if country not in group.countries for words in group.words])
        for text in (*scope.texts_in(country), *scope.figure_texts) if foreign else ():
            for word in foreign.findall(text.words) if foreign else ():
                found.setdefault((text.section, text.path, word), (text, []))[1].append(country)
    for (_, _, word), (text, countries) in found.items():
        yield text.problem(f'"{word}" is not said in {", ".join(countries)}', "Write it another way, or as a word of care_words")


def _empty_link(scope: Scope) -> Iterator[Problem]:
    bare = pattern(scope.lists.bare_links)
    for text in scope.texts:
        for span in text.inline:
            if span.link and bare and bare.fullmatch(markup.plain((span,)).strip()):
                yield text.problem("a link that says only 'here'", "Say where it goes: on paper nobody can click")


WORD_RULES = (
    Rule("reading-grade", Level.ERROR, f"A handout reads at grade {HANDOUT_GRADE:g} or lower (Flesch-Kincaid).",
         "Half of adults read at grade 8 or lower; the AMA asks for grade 6 in patient materials.", _reading_grade),
    Rule("section-grade", Level.ERROR, f"A section reads at grade {SECTION_GRADE:g} or lower (Flesch-Kincaid).",
         "One hard section is where a reader stops (NIH: grade 6 to 8).", _section_grade),
    Rule("smog-grade", Level.WARNING, f"A handout's SMOG grade is {HANDOUT_SMOG:g} or lower.",
         "SMOG asks for full understanding and is the stricter formula for health texts (McLaughlin 1969).", _smog_grade),
    Rule("spanish-ease", Level.ERROR, f"A Spanish handout has a Fernández Huerta index of {EASY_SPANISH:g} or more.",
         "English grade formulas mean nothing in Spanish (Fernández Huerta 1959).", _spanish_ease),
    Rule("lix", Level.WARNING, f"A handout in a language without a formula of its own has a LIX of {EASY_LIX:g} or less.",
         "LIX counts words a sentence and long words, and so works in many languages (Björnsson 1968).", _lix),
    Rule("sentence-length", Level.ERROR, f"No sentence has more than {LONGEST} words, the mean is {MEAN} or less.",
         "Working memory is short, and shorter in pain (CDC Clear Communication Index).", _sentence_length),
    Rule("banned-claim", Level.ERROR, "No promise of cure, no claim that evidence contradicts.",
         "Several states bar such claims for health services (22 TAC ch. 78, 16 CCR 310.2), and they are untrue.", _banned_claim),
    Rule("jargon", Level.WARNING, "Plain words are used where there are any.", "PEMAT item 3: common, everyday language.", _jargon),
    Rule("raw-number", Level.ERROR, "Every number comes from facts.yaml.",
         "A dose that stands in one place cannot differ between leaflets or languages.", _raw_number),
    Rule("speaks-to-you", Level.WARNING, "The text speaks to the reader.", "PEMAT item 21: speaks to the user.", _talks_of_patients),
    Rule("capitals", Level.WARNING, "No runs of words in capitals.", "Word shapes are lost (CMS Toolkit, RNIB Clear Print).", _capitals),
    Rule("percent", Level.WARNING, "No bare percentages.", "CDC Index items 15 to 17: numbers the audience uses, no sums.", _percent),
    Rule("long-emphasis", Level.NOTE, "Italics are for a word or two.", "RNIB Clear Print: avoid italics.", _long_emphasis),
    Rule("regional", Level.ERROR, "A leaflet has no words that its country does not say.",
         "An emergency room that a reader cannot find in their town is no help (PEMAT item 3).", _regional),
    Rule("link-text", Level.WARNING, "A link says where it goes.", "WCAG 2.4.4; and paper cannot be clicked.", _empty_link),
)  # fmt: skip
