"""The making of many leaflets: each step is taken for all of them before the next one is.

A step that was just taken is taken fast: what it needs of the program lies in the processor's caches. A batch that makes leaflets one
after the other takes 1.3 times as long.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable
from dataclasses import fields, replace
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handoutpress.content import signoff
from handoutpress.errors import HandoutError
from handoutpress.merge.leaflet import ClinicCard
from handoutpress.press import render
from handoutpress.press.manifest import Entry, Journal
from handoutpress.press.render import Job, Made
from handoutpress.press.staleness import Planned
from handoutpress.press.stores import Folder, Stamp, Store, digest
from handoutpress.support import build_id
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
class Task:
    """A leaflet to make.

    Attributes:
        known: the key it was made with, if its file is as it was then: if the key is still the same, it is not made.
    """

    planned: Planned
    known: str = ""


@immutable
class Result:
    """What became of a task.

    Attributes:
        error: why it was not made.
        fresh: made now; else what it depends on says the same as before.
        notes: what it does not say in full.
        more: names of the files of its other pages, if each is a picture of its own.
        told: what the manifest is to hold of it, as it stands in a journal; else it is the `entry`, if it was made.
        files: what is in its files, if the press is to write them: one, or a picture of each page.
    """

    error: HandoutError | None = None
    fresh: bool = True
    notes: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    told: str = ""
    entry: Entry | None = None
    files: tuple[bytes | PdfFile, ...] = ()


def placed(
    planned: Planned, store: Store, *, notes: tuple[str, ...] = (), fresh: bool = True, more: tuple[str, ...] = ()
) -> Made:  # fmt: skip
    """A leaflet with its place; the rest as in `Made`."""
    return Made(planned.job, store.place(planned.file), None, notes, fresh, isinstance(store, Folder), planned.why, more)


def many(library: Library, tasks: Iterable[Task], store: Store | None, run: str) -> list[Result]:
    """Make leaflets, but for those that depend on what their known key says.

    Args:
        store: where to; None: the bytes are in the results.
    """
    works = [_Work(library, task, store, run) for task in tasks]
    for step in (_Work.merge, _Work.compose, _Work.draw, _Work.finish, _Work.keep):
        for work in works:
            if work.result is None:
                try:
                    step(work)
                except Exception as error:
                    work.result = Result(_said(error, work.task.planned.job))
    return [work.result for work in works if work.result]


def _said(error: Exception, job: Job) -> HandoutError:
    """A fault of the program in one leaflet must not take the others with it: it counts as this leaflet's error."""
    if isinstance(error, HandoutError):
        return error
    what = f"the program made a mistake with {job.file_name} ({type(error).__name__}: {error})"
    return HandoutError(what, "This is not your fault: send this line to the makers")


class _Work:
    """A leaflet being made: what each step leaves for the next, and in the end the result."""

    leaflet: Leaflet
    template: Template
    composed: tuple[ClinicParts, LaidOutBody] | None
    pen: Pen | None
    files: tuple[bytes | PdfFile, ...]

    def __init__(self, library: Library, task: Task, store: Store | None, run: str) -> None:
        self.library, self.task, self.store, self.run = library, task, store, run
        self.key = ""
        self.notes: list[str] = []
        self.result: Result | None = None

    def merge(self) -> None:
        """The text; there is nothing more to do if all that decides the bytes is as it was."""
        self.leaflet, self.template, self.key = merged(self.library, self.task.planned)
        if self.key == self.task.known:
            self.result = Result(fresh=False)

    def compose(self) -> None:
        """The clinic's parts, and the body they go into."""
        self.composed = render.compose(self.leaflet, self.template, self.task.planned.job)

    def draw(self) -> None:
        """The pages."""
        self.pen = render.draw(self.leaflet, self.template, self.task.planned.job, self.notes, self.composed)
        self.composed = None

    def finish(self) -> None:
        """The bytes."""
        self.files = render.finished(self.leaflet, self.task.planned.job, self.pen)
        self.pen = None

    def keep(self) -> None:
        """The files in their place, and what the manifest is to hold of them."""
        planned, job, files = self.task.planned, self.task.planned.job, self.files
        entry = Entry(
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
            more=[render.page(Path(planned.file), number).name for number in range(2, len(files) + 1)],
            **_origin(self.library, job, self.run),
        )
        made = Result(notes=tuple(self.notes), more=tuple(entry.more), entry=entry, files=files)
        self.result = made if self.store is None else written(self.store, planned.file, made, self.run)


