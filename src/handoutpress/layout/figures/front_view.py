"""Front and back view of the same mannequin: same units and measures; 0 everywhere = standing with the arms at the sides."""

from __future__ import annotations

import math

from handoutpress.content.schema.figure import Figure, Limb
from handoutpress.layout.figures import anatomy as an
from handoutpress.layout.figures.anatomy import Outline, Point, both, circle, hull, place, polar, ribbon, smooth
from handoutpress.layout.figures.kinematics import Layer, Mannequin, Side, arm_layers, reach

# half outlines, the middle first and last; y from the floor
_TORSO: Outline = [
    (0, 81.6), (2.6, 81.9), (4.2, 81.5), (7.4, 80.1), (9.6, 78.6), (10.6, 75.6), (10.2, 71), (9.2, 66), (8.2, 61.4), (7.0, 57), (0, 56.4),
]  # fmt: skip
_THIGH: an.Profile = [(0, 5.2, 5.2), (0.4, 5.0, 5.1), (0.8, 4.0, 4.2), (1, 3.8, 3.8)]
_SHIN: an.Profile = [(0, 3.8, 3.8), (0.3, 3.8, 4.0), (0.7, 2.8, 3.0), (1, 2.3, 2.3)]
_NECK: an.Profile = [(0, 4.0, 4.0), (0.6, 3.1, 3.1), (1, 3.1, 3.1)]
_FOOT: Outline = [(-1.9, 2.4), (-2.5, -0.6), (-2.9, -3.0), (-2.3, -3.9), (2.6, -3.9), (3.5, -3.2), (3.1, -1.0), (2.0, 2.4)]
_SOCK: Outline = [(-1.9, 2.4), (-2.4, -1.0), (-2.9, -5.2), (-1.8, -7.6), (1.2, -8.0), (3.0, -6.0), (2.5, -1.4), (2.0, 2.4)]  # lying
_HAND: Outline = [(-1.7, 0.4), (-2.2, -2.4), (-2.0, -5.4), (-0.9, -7.7), (0.6, -7.7), (1.5, -5.6), (1.8, -2.6), (1.7, 0.4)]
_THUMB: Outline = [(-1.2, -0.4), (-2.7, -1.8), (-3.5, -3.6), (-3.4, -5.0), (-2.6, -5.0), (-1.4, -3.0)]  # on the side of the body
_SKULL: Outline = [(0, -7.0), (3.0, -6.2), (5.0, -3.2), (5.7, 0.6), (5.6, 4.2), (3.8, 7.4), (0, 8.6)]


def solve(pose: Figure, root: Point) -> Mannequin:
    """A body seen from the front or the back, its feet's middle at `root`. Near is the reader's right.

    `trunk` other than 90 leans the trunk sideways about the hips, to the reader's left when larger.
    """
    body = Mannequin()
    x, y = root
    hips, lean = (x, y + 50), pose.trunk - 90

    def leant(px: float, py: float) -> Point:
        return place([(px, py - 50)], hips, lean)[0]

    heights = {"hip": 50, "waist": 60, "chest": 70, "c7": 80, "head": 91}
    body.joints |= {name: leant(0, height) for name, height in heights.items()}
    if pose.neck:
        body.joints["head"] = polar(body.joints["c7"], pose.trunk - pose.neck, 11)
    body.angles |= {"trunk": pose.trunk, "head": pose.trunk - pose.neck - pose.head}
    sides: tuple[tuple[Side, int], ...] = (("near", 1), ("far", -1))
    for side, sign in sides:
        arm, leg = pose.limb("arm", side), pose.limb("leg", side)
        _arm(body, arm, side, leant(sign * (8.7 + 10 * (an.BUILD[pose.cast].thick - 1)), 75.6 + pose.shrug), sign)
        hip = (x + sign * 4.9, y + 49.5)
        thigh = -90 + sign * (2 + leg.abduct)
        knee = polar(hip, thigh, an.THIGH * leg.thigh)
        ankle = polar(knee, thigh + sign * (leg.knee if "knee" in leg.model_fields_set else -1), an.SHIN * leg.shin)
        body.joints |= {f"hip_{side}": hip, f"knee_{side}": knee, f"ankle_{side}": ankle}
    body.layers = _layers(body, pose, root)
    return body


