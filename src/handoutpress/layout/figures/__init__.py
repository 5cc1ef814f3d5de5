"""Figures: a parametric person, props and plain shapes, drawn from YAML as vector art in the leaflet's inks."""

from __future__ import annotations

from collections.abc import Sequence

from handoutpress.content.schema.figure import Figure
from handoutpress.layout.figures.sketch import Picture, Sketch

__all__ = ["Picture", "draw_figure", "fit_scales"]


def draw_figure(figure: Figure) -> Picture:
    """A figure, solved and drawn. Raises KeyError: an anchor names a joint that does not exist."""
    from handoutpress.layout.figures.person import draw_person
    from handoutpress.layout.figures.shapes import draw_shape

    sketch = Sketch()
    for shape in figure.shapes:
        if shape.behind:
            draw_shape(sketch, shape)
    people = (*((figure,) if figure.person else ()), *figure.people)
    for person in sorted(people, key=lambda one: not one.ghost):
        with sketch.moved(person.shift, person.turn, mirror=person.flip, size=person.size):
            draw_person(sketch, person)
    for shape in figure.shapes:
        if not shape.behind:
            draw_shape(sketch, shape)
    return sketch.finish(figure.crop, wrong=figure.wrong)


def fit_scales(pictures: Sequence[Picture], width: float, height: float, spread: float) -> list[float]:
    """Scales (points per body unit) for pictures shown as a set, each in a box of width x height points.

    All have one scale if the largest allows it; a picture that would be much smaller than it could be may be up to
    `spread` times larger than the smallest.
    """
    own = [min(width / (p.box[2] - p.box[0]), height / (p.box[3] - p.box[1])) for p in pictures]
    least = min(own)
    return [min(scale, least * spread) for scale in own]
