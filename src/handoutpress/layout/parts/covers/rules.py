"""White paper, rules, a serif title; the chapters with their numbers, the figure on a line, the phone under it."""

from __future__ import annotations

from handoutpress.content import markup
from handoutpress.layout.components import titles
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.parts.covers import common
from handoutpress.pdf.tag_tree import Element

CHAPTERS = 4  # named at most
WORDS = 0.64  # how far down words reach at most, a share of the height
BRIEF = 0.54  # the same above a photo
PLATE = 184.0  # height of a photo, points
LEAST = 90.0  # height of the figure, points


def cover(setting: Setting, parent: Element, height: float) -> Group:
    """The cover, `height` points high."""
    width = setting.width
    group = Group(height)
    group.add(0, 0, lambda pen, x, y: pen.rule(x, y - 1.5, width, ink="ink", width=3))
    head = setting.own("cover masthead", parent, lambda: common.masthead(setting, parent))
    down = group.add(0, 14, head) + 13
    group.add(0, down, lambda pen, x, y: pen.rule(x, y, width, ink="ink", width=0.5))
    slot = setting.leaflet.clinic.cover
    words, _, _ = titles.words(setting, parent, width, height * (BRIEF if slot and slot.photo else WORDS) - down)
    down = group.add(0, down + 18, words)
    photo = common.photo(setting, parent)
    chapters = Group(0) if photo else _chapters(setting, parent, width * 0.5)
    shown = common.figure(setting, parent, width * 0.46, height)
    foot = setting.own("cover call", parent, lambda: common.call(setting, parent))
    floor = height - foot.height - 16
    room = floor - down - 22
    if photo:
        plate = min(PLATE, room - 8)
        group.add(0, floor - 14 - plate, lambda pen, x, y: photo.draw(pen, x, y, width, plate))
    if chapters.height > room:
        chapters = Group(0)
    if shown and room >= LEAST:
        shown.height, shown.width = min(224.0, room), width * (0.46 if chapters.parts else 1)
        shown.align = 1.0 if chapters.parts else 0.5
        group.add(width - shown.width, floor - shown.height, shown)
    if chapters.parts:
        group.add(0, floor - chapters.height - 14, chapters)
    group.add(0, floor, lambda pen, x, y: pen.rule(x, y, width, ink="ink", width=0.5))
    group.add(0, height - foot.height, foot)
    return group


def _chapters(setting: Setting, parent: Element, width: float) -> Group:
    """What the sections are about, each with its number."""
    group = Group(0)
    style, figures = setting.style("masthead", ink="ink"), setting.style("h2", ink="brand")
    lst = parent.add("L", ListNumbering="Decimal")
    indent = figures.size * 0.95
    for number, section in enumerate(setting.leaflet.sections[:CHAPTERS], 1):
        item = lst.add("LI")
        text = setting.text(markup.plain(section.heading), style, (body := item).add("LBody"), width - indent)
        label = setting.text(str(number), figures, body.add("Lbl"), indent)
        down = group.height + (setting.k(12) if group.parts else 0)
        group.add(0, down - (figures.cap - style.cap) / 2, label)
        group.height = group.add(indent, down, text)
    return group
