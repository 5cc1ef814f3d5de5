"""Pictograms: in their box, in their inks, and told apart when small."""

from __future__ import annotations

import datetime
import itertools
import re
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from handoutpress.formats.png import pages_png
from handoutpress.layout.drawing import icons
from handoutpress.layout.drawing.brand_palette import fill_op, palette, stroke_op
from handoutpress.layout.drawing.pen import Pen
from handoutpress.pdf.canvas import Canvas
from handoutpress.pdf.tag_tree import Tree

SIZE = 13  # points: the smallest an icon is printed


def _render(name: str, size: float = SIZE, dpi: int = 144) -> Image.Image:
    canvas = Canvas(page_size=(size, size), tree=Tree("en"), inks=palette("#0f6e73"), title=name, date=datetime.date(2000, 1, 1))
    with Pen(canvas).placed(0, 0, size / 24):
        canvas.code(icons.icon(name, main="black"))
    return Image.open(BytesIO(pages_png(canvas.finish(), dpi)[0])).convert("L")


def _points(code: str) -> list[float]:
    return [float(v) for run, _ in re.findall(r"((?:-?[\d.]+ )+)([mlc])\b", code) for v in run.split()]


@pytest.mark.parametrize("name", icons.NAMES)
def test_an_icon_stays_in_its_box(name: str) -> None:
    points = _points(icons.icon(name, main="deep"))
    assert points
    assert min(points) >= icons.STROKE / 2 and max(points) <= 24 - icons.STROKE / 2


@pytest.mark.parametrize("name", icons.NAMES)
def test_an_icon_is_painted_in_the_inks_it_is_given(name: str) -> None:
    code = icons.icon(name, main="alert", second="glow", ground="tint")
    chosen = set(re.findall(r"/Ink (?:cs|CS) \d+ (?:sc|SC)", code))
    assert chosen <= {op(ink) for ink in ("alert", "glow", "tint") for op in (fill_op, stroke_op)}
    assert chosen & {fill_op("alert"), stroke_op("alert")}
    assert code.split().count("q") == code.split().count("Q")


@pytest.mark.parametrize("name", icons.NAMES)
def test_a_small_icon_has_ink_enough_to_be_seen(name: str) -> None:
    assert 12 < 255 - ImageStat.Stat(_render(name)).mean[0] < 200


def test_small_icons_can_be_told_apart() -> None:
    drawn = {name: _render(name) for name in icons.NAMES}
    alike = [
        pair
        for pair in itertools.combinations(drawn, 2)
        if set(pair) != {"clock", "clock-part"}  # differ by their pale sector only, on purpose
        and ImageStat.Stat(ImageChops.difference(drawn[pair[0]], drawn[pair[1]])).mean[0] < 16
    ]
    assert alike == []


def test_the_line_can_be_made_thinner() -> None:
    assert " 1.2 w " in icons.icon("clock", main="deep", stroke_width=1.2)
    assert " 1.2 w " not in icons.icon("clock", main="deep")


def test_a_name_nearly_right_is_named() -> None:
    with pytest.raises(ValueError, match="no icon 'clok'; did you mean 'clock'"):
        icons.icon("clok", main="deep")


def test_a_name_that_is_nothing_like() -> None:
    with pytest.raises(ValueError, match=r"no icon 'zzzzzz'$"):
        icons.icon("zzzzzz", main="deep")
