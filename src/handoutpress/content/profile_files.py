"""The files of clinic profiles: where they stand, and what is in them, each read once though several ask.

A press of thousands asks of each profile which sheets it chooses, whether it has changed, and then what it says: what is read
for the first question is kept for the last.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from handoutpress.content.finder import files_in, first
from handoutpress.content.yaml_reader import MAX_BYTES
from handoutpress.errors import Place, Problem
from handoutpress.support import filesystem

PICTURES = ("logo", "cover")  # fields of a profile that name pictures
FOLDER = "clinic_profiles"
SAMPLES = ("cedar-family-pt", "fairview-back-care", "harbor-spine", "northgate-chiropractic")  # come with the program
MOST_BYTES = 16_000_000  # kept of what was read and not asked for yet


def may_fill_in(profile: bytes, field: str) -> bool:
    """Whether a profile may fill in a field; parsing it would tell, and take a hundred times as long.

    YAML may write a letter of a name as an escape, so a backslash makes everything possible.
    """
    return field.encode() in profile or b"\\" in profile


def is_path(name: str) -> bool:
    """Whether a clinic is asked for by the path of its profile, not by its id."""
    return name.endswith((".yaml", ".yml")) or "/" in name or "\\" in name


def strays(workspace: Path | None) -> list[Problem]:
    """Files of a workspace that look like clinic profiles, but are not read for their names: `my.yml`, `my.yaml.txt`."""
    out = []
    for path in sorted((workspace / FOLDER).glob("*")) if workspace else ():
        if path.name.lower().endswith((".yml", ".yaml.txt", ".yml.txt")) and not path.name.startswith("."):
            name = re.sub(r"(\.yaml|\.yml)?(\.txt)?$", "", path.name, flags=re.IGNORECASE) + ".yaml"
            what = "this file is not read, as its name does not end in .yaml"
            out.append(
                Problem(what, f"Rename it to {name} (Windows hides the end .txt: show it first)", Place(filesystem.shown(path)))
            )
    return out


class Profiles:
    """The profiles of some roots, the first before the others.

    Of the program's own folder it has the samples alone, unless that folder is the workspace: somebody's clinic may stand there.
    """

    def __init__(self, roots: Sequence[Path], samples: Path | None = None) -> None:
        """Take the roots, and the one of them that is the program's own and no workspace."""
        self._roots = roots
        self._samples = str(samples) + os.sep if samples else ""
        self._places: dict[str, str] = {}
        self._read: dict[str, bytes] = {}
        self._held = 0

    def ids(self, root: Path) -> set[str]:
        """Ids of the profiles of a root; where they stand is known from then on."""
        found = files_in(root / FOLDER)
        if root == self._roots[0]:
            start = str(root / FOLDER) + os.sep
            self._places |= {name: f"{start}{name}.yaml" for name, plain in found.items() if plain}
        return set(found)

    def place(self, name: str) -> str | None:
        """The path of a profile; None: there is none of that id. Raises NotFound: a pipe or a device stands there."""
        if name not in self._places and (place := first(self._roots, f"{FOLDER}{os.sep}{name}.yaml")):  # what is not there may come
            known = not self._samples or name in SAMPLES or not place.startswith(self._samples)
            self._places |= {name: place} if known else {}
        return self._places.get(name)

    def read(self, place: str) -> bytes:
        """The content of a profile by its path, read now or before. Raises OSError: it cannot be read, or is no plain file."""
        data = self._read.get(place)
        if data is None:
            data, _ = filesystem.read_file(place)
            self.put(place, data)
        return data

    def taken(self, place: str) -> bytes | None:
        """What was read of a profile, to be typed or handed on; it is not kept any longer."""
        if (data := self._read.pop(place, None)) is not None:
            self._held -= len(data)
        return data

    def put(self, place: str, data: bytes) -> None:
        """Take what another has read of a profile."""
        self.taken(place)
        if len(data) <= MAX_BYTES and self._held + len(data) <= MOST_BYTES:  # a file too large is read again, by who says so
            self._read[place] = data
            self._held += len(data)

    def handed_on(self, names: Iterable[str]) -> dict[str, bytes]:
        """What was read of these clinics, by path, for another library that has the same files."""
        places = [self._places[name] for name in names if name in self._places]
        return {place: data for place in places if (data := self.taken(place)) is not None}
