"""The map of the body: outlines with their sides, letters, a scale, and the alarm of the striped area, on sheets and on screen."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.content.schema.blocks.body_map import BodyMap
from handoutpress.formats import html, text
from handoutpress.layout.document import bound, drawn
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.merge import merge
from tests.helpers import invariants, pdftext, validators
from tests.layout.test_sheets import overlaps

LIBRARY = Library()


def visit(language: str) -> Leaflet:
    return replace(merge(LIBRARY, "harbor-spine", "your-visit", language), draft=None)


def the_map(leaflet: Leaflet) -> BodyMap:
    return next(block for section in leaflet.sections for block in section.blocks if isinstance(block, BodyMap))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("template", ["large-print", "booklet"])
def test_the_map_is_whole_and_valid(template: str, language: str) -> None:
    leaflet, sheet = visit(language), LIBRARY.template(template).value
    pen = bound([leaflet], sheet) if template == "booklet" else drawn(leaflet, sheet)
    assert overlaps(pen) == []
    data = pen.canvas.finish()
    assert validators.findings(data) == []
    assert invariants.findings(data) == []
    said = " ".join(pdftext.spoken(data).split())
    block = the_map(leaflet)
    for words in (block.shade, block.write, block.scale, block.least, block.most, block.alarm, block.act, *block.sides):
        assert markup.plain(words) in said
    for one in block.letters:
        assert f"{one.letter} {markup.plain(one.text)}" in said


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_sign_in_the_striped_area_is_a_call_everywhere(language: str) -> None:
    leaflet = visit(language)
    block = the_map(leaflet)
    assert "911" in markup.plain(block.act)
    for said in (html.document(leaflet), text.plain(leaflet)):
        assert "911" in said and markup.plain(block.alarm).split()[-1] in said
    assert len({one.letter for one in block.letters}) == len(block.letters)


def test_the_sides_are_the_readers_own() -> None:
    """Seen from the front, the reader's right side stands at the start; seen from behind, at the end."""
    sheet = LIBRARY.template("large-print").value
    data = drawn(visit("en"), sheet).canvas.finish()
    said = " ".join(pdftext.spoken(data).split())
    assert said.index("Right Front Left") < said.index("Left Back Right")


def test_the_sides_stay_where_they_are_in_lines_from_right_to_left() -> None:
    """The line starts at the right of the page, where a body seen from the front has its left side."""
    leaflet = visit("en")
    leaflet = replace(leaflet, words=leaflet.words.model_copy(update={"direction": "rtl"}))
    data = drawn(leaflet, LIBRARY.template("large-print").value).canvas.finish()
    page = " ".join(re.sub("<[^>]*>", "", html.document(leaflet)).split())
    for said in (" ".join(pdftext.spoken(data).split()), page):
        assert said.index("Left Front Right") < said.index("Right Back Left")
