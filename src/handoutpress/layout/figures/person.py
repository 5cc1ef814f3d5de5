"""Draws the mannequin: body, face, hair, and the place that hurts or works."""

from __future__ import annotations

from collections.abc import Sequence

from handoutpress.content.schema.figure import Figure
from handoutpress.layout.figures import anatomy as an
from handoutpress.layout.figures import front_view, kinematics
from handoutpress.layout.figures.anatomy import Outline, circle, ellipse, place, smooth
from handoutpress.layout.figures.kinematics import Mannequin
from handoutpress.layout.figures.props import draw_prop
from handoutpress.layout.figures.sketch import NOMINAL, Sketch

# joint, bone, offset along it, offset across it, radii
_ZONES = {
    "low_back": ("waist", "waist", -4.6, -2.6, 7.0, 4.6),
    "glute": ("hip", "pelvis", -5.5, -1, 6, 4.6),
    "upper_back": ("chest", "chest", -5.2, 0.5, 6.0, 4.2),
    "neck": ("c7", "upper", -3.0, 0.5, 3.6, 3.0),
    "hamstring": ("thigh_near", "thigh_near", 3.4, -1, 8, 3.0),
}
_BANDS = {
    "low_back": (55.5, 63.5, 3.2),
    "upper_back": (63.4, 70.4, 2.9),
    "neck": (79, 84, 2.4),
    "glute": (47, 53, 5),
    "hamstring": (34, 42, 5),
}


_LONG: Outline = [
    (-5.0, -5.4), (-7.0, -4.6), (-7.3, 1.0), (-6.7, 5.4), (-4.3, 9.0), (0, 10.2), (4.3, 9.0), (6.7, 5.4), (7.3, 1.0), (7.0, -4.6),
    (5.0, -5.4), (5.2, -0.6), (4.8, 3.4), (2.4, 5.4), (-1.6, 5.0), (-4.8, 3.4), (-5.2, -0.6),
]  # fmt: skip


def draw_person(sketch: Sketch, pose: Figure) -> None:
    """A person with props and marks: things behind, the body from back to front, things in front."""
    body = _solved(pose)
    for prop in pose.props:
        if prop.at == "behind" and prop.kind not in ("arrow", "plumb", "tick", "badge"):
            draw_prop(sketch, prop, body)
    for layer in body.layers:
        if layer.name == "ankle_near":  # e.g. a pillow held between the knees
            for prop in pose.props:
                if prop.at == "between":
                    draw_prop(sketch, prop, body)
        sketch.part(layer.outlines, layer.ink)
        if layer.name in ("foot_near", "foot_far") and pose.view == "side" and pose.feet == "shoes":
            side = layer.name.removeprefix("foot_")
            sole = place(an.SOLE, body.joints[f"ankle_{side}"], body.angles[f"foot_{side}"])
            sketch.line(smooth(sole, closed=False), "fig", 0.8)
        if layer.name == "head":
            _face(sketch, pose, body) if pose.view == "side" else _facing_head(sketch, pose, body)
        if layer.name == "leg_near":
            _zone(sketch, pose, body)
        if layer.name == "sleeve_near" or (layer.name == "sleeve_far" and pose.view != "side"):
            _join(sketch, body, layer.name, pose.cloth("near"))
        if layer.name.startswith("over_"):
            with sketch.clipped(_outlines(body, "leg_near")):
                sketch.part([circle(body.joints[layer.name.replace("over", "hip")], 5.4 + 1.25 * NOMINAL)], "pants", None)
    for prop in pose.props:
        if prop.at == "front" or (prop.at == "behind" and prop.kind in ("arrow", "plumb", "tick", "badge")):
            draw_prop(sketch, prop, body)


def _solved(pose: Figure) -> Mannequin:
    solve = kinematics.solve if pose.view == "side" else front_view.solve
    if pose.root is not None or pose.view != "side":
        return solve(pose, _moved(pose.root or (0, 0), pose))
    body = solve(pose, (0, 0))
    low = min(y for layer in body.layers for polygon in layer.outlines for _, y in polygon)
    return solve(pose, _moved((0, -low), pose))


def _moved(root: an.Point, pose: Figure) -> an.Point:
    return root[0] + pose.shift[0], root[1] + pose.shift[1]


def _outlines(body: Mannequin, *names: str) -> list[Outline]:
    return [polygon for layer in body.layers if layer.name in names for polygon in layer.outlines]


def _join(sketch: Sketch, body: Mannequin, sleeve: str, ink: str) -> None:
    """Paint over the outline where an arm grows out of the trunk."""
    with sketch.clipped(_outlines(body, "torso")):
        sketch.part([circle(body.joints[sleeve.replace("sleeve", "sh")], 4.2 + 1.25 * NOMINAL)], ink, None)


def _on_head(body: Mannequin, points: Sequence[an.Point]) -> Outline:
    return place(points, body.joints["head"], body.angles["head"] - 90, an.HEAD_SCALE)


