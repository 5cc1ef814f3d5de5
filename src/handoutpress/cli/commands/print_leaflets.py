"""`print`: leaflets to a printer."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from handoutpress.cli import completion
from handoutpress.cli.common import agreed, as_json, counted, data, library, say
from handoutpress.cli.options import InkSaver, OneClinic, OnPaper, Templates
from handoutpress.errors import DeliveryFailed, ExitCode, UsageError

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.delivery.cups import JobState, PrintJob
    from handoutpress.delivery.print_order import Order

ASK_ABOVE = 100  # copies in all; more are printed only when somebody has said yes


def print_(
    handouts: Annotated[
        list[str], typer.Argument(metavar="HANDOUT", autocompletion=completion.handouts, help="Which handouts, or all.")
    ],
    clinic: OneClinic = "",
    copies: Annotated[int, typer.Option("--copies", "-n", min=1, max=999, help="How many of each.")] = 1,
    printer: Annotated[str, typer.Option("--printer", "-p", help="Which printer. Default: the computer's own choice.")] = "",
    template: Templates = None,
    language: Annotated[
        list[str] | None,
        typer.Option("--language", "-l", metavar="CODE", autocompletion=completion.languages, help="Language code. Default: en."),
    ] = None,
    paper: OnPaper = None,
    one_sided: Annotated[bool, typer.Option("--one-sided", help="For printers that print one side only.")] = False,
    ink_saver: InkSaver = False,
    mono: Annotated[bool, typer.Option("--mono", help="Black ink only.")] = False,
    allow_unreviewed: Annotated[
        bool, typer.Option("--allow-unreviewed", help="Print several copies of a text no clinician has signed for.")
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until the printer has done it.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be printed, and print nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=f"Do not ask, even for more than {ASK_ABOVE} copies.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Say what was done as JSON.")] = False,
) -> int:
    """Print leaflets: the right paper, both sides, flipped on the right edge.

    One copy is for reading; several are for patients, so their text must be signed for. What is printed is added to the waiting
    room's list (`stock`).
    """
    from handoutpress.content.schema.finish import finish
    from handoutpress.delivery import cups, print_order
    from handoutpress.press import render

    found = library()
    jobs = render.plan(
        found,
        clinics=(clinic or only_clinic(found),),
        handouts=handouts,
        languages=language or (),
        templates=template or (),
        paper=paper.value if paper else None,
        ink_saver=ink_saver,
        finish=finish("", mono=mono),
    )
    where = cups.find(printer).name if sys.platform != "win32" else printer
    orders = print_order.orders(
        found, jobs, copies=copies, printer=where, one_sided=one_sided, allow_unreviewed=allow_unreviewed
    )  # fmt: skip
    if dry_run:
        _report([(order, None, None) for order in orders], json=json)
        say("Nothing was printed.")
        return ExitCode.OK
    total = copies * len(orders)
    if total > ASK_ABOVE and not agreed(f"Print {total} copies on {where or 'the default printer'}?", yes=yes):
        raise UsageError(f"{total} copies were not printed", "To print them, say yes, or add --yes")
    return _print(found, orders, wait=wait, json=json)


def only_clinic(found: Library) -> str:
    """The workspace's clinic, if there is just one.

    Raises:
        UsageError: there are several.
    """
    known = found.clinics()
    if len(known) != 1:
        raise UsageError("it is not said for which clinic", f"Add --clinic with one of: {', '.join(known)}")
    return known[0]


def _print(found: Library, orders: list[Order], *, wait: bool, json: bool) -> int:
    from handoutpress.delivery import cups, print_order

    taken: list[tuple[Order, PrintJob]] = []
    failed: list[DeliveryFailed] = []
    for order in orders:
        try:
            taken.append((order, print_order.place(found, order)))
        except DeliveryFailed as error:
            failed.append(error)
            say(f"Error: {order.job.handout}: {error.problems[0]}", level=-1)
    done = [(order, job, cups.wait(job) if wait else cups.state(job)) for order, job in taken]
    _report(done, json=json)
    lost = [order for order, _, state in done if state.phase in ("aborted", "canceled")]
    for order in lost:
        say(f"Error: {order.job.handout}: the printer did not print it. Look at its queue: lpstat -t.", level=-1)
    if any(state.phase in ("held", "stopped") for *_, state in done):
        say("The printer is stopped, or holds the job back: look at it.", level=-1)
    if taken:
        say(f"The printer has taken {counted(len(taken), 'job')}.")
    if not failed and not lost:
        return ExitCode.OK
    return ExitCode.PARTIAL if len(failed) + len(lost) < len(orders) else ExitCode.DELIVERY


def _report(done: Sequence[tuple[Order, PrintJob | None, JobState | None]], *, json: bool) -> None:
    """What was handed over, or would be."""
    if json:
        as_json([_as_data(*one) for one in done])
        return
    for order, job, state in done:
        ticket = order.ticket
        copies = counted(ticket.copies, "copy", "copies")
        how = f"{order.job.handout} {order.job.language} {order.job.template}: {copies}, {ticket.media}, {ticket.sides}"
        data(f"{how}; {job.id or 'handed over'}: {state.phase}" if job and state else how)


def _as_data(order: Order, job: PrintJob | None, state: JobState | None) -> dict[str, object]:
    return {
        "clinic": order.job.clinic,
        "handout": order.job.handout,
        "language": order.job.language,
        "template": order.job.template,
        "copies": order.ticket.copies,
        "media": order.ticket.media,
        "sides": order.ticket.sides,
        "printer": order.ticket.printer,
        "job": job.id if job else None,
        "state": state.phase if state else None,
        "detail": state.detail if state else None,
    }
