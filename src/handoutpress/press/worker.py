"""What a worker is given, does, and gives back: leaflets to make, a share at a time."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.content.library import Library
from handoutpress.errors import HandoutError, OutputFailed
from handoutpress.press import remote
from handoutpress.press.make_many import Result, Task, many
from handoutpress.press.stores import Store
from handoutpress.support import build_id
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from handoutpress.content.schema.clinic import Clinic
    from handoutpress.content.yaml_reader import Loaded


@immutable
class Share:
    """What a worker takes at a time.

    Attributes:
        run: which run of the press it belongs to.
        program: fingerprint of the program the press runs: a worker with another would make other bytes.
        workspace: for workers of this machine; those of others unpack the `parcel` of this fingerprint instead.
        store: where the worker writes; None: it sends the bytes back.
        rows, guests: clinics without a file of their own here; clinics for other machines.
        profiles: what the press has read of those with a file, by path.
    """

    tasks: tuple[Task, ...]
    run: str
    program: str
    store: Store | None
    workspace: Path | None = None
    rows: dict[str, Loaded[Clinic]] | None = None
    parcel: str = ""
    guests: dict[str, remote.Guest] | None = None
    profiles: dict[str, bytes] | None = None


_LIBRARIES: dict[str, Library] = {}
_BUSY = threading.Lock()  # typesetting is not made for threads: a worker with several makes one share at a time


def library_of(run: str, workspace: Path | None, read: Library | None = None) -> Library:
    """The library of a run, read once in a worker's life; processes that are forked have what the press has `read`."""
    if run not in _LIBRARIES:
        _LIBRARIES.clear()
        _LIBRARIES[run] = read or Library(workspace)
    return _LIBRARIES[run]


def share_of_work(share: Share, parcel: remote.Parcel | None) -> list[Result] | None:
    """A worker's share; its library is read once in its life. None: it does not have the workspace, and needs the parcel."""
    with _BUSY:
        if share.program != build_id.fingerprint():
            return [Result(_another()) for _ in share.tasks]
        if share.guests is None:
            library = library_of(share.run, share.workspace)
            library.rows = dict(share.rows or {})
            for path, data in (share.profiles or {}).items():
                library.profiles.put(path, data)
            return many(library, share.tasks, share.store, share.run)
        if parcel:
            remote.DEPOT.unpack(parcel)
        if not remote.DEPOT.has(share.parcel):
            return None
        library = remote.DEPOT.library(share.parcel, share.guests)
        return [_told_at_home(result, share.parcel) for result in many(library, share.tasks, share.store, share.run)]


def _another() -> HandoutError:
    what = "a worker has another version of handoutpress: its leaflets would not be the same"
    return OutputFailed(what, "Install the same version on all machines")


def _told_at_home(result: Result, parcel: str) -> Result:
    return Result(remote.DEPOT.homeward(result.error, parcel)) if result.error else result
