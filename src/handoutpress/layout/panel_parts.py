"""Parts of panels: what a tri-fold, a card or a poster is put together from. Each takes a width and becomes a piece."""

from __future__ import annotations

from collections.abc import Callable

from handoutpress.content.markup import Span
from handoutpress.content.schema.template import Part
from handoutpress.layout.blocks.card_blocks import strip
from handoutpress.layout.components import front_matter, red_flags
from handoutpress.layout.components.call_to_action import call_to_action, phone_text
from handoutpress.layout.components.contact import contact, control
from handoutpress.layout.components.figure_box import drawing
from handoutpress.layout.components.logo import mark
from handoutpress.layout.components.masthead import city_line
from handoutpress.layout.components.masthead import masthead as page_masthead
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.reuse.gaps import Gap
from handoutpress.pdf.tag_tree import Artifact, Element

NARROW = 300.0


def part(name: Part, setting: Setting, parent: Element, height: float, reduce: int = 0) -> Group | Gap:
    """A part by name, as wide as the setting.

    Args:
        height: of its panel, points, for those that fill one.
        reduce: more than 0 where all else must fit: a title without its figure.

    Raises:
        KeyError: text, which is rows and not one piece.
    """
    makers: dict[str, Callable[[], Group | Gap]] = {
        "masthead": lambda: setting.own("panel masthead", parent, lambda: masthead(setting, parent)),
        "cover": lambda: cover(setting, parent, height),
        "hero": lambda: front_matter.hero(setting, parent),
        "title": lambda: title(setting, parent, reduce),
        "key-points": lambda: key_points(setting, parent),
        "red-flags": lambda: red_flags.red_flags(setting, parent),
        "same-day": lambda: red_flags.same_day(setting, parent, book=not _told_apart(setting)),
        "book": lambda: book(setting, parent),
        "other-signs": lambda: red_flags.other_signs(setting, parent),
        "heading": lambda: heading(setting, parent),
        "contact": lambda: setting.own("contact", parent, lambda: contact(setting, parent, height), height),
        "call": lambda: setting.own("panel call", parent, lambda: call(setting, parent)),
        "phone": lambda: setting.own("phone", parent, lambda: phone(setting, parent)),
        "control": lambda: control(setting, parent),
    }
    return makers[name]()


def masthead(setting: Setting, parent: Element) -> Group:
    """The clinic's name beside its logo; in a wide panel the phone at its end as well."""
    if setting.width >= setting.k(NARROW):
        return page_masthead(setting, parent)
    clinic = setting.leaflet.clinic
    size = setting.style("clinic").size * 2.4
    if clinic.masthead == "name":
        group = Group(0)
        down = group.add(0, 0, setting.text(clinic.name, setting.style("clinic", balance="even"), parent.add("P"), setting.width))
        group.height = group.add(0, down + setting.style("masthead").line_gap, city_line(setting, parent, setting.width)[0])
        return group
    logo = mark(clinic, size, setting.fonts)
    alt = setting.leaflet.words.logo_alt.format(name=clinic.name)
    group = Group(size)
    group.add(0, 0, logo.paint(parent.add("Figure", alt=alt, Placement="Block") if logo.has_logo else Artifact()))
    start = logo.width + size * 0.28
    if logo.names_clinic:
        start, down = 0.0, size + 8
    else:
        name = setting.text(clinic.name, setting.style("clinic", balance="even"), parent.add("P"), setting.width - start)
        city = setting.style("masthead")
        down = max(0.0, (size - name.height - city.line_gap - city.cap) / 2)
        down = group.add(start, down, name) + city.line_gap
    group.height = max(size, group.add(start, down, city_line(setting, parent, setting.width - start)[0]))
    return group


def _display(setting: Setting, parent: Element, lines: int) -> tuple[Group, float]:
    """Label and title, as large as fits in so many lines; the group and where it ends."""
    leaflet, width = setting.leaflet, setting.width
    group = Group(0)
    down = group.add(0, 0, setting.text(leaflet.words.patient_guide, setting.style("label"), parent.add("P"), width))
    element = parent.add("H1", title=leaflet.title, ident="title")
    full = setting.template.type["display"].size
    tries = [(full - step, 1) for step in range(int(full * 0.26))] if lines == 2 else []
    tries += [(full - step, lines) for step in range(int(full) - 13)]
    for size, most in tries:
        text = setting.text(leaflet.title, setting.style("display", size=size), element, width)
        if len(text.lines) <= most and text.width <= width:
            break
    down = group.add(-1, down + size * 0.32, text)
    return group, down


