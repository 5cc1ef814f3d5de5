"""A poster for two metres: a question on a band to the edges, three verbs with pictures, and at the foot whom to phone."""

from __future__ import annotations

from collections.abc import Sequence

from handoutpress.content import markup
from handoutpress.content.markup import Inline, Span
from handoutpress.content.schema.template import Panel
from handoutpress.layout.blocks.text_blocks import bullet
from handoutpress.layout.components.figure_box import drawing
from handoutpress.layout.components.logo import mark
from handoutpress.layout.components.qr_code import code, side_of
from handoutpress.layout.components.red_flags import SAME_DAY, told
from handoutpress.layout.context import DRAWN_FOR, Elastic, Group, Setting
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.parts.heads import Question
from handoutpress.layout.parts.pictures import Stages
from handoutpress.layout.text.line_breaking import text_width
from handoutpress.layout.text.text_style import hangs
from handoutpress.pdf.tag_tree import Artifact, Element

DISC = 155.0  # greatest radius of the disc behind the large figure, points: it stands clear of the band's edges ...
DISC_CLEAR = 9.0  # ... by so much, points
DISC_IN = 0.73  # its centre stands so many radii from the sheet's end, so that the edge cuts it
GUTTER = 8.5  # between the verbs' columns, drawn for 12-point type, points
BESIDE = 0.675  # share of the width that the disc leaves to words
SAFE = 26.0  # nothing but colour stands nearer to the sheet's edge, points
SMALLEST = 84.0  # a question gives way to this size, points, or to six tenths of its own
DOT = "\u00a0· "  # between parts of the small print: no line begins with it
FOOT_CODE = 98.0  # the code without its white edge: 35 mm


def _k(setting: Setting, points: float) -> float:
    """A measure drawn for 12-point type, at the size of what a poster says at two metres."""
    return points * setting.template.sizes["sub"] / DRAWN_FOR


def band(setting: Setting, parent: Element, panel: Panel) -> Elastic:
    """The question in two lines beside a figure on a disc, on a field to the edges of the sheet."""
    leaflet = setting.leaflet
    start, top, end, _ = panel.inset
    sheet = setting.width + start + end
    words = Group(0)
    text = setting.wide(setting.width * BESIDE)
    down = words.add(0, 0, setting.own("sign", parent, lambda: sign(setting, parent))) + _k(setting, 8)
    question = Question(text, parent, 0.5, "on_fill")
    smallest = min(0.6, SMALLEST / question.size)
    shown = leaflet.figure_tall or leaflet.figure
    figure = drawing(leaflet, shown, parent, 1, 1) if shown else None

    def high(share: float) -> float:
        """Of all of it, with the question at a share of its size."""
        return down + question.height(share) + _k(setting, 7)

    least = high(smallest)

    def make(extra: float) -> Group:
        group = Group(least + extra)
        share = min(1.0, smallest + (1 - smallest) * extra / max(1.0, high(1) - least))
        asked = question.at(share)
        disc = min(DISC, (group.height + top) / 2 - DISC_CLEAR)
        words.parts = [*words.parts[:1], (-asked.style.size * 0.035, down, asked)]

        def paint(pen: Pen, x: float, y: float) -> None:
            field = x - start - pen.reach, y + top + pen.reach, sheet + 2 * pen.reach, group.height + top + pen.reach
            pen.panel(*field, fill="fill", radius=0)
            if figure and setting.family.stage != "floor":
                with pen.clipped(*field):
                    pen.disc(x - start + sheet - DISC_IN * disc, y + top - (group.height + top) / 2, 2 * disc, "tint")

        group.add(0, 0, paint)
        group.add(0, (group.height - high(share)) * 0.5, words)
        if figure:
            figure.width, figure.height = (1 + DISC_IN) * disc - SAFE, group.height + top - 30
            group.add(sheet - start - SAFE - figure.width, -top + 30, figure)
        return group

    return Elastic(make, least, high(1) - least + _k(setting, 8))


