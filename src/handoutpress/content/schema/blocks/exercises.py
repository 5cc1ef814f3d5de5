"""Movements: picture, how, and dose."""

from __future__ import annotations

from handoutpress.content import markup
from handoutpress.content.markup import Span
from handoutpress.content.schema.base import Id, Inline, Model, Whole
from handoutpress.content.schema.block import Block, BlockContext
from handoutpress.content.schema.blocks.basic import Bullets


class Exercise(Model):
    """One movement: picture, how, and dose."""

    figure: Id
    name: Inline
    text: Inline
    hold: Inline | None = None
    repeats: Inline | None = None

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
