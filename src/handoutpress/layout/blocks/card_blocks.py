"""Blocks made of cards: exercises, wrong and right, habits, treatments, pictures in a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import handoutpress.layout.blocks.body_map  # noqa: F401  it names itself to PAGE_BLOCKS
from handoutpress.content.markup import Inline, Span
from handoutpress.content.schema.blocks.clinic_details import Treatment
from handoutpress.content.schema.blocks.pictures import Compare, Compares, Exercise, Exercises, FigureBlock, Habit, Habits
from handoutpress.layout.blocks.text_blocks import PAGE_BLOCKS, BlockPieces
from handoutpress.layout.components import marks
from handoutpress.layout.components.figure_box import Drawing, drawing, together
from handoutpress.layout.components.start_to_end import ABOVE, ROOMY, Movement, PairBox, pair_box, pair_scales
from handoutpress.layout.context import Elastic, Group, Setting
from handoutpress.layout.drawing.pen import Flowable
from handoutpress.layout.text.line_breaking import text_width
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.pdf.tag_tree import Element

DOT = "\u00a0· "  # between hold and repeats on one line
PAD = 12.0  # within cards, points
LEAST_PAD = 0.7  # share of the white above and below its words that a card keeps where a page is full
PICTURE_GIVE = 0.4  # by how much of its height a picture may be larger where a panel has room
BROADEST = 0.82  # height of a stage as a share of its width
BROAD = 300.0  # a single column of cards narrower than this lays them out as strips


def grid(made: Sequence[Card], columns: int, gap: float) -> list[Flowable]:
    """Rows of `columns` cards; the cards of a row are as high as its highest. A short last row keeps the card width."""
    rows: list[Flowable] = []
    for start in range(0, len(made), columns):
        row = made[start : start + columns]
        group = Group(max(card.least for card in row))
        for i, card in enumerate(row):
            group.add(i * (card.width + gap), 0, card.at(group.height))
        rows.append(group)
    return rows


def cell_width(columns: int, count: int, width: float, gap: float) -> float:
    """Width of a cell in a grid, points."""
    columns = min(columns, count)
    return (width - gap * (columns - 1)) / columns


@PAGE_BLOCKS.register(Exercises)
def exercises(block: Exercises, setting: Setting, parent: Element, width: float) -> BlockPieces:
    """Rows of cards: figure on a tinted stage, name, how, and the dose in a ruled foot."""
    columns, gap = setting.template.columns.exercises, setting.template.columns.gap
    cell = cell_width(columns, len(block.root), width, gap)
    if columns == 1 and cell < setting.k(BROAD):
        return BlockPieces(_exercise_strips(block, setting, parent, cell))
    roomy = setting.scale > 1 if setting.template.plan else setting.scale >= ROOMY
    box = pair_box(setting, block.root, cell - 2 * PAD, setting.stage(72) - 10, ABOVE if roomy else 0)
    scales = pair_scales(setting, block.root, box)
    broad = all(_both(e.hold, e.repeats, setting) <= cell - 2 * PAD - 8 for e in block.root if e.hold and e.repeats)
    cards = [
        _exercise(e, setting, parent.add("Sect"), cell, box, scale, broad=broad)
        for e, scale in zip(block.root, scales, strict=True)
    ]
    return BlockPieces(grid(cards, min(columns, len(cards)), gap))


def _exercise_strips(block: Exercises, setting: Setting, parent: Element, width: float) -> list[Flowable]:
    """Cards for narrow panels: the figure at the start, the words beside it."""
    stage, pad = width * 0.4, 10.0
    room = width - stage - 2 * pad
    head, small = setting.style("h3"), setting.style("small")
    box = pair_box(setting, block.root, stage - 10, setting.stage(56), ABOVE)
    scales = pair_scales(setting, block.root, box)
    out: list[Flowable] = []
    broad = all(_both((*e.hold, Span(DOT)), e.repeats, setting) <= room for e in block.root if e.hold and e.repeats)
    for exercise, scale in zip(block.root, scales, strict=True):
        section = parent.add("Sect")
        words = Group(0)
        down = words.add(0, 0, setting.text(exercise.name, head, section.add("H3"), room))
        shown = Movement(setting, exercise, section, box).at(box, scale, 5)
        down = words.add(0, down + small.line_gap * 1.1, setting.text(exercise.text, small, section.add("P"), room))
        style = setting.style("small", bold=True, ink="brand")
        dose = [part for part in (exercise.hold, exercise.repeats) if part]
        if broad and len(dose) > 1:
            dose = [(*dose[0], Span(DOT), *dose[1])]
        for i, part in enumerate(dose):
            gap = small.line_gap * (1.0 if i else 1.1)
            down = words.add(0, down + gap, setting.text(part, style, section.add("P"), room))
        words.height = down
        out.append(_strip(words, shown, width, max(words.height + 2 * pad, box.height + 10), setting))
    return out


def _strip(words: Group, shown: Group, width: float, height: float, setting: Setting) -> Group:
    """A card `height` points high with a picture stage at its start."""
    stage, pad = width * 0.4, 10.0
    group = Group(height)
    group.add(0, 0, lambda pen, x, y: marks.stage(pen, setting, x, y, stage, height, corners="s"))
    group.add(0, 0, lambda pen, x, y: pen.panel(x, y, width, height, edge="line", radius="box", width=0.9))
    group.add(stage + pad, (height - words.height) / 2, words)
    group.add(5, (height - shown.height) / 2, shown)
    return group


class Card:
    """A white card with a hairline frame: what is at its top, and what is at its foot whatever its height."""

    def __init__(self, width: float, top: Group, foot: Group, between: float) -> None:
        self.width, self.top, self.foot = width, top, foot
        self.least = top.height + (between + foot.height if foot.parts else 0)

    def at(self, height: float) -> Group:
        """The card at `height` points."""
        group = Group(height)
        group.add(0, 0, lambda pen, x, y: pen.panel(x, y, self.width, height, fill="white", edge="line", radius="box", width=0.9))
        group.add(0, 0, self.top)
        if self.foot.parts:
            group.add(0, height - self.foot.height, self.foot)
        return group


def _exercise(
    exercise: Exercise, setting: Setting, section: Element, width: float, box: PairBox, scale: float, *, broad: bool
) -> Card:
    """A card; `broad`: hold and repeats stand side by side, in every card of the set or in none."""
    pad, stage = PAD, box.height + 10
    head, small = setting.style("h3"), setting.style("small")
    top = Group(0)
    top.add(0.9, 0.9, lambda pen, x, y: marks.stage(pen, setting, x, y, width - 1.8, stage - 0.9, corners="t", within=0.9))
    full = max(setting.tight, LEAST_PAD)
    name = setting.text(exercise.name, head, section.add("H3"), width - 2 * pad)
    down = top.add(pad, stage + setting.u(10) * full, name)
    top.add(pad, 5, Movement(setting, exercise, section, box).at(box, scale, 5))
    how = setting.text(exercise.text, small, section.add("P"), width - 2 * pad)
    top.height = top.add(pad, down + small.line_gap * 1.15, how)
    foot = Group(0)
    if exercise.hold or exercise.repeats:
        dose = section.add("P")
        foot.add(pad, 0, lambda pen, x, y: pen.rule(x, y, width - 2 * pad))
        hold = setting.style("small", bold=True, ink="brand")
        times = setting.style("small", bold=True, align="end")
        end = 0.0
        if exercise.hold:
            end = foot.add(pad, setting.u(8) * full, setting.text(exercise.hold, hold, dose.add("Span"), width - 2 * pad))
        if exercise.repeats:
            piece = setting.text(exercise.repeats, times, dose.add("Span"), width - 2 * pad)
            if exercise.hold and not broad:
                under = setting.text(exercise.repeats, setting.style("small", bold=True), dose, width - 2 * pad)
                end = foot.add(pad, end + hold.line_gap, under)
            else:
                end = max(end, foot.add(pad, setting.u(8) * full, piece))
        foot.height = end + setting.u(8) * full
    else:
        top.height += pad
    return Card(width, top, foot, setting.u(9) * full)


def _both(first: Inline, second: Inline, setting: Setting) -> float:
    """Width of hold and repeats side by side, points."""
    style = setting.style("small", bold=True)
    return sum(text_width(style, span.text) for span in (*first, *second))


@PAGE_BLOCKS.register(Compares)
def compares(block: Compares, setting: Setting, parent: Element, width: float) -> BlockPieces:
    """Rows of wrong beside right: badge, word and caption as well as colour. Wrong always comes first."""
    columns, gap = setting.template.columns.compares, setting.template.columns.gap
    cell = cell_width(columns, len(block.root), width, gap)
    cards = [_pair(pair, setting, parent.add("Sect"), cell) for pair in block.root]
    return BlockPieces(grid(cards, min(columns, len(cards)), gap))


def _pair(pair: Compare, setting: Setting, section: Element, width: float) -> Card:
    words = setting.leaflet.words
    half, pad, stage = width / 2, 12.0, setting.stage(74)
    head, small = setting.style("h3"), setting.style("small")
    scale = min(together(setting.leaflet, [pair.wrong.figure, pair.right.figure], half - 22, stage, 1.0))
    icon = setting.u(16)
    top, foot = Group(0), Group(0)
    for i, (pose, word, ink, mark) in enumerate(
        ((pair.wrong, words.wrong_way, "bad", "cross"), (pair.right, words.right_way, "good", "check"))
    ):
        x = i * half
        label = setting.text(word, setting.style("h3", ink=ink), section.add("P"), half - pad - icon * 1.35)
        middle = setting.u(17)
        top.add(x + pad, middle - icon / 2, lambda pen, px, py, mark=mark, ink=ink: pen.icon(mark, px, py, icon, main=ink))  # type: ignore[misc]
        top.add(x + pad + icon * 1.35, middle - head.cap / 2, label)
        figure = drawing(setting.leaflet, pose.figure, section, half - 22, stage, scale=scale)
        top.height = top.add(x + 11, setting.u(30), figure)
        caption = setting.text(pose.caption, small, section.add("P"), half - 2 * pad + 4)
        foot.height = max(foot.height, foot.add(x + pad, 0, caption))
    foot.height += setting.u(10)
    card = Card(width, top, foot, setting.u(9))
    inner = card.least - 22
    top.add(half, 11, lambda pen, x, y: pen.vertical(x, y, inner))
    return card


@PAGE_BLOCKS.register(Habits)
def habits(block: Habits, setting: Setting, parent: Element, width: float) -> BlockPieces:
    """Pictogram, two or three words, one line."""
    return BlockPieces([strip(block.root, setting, parent, width, columns=setting.template.columns.habits, disc=28)])


def strip(items: Sequence[Habit], setting: Setting, parent: Element, width: float, *, columns: int, disc: float) -> Group:
    """Habits in equal columns; in columns as wide as their words need where equal ones would break lines."""
    lst = parent.add("L")
    d, columns = setting.u(disc), min(columns, len(items))
    lead, gutter = d + setting.k(9), setting.k(10)
    made = [_habit(item, setting, lst.add("LI").add("LBody"), 10_000) for item in items]
    needs = [lead + max(piece.width for piece in words) for words, _ in made]
    cells = [width / columns] * columns
    spare = width - sum(needs)
    if len(items) == columns and spare >= gutter * (columns - 1) and any(need > width / columns - gutter for need in needs[:-1]):
        cells = [need + spare / max(1, columns - 1) for need in needs]
    group = Group(0)
    base = 0.0
    for start in range(0, len(items), columns):
        bottom, x = base, 0.0
        for i, item in enumerate(items[start : start + columns]):
            room = min(cells[i] - lead - gutter, width - x - lead) if i < columns - 1 else width - x - lead
            title, text = _habit(item, setting, made[start + i][1], room)[0]
            gap = text.style.line_gap * 1.1
            block = title.height + gap + text.height
            top = base + max(0.0, (d - block) / 2)
            name = item.icon
            group.add(x, base, lambda pen, px, py, name=name: pen.icon_disc(name, px + d / 2, py - d / 2, d))  # type: ignore[misc]
            down = group.add(x + lead, top, title)
            bottom = max(bottom, group.add(x + lead, down + gap, text), base + d)
            x += cells[i]
        group.height = bottom
        base = bottom + setting.u(12)
    return group


def _habit(item: Habit, setting: Setting, owner: Element, room: float) -> tuple[tuple[Paragraph, Paragraph], Element]:
    """Title and text in a column of `room` points, and the element they are in."""
    title = setting.text(item.title, setting.style("h3"), owner.add("P"), room)
    return (title, setting.text(item.text, setting.style("small"), owner.add("P"), room)), owner


@PAGE_BLOCKS.register(FigureBlock)
def figure_block(block: FigureBlock, setting: Setting, parent: Element, width: float) -> BlockPieces:
    """Rows of pictures, each with its caption."""
    gap = setting.template.columns.gap
    columns, stage = min(setting.template.columns.figures, len(block.ids)), setting.stage(78)
    while columns > 1 and stage > BROADEST * cell_width(columns, columns, width, gap):  # it would grow in height alone
        columns -= 1
    cell = cell_width(columns, columns, width, gap)
    small = setting.style("small", align="center", balance="even")
    scales = together(setting.leaflet, block.ids, cell - 20, stage - 14)
    rows: list[Flowable] = []
    for start in range(0, len(block.ids), columns):
        shown: list[tuple[Drawing, Paragraph]] = []
        for i, name in enumerate(block.ids[start : start + columns], start):
            drawn = drawing(setting.leaflet, name, parent, cell - 20, stage - 14, scale=scales[i], foot=7)
            shown.append((drawn, setting.text(setting.leaflet.figure_text(name).caption, small, parent.add("P"), cell)))

        def make(extra: float, shown: list[tuple[Drawing, Paragraph]] = shown) -> Group:
            group, high = Group(0), stage + extra
            for i, (drawn, caption) in enumerate(shown):
                x, scale = i * (cell + gap), (drawn.scale or 1.0) * (high - 14) / (stage - 14)
                group.add(x, 0, lambda pen, px, py: marks.stage(pen, setting, px, py, cell, high))
                group.add(x + 10, 7, replace(drawn, height=high - 14, scale=scale))
                group.height = max(group.height, group.add(x, high + setting.u(8), caption))
            return group

        # where text flows through panels the pictures of one that is not full are larger
        rows.append(Elastic(make, make(0).height, stage * PICTURE_GIVE) if setting.template.text == "fit" else make(0))
    return BlockPieces(rows)


@PAGE_BLOCKS.register(Treatment)
def treatment(block: Treatment, setting: Setting, parent: Element, width: float) -> BlockPieces:
    """A treatment alone: the same words as in a card, without the frame."""
    return BlockPieces([_treatment_lines(block, setting, parent, width)])


def _treatment_lines(block: Treatment, setting: Setting, parent: Element, width: float) -> Group:
    words = setting.leaflet.words
    body = setting.style("small")
    group = Group(0)
    down = 0.0
    for label, text in (
        ("", block.what), (words.may_help, block.may_help), (words.risks, block.risks), (words.evidence, block.evidence)
    ):  # fmt: skip
        inline = (Span(f"{label} ", bold=True), *text) if label else text
        group.height = group.add(0, down, setting.text(inline, body, parent.add("P"), width))
        down = group.height + body.line_gap + setting.u(3.5)
    return group


def treatment_rows(items: Sequence[tuple[Inline, Treatment]], setting: Setting, parent: Element, width: float) -> list[Flowable]:
    """Treatments with their names, as rows of cards."""
    columns, gap, pad = setting.template.columns.treatments, setting.template.columns.gap, 10.0
    cell = cell_width(columns, len(items) if len(items) == 1 else columns, width, gap)
    cards = []
    for name, block in items:
        section = parent.add("Sect")
        top = Group(0)
        down = top.add(pad, pad, setting.text(name, setting.style("h3"), section.add("H3"), cell - 2 * pad))
        lines = _treatment_lines(block, setting, section, cell - 2 * pad)
        top.height = top.add(pad, down + setting.u(8), lines) + pad
        cards.append(Card(cell, top, Group(0), 0))
    return grid(cards, columns, gap)
