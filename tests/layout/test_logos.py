"""Logos: drawn right, as paths or as a picture, or refused by name; never silently wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from handoutpress.content.library import Library
from handoutpress.errors import InvalidSource
from handoutpress.layout.components.logo import load, printing_notes
from handoutpress.layout.document import drawn
from handoutpress.merge.merge import merge
from tests.helpers import pdftext
from tests.helpers.processes import ROOT
from tests.helpers.workspace import CLINIC, workspace

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">{}</svg>'
RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)
EDGE = '<rect width="40" height="4"/><rect y="36" width="40" height="4"/>'  # so that no case is a speck


def logo(folder: Path, content: bytes | str | Image.Image, name: str = "logo.svg", **save: object) -> Path:
    path = folder / name
    if isinstance(content, Image.Image):
        content.save(path, **save)  # type: ignore[arg-type]
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def printed(folder: Path, name: str) -> Image.Image:
    """The logo as it stands on a leaflet: the square of the masthead where it is, at 10 pixels a point."""
    folder = workspace(folder, CLINIC + f"logo: {name}\n")
    library = Library(folder)
    leaflet = merge(library, "test", "get-help")
    data = drawn(leaflet, library.template("leaflet").value).canvas.finish()
    page = pypdfium2.PdfDocument(data)[0].render(scale=10).to_pil().convert("RGB")
    left, top, side = 400, 300, 360
    return page.crop((left, top, left + side, top + side))


# what stands in an SVG, and the colour at places of its 40 x 40 units
DRAWN = {
    "flat": ('<rect width="40" height="40" fill="#f00"/>', {(20, 20): RED}),
    "opacity of a group": ('<g opacity="0.5"><rect width="40" height="40" fill="#f00"/></g>', {(20, 20): (255, 128, 128)}),
    "opacity over another": (
        '<rect width="40" height="40" fill="#00f"/><rect width="40" height="40" fill="#f00" fill-opacity=".5"/>',
        {(20, 20): (128, 0, 128)},
    ),
    "gradient": (
        '<linearGradient id="g"><stop stop-color="#f00"/><stop offset="1" stop-color="#00f"/></linearGradient>'
        '<rect width="40" height="40" fill="url(#g)"/>',
        {(1, 20): (249, 0, 6), (39, 20): (6, 0, 249)},
    ),
    "gradient of another's colours": (
        '<linearGradient id="a" gradientTransform="scale(.1)"><stop stop-color="#f00"/><stop offset="1" stop-color="#00f"/>'
        "</linearGradient>"
        '<linearGradient id="g" href="#a" gradientTransform="scale(1)"/><rect width="40" height="40" fill="url(#g)"/>',
        {(1, 20): (249, 0, 6), (39, 20): (6, 0, 249)},
    ),
    "clip path": (
        '<clipPath id="c"><rect width="20" height="40"/></clipPath><rect width="40" height="40" fill="#f00" clip-path="url(#c)"/>',
        {(10, 20): RED, (30, 20): WHITE},
    ),
    "hidden": (EDGE + '<rect y="10" width="40" height="20" fill="#f00" visibility="hidden"/>', {(20, 20): WHITE}),
    "round caps": (
        EDGE + '<path d="M10 20H30" stroke="#f00" stroke-width="12" stroke-linecap="round"/>',
        {(6, 20): RED, (5, 15): WHITE},
    ),
    "dashes": (
        EDGE + '<path d="M0 20H40" stroke="#f00" stroke-width="8" stroke-dasharray="20"/>',
        {(10, 20): RED, (30, 20): WHITE},
    ),
    "nested with its own view": (
        '<svg x="20" width="20" height="40" viewBox="0 0 1 1" preserveAspectRatio="none"><rect width="1" height="1" fill="#f00"/></svg>'
        + EDGE,
        {(30, 20): RED, (10, 20): WHITE},
    ),
    "colour of spaces": ('<rect width="40" height="40" fill="rgb(255 0 0)"/>', {(20, 20): RED}),
    "inherited": ('<g fill="#f00"><rect width="40" height="40" fill="inherit"/></g>', {(20, 20): RED}),
    "descendant rule": ('<style>g rect { fill: #f00 }</style><g><rect width="40" height="40"/></g>', {(20, 20): RED}),
    "important rule": (
        '<style>rect { fill: #f00 !important }</style><rect width="40" height="40" style="fill: #00f"/>',
        {(20, 20): RED},
    ),
    "beyond the artboard": ('<rect x="-40" width="120" height="40" fill="#f00"/>', {(20, 20): RED}),
}


@pytest.mark.parametrize("kind", DRAWN)
def test_what_changes_an_svg_is_drawn(kind: str, tmp_path: Path) -> None:
    content, places = DRAWN[kind]
    workspace(tmp_path, CLINIC)
    logo(tmp_path / "clinic_profiles", SVG.format(content))
    picture = printed(tmp_path, "logo.svg")
    for (x, y), colour in places.items():
        seen = picture.getpixel((x * 9, y * 9))
        assert isinstance(seen, tuple)
        assert max(abs(a - b) for a, b in zip(seen, colour, strict=True)) <= 12, (kind, (x, y), seen)


def test_what_hangs_over_an_artboard_stays_off_the_name(tmp_path: Path) -> None:
    workspace(tmp_path, CLINIC)
    logo(tmp_path / "clinic_profiles", SVG.format('<rect x="-40" width="200" height="40" fill="#f00"/>'))
    folder = workspace(tmp_path, CLINIC + "logo: logo.svg\n")
    library = Library(folder)
    data = drawn(merge(library, "test", "get-help"), library.template("leaflet").value).canvas.finish()
    page = pypdfium2.PdfDocument(data)[0].render(scale=2).to_pil().convert("RGB")
    reds = page.crop((40 * 2 + 36 * 2 + 4, 30 * 2, 612, 66 * 2)).getcolors(1_000_000)
    assert reds is not None and not [colour for _, colour in reds if colour == RED]


REFUSED = {
    "text": ("<text>Hi</text>", "<text>"),
    "a page inside": ("<foreignObject/>", "<foreignObject>"),
    "a picture inside": ('<image href="#a"/>', "<image>"),
    "a script": ("<script>1</script>", "<script>"),
    "movement": ('<rect width="9" height="9"><animate/></rect>', "<animate>"),
    "a choice by language": ("<switch/>", "<switch>"),
    "a language": ('<rect systemLanguage="de" width="9" height="9"/>', "systemLanguage"),
    "an event": ('<rect onclick="x()" width="9" height="9"/>', "onclick"),
    "a variable": ("<style>rect { --c: red; fill: var(--c) }</style>", "var"),
    "a rule by medium": ("<style>@media print { rect { fill: none } }</style>", "@media"),
    "a rule from elsewhere": ("<style>@import url(x.css);</style>", "loads"),
    "a fill from elsewhere": ('<rect fill="url(http://example.org/#a)" width="9" height="9"/>', "loads"),
    "a part from elsewhere": ('<use href="other.svg#a"/>', "loads"),
    "a style that moves": ('<rect style="transform: rotate(9deg)" width="9" height="9"/>', "transform"),
    "an unread colour": (EDGE + '<rect fill="hotred" width="40" height="40"/>', "cannot be read"),
    "a gradient that another turns": (
        '<linearGradient id="a" gradientTransform="rotate(45)"><stop/><stop offset="1" stop-color="#00f"/></linearGradient>'
        '<linearGradient id="g" href="#b"/><linearGradient id="b" href="#a"/><rect width="40" height="40" fill="url(#g)"/>',
        "takes its transform from another",
    ),
    "a gradient of no area": (
        '<radialGradient id="g" gradientTransform="translate(3) matrix(0 447.7 0-15.6 0 -38)"><stop stop-color="#00f"/></radialGradient>'
        '<rect width="40" height="40" fill="url(#g)"/>' + EDGE,
        "leaves no area",
    ),
    "a pattern of no area": (
        '<pattern id="g" width=".2" height=".2" patternTransform="scale(1, 0)"><rect width="4" height="4"/></pattern>'
        '<rect width="40" height="40" fill="url(#g)"/>' + EDGE,
        "leaves no area",
    ),
    "a pattern that another turns": (
        '<pattern id="a" width=".2" height=".2" patternTransform="scale(2)"><rect width="4" height="4"/></pattern>'
        '<pattern id="g" href="#a"/><rect width="40" height="40" fill="url(#g)"/>',
        "takes its transform from another",
    ),
    "white alone": ('<rect width="40" height="40" fill="#fff"/>', "empty or white"),
    "nothing": ("", "empty or white"),
    "a speck": ('<rect width="4" height="4"/>', "speck"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_drawn_for_sure_is_refused_by_name(kind: str, tmp_path: Path) -> None:
    content, word = REFUSED[kind]
    with pytest.raises(InvalidSource) as raised:
        load(logo(tmp_path, SVG.format(content)))
    (problem,) = raised.value.problems
    assert word in problem.what and problem.mend and problem.place is not None and problem.place.file.endswith("logo.svg")


def test_a_drawing_programs_own_notes_are_no_reason_to_refuse(tmp_path: Path) -> None:
    notes = '<sodipodi:namedview xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" borderopacity="1.0"/>'
    assert load(logo(tmp_path, '<?xml version="1.0"?><!-- made by hand -->' + SVG.format(notes + EDGE))).ratio == 1


def test_an_svg_that_would_take_for_ever_is_refused_or_drawn_in_bounded_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handoutpress.pdf import svg_render

    path = logo(tmp_path, SVG.format(EDGE + "<!-- of no other test -->"))
    with monkeypatch.context() as busy:
        busy.setattr(svg_render, "SECONDS", 0.005)
        with pytest.raises(InvalidSource, match="too long to draw"):
            load(path)
    assert load(path).ratio == 1, "a computer that was busy once is not busy for ever"


def test_an_svg_is_drawn_where_the_program_is_not_installed(tmp_path: Path) -> None:
    """As README has it: only what it needs is in the environment, and generate.py finds the program beside itself."""
    needs = Path(pypdfium2.__file__).parents[1]
    base = getattr(sys, "_base_executable", sys.executable)  # it does not know what the tests' environment has installed
    environment = os.environ | {"PYTHONPATH": str(needs), "HANDOUTPRESS_CACHE": "off"}
    command = [base, str(ROOT / "generate.py"), "make", "get-help", "--clinic", "harbor-spine", "-o", str(tmp_path / "out")]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0 and list((tmp_path / "out").glob("*.pdf")), done.stderr


@pytest.mark.parametrize(("width", "height", "ratio"), [(30_000, 20_000, 1.5), (60_000, 60_000, 1)])
def test_an_svg_whose_own_size_is_that_of_a_wall_is_drawn(width: int, height: int, ratio: float, tmp_path: Path) -> None:
    wall = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"><rect width="{width}" height="{height}"/></svg>'
    )
    assert load(logo(tmp_path, wall)).ratio == ratio


@pytest.mark.parametrize(("width", "height"), [(90_000, 100), (100, 90_000)])
def test_an_svg_that_is_a_sliver_is_drawn_or_refused_for_good(width: int, height: int) -> None:
    from handoutpress.pdf import svg_render

    sliver = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><rect width="{width}" height="{height}"/></svg>'
    )
    found = svg_render.render(sliver.encode())  # raises CutShort if it ended otherwise
    assert found.art or found.picture or found.refusal


@pytest.mark.parametrize("fault", [BaseException("a panic of another language"), MemoryError()])
def test_an_svg_over_which_the_renderer_gives_up_is_refused(monkeypatch: pytest.MonkeyPatch, fault: BaseException) -> None:
    from handoutpress.pdf import svg_render

    def give_up(**_: object) -> None:
        raise fault

    monkeypatch.setattr("resvg_py.svg_to_bytes", give_up)
    found = svg_render._drawn(SVG.format(EDGE).encode())
    assert found.refusal and found.refusal.what == "the SVG logo cannot be drawn" and found.refusal.mend


def test_an_svg_of_sixteen_bits_a_letter_is_read(tmp_path: Path) -> None:
    assert load(logo(tmp_path, ('<?xml version="1.0" encoding="UTF-16"?>' + SVG.format(EDGE)).encode("utf-16"))).ratio == 1


def arrow(mode: str = "RGB") -> Image.Image:
    """30 x 60 pixels: red above, blue below."""
    picture = Image.new("RGB", (30, 60), RED)
    ImageDraw.Draw(picture).rectangle((0, 30, 30, 60), fill=BLUE)
    return picture.convert(mode)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("a.png", "RGB"),
        ("a.png", "P"),
        ("a.png", "RGBA"),
        ("a.webp", "RGB"),
        ("a.gif", "P"),
        ("a.tif", "RGB"),
        ("a.jpg", "CMYK"),
        ("a.tif", "CMYK"),
    ],
)
def test_a_picture_keeps_its_ratio_and_its_colours(name: str, mode: str, tmp_path: Path) -> None:
    workspace(tmp_path, CLINIC)
    logo(tmp_path / "clinic_profiles", arrow(mode).resize((300, 600)), name)
    picture = printed(tmp_path, name)
    for place, colour in (((90, 90), RED), ((90, 270), BLUE)):
        seen = picture.getpixel(place)
        assert isinstance(seen, tuple)
        assert max(abs(a - b) for a, b in zip(seen, colour, strict=True)) <= 12, seen
    assert all(0.45 < width / height < 0.55 for width, height in [_of(picture)])


def _of(picture: Image.Image) -> tuple[int, int]:
    """Width and height of what is red or blue; beside it stands the clinic's name."""
    _, saturation, _ = picture.crop((0, 0, 270, 360)).convert("HSV").split()
    box = saturation.point(lambda level: 255 if level > 200 else 0).getbbox()
    assert box is not None
    return box[2] - box[0], box[3] - box[1]


