"""A chart to fill in by hand."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from handoutpress.content import markup
from handoutpress.content.markup import Span
from handoutpress.content.schema.base import Inline, Model
from handoutpress.content.schema.block import Block, BlockContext
from handoutpress.content.schema.blocks.basic import Bullets


class Tracker(Block, Model, kind="tracker"):
    """A chart to fill in by hand: tick boxes for rows against columns."""

    columns: Annotated[tuple[Inline, ...], Field(min_length=1, max_length=8)]
    rows: Annotated[tuple[Inline, ...], Field(min_length=1, max_length=8)]

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """A list of rows; a column stays with its box, and the box whole, where a line ends."""
        boxes = "  ".join(f"{markup.plain(column)}\u00a0[\u00a0]" for column in self.columns)
        return (Bullets(tuple((*row, Span(f": {boxes}")) for row in self.rows)),)
