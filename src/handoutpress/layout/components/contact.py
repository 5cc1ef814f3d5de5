"""How to reach the clinic, and the small print: the back of a folder or booklet, and what stands at the foot of cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from handoutpress.content import markup
from handoutpress.content.markup import Span
from handoutpress.layout.blocks.text_blocks import bullet_list
from handoutpress.layout.components import marks
from handoutpress.layout.components.footer import footer_line
from handoutpress.layout.components.marks import headed
from handoutpress.layout.components.qr_code import code
from handoutpress.layout.components.red_flags import when_to_book
from handoutpress.layout.context import Group, Row, Setting
from handoutpress.layout.drawing.pen import Flowable
from handoutpress.layout.text.line_breaking import text_width
from handoutpress.merge.contact_lines import LISTS, ContactLine, contact_lines, lists
from handoutpress.pdf.tag_tree import Artifact, Element
from handoutpress.support.values import immutable

CODE, LEAST_CODE = 76.0, 62.0  # side of the QR code, and where there is no room for that, points


def contact(setting: Setting, parent: Element, height: float) -> Group:
    """How to reach the clinic: all of it as large as the template allows, else in its smallest type and what there is room for.

    Services are left out from the last one on until there is room for the small print, then names of practitioners, languages and
    towns, then all services, then the after-hours line, then white. White that is over widens the gaps, within bounds.
    """
    clinic = setting.leaflet.clinic
    longest = max(map(len, lists(clinic).values()))
    booklet = not setting.template.panels  # its small print stands elsewhere: lists may have that room
    gap = setting.template.columns.gap  # what the panel asks for above the small print
    above = max(LEAST_ABOVE_CONTROL, gap)
    room = height - above - (0 if booklet and longest else control(setting, Element("Sect")).height)
    for larger, content in [
        (setting.template.growth.text, _Content(clinic.services)), *((False, each) for each in _choices(clinic.services, longest))
    ]:  # fmt: skip
        tried, section = replace(setting, larger=larger, scale=1), Element("Sect")
        group = _contact(tried, section, content)
        if group.height <= room:
            break
    if group.height > room:
        boxless = replace(content, without=(*content.without, "next_visit"))
        tight = [*((content, each, False) for each in TIGHTER), (boxless, 0.0, False), (content, 2 * TIGHTER[-1], True)]
        for shown, tighter, small in tight:
            section = Element("Sect")
            group = _contact(tried, section, shown, side=LEAST_CODE, more=tighter, small=small)
            if group.height <= room:
                break
    elif group.height + 2 < room:
        more = min(MORE, (room - group.height - 2) / GAPS)
        while True:
            section = Element("Sect")
            group = _contact(tried, section, content, more=more)
            if group.height <= room + above - gap:
                break
            more *= 0.8  # a long list of services or hours has more gaps
    if (free := room - group.height - ABOVE_NOTES) >= NOTES_LEAST:  # a clinic that says little of itself
        group.height = group.add(0, group.height + ABOVE_NOTES, notes(setting, free))
    parent.adopt(section)
    return group


def notice_rows(setting: Setting, parent: Element) -> list[Row]:
    """The clinic's own notice of language help, each text marked with its language; no rows if it has none."""
    texts, words, width = setting.leaflet.clinic.notice, setting.leaflet.words, setting.width
    if not texts:
        return []
    section, body = parent.add("Sect"), setting.style("body")
    heading = section.add("H2", title=words.language_help)
    head = setting.text(words.language_help, setting.style("h2"), heading, width)
    rows = [Row(head, setting.u(18), keep=True, name="language help")]
    for language, text in texts:
        piece = setting.text(text, body, section.add("P", lang=language), width)
        rows.append(Row(piece, body.line_gap + setting.u(4), name="language help"))
    return rows


ABOVE_NOTES, NOTES_LEAST = 26.0, 90.0  # white above lines to write on, and the least height of those, points
LEAST_ABOVE_CONTROL = 12.0  # white above the small print, points
CLOSED = 1.5  # points; with as much more room, rules stand between and under the hours as well
SHORTER = (8, 5, 3, 2, 1)  # names of each list where there is no room for all
ICONS: Mapping[str, str] = {
    "address": "pin", "phone": "phone", "after_hours": "clock", "interpreter": "chat", "practitioners": "team", "languages": "globe",
    "towns_served": "car",
}  # fmt: skip
TIGHTER = (0.0, -1.0, -2.0)  # points off each gap where even the least is too much
GAPS, MORE = 11, 7.0  # gaps that share what white is left, and by how much each may grow, points


