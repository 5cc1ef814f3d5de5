"""Cards of movements: start and end in two pictures, words, dose, when to stop and a week to tick; behind it whom to call, and when."""

from __future__ import annotations

from functools import partial

from handoutpress.content import markup
from handoutpress.content.markup import Span
from handoutpress.layout.components import marks, red_flags
from handoutpress.layout.components.call_to_action import phone_text
from handoutpress.layout.components.figure_box import Drawing, by_the_same, picture
from handoutpress.layout.components.logo import mark
from handoutpress.layout.components.plan_call import codes
from handoutpress.layout.components.qr_code import code
from handoutpress.layout.components.start_to_end import arrow
from handoutpress.layout.context import Group, Setting, first_that_fits
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.figures import fit_scales
from handoutpress.layout.text.line_breaking import text_width
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.moves import Move, moves_of
from handoutpress.pdf.tag_tree import Artifact, Element

DISC, NEXT = 28.0, 10.0  # across a card's number, and from it to the name, points
SMALLEST_NAME = 0.66  # of its size, for a set with a long name
APART, ARROW = 7.0, 20.0  # between two stages, and across the arrow's disc between them, points
STAGE = (56.0, 124.0)  # least and greatest height of the stages, points
AIR, FLOOR = 6.0, 6.0  # white around a figure on its stage, and under its feet, points
SPREAD = 1.5  # how much larger than the smallest a figure of a set may be drawn
CAPTION, LINES, STOP, TICKS = 7.0, 10.0, 8.0, 8.0  # least white above captions, words, when to stop, what is to tick, points
CHIP, CHIP_PAD, CHIPS_APART = 21.0, 7.5, 5.0  # height of a dose's chip, white at its ends, between two, points
OCTAGON = 17.0  # across the sign to stop, points
BOX, BOXES_APART, DAYS = 20.0, 5.0, 7  # height of a box to tick, between two, and how many, points
FOOT = 17.0  # height of the line with clinic and phone, points
CODE, LEAST_CODE, ROOMY = (
    62.0,
    54.0,
    370.0,
)  # side of a code with its quiet zone, and where its panel is no higher than that, points


def front(setting: Setting, parent: Element, height: float) -> Group:
    """A card's front, as high as its panel; where words are many, what each picture shows is left to its alternate text."""
    return first_that_fits(
        parent, height, [partial(_front, setting, height=height, captions=captions) for captions in (True, False)]
    )


def _front(setting: Setting, section: Element, *, height: float, captions: bool) -> Group:
    """The stages take what room the words leave, up to their greatest height; then the white between grows."""
    move, width = setting.move, setting.width
    assert move
    name = _name(setting, move, section)
    stages = _Stages(setting, move, section, captions=captions)
    how = setting.text(move.exercise.text, setting.style("lead"), section.add("P"), width)
    chips = _chips(setting, move, section)
    brand = setting.own("card foot", None, lambda: foot(setting))
    ticks = _ticks(setting)
    stop = _stop(setting, move, section)
    below = stop.height + TICKS + ticks.height + TICKS + brand.height
    solid = name.height + 3 * LINES + stages.words + how.height + chips.height + STOP + below
    high = min(STAGE[1], max(STAGE[0], height - solid))
    more = max(0.0, (height - solid - high) / 4)
    group = Group(max(height, solid + high))
    down = group.add(0, 0, name) + LINES + more
    down = group.add(0, down, stages.at(high)) + stages.words + LINES + more
    down = group.add(0, down, how) + LINES + more
    group.add(0, down, chips)
    down = group.add(0, group.height - below, stop) + TICKS
    down = group.add(0, down, ticks) + TICKS
    group.add(0, down, brand)
    return group


def _name(setting: Setting, move: Move, section: Element) -> Group:
    """Number and name; names of one set are of one size, the largest in which each stands on a line."""
    leaflet, room = setting.leaflet, setting.width - DISC - NEXT
    full = setting.template.sizes["display"]
    names = [one.exercise.name for one in moves_of(leaflet)]
    for step in range(int(full * (1 - SMALLEST_NAME)) + 1):
        style = setting.style("display", points=full - step, balance="even")
        if all(sum(text_width(style, span.text) for span in name) <= room for name in names):
            break
    title = section.add("H1", title=markup.plain(move.exercise.name), ident="title" if move.number == 1 else None)
    group = Group(DISC)
    group.add(0, 0, marks.number(setting, title, move.number, DISC))
    text = setting.text(move.exercise.name, style, title, room)
    group.height = max(DISC, group.add(DISC + NEXT, max(0.0, (DISC - text.height) / 2), text))
    return group


