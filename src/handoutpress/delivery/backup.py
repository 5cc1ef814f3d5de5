"""A workspace in one file: everything the clinic has written, its sign-offs, and its outbox, stock and record.

A ZIP archive, readable without this program. It holds patients' addresses, so only its owner may read it. The SQLite file is
copied by SQLite itself, whole and of one moment, while the page is open and mail is being sent; all other files were written whole.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from handoutpress.content.finder import FOLDERS
from handoutpress.delivery import database
from handoutpress.delivery.outbox import Outbox
from handoutpress.errors import InvalidSource, NotFound, OutputFailed, Place, Problem, UsageError
from handoutpress.support import atomic_write
from handoutpress.support.filesystem import shown

KEPT = (*FOLDERS, "reviews")  # folders of a workspace
FILES = ("mail.yaml",)
CONTENTS = "backup.json"
_STAGED = ".restore-"
MOST_BYTES = 2_000_000_000


def back_up(workspace: Path, target: Path, *, replace: bool = False) -> tuple[Path, int]:
    """Write a workspace into a file; may be done while it is used.

    Args:
        target: the file, or a folder for one named by the time.
        replace: write over a file that is there.

    Returns:
        The file, and how many files are in it.

    Raises:
        NotFound: there is nothing to keep.
        UsageError: the file is there.
        OutputFailed: it cannot be written, or a file of the workspace cannot be read.
    """
    at = datetime.now()
    if target.is_dir():
        target = target / f"backup-{at:%Y-%m-%d-%H%M%S}.zip"
    if target.exists() and not replace:
        raise UsageError(f"{shown(target)} is there already", "Choose another name, or add --replace")
    files = {name: data for name, path in _files(workspace) if not _is_backup(data := _read(path))}  # each would hold all before it
    if database.file(workspace).exists():
        with closing(Outbox(workspace)) as live:
            files[database.NAME] = live.copied()
    if not files:
        raise NotFound(f"there is nothing to keep in {shown(workspace)}", "Name the folder with clinic_profiles/ in it")
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    contents = {"format": 1, "made": at.astimezone().isoformat(timespec="seconds"), "files": sums}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CONTENTS, json.dumps(contents, indent=1))
        for name, data in files.items():
            archive.writestr(name, data)
    atomic_write.write(target, out.getvalue(), private=True)
    return target, len(files)


def _files(workspace: Path) -> Iterator[tuple[str, Path]]:
    """What is kept of a workspace, but its SQLite file, by its name in the backup."""
    paths = [path for folder in KEPT for path in sorted((workspace / folder).rglob("*"))]
    for path in [*paths, *(workspace / name for name in FILES)]:
        inside = path.relative_to(workspace)
        if path.is_file() and not any(part.startswith(".") for part in inside.parts):  # those are half written, or the system's
            yield inside.as_posix(), path


def _is_backup(data: bytes) -> bool:
    """Whether a file is a backup, whatever its name: a ZIP archive that begins as ours do."""
    return data.startswith(b"PK\3\4") and data[30:].startswith(CONTENTS.encode())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        why = Problem(f"it cannot be read ({error.strerror or 'reading failed'})", "Check that you may open it", Place(shown(path)))
        raise OutputFailed(why) from None


@dataclass(frozen=True)
class RestoredWorkspace:
    """What became of a restore.

    Attributes:
        made: when the backup was made.
        files: how many it had.
        aside: the folder what was there is in now; None: nothing was there.
        uncertain: how many messages waited when it was made, and may have been sent since.
    """

    made: str
    files: int
    aside: Path | None
    uncertain: int


def restore(source: Path, workspace: Path) -> RestoredWorkspace:
    """Make a workspace what it was when a backup was made. What was there is moved to a folder beside it, and nothing is deleted.

    Stopped in the middle, it can be done again.

    Raises:
        NotFound: the file is not there.
        InvalidSource: it is no whole backup; nothing was touched.
        OutputFailed: the workspace is in use, or cannot be written.
    """
    made, files = _opened(source)
    stored = files.pop(database.NAME, None)
    aside = workspace / f"before-restore-{datetime.now():%Y-%m-%d-%H%M%S}"
    try:
        workspace.mkdir(parents=True, exist_ok=True)
        with database.unused(workspace), tempfile.TemporaryDirectory(prefix=_STAGED, dir=workspace) as staged:
            for left in workspace.glob(f"{_STAGED}*"):  # by one that was killed
                if left != Path(staged):
                    shutil.rmtree(left, ignore_errors=True)
            for name, data in files.items():
                atomic_write.write(Path(staged, name), data, private=name in FILES)
            _move(workspace, aside, (*KEPT, *FILES))
            _move(Path(staged), workspace, (*KEPT, *FILES))
            uncertain = _restore_database(workspace, aside, stored)
    except OSError as error:
        raise atomic_write.failure(error, workspace) from error
    return RestoredWorkspace(made, len(files) + (stored is not None), aside if aside.is_dir() else None, uncertain)


def _opened(source: Path) -> tuple[str, dict[str, bytes]]:
    """When a backup was made, and its files by name, each proved by its fingerprint."""
    place = Place(shown(source))
    damaged = InvalidSource(Problem("this is no whole backup of this program", "Take another one; nothing was changed", place))
    try:
        with zipfile.ZipFile(source) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_BYTES:
                raise InvalidSource(Problem("the backup is larger than 2 GB", "Unpack it by hand", place))
            contents = json.loads(archive.read(CONTENTS))
            if contents["format"] != 1:
                raise InvalidSource(Problem("the backup is from a newer version of this program", "Update the program", place))
            files = {str(name): archive.read(name) for name in contents["files"] if _belongs(name)}
            whole = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()} == contents["files"]
            made = str(contents["made"])
    except FileNotFoundError:
        raise NotFound(Problem("the file is not there", "Check the name and the folder", place)) from None
    except (OSError, zipfile.BadZipFile, zlib.error, ValueError, KeyError, TypeError, AttributeError, NotImplementedError,
            RuntimeError, EOFError):  # fmt: skip
        raise damaged from None
    if not whole or not files:
        raise damaged
    if database.NAME in files:
        database.opened_copy(files[database.NAME], place).close()
    return made, files


def _belongs(name: str) -> bool:
    """Whether a name in a backup is one of a workspace, and leads nowhere else."""
    parts = PurePosixPath(name).parts
    plain = all(part not in ("..", ".", "/") and not part.startswith(".") and not set(part) & set('\\:\0<>|"?*') for part in parts)
    return name in (*FILES, database.NAME) or (len(parts) > 1 and parts[0] in KEPT and plain)


def _move(source: Path, target: Path, names: tuple[str, ...]) -> None:
    for name in names:
        if (source / name).exists():
            target.mkdir(mode=0o700, exist_ok=True)
            os.replace(source / name, target / name)


def _restore_database(workspace: Path, aside: Path, stored: bytes | None) -> int:
    """Put a copy of the SQLite file in place of what is there, which is kept too; how many messages wait in it."""
    path = database.file(workspace)
    if path.exists():
        try:
            with closing(Outbox(workspace)) as live:
                held = live.copied()
                aside.mkdir(mode=0o700, exist_ok=True)
                atomic_write.write(aside / database.NAME, held, private=True)
                return live.restore(stored)
        except OutputFailed:  # damaged, in its form or in a value: kept as it is
            _move(workspace, aside, tuple(f"{database.NAME}{end}" for end in ("", "-wal", "-shm")))
    if stored:
        with closing(Outbox(workspace)) as live:
            return live.restore(stored)
    return 0
