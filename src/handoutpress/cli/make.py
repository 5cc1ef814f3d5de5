"""`make`: the main job."""

from __future__ import annotations

import sys
import time
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handoutpress.cli import booklets
from handoutpress.cli.common import SETTINGS, as_json, data, library, problems_as_data, say, workspace
from handoutpress.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from handoutpress.library import Library
    from handoutpress.model.finish import Finish
    from handoutpress.press import Format, Job, Made


class Paper(str, Enum):
    """Paper sizes."""

    letter = "letter"
    a4 = "a4"


class Form(str, Enum):
    """What is made: a PDF, a web page, plain text, or a picture of each page."""

    pdf = "pdf"
    html = "html"
    text = "text"
    png = "png"


def make(
    handouts: Annotated[
        list[str] | None, typer.Argument(metavar="[HANDOUT]...", help="Which handouts. Default: all of them.")
    ] = None,
    clinic: Annotated[
        list[str] | None, typer.Option("--clinic", "-c", help="Which clinic (repeat for more). Default: all of yours.")
    ] = None,
    template: Annotated[
        list[str] | None, typer.Option("--template", "-t", help="Which sheet. Default: the profile's, else leaflet.")
    ] = None,
    language: Annotated[list[str] | None, typer.Option("--language", "-l", help="Language code, or all. Default: en.")] = None,
    paper: Annotated[Paper | None, typer.Option(help="Default: what the clinic's country uses.", case_sensitive=False)] = None,
    date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date in the PDF. Default: the handout's release.")
    ] = None,
    ink_saver: Annotated[bool, typer.Option("--ink-saver", help="Grey, with frames in place of solid fields.")] = False,
    form: Annotated[
        list[Form] | None,
        typer.Option("--format", "-f", help="pdf, html, text or png (repeat for more). Default: pdf.", case_sensitive=False),
    ] = None,
    bleed: Annotated[
        str, typer.Option(metavar="LENGTH", help="For a print shop: run colour over the edge, 3mm or 0.125in.", show_default=False)
    ] = "",
    marks: Annotated[bool, typer.Option("--marks", help="For a print shop: crop, fold and cut marks around the sheet.")] = False,
    mono: Annotated[bool, typer.Option("--mono", help="Black ink only, for a copier or a one-colour press.")] = False,
    booklet: Annotated[
        bool, typer.Option("--booklet", help="Bind the handouts named as one booklet, with a contents page.")
    ] = False,
    imposed: Annotated[
        bool, typer.Option("--imposed", help="With --booklet: two pages to a side, in the order to fold and staple.")
    ] = False,
    output: Annotated[
        str, typer.Option("--output", "-o", help="Folder, a file name ending in .pdf, .html, .txt or .png, or - for stdout.")
    ] = "",
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, max=256, help="Processes. Default: all, if there is much to do.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Make again what is up to date.")] = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first leaflet that fails.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Say what was made as JSON.")] = False,
) -> int:
    """Make leaflets as PDF files, web pages, plain text or pictures.

    With nothing named, makes every handout for every clinic in your folder. Names may hold * (quote them), or be all.
    What has not changed since the last time is not made again.
    """
    from handoutpress import press, workers
    from handoutpress.model.finish import finish

    if booklet and template:
        raise UsageError("a booklet has a template of its own", "Leave out --template, or leave out --booklet")
    if imposed and not booklet:
        raise UsageError("--imposed lays out the pages of a booklet", "Add --booklet")
    formats = _formats([kind.value for kind in form or ()], output)
    how = finish(bleed, marks=marks, mono=mono)
    _refuse_mixture(formats, how, booklet=booklet)
    found = library()
    todo = press.plan(
        found,
        clinics=clinic or (),
        handouts=handouts or (),
        languages=language or (),
        templates=("booklet",) if booklet else template or (),
        paper=paper.value if paper else None,
        date=date.date() if date else None,
        ink_saver=ink_saver,
        finish=how,
        formats=formats,
    )
    if booklet:
        return booklets.make(todo, output, found, imposed=imposed, json=json)
    if output == "-" or _format_of(output):
        return _single(todo, output, found, json=json)
    folder = Path(output) if output else (workspace() or Path.cwd()) / "out"
    results = []
    clock = time.monotonic()
    running = workers.run(found, todo, folder, workers=jobs, force=force, fail_fast=fail_fast)
    for number, made in enumerate(running, 1):
        results.append(made)
        _tell(made, number, len(todo), clock, json=json)
    return _sum_up(results, folder, json=json)


def _format_of(output: str) -> Format | None:
    """The format a file name asks for; None: it is a folder."""
    from handoutpress.press import SUFFIXES

    suffix = Path(output).suffix.lower()
    return next((kind for kind, ending in (*SUFFIXES.items(), ("html", ".htm")) if ending == suffix), None)


