"""The call to action of a plan page: when to book, whom to call, and codes that book and that open the leaflet on a phone."""

from __future__ import annotations

from collections.abc import Sequence

from handoutpress.layout.components.call_to_action import Phone
from handoutpress.layout.components.qr_code import code
from handoutpress.layout.components.red_flags import when_to_book
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.text.line_breaking import text_width
from handoutpress.merge.contact_lines import contact_lines
from handoutpress.merge.leaflet import Leaflet
from handoutpress.pdf.tag_tree import Artifact, Element

PAD, AROUND = 16.0, 8.0  # from the field's edge to its words, and to its codes, points
PLATE, CODE, APART = 72.0, 56.0, 8.0  # width of a code's plate, side of the code with its quiet zone, between two plates, points
BESIDE = 18.0  # between words and codes, points
NAMED = 0.4  # the share of the width it has with the name
ABOVE = 11.0  # above and below the words, points


def plan_call(setting: Setting, parent: Element) -> Group:
    """The closing field; without a code, name and phone stand large at its end."""
    leaflet, width = setting.leaflet, setting.width
    clinic, words = leaflet.clinic, leaflet.words
    section = parent.add("Sect")
    group = Group(0)
    plates = codes(leaflet)
    taken = len(plates) * (PLATE + APART) - APART + AROUND + BESIDE if plates else 0.0
    named = 0.0 if plates else width * NAMED
    room = width - PAD - (taken or named + BESIDE + PAD)
    low = Group(0)
    # the page is full: what takes a line more in a style's own typeface is set in that of the zones above
    safe = setting.safe
    styled = setting.template is not safe.template
    heads = [one.style("h2", ink="on_fill", size="head", balance="even") for one in ((setting, safe) if styled else (setting,))]
    if styled:
        heads.sort(key=lambda head: len(setting.text(leaflet.closing, head, Artifact(), room).lines))
    head = heads[0]
    down = low.add(PAD, 0, setting.text(leaflet.closing, head, section.add("H2"), room))
    small = safe.style("small", ink="on_fill")
    for piece in when_to_book(setting, section, room, small):
        down = low.add(PAD, down + small.line_gap + 2, piece)
    lines = {line.field: line for line in contact_lines(clinic, words, "plan")}
    if plates:
        website = lines.get("website")
        beside_it = text_width(small._replace(bold=True), website.values[0]) + 16 if website else 0.0
        fits = not styled or Phone(setting, Element("Sect"), room).width + beside_it <= room
        number = Phone(setting if fits else safe, section, room)
        down = low.add(PAD, down + 11, number)
        if website:
            address = setting.line(website.spans()[-1:], small, section.add("P"))
            if number.width + 16 + address.width <= room:
                low.add(PAD + number.width + 16, down - address.height, address)
            else:
                address = setting.text(website.spans()[-1:], small, address.owner, room)
                down = low.add(PAD, down + 8, address)
    if interpreter := lines.get("interpreter"):
        down = low.add(PAD, down + 8, setting.text(interpreter.text(), small, section.add("P"), room))
    beside = _plates(setting, section, plates) or [_name_and_phone(setting, section, named)]
    height = group.height = max(down + 2 * ABOVE, *(piece.height + 2 * AROUND for piece in beside))
    group.add(0, 0, lambda pen, x, y: pen.panel(x, y, width, height, fill="fill", radius="box"))
    group.add(0, (height - down) / 2, Group(down, low.parts))
    start = width - (taken - BESIDE if plates else named + PAD)
    for piece in beside:
        group.add(start, (height - piece.height) / 2, piece)
        start += PLATE + APART
    return group


def codes(leaflet: Leaflet) -> list[tuple[str, str]]:
    """Addresses of codes, and what each is for: where to book, or read on; and this leaflet as a page of the clinic's own site."""
    clinic, words = leaflet.clinic, leaflet.words
    found = [(clinic.url, words.book if clinic.books else words.scan_to_visit)] if clinic.url else []
    if clinic.leaflet_site:
        found.append((clinic.page_of(leaflet.handout, leaflet.language), words.read_on_phone))
    return found


def _plates(setting: Setting, parent: Element, found: Sequence[tuple[str, str]]) -> list[Group]:
    """Codes on white plates with their captions; the plates are alike, as high as the one with the longest caption."""
    style = setting.style("small", ink="ink", bold=True, align="center", balance="even")
    plates, words = [Group(0) for _ in found], []
    for plate, (url, caption) in zip(plates, found, strict=True):
        shown = url.partition("://")[2].removesuffix("/")
        figure = parent.add("Figure", alt=setting.leaflet.words.qr_alt.format(url=shown), Placement="Block")
        words.append(setting.text(caption, style, parent.add("P"), PLATE - 6))
        plate.add((PLATE - CODE) / 2, 3, code(url, CODE, figure))
    room = max((text.height for text in words), default=0.0)
    high = 3 + CODE + 2 + room + 7
    for plate, text in zip(plates, words, strict=True):
        plate.height = high
        plate.parts.insert(
            0, (0, 0, lambda pen, x, y: pen.panel(x, y, PLATE, high, fill="white", edge="line", radius=6, width=0.6))
        )
        plate.add(3, 3 + CODE + 2 + (room - text.height) / 2, text)
    return plates


def _name_and_phone(setting: Setting, section: Element, room: float) -> Group:
    """The clinic's name over its phone, large."""
    head = setting.style("h3", ink="on_fill", balance="even")
    name = setting.text(setting.leaflet.clinic.name, head, section.add("P"), room)
    number = Phone(setting, section, room)
    group = Group(0)
    group.height = group.add(0, group.add(0, 0, name) + 10, number)
    return group
