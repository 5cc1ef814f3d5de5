"""A shelf on disk for what is slow to work out and never changes: drawings, logos, fonts, QR codes, bodies.

Losing the shelf costs time only: what cannot be read is worked out again, what cannot be written is not kept.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from handoutpress.support.filesystem import content

# files of each kind; when there are more, they are taken away and the shelf fills again
MOST = {"qr": 10_000, "figure": 2_000, "font": 100, "logo": 1_000, "body": 400, "leaflet": 100}


def folder() -> Path | None:
    """Where the shelf stands: HANDOUTPRESS_CACHE, else the system's place for caches; None: nothing is kept ("off")."""
    named = os.environ.get("HANDOUTPRESS_CACHE")
    return _named(named) if named else _usual()


@lru_cache(maxsize=16)
def _named(name: str) -> Path | None:
    return None if name == "off" else Path(name)


@cache
def _usual() -> Path | None:
    """Where it stands if nobody says: nobody moves while a program runs."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base) / "handoutpress" / "cache" if base else None
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  (Path.home raises where there is none)
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "handoutpress"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "handoutpress"


def kept(kind: str, key: str, make: Callable[[], bytes]) -> bytes:
    """What `make` gives for `key`, from the shelf if it stands there whole.

    Args:
        kind: what it is, as "figure".
        key: everything it depends on, the version of the code that makes it included.
    """
    found = taken(kind, key)
    if found is None:
        found = make()
        keep(kind, key, found)
    return found


def taken(kind: str, key: str) -> bytes | None:
    """What stands on the shelf for a key; None: nothing whole."""
    place = folder()
    if place is None:
        return None
    try:
        digest, _, data = content(_path(place, kind, key))[0].partition(b"\n")
    except OSError:
        return None
    return data if digest == _digest(data) else None


def keep(kind: str, key: str, data: bytes) -> None:
    """Put something on the shelf, if there is one."""
    place = folder()
    if place is None:
        return
    path = Path(_path(place, kind, key))
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_room(path.parent, MOST[kind])
        part.write_bytes(_digest(data) + b"\n" + data)
        part.replace(path)
    except OSError:
        return


def _path(place: Path, kind: str, key: str) -> str:
    return f"{place}{os.sep}{kind}{os.sep}{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()


_STANDING: dict[Path, int] = {}  # files in a folder as far as this process knows: counting them takes longer than writing one


def _make_room(place: Path, most: int) -> None:
    """Empty a folder of the shelf that holds too much."""
    _STANDING[place] = _STANDING.get(place, most) + 1
    if _STANDING[place] > most:
        standing = list(place.iterdir())
        for old in standing if len(standing) >= most else ():
            old.unlink(missing_ok=True)
        _STANDING[place] = 1 + (0 if len(standing) >= most else len(standing))
