"""Text that flows through panels: a section and its pictures stand in one panel, and a panel with room shows a picture more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.content.schema.style import StyleFamily
from handoutpress.layout.context import Setting
from handoutpress.layout.fit import fitted_panels
from handoutpress.layout.panels import Panels
from handoutpress.merge.merge import merge
from handoutpress.pdf.fonts import text_family

LIBRARY = Library()
TRIFOLD = LIBRARY.template("trifold").value
CLINICS = ("harbor-spine", "fairview-back-care")


def composed(handout: str, clinic: str, style: str, paper: str = "letter") -> Panels:
    leaflet = merge(LIBRARY, clinic, handout, paper=paper)  # type: ignore[arg-type]
    family: StyleFamily = LIBRARY.style(style).value
    leaflet = replace(leaflet, clinic=replace(leaflet.clinic, style=family))
    template = TRIFOLD.in_style(family)
    return fitted_panels(lambda larger, scale: Setting(leaflet, template, text_family(), scale, 0, larger=larger), handout)


@pytest.mark.parametrize("clinic", CLINICS)
@pytest.mark.parametrize("style", ["clinical", "warm", "editorial", "riso"])
@pytest.mark.parametrize("handout", ["back-spasm-first-aid", "move-and-stretch"])
def test_no_section_is_parted_from_its_pictures(handout: str, style: str, clinic: str) -> None:
    assert composed(handout, clinic, style).parted == 0


def test_parted_sections_are_seen() -> None:
    made = composed("back-spasm-first-aid", "harbor-spine", "clinical")
    first, second = made.copies[0].filled[:2]
    second.rows.insert(0, first.rows.pop())
    assert made.parted == 1


@pytest.mark.parametrize("style", ["clinical", "warm", "editorial", "riso"])
def test_panels_of_text_with_room_show_their_pictures(style: str) -> None:
    made = composed("get-help", "harbor-spine", style)
    shown = {element.alt for element in made.tree.root.walk() if element.role == "Figure"}
    for filled in made.copies[0].filled[:2]:
        section = next(one for one in made.leaflet.sections if one.id == filled.rows[0].name)
        assert section.figure
        assert made.leaflet.figure_text(section.figure).alt in shown, markup.plain(section.heading)
