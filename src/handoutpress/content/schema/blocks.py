"""Blocks: the pieces a section is made of. In YAML a block is one key naming its kind, `- steps: [...]`.

The same classes hold a block as it was read (with placeholders) and as merged into a leaflet (without).
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from handoutpress.content.schema.base import Id, Inline, Model, Whole

CONDITION = r"^(not )?(service|clinic)\.[a-z0-9_-]+$"
Condition = Annotated[str, Field(pattern=CONDITION, examples=["service.massage", "not clinic.booking"])]


class Paragraph(Whole[Inline]):
    """Running text, at most about 60 words."""


class Bullets(Whole[tuple[Inline, ...]]):
    """A list without order."""


class Checklist(Bullets):
    """A list to tick on paper: each item has an empty box."""


class Step(Model):
    """One thing to do: a short order, and a sentence of how."""

    title: Inline
    text: Inline | None = None
    figure: Id | None = None


class Steps(Whole[tuple[Step, ...]]):
    """Numbered things to do, in order."""


class DoDont(Model):
    """Two short lists side by side: what helps, what to leave."""

    do: Annotated[tuple[Inline, ...], Field(min_length=1)]
    dont: Annotated[tuple[Inline, ...], Field(min_length=1)]


class Callout(Model):
    """A boxed word that must not be missed. Levels: note (good to know), caution (stop and think)."""

    level: Literal["note", "caution"] = "note"
    title: Inline | None = None
    text: Inline | None = None
    items: tuple[Inline, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.text is None and not self.items:
            raise ValueError("needs a text or items")
        return self


class Exercise(Model):
    """One movement: picture, how, and dose."""

    figure: Id
    name: Inline
    text: Inline
    hold: Inline | None = None
    repeats: Inline | None = None


class Exercises(Whole[tuple[Exercise, ...]]):
    """Cards of movements."""


class Pose(Model):
    """A picture with its caption."""

    figure: Id
    caption: Inline


class Compare(Model):
    """The wrong way beside the right way."""

    wrong: Pose
    right: Pose


class Compares(Whole[tuple[Compare, ...]]):
    """Pairs of wrong and right."""


class Habit(Model):
    """A pictogram, two or three words, and one line."""

    icon: Id
    title: Inline
    text: Inline


class Habits(Whole[tuple[Habit, ...]]):
    """A strip of habits."""


class FigureBlock(Model):
    """Pictures in a row; alt texts and captions come from the figures' own files."""

    ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=4)]


class Treatment(Model):
    """What a clinic may offer, told honestly: what it is, what it may do, its risks, how sure the evidence is."""

    what: Inline
    may_help: Inline
    risks: Inline
    evidence: Inline


class Table(Model):
    """A simple table: one header row, at most four columns."""

    header: Annotated[tuple[Inline, ...], Field(min_length=2, max_length=4)]
    rows: Annotated[tuple[tuple[Inline, ...], ...], Field(min_length=1)]

    @field_validator("rows")
    @classmethod
    def _even(cls, rows: tuple[tuple[Inline, ...], ...]) -> tuple[tuple[Inline, ...], ...]:
        if len({len(row) for row in rows}) > 1:
            raise ValueError("rows have different numbers of cells")
        return rows


class Tracker(Model):
    """A chart to fill in by hand: tick boxes for rows against columns."""

    columns: Annotated[tuple[Inline, ...], Field(min_length=1, max_length=8)]
    rows: Annotated[tuple[Inline, ...], Field(min_length=1, max_length=8)]


class Services(Model):
    """What this clinic offers, from its profile."""

    intro: Inline | None = None


class Contact(Model):
    """How to reach this clinic, from its profile."""

    intro: Inline | None = None


Block = (
    Paragraph
    | Bullets
    | Checklist
    | Steps
    | DoDont
    | Callout
    | Exercises
    | Compares
    | Habits
    | FigureBlock
    | Treatment
    | Table
    | Tracker
    | Services
    | Contact
)


class BlockEntry(Model):
    """One entry under `blocks:`: exactly one kind of block, and when to print it."""

    paragraph: Paragraph | None = None
    bullets: Bullets | None = None
    checklist: Checklist | None = None
    steps: Steps | None = None
    do_dont: DoDont | None = None
    callout: Callout | None = None
    exercises: Exercises | None = None
    compare: Compares | None = None
    habits: Habits | None = None
    figures: FigureBlock | None = None
    treatment: Treatment | None = None
    table: Table | None = None
    tracker: Tracker | None = None
    services: Services | None = None
    contact: Contact | None = None
    when: tuple[Condition, ...] = ()

    @field_validator("when", mode="before")
    @classmethod
    def _one_or_more(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_fields_set - {"when"}) != 1:
            kinds = ", ".join(name for name in type(self).model_fields if name != "when")
            raise ValueError(f"a block is exactly one of: {kinds}")
        return self

    @property
    def kind(self) -> str:
        """The key that names the block in YAML."""
        return next(iter(self.model_fields_set - {"when"}))

    @property
    def block(self) -> Block:
        """The block itself."""
        block: Block = getattr(self, self.kind)
        return block


def figure_ids(block: Block) -> tuple[str, ...]:
    """Ids of the figures a block shows."""
    match block:
        case FigureBlock():
            return block.ids
        case Exercises():
            return tuple(exercise.figure for exercise in block.root)
        case Compares():
            return tuple(pose.figure for pair in block.root for pose in (pair.wrong, pair.right))
        case Steps():
            return tuple(step.figure for step in block.root if step.figure)
        case _:
            return ()
