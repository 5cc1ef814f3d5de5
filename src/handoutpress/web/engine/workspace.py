"""What all visits share: the workspace, the library as its files are now, the render_pool, the sessions, the jobs."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from handoutpress.content.finder import signature
from handoutpress.content.library import Library
from handoutpress.delivery.order import Order
from handoutpress.delivery.outbox import Outbox
from handoutpress.delivery.waiting_room import WaitingRoom
from handoutpress.web.engine.background_tasks import BackgroundTasks
from handoutpress.web.engine.render_pool import RenderPool
from handoutpress.web.engine.sessions import Sessions

LOOK_EVERY = 0.4  # seconds between looks at the files
KEPT = 1800.0  # seconds a list that was looked at may wait


@dataclass(frozen=True, repr=False)
class MailingDraft:
    """A mailing that was looked at: orders that are to go, and those of patients who have had theirs already."""

    going: list[Order]
    had: list[Order]


@dataclass(repr=False)
class MailingDrafts:
    """Mailings that were looked at and not sent yet, by a random name, each for its own session; in memory alone, on no disk."""

    _all: dict[str, tuple[float, str, MailingDraft]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, session: str, draft: MailingDraft) -> str:
        """Keep one; its name."""
        now, name = time.monotonic(), secrets.token_urlsafe(18)
        with self._lock:
            self._all = {name: one for name, one in self._all.items() if now - one[0] < KEPT}
            self._all[name] = (now, session, draft)
        return name

    def take(self, session: str, name: str) -> MailingDraft | None:
        """Take one out, once; None: it is not there, or another's, or too old."""
        with self._lock:
            when, owner, draft = self._all.get(name, (0.0, "", None))
            if owner != session or time.monotonic() - when > KEPT:
                return None
            del self._all[name]
            return draft


@dataclass
class WebWorkspace:
    """A clinic's folder, where profiles and sign-offs are written, and what all requests share.

    The `write_lock` is held while a file of the workspace is read, compared and written.
    """

    folder: Path
    render_pool: RenderPool
    sessions: Sessions
    tasks: BackgroundTasks = field(default_factory=BackgroundTasks)
    drafts: MailingDrafts = field(default_factory=MailingDrafts)
    write_lock: threading.Lock = field(default_factory=threading.Lock)
    _library: tuple[float, str, Library] | None = None
    _outbox: Outbox | None = None
    _waiting_room: WaitingRoom | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def library(self) -> tuple[Library, str]:
        """The library as its files are now, and their fingerprint. Raises InvalidSource: the workspace brings red flags."""
        with self._lock:
            now = time.monotonic()
            if self._library is None or now - self._library[0] > LOOK_EVERY:
                fresh = Library(self.folder)
                stamp = signature(fresh.roots)
                kept = self._library[2] if self._library and self._library[1] == stamp else fresh
                self._library = (now, stamp, kept)
            return self._library[2], self._library[1]

    def outbox(self) -> Outbox:
        """The workspace's outbox. Raises OutputFailed: it cannot be opened."""
        with self._lock:
            self._outbox = self._outbox or Outbox(self.folder)
            return self._outbox

    def waiting_room(self) -> WaitingRoom:
        """The workspace's waiting room. Raises OutputFailed: it cannot be opened."""
        with self._lock:
            self._waiting_room = self._waiting_room or WaitingRoom(self.folder)
            return self._waiting_room

    def close(self) -> None:
        """End what runs, and close what is open."""
        self.tasks.close()
        self.render_pool.close()
        for table in (self._outbox, self._waiting_room):
            if table:
                table.close()

    def reload(self) -> None:
        """Look at the files again at once: one was written here."""
        with self._lock:
            self._library = None
