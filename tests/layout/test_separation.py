"""Colour roles on plates: all that could be read still can be, and small type is in one ink."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import example, given, settings
from pypdfium2 import PdfDocument

import handoutpress
from handoutpress.content.figure_names import INKS
from handoutpress.content.library import Library
from handoutpress.errors import InvalidSource
from handoutpress.layout.document import typeset
from handoutpress.layout.drawing.separation import palette
from handoutpress.merge.merge import merge
from handoutpress.merge.moves import templates_for
from handoutpress.pdf.print_colours import GREY, Plates
from handoutpress.support.colour import contrast, from_hex, to_hex
from tests.helpers import invariants, validators
from tests.helpers.workspace import CLINIC, workspace
from tests.layout.test_colours import BODY, GRAPHICS, TEXT, hexes

TEMPLATES = templates_for(Library(), "get-help")
SPOT_CLINIC = CLINIC + 'brand: "#0f6e73"\nprint: spot\nink: PANTONE 3145 C\n'


def made(kind: str, seed: str) -> Plates:
    return {"grey": GREY, "process": Plates("process"), "spot": Plates("spot", "Ink", from_hex(seed))}[kind]


@pytest.mark.parametrize("mode", ["colour", "ink_saver"])
@pytest.mark.parametrize("kind", ["grey", "process", "spot"])
@example(seed="#ffff00")
@example(seed="#ffffff")
@example(seed="#000000")
@example(seed="#ff8fb1")
@example(seed="#0000ff")
@given(seed=hexes)
@settings(max_examples=60, deadline=None)
def test_any_brand_can_be_read_on_any_plates(kind: str, mode: str, seed: str) -> None:
    plates = made(kind, seed)
    inks = palette(seed, mode, plates)  # type: ignore[arg-type]
    assert tuple(inks) == INKS
    seen = {name: to_hex(plates.seen(shares)) for name, shares in inks.items()}
    poor = {
        (ink, on): found
        for ink, on, least in BODY + TEXT + GRAPHICS
        if (found := contrast(seen[ink], seen[on])) < least * 0.985  # 8-bit shares
    }
    assert poor == {}


@given(seed=hexes)
@settings(max_examples=30, deadline=None)
def test_small_type_is_in_black_alone(seed: str) -> None:
    process, spot = palette(seed, "colour", made("process", seed)), palette(seed, "colour", made("spot", seed))
    for name in ("ink", "soft", "black"):
        assert process[name][:3] == (0, 0, 0)
        assert spot[name] == pytest.approx((1, 0))


SKINS = [name for name in INKS if name.startswith("skin_") and not name.startswith("skin_far_")]


@pytest.mark.parametrize("seed", ["#b3502a", "#a86a1e", "#c2410c"])
def test_skin_is_a_tint_of_a_spot_ink_as_warm_as_skin(seed: str) -> None:
    inks, plates = palette(seed, "colour", made("spot", seed)), made("spot", seed)
    for name in SKINS:
        red, green, blue = plates.seen(inks[name])
        assert red > green > blue
    assert all(inks[f"skin_{who}"][0] == 0 for who in ("ana", "ben", "cora", "hana", "ivo"))  # no black in light skin


@pytest.mark.parametrize("seed", ["#0f6e73", "#3949ab", "#7a1f8a"])
def test_beside_any_other_spot_ink_skin_is_pale_and_people_still_differ(seed: str) -> None:
    inks = palette(seed, "colour", made("spot", seed))
    black = {name: inks[name][0] for name in SKINS}
    assert all(inks[name][1] == 0 for name in SKINS)
    assert max(black.values()) < 0.5
    assert black["skin_fay"] > black["skin_dev"] > black["skin_ana"] > black["skin_cora"]


def test_a_black_sheet_sets_type_in_solid_black() -> None:
    inks = palette("#0f6e73", "colour", GREY)
    assert all(inks[name] == (0.0,) for name in ("ink", "soft", "brand", "deep", "alert", "good", "bad", "fig"))
    assert inks["white"] == (1.0,)


def rendered(folder: Path, clinic: str, **more: object) -> bytes:
    return handoutpress.render("test", "move-and-stretch", workspace=workspace(folder, clinic), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("template", TEMPLATES)
def test_mono_sheets_are_valid_and_hold_no_colour(template: str) -> None:
    for clinic in ("harbor-spine", "cedar-family-pt"):  # a vector logo, and a picture
        data = handoutpress.render(clinic, "get-help", template=template, mono=True)
        assert validators.findings(data) == []
        assert invariants.findings(data) == []
        with pikepdf.open(BytesIO(data)) as document:
            for page in document.pages:
                assert page.Resources.ColorSpace.Ink[1] == "/DeviceGray"
                assert set(page.Resources.ColorSpace.keys()) == {"/Ink"}
                images = [one for one in page.Resources.get("/XObject", {}).values() if one.Subtype == "/Image"]
                assert all(image.ColorSpace == "/DeviceGray" for image in images)
                operators = {str(operator) for _, operator in pikepdf.parse_content_stream(page)}
                assert not operators & {"rg", "RG", "k", "K"}


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("how", ["spot", "process"])
def test_print_shop_sheets_are_valid_on_their_plates(how: str, template: str, tmp_path: Path) -> None:
    clinic = SPOT_CLINIC if how == "spot" else CLINIC + "print: process\n"
    data = rendered(tmp_path, clinic, template=template, bleed="3mm", marks=True)
    assert validators.findings(data) == []
    assert invariants.findings(data) == []
    with pikepdf.open(BytesIO(data)) as document:
        names = [str(name) for name in document.pages[0].Resources.ColorSpace.Ink[1][1]]
    assert names == (["/Black", "/PANTONE 3145 C"] if how == "spot" else ["/Cyan", "/Magenta", "/Yellow", "/Black"])


def test_office_files_keep_screen_colours(tmp_path: Path) -> None:
    plain = CLINIC + 'brand: "#0f6e73"\n'
    assert rendered(tmp_path / "a", SPOT_CLINIC) == rendered(tmp_path / "b", plain)
    assert rendered(tmp_path / "a", SPOT_CLINIC, marks=True) != rendered(tmp_path / "b", plain, marks=True)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("print: spot\n", "needs the name of the ink"),
        ("print: spot\nink: Black\n", "is not the name of a spot ink"),
        ("print: litho\n", "print"),
    ],
)
def test_wrong_choices_are_said(lines: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidSource) as caught:
        rendered(tmp_path, CLINIC + lines)
    assert re.search(says, str(caught.value))


@pytest.mark.parametrize("clinic", ["harbor-spine", "cedar-family-pt"])  # a logo of shapes, and one of pixels
def test_the_ink_saver_prints_logos_grey(clinic: str) -> None:
    leaflet = merge(Library(), clinic, "get-help")
    coloured = {}
    for mode in ("colour", "ink_saver"):
        for template in ("leaflet", "rack-card"):
            page = PdfDocument(typeset(leaflet, Library().template(template).value, mode=mode))[0]  # type: ignore[arg-type]
            saturation = page.render(scale=1).to_pil().convert("HSV").getchannel("S")
            coloured[mode, template] = sum(saturation.histogram()[24:])
    assert all(count == 0 for (mode, _), count in coloured.items() if mode == "ink_saver")
    assert all(count > 500 for (mode, _), count in coloured.items() if mode == "colour")
