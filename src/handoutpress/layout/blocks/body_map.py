"""A map of the body: two outlines to draw on, and beside them, or under them in a narrow column, what to draw."""

from __future__ import annotations

from handoutpress.content.schema.blocks.body_map import SCALE, BodyMap
from handoutpress.layout.blocks.text_blocks import PAGE_BLOCKS, BlockPieces
from handoutpress.layout.components import marks
from handoutpress.layout.components.figure_box import drawing
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.drawing.pen import Pen
from handoutpress.pdf.tag_tree import Artifact, Element

BESIDE = 420.0  # a column at least this wide, drawn for 12-point type, has the words beside the outlines, points
SHARE, APART = 0.46, 18.0  # of its width that the outlines have there, and from them to the words, points
HIGH, LOW = 214.0, 158.0  # of the outlines, and over the words in a narrow column, drawn for 12-point type, points
BETWEEN = 4.0  # least white between the sides of a body and its name, points
LARGE = 14.0  # type larger than this takes a page for the outlines and one for the words, points
NUMBER, LETTER, GAP = 22.0, 21.0, 9.0  # across a step's number and a letter's box, and between lines, points
KEY, STRIPES = 26.0, 4.2  # side of the striped key, and between its stripes, points


@PAGE_BLOCKS.register(BodyMap)
def body_map(block: BodyMap, setting: Setting, parent: Element, width: float) -> BlockPieces:
    """One piece where there is room beside the outlines, else two."""
    if width < setting.k(BESIDE):
        large = setting.template.sizes["text"] > LARGE
        pieces = [_outlines(block, setting, parent, width, HIGH if large else LOW), _words(block, setting, parent, width)]
        if large:  # a page holds one of them
            return BlockPieces(pieces)
        both = Group(0)
        both.height = both.add(0, both.add(0, 0, pieces[0]) + APART, pieces[1])
        return BlockPieces([both])
    broad = width * SHARE
    outlines = _outlines(block, setting, parent, broad, HIGH)
    words = _words(block, setting, parent, width - broad - APART)
    group = Group(max(outlines.height, words.height))
    group.add(0, (group.height - outlines.height) / 2, outlines)
    group.add(broad + APART, (group.height - words.height) / 2, words)
    return BlockPieces([group])


def _outlines(block: BodyMap, setting: Setting, parent: Element, width: float, high: float) -> Group:
    """Both outlines on one field; under each what it shows, and the sides of the reader's own body."""
    high, half, pad = setting.stage(high), width / 2, 10.0
    side, name = setting.style("small", ink="soft", balance="no"), setting.style("small", bold=True, align="center", balance="no")
    group = Group(0)
    group.add(0, 0, lambda pen, x, y: marks.stage(pen, setting, x, y, width, group.height))
    named = zip(block.outlines, block.sides_of_outlines(setting.leaflet.words.direction), strict=True)
    for i, (figure, (first, last)) in enumerate(named):
        x = i * half
        group.add(x + pad, pad, drawing(setting.leaflet, figure, parent, half - 2 * pad, high))
        down, room = pad + high + 8, half - 2 * pad
        start = setting.text(first, side, parent.add("P"), room)
        called = setting.text(setting.leaflet.figure_text(figure).caption, name, parent.add("P"), room)
        end = setting.text(last, side._replace(align="end"), parent.add("P"), room)
        close = called.width / 2 + max(start.width, end.width) + BETWEEN > room / 2  # then the name stands under the sides
        below = start.height + name.line_gap if close else 0.0
        group.add(x + pad, down, start)
        group.add(x + pad, down, end)
        group.height = max(group.height, group.add(x + pad, down + below, called) + pad)
    return group


def _words(block: BodyMap, setting: Setting, parent: Element, width: float) -> Group:
    """Three steps, the letters, the scale, and the alarm."""
    group, gap = Group(0), setting.u(GAP)
    steps = parent.add("L", ListNumbering="Decimal")
    body, bold = setting.style("body"), setting.style("h3")
    d, box = setting.u(NUMBER), setting.u(LETTER)
    down = 0.0
    for number, text in enumerate((block.shade, block.write, block.scale), 1):
        item = steps.add("LI")
        head = marks.number(setting, item.add("Lbl"), number, d)
        owner = item.add("LBody")
        words = setting.text(text, bold, owner.add("P"), width - d - 10)
        group.add(0, down, head)
        down = max(down + d, group.add(d + 10, down + max(0.0, (d - words.height) / 2), words)) + gap
        if number == 2:
            for one in block.letters:
                letter = setting.text(
                    one.letter, setting.style("body", bold=True, ink="brand", align="center"), owner.add("P"), box
                )
                said = setting.text(one.text, body, owner.add("P"), width - d - box - 20)
                group.add(d + 10, down, lambda pen, x, y: pen.panel(x, y, box, box, fill="white", edge="brand", radius=4, width=1))
                group.add(d + 10, down + (box - letter.height) / 2, letter)
                group.add(d + box + 20, down + max(0.0, (box - said.height) / 2), said)
                down += max(box, said.height) + setting.u(4)
            down += gap - setting.u(4)
        if number == 3:
            down = _scale(block, setting, owner, group, down, width) + gap * 1.4
    alarm = _alarm(block, setting, parent, width)
    group.height = group.add(0, down, alarm)
    return group


def _scale(block: BodyMap, setting: Setting, owner: Element, group: Group, down: float, width: float) -> float:
    """Boxes from 0 to 10, and what the ends mean; where they end, points."""
    apart = 3.0
    wide, high = (width - apart * (len(SCALE) - 1)) / len(SCALE), setting.u(LETTER)
    style = setting.style("body", align="center", balance="no")
    for value in SCALE:
        x = value * (wide + apart)
        text = setting.text(str(value), style, Artifact(), wide)
        group.add(x, down, lambda pen, px, py: pen.panel(px, py, wide, high, fill="white", edge="brand", radius=3.5, width=1))
        group.add(x, down + (high - text.height) / 2, text)
    small = setting.style("small", ink="soft", balance="no")
    under = down + high + 6
    end = group.add(0, under, setting.text(block.least, small, owner.add("P"), width / 2))
    return max(end, group.add(width / 2, under, setting.text(block.most, small._replace(align="end"), owner.add("P"), width / 2)))


def _alarm(block: BodyMap, setting: Setting, parent: Element, width: float) -> Group:
    """What the striped area asks for, with the same stripes as its key: in the colours of the warning signs, whatever the style."""
    plain, pad = setting.safe, 11.0
    start = pad + KEY + 10
    section = parent.add("Sect")
    head = plain.text(block.alarm, plain.style("body", bold=True, ink="alert"), section.add("P"), width - start - pad)
    act = plain.text(block.act, plain.style("body"), section.add("P"), width - start - pad)
    group = Group(head.height + plain.style("body").line_gap + act.height + 2 * pad)
    group.add(0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, fill="white", edge="alert", radius=9, width=1.8))
    group.add(pad, (group.height - KEY) / 2, _stripes)
    down = group.add(start, pad, head) + plain.style("body").line_gap
    group.add(start, down, act)
    return group


def _stripes(pen: Pen, x: float, y: float) -> None:
    with pen.clipped(x, y, KEY, KEY, 4):
        for i in range(int(2 * KEY / STRIPES) + 1):
            low = x - KEY + i * STRIPES
            pen.path(f"{pen.left(low):.2f} {y - KEY:.2f} m {pen.left(low + KEY):.2f} {y:.2f} l", stroke="alert", width=1.1)
    pen.panel(x, y, KEY, KEY, edge="alert", radius=4, width=1.2)
