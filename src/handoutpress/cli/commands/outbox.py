"""`outbox`: what is waiting to be sent, what became of the rest, and who was given what, without names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

import typer

from handoutpress.cli import options, sending
from handoutpress.cli.common import as_json, command, counted, data, library, say
from handoutpress.cli.options import option, takes
from handoutpress.errors import ExitCode, UsageError

app = typer.Typer(help="See what is waiting to be sent, and what became of the rest.", no_args_is_help=True, rich_markup_mode=None)
_AGES = {"": 1.0, "d": 1.0, "h": 1 / 24, "w": 7.0}
_NUMBERS = typer.Argument(metavar="NUMBER", help="Which messages, by their numbers in `outbox list`.")
Numbers = Annotated[list[int], _NUMBERS]
SomeNumbers = Annotated[list[int] | None, _NUMBERS]
State = Literal["queued", "sending", "sent", "failed", "uncertain", "cancelled"]


@app.command("list")
def list_messages(
    state: Annotated[State | None, option("Only those in this state.", "--state")] = None,
    limit: Annotated[int, option("At most so many, the newest first. 0: all.", "--limit", min=0)] = 50,
    json: options.Json = False,
) -> None:
    """List messages, the newest first. Addresses are masked; the row is that of your list."""
    outbox = sending.opened()
    entries = outbox.entries(state, limit=limit)
    if json:
        as_json([sending.as_data(entry) for entry in entries])
        return
    for entry in entries:
        data(sending.line(entry))
    counts = {name: number for name, number in outbox.counts().items() if number}
    say(", ".join(f"{number} {name}" for name, number in counts.items()) + "." if counts else "The outbox is empty.")


@app.command("show")
def show_message(number: Annotated[int, typer.Argument(help="Which message.")], json: options.Json = False) -> None:
    """Show all that is known of a message, its message id too: that is what to look for among the sent ones."""
    entry = sending.opened().show(number)
    if json:
        as_json(sending.as_data(entry))
        return
    for name, value in sending.as_data(entry).items():
        data(f"{name.replace('_', ' ')}: {', '.join(value) if isinstance(value, tuple) else value}")
    if entry.state == "uncertain":
        say(
            "Nobody can know whether it was taken. Look for the message id in the sent mail of your provider: "
            f"if it is there,  {command()} outbox settle {entry.id}  if not,  {command()} outbox retry {entry.id}"
        )


@dataclass(frozen=True)
class RetryRequest:
    """What `outbox retry` is asked for."""

    numbers: SomeNumbers = None
    failed: Annotated[bool, option("All that failed, too.", "--failed")] = False
    allow_plain: options.AllowPlain = False
    patience: options.Patience = 10
    json: options.Json = False


@app.command("retry")
@takes(RetryRequest)
def retry(request: RetryRequest) -> int:
    """Send what is waiting. Name messages to send those again that failed, were cancelled, or are uncertain."""
    outbox = sending.opened()
    wanted = [*(request.numbers or ()), *((entry.id for entry in outbox.entries("failed")) if request.failed else ())]
    outbox.retry(list(dict.fromkeys(wanted)))
    if not outbox.counts()["queued"]:
        say("Nothing is waiting.")
        return ExitCode.OK
    return sending.send(outbox, sending.SendRequest(request.allow_plain, request.patience, request.json))


@app.command("cancel")
def cancel(numbers: SomeNumbers = None, everything: Annotated[bool, option("All that is waiting.", "--all")] = False) -> None:
    """Do not send messages that are waiting."""
    outbox = sending.opened()
    wanted = [*(numbers or ()), *((entry.id for entry in outbox.entries("queued")) if everything else ())]
    if not wanted and not everything:
        raise UsageError("no message is named", f"Give --all, or numbers as this shows them:  {command()} outbox list")
    say(f"Cancelled: {len(outbox.cancel(list(dict.fromkeys(wanted))))}.")


@app.command("settle")
def settle(numbers: Numbers) -> None:
    """Count uncertain messages as sent: you have found their message ids in the sent mail of your provider."""
    say(f"Counted as sent: {len(sending.opened().settle(numbers))}.")


@app.command("purge")
def purge(older_than: Annotated[str, option("As 30d, 12h, 4w. 0: all that is done.", "--older-than", metavar="AGE")]) -> None:
    """Delete messages that are done with (sent, failed, uncertain, cancelled), addresses and all. The log stays."""
    age = re.fullmatch(r"(\d+(?:\.\d+)?)([dhw]?)", older_than.strip().lower())
    if not age:
        raise UsageError(f"'{older_than}' is no age", "Write it as 30d, 12h or 4w")
    say(f"Deleted: {sending.opened().purge(float(age[1]) * _AGES[age[2]])}.")


@app.command("log")
def log(
    as_csv: Annotated[bool, option("As CSV, for a spreadsheet.", "--csv")] = False,
    since: Annotated[datetime | None, options.day("From this day on.", "--since")] = None,
    json: options.Json = False,
) -> None:
    """Say which leaflets were given out, when and how. Nobody's name or address is in it."""
    from handoutpress.delivery import handout_record

    sending.settle_printed(library())
    given = sending.opened().log(since.date().isoformat() if since else "")
    if json:
        as_json([entry.__dict__ for entry in given])
    elif as_csv:
        data(handout_record.as_csv(given).rstrip("\n"))
    else:
        for e in given:
            data(f"{e.given}  {e.channel:<6} {e.clinic} {e.handout} {e.version} {e.language} {e.template} x{e.copies}")
        say(f"{counted(len(given), 'delivery', 'deliveries')}.")
