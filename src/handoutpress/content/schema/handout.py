"""What handouts say, as files: outlines, titles, sections, red flags, facts, sources, services, countries, words."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from handoutpress.content import markup
from handoutpress.content.figure_names import FigureName
from handoutpress.content.schema.base import WHOLE_NUMBER, Id, Inline, Language, Localised, Model, Text, Whole
from handoutpress.content.schema.block_entry import BlockEntry, Conditions
from handoutpress.content.schema.blocks.pictures import Habit


class SectionEntry(Model):
    """A section's place in a handout."""

    section: Id
    when: Conditions = ()
    priority: Annotated[int, Field(ge=1, le=9, description="1 is kept longest when a template holds less")] = 5
    new_page: bool = False
    figure: Annotated[FigureName | None, Field(description="Picture of its key message, on posters; default: its first one")] = None
    half: Annotated[bool, Field(description="Half as wide, beside a neighbour that is half too, where the sheet is wide")] = False
    on_leaflet: Annotated[
        Literal["text", "plan"], Field(description="plan: on leaflets with a plan page, the plan says it in words of its own")
    ] = "text"


class HandoutReview(Model):
    """When the text must be looked at again."""

    due: datetime.date


class Handout(Model):
    """An outline: which sections, in which order. All words are in `titles/` and `sections/`."""

    topic: Annotated[Id, Field(description="Whose red flags it carries: a folder of red_flags/", examples=["back-spasm"])]
    code: Annotated[str, Field(pattern=r"^[A-Z]{2,4}-[0-9]{2}$", description="Document control code, as BSP-01")]
    version: Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+$")]
    released: datetime.date
    review: HandoutReview
    prevention: Annotated[
        bool, Field(description="For those who are well: the head of the red box is quieter, its signs are the same")
    ] = False
    figure: FigureName | None = None
    figure_tall: Annotated[
        FigureName | None, Field(description="A figure that stands, for covers of styles that crop it; default: figure")
    ] = None
    sections: Annotated[tuple[SectionEntry, ...], Field(min_length=1)]


class RecoveryStage(Model):
    """One part of the way back: a picture, when, and what to do or expect."""

    figure: FigureName
    title: Annotated[Inline, Field(description="When, in a few words")]
    text: Annotated[Inline, Field(description="At most 48 characters: two short lines")]


class Plan(Model):
    """What the plan on a leaflet's last page says besides the warning signs; the reader writes the rest.

    Attributes:
        stages: the way back, as a strip of pictures on one arrow.
        state: when to keep going at home, in the reader's words; then what to do.
        moves, week, notes: what the reader writes: how often each move; on which days; or lines under a heading. One of the three.
    """

    title: Annotated[str, Field(min_length=2, max_length=24)]
    stages: Annotated[tuple[RecoveryStage, ...], Field(max_length=4)] = ()
    state: Inline
    do: Annotated[tuple[Inline, ...], Field(min_length=2, max_length=5)]
    moves: tuple[Inline, ...] = ()
    week: Annotated[tuple[Inline, ...], Field(max_length=3)] = ()
    notes: Inline | None = None

    @model_validator(mode="after")
    def _one_thing_to_write(self) -> Self:
        if sum(map(bool, (self.moves, self.week, self.notes))) != 1:
            raise ValueError("needs one of moves, week and notes: what the reader writes")
        return self


class KeyPoint(Habit):
    """One of three things to know."""

    figure: Annotated[
        FigureName | None, Field(description="Its picture on cards and posters, plain at 60 points; default: its icon")
    ] = None


class PosterPoint(Model):
    """A key point as a poster says it, to be read at two metres."""

    verb: Annotated[Inline, Field(description="One word, or two short ones: six letters keep it large")]
    text: Annotated[Inline, Field(description="Two lines of 20 characters at most")]


class PosterWords(Model):
    """What a poster says above its warning signs: 25 words at most."""

    question: Annotated[Inline, Field(description="In two lines: words of seven letters at most keep it large")]
    points: Annotated[tuple[PosterPoint, ...], Field(min_length=3, max_length=3, description="One for each key point")]


class EasyPair(Model):
    """A picture and one short sentence, for the easy-read edition."""

    figure: FigureName
    text: Inline

    @field_validator("text")
    @classmethod
    def _short(cls, value: markup.Inline) -> markup.Inline:
        if len(markup.plain(value).split()) > EASY_WORDS:
            raise ValueError(f"has more than {EASY_WORDS} words; say one thing in a short sentence")
        return value


EASY_WORDS = 12


class Titles(Model):
    """The words on a handout's front, in one language."""

    title: Annotated[str, Field(min_length=2, max_length=60)]
    running: Annotated[str, Field(max_length=30, description="Short title on page 2 and later, four words at most")]
    summary: Annotated[str, Field(max_length=200, description="One sentence for lists and for the PDF's description")]
    main_message: Inline
    key_points: Annotated[tuple[KeyPoint, ...], Field(min_length=3, max_length=3)]
    poster: Annotated[PosterWords | None, Field(description="Default: the title and the key points")] = None
    closing: Inline
    plan: Annotated[Plan | None, Field(description="For leaflets with a plan page: what it says besides the warning signs")] = None
    easy_read: Annotated[
        tuple[EasyPair, ...], Field(description="Pictures, each with one short sentence: the easy-read edition; five go on a page")
    ] = ()