def cover(setting: Setting, parent: Element, height: float) -> Group:
    """A front panel: clinic, figure on a disc, title, main message, key points if there is room, phone at the foot."""
    leaflet, width = setting.leaflet, setting.width
    group = Group(height)
    down = group.add(0, 0, setting.own("panel masthead", parent, lambda: masthead(setting, parent))) + 20
    words, end = _display(setting, parent, 3)
    lead = setting.style("lead")
    end = words.add(0, end + lead.line_gap * 1.6, setting.text(leaflet.main_message, lead, parent.add("P"), width))
    words.height = end
    points = key_points(setting, parent)
    foot = setting.own("cover call", parent, lambda: call(setting, parent, plain=True))
    room = height - down - words.height - foot.height - 52
    told = setting.template.text == "key" and room - points.height - 18 >= width * STAGE_LOW
    stage = min(width, room - (points.height + 18 if told else 0))
    if leaflet.figure and stage > 60:
        group.add(0, down, lambda pen, x, y: pen.panel(x, y, width, stage, fill="tint", radius=12))
        d = stage * 0.8
        group.add(0, down, lambda pen, x, y: pen.disc(x + width / 2, y - stage / 2, d, "tint2"))
        figure = drawing(leaflet, leaflet.figure, parent, width - 16, stage - 20, rest=0.45, foot=10)
        group.add(8, down + 10, figure)
        down += stage
    if told:
        words.height = words.add(0, words.height + 18, points)
    room = height - foot.height - down
    group.add(0, down + max(16.0, (room - words.height) * 0.5), words)
    group.add(0, height - foot.height, foot)
    return group


STAGE_LOW = 0.5  # a cover's picture is not lower than this share of its width to make room for the key points


def title(setting: Setting, parent: Element, reduce: int = 0) -> Group:
    """Title and main message in a tinted panel; where there is room with the figure beside the title."""
    leaflet, pad = setting.leaflet, 12.0
    inner = setting.wide(setting.width - 2 * pad)
    side = inner.width * 0.38 if leaflet.figure and not reduce else 0.0
    words, end = _display(setting.wide(inner.width - side), parent, 2)
    group = Group(0)
    if side and leaflet.figure:
        high = max(end, 42.0) + pad - 5
        group.add(pad + inner.width - side + 10, 7, drawing(leaflet, leaflet.figure, parent, side - 10, high, align=1))
        end = max(end, high + 7 - pad)
    lead = setting.style("lead")
    words.height = words.add(0, end + lead.line_gap * 1.5, setting.text(leaflet.main_message, lead, parent.add("P"), inner.width))
    group.height = words.height + 2 * pad
    group.parts.insert(0, (0, 0, lambda pen, x, y: pen.panel(x, y, setting.width, group.height, fill="tint", radius=10)))
    group.add(pad, pad, words)
    return group


def key_points(setting: Setting, parent: Element) -> Group:
    """Three things to know."""
    columns = 1 if setting.width < setting.k(NARROW) else setting.template.columns.key_points
    return strip(setting.leaflet.key_points, setting, parent, setting.width, columns=columns, disc=30)


def _told_apart(setting: Setting) -> bool:
    """Whether when to book has a place of its own, or stands with how to reach the clinic."""
    return any(part in ("book", "contact") for panel in setting.template.panels for part in panel.holds)


def book(setting: Setting, parent: Element) -> Group:
    """When to book a visit."""
    group = Group(0)
    for piece in red_flags.when_to_book(setting, parent, setting.width):
        group.height = group.add(0, group.height + (setting.style("body").line_gap if group.parts else 0), piece)
    return group


def heading(setting: Setting, parent: Element) -> Group:
    """The title alone, for a card."""
    title = setting.leaflet.title
    element = parent.add("H1", title=title, ident="title")
    text = setting.text(title, setting.style("h2", balance="even"), element, setting.width)
    return Group(text.height, [(0, 0, text)])


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
    group.parts.insert(0, (0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, fill="fill", radius=10)))
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
    group.parts.insert(0, (0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, fill="fill", radius=8)))
    return group
