"""The mannequin's measures and outlines, and the geometry they need. Body unit: stature = 100, y up, floor y = 0."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]
Outline = list[Point]
Profile = Sequence[tuple[float, float, float]]  # place along the limb 0 to 1, half-width in front, half-width behind

THIGH, SHIN, UPPER, FORE, NECK = 23.5, 22.5, 15.6, 13.6, 5.2
SPINE = (10.0, 10.0, 9.6)  # hip to waist, waist to chest, chest to the seventh neck bone
HEAD_SCALE = 0.93
LIMBS: dict[str, Profile] = {
    "thigh": [(0, 6.5, 6.5), (0.3, 6.5, 6.2), (0.7, 5.0, 4.7), (1, 4.1, 3.9)],
    "shin": [(0, 4.1, 3.9), (0.10, 3.9, 4.1), (0.30, 3.5, 4.9), (0.62, 2.9, 3.5), (1, 2.2, 2.5)],
    "upper": [(0, 3.9, 3.9), (0.35, 3.5, 3.5), (0.75, 2.8, 2.9), (1, 2.55, 2.6)],
    "fore": [(0, 2.55, 2.6), (0.3, 2.8, 2.5), (1, 1.7, 1.75)],
}
TORSO: Profile = (
    (0, 6.2, 6.9), (0.16, 6.7, 6.8), (0.36, 6.5, 5.6), (0.62, 7.5, 6.5), (0.84, 6.4, 6.0), (0.93, 5.0, 5.0), (1, 3.2, 3.2),
)  # fmt: skip
_LARGER: Profile = (
    (0, 5.4, 9.2), (0.16, 11.4, 9.0), (0.34, 13.6, 7.8), (0.52, 12.2, 7.8),
    (0.68, 10.4, 8.0), (0.84, 7.2, 6.8), (0.93, 5.4, 5.4), (1, 3.6, 3.8),
)  # fmt: skip
_PREGNANT: Profile = (
    (0, 5.4, 7.0), (0.16, 10.2, 7.0), (0.34, 14.6, 5.8), (0.48, 14.2, 6.2),
    (0.64, 9.6, 6.5), (0.84, 6.6, 6.0), (0.93, 5.0, 5.0), (1, 3.2, 3.2),
)  # fmt: skip
HEAD: Outline = [
    (-3.6, -3.2), (-6.0, 0.6), (-6.1, 4.6), (-3.6, 8.2), (0.4, 9.5), (4.4, 8.3), (6.3, 5.0), (6.35, 2.7), (6.3, 1.9),
    (7.7, -0.3), (6.5, -1.1), (6.5, -3.0), (5.5, -4.9), (3.4, -5.4), (0.6, -4.0),
]  # fmt: skip
_SHORT: Outline = [
    (-3.9, -2.8), (-6.5, 0.4), (-6.8, 5.0), (-4.0, 9.0), (0.6, 10.5), (5.0, 9.3), (6.9, 6.2), (5.2, 6.9), (2.0, 6.3),
    (0.5, 4.2), (0.4, 1.9), (-1.2, 2.6), (-2.2, 1.0), (-2.0, -1.2),
]  # fmt: skip
_BOB: Outline = [
    (-2.0, -5.0), (-5.6, -4.6), (-7.3, -0.6), (-7.1, 5.2), (-4.0, 9.2), (0.6, 10.6), (5.0, 9.4), (6.9, 6.3), (5.0, 6.6),
    (2.2, 5.6), (0.9, 3.2), (0.7, 0.2), (0.2, -3.2),
]  # fmt: skip
HAIR: dict[str, Outline] = {"short": _SHORT, "bun": _SHORT, "bob": _BOB}
EAR: Outline = [(-1.9, 1.6), (-2.2, 0.2), (-1.2, -1.2), (-0.2, -0.4), (0.2, 1.2), (-0.6, 2.2)]
FOOT: Outline = [
    (-2.3, 2.6), (-2.9, -0.6), (-3.2, -2.6), (-2.4, -3.9), (2.5, -3.9), (7.6, -3.9), (10.2, -3.6), (10.6, -2.4),
    (8.6, -1.0), (5.0, 0.5), (2.6, 2.6),
]  # fmt: skip
SOCK: Outline = [
    (-2.3, 2.6), (-2.8, -0.4), (-3.0, -2.6), (-1.8, -3.9), (1.4, -3.6), (4.4, -3.5), (7.6, -3.9), (9.6, -3.5), (9.8, -2.4),
    (8.0, -1.2), (4.8, 0.3), (2.4, 2.6),
]  # fmt: skip
SOLE: Outline = [(-3.05, -2.2), (0.0, -2.45), (5.0, -2.5), (10.5, -2.7)]
# the hand as it hangs, as it lies flat on something, and closed round a handle: fingers, thumb
HANDS: dict[str, tuple[Outline, Outline]] = {
    "open": (
        [(-0.4, 1.7), (2.3, 2.1), (4.8, 1.9), (6.9, 1.2), (8.0, 0.0), (7.4, -0.9), (5.0, -1.3), (2.4, -1.9), (-0.4, -1.7)],
        [(0.4, 1.3), (1.8, 2.9), (3.4, 3.8), (4.6, 3.7), (4.6, 2.8), (3.4, 1.9), (2.2, 0.6)],
    ),
    "flat": (
        [(-0.6, 1.7), (1.8, 1.5), (4.6, 0.4), (7.4, -0.5), (8.4, -1.3), (7.8, -2.0), (4.4, -2.1), (0.6, -2.1), (-1.3, -1.9), (-1.4, -0.6)],
        [(0.8, 0.6), (2.6, 0.4), (4.6, -0.3), (5.5, -1.1), (5.2, -1.9), (3.4, -1.9), (1.4, -1.4)],
    ),
    "fist": (
        [(-0.4, 1.7), (1.4, 2.3), (3.6, 2.4), (5.0, 1.5), (5.3, 0.0), (4.8, -1.6), (3.2, -2.4), (1.2, -2.1), (-0.4, -1.7)],
        [(0.8, 1.3), (2.4, 1.9), (4.2, 1.5), (4.7, 0.6), (3.6, 0.1), (1.8, 0.2)],
    ),
}  # fmt: skip
HANDS["wrap"] = HANDS["open"]  # its fingers are drawn over what it holds


def thicker(profile: Profile, times: float) -> Profile:
    """A profile so many times as wide."""
    return profile if times == 1 else [(at, fore * times, back * times) for at, fore, back in profile]


@dataclass(frozen=True)
class Build:
    """How somebody looks: hair, how much wider the trunk is, how many times thicker the limbs are."""

    hair: Literal["short", "bun", "bob", "scarf"]
    girth: float
    thick: float = 1
    torso: Profile = TORSO
    long_sleeves: bool = False
    glasses: bool = False

    def limb(self, name: str) -> Profile:
        """The outline of a limb."""
        return thicker(LIMBS[name], self.thick)

    @property
    def broad(self) -> float:
        """How much wider the trunk is than the mannequin's, seen from the front."""
        return self.girth + 10 * (self.thick - 1)


