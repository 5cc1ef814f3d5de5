"""Heads: face, hair, headscarf and glasses, from the side, the front and behind."""

from __future__ import annotations

from collections.abc import Sequence

from handoutpress.content.schema.figure import Figure
from handoutpress.layout.figures import anatomy as an
from handoutpress.layout.figures.anatomy import Outline, circle, ellipse, place, smooth
from handoutpress.layout.figures.kinematics import Mannequin
from handoutpress.layout.figures.sketch import Sketch

_LONG: Outline = [
    (-5.0, -5.4), (-7.0, -4.6), (-7.3, 1.0), (-6.7, 5.4), (-4.3, 9.0), (0, 10.2), (4.3, 9.0), (6.7, 5.4), (7.3, 1.0), (7.0, -4.6),
    (5.0, -5.4), (5.2, -0.6), (4.8, 3.4), (2.4, 5.4), (-1.6, 5.0), (-4.8, 3.4), (-5.2, -0.6),
]  # fmt: skip
_FRINGE: Outline = [
    (-6.1, 0), (-6.3, 4.6), (-4.2, 8.6), (0, 9.8), (4.2, 8.6), (6.3, 4.6), (6.1, 0), (5.2, 3.6), (2.6, 5.4), (-1.6, 5.0), (-5.0, 3.8),
]  # fmt: skip
_NAPE: Outline = [(0, -4.6), (3.4, -4.4), (5.0, -2.2), (6.2, 1.8), (6.5, 5.2), (4.4, 8.8), (0, 10.0)]
_LONG_NAPE: Outline = [(0, -7.4), (4.4, -6.8), (6.4, -3.4), (6.9, 1.6), (6.5, 5.2), (4.4, 8.8), (0, 10.0)]
# a headscarf from the side, from the front or behind (its right half), and the face in it
_SCARF: Outline = [
    (6.2, 7.0), (4.9, 9.4), (0.8, 10.9), (-4.4, 9.6), (-7.5, 5.2), (-7.3, 0), (-7.6, -5.0), (-8.6, -9.4), (-7.4, -12.6), (-2.4, -14.6),
    (3.0, -14.0), (5.6, -11.2), (5.6, -8.4), (4.6, -6.0), (2.6, -4.6), (1.3, -2.0), (1.0, 1.4), (2.0, 4.6), (4.0, 6.6),
]  # fmt: skip
_SCARF_HALF: Outline = [(0, -14.8), (4.6, -14.2), (7.8, -11.6), (7.4, -6.4), (7.2, -1.0), (7.2, 4.6), (5.0, 9.0), (0, 10.8)]
_SCARF_FACE: Outline = [(0, -6.0), (3.0, -4.8), (4.8, -1.2), (4.9, 2.4), (3.4, 5.6), (0, 6.6)]
_SCARF_FOLDS: tuple[Outline, ...] = (
    [(-1.2, 9.9), (-2.6, 4.6), (-1.6, -1.4), (1.8, -5.6)], [(-6.6, -4.6), (-2.2, -7.6), (3.6, -8.2)],
    [(-7.0, -8.8), (-2.0, -11.2), (4.2, -11.0)],
)  # fmt: skip


def on_head(body: Mannequin, points: Sequence[an.Point]) -> Outline:
    """Points in the head's own frame, placed in the picture."""
    return place(points, body.joints["head"], body.angles["head"] - 90, an.HEAD_SCALE)


def draw_head(sketch: Sketch, pose: Figure, body: Mannequin) -> None:
    """Hair, ear, face, and what is worn."""
    if pose.view == "side":
        _profile(sketch, pose, body)
    elif pose.view == "front":
        _front(sketch, pose, body)
    else:
        _behind(sketch, pose, body)


def _part(sketch: Sketch, body: Mannequin, points: Sequence[an.Point], ink: str, width: float = 2) -> None:
    sketch.part([smooth(on_head(body, points))], ink, width=width)


def _stroke(sketch: Sketch, body: Mannequin, points: Sequence[an.Point], width: float = 1.0) -> None:
    sketch.line(smooth(on_head(body, points), closed=False, n=5), "fig", width)


