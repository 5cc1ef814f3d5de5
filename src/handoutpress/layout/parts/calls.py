"""What panels end with: whom to phone."""

from __future__ import annotations

from handoutpress.content.markup import Span
from handoutpress.layout.components.call_to_action import call_to_action, phone_text
from handoutpress.layout.components.qr_code import code, side_of
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
    clinic, width = setting.leaflet.clinic, setting.width
    pad = max(setting.k(9), min(setting.family.radius.box, setting.k(18)) * 0.8)  # clear of round corners
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


def bar(setting: Setting, parent: Element) -> Group:
    """Closing words, phone and address beside a code; without one the phone grows to the width."""
    leaflet, clinic, width = setting.leaflet, setting.leaflet.clinic, setting.width
    section, pad, edge = parent.add("Sect"), setting.k(12), 4.0
    wide = width >= setting.k(NARROW)
    side = side_of(clinic.url, WIDE_CODE if wide else NARROW_CODE) if clinic.url else 0.0
    room = width - pad - (side + edge + setting.k(8) if side else pad)
    group, style = Group(0), setting.style("masthead", ink="on_fill")
    words = Group(0)
    down = words.add(
        0, 0, setting.text(leaflet.closing, setting.style("lead", bold=True, ink="on_fill"), section.add("P"), room)
    ) + setting.k(9)
    icon = setting.style("call").size * 0.8
    number = phone_text(setting, section.add("P"), room - icon * 1.3)
    words.add(0, down + number.height / 2 - icon / 2, lambda pen, x, y: pen.icon("phone", x, y, icon, main="on_fill"))
    words.height = words.add(icon * 1.3, down, number)
    if side:
        what = leaflet.words.scan_to_book if clinic.books else leaflet.words.scan_to_visit
        told = (Span(f"{what}: "), Span(clinic.website, bold=True, link=clinic.url)) if wide else (Span(what),)
        words.height = words.add(0, words.height + setting.k(9), setting.text(told, style, section.add("P"), room))
    group.height = max(words.height + 2 * setting.k(13), side + 2 * edge)
    radius = min(setting.family.radius.panel, 12.0 if side else 40.0)  # the code's plate stands in the corner
    group.add(0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, fill="fill", radius=min(radius, group.height / 2)))
    group.add(pad, (group.height - words.height) / 2, words)
    if side:
        figure = section.add("Figure", alt=leaflet.words.qr_alt.format(url=clinic.website), Placement="Block")
        group.add(width - side - edge, (group.height - side) / 2, code(clinic.url, side, figure))
    return group


def scan(setting: Setting, parent: Element, height: float) -> Group:
    """A code with the title beside it, and as much of closing words and what it opens as it is high; without one the main message.

    `height`: of the card it stands on, points: it takes `FACE` of that, the code grows and the texts stand apart.
    """
    leaflet, clinic = setting.leaflet, setting.leaflet.clinic
    face = height * FACE
    side = max(side_of(clinic.url, NARROW_CODE), min(face, FACE_CODE)) if clinic.url else 0.0
    start = side + setting.k(9) if side else 0.0
    room = setting.width - start
    element = parent.add("H1", title=leaflet.title, ident="title")
    texts = [setting.text(leaflet.title, setting.style("h2", balance="even"), element, room)]
    style = setting.style("small", balance="even")
    what = leaflet.words.scan_to_book if clinic.books else leaflet.words.scan_to_visit
    scanned = setting.text(what, setting.style("small", bold=True, ink="brand"), Artifact(), room) if side else None
    closing = setting.text(leaflet.closing, style, Artifact(), room)
    gap = setting.k(7)
    if not side or texts[0].height + gap + closing.height + gap + (scanned.height if scanned else 0) <= side:
        closing.owner = parent.add("P")
        texts.append(closing)
    if not side:  # what a code would take, the main message has
        texts.append(setting.text(leaflet.main_message, style, parent.add("P"), room))
    if scanned:
        scanned.owner = parent.add("P")
        texts.append(scanned)
    solid = sum(text.height for text in texts)
    gap = max(gap, min(gap * 3, ((side or face) - solid) / max(1, len(texts) - 1)))
    words, down = Group(0), 0.0
    for text in texts:
        words.height = words.add(0, down, text)
        down = words.height + gap
    group = Group(max(side, words.height))
    group.add(start, (group.height - words.height) / 2, words)
    if side:
        figure = parent.add("Figure", alt=leaflet.words.qr_alt.format(url=clinic.website), Placement="Block")
        group.add(0, (group.height - side) / 2, code(clinic.url, side, figure))
    return group


FACE, FACE_CODE = 0.62, 90.0  # share of a card's face that a code and its words take; the largest plate of a code there, points
WIDE_CODE, NARROW_CODE = 62.4, 56.7  # codes without their white edge, points: 22 and 20 mm
