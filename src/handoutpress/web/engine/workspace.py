"""What all visits share: the workspace, the library as its files are now, the pressroom, the sessions, the jobs."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.content.finder import signature
from handoutpress.content.library import Library
from handoutpress.web.engine.background_tasks import Tasks
from handoutpress.web.engine.mailing_drafts import Drafts
from handoutpress.web.engine.render_pool import Pressroom
from handoutpress.web.engine.sessions import Sessions

if TYPE_CHECKING:
    from handoutpress.delivery.outbox import Outbox
    from handoutpress.delivery.waiting_room import Stock

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
    tasks: Tasks = field(default_factory=Tasks)
    drafts: Drafts = field(default_factory=Drafts)
    writing: threading.Lock = field(default_factory=threading.Lock)
    _library: tuple[float, str, Library] | None = None
    _outbox: Outbox | None = None
    _stock: Stock | None = None
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

    def outbox(self) -> Outbox:
        """The workspace's outbox.

        Raises:
            OutputFailed: it cannot be opened.
        """
        from handoutpress.delivery.outbox import Outbox

        with self._lock:
            self._outbox = self._outbox or Outbox(self.workspace)
            return self._outbox

    def stock(self) -> Stock:
        """The workspace's waiting room.

        Raises:
            OutputFailed: it cannot be opened.
        """
        from handoutpress.delivery.waiting_room import Stock

        with self._lock:
            self._stock = self._stock or Stock(self.workspace)
            return self._stock

    def close(self) -> None:
        """End what runs, and close what is open."""
        self.tasks.close()
        self.pressroom.close()
        for kept in (self._outbox, self._stock):
            if kept:
                kept.close()

    def changed(self) -> None:
        """Look at the files again at once: one was written here."""
        with self._lock:
            self._library = None
