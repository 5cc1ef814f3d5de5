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
    from handoutpress.typeset.pen import Pen
    from handoutpress.typeset.setting import Row

CODE_MOST = 104.0  # points: a code of this size scans from an arm's length; a larger one takes room from the words


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
    signs = bullet_list(box.now, setting, section, width - 2 * pad, look=body, ink="alert", gap=2, mark="square", columns=columns)
    down = group.add(pad, bar + setting.u(10.5), signs) + setting.u(7.5)
    group.add(pad, down, lambda pen, x, y: pen.rule(x, y, width - 2 * pad, ink="alert"))
    rule = setting.text(box.now_rule, body, section.add("P"), width - 2 * pad)
    group.height = group.add(pad, down + setting.u(8), rule) + setting.u(9.5)
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
    top, between = setting.u(12), body.line_gap + setting.u(3)
    down = group.add(pad + icon * 1.4, top, title) + setting.u(10)
    for words in (running(box.today, box.today_items), box.pregnant, box.soon):
        down = group.add(pad, down, setting.text(words, body, section.add("P"), width - 2 * pad)) + between
    group.height = down - between + setting.u(11)
    middle = top + head.cap / 2
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


def call_to_action(setting: Setting, parent: Element, *, short: bool = False) -> Group:
    """The closing field: phone large, hours, services that fit, web address and its QR code.

    Without any of the last four the phone stands beside the closing words, and the field is low. A sheet of one page has the
    hours at its head, and no room to say more (`short`): the line on interpreters stands in their place.
    """
    if setting.template.pages == 1 and not short:
        card = replace(setting.leaflet.clinic, hours_short=setting.leaflet.clinic.interpreter, services=(), interpreter="")
        return call_to_action(replace(setting, leaflet=replace(setting.leaflet, clinic=card)), parent, short=True)
    leaflet, width = setting.leaflet, setting.width
    clinic, words = leaflet.clinic, leaflet.words
    section = parent.add("Sect")
    pad, ink = setting.k(18), "on_fill"
    group = Group(0)
    side = min(setting.k(76), CODE_MOST) if clinic.url else 0.0
    inner = width - 2 * pad - (side + setting.k(4) if side else 0)
    head = setting.look("h2", ink=ink, size=setting.k(17), balance="even")
    closing = setting.text(leaflet.closing, head, section.add("H2"), inner)
    phone = _Phone(setting, section, inner)
    if (
        not (clinic.url or clinic.services or clinic.hours_short or clinic.interpreter)
        and closing.width + phone.width + 2 * pad <= inner
    ):
        group.height = phone.height + 2 * setting.k(19)
        group.add(pad, (group.height - closing.height) / 2, closing)
        group.add(width - pad - phone.width, (group.height - phone.height) / 2, phone)
    else:
        low = Group(0)
        end = _lines(setting, section, low, low.add(pad, 0, closing) + setting.k(11.5), inner, phone, beside_only=short)
        if clinic.interpreter:
            look = setting.look("masthead", ink=ink, balance="no")
            end = low.add(pad, end + setting.k(9.5), setting.text(clinic.interpreter, look, section.add("P"), inner))
        group.height = max(end + 2 * setting.k(14), side + setting.k(16) if side else 0)
        group.add(0, (group.height - end) / 2, Group(end, low.parts))
    if side:
        figure = section.add("Figure", alt=words.qr_alt.format(url=clinic.web), Placement="Block")
        qr = code(clinic.url, side)
        group.add(width - side - setting.k(8), (group.height - side) / 2, qr.tagged(figure))
    group.parts.insert(0, (0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, fill="fill", radius=10)))
    return group


class _Phone:
    """The number with its icon before it, as large as a call to action has it."""

    def __init__(self, setting: Setting, section: Element, room: float) -> None:
        clinic, self.icon = setting.leaflet.clinic, setting.k(18)
        link = (Span(clinic.phone, link=f"tel:{clinic.tel}"),)
        self.number = setting.text(link, setting.look("call", balance="no"), section.add("P"), room)
        self.left, self.height = self.icon + 6, self.number.height
        self.width = self.left + self.number.width

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw with the capitals' top at y."""
        pen.icon("phone", x - 1, y - self.height / 2 + self.icon / 2, self.icon, main="on_fill")
        self.number.draw(pen, x + self.left, y)


def _lines(
    setting: Setting, section: Element, group: Group, down: float, inner: float, phone: _Phone, *, beside_only: bool = False
) -> float:
    """Phone and hours, and under them services and the plain address on the right. Where they end, points.

    `beside_only`: hours that are too long to stand beside the phone are left out.
    """
    clinic, pad, apart = setting.leaflet.clinic, setting.k(18), setting.k(16)
    small = setting.look("masthead", ink="on_fill", balance="no")
    level = group.add(pad, down, phone)
    taken = phone.width
    width = sum(font.width(part, small.size) for font, part in setting.fonts.split(clinic.hours_short))
    if clinic.hours_short and (not beside_only or taken + apart + width <= inner):
        hours = setting.line(clinic.hours_short, small, section.add("P"))
        if taken + apart + hours.width <= inner:
            group.add(pad + taken + apart, level - hours.height, hours)
            taken += apart + hours.width
        else:
            level = group.add(pad, level + setting.k(9.5), setting.text(clinic.hours_short, small, hours.owner, inner))
            taken = inner
    names = section.add("P") if clinic.services else None
    if clinic.url:
        return _services_and_address(setting, section, group, level, inner, taken, names)
    if names and (services := _services(setting, inner)):
        return group.add(pad, level + setting.k(9.5), setting.line(services, small, names))
    return level


def _services_and_address(
    setting: Setting, section: Element, group: Group, level: float, inner: float, taken: float, names: Element | None
) -> float:
    """The last line: services on the left, the address on the right; what it is for stands above it where there is room."""
    clinic, words, pad, apart = setting.leaflet.clinic, setting.leaflet.words, setting.k(18), setting.k(16)
    left = setting.look("masthead", ink="on_fill", balance="no")
    right = replace(left, align="right")
    scan = words.scan_to_book if clinic.books else words.scan_to_visit
    address = Span(clinic.web, bold=True, link=clinic.url)
    last = section.add("P")
    what, plain = setting.text(scan, right, last, inner), setting.text((address,), right, last, inner)
    under = level + setting.k(9.5)
    services = _services(setting, inner - plain.width - apart)
    if services and names and taken + apart + what.width <= inner:
        group.add(pad, level - what.height, what)
        group.add(pad, under, setting.line(services, left, names))
        return group.add(pad, under, plain)
    if names and taken < inner and (services := _services(setting, inner)):  # else the hours have taken that line
        under = group.add(pad, under, setting.line(services, left, names)) + setting.k(9.5)
    whole = (Span(scan + ": "), address)
    return group.add(pad, under, setting.text(whole, left, last, inner))


def _services(setting: Setting, room: float) -> str:
    """Services as many as fit on a line of so many points."""
    look = setting.look("masthead")
    names = list(setting.leaflet.clinic.services)
    while names:
        line = "  ·  ".join(names)
        if sum(font.width(part, look.size) for font, part in setting.fonts.split(line)) <= room:
            return line
        names.pop()
    return ""
