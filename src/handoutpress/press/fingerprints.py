"""What a leaflet depends on, as fingerprints by kind, cheap enough for thousands: which of them changed says what to make again.

A fingerprint here may change without changing a leaflet (a comment, a fact the clinic's leaflet does not print); then the
press merges the leaflet and finds it the same. It never fails to change: a test merges every handout and sees that each file
merging reads is under one of these kinds.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.content import signoff, trials
from handoutpress.content.finder import SOURCE_LANGUAGE
from handoutpress.content.library import Library
from handoutpress.content.profile_files import PICTURES, may_fill_in
from handoutpress.errors import HandoutError
from handoutpress.support.build_id import build_id

if TYPE_CHECKING:
    from handoutpress.content.schema.clinic import Clinic
    from handoutpress.press.job import Job

# what may have changed, in the order in which it is said, and its words
KINDS = {
    "profile": "the clinic's profile",
    "logo": "its logo or cover picture",
    "text": "the text",
    "facts": "a number or a source",
    "review": "the sign-off or trial",
    "template": "the template or a style",
    "options": "the options asked for",
    "program": "the program",
}
_NAMES = ("interface", "services", "languages", "care_words")
_SLOT = re.compile(rb"\{([a-z][a-z0-9_]*\.[a-z0-9_.-]+)\}")
_WORD = re.compile(rb"[a-z0-9]+(?:-[a-z0-9]+)*")


class Fingerprints:
    """Fingerprints of a library's files, each worked out once.

    Attributes:
        logos: for each profile that may name a picture, by its path: the digest of its content, and the pictures it names, a line
            each; a figure has a colon before it. They follow from the content, and typing a profile takes far longer than reading
            it: so the manifest remembers them.
    """

    def __init__(self, library: Library, logos: Mapping[str, tuple[str, str]] | None = None) -> None:
        self.library = library
        self.logos = dict(logos or {})
        self._profiles: dict[str, dict[str, str]] = {}
        self._texts: dict[tuple[str, str], dict[str, str]] = {}
        self._files: dict[str, str] = {}
        self._shared: dict[tuple[object, ...], dict[str, str]] = {}

    def of(self, job: Job) -> dict[str, str]:
        """Fingerprints of what a leaflet depends on, by kind."""
        asked = job.handout, job.language, job.template, job.paper, job.date, job.ink_saver, job.finish, job.format, job.style
        if asked not in self._shared:
            self._shared[asked] = {
                **self.text(job.handout, job.language),
                "template": self._template(job.template),
                "options": _digest(repr(asked[3:]).encode()),
                "program": build_id(),
            }
        return self._of_clinic(job.clinic) | self._shared[asked]

    def _of_clinic(self, clinic: str) -> dict[str, str]:
        """Of the clinic's profile and pictures; a profile that cannot be read has no digest: what is wrong is said when it is used."""
        if clinic not in self._profiles:
            digest, folder, names = self._profile(clinic)
            pictures = "".join([self._picture(folder, name) for name in names.splitlines()])
            self._profiles[clinic] = {"profile": digest, "logo": pictures} if names else {"profile": digest}
        return self._profiles[clinic]

    def _picture(self, folder: Path, name: str) -> str:
        """Of a file beside a profile, or of a figure and what is said of it."""
        if not name.startswith(":"):
            return self._file(str(folder / name))
        files = sorted(path for root in self.library.roots for path in (root / "handouts/figures/text").glob("*.yaml"))
        return self._found(f"handouts/figures/{name[1:]}.yaml").decode() + "".join(self._file(str(path)) for path in files)

    def _profile(self, clinic: str) -> tuple[str, Path, str]:
        """Digest of a profile, its folder, and the pictures it names."""
        row = self.library.rows.get(clinic)
        if row is not None:
            return _digest(row.value.model_dump_json().encode()), row.path.parent, _named(row.value)
        try:
            place = self.library.clinic_place(clinic)
            data = self.library.profiles.read(place)
            digest = _digest(data)
            if not any(may_fill_in(data, field) for field in PICTURES):
                return digest, Path(), ""
            known, name = self.logos.get(place, ("", ""))
            if known != digest:
                name = _named(self.library.clinic(clinic).value)
                self.logos[place] = digest, name
            return digest, Path(place).parent, name
        except (OSError, HandoutError):
            return "", Path(), ""

    def text(self, handout: str, language: str) -> dict[str, str]:
        """Fingerprints of a handout's text in a language, of the numbers and sources in it, and of its sign-off."""
        if (handout, language) not in self._texts:
            try:
                self._texts[handout, language] = self._text(handout, language)
            except HandoutError:  # said when its leaflets are made
                self._texts[handout, language] = {"text": "", "facts": "", "review": ""}
        return self._texts[handout, language]

    def _text(self, handout: str, language: str) -> dict[str, str]:
        library = self.library
        outline = library.handout(handout)
        sections = [entry.section for entry in outline.value.sections]
        also = {language, SOURCE_LANGUAGE}  # drafts carry the authors' safety texts; sign-offs cover their words
        copy = [
            f"handouts/{place}/{code}.yaml"
            for code in sorted(also)
            for place in (f"titles/{handout}", *_NAMES, *(f"sections/{name}" for name in sections))
        ]
        flags = [library.red_flags_path(outline.value.topic, code) for code in sorted(also)]
        files = [outline.path, *map(library.find, copy), *flags]
        files += [library.find(f"handouts/sections/{name}/about.yaml") for name in sections]
        raw = [path.read_bytes() if path and path.is_file() else b"" for path in files]
        whole = b"\0".join(raw)
        words = set(_WORD.findall(whole))
        figures = sorted(name for name in library.figures() if name.encode() in words)
        raw += [self._found(f"handouts/figures/{name}.yaml") for name in figures]
        raw += [self._found("handouts/countries.yaml"), self._found(f"handouts/wording/{language}.yaml")]  # its claims are refused
        for code in sorted(also) if figures else ():
            texts = library.figure_texts(code).value.root
            raw.append(repr([(name, texts.get(name)) for name in figures]).encode())
        slots, sources = set(_SLOT.findall(whole)), library.sources().value.root
        facts = [(group, *item) for group, members in library.facts().value.root.items() for item in members.items()]
        values = [(group, name, fact.value) for group, name, fact in facts if f"{group}.{name}".encode() in slots]
        names = [name for section in sections for name in library.section_about(section).value.sources if name in sources]
        cited = [(name, sources[name].short, sources[name].year) for name in names]
        signed = (one.path_of(library, handout, language) for one in (signoff, trials))
        return {
            "text": _digest(b"\0".join(_digest(data).encode() for data in raw)),
            "facts": _digest(json.dumps([values, cited]).encode()),
            "review": "".join(self._file(str(path)) for path in signed if path),
        }

    def _template(self, name: str) -> str:
        try:
            sheet = self.library.template(name).value.fingerprint[:16]  # with what its bases say
            # which style a clinic has stands in its profile, which is not read here: a change of any looks at all
            return sheet + _digest(b"".join(self._found(f"templates/styles/{one}.yaml") for one in self.library.styles()))
        except HandoutError:  # said when leaflets are made with it
            return ""

    def _found(self, relative: str) -> bytes:
        if relative not in self._files:
            path = self.library.find(relative)
            self._files[relative] = self._file(str(path)) if path else ""
        return self._files[relative].encode()

    def _file(self, path: str) -> str:
        """Fingerprint of a file; empty if it is not there."""
        if path not in self._files:
            try:
                self._files[path] = _digest(Path(path).read_bytes()) if Path(path).is_file() else ""
            except OSError:
                self._files[path] = ""
        return self._files[path]


def _named(clinic: Clinic) -> str:
    """The pictures a profile names, as `Fingerprints.logos` has them."""
    scene = clinic.cover and clinic.cover.scene
    return "\n".join([*clinic.pictures, *([f":{scene}"] if scene else [])])


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """Kinds that differ, in the order in which they are said."""
    return tuple(kind for kind in KINDS if before.get(kind, "") != now.get(kind, ""))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
