"""A leaflet as plain text: for the screen, and for mail programs that show nothing else."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from handoutpress.content.markup import Inline, join
from handoutpress.content.markup import plain as _plain
from handoutpress.content.schema.blocks.basic import Bullets, Checklist, ParagraphBlock, Steps
from handoutpress.content.schema.blocks.clinic_details import Contact
from handoutpress.merge.block_renderers import BlockRenderers
from handoutpress.merge.contact_lines import Place, contact_lines

if TYPE_CHECKING:
    from handoutpress.content.schema.red_flags import Tier
    from handoutpress.merge.leaflet import Leaflet, LeafletSection

WIDTH = 76
TEXT_BLOCKS: BlockRenderers[Callable[[Any, Leaflet], list[str]]] = BlockRenderers()


def plain(leaflet: Leaflet) -> str:
    """The leaflet as text of at most 76 columns, in reading order."""
    clinic, words, flags, draft = leaflet.clinic, leaflet.words, leaflet.red_flags, leaflet.draft
    out = [line for _, note in draft.notes for line in (_wrap(note), "")] if draft else []
    out.append(f"{', '.join(filter(None, (clinic.name, clinic.discipline, clinic.city)))} · {clinic.phones}")
    out += ["", leaflet.title.upper(), "", _wrap(leaflet.main_message), ""]
    out += [f"* {_plain(point.title)}: {_plain(point.text)}" for point in leaflet.key_points]
    for box in (draft.red_flags, flags) if draft else (flags,):  # the box that has been checked comes first
        out += _tier(box.emergency)
    out += _sections(leaflet.sections, leaflet)
    if draft:
        out += _sections(draft.sections, replace(leaflet, words=draft.words))
    if plan := leaflet.plan:
        stages = [_item(join(": ", (stage.title, stage.text))) for stage in plan.stages]
        out += ["", f"== {plan.title}", *stages, _wrap(plan.state), *map(_item, plan.do)]
    if clinic.notice:
        out += ["", f"== {words.language_help}", *(_wrap(notice) for _, notice in clinic.notice)]
    for tier in flags.later:
        out += [_wrap(tier.sentence)] if tier.sentence else _tier(tier)
    out += ["", _plain(leaflet.closing)]
    out += _reach(leaflet, "page")
    sources = f"{words.sources}: {'; '.join(leaflet.sources)}." if leaflet.sources else ""
    out += ["", *(_wrap(line) for line in (words.disclaimer, sources, clinic.footer) if line), leaflet.control]
    return "\n".join(out).replace("\u00a0", " ") + "\n"


def _tier(tier: Tier) -> list[str]:
    """A tier of the red flags, its signs as a list."""
    head = [*(["", f"!! {_plain(tier.title)}"] if tier.title else []), *([_wrap(tier.rule)] if tier.rule else [])]
    return [*head, _wrap(join(" ", (tier.who, tier.lead))), *(_item(sign.text) for sign in tier.signs)]


def _reach(leaflet: Leaflet, place: Place) -> list[str]:
    """How to reach the clinic; a web address in full, since nothing here is a link."""
    lines = contact_lines(leaflet.clinic, leaflet.words, place)
    return [_wrap(line.link if line.field == "website" else line.text()) for line in lines]


def _wrap(text: Inline | str, first: str = "", rest: str = "") -> str:
    plain_text = text if isinstance(text, str) else _plain(text)
    return textwrap.fill(
        plain_text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _item(text: Inline | str, mark: str = "- ") -> str:
    return _wrap(text, mark, " " * len(mark))


def _sections(sections: Sequence[LeafletSection], leaflet: Leaflet) -> list[str]:
    out: list[str] = []
    for section in sections:
        out += ["", f"== {_plain(section.heading)}"]
        for lines, block in TEXT_BLOCKS.resolve(section.blocks, leaflet):
            out += lines(block, leaflet)
    return out


@TEXT_BLOCKS.register(ParagraphBlock)
def _paragraph(block: ParagraphBlock, leaflet: Leaflet) -> list[str]:
    return [_wrap(block.root)]


@TEXT_BLOCKS.register(Bullets)
def _bullets(block: Bullets, leaflet: Leaflet) -> list[str]:
    return [_item(item, "[ ] " if isinstance(block, Checklist) else "- ") for item in block.root]


@TEXT_BLOCKS.register(Steps)
def _steps(block: Steps, leaflet: Leaflet) -> list[str]:
    return [
        _item(f"{_plain(step.title)}{'. ' + _plain(step.text) if step.text else ''}", f"{number}. ")
        for number, step in enumerate(block.root, 1)
    ]


@TEXT_BLOCKS.register(Contact)
def _contact(block: Contact, leaflet: Leaflet) -> list[str]:
    return [*([_wrap(block.intro)] if block.intro else []), *_reach(leaflet, "block")]
