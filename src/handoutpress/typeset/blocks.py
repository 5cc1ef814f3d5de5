"""Text blocks as pieces: one function per block class, chosen by class (functools.singledispatch)."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from handoutpress.markup import Inline, Span
from handoutpress.model import blocks as b
from handoutpress.pdf.structure import Element
from handoutpress.typeset.pen import Pen, Piece
from handoutpress.typeset.setting import Group, Setting
from handoutpress.typeset.text import Look

if TYPE_CHECKING:
    from collections.abc import Sequence


@singledispatch
def compose(block: object, setting: Setting, parent: Element, width: float) -> Piece:
    """A block as a piece `width` points wide, its structure elements under `parent`.

    Raises:
        TypeError: a block class without a function here (a fault in the program).
    """
    raise TypeError(f"no way to typeset {type(block).__name__}")


@compose.register(b.Paragraph)
def paragraph(block: b.Paragraph, setting: Setting, parent: Element, width: float) -> Piece:
    """Running text."""
    return setting.text(block.root, setting.look("body"), parent.add("P"), width)


def bullet_list(
    items: tuple[Inline, ...], setting: Setting, parent: Element, width: float, *, look: Look, ink: str = "brand",
    gap: float = 5, square: bool = False, columns: int = 1, gutter: float = 18,
) -> Group:  # fmt: skip
    """Items with a dot or square, in one or two columns of like height; gap is white beyond the line gap."""
    lst = parent.add("L", ListNumbering="Square" if square else "Disc")
    cell = (width - gutter * (columns - 1)) / columns
    indent = look.size * (1.25 if square else 1.45)
    pieces = [setting.text(item, look, lst.add("LI").add("LBody"), cell - indent) for item in items]
    mark = look.size * (0.57 if square else 0.52)
    group = Group(0)
    for column, part in enumerate(_shared(pieces, columns, look.line_gap + setting.u(gap))):
        down = 0.0
        for piece in part:
            x = column * (cell + gutter)

            def dot(pen: Pen, x: float, y: float) -> None:
                if square:
                    pen.square(x, y, mark, ink)
                else:
                    pen.disc(x + mark / 2 + look.size * 0.3, y - mark / 2, mark, ink)

            group.add(x, down + (look.cap - mark) / 2, dot)
            down = group.add(x + indent, down, piece)
            group.height = max(group.height, down)
            down += look.line_gap + setting.u(gap)
    return group


def _shared(items: Sequence[Piece], columns: int, gap: float) -> list[Sequence[Piece]]:
    """Items in one column, or in two of which the higher is as low as can be."""
    if columns == 1:
        return [items]

    def height(part: Sequence[Piece]) -> float:
        return sum(item.height + gap for item in part)

    cut = min(range(len(items) + 1), key=lambda n: (max(height(items[:n]), height(items[n:])), -n))
    return [items[:cut], items[cut:]]


@compose.register(b.Bullets)
def bullets(block: b.Bullets, setting: Setting, parent: Element, width: float) -> Piece:
    """A list; short items stand in two columns."""
    look = setting.look("body")
    short = all(sum(len(s.text) for s in item) < 40 for item in block.root)
    columns = 2 if short and width > setting.k(400) and len(block.root) > 3 else 1
    return bullet_list(block.root, setting, parent, width, look=look, columns=columns)


@singledispatch
def pieces(block: object, setting: Setting, parent: Element, width: float) -> list[Piece]:
    """A block as pieces that may stand on different pages; most blocks are one piece."""
    return [compose(block, setting, parent, width)]


def stacked(parts: Sequence[Piece], gap: float) -> Group:
    """Pieces one under the other, `gap` points apart."""
    group = Group(0)
    for i, part in enumerate(parts):
        group.height = group.add(0, group.height + (gap if i else 0), part)
    return group


@compose.register(b.Steps)
def steps(block: b.Steps, setting: Setting, parent: Element, width: float) -> Piece:
    """Numbered things to do, in one piece."""
    return stacked(step_pieces(block, setting, parent, width), setting.u(step_gap(block)))


def step_gap(block: b.Steps) -> float:
    """White between steps, points: less where steps are orders without a how."""
    return 11 if any(step.text for step in block.root) else 6


@pieces.register(b.Steps)
def step_pieces(block: b.Steps, setting: Setting, parent: Element, width: float) -> list[Piece]:
    """A step each: a disc with the number, the order in bold, how in plain."""
    lst = parent.add("L", ListNumbering="Decimal")
    head, body = setting.look("h3"), setting.look("body")
    d = setting.u(24)
    indent = d * 1.42
    out: list[Piece] = []
    for number, step in enumerate(block.root, 1):
        item = lst.add("LI")
        group = Group(0)
        group.add(0, 0, lambda pen, x, y: pen.disc(x + d / 2, y - d / 2, d, "fill"))
        look = Look(d * 0.58, d, True, "on_fill", "center", "no")
        group.add(0, (d - look.cap) / 2, setting.text(str(number), look, item.add("Lbl"), d))
        content = item.add("LBody")
        end = group.add(indent, (d - head.cap) / 2, setting.text(step.title, head, content.add("P"), width - indent))
        if step.text:
            how = setting.text(step.text, body, content.add("P"), width - indent)
            end = group.add(indent, end + body.line_gap * 0.9, how)
        group.height = max(end, d)
        out.append(group)
    return out


@compose.register(b.DoDont)
def do_dont(block: b.DoDont, setting: Setting, parent: Element, width: float) -> Piece:
    """Two cards: side by side when wide, one over the other when narrow."""
    words = setting.leaflet.words
    wide = width > setting.k(330)
    cell = (width - setting.template.columns.gap) / 2 if wide else width
    cards = [
        _card(setting, parent.add("Sect"), cell, words.do, block.do, "good", "check"),
        _card(setting, parent.add("Sect"), cell, words.dont, block.dont, "bad", "cross"),
    ]
    if wide:
        height = max(card.height for card in cards)
        return Group(height, [(i * (cell + setting.template.columns.gap), 0, card.framed(height)) for i, card in enumerate(cards)])
    stack = Group(0)
    stack.height = stack.add(0, 0, cards[0].framed(cards[0].height)) + setting.u(12)
    stack.height = stack.add(0, stack.height, cards[1].framed(cards[1].height))
    return stack


class _Card(Group):
    """A do or do-not card whose frame may be drawn taller than its content."""

    def __init__(self, width: float, ink: str) -> None:
        super().__init__(0)
        self.width, self.ink = width, ink

    def framed(self, height: float) -> Group:
        """The card with its frame at `height` points."""
        frame = Group(height)
        frame.add(0, 0, lambda pen, x, y: pen.panel(x, y, self.width, height, edge=self.ink, radius=8, width=1.2))
        frame.add(0, 0, self)
        return frame


def _card(setting: Setting, section: Element, width: float, title: str, items: tuple[Inline, ...], ink: str, icon: str) -> _Card:
    pad, size = setting.u(13), setting.u(17)
    head = setting.look("h3", ink=ink, size=setting.u(14))
    card = _Card(width, ink)
    middle = pad + head.cap / 2
    card.add(pad, middle - size / 2, lambda pen, x, y: pen.icon(icon, x, y, size, main=ink))
    down = card.add(pad + size * 1.4, pad, setting.text(title, head, section.add("H3"), width - 2 * pad - size * 1.4))
    look = setting.look("body")
    card.height = pad + card.add(
        pad, down + setting.u(12), bullet_list(items, setting, section, width - 2 * pad, look=look, ink=ink, gap=3.5)
    )
    return card


@compose.register(b.Callout)
def callout(block: b.Callout, setting: Setting, parent: Element, width: float) -> Piece:
    """A tinted box with a mark on its left; caution is framed as well, so that it shows without colour."""
    words = setting.leaflet.words
    section = parent.add("Sect")
    pad, size = setting.u(13), setting.u(20)
    caution = block.level == "caution"
    x = pad + size + setting.u(10)
    inner = width - x - pad
    head, body = setting.look("h3"), setting.look("body")
    group = Group(0)
    title = block.title or (Span(words.caution if caution else words.note),)
    down = group.add(x, pad, setting.text(title, head, section.add("H3"), inner))
    if block.text:
        down = group.add(x, down + body.line_gap * 1.05, setting.text(block.text, body, section.add("P"), inner))
    if block.items:
        short = all(sum(len(s.text) for s in item) < 38 for item in block.items)
        listing = bullet_list(
            block.items, setting, section, inner, look=body, gap=2, ink="deep", columns=2 if short and inner > setting.k(380) else 1
        )
        down = group.add(x, down + body.line_gap * 1.1, listing)
    group.height = max(down + pad, size + 2 * pad - setting.u(6))
    edge = "accent_text" if caution else None
    group.parts.insert(
        0, (0, 0, lambda pen, px, py: pen.panel(px, py, width, group.height, fill="tint", edge=edge, radius=9, width=1.2))
    )
    icon = "warn" if caution else "info"
    mark = "accent_text" if caution else "brand"
    top = pad + head.cap / 2 - size / 2
    group.add(pad, top, lambda pen, px, py: pen.icon(icon, px, py, size, main=mark, ground="tint"))
    return group


@compose.register(b.Table)
def table(block: b.Table, setting: Setting, parent: Element, width: float) -> Piece:
    """A simple table: bold header, hairlines between rows, no vertical lines."""
    element = parent.add("Table")
    head, body = setting.look("body", bold=True, ink="deep"), setting.look("body")
    cell = width / len(block.header)
    group = Group(0)
    down = 0.0
    for number, row in enumerate((block.header, *block.rows)):
        tr = element.add("TR")
        bottom = down
        for i, text in enumerate(row):
            owner = tr.add("TH", Scope="Column") if not number else tr.add("TD")
            piece = setting.text(text, body if number else head, owner, cell - 12)
            bottom = max(bottom, group.add(i * cell, down, piece))
        group.height = bottom + setting.u(5)
        group.add(0, group.height, lambda pen, x, y: pen.rule(x, y, width))
        down = group.height + setting.u(8)
    return group


@compose.register(b.Tracker)
def tracker(block: b.Tracker, setting: Setting, parent: Element, width: float) -> Piece:
    """A chart of empty boxes to tick by hand."""
    element = parent.add("Table")
    head, body = setting.look("small", bold=True, ink="deep", align="center", balance="no"), setting.look("body")
    box, first = setting.u(15), width * (0.34 if width > setting.k(300) else 0.22)
    cell = (width - first) / len(block.columns)
    group = Group(0)
    tr = element.add("TR")
    tr.add("TH", Scope="Column")
    down = 0.0
    for i, text in enumerate(block.columns):
        piece = setting.text(text, head, tr.add("TH", Scope="Column"), cell)
        down = max(down, group.add(first + i * cell, 0, piece))
    down += setting.u(6)
    for row in block.rows:
        tr = element.add("TR")
        piece = setting.text(row, body, tr.add("TH", Scope="Row"), first - 10)
        height = max(piece.height, box) + setting.u(8)
        group.add(0, down, lambda pen, x, y: pen.rule(x, y, width))
        group.add(0, down + (height - piece.height) / 2, piece)
        for i in range(len(block.columns)):
            tr.add("TD")
            left = first + (i + 0.5) * cell - box / 2
            group.add(left, down + (height - box) / 2, lambda pen, x, y: pen.panel(x, y, box, box, edge="ink", radius=2, width=1))
        down += height
    group.add(0, down, lambda pen, x, y: pen.rule(x, y, width))
    group.height = down
    return group


@compose.register(b.Services)
def services(block: b.Services, setting: Setting, parent: Element, width: float) -> Piece:
    """What this clinic offers."""
    group = Group(0)
    down = 0.0
    body = setting.look("body")
    if block.intro:
        down = group.add(0, 0, setting.text(block.intro, body, parent.add("P"), width)) + body.line_gap + setting.u(4)
    names = tuple((Span(name),) for name in setting.leaflet.clinic.services)
    group.height = group.add(
        0, down, bullet_list(names, setting, parent, width, look=body, columns=1 + (width > setting.k(300)), gap=3)
    )
    return group


@compose.register(b.Contact)
def contact(block: b.Contact, setting: Setting, parent: Element, width: float) -> Piece:
    """How to reach this clinic, one line each."""
    clinic, words = setting.leaflet.clinic, setting.leaflet.words
    body = setting.look("body")
    lines: list[Inline] = [block.intro] if block.intro else []
    lines.append((Span(words.phone + ": "), Span(clinic.phone, bold=True, link=f"tel:{clinic.tel}")))
    lines += [(Span(f"{days}: {times}"),) for days, times in clinic.hours]
    if clinic.address:
        lines.append((Span(clinic.address),))
    if clinic.web:
        lines.append((Span(clinic.web, bold=True, link=clinic.url),))
    group = Group(0)
    down = 0.0
    for line in lines:
        group.height = group.add(0, down, setting.text(line, body, parent.add("P"), width))
        down = group.height + body.line_gap + setting.u(1)
    return group
