"""Booklet: several handouts bound as one, page by page or laid out to fold and staple."""

from __future__ import annotations

from starlette.responses import Response

from handoutpress.errors import UsageError
from handoutpress.press import render
from handoutpress.web import make_page
from handoutpress.web.engine.request_context import Visit


def page(visit: Visit) -> Response:
    """Ask what goes in."""
    library = visit.library
    choice = make_page.chosen(visit)
    return visit.show(
        "booklet.html", choice=choice, clinics={name: make_page.clinic_name(library, name) for name in library.clinics()},
        handouts=make_page.cards(visit), stamp=visit.stamp[:12],
        spoken={code: library.words(code).value.language_name for code in library.languages(choice.handout)},
    )  # fmt: skip


def pdf(visit: Visit) -> Response:
    """The booklet, in the order the handouts stand in the list.

    Raises:
        UsageError: nothing is picked.
    """
    wanted = visit.request.query_params.getlist("handout")
    first = make_page.chosen(visit)
    jobs = [
        render.Job(first.clinic, name, first.language, "booklet", first.paper, ink_saver=first.ink_saver)
        for name in visit.library.handouts()
        if name in wanted
    ]
    if not jobs:
        raise UsageError(visit.t("booklet.none"), "")
    imposed = bool(visit.asked("imposed"))
    made = visit.desk.pressroom.booklet(visit.stamp, tuple(jobs), imposed=imposed)
    name = render.booklet_name(jobs[0], imposed=imposed)
    return Response(made, media_type="application/pdf", headers={"content-disposition": f'attachment; filename="{name}"'})
