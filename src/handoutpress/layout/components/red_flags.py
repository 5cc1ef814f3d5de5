"""The red-flag box and the call to action: when not to wait, and whom to phone."""

from __future__ import annotations

from dataclasses import replace

from handoutpress.content import markup
from handoutpress.layout.blocks.text_blocks import bullet_list
from handoutpress.layout.context import Group, Row, Setting
from handoutpress.merge.leaflet import Draft
from handoutpress.pdf.tag_tree import Element


def red_flags(setting: Setting, parent: Element, *, checked: bool = False) -> Group:
    """The loudest thing on the page, one piece, never split. `checked`: on a draft, the block in the authors' language instead."""
    draft = setting.leaflet.draft if checked else None
    flags, width, pad = draft.red_flags if draft else setting.leaflet.red_flags, setting.width, setting.k(14)
    tier = flags.emergency
    section = parent.add("Sect", lang=draft.language if draft else None)
    head = setting.style("h2", ink="on_alert", size=setting.u(17))
    lead = setting.style("body", bold=True, ink="on_alert")
    body = setting.style("body")
    icon = setting.u(27)
    start = pad + icon + setting.u(9)
    group = Group(0)
    heading = section.add("H2", title=markup.plain(tier.title or ()), ident="red-flags-checked" if draft else "red-flags")
    title = setting.text(tier.title or (), head, heading, width - start - pad)
    end = group.add(start, setting.u(9.5), title)
    call = setting.text(tier.lead, lead, section.add("P"), width - start - pad)
    bar = group.add(start, end + setting.u(7.5), call) + setting.u(9)
    columns = setting.template.columns.red_flags
    items = tuple(sign.text for sign in tier.signs)
    signs = bullet_list(items, setting, section, width - 2 * pad, style=body, ink="alert", gap=2, mark="square", columns=columns)
    down = group.add(pad, bar + setting.u(10.5), signs) + setting.u(7.5)
    group.add(pad, down, lambda pen, x, y: pen.rule(x, y, width - 2 * pad, ink="alert"))
    rule = setting.text(tier.rule or (), body, section.add("P"), width - 2 * pad)
    group.height = group.add(pad, down + setting.u(8), rule) + setting.u(9.5)
    group.parts[:0] = [
        (0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, fill="alert_tint", edge="alert", radius=9, width=2.2)),
        (0, 0, lambda pen, x, y: pen.panel(x, y, width, bar, fill="alert", radius=9, corners="t")),
        (pad, (bar - icon) / 2, lambda pen, x, y: pen.icon("warn", x, y, icon, main="on_alert", ground="alert_field")),
    ]
    return group


def checked_rows(draft: Draft, setting: Setting, parent: Element) -> list[Row]:
    """Doses and never-lists in the language they were checked in: what a reader of a draft may rely on."""
    from handoutpress.layout.section_rows import section_rows

    leaflet = replace(setting.leaflet, words=draft.words, language=draft.language)
    return section_rows(draft.sections, replace(setting, leaflet=leaflet), parent.add("Sect", lang=draft.language), setting.width)


def same_day(setting: Setting, parent: Element) -> Group:
    """What needs a call today, and when to book: framed, but quieter than the red box."""
    tiers, width, pad = setting.leaflet.red_flags.later, setting.width, setting.k(14)
    section = parent.add("Sect")
    body, head = setting.style("body"), setting.style("h3", ink="alert", size=setting.u(14))
    icon = setting.u(17)
    group = Group(0)
    heading = section.add("H2", title=markup.plain(tiers[0].title or ()))
    title = setting.text(tiers[0].title or (), head, heading, width - 2 * pad - icon * 1.5)
    top, between = setting.u(12), body.line_gap + setting.u(3)
    down = group.add(pad + icon * 1.4, top, title) + setting.u(10)
    for tier in tiers:
        down = group.add(pad, down, setting.text(tier.said, body, section.add("P"), width - 2 * pad)) + between
    group.height = down - between + setting.u(11)
    middle = top + head.cap / 2
    group.parts[:0] = [
        (0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, fill="white", edge="alert", radius=9, width=1.2)),
        (pad, middle - icon / 2, lambda pen, x, y: pen.icon("phone", x, y, icon, main="alert")),
    ]
    return group