@immutable
class _Content:
    """What a contact panel holds.

    Attributes:
        services: those that are named.
        most: practitioners, languages and towns that are named of each; 0: all.
        running: services as one sentence, not as a list.
        without: lines that are left out.
    """

    services: tuple[str, ...]
    most: int = 0
    running: bool = False
    without: tuple[str, ...] = ()


def _choices(services: tuple[str, ...], longest: int) -> Iterator[_Content]:
    """What gives way: services from the last one on, the ends of lists, all services, the after-hours line, lists.

    `longest`: names of the longest list.
    """
    fewest = min(2, len(services))  # one of many would look like all there is
    cuts = [0, *(few for few in SHORTER if few < longest)]
    yield _Content(services)
    for cut in cuts:
        for count in range(len(services), fewest - 1, -1):
            yield _Content(services[:count], cut, running=longest > 0)  # lists leave no room for another
    for without in ((), ("after_hours",)):
        yield from (_Content((), cut, without=without) for cut in cuts)
    if longest:  # practitioners go last
        yield from (_Content((), 1, without=("after_hours", *gone)) for gone in (LISTS[1:], LISTS))


def _contact(
    setting: Setting, section: Element, content: _Content, *, more: float = 0, side: float = CODE, small: bool = False
) -> Group:
    """All of a contact panel: each gap is `more` points wider, the QR code `side` points; `small`: under a small heading."""
    leaflet, width = setting.leaflet, setting.width
    words = leaflet.words
    body = setting.style("body")
    group = Group(0)
    heading = section.add("H2", title=markup.plain(leaflet.closing))
    closing = setting.text(leaflet.closing, setting.style("h3" if small else "h2", balance="even"), heading, width)
    head = headed(setting, closing, width) if setting.template.heads == "ruled" else closing
    down = group.add(0, 0, head) + setting.u(9) + more * 0.7
    for piece in when_to_book(setting, section, width):
        down = group.add(0, down, piece) + setting.u(12) + more
    lines = [line for line in contact_lines(leaflet.clinic, words, "panel") if line.field not in content.without]
    down = _reach(setting, section, group, down, lines, content.most, more)
    if content.services:
        head = setting.text(words.services, setting.style("h3"), section.add("H3"), width)
        down = group.add(0, down + setting.u(4) + more, head) + setting.u(7)
        names = tuple((Span(name),) for name in content.services)
        listing: Flowable = (
            setting.text(" · ".join(content.services), body, section.add("P"), width)
            if content.running
            else bullet_list(names, setting, section, width, style=body, gap=0, more=min(1.5, more / 3))
        )
        down = group.add(0, down, listing) + setting.u(8)
    if leaflet.clinic.next_visit or (leaflet.clinic.next_visit is None and "next_visit" not in content.without):
        down = group.add(0, down + setting.u(4) + more, next_visit(setting, section))
    for line in lines:
        if line.field == "website":
            down = group.add(0, down + setting.u(10) + more, _qr(setting, section, side, line))
    group.height = down
    return group


def _reach(
    setting: Setting, section: Element, group: Group, down: float, lines: Sequence[ContactLine], most: int, more: float
) -> float:  # fmt: skip
    """Hours as a table, and the lines that have an icon, from `down` points on; where they end."""
    width, body, bold = setting.width, setting.style("body"), setting.style("body", bold=True, align="end")
    hours = [line for line in lines if line.field == "hours"]
    for number, line in enumerate(hours):
        top = down + (more / 2 if number else 0)
        if not number or more > CLOSED:  # rules between hours, and none under them, would leave the last without one
            group.add(0, top, lambda pen, x, y: pen.rule(x, y + 5, width))
        row = section.add("P")
        end = group.add(0, top + 3 + more / 4, setting.text(line.label, body, row.add("Span"), width * 0.45))
        times = setting.text(line.values[0], bold, row.add("Span"), width * 0.6)
        down = max(end, group.add(width * 0.4, top + 3 + more / 4, times)) + setting.u(9)
    if hours and more > CLOSED:
        group.add(0, down, lambda pen, x, y: pen.rule(x, y + 5, width))
        down += 5 + more / 2
    for line in lines:
        if line.field in ("hours", "services", "website"):  # drawn in forms of their own
            continue
        text = line.spans() if line.link else line.text(most)
        piece = setting.text(text, body, section.add("P"), width - 24)
        middle, icon = down + body.cap / 2 - 7, ICONS.get(line.field, "info")
        group.add(0, middle, lambda pen, x, y, icon=icon: pen.icon(icon, x, y, 14, main="brand"))  # type: ignore[misc]
        down = group.add(24, down, piece) + setting.u(8) + more / 2
    return down


