"""The files of clinic profiles: where they stand, and what is in them, each read once though several ask.

A press of thousands asks of each profile which sheets it chooses, whether it has changed, and then what it says: what is read
for the first question is kept for the last.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from handoutpress.content.finder import files_in, first
from handoutpress.content.yaml_reader import MAX_BYTES
from handoutpress.support import filesystem
from handoutpress.support.values import immutable

FOLDER = "clinic_profiles"
MOST_BYTES = 16_000_000  # kept of what was read and not asked for yet


@immutable
class Seen:
    """A profile as it was read.

    Attributes:
        size, time: of the file just before, bytes and nanoseconds; a file with the same is the same, if it is `settled`.
        settled: it was not so new that it may have changed again without its time showing it.
    """

    data: bytes
    size: int
    time: int
    settled: bool


def is_path(name: str) -> bool:
    """Whether a clinic is asked for by the path of its profile, not by its id."""
    return name.endswith((".yaml", ".yml")) or "/" in name or "\\" in name


class Profiles:
    """The profiles of some roots, the first before the others."""

    def __init__(self, roots: Sequence[Path]) -> None:
        """Nothing is looked at yet."""
        self._roots = roots
        self._places: dict[str, str] = {}
        self._seen: dict[str, Seen] = {}
        self._held = 0

    def ids(self, root: Path) -> set[str]:
        """Ids of the profiles of a root; where they stand is known from then on."""
        found = files_in(root / FOLDER)
        if root == self._roots[0]:
            start = str(root / FOLDER) + os.sep
            self._places |= {name: f"{start}{name}.yaml" for name, plain in found.items() if plain}
        return set(found)

    def place(self, name: str) -> str | None:
        """The path of a profile; None: there is none of that id.

        Raises:
            NotFound: a pipe or a device stands there.
        """
        if name not in self._places:
            place = first(self._roots, f"{FOLDER}{os.sep}{name}.yaml")
            if place is None:  # it may come
                return None
            self._places[name] = place
        return self._places[name]

    def seen(self, place: str) -> Seen:
        """A profile by its path, read now or before.

        Raises:
            OSError: it cannot be read, or is no plain file.
        """
        found = self._seen.get(place)
        if found is None:
            data, about = filesystem.content(place)
            settled = time.time_ns() - about.st_mtime_ns > filesystem.YOUNG
            found = Seen(data, about.st_size, about.st_mtime_ns, settled)
            self._keep(place, found)
        return found

    def about(self, place: str) -> tuple[int, int]:
        """Size and time of a profile, as it was read or, if it was not, as it is.

        Raises:
            OSError: it is not there.
        """
        if found := self._seen.get(place):
            return found.size, found.time
        about = os.stat(place)  # noqa: PTH116  (a press looks at thousands)
        return about.st_size, about.st_mtime_ns

    def _keep(self, place: str, seen: Seen) -> None:
        size = len(seen.data)  # a file too large is read again, by who says so
        if place not in self._seen and size <= MAX_BYTES and self._held + size <= MOST_BYTES:
            self._seen[place] = seen
            self._held += size

    def taken(self, place: str) -> bytes | None:
        """What was read of a profile, to be typed or handed on; it is not kept any longer."""
        if (found := self._seen.pop(place, None)) is None:
            return None
        self._held -= len(found.data)
        return found.data

    def put(self, place: str, data: bytes) -> None:
        """Take what another has read of a profile."""
        self.taken(place)
        self._keep(place, Seen(data, len(data), 0, settled=False))

    def handed_on(self, names: Iterable[str]) -> dict[str, bytes]:
        """What was read of these clinics, by path, for another library that has the same files."""
        places = [self._places[name] for name in names if name in self._places]
        return {place: data for place in places if (data := self.taken(place)) is not None}
