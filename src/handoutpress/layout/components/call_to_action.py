"""The call to action: whom to phone, when, and what else there is."""

from __future__ import annotations

from collections.abc import Mapping

from handoutpress.content.markup import Span
from handoutpress.content.schema.template import Size
from handoutpress.layout.components.masthead import practitioners_named
from handoutpress.layout.components.qr_code import code
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.text.line_breaking import text_width
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.layout.text.text_style import TextStyle
from handoutpress.merge.contact_lines import LISTS, ContactLine, contact_lines
from handoutpress.pdf.tag_tree import Element

BETWEEN = "  ·  "  # two services
PLACED = ("services", "website")  # lines with a place of their own in the field
SERVICES_NAMED = 3  # where the other lists are cut
NAMED = {"all": (0,), "some": (4,), "few": (3, 2, 1)}  # names of each list; the first number that takes one row, else the last
SMALLER: tuple[Size, ...] = ("head", "sub", "text")  # sizes of a phone number too long for its own
CODE_MOST = 104.0  # points: a code of this size scans from an arm's length; a larger one takes room from the words


def call_to_action(setting: Setting, parent: Element) -> Group:
    """The closing field: phone large, hours, services that fit, web address and its QR code, and what else there is to say.

    With nothing but the phone it stands beside the closing words, and the field is low.
    """
    leaflet, width = setting.leaflet, setting.width
    clinic, short = leaflet.clinic, setting.template.text == "key"
    _, *others = contact_lines(clinic, leaflet.words, "sheet" if short else "call")
    lines = {line.field: line for line in others}
    # a short sheet has the hours at its head, and no room to say more: the line on interpreters stands beside the phone
    beside = lines.pop("interpreter" if short else "hours", None)
    section = parent.add("Sect")
    pad, ink = setting.k(18), "on_fill"
    group = Group(0)
    side = min(setting.k(76), CODE_MOST) if clinic.url else 0.0
    inner = width - 2 * pad - (side + setting.k(4) if side else 0)
    head = setting.style("h2", ink=ink, size="head", balance="even")
    closing = setting.text(leaflet.closing, head, section.add("H2"), inner)
    phone = Phone(setting, section, inner)
    style = setting.style("masthead", ink=ink, balance="no")
    rows = _rows(setting, lines, inner, style)
    if not (beside or rows or lines.keys() & PLACED) and closing.width + phone.width + 2 * pad <= inner:
        group.height = phone.height + 2 * setting.k(19)
        group.add(pad, (group.height - closing.height) / 2, closing)
        group.add(width - pad - phone.width, (group.height - phone.height) / 2, phone)
    else:
        low = Group(0)
        down = low.add(pad, 0, closing) + setting.k(11.5)
        end = _lines(setting, style, section, low, down, inner, phone, lines, beside, beside_only=short)
        for text in rows:
            end = low.add(pad, end + setting.k(9.5), setting.text(text, style, section.add("P"), inner))
        group.height = max(end + 2 * setting.k(11), side + setting.k(16) if side else 0)
        group.add(0, (group.height - end) / 2, Group(end, low.parts))
    if side:
        figure = section.add("Figure", alt=leaflet.words.qr_alt.format(url=clinic.website), Placement="Block")
        group.add(width - side - setting.k(8), (group.height - side) / 2, code(clinic.url, side, figure))
    height = group.height
    group.parts.insert(0, (0, 0, lambda pen, x, y: pen.panel(x, y, width, height, fill="fill", radius="box")))
    return group


def _rows(setting: Setting, lines: Mapping[str, ContactLine], inner: float, style: TextStyle) -> list[str]:
    """Lines that have no place of their own in the field; lists that are short share a row."""
    clinic = setting.leaflet.clinic
    short = SERVICES_NAMED if clinic.lists == "few" else 0
    rows = [line.text(short if field == "services" else 0) for field, line in lines.items() if field not in (*PLACED, *LISTS)]
    if clinic.lists == "none":
        return rows
    named = practitioners_named(setting)
    said = named == len(clinic.practitioners) or (named > 0 and clinic.lists == "few")  # at the head of page 1
    lists = [lines[field] for field in LISTS if field in lines and not (said and field == "practitioners")]
    for most in NAMED[clinic.lists]:
        packed: list[str] = []
        for text in (line.text(most) for line in lists):
            both = f"{packed[-1]}{BETWEEN}{text}" if packed else ""
            if both and text_width(style, both) <= inner:
                packed[-1] = both
            else:
                packed.append(text)
        if len(packed) <= 1:
            break
    return rows + packed


