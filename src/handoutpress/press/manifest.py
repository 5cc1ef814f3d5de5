"""What a folder of leaflets was made of, so that what has not changed is not made again.

`manifest.json` holds one entry for each leaflet: fingerprints of all it depends on, and of the file itself. While the press
runs, entries go to journals, line by line: each process that writes leaflets has one of its own. In a folder, a line is
written before its file takes its place, with the file's size and time; so a press that is killed at any moment knows, when it
is started again, of every file it finished, and makes none of them twice. An object store cannot add lines to an object: there
the press itself keeps a journal of many small objects, one every few seconds, and a killed press makes again what the last few
seconds made.
"""

from __future__ import annotations

import json
import os
import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import field, fields
from operator import attrgetter
from typing import Any

from handoutpress.press.stores import Folder, Stamp, Store
from handoutpress.support.values import immutable

NAME = "manifest.json"
FORMAT = 3
JOURNAL = re.compile(r"\.manifest-[0-9a-f]{12}(-\d+)?\.part")
TOGETHER = 256  # entries written at a time
SECONDS, LINES = 5.0, 1_000  # between two journal objects of an object store: whichever comes first


@immutable
class ManifestEntry:
    """A leaflet as it was made.

    Attributes:
        key: fingerprint of all that decides its bytes.
        parts: fingerprints of the files it was made of, by kind: profile, text, facts, template, ... (see `parts`).
        size, mark: of the file; see `Stamp`.
        control: its document control line, with version and review, as printed.
        version, released: of the handout.
        reviewed: when a clinician of the clinic signed for the text; empty: nobody has.
        review_due: when the text must be looked at again.
        sources: ids of the evidence it cites, with the year, as "E1 (2017)".
        more: the other pages, if each is a picture of its own: SHA-256 by name.
    """

    key: str
    parts: Mapping[str, str]
    sha256: str
    size: int
    mark: str
    clinic: str
    handout: str
    language: str
    template: str
    control: str
    version: str = ""
    released: str = ""
    reviewed: str = ""
    review_due: str = ""
    sources: list[str] = field(default_factory=list)
    more: Mapping[str, str] = field(default_factory=dict)

    def stamped(self, stamp: Stamp) -> ManifestEntry:
        """The same for a file of that stamp."""
        key, parts, sha256, _, _, *rest = _values(self)
        return ManifestEntry(key, parts, sha256, stamp.size, stamp.mark, *rest)

    @property
    def json(self) -> bytes:
        """The entry as JSON."""
        return _encoded(dict(zip(_FIELDS, _values(self), strict=True)))


_dumps = json.JSONEncoder(ensure_ascii=False).encode
_FIELDS = tuple(one.name for one in fields(ManifestEntry))
_values = attrgetter(*_FIELDS)
_TYPES = tuple(
    {"str": str, "int": int, "list[str]": list, "Mapping[str, str]": dict}[str(one.type)] for one in fields(ManifestEntry)
)
_DAMAGE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)  # what decoding JSON of another form may raise


def _entry(data: dict[str, Any]) -> ManifestEntry:
    """An entry from JSON. Raises TypeError: it is anything else."""
    entry = ManifestEntry(**data)
    if tuple(map(type, _values(entry))) != _TYPES or {*map(type, (*entry.parts.values(), *entry.sources, *entry.more.values()))} - {
        str
    }:
        raise TypeError("no entry")
    return entry


def _journal_line(name: str, entry: bytes) -> bytes:
    """A journal's line: an entry as JSON, with the name of its file."""
    return b'{"file": %b, %b\n' % (_encoded(name), entry[1:])


def _encoded(value: object) -> bytes:
    """A value as JSON; what in a file's name is no character (half of one, a byte of another code) is written as JSON's escape."""
    return _dumps(value).encode("utf-8", "backslashreplace")


