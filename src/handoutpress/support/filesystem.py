"""Files and paths: all files of a folder, the content of one, and a path as people read and type it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG


def walk_files(
    folders: Iterable[str], *, wanted: Callable[[str, str], bool] = lambda folder, name: True
) -> Iterator[tuple[str, os.DirEntry[str] | None]]:
    """All files in folders and in those within, in no order, by path, if `wanted` (folder, name); None: one that cannot be read.

    Folders that are not there hold nothing. Links to folders are followed, each to where it leads once; one to nowhere is a file.
    """
    waiting, seen = list(folders), set[tuple[int, int]]()
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir():
                        if not (entry.is_symlink() and _was_followed(entry, seen)):
                            waiting.append(entry.path)
                    elif wanted(folder, entry.name):
                        yield entry.path, entry
        except FileNotFoundError:
            continue
        except OSError:
            yield folder, None


def _was_followed(link: os.DirEntry[str], seen: set[tuple[int, int]]) -> bool:
    """Whether a link leads where another did: a folder within itself has no end."""
    status = link.stat()
    place = status.st_dev, status.st_ino
    if place in seen:
        return True
    seen.add(place)
    return False


def read_file(path: str | Path) -> tuple[bytes, os.stat_result]:
    """The content of a regular file, and its status just before; with as few system calls as there can be, for thousands.

    Raises OSError: it cannot be read; it is a folder, or a pipe, which might be read for ever.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        status = os.fstat(handle)
        if not S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        size = status.st_size + 1  # one more, to see the end
        parts = [os.read(handle, size)]
        while len(parts[-1]) == size:
            parts.append(os.read(handle, size))
        return parts[0] if len(parts) == 1 else b"".join(parts), status
    finally:
        os.close(handle)


def file_identity(status: os.stat_result) -> tuple[int, ...]:
    """What changes when a file is touched: device, inode, size, time of writing, and of any change, which no program can set.

    Windows has no such time: there, the last is when the file was made.
    """
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def identity_at(path: str) -> tuple[int, ...] | None:
    """The same of the file at a path; None: there is none, or it cannot be looked at."""
    try:
        return file_identity(os.stat(path))  # noqa: PTH116  (asked twice for every leaflet of a press)
    except OSError:
        return None


def join_path(folder: str, name: str) -> str:
    """The path of what is in a folder, as `Path` would write it; for thousands."""
    return name if folder == "." else os.path.join(folder, name)  # noqa: PTH118


def from_cwd(path: Path) -> str:
    """A path from the current folder if it is inside."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def shell_path(path: Path) -> str:
    """A path from the current folder if it is inside, in quotes if it has spaces."""
    text = from_cwd(path)
    return f'"{text}"' if " " in text else text


def shown(path: Path) -> str:
    """A path as people read it: from the current folder if it is inside, with forward slashes."""
    try:
        inside = _inside(os.path.dirname(path), os.getcwd())  # noqa: PTH109, PTH120  (a press shows thousands)
        name = os.path.basename(path)  # noqa: PTH119
    except OSError:
        return path.as_posix()
    return path.as_posix() if inside is None or not name or name == ".." else inside + name


@lru_cache(maxsize=256)  # 30 µs, 190 files in a run: without, one leaflet from the shell takes 2 % longer
def _inside(folder: str, current: str) -> str | None:
    """The way from the current folder to a folder in it, with a slash at its end; None: it is elsewhere."""
    try:
        way = Path(folder).resolve().relative_to(current).as_posix()
    except (ValueError, OSError, RuntimeError):  # RuntimeError: links in a circle
        return None
    return "" if way == "." else f"{way}/"
