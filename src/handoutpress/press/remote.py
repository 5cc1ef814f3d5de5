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
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.content.library import Library, built_in
from handoutpress.errors import HandoutError, Problem
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from handoutpress.content.schema.clinic import Clinic
    from handoutpress.content.yaml_reader import Loaded

FOLDERS = ("handouts", "templates", "reviews")
MOST = 3  # libraries a worker keeps


@dataclass(frozen=True)
class Parcel:
    """A workspace without its clinics.

    Attributes:
        name: how people know the workspace.
        files: bytes by relative path.
    """

    name: str
    files: Mapping[str, bytes]

    @cached_property
    def key(self) -> str:
        """Fingerprint."""
        told = hashlib.sha256()
        for name, data in sorted(self.files.items()):
            told.update(f"{name}\0{len(data)}\0".encode("utf-8", "surrogatepass") + data)
        return told.hexdigest()


def parcel(library: Library) -> Parcel:
    """All of a workspace that is not the built-in library's, and no clinics."""
    root = library.workspace
    if root is None or root.resolve() == built_in():
        return Parcel("", {})
    found = {path.relative_to(root).as_posix(): path for folder in FOLDERS for path in sorted((root / folder).rglob("*.yaml"))}
    return Parcel(shown(root), {name: path.read_bytes() for name, path in found.items()})


@dataclass(frozen=True)
class Guest:
    """A clinic that travels: its profile, typed, with the places of its fields, and its logo."""

    profile: Loaded[Clinic]
    logo: bytes | None = None


def guests(library: Library, clinics: Iterable[str]) -> dict[str, Guest]:
    """Clinics as they travel, by what they are asked for as; those whose profile is wrong stay at home.

    What is wrong with them is said by whoever looks for them here.
    """
    out = {}
    for name in dict.fromkeys(clinics):
        try:
            profile = library.clinic(name)
            logo = profile.path.parent / profile.value.logo if profile.value.logo else None
            out[name] = Guest(profile, logo.read_bytes() if logo and logo.is_file() else None)
        except HandoutError:
            continue
    return out


@dataclass
class Depot:
    """What a worker process was sent: libraries by the fingerprint of their parcel."""

    libraries: dict[str, Library] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @cached_property
    def folder(self) -> Path:
        """Where it is unpacked; goes with the process."""
        self._held = tempfile.TemporaryDirectory(prefix="handoutpress-", ignore_cleanup_errors=True)
        return Path(self._held.name)

    def has(self, key: str) -> bool:
        """Whether a parcel is here."""
        return key in self.libraries

    def unpack(self, parcel: Parcel) -> None:
        """Take a parcel in; the oldest goes when there are many.

        Raises:
            InvalidSource: it brings red flags of its own.
        """
        while len(self.libraries) >= MOST:
            del self.libraries[next(iter(self.libraries))]
        root = self.folder / parcel.key[:16]
        root.mkdir(exist_ok=True)
        for name, data in parcel.files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.names[parcel.key] = parcel.name
        self.libraries[parcel.key] = Library(root)

    def library(self, key: str, clinics: Mapping[str, Guest]) -> Library:
        """The library of a parcel, with clinics in it."""
        library = self.libraries[key]
        library.rows = {name: self._seated(name, guest) for name, guest in clinics.items()}
        return library

    def _seated(self, name: str, guest: Guest) -> Loaded[Clinic]:
        profile = guest.profile
        if guest.logo is None or not profile.value.logo:
            return profile
        seat = self.folder / "logos" / hashlib.sha256(guest.logo + name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        logo = seat / profile.value.logo
        if not logo.is_file():
            logo.parent.mkdir(parents=True, exist_ok=True)
            logo.write_bytes(guest.logo)
        return replace(profile, path=seat / profile.path.name, id=profile.id or profile.path.stem)

    def homeward(self, error: HandoutError, key: str) -> HandoutError:
        """An error with the places people know in it, instead of those of this machine."""
        here, home = shown(self.folder / key[:16]), self.names[key]

        def at_home(problem: Problem) -> Problem:
            place = problem.place
            return replace(problem, place=replace(place, file=place.file.replace(here, home))) if place else problem

        return type(error)(at_home(problem) for problem in error.problems)


DEPOT = Depot()
