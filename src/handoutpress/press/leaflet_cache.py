"""Leaflets in the disk cache: of the same content, by the same program, a leaflet is the same, so it need not be made again.

All files a leaflet may be made of are read and hashed each time: that takes a few milliseconds, and no file name, size or time can
stand for another file's content.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from handoutpress.content.finder import TEXT_FOLDERS
from handoutpress.content.profile_files import PICTURES, may_fill_in
from handoutpress.errors import HandoutError
from handoutpress.support.disk_cache import disk_cache
from handoutpress.support.filesystem import join_path, read_file, walk_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from handoutpress.content.library import Library
    from handoutpress.press.job import Job

Leaflet = tuple[bytes, tuple[str, ...]]  # the file, and the notes on it


def inputs(library: Library, job: Job) -> tuple[object, ...] | None:
    """All that a leaflet depends on but the program; None (clinics of a list, pictures, unreadable files): it is not kept."""
    if job.clinic in library.rows or job.format == "png":
        return None
    try:
        place = library.clinic_place(job.clinic)
        profile = library.profiles.read(place)
        names = ""
        if any(may_fill_in(profile, field) for field in PICTURES):  # they follow from its content; typing that takes longest
            names = disk_cache().cached(
                "profile", (profile,), lambda: "\n".join(library.clinic(job.clinic).value.pictures), str.encode, bytes.decode
            )
        pictures = [read_file(join_path(os.path.dirname(place), name))[0] for name in names.splitlines()]  # noqa: PTH120
        return (job, profile, tuple(pictures), *sorted(_texts(library)))
    except (OSError, HandoutError, ValueError):  # said when the leaflet is made; an entry that is no file's name is none
        return None


def _texts(library: Library) -> Iterator[tuple[str, bytes]]:
    """Every handout, template and sign-off, with its place in the library. Raises OSError: one cannot be read."""
    for number, root in enumerate(map(str, library.roots)):
        folders = [join_path(root, name) for name in TEXT_FOLDERS]
        for path, entry in walk_files(folders, wanted=lambda _, name: name.lower().endswith(".yaml") and not name.startswith(".")):
            if entry is None:
                raise OSError(f"{path} cannot be read")
            yield f"{number} {path[len(root) :]}", read_file(path)[0]


def get(key: tuple[object, ...]) -> Leaflet | None:
    """The leaflet that was made of these inputs; None: none was."""
    data = disk_cache().get("leaflet", key)
    head, _, leaflet = (data or b"").partition(b"\n")
    try:
        notes = json.loads(head)
    except ValueError:
        return None
    return (leaflet, tuple(notes)) if leaflet and isinstance(notes, list) and set(map(type, notes)) <= {str} else None


def put(library: Library, job: Job, before: tuple[object, ...], leaflet: bytes, notes: Sequence[str]) -> None:
    """Keep a leaflet, unless what it depends on has changed while it was made."""
    if inputs(library, job) == before:
        disk_cache().put("leaflet", before, json.dumps(list(notes)).encode() + b"\n" + leaflet)
