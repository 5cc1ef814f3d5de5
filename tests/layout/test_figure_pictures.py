"""Figures as they are painted: looked at pixel by pixel, so that a blank, broken or wrongly framed picture is found."""

from __future__ import annotations

import datetime
import json
import re
from functools import cache
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from handoutpress.content.library import Library
from handoutpress.content.schema.figure import Figure
from handoutpress.formats.png import pages_png
from handoutpress.layout import figures
from handoutpress.layout.components.figure_box import Drawing
from handoutpress.layout.drawing.brand_palette import CASTS, Mode, roles
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.drawing.separation import palette
from handoutpress.layout.figures import Picture
from handoutpress.pdf.canvas import Canvas
from handoutpress.pdf.tag_tree import Tree
from handoutpress.support.colour import from_hex, luminance

LIBRARY = Library()
NAMES = LIBRARY.figures()
BRAND = "#0f6e73"
RING = 8  # points of bare paper round a picture
SCALE = 2.0  # points per body unit
WORDS = LIBRARY.figure_texts("en").value.root
WRONG = [name for name in NAMES if "Wrong" in WORDS[name].alt or re.search(r"cross(?!ed legs|-legged)", WORDS[name].alt)]
WHITE = (255, 255, 255)

Grey = Image.Image


@cache
def shipped(name: str) -> Figure:
    return Figure.model_validate(json.loads(LIBRARY.figure(name)[1]))


def painted(picture: Picture, *, mode: Mode = "colour", scale: float = SCALE) -> Image.Image:
    """A picture on white paper, with RING points round its box; one pixel to the point."""
    x0, y0, x1, y1 = picture.box
    size = (scale * (x1 - x0) + 2 * RING, scale * (y1 - y0) + 2 * RING)
    canvas = Canvas(page_size=size, tree=Tree("en"), inks=palette(BRAND, mode), title="f", date=datetime.date(2000, 1, 1))
    with Pen(canvas).placed(RING - scale * x0, RING - scale * y0, scale):
        canvas.code(picture.operators(scale))
    return Image.open(BytesIO(pages_png(canvas.finish(), dpi=72)[0])).convert("RGB")


@cache
def seen(name: str) -> Image.Image:
    return painted(figures.draw_figure(shipped(name)))


def inked(image: Image.Image) -> Grey:
    """White where something is painted, black where the paper is bare."""
    return ImageChops.difference(image, Image.new("RGB", image.size, WHITE)).convert("L").point(lambda v: 255 if v > 8 else 0)


def ink_share(image: Image.Image) -> float:
    """Share of the picture's box that is painted."""
    mask = inked(image)
    return mask.histogram()[255] / ((mask.width - 2 * RING) * (mask.height - 2 * RING))


def flattest(image: Image.Image) -> float:
    """The largest share of the picture's box in one colour."""
    box = image.crop((RING, RING, image.width - RING, image.height - RING))
    return max(count for count, _ in box.getcolors(box.width * box.height) or []) / (box.width * box.height)


def strays(image: Image.Image) -> bool:
    """Whether something is painted well outside the picture's box."""
    mask, edge = inked(image), RING - 3
    mask.paste(0, (edge, edge, mask.width - edge, mask.height - edge))
    return mask.getbbox() is not None


def loose(image: Image.Image) -> float:
    """The widest bare strip between the picture's box and what is painted, body units."""
    left, top, right, bottom = inked(image).getbbox() or (image.width, image.height, 0, 0)
    return max(left, top, image.width - right, image.height - bottom, RING) / SCALE - RING / SCALE


def pieces(image: Image.Image) -> int:
    """How many separate things are painted, specks of fewer than 4 pixels not counted."""
    mask = inked(image)
    count = 0
    while box := mask.getbbox():
        x = next(x for x in range(box[0], box[2]) if mask.getpixel((x, box[1])) == 255)
        ImageDraw.floodfill(mask, (x, box[1]), 128)
        count += mask.histogram()[128] >= 4
        mask = mask.point(lambda v: 255 if v == 255 else 0)
    return count


