"""`stock`: what lies in the waiting room, and what to print again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from handoutpress.cli import options, sending
from handoutpress.cli.common import as_json, command, data, library, only_clinic, own_workspace, say
from handoutpress.cli.options import option, takes
from handoutpress.errors import UsageError

if TYPE_CHECKING:
    from handoutpress.delivery.waiting_room import PileStatus

app = typer.Typer(help="See and set what lies in the waiting room.", invoke_without_command=True, rich_markup_mode=None)
_TODO = {
    "replace": "an older text lies there: take it away, print the new one",
    "withdraw": "this handout is not there any more: take it away",
    "review": "its review is overdue",
    "print": "print again",
}


@app.callback()
def stock(context: typer.Context, json: options.Json = False) -> None:
    """List the piles in the waiting room: how many, when printed, review date, and what to do. `print` adds to them."""
    if context.invoked_subcommand:
        return
    from handoutpress.delivery.waiting_room import WaitingRoom

    found = library()
    own_workspace(found)
    sending.settle_printed(found)
    statuses = WaitingRoom(own_workspace(found)).statuses(found)
    if json:
        as_json([_as_data(status) for status in statuses])
        return
    for status in statuses:
        data(_line(status))
        for todo in status.todo:
            data(f"  ! {_TODO[todo]}")
    if not statuses:
        say(f"Nothing is on the list. What you print is put on it:  {command()} print HANDOUT --copies 20")
        say(f"Or say what lies there:  {command()} stock set HANDOUT --copies 40")


def _line(status: PileStatus) -> str:
    pile = status.pile
    there = f"{pile.copies} there" + (f" (print again below {pile.reorder})" if pile.reorder else "")
    printed = (f"printed {pile.printed}" if pile.printed else "not printed from here") + (
        f" (version {pile.version})" if pile.version else ""
    )
    name = f"{pile.clinic}: {pile.handout} {pile.language} {pile.template}"
    return f"{name}: {there}, {printed}, review {status.review or '?'}"


def _as_data(status: PileStatus) -> dict[str, object]:
    return {**status.pile.__dict__, "current": status.current, "review": str(status.review or ""), "todo": status.todo}


@dataclass(frozen=True)
class StockRequest:
    """What `stock set` is asked for."""

    handout: options.Handout
    clinic: options.OnlyClinic = ""
    template: options.Template = "leaflet"
    language: options.Language = "en"
    copies: Annotated[int | None, option("How many lie there now.", "--copies", "-n")] = None
    reorder: Annotated[int | None, option("Print again when there are fewer. 0: never ask.", "--reorder")] = None


@app.command("set")
@takes(StockRequest)
def set_pile(request: StockRequest) -> None:
    """Say how many leaflets lie there, and when to print again."""
    from handoutpress.delivery.waiting_room import WaitingRoom

    if request.copies is None and request.reorder is None:
        raise UsageError("there is nothing to set", "Add --copies, or --reorder, or both")
    found = library()
    clinic = only_clinic(found, request.clinic)
    handout, template, language = request.handout, request.template, request.language
    found.clinic(clinic), found.handout(handout), found.template(template), found.titles(handout, language)
    room = WaitingRoom(own_workspace(found))
    pile = room.set(clinic, handout, template, language, copies=request.copies, reorder=request.reorder)
    again = f"print again below {pile.reorder}." if pile.reorder else "you will not be told to print again."
    say(f"{pile.copies} there; {again}")


@app.command("remove")
def remove_pile(
    handout: options.Handout,
    clinic: options.OnlyClinic = "",
    template: options.Template = "leaflet",
    language: options.Language = "en",
) -> None:
    """Take a pile off the list."""
    from handoutpress.delivery.waiting_room import WaitingRoom

    found = library()
    WaitingRoom(own_workspace(found)).remove(only_clinic(found, clinic), handout, template, language)
    say("Taken off the list.")
