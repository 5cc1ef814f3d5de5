"""What a press is at: the leaflets it makes itself, noted so that the next press knows them, should one of them have ended it."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable
from contextlib import suppress

from handoutpress.press.stores import Folder, Store

NAME = ".press-at-work"


class AtWork:
    """The note in a folder of leaflets; an object store has none, since there a press makes no leaflet beside its workers.

    Attributes:
        suspects: files a press was at that ended in the midst of its own work: one of them may be what ended it.
    """

    def __init__(self, store: Store, found: Container[str]) -> None:
        """Read what there is.

        Args:
            found: names of the files in the store.
        """
        self._store, self._handle = store, -1
        told = (store.read(NAME) if NAME in found else None) or b""
        self.suspects = frozenset(os.fsdecode(told.partition(b"\n\n")[0]).split("\n")) - {""}

    def note(self, names: Iterable[str]) -> None:
        """Write over what was noted: a new file each time would take a third as long as making a leaflet.

        The names end with an empty line; what stands behind it was written before. Without a note the press goes on: that
        nothing can be written is said of each leaflet.
        """
        if not isinstance(self._store, Folder):
            return
        with suppress(OSError):
            if self._handle < 0:
                path = self._store.path / NAME
                self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
            os.lseek(self._handle, 0, os.SEEK_SET)
            os.write(self._handle, os.fsencode("\n".join(names) + "\n\n"))

    def forget(self) -> None:
        """Take the note away: whatever is left to do, the press lives."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
        if isinstance(self._store, Folder):
            self._store.drop([NAME])
