"""Basic blocks, which every format shows in its own way: running text, lists, steps."""

from __future__ import annotations

from handoutpress.content import markup
from handoutpress.content.schema.base import Id, Inline, Model, Whole
from handoutpress.content.schema.block import Block


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
    figure: Id | None = None


class Steps(Block, Whole[tuple[Step, ...]], kind="steps"):
    """Numbered things to do, in order."""

    def safety_texts(self, never: str, *, whole: bool = False) -> list[markup.Inline]:
        """Steps whose text holds a number."""
        return [markup.join(": ", (step.title, step.text)) for step in self.root if step.text and markup.slots(step.text)]
