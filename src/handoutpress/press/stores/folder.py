"""A folder of leaflets on this machine (or one that several machines share)."""

from __future__ import annotations

import errno
import os
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from handoutpress.errors import OutputFailed
from handoutpress.press.stores.base import Pieces, Stamp
from handoutpress.support import atomic_write, filesystem

LOCK = ".press.lock"
WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
_LEFT_OVER = re.compile(r"\.press-[0-9a-f]{12}\.part")


@dataclass(frozen=True)
class Folder:
    """A folder. Files are written beside their place under a name of this process, then renamed."""

    path: Path

    def is_reached(self, *, remote: bool) -> bool:
        """By workers of this machine."""
        return not remote

    @property
    def shown(self) -> str:
        """Its name for people."""
        return filesystem.shown(self.path)

    def place(self, name: str) -> str:
        """A file's path."""
        return filesystem.join_path(str(self.path), name)

    def stamps(self) -> dict[str, Stamp]:
        """All files by name, with size and time; one look at the folder, not one at each file."""
        try:
            with os.scandir(self.path) as entries:
                return {entry.name: _stamp(entry.stat()) for entry in entries if entry.is_file()}
        except OSError:
            return {}

    def names(self) -> list[str]:
        """All files and folders in it: looking at each takes seven times as long."""
        try:
            return os.listdir(self.path)  # noqa: PTH208  (thousands of names)
        except OSError:
            return []

    def read(self, name: str) -> bytes | None:
        """A file's bytes; None if it is not there."""
        try:
            return (self.path / name).read_bytes()
        except OSError:
            return None

    def put(
        self, name: str, data: bytes | Pieces, announce: Callable[[Stamp], None] | None = None, *, forced: bool = False
    ) -> Stamp:  # fmt: skip
        """Write a file, whole or not at all; `announce` is told its stamp before it takes its place.

        Leaflets are not forced to the disk one by one, which would take longer than making them: a press that is killed
        loses nothing by that. Should the power fail, a file that did not reach the disk has another size than the
        manifest says, and is made again. What cannot be made again is `forced`.
        Raises OutputFailed: it cannot be written; what stood there before is untouched.
        """
        temporary = self.place(
            f".press-{random.getrandbits(48):012x}.part"
        )  # asking the system for a name takes longer than writing
        try:
            try:
                handle = os.open(temporary, WRITE, 0o644)
            except FileNotFoundError:
                self.path.mkdir(parents=True, exist_ok=True)
                handle = os.open(temporary, WRITE, 0o644)
            try:
                for piece in (data,) if isinstance(data, bytes) else data.pieces:
                    while piece:  # the system may take a part of it
                        piece = piece[os.write(handle, piece) :]
                if forced:
                    os.fsync(handle)
                stamp = _stamp(os.fstat(handle))
            finally:
                os.close(handle)
            if announce:
                announce(stamp)
            os.replace(temporary, self.place(name))
        except OSError as error:
            with suppress(OSError):
                os.unlink(temporary)
            raise atomic_write.failure(error, self.path / name, "-o") from error
        return stamp

    def drop(self, names: Iterable[str]) -> None:
        """Delete files; those that are not there do not matter."""
        for name in names:
            with suppress(OSError):
                os.unlink(self.path / name)

    @contextmanager
    def locked(self, wait: float = 10.0) -> Iterator[None]:
        """Keep other presses out of the folder, after so many seconds' wait; the system lets go of it when this press ends.

        So a press that is started again waits for what a killed one left running, and then takes away its left-overs.
        Raises OutputFailed: another press is at work there, or the folder cannot be written to.
        """
        fresh = not self.path.exists()
        handle = self._acquire(wait)
        try:
            self._remove_left_overs()
            yield
            self._remove_left_overs()  # of workers that died
        finally:
            if os.name != "nt":  # there, an open file cannot be taken away; it is hidden by its dot only
                self.drop([LOCK])
            os.close(handle)
            if fresh:
                with suppress(OSError):  # nothing was made
                    self.path.rmdir()

    def _acquire(self, wait: float) -> int:
        """Take the lock; an open file."""
        path = self.path / LOCK
        until = time.monotonic() + wait
        while True:
            try:
                self.path.mkdir(parents=True, exist_ok=True)
                handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            except OSError as error:
                raise atomic_write.failure(error, path if path.is_dir() else self.path, "-o") from error
            with suppress(OSError):  # whoever had it may have taken the file away meanwhile: then it is no lock any more
                if _lock(handle) and os.path.samestat(os.fstat(handle), path.stat()):
                    return handle
            os.close(handle)
            if time.monotonic() > until:
                what = f"another press is making leaflets into {self.shown}"
                raise OutputFailed(what, "Wait until it has ended, or choose another folder with -o")
            time.sleep(0.05)

    def _remove_left_overs(self) -> None:
        """Take away what processes that were killed have left half-written."""
        self.drop([name for name in self.names() if _LEFT_OVER.fullmatch(name)])


def _stamp(stat: os.stat_result) -> Stamp:
    return Stamp(stat.st_size, str(stat.st_mtime_ns), stat.st_ctime_ns)


def _lock(handle: int) -> bool:
    """Take a lock on an open file, if nobody has it; some network folders know no locks, and must do without."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP)
    return True
