"""What a worker on another machine must have to make leaflets, and how it gets there.

The built-in library comes with the program, which must be the same on both sides. A workspace's own texts, templates and
sign-offs go to each worker once: a share names them by their fingerprint, and a worker that does not have them says so and gets
the share again with them. Clinic profiles and logos go with the leaflets they are for.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.content.finder import TEXT_FOLDERS
from handoutpress.content.library import Library, built_in
from handoutpress.errors import HandoutError, Problem
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from handoutpress.content.schema.clinic import Clinic
    from handoutpress.content.yaml_reader import Loaded

CAPACITY = 3  # libraries a worker keeps


@dataclass(frozen=True)
class WorkspaceBundle:
    """A workspace without its clinics: its name for people, bytes by relative path, and a fingerprint of these."""

    name: str
    files: Mapping[str, bytes]
    key: str


def pack_workspace(library: Library) -> WorkspaceBundle:
    """All of a workspace that is not the built-in library's, and no clinics."""
    root = library.workspace
    if root is None or root.resolve() == built_in():
        return WorkspaceBundle("", {}, "built-in")
    paths = sorted(path for folder in TEXT_FOLDERS for path in (root / folder).rglob("*.yaml"))
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    return WorkspaceBundle(shown(root), files, hashlib.sha256(repr(files).encode()).hexdigest())


@dataclass(frozen=True)
class PackedClinic:
    """A clinic as it is sent: its profile, typed, with the places of its fields, and its pictures by the names it has for them."""

    profile: Loaded[Clinic]
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def pack_clinics(library: Library, clinics: Iterable[str]) -> dict[str, PackedClinic]:
    """Clinics as they are sent, by what they are asked for as; what is wrong with one is said by whoever looks for it here."""
    out = {}
    for name in dict.fromkeys(clinics):
        try:
            profile = library.clinic(name)
            files = {picture: profile.path.parent / picture for picture in profile.value.pictures}
            out[name] = PackedClinic(profile, {picture: file.read_bytes() for picture, file in files.items() if file.is_file()})
        except HandoutError:
            continue
    return out


@dataclass
class BundleStore:
    """What a worker process was sent: libraries by the fingerprint of their bundle."""

    libraries: dict[str, Library] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    _held: tempfile.TemporaryDirectory[str] | None = None

    @property
    def folder(self) -> Path:
        """Where it is unpacked; goes with the process."""
        self._held = self._held or tempfile.TemporaryDirectory(prefix="handoutpress-", ignore_cleanup_errors=True)
        return Path(self._held.name)

    def unpack(self, bundle: WorkspaceBundle) -> None:
        """Take a bundle in; the oldest goes when there are many. Raises InvalidSource: it brings red flags of its own."""
        while len(self.libraries) >= CAPACITY:
            del self.libraries[next(iter(self.libraries))]
        root = self.folder / bundle.key[:16]
        root.mkdir(exist_ok=True)
        for name, data in bundle.files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.names[bundle.key] = bundle.name
        self.libraries[bundle.key] = Library(root)

    def library(self, key: str, clinics: Mapping[str, PackedClinic]) -> Library:
        """The library of a bundle, with clinics in it."""
        library = self.libraries[key]
        library.rows = {name: self._unpacked_clinic(name, packed) for name, packed in clinics.items()}
        return library

    def _unpacked_clinic(self, name: str, packed: PackedClinic) -> Loaded[Clinic]:
        profile = packed.profile
        if not packed.pictures:
            return profile
        content = b"".join(packed.pictures.values()) + name.encode("utf-8", "surrogatepass")
        folder = self.folder / "pictures" / hashlib.sha256(content).hexdigest()[:16]
        for picture, data in packed.pictures.items():
            path = folder / picture
            if not path.is_file():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        return replace(profile, path=folder / profile.path.name, id=profile.id or profile.path.stem)

    def with_home_paths(self, error: HandoutError, key: str) -> HandoutError:
        """An error with the places people know in it, instead of those of this machine."""
        unpacked, home = shown(self.folder / key[:16]), self.names[key]

        def at_home(problem: Problem) -> Problem:
            place = problem.place
            return replace(problem, place=replace(place, file=place.file.replace(unpacked, home))) if place else problem

        return type(error)(at_home(problem) for problem in error.problems)


BUNDLES = BundleStore()
