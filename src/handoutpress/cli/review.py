"""`review`: who has read and signed which handout."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

import typer

from handoutpress.cli.common import as_json, data, library, say
from handoutpress.errors import ExitCode

app = typer.Typer(help="See and sign which handouts a clinician has read.", no_args_is_help=True, rich_markup_mode=None)
_YEARS = 2  # default time to the next review
_WORDS = {
    "signed": "signed",
    "changed": "changed since it was signed",
    "overdue": "review overdue",
    "awaiting": "awaits a clinician",
    "draft": "draft translation",
}


@app.command("list")
def listing(json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """List every handout and language, and whether it is signed."""
    from handoutpress import signing

    found = library()
    states = [
        signing.status(found, handout, language, today=date.today())
        for handout in found.handouts()
        for language in found.languages(handout)
    ]
    if json:
        as_json([{"handout": s.handout, "language": s.language, "state": s.state, "by": _by(s.record)} for s in states])
        return
    for one in states:
        by = f"  {_by(one.record)}" if one.record else ""
        data(f"{one.handout:<24} {one.language:<4} {_WORDS[one.state]}{by}")


def _by(record: object) -> str | None:
    if record is None:
        return None
    clinician = record.clinician  # type: ignore[attr-defined]
    return f"{clinician.name}, {clinician.title}, {clinician.on}; next {record.next_review}"  # type: ignore[attr-defined]


@app.command("show")
def show(
    handout: Annotated[str, typer.Argument(help="The handout.")],
    language: Annotated[str, typer.Option("--language", "-l", help="Language code.")] = "en",
) -> None:
    """Show a handout's whole text for the clinician to read, and where it stands."""
    from handoutpress import signing, text
    from handoutpress.merge import merge

    found = library()
    state = signing.status(found, handout, language, today=date.today())
    data(text.plain(merge(found, found.clinics()[0], handout, language)))
    data(f"State: {_WORDS[state.state]}. Fingerprint of the text: {signing.fingerprint(found, handout, language)[:12]}")
    if state.state != "signed":
        say(f"To sign: review sign {handout} --language {language} --name NAME --title LICENCE")


@app.command("sign")
def sign(
    handout: Annotated[str, typer.Argument(help="The handout that was read.")],
    name: Annotated[str, typer.Option(help="The clinician's name.")],
    title: Annotated[str, typer.Option(help="The clinician's licence: DC, DPT, MD ...")],
    language: Annotated[str, typer.Option("--language", "-l", help="Language code.")] = "en",
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it was read. Default: today.")] = None,
    next_review: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Default: two years later.")] = None,
    translator: Annotated[str, typer.Option(help="Translations: the qualified translator's name.")] = "",
    translator_title: Annotated[str, typer.Option(help="Translations: the translator's qualification.")] = "",
) -> int:
    """Record that a clinician has read a handout and stands by it. Signing here is a statement, not a click: read `review show` first."""
    from handoutpress import signing
    from handoutpress.model.review import Signer
    from handoutpress.source import Positions, shown, validate

    day = on.date() if on else date.today()

    def signer(who: str, licence: str) -> Signer:
        return validate({"name": who, "title": licence, "on": day.isoformat()}, Positions("your answers", {}, {}), Signer)

    second = signer(translator, translator_title) if translator or translator_title else None
    due = next_review.date() if next_review else day + timedelta(days=365 * _YEARS)
    path = signing.sign(library(), handout, language, signer(name, title), translator=second, next_review=due)
    data(shown(path))
    say(f"Signed. Leaflets made from now on say so, until the text changes or {due}.")
    return ExitCode.OK
