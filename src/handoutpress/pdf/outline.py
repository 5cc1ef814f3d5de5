"""Bookmarks: the titled headings of a structure tree, in reading order, nested by heading level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from handoutpress.pdf.objects import FIRST_PAGE, IndirectObjects, spot, text
from handoutpress.pdf.tag_tree import HEADINGS, Element, Slot


@dataclass(frozen=True, slots=True)
class Heading:
    """A titled heading: its level from 1, the number of its page, and the height of its top there, points."""

    title: str
    level: int
    page: int
    top: float


@dataclass
class _Bookmark:
    heading: Heading
    kids: list[_Bookmark] = field(default_factory=list)


def find_headings(element: Element, places: Mapping[Element, tuple[int, float]]) -> list[Heading | Slot]:
    """Titled headings that were drawn and slots where there may be more, in order; `places`: page from 0 and height in points."""
    out: list[Heading | Slot] = []
    if element.role in HEADINGS and element.title and element in places:
        page, top = places[element]
        out.append(Heading(element.title, int(element.role[1]), FIRST_PAGE + page, top))
    for kid in element.kids:
        if isinstance(kid, Element):
            out += find_headings(kid, places)
        elif isinstance(kid, Slot):
            out.append(kid)
    return out


def add(out: IndirectObjects, headings: Sequence[Heading]) -> int:
    """Add the outline of headings; its number, or 0 if there are none."""
    if not headings:
        return 0
    top = _Bookmark(Heading("", 0, 0, 0))
    trail = [top]
    for heading in headings:
        while trail[-1].heading.level >= heading.level:
            trail.pop()
        entry = _Bookmark(heading)
        trail[-1].kids.append(entry)
        trail.append(entry)
    outlines = out.add()
    ends, _ = _hang(out, outlines, top)
    out.set(outlines, b"<</Type /Outlines" + ends + b">>")
    return outlines


def _hang(out: IndirectObjects, parent: int, entry: _Bookmark) -> tuple[bytes, int]:
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
