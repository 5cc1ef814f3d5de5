"""Print: which printer, how many."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from handoutpress.delivery import cups, print_order
from handoutpress.errors import DeliveryFailed, HandoutError, Problem
from handoutpress.web import make_page
from handoutpress.web.engine.request_context import Visit


def page(visit: Visit, status: int = 200, errors: dict[str, Problem] | None = None) -> Response:
    """Ask for printer and copies."""
    choice = make_page.chosen(visit, posted=bool(visit.form))
    printers: list[cups.Printer] = []
    trouble: tuple[Problem, ...] = ()
    try:
        printers = cups.printers()
    except DeliveryFailed as error:
        trouble = error.problems
    asked = {"copies": visit.given("copies") or "1", "printer": visit.given("printer"), "one_sided": visit.given("one_sided")}
    return visit.show(
        "print.html", status, choice=choice, printers=printers, trouble=trouble, errors=errors or {}, typed=asked,
        sides=cups.sides_of(visit.library.template(choice.template).value), done=_done(visit), **make_page.summary(visit, choice),
    )  # fmt: skip


def _done(visit: Visit) -> dict[str, Any] | None:
    """The job that was just handed over."""
    job, printer = visit.asked("job"), visit.asked("printer")
    if visit.asked("said") != "printed":
        return None
    try:
        state = cups.state(cups.PrintJob(job, printer))
    except HandoutError:
        state = cups.JobState("unknown")
    return {"job": job, "printer": printer, "phase": state.phase}


def send(visit: Visit) -> Response:
    """Hand it to the printer."""
    choice = make_page.chosen(visit, posted=True)
    copies = visit.given("copies")
    if not copies.isdigit() or not 1 <= int(copies) <= cups.MOST_COPIES:
        return page(visit, 422, {"copies": Problem(f"Give a number from 1 to {cups.MOST_COPIES}")})
    try:
        orders = visit.desk.pressroom.orders(
            visit.stamp, choice.job, copies=int(copies), printer=visit.given("printer"), one_sided=bool(visit.given("one_sided")),
            allow_unreviewed=bool(visit.given("unreviewed")),
        )  # fmt: skip
        job = print_order.place(visit.library, orders[0])
    except HandoutError as error:
        return page(visit, 422, {"copies" if "sign" in error.problems[0].mend else "printer": error.problems[0]})
    return visit.go(f"/print?{choice.query}", said="printed", job=job.id, printer=job.printer)