def _arm(body: Mannequin, arm: Limb, side: Side, shoulder: Point, sign: int) -> None:
    long, low = an.UPPER * arm.upper, an.FORE * arm.fore
    up = body.angles["trunk"] - 180 + sign * (8 + arm.abduct)
    bend = sign * (arm.elbow if "elbow" in arm.model_fields_set else 0)
    if arm.to is not None:
        up, bend = reach(shoulder, body.at(arm.to), long, low, arm.bend)
        bend = math.copysign(bend, arm.bend)
    elbow = polar(shoulder, up, long)
    wrist = polar(elbow, up + bend, low)
    hand = arm.hand if arm.hand is not None else up + bend
    body.angles |= {f"fore_{side}": up + bend, f"hand_{side}": hand}
    body.joints |= {f"sh_{side}": shoulder, f"elbow_{side}": elbow, f"wrist_{side}": wrist, f"hand_{side}": polar(wrist, hand, 5)}


def _layers(body: Mannequin, pose: Figure, root: Point) -> list[Layer]:
    skin, girth = f"skin_{pose.cast}", an.BUILD[pose.cast].broad
    x, y = root
    hip, lean, head = body.joints["hip"], pose.trunk - 90, body.angles["head"] - 90

    def wide(points: Outline) -> Outline:
        return place([(px + math.copysign(girth, px) * (abs(px) > 1), py - 50) for px, py in points], hip, lean)

    sides: tuple[Side, ...] = ("far", "near")
    round_hips = [circle((x + sign * (4.9 + girth), y + 49.5), 5.3) for sign in (-1, 1)]
    feet, legs = [], [hull(wide([(-8.1, 60), (8.1, 60), (-8.7, 57), (8.7, 57)]), *round_hips)]
    apart = []
    for side in sides:
        foot, leg = _leg(body, pose, side, skin, girth)
        feet += foot
        if pose.limb("leg", side).front:
            apart += [Layer(f"over_{side}", leg, "pants")]
        else:
            legs += leg
    neck = [(0.0, -2.0), (0.0, 6.0)]
    skull = [
        Layer("neck", [ribbon([place([p], body.joints["c7"], head)[0] for p in neck], _NECK, 1)], skin),
        Layer("head", [smooth(place(both(_SKULL), body.joints["head"], head, an.HEAD_SCALE))], skin),
    ]
    core = [Layer("torso", [smooth(wide(both(_TORSO)), n=4)], pose.cloth("near")), Layer("leg_near", legs, "pants"), *apart]
    whole = [*skull, *core] if pose.view == "front" else [skull[0], *core, skull[1]]
    arms = {side: _arm_layers(body, pose, side, skin) for side in sides}
    front = [layer for side in sides if pose.limb("arm", side).front for layer in arms[side]]
    rest = [layer for side in sides if not pose.limb("arm", side).front for layer in arms[side]]
    return feet + (rest if pose.arms_behind else []) + whole + ([] if pose.arms_behind else rest) + front


def _leg(body: Mannequin, pose: Figure, side: Side, skin: str, girth: float) -> tuple[list[Layer], list[Outline]]:
    """Ankle and foot, and the outlines of the leg in its trousers."""
    hip, knee, ankle = (body.joints[f"{joint}_{side}"] for joint in ("hip", "knee", "ankle"))
    sign, k = 1 if side == "near" else -1, an.BUILD[pose.cast].thick
    hip = hip[0] + sign * girth * 0.8, hip[1]
    turn = (pose.limb("leg", side).foot or 0) * sign
    foot = [(sign * px, py) for px, py in (_SOCK if pose.feet == "socks" else _FOOT)]
    thigh, shin = an.thicker(_THIGH, k), an.thicker(_SHIN, k)
    leg = [
        circle(hip, 5.3 * k), ribbon([hip, knee], thigh, 1, 0, 1, 0.1), circle(knee, 3.9 * k),
        ribbon([knee, ankle], shin, 1, 0, 0.87, 0.1),
    ]  # fmt: skip
    feet = [
        Layer(f"ankle_{side}", [ribbon([knee, ankle], _SHIN, 1, 0.7, 1), circle(ankle, 2.2)], skin),
        Layer(f"foot_{side}", [smooth(place(foot, ankle, turn))], "shoe"),
    ]
    return feet, leg


def _arm_layers(body: Mannequin, pose: Figure, side: Side, skin: str) -> list[Layer]:
    arm, sign = pose.limb("arm", side), 1 if side == "near" else -1
    turn = body.angles[f"hand_{side}"] + 90
    hand = [
        smooth(place([(sign * arm.thumb * px, py) for px, py in part], body.joints[f"wrist_{side}"], turn))
        for part in (_HAND, _THUMB)
    ]
    return arm_layers(body, pose, side, skin, pose.cloth("near"), hand, 1)
