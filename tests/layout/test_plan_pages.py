"""Leaflets with a plan page: one sheet, two sides; what to do on the front, the reader's plan with every warning sign on the back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.errors import DoesNotFit, InvalidSource
from handoutpress.layout.components.zones import RED, two_columns
from handoutpress.layout.context import Setting
from handoutpress.layout.document import drawn
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.merge import merge
from handoutpress.pdf.fonts import text_family
from handoutpress.pdf.tag_tree import Element
from tests.helpers import invariants, pdftext, validators
from tests.helpers.workspace import CLINIC, SECTION, TITLES, own_handout, workspace
from tests.layout.test_sheets import codes, outside, overlaps

LIBRARY = Library()
SHEET = LIBRARY.template("leaflet").value
HANDOUTS = LIBRARY.handouts()


def signed(clinic: str, handout: str, language: str = "en", paper: Literal["letter", "a4"] = "letter") -> Leaflet:
    """A leaflet as it is once it is signed for."""
    return replace(merge(LIBRARY, clinic, handout, language, paper=paper), draft=None)


def page(leaflet: Leaflet, number: int) -> str:
    """The words of a page, letter for letter."""
    lines = [text for at, *_, text in drawn(leaflet, SHEET).boxes if at == number]
    return squeezed("".join(lines))


def squeezed(text: str) -> str:
    return "".join(text.replace("\u00a0", " ").split())


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("handout", HANDOUTS)
@pytest.mark.parametrize("clinic", LIBRARY.clinics())
def test_it_is_one_sheet_and_nothing_covers_anything(clinic: str, handout: str, language: str) -> None:
    for paper in ("letter", "a4"):
        leaflet = signed(clinic, handout, language, paper)  # type: ignore[arg-type]
        pen = drawn(leaflet, SHEET)
        assert len(pen.canvas.pages) == 2
        assert overlaps(pen) == []
        assert outside(pen, SHEET.sheets[leaflet.paper]) == []


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("handout", HANDOUTS)
def test_each_sign_stands_in_its_zone_and_the_emergency_on_the_front_too(handout: str, language: str) -> None:
    leaflet = signed("harbor-spine", handout, language)
    flags, front, back = leaflet.red_flags, page(leaflet, 1), page(leaflet, 2)
    for sign in flags.emergency.signs:
        assert squeezed(markup.plain(sign.text)) in front
    words = leaflet.words
    places = [back.find(squeezed(word)) for word in (*([words.keep_going] if leaflet.plan else []), words.amber, words.red)]
    places = [back.index(squeezed(one)) for one in ([words.green] if leaflet.plan else [])] + places[-2:]
    assert -1 not in places and places == sorted(places)
    for tier in flags.of("same-day"):
        for text in [tier.sentence] if tier.sentence else [sign.text for sign in tier.signs]:
            assert places[-2] < back.index(squeezed(markup.plain(text))) < places[-1]
    for sign in flags.emergency.signs:
        assert back.index(squeezed(markup.plain(sign.text))) > places[-1]
    for tier in flags.of("book"):
        assert squeezed(markup.plain(tier.sentence or ())) in back


@pytest.mark.parametrize("handout", HANDOUTS)
def test_sections_are_printed_whole_or_in_the_words_their_authors_gave_for_it(handout: str) -> None:
    leaflet = signed("northgate-chiropractic", handout)
    said = page(leaflet, 1) + page(leaflet, 2)
    for section in leaflet.sections:
        if not section.in_plan:
            assert squeezed(markup.plain(section.on_leaflet.heading)) in said
    short = any(section.short or section.in_plan for section in leaflet.sections)
    assert (squeezed(leaflet.words.ask_for_more) in said) == short


@pytest.mark.parametrize("mode", ["colour", "ink_saver"])
@pytest.mark.parametrize("handout", ["back-spasm-first-aid", "your-visit"])
def test_files_are_valid_and_read_in_order(handout: str, mode: Literal["colour", "ink_saver"]) -> None:
    leaflet = signed("harbor-spine", handout)
    data = drawn(leaflet, SHEET, mode=mode).canvas.finish()
    assert validators.findings(data) == []
    assert invariants.findings(data) == []
    said = squeezed(pdftext.spoken(data))
    emergency = leaflet.red_flags.emergency
    marks = [leaflet.title, markup.plain(emergency.title or ()), markup.plain(leaflet.sections[0].heading), leaflet.words.plan_name]
    marks += [leaflet.words.amber, leaflet.words.red, markup.plain(leaflet.closing), leaflet.control]
    places = []
    for mark in marks:
        places.append(said.index(squeezed(mark), places[-1] if places else 0))
    assert places == sorted(places)


def test_two_codes_one_or_none(tmp_path: Path) -> None:
    site = "leaflet_site: www.example.org/leaflets/\n"
    book = "booking: www.example.org/book\n"
    found = {}
    for more in ("", book, site, book + site):
        library = Library(workspace(tmp_path / str(len(more)), CLINIC + more))
        found[more] = sorted(codes(drawn(merge(library, "test", "get-help"), SHEET).canvas.finish()))
    here = "https://www.example.org/leaflets/test-get-help-en.html"
    assert found == {
        "": [],
        book: ["https://www.example.org/book"],
        site: [here],
        book + site: ["https://www.example.org/book", here],
    }


def test_what_does_not_fit_the_front_goes_on_before_the_plan(tmp_path: Path) -> None:
    """A handout of one's own, longer and longer: page by page, the plan always last; then it is refused."""
    counts = []
    for lines in (1, 30, 60, 200):
        section = SECTION.format(text="Walk.") + "".join(
            f"  - paragraph: Walk on, step by step by step, {n}.\n" for n in range(lines)
        )
        leaflet = merge(Library(own_handout(tmp_path / str(lines), section=section)), "test", "mine")
        try:
            pen = drawn(leaflet, SHEET)
        except DoesNotFit:
            counts.append(0)
            continue
        counts.append(len(pen.canvas.pages))
        assert overlaps(pen) == []
        lines_of_last = [text for at, *_, text in pen.boxes if at == len(pen.canvas.pages)]
        assert leaflet.words.red in lines_of_last
    assert counts[0] == 2 and counts[-1] == 0
    assert 2 < max(counts) <= SHEET.pages


