"""Trying a leaflet with readers: the words of the test kit, and the counts that came of it."""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import Field

from handoutpress.content.schema.base import Id, Inline, Language, Model, Text
from handoutpress.content.schema.handout import KeyPoint, Section

Count = Annotated[int, Field(ge=0, le=10_000)]


class KitWords(Model):
    """The words of the test kit in one language; {title} is the handout's."""

    label: Text
    title: Text
    summary: Text
    main_message: Inline
    key_points: Annotated[tuple[KeyPoint, ...], Field(min_length=3, max_length=3)]
    how: Section
    answer: Text
    rows: Annotated[tuple[Inline, ...], Field(min_length=4, max_length=4, description="Found and understood, in both rounds")]
    totals: Section
    columns: Annotated[tuple[Inline, ...], Field(min_length=4, max_length=4)]
    teach_back: Section
    listen: Text
    closing: Inline


class QuestionResult(Model):
    """How many readers found and understood the answer to a question."""

    ask: Text
    right: Count


class ReaderTrial(Model):
    """One trial of a text, in numbers: no names. `text` is the fingerprint of what was read: a change of it voids the trial."""

    handout: Id
    language: Language
    clinic: Text
    text: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    on: datetime.date
    readers: Annotated[int, Field(ge=1, le=10_000)]
    results: Annotated[tuple[QuestionResult, ...], Field(min_length=1)]

    @property
    def failed(self) -> tuple[str, ...]:
        """Questions that too few answered right."""
        return tuple(one.ask for one in self.results if one.right * PASS_OF < PASS * self.readers)


class Trials(Model):
    """All trials of a handout in a language."""

    trials: tuple[ReaderTrial, ...]


PASS, PASS_OF = 16, 20  # right answers to a question, of so many readers (EU guideline on the readability of package leaflets)
