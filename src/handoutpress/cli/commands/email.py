"""`email`: leaflets to patients."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from handoutpress.cli import options, prompts, sending
from handoutpress.cli.common import as_json, command, data, ended, library, only_clinic, say, say_notes, say_problems
from handoutpress.cli.options import option, takes
from handoutpress.errors import DeliveryFailed, ExitCode, UsageError, problems_as_data

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.delivery.approved_leaflets import ApprovedLeaflets
    from handoutpress.delivery.mailing import MailingPlan
    from handoutpress.delivery.outbox import Outbox
    from handoutpress.delivery.recipients import Recipient
    from handoutpress.errors import Problem

ASK_ABOVE = 20  # patients; more are written to only when somebody has said yes


@dataclass(frozen=True, repr=False)  # holds patients' addresses
class EmailRequest:
    """What `email` is asked for."""

    handouts: options.SomeHandouts = None
    clinic: options.OnlyClinic = ""
    language: options.ListLanguage = "en"
    to: Annotated[list[str] | None, option("A patient's address (repeat for more).", "--to", metavar="ADDRESS")] = None
    recipients: Annotated[
        str, option("A CSV list: email, name, language, handouts, note. - for stdin.", "--recipients", metavar="FILE")
    ] = ""
    column: Annotated[
        list[str] | None,
        option("What a column holds whose head says it otherwise (repeat for more).", "--column", metavar="email=HEAD"),
    ] = None
    note: Annotated[str, option("A line of your own in the message, with --to.", "--note")] = ""
    again: Annotated[bool, option("Send it to those who have had it already, too.", "--again")] = False
    template: options.Template = "leaflet"
    paper: options.Paper = None
    eml: Annotated[Path | None, option("Write messages as files, for your own secure mail.", "--eml", metavar="FOLDER")] = None
    allow_plain: options.AllowPlain = False
    patience: options.Patience = 10
    save_password: Annotated[
        bool, option("Ask for the mail password, keep it in this computer's key store, and end.", "--save-password")
    ] = False
    allow_unreviewed: options.AllowUnreviewed = False
    dry_run: options.DryRun = False
    yes: Annotated[bool, option(f"Do not ask, even for more than {ASK_ABOVE} patients.", "--yes", "-y")] = False
    json: options.Json = False


@takes(
    EmailRequest,
    handouts="Which leaflets",
    to="Who gets them",
    template="How they look",
    eml="How they are sent",
    allow_unreviewed="Before anything is done",
    json="What comes out",
)
def email(request: EmailRequest) -> int:
    """E-mail leaflets to patients, each in their language, as a PDF with a short letter.

    Ask patients first. The mail server stands in mail.yaml of your workspace (docs/email.md). What is stopped in the middle goes
    on with: outbox retry. Nobody gets a message twice.
    """
    from handoutpress.delivery import approved_leaflets, mailing

    found = library()
    if request.save_password:
        return _save_password(found)
    if not request.to and not request.recipients:
        raise UsageError("it is not said who gets it", "Add --to ADDRESS, or --recipients FILE")
    if not request.dry_run and request.eml is None:
        mailing.settings(found)  # what is wrong with them is said before anything is done
    leaflets = approved_leaflets.ApprovedLeaflets(found, allow_unreviewed=request.allow_unreviewed)
    plan, problems = _plan(found, leaflets, request)
    say_problems(problems)
    if request.dry_run:
        return _report_plan(plan, problems, json=request.json)
    if not plan.orders:
        raise DeliveryFailed("nothing can be sent to anybody", "Mend what is said above")
    number = len(plan.orders)
    if number > ASK_ABOVE and not prompts.agreed(f"Write to {number} patients?", yes=request.yes):
        raise UsageError(f"{number} messages were not sent", "To send them, say yes, or add --yes")
    return _send(leaflets, plan, request) or (ExitCode.PARTIAL if problems else ExitCode.OK)


def _save_password(found: Library) -> int:
    from handoutpress.delivery import mailing, password_store

    settings = mailing.settings(found)
    if not settings.user:
        raise UsageError("mail.yaml names no user", "Add a line `user: desk@example.org` with the name that signs in")
    password_store.keep(settings, prompts.password(sending.PASSWORD))
    say("Kept in this computer's key store.")
    return ExitCode.OK


def _plan(found: Library, leaflets: ApprovedLeaflets, request: EmailRequest) -> tuple[MailingPlan, list[Problem]]:
    """Who gets what, and what is wrong with the rest."""
    from handoutpress.delivery import mailing

    clinic = only_clinic(found, request.clinic)
    rows, problems = _recipients(found, request)
    plan = mailing.plan(
        leaflets, clinic, rows, handouts=request.handouts or (), language=request.language, template=request.template,
        paper=request.paper or "", source="" if request.recipients == "-" else request.recipients,
    )  # fmt: skip
    return plan, [*problems, *plan.problems]


def _recipients(found: Library, request: EmailRequest) -> tuple[list[Recipient], list[Problem]]:
    """Everybody the command names: those of --to, then those of the list; and what is wrong with rows of the list."""
    from handoutpress.content.written_names import WrittenNames
    from handoutpress.delivery import recipients

    source = request.recipients
    if request.column and not source:
        raise UsageError("--column is for lists", "Add --recipients FILE")
    if request.note and source:
        raise UsageError("--note is for --to", "In a list, write notes in a column: note")
    columns = {kind: head for kind, _, head in (part.partition("=") for part in request.column or ())}
    if "" in columns.values():
        raise UsageError("--column says which column holds what", "Write it as --column email=Correo")
    rows = [recipients.one(address, note=request.note) for address in dict.fromkeys(request.to or ())]
    if not source:
        return rows, []
    raw = sys.stdin.buffer.read() if source == "-" else Path(source)
    listed = recipients.read(raw, columns=columns, names=WrittenNames(found))
    say_notes(listed.notes)
    return [*rows, *listed.rows], [*listed.problems]


def _report_plan(plan: MailingPlan, problems: list[Problem], *, json: bool) -> int:
    """Say who would get what; the exit code."""
    from handoutpress.delivery.order import masked

    if json:
        letters = [(one.row, masked(one.address), one.language, one.handouts) for one in plan.orders]
        names = ("row", "to", "language", "handouts")
        as_json({"letters": [dict(zip(names, one, strict=True)) for one in letters], "problems": problems_as_data(problems)})
    for one in () if json else plan.orders:
        data(f"{f'row {one.row}: ' if one.row else ''}{masked(one.address)} {one.language} {', '.join(one.handouts)}")
    say(f"{len(plan.orders)} would be written to. Nothing was sent.")
    return ended(len(plan.orders), len(problems), ExitCode.DELIVERY)


def _send(leaflets: ApprovedLeaflets, plan: MailingPlan, request: EmailRequest) -> int:
    """Put letters into the outbox, and send them or write them as files; the exit code."""
    outbox = sending.opened()
    added = outbox.add(plan.orders, again=request.again)
    if request.eml is not None:
        code = _write(outbox, leaflets, request.eml, [one.entry.id for one in added], json=request.json)
    else:
        mine = [one.entry.id for one in added if one.entry.state in ("queued", "sending")]
        how = sending.SendRequest(request.allow_plain, request.patience, request.json, mine)
        code = sending.send(outbox, how, leaflets)
        if others := outbox.counts()["queued"] - sum(outbox.show(number).state == "queued" for number in mine):
            say(f"{others} of other mailings wait. To send them:  {command()} outbox retry")
    if had := sum(one.entry.state in ("sent", "uncertain") for one in added if not one.fresh):
        say(f"{had} had it already, and get no second one. To send it again: --again")
    return code


def _write(outbox: Outbox, leaflets: ApprovedLeaflets, folder: Path, numbers: list[int], *, json: bool) -> int:
    """Write what waits as files; the exit code."""
    from handoutpress.delivery import dispatch
    from handoutpress.delivery.email_channel import LetterFileChannel

    entries = []
    for result in dispatch.send(outbox, LetterFileChannel(leaflets, folder), numbers=numbers):
        entries.append(result.entry)
        if result.receipt is None:
            say(sending.line(result.entry), level=-1)
        elif not json:
            data(result.receipt.place)
    return sending.sum_up(entries, "written", json=json)
