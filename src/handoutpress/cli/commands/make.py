"""`make`: the main job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from handoutpress.cli import make_report, options
from handoutpress.cli.commands import make_file, make_moves
from handoutpress.cli.common import library, output_folder, say_notes, say_problems, say_samples
from handoutpress.cli.options import OutputFormat, option, takes
from handoutpress.errors import UsageError

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.content.schema.finish import Finish
    from handoutpress.errors import Problem
    from handoutpress.press.job import Format, Job


@dataclass(frozen=True)
class MakeRequest:
    """What `make` is asked for."""

    handouts: options.AllHandouts = None
    handout: Annotated[
        list[str] | None, option("The same as an option (repeat for more).", "--handout", autocompletion=options.complete_handouts)
    ] = None
    clinic: options.Clinics = None
    clinics_from: Annotated[str, option("Clinics of a spreadsheet.", "--clinics-from", metavar="FILE.csv")] = ""
    language: options.Languages = None
    template: options.Templates = None
    style: options.Style = None
    paper: options.Paper = None
    ink_saver: options.InkSaver = False
    mono: options.Mono = False
    form: Annotated[
        list[OutputFormat] | None,
        option("pdf, html, text or png (repeat for more). Default: pdf.", "--format", "-f", case_sensitive=False),
    ] = None
    date: Annotated[datetime | None, options.day("Date in the PDF. Default: the handout's release.", "--date")] = None
    booklet: Annotated[bool, option("Bind the handouts named as one booklet, with a contents page.", "--booklet")] = False
    imposed: Annotated[bool, option("With --booklet: two pages to a side, in the order to fold and staple.", "--imposed")] = False
    moves: Annotated[
        str, option("Cards for one patient: of these movements only, with commas between.", "--moves", metavar="NAMES")
    ] = ""
    dose: Annotated[
        list[str] | None,
        option('With --moves: your own dose, as "cat: 5 times, hold 2 seconds" (repeat for more).', "--dose", metavar="DOSE"),
    ] = None
    bleed: Annotated[str, option("Run colour over the edge, 3mm or 0.125in.", "--bleed", metavar="LENGTH")] = ""
    marks: Annotated[bool, option("Crop, fold and cut marks around the sheet.", "--marks")] = False
    force: Annotated[bool, option("Make again what is up to date.", "--force")] = False
    verify: Annotated[bool, option("Read all files that are there, to find damage.", "--verify")] = False
    fail_fast: Annotated[bool, option("Stop at the first leaflet that fails.", "--fail-fast")] = False
    jobs: Annotated[
        int, option("How many at a time. 0: all the computer can, if there is much to do.", "--jobs", "-j", min=0, max=256)
    ] = 0
    executor: Annotated[str, option("Who makes them; dask://host:8786 for a Dask cluster.", "--executor", metavar="WHO")] = (
        "processes"
    )
    output: Annotated[
        str,
        option(
            "Folder (default: out), a file name ending in .pdf, .html, .txt or .png, - for stdout, or s3://bucket/folder.",
            "--output",
            "-o",
            metavar="PLACE",
        ),
    ] = ""
    plan: Annotated[bool, option("Say what would be made and why, and make nothing.", "--plan")] = False
    json: options.Json = False


@takes(
    MakeRequest,
    handouts="Which leaflets",
    template="How they look",
    bleed="For a print shop",
    force="Many at a time",
    output="What comes out",
)
def make(request: MakeRequest) -> int:
    """Make leaflets as PDF files, web pages, plain text or pictures.

    With nothing named, makes every handout for every clinic in your folder. Names may hold * (quote them), or be all.
    What has not changed since the last time is not made again. Many clinics, several machines: docs/scaling.md
    """
    from handoutpress.content.schema.finish import finish
    from handoutpress.press.select import select_jobs

    formats = _formats(request)
    finished = finish(request.bleed, marks=request.marks, mono=request.mono)
    _refuse_contradictions(request, formats, finished)
    found = library()
    if not request.clinics_from:
        say_samples(found)
    clinics, problems = _clinics(found, request)
    handouts = [*(request.handouts or ()), *(request.handout or ())]
    moves = list(dict.fromkeys(name.strip() for name in request.moves.split(",") if name.strip()))
    if moves and not handouts:
        handouts = [make_moves.handout_of(found, moves)]
    todo = select_jobs(
        found,
        clinics=clinics,
        handouts=handouts,
        languages=request.language or (),
        templates=("booklet",) if request.booklet else request.template or ((make_moves.CARDS,) if moves else ()),
        paper=request.paper,
        date=request.date.date() if request.date else None,
        ink_saver=request.ink_saver,
        finish=finished,
        formats=formats,
        style=request.style,
    )
    if moves:
        return make_moves.make_moves(todo, moves, request.dose or (), request.output, found)
    if request.booklet:
        return make_file.make_booklets(todo, request.output, found, imposed=request.imposed, json=request.json)
    if make_file.is_one(request.output):
        return make_file.make(todo, request.output, found, json=request.json, force=request.force)
    return _make_many(found, request, todo, problems)


def _formats(request: MakeRequest) -> list[Format]:
    """What to make: what is asked for, else what the file name says; refused if the two do not agree."""
    asked: list[Format] = [one.value for one in request.form or ()]
    named = make_file.format_of(request.output)
    if asked and named and asked != [named]:
        what = f"the name {request.output} asks for {named}, and --format for {' and '.join(asked)}"
        raise UsageError(what, "Leave out --format, or name a folder")
    return list(dict.fromkeys(asked)) or [named or "pdf"]


def _refuse_contradictions(request: MakeRequest, formats: list[Format], finished: Finish) -> None:
    """Refuse what has no meaning together."""
    from handoutpress.content.schema.finish import PLAIN
    from handoutpress.press.job import ON_PAPER

    if request.booklet and request.template:
        raise UsageError("a booklet has a template of its own", "Leave out --template, or leave out --booklet")
    if request.imposed and not request.booklet:
        raise UsageError("--imposed lays out the pages of a booklet", "Add --booklet")
    if request.booklet and formats != ["pdf"]:
        raise UsageError("a booklet is made as a PDF only", "Leave out --format, or leave out --booklet")
    if finished != PLAIN and not set(formats) & set(ON_PAPER):
        raise UsageError("--bleed, --marks and --mono are for print", "Leave them out, or add --format pdf")
    if request.plan and request.booklet:
        raise UsageError("--plan looks at a folder of leaflets", "Leave out --booklet, or leave out --plan")
    if request.dose and not request.moves.strip(" ,"):
        raise UsageError("--dose is for cards of movements", "Name the movements with --moves")
    if request.moves and (request.booklet or request.plan or request.json or not set(formats) <= set(ON_PAPER)):
        what = "--moves makes cards as PDF or PNG"
        raise UsageError(what, "Leave out --booklet, --plan, --json and other formats, or leave out --moves")
    if request.plan and make_file.is_one(request.output):
        raise UsageError("--plan looks at a folder of leaflets", "Name a folder with -o, or leave out --plan")


def _clinics(found: Library, request: MakeRequest) -> tuple[Sequence[str], list[Problem]]:
    """Which clinics to make leaflets for, and what is wrong with rows of the spreadsheet, which is said at once.

    The clinics of the spreadsheet join the library. A spreadsheet none of whose rows can be used is refused.
    """
    named = request.clinic or ()
    if not request.clinics_from:
        return named, []
    from handoutpress.content import clinics_table
    from handoutpress.errors import InvalidSource
    from handoutpress.press.select import match_ids
    from handoutpress.press.stores import is_url

    source = request.clinics_from
    table = clinics_table.read(_list_bytes(source), found, where=source if is_url(source) else "")
    say_notes(table.notes)
    if table.problems and not table.clinics:
        raise InvalidSource(table.problems)
    say_problems(table.problems)
    found.rows.update(table.rows)
    return match_ids(named, table.clinics, "clinic") if named else table.clinics, table.problems


def _list_bytes(where: str) -> Path | bytes:
    """A list's file, or what stands at a URL. Raises NotFound: it is not there."""
    from handoutpress.errors import NotFound, OutputFailed, Place, Problem
    from handoutpress.press.stores import is_url, open_store

    if not is_url(where):
        return Path(where)
    folder, _, last = where.rpartition("/")
    try:
        raw = open_store(folder).read(last)
    except OutputFailed as error:  # the store speaks of writing; here it is read
        raise NotFound(error.problems) from error
    if raw is None:
        raise NotFound(Problem("the list of clinics is not there", "Check the name and the folder", Place(where)))
    return raw


def _make_many(found: Library, request: MakeRequest, todo: list[Job], problems: list[Problem]) -> int:
    """Make leaflets in a folder, or at a URL, or say what would be made; the exit code."""
    from handoutpress.press.run import check_jobs, run_jobs
    from handoutpress.press.stores import is_url, open_store

    store = open_store(request.output if is_url(request.output) else output_folder(request.output))
    if request.plan:
        checked = check_jobs(found, todo, store, verify=request.verify, force=request.force)
        return make_report.plan(checked, len(todo), store.shown, problems, json=request.json)
    running = run_jobs(
        found, todo, store, workers=request.jobs, force=request.force, verify=request.verify, fail_fast=request.fail_fast,
        executor=request.executor,
    )  # fmt: skip
    results = make_report.follow(running, len(todo), json=request.json)
    return make_report.sum_up(results, store.shown, problems, json=request.json)
