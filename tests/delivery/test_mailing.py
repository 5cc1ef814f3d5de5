"""A mailing before it is sent: an order for each row that can have one, and each other row told by its place in the list."""

from __future__ import annotations

import re

import pytest

from handoutpress.content.library import Library
from handoutpress.delivery import mailing
from handoutpress.delivery.approved_leaflets import ApprovedLeaflets
from handoutpress.delivery.recipients import Recipient
from tests.helpers.workspace import CLINIC, workspace

ANA, BEN = Recipient("ana@patients.example.org", 2, name="Ana"), Recipient("ben@patients.example.org", 3)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(workspace(tmp_path_factory.mktemp("w"), CLINIC + "email: desk@clinic.example.org\n"))


def test_a_row_has_its_own_handouts_and_language_else_those_of_the_mailing(library: Library) -> None:
    own = Recipient("cy@patients.example.org", 4, handouts=("get-help", "your-visit"), note="Walk.")
    found = mailing.plan(
        ApprovedLeaflets(library, allow_unreviewed=True), "test", [ANA, own], handouts=["ice-heat-tens"], paper="a4"
    )
    assert found.problems == []
    rows = [(one.row, one.name, one.handouts, one.language, one.note, one.paper, one.unreviewed) for one in found.orders]
    assert rows == [
        (2, "Ana", ("ice-heat-tens",), "en", "", "a4", True), (4, "", ("get-help", "your-visit"), "en", "Walk.", "a4", True)
    ]  # fmt: skip
    references = {one.reference for one in found.orders}
    assert len(references) == 2 and all(re.fullmatch(r"<[0-9a-f]{32}@clinic\.example\.org>", one) for one in references)


@pytest.mark.parametrize("source", ["list.csv", ""])
def test_what_is_wrong_with_a_row_is_told_at_the_row_of_the_list(library: Library, source: str) -> None:
    rows = [
        Recipient("a@patients.example.org", 2),
        Recipient("b@patients.example.org", 3, handouts=("nothing",)),
        Recipient("c@patients.example.org", 4, handouts=("get-help",), language="xx"),
        Recipient("d@patients.example.org", 5, handouts=("get-help",)),  # no clinician has signed for it
    ]
    found = mailing.plan(ApprovedLeaflets(library), "test", rows, source=source)
    assert found.orders == []
    says = (
        "no handout is named",
        "no handout of that name",
        "not there in that language",
        "no clinician of this clinic has signed",
    )
    assert [part in problem.what for part, problem in zip(says, found.problems, strict=True)] == [True] * 4
    assert [problem.field for problem in found.problems] == ["row 2", "row 3", "row 4", "row 5"]
    assert [problem.place.file if problem.place else "" for problem in found.problems] == [source] * 4


def test_one_bad_row_keeps_nobody_else_from_a_leaflet(library: Library) -> None:
    bad = Recipient("x@patients.example.org", 9, handouts=("nothing",))
    found = mailing.plan(
        ApprovedLeaflets(library, allow_unreviewed=True), "test", [ANA, bad, BEN], handouts=["get-help", "get-help"]
    )
    assert [one.row for one in found.orders] == [2, 3] and [problem.field for problem in found.problems] == ["row 9"]
    assert [one.handouts for one in found.orders] == [("get-help",)] * 2
