"""Sign-offs: a clinician of the clinic reads a handout in a language, once per workspace, and signs for that very text.

They stand in the workspace, `reviews/<handout>-<language>.yaml`. The fingerprint covers every word of the handout with its
numbers filled in, the red flags, the words of its figures, and the fixed words of leaflets and letters; for a translation the
English it was made of too. When one of them changes, the sign-off no longer counts.

A translation goes draft -> reviewed (its translator has signed) -> signed (a clinician too). Only a signed one prints without a
mark: 45 CFR 92.201(c)(3) asks for a qualified human where accuracy is essential.

What reads handouts and sign-offs raises NotFound and InvalidSource where they are not there, or wrong.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from handoutpress.content.finder import SOURCE_LANGUAGE
from handoutpress.content.schema import model
from handoutpress.content.word_rules import Scope
from handoutpress.content.yaml_reader import load
from handoutpress.errors import NotFound, Place, Problem, UsageError
from handoutpress.support import atomic_write
from handoutpress.support.filesystem import identity_at, shown

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.content.schema.review import Signer, SignOff

State = Literal["signed", "changed", "overdue", "awaiting", "draft", "reviewed"]


@dataclass(frozen=True)
class Status:
    """Where a handout in a language stands.

    Attributes:
        state: signed; changed (signed, but the text is another now); overdue (signed, and its next review is past);
            awaiting (never signed); draft (a translation nobody has signed); reviewed (a translation its translator has
            signed, and no clinician yet).
        record: the sign-off, if there is one.
    """

    handout: str
    language: str
    state: State
    record: SignOff | None = None

    @property
    def draft(self) -> bool:
        """Whether it must not reach patients without a mark: a translation nobody qualified has signed for."""
        return self.language != SOURCE_LANGUAGE and self.state not in ("signed", "overdue")


def fingerprint(library: Library, handout: str, language: str) -> str:
    """SHA-256 of a handout's text in a language, and of the English it was translated from."""
    words = [_words(library, handout, one) for one in dict.fromkeys((SOURCE_LANGUAGE, language))]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def _words(library: Library, handout: str, language: str) -> list[list[object]]:
    """Every text with its place; nothing where a handout was never written in a language."""
    if language not in library.languages(handout):
        return []
    scope = Scope(library, handout, language, datetime.date.min)
    texts: list[list[object]] = [
        [text.section, list(map(str, text.path)), text.words] for text in (*scope.texts, *scope.figure_texts)
    ]
    return texts + [["interface", [name], words] for name, words in fixed_words(library, language)]


def fixed_words(library: Library, language: str) -> list[tuple[str, str]]:
    """The words around a text, on leaflets and in the letter they are mailed with, by name: who signs for a text signs for them too."""
    care = library.care_words(language).value
    found = [(f"care.{name}", "; ".join(f"{code}: {said}" for code, said in by.items())) for name, by in care.root.items()]
    fixed = {**library.words(language).value.model_dump(), "disciplines": library.disciplines(language, "US")}
    for name, value in fixed.items():
        for key, words in value.items() if isinstance(value, dict) else [(name, value)]:
            found.append((name if key == name else f"{name}.{key}", words if isinstance(words, str) else ", ".join(words)))
    return found


def sealed(record: SignOff) -> str:
    """SHA-256 of all a sign-off says: one that holds another was changed by hand. Whoever means to can work it out too."""
    said = record.model_dump(mode="json", exclude={"record"})
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def stamp(library: Library, handout: str, language: str) -> tuple[int, ...] | None:
    """Identity of a sign-off's file: whoever keeps what `status` said looks whether it is still the same."""
    return identity_at(f"{library.workspace}/{_name(handout, language)}") if library.workspace else None


def status(library: Library, handout: str, language: str, *, today: datetime.date | None = None) -> Status:
    """Where a handout in a language stands in a workspace; without `today`, nothing is overdue."""
    path = path_of(library, handout, language)
    if path is None or not path.is_file():
        return Status(handout, language, "awaiting" if language == SOURCE_LANGUAGE else "draft")
    record: SignOff = load(path, model("review.SignOff")).value
    if record.text != fingerprint(library, handout, language) or (record.handout, record.language) != (handout, language):
        return Status(handout, language, "changed", record)
    if language != SOURCE_LANGUAGE and record.translator is None:
        return Status(handout, language, "draft", record)
    if record.clinician is None:
        return Status(handout, language, "awaiting" if language == SOURCE_LANGUAGE else "reviewed", record)
    overdue = today is not None and record.next_review < today
    return Status(handout, language, "overdue" if overdue else "signed", record)


