"""The disk cache: bytes that follow from their inputs alone and are slow to work out, kept in a private folder.

The key of an entry is one hash over its kind, the build id and every input. The entry's digest is over that key and the data, so
an entry that is damaged, cut short or moved to another's place is a miss. Losing the cache costs time only: what cannot be read
is worked out again, what cannot be written is not kept.

The folder is for its owner alone (0700, files 0600). On POSIX systems a folder or file that belongs to another user, or that
others may write to, is not used. On Windows the folder stands in the user's profile, whose access list does the same.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from handoutpress.support.build_id import build_id
from handoutpress.support.filesystem import read_file

V = TypeVar("V")
# most entries a process writes of a kind: more bodies are those of single clinics, which nobody asks for again
LIMITS = {"body": 64}
# most entries of each kind; when there are more, the kind is emptied and fills again
CAPACITY = {"qr": 10_000, "figure": 2_000, "font": 100, "logo": 1_000, "body": 400, "profile": 2_000, "leaflet": 100}


class DiskCache:
    """Entries in a folder by kind and inputs.

    Inputs are bytes, str, int, float, bool, None, dates, and tuples and dataclasses of these, and what has a fingerprint of all it
    says; whatever else is given raises
    TypeError. The build id is always part of the key.
    """

    def __init__(self, folder: Path | None) -> None:
        """Look at nothing yet; without a folder, nothing is kept."""
        self.folder = folder
        self._counts: dict[str, int] = {}  # entries of a kind as far as this process knows: counting takes longer than writing one
        self._written: dict[str, int] = {}
        self._usable: dict[str, bool] = {}  # kinds whose folder was looked at

    def cached(
        self, kind: str, inputs: tuple[object, ...], make: Callable[[], V], encode: Callable[[V], bytes], decode: Callable[[bytes], V]
    ) -> V:  # fmt: skip
        """The value for these inputs, which are all it depends on but the program: from the cache, else made and kept.

        If `decode` raises anything, the data is not what `encode` writes, and the value is made.
        """
        data = self.get(kind, inputs)
        if data is not None:
            with suppress(Exception):  # whatever stands there instead is no reason to stop
                return decode(data)
        value = make()
        if self._takes(kind):
            self.put(kind, inputs, encode(value))
        return value

    def get(self, kind: str, inputs: tuple[object, ...]) -> bytes | None:
        """The data of an entry; None: there is none that is whole and this user's own."""
        if self.folder is None or not self._is_usable(kind):
            return None
        key = _key(kind, inputs)
        try:
            content, status = read_file(f"{self.folder}{os.sep}{kind}{os.sep}{key}")
        except OSError:
            return None
        digest, _, data = content.partition(b"\n")
        return data if digest == _digest(key, data) and not _unsafe(status) else None

    def put(self, kind: str, inputs: tuple[object, ...], data: bytes) -> None:
        """Keep an entry, if that can be done."""
        if self.folder is None or not self._takes(kind):
            return
        self._written[kind] = self._written.get(kind, 0) + 1
        key, folder = _key(kind, inputs), self.folder / kind
        part = folder / f".{os.urandom(6).hex()}.part"
        with suppress(OSError):
            if self._is_usable(kind):  # before anything is made in a folder of another user
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder.mkdir(mode=0o700, exist_ok=True)
            if not self._is_usable(kind):
                return
            self._make_room(kind, folder)
            try:
                handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
                with os.fdopen(handle, "wb") as file:
                    file.write(_digest(key, data) + b"\n" + data)
                part.replace(folder / key)
            except OSError:
                part.unlink(missing_ok=True)

    def refusal(self) -> str:
        """What is wrong with the folder, in words; empty: it is used, or will be made when it is needed."""
        if self.folder is None:
            return ""
        folders = [self.folder, *(self.folder / kind for kind in CAPACITY)]
        return next((f"{folder}: {reason}" for folder in folders if (reason := _secured(folder))), "")

    def _takes(self, kind: str) -> bool:
        """Whether this process may write another entry of a kind."""
        return self.folder is not None and self._written.get(kind, 0) < LIMITS.get(kind, sys.maxsize)

    def _is_usable(self, kind: str) -> bool:
        """Whether the folder of a kind can be trusted; looked at once in a process, when it is there."""
        if (known := self._usable.get(kind)) is not None:
            return known
        assert self.folder is not None
        folder = self.folder / kind
        try:
            usable = not _secured(self.folder) and not _secured(folder)
            if folder.exists():
                self._usable[kind] = usable
        except OSError:
            return False
        return usable

    def _make_room(self, kind: str, folder: Path) -> None:
        """Empty a folder that holds too much."""
        capacity = CAPACITY[kind]
        self._counts[kind] = self._counts.get(kind, capacity) + 1
        if self._counts[kind] > capacity:
            entries = list(folder.iterdir())
            if len(entries) >= capacity:
                for entry in entries:
                    with suppress(OSError):  # another process was quicker, or a folder stands there
                        entry.unlink()
                entries = []
            self._counts[kind] = 1 + len(entries)


