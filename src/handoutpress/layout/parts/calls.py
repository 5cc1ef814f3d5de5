"""What panels end with: whom to phone."""

from __future__ import annotations

from handoutpress.content.markup import Span
from handoutpress.layout.components.call_to_action import call_to_action, phone_text
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.parts.heads import NARROW
from handoutpress.pdf.tag_tree import Artifact, Element


def call(setting: Setting, parent: Element, *, plain: bool = False) -> Group:
    """A field with the phone; `plain`: phone and hours only."""
    if setting.width >= setting.k(NARROW) and not plain:
        return call_to_action(setting, parent)
    clinic, width, pad = setting.leaflet.clinic, setting.width, 14.0
    section = parent.add("Sect")
    group = Group(0)
    down = 15.0
    if not plain:
        closing = setting.text(setting.leaflet.closing, setting.style("h3", ink="on_fill"), section.add("P"), width - 2 * pad)
        down = group.add(pad, down, closing) + 9
    phone = phone_text(setting, section.add("P"), width - 2 * pad - 24)
    group.add(pad - 1, down + phone.height / 2 - 8.5, lambda pen, x, y: pen.icon("phone", x, y, 17, main="on_fill"))
    down = group.add(pad + 24, down, phone)
    hours = setting.style("masthead", ink="on_fill", balance="no")
    room, parts, whole = width - 2 * pad - 24, clinic.hours_short, " · ".join(clinic.hours_short)
    if parts and setting.line(whole, hours, Artifact()).width <= room:
        parts = (whole,)
    lines = [setting.text(part, hours, section.add("P"), room) for part in parts]
    if len(lines) <= 2 and all(len(line.lines) == 1 for line in lines):
        for i, line in enumerate(lines):
            down = group.add(pad + 24, down + (hours.line_gap if i else 8), line)
    group.height = down + 15
    group.parts.insert(0, (0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, fill="fill", radius="box")))
    return group


def phone(setting: Setting, parent: Element) -> Group:
    """The clinic's name and phone on one plate: all a small card has room for. A masthead above it has said the name."""
    clinic, width, pad = setting.leaflet.clinic, setting.width, setting.k(9)
    section = parent.add("Sect")
    group = Group(0)
    named = not any({"masthead", "phone"} <= set(panel.holds) for panel in setting.template.panels)
    style = setting.style("call", balance="no")
    down, start, icon = setting.k(13), pad, style.size
    if named:
        name = setting.style("masthead", ink="on_fill", bold=True, balance="no")
        down = group.add(pad, pad, setting.text(clinic.name, name, section.add("P"), width - 2 * pad)) + setting.k(7)
    else:
        start += icon + 5
        group.add(pad, down + style.cap / 2 - icon / 2, lambda pen, x, y: pen.icon("phone", x, y, icon, main="on_fill"))
    number = phone_text(setting, section.add("P"), width - start - pad)
    end = group.add(start, down, number)
    if clinic.website:
        web = setting.style("masthead", ink="on_fill", align="end", balance="no")
        address = setting.text((Span(clinic.website, link=clinic.url),), web, section.add("P"), width - 2 * pad)
        if len(address.lines) == 1 and start + number.width + address.width + 12 < width - pad:
            group.add(pad, end - address.height, address)
    group.height = end + (pad if named else down)
    group.parts.insert(0, (0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, fill="fill", radius="box")))
    return group
