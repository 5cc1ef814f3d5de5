"""A strip of habits."""

from __future__ import annotations

from handoutpress.content import markup
from handoutpress.content.figure_names import Icon
from handoutpress.content.schema.base import Inline, Model, Whole
from handoutpress.content.schema.block import Block, BlockContext
from handoutpress.content.schema.blocks.basic import Bullets


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