BUILD: dict[str, Build] = {
    "ana": Build("bun", 0.2),
    "ben": Build("short", 0.3),
    "cora": Build("bob", 0.5),
    "dev": Build("short", 0.2),
    "eli": Build("short", 0.9),
    "fay": Build("bun", 0.6),
    "gia": Build("bun", 0.6, 1.28, _LARGER),
    "hana": Build("scarf", 0.5, long_sleeves=True),
    "ivo": Build("short", 0.5, glasses=True),
    "joy": Build("bob", 0.3, torso=_PREGNANT),
}


def both(half: Outline) -> Outline:
    """A right half, whose first and last point are in the middle, and its mirror image as one outline."""
    return half + [(-x, y) for x, y in half[-2:0:-1]]


def polar(p: Point, angle: float, distance: float) -> Point:
    """The point `distance` from p in a direction in degrees, counter-clockwise from right."""
    a = math.radians(angle)
    return p[0] + distance * math.cos(a), p[1] + distance * math.sin(a)


def direction(p: Point, q: Point) -> float:
    """Direction from p to q, degrees."""
    return math.degrees(math.atan2(q[1] - p[1], q[0] - p[0]))


def place(points: Sequence[Point], origin: Point, angle: float, scale: float = 1, mirror: float = 1) -> Outline:
    """A local outline in body space: scaled, mirrored (-1), turned, moved."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return [(origin[0] + scale * (x * c - mirror * y * s), origin[1] + scale * (x * s + mirror * y * c)) for x, y in points]


def _spline(points: Sequence[tuple[float, ...]], closed: bool, n: int) -> list[tuple[float, ...]]:
    """Points along a uniform Catmull-Rom curve, n to a segment; of any dimension."""
    count = len(points)
    weights = _weights(n)
    out: list[tuple[float, ...]] = []
    for i in range(count if closed else count - 1):
        if closed:
            a, b, c, d = points[i - 1], points[i], points[(i + 1) % count], points[(i + 2) % count]
        else:
            a, b, c, d = points[max(0, i - 1)], points[i], points[i + 1], points[min(count - 1, i + 2)]
        around = list(zip(a, b, c, d, strict=True))
        out += [tuple([wa * p + wb * q + wc * r + wd * s for p, q, r, s in around]) for wa, wb, wc, wd in weights]
    return out if closed else [*out, tuple(points[-1])]


def _weights(n: int) -> list[tuple[float, float, float, float]]:
    """How much each of four neighbours counts at n places along the middle segment."""
    return [
        (0.5 * (-t + 2 * t * t - t**3), 0.5 * (2 - 5 * t * t + 3 * t**3), 0.5 * (t + 4 * t * t - 3 * t**3), 0.5 * (t**3 - t * t))
        for t in (j / n for j in range(n))
    ]


def smooth(points: Sequence[Point], *, closed: bool = True, n: int = 6) -> Outline:
    """Dense points along a Catmull-Rom curve through the points."""
    return [(x, y) for x, y in _spline(points, closed, n)]


def circle(centre: Point, radius: float, n: int = 36) -> Outline:
    """A circle as a polygon."""
    return [polar(centre, 360 * i / n, radius) for i in range(n)]


def ellipse(centre: Point, rx: float, ry: float, angle: float = 0, n: int = 48) -> Outline:
    """An ellipse as a polygon."""
    turn = [2 * math.pi * i / n for i in range(n)]
    return place([(rx * math.cos(t), ry * math.sin(t)) for t in turn], centre, angle)


def rounded(x: float, y: float, w: float, h: float, r: float) -> Outline:
    """A rounded box with its lower left corner at x, y."""
    r = min(r, w / 2, h / 2)
    corners = ((x + w - r, y + r, -90), (x + w - r, y + h - r, 0), (x + r, y + h - r, 90), (x + r, y + r, 180))
    return [polar((cx, cy), start + i * 11.25, r) for cx, cy, start in corners for i in range(9)]


def hull(*outlines: Sequence[Point]) -> Outline:
    """The convex outline round some outlines (Andrew's monotone chain): what joins two round parts without a notch."""
    points = sorted({p for one in outlines for p in one})

    def chain(ordered: Sequence[Point]) -> Outline:
        out: Outline = []
        for x, y in ordered:
            while len(out) > 1 and (out[-1][0] - out[-2][0]) * (y - out[-2][1]) <= (out[-1][1] - out[-2][1]) * (x - out[-2][0]):
                out.pop()
            out.append((x, y))
        return out[:-1]

    return chain(points) + chain(points[::-1])


def bar(p: Point, q: Point, radius: float) -> Outline:
    """A bar with round ends."""
    a = direction(p, q)
    return [polar(q, a - 90 + i * 15, radius) for i in range(13)] + [polar(p, a + 90 + i * 15, radius) for i in range(13)]


def ribbon(
    line: Sequence[Point], profile: Profile, front: int, start: float = 0, end: float = 1, grow: float = 0, n: int = 22
) -> Outline:
    """Outline of a limb along a centre line; `front` +1: its front is on the right of travel."""
    if len(line) > 2:
        centre = smooth(line, closed=False, n=10)
    else:
        (x0, y0), (x1, y1) = line
        centre = [(x0 + (x1 - x0) * i / 20, y0 + (y1 - y0) * i / 20) for i in range(21)]
    places, widths = _widths(tuple(profile))
    left: Outline = []
    right: Outline = []
    for i in range(n + 1):
        t = start + (end - start) * i / n
        f = t * (len(centre) - 1)
        k = max(0, min(int(f), len(centre) - 2))
        (x0, y0), (x1, y1) = centre[k], centre[k + 1]
        at = (x0 + (x1 - x0) * (f - k), y0 + (y1 - y0) * (f - k))
        a = direction(centre[max(0, k - 1)], centre[min(len(centre) - 1, k + 2)])
        fore, back = _half_widths(places, widths, t)
        if front < 0:
            fore, back = back, fore
        right.append(polar(at, a - 90, fore + grow))
        left.append(polar(at, a + 90, back + grow))
    return right + left[::-1]


def _widths(profile: tuple[tuple[float, float, float], ...]) -> tuple[list[float], list[tuple[float, ...]]]:
    """A profile as a dense curve, and the places along it."""
    curve = _spline(profile, False, 8)
    return [w[0] for w in curve], curve


def _half_widths(places: Sequence[float], widths: Sequence[tuple[float, ...]], t: float) -> tuple[float, float]:
    j = bisect_right(places, t + 1e-9) - 1
    if j == len(widths) - 1:
        return widths[j][1], widths[j][2]
    low, high = widths[j], widths[j + 1]
    share = (t - low[0]) / (high[0] - low[0])
    return low[1] + (high[1] - low[1]) * share, low[2] + (high[2] - low[2]) * share