class Journal:
    """One process's journal of a folder: what it wrote, line by line. Lines reach the system before their file takes its place."""

    def __init__(self, folder: Folder) -> None:
        self.folder, self._handle = folder, -1

    def add(self, name: str, entry: bytes) -> None:
        """Write a line of an entry (as JSON) in one go. Raises OSError: it cannot be written."""
        if self._handle < 0:
            path = self.folder.path / f".manifest-{uuid.uuid4().hex[:12]}.part"
            self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o644)
        data = _journal_line(name, entry)
        if os.write(self._handle, data) != len(data):
            raise OSError(28, "No space left on device")

    def close(self) -> None:
        """Close the file; it stays until the manifest is whole."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


class Manifest:
    """The manifest of a store of leaflets.

    Attributes:
        entries: by file name, but for those that stand in journals of this run.
        found: the store's files as they were when the manifest was read.
        logos: the logos that profiles name, with the digest of the profile (see `Fingerprints`).
        saved: when it was written last, nanoseconds; 0: never, or the store does not tell.
    """

    def __init__(self, store: Store) -> None:
        """Read what there is; a manifest this version cannot read, or a damaged one, counts as none."""
        self.store = store
        self.found = store.stamps()
        self.entries: dict[str, ManifestEntry] = {}
        self.logos: dict[str, tuple[str, str]] = {}
        self.saved = int(self.found[NAME].mark) if NAME in self.found and isinstance(store, Folder) else 0
        self._journals = sorted(name for name in self.found if JOURNAL.fullmatch(name))
        self._journaled: dict[str, bytes] = {}  # entries in journals of this run, as JSON: encoding them again takes long
        self._new: dict[str, ManifestEntry] = {}  # entries for which no line is written yet, in an object store
        self._own: set[str] = set()  # written by this run, in an object store
        self._written = time.monotonic()
        self._token = uuid.uuid4().hex[:12]
        self._parts = 0
        self._dirty = bool(self._journals)
        self._read()

    def _read(self) -> None:
        content = self.store.read(NAME) if NAME in self.found else None
        with suppress(*_DAMAGE):
            data = json.loads(content) if content else {}
            if data["format"] == FORMAT:
                for name, entry in data["leaflets"].items():
                    with suppress(*_DAMAGE):
                        self.entries[name] = _entry(entry)
                self.logos = {
                    path: (digest, logo) for path, (digest, logo) in data["logos"].items() if type(digest) is type(logo) is str
                }
        for name, made in self._lines(self._journals, self.found):
            self.entries[name] = made

    def journaled_entries(self) -> Iterator[tuple[str, ManifestEntry]]:
        """What the journals say at this moment, for files that are in their place: those of workers that died too."""
        now = self.store.stamps()
        yield from self._lines([name for name in now if JOURNAL.fullmatch(name)], now)

    def _lines(self, journals: Iterable[str], found: Mapping[str, Stamp]) -> Iterator[tuple[str, ManifestEntry]]:
        for journal in journals:
            for text in (self.store.read(journal) or b"").decode("utf-8", "replace").splitlines():
                try:
                    data = json.loads(text)
                    name, entry = data.pop("file"), _entry(data)
                    there = found.get(name)
                except _DAMAGE:
                    continue  # the line the press was killed at, or what was no line of a press
                if there and there.size == entry.size and (not isinstance(self.store, Folder) or there.mark == entry.mark):
                    yield name, entry

    def add(self, name: str, entry: ManifestEntry | bytes) -> None:
        """Record a leaflet whose file is whole; in a folder, a line of some journal says so already: its entry as JSON."""
        if isinstance(entry, bytes):
            self._journaled[name] = entry
            self._dirty = True
            return
        self.update(name, entry)
        self._own.add(name)
        self._new[name] = entry
        if len(self._new) >= LINES or time.monotonic() - self._written > SECONDS:
            self._flush()

    def update(self, name: str, entry: ManifestEntry) -> None:
        """Enter what was found out about a leaflet without making it."""
        self._journaled.pop(name, None)
        self.entries[name] = entry
        self._dirty = True

    def is_touched(self, name: str) -> bool:
        """Whether anything about a file has changed since the manifest was written, so that size and mark do not vouch for it."""
        return name not in self.found or self.found[name].touched > self.saved

    def remember(self, logos: dict[str, tuple[str, str]]) -> None:
        """Keep the logos that profiles name for the next run."""
        if logos != self.logos:
            self.logos = logos
            self._dirty = True

    def _flush(self) -> None:
        """Write new entries to an object of their own."""
        if self._new:
            self._parts += 1
            name = f".manifest-{self._token}-{self._parts}.part"
            self.store.put(name, b"".join(_journal_line(name, entry.json) for name, entry in self._new.items()))
            self._journals.append(name)
            self._new.clear()
        self._written = time.monotonic()

    def close(self, *, orderly: bool = True) -> None:
        """End a run: one tidy file, in the order of names; the journals go when it is whole.

        If not `orderly`, results are missing, and journals may know more. Raises OutputFailed: it cannot be written.
        """
        if not orderly:
            for name, entry in self.journaled_entries():
                self.update(name, entry)
        if self._dirty:
            if isinstance(self.store, Folder):
                there: Iterable[str] = self.store.names()
            else:  # marks only a listing tells
                there = now = self.store.stamps()
                for name in self._own & now.keys():
                    if now[name].size == self.entries[name].size:
                        self.entries[name] = self.entries[name].stamped(now[name])
            whole = _ManifestFile(self.entries, self._journaled, self.logos)
            if whole.names and isinstance(self.store, Folder):
                self.store.put(NAME, whole, forced=True)
            elif whole.names:
                self.store.put(NAME, whole)
            self.store.drop(name for name in there if JOURNAL.fullmatch(name))
        self._dirty = False
        self._new.clear()
        self._own.clear()


@immutable
class _ManifestFile:
    """A manifest as it is written, in the order of names; never all of it in memory: it is as large as a thousand leaflets."""

    entries: dict[str, ManifestEntry]
    journaled: dict[str, bytes]
    logos: dict[str, tuple[str, str]]

    @property
    def names(self) -> list[str]:
        """Of its leaflets."""
        return sorted(self.entries.keys() | self.journaled.keys())

    @property
    def pieces(self) -> Iterator[bytes]:
        """Some lines at a time."""
        from handoutpress import __version__

        yield b'{"format": %d, "program": %b,\n"leaflets": {\n' % (FORMAT, _encoded(__version__))
        yield from _json_lines(self.names, lambda name: self.journaled.get(name) or self.entries[name].json)
        yield b'\n},\n"logos": {\n'
        yield from _json_lines(sorted(self.logos), lambda path: _encoded(self.logos[path]))
        yield b"\n}}\n"

    def __bytes__(self) -> bytes:
        """All of it, for who cannot take pieces."""
        return b"".join(self.pieces)


def _json_lines(names: Sequence[str], value: Callable[[str], bytes]) -> Iterator[bytes]:
    """Fields of a JSON object, one to a line, with their values as JSON."""
    for i in range(0, len(names), TOGETHER):
        lines = b",\n".join([b"%b: %b" % (_encoded(name), value(name)) for name in names[i : i + TOGETHER]])
        yield b",\n" + lines if i else lines
