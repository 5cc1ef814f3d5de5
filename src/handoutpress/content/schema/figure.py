"""Figures as they are written in YAML: a pose of the mannequin, props, marks and plain shapes."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from handoutpress.content.figure_names import Icon, Ink, Who, known
from handoutpress.content.schema.base import WHOLE_NUMBER, Model

Number = float
XY = tuple[float, float]
Part = Literal["low_back", "upper_back", "neck", "glute", "hamstring"]


# keys that say how a prop or shape is drawn, not which it is
_HOW = frozenset({"at", "ink", "bend", "width", "tilt", "dots", "fill", "edge", "behind"})
_SIDES = ("hip", "knee", "ankle", "thigh", "shin", "toe", "sh", "elbow", "wrist", "hand")
_MIDDLE = ("base", "hip", "waist", "chest", "c7", "skull", "head", "sh")
JOINTS = (*_MIDDLE, *(f"{name}_{side}" for name in _SIDES for side in ("near", "far")))
Joint = Annotated[str, AfterValidator(lambda name: known("joint", name, JOINTS))]


def _anchored(value: XY | tuple[str, float, float]) -> XY | tuple[str, float, float]:
    if isinstance(value[0], str):
        known("joint", value[0], JOINTS)
    return value


Anchor = Annotated[XY | tuple[str, float, float], AfterValidator(_anchored)]  # a place, or a joint and an offset from it


class Limb(Model):
    """An arm or a leg: joint angles in degrees (flexion positive, 0 = standing), or a target for its end."""

    hip: float = 0
    knee: float = 0
    ankle: float = 0
    foot: float | None = Field(None, description="Absolute angle of the foot")
    shoulder: float = 0
    elbow: float = 8
    wrist: float = 6
    hand: float | None = Field(None, description="Absolute angle of the hand")
    to: Anchor | None = Field(None, description="Where ankle or wrist goes; the middle joint is solved")
    bend: float = 1
    grip: Literal["open", "flat", "fist", "wrap"] = Field(
        "open",
        description="The hand: hanging, lying flat, closed round a handle; `wrap`, the far hand: its fingers hold the near shin",
    )
    thumb: Annotated[Literal[1, -1], WHOLE_NUMBER] = 1
    thigh: float = 1
    shin: float = 1
    upper: float = 1
    fore: float = 1
    dx: float | None = None
    dy: float | None = None
    abduct: float = Field(0, description="Front and back view: sideways lift")
    front: bool = False


class Oval(Model):
    """An oval on the body, where none of the usual places is right."""

    at: Anchor
    size: XY = Field((7, 4.4), description="Half its length and half its width")
    angle: float = 0


class _OneKind(Model):
    """Exactly one of several fields, and how it is drawn."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set - _HOW) != 1:
            things = (name for name in type(self).model_fields if name not in _HOW)
            raise ValueError(f"is not exactly one thing; write one of {', '.join(things)}")
        return self

    @property
    def kind(self) -> str:
        """Which it is."""
        return next(iter(self.model_fields_set - _HOW))


class Prop(_OneKind):
    """A thing in the picture: exactly one kind, with its measures in body units."""

    mat: XY | None = None
    floor: XY | None = None
    wall: XY | None = None
    chair: tuple[Number, Number, Number, Number, Number, Number] | None = Field(
        None, description="x of the seat's back edge, seat height, seat depth, back height, lean in degrees, direction 1 or -1"
    )
    box: tuple[Number, Number, Number, Number] | None = None
    pillow: tuple[Number, Number, Number, Number, Number] | None = Field(None, description="x, y, width, height, angle")
    roll: tuple[Number, Number, Number, Number, Number] | None = None
    warmpack: tuple[Number, Number, Number, Number, Number] | None = Field(None, description="x, y, width, height, angle")
    icepack: tuple[Number, Number, Number, Number] | None = Field(None, description="x, y, angle, width")
    bed: tuple[Number, Number, Number, Number] | None = Field(None, description="Seen from above: x, y, width, height")
    bench: tuple[Number, Number, Number] | None = Field(None, description="A bed seen from the side: x, width, height")
    desk: tuple[Number, Number, Number, Number] | None = Field(None, description="left edge, height, width, screen height")
    stick: tuple[Anchor, Anchor] | None = Field(None, description="A handle, from end to end")
    cane: tuple[Anchor, XY] | None = Field(None, description="From the hand to the floor")
    wheelchair: tuple[Number, Number] | None = Field(None, description="x and height of the middle of the seat")
    wheel: tuple[Number, Number, Number] | None = Field(None, description="A large wheel of a wheelchair: x, y, radius")
    arrow: tuple[Anchor, Anchor] | None = None
    plumb: tuple[Number, Number, Number] | None = None
    dots: tuple[Joint, ...] = ()
    tick: tuple[tuple[Anchor, Anchor], ...] | None = None
    badge: tuple[Literal["yes", "no"], Number, Number, Number] | None = None
    at: Literal["behind", "between", "hand", "front"] = Field("behind", description="`hand`: over the body, under the near hand")
    ink: Ink | None = None
    bend: float = Field(0, description="Arrows: how far the middle bows out, to the left of travel")
    width: float = 1
    tilt: float = -4


