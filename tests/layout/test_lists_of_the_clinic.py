"""Practitioners, languages and towns on sheets: all of them or a truthful short form, never over anything, never a page more."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.content.markup import Span
from handoutpress.layout.components import contact
from handoutpress.layout.context import Setting
from handoutpress.layout.document import drawn
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.merge import merge
from handoutpress.pdf.fonts import text_family
from handoutpress.pdf.tag_tree import Element
from tests.helpers import invariants, pdftext, validators
from tests.helpers.red_flags import emergency_signs
from tests.layout.test_sheets import outside, overlaps

LIBRARY = Library()
PEOPLE = tuple(
    f"{name},\u00a0{title}"
    for name, title in (
        ("Alexandra Montgomery-Castellanos", "DPT"), ("Jamie Ortiz", "PT, DPT, OCS"), ("Sam Rivera", "DC"), ("Robin Lee", "PT"),
        ("Kim Nguyen", "DPT"), ("Pat Doe", "DPT"), ("Ana Gomez", "PT"), ("Lou Reed", "LMT"), ("Max Power", "LMT"), ("Eli Stone", "DPT"),
        ("Noor Haddad", "MD"), ("Bo Kim", "DC"), ("Ida Wells", "DPT"), ("Ulf Berg", "PT"),
    )
)  # fmt: skip
TOWNS = (
    "Saint Augustine Beach", "Fairview", "Millbrook", "Easton", "Northgate", "Vilano", "Palm Coast", "Hastings", "Elkton", "Marineland",
    "Crescent Beach", "Butler Beach",
)  # fmt: skip
SPOKEN = ("English", "Spanish", "Vietnamese", "Tagalog", "Chinese", "Korean", "Russian", "Arabic", "American Sign Language")
CLINICS: dict[str, dict[str, Any]] = {
    "few": {"practitioners": PEOPLE[3:4], "languages": SPOKEN[:1]},
    "some": {"practitioners": PEOPLE[1:4], "languages": SPOKEN[:3], "towns_served": TOWNS[:2], "interpreter": "Ask us for a helper."},
    "many": {
        "name": "The Extraordinarily Long Named Institute for Backs and Necks", "practitioners": PEOPLE, "languages": SPOKEN,
        "towns_served": TOWNS, "discipline": "Physical therapy",
    },
}  # fmt: skip


def leaflet(clinic: str, handout: str, language: str = "en", **more: Any) -> Leaflet:
    """A leaflet of the fullest sample, with lists of its own, as it is once it is signed for."""
    made = merge(LIBRARY, "harbor-spine", handout, language)
    return replace(made, draft=None, clinic=replace(made.clinic, **{"discipline": ""} | CLINICS[clinic] | more))


def without_lists(made: Leaflet) -> Leaflet:
    return replace(made, clinic=replace(made.clinic, practitioners=(), languages=(), towns_served=()))


def pages(data: bytes) -> int:
    with pikepdf.open(BytesIO(data)) as pdf:
        return len(pdf.pages)


def said(data: bytes) -> str:
    return "".join(pdftext.spoken(data).split())


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("template", ["leaflet", "trifold", "large-print", "half-sheet", "rack-card", "poster"])
@pytest.mark.parametrize("clinic", CLINICS)
def test_lists_take_no_page_and_cover_nothing(clinic: str, template: str, language: str) -> None:
    sheet = LIBRARY.template(template).value
    for handout in ("back-spasm-first-aid", "get-help"):
        made = leaflet(clinic, handout, language)
        pen = drawn(made, sheet)
        assert overlaps(pen) == []
        assert outside(pen, sheet.sheets[made.paper]) == []
        data = pen.canvas.finish()
        assert validators.findings(data) == [] and invariants.findings(data) == []
        words = said(data)
        assert all("".join(markup.plain(sign).split()) in words for sign in emergency_signs(made.red_flags))
        if template != "large-print":  # which takes as many pages as it needs
            assert pages(data) <= pages(drawn(without_lists(made), sheet).canvas.finish())


@pytest.mark.parametrize("template", ["large-print", "booklet", "trifold"])
def test_a_few_people_are_all_named(template: str) -> None:
    words = said(drawn(leaflet("some", "what-is-a-spasm"), LIBRARY.template(template).value).canvas.finish())
    for name in (*PEOPLE[1:4], *SPOKEN[:3], *TOWNS[:2]):
        assert "".join(name.split()) in words, name


@pytest.mark.parametrize("template", ["leaflet", "trifold"])
def test_of_many_people_the_sheet_says_how_many_more(template: str) -> None:
    words = said(drawn(leaflet("many", "get-help"), LIBRARY.template(template).value).canvas.finish())
    named = sum("".join(name.split()) in words for name in PEOPLE)
    assert 0 < named < len(PEOPLE)
    assert f"and{len(PEOPLE) - named}more" in words


@pytest.mark.parametrize("handout", LIBRARY.handouts())
def test_a_leaflet_names_whom_it_has_room_for_and_counts_the_rest(handout: str) -> None:
    words = said(drawn(leaflet("some", handout), LIBRARY.template("leaflet").value).canvas.finish())
    named = sum("".join(name.split()) in words for name in PEOPLE[1:4])
    assert named == 3 or (named and f"and{3 - named}more" in words)


def test_a_sheet_without_room_says_so() -> None:
    made = leaflet("many", "get-help", "es", hours=(("lun–jue", "7:30–12:00, 13:00–19:30"),) * 8)
    (note,) = [note for note in drawn(made, LIBRARY.template("trifold").value).notes if "languages" in note]
    assert note.startswith("Tri-fold: for want of room it does not carry")


@pytest.mark.parametrize("handout", ["back-spasm-first-aid", "get-help"])
def test_a_third_page_is_seen(handout: str) -> None:
    """Were all names of a large clinic said on the front, they would push a text onto another page."""
    made, sheet = leaflet("many", handout), LIBRARY.template("leaflet").value
    told = replace(made, main_message=(*made.main_message, Span(" ".join(("", *PEOPLE, *SPOKEN, *TOWNS)))))
    assert pages(drawn(told, sheet).canvas.finish()) > pages(drawn(without_lists(made), sheet).canvas.finish())


@pytest.mark.parametrize("clinic", LIBRARY.clinics())
@pytest.mark.parametrize(("width", "gap"), [(223.0, 8.0), (223.0, 14.0), (336.0, 10.0)])
def test_white_that_is_left_never_pushes_contact_out_of_its_panel(clinic: str, width: float, gap: float) -> None:
    """The gaps of a contact panel grow with the room there is; a long list of services has many."""
    template = LIBRARY.template("trifold").value
    template = template.model_copy(update={"columns": template.columns.model_copy(update={"gap": gap})})
    setting = Setting(merge(LIBRARY, clinic, "get-help"), template, text_family(), 1.0, width)
    taken = contact.control(setting, Element("Sect")).height + gap
    heights = {room: contact.contact(setting, Element("Sect"), room + taken).height for room in range(460, 600, 7)}
    assert {room: height for room, height in heights.items() if height > room} == {}
