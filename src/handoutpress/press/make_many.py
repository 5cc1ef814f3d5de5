"""Many leaflets from Python: the public call for who makes them for many clinics."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from handoutpress.content.library import Library
from handoutpress.content.schema.finish import finish
from handoutpress.errors import UsageError
from handoutpress.press.job import Format, JobResult, Paper, check_paper
from handoutpress.press.run import run_jobs
from handoutpress.press.select import select_jobs
from handoutpress.support.values import immutable

Names = str | Iterable[str]


@immutable
class BatchResult:
    """What became of many leaflets, each with its `job` (clinic, handout, language, template).

    Attributes:
        written: made now; `places` are the paths or URLs of the files, `notes` says what the template does not say in full.
        unchanged: made before, and nothing they depend on has changed; `places` as above.
        failed: not made; `error.problems` says what, where and how to mend it.
    """

    written: tuple[JobResult, ...]
    unchanged: tuple[JobResult, ...]
    failed: tuple[JobResult, ...]


def make_many(
    out: str | Path, *, clinics: Names | None = None, handouts: Names | None = None, templates: Names | None = None,
    languages: Names = "en", paper: Paper | None = None, date: datetime.date | None = None, ink_saver: bool = False,
    bleed: str | float = 0.0, marks: bool = False, mono: bool = False, formats: Names = "pdf", workspace: str | Path | None = None,
    workers: int = 1, force: bool = False, verify: bool = False,
) -> BatchResult:  # fmt: skip
    """Leaflets of many clinics and handouts, as files. One that fails does not stop the rest.

    >>> result = handoutpress.make_many("out", clinics=["harbor-spine", "cedar-*"], handouts="all", languages=["en", "es"])

    Names are ids, or patterns with * and ?; "all" is everything. An empty list makes nothing.

    Args:
        out: folder, or a URL as s3://bucket/leaflets. What has not changed since the last call is left alone there.
        clinics: default: all of the workspace.
        handouts: default: all.
        templates: default: those each clinic chooses, else the leaflet.
        paper: default: the clinic's, else its country's.
        date: the date in the files; default: the handout's release.
        ink_saver: grey, and frames in place of solid fields.
        bleed, marks, mono: for print shops, as in `render`.
        formats: pdf, html, text, png.
        workspace: folder with the clinics' profiles, handouts and templates.
        workers: processes; 0: as many as the machine has processors.
        force: make what is up to date as well.
        verify: read all files that are there, to find damage.

    Raises:
        HandoutError: nothing could be made: something named does not exist, or the folder cannot be written to.
    """
    check_paper(paper)
    asked = clinics, handouts, templates, languages, formats
    chosen = [(names,) if isinstance(names, str) else None if names is None else tuple(names) for names in asked]
    kinds = chosen[-1] or ()
    if wrong := [kind for kind in kinds if kind not in get_args(Format)]:
        raise UsageError(f"there is no format '{wrong[0]}'", f"There are: {', '.join(get_args(Format))}")
    if workers < 0:
        raise UsageError(f"{workers} workers are none", "Give 1 or more, or 0 for as many as there are processors")
    library = Library(Path(workspace) if workspace else None)
    results: dict[str, list[JobResult]] = {"written": [], "unchanged": [], "failed": []}
    if () not in chosen:  # to the selection, no name means all
        jobs = select_jobs(
            library, clinics=chosen[0] or (), handouts=chosen[1] or (), templates=chosen[2] or (), languages=chosen[3] or (),
            paper=paper, date=date, ink_saver=ink_saver, finish=finish(bleed, marks=marks, mono=mono),
            formats=[kind for kind in get_args(Format) if kind in kinds],
        )  # fmt: skip
        for result in run_jobs(library, jobs, out, workers=workers, force=force, verify=verify):
            results["failed" if result.error else "written" if result.fresh else "unchanged"].append(result)
    return BatchResult(*map(tuple, results.values()))
