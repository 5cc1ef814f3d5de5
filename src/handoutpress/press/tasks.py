"""Render tasks: many leaflets merged, typeset and written; each step is taken for all of them before the next one is.

A step that was just taken is taken fast: what it needs of the program lies in the processor's caches. A batch that makes leaflets one
after the other takes 1.3 times as long.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handoutpress.content import signoff
from handoutpress.errors import HandoutError
from handoutpress.press import render
from handoutpress.press.job import Job, JobResult, page_file
from handoutpress.press.manifest import Journal, ManifestEntry
from handoutpress.press.staleness import PlannedJob
from handoutpress.press.stores import Folder, Stamp, Store, digest
from handoutpress.support.build_id import build_id
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.content.schema.template import Template
    from handoutpress.layout.drawing.pen import Pen
    from handoutpress.layout.reuse.body_store import LaidOutBody
    from handoutpress.layout.reuse.clinic_parts import ClinicParts
    from handoutpress.merge.leaflet import Leaflet
    from handoutpress.pdf.reuse.file_writer import PdfFile


@immutable
class RenderTask:
    """A leaflet to make, unless its key is still the `known` one it was made with, and its file is as it was then."""

    planned: PlannedJob
    known: str = ""


@immutable
class TaskResult:
    """What became of a task: an error, or notes on what the leaflet does not say in full, and its `entry` of the manifest.

    An entry that stands in a journal is JSON. Not `fresh`: what it depends on says the same as before. In `more` stand names of further
    pages, if each is a picture; in `files`, what the press is to write, if the worker cannot.
    """

    error: HandoutError | None = None
    fresh: bool = True
    notes: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    entry: ManifestEntry | bytes | None = None
    files: tuple[bytes | PdfFile, ...] = ()


def result_at(
    planned: PlannedJob, store: Store, *, notes: tuple[str, ...] = (), fresh: bool = True, more: tuple[str, ...] = ()
) -> JobResult:  # fmt: skip
    """A leaflet with its place; the rest as in `Made`."""
    return JobResult(planned.job, store.place(planned.file), None, notes, fresh, isinstance(store, Folder), planned.why, more)


def run_tasks(library: Library, tasks: Iterable[RenderTask], store: Store | None, run: str) -> list[TaskResult]:
    """Make leaflets, but for those whose known key still holds. Without a store, the bytes are in the results."""
    works = [_TaskWork(library, task, store, run) for task in tasks]
    for step in (_TaskWork.read, _TaskWork.merge, _TaskWork.compose, _TaskWork.draw, _TaskWork.finish, _TaskWork.keep):
        for work in works:
            if work.result is None:
                try:
                    step(work)
                except HandoutError as error:
                    work.result = TaskResult(error)
                except Exception as error:  # a fault of the program in one leaflet must not take the others with it
                    what = f"the program made a mistake with {work.task.planned.file} ({type(error).__name__}: {error})"
                    work.result = TaskResult(HandoutError(what, "This is not your fault: send this line to the makers"))
    return [work.result for work in works if work.result]


class _TaskWork:
    """A leaflet being made: what each step leaves for the next, and in the end the result."""

    leaflet: Leaflet
    template: Template
    composed: tuple[ClinicParts, LaidOutBody] | None
    pen: Pen | None
    files: tuple[bytes | PdfFile, ...]

    def __init__(self, library: Library, task: RenderTask, store: Store | None, run: str) -> None:
        self.library, self.task, self.store, self.run = library, task, store, run
        self.key = ""
        self.notes: list[str] = []
        self.result: TaskResult | None = None

    def read(self) -> None:
        """The clinic's profile, which the library keeps for its other leaflets."""
        self.library.clinic(self.task.planned.job.clinic)

    def merge(self) -> None:
        """The text; there is nothing more to do if all that decides the bytes is as it was."""
        self.leaflet, self.template, self.key = merge_planned(self.library, self.task.planned)
        if self.key == self.task.known:
            self.result = TaskResult(fresh=False)

    def compose(self) -> None:
        """The clinic's parts, and the body they go into."""
        self.composed = render.compose_job(self.leaflet, self.template, self.task.planned.job)

    def draw(self) -> None:
        """The pages."""
        self.pen = render.draw_job(self.leaflet, self.template, self.task.planned.job, self.notes, self.composed)
        self.composed = None

    def finish(self) -> None:
        """The bytes."""
        self.files = render.finish_job(self.leaflet, self.task.planned.job, self.pen)
        self.pen = None

    def keep(self) -> None:
        """The files in their place, and what the manifest is to hold of them."""
        planned, job, files = self.task.planned, self.task.planned.job, self.files
        entry = ManifestEntry(
            key=self.key,
            parts=planned.parts,
            sha256=digest(files[0]),
            size=len(files[0]),
            mark="",
            clinic=job.clinic,
            handout=job.handout,
            language=job.language,
            template=job.template,
            control=self.leaflet.control,
            more={page_file(Path(planned.file), number).name: digest(data) for number, data in enumerate(files[1:], 2)},
            **_provenance(self.library, job, self.run),
        )
        made = TaskResult(notes=tuple(self.notes), more=tuple(entry.more), entry=entry, files=files)
        self.result = made if self.store is None else write_result(self.store, planned.file, made, self.run)


