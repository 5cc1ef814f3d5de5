"""The crash note: names of the leaflets a run has in hand itself, so that the next run knows them, should one have ended it."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable
from contextlib import suppress

from handoutpress.press.stores import Folder, Store

NAME = ".press-at-work"


class CrashNote:
    """The note in a folder of leaflets: its `suspects` are files a run had in hand when it ended; one of them may have ended it.

    An object store has none, since there the run itself makes no leaflet beside its workers.
    """

    def __init__(self, store: Store, found: Container[str]) -> None:
        """Read what there is; `found` are the names of the files in the store."""
        self._store, self._handle = store, -1
        content = (store.read(NAME) if NAME in found else None) or b""
        self.suspects = frozenset(os.fsdecode(content.partition(b"\n\n")[0]).split("\n")) - {""}

    def write(self, names: Iterable[str]) -> None:
        """Write over the last note: a new file each time would take a third as long as making a leaflet.

        The names end with an empty line; what stands behind it was written before. Without a note the run goes on: that
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

    def remove(self) -> None:
        """Take the note away: the run has come to its end."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
        if isinstance(self._store, Folder):
            self._store.drop([NAME])
