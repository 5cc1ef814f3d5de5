"""The press: one leaflet as bytes, or many of them as files."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from handoutpress import outputs
from handoutpress.errors import HandoutError
from handoutpress.library import Library
from handoutpress.merge import merge

Paper = Literal["letter", "a4"]


def render(
    clinic: str | Path, handout: str, *, template: str = "leaflet", language: str = "en", paper: Paper | None = None,
    date: datetime.date | None = None, workspace: Path | None = None, ink_saver: bool = False,
) -> bytes:  # fmt: skip
    """One leaflet as a PDF.

    >>> pdf = handoutpress.render("harbor-spine", "back-spasm-first-aid")

    Args:
        clinic: id of a clinic profile, or the path of its file.
        handout: id of a handout.
        template: id of a template.
        language: language code, as "en".
        paper: default: the clinic's, else its country's.
        date: the date in the PDF; default: the handout's release.
        ink_saver: grey, and frames in place of solid fields.
        workspace: folder with the clinic's own profiles, handouts and templates.

    Raises:
        HandoutError: anything a user can mend; `.problems` says what, where and how.
    """
    return make(Library(workspace), Job(str(clinic), handout, language, template, paper, date, ink_saver))


@dataclass(frozen=True)
class Job:
    """One leaflet to make."""

    clinic: str
    handout: str
    language: str = "en"
    template: str = "leaflet"
    paper: Paper | None = None
    date: datetime.date | None = None
    ink_saver: bool = False

    @property
    def file_name(self) -> str:
        """Name of the PDF."""
        more = ("ink-saver",) if self.ink_saver else ()
        return outputs.file_name(Path(self.clinic).stem, self.handout, self.language, self.template, *more, suffix=".pdf")


@dataclass(frozen=True)
class Made:
    """What became of a job: a file (and what it does not say in full), or what went wrong."""

    job: Job
    path: Path | None = None
    error: HandoutError | None = None
    notes: tuple[str, ...] = ()


def make(library: Library, job: Job, notes: list[str] | None = None) -> bytes:
    """One leaflet as a PDF.

    Raises:
        HandoutError: as `render` does.
    """
    from handoutpress.typeset import typeset

    template = library.template(job.template).value
    leaflet = merge(library, job.clinic, job.handout, job.language, paper=job.paper, date=job.date)
    return typeset(leaflet, template, notes, mode="ink_saver" if job.ink_saver else "colour")


def plan(
    library: Library, *, clinics: Sequence[str] = (), handouts: Sequence[str] = (), languages: Sequence[str] = (),
    templates: Sequence[str] = (), paper: Paper | None = None, date: datetime.date | None = None,
    ink_saver: bool = False,
) -> list[Job]:  # fmt: skip
    """Every leaflet a selection asks for, clinic by clinic. What is left out means all (languages: English; templates: leaflet).

    Raises:
        NotFound: something named does not exist, or a handout is not written in a language.
    """
    for handout in handouts:
        library.handout(handout)
    for template in templates:
        library.template(template)
    jobs = []
    for clinic in clinics or library.clinics():
        if clinics:
            library.clinic(clinic)
        for handout in handouts or library.handouts():
            written = library.languages(handout)
            for language in written if "all" in languages else languages or ("en",):
                library.titles(handout, language)
                jobs += [Job(clinic, handout, language, template, paper, date, ink_saver) for template in templates or ("leaflet",)]
    return jobs


def run(library: Library, jobs: Iterable[Job], folder: Path) -> Iterator[Made]:
    """Make leaflets into a folder, one after the other. One that fails does not stop the rest."""
    for job in jobs:
        path = folder / job.file_name
        notes: list[str] = []
        try:
            outputs.write(path, make(library, job, notes))
        except HandoutError as error:
            yield Made(job, error=error)
        else:
            yield Made(job, path, notes=tuple(notes))