class SectionAbout(Model):
    """What is true of a section in every language."""

    sources: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    service: Id | None = None
    locked: Annotated[
        bool, Field(description="What must be asked first: a workspace cannot change or leave out such a section")
    ] = False
    figures: Annotated[
        tuple[FigureName, ...], Field(description="More pictures, for templates with room for them (large print)")
    ] = ()
    do_figure: Annotated[FigureName | None, Field(description="Picture beside its list of what to do, where there is room")] = None
    dont_figure: Annotated[
        FigureName | None, Field(description="Picture beside its list of what not to do, where there is room")
    ] = None


class ShortForm(Model):
    """A section in short; `heading`: if it is another; `goes_on`: without one, under that of the section before."""

    heading: Inline | None = None
    goes_on: bool = False
    blocks: Annotated[tuple[BlockEntry, ...], Field(min_length=1)]


class Section(Model):
    """A reusable piece of text in one language."""

    heading: Inline
    key_message: Inline
    blocks: Annotated[tuple[BlockEntry, ...], Field(min_length=1)]
    short: Annotated[
        ShortForm | None,
        Field(description="What leaflets with a plan page print of it, where they have no room for all; no caution may be lost"),
    ] = None


class Fact(Model):
    """A number copy may use. `value` is printed in place of its placeholder, without its unit."""

    value: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)?$")]
    unit: Text
    limit: Annotated[
        Literal["most", "least"] | None,
        Field(description="Which way a workspace may change it: to less (most), to more (least). Without it, not at all"),
    ] = None
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    note: Text | None = None


class Facts(Whole[dict[str, dict[str, Fact]]]):
    """All facts, in groups: `ice: {max_minutes: ...}` is written {ice.max_minutes}."""


class Source(Model):
    """A piece of evidence."""

    cite: Annotated[str, Field(description="Full citation")]
    short: Annotated[Localised, Field(description="As it is printed in a leaflet's footer, 70 characters at most")]
    claim: Annotated[str, Field(description="What it supports, in our words")]
    year: Annotated[int, Field(ge=1980, le=2100)]
    seen: Literal["source", "restated", "known"] = "source"
    backs: Annotated[Literal["text", "rules"], Field(description="rules: what may not be said, and why")] = "text"

    @field_validator("short")
    @classmethod
    def _fits(cls, value: dict[str, str]) -> dict[str, str]:
        if any(len(text) > 70 for text in value.values()):
            raise ValueError("is longer than 70 characters")
        return value


class Sources(Whole[dict[str, Source]]):
    """All sources by id."""


class ServiceName(Model):
    """A service as patients read it."""

    name: Text
    note: Text | None = None


class ServiceNames(Whole[dict[Id, ServiceName]]):
    """The controlled list of services, in one language."""

    @property
    def names(self) -> dict[str, str]:
        """What patients read of each, by id."""
        return {key: service.name for key, service in self.root.items()}


class LanguageNames(Whole[dict[Language, Text]]):
    """What languages are called in one language, by code."""


EmergencyNumber = Annotated[str, Field(pattern="^[0-9]{2,5}$")]


class Country(Model):
    """What differs by country."""

    emergency: EmergencyNumber
    emergency_also: Annotated[tuple[EmergencyNumber, ...], Field(description="Others that reach an ambulance")] = ()
    paper: Literal["letter", "a4"]
    clock: Annotated[Literal[12, 24], WHOLE_NUMBER]

    @property
    def numbers(self) -> tuple[str, ...]:
        """All its emergency numbers, the usual one first."""
        return (self.emergency, *self.emergency_also)


class Countries(Whole[dict[str, Country]]):
    """Countries by ISO code."""


CareWord = dict[Annotated[str, Field(pattern="^([A-Z]{2}|default)$")], Text]


class CareWords(Whole[dict[Annotated[str, Field(pattern="^[a-z][a-z_]*$")], CareWord]]):
    """What care is called, by country: `doctor: {default: doctor, GB: GP}` is written {care.doctor}."""

    @model_validator(mode="after")
    def _everywhere(self) -> CareWords:
        if lost := [name for name, words in self.root.items() if "default" not in words]:
            raise ValueError(f"{lost[0]} lacks `default`, the word of all other countries")
        return self

    def of(self, country: str) -> dict[str, str]:
        """The words of a country, by what placeholders call them."""
        return {f"care.{name}": words.get(country, words["default"]) for name, words in self.root.items()}


class FigureWords(Model):
    """A figure in words: what it shows for those who cannot see it, and the line under it."""

    alt: Annotated[str, Field(min_length=10, max_length=250)]
    caption: Annotated[str, Field(min_length=2, max_length=60)]


class FigureTexts(Whole[dict[Id, FigureWords]]):
    """Words of all figures in one language."""