class PlainShape(_OneKind):
    """A plain shape: exactly one kind; `fill` and `edge` are ink roles."""

    disc: tuple[Number, Number, Number] | None = Field(None, description="x, y, radius")
    dial: tuple[Number, Number, Number] | None = Field(None, description="A clock face: x, y, radius")
    oval: tuple[Number, Number, Number, Number, Number] | None = Field(None, description="x, y, radius, radius, angle")
    box: tuple[Number, Number, Number, Number, Number] | None = Field(None, description="x, y, width, height, corner radius")
    sector: tuple[Number, Number, Number, Number, Number] | None = Field(
        None, description="x, y, radius, from and to in degrees clockwise from 12 o'clock"
    )
    line: Annotated[tuple[XY, ...], Field(min_length=2)] | None = None
    curve: Annotated[tuple[XY, ...], Field(min_length=3)] | None = None
    area: Annotated[tuple[XY, ...], Field(min_length=3)] | None = None
    blob: Annotated[tuple[XY, ...], Field(min_length=3)] | None = None
    icon: tuple[Icon, Number, Number, Number] | None = Field(None, description="name, x, y of its lower left corner, size")
    arrow: tuple[XY, XY] | None = None
    fill: Ink | None = None
    edge: Ink | None = None
    bend: float = 0
    width: float = Field(1, description="Of lines, as a multiple of the usual")
    behind: bool = Field(False, description="Drawn before the people")


class Figure(Model):
    """A figure. Angles in degrees; trunk 90 = upright, 0 = face down with the head right, 180 = on the back with the head left."""

    person: bool = True
    view: Literal["side", "front", "back"] = "side"
    cast: Who = "ben"
    trunk: float = 90
    lumbar: float = 0
    thoracic: float = 0
    neck: float = 0
    head: float = 0
    shrug: float = 0
    root: XY | None = Field(None, description="Where the hip is; left out: the body is let down onto the floor")
    leg: Limb | None = None
    leg_near: Limb | None = None
    leg_far: Limb | None = None
    arm: Limb | None = None
    arm_near: Limb | None = None
    arm_far: Limb | None = None
    arms_behind: bool = False
    feet: Literal["shoes", "socks"] = "shoes"
    top: Literal["shirt", "tunic"] = Field("shirt", description="A tunic is in the clinic's own colour: who wears it works there")
    eyes: Literal["open", "closed"] = "open"
    mood: Literal["calm", "pain"] = "calm"
    zone: Part | Oval | None = None
    feel: Literal["pain", "stretch"] = Field(
        "pain", description="What is felt in the zone; `stretch`: a muscle that stretches or works"
    )
    ghost: bool = Field(False, description="One of `people`: where somebody was before, as a pale shape behind the others")
    wrong: bool = Field(False, description="The wrong way: the picture is grey, with a cross in a corner")
    flip: bool = False
    size: float = Field(1, gt=0.2, le=1.5, description="Of the whole person, about its `shift`: a child is smaller")
    crop: float | None = Field(None, description="Nothing below this height is shown: a half-length picture")
    props: tuple[Prop, ...] = ()
    shapes: tuple[PlainShape, ...] = ()
    people: tuple[Figure, ...] = Field((), description="Further people, each shifted by its own `shift`")
    shift: XY = (0, 0)
    turn: float = Field(
        0, description="The whole person turned about its `shift`, degrees counter-clockwise; -90: lying, head right"
    )

    def cloth(self, side: Literal["near", "far"]) -> str:
        """Ink of the sleeve of one side; the near one's is that of the trunk."""
        return "mid" if self.top == "tunic" else "shirt" if side == "near" else "shirt_far"

    def played_by(self, who: str) -> Figure:
        """The same figure with another person in it, for all who are the same as the first."""
        people = tuple(one.model_copy(update={"cast": who}) if one.cast == self.cast else one for one in self.people)
        return self.model_copy(update={"cast": who, "people": people})

    def limb(self, part: Literal["leg", "arm"], side: Literal["near", "far"]) -> Limb:
        """A limb of one side; what is not given is a standing one."""
        found: Limb | None = getattr(self, f"{part}_{side}") or getattr(self, part)
        return found or Limb()
