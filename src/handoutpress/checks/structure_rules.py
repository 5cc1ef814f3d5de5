"""Rules about shape: parts a handout must have, and how long they may be; safety, sources, figures, dates."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from handoutpress.checks.rule import Level, Rule
from handoutpress.content import markup
from handoutpress.content.finder import SOURCE_LANGUAGE
from handoutpress.content.schema.base import texts_in
from handoutpress.content.schema.blocks.basic import Bullets, DoDont, Steps, Tracker
from handoutpress.content.schema.blocks.clinic_details import Treatment
from handoutpress.content.schema.blocks.pictures import Exercises
from handoutpress.content.schema.wordlists import pattern
from handoutpress.errors import HandoutError, Place, Problem

if TYPE_CHECKING:
    from handoutpress.content.word_rules import Scope
    from handoutpress.content.yaml_reader import Loaded, Path_

MANY = 4  # lost or added texts of a file that are told one by one
MAIN_MESSAGE, PARAGRAPH, LIST, BETWEEN_HEADINGS = 25, 60, 7, 120  # words, words, items, words
SOON = datetime.timedelta(days=60)


def _main_message(scope: Scope) -> Iterator[Problem]:
    words = markup.plain(scope.titles.value.main_message).split()
    if len(words) > MAIN_MESSAGE:
        what = f"the main message has {len(words)} words; {MAIN_MESSAGE} is the most"
        yield scope.titles.problem(what, "Shorten it", "main_message")


def _long_paragraph(scope: Scope) -> Iterator[Problem]:
    for text in scope.texts:
        if "paragraph" in text.path and (count := len(text.words.split())) > PARAGRAPH:
            yield text.problem(f"a paragraph of {count} words; {PARAGRAPH} is the most", "Split it, or make it a list")


def _long_list(scope: Scope) -> Iterator[Problem]:
    for loaded, i, entry in scope.blocks:
        if isinstance(entry.block, (Bullets, Steps)) and len(entry.block.root) > LIST:
            what = f"{len(entry.block.root)} items; {LIST} is the most"
            yield loaded.problem(what, "Split the list under two headings", "blocks", i, entry.kind)


def _far_headings(scope: Scope) -> Iterator[Problem]:
    for name, loaded in scope.sections.items():
        count = most = 0
        before: object = ""
        for text in scope.texts:
            if text.section == name and "treatment" not in text.path and text.path[0] != "key_message" and text.path[-1] != "often":
                set_bold = text.inline[0].bold or text.path[-1] == "title"
                begins = set_bold or (text.path[0] == "short" and before != "short")
                before = text.path[0]
                count = len(text.words.split()) + (0 if begins else count)
                most = max(most, count)
        if most > BETWEEN_HEADINGS:
            yield loaded.problem(f"{most} words without a heading; {BETWEEN_HEADINGS} is the most", "Split the section", "heading")


def _something_to_do(scope: Scope) -> Iterator[Problem]:
    doing = (Steps, Exercises, Tracker, DoDont, Bullets)
    if not any(isinstance(entry.block, doing) for _, _, entry in scope.blocks):
        yield scope.outline.problem("the handout gives the reader nothing to do", "Add steps, moves or a list", "sections")


def _treatment_words(scope: Scope) -> Iterator[Problem]:
    for loaded, i, entry in scope.blocks:
        for field in ("may_help", "risks", "evidence") if isinstance(entry.block, Treatment) else ():
            if len(markup.plain(getattr(entry.block, field)).split()) < 2:
                what = "a treatment needs its gain, its risks and how sure we are"
                yield loaded.problem(what, "Say it in a few plain words", "blocks", i, "treatment", field)


def _review_due(scope: Scope) -> Iterator[Problem]:
    due = scope.outline.value.review.due
    if due < scope.today:
        what = f"the review was due on {due}"
        yield scope.outline.problem(what, "Have a clinician read it, then set the next date", "review", "due")
    elif due - scope.today < SOON:
        yield scope.outline.problem(f"the review is due soon, on {due}", "Have a clinician read it", "review", "due")


def _unknown_source(scope: Scope) -> Iterator[Problem]:
    known = scope.library.sources().value.root
    for name in scope.sections:
        about = scope.library.section_about(name)
        charts = all(isinstance(entry.block, Tracker) for entry in scope.sections[name].value.blocks)
        if not about.value.sources and not charts:
            yield about.problem("the section names no source", "Add sources: [...]", "sources")
        for i, source in enumerate(about.value.sources):
            if source not in known:
                yield about.problem(f"there is no source '{source}'", "Add it to sources.yaml", "sources", i)


def _figure_words(scope: Scope) -> Iterator[Problem]:
    texts = scope.library.figure_texts(scope.language)
    lead = pattern(scope.lists.alt_leads)
    for name in sorted(scope.figures):
        words = texts.value.root.get(name)
        if words is None:
            place = Place(texts.positions.file)
            yield Problem(f"the figure '{name}' has no alternate text", f"Add `{name}:` with alt and caption", place)
        elif words.alt.strip(". ").lower() == words.caption.strip(". ").lower():
            yield texts.problem("alternate text and caption are the same", "Say in alt what the picture shows", name, "alt")
        elif lead and (found := lead.match(words.alt)):
            what = f"alternate text begins with '{found[0].lower()}'"
            yield texts.problem(what, "Screen readers say that already; leave it out", name, "alt")


def _translation(scope: Scope) -> Iterator[Problem]:
    if scope.language == SOURCE_LANGUAGE or SOURCE_LANGUAGE not in scope.library.languages(scope.handout):
        return
    english = type(scope)(scope.library, scope.handout, SOURCE_LANGUAGE, scope.today)
    pairs: list[tuple[Loaded[Any], Loaded[Any]]] = [(scope.titles, english.titles)]
    try:
        pairs += [(scope.sections[name], english.sections[name]) for name in english.sections]
    except HandoutError as error:
        yield from error.problems
        return
    for ours, theirs in pairs:
        here, there = ({path: inline for inline, path in texts_in(one.value)} for one in (ours, theirs))
        if len(other := here.keys() ^ there.keys()) > MANY:
            what = f"{len(other)} texts are in one language and not in the other"
            yield ours.problem(what, "Translate the English file part by part", "heading")
            continue
        yield from lost_and_added(ours, here, there)
        for path in here.keys() & there.keys():
            if sorted(markup.slots(here[path])) != sorted(markup.slots(there[path])):
                what = f"other numbers than the English: {_list(here[path])} instead of {_list(there[path])}"
                yield ours.problem(what, "Use the same placeholders", *path)


def lost_and_added(ours: Loaded[Any], here: Mapping[Path_, object], there: Mapping[Path_, object]) -> Iterator[Problem]:
    """What a translation lacks of the English, and has beyond it; both by path."""
    for path in there.keys() - here.keys():
        yield ours.problem(f"not translated: {'.'.join(map(str, path))}", "Add what the English has", *path)
    for path in here.keys() - there.keys():
        yield ours.problem(f"more than the English has: {'.'.join(map(str, path))}", "Take it out, or add it to the English", *path)


def _list(inline: markup.Inline) -> str:
    return ", ".join(markup.slots(inline)) or "none"


SHAPE_RULES = (
    Rule("main-message", Level.ERROR, f"The main message has {MAIN_MESSAGE} words or fewer.", "CDC Index items 1 and 2.", _main_message),
    Rule("long-paragraph", Level.WARNING, f"A paragraph has {PARAGRAPH} words or fewer.", "PEMAT item 8: short chunks.", _long_paragraph),
    Rule("long-list", Level.WARNING, f"Lists and steps have {LIST} items or fewer.", "PEMAT items 8 and 22.", _long_list),
    Rule("far-headings", Level.WARNING, f"A heading or a bold lead stands at least every {BETWEEN_HEADINGS} words.",
         "PEMAT item 9: chunks with headings, so that the eye finds its place.", _far_headings),
    Rule("something-to-do", Level.ERROR, "A handout says what to do.", "PEMAT items 20 to 23.", _something_to_do),
    Rule("treatment-words", Level.ERROR, "A treatment says its gain, its risks and how sure we are.", "CDC Index items 11, 18 and 19.",
         _treatment_words),
    Rule("review-due", Level.WARNING, "A handout is read again by a clinician before its review date.", "PIF TICK: review within 3 years.",
         _review_due),
    Rule("sources", Level.ERROR, "Every section names sources that exist.",
         "PIF TICK: what is said rests on evidence that is named.", _unknown_source),
    Rule("figure-words", Level.ERROR, "Every figure has alternate text and a caption.", "WCAG 1.1.1; PEMAT item 17.", _figure_words),
    Rule("translation", Level.ERROR, "A translation has the same texts and numbers as the English.",
         "45 CFR 92.201(c)(3): accuracy is essential; numbers are where translations fail.", _translation),
)  # fmt: skip
