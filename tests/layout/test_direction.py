"""A sheet of a language that runs from right to left is the mirror image, and only the pen knows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

import handoutpress.layout
from handoutpress.content.library import Library
from handoutpress.content.schema.finish import Finish
from handoutpress.content.schema.words import Direction
from handoutpress.layout.document import bound, drawn
from handoutpress.layout.drawing.pen import Pen
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.merge import merge

LIBRARY = Library()
LAYOUT = Path(handoutpress.layout.__file__).parent
SIDES = ("left", "right")
OF_THE_SHEET = {
    "margins.left",
    "margins.right",
    "pair.right",
    "pen.left",
    "self.left",
}  # as templates and blocks name them; the pen
BYPASSES = {"line", "link", "image", "form"}  # places on paper that a pen must mirror


def facing(leaflet: Leaflet, direction: Direction) -> Leaflet:
    return replace(leaflet, words=leaflet.words.model_copy(update={"direction": direction}))


def sheets(template: str, direction: Direction) -> Pen:
    leaflets = [facing(merge(LIBRARY, "harbor-spine", handout), direction) for handout in ("move-and-stretch", "get-help")]
    form = LIBRARY.template(template).value
    if template == "booklet":
        return bound(leaflets, form, imposed=True)
    return drawn(leaflets[0], form, finish=Finish(bleed=9, marks=True))


def rectangles(pdf: pikepdf.Pdf) -> list[tuple[float, ...]]:
    """Of links: page, bottom, top, left, right."""
    links = [(page, *map(float, link.Rect)) for page, sheet in enumerate(pdf.pages) for link in sheet.get("/Annots", [])]
    return sorted((page, y0, y1, x0, x1) for page, x0, y0, x1, y1 in links)


@pytest.mark.parametrize("template", LIBRARY.templates())
def test_a_sheet_is_mirrored(template: str) -> None:
    plain, mirrored = sheets(template, "ltr"), sheets(template, "rtl")
    with pikepdf.open(BytesIO(plain.canvas.finish())) as one, pikepdf.open(BytesIO(mirrored.canvas.finish())) as other:
        width = float(one.pages[0].TrimBox[2] if "/TrimBox" in one.pages[0] else one.pages[0].MediaBox[2])
        links = rectangles(other)
        wanted = sorted((page, y0, y1, width - x1, width - x0) for page, y0, y1, x0, x1 in rectangles(one))
    assert len(links) == len(wanted) > 0
    for (page, y0, y1, x0, x1), want in zip(links, wanted, strict=True):
        assert (page, y0, y1, x1 - x0) == pytest.approx((*want[:3], want[4] - want[3]), abs=0.02)
        inside = any(
            left - 0.1 <= x0 and x1 <= right + 0.1
            for on, left, low, right, high, _ in mirrored.boxes
            if on == page + 1 and y0 - 1 <= low and high <= y1 + 1
        )  # the words of a line keep their order: they are not set from right to left yet
        assert inside or (x0, x1) == pytest.approx(want[3:], abs=0.02)
    boxes = sorted((page, text, y0, width - x1, width - x0) for page, x0, y0, x1, _, text in plain.boxes)
    found = sorted((page, text, y0, x0, x1) for page, x0, y0, x1, _, text in mirrored.boxes)
    assert [one[:2] for one in boxes] == [one[:2] for one in found]
    for one, two in zip(boxes, found, strict=True):
        assert one[2:] == pytest.approx(two[2:], abs=0.02), two


def sided(source: str) -> Iterator[str]:
    """Names in a module that speak of left and right, and calls that pass the pen by."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.keyword(arg=name) if name in SIDES:
                yield name
            case ast.Constant(value=value) if value in SIDES:
                yield repr(value)
            case ast.Attribute(value=owner, attr=name) if name in SIDES:
                whole = f"{ast.unparse(owner).rpartition('.')[2]}.{name}"
                if whole not in OF_THE_SHEET:
                    yield whole
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="canvas"), attr=name)) if name in BYPASSES:
                yield f"canvas.{name}"


def test_nothing_in_the_room_has_a_left() -> None:
    """But the pictures of people, who have two hands."""
    for path in LAYOUT.rglob("*.py"):
        found = [*sided(path.read_text("utf-8"))] if path.parent.name != "figures" and path.name != "pen.py" else []
        assert found == [], path


@pytest.mark.parametrize(
    "line", ["left = 3", "f(align='right')", "box.left", "pen.canvas.image(p, x, y, 1, 1)", "def f(right): ..."]
)
def test_a_left_would_be_seen(line: str) -> None:
    assert len([*sided(line)]) == 1
