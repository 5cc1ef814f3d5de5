"""Outbox: every job and what became of it; sending what waits."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from handoutpress.delivery import mailing
from handoutpress.delivery.approved_leaflets import ApprovedLeaflets
from handoutpress.delivery.channel import ChannelOptions, set_up_channel
from handoutpress.delivery.order import STATES
from handoutpress.delivery.outbox import Outbox
from handoutpress.errors import HandoutError, Problem
from handoutpress.web.engine import background_tasks
from handoutpress.web.engine.request_context import MenuEntry, RequestContext, Routes

ACTIONS = {"retry": "retried", "cancel": "cancelled", "settle": "saved"}


def page(context: RequestContext) -> Response:
    """Every message and what became of it; of those that failed the patient's name too, so that somebody can ring up."""
    box = context.workspace.outbox()
    entries = box.entries(limit=200)
    unset = not_set_up(context) if mailing.CHANNEL_NAME in _waiting(box) else ()
    titles = {handout: _title(context, handout) for entry in entries for handout in entry.handouts}
    return context.render(
        "outbox.html",
        entries=entries,
        counts=box.counts(),
        states=STATES,
        unset=unset,
        titles=titles,
        names=box.names("failed"),
        unset_all=not_set_up(context),
    )


def _title(context: RequestContext, handout: str) -> str:
    try:
        return context.library.titles(handout, "en").value.title
    except HandoutError:
        return handout  # it is not there any more


def act(context: RequestContext) -> Response:
    """Send one again, do not send it, or count it as sent. Sent again it goes at once, alone, if its channel is set up."""
    number, do = context.request.path_params["number"], context.request.path_params["do"]
    if do not in ACTIONS:
        raise HTTPException(404)
    getattr(context.workspace.outbox(), do)([number])
    if do == "retry":
        try:
            return begin_sending(context, [number])
        except HandoutError:  # it waits, and the page says what is not set up
            pass
    return context.redirect("/outbox", said=ACTIONS[do])


def _waiting(outbox: Outbox) -> list[str]:
    """Channels that jobs wait for; e-mail if none does."""
    return outbox.channels("queued") or [mailing.CHANNEL_NAME]


def not_set_up(context: RequestContext) -> tuple[Problem, ...]:
    """What is wrong with the mail settings, if anything is."""
    try:
        mailing.settings(context.library)
    except HandoutError as error:
        return error.problems
    return ()


def begin(context: RequestContext) -> Response:
    """Begin to send what waits and stood on the page. Raises HandoutError: a channel it waits for is not set up."""
    last = context.field("last")
    most = int(last) if last.isdecimal() and len(last) < 19 else 2**63
    return begin_sending(context, [entry.id for entry in context.workspace.outbox().entries("queued") if entry.id <= most])


def begin_sending(context: RequestContext, numbers: list[int]) -> Response:
    """Begin to send jobs of the outbox, and nothing else. Raises HandoutError: a channel something waits for is not set up."""
    outbox, options = context.workspace.outbox(), ChannelOptions(ApprovedLeaflets(context.library))
    for name in _waiting(outbox):  # what is wrong with one is said before anything is begun
        set_up_channel(name, options).close()
    task = context.workspace.tasks.start("mailing", "", background_tasks.send_outbox(outbox, options, numbers))
    return context.redirect(f"/jobs/{task.id}")


GETS: Routes = {"/outbox": page}
POSTS: Routes = {"/outbox/go": begin, "/outbox/{number:int}/{do}": act}
MENU = MenuEntry(40, "/outbox", "outbox")