class _Stages:
    """Start and end on a stage each, with an arrow between, and what each shows under them; without a start one broad stage."""

    def __init__(self, setting: Setting, move: Move, section: Element, *, captions: bool) -> None:
        leaflet = setting.leaflet
        self.setting, self.width, self.words = setting, setting.width, 0.0
        names = _figures(leaflet, move)
        self.wide = (self.width - APART) / 2 if len(names) > 1 else self.width
        self.pictures = [picture(leaflet, name) for name in names]
        self.elements = [section.add("Figure", alt=leaflet.figure_text(name).alt, Placement="Block") for name in names]
        style = setting.style("small", bold=True, align="center", balance="even")
        texts = [leaflet.figure_text(name).caption for name in names if captions]
        self.captions = [setting.text(text, style, section.add("P"), self.wide) for text in texts]
        if self.captions:
            self.words = CAPTION + max(caption.height for caption in self.captions)

    def at(self, high: float) -> Group:
        """The stages, so many points high."""
        setting, wide = self.setting, self.wide
        group, scale = Group(high), min(self._scale(high), SPREAD * self._smallest(high))
        for i, (shown, element) in enumerate(zip(self.pictures, self.elements, strict=True)):
            x = i * (wide + APART)
            group.add(x, 0, lambda pen, px, py: marks.stage(pen, setting, px, py, wide, high))
            group.add(x + AIR, AIR, Drawing(shown, element, wide - 2 * AIR, high - AIR - FLOOR, scale, foot=FLOOR))
        for i, caption in enumerate(self.captions):
            group.add(i * (wide + APART), high + CAPTION, caption)
        if len(self.pictures) > 1:
            group.add(self.width / 2, high / 2, lambda pen, x, y: arrow(pen, x, y, ARROW, down=False))
        return group

    def _scale(self, high: float) -> float:
        return min(fit_scales(self.pictures, self.wide - 2 * AIR, high - AIR - FLOOR, 1))

    def _smallest(self, high: float) -> float:
        """Scale of the largest pictures of the set, points per body unit."""
        leaflet, half = self.setting.leaflet, (self.width - APART) / 2
        sets = [_figures(leaflet, move) for move in moves_of(leaflet)]
        return min(
            min(
                fit_scales(
                    [picture(leaflet, name) for name in names],
                    (half if len(names) > 1 else self.width) - 2 * AIR,
                    high - AIR - FLOOR,
                    1,
                )
            )
            for names in sets
        )


def _figures(leaflet: Leaflet, move: Move) -> list[str]:
    exercise = move.exercise
    return [by_the_same(leaflet, exercise.start, exercise.figure), exercise.figure] if exercise.start else [exercise.figure]


def _chips(setting: Setting, move: Move, section: Element) -> Group:
    """The dose, each part a chip; a part that does not fit beside the others begins a row."""
    style, group = setting.style("small", bold=True, ink="deep", balance="no"), Group(0)
    owner, x, top = section.add("P"), 0.0, 0.0
    for part in move.dose:
        text = setting.text(part, style, owner.add("Span"), setting.width - 2 * CHIP_PAD)
        wide, high = text.width + 2 * CHIP_PAD, text.height + CHIP - style.cap
        if x and x + wide > setting.width:
            x, top = 0.0, group.height + CHIPS_APART
        group.add(x, top, lambda pen, px, py, wide=wide, high=high: pen.panel(px, py, wide, high, fill="tint2", radius=CHIP / 2))  # type: ignore[misc]
        group.height = max(group.height, top + high)
        group.add(x + CHIP_PAD, top + (CHIP - style.cap) / 2, text)
        x += wide + CHIPS_APART
    return group


def _stop(setting: Setting, move: Move, section: Element) -> Group:
    """When to stop and who must ask first, as the section of the movement says it; between two rules, with the sign to stop."""
    setting, width = setting.safe, setting.width
    style, start = setting.style("signs"), OCTAGON + 8
    group = Group(0)
    group.add(0, 0, lambda pen, x, y: pen.rule(x, y, width, ink="alert", width=1))
    down = 8.0
    behind = (Span(setting.leaflet.words.signs_behind),)
    said = [*move.cautions[:-1], (*move.cautions[-1], Span(" "), *behind)] if move.cautions else [behind]
    for i, text in enumerate(said):
        down = group.add(start, down + (style.line_gap if i else 0), setting.text(text, style, section.add("P"), width - start))
    group.height = down + 8
    group.add(0, (group.height - OCTAGON) / 2, lambda pen, x, y: _octagon(pen, x, y))
    group.add(0, group.height, lambda pen, x, y: pen.rule(x, y, width, ink="alert", width=1))
    return group


