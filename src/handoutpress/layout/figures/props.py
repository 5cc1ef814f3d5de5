"""Props (mat, chair, box, pillow ...) and marks (arrow, plumb line, badge). Measures in body units."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from handoutpress.content.schema.figure import Prop
from handoutpress.layout.figures.anatomy import Outline, Point, bar, circle, direction, place, polar, rounded, smooth
from handoutpress.layout.figures.kinematics import Mannequin
from handoutpress.layout.figures.sketch import Sketch

EDGE, WIDTH = "line_p", 1.5  # things are drawn lighter than the body, so that the body leads


def draw_prop(sketch: Sketch, prop: Prop, body: Mannequin) -> None:
    """Draw one prop or mark."""
    _KINDS[prop.kind](sketch, getattr(prop, prop.kind), prop, body)


def _thing(sketch: Sketch, polygon: Outline, ink: str) -> None:
    sketch.part([polygon], ink, EDGE, WIDTH)


def _mat(sketch: Sketch, v: Sequence[float], prop: Prop, body: Mannequin) -> None:
    _thing(sketch, rounded(v[0], -2.6, v[1] - v[0], 2.6, 1.3), "tint2")


def _floor(sketch: Sketch, v: Sequence[float], prop: Prop, body: Mannequin) -> None:
    sketch.line([(v[0], -0.45), (v[1], -0.45)], EDGE, 1.8)


def _wall(sketch: Sketch, v: Sequence[float], prop: Prop, body: Mannequin) -> None:
    sketch.line([(v[0], -0.45), (v[0], v[1])], EDGE, 1.8)


def _chair(sketch: Sketch, v: Sequence[float], prop: Prop, body: Mannequin) -> None:
    x, seat, depth, back, lean, way = v
    _thing(sketch, bar((x + way * 2, seat - 2), (x - way * 1.5, 0.9), 0.9), "prop2")
    _thing(sketch, bar((x + way * (depth - 2), seat - 2), (x + way * (depth - 0.5), 0.9), 0.9), "prop2")
    if back:
        _thing(sketch, bar((x, seat - 1), polar((x, seat), 90 + lean * way, back), 1.2), "prop")
    _thing(sketch, rounded(min(x - way * 1.5, x + way * depth), seat - 2.4, depth + 1.5, 2.4, 1.2), "prop")


def _box(sketch: Sketch, v: Sequence[float], prop: Prop, body: Mannequin) -> None:
    x, y, w, h = v
    _thing(sketch, rounded(x, y, w, h, 0.8), prop.ink or "prop")
    sketch.part([rounded(x + w * 0.38, y + h * 0.55, w * 0.24, h * 0.45, 0.2)], "prop2", None)


def _pillow(sketch: Sketch, v: Sequence[float], prop: Prop, body: Mannequin) -> None:
    x, y, w, h, angle = v
    half = [(-w / 2, -h * 0.36), (-w * 0.46, -h / 2), (0, -h * 0.52), (w * 0.46, -h / 2), (w / 2, -h * 0.36), (w * 0.49, 0)]
    polygon = half + [(-px, -py) for px, py in half]
    _thing(sketch, smooth(place(polygon, (x, y), angle)), prop.ink or "pillow")


def _roll(sketch: Sketch, v: Sequence[float], prop: Prop, body: Mannequin) -> None:
    x, y, w, h, angle = v
    sketch.part([place(rounded(-w / 2, -h / 2, w, h, w / 2), (x, y), angle)], prop.ink or "pillow", "fig", WIDTH)


def _warmpack(sketch: Sketch, v: Sequence[float], prop: Prop, body: Mannequin) -> None:
    """A soft pack; three waves of warmth rise from its left."""
    x, y, w, h, angle = v
    sketch.part([place(rounded(-w / 2, -h / 2, w, h, w * 0.42), (x, y), angle)], prop.ink or "warm", "fig", WIDTH)
    for up in (-0.34, 0, 0.34):
        wave = [(-w * 0.5 - 4 - 1.7 * i, h * up + 0.9 * (-1) ** i) for i in range(6)]
        sketch.line(smooth(place(wave, (x, y), angle), closed=False), "fig", 1.3)


def _icepack(sketch: Sketch, v: Sequence[float], prop: Prop, body: Mannequin) -> None:
    """A cold pack lying on a folded cloth."""
    x, y, angle, w = v
    k = w / 13
    cloth = [(-8.2, -0.7), (-4, -1.1), (0, -1.2), (4, -1.1), (8.2, -0.7), (8.6, 0.5), (4, 1.1), (0, 1.2), (-4, 1.1), (-8.6, 0.5)]
    sketch.part([smooth(place(cloth, (x, y), angle, k))], "white", "fig", 1.6)
    pack = [(-6.5, 0.9), (-6.7, 3.4), (-3.3, 4.6), (0, 4.2), (3.3, 4.6), (6.7, 3.4), (6.5, 0.9), (0, 1.1)]
    sketch.part([smooth(place(pack, (x, y), angle, k))], "ice", "fig", 1.6)
    for dx in (-3.4, 0.1, 3.6):
        for turn in (90, 30, 150):
            sketch.line(place([polar((dx, 2.7), turn, 0.95), polar((dx, 2.7), turn + 180, 0.95)], (x, y), angle, k), "white", 1.5)


def _bed(sketch: Sketch, v: Sequence[float], prop: Prop, body: Mannequin) -> None:
    x, y, w, h = v
    _thing(sketch, rounded(x, y, w, h, 4), "tint2")
    _thing(sketch, rounded(x - 3, y - 1.5, 4.5, h + 3, 1.6), "prop2")


def _bench(sketch: Sketch, v: Sequence[float], prop: Prop, body: Mannequin) -> None:
    """A bed from the side: legs, frame, mattress whose top is at the height given."""
    x, w, h = v
    for foot in (x + 3, x + w - 3):
        _thing(sketch, bar((foot, h - 8), (foot, 0.9), 1.0), "prop2")
    _thing(sketch, rounded(x - 1, h - 9, w + 2, 3, 1), "prop2")
    _thing(sketch, rounded(x, h - 6.4, w, 6.4, 2.4), "tint2")


def _desk(sketch: Sketch, v: Sequence[float], prop: Prop, body: Mannequin) -> None:
    x, h, w, screen = v
    _thing(sketch, bar((x + w - 4, h - 2), (x + w - 4, 0.9), 0.9), "prop2")
    _thing(sketch, rounded(x, h - 2, w, 2, 0.8), "prop")
    middle = x + w * 0.62
    _thing(sketch, bar((middle + 1.2, h + 0.5), (middle + 1.2, screen), 0.8), "prop2")
    _thing(sketch, rounded(middle - 3, h - 0.1, 8.5, 1, 0.5), "prop2")
    sketch.part([place(rounded(-1, -7.5, 2, 15, 0.8), (middle - 0.5, screen), prop.tilt)], "pants", "fig", WIDTH)


def _stick(sketch: Sketch, v: Any, prop: Prop, body: Mannequin) -> None:
    _thing(sketch, bar(body.at(v[0]), body.at(v[1]), 0.8 * prop.width), prop.ink or "prop2")


def _cane(sketch: Sketch, v: Any, prop: Prop, body: Mannequin) -> None:
    """A walking stick with a handle for the hand and a rubber foot."""
    (x, y), tip = body.at(v[0]), v[1]
    neck = (x + 4.4, y - 1.6)
    sketch.line([neck, tip], "fig", 3.4)
    sketch.line(smooth([(x - 3.4, y), (x, y + 0.7), (x + 3.0, y + 0.6), neck], closed=False), "fig", 3.8)
    sketch.line([tip, polar(tip, direction(tip, neck), 2)], "fig", 4.6)


def _wheelchair(sketch: Sketch, v: Sequence[float], prop: Prop, body: Mannequin) -> None:
    """Back, seat, footrest and small wheel; the large near wheel is `wheel`, `at: hand`."""
    x, seat = v
    for p, q, r in (
        ((x - 11, seat - 2), (x - 13.5, seat + 28), 1.2), ((x - 13.4, seat + 27), (x - 19, seat + 28.5), 1.1),
        ((x + 12, seat - 3), (x + 18, 7), 0.9), ((x + 16.4, 2.6), (x + 31, 2.6), 0.9),
    ):  # fmt: skip
        _thing(sketch, bar(p, q, r), "prop2")
    _ring(sketch, x + 19.5, 4.4, 3.9)
    _thing(sketch, rounded(x - 12, seat - 3.4, 26, 3.4, 1.4), "prop")


def _wheel(sketch: Sketch, v: Sequence[float], prop: Prop, body: Mannequin) -> None:
    x, y, r = v
    for turn in range(0, 180, 30):
        sketch.line([polar((x, y), turn, r), polar((x, y), turn, -r)], EDGE, 0.5)
    _ring(sketch, x, y, r)
    _ring(sketch, x, y, r - 2.6, 0.8)
    _thing(sketch, circle((x, y), 1.6), "prop2")


def _ring(sketch: Sketch, x: float, y: float, r: float, width: float = 2.4) -> None:
    rim = circle((x, y), r, 60)
    sketch.line([*rim, rim[0]], "fig", width)


def arrow(sketch: Sketch, start: Point, end: Point, bend: float, width: float) -> None:
    """A tapered arrow with a white halo."""
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    knot = polar(middle, direction(start, end) + 90, 2 * bend)
    n = 24
    curve: Outline = []
    for t in (j / n for j in range(n + 1)):
        x, y = ((1 - t) ** 2 * start[i] + 2 * t * (1 - t) * knot[i] + t * t * end[i] for i in (0, 1))
        curve.append((x, y))
    r, head = 1.05 * width, 4.6 * width
    cut = min(n - 2, max(2, int(n * (1 - head * 0.8 / max(math.dist(start, end), head)))))
    a = direction(curve[cut], end)

    def edge(side: int) -> Outline:
        # one step on under the head, so that no seam shows between the two
        turns = [direction(curve[max(0, i - 1)], curve[i + 1]) for i in range(cut + 2)]
        return [polar(curve[i], turns[i] + 90 * side, r * (0.35 + 0.65 * min(1, i / cut))) for i in range(cut + 2)]

    tip = [polar(end, a, 0.6), polar(curve[cut], a + 90, 2.9 * width), polar(curve[cut], a - 90, 2.9 * width)]
    sketch.part([edge(1) + edge(-1)[::-1], tip], "arrow", "white", 3.2)


def _arrow(sketch: Sketch, v: Any, prop: Prop, body: Mannequin) -> None:
    arrow(sketch, body.at(v[0]), body.at(v[1]), prop.bend, prop.width)


def _plumb(sketch: Sketch, v: Sequence[float], prop: Prop, body: Mannequin) -> None:
    x, low, high = v
    sketch.line([(x, low), (x, high)], "arrow", 1.5, dash=(4, 3.4), flat=True)
    for joint in prop.dots:
        sketch.part([circle((x, body.joints[joint][1]), 1.5)], "arrow", "white", 3)


def _badge(sketch: Sketch, v: Any, prop: Prop, body: Mannequin) -> None:
    kind, x, y, r = v
    sketch.part([circle((x, y), r)], "white", "white", 3)
    sketch.icon(*(("check", "good") if kind == "yes" else ("cross", "bad")), x - r * 1.2, y - r * 1.2, r * 2.4)


def _tick(sketch: Sketch, v: Any, prop: Prop, body: Mannequin) -> None:
    for start, end in v:
        sketch.line([body.at(start), body.at(end)], "accent", 2.2)


_KINDS: dict[str, Callable[[Sketch, Any, Prop, Mannequin], None]] = {
    "mat": _mat, "floor": _floor, "wall": _wall, "chair": _chair, "box": _box, "pillow": _pillow, "roll": _roll,
    "icepack": _icepack, "warmpack": _warmpack, "cane": _cane, "wheelchair": _wheelchair, "wheel": _wheel,
    "bed": _bed, "bench": _bench, "desk": _desk, "stick": _stick,
    "arrow": _arrow, "plumb": _plumb, "badge": _badge, "tick": _tick,
}  # fmt: skip
