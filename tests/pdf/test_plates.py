"""Plates: colours come back as they went in, files name their inks, and stay valid."""

from __future__ import annotations

import datetime
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from handoutpress.pdf.canvas import Canvas
from handoutpress.pdf.print_colours import GREY, SCREEN, Plates
from handoutpress.pdf.tag_tree import Artifact, Tree
from handoutpress.pdf.vector_art import operators
from tests.helpers import validators

TEAL = (0.06, 0.43, 0.45)
PROCESS, SPOT = Plates("process"), Plates("spot", "PANTONE 3145 C", TEAL)
ALL = {"screen": SCREEN, "grey": GREY, "process": PROCESS, "spot": SPOT}
channels = st.integers(0, 255).map(lambda v: v / 255)
colours = st.tuples(channels, channels, channels)


@given(colours)
def test_process_inks_look_like_the_colour(colour: tuple[float, float, float]) -> None:
    shares = PROCESS.shares(colour)
    assert len(shares) == 4
    assert all(0 <= share <= 1 for share in shares)
    assert sum(shares) <= 3 + 1e-9
    assert PROCESS.seen(shares) == pytest.approx(colour, abs=0.012)


def test_process_formula() -> None:
    assert PROCESS.shares((1.0, 0.5, 0.25)) == pytest.approx((0, 0.5, 0.75, 0))
    assert PROCESS.shares((0.25, 0.5, 0.5)) == pytest.approx((0.5, 0, 0, 0.5))
    assert PROCESS.shares((0.0, 0.0, 0.0)) == (0, 0, 0, 1)
    assert PROCESS.shares((1.0, 1.0, 1.0)) == (0, 0, 0, 0)


@pytest.mark.parametrize("grey", [0.0, 0.2, 0.5, 0.9, 1.0])
def test_greys_are_black_ink_alone(grey: float) -> None:
    assert PROCESS.shares((grey, grey, grey)) == pytest.approx((0, 0, 0, 1 - grey), abs=1e-6)
    assert SPOT.shares((grey, grey, grey)) == pytest.approx((1 - grey, 0), abs=1e-6)
    assert GREY.shares((grey, grey, grey)) == pytest.approx((grey,), abs=1e-6)


def test_spot_takes_black_only_where_the_ink_is_too_light() -> None:
    assert SPOT.shares(TEAL) == pytest.approx((0, 1), abs=1e-4)
    black, ink = SPOT.shares((0.7, 0.9, 0.9))
    assert black == 0
    assert 0 < ink < 0.5
    black, ink = SPOT.shares((0.0, 0.15, 0.17))
    assert ink == 1
    assert 0 < black < 1


def page(plates: Plates) -> bytes:
    """A sheet with two fields of palette colours, art in colours of its own, and a picture."""
    tree = Tree("en")
    inks = {name: plates.shares(colour) for name, colour in {"brand": TEAL, "pale": (0.8, 0.95, 0.95)}.items()}
    canvas = Canvas(
        page_size=(200, 100), tree=tree, inks=inks, plates=plates, title="Plates", date=datetime.date(2026, 1, 2)
    )  # fmt: skip
    canvas.fill("brand")
    canvas.code("0 0 50 100 re f")
    canvas.fill("pale")
    canvas.code("50 0 50 100 re f")
    canvas.code(
        operators([[("fill-colour", TEAL), ("fill", ["M100 0", "L150 0", "L150 100", "L100 100", "z"])]], {}, colours=plates)
    )
    figure = tree.root.add("Figure", alt="A field", BBox=[150, 0, 200, 100], Placement="Block")
    with canvas.content(figure):
        canvas.image(Image.new("RGB", (4, 4), tuple(round(v * 255) for v in TEAL)), 150, 0, 50, 100)  # type: ignore[arg-type]
    with canvas.content(Artifact()):
        canvas.code("0 0 1 1 re n")
    return canvas.finish()


@pytest.mark.parametrize("kind", ALL)
def test_files_of_all_plates_are_valid(kind: str) -> None:
    assert validators.findings(page(ALL[kind])) == []


@pytest.mark.parametrize("kind", ALL)
def test_screens_show_what_the_inks_make(kind: str) -> None:
    plates = ALL[kind]
    picture = pypdfium2.PdfDocument(page(plates))[0].render(scale=1).to_pil().convert("RGB")
    want = [plates.seen(plates.shares(colour)) for colour in (TEAL, (0.8, 0.95, 0.95), TEAL)]
    for x, colour in zip((25, 75, 125), want, strict=True):
        assert picture.getpixel((x, 50)) == pytest.approx([v * 255 for v in colour], abs=3)
    if kind in ("screen", "process"):
        assert picture.getpixel((175, 50)) == pytest.approx([v * 255 for v in TEAL], abs=4)


def test_a_spot_file_names_the_ink_and_black() -> None:
    with pikepdf.open(BytesIO(page(SPOT))) as document:
        resources = document.pages[0].Resources
        base = resources.ColorSpace.Ink[1]
        assert base[0] == "/DeviceN"
        assert [str(name) for name in base[1]] == ["/Black", "/PANTONE 3145 C"]
        assert base[2] == "/DeviceRGB"
        assert base[4].Colorants["/PANTONE 3145 C"][:2] == [pikepdf.Name.Separation, pikepdf.Name("/PANTONE 3145 C")]
        assert [image.ColorSpace for image in resources.XObject.values()] == ["/DeviceGray"]


def test_a_process_file_has_its_four_inks_in_art_and_pictures_too() -> None:
    with pikepdf.open(BytesIO(page(PROCESS))) as document:
        resources = document.pages[0].Resources
        for space in (
            resources.ColorSpace.Ink[1],
            resources.ColorSpace.Plates,
            *(i.ColorSpace for i in resources.XObject.values()),
        ):
            assert [str(name) for name in space[1]] == ["/Cyan", "/Magenta", "/Yellow", "/Black"]
        assert " rg" not in document.pages[0].Contents.read_bytes().decode("latin-1")


def test_a_black_file_is_grey_throughout() -> None:
    data = page(GREY)
    with pikepdf.open(BytesIO(data)) as document:
        resources = document.pages[0].Resources
        assert resources.ColorSpace.Ink[1] == "/DeviceGray"
        assert [image.ColorSpace for image in resources.XObject.values()] == ["/DeviceGray"]
        operators = {str(operator) for _, operator in pikepdf.parse_content_stream(document.pages[0])}
    assert not operators & {"rg", "RG", "k", "K"}


@pytest.mark.parametrize("name", ["Müller-Grün (100)", "Ink/#1", "HKS 57 K"])
def test_any_ink_name_is_written_right(name: str) -> None:
    with pikepdf.open(BytesIO(page(Plates("spot", name, TEAL)))) as document:
        assert str(document.pages[0].Resources.ColorSpace.Ink[1][1][1]) == f"/{name}"


def test_streams_are_the_same_for_every_spot_ink() -> None:
    other = Plates("spot", "HKS 57 K", (0.1, 0.5, 0.2))
    with pikepdf.open(BytesIO(page(SPOT))) as one, pikepdf.open(BytesIO(page(other))) as two:
        found = [document.pages[0].Contents.read_bytes().split(b"/Plates")[0] for document in (one, two)]
    assert found[0] == found[1]
