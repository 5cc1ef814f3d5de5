"""What keeps readers of a translation safe that nobody has signed for: marks, and doses and prohibitions in the authors' language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from handoutpress.content import markup
from handoutpress.content.finder import SOURCE_LANGUAGE
from handoutpress.content.schema.blocks.basic import Bullets
from handoutpress.merge.leaflet import Draft, LeafletSection

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.content.schema.block import Block
    from handoutpress.content.schema.handout import Handout
    from handoutpress.content.schema.red_flags import RedFlags
    from handoutpress.content.schema.words import Words
    from handoutpress.merge.clinic_answers import ClinicAnswers

ASK_FIRST = "A2"  # the fact row of sections that say who must ask before they use something


def draft(
    library: Library, outline: Handout, words: Words, answers: ClinicAnswers, language: str, red_flags: Callable[[str], RedFlags]
) -> Draft:  # fmt: skip
    """Marks, the checked safety block, doses and prohibitions, for a translation into `language`, in its `words`."""
    authors = library.words(SOURCE_LANGUAGE).value
    return Draft(
        mark=f"{words.draft_mark} · {authors.draft_mark}",
        notes=((language, words.draft_note), (SOURCE_LANGUAGE, authors.draft_note)),
        red_flags=red_flags(SOURCE_LANGUAGE),
        sections=_checked_section(library, outline, authors, answers),
        words=authors,
        language=SOURCE_LANGUAGE,
    )


def _checked_section(library: Library, outline: Handout, authors: Words, answers: ClinicAnswers) -> tuple[LeafletSection, ...]:
    """One section of every dose and prohibition: where a slip of translation costs most."""
    items: list[markup.Inline] = []
    for entry in outline.sections:
        about = library.section_about(entry.section)
        service = [f"service.{about.value.service}"] if about.value.service else []
        if answers.holds((*entry.when, *service), about, ()):
            section = library.section(entry.section, SOURCE_LANGUAGE)
            blocks = [one.block for one in section.value.blocks]
            if text := doses_and_nevers(section.value.heading, blocks, authors.dont, whole=ASK_FIRST in about.value.covers):
                items.append(answers.fill(text, section))
    heading: markup.Inline = (markup.Span(authors.draft_checked),)
    return (LeafletSection("checked", heading, heading, (Bullets(tuple(items)),)),) if items else ()


def doses_and_nevers(heading: markup.Inline, blocks: Iterable[Block], never: str, *, whole: bool = False) -> markup.Inline:
    """What a section says of doses, and of who or what must not (`Block.safety_texts`): one running text after the heading, or empty."""
    texts = [text for block in blocks for text in block.safety_texts(never, whole=whole)]
    lead = tuple(replace(span, bold=True) for span in heading)
    return markup.join(" ", map(_as_sentence, (lead, *texts))) if texts else ()


def _as_sentence(text: markup.Inline) -> markup.Inline:
    """The text, ending as a sentence."""
    return text if text[-1].text.endswith((".", "!", "?")) else (*text, replace(text[-1], text=".", slot=False))
