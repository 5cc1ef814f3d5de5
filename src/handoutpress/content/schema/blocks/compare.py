"""The wrong way beside the right way."""

from __future__ import annotations

from handoutpress.content.markup import Span
from handoutpress.content.schema.base import Id, Inline, Model, Whole
from handoutpress.content.schema.block import Block, BlockContext
from handoutpress.content.schema.blocks.basic import Bullets


class Pose(Model):
    """A picture with its caption."""

    figure: Id
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
