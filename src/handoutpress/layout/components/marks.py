"""What a style family draws in its own way: the mark of a heading, the number of a step, the stage behind a figure."""

from __future__ import annotations

from handoutpress.layout.context import Group, Setting
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.pdf.tag_tree import Artifact, Element

UNDER = 8.0  # from a heading to the rule under it, drawn for 12-point type, points
HILLS = (56.0, 9.0)  # width and height of the two hills under a heading, points
BAR = (66.0, 9.0)  # of the bar behind a heading
SHADOW = 4.0  # how far the second ink of a number stands from the first
DESCENT = 0.22  # how far letters reach below the line, a share of their size: no text follows nearer
FLOOR = 0.5  # weight of the line a figure stands on


def headed(setting: Setting, text: Paragraph, width: float) -> Group:
    """A heading with the mark of the style; on sheets with plain heads only with one that takes no room of its own."""
    ruled, rule = setting.template.heads == "ruled", setting.family.rule
    if rule == "template":
        rule = "line" if ruled else "none"
    group = Group(text.height)
    if rule == "bar":
        base = text.height if len(text.lines) < 2 else text.style.cap + (len(text.lines) - 1) * text.style.leading
        group.add(0, base - BAR[1] * 0.66, lambda pen, x, y: pen.block(x, y, min(BAR[0], text.width), BAR[1], "two"))
    if not ruled or rule not in ("line", "hills", "above"):
        group.height = max(group.height, group.add(0, 0, text) + (text.style.size * DESCENT if ruled else 0.0))
        return group
    if rule == "above":
        group.add(0, 0, lambda pen, x, y: pen.rule(x, y - 1.5, width, ink="ink", width=3))
        group.height = group.add(0, 3 + setting.u(9), text) + text.style.size * DESCENT
        return group
    group.add(0, 0, text)
    group.height = text.height + setting.u(UNDER)
    if rule == "line":
        group.add(0, group.height, lambda pen, x, y: pen.rule(x, y, width, ink="fill", width=2))
    else:
        descent = text.style.size * DESCENT
        group.height = text.height + descent + 2 + HILLS[1]
        group.add(
            0,
            text.height + descent + 2,
            lambda pen, x, y: pen.hills(x, y, *HILLS, ((0.34, 1, 0.34, 1, "hill2"), (0.7, 1, 0.32, 0.66, "fill"))),
        )
    return group


def number(setting: Setting, label: Element | Artifact, value: int, d: float) -> Group:
    """The number of a step in a shape of width and height `d`, points."""
    shape = setting.family.number
    ink = {"ring": "brand", "overprint": "white"}.get(shape, "on_fill")
    style = setting.style("h3", ink=ink, bold=True, align="center", balance="no")

    def draw(pen: Pen, x: float, y: float) -> None:
        if shape == "ring":
            pen.panel(x, y, d, d, edge="brand", radius=d / 2, width=1)
        elif shape == "square":
            pen.square(x, y, d, "fill")
        elif shape == "overprint":
            inner = d - SHADOW
            pen.square(x + SHADOW, y - SHADOW, inner, "two")
            pen.square(x, y, inner, "fill")
            pen.square(x + SHADOW, y - SHADOW, inner - SHADOW, "mix")
        else:
            pen.disc(x + d / 2, y - d / 2, d, "fill")

    group = Group(d, [(0, 0, draw)])
    group.add(0, (d - style.cap) / 2, setting.text(str(value), style, label, d))
    return group


def card(pen: Pen, x: float, y: float, w: float, h: float) -> None:
    """A card to write on, hanging from y: framed, tinted, or under a rule."""
    look = pen.family.card
    if look == "rule":
        pen.rule(x, y, w, ink="ink", width=0.5)
        pen.rule(x, y - h, w, ink="ink", width=0.5)
    elif look == "field":
        pen.panel(x, y, w, h, fill="tint")
    else:
        pen.panel(x, y, w, h, edge="line")


def stage(pen: Pen, setting: Setting, x: float, y: float, w: float, h: float, *, corners: str = "tb", within: float = 0.0) -> None:
    """What a figure stands on, hanging from y; `within`: the weight of a frame around it, points."""
    family = setting.family
    radius = max(0.0, (min(family.radius.box, family.radius.thumb * h) if family.stage == "hills" else family.radius.box) - within)
    if family.stage == "floor":
        if corners != "s":
            pen.rule(x, y - h + FLOOR, w, ink="ink", width=FLOOR)
        return
    if family.stage == "hills":
        pen.panel(x, y, w, h, fill="hill", radius=radius, corners=corners)
        return
    pen.panel(x, y, w, h, fill="tint", radius=radius, corners=corners)
    if family.stage == "disc":
        d = min(0.92 * h, w)
        pen.disc(x + w / 2, y - h / 2, d, "two")
