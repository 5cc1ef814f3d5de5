"""The front of a leaflet in styles that compose it in their own way: hills, rules, or a disc of a second ink."""

from __future__ import annotations

from dataclasses import replace

from handoutpress.layout.components import titles
from handoutpress.layout.components.figure_box import Drawing, drawing
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.pdf.tag_tree import Artifact, Element

LEAST = 133.0  # height, drawn for 12-point type, points
FULL = 0.8  # a page whose white is less than this share of what it is drawn for is full
MOST = 124.0  # height of the words if the title can be made so small, drawn for 12-point type, points
LEAD = 0.78  # the share of the column that the message takes beside the disc
COLUMN = 0.56  # of the width, for the words
HIPS = 30.0  # units of a standing figure above its foot, where the field's edge crops it
HILLS = ((0.81, 1.08, 0.25, 0.66, "hill"), (1.02, 1.12, 0.22, 0.56, "hill2"))  # centre and half axes, shares of the field
DISC = (0.66, 0.52, 0.72)  # centre, shares of the field; half its width, a share of its height


def hero(setting: Setting, parent: Element, more: float = 0.0) -> Group:
    """The front, `more` points higher than it must be; where the page is full it is low, and goes without its label."""
    width, cover = setting.width, setting.family.cover
    inset = 0.0 if cover == "rules" else setting.k(20)
    edge = setting.k(8 if cover == "rules" else 17) * setting.tight
    group = Group(0)
    words, title, at = titles.words(
        setting, parent, width * COLUMN - inset, setting.k(MOST) * setting.tight, lines=2,
        lead=LEAD if cover == "halftone" and setting.tight >= FULL else 1.0, labelled=setting.tight >= FULL,
    )  # fmt: skip
    group.height = max(setting.k(LEAST) * setting.tight, words.height + 2 * edge) + more
    down = (group.height - words.height) / 2
    shown = _figure(setting, parent, width * (1 - COLUMN), group.height)
    paint = {"hills": _hills, "rules": _rules}.get(cover, _disc)
    group.add(0, 0, lambda pen, x, y: paint(pen, shown, x, y, width, group.height))
    group.add(inset, down, words)
    if cover == "halftone":
        again = Paragraph(setting.fonts, titles.titled(setting), title.style._replace(ink="mix"), Artifact(), title.column)
        group.add(0, 0, lambda pen, x, y: _overprint(pen, again, x, y, inset - 1, down + at, width, group.height))
    if shown:
        start = width - shown.width - setting.k(18 if cover == "halftone" else 0)
        if cover == "halftone" and shown.width < group.height:  # a slim figure stands before the disc
            start = width * DISC[0] + (group.height * DISC[2] - shown.width) * 0.35
        if cover == "hills":
            start = width * (1 - (1 - COLUMN) / 2) - shown.width / 2
        group.add(0, 0, lambda pen, x, y: _within(pen, shown, x, y, start, width, group.height))
    return group


def ground(pen: Pen, x: float, y: float, w: float, h: float) -> None:
    """The field behind a question and one who stands at its end, in the style's way."""
    cover = pen.family.cover
    if cover == "stair":
        pen.panel(x, y, w, h, fill="tint", radius="panel")
    elif cover == "halftone":
        pen.panel(x, y, w, h, fill="tint", radius="panel")
        with pen.clipped(x, y, w, h):
            _ink_disc(pen, x + w * 0.8, y - h * 0.52, h * 0.46)
    else:
        {"hills": _hills, "rules": _rules}[cover](pen, None, x, y, w, h)


def _figure(setting: Setting, parent: Element, width: float, height: float) -> Drawing | None:
    """The figure at its size: standing and cropped among hills, standing on the rule, or lying on the disc."""
    leaflet, cover = setting.leaflet, setting.family.cover
    tall = leaflet.figure_tall if cover != "halftone" else None
    if not (name := tall or leaflet.figure):
        return None
    shown = drawing(leaflet, name, parent, width, height)
    x0, y0, x1, y1 = shown.picture.box
    below = HIPS if cover == "hills" and tall and y0 < 12 and y1 - y0 > 1.2 * (x1 - x0) else 0.0
    air = 12.0 if below or shown.picture.cut or cover == "rules" else 24.0
    scale = min((height - air) / (y1 - y0 - below), (width - 14) / (x1 - x0))
    foot = 0.0 if below or shown.picture.cut or cover == "rules" else 10.0
    return replace(shown, scale=scale, width=scale * (x1 - x0), height=scale * (y1 - y0), foot=scale * below - foot)


def _within(pen: Pen, shown: Drawing, x: float, y: float, start: float, width: float, height: float) -> None:
    """A figure on the foot of the field, cut off at its edge."""
    below, whole = shown.foot, replace(shown, foot=0.0)
    with pen.clipped(x, y, width, height):
        whole.draw(pen, x + start, y - height - below + whole.height)


def _hills(pen: Pen, shown: Drawing | None, x: float, y: float, w: float, h: float) -> None:
    pen.panel(x, y, w, h, fill="tint", radius="panel")
    with pen.clipped(x, y, w, h, pen.family.radius.panel):
        if shown and not pen.saves_ink:
            pen.disc(x + w * (1 - (1 - COLUMN) / 2) + 8, y - h * 0.42, h * 0.74, "sun")
        for cx, cy, rx, ry, ink in HILLS:
            pen.ellipse(x + cx * w, y - cy * h, rx * w, ry * h, ink)


def _rules(pen: Pen, shown: Drawing | None, x: float, y: float, w: float, h: float) -> None:
    pen.rule(x, y - h, w, ink="ink", width=0.5)


def _disc(pen: Pen, shown: Drawing | None, x: float, y: float, w: float, h: float) -> None:
    pen.panel(x, y, w, h, fill="tint", radius="panel")
    cx, cy, r = _circle(x, y, w, h)
    with pen.clipped(x, y, w, h):
        _ink_disc(pen, cx, cy, r)


def _ink_disc(pen: Pen, cx: float, cy: float, r: float) -> None:
    """A disc of the second ink; to save ink, its outline."""
    if pen.saves_ink:
        pen.panel(cx - r, cy + r, 2 * r, 2 * r, edge="line", radius=r, width=1)
    else:
        pen.disc(cx, cy, 2 * r, "two")


def _circle(x: float, y: float, w: float, h: float) -> tuple[float, float, float]:
    """Centre and half the width of the disc, points."""
    return x + DISC[0] * w, y - DISC[1] * h, DISC[2] * h


def _overprint(pen: Pen, again: Paragraph, x: float, y: float, start: float, down: float, w: float, h: float) -> None:
    """The title once more where it lies on the disc; readers meet the first."""
    if pen.saves_ink:
        return
    before, said = len(pen.boxes), len(pen.texts)
    with pen.clipped(x, y, w, h), pen.within_disc(*_circle(x, y, w, h)):
        again.draw(pen, x + start, y - down)
    del pen.boxes[before:], pen.texts[said:]
