"""Short lists of a panel: three things to know, and when to book a visit."""

from __future__ import annotations

from handoutpress.layout.blocks.card_blocks import strip
from handoutpress.layout.blocks.text_blocks import spread_list
from handoutpress.layout.components import contact, red_flags
from handoutpress.layout.context import Elastic, Group, Setting
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


def key_messages(setting: Setting, parent: Element, reduce: int = 0) -> Elastic:
    """The key message of each section; `reduce`: the least weighty are left out, one less than so many."""
    weighty = sorted(setting.leaflet.sections, key=lambda section: section.priority)
    out = {section.id for section in weighty[len(weighty) - max(0, reduce - 1) :]}
    said = tuple(section.key_message for section in setting.leaflet.sections if section.id not in out)
    words, group = setting.leaflet.words.key_points, Group(0)
    head = setting.text(words, setting.style("h2"), parent.add("H2", title=words), setting.width)
    down = group.add(0, setting.k(6), head) + setting.k(9)
    listed = spread_list(said, setting, parent, setting.width, style=setting.style("body"), gap=3)

    def make(extra: float) -> Group:
        return Group(down + listed.height + extra, [*group.parts, (0, down, listed.make(extra))])

    return Elastic(make, down + listed.height, listed.give)


def notes(setting: Setting) -> Elastic:
    """Lines to write on, as many as there is room for: decoration, since there is nothing to read."""
    above, least = setting.k(10), 2 * contact.RULED

    def make(extra: float) -> Group:
        return Group(above + least + extra, [(0, above, contact.notes(setting, least + extra))])

    return Elastic(make, above + least, setting.k(130))
