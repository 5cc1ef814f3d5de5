"""A movement in two pictures: where it starts, an arrow, where it ends. The same person does both, at one scale, on one floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handoutpress.content.schema.blocks.pictures import Exercise
from handoutpress.layout.components.figure_box import Drawing, by_the_same, picture
from handoutpress.layout.components.stage import FOOT, HIGH
from handoutpress.layout.components.stage import PAD as STAGE_PAD
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.figures import fit_scales
from handoutpress.pdf.tag_tree import Element

DISC = 18.0  # across the arrow's disc, points
SPREAD = 1.8  # how much larger than the smallest a movement of a set may be drawn
SMALLER = 0.85  # side by side the pictures may be so much smaller than one above the other
LEAST = 0.52  # points per body unit: where two pictures are smaller, and the end alone would be larger, the start gives way
ROOMY = 1.15  # on a sheet whose pictures have grown so much, there is room for two above each other
ABOVE = 1.55  # how many times higher two pictures above each other are than one
_ARROW = ((-0.28, 0.06), (0.03, 0.06), (0.03, 0.21), (0.3, 0), (0.03, -0.21), (0.03, -0.06), (-0.28, -0.06))


@dataclass(frozen=True)
class PairBox:
    """How the pictures of a set of movements stand in their boxes.

    Attributes:
        width: of each box, points.
        height: of each box, points.
        disc: across the arrow's disc, points; 0: only the end is shown.
        stacked: the start stands above the end.
    """

    width: float
    height: float
    disc: float = 0.0
    stacked: bool = False

    @property
    def room(self) -> tuple[float, float]:
        """Width and height for one picture."""
        if not self.disc:
            return self.width, self.height
        if self.stacked:
            return self.width - self.disc * 0.8, (self.height - 4) / 2
        return (self.width - self.disc - 4) / 2, self.height


def pair_box(setting: Setting, moves: Sequence[Exercise], width: float, height: float, above: float = 1.0) -> PairBox:
    """A box for each movement of a set.

    `above`: how many times higher it may be where pictures above each other are larger; 0: they stand side by side or alone.
    """
    ways = [PairBox(width, height, setting.k(DISC)), PairBox(width, height * above, setting.k(DISC), stacked=True)]
    sizes = [min(pair_scales(setting, moves, way)) for way in (ways if above else ways[:1])]
    best = 0 if sizes[0] >= SMALLER * sizes[-1] else 1
    alone = PairBox(width, height)
    least = min(LEAST, SMALLER * min(pair_scales(setting, moves, alone)))
    return ways[best] if any(move.start for move in moves) and sizes[best] >= least else alone


def pair_scales(setting: Setting, moves: Sequence[Exercise], box: PairBox) -> list[float]:
    """Scales of the movements of a set, points per body unit."""
    out = []
    for move in moves:
        names = _names(setting, move, box)
        room = box.room if len(names) > 1 else (box.width, box.height)
        out.append(min(fit_scales([picture(setting.leaflet, name) for name in names], *room, 1)))
    return [min(scale, min(out) * SPREAD) for scale in out]


class Movement:
    """The pictures of one movement, with their alternate texts in the tree under `parent`."""

    def __init__(self, setting: Setting, move: Exercise, parent: Element, box: PairBox) -> None:
        leaflet = setting.leaflet
        names = _names(setting, move, box)
        self.pictures = [picture(leaflet, name) for name in names]
        self.elements = [parent.add("Figure", alt=leaflet.figure_text(name).alt, Placement="Block") for name in names]

    def at(self, box: PairBox, scale: float, foot: float) -> Group:
        """The pictures; the panel they stand on ends `foot` points below the box."""
        group = Group(box.height)
        width, height = box.room if len(self.pictures) > 1 else (box.width, box.height)
        for i, (drawn, element) in enumerate(zip(self.pictures, self.elements, strict=True)):
            x = box.width - width if i or (box.stacked and len(self.pictures) > 1) else 0
            group.add(x, i * (box.height - height), Drawing(drawn, element, width, height, scale, foot=foot))
        if len(self.pictures) > 1:
            middle = (box.disc / 2, (box.height + foot) / 2) if box.stacked else (box.width / 2, box.height / 2)
            group.add(*middle, lambda pen, x, y: arrow(pen, x, y, box.disc, down=box.stacked))
        return group


class MovementStage:
    """A movement on a tinted field beside its words, where pictures are large; as `Stage` is, for one figure."""

    def __init__(self, setting: Setting, move: Exercise, owner: Element, width: float) -> None:
        self.width, self.height = width, width * HIGH
        self.most, self.radius = self.height, setting.family.radius.thumb
        self.box = pair_box(setting, [move], width - 2 * STAGE_PAD, self.height - STAGE_PAD - FOOT)
        self.scale = pair_scales(setting, [move], self.box)[0]
        self.movement = Movement(setting, move, owner, self.box)

    def at(self, height: float, *, field: bool = True) -> Group:
        """The field with the pictures, so many points high."""
        group = Group(height)
        if field:
            group.add(0, 0, lambda pen, x, y: pen.panel(x, y, self.width, height, fill="tint", radius=height * self.radius))
        group.add(STAGE_PAD, height - FOOT - self.box.height, self.movement.at(self.box, self.scale, FOOT))
        return group


def _names(setting: Setting, move: Exercise, box: PairBox) -> list[str]:
    return [by_the_same(setting.leaflet, move.start, move.figure), move.figure] if move.start and box.disc else [move.figure]


def arrow(pen: Pen, x: float, y: float, size: float, *, down: bool) -> None:
    """A disc with an arrow, its middle at x, y."""
    pen.panel(x - size / 2, y + size / 2, size, size, fill="white", edge="brand", radius=size / 2, width=1.2)
    turned = [(v, -u) if down else (u, v) for u, v in _ARROW]
    corners = [f"{pen.left(x + u * size):.2f} {y + v * size:.2f}" for u, v in turned]
    pen.path(f"{corners[0]} m {' '.join(f'{corner} l' for corner in corners[1:])} h", fill="brand")
