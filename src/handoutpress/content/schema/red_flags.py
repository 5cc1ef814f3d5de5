"""The red flags of a topic: which signs need help at once, the same day or a visit. Tiers and signs are data, known by their ids."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from handoutpress.content.figure_names import Icon
from handoutpress.content.markup import Inline as Words
from handoutpress.content.schema.base import Id, Inline, Model, Text


class Sign(Model):
    """One warning sign. It reads on from the lead of its tier."""

    id: Annotated[Id, Field(description="The same in every language")]
    text: Inline
    icon: Annotated[Icon | None, Field(description="Pictogram before it where each sign has a row of its own (easy read)")] = None


class Tier(Model):
    """Signs that ask for the same: help at once, a call the same day, or a visit."""

    id: Annotated[Id, Field(description="The same in every language")]
    action: Literal["emergency", "same-day", "book"]
    who: Annotated[Inline | None, Field(description="Whom it is for, if not for everyone, as: If you are pregnant,")] = None
    title: Inline | None = None
    lead: Inline
    signs: Annotated[tuple[Sign, ...], Field(min_length=1)]
    order: Annotated[Inline | None, Field(description="What to do, in a few words, for the tab of a zone")] = None
    rule: Annotated[Inline | None, Field(description="What else to do, beside its title")] = None
    sentence: Annotated[Inline | None, Field(description="All of it in one breath, where a list has no room")] = None

    @property
    def texts(self) -> tuple[Words, ...]:
        """What leaflets print of it: its sentence; without one, each of its parts."""
        parts = (self.title, self.who, self.lead, self.order, *(sign.text for sign in self.signs), self.rule)
        return (self.sentence,) if self.sentence else tuple(part for part in parts if part)


class RedFlags(Model):
    """The safety block of a topic, which every leaflet of it carries whole, the emergency first."""

    topic: Annotated[Text, Field(max_length=40, description="What the topic is called within a sentence, as: back spasms")]
    booklet: Annotated[Text, Field(max_length=60, description="Title of a booklet of several handouts of it")]
    tiers: Annotated[tuple[Tier, ...], Field(min_length=3)]

    @property
    def emergency(self) -> Tier:
        """The tier that cannot wait."""
        return self.tiers[0]

    @property
    def texts(self) -> tuple[Words, ...]:
        """What leaflets print of it, in order."""
        return tuple(text for tier in self.tiers for text in tier.texts)

    @property
    def signs(self) -> dict[str, Words]:
        """Signs by id; those of a tier that is said in one sentence are one, and the tier's id is theirs."""
        parts = (
            ({tier.id: tier.sentence} if tier.sentence else {sign.id: sign.text for sign in tier.signs}) for tier in self.tiers
        )
        return {name: text for part in parts for name, text in part.items()}

    @property
    def later(self) -> tuple[Tier, ...]:
        """What needs a call today, first, and what can wait for a visit, last."""
        return self.tiers[1:]

    def of(self, action: Literal["same-day", "book"]) -> tuple[Tier, ...]:
        """The tiers that ask for one thing, those for some readers only after those for all."""
        return tuple(tier for tier in self.tiers if tier.action == action)
