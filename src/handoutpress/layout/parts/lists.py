"""Short lists of a panel: three things to know, and when to book a visit."""

from __future__ import annotations

from handoutpress.layout.blocks.card_blocks import strip
from handoutpress.layout.components import red_flags
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.parts.heads import NARROW
from handoutpress.pdf.tag_tree import Element


def key_points(setting: Setting, parent: Element) -> Group:
    """Three things to know."""
    columns = 1 if setting.width < setting.k(NARROW) else setting.template.columns.key_points
    return strip(setting.leaflet.key_points, setting, parent, setting.width, columns=columns, disc=30)


def book(setting: Setting, parent: Element) -> Group:
    """When to book a visit."""
    group = Group(0)
    for piece in red_flags.when_to_book(setting, parent, setting.width):
        group.height = group.add(0, group.height + (setting.style("body").line_gap if group.parts else 0), piece)
    return group
