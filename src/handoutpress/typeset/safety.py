"""The red-flag box and the call to action: when not to wait, and whom to phone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handoutpress import markup
from handoutpress.markup import Inline, Span
from handoutpress.typeset.blocks import bullet_list
from handoutpress.typeset.qr import code
from handoutpress.typeset.setting import Group, Setting

if TYPE_CHECKING:
    from handoutpress.model.leaflet import Draft
    from handoutpress.pdf.structure import Element
    from handoutpress.typeset.setting import Row


def red_flags(setting: Setting, parent: Element, *, checked: bool = False) -> Group:
    """The loudest thing on the page: a solid bar and a heavy frame. It is one piece and never split.

    Args:
        checked: on a draft, the block in the authors' language instead.
    """
    draft = setting.leaflet.draft if checked else None
    box, width, pad = draft.red_flags if draft else setting.leaflet.red_flags, setting.width, setting.k(14)
    section = parent.add("Sect", lang=draft.language if draft else None)
    head = setting.look("h2", ink="on_alert", size=setting.u(17))
    lead = setting.look("body", bold=True, ink="on_alert")
    body = setting.look("body")
    icon = setting.u(27)
    left = pad + icon + setting.u(9)
    group = Group(0)
    heading = section.add("H2", title=markup.plain(box.title), ident="red-flags-checked" if draft else "red-flags")
    title = setting.text(box.title, head, heading, width - left - pad)
    end = group.add(left, setting.u(9.5), title)
    call = setting.text(box.now_lead, lead, section.add("P"), width - left - pad)
    bar = group.add(left, end + setting.u(7.5), call) + setting.u(9)
    columns = setting.template.columns.red_flags
    signs = bullet_list(box.now, setting, section, width - 2 * pad, look=body, ink="alert", gap=2, square=True, columns=columns)
    down = group.add(pad, bar + setting.u(10.5), signs) + setting.u(9)
    rule = setting.text(box.now_rule, body, section.add("P"), width - 2 * pad)
    group.height = group.add(pad, down, rule) + setting.u(11.5)
    group.parts[:0] = [
        (0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, fill="alert_tint", edge="alert", radius=9, width=2.2)),
        (0, 0, lambda pen, x, y: pen.panel(x, y, width, bar, fill="alert", radius=9, corners="t")),
        (pad, (bar - icon) / 2, lambda pen, x, y: pen.icon("warn", x, y, icon, main="on_alert", ground="alert_field")),
    ]
    return group


def checked_rows(draft: Draft, setting: Setting, parent: Element) -> list[Row]:
    """Doses and never-lists in the language they were checked in: what a reader of a draft may rely on."""
    from handoutpress.typeset.rows import section_rows

    leaflet = replace(setting.leaflet, words=draft.words, language=draft.language)
    return section_rows(draft.sections, replace(setting, leaflet=leaflet), parent.add("Sect", lang=draft.language), setting.width)


def same_day(setting: Setting, parent: Element) -> Group:
    """What needs a call today, the word for those who are pregnant, and when to book: framed, but quieter than the red box."""
    box, width, pad = setting.leaflet.red_flags, setting.width, setting.k(14)
    section = parent.add("Sect")
    body, head = setting.look("body"), setting.look("h3", ink="alert", size=setting.u(14))
    icon = setting.u(17)
    group = Group(0)
    title = setting.text(
        box.today_title, head, section.add("H2", title=markup.plain(box.today_title)), width - 2 * pad - icon * 1.5
    )
    down = group.add(pad + icon * 1.4, setting.u(11.5), title) + setting.u(9)
    for words in (running(box.today, box.today_items), box.pregnant, box.soon):
        down = group.add(pad, down, setting.text(words, body, section.add("P"), width - 2 * pad)) + body.line_gap + setting.u(2)
    group.height = down - body.line_gap + setting.u(9)
    middle = setting.u(11.5) + head.cap / 2
    group.parts[:0] = [
        (0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, fill="white", edge="alert", radius=9, width=1.2)),
        (pad, middle - icon / 2, lambda pen, x, y: pen.icon("phone", x, y, icon, main="alert")),
    ]
    return group


def running(lead: Inline, items: tuple[Inline, ...]) -> Inline:
    """The same-day signs as one running sentence: lead, then the items between semicolons."""
    out: list[Span] = list(lead)
    for i, item in enumerate(items):
        out += [Span(" " if not i else "; "), *item]
    return (*out, Span("."))


def call_to_action(setting: Setting, parent: Element) -> Group:
    """The closing field: phone large, hours, services that fit, web address and its QR code."""
    leaflet, width = setting.leaflet, setting.width
    clinic, words = leaflet.clinic, leaflet.words
    section = parent.add("Sect")
    pad, ink = setting.k(18), "on_fill"
    group = Group(0)
    side = setting.k(76) if clinic.url else 0.0
    inner = width - 2 * pad - (side + 4 if side else 0)
    small = setting.look("masthead", ink=ink, balance="no")
    head = setting.look("h2", ink=ink, size=setting.k(17), balance="even")
    down = group.add(pad, setting.k(17), setting.text(leaflet.closing, head, section.add("H2"), inner))
    down += setting.k(13)
    icon = setting.k(18)
    call = setting.text(
        (Span(clinic.phone, link=f"tel:{clinic.tel}"),), setting.look("call", balance="no"), section.add("P"), inner
    )
    group.add(pad - 1, down + call.height / 2 - icon / 2, lambda pen, x, y: pen.icon("phone", x, y, icon, main=ink))
    group.add(pad + icon + 6, down, call)
    if clinic.hours_short:
        hours = setting.line(clinic.hours_short, small, section.add("P"))
        x = pad + icon + 6 + call.width + 16
        if x + hours.width <= pad + inner:
            group.add(x, down + call.height - hours.height, hours)
        else:
            down += call.height + 8
            call = setting.text(clinic.hours_short, small, section.add("P"), inner)
            group.add(pad, down, call)
    down += call.height + setting.k(11)
    down = _foot(setting, section, group, down, inner, pad)
    group.height = max(down + setting.k(16), side + setting.k(16) if side else 0)
    if side:
        figure = section.add("Figure", alt=words.qr_alt.format(url=clinic.web), Placement="Block")
        qr = code(clinic.url, side)
        group.add(width - side - 8, (group.height - side) / 2, qr.tagged(figure))
    group.parts.insert(0, (0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, fill="fill", radius=10)))
    return group


def _foot(setting: Setting, section: Element, group: Group, down: float, inner: float, pad: float) -> float:
    """Services as many as fit, and the web address on the right, on the last line of the field."""
    clinic, words = setting.leaflet.clinic, setting.leaflet.words
    small = setting.look("masthead", ink="on_fill", balance="no")
    used = 0.0
    end = down
    if clinic.url:
        scan = words.scan_to_book if clinic.books else words.scan_to_visit
        right = setting.look("masthead", ink="on_fill", align="right", balance="no")
        text = (Span(scan + ": "), Span(clinic.web, bold=True, link=clinic.url))
        piece = setting.text(text, right, section.add("P"), inner)
        used = piece.width + 16 if len(piece.lines) == 1 else inner
        end = group.add(pad, down, piece)
    names = list(clinic.services)
    while names:
        line = "  ·  ".join(names)
        width = sum(font.width(part, small.size) for font, part in setting.fonts.split(line))
        if width <= inner - used:
            end = max(end, group.add(pad, down, setting.line(line, small, section.add("P"))))
            break
        names.pop()
    return end if end > down else down - 11 + small.line_gap
