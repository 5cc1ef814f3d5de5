"""`make`: the main job."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handoutpress.cli import completion, make_report
from handoutpress.cli.commands import make_booklet
from handoutpress.cli.common import as_json, data, library, say, workspace
from handoutpress.cli.options import InkSaver, OnPaper, Templates
from handoutpress.cli.selection import listed
from handoutpress.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.content.schema.finish import Finish
    from handoutpress.press.render import Format, Job, Made


class Form(str, Enum):
    """What is made: a PDF, a web page, plain text, or a picture of each page."""

    pdf = "pdf"
    html = "html"
    text = "text"
    png = "png"


def make(
    handouts: Annotated[
        list[str] | None,
        typer.Argument(metavar="HANDOUT", autocompletion=completion.handouts, help="Which handouts. Default: all of them."),
    ] = None,
    handout: Annotated[
        list[str] | None,
        typer.Option("--handout", autocompletion=completion.handouts, help="The same as an option (repeat for more)."),
    ] = None,
    clinic: Annotated[
        list[str] | None,
        typer.Option(
            "--clinic", "-c", autocompletion=completion.clinics, help="Which clinic (repeat for more). Default: all of yours."
        ),
    ] = None,
    clinics_from: Annotated[
        str, typer.Option("--clinics-from", metavar="FILE.csv", help="Clinics of a spreadsheet.", show_default=False)
    ] = "",
    template: Templates = None,
    language: Annotated[
        list[str] | None,
        typer.Option(
            "--language", "-l", metavar="CODE", autocompletion=completion.languages, help="Language code, or all. Default: en."
        ),
    ] = None,
    paper: OnPaper = None,
    date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date in the PDF. Default: the handout's release.")
    ] = None,
    ink_saver: InkSaver = False,
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
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="PLACE",
            help="Folder (default: out), a file name ending in .pdf, .html, .txt or .png, - for stdout, or s3://bucket/folder.",
        ),
    ] = "",
    plan: Annotated[bool, typer.Option("--plan", help="Say what would be made and why, and make nothing.")] = False,
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs",
            "-j",
            min=0,
            max=256,
            metavar="NUMBER",
            show_default=False,
            help="Processes. Default: all, if there is much to do.",
        ),
    ] = 0,
    force: Annotated[bool, typer.Option("--force", help="Make again what is up to date.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Read all files that are there, to find damage.")] = False,
    executor: Annotated[
        str, typer.Option(metavar="WHO", help="processes, or dask://host:8786 for a Dask cluster.", show_default=False)
    ] = "processes",
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first leaflet that fails.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Say what was made as JSON.")] = False,
) -> int:
    """Make leaflets as PDF files, web pages, plain text or pictures.

    With nothing named, makes every handout for every clinic in your folder. Names may hold * (quote them), or be all.
    What has not changed since the last time is not made again. Many clinics, several machines: docs/scaling.md
    """
    from handoutpress.content.schema.finish import finish
    from handoutpress.press import render
    from handoutpress.press.stores import is_url, open_store

    if booklet and template:
        raise UsageError("a booklet has a template of its own", "Leave out --template, or leave out --booklet")
    if imposed and not booklet:
        raise UsageError("--imposed lays out the pages of a booklet", "Add --booklet")
    formats = _formats([kind.value for kind in form or ()], output)
    how = finish(bleed, marks=marks, mono=mono)
    _refuse_mixture(formats, how, booklet=booklet)
    one_file = output == "-" or _format_of(output) is not None
    if plan and (booklet or one_file):
        raise UsageError("--plan looks at a folder of leaflets", "Leave out --booklet, and name a folder with -o")
    found = library()
    if found.workspace is None and not clinics_from:
        say("No folder clinic_profiles/ here: using the sample clinics. For your own, go to your folder, or name it: --workspace.")
    chosen, wrong = listed(found, clinics_from, clinic or ())
    todo = render.plan(
        found,
        clinics=chosen,
        handouts=[*(handouts or ()), *(handout or ())],
        languages=language or (),
        templates=("booklet",) if booklet else template or (),
        paper=paper.value if paper else None,
        date=date.date() if date else None,
        ink_saver=ink_saver,
        finish=how,
        formats=formats,
    )
    if booklet:
        return make_booklet.make(todo, output, found, imposed=imposed, json=json)
    if one_file:
        return _single(todo, output, found, json=json, force=force)
    from handoutpress.press import batch  # one leaflet needs none

    store = open_store(output if is_url(output) else Path(output) if output else (workspace() or Path.cwd()) / "out")
    if plan:
        checked = batch.check(found, todo, store, verify=verify, force=force)
        return make_report.plan(checked, len(todo), store.shown, wrong, json=json)
    running = batch.run(found, todo, store, workers=jobs, force=force, verify=verify, fail_fast=fail_fast, executor=executor)
    made = make_report.told(running, len(todo), json=json)
    return make_report.sum_up(made, store.shown, wrong, json=json)


def _format_of(output: str) -> Format | None:
    """The format a file name asks for; None: it is a folder.

    Raises:
        UsageError: it asks for one that is not made.
    """
    from handoutpress.press.render import SUFFIXES

    suffix = Path(output).suffix.lower()
    if suffix in (".doc", ".docx", ".odt", ".rtf", ".jpg", ".jpeg", ".svg", ".epub", ".zip"):
        raise UsageError(f"leaflets are not made as {suffix}", "Let the name end in .pdf, .html, .txt or .png, or name a folder")
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
    from handoutpress.content.schema.finish import PLAIN
    from handoutpress.press.render import ON_PAPER

    if booklet and formats != ["pdf"]:
        raise UsageError("a booklet is made as a PDF only", "Leave out --format, or leave out --booklet")
    if how != PLAIN and not set(formats) & set(ON_PAPER):
        raise UsageError("--bleed, --marks and --mono are for print", "Leave them out, or add --format pdf")


def _single(jobs: list[Job], output: str, found: Library, *, json: bool, force: bool) -> int:
    from handoutpress.press import render

    if len(jobs) != 1:
        many = f"{len(jobs)} leaflets do not go into one file"
        raise UsageError(many, "Name one handout, one --clinic and one --format, or a folder with -o")
    if output == "-" and json:
        raise UsageError("the leaflet and the JSON cannot both go to stdout", "Leave out --json, or name a file with -o")
    made, notes = _one(found, jobs[0], force=force)
    if output == "-":
        if len(made) > 1:
            raise UsageError(f"{len(made)} pictures do not go to stdout", "Name a file or a folder with -o")
        sys.stdout.buffer.write(made[0])
        result = render.Made(jobs[0])
    else:
        result = _written(jobs[0], output, made)
        if json:
            as_json([make_report.as_data(result)])
        else:
            data("\n".join(result.places))
    make_report.say_notes([replace(result, notes=tuple(notes))])
    return ExitCode.OK


def _one(found: Library, job: Job, *, force: bool) -> tuple[tuple[bytes, ...], Sequence[str]]:
    """A leaflet's files and the notes on it: from the shelf, if it was made before and nothing has changed (unless `force`)."""
    from handoutpress.press import leaflet_cache, render

    key = leaflet_cache.key(found, job)
    if not force and (before := leaflet_cache.taken(key)):
        return before[:1], before[1]
    notes: list[str] = []
    made = render.files(render.merged(found, job), found.template(job.template).value, job, notes)
    leaflet_cache.keep(key, made[0], notes)
    return made, notes


def _written(job: Job, output: str, made: Sequence[bytes]) -> Made:
    """One leaflet, in a folder or at a URL."""
    from handoutpress.press import render
    from handoutpress.press.stores import is_url, open_store

    if not is_url(output):
        first, *further = render.write(made, Path(output))
        return render.Made(job, str(first), more=tuple(path.name for path in further))
    folder, _, name = output.rpartition("/")
    store = open_store(folder)
    more = tuple(render.page(Path(name), number).name for number in range(2, len(made) + 1))
    for one, content in zip((name, *more), made, strict=True):
        store.put(one, content)
    return render.Made(job, store.place(name), local=False, more=more)