def sign(setting: Setting, parent: Element) -> Group:
    """The clinic's name on a field of its colour, beside its logo on white; a name in two lines stands alone."""
    clinic, style, width = setting.leaflet.clinic, setting.style("clinic", ink="on_fill", balance="even"), setting.width * BESIDE
    high = style.size * 1.6
    owner = parent.add("P")
    logo = mark(clinic, high - 6, setting)
    shown = clinic.masthead != "name"
    start = logo.width + 6 + style.size * 0.5 if shown else 0.0
    group = Group(high)
    name = setting.text(clinic.name, style, owner, width - start)
    if len(name.lines) > 1 and shown and not (logo.has_logo and clinic.masthead == "logo"):
        shown, start = False, 0.0
        name = setting.text(clinic.name, style, owner, width)
    if shown:
        element = (
            parent.add("Figure", alt=setting.leaflet.words.logo_alt.format(name=clinic.name), Placement="Block")
            if logo.has_logo
            else Artifact()
        )
        group.add(0, 0, lambda pen, x, y: pen.panel(x, y, logo.width + 6, high, fill="white", radius=high * 0.22))
        group.add(3, 3, logo.paint(element))
    if not (shown and logo.names_clinic):
        group.add(start, max(0.0, (high - name.height) / 2), name)
        group.height = max(high, name.height)
    return group


def _told(setting: Setting) -> list[tuple[Inline, Inline]]:
    """Three verbs, or a few words each, and what more there is to say."""
    poster = setting.leaflet.poster
    return (
        [(one.verb, one.text) for one in poster.points] if poster else [(one.title, one.text) for one in setting.leaflet.key_points]
    )


def _verb_size(setting: Setting) -> float:
    """The size at which the verbs fit in three columns, points: the phone's own, or less."""
    column = (setting.width - 2 * _k(setting, GUTTER)) / 3
    style = setting.style("call")
    longest = max(text_width(style, markup.plain(verb)) for verb, _ in _told(setting))
    return style.size * min(1.0, 0.92 * column / max(longest, 0.1))


def verbs(setting: Setting, parent: Element) -> Elastic:
    """Three pictures, each with a verb to be read across a room and what more there is to say in two lines."""
    gap = _k(setting, GUTTER)
    column = (setting.width - 2 * gap) / 3
    told = _told(setting)
    lst = parent.add("L")
    items = [lst.add("LI").add("LBody") for _ in told]
    stages = Stages(setting, items, column, _k(setting, 28), pad=_k(setting, 3))
    owners = [item.add("P") for item in items]
    style = setting.style("call", ink="deep", balance="no", points=_verb_size(setting))
    size = style.size
    heads = [setting.text(verb, style, owner, column + 2) for (verb, _), owner in zip(told, owners, strict=True)]
    lead = setting.style("lead", balance="even")
    texts = [setting.text(text, lead, item.add("P"), column) for (_, text), item in zip(told, items, strict=True)]
    under = _k(setting, 7) + size * 0.13 * any(hangs(markup.plain(verb)) for verb, _ in told)
    words = heads[0].height + under + max(text.height for text in texts)
    air = _k(setting, 10)

    def make(extra: float) -> Group:
        stage = stages.least + extra
        group = Group(stage + air + words)
        for i, (head, text) in enumerate(zip(heads, texts, strict=True)):
            x = i * (column + gap)
            group.add(x, 0, stages.at(i, stage))
            down = group.add(x - size * 0.03, stage + air, head)
            group.add(x, down + under, text)
        return group

    return Elastic(make, stages.least + air + words, _k(setting, 34), keen=_k(setting, 16))


def same_day(setting: Setting, parent: Element) -> Group:
    """What needs a call today in three columns to be read up close, for whom besides, and when to book a visit."""
    setting = setting.safe
    first, *others = setting.leaflet.red_flags.later
    section, style = parent.add("Sect"), setting.style("signs")
    group = Group(0)
    head = setting.style("h3", ink="amber")
    start = head.size * 1.1
    title = setting.text(first.title or (), head, section.add("H2", title=markup.plain(first.title or ())), setting.width - start)
    group.add(0, (title.height - head.size * 0.78) / 2, lambda pen, x, y: pen.triangle(x, y, head.size * 0.78, "amber"))
    down = group.add(start, 0, title)
    lead = setting.text(first.lead, setting.style("signs"), section.add("P"), setting.width)
    if start + title.width + 12 + lead.width <= setting.width:
        group.add(start + title.width + 12, down - lead.height, lead)
    else:
        down = group.add(0, down + style.line_gap, lead)
    gutter, between = _k(setting, 9), style.line_gap + _k(setting, 1)
    column = (setting.width - 2 * gutter) / 3
    lst = section.add("L", ListNumbering="Square")
    items = [bullet(one.text, setting, lst, column, style, "amber", "triangle") for one in first.signs]
    for i, part in enumerate(_columns([item.height + between for item in items], 3)):
        level = down + _k(setting, 6)
        for item in items[slice(*part)]:
            level = group.add(i * (column + gutter), level, item) + between
            group.height = max(group.height, level - between)
    for tier in others:
        for piece in told(tier, setting, section, setting.width, style, SAME_DAY):
            group.height = group.add(0, group.height + style.line_gap + _k(setting, 1.5), piece)
    return group


