"""Draws the mannequin: body, face, hair, and the place that hurts or works."""

from __future__ import annotations

from handoutpress.content.schema.figure import Figure, Oval
from handoutpress.layout.figures import anatomy as an
from handoutpress.layout.figures import front_view, kinematics
from handoutpress.layout.figures.anatomy import Outline, bar, circle, ellipse, place, polar, smooth
from handoutpress.layout.figures.heads import draw_head
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


_MARKS = ("arrow", "plumb", "tick", "badge")
_STRIPE = 2.6  # from one stripe of a muscle that stretches to the next


def draw_person(sketch: Sketch, pose: Figure) -> None:
    """A person with props and marks: things behind, the body from back to front, things in front."""
    body = _solved(pose)
    if pose.ghost:
        sketch.part([outline for layer in body.layers for outline in layer.outlines], "tint2", "line", 2)
        return
    side_view = pose.view == "side"
    hand = "skin_near" if side_view else next(layer.name for layer in body.layers if layer.name.startswith("skin_"))
    face = body.layers[-1].name if an.BUILD[pose.cast].hair == "scarf" and not side_view else "head"  # it lies on the shoulders
    _props(sketch, pose, body, "behind")
    for layer in body.layers:
        if layer.name == "ankle_near":  # e.g. a pillow held between the knees
            _props(sketch, pose, body, "between")
        if layer.name == hand:
            _props(sketch, pose, body, "hand")
            if side_view and pose.limb("arm", "far").grip == "wrap":
                _wrapped_fingers(sketch, pose, body)
        sketch.part(layer.outlines, layer.ink)
        if layer.name in ("foot_near", "foot_far") and side_view and pose.feet == "shoes":
            side = layer.name.removeprefix("foot_")
            sole = place(an.SOLE, body.joints[f"ankle_{side}"], body.angles[f"foot_{side}"])
            sketch.line(smooth(sole, closed=False), "fig", 0.8)
        if layer.name == "leg_near":
            _zone(sketch, pose, body)
        if layer.name == "sleeve_near" or (layer.name == "sleeve_far" and not side_view):
            _join(sketch, body, layer.name, pose.cloth("near"), an.BUILD[pose.cast].thick)
        if layer.name == face:
            draw_head(sketch, pose, body)
        if layer.name.startswith("over_"):
            with sketch.clipped(_outlines(body, "leg_near")):
                sketch.part([circle(body.joints[layer.name.replace("over", "hip")], 5.4 + 1.25 * NOMINAL)], "pants", None)
    _props(sketch, pose, body, "front")


def _props(sketch: Sketch, pose: Figure, body: Mannequin, at: str) -> None:
    """The things at one depth; marks are in front of everything."""
    for prop in pose.props:
        if ("front" if prop.at == "behind" and prop.kind in _MARKS else prop.at) == at:
            draw_prop(sketch, prop, body)


def _wrapped_fingers(sketch: Sketch, pose: Figure, body: Mannequin) -> None:
    """The fingers of the far hand, round the near shin."""
    at, along = body.joints["shin_near"], body.angles["shin_near"]
    for i in range(3, -1, -1):
        knuckle = polar(polar(at, along, -6.2 + i * 2.0), along + 90, 4.2)
        sketch.part([bar(knuckle, polar(knuckle, along - 96, 4.4 - 0.4 * abs(i - 1.4)), 1.1)], f"skin_{pose.cast}", width=1.2)


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


def _join(sketch: Sketch, body: Mannequin, sleeve: str, ink: str, thick: float) -> None:
    """Paint over the outline where an arm grows out of the trunk."""
    with sketch.clipped(_outlines(body, "torso")):
        sketch.part([circle(body.joints[sleeve.replace("sleeve", "sh")], 4.2 * thick**0.7 + 1.25 * NOMINAL)], ink, None)


def _zone(sketch: Sketch, pose: Figure, body: Mannequin) -> None:
    """What is felt, clipped to the body; seen from behind, the usual places are beside the spine."""
    if ovals := _ovals(pose, body):
        with sketch.clipped(_outlines(body, "torso", "leg_near")):
            for oval in ovals:
                if pose.feel == "stretch":
                    _stripes(sketch, *oval)
                else:
                    _core(sketch, *oval)
    if pose.view == "back":
        x, y = body.joints["hip"]
        for i in range(11):
            sketch.part([circle((x, y + 4.5 + i * 2.45), 0.62, 10)], "fig", None)


def _ovals(pose: Figure, body: Mannequin) -> list[tuple[an.Point, float, float, float]]:
    """Middle, half length, half width and angle of each part of the zone."""
    if pose.zone is None:
        return []
    if isinstance(pose.zone, Oval):
        return [(body.at(pose.zone.at), *pose.zone.size, pose.zone.angle)]
    if pose.view == "side":
        joint, bone, dx, dy, rx, ry = _ZONES[pose.zone]
        return [(place([(dy, -dx)], body.joints[joint], body.angles[bone])[0], rx, ry, body.angles[bone])]
    x, y = body.joints["hip"]
    low, high, away = _BANDS[pose.zone]
    return [((x + side * away, y - 50 + (low + high) / 2), 3.6, (high - low) / 2 + 1.6, 0) for side in (-1, 1)]


def _core(sketch: Sketch, centre: an.Point, rx: float, ry: float, angle: float) -> None:
    """Pain: a dark core in a pale ring."""
    for share, ink in ((1.0, "glow"), (0.6, "accent")):
        sketch.part([ellipse(centre, rx * share, ry * share, angle)], ink, None)


def _stripes(sketch: Sketch, centre: an.Point, rx: float, ry: float, angle: float) -> None:
    """A muscle that stretches or works: stripes across an oval."""
    oval = ellipse(centre, rx, ry, angle)
    sketch.part([oval], "glow", "stretch", 1.2)
    with sketch.clipped([oval]):
        count = int(rx / _STRIPE)
        for i in range(-count, count + 1):
            middle = polar(centre, angle, i * _STRIPE)
            sketch.part([bar(polar(middle, angle + 62, -ry * 1.4), polar(middle, angle + 62, ry * 1.4), 0.5)], "stretch", None)