def _octagon(pen: Pen, x: float, y: float) -> None:
    """The sign to stop, hanging from y: told by its shape where there is no colour."""
    d, cut = OCTAGON, OCTAGON * 0.293
    corners = ((cut, 0), (d - cut, 0), (d, cut), (d, d - cut), (d - cut, d), (cut, d), (0, d - cut), (0, cut))
    path = " ".join(f"{pen.left(x + u):.2f} {y - v:.2f} {'l' if i else 'm'}" for i, (u, v) in enumerate(corners))
    pen.path(f"{path} h", fill="alert")
    pen.block(x + d * 0.26, y - d * 0.42, d * 0.48, d * 0.16, "white")


def _ticks(setting: Setting) -> Group:
    """A box for each day of a week, with its name above: to write in, so it is decoration for a reader of the file."""
    wide = (setting.width - (DAYS - 1) * BOXES_APART) / DAYS
    style, group = setting.style("small", ink="soft", align="center", balance="no"), Group(0)
    for i, day in enumerate(setting.leaflet.words.days):
        x = i * (wide + BOXES_APART)
        down = group.add(x, 0, setting.text(day, style, Artifact(), wide)) + 5
        group.add(x, down, lambda pen, px, py: pen.panel(px, py, wide, BOX, fill="white", edge="brand", radius=3.5, width=1))
        group.height = down + BOX
    return group


def foot(setting: Setting) -> Group:
    """Clinic and phone: decoration, since the back says it. A name takes two lines before it is cut, the phone never."""
    clinic, artifact, width = setting.leaflet.clinic, Artifact("Pagination", "Footer"), setting.width
    logo = mark(clinic, FOOT, setting) if clinic.masthead != "name" else None
    start = logo.width + 7 if logo else 0.0
    style = setting.style("running", balance="even")
    phone = setting.line(clinic.phone, style._replace(ink="brand"), artifact)
    room, shown = width - start - phone.width - 10, clinic.name
    while len((name := setting.text(shown, style, artifact, room)).lines) > 2 or name.width > room:
        shown = f"{shown.rstrip('…')[:-1].rstrip()}…"
    group = Group(max(FOOT, name.height))
    if logo:
        group.add(0, (group.height - FOOT) / 2, logo.paint(artifact))
    group.add(start, (group.height - name.height) / 2, name)
    group.add(width - phone.width, (group.height - phone.height) / 2, phone)
    return group


def reach(setting: Setting, parent: Element, height: float) -> Group:
    """What needs a call today, whom to phone beside a code, and where the other signs stand; whose the doses are, if they were typed.

    `height`: of the panel, points; where there is more room the code is larger.
    """
    plain, look, leaflet = setting.safe, red_flags.SAME_DAY, setting.leaflet
    clinic, section = leaflet.clinic, parent.add("Sect")
    width, pad, style = plain.width, 8.0, plain.style("signs")
    found = codes(leaflet)[-1] if codes(leaflet) else None
    side = (CODE if height > ROOMY else LEAST_CODE) if found else 0.0
    room = width - 2 * pad - (side + 6 if side else 0)
    first, *others = leaflet.red_flags.of("same-day")
    group, icon = Group(0), style.size * 1.2
    heading = section.add("H2", title=markup.plain(first.title or ()))
    title = plain.text(first.title or (), plain.style("h3", ink="black"), heading, room - icon - 6)
    down = group.add(pad + icon + 6, pad + 2, title)
    group.add(pad, pad + 2 + (title.height - icon) / 2, lambda pen, x, y: pen.icon(look.picture, x, y, icon, main=look.edge))
    down = group.add(pad, down + 9, phone_text(plain, section.add("P"), room, ink="black"))
    down = group.add(pad, down + 7, plain.text(clinic.name, style, section.add("P"), room))
    down = group.add(pad, down + style.line_gap + 2, plain.text(leaflet.words.other_signs, style, section.add("P"), room))
    if found:
        url, caption = found
        shown = url.partition("://")[2].removesuffix("/")
        figure = section.add("Figure", alt=leaflet.words.qr_alt.format(url=shown), Placement="Block")
        group.add(width - pad - side + 4, pad - 3, code(url, side, figure))
        under = plain.text(caption, style._replace(align="center", balance="even"), section.add("P"), side + 8)
        down = max(down, group.add(width - pad - side, pad - 1 + side, under))
    words = [piece for tier in others for piece in red_flags.told(tier, plain, section, width - 2 * pad, style)]
    if any(one.own_doses for one in leaflet.sections):
        words.append(plain.text((Span(leaflet.words.own_doses, bold=True),), style, section.add("P"), width - 2 * pad))
    for text in words:
        down = group.add(pad, down + style.line_gap + 2, text)
    group.height = down + pad
    group.parts.insert(
        0, (0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, fill="white", edge=look.edge, radius=9, width=look.weight))
    )
    return group
