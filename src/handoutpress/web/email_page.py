"""E-mail: one patient or a list, looked at before anything is sent; and the outbox.

A list is read, shown with its problems (addresses masked), and kept in memory under a random name until it is sent or half an hour
has passed. Addresses stand in the outbox alone, never in a page's address or a log.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from handoutpress.delivery import mailing, recipients
from handoutpress.delivery.outbox import STATES, masked
from handoutpress.errors import HandoutError, Problem
from handoutpress.web import make_page
from handoutpress.web.engine import background_tasks
from handoutpress.web.engine.request_context import Visit

ACTIONS = {"retry": "retried", "cancel": "cancelled", "settle": "saved"}


def page(visit: Visit, status: int = 200, errors: dict[str, Problem] | None = None) -> Response:
    """Ask who gets it."""
    choice = make_page.chosen(visit, posted=bool(visit.form))
    typed = {name: visit.given(name) for name in ("to", "name", "note")}
    return visit.show(
        "send.html",
        status,
        choice=choice,
        errors=errors or {},
        typed=typed,
        unset=_unset(visit),
        **make_page.summary(visit, choice),
    )


def _unset(visit: Visit) -> tuple[Problem, ...]:
    """What is wrong with the mail settings, if anything is."""
    try:
        mailing.settings(visit.library)
    except HandoutError as error:
        return error.problems
    return ()


def check(visit: Visit) -> Response:
    """Show who would get what, and what is wrong in which row; nothing is sent."""
    choice = make_page.chosen(visit, posted=True)
    sent = visit.upload("list")
    problems: list[Problem] = []
    try:
        if sent:
            sheet = recipients.read(sent[1], name=visit.t("send.the_list"))
            rows, problems = sheet.rows, list(sheet.problems)
        else:
            rows = [recipients.one(visit.given("to"), name=visit.given("name"), note=visit.given("note"))]
    except HandoutError as error:
        field_of = {"email": "to", "name": "name", "note": "note"}
        return page(visit, 422, {"list" if sent else field_of.get(one.field, "to"): one for one in error.problems})
    try:
        plan = visit.desk.pressroom.letters(visit.stamp, choice.job, rows, unreviewed=bool(visit.given("unreviewed")))
    except HandoutError as error:
        return page(visit, 422, {"to": error.problems[0]})
    problems += plan.problems
    if not sent and problems:
        return page(visit, 422, {"to": problems[0]})
    name = visit.desk.drafts.keep(visit.session, plan.letters)
    rows_shown = [(letter.row, masked(letter.address), letter.language, letter.handouts) for letter in plan.letters]
    titles = {h: visit.library.titles(h, "en").value.title for letter in plan.letters for h in letter.handouts}
    return visit.show(
        "send-check.html", choice=choice, letters=rows_shown[:200], count=len(plan.letters), problems=problems, draft=name,
        unset=_unset(visit), titles=titles, **make_page.summary(visit, choice),
    )  # fmt: skip


def send(visit: Visit) -> Response:
    """Queue what was looked at, and begin to send."""
    letters = visit.desk.drafts.take(visit.session, visit.given("draft"))
    if letters is None:
        return visit.go("/outbox")
    visit.desk.outbox().add(letters, again=bool(visit.given("again")))
    return _begin(visit)


def _begin(visit: Visit) -> Response:
    mailing.settings(visit.library)  # what is wrong with them is said before anything is begun
    running = visit.desk.tasks.running("mailing")
    task = running or visit.desk.tasks.start("mailing", "", background_tasks.mailing(visit.library, visit.desk.outbox()))
    return visit.go(f"/jobs/{task.id}")


def outbox(visit: Visit) -> Response:
    """Every message and what became of it."""
    box = visit.desk.outbox()
    return visit.show("outbox.html", entries=box.entries(limit=200), counts=box.counts(), states=STATES, unset=_unset(visit))


def act(visit: Visit) -> Response:
    """Send again, do not send, or count as sent."""
    number, do = visit.request.path_params["number"], visit.request.path_params["do"]
    if do not in ACTIONS:
        raise HTTPException(404)
    getattr(visit.desk.outbox(), do)([number])
    return visit.go("/outbox", said=ACTIONS[do])


def go(visit: Visit) -> Response:
    """Send what waits."""
    return _begin(visit)
