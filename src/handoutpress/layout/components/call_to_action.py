"""The call to action: whom to phone, when, and what else there is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handoutpress.content.markup import Span
from handoutpress.layout.components.qr_code import code
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.text.line_breaking import width_of

if TYPE_CHECKING:
    from handoutpress.layout.drawing.pen import Pen
    from handoutpress.pdf.tag_tree import Element

BETWEEN = "  ·  "  # two services
CODE_MOST = 104.0  # points: a code of this size scans from an arm's length; a larger one takes room from the words


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
    height = group.height
    group.parts.insert(0, (0, 0, lambda pen, x, y: pen.panel(x, y, width, height, fill="fill", radius=10)))
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
    if clinic.hours_short and (
        not beside_only or taken + apart + width_of(setting.fonts, clinic.hours_short) * small.size <= inner
    ):
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
    scan = words.scan_to_book if clinic.books else words.scan_to_visit
    address = Span(clinic.web, bold=True, link=clinic.url)
    last = section.add("P")
    under = level + setting.k(9.5)
    beside = inner - width_of(setting.fonts, clinic.web, bold=True) * left.size - apart
    if names and (services := _services(setting, beside)):
        right = setting.look("masthead", ink="on_fill", align="right", balance="no")
        what = setting.text(scan, right, last, inner)
        if taken + apart + what.width <= inner:
            group.add(pad, level - what.height, what)
            group.add(pad, under, setting.line(services, left, names))
            return group.add(pad, under, setting.text((address,), right, last, inner))
    if names and taken < inner and (services := _services(setting, inner)):  # else the hours have taken that line
        under = group.add(pad, under, setting.line(services, left, names)) + setting.k(9.5)
    whole = (Span(scan + ": "), address)
    return group.add(pad, under, setting.text(whole, left, last, inner))


def _services(setting: Setting, room: float) -> str:
    """Services as many as fit on a line of so many points."""
    size, names = setting.look("masthead").size, setting.leaflet.clinic.services
    used, between = 0.0, width_of(setting.fonts, BETWEEN)
    for i, name in enumerate(names):
        used += (width_of(setting.fonts, name) + (between if i else 0.0)) * size
        if used > room:
            return BETWEEN.join(names[:i])
    return BETWEEN.join(names)
