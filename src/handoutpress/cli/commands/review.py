"""`review`: who has read and signed which handout."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handoutpress.cli import completion
from handoutpress.cli.common import as_json, at_terminal, command, data, library, say
from handoutpress.cli.options import Language
from handoutpress.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handoutpress.content.schema.review import Signer, SignOff

app = typer.Typer(help="See and sign which handouts a clinician has read.", no_args_is_help=True, rich_markup_mode=None)
_ANSWERS = ("yes", "no", "n/a")
_YEARS = 2  # default time to the next review
_WORDS = {
    "signed": "signed",
    "changed": "changed since it was signed: read it again",
    "overdue": "review overdue",
    "awaiting": "awaits a clinician",
    "draft": "draft translation, awaits a translator",
    "reviewed": "translation reviewed, awaits a clinician",
}


@app.command("list")
def listing(json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """List every handout and language, and whether it is signed."""
    from handoutpress.content import signoff

    found = library()
    states = [
        signoff.status(found, handout, language, today=date.today())
        for handout in found.handouts()
        for language in found.languages(handout)
    ]
    if json:
        as_json([{"handout": s.handout, "language": s.language, "state": s.state, **_record(s.record)} for s in states])
        return
    for one in states:
        by = f"  ({_by(one.record)})" if one.record else ""
        data(f"{one.handout:<24} {one.language:<4} {_WORDS[one.state]}{by}")
    say(f"To read one:  {command()} review show HANDOUT")
    say(f"To sign for it:  {command()} review sign HANDOUT")


def _record(record: SignOff | None) -> dict[str, Any]:
    return record.model_dump(mode="json", include={"clinician", "translator", "next_review", "ratings"}) if record else {}


def _by(record: SignOff) -> str:
    people = [f"{who.name}, {who.title}, {who.on}" for who in (record.translator, record.clinician) if who]
    return f"{'; '.join(people)}; next review {record.next_review}"


@app.command("show")
def show(
    handout: Annotated[str, typer.Argument(autocompletion=completion.handouts, help="The handout.")],
    language: Language = "en",
) -> None:
    """Show a handout's whole text for the clinician to read, and where it stands."""
    from handoutpress.content import signoff
    from handoutpress.formats import text
    from handoutpress.merge.merge import merge

    found = library()
    state = signoff.status(found, handout, language, today=date.today())
    data(text.plain(merge(found, found.clinics()[0], handout, language)))
    data("Words around it, on leaflets and in the letter they are mailed with:")
    for name, words in signoff.fixed_words(found, language):
        data(f"  {name}: {words}")
    data("")
    data(f"State: {_WORDS[state.state]}{f' ({_by(state.record)})' if state.record else ''}.")
    data(f"Fingerprint of the text: {signoff.fingerprint(found, handout, language)[:12]}")
    if state.state != "signed":
        say(f"To sign for it:  {command()} review sign {handout}{'' if language == 'en' else f' --language {language}'}")


@app.command("sign")
def sign(
    handout: Annotated[str, typer.Argument(autocompletion=completion.handouts, help="The handout that was read.")],
    name: Annotated[str, typer.Option(help="The clinician's name.")] = "",
    title: Annotated[str, typer.Option(help="The clinician's licence: DC, DPT, MD ...")] = "",
    language: Language = "en",
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it was read. Default: today.")] = None,
    next_review: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Default: two years later.")] = None,
    translator: Annotated[str, typer.Option(help="Translations: the qualified translator's name.")] = "",
    translator_title: Annotated[str, typer.Option(help="Translations: the translator's qualification.")] = "",
    rate: Annotated[
        list[str] | None,
        typer.Option(metavar="ITEM=ANSWER", help="An item software cannot decide, as pemat-1=yes; yes, no or n/a."),
    ] = None,
) -> int:
    """Record that someone has read a handout and stands by it. Signing is a statement, not a click: read `review show` first.

    Asks for the name and the licence if they are not given. A translation is signed by its translator first (--translator), and
    then by a clinician, together or one after the other.
    """
    from handoutpress.content import signoff

    found = library()
    found.titles(handout, language)
    day = on.date() if on else date.today()
    if day > date.today():
        raise UsageError(f"{day} is a day to come", "Give the day it was read with --on, or leave it out")
    second = _signer(translator, translator_title, "translator", day) if translator or translator_title else None
    first = None if second and not (name or title) else _signer(name, title, "clinician", day)
    due = next_review.date() if next_review else day + timedelta(days=365 * _YEARS)
    ratings = _ratings(rate or ())
    path = signoff.sign(found, handout, language, clinician=first, translator=second, next_review=due, ratings=ratings)
    from handoutpress.support.filesystem import shown

    data(shown(path))
    state = signoff.status(found, handout, language)
    if state.state == "reviewed":
        say(f"Signed by the translator. Next, a clinician:  {command()} review sign {handout} --language {language}")
    else:
        say(f"Signed. Leaflets made from now on say so, until the text changes or {due}.")
    return ExitCode.OK


def _signer(name: str, title: str, role: str, day: date) -> Signer:
    """Who signs; what is missing is asked for on a terminal.

    Raises:
        UsageError: something is missing and nobody can be asked.
        InvalidSource: the name or the title cannot be right.
    """
    from handoutpress.content.schema.review import Signer
    from handoutpress.content.yaml_reader import Positions, validate

    option = "" if role == "clinician" else "translator-"
    name = name or _ask(f"Name of the {role}", f"--{option.rstrip('-') or 'name'}")
    title = title or _ask(
        "Licence (DC, DPT, MD ...)" if role == "clinician" else "Qualification (certified translator ...)", f"--{option}title"
    )
    return validate({"name": name, "title": title, "on": day.isoformat()}, Positions("your answers", {}, {}), Signer)


def _ratings(given: Sequence[str]) -> dict[str, str]:
    """Answers to the items of PEMAT-P and the CDC Index that software cannot decide; on a terminal what is missing is asked for.

    Raises:
        UsageError: there is no such item, or no such answer.
    """
    from handoutpress.checks.pemat_cdc import ASKED

    known = {item.id: item for item in ASKED}
    out: dict[str, str] = {}
    for text in given:
        name, _, answer = text.partition("=")
        if name not in known or answer not in _ANSWERS:
            raise UsageError(f"'{text}' rates nothing", f"Write ITEM=yes, no or n/a; items: {', '.join(known)}")
        out[name] = answer
    if not at_terminal() or given:
        return out
    say("A few questions that only a reader can answer (yes, no, n/a; Enter skips):")
    for item in ASKED:
        while (answer := _answer(item.question)) not in ("", *_ANSWERS):
            say("  Type yes, no or n/a; or press Enter to skip it.", level=-1)
        if answer:
            out[item.id] = answer
    return out


def _answer(question: str) -> str:
    said = str(typer.prompt(f"  {question}", default="", show_default=False, prompt_suffix=" ", err=True)).strip().lower()
    return {"y": "yes", "n": "no"}.get(said, said)


def _ask(what: str, option: str) -> str:
    if not at_terminal():
        raise UsageError(f"{what.lower()} is missing", f"Give {option}")
    return str(typer.prompt(what, err=True)).strip()