def near(image: Image.Image, colour: str) -> int:
    """Pixels of about a colour."""
    red, green, blue = ImageChops.difference(image, Image.new("RGB", image.size, colour)).split()
    return sum(ImageChops.lighter(ImageChops.lighter(red, green), blue).histogram()[:7])


def alone(person: Figure) -> Figure:
    """A person without things, marks and company."""
    return person.model_copy(update={"props": (), "shapes": (), "people": (), "crop": None, "wrong": False})


# -- what is shipped ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_painted_and_fills_its_box(name: str) -> None:
    image = seen(name)
    assert ink_share(image) > 0.07
    assert flattest(image) < 0.93
    assert loose(image) <= 5  # icons have a rim of their own
    assert not strays(image)


@pytest.mark.parametrize("name", [name for name in NAMES if shipped(name).person])
def test_no_limb_is_loose(name: str) -> None:
    for person in (shipped(name), *shipped(name).people):
        assert pieces(painted(figures.draw_figure(alone(person)))) == 1


@pytest.mark.parametrize("name", NAMES)
def test_small_as_on_a_card_it_still_has_light_and_dark(name: str) -> None:
    picture = figures.draw_figure(shipped(name))
    x0, _, x1, _ = picture.box
    grey = painted(picture, scale=60 / (x1 - x0)).convert("L")
    assert sum(grey.histogram()[: 140 if shipped(name).wrong else 110]) >= 60  # outlines
    assert len([level for level in range(0, 256, 32) if any(grey.histogram()[level : level + 32])]) >= 4


@pytest.mark.parametrize("name", NAMES)
def test_in_ink_saver_a_picture_is_grey_and_a_person_lighter(name: str) -> None:
    saved = painted(figures.draw_figure(shipped(name)), mode="ink_saver")
    red, green, blue = saved.split()
    assert ImageChops.difference(red, green).getbbox() is None and ImageChops.difference(green, blue).getbbox() is None
    if shipped(name).person and not shipped(name).wrong:
        assert ImageStat.Stat(saved.convert("L")).mean[0] > ImageStat.Stat(seen(name).convert("L")).mean[0]


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_picture_bears_a_cross(name: str) -> None:
    assert near(seen(name), roles(BRAND)["bad"]) >= 60


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("-right")])
def test_a_right_picture_bears_none(name: str) -> None:
    assert near(seen(name), roles(BRAND)["bad"]) == 0


@pytest.mark.parametrize("cast", CASTS)
def test_every_cast_has_skin_and_hair_to_be_seen(cast: str) -> None:
    image = painted(figures.draw_figure(Figure.model_validate({"cast": cast})))
    inks = roles(BRAND)
    assert near(image, inks[f"skin_{cast}"]) > 150
    assert near(image, inks["mid" if cast == "hana" else f"hair_{cast}"]) > 100  # a headscarf


@pytest.mark.parametrize("name", [name for name in NAMES if shipped(name).crop is not None])
def test_a_half_length_picture_is_cut_in_one_straight_line(name: str) -> None:
    mask = inked(seen(name))
    foot = mask.height - RING
    assert mask.crop((0, foot + 1, mask.width, mask.height)).getbbox() is None
    assert mask.crop((0, foot - 2, mask.width, foot - 1)).histogram()[255] > 15 * SCALE


def drawn_in_a_box(figure: Figure, **how: float) -> tuple[float, float, float, float]:
    """What a figure covers that is drawn in a box of 100 x 100 points: from the box's left, bottom, left and bottom edge."""
    tree = Tree("en")
    element = tree.root.add("Figure", alt="A person.", Placement="Block")
    canvas = Canvas(page_size=(300, 300), tree=tree, inks=palette(BRAND), title="f", date=datetime.date(2000, 1, 1))
    Drawing(figures.draw_figure(figure), element, 100, 100, **how).draw(Pen(canvas), 100, 200)
    box = inked(Image.open(BytesIO(pages_png(canvas.finish(), dpi=72)[0])).convert("RGB")).getbbox()
    assert box is not None
    return box[0] - 100, 200 - box[3], box[2] - 100, 200 - box[1]


