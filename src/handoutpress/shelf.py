"""A shelf on disk for what is slow to work out and never changes: drawings solved from their YAML, and QR codes.

Losing the shelf costs time only: what cannot be read is worked out again, what cannot be written is not kept.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

MOST = 10_000  # files; when there are more, the shelf is emptied and fills again


def folder() -> Path | None:
    """Where the shelf stands: HANDOUTPRESS_CACHE, else the system's place for caches; None: nothing is kept ("off")."""
    named = os.environ.get("HANDOUTPRESS_CACHE", "")
    if named:
        return None if named == "off" else Path(named)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
        return Path(base) / "handoutpress" / "cache" if base else None
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  (Path.home raises where there is none)
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "handoutpress"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "handoutpress"


def kept(kind: str, key: str, make: Callable[[], str]) -> str:
    """The text `make` gives for `key`, from the shelf if it stands there whole.

    Args:
        kind: what it is, as "figure"; part of the key.
        key: everything the text depends on, the version of the code that makes it included.
    """
    place = folder()
    if place is None:
        return make()
    path = place / f"{kind}-{hashlib.sha256(key.encode()).hexdigest()}"
    try:
        digest, _, text = path.read_text(encoding="utf-8").partition("\n")
        if digest == _digest(text):
            return text
    except (OSError, UnicodeDecodeError):
        pass
    text = make()
    _keep(path, text)
    return text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_STANDING: dict[Path, int] = {}  # files on a shelf as far as this process knows: counting them takes longer than writing one


def _make_room(place: Path) -> None:
    """Empty a shelf that holds too much."""
    _STANDING[place] = _STANDING.get(place, MOST) + 1
    if _STANDING[place] > MOST:
        standing = list(place.iterdir())
        for old in standing if len(standing) >= MOST else ():
            old.unlink(missing_ok=True)
        _STANDING[place] = 1 + (0 if len(standing) >= MOST else len(standing))


def _keep(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_room(path.parent)
        part.write_bytes(f"{_digest(text)}\n{text}".encode())
        part.replace(path)
    except OSError:
        return
