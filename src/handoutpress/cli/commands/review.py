"""`review`: who has read and signed which handout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handoutpress.cli import options, prompts
from handoutpress.cli.common import as_json, at_terminal, command, data, library, say, seen_clinic
from handoutpress.cli.options import option, takes
from handoutpress.errors import ExitCode, UsageError
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from handoutpress.content.schema.review import Signer, SignOff

app = typer.Typer(help="See and sign which handouts a clinician has read.", no_args_is_help=True, rich_markup_mode=None)
_ANSWERS = ("yes", "no", "n/a")
_WORDS = {
    "signed": "signed",
    "changed": "changed since it was signed: read it again",
    "overdue": "review overdue",
    "awaiting": "awaits a clinician",
    "draft": "draft translation, awaits a translator",
    "reviewed": "translation reviewed, awaits a clinician",
}


@app.command("list")
def list_states(json: options.Json = False) -> None:
    """List every handout and language, and whether it is signed."""
    from handoutpress.content import signoff

    found = library()
    texts = [(handout, language) for handout in found.handouts() for language in found.languages(handout)]
    states = [signoff.status(found, *text, today=date.today()) for text in texts]
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
def show_text(handout: options.Handout, language: options.Language = "en", clinic: options.SeenClinic = "") -> None:
    """Show a handout's whole text for the clinician to read, and where it stands."""
    from handoutpress.content import signoff
    from handoutpress.formats import text
    from handoutpress.merge.merge import merge

    found = library()
    state = signoff.status(found, handout, language, today=date.today())
    data(text.plain(merge(found, seen_clinic(found, clinic), handout, language)))
    data("Words around it, on leaflets and in the letter they are mailed with:")
    for name, words in signoff.fixed_words(found, language):
        data(f"  {name}: {words}")
    data("")
    data(f"State: {_WORDS[state.state]}{f' ({_by(state.record)})' if state.record else ''}.")
    data(f"Fingerprint of the text: {signoff.fingerprint(found, handout, language)[:12]}")
    if state.state != "signed":
        say(f"To sign for it:  {command()} review sign {handout}{'' if language == 'en' else f' --language {language}'}")


@dataclass(frozen=True)
class SignRequest:
    """What `review sign` is asked for."""

    handout: options.Handout
    name: Annotated[str, option("The clinician's name.", "--name")] = ""
    title: Annotated[str, option("The clinician's licence: DC, DPT, MD ...", "--title")] = ""
    language: options.Language = "en"
    on: Annotated[datetime | None, options.day("The day it was read. Default: today.", "--on")] = None
    next_review: Annotated[datetime | None, options.day("When to read it again. Default: two years later.", "--next-review")] = None
    translator: Annotated[str, option("Translations: the qualified translator's name.", "--translator")] = ""
    translator_title: Annotated[
        str, option("Translations: the translator's qualification.", "--translator-title", metavar="TITLE")
    ] = ""
    rate: Annotated[
        list[str] | None,
        option(
            "An answer to a question that only a reader can decide, as pemat-1=yes; yes, no or n/a.",
            "--rate",
            metavar="ITEM=ANSWER",
        ),
    ] = None


@app.command("sign")
@takes(SignRequest)
def sign(request: SignRequest) -> int:
    """Record that someone has read a handout and stands by it. Signing is a statement, not a click: read `review show` first.

    Asks for the name and the licence if they are not given. A translation is signed by its translator first (--translator), and
    then by a clinician, together or one after the other.
    """
    from handoutpress.content import signoff

    found = library()
    handout, language = request.handout, request.language
    found.titles(handout, language)
    day = request.on.date() if request.on else date.today()
    if day > date.today():
        raise UsageError(f"{day} is a day to come", "Give the day it was read with --on, or leave it out")
    translator, clinician = _signers(request, day)
    due = request.next_review.date() if request.next_review else signoff.usual_review(day)
    ratings = _ratings(request.rate or [])
    path = signoff.sign(found, handout, language, clinician=clinician, translator=translator, next_review=due, ratings=ratings)
    data(shown(path))
    if signoff.status(found, handout, language).state == "reviewed":
        say(f"Signed by the translator. Next, a clinician:  {command()} review sign {handout} --language {language}")
    else:
        say(f"Signed. Leaflets made from now on say so, until the text changes or {due}.")
    return ExitCode.OK


def _signers(request: SignRequest, day: date) -> tuple[Signer | None, Signer | None]:
    """The translator and the clinician; what is missing is asked for on a terminal."""
    translator = clinician = None
    if request.translator or request.translator_title:
        name = request.translator or prompts.answer("Name of the translator", "--translator")
        asked = "Qualification (certified translator ...)"
        translator = _signer(name, request.translator_title or prompts.answer(asked, "--translator-title"), day)
    if not translator or request.name or request.title:
        name = request.name or prompts.answer("Name of the clinician", "--name")
        clinician = _signer(name, request.title or prompts.answer("Licence (DC, DPT, MD ...)", "--title"), day)
    return translator, clinician


def _signer(name: str, title: str, day: date) -> Signer:
    from handoutpress.content.schema.review import Signer
    from handoutpress.content.yaml_reader import Positions, validate

    return validate({"name": name, "title": title, "on": day.isoformat()}, Positions("your answers", {}, {}), Signer)


def _ratings(given: list[str]) -> dict[str, str]:
    """Answers to the items of PEMAT-P and the CDC Index that software cannot decide; on a terminal what is missing is asked for."""
    from handoutpress.checks.pemat_cdc import ASKED

    known = {item.id: item for item in ASKED}
    ratings: dict[str, str] = {}
    for text in given:
        name, _, answer = text.partition("=")
        if name not in known or answer not in _ANSWERS:
            raise UsageError(f"'{text}' rates nothing", f"Write ITEM=yes, no or n/a; items: {', '.join(known)}")
        ratings[name] = answer
    if not at_terminal() or given:
        return ratings
    if not prompts.agreed(f"Rate how clear it is, too? {len(ASKED)} short questions", yes=False):
        return ratings
    say("By the sheet as printed (yes, no, n/a; Enter skips):")
    answers = {item.id: prompts.choice(item.question, _ANSWERS) for item in ASKED}
    return {name: answer for name, answer in answers.items() if answer}
