"""What a clinic offers, told honestly, and how to reach it."""

from __future__ import annotations

from handoutpress.content import markup
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


class Contact(Block, Model, kind="contact", clinic_fields=("phone", "tel", "hours", "address", "website", "url")):
    """How to reach this clinic, from its profile. Without parts: every format has its own way with phone numbers and links."""

    intro: Inline | None = None


class Treatment(Block, Model, kind="treatment"):
    """What a clinic may offer, told honestly: what it is, what it may do, its risks, how sure the evidence is."""

    what: Inline
    may_help: Inline
    risks: Inline
    evidence: Inline

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """A paragraph each, with a bold lead."""
        words = context.words
        labelled = ((words.may_help, self.may_help), (words.risks, self.risks), (words.evidence, self.evidence))
        texts = (self.what, *((Span(label, bold=True), Span(" "), *text) for label, text in labelled))
        return tuple(ParagraphBlock(text) for text in texts)

    def safety_texts(self, never: str, *, whole: bool = False) -> list[markup.Inline]:
        """Its risks."""
        return [self.risks]
