"""Figures as pieces: a drawing in a box, tagged with its alt text."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from handoutpress.content.figure_names import figure_id, person_in
from handoutpress.content.schema.figure import Figure
from handoutpress.errors import InvalidSource, Place, Problem
from handoutpress.layout import figures
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.figures import Picture
from handoutpress.merge.leaflet import FigureText, Leaflet
from handoutpress.pdf.tag_tree import Artifact, Element
from handoutpress.support.disk_cache import disk_cache


@lru_cache(maxsize=512)  # 12 ms to solve, 14 times in a first layout
def _picture(drawing: str, name: str) -> Picture:
    """A drawing, solved; `name` is the figure's and who is in it. Raises InvalidSource: it is wrong in itself."""
    who, file = person_in(name), f"handouts/figures/{figure_id(name)}.yaml"

    def draw() -> Picture:
        from handoutpress.content.schema.figure import Figure
        from handoutpress.content.yaml_reader import Positions, validate

        pose = validate(json.loads(drawing), Positions(file, {}, {}), Figure)
        return solved(pose.played_by(who) if who else pose, Place(file))

    return disk_cache().cached("figure", (drawing, who), draw, Picture.to_json, Picture.from_json)


def solved(pose: Figure, place: Place) -> Picture:
    """A figure drawn; `place` is its file. Raises InvalidSource: it names a joint that is not seen there, or not yet known."""
    try:
        return figures.draw_figure(pose)
    except KeyError as missing:
        what = f"the joint '{missing.args[0]}' is not known there"
        raise InvalidSource(Problem(what, "Name another joint, or a place as two numbers", place)) from None


def picture(leaflet: Leaflet, figure: str) -> Picture:
    """The drawing of a figure used in a leaflet, with anybody in it; solved once per process.

    Raises InvalidSource: the figure is wrong in itself.
    """
    return _picture(leaflet.figure_text(figure).drawing, figure)


def by_the_same(leaflet: Leaflet, start: str, figure: str) -> str:
    """The name of the figure in which a movement starts, with the person who ends it."""
    who = person_in(figure) or json.loads(leaflet.figure_text(figure).drawing).get("cast", "ben")
    return f"{figure_id(start)}@{who}"


@dataclass
class Drawing:
    """A figure standing on the floor of a box (`rest` 0) or floating in it (0.5).

    Attributes:
        width: of the box, points; the figure is placed in it by `align` (0 start, 0.5 centre, 1 end).
        scale: points per body unit, or less where that would not fit; None: as large as fits.
        foot: how far below the box the panel it stands on ends, points; a picture that is cut off reaches that edge.
    """

    picture: Picture
    element: Element | Artifact
    width: float
    height: float
    scale: float | None = None
    align: float = 0.5
    rest: float = 0.0
    foot: float = 0.0

    @property
    def _scale(self) -> float:
        x0, y0, x1, y1 = self.picture.box
        room = self.height + (self.foot if self.picture.cut else 0)
        return min(self.scale or math.inf, self.width / (x1 - x0), room / (y1 - y0))

    @property
    def drawn(self) -> tuple[float, float]:
        """Width and height of what is drawn, points."""
        x0, y0, x1, y1 = self.picture.box
        return (x1 - x0) * self._scale, (y1 - y0) * self._scale

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw the figure as one piece of tagged content."""
        x0, y0, x1, y1 = self.picture.box
        scale = self._scale
        start = x + (self.width - scale * (x1 - x0)) * self.align
        bottom = y - self.height + (self.height - scale * (y1 - y0)) * self.rest
        if self.picture.cut and self.foot:
            bottom = y - self.height - self.foot
        pen.bounds(self.element, start, bottom + scale * (y1 - y0), scale * (x1 - x0), scale * (y1 - y0))
        with pen.canvas.content(self.element), pen.placed(start - scale * x0, bottom - scale * y0, scale, across=(x0, x1)):
            pen.canvas.code(self.picture.operators(scale, None if pen.saves_ink else pen.family.figure.dots))


def drawing(
    leaflet: Leaflet, figure: str, parent: Element, width: float, height: float, *,
    scale: float | None = None, align: float = 0.5, rest: float = 0.0, foot: float = 0.0,
) -> Drawing:  # fmt: skip
    """A figure as a piece, with a Figure element under `parent`."""
    element = parent.add("Figure", alt=leaflet.figure_text(figure).alt, Placement="Block")
    return Drawing(picture(leaflet, figure), element, width, height, scale, align, rest, foot)


def scene(text: FigureText, name: str, parent: Element, width: float, height: float) -> Drawing:
    """A figure that the leaflet's text does not name, as a piece. Raises InvalidSource: it is wrong in itself."""
    return Drawing(_picture(text.drawing, name), parent.add("Figure", alt=text.alt, Placement="Block"), width, height)


def together(leaflet: Leaflet, names: Sequence[str], width: float, height: float, spread: float = 1.8) -> list[float]:
    """Scales for figures shown as a set, points per body unit."""
    return figures.fit_scales([picture(leaflet, name) for name in names], width, height, spread)