def _dot(sketch: Sketch, body: Mannequin, x: float, y: float) -> None:
    sketch.part([on_head(body, ellipse((x, y), 0.54, 0.85, n=16))], "fig", None)


def _ring(sketch: Sketch, body: Mannequin, x: float, y: float) -> None:
    """A glass of a pair of glasses."""
    sketch.line(on_head(body, [*ellipse((x, y), 1.9, 1.8, n=24), (x + 1.9, y)]), "fig", 1.0)


def _profile(sketch: Sketch, pose: Figure, body: Mannequin) -> None:
    who = an.BUILD[pose.cast]
    skin, hair, calm = f"skin_{pose.cast}", f"hair_{pose.cast}", pose.mood == "calm"
    if who.hair == "bun":
        sketch.part([circle(on_head(body, [(-7.2, 7.6)])[0], 3.3)], hair)
    if who.hair == "scarf":
        _part(sketch, body, _SCARF, "mid")
        for fold in _SCARF_FOLDS:
            _stroke(sketch, body, fold, 0.8)
    else:
        _part(sketch, body, an.HAIR[who.hair], hair)
        _part(sketch, body, an.EAR, skin, 1.2)
    if who.glasses:
        _ring(sketch, body, 4.5, 1.3)
        _stroke(sketch, body, [(2.6, 1.7), (0.6, 1.9), (-1.0, 1.6)])
    if pose.eyes == "closed":
        _stroke(sketch, body, [(3.2, 1.5), (4.0, 1.0), (4.9, 1.4)])
    else:
        _dot(sketch, body, 4.1, 1.4)
    _stroke(sketch, body, [(3.1, 3.9), (4.1, 4.3), (5.2, 3.9)] if calm else [(3.2, 4.2), (4.2, 4.1), (5.2, 3.5)])
    _stroke(sketch, body, [(3.6, -2.6), (4.6, -3.1), (5.8, -2.7)] if calm else [(4.0, -3.2), (4.8, -2.8), (5.8, -3.2)])


def _front(sketch: Sketch, pose: Figure, body: Mannequin) -> None:
    who, skin = an.BUILD[pose.cast], f"skin_{pose.cast}"
    if who.hair == "scarf":
        _part(sketch, body, an.both(_SCARF_HALF), "mid")
        _part(sketch, body, an.both(_SCARF_FACE), skin, 1.4)
        _stroke(sketch, body, [(-6.4, -8.0), (-1.0, -10.4), (5.6, -9.0)], 0.8)
    else:
        _ears(sketch, pose, body)
        _part(sketch, body, _LONG if who.hair == "bob" else _FRINGE, f"hair_{pose.cast}")
    for side in (-1, 1):
        _dot(sketch, body, side * 2.3, 0.6)
        if who.glasses:
            _ring(sketch, body, side * 2.5, 0.6)
    if who.glasses:
        _stroke(sketch, body, [(-0.6, 0.8), (0, 1.1), (0.6, 0.8)])
    _stroke(sketch, body, [(-1.7, -3.0), (0, -3.7), (1.7, -3.0)])
    _stroke(sketch, body, [(0, 0.4), (0.5, -1.2), (-0.2, -1.4)], 0.8)


def _behind(sketch: Sketch, pose: Figure, body: Mannequin) -> None:
    hair = an.BUILD[pose.cast].hair
    if hair == "scarf":
        _part(sketch, body, an.both(_SCARF_HALF), "mid")
        return
    _ears(sketch, pose, body)
    _part(sketch, body, an.both(_LONG_NAPE if hair == "bob" else _NAPE), f"hair_{pose.cast}")


def _ears(sketch: Sketch, pose: Figure, body: Mannequin) -> None:
    """Both ears, and a bun above."""
    hair = an.BUILD[pose.cast].hair
    for side in () if hair == "bob" else (-1, 1):
        _part(
            sketch, body, [(side * 5.4, 1.8), (side * 6.9, 1.6), (side * 6.6, -1.4), (side * 5.4, -1.6)], f"skin_{pose.cast}", 1.2
        )
    if hair == "bun":
        sketch.part([circle(on_head(body, [(0, 9.6)])[0], 3.2)], f"hair_{pose.cast}")
