"""What a booklet is made of beside sections: its contents, heads of chapters, what fills a page, and the small print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from handoutpress.content import markup
from handoutpress.content.markup import Span
from handoutpress.content.schema.blocks.pictures import Exercises
from handoutpress.layout.blocks.card_blocks import strip
from handoutpress.layout.components.stage import HIGH, Stage, number_disc
from handoutpress.layout.context import Elastic, Group, Setting, first_that_fits
from handoutpress.layout.drawing.pen import Flowable, Pen
from handoutpress.merge.leaflet import Leaflet, LeafletSection
from handoutpress.pdf.tag_tree import Artifact, Element

CHAPTER_DISC = 32.0  # points
ENTRY = 7.5  # least white above and under a line of the contents, points
AIR = 34.0  # by how much the entries of the contents may stand further apart, points
BOX, LEVEL, DAYS, WEEKS = 16.0, 26.0, 7, 2  # a chart of moves: its boxes and rows, points; days, and weeks


class Bound(Protocol):
    """What a booklet tells its contents page."""

    leaflets: Sequence[Leaflet]
    starts: dict[str, int]

    @property
    def count(self) -> int:
        """Pages."""


def chapter_head(setting: Setting, number: int, parent: Element, name: str, *, figured: bool) -> Elastic:
    """A chapter's number on a disc (0: none), its title, and its main message, beside its figure if asked, over a rule."""
    leaflet, width = setting.leaflet, setting.width
    start = CHAPTER_DISC * 1.3 if number else 0.0
    element = parent.add("H1", title=leaflet.title, ident="title")
    title = setting.text(leaflet.title, setting.style("h2", size="large", balance="even"), element, width - start)
    figure = leaflet.figure if figured else None
    side = width * 0.42 if figure else 0.0
    room = width - side - (14 if side else 0)
    lead = setting.text(leaflet.main_message, setting.style("lead"), parent.add("P"), room)
    stage = Stage(setting, figure, parent, side) if figure else None
    disc = number_disc(setting, number, Artifact("Layout"), CHAPTER_DISC) if number else None
    above = max(title.height, CHAPTER_DISC if number else 0.0) + 14
    least = above + max(lead.height, side * HIGH if stage else 0.0) + 12

    def make(extra: float) -> Group:
        group = Group(least + extra)
        group.add(0, 0, lambda pen, x, y: pen.canvas.destination(name, y + 10))
        if disc:
            group.add(0, 0, disc)
        group.add(start, max(0.0, (above - 14 - title.height) / 2), title)
        group.add(0, above + 2, lead)
        if stage:
            group.add(width - side, above, stage.at(min(stage.most, stage.height + extra)))
        group.add(0, group.height, lambda pen, x, y: pen.rule(x, y, width))
        return group

    return Elastic(make, least, stage.most - stage.height if stage else 0.0)


def contents(bound: Bound, setting: Setting, parent: Element, height: float) -> Elastic:
    """What is in a booklet, with main messages if `height` points hold them; of one handout its sections and key points."""
    return first_that_fits(parent, height, [partial(_contents, bound, setting, told=told) for told in (True, False)])


