"""Side view: joint angles -> places of joints (forward kinematics, two-bone inverse kinematics) -> outlines, back to front."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from handoutpress.content.schema.figure import Anchor, Figure, Limb
from handoutpress.layout.figures import anatomy as an
from handoutpress.layout.figures.anatomy import Outline, Point, circle, direction, ellipse, hull, place, polar, ribbon, smooth

Side = Literal["near", "far"]


@dataclass(frozen=True)
class Layer:
    """A part of the body: polygons to unite, and its ink."""

    name: str
    outlines: list[Outline]
    ink: str


@dataclass
class Mannequin:
    """A solved pose: joints by name, angles of bones by name (degrees), and layers from back to front."""

    joints: dict[str, Point] = field(default_factory=dict)
    angles: dict[str, float] = field(default_factory=dict)
    layers: list[Layer] = field(default_factory=list)

    def at(self, anchor: Anchor) -> Point:
        """The place an anchor means. Raises KeyError: a joint that does not exist."""
        if len(anchor) == 3:
            x, y = self.joints[anchor[0]]
            return x + anchor[1], y + anchor[2]
        return float(anchor[0]), anchor[1]


def solve(pose: Figure, root: Point) -> Mannequin:
    """A body in a pose with its hip at `root`."""
    body = Mannequin()
    joints, angles = body.joints, body.angles
    joints["hip"] = root
    waist, chest = pose.trunk - 5 - pose.lumbar * 0.5, pose.trunk + 3 - pose.lumbar
    upper = pose.trunk + 7 - pose.lumbar - pose.thoracic
    angles |= {"pelvis": pose.trunk, "waist": waist, "chest": chest, "upper": upper, "neck": upper - 24 - pose.neck}
    angles["head"] = upper - 7 - pose.neck - pose.head
    joints["base"] = polar(root, pose.trunk, -1.5)
    joints["waist"] = polar(root, waist, an.SPINE[0])
    joints["chest"] = polar(joints["waist"], chest, an.SPINE[1])
    joints["c7"] = polar(joints["chest"], upper, an.SPINE[2])
    joints["skull"] = polar(joints["c7"], angles["neck"], an.NECK)
    joints["head"] = place([(1.9, 2.9)], joints["skull"], angles["head"] - 90)[0]
    joints["sh"] = polar(joints["c7"], upper, -3.4 + pose.shrug)
    for side in ("near", "far"):
        _leg(body, pose.limb("leg", side), side, pose.trunk)
        _arm(body, pose.limb("arm", side), side, upper)
    body.layers = _layers(body, pose)
    return body


def _leg(body: Mannequin, leg: Limb, side: Side, trunk: float) -> None:
    joints, angles = body.joints, body.angles
    far = side == "far"
    hip = joints["hip"]
    hip = hip[0] + (leg.dx if leg.dx is not None else 1.2 * far), hip[1] + (leg.dy if leg.dy is not None else 0.5 * far)
    long, low = an.THIGH * leg.thigh, an.SHIN * leg.shin
    thigh, knee = trunk - 180 + leg.hip, leg.knee
    if leg.to is not None:
        thigh, knee = reach(hip, body.at(leg.to), long, low, -1)
    shin = thigh - knee
    joints[f"hip_{side}"], joints[f"knee_{side}"] = hip, polar(hip, thigh, long)
    joints[f"ankle_{side}"] = polar(joints[f"knee_{side}"], shin, low)
    angles[f"thigh_{side}"], angles[f"shin_{side}"] = thigh, shin
    angles[f"foot_{side}"] = leg.foot if leg.foot is not None else shin + 90 + leg.ankle
    joints[f"toe_{side}"] = polar(joints[f"ankle_{side}"], angles[f"foot_{side}"], 10)
    joints[f"shin_{side}"] = polar(joints[f"knee_{side}"], shin, low * 0.45)
    joints[f"thigh_{side}"] = polar(hip, thigh, long * 0.62)


def _arm(body: Mannequin, arm: Limb, side: Side, upper_back: float) -> None:
    joints, angles = body.joints, body.angles
    x, y = polar(joints["sh"], upper_back - 97, 1.4) if side == "far" and arm.dx is None else joints["sh"]
    shoulder = x + (arm.dx or 0), y + (arm.dy or 0)
    long, low = an.UPPER * arm.upper, an.FORE * arm.fore
    up, elbow = upper_back - 7 - 180 + arm.shoulder, arm.elbow
    if arm.to is not None:
        up, elbow = reach(shoulder, body.at(arm.to), long, low, arm.bend)
        elbow = math.copysign(elbow, arm.bend)
    fore = up + elbow
    joints[f"sh_{side}"], joints[f"elbow_{side}"] = shoulder, polar(shoulder, up, long)
    joints[f"wrist_{side}"] = polar(joints[f"elbow_{side}"], fore, low)
    angles[f"up_{side}"], angles[f"fore_{side}"] = up, fore
    angles[f"hand_{side}"] = arm.hand if arm.hand is not None else fore + arm.wrist
    joints[f"hand_{side}"] = polar(joints[f"wrist_{side}"], angles[f"hand_{side}"], 5)


def reach(start: Point, target: Point, first: float, second: float, bend: float) -> tuple[float, float]:
    """Angle of the first bone and bend of the second that bring its end to the target (law of cosines)."""
    d = max(min(math.dist(start, target), first + second - 0.01), abs(first - second) + 0.01)
    k = math.degrees(math.acos((first * first + d * d - second * second) / (2 * first * d)))
    e = 180 - math.degrees(math.acos((first * first + second * second - d * d) / (2 * first * second)))
    a = direction(start, target)
    return (a - k, e) if bend > 0 else (a + k, e)


def _layers(body: Mannequin, pose: Figure) -> list[Layer]:
    joints, angles = body.joints, body.angles
    who, skin = an.BUILD[pose.cast], f"skin_{pose.cast}"
    girth, k = who.girth, who.thick
    spine = [joints[name] for name in ("base", "hip", "waist", "chest", "c7")]
    collar = ellipse(polar(joints["c7"], angles["upper"], -0.9), 1.5, 3.25 + girth, angles["upper"])
    hollow = max(0.0, min(1.0, pose.lumbar / 30))  # of the low back: it fills as the spine rounds
    fill = {1: 0.3, 2: 1.3}  # at the second and third place of the profile
    build = [(t, fore, back + hollow * fill.get(i, 0)) for i, (t, fore, back) in enumerate(who.torso)]
    hem = 0.26 if who.torso is an.TORSO else 0.04  # of a shirt: it hangs over a large belly
    torso = [ribbon(spine, build, 1, hem, 0.975, girth), collar]
    nape, throat = polar(joints["c7"], angles["upper"], -2), polar(joints["skull"], angles["head"], 1)
    neck = [hull(circle(nape, 3.3 * k**0.8), circle(throat, 3.1 * k**0.8))]
    far_skin = f"skin_far_{pose.cast}"
    return [
        *_arm_layers(body, pose, "far", far_skin, pose.cloth("far")),
        *_leg_layers(body, pose, "far", far_skin, "pants_far", "shoe_far", []),
        Layer("neck", neck, skin),
        Layer("torso", torso, pose.cloth("near")),
        Layer("head", [smooth(place(an.HEAD, joints["head"], angles["head"] - 90, an.HEAD_SCALE))], skin),
        *_leg_layers(body, pose, "near", skin, "pants", "shoe", _seat(body, spine, build, who)),
        *_arm_layers(body, pose, "near", skin, pose.cloth("near")),
    ]


def _seat(body: Mannequin, spine: list[Point], build: an.Profile, who: an.Build) -> list[Outline]:
    """Hips and buttocks, joined to the back above and the thigh below without a notch."""
    joints, angles = body.joints, body.angles
    belt = ribbon(spine, [(at, min(fore, 6.7), back) for at, fore, back in build], 1, 0.15, 0.42, 0.1 + who.girth)
    buttock = circle(
        polar(joints["hip"], angles["pelvis"] + 116, 1.5 + 4 * (who.thick - 1)), (6.7 + who.girth * 0.6) * who.thick**0.7
    )
    fore, rear = belt[len(belt) // 2 - 1 : len(belt) // 2 + 1]  # the two ends of the belt line
    across = direction(fore, rear)
    back = polar(polar(rear, across, -2.5), across + 90, 2.5)
    middle = polar(polar(joints["hip_near"], angles["thigh_near"], an.THIGH * 0.45), angles["thigh_near"] - 90, 0.8)
    return [belt, hull(buttock, circle(back, 2.5), circle(middle, 4.9 * who.thick))]


def _leg_layers(body: Mannequin, pose: Figure, side: Side, skin: str, pants: str, shoe: str, seat: list[Outline]) -> list[Layer]:
    hip, knee, ankle = (body.joints[f"{joint}_{side}"] for joint in ("hip", "knee", "ankle"))
    who = an.BUILD[pose.cast]
    k = who.thick
    if side == "near":
        start, top = 0.08, circle(hip, 6.7 * k)
    else:  # narrower, so that the far hip does not show in front of the near one
        start, top = (
            0.3,
            hull(circle(hip, 5.4 * k), circle(polar(hip, body.angles["thigh_far"], 0.3 * math.dist(hip, knee)), 6.3 * k)),
        )
    leg = [
        ribbon([hip, knee], who.limb("thigh"), -1, start, 1, 0.2), top, circle(knee, 4.2 * k),
        ribbon([knee, ankle], who.limb("shin"), -1, 0, 0.87, 0.2),
    ]  # fmt: skip
    foot = smooth(place(an.SOCK if pose.feet == "socks" else an.FOOT, ankle, body.angles[f"foot_{side}"]))
    return [
        Layer(f"ankle_{side}", [ribbon([knee, ankle], an.LIMBS["shin"], -1, 0.75, 1), circle(ankle, 2.3)], skin),
        Layer(f"foot_{side}", [foot], shoe),
        Layer(f"leg_{side}", leg + seat, pants),
    ]


def _arm_layers(body: Mannequin, pose: Figure, side: Side, skin: str, sleeve: str) -> list[Layer]:
    arm, wrist = pose.limb("arm", side), body.joints[f"wrist_{side}"]
    hand = [smooth(place(part, wrist, body.angles[f"hand_{side}"], 1, arm.thumb)) for part in an.HANDS[arm.grip]]
    return arm_layers(body, pose, side, skin, sleeve, hand, -1)


def arm_layers(body: Mannequin, pose: Figure, side: Side, skin: str, sleeve: str, hand: list[Outline], front: int) -> list[Layer]:
    """An arm with its hand, and the sleeve over it; `front` as `ribbon` takes it."""
    shoulder, elbow, wrist = (body.joints[f"{joint}_{side}"] for joint in ("sh", "elbow", "wrist"))
    who = an.BUILD[pose.cast]
    k, upper, fore = who.thick, who.limb("upper"), who.limb("fore")
    bare = [
        ribbon([shoulder, elbow], upper, front, 0.4, 1), circle(elbow, 2.58 * k), ribbon([elbow, wrist], fore, front),
        circle(wrist, 1.75 * k**0.6), *hand,
    ]  # fmt: skip
    cloth = [ribbon([shoulder, elbow], upper, front, 0, 1 if who.long_sleeves else 0.66, 0.45), circle(shoulder, 4.35 * k**0.7)]
    if who.long_sleeves:
        cloth += [circle(elbow, 3.1), ribbon([elbow, wrist], fore, front, 0, 0.92, 0.5)]
    return [Layer(f"skin_{side}", bare, skin), Layer(f"sleeve_{side}", cloth, sleeve)]
