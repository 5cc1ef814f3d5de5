"""What a worker is given, does, and gives back: leaflets to make, a share at a time."""

from __future__ import annotations

import hashlib
import os
import threading
from dataclasses import fields, replace
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handoutpress import program, signing
from handoutpress.batch import shipping
from handoutpress.batch.manifest import Entry, Journal
from handoutpress.batch.planning import Planned
from handoutpress.errors import HandoutError, OutputFailed
from handoutpress.library import Library
from handoutpress.press import Job, Made
from handoutpress.storage import Folder, Stamp, Store, digest
from handoutpress.values import immutable

if TYPE_CHECKING:
    from collections.abc import Callable

    from handoutpress.model.clinic import Clinic
    from handoutpress.model.leaflet import Leaflet
    from handoutpress.model.template import Template
    from handoutpress.source import Loaded


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
        entry: what the manifest is to hold of it, if it was made.
        files: what is in its files, if the press is to write them: one, or a picture of each page.
    """

    made: Made
    entry: Entry | None = None
    files: tuple[bytes, ...] = ()


@immutable
class Share:
    """What a worker takes at a time.

    Attributes:
        run: which run of the press it belongs to.
        program: fingerprint of the program the press runs: a worker with another would make other bytes.
        workspace: for workers of this machine; those of others unpack the `parcel` of this fingerprint instead.
        store: where the worker writes; None: it sends the bytes back.
        rows, guests: clinics without a file of their own here; clinics for other machines.
    """

    tasks: tuple[Task, ...]
    run: str
    program: str
    store: Store | None
    workspace: Path | None = None
    rows: dict[str, Loaded[Clinic]] | None = None
    parcel: str = ""
    guests: dict[str, shipping.Guest] | None = None


def placed(planned: Planned, store: Store, made: Made | None = None, entry: Entry | None = None) -> Made:
    """A leaflet with its place, and the files of its other pages as its entry names them."""
    made, more = made or Made(planned.job, why=planned.why), tuple(entry.more) if entry else ()
    if isinstance(store, Folder):
        return replace(made, more=more, path=store.path / planned.file)
    return replace(made, more=more, url=store.place(planned.file))


_LIBRARIES: dict[str, Library] = {}
_BUSY = threading.Lock()  # typesetting is not made for threads: a worker with several makes one share at a time


def library_of(run: str, workspace: Path | None, read: Library | None = None) -> Library:
    """The library of a run, read once in a worker's life; processes that are forked have what the press has `read`."""
    if run not in _LIBRARIES:
        _LIBRARIES.clear()
        _LIBRARIES[run] = read or Library(workspace)
    return _LIBRARIES[run]


def share_of_work(share: Share, parcel: shipping.Parcel | None) -> list[Result] | None:
    """A worker's share; its library is read once in its life. None: it does not have the workspace, and needs the parcel."""
    with _BUSY:
        if share.program != program.fingerprint():
            return [Result(Made(task.planned.job, error=_another())) for task in share.tasks]
        if share.guests is None:
            library = library_of(share.run, share.workspace)
            library.rows = dict(share.rows or {})
            return [one(library, task, share.store, share.run) for task in share.tasks]
        if parcel:
            shipping.DEPOT.unpack(parcel)
        if not shipping.DEPOT.has(share.parcel):
            return None
        library = shipping.DEPOT.library(share.parcel, share.guests)
        return [_told_at_home(one(library, task, share.store, share.run), share.parcel) for task in share.tasks]


def _another() -> HandoutError:
    what = "a worker has another version of handoutpress: its leaflets would not be the same"
    return OutputFailed(what, "Install the same version on all machines")


def _told_at_home(result: Result, parcel: str) -> Result:
    error = result.made.error
    return replace(result, made=replace(result.made, error=shipping.DEPOT.homeward(error, parcel))) if error else result


def one(library: Library, task: Task, store: Store | None, run: str) -> Result:
    """Make one leaflet, if what it depends on is not what its known key says.

    A fault of the program in one leaflet must not take the others with it: it counts as this leaflet's error.
    """
    job = task.planned.job
    try:
        return _pressed(library, task, store, run)
    except HandoutError as error:
        return Result(Made(job, error=error))
    except Exception as error:  # the last net but one
        what = f"the program made a mistake with {job.file_name} ({type(error).__name__}: {error})"
        return Result(Made(job, error=HandoutError(what, "This is not your fault: send this line to the makers")))


def _pressed(library: Library, task: Task, store: Store | None, run: str) -> Result:
    from handoutpress import press

    planned, job = task.planned, task.planned.job
    leaflet, template, key = merged(library, planned)
    if key == task.known:
        return Result(Made(job, fresh=False, why=planned.why))  # where it is, the press knows
    notes: list[str] = []
    files = press.files(leaflet, template, job, notes)
    entry = Entry(
        key=key,
        parts=planned.parts,
        sha256=digest(files[0]),
        size=len(files[0]),
        mark="",
        clinic=job.clinic,
        handout=job.handout,
        language=job.language,
        template=job.template,
        control=leaflet.control,
        more=[press.page(Path(planned.file), number).name for number in range(2, len(files) + 1)],
        **_origin(library, job, run),
    )
    made = Made(job, notes=tuple(notes), why=planned.why)
    if store is None:
        return Result(made, entry, files)
    return Result(made, written(store, planned.file, files, entry, run))


def written(store: Store, name: str, files: tuple[bytes, ...], entry: Entry, run: str) -> Entry:
    """Write a leaflet; its entry, stamped. In a folder, the line in this thread's journal stands before the file does.

    Raises:
        OutputFailed: it cannot be written.
    """
    for page, data in zip(entry.more, files[1:], strict=True):  # the first page is the last to be written: it vouches for them
        store.put(page, data)
    if not isinstance(store, Folder):
        return entry.stamped(store.put(name, files[0]))
    journal, made = _journal(store, run), entry

    def announce(stamp: Stamp) -> None:
        nonlocal made
        made = entry.stamped(stamp)
        journal.add(name, made)

    store.put(name, files[0], announce)
    return made


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
    from handoutpress import press

    template = library.template(planned.job.template).value
    leaflet = press.merged(library, planned.job)
    return leaflet, template, _key(leaflet, template, planned.job)


@cache
def _told(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    """All that objects of a class hold; their own `repr` takes many steps."""
    return attrgetter(*(one.name for one in fields(kind)))


def _key(leaflet: Leaflet, template: Template, job: Job) -> str:
    """Fingerprint of all that decides the bytes of a leaflet."""
    from handoutpress.typeset.bodies import fingerprint  # worked out once: writing a template out takes a tenth of a leaflet's time

    card = leaflet.clinic
    logo = card.logo.read_bytes() if card.logo and card.logo.is_file() else b""
    sheet = fingerprint(template)
    if card.logo:
        card = replace(card, logo=None)
    told = repr(
        (program.fingerprint(), _told(Job)(job), _told(type(card))(card), leaflet.paper, leaflet.date, leaflet.fingerprint, sheet)
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
    status = signing.status(library, job.handout, job.language)
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
