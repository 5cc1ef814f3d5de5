"""Finished leaflets on the shelf: of the same files, by the same program, one that was made before is the same, so it is taken."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from handoutpress.content import finder
from handoutpress.support import build_id, disk_cache, filesystem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handoutpress.content.library import Library
    from handoutpress.press.render import Job


def key(library: Library, job: Job) -> str:
    """All that a leaflet depends on, by size and time of the files; "" if that cannot be told safely.

    It cannot for a clinic of a list or of a file anywhere else, and while a file has only just been written.
    """
    if job.clinic in library.rows or job.clinic not in library.clinics() or job.format == "png":
        return ""
    profile = f"{job.clinic}.yaml"

    def wanted(folder: str, name: str) -> bool:
        """Not the profiles of other clinics."""
        return name == profile or not name.endswith(".yaml") or not folder.endswith("clinic_profiles")

    told, youngest = [], 0
    for path, about in filesystem.standing(finder.folders(library.roots), wanted=wanted):
        if about is None:  # what cannot be read may have changed
            return ""
        told.append(f"{path} {about.st_size} {about.st_mtime_ns}")
        youngest = max(youngest, about.st_mtime_ns)
    return "" if time.time_ns() - youngest < filesystem.YOUNG else "\n".join([build_id.stamp(), repr(job), *sorted(told)])


def taken(key: str) -> tuple[bytes, tuple[str, ...]] | None:
    """The leaflet's file, and the notes on it; None if it is not there."""
    data = disk_cache.taken("leaflet", key) if key else None
    if data is None:
        return None
    notes, _, made = data.partition(b"\n")
    return made, tuple(json.loads(notes))


def keep(key: str, made: bytes, notes: Sequence[str]) -> None:
    """Put a leaflet on the shelf."""
    if key:
        disk_cache.keep("leaflet", key, json.dumps(list(notes)).encode() + b"\n" + made)
