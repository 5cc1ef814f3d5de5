"""Blocks as HTML: one function per block class, chosen by class (functools.singledispatch), as in `typeset.blocks`."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from handoutpress.content.markup import Span
from handoutpress.content.schema import blocks as b
from handoutpress.formats.html.build import Node, Page, add, spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handoutpress.content.markup import Inline


@singledispatch
def write(block: object, page: Page, parent: Node) -> None:
    """Write a block at the end of `parent`.

    Raises:
        TypeError: a block class without a function here (a fault in the program).
    """
    raise TypeError(f"no way to write {type(block).__name__} as HTML")


def listed(items: Sequence[Inline], parent: Node) -> None:
    """A list without order."""
    lst = add(parent, "ul")
    for item in items:
        add(lst, "li", item)


@write.register(b.Paragraph)
def _paragraph(block: b.Paragraph, page: Page, parent: Node) -> None:
    add(parent, "p", block.root)


@write.register(b.Bullets)
def _bullets(block: b.Bullets, page: Page, parent: Node) -> None:
    listed(block.root, parent)


@write.register(b.Steps)
def _steps(block: b.Steps, page: Page, parent: Node) -> None:
    lst = add(parent, "ol", class_="steps", role="list")  # a list without marks is none to some screen readers
    for step in block.root:
        item = add(lst, "li")
        add(add(item, "p"), "strong", step.title)
        if step.text:
            add(item, "p", step.text)


@write.register(b.DoDont)
def _do_dont(block: b.DoDont, page: Page, parent: Node) -> None:
    words = page.leaflet.words
    pair = add(parent, "div", class_="cards")
    for kind, title, items, icon in (("good", words.do, block.do, "check"), ("bad", words.dont, block.dont, "cross")):
        card = add(pair, "section", class_=f"card {kind}")
        spans(_headed(page, card, icon, kind), (Span(title),))
        listed(items, card)


def _headed(page: Page, parent: Node, icon: str, ink: str, tag: str = "h3") -> Node:
    """A heading with a pictogram before its words; where the words go."""
    heading = add(parent, tag, class_="headed")
    page.icon(heading, icon, main=ink, ground="tint" if ink == "brand" else "white")
    return add(heading, "span")


@write.register(b.Callout)
def _callout(block: b.Callout, page: Page, parent: Node) -> None:
    words, caution = page.leaflet.words, block.level == "caution"
    box = add(parent, "section", class_=f"callout {block.level}")
    title = block.title or (Span(words.caution if caution else words.note),)
    spans(_headed(page, box, "warn" if caution else "info", "accent_text" if caution else "brand"), title)
    if block.text:
        add(box, "p", block.text)
    if block.items:
        listed(block.items, box)


@write.register(b.Exercises)
def _exercises(block: b.Exercises, page: Page, parent: Node) -> None:
    grid = add(parent, "div", class_="cards" if len(block.root) % 3 else "cards threes")
    for move in block.root:
        card = add(grid, "section", class_="card")
        add(card, "h3", move.name)
        page.figure(card, move.figure)
        add(card, "p", move.text)
        if move.hold or move.repeats:
            dose = add(card, "p", class_="dose")
            for part in (move.hold, move.repeats):
                if part:
                    if len(dose):
                        dose[-1].tail = " "
                    add(dose, "strong", part)


@write.register(b.Compares)
def _compares(block: b.Compares, page: Page, parent: Node) -> None:
    words = page.leaflet.words
    grid = add(parent, "div", class_="cards")
    for pair in block.root:
        card = add(grid, "div", class_="card pair")
        for pose, word, ink, icon in (
            (pair.wrong, words.wrong_way, "bad", "cross"),
            (pair.right, words.right_way, "good", "check"),
        ):
            side = add(card, "div", class_=ink)
            label = _headed(page, side, icon, ink, "p")
            add(label, "strong", word)
            page.figure(side, pose.figure)
            add(side, "p", pose.caption)


@write.register(b.Habits)
def _habits(block: b.Habits, page: Page, parent: Node) -> None:
    points(block.root, page, parent)


def points(items: Sequence[b.Habit], page: Page, parent: Node) -> None:
    """Pictogram, two or three words, and one line; in columns where there is room."""
    lst = add(parent, "ul", class_="points", role="list")
    for item in items:
        entry = add(lst, "li")
        page.icon(entry, item.icon, main="deep", second="white", ground="tint2")
        words = add(entry, "div")
        add(add(words, "p"), "strong", item.title)
        add(words, "p", item.text)


@write.register(b.FigureBlock)
def _figures(block: b.FigureBlock, page: Page, parent: Node) -> None:
    row = add(parent, "div", class_="figures")
    for name in block.ids:
        figure = add(row, "figure")
        page.figure(figure, name)
        add(figure, "figcaption", page.leaflet.figure_text(name).caption)


@write.register(b.Treatment)
def _treatment(block: b.Treatment, page: Page, parent: Node) -> None:
    words = page.leaflet.words
    add(parent, "p", block.what)
    for label, text in ((words.may_help, block.may_help), (words.risks, block.risks), (words.evidence, block.evidence)):
        add(parent, "p", (Span(label, bold=True), Span(" "), *text))


@write.register(b.Table)
def _table(block: b.Table, page: Page, parent: Node) -> None:
    table = add(add(parent, "div", class_="wide"), "table")
    row = add(add(table, "thead"), "tr")
    for cell in block.header:
        add(row, "th", cell, scope="col")
    body = add(table, "tbody")
    for cells in block.rows:
        row = add(body, "tr")
        for cell in cells:
            add(row, "td", cell)


@write.register(b.Tracker)
def _tracker(block: b.Tracker, page: Page, parent: Node) -> None:
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


@write.register(b.Services)
def _services(block: b.Services, page: Page, parent: Node) -> None:
    if block.intro:
        add(parent, "p", block.intro)
    listed([(Span(name),) for name in page.leaflet.clinic.services], parent)


@write.register(b.Contact)
def _contact(block: b.Contact, page: Page, parent: Node) -> None:
    clinic, words = page.leaflet.clinic, page.leaflet.words
    if block.intro:
        add(parent, "p", block.intro)
    add(parent, "p", (Span(f"{words.phone}: "), Span(clinic.phone, bold=True, link=f"tel:{clinic.tel}")))
    for days, times in clinic.hours:
        add(parent, "p", f"{days}: {times}")
    if clinic.address:
        add(parent, "p", clinic.address)
    if clinic.web:
        add(parent, "p", (Span(clinic.web, bold=True, link=clinic.url),))