def test_a_photo_that_a_camera_turned_stands_upright(tmp_path: Path) -> None:
    turned = arrow().resize((300, 600)).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it clockwise to see it upright
    path = logo(tmp_path, turned, "a.jpg", exif=exif, quality=95)
    assert load(path).ratio == 0.5


def test_grey_of_sixteen_bits_is_no_blank(tmp_path: Path) -> None:
    grey = Image.new("I;16", (100, 100), 0x8080)
    art = load(logo(tmp_path, grey, "a.png"))
    assert art.image.convert("L").getextrema() == (128, 128)  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "TIFF"])
@given(places=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=6), cut=st.integers(1, 400))
@settings(max_examples=60)
def test_a_damaged_picture_is_drawn_or_refused(kind: str, places: list[tuple[int, int]], cut: int) -> None:
    out = BytesIO()
    arrow().save(out, kind)
    data = bytearray(out.getvalue())
    for place, value in places:
        data[4 + place % (len(data) - 4)] = value
    with TemporaryDirectory() as folder:
        path = logo(Path(folder), bytes(data[: len(data) if cut > 200 else max(8, len(data) - cut)]), "a.png")
        with suppress(InvalidSource):
            load(path)


@pytest.mark.parametrize(
    ("picture", "word"),
    [
        (Image.new("RGB", (100, 100), "white"), "empty or white"),
        (Image.new("RGBA", (100, 100), (0, 0, 0, 0)), "empty or white"),
        (Image.new("RGBA", (100, 100), (255, 255, 255, 128)), "empty or white"),
        (ImageDraw.Draw(dot := Image.new("RGB", (100, 100), "white")).rectangle((5, 5, 9, 9), fill="red") or dot, "speck"),
    ],
)
def test_a_picture_that_nobody_would_see_is_refused(picture: Image.Image, word: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidSource, match=word):
        load(logo(tmp_path, picture, "a.png"))


