"""Figures on tinted stages: beside words, over a caption, in a row; they grow where a page has room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from handoutpress.layout.components import marks
from handoutpress.layout.components.figure_box import Drawing, picture, together
from handoutpress.layout.context import Elastic, Group, Setting
from handoutpress.pdf.tag_tree import Artifact, Element

GROWS = 1.4  # how much higher than it must be a stage may be where there is room ...
GROWS_BROAD = 1.1  # ... and if its figure cannot grow with it, since it fills the width
STAGE = 0.355  # a picture's share of the width, beside the words of a step
HIGH, ROW_HIGH = 0.63, 0.5  # least height of a stage, as a share of its width; of those in a row
PAD, FOOT = 8.0, 6.0  # white around a figure on its stage and under its feet, points
DISC = 24.0  # with a step's number, drawn for 12-point type, points


class Stage:
    """A figure on a tinted field, `width` by `height` points; it may be drawn higher. Without an owner in the tree it is decoration."""

    def __init__(self, setting: Setting, name: str, owner: Element | None, width: float, scale: float | None = None) -> None:
        self.width, self.height, self.scale = width, width * HIGH, scale
        self.picture = picture(setting.leaflet, name)
        self.setting = setting
        x0, y0, x1, y1 = self.picture.box
        broad = (x1 - x0) / (width - 2 * PAD) > (y1 - y0) / (self.height - PAD - FOOT)
        self.most = self.height * (GROWS_BROAD if broad else GROWS)
        alt = setting.leaflet.figure_text(name).alt
        self.element = owner.add("Figure", alt=alt, Placement="Block") if owner else Artifact("Layout")

    def at(self, height: float, *, field: bool = True) -> Group:
        """The stage, so many points high; or the figure alone, for a place that is a field already."""
        group, pad = Group(height), PAD
        scale = self.scale * height / self.height if self.scale else None
        if field:
            group.add(0, 0, lambda pen, x, y: marks.stage(pen, self.setting, x, y, self.width, height))
        group.add(pad, pad, Drawing(self.picture, self.element, self.width - 2 * pad, height - pad - FOOT, scale, foot=FOOT))
        return group


class OnStage(Protocol):
    """What stands on a tinted field beside its words: one figure, or a movement."""

    height: float
    most: float

    def at(self, height: float, *, field: bool = True) -> Group:
        """It, so many points high."""


class Captioned:
    """A stage with its caption under it."""

    def __init__(self, setting: Setting, name: str, owner: Element, width: float, scale: float | None = None) -> None:
        self.stage, self.gap = Stage(setting, name, owner, width, scale), setting.u(8)
        style = setting.style("body", align="center", balance="even")
        self.caption = setting.text(setting.leaflet.figure_text(name).caption, style, owner.add("P"), width)

    def height(self, high: float) -> float:
        """Height of all if the stage is so many points high."""
        return high + self.gap + self.caption.height

    def at(self, high: float) -> Group:
        """All of it, the stage so many points high."""
        return Group(self.height(high), [(0, 0, self.stage.at(high)), (0, high + self.gap, self.caption)])


def scales(setting: Setting, names: Sequence[str], width: float) -> list[float]:
    """Scales of figures on stages `width` points wide that are shown as a set."""
    return together(setting.leaflet, names, width - 2 * PAD, width * HIGH - PAD - FOOT)


def beside(setting: Setting, stage: OnStage, words: Group, width: float, disc: Group | None = None) -> Elastic:
    """A stage, and words in the middle of its height after it; the stage grows where there is room."""
    least = max(stage.height, words.height)
    most = max(least, stage.most)

    def make(extra: float) -> Group:
        height = least + extra
        high = min(height, stage.most)
        group = Group(height)
        group.add(0, (height - high) / 2, stage.at(high))
        if disc:
            group.add(-disc.height * 0.2, (height - high) / 2 - disc.height * 0.2, disc)
        group.add(width - words_width(setting, width), (height - words.height) / 2, words)
        return group

    return Elastic(make, least, most - least)


def words_width(setting: Setting, width: float) -> float:
    """Room for words beside a stage, points."""
    return width * (1 - STAGE) - setting.k(18)


def number_disc(setting: Setting, number: int, owner: Element | Artifact, size: float = 0.0) -> Group:
    """A step's number in the shape of the style, on white so that it stands clear of a picture; `size`: points."""
    size = size or setting.u(DISC)
    ring = size * 0.08
    group = Group(size)
    if setting.family.number in ("disc", "ring"):
        round_ = size / 2 + ring
        group.add(-ring, -ring, lambda pen, x, y: pen.panel(x, y, 2 * round_, 2 * round_, fill="white", radius=round_))
    group.add(0, 0, marks.number(setting, owner, number, size))
    return group


def with_pictures(words: Group, pictures: Sequence[Captioned], width: float, gap: float) -> Elastic:
    """Words, and at their end pictures one over the other, which grow where there is room."""

    def height(grown: float) -> float:
        return sum(one.height(one.stage.height + (one.stage.most - one.stage.height) * grown) for one in pictures) + gap * (
            len(pictures) - 1
        )

    least = max(words.height, height(0))
    most = max(least, height(1))

    def make(extra: float) -> Group:
        group, down = Group(least + extra, [(0, 0, words)]), 0.0
        free = height(1) - height(0)
        grown = min(1.0, max(0.0, (group.height - height(0)) / free)) if free else 0.0
        for one in pictures:
            high = one.stage.height + (one.stage.most - one.stage.height) * grown
            down = group.add(width - one.stage.width, down, one.at(high)) + gap
        return group

    return Elastic(make, least, most - least)


def side_by_side(made: Sequence[Captioned], gap: float, width: float) -> Elastic:
    """Pictures in a row, their stages alike, in the middle of the width if they do not fill it."""
    cell = made[0].stage.width
    low, most = cell * ROW_HIGH, max(one.stage.most for one in made)
    start = (width - len(made) * cell - (len(made) - 1) * gap) / 2
    words = max(one.height(0) for one in made)

    def make(extra: float) -> Group:
        group = Group(low + words + extra)
        for i, one in enumerate(made):
            group.add(start + i * (cell + gap), 0, one.at(low + extra))
        return group

    return Elastic(make, low + words, most - low)
