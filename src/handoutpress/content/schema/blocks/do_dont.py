"""What helps beside what to leave."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from handoutpress.content import markup
from handoutpress.content.schema.base import Inline, Model
from handoutpress.content.schema.block import Block, BlockContext
from handoutpress.content.schema.blocks.basic import Bullets, ParagraphBlock


class DoDont(Block, Model, kind="do_dont"):
    """Two short lists side by side: what helps, what to leave."""

    do: Annotated[tuple[Inline, ...], Field(min_length=1)]
    dont: Annotated[tuple[Inline, ...], Field(min_length=1)]

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """Each list under its word."""
        lists = ((context.words.do, self.do), (context.words.dont, self.dont))
        return tuple(part for word, items in lists for part in (ParagraphBlock((markup.Span(f"{word}:"),)), Bullets(items)))

    def safety_texts(self, never: str, *, whole: bool = False) -> list[markup.Inline]:
        """All that must not be done."""
        return [(markup.Span(f"{never}: "), *markup.join("; ", self.dont))]