PLAN = """\
plan:
  title: My plan
  state: I can move.
  do: [I walk., I rest.]
"""


@pytest.mark.parametrize("more", ["", "  moves: [Walks]\n  notes: Lines\n"])
def test_a_plan_asks_the_reader_to_write_one_thing(more: str, tmp_path: Path) -> None:
    folder = own_handout(tmp_path)
    (folder / "handouts/titles/mine/en.yaml").write_text(TITLES + PLAN + more)
    with pytest.raises(InvalidSource, match="moves, week and notes"):
        merge(Library(folder), "test", "mine")


@pytest.mark.parametrize("more", ["  moves: [Walks]\n", "  week: [Walks, Rest]\n", "  notes: My questions\n"])
def test_what_the_reader_writes_stands_in_the_green_zone(more: str, tmp_path: Path) -> None:
    folder = own_handout(tmp_path)
    (folder / "handouts/titles/mine/en.yaml").write_text(TITLES + PLAN + more)
    leaflet = merge(Library(folder), "test", "mine")
    pen = drawn(leaflet, SHEET)
    said = squeezed("".join(text for at, *_, text in pen.boxes if at == 2))
    assert "Icanmove.Iwalk.Irest." in said
    assert any(word in said for word in ("Walks", "Myquestions"))
    assert validators.findings(pen.canvas.finish()) == []


def test_two_columns_keep_the_order_and_are_as_low_as_can_be() -> None:
    setting = Setting(signed("harbor-spine", "get-help"), SHEET, text_family(), 1.0, 532)
    items = [markup.parse(text) for text in ("One", "Two", "Three words here " * 9, "Four")]
    lst = Element("Sect")
    group = two_columns(items, RED, setting, lst, 400)
    alone = two_columns(items[:1], RED, setting, Element("Sect"), 400)
    assert alone.height < group.height
    xs = [x for x, *_ in group.parts]
    assert xs == sorted(xs) and len(set(xs)) == 2
