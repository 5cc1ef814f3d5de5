"""Pictures in a row."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from handoutpress.content.markup import Span
from handoutpress.content.schema.base import Id, Model
from handoutpress.content.schema.block import Block, BlockContext
from handoutpress.content.schema.blocks.basic import Bullets


class FigureBlock(Block, Model, kind="figures"):
    """Pictures in a row; alt texts and captions come from the figures' own files."""

    ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=4)]

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """A list of captions, and of what the pictures show."""
        texts = (context.figures[name] for name in self.ids)
        return (Bullets(tuple((Span(f"{caption}: {alt}"),) for alt, caption in texts)),)

    def figures(self) -> tuple[str, ...]:
        """All of them."""
        return self.ids
