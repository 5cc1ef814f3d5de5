"""One leaflet, or a booklet of several, as bytes."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from handoutpress.content.library import Library
from handoutpress.content.schema.finish import finish
from handoutpress.errors import UsageError
from handoutpress.press.job import ON_PAPER, SINGLE_FILE, Job, Paper, check_paper, page_file
from handoutpress.support import atomic_write

if TYPE_CHECKING:
    from handoutpress.content.schema.template import Template
    from handoutpress.layout.drawing.pen import Pen
    from handoutpress.layout.reuse.body_store import LaidOutBody
    from handoutpress.layout.reuse.clinic_parts import ClinicParts
    from handoutpress.merge.leaflet import Leaflet
    from handoutpress.pdf.reuse.file_writer import PdfFile

PNG_DPI = 150


def render(
    clinic: str | Path, handout: str, *, template: str = "leaflet", language: str = "en", paper: Paper | None = None,
    date: datetime.date | None = None, workspace: str | Path | None = None, ink_saver: bool = False,
    bleed: str | float = 0.0, marks: bool = False, mono: bool = False, format: Literal["pdf", "html", "text"] = "pdf",
    style: str | None = None,
) -> bytes:  # fmt: skip
    """One leaflet as a PDF, a web page or plain text (UTF-8).

    >>> pdf = handoutpress.render("harbor-spine", "back-spasm-first-aid")

    Args:
        clinic: id of a clinic profile, or the path of its file.
        handout: id of a handout.
        template: id of a template.
        language: language code, as "en".
        paper: default: the clinic's, else its country's.
        date: the date in the PDF; default: the handout's release.
        ink_saver: grey, and frames in place of solid fields.
        bleed: for print shops: how far fields at the edge run over it, in words ("3mm") or in points.
        marks: for print shops: crop, fold and cut marks outside the sheet.
        mono: black ink only.
        style: id of a style family; default: the clinic's.
        format: pdf, html or text; the last two say the full text, whatever the template.
        workspace: folder with the clinic's own profiles, handouts and templates.

    Raises:
        HandoutError: anything a user can mend; `.problems` says what, where and how.
    """
    check_paper(paper)
    if format not in SINGLE_FILE:
        raise UsageError(f"there is no format '{format}'", f"There are: {', '.join(SINGLE_FILE)}")
    library = Library(Path(workspace) if workspace else None)
    how = finish(bleed, marks=marks, mono=mono)
    job = Job(str(clinic), handout, language, template, paper, date, ink_saver, how, format, style)
    return render_files(merge_job(library, job), library.template(job.template).value, job)[0]


def render_job(library: Library, job: Job, notes: list[str] | None = None) -> bytes:
    """One leaflet as a PDF. Raises HandoutError: as `render` does."""
    return render_pdf(merge_job(library, job), library.template(job.template).value, job, notes)


def merge_job(library: Library, job: Job) -> Leaflet:
    """The leaflet of a job, not typeset yet. Raises NotFound, InvalidSource: as `merge` does."""
    from handoutpress.merge.merge import merge

    return merge(library, job.clinic, job.handout, job.language, paper=job.paper, date=job.date, style=job.style)


def render_pdf(leaflet: Leaflet, template: Template, job: Job, notes: list[str] | None = None) -> bytes:
    """A leaflet as a PDF, in the mode its job asks for. Raises HandoutError: as `typeset` does."""
    pen = draw_job(leaflet, template, job, notes)
    assert pen
    return pen.canvas.finish()


def render_files(leaflet: Leaflet, template: Template, job: Job, notes: list[str] | None = None) -> tuple[bytes, ...]:
    """A leaflet in the format its job asks for: one file, or a picture of each page. Raises HandoutError: as `typeset` does."""
    return tuple(map(bytes, finish_job(leaflet, job, draw_job(leaflet, template, job, notes))))


def compose_job(leaflet: Leaflet, template: Template, job: Job) -> tuple[ClinicParts, LaidOutBody] | None:
    """The clinic's parts of a leaflet and its body, for `draw_job`; None: they are not apart. Raises HandoutError: as `typeset`."""
    if job.format not in ON_PAPER or template.binding == "saddle":
        return None
    from handoutpress.layout import document

    return document.compose(leaflet, template, mode=job.mode, finish=job.finish, fresh=False)


def draw_job(
    leaflet: Leaflet, template: Template, job: Job, notes: list[str] | None = None,
    composed: tuple[ClinicParts, LaidOutBody] | None = None,
) -> Pen | None:  # fmt: skip
    """A leaflet drawn, but not written yet; None: its format has no sheets. Raises HandoutError: as `typeset` does."""
    if job.format not in ON_PAPER:
        return None
    from handoutpress.layout.document import drawn

    pen = drawn(leaflet, template, mode=job.mode, finish=job.finish, fresh=False, composed=composed)
    if notes is not None:
        notes += pen.notes
    return pen


def finish_job(leaflet: Leaflet, job: Job, pen: Pen | None) -> tuple[bytes | PdfFile, ...]:
    """The files of a leaflet that `draw_job` has drawn."""
    if job.format == "html":
        from handoutpress.formats import html

        return (html.document(leaflet, job.mode).encode(),)
    if pen is None:
        from handoutpress.formats import text

        return (text.plain(leaflet).encode(),)
    pdf = pen.canvas.file()
    if job.format == "pdf":
        return (pdf,)
    from handoutpress.formats.png import pages_png

    return tuple(pages_png(bytes(pdf), PNG_DPI))


def write_files(made: Sequence[bytes], path: Path) -> list[Path]:
    """Write the files of a leaflet, later pages counted on from the first's name. Raises OutputFailed: one cannot be written."""
    paths = [path, *(page_file(path, number) for number in range(2, len(made) + 1))]
    for target, data in zip(paths, made, strict=True):
        atomic_write.write(target, data, option="-o")
    return paths


def remove_later_pages(first: Path, number: int) -> None:
    """Take away pictures of pages of the last time, when a leaflet has grown shorter: from page `number` on."""
    with suppress(OSError):
        while (old := page_file(first, number)).is_file():
            old.unlink()
            number += 1


def render_booklet(library: Library, jobs: Sequence[Job], *, imposed: bool = False) -> bytes:
    """Several handouts of one clinic in one language as a booklet, in the order of the jobs.

    If `imposed`, two pages to a side, in the order in which sheets are folded and stapled; else page by page.
    Raises HandoutError: as `render` does; ValueError: no jobs, or of several clinics or languages.
    """
    if len({(job.clinic, job.language) for job in jobs}) != 1:
        raise ValueError("a booklet is made for one clinic in one language")
    from handoutpress.layout.document import bound

    first = jobs[0]
    template = library.template("booklet").value
    leaflets = [merge_job(library, job) for job in jobs]
    return bound(leaflets, template, imposed=imposed, mode=first.mode, finish=first.finish).canvas.finish()
