"""White and lines: gaps grow alike, what belongs together stands level, no line ends badly, no panel is left half empty."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.layout.context import Elastic, Group, Row
from handoutpress.layout.document import drawn
from handoutpress.layout.flow import Box, Filled, Overflow, pour, pour_evenly
from handoutpress.layout.pages import Pages
from handoutpress.layout.panels import Panels
from handoutpress.layout.reuse import body_cache
from handoutpress.layout.text.line_breaking import STUB
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.layout.text.text_style import TextStyle
from handoutpress.merge.merge import merge
from handoutpress.pdf.fonts import text_family
from handoutpress.pdf.tag_tree import Artifact

LIBRARY = Library()
LOOK = TextStyle(12, 15)


def composed(clinic: str, handout: str, template: str) -> Pages | Panels:
    sheet = LIBRARY.template(template).value.model_copy(update={"plan": False})
    return body_cache.composed(merge(LIBRARY, clinic, handout), sheet, text_family(), handout)


def row(height: float, before: float, give: float, name: str = "", *, within: float = 0) -> Row:
    piece = Elastic(lambda extra: Group(height + extra), height, within) if within else Group(height)
    return Row(piece, before, give=give, name=name)


rows = st.lists(
    st.builds(row, st.floats(5, 80), st.integers(1, 20), st.integers(0, 20), within=st.sampled_from([0.0, 10.0])),
    min_size=1,
    max_size=9,
)


@given(rows, st.floats(0, 300))
def test_white_is_shared_by_what_can_give(made: list[Row], spare: float) -> None:
    filled = Filled(Box(1, 0, 700, 500, 0), made)
    filled = Filled(Box(1, 0, 700, 500, filled.used + spare), made)
    placed = list(filled.places())
    tops = [top for _, top in placed]
    assert tops[0] == 700
    shares = []
    for (above, top), (below, next_top) in pairwise(placed):
        more = top - above.piece.height - next_top - below.before
        assert -0.001 <= more <= (below.give or 0) + 0.001
        if below.give:
            shares.append(more / below.give)
    assert max(shares, default=0) - min(shares, default=0) < 0.01
    end = tops[-1] - placed[-1][0].piece.height
    assert end >= 700 - filled.box.height - 0.001
    if spare <= filled.give:
        assert end == pytest.approx(700 - filled.box.height, abs=0.01)


words = st.lists(st.text("abcdefghimnop.", min_size=1, max_size=14), min_size=1, max_size=40).map(" ".join)


@given(words, st.floats(60, 400))
def test_lines_are_no_more_and_end_no_worse(text: str, width: float) -> None:
    plain = Paragraph(text_family(), text, TextStyle(12, 15, balance="no"), Artifact(), width)
    tidy = Paragraph(text_family(), text, LOOK, Artifact(), width)
    assert len(tidy.lines) == len(plain.lines)
    assert tidy.width <= width + 0.02
    assert tidy.lines[-1].width >= plain.lines[-1].width - 0.02 or tidy.lines[-1].width >= width * STUB - 0.02


def test_a_lone_word_gets_company() -> None:
    text = "Some people feel better for a short time after a few of them"
    whole = Paragraph(text_family(), text, LOOK, Artifact(), 10_000).width
    column = whole * 0.97
    assert Paragraph(text_family(), text, TextStyle(12, 15, balance="no"), Artifact(), column).lines[-1].text == "them"
    assert len(Paragraph(text_family(), text, LOOK, Artifact(), column).lines[-1].text.split()) > 1


def test_a_sentence_does_not_begin_at_the_end_of_a_line() -> None:
    text = "Sore muscles at first. Stop if the pain is sharp or grows."
    first = "Sore muscles at first. Stop"
    column = Paragraph(text_family(), first, LOOK, Artifact(), 10_000).width + 1
    assert Paragraph(text_family(), text, LOOK, Artifact(), column).lines[0].text.endswith(" first.")


def test_sections_go_on_in_the_next_panel_only_if_they_must() -> None:
    made = [row(30, 5, 0, name) for name in "aaabbbcc"]
    boxes = [Box(1, x, 0, 100, 110) for x in range(3)]
    poured = pour_evenly(made, boxes)
    assert not isinstance(poured, Overflow)
    assert ["".join(each.name for each in filled.rows) for filled in poured] == ["aaa", "bbb", "cc"]
    high = [row(30, 5, 0, name) for name in "aaaaab"]
    assert isinstance(pour_evenly(high, boxes, whole=True), Overflow)
    assert not isinstance(pour_evenly(high, boxes), Overflow)


@given(rows, st.lists(st.floats(40, 300), min_size=1, max_size=6))
def test_no_box_is_filled_beyond_its_height(made: list[Row], heights: list[float]) -> None:
    boxes = [Box(1, 0, 700, 200, height) for height in heights]
    for poured in (pour(made, boxes), pour_evenly(made, boxes)):
        if isinstance(poured, Overflow):
            assert poured.points >= 1
            continue
        assert [one.piece for filled in poured for one in filled.rows] == [one.piece for one in made]
        for filled in poured:
            high = sum(one.piece.height for one in filled.rows) + sum(one.before for one in filled.rows[1:])
            assert high <= filled.box.height + 0.011


def test_a_row_goes_on_in_the_next_box_for_want_of_a_point() -> None:
    made = [row(30, 5, 0), row(40, 5, 0)]
    for height, split in ((75, [2, 0]), (74, [1, 1])):
        poured = pour(made, [Box(1, x, 0, 100, height) for x in range(2)])
        assert not isinstance(poured, Overflow)
        assert [len(filled.rows) for filled in poured] == split
    over = pour(made, [Box(1, 0, 0, 100, 64)])
    assert isinstance(over, Overflow) and over.points == 11


@pytest.mark.parametrize("handout", LIBRARY.handouts())
def test_like_gaps_of_a_page_are_alike(handout: str) -> None:
    """Gaps of one kind grow by the same, to twice themselves at most."""
    pages = composed("harbor-spine", handout, "leaflet")
    assert isinstance(pages, Pages)
    for filled in pages.filled:
        gaps: dict[tuple[float, float | None], list[float]] = {}
        for (above, top), (below, next_top) in pairwise(filled.places()):
            gaps.setdefault((below.before, below.give), []).append(top - above.piece.height - next_top)
        for (least, _), found in gaps.items():
            assert max(found) - min(found) < 0.01
            assert max(found) <= 2.01 * least


@pytest.mark.parametrize("clinic", LIBRARY.clinics())
def test_do_and_do_not_begin_with_the_heading_and_end_with_the_steps(clinic: str) -> None:
    leaflet = merge(LIBRARY, clinic, "back-spasm-first-aid")
    pen = drawn(leaflet, LIBRARY.template("leaflet").value)
    tops = {text.strip(): (y0, y1) for page, _, y0, _, y1, text in pen.boxes if page == 1}
    heading, do = tops[markup.plain(leaflet.sections[0].heading)], tops[leaflet.words.do]
    last_step, last_item = tops["help more than bed does."], tops["Sleep on a warm or cold pack"]
    assert abs(heading[1] - do[1]) <= 8
    assert abs(last_item[0] - last_step[0]) <= 16


@pytest.mark.parametrize("handout", ["ice-heat-tens", "move-and-stretch"])
def test_trifold_text_grows_where_its_panels_would_be_half_empty(handout: str) -> None:
    panels = composed("fairview-back-care", handout, "trifold")
    assert isinstance(panels, Panels)
    assert panels.of_text.larger and panels.of_text.scale > 1
    sections = [{each.name for each in filled.rows} for filled in panels.copies[0].filled]
    assert not any(one & other for one, other in pairwise(sections))
