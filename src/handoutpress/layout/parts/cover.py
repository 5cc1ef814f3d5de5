"""The cover of a folder or booklet."""

from __future__ import annotations

from handoutpress.layout.components.figure_box import drawing
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.parts.calls import call
from handoutpress.layout.parts.heads import display, masthead
from handoutpress.layout.parts.lists import key_points
from handoutpress.pdf.tag_tree import Element

STAGE_LOW = 0.5  # a cover's picture is not lower than this share of its width to make room for the key points


def cover(setting: Setting, parent: Element, height: float) -> Group:
    """A front panel: clinic, figure on a disc, title, main message, key points if there is room, phone at the foot."""
    leaflet, width = setting.leaflet, setting.width
    group = Group(height)
    down = group.add(0, 0, setting.own("panel masthead", parent, lambda: masthead(setting, parent))) + 20
    words, end = display(setting, parent, 3)
    lead = setting.style("lead")
    end = words.add(0, end + lead.line_gap * 1.6, setting.text(leaflet.main_message, lead, parent.add("P"), width))
    words.height = end
    points = key_points(setting, parent)
    foot = setting.own("cover call", parent, lambda: call(setting, parent, plain=True))
    room = height - down - words.height - foot.height - 52
    told = setting.template.text == "key" and room - points.height - 18 >= width * STAGE_LOW
    stage = min(width, room - (points.height + 18 if told else 0))
    if leaflet.figure and stage > 60:
        group.add(0, down, lambda pen, x, y: pen.panel(x, y, width, stage, fill="tint", radius=12))
        d = stage * 0.8
        group.add(0, down, lambda pen, x, y: pen.disc(x + width / 2, y - stage / 2, d, "tint2"))
        figure = drawing(leaflet, leaflet.figure, parent, width - 16, stage - 20, rest=0.45, foot=10)
        group.add(8, down + 10, figure)
        down += stage
    if told:
        words.height = words.add(0, words.height + 18, points)
    room = height - foot.height - down
    group.add(0, down + max(16.0, (room - words.height) * 0.5), words)
    group.add(0, height - foot.height, foot)
    return group
