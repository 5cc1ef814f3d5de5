"""Questions at a terminal. Answers of a clinic's profile are looked at when they are given, and asked for until they will do."""

from __future__ import annotations

import sys

import typer

from handoutpress.cli.common import at_terminal, say
from handoutpress.errors import InvalidSource, Problem, UsageError

# answers that are right, so that one field can be looked at alone
_RIGHT = {"name": "A clinic", "city": "A town", "phone": "(707) 555-0142"}
_QUESTIONS = {"name": "Clinic name", "city": "City (as Fairview, CA)", "phone": "Phone with area code"}
_PAIRS = (('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’"))


def agreed(question: str, *, yes: bool) -> bool:
    """Whether to go on: --yes was given, or a person at the terminal says so. Nobody there: no."""
    return yes or (at_terminal() and typer.confirm(question, err=True))


def password(question: str, *, twice: bool = False) -> str:
    """A password, which is not shown while it is typed."""
    return str(typer.prompt(question, hide_input=True, confirmation_prompt=twice, err=True))


def answer(question: str, option: str) -> str:
    """What a person types. Raises UsageError: nobody is there to ask; names the option."""
    if not at_terminal():
        raise UsageError(f"{question[0].lower()}{question[1:]} is missing", f"Give {option}")
    return str(typer.prompt(question, err=True)).strip()


def choice(question: str, choices: tuple[str, ...]) -> str:
    """One of some words, or a letter that only one of them begins with; asked again until it is. "": skipped with Enter."""
    while True:
        typed = str(typer.prompt(f"  {question}", default="", show_default=False, prompt_suffix=" ", err=True)).strip().lower()
        typed = {"y": "yes", "n": "no"}.get(typed, typed)
        if typed in ("", *choices):
            return typed
        say(f"  Type {', '.join(choices[:-1])} or {choices[-1]}; or press Enter to skip it.", level=-1)


def clinic(given: dict[str, str]) -> dict[str, str]:
    """Name, city and phone of a clinic: as given, else asked for.

    Raises UsageError: something is not given, and nobody is there to ask; InvalidSource: something given will not do.
    """
    given = {field: bare(text) for field, text in given.items()}
    missing = [field for field, text in given.items() if not text]
    if missing and not at_terminal():
        options = ", ".join(f"--{field}" for field in missing)
        verb = "is" if len(missing) == 1 else "are"
        raise UsageError(f"{options} {verb} missing", "Give them as options, or run this in a terminal and it will ask")
    if wrong := problems({**_RIGHT, **{field: text for field, text in given.items() if text}}):
        raise InvalidSource(wrong)
    return {field: text or _field(field) for field, text in given.items()}


def _field(field: str) -> str:
    """A field of a clinic's profile, from the terminal."""
    while True:
        print(f"{_QUESTIONS[field]}: ", end="", file=sys.stderr, flush=True)
        try:
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            line = ""
        if not line:
            say(level=-1)  # what comes next does not stand behind the question
            raise typer.Abort
        text = bare(line)
        wrong = problems({**_RIGHT, field: text})
        if not wrong:
            return text
        for problem in wrong:
            say(f"The {field} {Problem(problem.what, problem.mend)}", level=-1)


def problems(profile: dict[str, str]) -> tuple[Problem, ...]:
    """What is wrong with a profile of these fields."""
    from handoutpress.content.schema.clinic import Clinic
    from handoutpress.content.yaml_reader import UNSEEN, Positions, validate

    unseen = [field for field, text in profile.items() if UNSEEN.search(text)]
    if unseen:
        what = "has a character that cannot be seen, or that this terminal does not pass on"
        return tuple(Problem(what, "Type it again", field=field) for field in unseen)
    try:
        validate(profile, Positions("your answers", {}, {}), Clinic)
    except InvalidSource as error:
        return error.problems
    return ()


def bare(text: str) -> str:
    """An answer without spaces around it, or the quotation marks people copy along with it."""
    text = " ".join(text.split())
    for opens, closes in _PAIRS:
        inside = text[1:-1]
        if text.startswith(opens) and text.endswith(closes) and len(text) > 2 and opens not in inside and closes not in inside:
            return inside.strip()
    return text
