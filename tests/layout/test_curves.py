"""Outlines as Bezier curves: near the outline everywhere, sharp where it is sharp, and few."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoutpress.layout.figures import anatomy as an
from handoutpress.layout.figures.curves import TOLERANCE, coordinate, path
from handoutpress.pdf.vector_art import Path

Point = tuple[float, float]


def read(segments: Path) -> tuple[str, list[Point]]:
    """Letters of a path's segments, and points all along it."""
    out: list[Point] = []
    for segment in segments:
        v = [float(x) for x in segment[1:].split()]
        control = [(v[i], v[i + 1]) for i in range(0, len(v), 2)]
        if segment[0] == "M":
            out += control
        elif segment[0] in "LC":
            at = [out[-1], *control]
            out += [_bezier(at, i / 16) for i in range(1, 17)]
    return "".join(segment[0] for segment in segments), out


def _bezier(at: list[Point], t: float) -> Point:
    while len(at) > 1:
        at = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in itertools.pairwise(at)]
    return at[0]


def gap(points: list[Point], line: list[Point]) -> float:
    """How far the worst of some points is from a line."""
    return max(min(_off(p, a, b) for a, b in itertools.pairwise(line)) for p in points)


def _off(p: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    t = 0.0 if square == 0 else max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square))
    return math.dist(p, (a[0] + t * dx, a[1] + t * dy))


SHAPES = {
    "head": an.smooth(an.HEAD),
    "hand": an.smooth(an.HANDS["open"][0]),
    "foot": an.smooth(an.FOOT),
    "hair": an.smooth(an.HAIR["bob"]),
    "circle": an.circle((3, 4), 6.6),
    "ellipse": an.ellipse((0, 0), 7, 4, 30),
    "rounded": an.rounded(0, 0, 40, 10, 2),
    "bar": an.bar((0, 0), (3, 30), 1),
    "thigh": an.ribbon([(0, 0), (20, 9)], an.LIMBS["thigh"], -1),
    "torso": an.ribbon([(0, 0), (1.5, 0), (10, 3), (20, 7), (29, 14)], an.TORSO, 1, 0.26, 0.975),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_curve_keeps_to_its_outline(name: str) -> None:
    points = SHAPES[name]
    _, drawn = read(path(points, closed=True))
    assert gap(points, drawn) <= 2.5 * TOLERANCE
    assert gap(drawn, [*points, points[0]]) <= 2.5 * TOLERANCE


@given(
    centre=st.tuples(st.floats(-50, 50), st.floats(-50, 50)),
    rx=st.floats(0.5, 40),
    ry=st.floats(0.5, 40),
    turn=st.floats(0, 360),
)
@settings(max_examples=60, deadline=None)
def test_any_ellipse_keeps_to_its_outline(centre: Point, rx: float, ry: float, turn: float) -> None:
    points = an.ellipse(centre, rx, ry, turn, n=96)
    _, drawn = read(path(points, closed=True))
    assert gap(drawn, [*points, points[0]]) <= 3 * TOLERANCE


@given(angles=st.lists(st.floats(-50, 50), min_size=4, max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_back_keeps_to_its_outline(angles: list[float]) -> None:
    line: list[Point] = [(0, 0)]
    for i, _angle in enumerate(angles):
        line.append(an.polar(line[-1], 60 + sum(angles[: i + 1]) / 2, 9))
    points = an.ribbon(line, an.TORSO, 1)
    _, drawn = read(path(points, closed=True))
    assert gap(points, drawn) <= 4 * TOLERANCE


def test_curves_are_few() -> None:
    assert read(path(SHAPES["circle"], closed=True))[0] == "MCCCCz"
    assert all(sum(map(len, path(points, closed=True))) < len(points) * 8 for points in SHAPES.values())


def test_corners_and_straight_lines_stay() -> None:
    square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
    assert path(square, closed=True) == ["M0 0", "L10 0", "L10 10", "L0 10", "L0 0", "z"]
    assert path(square, closed=False) == ["M0 0", "L10 0", "L10 10", "L0 10"]


def test_small_parts_keep_more_digits() -> None:
    assert path([(0, 0), (1 / 3, 0), (0, 1 / 3)], closed=False) == ["M0 0", "L0.33 0", "L0 0.33"]
    assert path([(0, 0), (100 / 3, 0), (0, 100 / 3)], closed=False) == ["M0 0", "L33.3 0", "L0 33.3"]


@pytest.mark.parametrize("points", [[], [(1.0, 1.0)], [(1.0, 1.0), (1.0, 1.0)]])
def test_nothing_to_draw(points: list[Point]) -> None:
    assert path(points, closed=True) == []


@pytest.mark.parametrize("tie", [29.125, 12.235, -31.625, 46.85, 0.95])
def test_numbers_that_all_but_tie_are_written_alike(tie: float) -> None:
    near = [tie, *(math.nextafter(tie, way) for way in (-math.inf, math.inf)), tie + 1e-12, tie - 1e-12]
    for decimals in (1, 2):
        assert len({coordinate(value, decimals) for value in near}) == 1
    assert len({f"{value:.2f}" for value in (29.125, 29.125000000000004)}) == 2  # without rounding first
