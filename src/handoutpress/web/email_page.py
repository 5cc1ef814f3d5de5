"""E-mail: one patient or a list, looked at before anything is sent.

A list is read, shown with its problems (addresses masked), and kept in memory under a random name until it is sent or half an hour
has passed. Addresses stand in the outbox alone, never in a page's address or a log.
"""

from __future__ import annotations

from starlette.responses import Response

from handoutpress.content.written_names import WrittenNames
from handoutpress.delivery import mailing, recipients
from handoutpress.delivery.order import masked
from handoutpress.errors import HandoutError, Problem
from handoutpress.web.engine import leaflet_choice
from handoutpress.web.engine.request_context import RequestContext, Routes
from handoutpress.web.outbox_page import begin, not_set_up


def page(context: RequestContext, status: int = 200, errors: dict[str, Problem] | None = None) -> Response:
    """Ask who gets it."""
    choice = leaflet_choice.read_choice(context, posted=bool(context.form))
    typed, shown = {name: context.field(name) for name in ("to", "name", "note")}, leaflet_choice.summary(context, choice)
    return context.render("send.html", status, errors=errors or {}, typed=typed, unset=not_set_up(context), **shown)


def check(context: RequestContext) -> Response:
    """Show who would get what, and what is wrong in which row; nothing is sent."""
    choice = leaflet_choice.read_choice(context, posted=True)
    sent = context.upload("list")
    problems: list[Problem] = []
    notes: list[str] = []
    try:
        if sent:
            listed = recipients.read(sent[1], name=context.t("send.the_list"), names=WrittenNames(context.library))
            rows, problems, notes = listed.rows, list(listed.problems), listed.notes
        else:
            rows = [recipients.one(context.field("to"), name=context.field("name"), note=context.field("note"))]
    except HandoutError as error:
        field_of = {"email": "to", "name": "name", "note": "note"}
        return page(context, 422, {"list" if sent else field_of.get(one.field, "to"): one for one in error.problems})
    try:
        plan = context.workspace.render_pool.run(
            context.stamp, mailing.plan_job, choice.job, rows, bool(context.field("unreviewed"))
        )  # fmt: skip
    except HandoutError as error:
        return page(context, 422, {"to": error.problems[0]})
    problems += plan.problems
    if not sent and problems:
        return page(context, 422, {"to": problems[0]})
    name = context.workspace.drafts.keep(context.session, plan.orders)
    rows_shown = [(order.row, masked(order.address), order.language, order.handouts) for order in plan.orders]
    titles = {h: context.library.titles(h, "en").value.title for order in plan.orders for h in order.handouts}
    return context.render(
        "send-check.html", orders=rows_shown[:200], count=len(plan.orders), problems=problems, draft=name, notes=notes,
        unset=not_set_up(context), titles=titles, **leaflet_choice.summary(context, choice),
    )  # fmt: skip


def send(context: RequestContext) -> Response:
    """Queue what was looked at, and begin to send."""
    orders = context.workspace.drafts.take(context.session, context.field("draft"))
    if orders is None:
        return context.redirect("/outbox")
    context.workspace.outbox().add(orders, again=bool(context.field("again")))
    return begin(context)


GETS: Routes = {"/send": page}
POSTS: Routes = {"/send": check, "/send/go": send}
