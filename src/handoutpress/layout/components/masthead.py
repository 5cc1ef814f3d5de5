"""The heads of a leaflet: the masthead of the first page, and the running head of the others."""

from __future__ import annotations

from handoutpress.content.markup import Span
from handoutpress.layout.components.logo import mark
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.text.line_breaking import text_width
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.merge.contact_lines import city_lines, place_lines, practitioner_lines, spoken_lines
from handoutpress.pdf.tag_tree import Artifact, Element

HEAD = 36.0  # height of the masthead's logo, points
APART = 18.0  # least white between what stands at the start and at the end of a head, points
HEAD_WORDS = 11  # a running head of more words reads as a sentence, and is one to a checker that looks for lost content


def masthead(setting: Setting, parent: Element) -> Group:
    """Logo, name, city and practitioners at the start, phone and hours at the end; as the clinic has chosen, on a band of its colour."""
    return _masthead(setting, parent)[0]


def practitioners_named(setting: Setting) -> int:
    """How many practitioners the masthead has room for."""
    return _masthead(setting, Element("Sect"))[1] if setting.leaflet.clinic.practitioners else 0


def _masthead(setting: Setting, parent: Element) -> tuple[Group, int]:
    make = _in_three_lines if setting.template.plan else _names_and_phone
    if setting.leaflet.clinic.masthead != "band":
        return make(setting, parent, None)
    pad = setting.k(11)
    inner, named = make(setting.wide(setting.width - 2 * pad), parent, "on_fill")
    height = inner.height + 2 * pad
    # on a page the band reaches into the margins above and below, so that it takes no more room than a masthead without one
    rise = 0.0 if setting.template.panels else pad
    group = Group(height - rise - min(rise, 7.0))
    group.add(0, -rise, lambda pen, x, y: pen.panel(x, y, setting.width, height, fill="fill", radius="box"))
    group.add(pad, pad - rise, inner)
    return group, named


def _names_and_phone(setting: Setting, parent: Element, ink: str | None) -> tuple[Group, int]:
    """The masthead's words, all in one ink if it is named, and how many practitioners are among them.

    A long name takes two smaller lines. Beside the city stand as many practitioners as leave the hours their place.
    """
    clinic, words = setting.leaflet.clinic, setting.leaflet.words
    s, width = setting.k(HEAD), setting.width
    group = Group(s)
    start, names_clinic = 0.0, False
    logo = mark(clinic, s, setting)
    if clinic.masthead in ("standard", "logo") or (clinic.masthead == "band" and logo.has_logo):
        if clinic.masthead == "band":  # a logo's own colours need white behind them
            group.add(-4, -4, lambda pen, x, y: pen.panel(x, y, logo.width + 8, s + 8, fill="white", radius=6))
        alt = words.logo_alt.format(name=clinic.name)
        group.add(0, 0, logo.paint(parent.add("Figure", alt=alt, Placement="Block") if logo.has_logo else Artifact()))
        start, names_clinic = logo.width + s * 0.3, logo.names_clinic
    soft = setting.style("masthead", ink=ink, align="end", balance="no")
    call = parent.add("P")
    link = (Span(clinic.phone, link=f"tel:{clinic.tel}"),)
    phone = setting.text(link, setting.style("phone", ink=ink, align="end", balance="no"), call, width)
    group.add(0, s * 0.09, phone)
    icon = s * 0.42
    level = s * 0.09 + phone.style.cap / 2 - icon / 2
    group.add(width - phone.width - icon - 5, level, lambda pen, x, y: pen.icon("phone", x, y, icon, main=ink or "brand"))
    reach = phone.width + icon + 5
    hours = setting.text(" · ".join(clinic.hours_short), soft, parent.add("P"), width) if clinic.hours_short else None
    room = width - start - reach - APART
    name = None if names_clinic else _name(setting, parent, room, ink)
    # of a name in two lines, the second stands where the hours do
    taken = max(text_width(soft, clinic.city), name.width if name and len(name.lines) > 1 else 0.0)
    if hours and start + taken + APART + hours.width <= width:
        group.add(0, s * 0.62, hours)
        beside = width - start - APART - hours.width
    else:
        beside = width - start
    city, named = city_line(setting, parent, room, ink=ink, beside=beside if name else min(room, beside))
    if name is None:
        group.height = max(s, group.add(start, max(0.0, (s - city.height) / 2), city))
    elif len(name.lines) == 1:
        group.add(start, s * 0.1, name)
        group.height = max(s, group.add(start, s * 0.62, city))
    else:
        end = group.add(start, -1, name)
        group.height = max(s, group.add(start, end + s * 0.17, city))
    return group, named


