"""A solid field in the clinic's colour; squares climb like stairs to a pale stage with the figure."""

from __future__ import annotations

from handoutpress.layout.components import titles
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.parts.covers import common
from handoutpress.pdf.tag_tree import Element

COLUMNS = 4  # squares side by side
LOW, HIGH = 1.6, 3.0  # least and most height of the stage, squares
WORDS = 0.56  # the share of the height that head and words take at most
OVER = 1.5  # points that the field reaches over a photo's edge, of which no hairline is to show
INSET = 11.0  # of the figure from the sides of the field, points


def cover(setting: Setting, parent: Element, height: float) -> Group:
    """The cover, `height` points high."""
    width, frame = setting.width, common.frame_of(setting)
    group = Group(height)
    head = setting.own("cover masthead", parent, lambda: common.masthead(setting, parent))
    words, _, _ = titles.words(setting, parent, width, height * WORDS - head.height, ink="on_fill")
    photo = common.photo(setting, parent)
    shown = common.figure(setting, parent, width, height)
    foot = setting.own("cover call", parent, lambda: common.call(setting, parent))
    across = width + frame.office[0] + frame.office[2]
    square = across / COLUMNS
    at = height - foot.height - setting.k(8)  # where the phone begins
    floor = at - setting.k(16)
    room = floor - head.height - words.height - 40
    high = min(HIGH * square, room) if (shown or photo) and room >= LOW * square else 0.0

    def paint(pen: Pen, x: float, y: float) -> None:
        box = frame.box(pen, x, y, width, height)
        common.ground(pen, box, frame.radius(pen), "fill")
        if not high:
            return
        edge, _, wide, _ = box
        unit, top = wide / COLUMNS, y - floor + high
        if photo:
            photo.draw(pen, edge, top, wide, high)
        if pen.saves_ink:
            pen.panel(edge, top, wide, high, edge="line", radius=0, width=0.8)
            return
        if photo:
            pen.block(edge, top + OVER, 2 * unit, min(unit, high / 2) + OVER, "fill")
        else:
            pen.block(edge, top - min(unit, high / 2), wide, high - min(unit, high / 2), "tint2")
            pen.block(edge + 2 * unit, top, 2 * unit, high, "tint2")
        pen.block(edge + unit, top, unit, min(unit, high / 2), "step")

    group.add(0, 0, paint)
    down = group.add(0, 0, head)
    free = floor - high - down - words.height
    group.add(0, down + (max(20.0, free * 0.55) if not high else max(20.0, min(34.0, free - 18))), words)
    if shown and high:
        x0, y0, x1, y1 = shown.picture.box
        start = 0.0 if x1 - x0 > y1 - y0 else across / 2  # a slim figure stands on the high stair, a wide one under both
        shown.width = across - start - 2 * INSET
        shown.height, shown.foot = high - 24 - (0.0 if start else min(square, high / 2) * 0.6), 12
        group.add(start + INSET - frame.office[0], floor - 12 - shown.height, shown)
    group.add(0, at, foot)
    return group
