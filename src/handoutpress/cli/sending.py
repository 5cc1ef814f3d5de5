"""Sending what waits in the outbox, for `email` and `outbox retry`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from handoutpress.cli import prompts
from handoutpress.cli.common import (
    SETTINGS,
    as_json,
    at_terminal,
    command,
    counter,
    ended,
    library,
    own_workspace,
    say,
    say_problems,
)
from handoutpress.errors import ExitCode, HandoutError

if TYPE_CHECKING:
    from handoutpress.delivery.approved_leaflets import Leaflets
    from handoutpress.delivery.outbox import Entry, Outbox

PASSWORD = "Password of the mail account"


def opened() -> Outbox:
    """The workspace's outbox.

    Raises:
        NotFound: there is no workspace.
    """
    from handoutpress.delivery.outbox import Outbox

    return Outbox(own_workspace(library()))


def line(entry: Entry) -> str:
    """A message in one line; the address is masked."""
    row = f" row {entry.row}" if entry.row else ""
    reason = f": {entry.reason}" if entry.reason else ""
    return f"{entry.id:>5} {entry.state:<9} {entry.to}{row} {entry.language} {', '.join(entry.handouts)}{reason}"


def send(outbox: Outbox, *, leaflets: Leaflets | None = None, allow_plain: bool, patience: float, json: bool) -> int:
    """Send what waits in the outbox, and say what became of it; the exit code.

    Args:
        patience: minutes.

    Raises:
        HandoutError: as `mailing.send` does.
    """
    from handoutpress.delivery import approved_leaflets, mailing, password_store
    from handoutpress.delivery.smtp import Sender

    found = library()
    settings = mailing.settings(found)
    leaflets = leaflets or approved_leaflets.Leaflets(found)
    ask = (lambda: prompts.password(PASSWORD)) if at_terminal() else None
    last: dict[int, Entry] = {}
    stopped = False
    try:
        with Sender(settings, password_store.secret(settings, ask), allow_plain=allow_plain, folder=found.workspace) as sender:
            for result in mailing.send(outbox, leaflets, sender, patience=patience * 60):
                last[result.entry.id] = result.entry
                _follow(result.entry, len(last))
        outbox.purge(settings.keep_days)
    except KeyboardInterrupt:
        say(f"\nStopped. What is not sent waits. To go on:  {command()} outbox retry", level=-1)
        raise
    except HandoutError as error:
        if not last:
            raise
        stopped = True
        say_problems(error.problems)
        say(f"{outbox.counts()['queued']} wait in the outbox.", level=-1)
    code = sum_up(list(last.values()), "sent", json=json)
    return code or (ExitCode.PARTIAL if stopped else ExitCode.OK)


def _follow(entry: Entry, number: int) -> None:
    """Say what is not well; a counter on the terminal for the rest."""
    live = sys.stderr.isatty() and SETTINGS.talk >= 0
    if live:
        counter("")
    if entry.state in ("failed", "uncertain"):
        say(line(entry), level=-1)
    elif entry.state == "queued":
        say(line(entry))
    elif live:
        counter(f"{number} sent")


def sum_up(entries: list[Entry], done: str, *, json: bool) -> int:
    """Say how many messages are in which state now; the exit code. `done`: the word for those that are."""
    if json:
        as_json([entry.__dict__ for entry in entries])
    counts = {state: sum(entry.state == state for entry in entries) for state in ("sent", "queued", "failed", "uncertain")}
    words = {"sent": done, "queued": f"waiting:  {command()} outbox retry", "failed": "failed"}
    words["uncertain"] = f"uncertain:  {command()} outbox show NUMBER"
    say("; ".join(f"{counts[state]} {word}" for state, word in words.items() if counts[state] or state == "sent") + ".")
    return ended(counts["sent"], len(entries) - counts["sent"], ExitCode.DELIVERY)
