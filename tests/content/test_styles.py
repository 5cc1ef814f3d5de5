"""Style families: what they may say, what they may not reach, and that every text of them reads."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from handoutpress.checks.rules import check
from handoutpress.checks.style_rules import LEAST, worst_pairs
from handoutpress.content.library import Library
from handoutpress.content.schema.style import SAFETY, StyleFamily, formula
from handoutpress.errors import InvalidSource
from handoutpress.layout.drawing.brand_palette import roles
from tests.helpers.workspace import CLINIC, workspace, write

FAMILIES = Library().styles()
FIXED = ("alert", "alert_tint", "alert_field", "on_alert", "amber", "amber_field", "on_amber", "good", "bad", "white", "black")
TODAY = datetime.date(2026, 1, 1)


@pytest.mark.parametrize("name", FAMILIES)
def test_every_text_reads_on_its_ground(name: str) -> None:
    assert [pair for pair in worst_pairs(Library().style(name).value) if pair[2] < LEAST] == []


def test_a_text_that_does_not_read_is_seen(tmp_path: Path) -> None:
    root = workspace(tmp_path, CLINIC)
    write(root / "templates/styles/pale.yaml", "label: Pale\nroles:\n  soft: [.8, .01, h]\n")
    found = [finding for finding in check(Library(root), select=["style-contrast"], today=TODAY) if "soft" in str(finding)]
    assert {finding.rule.id for finding in found} == {"style-contrast"}
    assert all(finding.problem.place and finding.problem.place.line == 3 for finding in found)


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("brand", ["#b4532a", "#0f6e73", "#f5c400", "#111111"])
def test_colours_of_the_warning_signs_are_the_same_in_every_style(name: str, brand: str) -> None:
    mine, plain = roles(brand, style=Library().style(name).value), roles(brand)
    assert [mine[ink] for ink in FIXED] == [plain[ink] for ink in FIXED]


@pytest.mark.parametrize(
    "line",
    [
        *(f"roles: {{{ink}: [.5, .1, h]}}" for ink in FIXED),
        "type: {signs: {leading: 1}}",
        "sizes: {text: 0.9}",
        "sizes: {head: 1.1}",  # the title of the warning signs is of it
        "red_flags: {radius: 0}",
        "safety: plain",
    ],
)
def test_a_style_that_names_the_warning_signs_is_refused(tmp_path: Path, line: str) -> None:
    root = workspace(tmp_path, CLINIC)
    write(root / "templates/styles/loud.yaml", f"label: Loud\n{line}\n")
    with pytest.raises(InvalidSource) as refused:
        Library(root).style("loud")
    place = refused.value.problems[0].place
    assert place and place.line == 2


def test_a_style_of_a_clinics_own_is_read(tmp_path: Path) -> None:
    root = workspace(tmp_path, CLINIC + "style: mine\n")
    write(root / "templates/styles/mine.yaml", "label: Mine\nroles:\n  tint: [.95, .03, 200]\n")
    assert Library(root).style("mine").value.roles.keys() == {"tint"}


def test_the_signs_own_their_typeface_and_inks() -> None:
    loud = StyleFamily(faces={"head": "Poppins", "body": "Mukta", "note": "Mukta"})  # type: ignore[arg-type]
    assert loud.face("signs") == "Source Sans 3" and loud.face("body") == "Mukta"
    assert all(SAFETY.match(name) for name in FIXED if name not in ("white", "black"))


@pytest.mark.parametrize(
    ("text", "value"),
    [(".5", 0.5), ("h", 40), (".5Ct", 0.05), ("L + .1", 0.6), ("min(.06, .6max(Ct, .03))", 0.06), ("1 - .5L", 0.75)],
)
def test_formulas(text: str, value: float) -> None:
    assert formula(text)({"L": 0.5, "C": 0.2, "Ct": 0.1, "h": 40}) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "x", "min(1)", "min(1, 2", "__import__('os')", "1 +", "2 3", "C.real", "(1)"])
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        formula(text)
