"""What stands around the sections: masthead, running head, hero, key points, footer."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from handoutpress.markup import Span
from handoutpress.pdf.structure import Artifact, Element
from handoutpress.typeset.cards import strip
from handoutpress.typeset.logo import mark
from handoutpress.typeset.pictures import drawing
from handoutpress.typeset.setting import Group, Setting
from handoutpress.typeset.text import Paragraph

if TYPE_CHECKING:
    from handoutpress.typeset.pen import Pen, Piece
    from handoutpress.typeset.setting import Paint

HEAD = 36.0  # height of the masthead's logo, points
SLIM = 0.62  # share of its room; a hero's figure narrower than this stands on a disc
SLANTING = "AJTVWXYZ"  # letters that begin at the very edge of their width
APART = 18.0  # least white between what stands left and right in a head, points
HEAD_WORDS = 11  # a running head of more words reads as a sentence, and is one to a checker that looks for lost content


def masthead(setting: Setting, parent: Element) -> Group:
    """Logo, name and city on the left; phone and hours on the right; as the clinic has chosen, on a band of its colour."""
    if setting.leaflet.clinic.masthead != "band":
        return _masthead(setting, parent, None)
    pad = setting.k(11)
    inner = _masthead(replace(setting, width=setting.width - 2 * pad), parent, "on_fill")
    group = Group(inner.height + 2 * pad)
    group.add(0, 0, lambda pen, x, y: pen.panel(x, y, setting.width, group.height, fill="fill", radius=10))
    group.add(pad, pad, inner)
    return group


def _masthead(setting: Setting, parent: Element, ink: str | None) -> Group:
    """The masthead's words, all in one ink if it is named. A long name takes two smaller lines."""
    clinic, words = setting.leaflet.clinic, setting.leaflet.words
    s, width = setting.k(HEAD), setting.width
    group = Group(s)
    left, names_clinic = 0.0, False
    logo = mark(clinic, s, setting.fonts)
    if clinic.masthead == "standard" or (clinic.masthead == "band" and logo.has_logo):
        if clinic.masthead == "band":  # a logo's own colours need white behind them
            group.add(-4, -4, lambda pen, x, y: pen.panel(x, y, logo.width + 8, s + 8, fill="white", radius=6))
        alt = words.logo_alt.format(name=clinic.name)
        group.add(0, 0, logo.paint(parent.add("Figure", alt=alt, Placement="Block") if logo.has_logo else Artifact()))
        left, names_clinic = logo.width + s * 0.3, logo.names_clinic
    soft = setting.look("masthead", ink=ink, align="right", balance="no")
    call = parent.add("P")
    link = (Span(clinic.phone, link=f"tel:{clinic.tel}"),)
    phone = setting.text(link, setting.look("phone", ink=ink, align="right", balance="no"), call, width)
    group.add(0, s * 0.09, phone)
    icon = s * 0.42
    group.add(width - phone.width - icon - 5, s * 0.09 + phone.look.cap / 2 - icon / 2, _phone_icon(icon, ink or "brand"))
    right = phone.width + icon + 5
    hours = setting.text(clinic.hours_short, soft, parent.add("P"), width) if clinic.hours_short else None
    room = width - left - right - APART
    if names_clinic:
        look = setting.look("masthead", ink=ink)
        city = setting.text(clinic.city, look, parent.add("P"), room)
        group.add(left, (s - city.look.cap) / 2, city)
        if hours and left + city.width + APART + hours.width <= width:
            group.add(0, s * 0.62, hours)
        return group
    name, city = _name(setting, parent, room, ink)
    below = max(city.width, name.width if len(name.lines) > 1 else 0)  # of two lines, the second stands where the hours do
    if hours and left + below + APART + hours.width <= width:
        group.add(0, s * 0.62, hours)
    if len(name.lines) == 1:
        group.add(left, s * 0.1, name)
        group.add(left, s * 0.62, city)
    else:
        end = group.add(left, -1, name)
        group.height = max(s, group.add(left, end + s * 0.17, city))
    return group