def written(store: Store, name: str, result: Result, run: str) -> Result:
    """Write the files of a leaflet; what is left of its result. In a folder, the line in this thread's journal stands before the file.

    Raises:
        OutputFailed: it cannot be written.
    """
    files, entry = result.files, result.entry
    assert entry
    for page, data in zip(result.more, files[1:], strict=True):  # the first page is the last to be written: it vouches for them
        store.put(page, data)
    if not isinstance(store, Folder):
        return Result(notes=result.notes, more=result.more, entry=entry.stamped(store.put(name, files[0])))
    journal, told = _journal(store, run), ""

    def announce(stamp: Stamp) -> None:
        nonlocal told
        told = entry.stamped(stamp).told
        journal.add(name, told)

    store.put(name, files[0], announce)
    return Result(notes=result.notes, more=result.more, told=told)


_JOURNALS: dict[tuple[int, int], tuple[str, Journal]] = {}


def _journal(store: Folder, run: str) -> Journal:
    """This thread's journal of a run."""
    me = os.getpid(), threading.get_ident()
    kept = _JOURNALS.get(me)
    if kept is None or kept[0] != run:
        if kept:
            kept[1].close()
        kept = _JOURNALS[me] = run, Journal(store)
    return kept[1]


def merged(library: Library, planned: Planned) -> tuple[Leaflet, Template, str]:
    """A leaflet merged, its template, and the fingerprint of all that decides its bytes."""
    template = library.template(planned.job.template).value
    leaflet = render.merged(library, planned.job)
    return leaflet, template, _key(leaflet, template, planned.job)


# all that they say; the `repr` of a dataclass takes ten times as long
_JOB, _CARD = (attrgetter(*(one.name for one in fields(kind))) for kind in (Job, ClinicCard))


def _key(leaflet: Leaflet, template: Template, job: Job) -> str:
    """Fingerprint of all that decides the bytes of a leaflet."""
    card = leaflet.clinic
    logo = card.logo.read_bytes() if card.logo and card.logo.is_file() else b""
    if card.logo:
        card = replace(card, logo=None)
    told = repr(
        (build_id.fingerprint(), _JOB(job), _CARD(card), leaflet.paper, leaflet.date, leaflet.fingerprint, template.fingerprint)
    )
    return hashlib.sha256(told.encode() + logo).hexdigest()


_ORIGINS: dict[tuple[str, str, str], dict[str, Any]] = {}


def _origin(library: Library, job: Job, run: str) -> dict[str, Any]:
    """Where a leaflet's text comes from: the handout's version and dates, its review, its evidence; looked up once in a run."""
    key = run, job.handout, job.language
    if key not in _ORIGINS:
        if any(other[0] != run for other in _ORIGINS):
            _ORIGINS.clear()
        _ORIGINS[key] = _looked_up(library, job)
    return _ORIGINS[key]


def _looked_up(library: Library, job: Job) -> dict[str, Any]:
    outline = library.handout(job.handout).value
    status = signoff.status(library, job.handout, job.language)
    known = library.sources().value.root
    cited = {
        name: None
        for entry in outline.sections
        for name in library.section_about(entry.section).value.sources
        if name in known
    }  # fmt: skip
    record = status.record if status.state in ("signed", "overdue") else None
    signer = record.clinician if record else None
    return {
        "version": outline.version,
        "released": str(outline.released),
        "reviewed": str(signer.on) if signer else "",
        "review_due": str(record.next_review if record else outline.review.due),
        "sources": [f"{name} ({known[name].year})" for name in cited],
    }
