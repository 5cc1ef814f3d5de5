"""What was picked on a page: clinic, handout, language, sheet; only things there are, and in words for the pages that take it away."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import urlencode

from handoutpress.content import signoff
from handoutpress.content.finder import unknown
from handoutpress.content.library import Library
from handoutpress.errors import HandoutError
from handoutpress.press.job import Job, Paper
from handoutpress.web.engine.request_context import RequestContext


@dataclass(frozen=True)
class LeafletChoice:
    """What is picked on the page; ids are known ones."""

    clinic: str
    handout: str
    language: str
    template: str
    paper: Paper | None = None
    ink_saver: bool = False

    @property
    def job(self) -> Job:
        """As the press takes it."""
        return Job(self.clinic, self.handout, self.language, self.template, self.paper, ink_saver=self.ink_saver)

    @property
    def query(self) -> str:
        """As an address has it."""
        parts = {"clinic": self.clinic, "handout": self.handout, "language": self.language, "template": self.template}
        parts |= {"paper": self.paper} if self.paper else {}
        return urlencode(parts | ({"ink_saver": "yes"} if self.ink_saver else {}))


def template_ids(library: Library) -> tuple[str, ...]:
    """Templates to choose from, the everyday ones first; a booklet binds several handouts and is made elsewhere."""
    usual = ("leaflet", "trifold", "half-sheet", "large-print", "easy-read", "poster", "rack-card", "wallet-card", "exercise-cards")
    found = [name for name in library.templates() if library.template(name).value.binding == "none"]
    return tuple(sorted(found, key=lambda name: (usual.index(name) if name in usual else len(usual), name)))


def read_choice(context: RequestContext, *, posted: bool = False) -> LeafletChoice:
    """What was picked, in the address or a form: ids the library knows, never paths. Raises NotFound: an id that does not exist."""
    library, ask = context.library, context.field if posted else context.query
    clinic = known_id("clinic", ask("clinic"), library.clinics())
    handout = known_id("handout", ask("handout"), library.handouts())
    languages = library.languages(handout)
    language = ask("language")
    if language not in languages:  # the handout before was written in more
        language = "en" if "en" in languages else languages[0]
    template = known_id("template", ask("template"), template_ids(library))
    paper: Any = ask("paper") or None
    if paper not in (None, *get_args(Paper)):
        raise unknown("paper", paper, get_args(Paper))
    return LeafletChoice(clinic, handout, language, template, paper, bool(ask("ink_saver")))


def known_id(kind: str, name: str, known: tuple[str, ...]) -> str:
    """A name that is known, or the first of those that are. Raises NotFound: it is not known."""
    if name and name not in known:
        raise unknown(kind, name, known)
    return name or known[0]


def clinic_name(library: Library, name: str) -> str:
    """A clinic's name as it is printed; its id while the profile is not right."""
    try:
        return library.clinic(name).value.name
    except HandoutError:
        return name


def summary(context: RequestContext, choice: LeafletChoice) -> dict[str, Any]:
    """What was picked, in words, for the pages that take it away."""
    return {
        "choice": choice,
        "title": context.library.titles(choice.handout, choice.language).value.title,
        "clinic_name": clinic_name(context.library, choice.clinic),
        "spoken": context.library.words(choice.language).value.language_name,
        "review": signoff.status(context.library, choice.handout, choice.language, today=datetime.date.today()),
        "stamp": context.stamp[:12],
    }


def handout_cards(context: RequestContext) -> list[dict[str, Any]]:
    """All handouts, as cards show them, in the page's language where they are written in it."""
    library, cards = context.library, []
    for name in library.handouts():
        code = context.language if context.language in library.languages(name) else "en"
        titles, figure = library.titles(name, code).value, library.handout(name).value.figure
        cards.append({"id": name, "title": titles.running, "summary": titles.summary, "figure": figure, "language": code})
    return cards
