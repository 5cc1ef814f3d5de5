"""Dense polygons as few Bezier curves: files stay small, and outlines stay smooth on a poster.

Outlines are sampled densely, so a curve between two of their points follows from the directions there and the length between
them; where that is too far off, a shorter one is tried.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from handoutpress.pdf.objects import decimal
from handoutpress.pdf.vector_art import Path

Point = tuple[float, float]

TOLERANCE = 0.06  # body units: on a letter page, less than a tenth of a point
_CORNER = math.radians(32)  # points where an outline turns more than this stay sharp
_BEND = math.radians(115)  # one curve turns no further
_LONG = 2.0  # body units: a step longer than this and than its neighbours is a straight line


def path(points: Sequence[Point], *, closed: bool) -> Path:
    """A path along a polygon or an open line, within TOLERANCE of its points."""
    dense = [p for i, p in enumerate(points) if not i or math.dist(p, points[i - 1]) > 1e-4]
    if closed and len(dense) > 1 and math.dist(dense[0], dense[-1]) <= 1e-4:
        dense.pop()
    if len(dense) < 2:
        return []
    xs, ys = [p[0] for p in dense], [p[1] for p in dense]
    decimals = 2 if max(max(xs) - min(xs), max(ys) - min(ys)) < 8 else 1

    def segment(letter: str, *points: Point) -> str:
        return letter + " ".join([coordinate(v, decimals) for p in points for v in p])

    out = [segment("M", dense[0]), *(segment(letter, *points) for letter, *points in _pieces(dense, closed))]
    return [*out, "z"] if closed else out


def coordinate(value: float, decimals: int) -> str:
    """A number that sines went into, to at most five decimals, the same on every system.

    Sines differ in their last digit from system to system, and a number that all but ties would be 29.12 on one and 29.13 on the
    other: it is rounded to six decimals first.
    """
    return decimal(round(value, 6), decimals)


def _pieces(dense: list[Point], closed: bool) -> list[tuple[str, *tuple[Point, ...]]]:
    """Lines ("L", end) and curves ("C", control, control, end), from the first point on."""
    around = [*dense, dense[0]] if closed else dense
    last = len(around) - 1
    steps = [math.dist(a, b) for a, b in itertools.pairwise(around)]
    turns = [math.atan2(b[1] - a[1], b[0] - a[0]) for a, b in itertools.pairwise(around)]
    straight = [_straight(steps, i, closed) for i in range(last)]
    corners = [i for i in range(1, last) if straight[i - 1] or straight[i] or abs(_turn(turns[i - 1], turns[i])) > _CORNER]
    knots = [0, *corners, last]
    smooth_start = closed and not straight[0] and not straight[-1] and abs(_turn(turns[-1], turns[0])) <= _CORNER
    out: list[tuple[str, *tuple[Point, ...]]] = []
    for start, end in itertools.pairwise(knots):
        if end - start == 1:
            out.append(("L", around[end]))
            continue
        headings = [turns[start]]
        for i in range(start + 1, end):
            headings.append(headings[-1] + _turn(turns[i - 1], turns[i]))
        tangents = [_ahead(headings, steps, start, 0), *(_between(headings, steps, start, i) for i in range(1, end - start))]
        tangents.append(_ahead(headings, steps, start, len(headings)))
        if smooth_start:  # the place where a closed curve begins is no corner
            seam = _turn(turns[-1], turns[0]) / 2
            tangents[0] = turns[0] - seam if start == 0 else tangents[0]
            tangents[-1] = headings[-1] + seam if end == last else tangents[-1]
        _curves(around[start : end + 1], steps[start:end], tangents, out)
    return out


def _straight(steps: list[float], i: int, closed: bool) -> bool:
    if steps[i] < _LONG:
        return False
    near = [steps[j] for j in (i - 1, i + 1) if 0 <= j < len(steps)]
    if closed and i in (0, len(steps) - 1):
        near.append(steps[-1 - i] if i == 0 else steps[0])
    return all(steps[i] > 2.2 * other or other > 2.2 * steps[i] or other > 2 * _LONG for other in near)


def _turn(a: float, b: float) -> float:
    return (b - a + math.pi) % (2 * math.pi) - math.pi


def _between(headings: list[float], steps: list[float], start: int, i: int) -> float:
    """Direction at an inner point: its two steps' directions, the shorter step counting more."""
    before, after = steps[start + i - 1], steps[start + i]
    return (headings[i - 1] * after + headings[i] * before) / (before + after)


def _ahead(headings: list[float], steps: list[float], start: int, i: int) -> float:
    """Direction at an end: that of its step, carried on by half a turn."""
    if len(headings) == 1:
        return headings[0]
    near, far = (0, 1) if i == 0 else (len(headings) - 1, len(headings) - 2)
    bend = (headings[near] - headings[far]) / (steps[start + near] + steps[start + far])
    return headings[near] + bend * steps[start + near]


def _curves(points: list[Point], steps: list[float], tangents: list[float], out: list[tuple[str, *tuple[Point, ...]]]) -> None:
    """The longest curve that fits, then the next."""
    start, last = 0, len(points) - 1
    while start < last:
        end = last
        while end > start + 1 and abs(tangents[end] - tangents[start]) > _BEND:
            end -= 1
        while not (curve := _curve(points[start : end + 1], steps[start:end], tangents[start : end + 1])):
            end = max(start + 1, start + (end - start) * 3 // 4)
        out.append(("C", *curve))
        start = end


def _curve(points: list[Point], steps: list[float], tangents: list[float]) -> tuple[Point, Point, Point] | None:
    """Control points and end of one curve along all points, or None if it strays."""
    (x0, y0), (x3, y3) = points[0], points[-1]
    bend = tangents[-1] - tangents[0]
    reach = sum(steps) / 3 * (1 + bend * bend / 48)  # exact for a circle, to the second order
    one = x0 + reach * math.cos(tangents[0]), y0 + reach * math.sin(tangents[0])
    two = x3 - reach * math.cos(tangents[-1]), y3 - reach * math.sin(tangents[-1])
    return (one, two, points[-1]) if _near(points, steps, tangents, one, two) else None


def _near(points: list[Point], steps: list[float], tangents: list[float], one: Point, two: Point) -> bool:
    """Whether the curve passes the points between its ends, measured across the outline."""
    total, gone = sum(steps), 0.0
    (x0, y0), (x3, y3) = points[0], points[-1]
    every = max(1, (len(points) - 1) // 6)
    for i in range(1, len(points) - 1):
        gone += steps[i - 1]
        if i % every:
            continue
        t = gone / total
        u = 1 - t
        a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
        dx = a * x0 + b * one[0] + c * two[0] + d * x3 - points[i][0]
        dy = a * y0 + b * one[1] + c * two[1] + d * y3 - points[i][1]
        if abs(dy * math.cos(tangents[i]) - dx * math.sin(tangents[i])) > TOLERANCE:
            return False
    return True
