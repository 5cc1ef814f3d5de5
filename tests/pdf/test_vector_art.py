"""Vector art as PDF operators: what is said is written, in a file's colours, and it looks as it should."""

from __future__ import annotations

import datetime

import pypdfium2
import pytest
from PIL import Image

from handoutpress.pdf.canvas import Canvas
from handoutpress.pdf.objects import decimal
from handoutpress.pdf.print_colours import GREY, Plates
from handoutpress.pdf.svg_art import SvgArt, read_svg
from handoutpress.pdf.tag_tree import Tree
from handoutpress.pdf.vector_art import Art, operators, rounded_rectangle

SQUARE = ["M2 2", "L8 2", "L8 8", "L2 8", "z"]
INSIDE, OUTSIDE = (5, 5), (0, 0)


def rendered(art: Art) -> Image.Image:
    """A page of 10 x 10 points, a pixel each."""
    canvas = Canvas(page_size=(10, 10), tree=Tree("en"), inks={"red": (1, 0, 0)}, title="a", date=datetime.date(2000, 1, 1))
    canvas.code(operators(art, canvas.palette.numbers))
    page: Image.Image = pypdfium2.PdfDocument(canvas.finish())[0].render().to_pil().convert("RGB")
    return page


def test_a_path_is_filled_in_an_ink_or_a_colour_of_its_own() -> None:
    for colour, seen in (("red", (255, 0, 0)), ((0, 0, 1), (0, 0, 255))):
        page = rendered([[("fill-colour", colour), ("fill", SQUARE)]])
        assert page.getpixel(INSIDE) == seen and page.getpixel(OUTSIDE) == (255, 255, 255)


def test_nothing_is_painted_outside_a_clip_and_after_it_all_is() -> None:
    whole = ["M0 0", "L10 0", "L10 10", "L0 10", "z"]
    clipped = [[("save", None), ("clip", SQUARE)], [("fill-colour", "red"), ("fill", whole)], [("restore", None)]]
    page = rendered(clipped)
    assert page.getpixel(OUTSIDE) == (255, 255, 255) and page.getpixel(INSIDE) == (255, 0, 0)
    assert rendered([*clipped, [("fill", whole)]]).getpixel(OUTSIDE) == (0, 0, 0)


def test_commands_are_written_as_pdf_has_them() -> None:
    art: Art = [
        [("save", None), ("transform", "1 0 0 1 5 5"), ("line-cap", "round"), ("line-join", "bevel"), ("dash", "4 3")],
        [("stroke-colour", "red"), ("line-width", 1.5), ("stroke", ["M0 0", "C1 1 2 1 3 0"])],
        [("line-width", "0.7"), ("fill-evenodd", SQUARE), ("restore", None)],
    ]
    assert operators(art, {"red": 7}, line_width=0.5).splitlines() == [
        "q 1 0 0 1 5 5 cm 1 J 2 j [4 3] 0 d",
        "/Ink CS 7 SC 0.75 w 0 0 m 1 1 2 1 3 0 c S",
        "0.7 w 2 2 m 8 2 l 8 8 l 2 8 l h f* Q",
    ]


def test_a_colour_in_no_palette_follows_the_print_colours() -> None:
    art: Art = [[("fill-colour", (1.0, 1.0, 1.0)), ("stroke-colour", (0.0, 0.0, 0.0))]]
    assert operators(art, {}) == "1 1 1 rg 0 0 0 RG"
    assert operators(art, {}, colours=GREY) == "1 g 0 G"
    assert operators(art, {}, colours=Plates("process")) == "/Plates cs 0 0 0 0 scn /Plates CS 0 0 0 1 SCN"


@pytest.mark.parametrize("command", [("blur", 3), ("fill-colour", "mauve")])
def test_what_is_not_known_is_refused(command: tuple[str, object]) -> None:
    with pytest.raises(KeyError):
        operators([[command]], {"red": 0})


@pytest.mark.parametrize(("corners", "curves"), [("tb", 4), ("t", 2), ("b", 2), ("l", 2), ("", 0)])
def test_corners_are_rounded_where_they_are_wanted(corners: str, curves: int) -> None:
    path = rounded_rectangle((0, 0, 20, 10), 4, decimal, corners)
    assert sum(segment[0] == "C" for segment in path) == curves
    assert (path[0][0], path[-1]) == ("M", "z")


def test_art_of_an_svg_file_is_kept_to_the_last_digit() -> None:
    svg = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" width="10" height="10">
        <path d="M0 0 Q5 10 10 0 Z" fill="#336699" fill-rule="evenodd" opacity="1"/>
        <circle cx="5" cy="5" r="3" fill="none" stroke="#123456" stroke-width="0.3333333"/></svg>"""
    art = read_svg(svg)
    assert art is not None
    again = SvgArt.from_json(art.to_json())
    for colours in (Plates(), GREY, Plates("process")):
        assert again.operators(colours) == art.operators(colours)
    assert "0.333 w" in art.operators(Plates()) and "f*" in art.operators(Plates())
    assert art.operators(GREY) != art.operators(Plates())


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [(-0.001, 2, "0"), (1.5, 2, "1.5"), (10, 2, "10"), (1 / 3, 4, "0.3333"), (100.0, 1, "100")]
)
def test_numbers_are_short_and_never_minus_nothing(value: float, decimals: int, text: str) -> None:
    assert decimal(value, decimals) == text
