"""E-mail: one patient or a list, looked at before anything is sent.

A list is read, shown with its problems (addresses masked), and kept in memory under a random name until it is sent or half an hour
has passed. Addresses stand in the outbox alone, never in a page's address or a log.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.responses import Response

from handoutpress.content.written_names import WrittenNames
from handoutpress.delivery import mailing, recipients
from handoutpress.delivery.order import Order, masked
from handoutpress.delivery.recipients import Recipient
from handoutpress.errors import HandoutError, Problem
from handoutpress.web.engine import leaflet_choice
from handoutpress.web.engine.request_context import RequestContext, Routes
from handoutpress.web.engine.workspace import MailingDraft
from handoutpress.web.outbox_page import begin_sending, not_set_up


def page(context: RequestContext, status: int = 200, errors: dict[str, Problem] | None = None) -> Response:
    """Ask who gets it."""
    choice = leaflet_choice.read_choice(context, posted=bool(context.form))
    typed, shown = {name: context.field(name) for name in ("to", "name", "note")}, leaflet_choice.summary(context, choice)
    return context.render("send.html", status, errors=errors or {}, typed=typed, unset=not_set_up(context), **shown)


def check(context: RequestContext) -> Response:
    """Show who would get what, who has had it, and what is wrong in which row; nothing is sent."""
    choice = leaflet_choice.read_choice(context, posted=True)
    errors: dict[str, Problem] = {}
    rows, problems, notes = _recipients(context, errors)
    if errors:
        return page(context, 422, errors)
    try:
        plan = context.workspace.render_pool.run(
            context.stamp, mailing.plan_job, choice.job, rows, bool(context.field("unreviewed"))
        )  # fmt: skip
    except HandoutError as error:
        return page(context, 422, {"to": error.problems[0]})
    problems += plan.problems
    if problems and not plan.orders and len(rows) == 1 and not rows[0].row:
        return page(context, 422, {"to": problems[0]})
    rows_shown, draft = _looked_at(context, plan.orders)
    titles = {h: context.library.titles(h, "en").value.title for order in plan.orders for h in order.handouts}
    return context.render(
        "send-check.html", orders=rows_shown[:200], count=len(draft.going), had=len(draft.had), problems=problems,
        draft=context.workspace.drafts.keep(context.session, draft), notes=notes, unset=not_set_up(context), titles=titles,
        **leaflet_choice.summary(context, choice),
    )  # fmt: skip


def _recipients(context: RequestContext, errors: dict[str, Problem]) -> tuple[list[Recipient], list[Problem], list[str]]:
    """The patient who was typed and those of the list, what is wrong in which row, and what is to be known of the list."""
    rows: list[Recipient] = []
    to, name, note, sent = context.field("to"), context.field("name"), context.field("note"), context.upload("list")
    if to or name or note or not sent:
        try:
            rows.append(recipients.one(to, name=name, note=note))
        except HandoutError as error:
            errors |= {{"email": "to"}.get(one.field, one.field): one for one in error.problems}
    if not sent:
        return rows, [], []
    try:
        listed = recipients.read(sent[1], name=context.t("send.the_list"), names=WrittenNames(context.library))
    except HandoutError as error:
        errors["list"] = error.problems[0]
        return rows, [], []
    return [*rows, *listed.rows], list(listed.problems), listed.notes


def _looked_at(context: RequestContext, orders: list[Order]) -> tuple[list[tuple[Any, ...]], MailingDraft]:
    """The rows of the table with what is to be known of each, and who gets one and who has had it."""
    draft, seen, out = MailingDraft([], []), dict[tuple[str, ...], int](), []
    for order, there in zip(orders, context.workspace.outbox().standing(orders), strict=True):
        key, mark = (order.address.casefold(), order.language, *sorted(order.handouts)), ""
        if key in seen:
            mark = context.t("send.same_row", row=seen[key]) if seen[key] else context.t("send.same_typed")
        elif there and there.state in ("sent", "uncertain"):
            when = _when(there.changed)
            mark = context.t("send.had_sent", when=when) if there.state == "sent" else context.t("send.had_uncertain", when=when)
            draft.had.append(order)
        else:
            mark = context.t("send.waits") if there else context.t("send.goes")
            draft.going.append(order)
        seen.setdefault(key, order.row)
        out.append((order.row, masked(order.address), order.language, order.handouts, mark))
    return out, draft


def _when(recorded: str) -> str:
    """A time of the outbox as this computer's clock shows it, with the day if it is another."""
    try:
        at = datetime.fromisoformat(recorded).astimezone()
    except (ValueError, OverflowError):
        return recorded
    return f"{at:%H:%M}" if at.date() == datetime.now().date() else f"{at:%Y-%m-%d %H:%M}"


def send(context: RequestContext) -> Response:
    """Queue what was looked at, and begin to send that and nothing else."""
    draft = context.workspace.drafts.take(context.session, context.field("draft"))
    if draft is None:
        return context.redirect("/outbox")
    outbox = context.workspace.outbox()
    added = [*outbox.add(draft.going), *(outbox.add(draft.had, again=True) if context.field("again") else ())]
    return begin_sending(context, [one.entry.id for one in added if one.entry.id])


GETS: Routes = {"/send": page}
POSTS: Routes = {"/send": check, "/send/go": send}
