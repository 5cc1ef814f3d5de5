"""Texts: what the handouts say, who signed for them, on what they rest; and signing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from handoutpress.content import signoff
from handoutpress.content.finder import SOURCE_LANGUAGE
from handoutpress.content.library import Library
from handoutpress.content.schema.base import in_language
from handoutpress.content.schema.review import Signer
from handoutpress.content.word_rules import Scope
from handoutpress.content.yaml_reader import Positions, validate
from handoutpress.errors import InvalidSource, Problem, UsageError
from handoutpress.web.engine.leaflet_choice import known_id
from handoutpress.web.engine.request_context import MenuEntry, RequestContext, Routes

FIELDS = ("name", "title", "on", "translator_name", "translator_title", "next_review", "read")


def page(context: RequestContext) -> Response:
    """Every handout and language, and where it stands."""
    library, today = context.library, datetime.date.today()
    rows = [
        {
            "handout": name, "language": code, "title": library.titles(name, code).value.title,
            "spoken": library.words(code).value.language_name, "version": library.handout(name).value.version,
            "status": signoff.status(library, name, code, today=today), "due": library.handout(name).value.review.due,
        }
        for name in library.handouts() for code in library.languages(name)
    ]  # fmt: skip
    return context.render("texts.html", rows=rows)


def _asked(context: RequestContext) -> tuple[str, str]:
    asked = context.request.path_params
    handout = known_id("handout", asked["handout"], context.library.handouts())
    return handout, known_id("language", asked["language"], context.library.languages(handout))


def one(context: RequestContext, status: int = 200, problems: dict[str, Problem] | None = None) -> Response:
    """One handout in one language, whole, as its fingerprint covers it."""
    handout, language = _asked(context)
    library, today = context.library, datetime.date.today()
    typed = {name: context.field(name) for name in FIELDS}
    if not context.form:
        typed |= {"on": today.isoformat(), "next_review": signoff.usual_review(today).isoformat()}
    return context.render(
        "text.html", status, handout=handout, code=language, titles=library.titles(handout, language).value,
        parts=reading(library, handout, language), sources=evidence(library, handout), outline=library.handout(handout).value,
        review=signoff.status(library, handout, language, today=today), errors=problems or {}, typed=typed,
        around=signoff.fixed_words(library, language), fingerprint=signoff.fingerprint(library, handout, language),
        translation=language != SOURCE_LANGUAGE,
    )  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A section's words: its heading, and groups of texts that stand together."""

    heading: str
    groups: list[list[str]]


def reading(library: Library, handout: str, language: str) -> list[Part]:
    """Every word of a handout in reading order, with its numbers filled in; whatever a clinic's services leave out is here too."""
    scope = Scope(library, handout, language, datetime.date.min)
    parts, last = dict[str, Part](), None
    for text in (*scope.texts, *scope.figure_texts):
        part = parts.setdefault(text.section, Part("", []))
        if text.path in (("heading",), ("title",)) and not part.heading:
            parts[text.section] = Part(text.words, part.groups)
            continue
        group = (text.section, text.path[:2])
        if group == last and len(text.path) > 1:
            part.groups[-1].append(text.words)
        else:
            part.groups.append([text.words])
        last = group
    return list(parts.values())


def evidence(library: Library, handout: str) -> list[tuple[str, str, str]]:
    """The sources of a handout's sections, in order, each once: its short name, what it supports, and its citation, in English."""
    known = library.sources().value.root
    names = [
        name for entry in library.handout(handout).value.sections for name in library.section_about(entry.section).value.sources
    ]
    found = [known[name] for name in dict.fromkeys(names) if name in known]
    return [(in_language(source.short, SOURCE_LANGUAGE), source.claim, source.cite) for source in found]


def sign(context: RequestContext) -> Response:
    """Record a sign-off for the text as it was shown."""
    handout, language = _asked(context)
    problems: dict[str, Problem] = {}
    translated = context.field("translator_name") or context.field("translator_title")
    translator = _signer(context, "translator_", problems) if translated else None
    # a translation may be signed by its translator today and by a clinician later
    alone = translator is not None and not context.field("name") and not context.field("title")
    clinician = None if alone else _signer(context, "", problems)
    due: datetime.date | None = None
    try:
        due = datetime.date.fromisoformat(context.field("next_review"))
    except ValueError:
        problems["next_review"] = Problem("is not a date", "Write it as 2026-07-31")
    if context.field("read") != "yes":
        problems["read"] = Problem("Tick the box below when you have read the whole text")
    if context.field("fingerprint") != signoff.fingerprint(context.library, handout, language):
        problems["read"] = Problem("The text has changed since you opened it", "Read it again, then sign")
    if problems or due is None:
        return one(context, 422, problems)
    try:
        with context.workspace.write_lock:
            signoff.sign(context.library, handout, language, clinician=clinician, translator=translator, next_review=due)
    except UsageError as error:
        return one(context, 422, {error.problems[0].input or "next_review": error.problems[0]})
    context.workspace.reload()
    return context.redirect(f"/texts/{handout}/{language}", said="signed")


def _signer(context: RequestContext, prefix: str, problems: dict[str, Problem]) -> Signer | None:
    data: dict[str, Any] = {part: context.field(prefix + part) for part in ("name", "title")} | {"on": context.field("on")}
    try:
        signer = validate(data, Positions("", {(key,): (1, 1) for key in data}, {}), Signer)
        if signer.on > datetime.date.today():
            problems.setdefault("on", Problem("is a day to come", "Give the day it was read"))
        return signer
    except InvalidSource as error:
        for problem in error.problems:
            problems.setdefault("on" if problem.field == "on" else f"{prefix}{problem.field}", problem)
        return None


GETS: Routes = {"/texts": page, "/texts/{handout}/{language}": one}
POSTS: Routes = {"/texts/{handout}/{language}": sign}
MENU = MenuEntry(50, "/texts", "texts")