def write_result(store: Store, name: str, result: TaskResult, run: str) -> TaskResult:
    """Write the files of a leaflet; what is left of its result. Raises OutputFailed: it cannot be written."""
    files, entry = result.files, result.entry
    for page, data in zip(result.more, files[1:], strict=True):  # the first page is the last to be written: it vouches for them
        store.put(page, data)

    def announce(stamp: Stamp) -> None:
        nonlocal entry
        assert isinstance(entry, ManifestEntry)
        entry = entry.stamped(stamp)
        if isinstance(store, Folder):
            entry = entry.json
            _journal(store, run).add(name, entry)

    store.put(name, files[0], announce)
    return TaskResult(notes=result.notes, more=result.more, entry=entry)


_JOURNALS: dict[tuple[int, int], tuple[str, Journal]] = {}


def _journal(store: Folder, run: str) -> Journal:
    """This thread's journal of a run."""
    me = os.getpid(), threading.get_ident()
    current = _JOURNALS.get(me)
    if current is None or current[0] != run:
        if current:
            current[1].close()
        current = _JOURNALS[me] = run, Journal(store)
    return current[1]


def merge_planned(library: Library, planned: PlannedJob) -> tuple[Leaflet, Template, str]:
    """A leaflet merged, its template, and the fingerprint of all that decides its bytes."""
    template = library.template(planned.job.template).value
    leaflet = render.merge_job(library, planned.job)
    return leaflet, template, _key(leaflet, template, planned.parts["options"])


def _key(leaflet: Leaflet, template: Template, options: str) -> str:
    """Fingerprint of all that decides the bytes of a leaflet."""
    card = leaflet.clinic
    logo = card.logo.read_bytes() if card.logo and card.logo.is_file() else b""
    if card.logo:
        card = replace(card, logo=None)
    decisive = repr((build_id(), options, card, leaflet.paper, leaflet.date, leaflet.fingerprint, template.fingerprint))
    return hashlib.sha256(decisive.encode() + logo).hexdigest()


_PROVENANCE: dict[tuple[str, str, str], dict[str, Any]] = {}


def _provenance(library: Library, job: Job, run: str) -> dict[str, Any]:
    """Where a leaflet's text comes from: the handout's version and dates, its review, its evidence; looked up once in a run."""
    key = run, job.handout, job.language
    if key not in _PROVENANCE:
        if any(other[0] != run for other in _PROVENANCE):
            _PROVENANCE.clear()
        outline, known = library.handout(job.handout).value, library.sources().value.root
        status = signoff.status(library, job.handout, job.language)
        names = [name for entry in outline.sections for name in library.section_about(entry.section).value.sources]
        record = status.record if status.state in ("signed", "overdue") else None
        signer = record.clinician if record else None
        _PROVENANCE[key] = {
            "version": outline.version,
            "released": str(outline.released),
            "reviewed": str(signer.on) if signer else "",
            "review_due": str(record.next_review if record else outline.review.due),
            "sources": [f"{name} ({known[name].year})" for name in dict.fromkeys(names) if name in known],
        }
    return _PROVENANCE[key]
