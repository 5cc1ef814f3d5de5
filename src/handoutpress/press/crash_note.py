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
        self._store = store
        content = (store.read(NAME) if NAME in found else None) or b""
        self.suspects = frozenset(os.fsdecode(content).split("\n")) - {""}

    def write(self, names: Iterable[str]) -> None:
        """Write over the last note. Without one the run goes on: that nothing can be written is said of each leaflet."""
        if isinstance(self._store, Folder):
            with suppress(OSError):
                (self._store.path / NAME).write_bytes(os.fsencode("\n".join(names)))

    def remove(self) -> None:
        """Take the note away: the run has come to its end."""
        if isinstance(self._store, Folder):
            self._store.drop([NAME])
