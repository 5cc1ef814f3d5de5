"""`outbox`: what is waiting to be sent, what became of the rest, and who was given what, without names."""

from __future__ import annotations

import re
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from handoutpress.cli.common import as_json, command, counted, data, say
from handoutpress.cli.sending import line, opened, sent
from handoutpress.errors import ExitCode, UsageError

if TYPE_CHECKING:
    pass

app = typer.Typer(help="See what is waiting to be sent, and what became of the rest.", no_args_is_help=True, rich_markup_mode=None)
Json = Annotated[bool, typer.Option("--json", help="Say it as JSON.")]
Numbers = Annotated[list[int], typer.Argument(metavar="NUMBER", help="Which messages, by their numbers in `outbox list`.")]
_AGES = {"": 1.0, "d": 1.0, "h": 1 / 24, "w": 7.0}


class State(str, Enum):
    """States of messages."""

    queued = "queued"
    sending = "sending"
    sent = "sent"
    failed = "failed"
    uncertain = "uncertain"
    cancelled = "cancelled"


@app.command("list")
def listing(
    state: Annotated[State | None, typer.Option(help="Only those in this state.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="At most so many, the newest first. 0: all.")] = 50,
    json: Json = False,
) -> None:
    """List messages, the newest first. Addresses are masked; the row is that of your list."""
    outbox = opened()
    entries = outbox.entries(state.value if state else None, limit=limit)
    if json:
        as_json([entry.__dict__ for entry in entries])
        return
    for entry in entries:
        data(line(entry))
    counts = {name: number for name, number in outbox.counts().items() if number}
    say(", ".join(f"{number} {name}" for name, number in counts.items()) + "." if counts else "The outbox is empty.")


@app.command("show")
def show(number: Annotated[int, typer.Argument(help="Which message.")], json: Json = False) -> None:
    """Show all that is known of a message, its message id too: that is what to look for among the sent ones."""
    entry = opened().show(number)
    if json:
        as_json(entry.__dict__)
        return
    for name, value in entry.__dict__.items():
        data(f"{name.replace('_', ' ')}: {', '.join(value) if isinstance(value, tuple) else value}")
    if entry.state == "uncertain":
        say(
            "Nobody can know whether it was taken. Look for the message id in the sent mail of your provider: "
            f"if it is there,  {command()} outbox settle {entry.id}  if not,  {command()} outbox retry {entry.id}"
        )


@app.command("retry")
def retry(
    numbers: Annotated[list[int] | None, typer.Argument(metavar="NUMBER", help="Messages to send again.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="All that failed, too.")] = False,
    allow_plain: Annotated[
        bool, typer.Option("--allow-plain", help="Take a mail server that does not encrypt. Anybody on the way can read it.")
    ] = False,
    patience: Annotated[float, typer.Option(min=0, help="Minutes to wait for a server that puts messages off.")] = 10,
    json: Json = False,
) -> int:
    """Send what is waiting. Name messages to send those again that failed, were cancelled, or are uncertain."""
    outbox = opened()
    wanted = [*(numbers or ()), *((entry.id for entry in outbox.entries("failed")) if failed else ())]
    outbox.retry(list(dict.fromkeys(wanted)))
    if not outbox.counts()["queued"]:
        say("Nothing is waiting.")
        return ExitCode.OK
    return sent(outbox, allow_plain=allow_plain, patience=patience, json=json)


@app.command("cancel")
def cancel(
    numbers: Annotated[list[int] | None, typer.Argument(metavar="NUMBER", help="Which messages.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that is waiting.")] = False,
) -> None:
    """Do not send messages that are waiting."""
    outbox = opened()
    wanted = [*(numbers or ()), *((entry.id for entry in outbox.entries("queued")) if everything else ())]
    if not wanted and not everything:
        raise UsageError("no message is named", "Give numbers from `outbox list`, or --all")
    say(f"Cancelled: {len(outbox.cancel(list(dict.fromkeys(wanted))))}.")


@app.command("settle")
def settle(numbers: Numbers) -> None:
    """Count uncertain messages as sent: you have found their message ids in the sent mail of your provider."""
    say(f"Counted as sent: {len(opened().settle(numbers))}.")


@app.command("purge")
def purge(
    older_than: Annotated[str, typer.Option("--older-than", metavar="AGE", help="As 30d, 12h, 4w. 0: all that is done.")],
) -> None:
    """Delete messages that are done with (sent, failed, uncertain, cancelled), addresses and all. The log stays."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([dhw]?)", older_than.strip().lower())
    if not found:
        raise UsageError(f"'{older_than}' is no age", "Write it as 30d, 12h or 4w")
    say(f"Deleted: {opened().purge(float(found[1]) * _AGES[found[2]])}.")


@app.command("log")
def log(
    as_csv: Annotated[bool, typer.Option("--csv", help="As CSV, for a spreadsheet.")] = False,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="From this day on.")] = None,
    json: Json = False,
) -> None:
    """Say which leaflets were given out, when and how. Nobody's name or address is in it."""
    from handoutpress.delivery import handout_record as record

    given = opened().log(since.date().isoformat() if since else "")
    if json:
        as_json([entry.__dict__ for entry in given])
    elif as_csv:
        data(record.as_csv(given).rstrip("\n"))
    else:
        for e in given:
            data(f"{e.given}  {e.channel:<6} {e.clinic} {e.handout} {e.version} {e.language} {e.template} x{e.copies}")
        say(f"{counted(len(given), 'delivery', 'deliveries')}.")
