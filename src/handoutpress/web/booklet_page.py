"""Booklet: several handouts bound as one, page by page or laid out to fold and staple."""

from __future__ import annotations

from starlette.responses import Response

from handoutpress.errors import UsageError
from handoutpress.press.job import Job, booklet_name
from handoutpress.web.engine import leaflet_choice
from handoutpress.web.engine.request_context import RequestContext, Routes


def page(context: RequestContext) -> Response:
    """Ask what goes in."""
    library = context.library
    choice = leaflet_choice.read_choice(context)
    return context.render(
        "booklet.html", choice=choice, clinics={name: leaflet_choice.clinic_name(library, name) for name in library.clinics()},
        handouts=leaflet_choice.handout_cards(context), stamp=context.stamp[:12],
        spoken={code: library.words(code).value.language_name for code in library.languages(choice.handout)},
    )  # fmt: skip


def pdf(context: RequestContext) -> Response:
    """The booklet, in the order the handouts stand in the list. Raises UsageError: nothing is picked."""
    wanted = context.request.query_params.getlist("handout")
    first = leaflet_choice.read_choice(context)
    names = [name for name in context.library.handouts() if name in wanted]
    jobs = [Job(first.clinic, name, first.language, "booklet", first.paper, ink_saver=first.ink_saver) for name in names]
    if not jobs:
        raise UsageError(context.t("booklet.none"), "")
    imposed = bool(context.query("imposed"))
    booklet = context.workspace.render_pool.booklet(context.stamp, tuple(jobs), imposed=imposed)
    return context.file(booklet, "application/pdf", booklet_name(jobs[0], imposed=imposed))


GETS: Routes = {"/booklet": page, "/booklet.pdf": pdf}
