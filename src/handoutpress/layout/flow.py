"""Pouring: rows into boxes, in reading order, and the white that is left spread between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from handoutpress.layout.context import Elastic, Row

STRETCH = 0.75  # a gap between rows that does not say so itself grows by at most this share of itself, and never beyond ...
STRETCH_MOST = 9.0  # ... this many points, so that what belongs together stays together
EVEN_STEPS = 20  # boxes side by side are tried at this many heights, from half of their own on


@dataclass(frozen=True)
class Box:
    """Room for rows on a page: upper corner at the start, width and height in points; page from 1."""

    page: int
    x: float
    top: float
    width: float
    height: float


@dataclass
class Filled:
    """A box and what was poured into it."""

    box: Box
    rows: list[Row] = field(default_factory=list)

    @property
    def used(self) -> float:
        """Height of the rows with their least gaps, points."""
        return sum(row.piece.height for row in self.rows) + sum(row.before for row in self.rows[1:])

    @property
    def give(self) -> float:
        """By how much the rows may be spread, points."""
        return sum(_give(row) for row in self.rows[1:]) + sum(getattr(row.piece, "give", 0.0) for row in self.rows)

    def places(self) -> Iterable[tuple[Row, float]]:
        """Rows with their tops, points from the sheet's foot; white that is left widens all gaps by one share of their give."""
        gaps = [_give(row) if i else 0.0 for i, row in enumerate(self.rows)]
        within = [getattr(row.piece, "give", 0.0) for row in self.rows]
        spare, room = max(0.0, self.box.height - self.used), sum(gaps) + sum(within)
        share = min(1.0, spare / room) if room else 0.0
        y = self.box.top
        for row, gap, give in zip(self.rows, gaps, within, strict=True):
            if row is not self.rows[0]:
                y -= row.before + gap * share
            height = row.piece.height
            if isinstance(row.piece, Elastic):
                row = replace(row, piece=row.piece.make(give * share))
                height += give * share
            yield row, y
            y -= height


def _give(row: Row) -> float:
    return min(row.before * STRETCH, STRETCH_MOST) if row.give is None else row.give


@dataclass(frozen=True)
class Overflow:
    """What did not fit: the section that begins outside, and by how many points the rows are too high."""

    section: str
    points: float


def pour(rows: Sequence[Row], boxes: Sequence[Box]) -> list[Filled] | Overflow:
    """Fill boxes in order. Rows that keep with the next stay with it; nothing is split and nothing is dropped."""
    filled = [Filled(box) for box in boxes]
    groups = list(bound_together(rows))
    at = 0
    for number, group in enumerate(groups):
        if group[0].new_page and at < len(filled) and filled[at].rows:
            at += 1
        while at < len(filled) and not _takes(filled[at], group):
            at += 1
        if at == len(filled):
            free = max((f.box.height - f.used for f in filled), default=0.0)
            need = sum(row.before + row.piece.height for rest in groups[number:] for row in rest)
            return Overflow(group[-1].name, max(1.0, need - max(0.0, free)))
        filled[at].rows += group
    return filled


def pour_evenly(rows: Sequence[Row], boxes: Sequence[Box], *, whole: bool = False) -> list[Filled] | Overflow:
    """Fill boxes side by side to like heights; only if it must does a section go on in the next, `whole`: not even then."""
    bound = [replace(row, keep=row.keep or row.name == after.name) for row, after in pairwise(rows)]
    for made in ([*bound, *rows[-1:]], rows):

        def at(step: int, made: Sequence[Row] = made) -> list[Filled] | Overflow:
            share = (EVEN_STEPS + step) / (2 * EVEN_STEPS)
            return pour(made, [replace(box, height=box.height * share) for box in boxes])

        best = at(EVEN_STEPS)
        if isinstance(best, Overflow) and not whole:
            continue
        low, high = 0, EVEN_STEPS
        while low < high and not isinstance(best, Overflow):
            middle = (low + high) // 2
            if isinstance(poured := at(middle), Overflow):
                low = middle + 1
            else:
                high, best = middle, poured
        break
    return best if isinstance(best, Overflow) else [Filled(box, one.rows) for box, one in zip(boxes, best, strict=True)]


def bound_together(rows: Sequence[Row]) -> Iterable[list[Row]]:
    """Rows bound together by `keep`."""
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if not row.keep:
            yield group
            group = []
    if group:
        yield group


def _takes(filled: Filled, group: list[Row]) -> bool:
    more = sum(row.piece.height for row in group) + sum(row.before for row in group[0 if filled.rows else 1 :])
    return filled.used + more <= filled.box.height + 0.01
