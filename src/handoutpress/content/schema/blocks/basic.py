"""Basic blocks: running text, lists, steps, which every format shows in its own way, and what is boxed or stands in rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from handoutpress.content import markup
from handoutpress.content.figure_names import FigureName
from handoutpress.content.markup import Span
from handoutpress.content.schema.base import Inline, Model, Whole
from handoutpress.content.schema.block import Block, BlockContext

if TYPE_CHECKING:
    from handoutpress.content.schema.words import Words


class ParagraphBlock(Block, Whole[Inline], kind="paragraph"):
    """Running text, at most about 60 words."""


class Bullets(Block, Whole[tuple[Inline, ...]], kind="bullets"):
    """A list without order."""


class Checklist(Bullets, kind="checklist"):
    """A list to tick on paper: each item has an empty box."""


class Step(Model):
    """One thing to do: a short order, and a sentence of how."""

    title: Inline
    text: Inline | None = None
    figure: FigureName | None = None


class Steps(Block, Whole[tuple[Step, ...]], kind="steps"):
    """Numbered things to do, in order."""

    def safety_texts(self, never: str, *, whole: bool = False) -> list[markup.Inline]:
        """Steps whose text holds a number."""
        return [markup.join(": ", (step.title, step.text)) for step in self.root if step.text and markup.slots(step.text)]


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
        return self.title or (Span(words.caution if self.level == "caution" else words.note),)

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """Title, text and items."""
        text = [ParagraphBlock(self.text)] if self.text else []
        items = [Bullets(self.items)] if self.items else []
        return (ParagraphBlock((*self.heading(context.words), Span(":"))), *text, *items)

    def safety_texts(self, never: str, *, whole: bool = False) -> list[markup.Inline]:
        """All of a caution; of a note what every block gives."""
        return super().safety_texts(never, whole=whole or self.level == "caution")


class DoDont(Block, Model, kind="do_dont"):
    """Two short lists side by side: what helps, what to leave."""

    do: Annotated[tuple[Inline, ...], Field(min_length=1)]
    dont: Annotated[tuple[Inline, ...], Field(min_length=1)]

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """Each list under its word."""
        lists = ((context.words.do, self.do), (context.words.dont, self.dont))
        return tuple(part for word, items in lists for part in (ParagraphBlock((Span(f"{word}:"),)), Bullets(items)))

    def safety_texts(self, never: str, *, whole: bool = False) -> list[markup.Inline]:
        """All that must not be done."""
        return [(Span(f"{never}: "), *markup.join("; ", self.dont))]


class TableBlock(Block, Model, kind="table"):
    """A simple table: one header row, at most four columns."""

    header: Annotated[tuple[Inline, ...], Field(min_length=2, max_length=4)]
    rows: Annotated[tuple[tuple[Inline, ...], ...], Field(min_length=1)]

    @field_validator("rows")
    @classmethod
    def _even(cls, rows: tuple[tuple[Inline, ...], ...]) -> tuple[tuple[Inline, ...], ...]:
        if len({len(row) for row in rows}) > 1:
            raise ValueError("rows have different numbers of cells")
        return rows

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """A list of rows, each cell after the head of its column."""
        rows = ([markup.join(": ", pair) for pair in zip(self.header, row, strict=True)] for row in self.rows)
        return (Bullets(tuple(markup.join("; ", cells) for cells in rows)),)


class Tracker(Block, Model, kind="tracker"):
    """A chart to fill in by hand: tick boxes for rows against columns."""

    columns: Annotated[tuple[Inline, ...], Field(min_length=1, max_length=10)]
    rows: Annotated[tuple[Inline, ...], Field(min_length=1, max_length=8)]

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """A list of rows; a column stays with its box, and the box whole, where a line ends."""
        boxes = "  ".join(f"{markup.plain(column)}\u00a0[\u00a0]" for column in self.columns)
        return (Bullets(tuple((*row, Span(f": {boxes}")) for row in self.rows)),)
