"""A printer as a channel: the right sheet and edge for each leaflet; what is printed is added to the waiting room and the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from handoutpress.content.library import Library
from handoutpress.delivery import cups
from handoutpress.delivery.approved_leaflets import ApprovedLeaflets
from handoutpress.delivery.channel import Channel, Receipt
from handoutpress.delivery.handout_record import RecordLine
from handoutpress.delivery.waiting_room import WaitingRoom
from handoutpress.errors import CheckFailed
from handoutpress.press import render
from handoutpress.press.job import Job


@dataclass(frozen=True)
class PrintOrder:
    """A leaflet, ready to be printed.

    Attributes:
        version: of the handout.
    """

    job: Job
    ticket: cups.Ticket
    version: str
    pdf: bytes = field(repr=False)


def print_orders(
    library: Library, jobs: Iterable[Job], *, copies: int = 1, printer: str = "", one_sided: bool = False,
    allow_unreviewed: bool = False,
) -> list[PrintOrder]:  # fmt: skip
    """Make leaflets for the printer; all of them, or none.

    One copy is for reading; several are for patients, so their text must be signed for.

    Args:
        copies: of each.
        printer: name; empty: the default one.
        one_sided: do not print on the backs of sheets.
        allow_unreviewed: several copies of a text that no clinician has signed for. Never of a draft translation.

    Raises:
        CheckFailed: a text that may not be given to patients.
        HandoutError: as `render.make` does.
    """
    checks = ApprovedLeaflets(library, allow_unreviewed=allow_unreviewed)
    out = []
    for job in jobs:
        if copies > 1:
            try:
                checks.check(job.handout, job.language)
            except CheckFailed as error:
                raise error.about("copies") from None
        template = library.template(job.template).value
        leaflet = render.merge_job(library, job)
        ticket = cups.Ticket(
            copies=copies,
            sides="one-sided" if one_sided else cups.sides_of(template),
            media=cups.media_of(template, leaflet.paper),
            title=f"{job.handout} {job.template} {job.language}",
            printer=printer,
            mono=job.ink_saver or job.finish.mono,
        )
        version = library.handout(job.handout).value.version
        out.append(PrintOrder(job, ticket, version, render.render_pdf(leaflet, template, job)))
    return out


class PrintChannel(Channel[PrintOrder]):
    """A printer of this computer; which one stands in the order."""

    name = "print"

    def deliver(self, job: PrintOrder, begin: Callable[[], bool]) -> Receipt:
        """Hand a leaflet to the printer; the receipt's reference is the queue's name for the job, empty on Windows.

        Raises:
            NotFound: no printer of that name, or none at all.
            DeliveryFailed: the printing system does not run, or the printer did not take it.
        """
        printed = cups.submit(job.pdf, job.ticket)
        what, copies = job.job, job.ticket.copies
        line = RecordLine(
            "", self.name, what.clinic, what.handout, job.version, what.language, what.template, copies, printed.id
        )  # fmt: skip
        return Receipt("sent", reference=printed.id, place=printed.printer, record=(line,))

    def state(self, reference: str, *, wait: float = 0.0) -> cups.JobState:
        """How far a job is that a printer has taken.

        Args:
            reference: of its receipt.
            wait: seconds to wait at most for it to end.

        Raises:
            DeliveryFailed: the printing system does not run any more.
        """
        return cups.wait(cups.PrintJob(reference, ""), wait)

    def record(self, workspace: Path, job: PrintOrder, receipt: Receipt) -> None:
        """Add the copies to the waiting room, then to the record.

        Raises OutputFailed: it is printed, and cannot be written down.
        """
        what, copies = job.job, job.ticket.copies
        with closing(WaitingRoom(workspace)) as room:
            room.record(what.clinic, what.handout, what.template, what.language, copies=copies, version=job.version)
        super().record(workspace, job, receipt)