def next_visit(setting: Setting, parent: Element) -> Group:
    """A box to write the next visit in: one line on a wide page."""
    words, width, pad = setting.leaflet.words, setting.width, 12.0
    group = Group(0)
    style = setting.style("masthead")
    if width >= setting.k(420):
        return _next_visit_line(setting, parent)
    down = group.add(pad + 20, pad, setting.text(words.my_next_visit, setting.style("h3"), parent.add("P"), width - 2 * pad - 20))
    group.add(pad, pad - 3, lambda pen, x, y: pen.icon("calendar", x, y, 15, main="brand"))
    for label in (words.date_and_time, words.with_whom):
        piece = setting.line(label, style, parent.add("P"))
        down = group.add(pad, down + 16, piece)
        group.add(pad + piece.width + 6, down, lambda pen, x, y, w=piece.width: pen.rule(x, y - 1, width - 2 * pad - w - 6))  # type: ignore[misc]
    group.height = down + pad
    group.parts.insert(0, (0, 0, lambda pen, x, y: marks.card(pen, x, y, width, group.height)))
    return group


def notes(setting: Setting, height: float) -> Group:
    """Lines to write on, `height` points of them: decoration, since there is nothing to read."""
    group = Group(height)
    heading = setting.line(setting.leaflet.words.my_notes, setting.style("h2"), Artifact("Layout"))
    group.add(0, 0, heading)
    for i in range(2, int(height / RULED) + 1):
        group.add(0, i * RULED, lambda pen, x, y: pen.rule(x, y, setting.width))
    return group


RULED = 24.0  # between lines to write on, points


def _next_visit_line(setting: Setting, parent: Element) -> Group:
    words, width, pad = setting.leaflet.words, setting.width, 12.0
    head = setting.line(words.my_next_visit, setting.style("h3"), parent.add("P"))
    labels = [setting.line(label, setting.style("masthead"), parent.add("P")) for label in (words.date_and_time, words.with_whom)]
    group = Group(head.height + 28)
    level = 16.0 + head.height
    group.add(0, 0, lambda pen, x, y: marks.card(pen, x, y, width, group.height))
    group.add(pad, 12, lambda pen, x, y: pen.icon("calendar", x, y, 15, main="brand"))
    group.add(pad + 20, level - head.height, head)
    start = pad + 20 + head.width + 18
    rule = (width - start - pad - sum(label.width + 6 for label in labels) - 14) / 2
    for label in labels:
        group.add(start, level - label.height, label)
        start += label.width + 6
        group.add(start, level, lambda pen, x, y: pen.rule(x, y - 1, rule))
        start += rule + 14
    return group


def _qr(setting: Setting, parent: Element, side: float, website: ContactLine) -> Group:
    """QR code on a tinted plate, with what it opens and the plain address beside it."""
    width, address = setting.width, website.spans()[1:]
    pad, style = 8.0, setting.style("body")
    host = text_width(style._replace(bold=True), website.values[0].partition("/")[0])
    side = min(side, max(LEAST_CODE, width - host - 3 * pad - 5))  # an address is not broken within its name
    group = Group(side + 2 * pad)
    group.add(0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, fill="tint", radius="box"))
    figure = parent.add("Figure", alt=setting.leaflet.words.qr_alt.format(url=website.values[0]), Placement="Block")
    group.add(pad, pad, code(website.link, side, figure))
    start = side + 2 * pad + 4
    room = width - start - pad
    text = setting.text(website.label, setting.style("h3"), parent.add("P"), room)
    if host > room:  # then it stands under the code
        plain = setting.text(address, style, parent.add("P"), width - 2 * pad)
        group.add(start, (group.height - text.height) / 2, text)
        group.height = group.add(pad, group.height, plain) + pad
        return group
    plain = setting.text(address, style, parent.add("P"), room)
    top = (group.height - text.height - plain.height - 8) / 2
    group.add(start, group.add(start, top, text) + 8, plain)
    return group


def control(setting: Setting, parent: Element) -> Group:
    """The small print: disclaimer, sources, document control."""
    leaflet, width = setting.leaflet, setting.width
    micro = setting.style("micro")
    group = Group(0)
    group.add(0, 0, lambda pen, x, y: pen.rule(x, y, width))

    def place(piece: Flowable) -> None:
        down = group.height + micro.line_gap + 1 if group.height else 8.0
        group.height = group.add(0, down, piece)

    place(setting.text(leaflet.words.disclaimer, micro, parent.add("P"), width))
    if leaflet.sources and setting.template.text != "key":  # short sheets send the reader to the full leaflet
        place(setting.text(f"{leaflet.words.sources}: {'; '.join(leaflet.sources)}.", micro, parent.add("P"), width))
    if own := footer_line(setting, parent, width):
        place(own)
    place(setting.text(leaflet.control, micro, parent.add("P"), width))
    return group
