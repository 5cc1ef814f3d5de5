"""What a folder of leaflets was made of, so that what has not changed is not made again.

`manifest.json` holds one entry for each leaflet: a fingerprint of all it depends on, and of the file itself. While the press
runs, entries are added to `manifest.part` line by line, each after its file is whole; so a press that is killed loses
nothing, and does nothing twice but the leaflets it was at.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from handoutpress import __version__, outputs

NAME, PART = "manifest.json", "manifest.part"


@dataclass(frozen=True)
class Entry:
    """A leaflet as it was made.

    Attributes:
        key: fingerprint of all it depends on: texts, numbers, profile, logo, template, program.
        size, modified: of the file; modified in nanoseconds.
        control: its document control line, with version and review.
        more: names of the other pages, if each is a picture of its own.
    """

    key: str
    sha256: str
    size: int
    modified: int
    clinic: str
    handout: str
    language: str
    template: str
    control: str
    more: list[str] = field(default_factory=list)

    def intact(self, path: Path) -> bool:
        """Whether the file is there as it was written (by its size and time), and so are the other pages."""
        try:
            stat = path.stat()
        except OSError:
            return False
        same = (stat.st_size, stat.st_mtime_ns) == (self.size, self.modified)
        return same and all((path.parent / name).is_file() for name in self.more)


class Manifest:
    """The manifest of a folder. Use as a context manager: entries are kept even if the press is killed within."""

    def __init__(self, folder: Path) -> None:
        """Read what there is; a manifest of another version of the program, or a damaged one, counts as none."""
        self.folder = folder
        self.signature = ""
        self.entries: dict[str, Entry] = {}
        self._journal: IO[str] | None = None
        for name, entry in self._read():
            self.entries[name] = entry

    def _read(self) -> Iterator[tuple[str, Entry]]:
        try:
            kept = json.loads((self.folder / NAME).read_text("utf-8"))
            if kept["program"] == __version__:
                self.signature = str(kept["signature"])
                yield from ((name, Entry(**entry)) for name, entry in kept["leaflets"].items())
        except (OSError, ValueError, KeyError, TypeError):
            self.signature = ""
        try:
            lines = (self.folder / PART).read_text("utf-8").splitlines()
        except (OSError, ValueError):
            return
        self.signature = ""  # the last run did not end: look at every leaflet
        for line in lines:
            try:
                found = json.loads(line)
                if found.pop("program") == __version__:
                    yield found.pop("file"), Entry(**found)
            except (ValueError, KeyError, TypeError, AttributeError):
                continue  # the line the press was killed at

    def __enter__(self) -> Manifest:
        """Begin a run."""
        return self

    def add(self, path: Path, entry: Entry) -> None:
        """Record a leaflet whose file is whole."""
        if self._journal is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._journal = (self.folder / PART).open("a", encoding="utf-8")
        self.entries[path.name] = entry
        self._journal.write(json.dumps({"program": __version__, "file": path.name, **asdict(entry)}) + "\n")
        self._journal.flush()

    def close(self, signature: str) -> None:
        """End a run well: one tidy file.

        Raises:
            OutputFailed: it cannot be written.
        """
        changed = self._journal is not None or signature != self.signature
        if self._journal is not None:
            self._journal.close()
            self._journal = None
        if changed and self.entries:
            leaflets = {name: asdict(entry) for name, entry in sorted(self.entries.items())}
            body = {"program": __version__, "signature": signature, "leaflets": leaflets}
            outputs.write(self.folder / NAME, (json.dumps(body, indent=1, ensure_ascii=False) + "\n").encode())
        with suppress(OSError):  # no folder, nothing made
            (self.folder / PART).unlink(missing_ok=True)

    def __exit__(self, *failure: object) -> None:
        """Close the journal, keeping it."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None


def signature(roots: Iterable[Path], extra: str) -> str:
    """A fingerprint of all files of a library, by name, size and time: if it is the same, nothing has changed."""
    digest = hashlib.sha256(f"{__version__} {extra}".encode())
    for root in roots:
        for folder in ("clinic_profiles", "handouts", "templates", "reviews"):
            for path in sorted((root / folder).rglob("*")):
                if path.is_file():
                    stat = path.stat()
                    digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
