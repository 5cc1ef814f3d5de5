"""Rules about questions for readers: each is answered in one place of the leaflet, and all that must be known is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from handoutpress.checks.rule import Level, Rule
from handoutpress.merge.merge import merge
from handoutpress.merge.reader_questions import asked_questions

if TYPE_CHECKING:
    from handoutpress.content.word_rules import Scope
    from handoutpress.errors import Problem

FEWEST, MOST = 12, 15  # questions of a handout, those of the red flags among them
NOT_ASKED = ("A1", "A7", "A8")  # fact rows that are asked for sign by sign, or are small print


def _answered(scope: Scope) -> Iterator[Problem]:
    seen: set[str] = set()
    for clinic in scope.library.clinics() if scope.library.questions(scope.handout, scope.language) else ():
        leaflet = merge(scope.library, clinic, scope.handout, scope.language)
        if leaflet.fingerprint in seen:  # most clinics print the same text
            continue
        seen.add(leaflet.fingerprint)
        texts = leaflet.texts
        for question in asked_questions(scope.library, clinic, scope.handout, scope.language):
            for answer in question.answers:
                if (count := answer.count(texts)) != 1:
                    where = "nowhere" if not count else f"in {count} places"
                    mend = "Quote words of the answer as they are printed now" if not count else "Quote more of the words around it"
                    yield answer.problem(f'"{answer.says}" is printed {where} in {scope.handout}, {scope.language}', mend)


def _all_asked(scope: Scope) -> Iterator[Problem]:
    files = scope.library.questions(scope.handout, scope.language)
    if not files:
        return
    listed = [question for loaded in files for question in loaded.value.questions]
    if not FEWEST <= len(listed) <= MOST:
        what = f"{len(listed)} questions, those of the red flags among them; {FEWEST} to {MOST} are asked"
        yield files[0].problem(what, "Put two together, or take some apart")
    signs = scope.red_flags.value.signs
    for loaded in files:
        for i, question in enumerate(loaded.value.questions):
            for n, name in enumerate(question.signs):
                if name not in signs:
                    yield loaded.problem(f"there is no sign '{name}'", f"There are: {', '.join(signs)}", "questions", i, "signs", n)
    for name in signs.keys() - {name for question in listed for name in question.signs}:
        yield files[-1].problem(f"no question asks for the sign '{name}'", "Name it under `signs:` of one")
    asked = {row for question in listed for row in question.facts}
    for name in scope.sections:
        about = scope.library.section_about(name)
        for i, row in enumerate(about.value.covers):
            if row not in asked and row not in NOT_ASKED:
                yield about.problem(f"no question asks for {row}", f"Add one to {_name(scope)}", "covers", i)


def _name(scope: Scope) -> str:
    return f"handouts/questions/{scope.handout}/{scope.language}.yaml"


QUESTION_RULES = (
    Rule("answers", Level.WARNING, "The answer to each question for readers is printed in one place.",
         "Readers must find it (EU guideline on the readability of package leaflets: 16 of 20 readers).", _answered),
    Rule("questions", Level.WARNING, f"{FEWEST} to {MOST} questions ask for every sign and every fact of a handout.",
         "What nobody is asked for, nobody knows to be understood.", _all_asked),
)  # fmt: skip