def refusal(library: Library, handout: str, language: str, *, today: datetime.date | None = None) -> Problem | None:
    """Why a handout may not be sent to many or mailed without asking (`--allow-unreviewed`) on a day, by default today; None if it may."""
    found = status(library, handout, language, today=today or datetime.date.today())
    if found.state == "signed":
        return None
    what = {
        "awaiting": "no clinician of this clinic has signed for it yet",
        "changed": "its text has changed since it was signed for",
        "overdue": f"its review was due on {found.record.next_review if found.record else ''}",
        "draft": "it is a draft translation, and no qualified translator has signed for it",
        "reviewed": "its translator has signed for it, and no clinician of this clinic yet",
    }[found.state]
    place = Place(shown(path)) if found.record and (path := path_of(library, handout, language)) else None
    mend = f"Read it (review show {handout} --language {language}), then sign it (review sign {handout} --language {language})"
    return Problem(f"'{handout}' in '{language}': {what}", mend, place)


def usual_review(day: datetime.date) -> datetime.date:
    """When a text that is signed for on a day is usually read again: two years later, or on the last day a calendar has."""
    return datetime.date.fromordinal(min(day.toordinal() + 2 * 365, datetime.date.max.toordinal()))


def sign(
    library: Library, handout: str, language: str, *, clinician: Signer | None, translator: Signer | None,
    next_review: datetime.date, ratings: Mapping[str, str] | None = None,
) -> Path:  # fmt: skip
    """Record a sign-off for the text as it is now; its file. Who has signed for this same text before stays, unless by hand in the file.

    Args:
        clinician: who stands by the text; None if only its translator signs now.
        translator: who stands by the translation; None if it has none, or signed before.
        ratings: what people said of the items software cannot decide, by id.

    Raises:
        NotFound: no workspace, or no such handout in that language.
        UsageError: nobody signs, a clinician signs a translation that no translator signed, or a next review that is past.
        OutputFailed: the file cannot be written.
    """
    path = path_of(library, handout, language)
    if path is None:
        raise NotFound("sign-offs are kept in a workspace, and there is none here", "Make one: new workspace FOLDER")
    library.handout(handout)
    library.titles(handout, language)
    before = status(library, handout, language)
    if before.record and before.state != "changed" and before.record.record == sealed(before.record):
        clinician, translator = clinician or before.record.clinician, translator or before.record.translator
        ratings = {**before.record.ratings, **(ratings or {})}
    if language == SOURCE_LANGUAGE and translator is not None:
        what = "English is what the authors wrote; it has no translator"
        raise UsageError(what, "Leave --translator out").about("translator_name")
    if clinician is None and translator is None:
        raise UsageError("nobody signs", "Give --name and --title").about("name")
    if language != SOURCE_LANGUAGE and translator is None:
        what = "a translation needs its translator's signature too"
        raise UsageError(what, "Give --translator and --translator-title").about("translator_name")
    signed = max(signer.on for signer in (clinician, translator) if signer)
    if next_review <= signed:
        raise UsageError("the next review is not after this one", "Give a later --next-review").about("next_review")
    made = model("review.SignOff")(
        handout=handout, language=language, text=fingerprint(library, handout, language), clinician=clinician, translator=translator,
        next_review=next_review, ratings=ratings or {},
    )  # fmt: skip
    lines = [
        f"# Signed for the text as it was on {signed}. Made by: review sign. A change of the text voids it.",
        f"handout: {handout}",
        f"language: {language}",
        f"text: {made.text}",
        *([f"clinician: {_written(clinician)}"] if clinician else []),
        *([f"translator: {_written(translator)}"] if translator else []),
        f"next_review: {next_review}",
        f"record: {sealed(made)}",
    ]
    if ratings:
        lines.append("ratings: {" + ", ".join(f"{name}: {json.dumps(said)}" for name, said in sorted(ratings.items())) + "}")
    atomic_write.write(path, ("\n".join(lines) + "\n").encode())
    return path


def _written(signer: Signer) -> str:
    name, title = (json.dumps(text, ensure_ascii=False) for text in (signer.name, signer.title))
    return f"{{name: {name}, title: {title}, on: {signer.on}}}"


def path_of(library: Library, handout: str, language: str) -> Path | None:
    """The file of a handout's sign-offs in a language; None: there is no workspace."""
    return library.workspace / _name(handout, language) if library.workspace else None


def _name(handout: str, language: str) -> str:
    return f"reviews/{handout}-{language}.yaml"
