"""Finished leaflets on the shelf: of the same files, by the same program, one that was made before is the same, so it is taken."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING

from handoutpress import program, shelf
from handoutpress.lookup import FOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handoutpress.library import Library
    from handoutpress.press import Job

_YOUNG = 2 * 10**9  # nanoseconds: a file this new may change again without its time showing it


def key(library: Library, job: Job) -> str:
    """All that a leaflet depends on, by size and time of the files; "" if that cannot be told safely.

    It cannot for a clinic of a list or of a file anywhere else, and while a file has only just been written.
    """
    if job.clinic in library.rows or job.clinic not in library.clinics() or job.format == "png":
        return ""
    told = [program.stamp(), repr(job)]
    youngest = 0
    for path, about in _files(map(str, library.roots), f"{job.clinic}.yaml"):
        told.append(f"{path} {about.st_size} {about.st_mtime_ns}")
        youngest = max(youngest, about.st_mtime_ns)
    return "" if time.time_ns() - youngest < _YOUNG else "\n".join(told)


def _files(roots: Iterable[str], profile: str) -> Iterable[tuple[str, os.stat_result]]:
    """All files of a library but the profiles of other clinics, in a lasting order."""
    found = []
    waiting = [os.path.join(root, folder) for root in roots for folder in (*FOLDERS, "reviews")]  # noqa: PTH118
    while waiting:
        folder = waiting.pop()
        profiles = folder.endswith("clinic_profiles")
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir():
                        waiting.append(entry.path)
                    elif not profiles or entry.name == profile or not entry.name.endswith(".yaml"):
                        found.append((entry.path, entry.stat()))
        except OSError:  # not every library has all folders; what cannot be read is said when it is needed
            continue
    return sorted(found)


def taken(key: str) -> tuple[bytes, tuple[str, ...]] | None:
    """The leaflet's file, and the notes on it; None if it is not there."""
    data = shelf.taken("leaflet", key) if key else None
    if data is None:
        return None
    notes, _, made = data.partition(b"\n")
    return made, tuple(json.loads(notes))


def keep(key: str, made: bytes, notes: Sequence[str]) -> None:
    """Put a leaflet on the shelf."""
    if key:
        shelf.keep("leaflet", key, json.dumps(list(notes)).encode() + b"\n" + made)
