"""Text blocks as pieces of a page: a function for each block type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from handoutpress.content.markup import Inline, Span
from handoutpress.content.schema.blocks.basic import Bullets, Callout, Checklist, DoDont, ParagraphBlock, Steps, TableBlock, Tracker
from handoutpress.content.schema.blocks.clinic_details import Contact, Services
from handoutpress.layout.components import marks
from handoutpress.layout.context import Elastic, Group, Setting
from handoutpress.layout.drawing.pen import Flowable, Pen
from handoutpress.layout.text.text_style import TextStyle
from handoutpress.merge.block_renderers import BlockRenderers
from handoutpress.merge.contact_lines import contact_lines
from handoutpress.pdf.tag_tree import Element

Mark = Literal["dot", "circle", "square", "triangle", "box", "dash"]
SPREAD = 4.0  # by how much the white between items may grow where there is room, drawn for 12-point type, points
FAR = 20.0  # text of so many points is read across a room: it stands nearer to its mark, with only what cannot wait beside it
BULLET_GAP = 5.0  # white between items beyond the line gap, drawn for 12-point type, points


@dataclass(frozen=True)
class BlockPieces:
    """A block as pieces one under the other, `width` points wide.

    Attributes:
        gap: white between them, drawn for 12-point type, points; None: as between the columns of the template.
        give: by how much that white may grow where there is room, drawn for 12-point type, points.
        is_list: they are items of a list, which is not torn apart at its ends.
    """

    pieces: Sequence[Flowable]
    gap: float | None = None
    give: float = 4.0
    is_list: bool = False


# the structure elements of a block go under the element given; the number is the width, points
PAGE_BLOCKS: BlockRenderers[Callable[[Any, Setting, Element, float], BlockPieces]] = BlockRenderers()


@PAGE_BLOCKS.register(ParagraphBlock)
def paragraph(block: ParagraphBlock, setting: Setting, parent: Element, width: float) -> BlockPieces:
    """Running text."""
    return BlockPieces([setting.text(block.root, setting.style("body"), parent.add("P"), width)])


def bullet_list(
    items: tuple[Inline, ...], setting: Setting, parent: Element, width: float, *, style: TextStyle, ink: str = "brand",
    gap: float = BULLET_GAP, mark: Mark = "dot", columns: int = 1, more: float = 0,
) -> Group:  # fmt: skip
    """Items in one or two like columns; `gap`: white beyond the line gap, for 12-point type; `more`: further white, points."""
    made = spread_list(items, setting, parent, width, style=style, ink=ink, gap=gap, mark=mark, columns=columns)
    return made.make(more * (len(items) - 1) if columns == 1 else 0)


def spread_list(
    items: tuple[Inline, ...], setting: Setting, parent: Element, width: float, *, style: TextStyle, ink: str = "brand",
    gap: float = BULLET_GAP, mark: Mark = "dot", columns: int = 1, gutter: float = 18, shares: Sequence[float] = (0.5,),
) -> Elastic:  # fmt: skip
    """Items in one or two columns, whose gaps may grow; `gap`: white beyond the line gap, for 12-point type.

    `shares`: of the width, that the first of two columns may have; the one that makes the list lowest is taken.
    """
    lst = parent.add("L", ListNumbering="Disc" if mark == "dot" else "Square")
    between = style.line_gap + setting.u(gap)
    cells, count = (width, 0.0), len(items)
    if columns > 1:
        scratch, room, tries = Element("L"), width - gutter, []
        for share in shares:
            first, second = (
                [bullet(item, setting, scratch, cell, style, ink, mark).height + between for item in items]
                for cell in (room * share, room * (1 - share))
            )
            tries += [(max(sum(first[:n]), sum(second[n:])), abs(share - 0.5), -n, share) for n in range(len(items) + 1)]
        *_, count, share = min(tries)
        count, cells = -count, (room * share, room * (1 - share))
    parts = [
        (start, [bullet(item, setting, lst, cell, style, ink, mark) for item in part])
        for start, cell, part in zip((0.0, cells[0] + gutter), cells, (items[:count], items[count:]), strict=True)
    ]
    gaps = max(1, *(len(part) - 1 for _, part in parts))

    def make(extra: float) -> Group:
        group = Group(0)
        for start, part in parts:
            down = 0.0
            for piece in part:
                end = group.add(start, down, piece)
                group.height = max(group.height, end)
                down = end + between + extra / gaps
        return group

    return Elastic(make, make(0).height, setting.u(SPREAD) * gaps)


def bullet(item: Inline, setting: Setting, lst: Element, width: float, style: TextStyle, ink: str, mark: Mark) -> Group:
    """An item with its dot, square or box before it; for a dot stands what the style has for it."""
    if mark == "dot":
        mark = setting.family.bullet
    size = style.size * {"dot": 0.52, "circle": 0.52, "square": 0.57, "triangle": 0.6, "box": 1, "dash": 0.5}[mark]
    indent = style.size * (1.0 if style.size >= FAR else 1.25 if mark in ("circle", "square", "triangle") else 1.45)
    entry = lst.add("LI")
    label = entry.add("Lbl", actual="☐" if mark == "box" else "•")
    piece = setting.text(item, style, entry.add("LBody"), width - indent)

    def dot(pen: Pen, x: float, y: float) -> None:
        with pen.canvas.content(label):
            if mark == "box":
                pen.panel(x, y, size, size, fill="white", edge="ink", radius=2.5, width=1)
            elif mark == "square":
                pen.square(x, y, size, ink)
            elif mark == "dash":
                pen.block(x, y - size / 2 + 0.45, size, 0.9, ink)
            elif mark == "triangle":
                pen.triangle(x, y, size, ink, hollow=pen.saves_ink)
            elif mark == "circle" and pen.saves_ink:
                pen.panel(x, y, size, size, edge=ink, radius=size / 2, width=1)
            elif mark == "circle":
                pen.disc(x + size / 2, y - size / 2, size, ink)
            else:
                pen.disc(x + size / 2 + style.size * 0.3, y - size / 2, size, ink)

    return Group(piece.height, [(0, (style.cap - size) / 2, dot), (indent, 0, piece)])


def _shared(items: Sequence[Flowable], gap: float) -> list[Sequence[Flowable]]:
    """Items in two columns of which the higher is as low as can be."""

    def height(part: Sequence[Flowable]) -> float:
        return sum(item.height + gap for item in part)

    cut = min(range(len(items) + 1), key=lambda n: (max(height(items[:n]), height(items[n:])), -n))
    return [items[:cut], items[cut:]]


@PAGE_BLOCKS.register(Bullets)
def bullets(block: Bullets, setting: Setting, parent: Element, width: float) -> BlockPieces:
    """A list, a piece for each item; short items stand in two columns, as one piece."""
    style = setting.style("body")
    boxes = isinstance(block, Checklist)
    mark: Mark = "box" if boxes else "dot"
    gap = 3.0 if boxes else BULLET_GAP  # boxes to tick need less
    short = all(sum(len(s.text) for s in item) < 40 for item in block.root)
    if short and width > setting.k(400) and len(block.root) > (1 if boxes else 3):
        return BlockPieces([bullet_list(block.root, setting, parent, width, style=style, columns=2, mark=mark, gap=gap)])
    lst = parent.add("L", ListNumbering="Square" if boxes else "Disc")
    items = [bullet(item, setting, lst, width, style, "brand", mark) for item in block.root]
    return BlockPieces(items, gap + style.line_gap / setting.u(1), give=5.0, is_list=len(items) > 1)


@PAGE_BLOCKS.register(Steps)
def steps(block: Steps, setting: Setting, parent: Element, width: float) -> BlockPieces:
    """A step each: a disc with the number, the order in bold, how in plain. Orders without a how stand closer."""
    lst = parent.add("L", ListNumbering="Decimal")
    head, body = setting.style("h3"), setting.style("body")
    orders = setting.template.plan and width > setting.k(400) and not any(step.text for step in block.root)
    d = setting.u(18 if orders else 24)
    indent = d * 1.42
    whole = width
    if orders:  # orders alone stand in two columns where the sheet is wide
        width = (whole - ORDERS_APART) / 2
    out: list[Flowable] = []
    for number, step in enumerate(block.root, 1):
        item = lst.add("LI")
        group = Group(0)
        group.add(0, 0, marks.number(setting, item.add("Lbl"), number, d))
        content = item.add("LBody")
        end = group.add(indent, (d - head.cap) / 2, setting.text(step.title, head, content.add("P"), width - indent))
        if step.text:
            how = setting.text(step.text, body, content.add("P"), width - indent)
            end = group.add(indent, end + body.line_gap * 0.9, how)
        group.height = max(end, d)
        out.append(group)
    if orders:
        gap, both = setting.u(6), Group(0)
        for column, part in enumerate(_shared(out, gap)):
            down = 0.0
            for piece in part:
                down = both.add(column * (width + ORDERS_APART), down, piece) + gap
            both.height = max(both.height, down - gap)
        return BlockPieces([both])
    return BlockPieces(out, 11 if any(step.text for step in block.root) else 6, give=11.0)


BETWEEN_LISTS = 3  # white between two lists grows as so many gaps between items do
ORDERS_APART = 18.0  # between two columns of orders, points


@PAGE_BLOCKS.register(DoDont)
def do_dont(block: DoDont, setting: Setting, parent: Element, width: float) -> BlockPieces:
    """Two cards: side by side when wide, one over the other when narrow, and then spread where there is room."""
    words, gap = setting.leaflet.words, setting.template.columns.gap
    wide = width > setting.k(330)
    cell = (width - gap) / 2 if wide else width
    lists = (words.do, block.do, "good", "check"), (words.dont, block.dont, "bad", "cross")
    look = setting.family.do_dont
    bare = setting.template.plan and not wide and (look == "frame" or (look == "head" and setting.tight < FULL))
    cards = [_Card(setting, cell, parent.add("Sect"), *one, bare=bare) for one in lists]
    if wide:
        height = max(card.height for card in cards)
        side_by_side = [(i * (cell + gap), 0.0, card.framed(height, spread=False)) for i, card in enumerate(cards)]
        return BlockPieces([Group(height, [*side_by_side])])
    between = setting.u(12) * setting.tight
    least = sum(card.height for card in cards) + between

    def make(extra: float) -> Group:
        stack = Group(0)
        share = extra / (sum(one.gaps for one in cards) + BETWEEN_LISTS)
        for card in cards:
            apart = between + BETWEEN_LISTS * share if stack.height else 0
            stack.height = stack.add(0, stack.height + apart, card.framed(card.height + card.gaps * share))
        return stack

    return BlockPieces([Elastic(make, least, setting.u(SLACK) * sum(card.gaps for card in cards))])


FULL = 0.8  # a page whose white is less than this share of what it is drawn for has no room for heads in colour
SLACK = 8.0  # by how much a gap in a card may grow, drawn for 12-point type, points


class _Card:
    """A do or do-not card; drawn taller than it must be, it spreads its items.

    Attributes:
        height: the least, points.
        gaps: how many share what it is taller: between items, above the first, and at top and foot.
    """

    def __init__(
        self, setting: Setting, width: float, section: Element, title: str, items: tuple[Inline, ...], ink: str, icon: str, *,
        bare: bool,
    ) -> None:  # fmt: skip
        """`bare`: a rule under its head in place of a frame."""
        self.width, self.ink, self.icon, self.look = width, ink, icon, "list" if bare else setting.family.do_dont
        self.pad, self.size = setting.u({"plain": 0.0, "list": 0.0, "head": 10.0}.get(self.look, 13.0)), setting.u(17)
        if setting.family.do_dont != "frame":  # colour is kept for the frames of both
            self.ink = "ink" if self.look == "plain" else "brand"  # a field saves ink as white, and marks must not
        self.style = setting.style("h3", ink="on_fill" if self.look == "head" else self.ink)
        room = width - 2 * self.pad
        self.title = setting.text(title, self.style, section.add("H3"), room - self.size * 1.4)
        body, lst = setting.style("body"), section.add("L", ListNumbering="Disc")
        self.items = [bullet(item, setting, lst, room, body, self.ink, "dot") for item in items]
        self.under = setting.u(18 * setting.tight if self.look == "head" else 12)
        self.between = body.line_gap + setting.u(3.5) * setting.tight
        self.gaps = len(self.items) + 1
        inner = sum(item.height for item in self.items) + self.between * (len(self.items) - 1)
        self.height = 2 * self.pad + self.title.height + self.under + inner

    def framed(self, height: float, *, spread: bool = True) -> Group:
        """The card at `height` points; cards side by side are not spread, so that their titles stand in one line."""
        more = (height - self.height) / self.gaps if spread else 0.0
        frame, pad = Group(height), self.pad + more / 2
        self._frame(frame, height, pad)
        middle = pad + self.style.cap / 2
        main, ground = ("on_fill", "fill") if self.look == "head" else (self.ink, "white")
        mark = lambda pen, x, y: pen.icon(self.icon, x, y, self.size, main=main, ground=ground)  # noqa: E731
        frame.add(self.pad, middle - self.size / 2, mark)
        down = frame.add(self.pad + self.size * 1.4, pad, self.title) + self.under + more
        for item in self.items:
            down = frame.add(self.pad, down, item) + self.between + more
        return frame

    def _frame(self, frame: Group, height: float, pad: float) -> None:
        """What the style has around the card; `pad`: above the title, points."""
        if self.look == "frame":
            frame.add(0, 0, lambda pen, x, y: pen.panel(x, y, self.width, height, edge=self.ink, width=1.2))
        elif self.look == "list":
            level = pad + self.title.height + self.under * 0.55
            frame.add(0, level, lambda pen, x, y: pen.rule(x, y, self.width, ink=self.ink, width=1.2))
        elif self.look == "head":
            head = pad + self.style.cap + min(pad, self.under * 0.5)
            frame.add(0, 0, lambda pen, x, y: pen.panel(x, y, self.width, height, edge="brand", width=1.8))
            frame.add(0, 0, lambda pen, x, y: pen.panel(x, y, self.width, head, fill="fill", corners="t"))


@PAGE_BLOCKS.register(Callout)
def callout(block: Callout, setting: Setting, parent: Element, width: float) -> BlockPieces:
    """A tinted box with a mark at its start; caution is framed as well, so that it shows without colour."""
    section = parent.add("Sect")
    pad, size = setting.u(13), setting.u(20)
    caution = block.level == "caution"
    x = pad + size + setting.u(10)
    inner = width - x - pad
    head, body = setting.style("h3"), setting.style("body")
    group = Group(0)
    down = group.add(x, pad, setting.text(block.heading(setting.leaflet.words), head, section.add("H3"), inner))
    if block.text:
        down = group.add(x, down + body.line_gap * 1.05, setting.text(block.text, body, section.add("P"), inner))
    if block.items:
        short = all(sum(len(s.text) for s in item) < 38 for item in block.items)
        columns = 2 if short and inner > setting.k(380) else 1
        listing = bullet_list(block.items, setting, section, inner, style=body, gap=2, ink="deep", columns=columns)
        down = group.add(x, down + body.line_gap * 1.1, listing)
    group.height = max(down + pad, size + 2 * pad - setting.u(6))
    edge = "accent_text" if caution else None
    group.parts.insert(0, (0, 0, lambda pen, px, py: pen.panel(px, py, width, group.height, fill="tint", edge=edge, width=1.2)))
    icon = "warn" if caution else "info"
    mark = "accent_text" if caution else "brand"
    top = pad + head.cap / 2 - size / 2
    group.add(pad, top, lambda pen, px, py: pen.icon(icon, px, py, size, main=mark, ground="tint"))
    return BlockPieces([group])


@PAGE_BLOCKS.register(TableBlock)
def table(block: TableBlock, setting: Setting, parent: Element, width: float) -> BlockPieces:
    """A simple table: bold header, hairlines between rows, no vertical lines."""
    element = parent.add("Table")
    head, body = setting.style("body", bold=True, ink="deep"), setting.style("body")
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
    return BlockPieces([group])


@PAGE_BLOCKS.register(Tracker)
def tracker(block: Tracker, setting: Setting, parent: Element, width: float) -> BlockPieces:
    """A chart of empty boxes to tick by hand; in a narrow panel what is ticked stands above its boxes, not beside them."""
    element = parent.add("Table")
    head, body = setting.style("small", bold=True, ink="deep", align="center", balance="no"), setting.style("body")
    box, narrow = setting.u(15), width <= setting.k(300)
    first = 0.0 if narrow else width * 0.34
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
        piece = setting.text(row, body, tr.add("TH", Scope="Row"), width if narrow else first - 10)
        group.add(0, down, lambda pen, x, y: pen.rule(x, y, width))
        if narrow:
            level = group.add(0, down + setting.u(8), piece) + setting.u(6)
            height = level + box + setting.u(6) - down
        else:
            height = max(piece.height, box) + setting.u(8)
            group.add(0, down + (height - piece.height) / 2, piece)
            level = down + (height - box) / 2
        for i in range(len(block.columns)):
            tr.add("TD")
            start = first + (i + 0.5) * cell - box / 2
            group.add(start, level, lambda pen, x, y: pen.panel(x, y, box, box, edge="ink", radius=2, width=1))
        down += height
    group.add(0, down, lambda pen, x, y: pen.rule(x, y, width))
    group.height = down
    return BlockPieces([group])


@PAGE_BLOCKS.register(Services)
def services(block: Services, setting: Setting, parent: Element, width: float) -> BlockPieces:
    """What this clinic offers."""
    group = Group(0)
    down = 0.0
    body = setting.style("body")
    if block.intro:
        down = group.add(0, 0, setting.text(block.intro, body, parent.add("P"), width)) + body.line_gap + setting.u(4)
    names = tuple((Span(name),) for name in setting.leaflet.clinic.services)
    columns = 2 if width > setting.k(300) else 1
    group.height = group.add(0, down, bullet_list(names, setting, parent, width, style=body, columns=columns, gap=3))
    return BlockPieces([group])


@PAGE_BLOCKS.register(Contact)
def contact(block: Contact, setting: Setting, parent: Element, width: float) -> BlockPieces:
    """How to reach this clinic, one line each."""
    body = setting.style("body")
    lines: list[Inline] = [block.intro] if block.intro else []
    lines += [line.spans() for line in contact_lines(setting.leaflet.clinic, setting.leaflet.words, "block")]
    group = Group(0)
    down = 0.0
    for line in lines:
        group.height = group.add(0, down, setting.text(line, body, parent.add("P"), width))
        down = group.height + body.line_gap + setting.u(1)
    return BlockPieces([group])
