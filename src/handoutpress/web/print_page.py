"""Print: which printer, how many."""

from __future__ import annotations

import functools
import re
from contextlib import suppress

from starlette.responses import Response

from handoutpress.delivery import cups
from handoutpress.delivery.channel import hand_over
from handoutpress.delivery.print_channel import LOST, PrintChannel, print_orders
from handoutpress.errors import DeliveryFailed, HandoutError, Problem
from handoutpress.web.engine import leaflet_choice
from handoutpress.web.engine.request_context import RequestContext, Routes


def page(context: RequestContext, status: int = 200, errors: dict[str, Problem] | None = None) -> Response:
    """Ask for printer and copies."""
    choice = leaflet_choice.read_choice(context, posted=bool(context.form))
    printers: list[cups.Printer] = []
    trouble: tuple[Problem, ...] = ()
    try:
        printers = cups.printers()
    except DeliveryFailed as error:
        trouble = error.problems
    asked = {name: context.field(name) for name in ("copies", "printer", "one_sided")}
    asked["copies"] = asked["copies"] or "1"
    job, done = context.query("job"), None
    if context.query("said") == "printed":  # what was just handed over
        state = cups.JobState("unknown")
        with suppress(HandoutError):
            state = PrintChannel().state(job)
            if context.library.workspace:
                PrintChannel().settle(context.workspace.waiting_room())
        done = {"job": job, "printer": context.query("printer"), "phase": state.phase, "lost": state.phase in LOST}
    return context.render(
        "print.html", status, printers=printers, trouble=trouble, errors=errors or {}, typed=asked,
        sides=cups.sides_of(context.library.template(choice.template).value), done=done,
        **leaflet_choice.summary(context, choice),
    )  # fmt: skip


def send(context: RequestContext) -> Response:
    """Hand it to the printer."""
    choice = leaflet_choice.read_choice(context, posted=True)
    copies = context.field("copies")
    if not re.fullmatch("[0-9]{1,9}", copies) or not 1 <= int(copies) <= cups.MOST_COPIES:
        return page(context, 422, {"copies": Problem(f"Give a number from 1 to {cups.MOST_COPIES}")})
    try:
        make = functools.partial(
            print_orders, copies=int(copies), printer=context.field("printer"), one_sided=bool(context.field("one_sided")),
            allow_unreviewed=bool(context.field("unreviewed")),
        )  # fmt: skip
        (order,) = context.workspace.render_pool.run(context.stamp, make, [choice.job])
        receipt = hand_over(PrintChannel(), order, context.library.workspace)
    except HandoutError as error:
        return page(context, 422, {error.problems[0].input or "printer": error.problems[0]})
    return context.redirect(f"/print?{choice.query}", said="printed", job=receipt.reference, printer=receipt.place)


GETS: Routes = {"/print": page}
POSTS: Routes = {"/print": send}
