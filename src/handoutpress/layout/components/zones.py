"""The zones of a plan page: what to do by how the reader is, told by word, shape, colour, weight of frame and place at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from handoutpress.content import markup
from handoutpress.content.markup import Inline, Span
from handoutpress.content.schema.red_flags import Tier
from handoutpress.layout.blocks.text_blocks import Mark, bullet
from handoutpress.layout.components.red_flags import told
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.drawing.pen import Flowable, Pen
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.pdf.tag_tree import Element
from handoutpress.support.values import immutable

TAB = 102.0  # width of a zone's tab, points
INSET = 10.0  # within a tab, points
SHAPE = 24.0  # height of the shape on a tab, points
PAD_START, PAD_END, PAD_ABOVE, PAD_BELOW = 12.0, 8.0, 7.5, 7.5  # within a zone beside its tab, points
GUTTER = 14.0  # between the two columns of a zone, points
BETWEEN = 1.5  # white between signs beyond the line gap, points
SHARES = (0.5, 0.47, 0.53, 0.44, 0.56)  # of the width for the first column; the one with the fewest lines is taken
RADIUS = 9.0


@immutable
class ZoneLook:
    """How a zone is drawn: its inks, its frame (with ink saved: by weight alone), and its shape. The same in every style."""

    field: str
    on: str
    edge: str
    ground: str
    frame: float
    saved: float
    shape: Literal["circle", "triangle", "square"]
    mark: Mark


GREEN = ZoneLook("good", "on_alert", "good", "white", 1.4, 1.0, "circle", "circle")
AMBER = ZoneLook("amber_field", "on_amber", "amber", "white", 1.4, 2.0, "triangle", "triangle")
RED = ZoneLook("alert", "on_alert", "alert", "alert_tint", 2.2, 3.4, "square", "square")


def zone_width(width: float) -> float:
    """Room beside the tab of a zone `width` points wide."""
    return width - TAB - PAD_START - PAD_END


Make = Callable[[Element], Flowable]


def zone(
    look: ZoneLook, setting: Setting, parent: Element, word: str, order: Inline, content: Make, under: Make | None = None
) -> Group:
    """A zone: its tab with shape, word and order (and what stands `under` it), and beside it its content, `zone_width` wide."""
    setting = setting.safe
    section, width, room = parent.add("Sect"), setting.width, TAB - 2 * INSET
    bold = setting.style("body", bold=True, ink=look.on, balance="even")
    heading = section.add("H2", title=f"{word}: {markup.plain(order)}")
    group = Group(0)
    group.add(0, 0, lambda pen, x, y: _frame(pen, look, x, y, width, group.height))
    group.add(INSET, INSET, lambda pen, x, y: _shape(pen, look, x, y))
    name = setting.text(word, setting.style("clinic", ink=look.on), heading, room)
    down = group.add(INSET, INSET + SHAPE + 9, name)
    down = group.add(INSET, down + 8, setting.text(order, bold, section.add("P"), room))
    if under:
        down = group.add(INSET, down + bold.line_gap + 3, under(section))
    beside = content(section)
    group.height = max(down + PAD_BELOW, PAD_ABOVE + beside.height + PAD_BELOW)
    group.add(TAB + PAD_START, max(PAD_ABOVE, (group.height - beside.height) / 2), beside)
    return group


def _frame(pen: Pen, look: ZoneLook, x: float, y: float, width: float, height: float) -> None:
    if pen.saves_ink:
        pen.panel(x, y, width, height, fill="white", edge="ink", radius=RADIUS, width=look.saved)
        pen.vertical(x + TAB, y - look.saved, height - 2 * look.saved, ink="ink", width=2.2 if look is RED else 0.9)
        return
    pen.panel(x, y, width, height, fill=look.ground, radius=RADIUS)
    pen.panel(x, y, TAB, height, fill=look.field, radius=RADIUS, corners="s")
    pen.panel(x, y, width, height, edge=look.edge, radius=RADIUS, width=look.frame)


def _shape(pen: Pen, look: ZoneLook, x: float, y: float) -> None:
    if look.shape == "triangle":
        pen.triangle(x, y, SHAPE, look.on, hollow=pen.saves_ink, width=2.4)
    elif look.shape == "square":
        pen.square(x, y, SHAPE, look.on)
    elif pen.saves_ink:
        pen.panel(x, y, SHAPE, SHAPE, edge=look.on, radius=SHAPE / 2, width=2.4)
    else:
        pen.disc(x + SHAPE / 2, y - SHAPE / 2, SHAPE, look.on)


def signs_zone(
    look: ZoneLook, setting: Setting, parent: Element, tiers: Sequence[Tier], word: str, under: Make | None = None
) -> Group:
    """A zone of warning signs: those of the first tier in two columns, the others in one breath under a rule."""
    setting = setting.safe
    first, *others = tiers
    width, style = zone_width(setting.width), setting.style("signs")

    def content(section: Element) -> Group:
        body = Group(0)
        down = body.add(0, 0, two_columns([sign.text for sign in first.signs], look, setting, section, width))
        if others:
            down += setting.k(7)
            body.add(0, down, lambda pen, x, y: pen.rule(x, y, width, ink=look.edge))
        for piece in [piece for tier in others for piece in told(tier, setting, section, width, style)]:
            down = body.add(0, down + style.line_gap + setting.k(1), piece)
        body.height = down
        return body

    order = first.order or (first.title if first.action == "same-day" and first.title else first.lead)
    return zone(look, setting, parent, word, order, content, under)


def two_columns(items: Sequence[Inline], look: ZoneLook, setting: Setting, section: Element, width: float) -> Group:
    """A list in two columns, cut and shared out so that it is as low as can be; its order stays."""
    style = setting.style("signs", balance="even")
    between = style.line_gap + BETWEEN

    def column(part: Sequence[Inline], wide: float, lst: Element) -> list[Group]:
        return [bullet(item, setting, lst, wide, style, look.edge, look.mark) for item in part]

    def height(pieces: Sequence[Group]) -> float:
        return sum(piece.height + between for piece in pieces) - between

    tried = []
    for share in SHARES:
        first, second = (width - GUTTER) * share, (width - GUTTER) * (1 - share)
        scratch = Element("L")
        ones, others = column(items, first, scratch), column(items, second, scratch)
        for cut in range(1, max(2, len(items))):
            high, low = height(ones[:cut]), height(others[cut:])
            tried.append((round(max(high, low), 1), abs(high - low), first, cut))
    _, _, first, cut = min(tried)
    lst = section.add("L", ListNumbering="Square")
    group = Group(0)
    for x, wide, part in ((0.0, first, items[:cut]), (first + GUTTER, width - GUTTER - first, items[cut:])):
        down = 0.0
        for piece in column(part, wide, lst):
            group.height = max(group.height, group.add(x, down, piece))
            down += piece.height + between
    return group


def zone_phone(setting: Setting, parent: Element) -> Paragraph:
    """Whom to call, on the tab of the amber zone."""
    setting = setting.safe
    clinic = setting.leaflet.clinic
    link = (Span(clinic.phones, link=f"tel:{clinic.tel}"),)
    return setting.text(link, setting.style("body", bold=True, ink=AMBER.on), parent.add("P"), setting.width)
