"""What stands around the sections: masthead, running head, hero, key points, footer."""

from __future__ import annotations

import math

from handoutpress.content.schema.template import Size
from handoutpress.layout.blocks.card_blocks import strip
from handoutpress.layout.components import heroes
from handoutpress.layout.components.figure_box import drawing
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.pdf.tag_tree import Artifact, Element

FULL = 0.8  # a page whose white is less than this share of what it is drawn for is full
SLIM = 0.62  # share of its room; a hero's figure narrower than this stands on a disc
SLANTING = "AJTVWXYZ"  # letters that begin at the very edge of their width


def draft_note(setting: Setting, parent: Element) -> Group | None:
    """What a draft translation must say first, in both languages; None for a leaflet that is no draft."""
    draft = setting.leaflet.draft
    if draft is None:
        return None
    style = setting.style("masthead", ink="alert", bold=True, balance="no")
    group = Group(0)
    pad = 8.0
    down = pad
    for language, note in draft.notes:
        piece = setting.text(note, style, parent.add("P", lang=language), setting.width - 2 * pad)
        down = group.add(pad, down, piece) + style.line_gap
    group.height = down - style.line_gap + pad
    group.parts.insert(0, (0, 0, lambda pen, x, y: pen.panel(x, y, setting.width, group.height, edge="alert", radius=6, width=1.2)))
    return group


def draft_mark(pen: Pen, setting: Setting, size: tuple[float, float]) -> None:
    """The word for draft across a sheet of `size` points, behind everything."""
    if setting.leaflet.draft is None:
        return
    style = setting.style("display", ink="tint2")
    mark = setting.line(setting.leaflet.draft.mark, style, Artifact("Pagination", "Watermark"))
    angle = math.degrees(math.atan2(size[1], size[0]))
    with pen.turned(size[0] / 2, size[1] / 2, angle):
        mark.draw(pen, -mark.width / 2, mark.height / 2)


def hero(setting: Setting, parent: Element, *, title: Size | None = None, more: float = 0.0) -> Group:
    """The front panel: label, title at a size that is named or as large as it can be, main message, one figure.

    `more`: how much higher than it must be it is, points. Where the page is full it goes without its label.
    """
    if setting.family.cover != "stair" and setting.template.hero == "figure" and not title:
        return heroes.hero(setting, parent, more)
    leaflet, width = setting.leaflet, setting.width
    shown = leaflet.figure if setting.template.hero == "figure" else None
    full, plan = setting.tight < FULL, setting.template.plan
    inset = setting.k(20 if shown else 12)
    edge = setting.k(17 if shown else 11) if not full else setting.k(13)
    column = width * 0.505 if shown else width - 2 * inset
    label = None if full else setting.text(leaflet.words.patient_guide, setting.style("label"), parent.add("P"), column)
    head = fitted_title(setting, parent, column + 4, title)
    lead = setting.text(leaflet.main_message, setting.style("lead"), parent.add("P"), column)
    group = Group(0)
    group.add(0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, fill="tint", radius="panel"))
    down = group.add(inset, edge, label) + setting.k(9) if label else edge - 2
    edge_of = 0 if leaflet.title[:1] in SLANTING else 2  # so that the stems of title and text stand in one line
    down = group.add(inset - edge_of, down + head.style.size * 0.06, head)
    down = group.add(inset, down + setting.k(12 if full else 16), lead)
    least = setting.k(133) * (setting.tight if plan else 1.0) if shown else 0.0
    group.height = max(least, down + edge) + more
    if more:  # the words stand in the middle of what is higher
        group.parts[1:] = [(x, at + more / 2, part) for x, at, part in group.parts[1:]]
    if shown:
        room = width - column - inset - 28
        small = setting.style("masthead", align="center", balance="even")
        words = None if plan else setting.text(leaflet.figure_text(shown).caption, small, parent.add("P"), room)
        above = words.height + 5 if words else 0.0
        figure = drawing(leaflet, shown, parent, room, group.height - 22 - above, align=1, foot=10)
        if figure.drawn[0] < room * SLIM:  # a slim figure stands on a disc, in the middle of its room
            figure.align, disc = 0.5, group.height - above - 2 * setting.k(10)
            group.add(width - 16 - room / 2, (group.height + above) / 2, lambda pen, x, y: pen.disc(x, y, disc, "tint2"))
        if words:
            group.add(width - room - 16, 12, words)
        group.add(width - room - 16, 12 + above, figure)
    return group


def fitted_title(setting: Setting, parent: Element, width: float, size: Size | None = None, most: float = 1.0) -> Paragraph:
    """The title at a size that is named; else on one line if that leaves it large, else on two, else as small as it must be.

    `most`: share of its size that it may have.
    """
    element = parent.add("H1", title=setting.leaflet.title, ident="title")
    if size:
        return setting.text(setting.leaflet.title, setting.style("display", size=size, balance="even"), element, width)
    full = setting.template.sizes["display"] * most
    sizes = [full - step for step in range(max(1, int(full) - 23))]
    tries = [(size, 1) for size in sizes if size >= full * 0.74] + [(size, 2) for size in sizes if size <= full * 0.8]
    for points, lines in tries:
        title = setting.text(setting.leaflet.title, setting.style("display", points=points, balance="even"), element, width)
        if len(title.lines) <= lines and title.whole(setting.leaflet.title):
            return title
    return title


def key_points(setting: Setting, parent: Element) -> Group:
    """Three things to know at a glance, and a rule under them."""
    group = Group(0)
    columns = setting.template.columns.key_points
    points = strip(setting.leaflet.key_points, setting, parent, setting.width, columns=columns, disc=34 if columns > 1 else 27)
    down = group.add(0, 0, points)
    group.height = down + setting.u(11)
    group.add(0, group.height, lambda pen, x, y: pen.rule(x, y, setting.width))
    return group
