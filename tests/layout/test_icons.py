"""Pictograms: in their box, in their inks, and told apart when small."""

from __future__ import annotations

import datetime
import itertools
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from handoutpress.content.figure_names import ICONS
from handoutpress.formats.png import pages_png
from handoutpress.layout.drawing import icons
from handoutpress.layout.drawing.brand_palette import INK_NUMBERS
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.drawing.separation import palette
from handoutpress.pdf.canvas import Canvas
from handoutpress.pdf.tag_tree import Tree
from handoutpress.pdf.vector_art import Art, operators

NAMES = tuple(ICONS)
SIZE = 13  # points: the smallest an icon is printed


def _render(name: str, size: float = SIZE, dpi: int = 144) -> Image.Image:
    canvas = Canvas(page_size=(size, size), tree=Tree("en"), inks=palette("#0f6e73"), title=name, date=datetime.date(2000, 1, 1))
    with Pen(canvas).placed(0, 0, size / 24):
        canvas.code(operators(icons.icon(name, main="black"), INK_NUMBERS))
    return Image.open(BytesIO(pages_png(canvas.finish(), dpi)[0])).convert("L")


def _points(art: Art) -> list[float]:
    paths = [operand for line in art for name, operand in line if name in ("fill", "stroke")]
    return [float(v) for path in paths for segment in path for v in segment[1:].split()]


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_stays_in_its_box(name: str) -> None:
    points = _points(icons.icon(name, main="deep"))
    assert points
    assert min(points) >= icons.STROKE / 2 and max(points) <= 24 - icons.STROKE / 2


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_painted_in_the_inks_it_is_given(name: str) -> None:
    commands = [command for line in icons.icon(name, main="alert", second="glow", ground="tint") for command in line]
    inks = {operand for command, operand in commands if command.endswith("-colour")}
    assert "alert" in inks and inks <= {"alert", "glow", "tint"}
    assert [command for command, _ in commands if command in ("save", "restore")] == ["save", "restore"]


@pytest.mark.parametrize("name", NAMES)
def test_a_small_icon_has_ink_enough_to_be_seen(name: str) -> None:
    assert 12 < 255 - ImageStat.Stat(_render(name)).mean[0] < 200


def test_small_icons_can_be_told_apart() -> None:
    drawn = {name: _render(name) for name in NAMES}
    alike = [
        pair
        for pair in itertools.combinations(drawn, 2)
        if set(pair) != {"clock", "clock-part"}  # differ by their pale sector only, on purpose
        and ImageStat.Stat(ImageChops.difference(drawn[pair[0]], drawn[pair[1]])).mean[0] < 16
    ]
    assert alike == []


def test_the_line_can_be_made_thinner() -> None:
    widths = [
        {operand for line in art for command, operand in line if command == "line-width"}
        for art in (icons.icon("clock", main="deep", stroke_width=1.2), icons.icon("clock", main="deep"))
    ]
    assert widths == [{"1.2"}, {"1.7"}]


def test_a_name_nearly_right_is_named() -> None:
    with pytest.raises(ValueError, match="no icon 'clok'; did you mean 'clock'"):
        icons.icon("clok", main="deep")


def test_a_name_that_is_nothing_like() -> None:
    with pytest.raises(ValueError, match=r"no icon 'zzzzzz'$"):
        icons.icon("zzzzzz", main="deep")
