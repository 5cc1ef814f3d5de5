"""`print`: leaflets to a printer."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from handoutpress.cli import options, sending
from handoutpress.cli.common import as_json, counted, data, ended, library, only_clinic, say
from handoutpress.cli.options import option, takes
from handoutpress.cli.prompts import agreed
from handoutpress.errors import DeliveryFailed, ExitCode, UsageError

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.delivery.channel import Receipt
    from handoutpress.delivery.cups import JobState
    from handoutpress.delivery.print_channel import PrintOrder

ASK_ABOVE = 100  # copies in all; more are printed only when somebody has said yes


@dataclass(frozen=True)
class PrintRequest:
    """What `print` is asked for."""

    handouts: options.Handouts
    clinic: options.OnlyClinic = ""
    language: options.Languages = None
    copies: Annotated[int, option("How many of each.", "--copies", "-n", min=1, max=999)] = 1
    printer: Annotated[str, option("Which printer. Default: the computer's own choice.", "--printer", "-p")] = ""
    one_sided: Annotated[bool, option("For printers that print one side only.", "--one-sided")] = False
    wait: Annotated[bool, option("Wait until the printer has done it.", "--wait")] = False
    template: options.Templates = None
    paper: options.Paper = None
    ink_saver: options.InkSaver = False
    mono: options.Mono = False
    allow_unreviewed: options.AllowUnreviewed = False
    dry_run: options.DryRun = False
    yes: Annotated[bool, option(f"Do not ask, even for more than {ASK_ABOVE} copies.", "--yes", "-y")] = False
    json: options.Json = False


@takes(
    PrintRequest,
    handouts="Which leaflets",
    copies="How they are printed",
    template="How they look",
    allow_unreviewed="Before anything is done",
    json="What comes out",
)
def print_leaflets(request: PrintRequest) -> int:
    """Print leaflets: the right paper, both sides, flipped on the right edge.

    One copy is for reading; several are for patients, so their text must be signed for. What is printed is added to the waiting
    room's list (`stock`).
    """
    from handoutpress.delivery import print_channel

    found = library()
    orders = _orders(found, request)
    print_channel.refuse_wrong_media(orders)
    sending.settle_printed(found)
    if request.dry_run:
        _report([(order, None, None) for order in orders], json=request.json)
        say("Nothing was printed.")
        return ExitCode.OK
    total = request.copies * len(orders)
    where = orders[0].ticket.printer if orders else ""
    if total > ASK_ABOVE and not agreed(f"Print {total} copies on {where or 'the default printer'}?", yes=request.yes):
        raise UsageError(f"{total} copies were not printed", "To print them, say yes, or add --yes")
    return _print(found, orders, wait=request.wait, json=request.json)


def _orders(found: Library, request: PrintRequest) -> list[PrintOrder]:
    """What to print, and how; refused if something of it is not there, or may not be given to patients."""
    from handoutpress.content.schema.finish import finish
    from handoutpress.delivery import cups, print_channel
    from handoutpress.press.select import select_jobs

    jobs = select_jobs(
        found,
        clinics=(only_clinic(found, request.clinic),),
        handouts=request.handouts,
        languages=request.language or (),
        templates=request.template or (),
        paper=request.paper,
        ink_saver=request.ink_saver,
        finish=finish("", mono=request.mono),
    )
    return print_channel.print_orders(
        found,
        jobs,
        copies=request.copies,
        printer=cups.find(request.printer).name if sys.platform != "win32" else request.printer,
        one_sided=request.one_sided,
        allow_unreviewed=request.allow_unreviewed,
    )


def _print(found: Library, orders: list[PrintOrder], *, wait: bool, json: bool) -> int:
    """Hand orders to the printer, and say what became of them; the exit code."""
    from handoutpress.delivery.channel import hand_over
    from handoutpress.delivery.print_channel import LOST, PrintChannel

    channel = PrintChannel()
    taken: list[tuple[PrintOrder, Receipt]] = []
    for order in orders:
        try:
            taken.append((order, hand_over(channel, order, found.workspace)))
        except DeliveryFailed as error:
            say(f"Error: {order.job.handout}: {error.problems[0]}", level=-1)
    done = [(order, receipt, channel.state(receipt.reference, wait=600 if wait else 0)) for order, receipt in taken]
    sending.settle_printed(found)
    _report(done, json=json)
    lost = [(order, state) for order, _, state in done if state.phase in LOST]
    for order, state in lost:
        why = f" ({state.detail})" if state.detail else ""
        say(
            f"Error: {order.job.handout}: the printer did not print it{why}; it is not counted. Look at its queue: lpstat -t",
            level=-1,
        )
    printed = len(taken) - len(lost)
    if printed:
        stopped = any(state.phase in ("held", "stopped") for *_, state in done)
        look = ", and is stopped or holds a job back: look at it." if stopped else "."
        say(f"The printer has taken {counted(printed, 'job')}{look}", level=-1 if stopped else 0)
    return ended(printed, len(orders) - printed, ExitCode.DELIVERY)


def _report(done: Sequence[tuple[PrintOrder, Receipt | None, JobState | None]], *, json: bool) -> None:
    """What was handed over, or would be."""
    if json:
        as_json([_as_data(*one) for one in done])
        return
    for order, receipt, state in done:
        ticket = order.ticket
        copies = counted(ticket.copies, "copy", "copies")
        how = f"{order.job.handout} {order.job.language} {order.job.template}: {copies}, {ticket.media}, {ticket.sides}"
        data(f"{how}; {receipt.reference or 'handed over'}: {state.phase}" if receipt and state else how)


def _as_data(order: PrintOrder, receipt: Receipt | None, state: JobState | None) -> dict[str, object]:
    what = {name: getattr(order.job, name) for name in ("clinic", "handout", "language", "template")}
    how = {name: getattr(order.ticket, name) for name in ("copies", "media", "sides", "printer")}
    became = {"state": state.phase if state else None, "detail": state.detail if state else None}
    return {**what, **how, "job": receipt.reference if receipt else None, **became}
