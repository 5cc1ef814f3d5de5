"""Make: pick a clinic, a handout, a sheet; see it; take it away."""

from __future__ import annotations

import datetime
from contextlib import suppress
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from handoutpress.checks import rules
from handoutpress.checks.rule import Level
from handoutpress.content import signoff
from handoutpress.content.figure_names import PEOPLE, figure_id, person_in
from handoutpress.content.schema.template import Template
from handoutpress.errors import HandoutError, Problem
from handoutpress.press import render
from handoutpress.web.clinics_page import BRAND
from handoutpress.web.engine.leaflet_choice import LeafletChoice, clinic_name, handout_cards, known_id, read_choice, template_ids
from handoutpress.web.engine.render_pool import RenderedLeaflet
from handoutpress.web.engine.request_context import MenuEntry, RequestContext, Routes

WIDTHS = (420, 840, 1260, 1680)  # pixels a page is drawn at: the screen takes the one it needs
FIGURE_WIDTHS = (200, 400)


def page(context: RequestContext) -> Response:
    """The whole page."""
    choice = read_choice(context)
    return context.render("make.html", **_choices(context, choice), **_preview(context, choice))


def _choices(context: RequestContext, choice: LeafletChoice) -> dict[str, Any]:
    library = context.library
    return {
        "clinics": {name: clinic_name(library, name) for name in library.clinics()},
        "handouts": handout_cards(context),
        "written": [
            (code, library.words(code).value.language_name, signoff.status(library, choice.handout, code).draft)
            for code in library.languages(choice.handout)
        ],
        "templates": [(name, context.sheet_name(name), shape(library.template(name).value)) for name in template_ids(library)],
    }


def _preview(context: RequestContext, choice: LeafletChoice) -> dict[str, Any]:
    drawn: RenderedLeaflet | None = None
    problems: tuple[Problem, ...] = ()
    try:
        drawn = context.workspace.render_pool.leaflet(context.stamp, choice.job)
        context.workspace.render_pool.begin(context.stamp, choice.job, WIDTHS[1])
    except HandoutError as error:
        problems = error.problems
    return {
        "choice": choice, "drawn": drawn, "problems": problems, "clinic_name": clinic_name(context.library, choice.clinic),
        "widths": WIDTHS, "stamp": context.stamp[:12], "notes": _notes(context, choice, drawn),
        "review": signoff.status(context.library, choice.handout, choice.language, today=datetime.date.today()),
    }  # fmt: skip


def _notes(context: RequestContext, choice: LeafletChoice, drawn: RenderedLeaflet | None) -> list[tuple[str, Problem | str]]:
    """What to know before it is handed out: level (error, warning, note) and words, the worst first."""
    out: list[tuple[str, Problem | str]] = []
    with suppress(HandoutError):  # what cannot be read is said where the leaflet would stand
        for finding in rules.findings(context.library, choice.handout, choice.language, today=datetime.date.today()):
            out.append((finding.rule.level.name.lower(), finding.problem))
    return out + [(Level.NOTE.name.lower(), note) for note in (drawn.notes if drawn else ())]


def picture(context: RequestContext) -> Response:
    """A page of the leaflet as a PNG."""
    number, width = context.request.path_params["number"], context.query("w", "840")
    if width not in map(str, WIDTHS):
        raise HTTPException(404)
    try:
        png = context.workspace.render_pool.page(context.stamp, read_choice(context).job, number - 1, int(width))
    except IndexError:
        raise HTTPException(404) from None
    return _png(context, png)


def figure(context: RequestContext) -> Response:
    """A figure in a clinic's colour as a PNG."""
    name, width = context.request.path_params["name"], context.query("w", "200")
    known = figure_id(name) in context.library.figures() and (name == figure_id(name) or person_in(name) in PEOPLE)
    if not known or width not in map(str, FIGURE_WIDTHS):
        raise HTTPException(404)
    clinic, colour = known_id("clinic", context.query("clinic"), context.library.clinics()), BRAND
    with suppress(HandoutError):  # while the profile is not right
        colour = context.library.clinic(clinic).value.brand
    return _png(context, context.workspace.render_pool.figure(context.stamp, name, colour, int(width)))


def _png(context: RequestContext, png: bytes) -> Response:
    """A picture; the browser may keep it if its address names the state of the files it was made of."""
    same = context.query("v") == context.stamp[:12]
    return Response(png, media_type="image/png", headers={"cache-control": "private, max-age=86400" if same else "no-store"})


def pdf(context: RequestContext) -> Response:
    """The leaflet as a PDF, to look at or to keep."""
    choice = read_choice(context)
    drawn = context.workspace.render_pool.leaflet(context.stamp, choice.job)
    return context.file(drawn.pdf, "application/pdf", choice.job.file_name, inline=not context.query("keep"))


def web_page(context: RequestContext) -> Response:
    """The leaflet as a web page, to keep: for a patient portal or a clinic's own site."""
    from handoutpress.formats import html

    choice = read_choice(context)
    content = html.document(render.merge_job(context.library, choice.job), choice.job.mode)
    return context.file(content, "text/html", choice.job.file_name.removesuffix(".pdf") + ".html")


def words(context: RequestContext) -> Response:
    """The leaflet as plain text, to keep."""
    choice = read_choice(context)
    content = context.workspace.render_pool.leaflet(context.stamp, choice.job).text
    return context.file(content, "text/plain", choice.job.file_name.removesuffix(".pdf") + ".txt")


# parts of a panel in its outline: weight, kind of field
_OUTLINE = {
    "cover": (3.0, "cover"), "hero": (2.5, "cover"), "title": (1.0, "cover"), "text": (4.0, "text"),
    "red-flags": (2.0, "flags"), "same-day": (2.0, "flags"), "book": (0.5, "text"), "other-signs": (0.5, "flags"),
    "contact": (3.0, "text"), "call": (1.0, "cover"),
    "key-points": (1.0, "text"), "heading": (0.5, "text"), "phone": (0.5, "cover"),
}  # fmt: skip


def shape(template: Template) -> dict[str, Any]:
    """A sheet in outline: its size and fields, for a small drawing. Points, y down."""
    width, height = template.sheets.get("letter") or next(iter(template.sheets.values()))
    fields = []
    steps = [(0.0, 0.0), *template.copies.get("letter", ())]
    for panel in template.panels:
        if panel.sheet > 1 or "letter" not in panel.at:
            continue
        x, y, w, h = panel.at["letter"]
        shares = [(_OUTLINE[part], part) for part in panel.holds if part in _OUTLINE]
        whole = sum(share for (share, _), _ in shares) or 1
        top = height - y - h + h * 0.06
        for (share, kind), _ in shares:
            high = h * 0.88 * share / whole
            fields += [(x + right + w * 0.08, top - up, w * 0.84, high * 0.86, kind) for right, up in steps]
            top += high
    if not fields:
        fields = [
            (60, 60, width - 120, height * 0.22, "cover"), (60, height * 0.34, width - 120, height * 0.34, "text"),
            (60, height * 0.73, width - 120, height * 0.18, "flags"),
        ]  # fmt: skip
    return {"width": width, "height": height, "fields": fields, "folds": template.marks.folds.get("letter", ())}


GETS: Routes = {
    "/": page,
    "/page/{number:int}.png": picture,
    "/figure/{name}.png": figure,
    "/leaflet.pdf": pdf,
    "/leaflet.html": web_page,
    "/leaflet.txt": words,
}
MENU = MenuEntry(10, "/", "make")