def _columns(heights: Sequence[float], count: int) -> list[tuple[int, int]]:
    """Where items are cut into columns in order, so that the highest is as low as can be."""
    if count == 1:
        return [(0, len(heights))]
    cuts = range(len(heights) + 1)
    tries = [(max(sum(heights[:cut]), *_highest(heights[cut:], count - 1)), cut) for cut in cuts]
    cut = min(tries)[1]
    return [(0, cut), *((cut + a, cut + b) for a, b in _columns(heights[cut:], count - 1))]


def _highest(heights: Sequence[float], count: int) -> list[float]:
    return [sum(heights[a:b]) for a, b in _columns(heights, count)]


def foot(setting: Setting, parent: Element, panel: Panel) -> Group:
    """Whom to phone, on a field to the edges of the sheet."""
    start, _, end, bottom = panel.inset
    held = setting.own("foot", parent, lambda: reach(setting, parent))
    pad = _k(setting, 5)
    group = Group(held.height + pad)

    def paint(pen: Pen, x: float, y: float) -> None:
        high = group.height + bottom + pen.reach
        pen.panel(x - start - pen.reach, y, setting.width + start + end + 2 * pen.reach, high, fill="fill", radius=0)

    group.add(0, 0, paint)
    group.add(0, pad, held)
    return group


def reach(setting: Setting, parent: Element) -> Group:
    """Closing words, the phone as large as there is room for, address and small print, beside a code on a white plate."""
    leaflet, clinic, width = setting.leaflet, setting.leaflet.clinic, setting.width
    section = parent.add("Sect")
    words = Group(0)
    side = side_of(clinic.url, FOOT_CODE) if clinic.url else 0.0
    room = width - (side + _k(setting, 9) if side else 0)
    down = words.add(0, 0, setting.text(leaflet.closing, setting.style("h3", ink="on_fill"), section.add("P"), room)) + _k(
        setting, 10
    )
    verb = _verb_size(setting)
    icon = verb * 0.62
    most = verb if side else verb * 1.25
    style = setting.style("call", points=most)
    size = most * min(1.0, (room - icon * 1.25) / text_width(style, clinic.phone))
    link = (Span(clinic.phones, link=f"tel:{clinic.tel}"),)
    number = setting.text(link, setting.style("call", balance="no", points=size), section.add("P"), room - icon * 1.25 + 0.5)
    words.add(0, down + number.height / 2 - icon / 2, lambda pen, x, y: pen.icon("phone", x, y, icon, main="on_fill"))
    down = words.add(icon * 1.25, down, number) + max(_k(setting, 7), size * 0.24)
    if side:
        what = leaflet.words.scan_to_book if clinic.books else leaflet.words.scan_to_visit
        told = (Span(f"{what}: "), Span(clinic.website, bold=True, link=clinic.url))
        down = words.add(0, down, setting.text(told, setting.style("masthead", ink="on_fill"), section.add("P"), room)) + _k(
            setting, 4
        )
    small = setting.style("micro" if size == verb else "masthead", ink="on_fill")  # at most six sizes on a sheet
    lines = [leaflet.words.disclaimer, *([clinic.footer] if clinic.footer else []), leaflet.control]
    told_small = DOT.join(line.rstrip(".").replace(" · ", DOT) for line in lines)
    words.height = words.add(0, down, setting.text(told_small, small, section.add("P"), room))
    group = Group(max(words.height, side))
    group.add(0, (group.height - words.height) / 2, words)
    if side:
        figure = section.add("Figure", alt=leaflet.words.qr_alt.format(url=clinic.website), Placement="Block")
        group.add(width - side, (group.height - side) / 2, code(clinic.url, side, figure))
    return group
