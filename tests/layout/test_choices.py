"""What a clinic may choose: a line in the small print, the box for the next visit, the sheets it uses."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

import handoutpress
from handoutpress.content.library import Library
from handoutpress.errors import InvalidSource
from handoutpress.layout.document import drawn
from handoutpress.layout.drawing.brand_palette import roles
from handoutpress.merge.merge import merge
from handoutpress.merge.moves import templates_for
from handoutpress.press import render
from handoutpress.press.job import Job
from handoutpress.press.select import select_jobs
from handoutpress.support.colour import from_hex
from tests.helpers import invariants, pdftext, validators
from tests.helpers.workspace import CLINIC, workspace
from tests.layout.test_sheets import FULL, LONG, outside, overlaps

TEMPLATES = templates_for(Library(), "get-help")
FOLDERS = ("trifold", "booklet")
LINE = "A member of the Fairview group of clinics."


def said(folder: Path, more: str, template: str) -> str:
    data = handoutpress.render("test", "get-help", template=template, workspace=workspace(folder, CLINIC + more))
    assert validators.findings(data) == []
    assert invariants.findings(data) == []
    return " ".join(pdftext.spoken(data).split())


@pytest.mark.parametrize("template", [name for name in TEMPLATES if name != "wallet-card"])
def test_the_clinics_own_line_is_in_the_small_print(template: str, tmp_path: Path) -> None:
    line = LINE.removesuffix(".")  # dots between the parts of a line stand for full stops
    assert said(tmp_path, f"footer: {LINE}\n", template).count(line) == 1


def test_the_line_may_be_in_each_language(tmp_path: Path) -> None:
    assert LINE in said(tmp_path, f"footer: {{en: {LINE}, es: Otra cosa.}}\n", "leaflet")


@pytest.mark.parametrize("template", ["leaflet", "large-print", *FOLDERS])
@pytest.mark.parametrize("choice", ["", "true", "false"])
def test_the_box_for_the_next_visit(template: str, choice: str, tmp_path: Path) -> None:
    text = said(tmp_path, f"next_visit: {choice}\n" if choice else "", template)
    wanted = choice == "true" or (not choice and template in (*FOLDERS, "leaflet"))  # a plan has a line for it
    assert text.count("My next visit") == int(wanted)


def test_the_box_costs_no_page(tmp_path: Path) -> None:
    """Large print that is full goes without, and says so."""
    clinic = CLINIC + "website: www.example.org\nservices: [massage, exercise-plan, spinal-adjustment, heat-and-cold]\n"
    library = Library(workspace(tmp_path, clinic + "next_visit: true\n", clinic_profiles__other=clinic))
    for handout in library.handouts():
        notes: list[str] = []
        pages = []
        for name in ("test", "other"):
            data = render.render_job(library, Job(name, handout, template="large-print"), notes)
            with pikepdf.open(BytesIO(data)) as pdf:
                pages.append(len(pdf.pages))
            if name == "test":
                assert ("My next visit" in pdftext.spoken(data)) != any("next visit" in note for note in notes)
        assert pages[0] == pages[1]


def test_after_hours_stands_with_the_hours(tmp_path: Path) -> None:
    assert "Leave a message." in said(tmp_path, "after_hours: Leave a message.\n", "trifold")


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("handout", ["back-spasm-first-aid", "your-visit"])
def test_every_choice_at_once_holds_everywhere(handout: str, template: str, tmp_path: Path) -> None:
    library = Library(workspace(tmp_path, FULL + f"footer: {LINE}\nnext_visit: true\nprint: spot\nink: HKS 57 K\n"))
    leaflet, sheet = merge(library, "test", handout), library.template(template).value
    pen = drawn(leaflet, sheet)
    assert overlaps(pen) == []
    assert outside(pen, sheet.sheets[leaflet.paper]) == []
    assert validators.findings(pen.canvas.finish()) == []


def test_sheets_a_clinic_uses_are_made_when_none_is_named(tmp_path: Path) -> None:
    library = Library(workspace(tmp_path, CLINIC + "templates: [trifold, poster]\n", clinic_profiles__other=CLINIC))
    jobs = select_jobs(library, clinics=["test", "other"], handouts=["get-help"])
    assert [(job.clinic, job.template) for job in jobs] == [("test", "trifold"), ("test", "poster"), ("other", "leaflet")]
    jobs = select_jobs(library, clinics=["test"], handouts=["get-help"], templates=["leaflet"])
    assert [job.template for job in jobs] == ["leaflet"]


def test_a_sheet_that_does_not_exist_is_said_at_its_line(tmp_path: Path) -> None:
    library = Library(workspace(tmp_path, CLINIC + "templates: [trifold, postr]\n"))
    with pytest.raises(InvalidSource) as caught:
        select_jobs(library, clinics=["test"])
    place = caught.value.problems[0].place
    assert place
    assert place.line == 4
    assert "poster" in str(caught.value)


def test_a_broken_profile_does_not_stop_the_plan(tmp_path: Path) -> None:
    library = Library(workspace(tmp_path, "nme: x\ntemplates: [trifold]\n", clinic_profiles__other=CLINIC))
    assert len(select_jobs(library, clinics=["test", "other"], handouts=["get-help"])) == 2


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("masthead", ["name", "band"])
@pytest.mark.parametrize("profile", [CLINIC, LONG, FULL], ids=["least", "long", "full"])
def test_every_masthead_holds_everywhere(profile: str, masthead: str, template: str, tmp_path: Path) -> None:
    library = Library(workspace(tmp_path, f"{profile}masthead: {masthead}\n"))
    leaflet, sheet = merge(library, "test", "get-help"), library.template(template).value
    pen = drawn(leaflet, sheet)
    assert overlaps(pen) == []
    assert outside(pen, sheet.sheets[leaflet.paper]) == []
    data = pen.canvas.finish()
    assert validators.findings(data) == []
    assert leaflet.clinic.name in " ".join(pdftext.spoken(data).split())


@pytest.mark.parametrize(("masthead", "logos"), [("standard", 1), ("name", 0), ("band", 1)])
def test_a_masthead_of_the_name_alone_has_no_logo(masthead: str, logos: int) -> None:
    leaflet = merge(Library(), "harbor-spine", "get-help")
    chosen = replace(leaflet, clinic=replace(leaflet.clinic, masthead=masthead))  # type: ignore[arg-type]
    data = drawn(chosen, Library().template("leaflet").value).canvas.finish()
    told = leaflet.words.logo_alt.format(name=leaflet.clinic.name)
    assert pdftext.alternates(data).count(told) == logos


def test_words_on_a_band_are_in_the_ink_made_for_it() -> None:
    """Contrast of that ink on the brand field is tested for any brand; here: no other stands on it."""
    leaflet = merge(Library(), "harbor-spine", "get-help")
    chosen = replace(leaflet, clinic=replace(leaflet.clinic, masthead="band"))
    data = drawn(chosen, Library().template("leaflet").value).canvas.finish()
    picture = pypdfium2.PdfDocument(data)[0].render(scale=3).to_pil().convert("RGB")
    band = picture.crop((200 * 3, 36 * 3, 570 * 3, 78 * 3))
    field = from_hex(roles(leaflet.clinic.brand)["fill"])
    colours = {pixel for count, pixel in band.getcolors(100_000) or () if count > 40}
    assert len(colours) > 1  # the field, and words on it
    for colour in colours:
        mixed = [(v / 255 - f) / (1 - f) for v, f in zip(colour, field, strict=True)]  # how far from the field towards white
        assert max(mixed) - min(mixed) < 0.05
