"""Plain shapes of figures that show no person: dials, layers, charts."""

from __future__ import annotations

from handoutpress.content.schema.figure import PlainShape
from handoutpress.layout.figures.anatomy import Outline, circle, ellipse, polar, rounded, smooth
from handoutpress.layout.figures.props import arrow
from handoutpress.layout.figures.sketch import Sketch


def draw_shape(sketch: Sketch, shape: PlainShape) -> None:
    """Draw one shape."""
    if shape.icon is not None:
        name, x, y, size = shape.icon
        sketch.icon(name, shape.edge or "fig", x, y, size, second=shape.fill or "tint2", width=shape.width)
        return
    if shape.arrow is not None:
        arrow(sketch, *shape.arrow, shape.bend, shape.width)
        return
    if shape.dial is not None:
        _dial(sketch, *shape.dial, shape)
        return
    open_line = shape.line or (smooth(shape.curve, closed=False) if shape.curve else None)
    if open_line:
        sketch.line(list(open_line), shape.edge or "fig", 1.5 * shape.width)
        return
    polygon = _polygon(shape)
    if shape.fill:
        sketch.part([polygon], shape.fill, shape.edge, 2 * shape.width)
    else:
        sketch.line([*polygon, polygon[0]], shape.edge or "fig", 2 * shape.width)


def _dial(sketch: Sketch, x: float, y: float, r: float, shape: PlainShape) -> None:
    edge = shape.edge or "fig"
    sketch.part([circle((x, y), r, 60)], shape.fill or "white", edge, 3)
    for hour in range(12):
        marks = [polar((x, y), hour * 30, r * share) for share in (0.93, 0.80 if hour % 3 == 0 else 0.86)]
        sketch.line(marks, edge, 1.4 if hour % 3 == 0 else 1)


def _polygon(shape: PlainShape) -> Outline:
    if shape.disc is not None:
        x, y, r = shape.disc
        return circle((x, y), r, 60)
    if shape.oval is not None:
        x, y, rx, ry, angle = shape.oval
        return ellipse((x, y), rx, ry, angle)
    if shape.box is not None:
        return rounded(*shape.box)
    if shape.sector is not None:
        x, y, r, start, end = shape.sector
        turns = [start + (end - start) * i / 40 for i in range(41)]
        return [(x, y), *(polar((x, y), 90 - turn, r) for turn in turns)]
    return smooth(list(shape.blob)) if shape.blob else list(shape.area or ())