def _contents(bound: Bound, setting: Setting, parent: Element, *, told: bool) -> Elastic:
    """Each line is a link, with the number of its page."""
    leaflet, width, words = setting.leaflet, setting.width, setting.leaflet.words
    entries: list[_Entry] = []
    head = setting.text(words.contents, setting.style("h2", size="large"), parent.add("H2", title=words.contents), width)
    points: Group | None = None
    listed = parent.add("TOC")

    def entry(title: str, message: markup.Inline | None, name: str, number: int = 0) -> None:
        entries.append(_Entry(bound, setting, listed.add("TOCI").add("Reference").add("Link"), title, message, name, number))

    if len(bound.leaflets) > 1:
        for number, one in enumerate(bound.leaflets, 1):
            entry(one.title, one.main_message if told else None, f"handout-{one.handout}", number)
    else:
        for section in (one for one in leaflet.sections if one.heading):
            entry(markup.plain(section.heading), None, section.id)
        points = strip(leaflet.key_points, setting, parent, width, columns=1, disc=30)
    note = setting.text(words.disclaimer, setting.style("body", ink="soft"), parent.add("P"), width)
    least = (
        head.height + 18 + sum(one.height + 2 * ENTRY for one in entries) + (points.height + 24 if points else 0) + 14 + note.height
    )

    def make(extra: float) -> Group:
        group = Group(least + extra)
        more = min(AIR, extra * 0.8 / max(1, len(entries)))
        down = group.add(0, 0, head) + 18
        for one in entries:
            group.add(0, down, lambda pen, x, y: pen.rule(x, y, width))
            down = group.add(0, down + ENTRY + more / 2, one) + ENTRY + more / 2
        if points:
            group.add(0, down, lambda pen, x, y: pen.rule(x, y, width))
            group.add(0, down + 24, points)
        group.add(0, group.height - note.height, note)
        return group

    return Elastic(make, least, 400)


class _Entry:
    """A line of the contents: number, title and main message at the start, page at the end; all of it a link."""

    def __init__(
        self, bound: Bound, setting: Setting, owner: Element, title: str, message: markup.Inline | None, name: str, number: int
    ) -> None:
        self.bound, self.setting, self.owner, self.name = bound, setting, owner, name
        self.words = title
        self.start = 30.0 if number else 0.0
        room = setting.width - 36 - self.start
        self.disc = number_disc(setting, number, Artifact("Layout"), 21) if number else None
        self.title = setting.text(title, setting.style("h3"), owner, room)
        body = setting.style("body")
        self.message = setting.text(message, body, owner, room) if message else None
        self.gap = body.line_gap
        self.height = self.title.height + (self.gap + self.message.height if self.message else 0.0)

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw with the top of the title at y."""
        width, page = self.setting.width, str(self.bound.starts[self.name])
        if self.disc:
            self.disc.draw(pen, x, y + (21 - self.title.style.cap) / 2)
        self.title.draw(pen, x + self.start, y)
        if self.message:
            self.message.draw(pen, x + self.start, y - self.title.height - self.gap)
        style = self.setting.style("h3", align="end", balance="no", ink="brand")
        self.setting.text(page, style, self.owner, width).draw(pen, x, y)
        words = self.setting.leaflet.words
        where = f"{self.words}, {words.page_of.format(page=page, pages=self.bound.count)}"
        pen.link(x, y + 6, width, self.height + 11, self.owner, self.name, markup.plain((Span(where),)))


def key_message(setting: Setting, sections: Sequence[LeafletSection], shown: set[str]) -> Flowable | None:
    """A section's key message in large type beside its picture, if that is not shown yet: decoration, since the page has said it."""
    figured = [(section.key_message, section.figure) for section in sections if section.figure and section.figure not in shown]
    if not figured:
        return None
    message, figure = figured[-1]
    owner, side = Artifact("Layout"), setting.width * 0.3
    text = setting.text(message, setting.style("h3", balance="even"), owner, setting.width - side - 20)
    stage = Stage(setting, figure or "", None, side)
    least = max(stage.height, text.height) + 14

    def make(extra: float) -> Group:
        group, high = Group(least + extra), min(stage.most, stage.height + extra)
        group.add(0, 0, lambda pen, x, y: pen.rule(x, y, setting.width))
        group.add(0, 14, stage.at(high))
        group.add(side + 20, 14 + max(0.0, (high - text.height) / 2), text)
        return group

    return Elastic(make, least, stage.most - stage.height)


def key_points(setting: Setting, section: Element) -> Group:
    """The key points of a handout, as a reminder under a rule."""
    group = Group(0, [(0, 0, lambda pen, x, y: pen.rule(x, y, setting.width))])
    head = setting.text(setting.leaflet.words.key_points, setting.style("h2"), section.add("H2"), setting.width)
    down = group.add(0, 18, head) + 16
    group.height = group.add(0, down, strip(setting.leaflet.key_points, setting, section, setting.width, columns=1, disc=28))
    return group


