"""The test kit of a leaflet: questions for readers with the answers expected, and a teach-back card, as a leaflet for staff."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handoutpress.content import trials
from handoutpress.content.markup import Span, join
from handoutpress.content.schema.blocks.basic import Checklist, ParagraphBlock, TableBlock, Tracker
from handoutpress.merge.leaflet import LeafletSection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handoutpress.content.markup import Inline
    from handoutpress.content.schema.block import Block
    from handoutpress.content.schema.handout import Section
    from handoutpress.content.schema.trial import KitWords
    from handoutpress.merge.leaflet import Leaflet
    from handoutpress.merge.reader_questions import AskedQuestion

ROUND = 10  # readers
SHORT = 12  # characters of the text's fingerprint that the kit prints
EMPTY: Inline = (Span("\u00a0"),)  # a cell to write in


def build_kit(leaflet: Leaflet, questions: Sequence[AskedQuestion], words: KitWords) -> Leaflet:
    """The kit for a leaflet: what is asked of its readers, on sheets of their own with its red flags."""
    sections = [_section("how", words.how), *(_question(i, one, words) for i, one in enumerate(questions, 1))]
    rows = tuple(((Span(str(i)),), EMPTY, EMPTY, EMPTY) for i in range(1, len(questions) + 1))
    table = TableBlock(header=words.columns, rows=rows)
    sections.append(_section("totals", words.totals, table, new_page=True))
    told = [join(" ", (one.ask, (Span(words.listen, bold=True),), _answers(one))) for one in questions if one.kind == "do"]
    sections.append(_section("teach-back", words.teach_back, Checklist(tuple(told)), new_page=True))
    return replace(
        leaflet,
        title=words.title.format(title=leaflet.title),
        summary=words.summary,
        main_message=words.main_message,
        key_points=words.key_points,
        closing=words.closing,
        poster=None,
        figure=None,
        sections=tuple(sections),
        draft=replace(leaflet.draft, sections=()) if leaflet.draft else None,
        words=leaflet.words.model_copy(update={"patient_guide": words.label}),
        sources=(),
        control=f"{leaflet.control} · {trials.text_fingerprint(leaflet.texts)[:SHORT]}",
    )


def _section(name: str, text: Section, *more: Block, new_page: bool = False) -> LeafletSection:
    blocks = (*(entry.block for entry in text.blocks), *more)
    return LeafletSection(name, text.heading, text.key_message, blocks, new_page)


def _question(number: int, question: AskedQuestion, words: KitWords) -> LeafletSection:
    """A question, what is expected, and a box for each reader."""
    answer: Block = ParagraphBlock((Span(f"{words.answer} ", bold=True), *_answers(question)))
    boxes = Tracker(columns=tuple((Span(str(reader)),) for reader in range(1, ROUND + 1)), rows=words.rows)
    heading = (Span(f"{number}. "), *question.ask)
    return LeafletSection(f"question-{number}", heading, heading, (answer, boxes))


def _answers(question: AskedQuestion) -> Inline:
    return (Span(" · ".join(f"“{answer.says}”" for answer in question.answers)),)
