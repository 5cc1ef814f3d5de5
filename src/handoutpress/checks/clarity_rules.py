"""Rules about clear writing that look at a whole handout: terms, sums, the voice, something to tick, tables, letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from handoutpress.checks import readability
from handoutpress.checks.rule import Level, Rule
from handoutpress.content import markup
from handoutpress.content.schema.blocks.basic import Callout, Checklist, TableBlock, Tracker
from handoutpress.content.schema.blocks.clinic_details import Treatment
from handoutpress.content.schema.wordlists import Passive, pattern
from handoutpress.content.word_rules import UNWRITTEN, Scope

if TYPE_CHECKING:
    from handoutpress.errors import Problem

MOST_TERMS, PASSIVE, CELL_WORDS = 5, 0.10, 4


def _unwritten(scope: Scope) -> Iterator[Problem]:
    for text in scope.texts:
        if text.words in UNWRITTEN:
            yield text.problem(f'"{text.words}" was put there to be written over', "Write your own words, or delete the line")


def _undefined_terms(scope: Scope) -> Iterator[Problem]:
    whole = " ".join(text.words for text in scope.texts)
    used = 0
    for entry in scope.lists.terms:
        term, meaning = pattern((entry.term,)), pattern(entry.explained)
        found = next(((text, one) for text in scope.texts if term and (one := term.search(text.words))), None)
        if found is None:
            continue
        used += 1
        if meaning and not meaning.search(whole):
            what = f'"{found[1][0]}" is not explained'
            yield found[0].problem(what, "Say in a few plain words what it is, where it stands first")
    treatments = sum(isinstance(entry.block, Treatment) for _, _, entry in scope.blocks)
    if used > MOST_TERMS + treatments:  # each treatment's name is one, and is explained beside it
        yield scope.titles.problem(f"{used} medical terms; {MOST_TERMS} is the most", "Use plain words for some", "title")


def _passive_voice(scope: Scope) -> Iterator[Problem]:
    if scope.lists.passive is None:
        return
    listed = [" ".join(one) for text in scope.texts for one in readability.sentences(text.words)]
    passive = [one for one in listed if _passive(scope.lists.passive, one)]
    if listed and len(passive) / len(listed) > PASSIVE:
        what = f"{len(passive)} of {len(listed)} sentences are in the passive"
        yield scope.titles.problem(what, f"Say who does it: {'; '.join(one[:60] for one in passive[:3])}", "title")


def _passive(how: Passive, sentence: str) -> bool:
    """Whether a helping word is followed by a form, with at most one word of `between` between them."""
    helper, between, form, other = map(pattern, (how.helpers, how.between, how.forms, how.not_))
    words = sentence.split()
    for i, word in enumerate(words):
        if helper and helper.fullmatch(word):
            then = words[i + 1 : i + 3]
            if then and between and between.fullmatch(then[0]):
                then = then[1:]
            if then and form and form.fullmatch(then[0]) and not (other and other.match(" ".join(words[i + 1 :]))):
                return True
    return False


def _sums(scope: Scope) -> Iterator[Problem]:
    reckon = pattern(scope.lists.sums)
    for text in scope.texts:
        if reckon and (found := reckon.search(markup.plain(text.inline))):
            yield text.problem(f'"{found[0]}" asks the reader to reckon', "Give the total, as a fact")


def _something_to_tick(scope: Scope) -> Iterator[Problem]:
    if not any(isinstance(entry.block, (Tracker, Checklist)) for _, _, entry in scope.blocks):
        what = "there is nothing to tick or fill in"
        yield scope.outline.problem(what, "Add a section with a tracker or a checklist", "sections")


def _front_figure(scope: Scope) -> Iterator[Problem]:
    if scope.outline.value.figure is None:
        yield scope.outline.problem("the front has no figure", "Add `figure:` with the id of one: list figures", "code")


def _wordy_tables(scope: Scope) -> Iterator[Problem]:
    for loaded, i, entry in scope.blocks:
        for n, head in enumerate(entry.block.header if isinstance(entry.block, TableBlock) else ()):
            if len(markup.plain(head).split()) > CELL_WORDS:
                what = f"a table's head has more than {CELL_WORDS} words"
                yield loaded.problem(what, "Shorten it", "blocks", i, "table", "header", n)


def _boxes(scope: Scope) -> Iterator[Problem]:
    count = sum(isinstance(entry.block, Callout) for _, _, entry in scope.blocks)
    if count > 4:
        yield scope.outline.problem(f"{count} callouts; 4 is the most", "Keep those that must not be missed", "sections")


def _glyphs(scope: Scope) -> Iterator[Problem]:
    from handoutpress.pdf.font_file import MissingGlyphs
    from handoutpress.pdf.fonts import text_family

    fonts = text_family()
    for text in scope.texts:
        try:
            fonts.split(text.words)
        except MissingGlyphs as missing:
            yield text.problem(f"no font here has the character {missing.chars[0]!r}", "Write it another way")


CLEAR_RULES = (
    Rule("unwritten", Level.ERROR, "Words that hold a place have been written over.",
         "`new section` begins a section with words to write over; a patient must not read them.", _unwritten),
    Rule("undefined-term", Level.WARNING, f"Medical terms are explained in the handout, and at most {MOST_TERMS} are used.",
         "PEMAT item 4: medical terms are defined.", _undefined_terms),
    Rule("passive-voice", Level.WARNING, "At most one sentence in ten is in the passive.",
         "PEMAT item 5; CDC Index item 6.", _passive_voice),
    Rule("sums", Level.WARNING, "The reader need not add or multiply.", "PEMAT item 7; CDC Index item 17.", _sums),
    Rule("something-to-tick", Level.ERROR, "A handout has a chart or a list to tick.", "PEMAT item 23: a tangible tool.",
         _something_to_tick),
    Rule("front-figure", Level.WARNING, "A figure backs the main message.",
         "CDC Index item 4: a picture that supports the message.", _front_figure),
    Rule("table-heads", Level.WARNING, f"Table heads have at most {CELL_WORDS} words.", "PEMAT item 19: simple tables.", _wordy_tables),
    Rule("boxes", Level.WARNING, "At most four callouts a handout.", "PEMAT item 12: cues draw the eye to key points.", _boxes),
    Rule("glyphs", Level.ERROR, "Every character has a glyph in the fonts.", "PDF/UA-1 7.21.8: no .notdef glyphs.", _glyphs),
)  # fmt: skip