def phone_text(setting: Setting, owner: Element, room: float, *, ink: str | None = None, points: float = 0) -> Paragraph:
    """The number in `room` points, as large as a call to action has it; a long one is smaller, or parts before its digits."""
    clinic = setting.leaflet.clinic
    style = setting.style("call", ink=ink, balance="no", points=points)
    for size in SMALLER:
        if text_width(style, clinic.phone) <= room:
            break
        style = setting.style("call", ink=ink, balance="no", size=size)
    return setting.text((Span(clinic.phones, link=f"tel:{clinic.tel}"),), style, owner, room)


class Phone:
    """The number with its icon before it, as large as a call to action has it."""

    def __init__(self, setting: Setting, section: Element, room: float, points: float = 0) -> None:
        """Set it in `room` points; `points`: of its type; 0: the template's."""
        self.icon = setting.k(18)
        self.indent = self.icon + 6
        self.number = phone_text(setting, section.add("P"), room - self.indent, points=points)
        self.height = self.number.height
        self.width = self.indent + self.number.width

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw with the capitals' top at y."""
        pen.icon("phone", x - 1, y - self.height / 2 + self.icon / 2, self.icon, main="on_fill")
        self.number.draw(pen, x + self.indent, y)


def _lines(
    setting: Setting, small: TextStyle, section: Element, group: Group, down: float, inner: float, phone: Phone,
    lines: Mapping[str, ContactLine], beside: ContactLine | None, *, beside_only: bool,
) -> float:  # fmt: skip
    """Phone and a line beside it (`beside_only`: or it is left out), under them services and address; where they end, points."""
    pad, apart = setting.k(18), setting.k(16)
    level = group.add(pad, down, phone)
    taken = phone.width
    text = beside.text() if beside else ""
    if text and (not beside_only or taken + apart + text_width(small, text) <= inner):
        piece = setting.line(text, small, section.add("P"))
        if taken + apart + piece.width <= inner:
            group.add(pad + taken + apart, level - piece.height, piece)
            taken += apart + piece.width
        else:
            level = group.add(pad, level + setting.k(9.5), setting.text(text, small, piece.owner, inner))
            taken = inner
    names = section.add("P") if "services" in lines else None
    if website := lines.get("website"):
        return _services_and_address(setting, small, section, group, level, inner, taken, names, website)
    if names and (services := _services(setting, small, inner)):
        return group.add(pad, level + setting.k(9.5), setting.line(services, small, names))
    return level


def _services_and_address(
    setting: Setting, style: TextStyle, section: Element, group: Group, level: float, inner: float, taken: float,
    names: Element | None, website: ContactLine,
) -> float:  # fmt: skip
    """The last line: services at the start, the address at the end; what it is for stands above it where there is room."""
    pad, apart = setting.k(18), setting.k(16)
    last = section.add("P")
    under = level + setting.k(9.5)
    beside = inner - text_width(style._replace(bold=True), website.values[0]) - apart
    if names and (services := _services(setting, style, beside)):
        ending = setting.style("masthead", ink="on_fill", align="end", balance="no")
        what = setting.text(website.label, ending, last, inner)
        if taken + apart + what.width <= inner:
            group.add(pad, level - what.height, what)
            group.add(pad, under, setting.line(services, style, names))
            return group.add(pad, under, setting.text(website.spans()[1:], ending, last, inner))
    if names and taken < inner and (services := _services(setting, style, inner)):  # else the hours have taken that line
        under = group.add(pad, under, setting.line(services, style, names)) + setting.k(9.5)
    return group.add(pad, under, setting.text(website.spans(), style, last, inner))


def _services(setting: Setting, style: TextStyle, room: float) -> str:
    """Services as many as fit on a line of so many points."""
    names, used, between = setting.leaflet.clinic.services, 0.0, text_width(style, BETWEEN)
    for i, name in enumerate(names):
        used += text_width(style, name) + (between if i else 0.0)
        if used > room:
            return BETWEEN.join(names[:i])
    return BETWEEN.join(names)