def _in_three_lines(setting: Setting, parent: Element, ink: str | None) -> tuple[Group, int]:
    """As `_names_and_phone`, with a line for practitioners and one for where, and under the hours the languages spoken."""
    clinic, width = setting.leaflet.clinic, setting.width
    soft = setting.style("masthead", ink=ink, balance="no")
    end = setting.style("masthead", ink=ink, align="end", balance="no")
    start, names_clinic, holder = 0.0, False, parent.add("Sect")
    call = parent.add("P")
    link = (Span(clinic.phone, link=f"tel:{clinic.tel}"),)
    phone = setting.text(link, setting.style("phone", ink=ink, align="end", balance="no"), call, width)
    icon = phone.style.size * 0.9
    reach = phone.width + icon + 5

    def fits(text: str, room: float) -> bool:
        return text_width(soft, text) <= room

    half = width * 0.45
    hours = " · ".join(clinic.hours_short)
    spoken = next((one for one in spoken_lines(clinic, setting.leaflet.words) if fits(one, half)), "")
    beside = [text for text in (hours if hours and fits(hours, width * 0.5) else "", spoken) if text]
    at_end = max([reach, *(text_width(soft, text) for text in beside)])
    small = not (clinic.practitioners or clinic.address or len(beside) > 1)
    s = setting.k(HEAD if small else LARGE)
    logo = mark(clinic, s, setting)
    group = Group(s)
    if clinic.masthead in ("standard", "logo") or (clinic.masthead == "band" and logo.has_logo):
        if clinic.masthead == "band":  # a logo's own colours need white behind them
            group.add(-4, -4, lambda pen, x, y: pen.panel(x, y, logo.width + 8, s + 8, fill="white", radius=6))
        alt = setting.leaflet.words.logo_alt.format(name=clinic.name)
        group.add(0, 0, logo.paint(holder.add("Figure", alt=alt, Placement="Block") if logo.has_logo else Artifact()))
        start, names_clinic = logo.width + 11, logo.names_clinic
    room = width - start - at_end - APART
    down = 0.0
    if not names_clinic:
        down = group.add(start, 0, _name(setting, holder, width - start - reach - APART, ink)) + LINE_APART
    people = next(((text, n) for text, n in practitioner_lines(clinic, setting.leaflet.words) if fits(text, room)), ("", 0))
    where = next((text for text in place_lines(clinic, setting.leaflet.words) if fits(text, room)), clinic.city)
    for text in (people[0], where):
        if text:
            piece = setting.text(text, soft, holder.add("P"), room)
            down = group.add(start, down, piece) + LINE_APART
    words = down - LINE_APART
    group.add(0, 0, phone)
    group.add(width - reach, phone.style.cap / 2 - icon / 2, lambda pen, x, y: pen.icon("phone", x, y, icon, main=ink or "brand"))
    down = phone.height + LINE_APART
    for text in beside:
        down = group.add(0, down, setting.text(text, end, parent.add("P"), width)) + LINE_APART
    group.height = max(s if start else 0.0, words, down - LINE_APART)
    return group, people[1]


LARGE = 46.0  # height of a logo beside three lines, points
LINE_APART = 7.0  # between the lines of a masthead, points


def _name(setting: Setting, parent: Element, room: float, ink: str | None) -> Paragraph:
    clinic, owner = setting.leaflet.clinic, parent.add("P")
    large = setting.text(clinic.name, setting.style("clinic", ink=ink, balance="even"), owner, room)
    if len(large.lines) == 1:
        return large
    return setting.text(clinic.name, setting.style("clinic", ink=ink, size="sub", balance="even"), owner, room)


def city_line(
    setting: Setting, parent: Element, room: float, *, ink: str | None = None, beside: float = 0.0
) -> tuple[Paragraph, int]:
    """The city, and on its line as much more of the clinic as there is room for; how many practitioners that names.

    Args:
        room: for the city alone, points.
        beside: for a line that names practitioners too, points; 0: it names none.
    """
    style, owner = setting.style("masthead", ink=ink), parent.add("P")
    for text, named in city_lines(setting.leaflet.clinic, setting.leaflet.words, named=beside > 0):
        if text_width(style, text) <= (beside or room):
            return setting.text(text, style, owner, (beside or room) + 1), named
    return setting.text(setting.leaflet.clinic.city, style, owner, room), 0


def running_head(setting: Setting) -> Group:
    """Page 2 and later: small logo, name, short title. Decoration for screen readers: the masthead said it."""
    clinic = setting.leaflet.clinic
    s, artifact = setting.k(20), Artifact("Pagination", "Header")
    group = Group(s)
    start = 0.0
    if clinic.masthead != "name":
        logo = mark(clinic, s, setting)
        group.add(0, 0, logo.paint(artifact))
        start = logo.width + 8
    shown = clinic.name
    name = setting.line(shown, setting.style("running"), artifact)
    while start + name.width > setting.width and len(shown) > 1:  # a name as wide as the page; the masthead has all of it
        shown = shown[:-1]
        name = setting.line(f"{shown.rstrip()}…", setting.style("running"), artifact)
    group.add(start, (s - name.height) / 2, name)
    style = setting.style("running", bold=False, ink="soft", align="end", balance="no")
    title = setting.text(setting.leaflet.running, style, artifact, setting.width)
    words = len(f"{clinic.name} {setting.leaflet.running}".split())
    if words <= HEAD_WORDS and start + name.width + 20 + title.width < setting.width and len(title.lines) == 1:
        group.add(0, (s - title.height) / 2, title)
    return group
