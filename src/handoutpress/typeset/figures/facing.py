"""Front and back view of the same mannequin: same units and measures; 0 everywhere = standing with the arms at the sides."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from handoutpress.typeset.figures import anatomy as an
from handoutpress.typeset.figures.anatomy import Outline, Point, circle, place, polar, ribbon, smooth
from handoutpress.typeset.figures.kinematics import Body, Layer, Side

if TYPE_CHECKING:
    from handoutpress.typeset.figures.poses import Figure

_TORSO: Outline = [
    (0, 81.0),
    (3.2, 81.4),
    (6.4, 80.6),
    (9.4, 79.2),
    (10.7, 76.4),
    (10.3, 71),
    (9.4, 66),
    (8.4, 61),
    (7.4, 57),
    (4, 56.4),
]
_PELVIS: Outline = [
    (0, 60),
    (4, 60),
    (7.6, 60),
    (8.55, 59.6),
    (8.8, 57.5),
    (9.5, 53.5),
    (10.1, 49.5),
    (9.9, 45),
    (6, 42),
    (0, 44.6),
]
_THIGH: an.Profile = [(0, 5.2, 5.4), (0.4, 5.0, 5.2), (1, 3.7, 3.8)]
_SHIN: an.Profile = [(0, 3.7, 3.8), (0.3, 3.8, 4.1), (1, 2.3, 2.3)]
_NECK: an.Profile = [(0, 4.0, 4.0), (0.6, 3.1, 3.1), (1, 3.1, 3.1)]
_FOOT: Outline = [(-2.1, 2.4), (-2.7, -1.6), (-3.0, -3.9), (2.6, -3.9), (3.2, -1.8), (2.1, 2.4)]
_HAND: Outline = [(-1.7, 0.4), (-2.2, -2.6), (-1.7, -5.8), (-0.3, -7.8), (1.0, -7.2), (1.6, -4.0), (1.7, 0.4)]
_SKULL: Outline = [(0, -7.0), (3.0, -6.2), (5.0, -3.2), (5.7, 0.6), (5.6, 4.2), (3.8, 7.4), (0, 8.6)]


def both(half: Outline) -> Outline:
    """A right half and its mirror image as one outline."""
    return half + [(-x, y) for x, y in half[::-1]]


def solve(pose: Figure, root: Point) -> Body:
    """A body seen from the front or the back, its feet's middle at `root`. Near is the reader's right."""
    body = Body()
    x, y = root
    body.joints |= {"hip": (x, y + 50), "waist": (x, y + 60), "chest": (x, y + 70), "c7": (x, y + 80), "head": (x, y + 91)}
    body.angles["head"] = 90
    sides: tuple[tuple[Side, int], ...] = (("near", 1), ("far", -1))
    for side, sign in sides:
        arm, leg = pose.limb("arm", side), pose.limb("leg", side)
        shoulder, hip = (x + sign * 8.9, y + 76.2 + pose.shrug), (x + sign * 4.9, y + 49.5)
        up = -90 + sign * (8 + arm.abduct)
        elbow = polar(shoulder, up, an.UPPER * arm.upper)
        fore = up + sign * (arm.elbow if "elbow" in arm.model_fields_set else 0)
        wrist = polar(elbow, fore, an.FORE * arm.fore)
        thigh = -90 + sign * (2 + leg.abduct)
        knee = polar(hip, thigh, an.THIGH * leg.thigh)
        ankle = polar(knee, thigh + sign * (leg.knee if "knee" in leg.model_fields_set else -1), an.SHIN * leg.shin)
        body.angles[f"fore_{side}"] = fore
        body.joints |= {
            f"sh_{side}": shoulder, f"elbow_{side}": elbow, f"wrist_{side}": wrist, f"hand_{side}": polar(wrist, fore, 5),
            f"hip_{side}": hip, f"knee_{side}": knee, f"ankle_{side}": ankle,
        }  # fmt: skip
    body.layers = _layers(body, pose, root)
    return body


def _layers(body: Body, pose: Figure, root: Point) -> list[Layer]:
    skin, girth = f"skin_{pose.cast}", an.BUILD[pose.cast][1]
    x, y = root

    def wide(points: Outline) -> Outline:
        return [(x + px + math.copysign(girth, px) * (px != 0), y + py) for px, py in points]

    feet: list[Layer] = []
    legs = [smooth(wide(both(_PELVIS)), n=4)]
    sides: tuple[Side, ...] = ("far", "near")
    for side in sides:
        hip, knee, ankle = (body.joints[f"{joint}_{side}"] for joint in ("hip", "knee", "ankle"))
        feet.append(Layer(f"ankle_{side}", [ribbon([knee, ankle], _SHIN, 1, 0.7, 1), circle(ankle, 2.2)], skin))
        feet.append(Layer(f"foot_{side}", [smooth(place(_FOOT, ankle, 0))], "shoe"))
        legs += [ribbon([hip, knee], _THIGH, 1, 0, 1, 0.1), circle(knee, 3.8), ribbon([knee, ankle], _SHIN, 1, 0, 0.87, 0.15)]
    skull = [
        Layer("neck", [ribbon([(x, y + 78), (x, y + 86)], _NECK, 1)], skin),
        Layer("head", [smooth(place(both(_SKULL), body.joints["head"], 0, an.HEAD_SCALE))], skin),
    ]
    core = [Layer("torso", [smooth(wide(both(_TORSO)), n=4)], "shirt"), Layer("leg_near", legs, "pants")]
    whole = skull + core if pose.view == "front" else [skull[0], *core, skull[1]]
    arms = {side: _arm(body, side, skin) for side in sides}
    front = [layer for side in sides if pose.limb("arm", side).front for layer in arms[side]]
    rest = [layer for side in sides if not pose.limb("arm", side).front for layer in arms[side]]
    return feet + (rest if pose.arms_behind else []) + whole + ([] if pose.arms_behind else rest) + front


def _arm(body: Body, side: Side, skin: str) -> list[Layer]:
    shoulder, elbow, wrist = (body.joints[f"{joint}_{side}"] for joint in ("sh", "elbow", "wrist"))
    sign = 1 if side == "near" else -1
    hand = smooth(place([(sign * px, py) for px, py in _HAND], wrist, body.angles[f"fore_{side}"] + 90))
    bare = [
        ribbon([shoulder, elbow], an.LIMBS["upper"], 1, 0.4, 1),
        circle(elbow, 2.58),
        ribbon([elbow, wrist], an.LIMBS["fore"], 1),
    ]
    sleeve = [ribbon([shoulder, elbow], an.LIMBS["upper"], 1, 0, 0.62, 0.45), circle(shoulder, 4.25)]
    return [Layer(f"skin_{side}", [*bare, circle(wrist, 1.75), hand], skin), Layer(f"sleeve_{side}", sleeve, "shirt")]