def test_a_half_length_picture_stands_on_the_edge_of_its_panel() -> None:
    cut, whole = Figure.model_validate({"view": "back", "crop": 40}), Figure(view="back")
    assert drawn_in_a_box(cut, foot=7)[1] == pytest.approx(-7, abs=1)
    assert drawn_in_a_box(whole, foot=7)[1] == pytest.approx(0, abs=2)


@pytest.mark.parametrize("name", ["march", "knee-rolls", "pad-map"])
def test_a_picture_too_large_for_its_box_is_drawn_smaller(name: str) -> None:
    left, bottom, right, top = drawn_in_a_box(shipped(name), scale=5.0)
    assert min(left, bottom) >= -1 and max(right, top) <= 101


# -- what marks and bodies look like ---------------------------------------------------------------------


def coloured(image: Image.Image) -> Grey:
    """White where a pixel is no grey."""
    red, green, blue = image.split()
    apart = ImageChops.lighter(ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return apart.point(lambda v: 255 if v > 12 else 0)


def covered_by_the_cross(figure: Figure) -> int:
    """Pixels of the picture that lie under the cross of the wrong way."""
    wrong, plain = (figures.draw_figure(figure.model_copy(update={"wrong": said})) for said in (True, False))
    left, top, right, bottom = coloured(painted(wrong)).getbbox() or (0, 0, 0, 0)
    across, down = SCALE * (wrong.box[0] - plain.box[0]), SCALE * (plain.box[3] - wrong.box[3])
    image = painted(plain)
    place = [round(v) for v in (left + across, top + down, right + across, bottom + down)]
    return inked(image).crop(tuple(place)).histogram()[255]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [name for name in NAMES if shipped(name).wrong])
def test_a_picture_of_the_wrong_way_is_grey_with_one_cross_beside_it(name: str) -> None:
    cross = coloured(seen(name)).getbbox()
    assert cross is not None
    assert cross[2] - cross[0] < 18 * SCALE and cross[3] - cross[1] < 18 * SCALE
    assert covered_by_the_cross(shipped(name)) == 0


def test_where_no_corner_is_free_the_cross_stands_beside_the_picture() -> None:
    full = Figure.model_validate(
        {"person": False, "wrong": True, "shapes": [{"box": [0, 0, 40, 40, 0], "fill": "pants", "edge": "fig"}]}
    )
    assert covered_by_the_cross(full) == 0
    assert figures.draw_figure(full).box[2] > 50


def test_a_ghost_is_pale_and_behind() -> None:
    body = {"cast": "ben", "root": [0, 50]}
    both = Figure.model_validate({**body, "people": [{**body, "ghost": True, "shift": [12, 0]}]})
    one, two = painted(figures.draw_figure(Figure.model_validate(body))), painted(figures.draw_figure(both))
    inks = roles(BRAND)
    assert near(two, inks["tint2"]) > 400 > near(one, inks["tint2"])
    assert near(two, inks["skin_ben"]) == pytest.approx(near(one, inks["skin_ben"]), abs=8)


def test_a_thing_in_the_hand_is_over_the_body_and_under_the_hand() -> None:
    box = {"box": [-8, 40, 20, 30], "ink": "ice"}
    pixels = {}
    for at in ("behind", "hand", "front"):
        image = painted(figures.draw_figure(Figure.model_validate({"cast": "ben", "props": [{**box, "at": at}]})))
        pixels[at] = near(image, roles(BRAND)["ice"])
    assert pixels["behind"] < 0.5 * pixels["hand"]
    assert pixels["hand"] < 0.95 * pixels["front"]


def changes(figure: Figure) -> int:
    """How often a grey print goes from light to dark along the middle of the zone."""
    image = painted(figures.draw_figure(figure), mode="ink_saver").convert("L")
    return max(
        sum(abs(image.getpixel((x, y)) - image.getpixel((x + 2, y))) > 90 for x in range(0, image.width - 2, 2))  # type: ignore[operator]
        for y in range(0, image.height, 3)
    )


