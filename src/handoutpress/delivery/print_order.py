"""Leaflets on their way to a printer: the right sheet and edge for each, checked before, and written down after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handoutpress.delivery import cups
from handoutpress.delivery.approved_leaflets import Leaflets
from handoutpress.delivery.handout_record import Given, add
from handoutpress.delivery.waiting_room import Stock
from handoutpress.press import render

if TYPE_CHECKING:
    from handoutpress.content.library import Library


@dataclass(frozen=True)
class Order:
    """A leaflet, ready to be printed.

    Attributes:
        version: of the handout.
    """

    job: render.Job
    ticket: cups.Ticket
    version: str
    pdf: bytes = field(repr=False)


def orders(
    library: Library, jobs: Iterable[render.Job], *, copies: int = 1, printer: str = "", one_sided: bool = False,
    allow_unreviewed: bool = False,
) -> list[Order]:  # fmt: skip
    """Make leaflets for the printer; all of them, or none.

    One copy is for reading; several are for patients, so their text must be signed for.

    Args:
        copies: of each.
        printer: name; empty: the default one.
        one_sided: do not print on the backs of sheets.
        allow_unreviewed: several copies of a text that no clinician has signed for. Never of a draft translation.

    Raises:
        CheckFailed: a text that may not be given to patients.
        HandoutError: as `press.make` does.
    """
    checks = Leaflets(library, allow_unreviewed=allow_unreviewed)
    out = []
    for job in jobs:
        if copies > 1:
            checks.check(job.handout, job.language)
        template = library.template(job.template).value
        leaflet = render.merged(library, job)
        ticket = cups.Ticket(
            copies=copies,
            sides="one-sided" if one_sided else cups.sides_of(template),
            media=cups.media_of(template, leaflet.paper),
            title=f"{job.handout} {job.template} {job.language}",
            printer=printer,
            mono=job.ink_saver or job.finish.mono,
        )
        version = library.handout(job.handout).value.version
        out.append(Order(job, ticket, version, render.pressed(leaflet, template, job)))
    return out


def place(library: Library, order: Order) -> cups.PrintJob:
    """Hand an order to the printer; then add it to the waiting room's stock and the record, if there is a workspace.

    Raises:
        NotFound, DeliveryFailed: as `printing.submit` does.
        OutputFailed: it is printed, and cannot be written down.
    """
    done = cups.submit(order.pdf, order.ticket)
    if library.workspace is not None:
        job, copies = order.job, order.ticket.copies
        stock = Stock(library.workspace)
        try:
            stock.record(job.clinic, job.handout, job.template, job.language, copies=copies, version=order.version)
        finally:
            stock.close()
        given = Given("", "print", job.clinic, job.handout, order.version, job.language, job.template, copies, done.id)
        add(library.workspace, given)
    return done