def moves_chart(setting: Setting, sections: Sequence[LeafletSection]) -> Group | None:
    """Boxes to tick for two weeks, a row for each move of these sections: decoration, since there is nothing to read."""
    moves = [one.name for section in sections for block in section.blocks if isinstance(block, Exercises) for one in block.root]
    if not moves:
        return None
    words, width, owner = setting.leaflet.words, setting.width, Artifact("Layout")
    group = Group(0)
    body, small = setting.style("body"), setting.style("masthead", align="center", balance="no")
    down = group.add(0, 0, setting.line(words.two_weeks, setting.style("h2"), owner)) + body.line_gap + 4
    down = group.add(0, down, setting.line(words.tick_each_day, body, owner)) + 12
    first = width * 0.3
    gap = 10.0
    cell = (width - first - gap) / (DAYS * WEEKS)
    for move in moves[:5]:
        name = setting.text(move, setting.style("body", bold=True, balance="no"), owner, first - 4)
        group.add(0, down + max(0.0, (BOX - name.style.cap) / 2 if len(name.lines) == 1 else 0), name)
        for day in range(DAYS * WEEKS):
            x = first + day * cell + (gap if day >= DAYS else 0)
            side = min(BOX, cell - 1.5)
            group.add(x, down, lambda pen, px, py, side=side: pen.panel(px, py, side, BOX, fill="white", edge="brand", radius=3))  # type: ignore[misc]
            initial = setting.text(words.days[day % DAYS][:1].upper(), small, owner, side)
            group.add(x, down + (BOX - small.cap) / 2, initial)
        group.height = down + BOX
        down += max(LEVEL, name.height + 10)
    return group


def to_remember(setting_of: Callable[[Leaflet], Setting], leaflets: Sequence[Leaflet], section: Element, height: float) -> Flowable:
    """The key points of each handout under its title, of as many as there is room for."""
    first = setting_of(leaflets[0])
    words, width = first.leaflet.words, first.width
    head = first.text(words.key_points, first.style("h2", size="large"), section.add("H2", title=words.key_points), width)
    group = Group(head.height, [(0, 0, head)])
    made: list[Group] = []
    for leaflet in leaflets:
        setting, part = setting_of(leaflet), Element("Sect")
        one = Group(0)
        down = 0.0
        if len(leaflets) > 1:
            down = one.add(0, 0, setting.text(leaflet.title, setting.style("h3", ink="brand"), part.add("H3"), width)) + 10
        points = strip(leaflet.key_points, setting, part, width, columns=1 if len(leaflets) == 1 else 3, disc=26)
        one.height = one.add(0, down, points)
        if group.height + sum(each.height + 16 for each in made) + one.height + 16 > height:
            break
        section.adopt(part)
        made.append(one)
    spare = height - head.height - sum(one.height for one in made)
    gap = min(34.0, max(16.0, spare / (len(made) + 1)))
    for one in made:
        group.height = group.add(0, group.height + gap, one)
    return group


def large_picture(setting: Setting) -> Flowable | None:
    """A handout's figure as wide as the page: decoration, for a page with room."""
    if not setting.leaflet.figure:
        return None
    stage = Stage(setting, setting.leaflet.figure, None, setting.width)
    least = stage.height * 0.75
    return Elastic(lambda extra: Group(least + extra, [(0, 0, stage.at(least + extra))]), least, stage.most - least)


def small_print(setting: Setting, section: Element) -> Group:
    """Sources and document control of a handout, and the clinic's own line."""
    leaflet, width = setting.leaflet, setting.width
    small = setting.style("micro", balance="no")
    group = Group(8.0, [(0, 0, lambda pen, x, y: pen.rule(x, y, width))])
    sources = f"{leaflet.words.sources}: {'; '.join(leaflet.sources)}." if leaflet.sources else ""
    for number, text in enumerate(filter(None, (sources, leaflet.control, leaflet.clinic.footer))):
        down = group.height + (small.line_gap if number else 0)
        group.height = group.add(0, down, setting.text(text, small, section.add("P"), width))
    return group
