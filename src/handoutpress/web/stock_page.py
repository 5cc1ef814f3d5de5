"""The waiting room: what lies there, what to print again, when texts are to be reviewed."""

from __future__ import annotations

import datetime
import re

from starlette.responses import Response

from handoutpress.delivery.print_channel import PrintChannel
from handoutpress.errors import Problem, UsageError
from handoutpress.web.engine import leaflet_choice
from handoutpress.web.engine.request_context import MenuEntry, RequestContext, Routes


def page(context: RequestContext, status: int = 200, errors: dict[str, Problem] | None = None) -> Response:
    """All piles, the urgent ones first."""
    library, room, piles = context.library, context.workspace.waiting_room(), []
    lost = PrintChannel().settle(room)
    for found in room.statuses(library, datetime.date.today()):
        pile = found.pile
        known = pile.handout in library.handouts() and pile.language in library.languages(pile.handout)
        title = library.titles(pile.handout, pile.language).value.title if known else pile.handout
        choice = leaflet_choice.LeafletChoice(pile.clinic, pile.handout, pile.language, pile.template)
        clinic, shown = leaflet_choice.clinic_name(library, pile.clinic), known and pile.clinic in library.clinics()
        piles.append({"at": found, "item": pile, "title": title, "clinic": clinic, "choice": choice if shown else None})
    lists: dict[str, object] = {
        "clinics": [(name, leaflet_choice.clinic_name(library, name)) for name in library.clinics()],
        "handouts": [(name, library.titles(name, "en").value.title) for name in library.handouts()],
        "sheets": [(name, context.sheet_name(name)) for name in leaflet_choice.template_ids(library)],
        "spoken": [(code, library.words(code).value.language_name) for code in library.ids("handouts/interface")],
        "typed": {key: context.field(key) for key in ("clinic", "handout", "template", "language", "copies", "reorder")},
    }
    return context.render("stock.html", status, piles=piles, lost=lost, errors=errors or {}, **lists)


def change(context: RequestContext) -> Response:
    """Say how many lie there, and at how many to print again; or take a pile off the list."""
    key = [context.field(part) for part in ("clinic", "handout", "template", "language")]
    stock = context.workspace.waiting_room()
    listed = tuple(key) in {pile.key for pile in stock.piles()}
    if context.field("remove") and listed:
        stock.remove(*key)
        return context.redirect("/stock", said="saved")
    if not listed:  # a new pile must be of things there are
        choice = leaflet_choice.read_choice(context, posted=True)
        key = [choice.clinic, choice.handout, choice.template, choice.language]
    try:
        if not (listed or context.field("copies")):
            raise _no_number("copies")
        clinic, handout, template, language = key
        stock.set(clinic, handout, template, language, copies=_number(context, "copies"), reorder=_number(context, "reorder"))
    except UsageError as error:
        return page(context, 422, {error.problems[0].input: error.problems[0]})
    return context.redirect("/stock", said="saved")


def _number(context: RequestContext, part: str) -> int | None:
    text = context.field(part)
    if text and not re.fullmatch("[0-9]{1,6}", text):
        raise _no_number(part)
    return int(text) if text else None


def _no_number(part: str) -> UsageError:
    return UsageError("Give a number from 0 to 100000", "").about(part)


GETS: Routes = {"/stock": page}
POSTS: Routes = {"/stock": change}
MENU = MenuEntry(30, "/stock", "stock")
