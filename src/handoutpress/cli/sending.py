"""Sending what waits in the outbox, for `email` and `outbox retry`."""

from __future__ import annotations

import sys
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handoutpress.cli import prompts
from handoutpress.cli.common import (
    SETTINGS,
    as_json,
    at_terminal,
    command,
    counted,
    counter,
    ended,
    library,
    own_workspace,
    say,
    say_problems,
)
from handoutpress.errors import ExitCode, HandoutError

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.delivery.approved_leaflets import ApprovedLeaflets
    from handoutpress.delivery.outbox import Outbox, OutboxEntry

PASSWORD = "Password of the mail account"


def opened() -> Outbox:
    """The workspace's outbox. Raises NotFound: there is no workspace."""
    from handoutpress.delivery.outbox import Outbox

    return Outbox(own_workspace(library()))


def as_data(entry: OutboxEntry) -> dict[str, object]:
    """A message as JSON has it."""
    names = {"reference": "message_id"}
    return {names.get(name, name): value for name, value in entry.__dict__.items() if name != "channel"}


def line(entry: OutboxEntry) -> str:
    """A message in one line; the address is masked."""
    row = f" row {entry.row}" if entry.row else ""
    reason = f": {entry.reason}" if entry.reason else ""
    return f"{entry.id:>5} {entry.state:<9} {entry.to}{row} {entry.language} {', '.join(entry.handouts)}{reason}"


@dataclass(frozen=True)
class SendRequest:
    """What is to be sent, and how.

    Attributes:
        numbers: of jobs in the outbox; None: all that wait.
        patience: minutes.
    """

    allow_plain: bool
    patience: float
    json: bool
    numbers: Collection[int] | None = None


def send(outbox: Outbox, request: SendRequest, leaflets: ApprovedLeaflets | None = None) -> int:
    """Send what waits in the outbox, or only some of it, and say what became of it; the exit code.

    Raises HandoutError: as `dispatch.send_all` does.
    """
    from handoutpress.delivery import dispatch
    from handoutpress.delivery.approved_leaflets import ApprovedLeaflets
    from handoutpress.delivery.channel import ChannelOptions

    ask = (lambda: prompts.password(PASSWORD)) if at_terminal() else None
    channels = ChannelOptions(leaflets or ApprovedLeaflets(library()), ask, allow_plain=request.allow_plain)
    last: dict[int, OutboxEntry] = {}
    stopped = False
    try:
        for result in dispatch.send_all(outbox, channels, numbers=request.numbers, patience=request.patience * 60):
            last[result.entry.id] = result.entry
            _say_how_far(result.entry, len(last))
    except KeyboardInterrupt:
        say(f"\nStopped. What is not sent waits. To go on:  {command()} outbox retry", level=-1)
        raise
    except HandoutError as error:
        if not last:
            raise
        stopped = True
        say_problems(error.problems)
        say(f"{outbox.counts()['queued']} wait in the outbox.", level=-1)
    code = sum_up(list(last.values()), "sent", json=request.json)
    return code or (ExitCode.PARTIAL if stopped else ExitCode.OK)


def _say_how_far(entry: OutboxEntry, count: int) -> None:
    live = sys.stderr.isatty() and SETTINGS.talk >= 0
    if live:
        counter("")
    if entry.state in ("failed", "uncertain"):
        say(line(entry), level=-1)
    elif entry.state == "queued":
        say(line(entry))
    elif live:
        counter(f"{count} sent")


def sum_up(entries: list[OutboxEntry], done: str, *, json: bool) -> int:
    """Say how many messages are in which state now; the exit code. `done`: the word for those that are."""
    if json:
        as_json([as_data(entry) for entry in entries])
    counts = {state: sum(entry.state == state for entry in entries) for state in ("sent", "queued", "failed", "uncertain")}
    words = {"sent": done, "queued": f"waiting:  {command()} outbox retry", "failed": "failed"}
    words["uncertain"] = f"uncertain:  {command()} outbox show NUMBER"
    say("; ".join(f"{counts[state]} {word}" for state, word in words.items() if counts[state] or state == "sent") + ".")
    return ended(counts["sent"], len(entries) - counts["sent"], ExitCode.DELIVERY)


def settle_printed(found: Library) -> None:
    """Take what printers did not print in the end out of the waiting room's list and the record, and say so."""
    from handoutpress.delivery.print_channel import PrintChannel
    from handoutpress.delivery.waiting_room import WaitingRoom

    if found.workspace is None:
        return
    with closing(WaitingRoom(found.workspace)) as room:
        for line in PrintChannel().settle(room):
            say(
                f"{line.reference} was not printed: its {counted(line.copies, 'copy', 'copies')} of {line.handout} are not counted."
            )
