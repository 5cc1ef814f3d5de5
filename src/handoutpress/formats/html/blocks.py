"""Blocks as HTML: a function for each block type that has a look of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from handoutpress.content.markup import Inline, Span
from handoutpress.content.schema.blocks.basic import Bullets, Callout, DoDont, ParagraphBlock, Steps, TableBlock, Tracker
from handoutpress.content.schema.blocks.body_map import SCALE, BodyMap
from handoutpress.content.schema.blocks.clinic_details import Contact
from handoutpress.content.schema.blocks.pictures import Compares, Exercise, Exercises, FigureBlock, Habit, Habits
from handoutpress.formats.html.build import HtmlPage, Node, add, spans
from handoutpress.layout.components.figure_box import by_the_same
from handoutpress.merge.block_renderers import BlockRenderers
from handoutpress.merge.contact_lines import contact_lines

HTML_BLOCKS: BlockRenderers[Callable[[Any, HtmlPage, Node], None]] = BlockRenderers()  # each writes at the end of a node


def listed(items: Sequence[Inline], parent: Node) -> None:
    """A list without order."""
    lst = add(parent, "ul")
    for item in items:
        add(lst, "li", item)


@HTML_BLOCKS.register(ParagraphBlock)
def _paragraph(block: ParagraphBlock, page: HtmlPage, parent: Node) -> None:
    add(parent, "p", block.root)


@HTML_BLOCKS.register(Bullets)
def _bullets(block: Bullets, page: HtmlPage, parent: Node) -> None:
    listed(block.root, parent)


@HTML_BLOCKS.register(Steps)
def _steps(block: Steps, page: HtmlPage, parent: Node) -> None:
    lst = add(parent, "ol", class_="steps", role="list")  # a list without marks is none to some screen readers
    for step in block.root:
        item = add(lst, "li")
        add(add(item, "p"), "strong", step.title)
        if step.text:
            add(item, "p", step.text)


@HTML_BLOCKS.register(DoDont)
def _do_dont(block: DoDont, page: HtmlPage, parent: Node) -> None:
    words = page.leaflet.words
    pair = add(parent, "div", class_="cards")
    for kind, title, items, icon in (("good", words.do, block.do, "check"), ("bad", words.dont, block.dont, "cross")):
        card = add(pair, "section", class_=f"card {kind}")
        spans(_headed(page, card, icon, kind), (Span(title),))
        listed(items, card)


def _headed(page: HtmlPage, parent: Node, icon: str, ink: str, tag: str = "h3") -> Node:
    """A heading with a pictogram before its words; where the words go."""
    heading = add(parent, tag, class_="headed")
    page.icon(heading, icon, main=ink, ground="tint" if ink == "brand" else "white")
    return add(heading, "span")


@HTML_BLOCKS.register(Callout)
def _callout(block: Callout, page: HtmlPage, parent: Node) -> None:
    caution = block.level == "caution"
    box = add(parent, "section", class_=f"callout {block.level}")
    heading = _headed(page, box, "warn" if caution else "info", "accent_text" if caution else "brand")
    spans(heading, block.heading(page.leaflet.words))
    if block.text:
        add(box, "p", block.text)
    if block.items:
        listed(block.items, box)


@HTML_BLOCKS.register(Exercises)
def _exercises(block: Exercises, page: HtmlPage, parent: Node) -> None:
    grid = add(parent, "div", class_="cards" if len(block.root) % 3 else "cards threes")
    for move in block.root:
        card = add(grid, "section", class_="card")
        add(card, "h3", move.name)
        _movement(move, page, card)
        add(card, "p", move.text)
        if move.hold or move.repeats:
            dose = add(card, "p", class_="dose")
            for part in (move.hold, move.repeats):
                if part:
                    if len(dose):
                        dose[-1].tail = " "
                    add(dose, "strong", part)


def _movement(move: Exercise, page: HtmlPage, card: Node) -> None:
    """Where a movement starts, an arrow, where it ends."""
    if not move.start:
        page.figure(card, move.figure)
        return
    row = add(card, "div", class_="start-end")
    page.figure(row, by_the_same(page.leaflet, move.start, move.figure))
    page.icon(row, "arrow", main="brand")
    page.figure(row, move.figure)


@HTML_BLOCKS.register(Compares)
def _compares(block: Compares, page: HtmlPage, parent: Node) -> None:
    words = page.leaflet.words
    grid = add(parent, "div", class_="cards")
    for pair in block.root:
        card = add(grid, "div", class_="card pair")
        sides = ((pair.wrong, words.wrong_way, "bad", "cross"), (pair.right, words.right_way, "good", "check"))
        for pose, word, ink, icon in sides:
            side = add(card, "div", class_=ink)
            label = _headed(page, side, icon, ink, "p")
            add(label, "strong", word)
            page.figure(side, pose.figure)
            add(side, "p", pose.caption)


@HTML_BLOCKS.register(Habits)
def _habits(block: Habits, page: HtmlPage, parent: Node) -> None:
    points(block.root, page, parent)


def points(items: Sequence[Habit], page: HtmlPage, parent: Node) -> None:
    """Pictogram, two or three words, and one line; in columns where there is room."""
    lst = add(parent, "ul", class_="points", role="list")
    for item in items:
        entry = add(lst, "li")
        page.icon(entry, item.icon, main="deep", second="white", ground="tint2")
        words = add(entry, "div")
        add(add(words, "p"), "strong", item.title)
        add(words, "p", item.text)


@HTML_BLOCKS.register(FigureBlock)
def _figures(block: FigureBlock, page: HtmlPage, parent: Node) -> None:
    row = add(parent, "div", class_="figures")
    for name in block.ids:
        figure = add(row, "figure")
        page.figure(figure, name)
        add(figure, "figcaption", page.leaflet.figure_text(name).caption)


@HTML_BLOCKS.register(BodyMap)
def _body_map(block: BodyMap, page: HtmlPage, parent: Node) -> None:
    """The outlines, under each the sides of the reader's own body; what to draw in three steps; the alarm."""
    row = add(parent, "div", class_="figures")
    for name, (first, last) in zip(block.outlines, block.sides_of_outlines(page.leaflet.words.direction), strict=True):
        figure = add(row, "figure")
        page.figure(figure, name)
        under = add(figure, "figcaption", class_="sides")
        for text in (first, page.leaflet.figure_text(name).caption, last):
            add(under, "span", text).tail = " "
    steps = add(parent, "ol", class_="steps", role="list")
    shade, write, scale = (add(steps, "li") for _ in range(3))
    add(add(shade, "p"), "strong", block.shade)
    add(add(write, "p"), "strong", block.write)
    letters = add(write, "ul")
    for one in block.letters:
        item = add(letters, "li")
        add(item, "strong", one.letter).tail = " "
        spans(item, one.text)
    add(add(scale, "p"), "strong", block.scale)
    ends = add(scale, "ol")
    for number, text in ((SCALE[0], block.least), (SCALE[-1], block.most)):
        add(ends, "li", text, value=str(number))
    alarm = add(parent, "section", class_="callout caution")
    add(add(alarm, "p"), "strong", block.alarm)
    add(alarm, "p", block.act)


