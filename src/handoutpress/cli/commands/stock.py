"""`stock`: what lies in the waiting room, and what to print again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handoutpress.cli import completion
from handoutpress.cli.commands.print_leaflets import only_clinic
from handoutpress.cli.common import as_json, command, data, library, say
from handoutpress.cli.options import Language, OneClinic, Template
from handoutpress.errors import NotFound, UsageError

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.delivery.waiting_room import Standing

app = typer.Typer(help="See and set what lies in the waiting room.", invoke_without_command=True, rich_markup_mode=None)
_TODO = {
    "replace": "an older text lies there: take it away, print the new one",
    "withdraw": "this handout is not there any more: take it away",
    "review": "its review is overdue",
    "print": "print again",
}
Handout = Annotated[str, typer.Argument(autocompletion=completion.handouts, help="Which handout.")]


def kept(found: Library) -> Path:
    """The workspace, where stock and outbox are kept.

    Raises:
        NotFound: there is none.
    """
    if found.workspace is None:
        raise NotFound(
            "this is kept in a workspace, and there is none here", f"Make one: {command()} new workspace my-clinic-folder"
        )
    return found.workspace


@app.callback()
def stock(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="Say it as JSON.")] = False
) -> None:  # fmt: skip
    """List the piles in the waiting room: how many, when printed, review date, and what to do. `print` adds to them."""
    if context.invoked_subcommand:
        return
    from handoutpress.delivery.waiting_room import Stock

    found = library()
    standings = Stock(kept(found)).standings(found)
    if json:
        as_json([_as_data(standing) for standing in standings])
        return
    for standing in standings:
        item = standing.item
        parts = [
            f"{item.copies} there" + (f" (print again below {item.reorder})" if item.reorder else ""),
            f"printed {item.printed or 'never from here'}" + (f" (version {item.version})" if item.version else ""),
            f"review {standing.review or '?'}",
        ]
        data(f"{item.clinic}: {item.handout} {item.language} {item.template}: {', '.join(parts)}")
        for todo in standing.todo:
            data(f"  ! {_TODO[todo]}")
    if not standings:
        say("Nothing is on the list. `print` puts on it what it prints.")
        say(f"Or say what lies there:  {command()} stock set HANDOUT --copies 40")


def _as_data(standing: Standing) -> dict[str, object]:
    return {**standing.item.__dict__, "current": standing.current, "review": str(standing.review or ""), "todo": standing.todo}


@app.command("set")
def set_(
    handout: Handout,
    copies: Annotated[int | None, typer.Option("--copies", "-n", help="How many lie there now.")] = None,
    reorder: Annotated[int | None, typer.Option("--reorder", help="Print again when there are fewer. 0: never ask.")] = None,
    clinic: OneClinic = "",
    template: Template = "leaflet",
    language: Language = "en",
) -> None:
    """Say how many leaflets lie there, and when to print again."""
    from handoutpress.delivery.waiting_room import Stock

    if copies is None and reorder is None:
        raise UsageError("there is nothing to set", "Add --copies, or --reorder, or both")
    found = library()
    name = clinic or only_clinic(found)
    found.clinic(name), found.handout(handout), found.template(template), found.titles(handout, language)
    item = Stock(kept(found)).set(name, handout, template, language, copies=copies, reorder=reorder)
    say(f"{item.copies} there; " + (f"print again below {item.reorder}." if item.reorder else "never asked for."))


@app.command("remove")
def remove(handout: Handout, clinic: OneClinic = "", template: Template = "leaflet", language: Language = "en") -> None:
    """Take a pile off the list."""
    from handoutpress.delivery.waiting_room import Stock

    found = library()
    Stock(kept(found)).remove(clinic or only_clinic(found), handout, template, language)
    say("Taken off the list.")
