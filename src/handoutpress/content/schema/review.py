"""A sign-off: who at the clinic read a handout in a language, when, and which text it was."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field

from handoutpress.content.schema.base import Id, Language, Model, Text


class Signer(Model):
    """A person who answers for a text. The title is a licence or a qualification: DC, DPT, CMI."""

    name: Text
    title: Annotated[str, Field(min_length=2, max_length=40)]
    on: datetime.date


class SignOff(Model):
    """One sign-off. `text` is the fingerprint of the text that was read: any change of it voids the sign-off.

    A translation may be signed by its translator first, and by a clinician later.
    """

    handout: Id
    language: Language
    text: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    clinician: Signer | None = None
    translator: Signer | None = None
    next_review: datetime.date
    record: (
        Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="Fingerprint of all other fields, as they were signed")] | None
    ) = None
    ratings: dict[str, Literal["yes", "no", "n/a"]] = Field(
        default={}, description="What the signer said of items software cannot decide"
    )
