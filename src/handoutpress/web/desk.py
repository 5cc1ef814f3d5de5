"""What all visits share: the workspace, the library as its files are now, the pressroom, the sessions, the jobs."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from handoutpress.library import Library, signature
from handoutpress.web.pressroom import Pressroom
from handoutpress.web.sessions import Sessions

LOOK = 0.4  # seconds between looks at the files


@dataclass
class Desk:
    """The front desk.

    Attributes:
        workspace: the clinic's folder; profiles and sign-offs are written there.
        writing: held while a file of the workspace is read, compared and written.
    """

    workspace: Path
    pressroom: Pressroom
    sessions: Sessions
    writing: threading.Lock = field(default_factory=threading.Lock)
    _library: tuple[float, str, Library] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def library(self) -> tuple[Library, str]:
        """The library, and the fingerprint of its files; read anew when one has changed.

        Raises:
            InvalidSource: the workspace brings red flags.
        """
        with self._lock:
            now = time.monotonic()
            if self._library is None or now - self._library[0] > LOOK:
                fresh = Library(self.workspace)
                stamp = signature(fresh.roots)
                kept = self._library[2] if self._library and self._library[1] == stamp else fresh
                self._library = (now, stamp, kept)
            return self._library[2], self._library[1]

    def changed(self) -> None:
        """Look at the files again at once: one was written here."""
        with self._lock:
            self._library = None
