"""A simple table."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from handoutpress.content import markup
from handoutpress.content.schema.base import Inline, Model
from handoutpress.content.schema.block import Block, BlockContext
from handoutpress.content.schema.blocks.basic import Bullets


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
