"""Paths: what stands in folders, by size and time; and a path as people type it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Container, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG

YOUNG = 2 * 10**9  # nanoseconds: a file this new may change again without its time showing it


def standing(
    folders: Iterable[str], *, wanted: Callable[[str, str], bool] = lambda folder, name: True, but: Container[str] = ()
) -> Iterator[tuple[str, os.stat_result | None]]:
    """All files in folders and in those within, in no order, with their size and time; None: a folder that cannot be read.

    Links to folders are followed, each to where it leads once; a link that leads nowhere is a file.

    Args:
        folders: those that are not there hold nothing.
        wanted: whether a file counts, by its folder and name; asked before it is looked at.
        but: names of folders to leave out.
    """
    waiting, seen = list(folders), set[tuple[int, int]]()
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir():
                        if entry.name not in but and not (entry.is_symlink() and _again(entry, seen)):
                            waiting.append(entry.path)
                    elif wanted(folder, entry.name):
                        yield entry.path, _about(entry)
        except FileNotFoundError:
            continue
        except OSError:
            yield folder, None


def _again(link: os.DirEntry[str], seen: set[tuple[int, int]]) -> bool:
    """Whether a link leads where another did: a folder within itself has no end."""
    about = link.stat()
    place = about.st_dev, about.st_ino
    if place in seen:
        return True
    seen.add(place)
    return False


def _about(entry: os.DirEntry[str]) -> os.stat_result:
    try:
        return entry.stat()
    except OSError:  # a link that leads nowhere, as editors leave one beside what is being written
        return entry.stat(follow_symlinks=False)


def content(path: str | Path) -> tuple[bytes, os.stat_result]:
    """What is in a plain file, and what it was just before; with as few questions to the system as there can be, for thousands.

    Raises:
        OSError: it cannot be read; it is a folder, or a pipe, which might be read for ever.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        about = os.fstat(handle)
        if not S_ISREG(about.st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        size = about.st_size + 1  # one more, to see the end
        parts = [os.read(handle, size)]
        while len(parts[-1]) == size:
            parts.append(os.read(handle, size))
        return parts[0] if len(parts) == 1 else b"".join(parts), about
    finally:
        os.close(handle)


def within(folder: str, name: str) -> str:
    """The path of what is in a folder, as `Path` would write it; for thousands."""
    return name if folder == "." else os.path.join(folder, name)  # noqa: PTH118


def from_here(path: Path) -> str:
    """A path from the current folder if it is inside."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def typed(path: Path) -> str:
    """A path from the current folder if it is inside, in quotes if it has blanks."""
    text = from_here(path)
    return f'"{text}"' if " " in text else text


def shown(path: Path) -> str:
    """A path as people read it: from the current folder if it is inside, with forward slashes."""
    try:
        inside = _inside(os.path.dirname(path), os.getcwd())  # noqa: PTH109, PTH120  (a press shows thousands)
        name = os.path.basename(path)  # noqa: PTH119
    except OSError:
        return path.as_posix()
    return path.as_posix() if inside is None or not name or name == ".." else inside + name


@lru_cache(maxsize=256)
def _inside(folder: str, current: str) -> str | None:
    """The way from the current folder to a folder in it, with a slash at its end; None: it is elsewhere."""
    try:
        way = Path(folder).resolve().relative_to(current).as_posix()
    except (ValueError, OSError, RuntimeError):  # RuntimeError: links in a circle
        return None
    return "" if way == "." else f"{way}/"
