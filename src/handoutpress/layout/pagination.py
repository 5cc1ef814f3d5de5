"""Where pages break: so that all are filled alike, and what belongs together stays together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handoutpress.layout.context import Row
from handoutpress.layout.flow import Box, Filled, bound_together

WELL_FILLED = 0.65  # share of a page's height; a page with less is given more to show
CUT, THIN = 0.5, 10.0  # what it costs to part a section, and to leave a page thin; a half empty page costs 0.25


def paginate(rows: Sequence[Row], boxes: Sequence[Box], *, last: float = 1.0) -> list[Filled] | None:
    """Rows on pages, each of which gets some, so that they are as evenly full as can be; None: they do not fit.

    Args:
        rows: those that keep with the next stay with it; one that begins a page does.
        last: how much it matters how full the last page is.
    """
    groups = list(bound_together(rows))
    tops, heights = [], []  # white above each group, and its height from there
    for group in groups:
        tops.append(group[0].before)
        heights.append(Filled(boxes[0], group).used)
    # cost of the best way to set the first n groups on the pages so far, and where its last page begins
    ways: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for number, box in enumerate(boxes):
        weight = last if number == len(boxes) - 1 else 1.0
        best: dict[int, tuple[float, int]] = {}
        for start, (before, _) in ways[-1].items():
            used, give = 0.0, 0.0
            for end in range(start, len(groups)):
                if end > start and groups[end][0].new_page:
                    break
                used += heights[end] + (tops[end] if end > start else 0.0)
                if used > box.height + 0.01:
                    break
                give += Filled(box, groups[end]).give
                cost = before + weight * _cost(used, give, box.height) + _cut(groups, end)
                if end + 1 not in best or cost < best[end + 1][0]:
                    best[end + 1] = cost, start
        ways.append(best)
    end = len(groups)
    if end not in ways[-1]:
        return None
    filled = []
    for box, best in zip(reversed(boxes), reversed(ways[1:]), strict=True):
        start = best[end][1]
        filled.append(Filled(box, [row for group in groups[start:end] for row in group]))
        end = start
    return filled[::-1]


def _cost(used: float, give: float, height: float) -> float:
    empty = max(0.0, 1 - used / height)
    thin = (used + give) / height < WELL_FILLED
    return empty * empty + (THIN * empty if thin else 0.0)


def _cut(groups: Sequence[list[Row]], end: int) -> float:
    return CUT if end + 1 < len(groups) and groups[end][-1].name == groups[end + 1][0].name else 0.0


def whole(rows: Sequence[Row], height: float) -> list[Row]:
    """Rows of a section bound together, if all of them stand on a page of so many points."""
    used = Filled(Box(1, 0, 0, 0, height), list(rows)).used
    if used > height:
        return list(rows)
    return [replace(row, keep=True) for row in rows[:-1]] + list(rows[-1:])
