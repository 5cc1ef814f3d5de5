"""A boxed word that must not be missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self

from pydantic import model_validator

from handoutpress.content import markup
from handoutpress.content.schema.base import Inline, Model
from handoutpress.content.schema.block import Block, BlockContext
from handoutpress.content.schema.blocks.basic import Bullets, ParagraphBlock

if TYPE_CHECKING:
    from handoutpress.content.schema.words import Words


class Callout(Block, Model, kind="callout"):
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

    def heading(self, words: Words) -> markup.Inline:
        """Its title, or the fixed word for its level."""
        return self.title or (markup.Span(words.caution if self.level == "caution" else words.note),)

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """Title, text and items."""
        text = [ParagraphBlock(self.text)] if self.text else []
        items = [Bullets(self.items)] if self.items else []
        return (ParagraphBlock((*self.heading(context.words), markup.Span(":"))), *text, *items)

    def safety_texts(self, never: str, *, whole: bool = False) -> list[markup.Inline]:
        """All of a caution; of a note what every block gives."""
        return super().safety_texts(never, whole=whole or self.level == "caution")
