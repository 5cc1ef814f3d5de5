"""`email`: leaflets to patients."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handoutpress.cli import completion, sending
from handoutpress.cli.commands.print_leaflets import only_clinic
from handoutpress.cli.common import agreed, as_json, data, library, problems_as_data, say
from handoutpress.cli.options import OneClinic, OnPaper, Template
from handoutpress.errors import DeliveryFailed, ExitCode, UsageError

if TYPE_CHECKING:
    from handoutpress.delivery.approved_leaflets import Leaflets
    from handoutpress.delivery.mailing import Plan
    from handoutpress.delivery.outbox import Outbox
    from handoutpress.delivery.recipients import Recipient
    from handoutpress.errors import Problem

ASK_ABOVE = 20  # patients; more are written to only when somebody has said yes


def email(
    handouts: Annotated[
        list[str] | None, typer.Argument(metavar="HANDOUT", autocompletion=completion.handouts, help="Which handouts.")
    ] = None,
    clinic: OneClinic = "",
    to: Annotated[list[str] | None, typer.Option("--to", metavar="ADDRESS", help="A patient's address (repeat for more).")] = None,
    recipients: Annotated[
        str, typer.Option("--recipients", metavar="FILE", help="A CSV list: email, name, language, handouts, note. - for stdin.")
    ] = "",
    column: Annotated[
        list[str] | None, typer.Option("--column", metavar="email=HEAD", help="Which column holds what (repeat for more).")
    ] = None,
    language: Annotated[
        str,
        typer.Option(
            "--language",
            "-l",
            metavar="CODE",
            autocompletion=completion.languages,
            help="Language code, where the list names none.",
        ),
    ] = "en",
    note: Annotated[str, typer.Option("--note", help="A line of your own in the message, with --to.")] = "",
    template: Template = "leaflet",
    paper: OnPaper = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say who would get what, and send nothing.")] = False,
    eml: Annotated[
        Path | None, typer.Option("--eml", metavar="FOLDER", help="Write messages as files, for your own secure mail.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Send it to those who have had it already, too.")] = False,
    allow_unreviewed: Annotated[
        bool, typer.Option("--allow-unreviewed", help="Send texts that no clinician has signed for.")
    ] = False,
    allow_plain: Annotated[
        bool, typer.Option("--allow-plain", help="Take a mail server that does not encrypt. Anybody on the way can read it.")
    ] = False,
    patience: Annotated[float, typer.Option(min=0, help="Minutes to wait for a server that puts messages off.")] = 10,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=f"Do not ask, even for more than {ASK_ABOVE} patients.")] = False,
    save_password: Annotated[
        bool, typer.Option("--save-password", help="Ask for the mail password, keep it in this computer's key store, and end.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Say what was done as JSON.")] = False,
) -> int:
    """E-mail leaflets to patients, each in their language, as a PDF with a short letter.

    Ask patients first. The mail server stands in mail.yaml of your workspace (docs/email.md). What is stopped in the middle goes
    on with: outbox retry. Nobody gets a message twice.
    """
    from handoutpress.delivery import approved_leaflets, mailing

    found = library()
    if save_password:
        return _save_password()
    if not to and not recipients:
        raise UsageError("it is not said who gets it", "Add --to ADDRESS, or --recipients FILE")
    if not dry_run and eml is None:
        mailing.settings(found)  # what is wrong with them is said before anything is done
    name = clinic or only_clinic(found)
    rows, wrong = _people(to or [], recipients, column or [], note)
    made = approved_leaflets.Leaflets(found, allow_unreviewed=allow_unreviewed)
    source = recipients if recipients not in ("", "-") else ""
    plan = mailing.plan(
        made, name, rows, handouts=handouts or (), language=language, template=template, paper=paper.value if paper else "", source=source
    )  # fmt: skip
    wrong += plan.problems
    for problem in wrong:
        say(f"Error: {problem}", level=-1)
    if dry_run:
        return _would(plan, wrong, json=json)
    if not plan.letters:
        raise DeliveryFailed("nothing can be sent to anybody", "Mend what is said above")
    if len(plan.letters) > ASK_ABOVE and not agreed(f"Write to {len(plan.letters)} patients?", yes=yes):
        raise UsageError(f"{len(plan.letters)} messages were not sent", "To send them, say yes, or add --yes")
    outbox = sending.opened()
    added = outbox.add(plan.letters, again=again)
    if eml is not None:
        code = _written(outbox, made, eml, [one.entry.id for one in added], json=json)
    else:
        code = sending.sent(outbox, made=made, allow_plain=allow_plain, patience=patience, json=json)
    if had := sum(not one.fresh for one in added):
        say(f"{had} had it already, or have it waiting, and get no second one. To send it again: --again")
    return code or (ExitCode.PARTIAL if wrong else ExitCode.OK)


def _save_password() -> int:
    from handoutpress.delivery import mailing, password_store

    settings = mailing.settings(library())
    if not settings.user:
        raise UsageError("mail.yaml names no user", "Add a line `user: desk@example.org` with the name that signs in")
    password_store.keep(settings, typer.prompt("Password of the mail account", hide_input=True, err=True))
    say("Kept in this computer's key store.")
    return ExitCode.OK


def _people(to: list[str], source: str, columns: list[str], note: str) -> tuple[list[Recipient], list[Problem]]:
    """Everybody the command names: those of --to, then those of the list."""
    from handoutpress.delivery import recipients

    if columns and not source:
        raise UsageError("--column is for lists", "Add --recipients FILE")
    if note and source:
        raise UsageError("--note is for --to", "In a list, write notes in a column: note")
    mapped = {kind: head for kind, _, head in (part.partition("=") for part in columns)}
    if "" in mapped.values():
        raise UsageError("--column says which column holds what", "Write it as --column email=Correo")
    rows, wrong = [], []
    for address in dict.fromkeys(to):
        rows.append(recipients.one(address, note=note))
    if source:
        given = sys.stdin.buffer.read() if source == "-" else Path(source)
        sheet = recipients.read(given, columns=mapped)
        rows += sheet.rows
        wrong += sheet.problems
    return rows, wrong


def _would(plan: Plan, wrong: list[Problem], *, json: bool) -> int:
    from handoutpress.delivery.outbox import masked

    if json:
        letters = [
            {"row": one.row, "to": masked(one.address), "language": one.language, "handouts": one.handouts} for one in plan.letters
        ]
        as_json({"letters": letters, "problems": problems_as_data(wrong)})
    else:
        for one in plan.letters:
            row = f"row {one.row}: " if one.row else ""
            data(f"{row}{masked(one.address)} {one.language} {', '.join(one.handouts)}")
    say(f"{len(plan.letters)} would be written to. Nothing was sent.")
    if wrong:
        return ExitCode.PARTIAL if plan.letters else ExitCode.DELIVERY
    return ExitCode.OK


def _written(outbox: Outbox, made: Leaflets, folder: Path, numbers: list[int], *, json: bool) -> int:
    """Write what waits as files."""
    from handoutpress.delivery import mailing
    from handoutpress.support.filesystem import shown

    entries = []
    for result, path in mailing.to_folder(outbox, made, folder, numbers):
        entries.append(result.entry)
        if path is None:
            say(sending.line(result.entry), level=-1)
        elif not json:
            data(shown(path))
    return sending.summed_up(entries, "written", json=json)
