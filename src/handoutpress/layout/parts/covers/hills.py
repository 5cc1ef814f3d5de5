"""Cream, a pale sun, two hills in the clinic's colour, a figure behind the near one, and the phone on it."""

from __future__ import annotations

from handoutpress.layout.components import titles
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.parts.covers import common
from handoutpress.pdf.tag_tree import Element

# centre from the start and the top, half axes; shares of the field
FAR = ((0.22, 0.86, 0.85, 0.30, "hill"), (0.92, 0.90, 0.80, 0.26, "hill2"))
NEAR = (0.42, 1.10, 0.95, 0.30, "fill")
CREST = 0.80  # where the near hill is highest
WORDS = 0.54  # how far down words reach at most: where the far hill begins
SUN = 0.36  # half its width, a share of the field's
PHOTO = (0.55, 0.92, 0.85, 0.36, "hill")  # the far hill of a photo, which is cut to the same curve
LOWER = 0.03  # how much lower, a share of the field's height
LIFT = 0.10  # how much higher both stand at most, where words leave room
BASE = 0.88  # where the near hill covers all the field's width
HIPS = 33.0  # units of the figure above its foot, where the near hill crops it
TALL = 0.48  # height of a cropped figure, a share of the field's


def cover(setting: Setting, parent: Element, height: float) -> Group:
    """The cover, `height` points high."""
    width, frame = setting.width, common.frame_of(setting)
    start, over, end, under = frame.office
    across, high = width + start + end, height + over + under
    group = Group(height)
    head = setting.own("cover masthead", parent, lambda: common.masthead(setting, parent))
    words, _, _ = titles.words(setting, parent, width, high * WORDS - over - head.height - 26)
    photo = common.photo(setting, parent)
    shown = common.figure(setting, parent, width, height)
    foot = setting.own("cover call", parent, lambda: common.call(setting, parent))
    crest = high * CREST - over  # from the top of what stands in the field
    begins, top = 0.0, crest
    text_ends = head.height + 26 + words.height
    if shown:
        x0, y0, x1, y1 = shown.picture.box
        below = HIPS if y1 - y0 > 1.2 * (x1 - x0) and y0 < 12 else 0.0
        fits = (across * 0.96 / (x1 - x0), (crest - text_ends - 14) / (y1 - y0 - below), high * TALL / (70 if below else y1 - y0))
        shown = common.sized(shown, min(fits))
        begins, top = (across - shown.width) * 0.55 - start, crest - shown.height + shown.scale * below + 2 if shown.scale else 0.0

    lift = min(LIFT, max(0.0, PHOTO[1] - PHOTO[3] - (text_ends + over + 14) / high))

    def pictured(pen: Pen, x: float, y: float) -> None:
        """The photo, from the far hill's curve to below the near one's."""
        assert photo
        bx, by, bw, bh = frame.box(pen, x, y, width, height)
        cx, cy, rx, ry, _ = PHOTO
        top = cy - ry + LOWER - lift
        with (
            pen.clipped(bx, by, bw, bh, frame.radius(pen)),
            pen.within_ellipse(bx + cx * bw, by - (cy + LOWER - lift) * bh, rx * bw, ry * bh),
        ):
            photo.draw(pen, bx, by - top * bh, bw, (BASE - top) * bh)

    def behind(pen: Pen, x: float, y: float) -> None:
        box = frame.box(pen, x, y, width, height)
        common.ground(pen, box, frame.radius(pen), "tint")
        bx, by, bw, bh = box
        with pen.clipped(bx, by, bw, bh, frame.radius(pen)):
            if shown and not pen.saves_ink:
                d = min(2 * SUN * bw, 1.1 * (crest - text_ends + 40))
                pen.disc(x + begins + shown.width * 0.6, y - top - d * 0.36, d, "sun")
            for cx, cy, rx, ry, ink in (PHOTO,) if photo else FAR:
                pen.ellipse(bx + cx * bw, by - (cy - (lift if photo else 0)) * bh, rx * bw, ry * bh, ink)

    def cut(pen: Pen, x: float, y: float) -> None:
        """The figure, as far as it stands in the field: the near hill covers its feet."""
        bx, by, bw, bh = frame.box(pen, x, y, width, height)
        with pen.clipped(bx, by, bw, bh * (CREST + 0.12)):
            assert shown
            shown.draw(pen, x + begins, y - top)

    def near(pen: Pen, x: float, y: float) -> None:
        bx, by, bw, bh = frame.box(pen, x, y, width, height)
        cx, cy, rx, ry, ink = NEAR
        with pen.clipped(bx, by, bw, bh, frame.radius(pen)):
            pen.ellipse(bx + cx * bw, by - cy * bh, rx * bw, ry * bh, ink)
        if pen.saves_ink:
            pen.panel(bx, by, bw, bh, edge="line", radius=frame.radius(pen), width=1)

    group.add(0, 0, behind)
    group.add(0, 0, head)
    group.add(0, head.height + 26, words)
    if shown:
        group.add(0, 0, cut)
    if photo:
        group.add(0, 0, pictured)
    group.add(0, 0, near)
    group.add(0, height - foot.height - setting.k(10), foot)
    return group
