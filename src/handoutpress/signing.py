"""Sign-offs: a clinician of the clinic reads a handout in a language, once per workspace, and signs for that very text.

They stand in the workspace, `reviews/<handout>-<language>.yaml`. The fingerprint covers every word of the handout with its
numbers filled in, the red flags, and the words of its figures; when one of them changes, the sign-off no longer counts.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from handoutpress import outputs
from handoutpress.errors import NotFound, Place, Problem, UsageError
from handoutpress.source import load, shown
from handoutpress.wording import Scope

if TYPE_CHECKING:
    from pathlib import Path

    from handoutpress.library import Library
    from handoutpress.model.review import Signer, SignOff

SOURCE_LANGUAGE = "en"  # what the authors wrote; every other language is a translation


@dataclass(frozen=True)
class Status:
    """Where a handout in a language stands.

    Attributes:
        state: signed; changed (signed, but the text is another now); overdue (signed, and its next review is past);
            awaiting (never signed); draft (a translation without a translator's and a clinician's signature).
        record: the sign-off, if there is one.
    """

    handout: str
    language: str
    state: Literal["signed", "changed", "overdue", "awaiting", "draft"]
    record: SignOff | None = None

    @property
    def draft(self) -> bool:
        """Whether it must not reach patients without a mark: a translation nobody qualified has signed for."""
        return self.language != SOURCE_LANGUAGE and self.state not in ("signed", "overdue")


def fingerprint(library: Library, handout: str, language: str) -> str:
    """SHA-256 of a handout's text in a language."""
    scope = Scope(library, handout, language, datetime.date.min)
    words = [[text.section, list(map(str, text.path)), text.words] for text in scope.texts]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def status(library: Library, handout: str, language: str, *, today: datetime.date | None = None) -> Status:
    """Where a handout in a language stands in a workspace; without `today`, nothing is overdue.

    Raises:
        NotFound, InvalidSource: the handout or its sign-off cannot be read.
    """
    from handoutpress.model.review import SignOff

    path = _path(library, handout, language)
    if path is None or not path.is_file():
        return Status(handout, language, "awaiting" if language == SOURCE_LANGUAGE else "draft")
    record = load(path, SignOff).value
    if record.text != fingerprint(library, handout, language) or (record.handout, record.language) != (handout, language):
        return Status(handout, language, "changed", record)
    if language != SOURCE_LANGUAGE and record.translator is None:
        return Status(handout, language, "draft", record)
    overdue = today is not None and record.next_review < today
    return Status(handout, language, "overdue" if overdue else "signed", record)


def sign(
    library: Library, handout: str, language: str, clinician: Signer, *, translator: Signer | None, next_review: datetime.date
) -> Path:  # fmt: skip
    """Record a sign-off for the text as it is now; its file.

    Raises:
        NotFound: no workspace, or no such handout.
        UsageError: a translation without its translator, or a next review that is not after this one.
        OutputFailed: the file cannot be written.
    """
    path = _path(library, handout, language)
    if path is None:
        raise NotFound("sign-offs are kept in a workspace, and there is none here", "Make one: new workspace FOLDER")
    library.handout(handout)
    if language != SOURCE_LANGUAGE and translator is None:
        raise UsageError("a translation needs its translator's signature too", "Give --translator and --translator-title")
    if next_review <= clinician.on:
        raise UsageError("the next review is not after this one", "Give a later --next-review")
    lines = [
        f"# Signed for the text as it was on {clinician.on}. Made by: review sign. A change of the text voids it.",
        f"handout: {handout}",
        f"language: {language}",
        f"text: {fingerprint(library, handout, language)}",
        f"clinician: {_written(clinician)}",
        *([f"translator: {_written(translator)}"] if translator else []),
        f"next_review: {next_review}",
    ]
    outputs.write(path, ("\n".join(lines) + "\n").encode())
    return path


def _written(signer: Signer) -> str:
    name, title = (json.dumps(text, ensure_ascii=False) for text in (signer.name, signer.title))
    return f"{{name: {name}, title: {title}, on: {signer.on}}}"


def _path(library: Library, handout: str, language: str) -> Path | None:
    return library.workspace / "reviews" / f"{handout}-{language}.yaml" if library.workspace else None


def unreviewed(found: Status) -> Problem:
    """What to say when a text nobody signed for is about to be sent out."""
    what = {
        "awaiting": "no clinician of this clinic has signed for it yet",
        "changed": "its text has changed since it was signed for",
        "overdue": "its review is overdue",
        "draft": "it is a draft translation",
    }[found.state]
    mend = f"Sign it: review sign {found.handout} --language {found.language}"
    place = Place(shown(_path_of(found))) if found.record and _path_of(found) else None
    return Problem(f"'{found.handout}' in '{found.language}': {what}", mend, place)


def _path_of(found: Status) -> Path:
    from pathlib import Path

    return Path("reviews") / f"{found.handout}-{found.language}.yaml"
