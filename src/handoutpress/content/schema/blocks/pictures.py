"""Blocks with pictures: movements, wrong and right, habits with their pictograms, pictures in a row."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from handoutpress.content import markup
from handoutpress.content.figure_names import FigureName, Icon, figure_id
from handoutpress.content.markup import Span
from handoutpress.content.schema.base import Inline, Model, Whole
from handoutpress.content.schema.block import Block, BlockContext
from handoutpress.content.schema.blocks.basic import Bullets


class Exercise(Model):
    """One movement: picture, how, and dose."""

    start: Annotated[FigureName | None, Field(description="Where it begins, shown before `figure`; the same person does both")] = (
        None
    )
    figure: FigureName
    name: Inline
    text: Inline
    hold: Inline | None = None
    repeats: Inline | None = None
    often: Annotated[
        Inline | None, Field(description="How often, for a card of its own; elsewhere the heading says it for all")
    ] = None

    @property
    def id(self) -> str:
        """What it is called for: its figure, whoever is in it."""
        return figure_id(self.figure)

    def in_words(self) -> markup.Inline:
        """Name, how, and dose in one text."""
        dose = markup.join(", ", (self.hold, self.repeats))
        return (*self.name, Span(". "), *self.text, *((Span(" ("), *dose, Span(")")) if dose else ()))


class Exercises(Block, Whole[tuple[Exercise, ...]], kind="exercises"):
    """Cards of movements."""

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """A list of movements in words."""
        return (Bullets(tuple(move.in_words() for move in self.root)),)

    def safety_texts(self, never: str, *, whole: bool = False) -> list[markup.Inline]:
        """Name and dose of each movement."""
        return [markup.join(", ", (move.name, move.hold, move.repeats)) for move in self.root]


class Pose(Model):
    """A picture with its caption."""

    figure: FigureName
    caption: Inline


class Compare(Model):
    """The wrong way beside the right way."""

    wrong: Pose
    right: Pose


class Compares(Block, Whole[tuple[Compare, ...]], kind="compare"):
    """Pairs of wrong and right."""

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """A list of the pairs' captions."""
        wrong, right = (Span(f"{word}: ") for word in (context.words.wrong_way, context.words.right_way))
        pairs = ((wrong, *pair.wrong.caption, Span(". "), right, *pair.right.caption, Span(".")) for pair in self.root)
        return (Bullets(tuple(pairs)),)


class Habit(Model):
    """A pictogram, two or three words, and one line."""

    icon: Icon
    title: Inline
    text: Inline


class Habits(Block, Whole[tuple[Habit, ...]], kind="habits"):
    """A strip of habits."""

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """A list without pictograms."""
        return (Bullets(tuple(markup.join(": ", (habit.title, habit.text)) for habit in self.root)),)


class FigureBlock(Block, Model, kind="figures"):
    """Pictures in a row; alt texts and captions come from the figures' own files."""

    ids: Annotated[tuple[FigureName, ...], Field(min_length=1, max_length=4)]

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """A list of captions, and of what the pictures show."""
        texts = (context.figures[figure_id(name)] for name in self.ids)
        return (Bullets(tuple((Span(f"{caption}: {alt}"),) for alt, caption in texts)),)

    def figures(self) -> tuple[str, ...]:
        """All of them."""
        return self.ids