def _formats(asked: list[Format], output: str) -> list[Format]:
    """What to make: what is asked for, else what the file name says.

    Raises:
        UsageError: the two do not agree.
    """
    named = _format_of(output)
    if asked and named and asked != [named]:
        raise UsageError(f"{output} is not the name of a file of {' and '.join(asked)}", "Leave out --format, or name a folder")
    return list(dict.fromkeys(asked)) or [named or "pdf"]


def _refuse_mixture(formats: list[Format], how: Finish, *, booklet: bool) -> None:
    """Stop what has no meaning together.

    Raises:
        UsageError: it was asked for.
    """
    from handoutpress.model.finish import PLAIN
    from handoutpress.press import ON_PAPER

    if booklet and formats != ["pdf"]:
        raise UsageError("a booklet is made as a PDF only", "Leave out --format, or leave out --booklet")
    if how != PLAIN and not set(formats) & set(ON_PAPER):
        raise UsageError("--bleed, --marks and --mono are for print", "Leave them out, or add --format pdf")


def _single(jobs: list[Job], output: str, found: Library, *, json: bool) -> int:
    from handoutpress import press

    if len(jobs) != 1:
        many = f"{len(jobs)} leaflets do not go into one file"
        raise UsageError(many, "Name one handout, one --clinic and one --format, or a folder with -o")
    if output == "-" and json:
        raise UsageError("the leaflet and the JSON cannot both go to stdout", "Leave out --json, or name a file with -o")
    notes: list[str] = []
    made = press.files(press.merged(found, jobs[0]), found.template(jobs[0].template).value, jobs[0], notes)
    if output == "-":
        if len(made) > 1:
            raise UsageError(f"{len(made)} pictures do not go to stdout", "Name a file or a folder with -o")
        sys.stdout.buffer.write(made[0])
    else:
        paths = press.write(made, Path(output))
        if json:
            as_json([_as_data(press.Made(jobs[0], paths[0]))])
        else:
            data("\n".join(map(str, paths)))
    _say_notes([press.Made(jobs[0], Path(output), notes=tuple(notes))])
    return ExitCode.OK


def _as_data(made: Made) -> dict[str, Any]:
    """What became of a leaflet, for programs to read."""
    job = made.job
    return {
        "clinic": job.clinic,
        "handout": job.handout,
        "language": job.language,
        "template": job.template,
        "format": job.format,
        "file": str(made.path) if made.path else None,
        "fresh": made.fresh,
        "problems": problems_as_data(made.error.problems) if made.error else [],
    }


def _say_notes(results: list[Made]) -> None:
    """What leaflets leave out, each thing once."""
    for note in dict.fromkeys(f"{made.job.handout}: {note}" for made in results for note in made.notes):
        say(f"Note: {note}.")


def _tell(made: Made, number: int, of: int, since: float, *, json: bool) -> None:
    """Say what became of a leaflet; a counter on the terminal when there are many."""
    from handoutpress.source import shown

    live = sys.stderr.isatty() and of > 3 and SETTINGS.talk >= 0
    if made.error:
        if live:
            print("\r\033[K", end="", file=sys.stderr)
        for problem in made.error.problems:
            say(f"Error: {problem}", level=-1)
    elif made.path and not json:
        if live:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
        data(shown(made.path))
    if live and number < of:
        rate = number / max(0.001, time.monotonic() - since)
        left = f"{rate:.0f} a second, {(of - number) / rate:.0f} s to go"
        print(f"\rMaking leaflets: {number} of {of} ({left})\033[K", end="", file=sys.stderr, flush=True)


def _sum_up(results: list[Made], folder: Path, *, json: bool) -> int:
    from handoutpress.source import shown

    good = [made for made in results if made.path]
    bad = [made for made in results if made.error]
    if json:
        as_json([_as_data(made) for made in results])
    _say_notes(good)
    leaflets = "leaflet" if len(good) == 1 else "leaflets"
    kept = sum(not made.fresh for made in good)
    if good and kept == len(good):
        say(f"Nothing has changed: the {len(good)} {leaflets} in {shown(folder)} are up to date.")
    elif good:
        rest = f" {kept} more are up to date." if kept else ""
        leaflets = "leaflet" if len(good) - kept == 1 else "leaflets"
        say(f"Made {len(good) - kept} {leaflets} in {shown(folder)}.{rest} Open the folder and print, or send a file by e-mail.")
    if not bad:
        return ExitCode.OK
    if not good and len({made.error.exit_code for made in bad if made.error}) == 1 and bad[0].error:
        return bad[0].error.exit_code
    say(f"{len(bad)} of {len(results)} could not be made; see the errors above.", level=-1)
    return ExitCode.PARTIAL
