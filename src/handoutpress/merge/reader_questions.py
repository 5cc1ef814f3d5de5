"""Questions for readers of one clinic's leaflet: those it answers, their placeholders filled, and where each answer is printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from handoutpress.content import markup
from handoutpress.errors import InvalidSource
from handoutpress.merge.clinic_answers import ClinicAnswers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from handoutpress.content.library import Library
    from handoutpress.content.yaml_reader import Loaded
    from handoutpress.errors import Problem


@dataclass(frozen=True)
class ExpectedAnswer:
    """Words that a leaflet must print once, and where the file of questions says so; a `sign` is a text of its own."""

    says: str
    sign: bool
    loaded: Loaded[Any]
    path: tuple[str | int, ...]

    def problem(self, what: str, mend: str) -> Problem:
        """A problem with it, at its line."""
        return self.loaded.problem(what, mend, *self.path)

    def count(self, texts: Iterable[str]) -> int:
        """How often texts say it, whatever the capitals."""
        if self.sign:
            return sum(text == self.says for text in texts)
        return sum(text.casefold().count(self.says.casefold()) for text in texts)


@dataclass(frozen=True)
class AskedQuestion:
    """A question as readers of a leaflet are asked it."""

    ask: markup.Inline
    kind: Literal["find", "understand", "do"]
    facts: tuple[str, ...]
    answers: tuple[ExpectedAnswer, ...]


def asked_questions(library: Library, clinic: str | Path, handout: str, language: str) -> list[AskedQuestion]:
    """What readers of a clinic's leaflet can be asked: questions it prints an answer to.

    Raises NotFound, InvalidSource: files that cannot be read, and placeholders and conditions that mean nothing.
    """
    profile = library.clinic(clinic)
    flags = library.red_flags(handout, language)
    country, services = library.countries().value.root[profile.value.country], library.services(language).value.names
    words = library.fact_values() | library.care_words(language).value.of(profile.value.country)
    clinic_answers = ClinicAnswers(profile, country, words, services, lambda: None)
    signs = clinic_answers.fill(flags.value, flags).signs
    out = []
    for loaded in library.questions(handout, language):
        for i, question in enumerate(loaded.value.questions):
            ask = clinic_answers.fill(question.ask, loaded, ("questions", i, "ask"))
            answers = [
                ExpectedAnswer(markup.one_line(signs[name]), True, loaded, ("questions", i, "signs", n))
                for n, name in enumerate(question.signs)
                if name in signs
            ]
            for n, answer in enumerate(question.answers):
                if clinic_answers.holds(answer.when, loaded, ("questions", i, "answers", n, "when")):
                    says = clinic_answers.fill(answer.says, loaded, ("questions", i, "answers", n))
                    answers.append(ExpectedAnswer(markup.one_line(says), False, loaded, ("questions", i, "answers", n)))
            if answers:
                out.append(AskedQuestion(ask, question.kind, question.facts, tuple(answers)))
    if clinic_answers.problems:
        raise InvalidSource(dict.fromkeys(clinic_answers.problems))
    return out
