"""Two inks: a disc of the second, dots of the first that grow downwards, and where they meet a third colour."""

from __future__ import annotations

import math

from handoutpress.layout.components import titles
from handoutpress.layout.components.photo import Photo, dots
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.parts.covers import common
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.pdf.tag_tree import Artifact, Element

DISC = (0.60, 0.47, 0.50)  # centre from the start and the top, shares of the field; half its width, a share of the field's width
PITCH = 7.6  # points between two dots
SHADE = ((0.43, 0.02), (0.79, 0.66))  # how far down, and how much of the paper is covered there
FINE = 4.6  # points between two dots of a photo
MOST = 0.8  # of the paper is covered by its dots
DPI = 60  # pixels an inch that its dots show
WORDS = 0.40  # how far down the title reaches at most, a share of the field
THIGHS = 30.0  # units of the figure above its foot, where the field at the foot cuts it
TALL = 0.57  # height of a cropped figure, a share of the field's


def cover(setting: Setting, parent: Element, height: float) -> Group:
    """The cover, `height` points high."""
    width, frame = setting.width, common.frame_of(setting)
    start, over, end, under = frame.office
    across, high = width + start + end, height + over + under
    group = Group(height)
    head = setting.own("cover masthead", parent, lambda: common.masthead(setting, parent))
    words, title, at = titles.words(setting, parent, width, high * WORDS - over - head.height, lead=0)
    lead = setting.text(setting.leaflet.main_message, setting.style("lead", ink="on_fill"), parent.add("P"), width)
    photo = common.photo(setting, parent)
    shown = common.figure(setting, parent, width, height)
    foot = setting.own("cover call", parent, lambda: common.call(setting, parent))
    cut = height - foot.height - lead.height - setting.k(50)  # where the field at the foot begins
    below = head.height + 24
    begins, top = 0.0, 0.0
    if shown:
        x0, y0, x1, y1 = shown.picture.box
        crop = THIGHS if y1 - y0 > 1.2 * (x1 - x0) and y0 < 12 else 0.0
        room = cut - below - words.height - title.style.size * 0.1
        shown = common.sized(
            shown, min(across * 0.96 / (x1 - x0), room / (y1 - y0 - crop), high * TALL / (75 if crop else y1 - y0))
        )
        begins = (across - shown.width) * 0.58 - start
        top = cut - shown.height + (shown.scale or 1.0) * crop

    def behind(pen: Pen, x: float, y: float) -> None:
        box = frame.box(pen, x, y, width, height)
        common.ground(pen, box, frame.radius(pen), "tint")
        bx, by, bw, _ = box
        with pen.clipped(bx, by, bw, by - y + cut):
            _disc(pen, box, "two")
            if photo:
                _printed(pen, photo, box, min(by - SHADE[0][0] * box[3], y - below - words.height - 10), y - cut)  # no text on it
            else:
                _dots(pen, box, y - cut, "fill", inside=False)
                _dots(pen, box, y - cut, "mix", inside=True)

    def overprint(pen: Pen, x: float, y: float) -> None:
        """The title once more where it lies on the disc, in the colour of both inks; readers meet the first."""
        if pen.saves_ink:
            return
        before, said = len(pen.boxes), len(pen.texts)
        again = Paragraph(setting.fonts, titles.titled(setting), title.style._replace(ink="mix"), Artifact(), title.column)
        bx, by, bw, bh = frame.box(pen, x, y, width, height)
        with pen.within_disc(bx + DISC[0] * bw, by - DISC[1] * bh, DISC[2] * bw):
            again.draw(pen, x - 1, y - below - at)
        del pen.boxes[before:], pen.texts[said:]

    def standing(pen: Pen, x: float, y: float) -> None:
        """The figure, as far as it stands in the field: the field at the foot covers its feet."""
        bx, by, bw, _ = frame.box(pen, x, y, width, height)
        with pen.clipped(bx, by, bw, by - y + cut + 2):
            assert shown
            shown.draw(pen, x + begins, y - top)

    def field(pen: Pen, x: float, y: float) -> None:
        bx, by, bw, bh = frame.box(pen, x, y, width, height)
        common.ground(pen, (bx, y - cut, bw, bh - (by - y) - cut), 0, "fill")

    group.add(0, 0, behind)
    group.add(0, 0, head)
    group.add(0, below, words)
    group.add(0, 0, overprint)
    if shown:
        group.add(0, 0, standing)
    group.add(0, 0, field)
    down = group.add(0, cut + setting.k(18), lead)
    group.add(0, down + setting.k(16), foot)
    return group


def _disc(pen: Pen, box: common.Box, ink: str) -> None:
    x, y, w, h = box
    cx, cy, r = x + DISC[0] * w, y - DISC[1] * h, DISC[2] * w
    if pen.saves_ink:
        pen.panel(cx - r, cy + r, 2 * r, 2 * r, edge="line", radius=r, width=1)
    else:
        pen.disc(cx, cy, 2 * r, ink)


def _dots(pen: Pen, box: common.Box, floor: float, ink: str, *, inside: bool) -> None:
    """Rows of dots that grow downwards to `floor`; `inside` the disc alone, else outside it alone."""
    x, y, w, h = box
    cx, cy, r = x + DISC[0] * w, y - DISC[1] * h, DISC[2] * w
    (from_, least), (to, most) = SHADE
    step = PITCH / math.sqrt(2)
    row, level = 0, y - from_ * h
    while level > floor - step:
        share = least + (most - least) * min(1.0, ((y - level) / h - from_) / (to - from_))
        first = x + (step if row % 2 else 0.0)
        spots = [first + 2 * step * i for i in range(int(w / (2 * step)) + 2)]
        met = [spot for spot in spots if (math.hypot(spot - cx, level - cy) < r) == inside]
        pen.dots(met, level, 2 * PITCH * math.sqrt(share / math.pi), ink)
        level -= step
        row += 1


def _printed(pen: Pen, photo: Photo, box: common.Box, top: float, floor: float) -> None:
    """A photo as dots of one ink, from `top` down to `floor`; in the disc they print over the other ink."""
    x, y, w, h = box
    cx, cy, r = x + DISC[0] * w, y - DISC[1] * h, DISC[2] * w
    step = FINE / math.sqrt(2)
    columns, rows = math.ceil(w / step) + 1, math.ceil((top - floor) / step) + 1
    pen.bounds(photo.element, x, top, w, top - floor)
    with pen.canvas.content(photo.element):
        for share, cells in dots(photo.cut(w, top - floor, DPI), columns, rows, MOST):
            d = 2 * FINE * math.sqrt(share / math.pi)
            lines: dict[tuple[str, int], list[float]] = {}
            for column, row in cells:
                spot = x + step * (columns - 1 - column if pen.direction == "rtl" else column)
                inside = math.hypot(spot - cx, top - step * row - cy) < r
                lines.setdefault(("mix" if inside else "fill", row), []).append(spot)
            for (ink, row), spots in sorted(lines.items()):
                pen.dots(spots, top - step * row, d, ink)
