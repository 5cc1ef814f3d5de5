"""The waiting room: what lies there, what to print again, when texts are to be reviewed."""

from __future__ import annotations

import datetime

from starlette.responses import Response

from handoutpress.errors import Problem, UsageError
from handoutpress.web import make_page
from handoutpress.web.engine.request_context import Visit


def page(visit: Visit, status: int = 200, errors: dict[str, Problem] | None = None) -> Response:
    """All piles, the urgent ones first."""
    library = visit.library
    piles = []
    for standing in visit.desk.stock().standings(library, datetime.date.today()):
        item = standing.item
        known = item.handout in library.handouts() and item.language in library.languages(item.handout)
        title = library.titles(item.handout, item.language).value.title if known else item.handout
        choice = make_page.Choice(item.clinic, item.handout, item.language, item.template) if known else None
        piles.append(
            {"at": standing, "item": item, "title": title, "choice": choice, "clinic": make_page.clinic_name(library, item.clinic)}
            if item.clinic in library.clinics()
            else {"at": standing, "item": item, "title": title, "choice": None, "clinic": item.clinic}
        )
    return visit.show("stock.html", status, piles=piles, errors=errors or {}, **_lists(visit))


def _lists(visit: Visit) -> dict[str, object]:
    library = visit.library
    return {
        "clinics": [(name, make_page.clinic_name(library, name)) for name in library.clinics()],
        "handouts": [(name, library.titles(name, "en").value.title) for name in library.handouts()],
        "sheets": [(name, visit.sheet_name(name)) for name in make_page.sheets(library)],
        "spoken": [(code, library.words(code).value.language_name) for code in library.ids("handouts/interface")],
        "typed": {key: visit.given(key) for key in ("clinic", "handout", "template", "language", "copies", "reorder")},
    }


def change(visit: Visit) -> Response:
    """Say how many lie there, and at how many to print again; or take a pile off the list."""
    key = [visit.given(part) for part in ("clinic", "handout", "template", "language")]
    stock = visit.desk.stock()
    there = tuple(key) in {item.key for item in stock.items()}
    if visit.given("remove") and there:
        stock.remove(*key)
        return visit.go("/stock", said="saved")
    if not there:  # a new pile must be of things there are
        choice = make_page.chosen(visit, posted=True)
        key = [choice.clinic, choice.handout, choice.template, choice.language]
    try:
        clinic, handout, template, language = key
        stock.set(clinic, handout, template, language, copies=_number(visit, "copies"), reorder=_number(visit, "reorder"))
    except UsageError as error:
        return page(visit, 422, {"copies": error.problems[0]})
    return visit.go("/stock", said="saved")


def _number(visit: Visit, part: str) -> int | None:
    text = visit.given(part)
    if text and not (text.isdigit() and len(text) < 7):
        raise UsageError("Give a number from 0 to 100000", "")
    return int(text) if text else None