@HTML_BLOCKS.register(TableBlock)
def _table(block: TableBlock, page: HtmlPage, parent: Node) -> None:
    table = add(add(parent, "div", class_="wide"), "table")
    row = add(add(table, "thead"), "tr")
    for cell in block.header:
        add(row, "th", cell, scope="col")
    body = add(table, "tbody")
    for cells in block.rows:
        row = add(body, "tr")
        for cell in cells:
            add(row, "td", cell)


@HTML_BLOCKS.register(Tracker)
def _tracker(block: Tracker, page: HtmlPage, parent: Node) -> None:
    table = add(add(parent, "div", class_="wide"), "table", class_="tracker")
    row = add(add(table, "thead"), "tr")
    add(row, "td")
    for column in block.columns:
        add(row, "th", column, scope="col")
    body = add(table, "tbody")
    for name in block.rows:
        row = add(body, "tr")
        add(row, "th", name, scope="row")
        for _ in block.columns:
            add(add(row, "td"), "span", class_="box")


@HTML_BLOCKS.register(Contact)
def _contact(block: Contact, page: HtmlPage, parent: Node) -> None:
    if block.intro:
        add(parent, "p", block.intro)
    for line in contact_lines(page.leaflet.clinic, page.leaflet.words, "block"):
        add(parent, "p", line.spans())