def _stroke(sketch: Sketch, body: Mannequin, points: Sequence[an.Point], width: float = 1.0) -> None:
    at = _on_head(body, points)
    sketch.line(smooth(at, closed=False, n=5), "fig", width)


def _face(sketch: Sketch, pose: Figure, body: Mannequin) -> None:
    cut, hair, calm = an.BUILD[pose.cast][0], f"hair_{pose.cast}", pose.mood == "calm"
    if cut == "bun":
        sketch.part([circle(_on_head(body, [(-7.2, 7.6)])[0], 3.3)], hair)
    sketch.part([smooth(_on_head(body, an.HAIR[cut]))], hair)
    sketch.part([smooth(_on_head(body, an.EAR))], f"skin_{pose.cast}", width=1.2)
    if pose.eyes == "closed":
        _stroke(sketch, body, [(3.2, 1.5), (4.0, 1.0), (4.9, 1.4)])
    else:
        sketch.part([_on_head(body, ellipse((4.1, 1.4), 0.52, 0.85, n=16))], "fig", None)
    _stroke(sketch, body, [(3.1, 3.9), (4.1, 4.3), (5.2, 3.9)] if calm else [(3.2, 4.2), (4.2, 4.1), (5.2, 3.5)])
    _stroke(sketch, body, [(3.6, -2.6), (4.6, -3.1), (5.8, -2.7)] if calm else [(4.0, -3.2), (4.8, -2.8), (5.8, -3.2)])


def _facing_head(sketch: Sketch, pose: Figure, body: Mannequin) -> None:
    cut, hair, skin = an.BUILD[pose.cast][0], f"hair_{pose.cast}", f"skin_{pose.cast}"
    for side in () if cut == "bob" else (-1, 1):
        ear = [(side * 5.4, 1.8), (side * 6.9, 1.6), (side * 6.6, -1.4), (side * 5.4, -1.6)]
        sketch.part([smooth(_on_head(body, ear))], skin, width=1.2)
    if cut == "bun":
        sketch.part([circle(_on_head(body, [(0, 9.6)])[0], 3.2)], hair)
    if pose.view == "back":
        low = (
            [(0, -7.4), (4.4, -6.8), (6.4, -3.4), (6.9, 1.6)] if cut == "bob" else [(0, -4.6), (3.4, -4.4), (5.0, -2.2), (6.2, 1.8)]
        )
        crown = [(6.5, 5.2), (4.4, 8.8), (0, 10.0)]
        sketch.part([smooth(_on_head(body, front_view.both([(float(x), y) for x, y in (*low, *crown)])))], hair)
        return
    fringe = _LONG if cut == "bob" else [
        (-6.1, 0), (-6.3, 4.6), (-4.2, 8.6), (0, 9.8), (4.2, 8.6), (6.3, 4.6), (6.1, 0), (5.2, 3.6), (2.6, 5.4), (-1.6, 5.0), (-5.0, 3.8)
    ]  # fmt: skip
    sketch.part([smooth(_on_head(body, fringe))], hair)
    for side in (-1, 1):
        sketch.part([_on_head(body, ellipse((side * 2.3, 0.6), 0.55, 0.85, n=16))], "fig", None)
    sketch.line(smooth(_on_head(body, [(-1.7, -3.0), (0, -3.7), (1.7, -3.0)]), closed=False), "fig", 1)
    sketch.line(smooth(_on_head(body, [(0, 0.4), (0.5, -1.2), (-0.2, -1.4)]), closed=False), "fig", 0.8)


def _zone(sketch: Sketch, pose: Figure, body: Mannequin) -> None:
    """The place that hurts or works: a warm patch with a pale ring, clipped to the body. From behind: bands beside the spine."""
    if pose.view == "side":
        if pose.zone is None:
            return
        joint, bone, dx, dy, rx, ry = _ZONES[pose.zone]
        centre = place([(dy, -dx)], body.joints[joint], body.angles[bone])[0]
        with sketch.clipped(_outlines(body, "torso", "leg_near")):
            for share, ink in ((1.0, "glow"), (0.62, "accent")):
                sketch.part([ellipse(centre, rx * share, ry * share, body.angles[bone])], ink, None)
        return
    x, y = body.joints["hip"]
    y -= 50
    with sketch.clipped(_outlines(body, "torso", "leg_near")):
        if pose.zone is not None:
            low, high, away = _BANDS[pose.zone]
            for share, ink in ((1.0, "glow"), (0.58, "accent")):
                for side in (-1, 1):
                    at = (x + side * away, y + (low + high) / 2)
                    sketch.part([ellipse(at, 3.6 * share, ((high - low) / 2 + 1.6) * share)], ink, None)
        if pose.view == "back":
            for i in range(11):
                sketch.part([circle((x, y + 54.5 + i * 2.45), 0.62, 10)], "fig", None)
