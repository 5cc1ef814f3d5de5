"""The tri-fold as paper: what lies behind what when it is printed on both sides and folded."""

from __future__ import annotations

import pytest

from handoutpress.content.library import Library
from handoutpress.content.schema.template import Panel, Template

PAPERS = ("letter", "a4")
SLACK = 0.05  # points: measures are rounded to a hundredth

Span = tuple[float, float]


def across(panel: Panel, paper: str) -> Span:
    left, _, width, _ = panel.at[paper]  # type: ignore[index]
    return left, left + width


def behind(front: Panel, template: Template, paper: str) -> list[int]:
    """Numbers of the panels of the other side that lie behind a panel; turned over on the short edge of a sheet that lies across,
    the left of one side is the right of the other."""
    width = template.sheets[paper][0]  # type: ignore[index]
    left, right = across(front, paper)
    mirrored = width - right, width - left
    found = []
    for number, panel in enumerate(template.panels):
        a, b = across(panel, paper)
        if panel.sheet != front.sheet and min(b, mirrored[1]) - max(a, mirrored[0]) > SLACK:
            found.append(number)
    return found


@pytest.fixture(scope="module")
def trifold() -> Template:
    return Library().template("trifold").value


@pytest.mark.parametrize("paper", PAPERS)
def test_each_panel_has_its_own_behind_it(trifold: Template, paper: str) -> None:
    """Cover: the first inside panel. Back: the middle. Flap: the third, which is uncovered when the flap is turned out."""
    cover, first, middle, third, flap, back = range(6)
    holds = [panel.holds[0] for panel in trifold.panels]
    assert holds == ["cover", "text", "text", "text", "red-flags", "contact"]
    assert behind(trifold.panels[cover], trifold, paper) == [first]
    assert behind(trifold.panels[back], trifold, paper) == [middle]
    assert behind(trifold.panels[flap], trifold, paper) == [third]
    assert trifold.duplex == "short"


@pytest.mark.parametrize("paper", PAPERS)
def test_the_flap_tucks_in(trifold: Template, paper: str) -> None:
    """The flap, both its sides, is the narrowest; the cover closes over it, edge on edge with the back."""
    widths = [panel.at[paper][2] for panel in trifold.panels]  # type: ignore[index]
    cover, first, middle, third, flap, back = widths
    assert flap == pytest.approx(third, abs=SLACK)
    assert min(cover, back) - flap >= 4
    assert cover == pytest.approx(back, abs=SLACK)
    assert first == pytest.approx(middle, abs=SLACK)


@pytest.mark.parametrize("paper", PAPERS)
def test_panels_meet_at_the_folds_and_fill_the_sheet(trifold: Template, paper: str) -> None:
    width = trifold.sheets[paper][0]  # type: ignore[index]
    folds = trifold.marks.folds[paper]  # type: ignore[index]
    for side, lines in ((1, folds), (2, [width - x for x in reversed(folds)])):
        edges = sorted(across(panel, paper) for panel in trifold.panels if panel.sheet == side)
        assert [left for left, _ in edges] == pytest.approx([0, *lines], abs=SLACK)
        assert [right for _, right in edges] == pytest.approx([*lines, width], abs=SLACK)


def test_a_sheet_turned_the_wrong_way_is_seen(trifold: Template) -> None:
    wide = trifold.panels[4].model_copy(update={"at": {"letter": (0, 0, 265.5, 612)}})
    assert behind(wide, trifold, "letter") == [2, 3]
