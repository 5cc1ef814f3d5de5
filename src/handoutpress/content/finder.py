"""Looking things up in folders: ids, what stands at a place, what has changed, and the error for what is not there."""

from __future__ import annotations

import difflib
import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from handoutpress.errors import NotFound, Place, Problem
from handoutpress.support import filesystem
from handoutpress.support.filesystem import shown

SUFFIX = ".yaml"
SOURCE_LANGUAGE = "en"  # what the authors wrote; every other language is a translation
TEXT_FOLDERS = ("handouts", "templates", "reviews")
FOLDERS = ("clinic_profiles", "handouts", "templates")  # those that must be readable


def signature(roots: Iterable[Path]) -> str:
    """A fingerprint of all files of a library, by name and identity: if it is the same, nothing has changed."""
    found = filesystem.walk_files(folders(roots))
    lines = sorted(f"{path}\0{_identity(entry)}" if entry else path for path, entry in found)
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _identity(entry: os.DirEntry[str]) -> tuple[int, ...]:
    try:
        status = entry.stat()
    except OSError:  # a link that leads nowhere, as editors leave one beside what is being written
        status = entry.stat(follow_symlinks=False)
    return filesystem.file_identity(status)


def folders(roots: Iterable[Path]) -> list[str]:
    """The folders whose files leaflets are made of."""
    return [os.path.join(root, folder) for root in roots for folder in ("clinic_profiles", *TEXT_FOLDERS)]  # noqa: PTH118  (quicker)


def ids_in(folder: Path) -> set[str]:
    """Ids of the YAML files of a folder; what begins with a dot is left by other programs (._name.yaml)."""
    return set(files_in(folder))


def files_in(folder: Path) -> dict[str, bool]:
    """Those ids, and whether it is a plain file that stands there; none of a folder that is not there, or may not be read."""
    try:
        with os.scandir(folder) as entries:
            return {
                entry.name[: -len(SUFFIX)]: _plain(entry)
                for entry in entries
                if os.path.normcase(entry.name).endswith(SUFFIX) and not entry.name.startswith(".")
            }
    except OSError:
        return {}


def _plain(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link to itself
        return False


def stands(path: str) -> bool:
    """Whether something stands at a path, be it a folder or a link that leads nowhere: reading it then says what is wrong.

    Raises NotFound: a pipe or a device stands there; reading it might wait for ever.
    """
    try:
        about = os.stat(path)  # noqa: PTH116  (a press looks at thousands)
    except (OSError, ValueError):  # ValueError: a name no file can have
        return os.path.islink(path)  # noqa: PTH114
    if not stat.S_ISREG(about.st_mode) and not stat.S_ISDIR(about.st_mode):
        raise NotFound(Problem("this is not a plain file", "Put a YAML file in its place", Place(shown(Path(path)))))
    return True


def first(roots: Iterable[Path], relative: str) -> str | None:
    """The path of the first file of that relative path, or None; raises as `stands` does."""
    return next((path for root in roots if stands(path := filesystem.join_path(str(root), relative))), None)


def unknown(kind: str, name: str, known: tuple[str, ...]) -> NotFound:
    """The error for an id that does not exist: near misses, else all there are."""
    near = difflib.get_close_matches(name, known, 2, 0.5)
    have = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(known) or 'none'}"
    if "@" in name:  # an address typed in the wrong place may be a patient's: it is not repeated
        return NotFound(f"there is no {kind} of that name; it holds an @, and ids do not", have)
    return NotFound(f"there is no {kind} '{name}'", have)