def _name(setting: Setting, parent: Element, room: float, ink: str | None) -> tuple[Paragraph, Paragraph]:
    clinic = setting.leaflet.clinic
    name, city = parent.add("P"), parent.add("P")
    large = setting.text(clinic.name, setting.look("clinic", ink=ink, balance="even"), name, room)
    if len(large.lines) > 1:
        large = setting.text(clinic.name, setting.look("clinic", ink=ink, size=setting.k(13), balance="even"), name, room)
    return large, setting.text(clinic.city, setting.look("masthead", ink=ink), city, room)


def _phone_icon(size: float, ink: str = "brand") -> Paint:
    return lambda pen, x, y: pen.icon("phone", x, y, size, main=ink)


def draft_note(setting: Setting, parent: Element) -> Group | None:
    """What a draft translation must say first, in both languages; None for a leaflet that is no draft."""
    draft = setting.leaflet.draft
    if draft is None:
        return None
    look = setting.look("masthead", ink="alert", bold=True, balance="no")
    group = Group(0)
    pad = 8.0
    down = pad
    for language, note in draft.notes:
        piece = setting.text(note, look, parent.add("P", lang=language), setting.width - 2 * pad)
        down = group.add(pad, down, piece) + look.line_gap
    group.height = down - look.line_gap + pad
    group.parts.insert(0, (0, 0, lambda pen, x, y: pen.panel(x, y, setting.width, group.height, edge="alert", radius=6, width=1.2)))
    return group


def draft_mark(pen: Pen, setting: Setting, size: tuple[float, float]) -> None:
    """The word for draft across a sheet of `size` points, behind everything."""
    if setting.leaflet.draft is None:
        return
    look = setting.look("display", ink="tint2", size=64)
    mark = setting.line(setting.leaflet.draft.mark, look, Artifact("Pagination", "Watermark"))
    angle = math.degrees(math.atan2(size[1], size[0]))
    with pen.turned(size[0] / 2, size[1] / 2, angle):
        mark.draw(pen, -mark.width / 2, mark.height / 2)


def running_head(setting: Setting) -> Group:
    """Page 2 and later: small logo, name, short title. Decoration for screen readers: the masthead said it."""
    clinic = setting.leaflet.clinic
    s, artifact = setting.k(20), Artifact("Pagination", "Header")
    group = Group(s)
    left = 0.0
    if clinic.masthead != "name":
        logo = mark(clinic, s, setting.fonts)
        group.add(0, 0, logo.paint(artifact))
        left = logo.width + 8
    shown = clinic.name
    name = setting.line(shown, setting.look("running"), artifact)
    while left + name.width > setting.width and len(shown) > 1:  # a name as wide as the page; the masthead has all of it
        shown = shown[:-1]
        name = setting.line(f"{shown.rstrip()}…", setting.look("running"), artifact)
    group.add(left, (s - name.height) / 2, name)
    look = setting.look("running", bold=False, ink="soft", align="right", balance="no")
    title = setting.text(setting.leaflet.running, look, artifact, setting.width)
    words = len(f"{clinic.name} {setting.leaflet.running}".split())
    if words <= HEAD_WORDS and left + name.width + 20 + title.width < setting.width and len(title.lines) == 1:
        group.add(0, (s - title.height) / 2, title)
    return group


def hero(setting: Setting, parent: Element) -> Group:
    """The front panel: label, title as large as it can be, main message, one figure."""
    leaflet, width = setting.leaflet, setting.width
    shown = leaflet.figure if setting.template.hero == "figure" else None
    inset = setting.k(20 if shown else 12)
    edge = setting.k(17 if shown else 11)
    column = width * 0.505 if shown else width - 2 * inset
    label = setting.text(leaflet.words.patient_guide, setting.look("label"), parent.add("P"), column)
    title = _title(setting, parent, column + 4)
    lead = setting.text(leaflet.main_message, setting.look("lead"), parent.add("P"), column)
    group = Group(0)
    group.add(0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, fill="tint", radius=12))
    down = group.add(inset, edge, label)
    edge_of = 0 if leaflet.title[:1] in SLANTING else 2  # so that the stems of title and text stand in one line
    down = group.add(inset - edge_of, down + setting.k(9) + title.look.size * 0.06, title)
    down = group.add(inset, down + setting.k(16), lead)
    group.height = max(setting.k(133) if shown else 0.0, down + edge)
    if shown:
        room = width - column - inset - 28
        figure = drawing(leaflet, shown, parent, room, group.height - 22, align=1, foot=10)
        if figure.drawn[0] < room * SLIM:  # a slim figure stands on a disc, in the middle of its room
            figure.align, disc = 0.5, group.height - 2 * setting.k(13)
            group.add(width - 16 - room / 2, group.height / 2, lambda pen, x, y: pen.disc(x, y, disc, "tint2"))
        group.add(width - room - 16, 12, figure)
    return group