def test_pain_and_a_stretch_are_told_apart_without_colour() -> None:
    pose = {"zone": {"at": ["waist", 0, 0], "size": [9, 5]}, "arm": {"shoulder": 90}}
    pain, stretch = (Figure.model_validate({**pose, "feel": feel}) for feel in ("pain", "stretch"))
    assert changes(stretch) >= changes(pain) + 3


@pytest.mark.parametrize("mode", ["colour", "ink_saver"])
def test_arrow_pain_warm_pack_and_cushion_have_inks_of_their_own(mode: Mode) -> None:
    inks = roles(BRAND, mode)
    light = [luminance(from_hex(inks[name])) for name in ("arrow", "warm", "prop2")]
    assert len({inks[name] for name in ("arrow", "accent", "warm", "prop2")}) == 4
    assert light[0] < 0.1 < light[2] < light[1]


def test_a_larger_and_a_pregnant_person_are_wider_from_the_side_and_the_larger_one_from_the_front() -> None:
    def width(**pose: str) -> float:
        x0, _, x1, _ = figures.draw_figure(Figure.model_validate({"arm": {"shoulder": -10}, **pose})).box
        return x1 - x0

    assert min(width(cast="gia"), width(cast="joy")) > width(cast="ben") + 3
    assert width(cast="gia", view="front") > width(cast="ben", view="front") + 3


# -- that the checks find what they are for -------------------------------------------------------------


def test_a_blank_picture_is_found() -> None:
    image = painted(Picture((0, 0, 30, 30), []))
    assert ink_share(image) == 0
    assert loose(image) > 5


def test_a_picture_that_is_one_field_of_colour_is_found() -> None:
    field = figures.draw_figure(Figure.model_validate({"person": False, "shapes": [{"box": [0, 0, 40, 40, 0], "fill": "pants"}]}))
    assert flattest(painted(field)) > 0.93


def test_a_picture_with_room_to_spare_is_found() -> None:
    drawn = figures.draw_figure(shipped("walk"))
    x0, y0, x1, y1 = drawn.box
    wide = Picture.from_json(json.dumps([(x0 - 9, y0, x1, y1), *json.loads(drawn.to_json())[1:]]).encode())
    assert loose(painted(wide)) > 5


def test_a_stroke_outside_the_box_is_found() -> None:
    drawn = figures.draw_figure(shipped("walk"))
    x0, y0, x1, y1 = drawn.box
    tight = Picture.from_json(json.dumps([(x0 + 4, y0, x1, y1), *json.loads(drawn.to_json())[1:]]).encode())
    assert strays(painted(tight))


def test_a_loose_limb_is_found() -> None:
    hand = {"person": False, "shapes": [{"disc": [0, 0, 4], "fill": "shirt"}, {"disc": [20, 0, 4], "fill": "shirt"}]}
    assert pieces(painted(figures.draw_figure(Figure.model_validate(hand)))) == 2
    hand["shapes"].append({"line": [[0, 0], [20, 0]]})  # type: ignore[attr-defined]
    assert pieces(painted(figures.draw_figure(Figure.model_validate(hand)))) == 1


def test_a_missing_cross_is_found() -> None:
    bare = shipped("lift-wrong").model_copy(update={"wrong": False})
    assert near(painted(figures.draw_figure(bare)), roles(BRAND)["bad"]) == 0


@pytest.mark.parametrize("view", ["side", "front"])
def test_who_wears_a_tunic_wears_the_clinic_s_colour(view: str) -> None:
    inks = roles(BRAND)
    shirt, tunic = (painted(figures.draw_figure(Figure.model_validate({"view": view, "top": top}))) for top in ("shirt", "tunic"))
    assert near(tunic, inks["mid"]) > 0.9 * near(shirt, inks["shirt"]) > 500
    assert near(tunic, inks["shirt"]) == near(shirt, inks["mid"]) == 0
