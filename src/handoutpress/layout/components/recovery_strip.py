"""The way back, as a strip: figures on a stage that stand on one arrow, and under each when it is and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from handoutpress.content.schema.handout import RecoveryStage
from handoutpress.layout.components.figure_box import drawing, together
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.drawing.pen import Pen
from handoutpress.pdf.tag_tree import Element

INSET = 14.0  # of words and figures within a cell, points
SPREAD = 1.6  # by how much the largest scale of its figures may be more than the least
ARROW, HEAD, RING = 3.4, 17.0, 5.2  # thickness of the arrow, length of its head, radius of its rings, points
RING_AT = 18.5  # from the start of a cell to the middle of its ring, points
UNDER_ARROW = 13.0  # from the arrow's middle to the words, points


def recovery_strip(stages: Sequence[RecoveryStage], setting: Setting, parent: Element, high: float) -> Group:
    """The strip, its stage `high` points high."""
    width, leaflet = setting.width, setting.leaflet
    cell = width / len(stages)
    room = cell - INSET
    scales = together(leaflet, [stage.figure for stage in stages], room - 4, high - 4, SPREAD)
    style = setting.style("body", balance="even")
    section = parent.add("Sect")
    group = Group(0)
    group.add(0, 0, lambda pen, x, y: pen.panel(x, y, width, high, fill="tint", radius="panel", corners="t"))
    middle = high + ARROW / 2
    group.add(0, middle, lambda pen, x, y: _arrow(pen, x, y, width, [cell * i + RING_AT for i in range(len(stages))]))
    for i, (stage, scale) in enumerate(zip(stages, scales, strict=True)):
        start = cell * i + INSET
        part = section.add("Sect")
        head = setting.text(stage.title, setting.style("h3"), part.add("H3"), room)
        group.add(start, 4, drawing(leaflet, stage.figure, part, room - 4, high - 4, scale=scale, align=0))
        down = group.add(start, middle + UNDER_ARROW, head)
        down = group.add(start, down + style.line_gap, setting.text(stage.text, style, part.add("P"), room))
        group.height = max(group.height, down)
    return group


def _arrow(pen: Pen, x: float, y: float, width: float, rings: Sequence[float]) -> None:
    """An arrow whose middle is at y, with rings on it."""
    pen.rule(x, y, width - HEAD, ink="brand", width=ARROW)
    pen.pointer(x + width - HEAD, y + 6, HEAD, 12, "brand")
    for ring in rings:
        pen.disc(x + ring, y, 2 * RING + 4, "brand")
        pen.disc(x + ring, y, 2 * RING, "white")
