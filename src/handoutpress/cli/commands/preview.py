"""`preview`: a leaflet as pictures, drawn again whenever a file it is made of is saved."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handoutpress.cli import completion
from handoutpress.cli.common import SETTINGS, data, library, say, workspace
from handoutpress.cli.options import InkSaver, Language, OnPaper, Template
from handoutpress.errors import ExitCode, HandoutError
from handoutpress.support import optional_parts

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.press.render import Job

FOLDERS = ("clinic_profiles", "handouts", "templates", "reviews")
LOOK_AGAIN = 1_000  # ms: some drives tell nothing of changes, so the files are looked at this often as well


def preview(
    handout: Annotated[str, typer.Argument(autocompletion=completion.handouts, help="Which handout.")],
    clinic: Annotated[
        str, typer.Option("--clinic", "-c", autocompletion=completion.clinics, help="Which clinic. Default: the first of yours.")
    ] = "",
    template: Template = "leaflet",
    language: Language = "en",
    paper: OnPaper = None,
    ink_saver: InkSaver = False,
    dpi: Annotated[int, typer.Option(min=36, max=600, help="Dots to the inch.")] = 110,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FOLDER", help="Folder. Default: out/preview.")] = "",
    show: Annotated[bool, typer.Option("--open", help="Open the first picture.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Draw again when a file is saved, until Ctrl-C.")] = False,
) -> int:
    """Draw a leaflet as pictures, one for each page.

    With --watch, keep the picture open beside your editor: save a profile, a text, a template or a logo, and it is drawn again.
    """
    from handoutpress.press.render import Job

    found = library()
    changes = _changes(found, clinic) if watch else None
    job = Job(
        clinic or found.clinics()[0], handout, language, template, paper.value if paper else None, ink_saver=ink_saver, format="png"
    )
    folder = Path(output) if output else (workspace() or Path.cwd()) / "out" / "preview"
    if changes is None:
        first = _drawn(found, job, folder, dpi)[0]
        if show:
            typer.launch(str(first))
        return ExitCode.OK
    for _ in changes:
        began = time.monotonic()
        try:
            first = _drawn(library(), job, folder, dpi)[0]
        except HandoutError as error:
            for problem in error.problems:
                say(f"Error: {problem}", level=-1)
        except Exception as error:  # a watcher that ends at a half-typed file is of no use
            if SETTINGS.talk > 0:
                raise
            say(f"Error: this cannot be drawn ({type(error).__name__}: {error}).", level=-1)
        else:
            say(f"Drawn in {time.monotonic() - began:.1f} s. Waiting for the next change; Ctrl-C ends it.")
            if show:
                typer.launch(str(first))
                show = False
    return ExitCode.OK


def _drawn(found: Library, job: Job, folder: Path, dpi: int) -> list[Path]:
    """Draw and write all pages, and say where they are."""
    from handoutpress.formats.png import pages_png
    from handoutpress.press import render
    from handoutpress.support.filesystem import shown

    notes: list[str] = []
    pages = pages_png(render.make(found, job, notes), dpi)
    paths = render.write(pages, folder / job.file_name)
    render.tidy(paths[0], len(paths) + 1)
    for path in paths:
        data(shown(path))
    sys.stdout.flush()  # whoever reads along should see it now
    for note in notes:
        say(f"Note: {note}.")
    return paths


def _changes(found: Library, clinic: str) -> Iterator[None]:
    """Once at the start, then whenever a file of the library (or beside a profile given by its path) is another than before.

    Raises:
        FontMissing: the optional part that watches is not installed.
    """
    try:
        import watchfiles  # noqa: F401
    except ImportError as error:
        raise optional_parts.absent("watch", "watching files") from error
    return _watched(found, Path(clinic).parent if clinic.endswith((".yaml", ".yml")) else None)


def _watched(found: Library, beside: Path | None) -> Iterator[None]:
    import watchfiles

    from handoutpress.content.finder import signature

    def state() -> tuple[str, object]:
        return signature(found.roots), _stamps(beside)

    folders = [folder for root in found.roots for name in FOLDERS if (folder := root / name).is_dir()] + (
        [beside] if beside else []
    )
    last = state()
    yield
    for _ in watchfiles.watch(*folders, watch_filter=None, rust_timeout=LOOK_AGAIN, yield_on_timeout=True, raise_interrupt=True):
        if (now := state()) != last:
            last = now
            yield


def _stamps(folder: Path | None) -> object:
    """Names, sizes and times of the files in a folder."""
    if folder is None:
        return None
    return sorted(
        (path.name, stat.st_size, stat.st_mtime_ns) for path in folder.glob("*") if (stat := path.stat()) and path.is_file()
    )
