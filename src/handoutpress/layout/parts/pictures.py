"""Three pictures with a few words each: the key points of short sheets and of posters."""

from __future__ import annotations

from collections.abc import Sequence

from handoutpress.content import markup
from handoutpress.layout.components import marks
from handoutpress.layout.components.figure_box import Drawing, picture, together
from handoutpress.layout.components.marks import number
from handoutpress.layout.context import Elastic, Group, Setting
from handoutpress.pdf.tag_tree import Artifact, Element

SPREAD = 1.65  # the largest of three figures is so much larger than the smallest at most


class Stages:
    """Tinted stages for the pictures of the key points, each with its figure, or its icon on a disc.

    Attributes:
        least: height they may have at the least, points.
    """

    def __init__(
        self, setting: Setting, owners: Sequence[Element], width: float, least: float, *, pad: float = 6, corner: float = 0
    ) -> None:  # fmt: skip
        """Make one for each key point, `width` points wide; their Figure elements go under `owners`.

        `pad`: white around a figure; `corner`: side of the square at the upper corners that figures keep clear of; points.
        """
        self.corner = corner
        self.setting, self.leaflet, self.width, self.least, self.pad = setting, setting.leaflet, width, least, pad
        self.points = setting.leaflet.key_points
        self.elements = [
            owner.add("Figure", alt=self.leaflet.figure_text(point.figure).alt, Placement="Block") if point.figure else None
            for point, owner in zip(self.points, owners, strict=True)
        ]

    def at(self, which: int, height: float) -> Group:
        """The stage of a key point, `height` points high."""
        group = Group(height)
        group.add(0, 0, lambda pen, x, y: marks.stage(pen, self.setting, x, y, self.width, height))
        point, element = self.points[which], self.elements[which]
        if element is None or point.figure is None:
            group.add(0, 0, lambda pen, x, y: pen.icon_disc(point.icon, x + self.width / 2, y - height / 2, height * 0.66))
            return group
        named = [one.figure for one in self.points if one.figure]
        high, wide = height - 2 * self.pad, self.width - 2 * self.pad
        scale = dict(zip(named, together(self.leaflet, named, wide, high, SPREAD), strict=True))[point.figure]
        shown = picture(self.leaflet, point.figure)
        x0, y0, x1, y1 = shown.box
        clear = (height - self.pad - self.corner) / (y1 - y0), (self.width - 2 * self.corner) / (x1 - x0)
        scale = min(scale, max(clear)) if self.corner else scale
        group.add(self.pad, self.pad, Drawing(shown, element, wide, high, scale, foot=self.pad))
        return group


def cards(setting: Setting, parent: Element) -> Elastic:
    """Three cards side by side: a number on the picture's stage, a few words in bold, one line more."""
    gap, inner = setting.k(10), setting.k(8)
    points = setting.leaflet.key_points
    wide = (setting.width - gap * (len(points) - 1)) / len(points)
    lst = parent.add("L", ListNumbering="Decimal")
    items = [lst.add("LI") for _ in points]
    numbers = [number(setting, item.add("Lbl"), i + 1, setting.k(19)) for i, item in enumerate(items)]
    bodies = [item.add("LBody") for item in items]
    stages = Stages(setting, bodies, wide, setting.k(37), pad=setting.k(4.5), corner=setting.k(27))
    head, small = setting.style("h3"), setting.style("small")
    titles = [setting.text(one.title, head, body.add("P"), wide - 2 * inner) for one, body in zip(points, bodies, strict=True)]
    texts = [setting.text(one.text, small, body.add("P"), wide - 2 * inner) for one, body in zip(points, bodies, strict=True)]
    lines = max(title.height for title in titles)
    under = small.line_gap * 1.15
    words = setting.k(8.5) + lines + under + max(text.height for text in texts) + setting.k(8)

    def make(extra: float) -> Group:
        stage = stages.least + extra
        group = Group(stage + words)
        for i, (title, text) in enumerate(zip(titles, texts, strict=True)):
            x = i * (wide + gap)
            group.add(x, 0, stages.at(i, stage))
            group.add(x, 0, lambda pen, px, py: pen.panel(px, py, wide, stage + words, edge="line", radius="box", width=0.9))
            group.add(x + setting.k(6), setting.k(6), numbers[i])
            down = group.add(x + inner, stage + setting.k(8.5), title)
            group.add(x + inner, down + under, text)
        return group

    return Elastic(make, stages.least + words, setting.k(38), keen=setting.k(24))


def rows(setting: Setting, parent: Element) -> Elastic:
    """Three rows: the picture on its stage, beside it a number, a few words in bold, one line more."""
    points, gap = setting.leaflet.key_points, setting.k(13)
    stage_wide = setting.width * 0.41
    lst = parent.add("L", ListNumbering="Decimal")
    items = [lst.add("LI") for _ in points]
    d = setting.k(21)
    numbers = [number(setting, item.add("Lbl"), i + 1, d) for i, item in enumerate(items)]
    bodies = [item.add("LBody") for item in items]
    stages = Stages(setting, bodies, stage_wide, setting.k(48))
    head, body = setting.style("h3"), setting.style("body")
    start = stage_wide + setting.k(11)
    room = setting.width - start
    titles = [
        setting.text(one.title, head, owner.add("P"), room - d - setting.k(6)) for one, owner in zip(points, bodies, strict=True)
    ]
    texts = [setting.text(one.text, body, owner.add("P"), room) for one, owner in zip(points, bodies, strict=True)]
    under = setting.k(6)
    least = max(stages.least, *(max(d, title.height) + under + text.height for title, text in zip(titles, texts, strict=True)))
    whole = len(points) * least + (len(points) - 1) * gap

    def make(extra: float) -> Group:
        stage = least + extra / len(points)
        group = Group(whole + extra)
        for i, (title, text) in enumerate(zip(titles, texts, strict=True)):
            top = i * (stage + gap)
            if i:
                group.add(0, top - gap / 2, lambda pen, x, y: pen.rule(x, y, setting.width))
            group.add(0, top, stages.at(i, stage))
            lines = max(d, title.height)
            down = top + (stage - lines - under - text.height) / 2
            group.add(start, down + (lines - d) / 2, numbers[i])
            group.add(start + d + setting.k(6), down + (lines - title.height) / 2, title)
            group.add(start, down + lines + under, text)
        return group

    return Elastic(make, whole, setting.k(66))


def stages(setting: Setting, parent: Element) -> Elastic:
    """Three small pictures side by side, each with its few words, or with its verb where those take more than a line."""
    leaflet, gap = setting.leaflet, setting.k(8)
    points = leaflet.key_points
    wide = (setting.width - gap * (len(points) - 1)) / len(points)
    lst = parent.add("L")
    items = [lst.add("LI").add("LBody") for _ in points]
    made = Stages(setting, items, wide, setting.k(34), pad=setting.k(3))
    head = setting.style("h3", balance="even")
    said = [one.title for one in points]
    if leaflet.poster and any(setting.line(markup.plain(text), head, Artifact()).width > wide for text in said):
        said = [one.verb for one in leaflet.poster.points]
    titles = [setting.text(text, head, item.add("P"), wide) for text, item in zip(said, items, strict=True)]
    under = setting.k(6)
    words = under + max(title.height for title in titles)

    def make(extra: float) -> Group:
        group = Group(made.least + extra + words)
        for i, title in enumerate(titles):
            group.add(i * (wide + gap), 0, made.at(i, made.least + extra))
            group.add(i * (wide + gap), made.least + extra + under, title)
        return group

    return Elastic(make, made.least + words, setting.k(24))
