"""The tool that measures how sheets look sees what is out of bounds, and nothing else."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from benchmarks import looks
from benchmarks.looks import Line

from handoutpress.checks.blank_space import MOST_BLANK, blank_shares, fields
from handoutpress.content.library import Library
from handoutpress.content.schema.template import Template
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.layout.text.text_style import TextStyle
from handoutpress.pdf.fonts import text_family
from handoutpress.pdf.tag_tree import Artifact, Tree
from tests.helpers import tagged

PAGE = Template(
    label="x", sheets={"letter": tagged.SIZE, "a4": tagged.SIZE}, margins={"left": 20, "right": 20, "top": 20, "bottom": 20}
)
LIBRARY = Library()
INKS = {**tagged.INKS, "white": (1.0, 1.0, 1.0)}


def page(*texts: tuple[float, float, str, TextStyle], field: tuple[float, float, float, float] | None = None) -> bytes:
    """A page of 300 x 400 points with texts, each at the top of its capitals, and a pale field under them."""
    tree, canvas = tagged.paper(inks=INKS)
    if field:
        canvas.fill("pale")
        canvas.code("{} {} {} {} re f".format(*field))
    for x, y, text, style in texts:
        Paragraph(text_family(), text, style, tree.root.add("P"), 250).draw(_Pen(canvas), x, y)
    return canvas.finish()


class _Pen:
    """Draws lines of text on a canvas, and nothing else."""

    def __init__(self, canvas: object) -> None:
        self.canvas = canvas

    def text_line(self, x: float, y: float, runs: object, owner: object, *, last: bool = True, links: object = ()) -> None:
        self.canvas.line(x, y, runs, owner, last=last)  # type: ignore[attr-defined]


BODY = TextStyle(12, 15)


def full(rows: int) -> list[tuple[float, float, str, TextStyle]]:
    return [(20, 380 - 15 * i, f"Line {i} of the text", BODY) for i in range(rows)]


@pytest.mark.parametrize(("rows", "blank"), [(24, 0.0), (12, 0.5), (4, 0.83)])
def test_a_hole_is_measured_and_the_inside_of_a_field_is_one(rows: int, blank: float) -> None:
    for field in (None, (22, 25, 256, 350)):
        ((where, share),) = blank_shares(page(*full(rows), field=field), PAGE, "letter")
        assert share == pytest.approx(blank, abs=0.06)
        assert where.name == "page 1"
        assert (share > MOST_BLANK) == (blank > MOST_BLANK)


def test_panels_are_named_by_place_and_by_what_they_hold() -> None:
    sheet = LIBRARY.template("trifold").value
    found = [where.name for where, _ in blank_shares(page(*full(3)) + b"", PAGE, "letter")]
    assert found == ["page 1"]
    names = [field.name for field in fields(sheet, "letter", 2, "ltr")]
    assert names[0] == "panel 1 (cover)" and len(names) == len(sheet.panels)
    ltr, rtl = (fields(sheet, "letter", 2, each)[0].box for each in ("ltr", "rtl"))
    assert rtl[0] == pytest.approx(792 - ltr[2])


def measured(data: bytes, website: str = "") -> list[str]:
    return looks.measure(data, PAGE, "letter", ("mine",), website=website).over


def test_a_page_within_all_bounds_is_silent() -> None:
    assert measured(page(*full(24))) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([(20, 100, "too pale", TextStyle(12, 15, ink="pale"))], "contrast"),
        ([(20, 100, "tiny", TextStyle(6, 15))], "text of 6 points"),
        ([(20, 100 - i, "one more", TextStyle(13 + i, 15)) for i in range(6)], "7 sizes of type"),
        ([(20, 100, "www.example.", BODY), (20, 85, "org/book", BODY)], "address broken"),
        ([(20, 100, "www.example.org/", BODY), (20, 85, "book", BODY)], "address broken"),
    ],
)
def test_what_is_out_of_bounds_is_said(more: list[tuple[float, float, str, TextStyle]], said: str) -> None:
    over = measured(page(*full(16), *more), website="www.example.org/book")
    assert any(said in what for what in over), over


def test_an_address_broken_before_its_slash_is_none() -> None:
    texts = [(20, 100, "www.example.org", BODY), (20, 85, "/book", BODY)]
    assert not any("address" in what for what in measured(page(*full(16), *texts), website="www.example.org/book"))


def test_gaps_under_like_headings_are_compared() -> None:
    head = TextStyle(20, 22, bold=True)
    even = [(20, 380, "First", head), (20, 355, "text", BODY), (20, 330, "Second", head), (20, 305, "text", BODY)]
    found = looks.lines(page(*even))
    assert looks.gap_spread(found, 20, ["First", "Second"]) < 0.5
    uneven = [*even[:3], (20, 291, "text", BODY)]
    assert looks.gap_spread(looks.lines(page(*uneven)), 20, ["First", "Second"]) == pytest.approx(14, abs=1)


def test_text_on_a_fold_is_seen() -> None:
    folded = PAGE.model_copy(update={"marks": PAGE.marks.model_copy(update={"folds": {"letter": (60.0,)}})})
    assert (looks.to_marks(looks.lines(page(*full(2))), folded, "letter")[0] or 0) < 0
    assert looks.to_marks(looks.lines(page((80, 300, "beside it", BODY))), folded, "letter")[0] == pytest.approx(20, abs=2)


def test_a_panel_that_opens_across_a_fold_is_read_open_but_not_across_a_cut() -> None:
    sheet = LIBRARY.template("wallet-card").value
    inside = sheet.panels[2].at["letter"]  # two cards high, its fold in the middle
    text = [Line(side, (inside[0] + 20, 445, inside[0] + 90, 455), 11, (0, 0, 0), "across") for side in (1, 2)]
    assert (looks.to_marks(text[1:], sheet, "letter")[0] or 0) > 100  # the fold of other cards
    assert (looks.to_marks(text[:1], sheet, "letter")[0] or 0) < 0
    cut = [replace(line, box=(inside[0] + 248, 400, inside[0] + 256, 410)) for line in text]
    assert (looks.to_marks(cut, sheet, "letter")[1] or 0) < 0


def test_the_choice_of_sheets_meets_all_pairs() -> None:
    """Of all there are a thirtieth or so, and no two things that never stand on one sheet."""
    every, some = (looks.tasks(looks.parser().parse_args(asked)) for asked in (["--all"], []))
    assert len(some) < len(every) / 20 and set(some) <= set(every)
    pairs = [{pair for task in each for pair in itertools.combinations(enumerate(task), 2)} for each in (every, some)]
    assert pairs[0] == pairs[1]


def test_what_belongs_together_on_two_pages_is_seen() -> None:
    tree = Tree("en")
    tree, canvas = tagged.paper(tree=tree)
    item = tree.root.add("L").add("LI")
    canvas.line(20, 300, tagged.runs("1"), item.add("Lbl"))
    canvas.line(20, 280, tagged.runs("all on one page"), Artifact())
    together = item.add("LBody")
    canvas.line(20, 260, tagged.runs("so far"), together)
    canvas.next_page()
    canvas.line(20, 300, tagged.runs("and so on"), together)
    assert looks.parted(canvas.finish()) == ["LI on pages [1, 2]"]
    assert looks.parted(page(*full(3))) == []


def test_the_samples_are_within_bounds() -> None:
    """A few sheets of all: `make looks` measures every one."""
    for task in looks.tasks(looks.parser().parse_args(["-t", "trifold", "-t", "leaflet", "--every", "211"])):
        found = looks.one(task)
        assert not [what for what in found.over if "blank" in what or "sizes" in what or "contrast" in what], (task, found.over)
