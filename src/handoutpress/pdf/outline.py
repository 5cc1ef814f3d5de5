"""Bookmarks: the titled headings of a structure tree, in reading order, nested by heading level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from handoutpress.pdf.objects import Objects, spot, text


@dataclass(frozen=True, slots=True)
class Heading:
    """A titled heading: its level from 1, the number of its page, and the height of its top there, points."""

    title: str
    level: int
    page: int
    top: float


@dataclass
class _Entry:
    heading: Heading
    kids: list[_Entry] = field(default_factory=list)


def add(out: Objects, headings: Sequence[Heading]) -> int:
    """Add the outline of headings; its number, or 0 if there are none."""
    if not headings:
        return 0
    first = out.end
    for body in _bodies(tuple(headings), first):
        out.add(body)
    return first


@lru_cache(maxsize=512)  # all leaflets of a handout have the same headings
def _bodies(headings: tuple[Heading, ...], first: int) -> tuple[bytes, ...]:
    """The objects of an outline, numbered from `first` on."""
    out = Objects(first)
    top = _Entry(Heading("", 0, 0, 0))
    trail = [top]
    for heading in headings:
        while trail[-1].heading.level >= heading.level:
            trail.pop()
        entry = _Entry(heading)
        trail[-1].kids.append(entry)
        trail.append(entry)
    outlines = out.add()
    ends, _ = _hang(out, outlines, top)
    out.set(outlines, b"<</Type /Outlines" + ends + b">>")
    return tuple(out.bodies)


def _hang(out: Objects, parent: int, entry: _Entry) -> tuple[bytes, int]:
    """Write the entries below one: what the parent says of them, and how many there are in all."""
    if not entry.kids:
        return b"", 0
    numbers = [out.add() for _ in entry.kids]
    total = len(numbers)
    for i, kid in enumerate(entry.kids):
        heading = kid.heading
        told = b"<</Title %s/Parent %d 0 R/Dest %s" % (text(heading.title), parent, spot(heading.page, heading.top))
        if i:
            told += b"/Prev %d 0 R" % numbers[i - 1]
        if i + 1 < len(numbers):
            told += b"/Next %d 0 R" % numbers[i + 1]
        ends, count = _hang(out, numbers[i], kid)
        total += count
        out.set(numbers[i], told + ends + b">>")
    return b"/First %d 0 R/Last %d 0 R/Count %d" % (numbers[0], numbers[-1], total), total
