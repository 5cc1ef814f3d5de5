"""A map of the body to draw on: where it hurts, where it is numb, tingly or weak, and how bad it is."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from handoutpress.content import markup
from handoutpress.content.figure_names import FigureName
from handoutpress.content.markup import Span
from handoutpress.content.schema.base import Inline, Model, Text
from handoutpress.content.schema.block import Block, BlockContext
from handoutpress.content.schema.blocks.basic import Bullets, ParagraphBlock
from handoutpress.content.schema.blocks.pictures import FigureBlock

SCALE = range(11)


class MapLetter(Model):
    """A letter to write on the map, and what it stands for."""

    letter: Annotated[Text, Field(max_length=1)]
    text: Inline


class BodyMap(Block, Model, kind="body_map"):
    """Two outlines to draw on, what to draw, and what the striped area asks for: a call, and no wait."""

    outlines: Annotated[tuple[FigureName, FigureName], Field(description="Figures of the body from the front and from the back")]
    sides: Annotated[tuple[Inline, Inline], Field(description="Names of the body's right and left side")]
    shade: Inline
    write: Inline
    letters: Annotated[tuple[MapLetter, ...], Field(min_length=1, max_length=4)]
    scale: Annotated[Inline, Field(description="The question of how bad it is, from 0 to 10")]
    least: Inline
    most: Inline
    alarm: Annotated[Inline, Field(description="A sign in the striped area")]
    act: Inline

    def figures(self) -> tuple[str, ...]:
        """The outlines."""
        return self.outlines

    def sides_of_outlines(self, direction: str) -> tuple[tuple[Inline, Inline], tuple[Inline, Inline]]:
        """Names at the start and at the end of each outline: a line may start on the other side, a body's right side stays there."""
        there, back = self.sides, (self.sides[1], self.sides[0])
        return (back, there) if direction == "rtl" else (there, back)

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """The outlines, what is asked, and the alarm."""
        letters = markup.join("; ", tuple((Span(f"{one.letter}: "), *one.text) for one in self.letters))
        ends = (Span("0: "), *self.least, Span("; 10: "), *self.most)
        asked = (self.shade, (*self.write, Span(" "), *letters), (*self.scale, Span(" "), *ends))
        return (FigureBlock(ids=self.outlines), Bullets(asked), ParagraphBlock((*self.alarm, Span(" "), *self.act)))

    def safety_texts(self, never: str, *, whole: bool = False) -> list[markup.Inline]:
        """What the striped area asks for."""
        return [markup.join(" ", (self.alarm, self.act))]
