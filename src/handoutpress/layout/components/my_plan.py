"""What the reader writes: the head of a plan, the green zone with moves to count, days to tick or lines, and the next visit."""

from __future__ import annotations

from handoutpress.content.markup import Inline, Span
from handoutpress.content.schema.handout import Plan
from handoutpress.layout.blocks.text_blocks import bullet
from handoutpress.layout.components.zones import GREEN, GUTTER, zone, zone_width
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.drawing.pen import Flowable, Pen
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.pdf.tag_tree import Element

LINES = 0.55  # share of the head's width for the lines to write on
ROW = 19.0  # from line to line in the head, points
WRITE = 20.5  # from row to row to write in, points
BOX, DAY = 10.0, 14.0  # sides of a box to tick, for a move and for a day, points
TIMES = 44.0  # room to write a number in, points
LEFT = 0.5  # share of the green zone for what to do
TICKS = 0.55  # share of its other column for boxes of a week


def plan_head(setting: Setting, parent: Element, title: str) -> Group:
    """The plan's title, and beside it lines for whose plan it is, who made it with them, and when."""
    words, width = setting.leaflet.words, setting.width
    room = width * LINES
    heading = parent.add("H2", title=title, ident="plan")
    for points in range(36, 19, -2):
        head = setting.text(title, setting.style("display", points=setting.k(points)), heading, width)
        if head.width <= width - room - 14:
            break
    group = Group(2 * ROW)
    group.add(0, (group.height - head.height) / 2 - 1, head)
    style = setting.style("masthead")
    made = [setting.line(word, style, parent.add("P")) for word in (words.plan_name, words.made_with, words.plan_date)]
    start = width - room
    _to_write(group, made[0], start, ROW - 4, room)
    third = room * 0.38
    _to_write(group, made[1], start, 2 * ROW - 1, room - third - 10)
    _to_write(group, made[2], width - third, 2 * ROW - 1, third)
    return group


def _to_write(group: Group, label: Paragraph, x: float, down: float, room: float) -> None:
    """A label with a line to write on after it; `down`: of the line, points."""
    used = label.width + 6
    group.add(x, down - label.height, label)
    group.add(x + used, down + 2, lambda pen, px, py: pen.rule(px, py, room - used, ink="line_p"))


def green_zone(plan: Plan, setting: Setting, parent: Element, blank: int, *, visit: bool) -> Group:
    """When and how to keep going at home; `blank` lines to write in; `visit`: and one for the next visit."""
    words, width = setting.leaflet.words, zone_width(setting.width)
    first = (width - GUTTER) * LEFT
    second = width - GUTTER - first

    def content(section: Element) -> Group:
        body = Group(0)
        style = setting.style("signs", balance="even")
        down = body.add(0, 0, setting.text(plan.state, setting.style("signs", bold=True, balance="even"), section.add("P"), first))
        lst = section.add("L", ListNumbering="Circle")
        for item in plan.do:
            down = body.add(0, down + style.line_gap + 2, bullet(item, setting, lst, first, style, GREEN.edge, GREEN.mark))
        written = _written(plan, setting, section, second, blank)
        under = body.add(first + GUTTER, 0, written)
        if visit:
            label = setting.line(words.my_next_visit, setting.style("signs", bold=True), section.add("P"))
            under += WRITE - 2
            _to_write(body, label, first + GUTTER, under, second)
        body.height = max(down, under)
        return body

    return zone(GREEN, setting, parent, words.green, (Span(words.keep_going),), content)


def _written(plan: Plan, setting: Setting, section: Element, width: float, blank: int) -> Flowable:
    """What the reader writes or ticks: a heading and its rows."""
    words = setting.leaflet.words
    if plan.week:
        return _week(plan.week, setting, section, width)
    heading = plan.notes or (Span(words.my_moves),)
    group = Group(0)
    down = group.add(0, 0, setting.text(heading, setting.style("signs", bold=True), section.add("P"), width))
    for move in (*plan.moves, *[None] * blank):
        down += WRITE
        _row(move, setting, section, group, down, width, plain=bool(plan.notes))
    group.height = down
    return group


def _row(move: Inline | None, setting: Setting, section: Element, group: Group, down: float, width: float, *, plain: bool) -> None:
    """A box to tick, a move or a line for one, and how often; `plain`: a line alone."""
    words, style = setting.leaflet.words, setting.style("signs", balance="no")
    if plain:
        group.add(0, down + 2, lambda pen, x, y: pen.rule(x, y, width, ink="line_p"))
        return
    group.add(0, down - BOX + 1, lambda pen, x, y: pen.panel(x, y, BOX, BOX, fill="white", edge="ink", radius=2.5, width=1))
    start = BOX + 6
    row = section.add("P")
    label = setting.line(move, style, row.add("Span")) if move else None
    unit = setting.line(words.times_a_day if move else words.times, style, row.add("Span"))
    end = width - unit.width
    group.add(end, down - unit.height, unit)
    if label:
        group.add(start, down - label.height, label)
        start += label.width + 8
    else:
        long = end - 6 - TIMES - 8 - start
        group.add(start, down + 2, lambda pen, x, y: pen.rule(x, y, long, ink="line_p"))
        start = end - 6 - TIMES
    group.add(start, down + 2, lambda pen, x, y: pen.rule(x, y, end - 6 - start, ink="line_p"))


def _week(rows: tuple[Inline, ...], setting: Setting, section: Element, width: float) -> Group:
    """Days of a week to tick off, for each of a few things."""
    words = setting.leaflet.words
    table = section.add("Table")
    group = Group(0)
    down = group.add(0, 0, setting.text(words.my_week, setting.style("signs", bold=True), section.add("P"), width))
    days = [day[:1].upper() for day in words.days]
    cell = min(24.0, width * TICKS / len(days))
    first = width - cell * len(days)
    head = setting.style("signs", bold=True, ink="deep", align="center", balance="no")
    tr = table.add("TR")
    tr.add("TH", Scope="Column")
    for i, (day, name) in enumerate(zip(days, words.days, strict=True)):
        owner = tr.add("TH", Scope="Column")
        owner.actual = name
        group.add(first + i * cell, 0, setting.text(day, head, owner, cell))
    for row in rows:
        tr = table.add("TR")
        piece = setting.text(row, setting.style("signs", balance="even"), tr.add("TH", Scope="Row"), first - 6)
        top = down + head.line_gap + 4
        down = group.add(0, top, piece)
        down = max(down, top + 13)
        for i in range(len(days)):
            tr.add("TD")
            group.add(first + (i + 0.5) * cell - DAY / 2, top - 2, _box)
    group.height = down
    return group


def _box(pen: Pen, x: float, y: float) -> None:
    pen.panel(x, y, DAY, DAY, fill="white", edge="ink", radius=2.5, width=1)
