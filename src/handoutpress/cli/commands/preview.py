"""`preview`: a leaflet as pictures, once or whenever a file is saved."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handoutpress.cli import options
from handoutpress.cli.common import SETTINGS, data, library, output_folder, say, say_notes, say_problems, seen_clinic
from handoutpress.cli.options import option, takes
from handoutpress.errors import ExitCode, HandoutError
from handoutpress.support import optional_parts
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from handoutpress.content.library import Library

FOLDERS = ("clinic_profiles", "handouts", "templates", "reviews")
LOOK_AGAIN = 1_000  # ms: some drives tell nothing of changes, so the files are looked at this often as well


@dataclass(frozen=True)
class PreviewRequest:
    """What `preview` is asked for."""

    handout: options.Handout
    clinic: options.SeenClinic = ""
    language: options.Language = "en"
    template: options.Template = "leaflet"
    paper: options.Paper = None
    ink_saver: options.InkSaver = False
    dpi: Annotated[int, option("Dots to the inch.", "--dpi", min=36, max=600)] = 110
    output: Annotated[str, option("Folder. Default: out/preview.", "--output", "-o", metavar="FOLDER")] = ""
    show: Annotated[bool, option("Open the first picture.", "--open")] = False
    watch: Annotated[bool, option("Draw again when a file is saved, until Ctrl-C.", "--watch")] = False


@takes(PreviewRequest)
def preview(request: PreviewRequest) -> int:
    """Draw a leaflet as pictures, one for each page.

    With --watch, keep the picture open beside your editor: save a profile, a text, a template or a logo, and it is drawn again.
    """
    found = library()
    if request.watch:
        _watch(found, request)
    else:
        first = _draw(found, request)
        if request.show:
            typer.launch(str(first))
    return ExitCode.OK


def _draw(found: Library, request: PreviewRequest) -> Path:
    """Draw and write all pages, and say where they are; the first of them."""
    from handoutpress.formats.png import pages_png
    from handoutpress.press import render
    from handoutpress.press.job import Job

    clinic, paper = seen_clinic(found, request.clinic), request.paper
    job = Job(clinic, request.handout, request.language, request.template, paper, ink_saver=request.ink_saver, format="png")
    notes: list[str] = []
    pages = pages_png(render.render_job(found, job, notes), request.dpi)
    paths = render.write_files(pages, output_folder(request.output, "preview") / job.file_name)
    render.remove_later_pages(paths[0], len(paths) + 1)
    for path in paths:
        data(shown(path))
    sys.stdout.flush()  # whoever reads along should see it now
    say_notes(notes)
    return paths[0]


def _watch(found: Library, request: PreviewRequest) -> None:
    """Draw at once, and again whenever a file is saved, until Ctrl-C."""
    opened = not request.show
    for _ in _changes(found, request.clinic):
        began = time.monotonic()
        try:
            first = _draw(library(), request)
        except HandoutError as error:
            say_problems(error.problems)
        except Exception as error:  # a watcher that ends at a half-typed file is of no use
            if SETTINGS.talk > 0:
                raise
            say(f"Error: this cannot be drawn ({type(error).__name__}: {error}).", level=-1)
        else:
            say(f"Drawn in {time.monotonic() - began:.1f} s. Waiting for the next change; Ctrl-C ends it.")
            if not opened:
                typer.launch(str(first))
                opened = True


def _changes(found: Library, clinic: str) -> Iterator[None]:
    """Once at the start, then whenever a file of the library (or beside a profile given by its path) is another than before."""
    try:
        import watchfiles
    except ImportError as error:
        raise optional_parts.missing_part("watch", "watching files") from error
    from handoutpress.content.finder import signature
    from handoutpress.support.filesystem import file_identity

    beside = Path(clinic).parent if clinic.endswith((".yaml", ".yml")) else None

    def state() -> tuple[str, object]:
        files = [path for path in beside.glob("*") if path.is_file()] if beside else []
        return signature(found.roots), sorted((path.name, *file_identity(path.stat())) for path in files)

    folders = [folder for root in found.roots for name in FOLDERS if (folder := root / name).is_dir()]
    folders += [beside] if beside else []
    last = state()
    yield
    for _ in watchfiles.watch(*folders, watch_filter=None, rust_timeout=LOOK_AGAIN, yield_on_timeout=True, raise_interrupt=True):
        if (now := state()) != last:
            last = now
            yield