def disk_cache() -> DiskCache:
    """The cache of this user: in HANDOUTPRESS_CACHE ("off": none), else where the system has caches."""
    return _opened(os.environ.get("HANDOUTPRESS_CACHE", ""))


@lru_cache(maxsize=16)
def _opened(name: str) -> DiskCache:
    return DiskCache(None if name == "off" else Path(name) if name else _system_folder())


def _system_folder() -> Path | None:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base) / "handoutpress" / "cache" if base else None
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  (Path.home raises where there is none)
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "handoutpress"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "handoutpress"


_FOREIGN = "it belongs to another user"


def _unsafe(status: os.stat_result) -> str:
    """Why a file or folder must not be trusted, in words; empty: it is this user's own and nobody else may write to it."""
    if sys.platform != "win32":
        if status.st_uid != os.geteuid():
            return _FOREIGN
        if status.st_mode & 0o022:
            return "others may write to it"
    return ""


def _secured(folder: Path) -> str:
    """Close a folder of this user's to others; why it must not be used, or "". One that is not there yet is no danger."""
    try:
        link = folder.lstat()
    except OSError:
        return ""
    try:
        status = folder.stat()
    except OSError:
        return "it is a link that leads nowhere"
    if not stat.S_ISDIR(status.st_mode):
        return "it is not a folder"
    if _unsafe(link) == _FOREIGN:  # whoever owns a link may let it lead elsewhere
        return _FOREIGN
    if sys.platform != "win32" and status.st_uid == link.st_uid and status.st_mode & 0o077:
        with suppress(OSError):
            folder.chmod(0o700)
            status = folder.stat()
    return _unsafe(status)


def _key(kind: str, inputs: tuple[object, ...]) -> str:
    """One hash over everything an entry depends on. Python's own version too: some entries are pickled."""
    return hashlib.sha256(_encoded((kind, build_id(), sys.implementation.cache_tag, inputs))).hexdigest()


def _encoded(value: object) -> bytes:
    """A value as bytes that no other value has: type, length, content. Raises TypeError: its type has no such bytes."""
    if isinstance(value, bytes):
        kind, data = b"bytes", value
    elif isinstance(value, str):
        kind, data = b"str", value.encode("utf-8", "surrogatepass")
    elif value is None or isinstance(value, (bool, int, float, datetime.date)):
        kind, data = b"plain", repr(value).encode()
    elif isinstance(value, tuple):
        kind, data = b"tuple", b"".join(map(_encoded, value))
    elif isinstance(mark := getattr(value, "fingerprint", None), str) and not is_dataclass(value):
        kind, data = type(value).__qualname__.encode(), mark.encode()
    elif is_dataclass(value) and not isinstance(value, type):
        kind = type(value).__qualname__.encode()
        data = b"".join([_encoded(getattr(value, field.name)) for field in fields(value) if field.compare])
    else:
        raise TypeError(f"{type(value).__name__} cannot be part of a cache key")
    return b"%b %d:%b" % (kind, len(data), data)


def _digest(key: str, data: bytes) -> bytes:
    return hashlib.sha256(key.encode() + data).hexdigest().encode()
