"""A printer as a channel: the right sheet and edge for each leaflet; what is printed is added to the waiting room and the record."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from handoutpress.content.library import Library
from handoutpress.delivery import cups
from handoutpress.delivery.approved_leaflets import ApprovedLeaflets
from handoutpress.delivery.channel import Channel, Receipt
from handoutpress.delivery.handout_record import RecordLine
from handoutpress.delivery.waiting_room import WaitingRoom
from handoutpress.errors import CheckFailed, DeliveryFailed
from handoutpress.press import render
from handoutpress.press.job import Job


@dataclass(frozen=True)
class PrintOrder:
    """A leaflet, ready to be printed.

    Attributes:
        version: of the handout.
        other_media: the sheet of the other family of paper, by CUPS's name.
    """

    job: Job
    ticket: cups.Ticket
    version: str
    pdf: bytes = field(repr=False)
    other_media: str = ""


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
        other = cups.media_of(template, "a4" if leaflet.paper == "letter" else "letter")
        out.append(PrintOrder(job, ticket, version, render.render_pdf(leaflet, template, job), other))
    return out


def refuse_wrong_media(orders: Iterable[PrintOrder]) -> None:
    """Look whether printers have the sheets for what is to be printed; those that do not say so are believed to.

    Raises DeliveryFailed: one has not; says which it has, and what to do.
    """
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for order in orders:
        printer, media = order.ticket.printer, order.ticket.media
        if printer not in found:
            found[printer] = cups.sheets(printer)
        there = found[printer]
        if cups.takes(there, media):
            continue
        other = f"the other paper ({_said(order.other_media)}), or " if cups.takes(there, order.other_media) else ""
        what = f"the printer {printer} takes {_listed(list(there))} only, and a {order.job.template} needs {_said(media)}"
        raise DeliveryFailed(what, f"Choose another printer, or {other}make the PDF and let a shop print it").about("printer")


def _listed(names: list[str]) -> str:
    """Sheets as people list them: those the program knows, else what there is."""
    known = [name for name in names if name in cups.MEDIA] or names[:5]
    return " and ".join(filter(None, (", ".join(known[:-1]), known[-1])))


def _said(media: str) -> str:
    """A sheet for people: its name, and its sides in inches if it is not one of every office."""
    short, long = cups.size_of(media)
    inches = f"{short / 72:g} x {long / 72:g} inches"
    return media if media[:1] in ("A", "L") else f"sheets of {inches}" if media.startswith("Custom") else f"{media} ({inches})"


LOST = ("canceled", "aborted")  # phases of jobs that came to nothing


class PrintChannel(Channel[PrintOrder]):
    """A printer of this computer; which one stands in the order."""

    name = "print"

    def deliver(self, job: PrintOrder, begin: Callable[[], bool]) -> Receipt:
        """Hand a leaflet to the printer; the receipt's reference is the queue's name for the job, empty on Windows.

        Raises:
            NotFound: no printer of that name, or none at all.
            DeliveryFailed: the printing system does not run, the printer has no such sheets, or it did not take the job.
        """
        if sys.platform != "win32":
            job = replace(job, ticket=replace(job.ticket, printer=cups.find(job.ticket.printer).name))
        refuse_wrong_media([job])
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
        """Add the copies to the waiting room and to the record, together. `settle` takes them back if the job comes to nothing.

        Raises OutputFailed: it is printed, and cannot be written down.
        """
        with closing(WaitingRoom(workspace)) as room:
            for line in receipt.record:
                room.printed(line)

    def settle(self, room: WaitingRoom) -> list[RecordLine]:
        """Ask what became of the jobs that were on a printer when last looked at; those that came to nothing are not counted any more.

        Returns:
            The lines that were taken back.
        """
        lost = []
        for reference in room.on_printers():
            try:
                state = self.state(reference)
            except DeliveryFailed:
                break  # another time
            if state.phase in LOST:
                lost += room.take_back(reference)
            elif state.ended or state.forgotten:
                room.settle(reference)
            elif state.phase == "unknown":
                break  # nobody answers
        return lost
