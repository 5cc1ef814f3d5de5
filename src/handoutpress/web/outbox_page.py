"""Outbox: every job and what became of it; sending what waits."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from handoutpress.delivery import mailing
from handoutpress.delivery.order import STATES
from handoutpress.errors import HandoutError, Problem
from handoutpress.web.engine import background_tasks
from handoutpress.web.engine.request_context import RequestContext

ACTIONS = {"retry": "retried", "cancel": "cancelled", "settle": "saved"}


def page(context: RequestContext) -> Response:
    """Every message and what became of it."""
    box = context.workspace.outbox()
    entries, unset = box.entries(limit=200), not_set_up(context)
    return context.render("outbox.html", entries=entries, counts=box.counts(), states=STATES, unset=unset)


def act(context: RequestContext) -> Response:
    """Send again, do not send, or count as sent."""
    number, do = context.request.path_params["number"], context.request.path_params["do"]
    if do not in ACTIONS:
        raise HTTPException(404)
    getattr(context.workspace.outbox(), do)([number])
    return context.redirect("/outbox", said=ACTIONS[do])


def not_set_up(context: RequestContext) -> tuple[Problem, ...]:
    """What is wrong with the mail settings, if anything is."""
    try:
        mailing.settings(context.library)
    except HandoutError as error:
        return error.problems
    return ()


def begin(context: RequestContext) -> Response:
    """Begin to send what waits, if nobody did. Raises NotFound, InvalidSource: the mail settings are missing, or not right."""
    mailing.settings(context.library)  # what is wrong with them is said before anything is begun
    tasks, work = context.workspace.tasks, background_tasks.send_outbox(context.library, context.workspace.outbox())
    task = tasks.running("mailing") or tasks.start("mailing", "", work)
    return context.redirect(f"/jobs/{task.id}")
