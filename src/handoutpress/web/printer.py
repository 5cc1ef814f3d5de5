"""Print: which printer, how many."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from handoutpress.deliver import printing, printout
from handoutpress.errors import DeliveryFailed, HandoutError, Problem
from handoutpress.web import making
from handoutpress.web.visit import Visit


def page(visit: Visit, status: int = 200, errors: dict[str, Problem] | None = None) -> Response:
    """Ask for printer and copies."""
    choice = making.chosen(visit, posted=bool(visit.form))
    printers: list[printing.Printer] = []
    trouble: tuple[Problem, ...] = ()
    try:
        printers = printing.printers()
    except DeliveryFailed as error:
        trouble = error.problems
    asked = {"copies": visit.given("copies") or "1", "printer": visit.given("printer"), "one_sided": visit.given("one_sided")}
    return visit.show(
        "print.html", status, choice=choice, printers=printers, trouble=trouble, errors=errors or {}, typed=asked,
        sides=printing.sides_of(visit.library.template(choice.template).value), done=_done(visit), **making.summary(visit, choice),
    )  # fmt: skip


def _done(visit: Visit) -> dict[str, Any] | None:
    """The job that was just handed over."""
    job, printer = visit.asked("job"), visit.asked("printer")
    if visit.asked("said") != "printed":
        return None
    try:
        state = printing.state(printing.PrintJob(job, printer))
    except HandoutError:
        state = printing.JobState("unknown")
    return {"job": job, "printer": printer, "phase": state.phase}


def send(visit: Visit) -> Response:
    """Hand it to the printer."""
    choice = making.chosen(visit, posted=True)
    copies = visit.given("copies")
    if not copies.isdigit() or not 1 <= int(copies) <= printing.MOST_COPIES:
        return page(visit, 422, {"copies": Problem(f"Give a number from 1 to {printing.MOST_COPIES}")})
    try:
        orders = visit.desk.pressroom.orders(
            visit.stamp, choice.job, copies=int(copies), printer=visit.given("printer"), one_sided=bool(visit.given("one_sided")),
            allow_unreviewed=bool(visit.given("unreviewed")),
        )  # fmt: skip
        job = printout.place(visit.library, orders[0])
    except HandoutError as error:
        return page(visit, 422, {"copies" if "sign" in error.problems[0].mend else "printer": error.problems[0]})
    return visit.go(f"/print?{choice.query}", said="printed", job=job.id, printer=job.printer)
