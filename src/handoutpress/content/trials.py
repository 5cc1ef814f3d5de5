"""Trials: how many readers found and understood what a leaflet says, by numbers alone, for that very text.

They stand in the workspace, `reviews/tried/<handout>-<language>.yaml`. A leaflet says that it was tried only while its words are those
the readers had; `texts` here are the words as `Leaflet.texts` gives them.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from handoutpress.content.schema import model
from handoutpress.content.yaml_reader import load
from handoutpress.errors import InvalidSource, NotFound
from handoutpress.support import atomic_write
from handoutpress.support.filesystem import identity_at

if TYPE_CHECKING:
    from pathlib import Path

    from handoutpress.content.library import Library
    from handoutpress.content.schema.trial import ReaderTrial
    from handoutpress.content.yaml_reader import Loaded


def text_fingerprint(texts: Iterable[str]) -> str:
    """SHA-256 of a leaflet's words."""
    return hashlib.sha256(json.dumps(list(texts), ensure_ascii=False).encode()).hexdigest()


def path_of(library: Library, handout: str, language: str) -> Path | None:
    """The file of a handout's trials in a language; None: there is no workspace."""
    return library.workspace / _name(handout, language) if library.workspace else None


def _name(handout: str, language: str) -> str:
    return f"reviews/tried/{handout}-{language}.yaml"


def stamp(library: Library, handout: str, language: str) -> tuple[int, ...] | None:
    """Identity of that file: whoever keeps what `readers` said looks whether it is still the same."""
    return identity_at(f"{library.workspace}/{_name(handout, language)}") if library.workspace else None


def readers(library: Library, handout: str, language: str, texts: Callable[[], Iterable[str]]) -> int:
    """With how many readers this text was tried, and every question passed; else 0. Raises InvalidSource: the file is wrong."""
    passed = {one.text: one.readers for one in reversed(_trials(library, handout, language)) if not one.failed}
    return passed.get(text_fingerprint(texts()), 0) if passed else 0


def _trials(library: Library, handout: str, language: str) -> tuple[ReaderTrial, ...]:
    path = path_of(library, handout, language)
    trials: tuple[ReaderTrial, ...] = load(path, model("trial.Trials")).value.trials if path and path.is_file() else ()
    return trials


def form(clinic: str, handout: str, language: str, texts: Iterable[str], questions: Sequence[str]) -> str:
    """The results file to fill in, as YAML, for a text and the questions asked of it."""
    head = [
        "# What came of trying this leaflet with readers, in numbers: no names. Fill in `on`, `readers` and each `right` (found and",
        "# understood, both rounds together), then: test-kit --record FILE",
        f"handout: {handout}",
        f"language: {language}",
        f"clinic: {json.dumps(clinic, ensure_ascii=False)}",
        f"text: {text_fingerprint(texts)} # the text that is tried: leave it as it is",
        "on:",
        "readers:",
        "results:",
    ]
    asked = (f"  - ask: {json.dumps(ask, ensure_ascii=False)}\n    right:" for ask in questions)
    return "\n".join([*head, *asked]) + "\n"


def record(library: Library, loaded: Loaded[ReaderTrial], texts: Iterable[str], questions: Sequence[str]) -> Path:
    """Keep the counts of a trial in the workspace; the file they are kept in.

    Args:
        loaded: the results file, filled in.
        texts: the words of the leaflet it names, as they are now.
        questions: what is asked of it.

    Raises:
        InvalidSource: another text was tried, other questions were asked, or counts or the day cannot be.
        NotFound: there is no workspace.
        OutputFailed: the file cannot be written.
    """
    trial = loaded.value
    path = path_of(library, trial.handout, trial.language)
    if path is None:
        raise NotFound("trials are kept in a workspace, and there is none here", "Make one: new workspace FOLDER")
    problems = []
    if trial.text != text_fingerprint(texts):
        mend = f"Make the kit anew, and try that text: test-kit {trial.handout}"
        problems.append(loaded.problem("the leaflet has other words now than those that were tried", mend, "text"))
    if trial.on > datetime.date.today():
        problems.append(loaded.problem(f"{trial.on} is a day to come", "Write the last day readers were asked", "on"))
    if [one.ask for one in trial.results] != list(questions):
        mend = f"Make the kit anew, and write the counts into its results file: test-kit {trial.handout}"
        problems.append(loaded.problem("these are not the questions of this leaflet", mend, "results"))
    for i, one in enumerate(trial.results):
        if one.right > trial.readers:
            what = f"{one.right} were right, but only {trial.readers} were asked"
            problems.append(loaded.problem(what, "Count again", "results", i, "right"))
    if problems:
        raise InvalidSource(problems)
    kept = [one for one in _trials(library, trial.handout, trial.language) if one.text != trial.text]
    lines = ["# Trials with readers, in numbers. Made by: test-kit --record. A change of the text voids a trial.", "trials:"]
    atomic_write.write(path, ("\n".join([*lines, *map(_written, [*kept, trial])]) + "\n").encode())
    return path


def _written(trial: ReaderTrial) -> str:
    """A trial as an item of a YAML list (JSON is YAML)."""
    return f"  - {json.dumps(trial.model_dump(mode='json'), ensure_ascii=False)}"