def test_a_picture_in_few_dots_and_an_svg_that_is_no_shapes_are_told(tmp_path: Path) -> None:
    assert "poster" in printing_notes(logo(tmp_path, Image.new("RGB", (60, 60), "red"), "few.png"))[0]
    assert printing_notes(logo(tmp_path, Image.new("RGB", (600, 600), "red"), "many.png")) == ()
    assert "picture" in printing_notes(logo(tmp_path, SVG.format(DRAWN["gradient"][0])))[0]
    assert printing_notes(logo(tmp_path, SVG.format(DRAWN["flat"][0]))) == ()


@pytest.mark.parametrize(("line", "names"), [("", True), ("masthead: logo\n", False)])
def test_the_name_stands_beside_a_wide_logo_unless_the_profile_says_that_the_logo_holds_it(
    line: str, names: bool, tmp_path: Path
) -> None:
    wide = Image.new("RGB", (640, 200), "red")
    target = BytesIO()
    wide.save(target, "PNG")
    workspace(tmp_path, CLINIC)
    logo(tmp_path / "clinic_profiles", target.getvalue(), "wide.png")
    library = Library(workspace(tmp_path, CLINIC + "logo: wide.png\n" + line))
    data = drawn(merge(library, "test", "get-help"), library.template("leaflet").value).canvas.finish()
    first = pdftext.spoken(data)[:300]
    assert first.count("Test Clinic") == (1 if names else 0), first
