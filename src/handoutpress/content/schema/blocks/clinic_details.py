"""What a clinic offers, and how to reach it."""

from __future__ import annotations

from handoutpress.content.markup import Span
from handoutpress.content.schema.base import Inline, Model
from handoutpress.content.schema.block import Block, BlockContext
from handoutpress.content.schema.blocks.basic import Bullets, ParagraphBlock


class Services(Block, Model, kind="services", clinic_fields=("services",), needs="services"):
    """What this clinic offers, from its profile."""

    intro: Inline | None = None

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """A list of services, under its sentence."""
        intro = [ParagraphBlock(self.intro)] if self.intro else []
        return (*intro, Bullets(tuple((Span(name),) for name in context.clinic["services"])))


class Contact(Block, Model, kind="contact", clinic_fields=("phone", "tel", "hours", "address", "web", "url")):
    """How to reach this clinic, from its profile. Without parts: every format has its own way with phone numbers and links."""

    intro: Inline | None = None
