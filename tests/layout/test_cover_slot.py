"""The cover slot: a clinic's own photo, or a figure of its choice, on the covers of folders and booklets."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageCms

from handoutpress.content.library import Library
from handoutpress.content.schema.finish import Finish
from handoutpress.errors import HandoutError
from handoutpress.layout.components.photo import Photo
from handoutpress.layout.document import typeset
from handoutpress.merge.merge import merge
from handoutpress.pdf.tag_tree import Element, Tree
from tests.helpers import pdftext
from tests.helpers.photos import photo
from tests.helpers.validators import findings
from tests.helpers.workspace import CLINIC, workspace

STYLES = ("clinical", "warm", "editorial", "riso")
_OPEN: list[pikepdf.Pdf] = []  # their objects go with them
COVER = "cover: {photo: room.jpg, alt: {en: Our room, es: Nuestra sala}}\n"


def made(
    folder: Path, cover: str = COVER, *, style: str = "clinical", language: str = "en", template: str = "trifold",
    picture: Image.Image | None = None, save: dict[str, Any] | None = None, **how: Any,
) -> bytes:  # fmt: skip
    """A sheet of a clinic with a cover of its own."""
    root = workspace(folder, f"{CLINIC}style: {style}\n{cover}")
    (picture or photo(size=(1600, 1500))).save(root / "clinic_profiles/room.jpg", **(save or {}))
    library = Library(root)
    return typeset(merge(library, "test", "your-visit", language=language), library.template(template).value, **how)


def pictures(data: bytes) -> list[pikepdf.Stream]:
    """Image objects of the first page."""
    pdf = pikepdf.open(io.BytesIO(data))
    _OPEN.append(pdf)
    objects = pdf.pages[0].get("/Resources").get("/XObject", {})
    return [one for one in objects.values() if one.Subtype == "/Image"]


@pytest.mark.parametrize("template", ["trifold", "booklet"])
@pytest.mark.parametrize("style", STYLES)
def test_a_photo_is_a_figure_with_what_the_clinic_says_of_it(tmp_path: Path, style: str, template: str) -> None:
    data = made(tmp_path, style=style, template=template)
    assert pdftext.alternates(data).count("Our room") == 1
    assert not findings(data)
    found = pictures(data)
    if style == "riso":  # dots of its ink
        assert not found
    else:
        assert [(one.Filter, one.ColorSpace) for one in found] == [("/DCTDecode", "/DeviceRGB")]


@pytest.mark.parametrize("style", STYLES)
def test_the_photo_is_followed_by_its_content(tmp_path: Path, style: str) -> None:
    assert made(tmp_path, style=style) == made(tmp_path, style=style)
    assert made(tmp_path, style=style) != made(tmp_path, style=style, picture=photo().rotate(180))


def test_black_ink_alone_prints_the_photo_grey(tmp_path: Path) -> None:
    ways: tuple[dict[str, Any], ...] = ({"mode": "ink_saver"}, {"finish": Finish(mono=True)})
    for how in ways:
        assert [one.ColorSpace for one in pictures(made(tmp_path, **how))] == ["/DeviceGray"]


def test_a_photo_lies_on_its_side_only_in_the_file(tmp_path: Path) -> None:
    upright = photo()
    exif = Image.Exif()
    exif[0x112] = 6  # to be turned by 90 degrees
    lying = made(tmp_path, picture=upright.rotate(90, expand=True), save={"exif": exif, "quality": 95})
    (one,) = pictures(lying)
    seen = Image.open(io.BytesIO(one.read_raw_bytes())).convert("RGB")
    (as_is,) = pictures(made(tmp_path, picture=upright, save={"quality": 95}))
    wanted = Image.open(io.BytesIO(as_is.read_raw_bytes())).convert("RGB")
    places = [(seen.width * x // 10, seen.height * y // 10) for x in (2, 8) for y in (3, 8)]
    for place in places:
        assert all(abs(a - b) < 12 for a, b in zip(seen.getpixel(place), wanted.getpixel(place), strict=True))  # type: ignore[arg-type]


def test_colours_of_another_profile_become_srgb(tmp_path: Path) -> None:
    other = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    made(tmp_path, save={"icc_profile": other.tobytes()})  # a profile that is none of RGB: colours stay as they are
    assert pdftext.alternates(made(tmp_path, save={"icc_profile": b"no profile"})).count("Our room") == 1


def test_too_few_pixels_are_refused_with_those_needed(tmp_path: Path) -> None:
    with pytest.raises(HandoutError) as error:
        made(tmp_path, style="editorial", picture=photo(size=(400, 400)))
    (problem,) = error.value.problems
    assert problem.field == "cover.photo"
    assert problem.place
    assert problem.place.line
    assert "400 x 400 pixels" in problem.what
    needed = problem.what.partition("needs ")[2].partition(" pixels")[0]
    width, height = map(int, needed.split(" x "))
    assert needed in problem.mend
    made(tmp_path, style="editorial", picture=photo(size=(width, height)))  # and the mend cures


def test_a_sheet_without_a_cover_does_not_ask(tmp_path: Path) -> None:
    made(tmp_path, "cover: {photo: room.jpg, alt: {es: Nuestra sala}}\n", template="leaflet", picture=photo(size=(40, 40)))


def test_each_language_that_is_printed_needs_its_alt(tmp_path: Path) -> None:
    def element(cover: str, language: str) -> Element:
        root = workspace(tmp_path, CLINIC + cover)
        photo().save(root / "clinic_profiles/room.jpg")
        slot = merge(Library(root), "test", "your-visit", language=language).clinic.cover
        assert slot
        return Photo.of(slot, language, Tree(language).root).element

    one = "cover: {photo: room.jpg, alt: Our room}\n"
    assert element(one, "en").alt == "Our room"
    with pytest.raises(HandoutError) as error:
        element(one, "es")
    (problem,) = error.value.problems
    assert problem.field == "cover.alt"
    assert problem.place
    assert "es:" in problem.mend
    assert element(COVER, "es").alt == "Nuestra sala"


@pytest.mark.parametrize(
    ("cover", "said"),
    [
        ("cover: {photo: room.jpg}\n", "has a photo and no alt"),
        ("cover: {}\n", "needs one picture"),
        ("cover: {photo: room.jpg, alt: x, scene: walk}\n", "needs one picture"),
        ("cover: {photo: ../room.jpg, alt: Our room}\n", "beside the profile"),
        ("cover: {photo: gone.jpg, alt: Our room}\n", "is not there"),
        ("cover: {scene: wlak}\n", "there is no figure 'wlak'"),
        ("cover: {photo: room.jpg, alt: Our room, focus: [2, 0]}\n", "1"),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(tmp_path: Path, cover: str, said: str) -> None:
    with pytest.raises(HandoutError) as error:
        made(tmp_path, cover)
    (problem,) = error.value.problems
    assert said in f"{problem.what} {problem.mend}"
    assert problem.place
    assert problem.place.line == len(f"{CLINIC}style: clinical\n{cover}".splitlines())


@pytest.mark.parametrize("style", STYLES)
def test_a_scene_stands_in_place_of_the_handouts_figure(tmp_path: Path, style: str) -> None:
    library = Library(workspace(tmp_path, CLINIC))
    alt = library.figure_texts("en").value.root["walk-cane"].alt
    assert alt in pdftext.alternates(made(tmp_path, "cover: {scene: walk-cane}\n", style=style))
    assert not pictures(made(tmp_path, "cover: {scene: walk-cane}\n", style=style))


def test_a_damaged_photo_is_refused(tmp_path: Path) -> None:
    root = workspace(tmp_path, CLINIC + COVER)
    (root / "clinic_profiles/room.jpg").write_bytes(b"\xff\xd8\xff" + b"x" * 400)
    library = Library(root)
    with pytest.raises(HandoutError, match="damaged"):
        typeset(merge(library, "test", "your-visit"), library.template("trifold").value)
