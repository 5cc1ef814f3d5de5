"""A movement in two pictures: where it starts, an arrow, where it ends. The same person does both, at one scale, on one floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handoutpress.content.schema.blocks.pictures import Exercise
from handoutpress.layout.components.figure_box import by_the_same, drawing, picture
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.figures import fit_scales
from handoutpress.pdf.tag_tree import Element

DISC = 18.0  # across the arrow's disc, points
SPREAD = 1.8  # how much larger than the smallest a movement of a set may be drawn
_ARROW = ((-0.28, 0.06), (0.03, 0.06), (0.03, 0.21), (0.3, 0), (0.03, -0.21), (0.03, -0.06), (-0.28, -0.06))
SMALLER = 0.72  # side by side the pictures may be so much smaller than one above the other
LEAST = 0.58  # points per body unit: drawn smaller two pictures say less than one, and the start gives way
ROOMY = 1.15  # on a sheet whose pictures have grown so much, there is room for two above each other
ABOVE = 1.55  # how many times higher two pictures above each other are than one


@dataclass(frozen=True)
class Stage:
    """How the pictures of a set of movements stand in their boxes.

    Attributes:
        width: of each box, points.
        height: of each box, points.
        stacked: the start stands above the end.
        disc: across the arrow's disc, points; 0: only the end is shown.
    """

    width: float
    height: float
    stacked: bool
    disc: float

    @property
    def room(self) -> tuple[float, float]:
        """Width and height for one of two pictures."""
        if self.stacked:
            return self.width - self.disc * 0.8, (self.height - 4) / 2
        return (self.width - self.disc - 4) / 2, self.height


def stage(setting: Setting, moves: Sequence[Exercise], width: float, height: float, *, may_stack: bool) -> Stage:
    """A box for each movement of a set, `height` points high; `may_stack`: or higher, where that makes the pictures larger."""
    disc = setting.k(DISC)
    alone = Stage(width, height, False, 0)
    if not any(move.start for move in moves):
        return alone
    ways = [Stage(width, height, False, disc)]
    if may_stack:
        ways.append(Stage(width, height * ABOVE, True, disc))
    sizes = [min(scales(setting, moves, way)) for way in ways]
    best = 0 if sizes[0] >= SMALLER * sizes[-1] else len(ways) - 1
    return ways[best] if sizes[best] >= setting.k(LEAST) else alone


def scales(setting: Setting, moves: Sequence[Exercise], box: Stage) -> list[float]:
    """Scales of the movements of a set, points per body unit."""
    out = []
    for move in moves:
        names = _names(setting, move, box)
        room = box.room if len(names) > 1 else (box.width, box.height)
        out.append(min(fit_scales([picture(setting.leaflet, name) for name in names], *room, 1)))
    return [min(scale, min(out) * SPREAD) for scale in out]


def pictures(setting: Setting, move: Exercise, parent: Element, box: Stage, scale: float, foot: float) -> Group:
    """The pictures of one movement; the panel they stand on ends `foot` points below the box."""
    group = Group(box.height)
    names = _names(setting, move, box)
    width, height = box.room if len(names) > 1 else (box.width, box.height)
    shown = [drawing(setting.leaflet, name, parent, width, height, scale=scale, foot=foot) for name in names]
    for i, figure in enumerate(shown):
        group.add(box.width - width if i or box.stacked else 0, i * (box.height - height), figure)
    if len(shown) > 1:
        x, down = (box.disc / 2, box.height / 2 + foot / 2) if box.stacked else (box.width / 2, box.height / 2)
        _arrow(group, x, down, box.disc, points_down=box.stacked)
    return group


def _names(setting: Setting, move: Exercise, box: Stage) -> list[str]:
    return [by_the_same(setting.leaflet, move.start, move.figure), move.figure] if move.start and box.disc else [move.figure]


def _arrow(group: Group, x: float, down: float, size: float, *, points_down: bool) -> None:
    """A disc with an arrow, its middle at x, down."""

    def draw(pen: Pen, left: float, top: float) -> None:
        pen.panel(left - size / 2, top + size / 2, size, size, fill="white", edge="brand", radius=size / 2, width=1.2)
        turned = [(v, -u) if points_down else (u, v) for u, v in _ARROW]
        corners = [f"{pen.left(left + u * size):.2f} {top + v * size:.2f}" for u, v in turned]
        pen.path(f"{corners[0]} m {' '.join(f'{corner} l' for corner in corners[1:])} h", fill="brand")

    group.add(x, down, draw)
