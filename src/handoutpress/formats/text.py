"""A leaflet as plain text: for the screen, and for mail programs that show nothing else."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from functools import singledispatch
from typing import TYPE_CHECKING

from handoutpress.content.markup import Inline
from handoutpress.content.markup import plain as _plain
from handoutpress.content.schema import blocks as b

if TYPE_CHECKING:
    from handoutpress.merge.leaflet import Leaflet

WIDTH = 76


def plain(leaflet: Leaflet) -> str:
    """The leaflet as text of at most 76 columns, in reading order."""
    clinic, words, flags, draft = leaflet.clinic, leaflet.words, leaflet.red_flags, leaflet.draft
    out = [line for _, note in draft.notes for line in (_wrap(note), "")] if draft else []
    out += [f"{clinic.name}, {clinic.city} · {clinic.phone}", "", leaflet.title.upper(), "", _wrap(leaflet.main_message), ""]
    out += [f"* {_plain(point.title)}: {_plain(point.text)}" for point in leaflet.key_points]
    for box in (draft.red_flags, flags) if draft else (flags,):  # the box that has been checked comes first
        out += ["", f"!! {_plain(box.title)}", _wrap(box.now_lead), *(_item(sign) for sign in box.now), _wrap(box.now_rule)]
    out += _sections(leaflet)
    if draft:
        out += _sections(replace(leaflet, sections=draft.sections, words=draft.words))
    if clinic.notice:
        out += ["", f"== {words.language_help}", *(_wrap(notice) for _, notice in clinic.notice)]
    out += ["", f"!! {_plain(flags.today_title)}", _wrap(flags.today), *(_item(sign) for sign in flags.today_items)]
    out += [_wrap(flags.pregnant), _wrap(flags.soon), "", _plain(leaflet.closing), clinic.phone]
    out += [f"{days}: {times}" for days, times in clinic.hours]
    out += [_wrap(line) for line in (clinic.after_hours, clinic.address, clinic.interpreter, clinic.url) if line]
    out += [_wrap(f"{words.services}: {', '.join(clinic.services)}")] if clinic.services else []
    sources = f"{words.sources}: {'; '.join(leaflet.sources)}." if leaflet.sources else ""
    out += ["", *(_wrap(line) for line in (words.disclaimer, sources, clinic.footer) if line), leaflet.control]
    return "\n".join(out).replace("\u00a0", " ") + "\n"


def _wrap(text: Inline | str, first: str = "", rest: str = "") -> str:
    plain_text = text if isinstance(text, str) else _plain(text)
    return textwrap.fill(
        plain_text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _item(text: Inline | str, mark: str = "- ") -> str:
    return _wrap(text, mark, " " * len(mark))


def _sections(leaflet: Leaflet) -> list[str]:
    out: list[str] = []
    for section in leaflet.sections:
        out += ["", f"== {_plain(section.heading)}"]
        for block in section.blocks:
            out += lines(block, leaflet)
    return out


@singledispatch
def lines(block: object, leaflet: Leaflet) -> list[str]:
    """A block as lines of text.

    Raises:
        TypeError: a block class without a function here (a fault in the program).
    """
    raise TypeError(f"no way to write {type(block).__name__} as text")


@lines.register(b.Paragraph)
def _paragraph(block: b.Paragraph, leaflet: Leaflet) -> list[str]:
    return [_wrap(block.root)]


@lines.register(b.Bullets)
def _bullets(block: b.Bullets, leaflet: Leaflet) -> list[str]:
    if isinstance(block, b.Checklist):
        return [_item(item, "[ ] ") for item in block.root]
    return [_item(item) for item in block.root]


@lines.register(b.Steps)
def _steps(block: b.Steps, leaflet: Leaflet) -> list[str]:
    return [
        _item(f"{_plain(step.title)}{'. ' + _plain(step.text) if step.text else ''}", f"{number}. ")
        for number, step in enumerate(block.root, 1)
    ]


@lines.register(b.DoDont)
def _do_dont(block: b.DoDont, leaflet: Leaflet) -> list[str]:
    words = leaflet.words
    return [f"{words.do}:", *(_item(i) for i in block.do), f"{words.dont}:", *(_item(i) for i in block.dont)]


@lines.register(b.Callout)
def _callout(block: b.Callout, leaflet: Leaflet) -> list[str]:
    title = _plain(block.title) if block.title else leaflet.words.caution if block.level == "caution" else leaflet.words.note
    return [f"{title}:", *([_wrap(block.text)] if block.text else []), *(_item(i) for i in block.items)]


@lines.register(b.Exercises)
def _exercises(block: b.Exercises, leaflet: Leaflet) -> list[str]:
    out = []
    for move in block.root:
        dose = ", ".join(_plain(part) for part in (move.hold, move.repeats) if part)
        out.append(_item(f"{_plain(move.name)}. {_plain(move.text)}{f' ({dose})' if dose else ''}"))
    return out


@lines.register(b.Compares)
def _compares(block: b.Compares, leaflet: Leaflet) -> list[str]:
    words = leaflet.words
    return [
        _item(f"{words.wrong_way}: {_plain(pair.wrong.caption)}. {words.right_way}: {_plain(pair.right.caption)}.")
        for pair in block.root
    ]


@lines.register(b.Habits)
def _habits(block: b.Habits, leaflet: Leaflet) -> list[str]:
    return [_item(f"{_plain(habit.title)}: {_plain(habit.text)}") for habit in block.root]


@lines.register(b.FigureBlock)
def _figures(block: b.FigureBlock, leaflet: Leaflet) -> list[str]:
    return [_item(f"{leaflet.figure_text(name).caption}: {leaflet.figure_text(name).alt}") for name in block.ids]


@lines.register(b.Treatment)
def _treatment(block: b.Treatment, leaflet: Leaflet) -> list[str]:
    words = leaflet.words
    parts = ((words.may_help, block.may_help), (words.risks, block.risks), (words.evidence, block.evidence))
    return [_wrap(block.what), *(_wrap(f"{label} {_plain(text)}") for label, text in parts)]


@lines.register(b.Table)
def _table(block: b.Table, leaflet: Leaflet) -> list[str]:
    return [
        _item("; ".join(f"{_plain(head)}: {_plain(cell)}" for head, cell in zip(block.header, row, strict=True)))
        for row in block.rows
    ]


@lines.register(b.Tracker)
def _tracker(block: b.Tracker, leaflet: Leaflet) -> list[str]:
    # a day stays with its box, and the box whole, where a line ends
    days = "  ".join(f"{_plain(column)}\u00a0[\u00a0]" for column in block.columns)
    return [_item(f"{_plain(row)}: {days}").replace("\u00a0", " ") for row in block.rows]


@lines.register(b.Services)
def _services(block: b.Services, leaflet: Leaflet) -> list[str]:
    return [*([_wrap(block.intro)] if block.intro else []), *(_item(name) for name in leaflet.clinic.services)]


@lines.register(b.Contact)
def _contact(block: b.Contact, leaflet: Leaflet) -> list[str]:
    clinic, words = leaflet.clinic, leaflet.words
    out = [_wrap(block.intro)] if block.intro else []
    out.append(f"{words.phone}: {clinic.phone}")
    out += [f"{days}: {times}" for days, times in clinic.hours]
    return out + [part for part in (clinic.address, clinic.url) if part]