def stage(setting: Setting, parent: Element, height: float) -> Group | None:
    """The front's figure on a tinted stage as wide as the page, for a plain front with room under it."""
    if not setting.leaflet.figure or height < STAGE_LEAST:
        return None
    group, high = Group(height), min(height, setting.width * 0.4)
    group.add(0, 0, lambda pen, x, y: pen.panel(x, y, setting.width, high, fill="tint", radius=12))
    group.add(0, 0, lambda pen, x, y: pen.disc(x + setting.width / 2, y - high / 2, high - 16, "tint2"))
    group.add(16, 10, drawing(setting.leaflet, setting.leaflet.figure, parent, setting.width - 32, high - 20, rest=0.3, foot=10))
    return group


STAGE_LEAST = 90.0  # points


def _title(setting: Setting, parent: Element, width: float) -> Paragraph:
    """The title on one line if that leaves it large, else on two, else as small as it must be."""
    element = parent.add("H1", title=setting.leaflet.title, ident="title")
    full = setting.template.type["display"].size
    sizes = [full - step for step in range(int(full) - 23)]
    tries = [(size, 1) for size in sizes if size >= full * 0.74] + [(size, 2) for size in sizes if size <= full * 0.8]
    for size, lines in tries:
        title = setting.text(setting.leaflet.title, setting.look("display", size=size, balance="even"), element, width)
        if len(title.lines) <= lines:
            return title
    return title


def key_points(setting: Setting, parent: Element) -> Group:
    """Three things to know at a glance, and a rule under them."""
    group = Group(0)
    columns = setting.template.columns.key_points
    points = strip(setting.leaflet.key_points, setting, parent, setting.width, columns=columns, disc=34 if columns > 1 else 27)
    down = group.add(0, 0, points)
    group.height = down + setting.u(11)
    group.add(0, group.height, lambda pen, x, y: pen.rule(x, y, setting.width))
    return group


def small_print_width(setting: Setting) -> float:
    """Room for a clinic's own line beside the page's number, however many pages there are; points."""
    most = int("8" * len(str(setting.template.pages)))
    look = setting.look("micro", bold=True)
    number = setting.line(setting.leaflet.words.page_of.format(page=most, pages=most), look, Artifact())
    return setting.width - number.width - 24


class Footer:
    """A hairline, small print on the left, the page's number on the right.

    The small print is content where it is said first and decoration where it is repeated; page numbers are decoration.
    """

    def __init__(self, setting: Setting, lines: list[tuple[str, Element | Artifact] | Piece], page: int, pages: int) -> None:
        micro = setting.look("micro")
        self.width = setting.width
        number = setting.leaflet.words.page_of.format(page=page, pages=pages)
        look = setting.look("micro", bold=True, ink="ink", align="right", balance="no")
        self.number = setting.text(number, look, Artifact("Pagination", "Footer"), setting.width)
        room = setting.width - self.number.width - 24
        self.lines = [setting.text(line[0], micro, line[1], room) if isinstance(line, tuple) else line for line in lines]
        self.gap = micro.line_gap
        self.height = 8.0 + sum(line.height for line in self.lines) + self.gap * (len(self.lines) - 1)

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw with the hairline at y."""
        pen.rule(x, y, self.width)
        self.number.draw(pen, x, y - 8)
        down = 8.0
        for line in self.lines:
            line.draw(pen, x, y - down)
            down += line.height + self.gap
