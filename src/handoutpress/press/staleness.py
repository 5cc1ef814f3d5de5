"""What the press will do, and why, before it does anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from handoutpress.press.fingerprints import KINDS, Fingerprints, changed
from handoutpress.press.stores import digest
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.press.job import Job
    from handoutpress.press.manifest import Manifest, ManifestEntry
    from handoutpress.press.stores import Stamp

State = Literal["new", "changed", "missing", "damaged", "current"]
WHY = {
    "new": "new",
    "missing": "the file is gone",
    "damaged": "the file was changed by hand or is damaged",
    "current": "up to date",
}


@immutable
class PlannedJob:
    """A leaflet, and what the press will do with it.

    Attributes:
        file: its name.
        state: new: never made into this place; changed: something it depends on has changed; missing: it was made and is
            gone; damaged: it was made and is another file now, cut short or changed by hand; current: nothing to do.
        kinds: for changed: what has changed, as in `parts.KINDS`.
        parts: fingerprints of what it depends on.
    """

    job: Job
    file: str
    state: State
    kinds: tuple[str, ...]
    parts: dict[str, str]

    @property
    def why(self) -> str:
        """The reason in words."""
        if self.state == "changed":
            *first, last = [KINDS[kind] for kind in self.kinds] or [""]
            words = f"{', '.join(first)} and {last}" if first else last
            return f"{words} changed" if words else "asked for again"
        return WHY[self.state]


def plan_jobs(
    library: Library, jobs: Iterable[Job], manifest: Manifest, *, force: bool = False, verify: bool = False
) -> Iterator[PlannedJob]:
    """What to do with each leaflet, in the order of the jobs, by what its files are and what the manifest remembers.

    A leaflet that may have changed counts as changed here; the press merges it, and leaves it alone if it says the same.

    Args:
        force: all of them are to be made.
        verify: read every file and compare its hash, even if nobody has touched it since.
    """
    fingerprints = Fingerprints(library, manifest.logos)
    for job in jobs:
        name = job.file_name
        now = fingerprints.of(job)
        entry, there = manifest.entries.get(name), manifest.found.get(name)
        if entry is None:
            state: State = "new"
        elif there is None or not manifest.found.keys() >= set(entry.more):
            state = "missing"
        elif not _is_intact(manifest, name, entry, there, verify=verify):
            state = "damaged"
        elif force or entry.parts != now:
            state = "changed"
        else:
            state = "current"
        yield PlannedJob(job, name, state, changed(entry.parts, now) if entry and state == "changed" else (), now)
    manifest.remember(fingerprints.logos)


def _is_intact(manifest: Manifest, name: str, entry: ManifestEntry, there: Stamp, *, verify: bool) -> bool:
    """Whether a leaflet's files are as they were written: by their content, unless nobody has touched them since."""
    if there.size != entry.size:
        return False
    files = {name: entry.sha256, **entry.more}
    is_touched = there.mark != entry.mark or any(map(manifest.is_touched, files))
    if (is_touched or verify) and any(digest(manifest.store.read(file) or b"") != known for file, known in files.items()):
        return False
    if is_touched:  # copied, or brought back from a backup: the same files
        manifest.update(name, entry.stamped(there))
    return True
