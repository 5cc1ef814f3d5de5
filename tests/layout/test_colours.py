"""Colour roles: every pair that must be read can be read, whatever colour a clinic brings."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handoutpress.content.figure_names import INKS
from handoutpress.layout.drawing.brand_palette import INK_NUMBERS, Mode, roles
from handoutpress.layout.drawing.separation import palette
from handoutpress.support.colour import contrast, from_hex, luminance

MODES: tuple[Mode, ...] = ("colour", "ink_saver")
# ink, what it stands on, least contrast: body text 7, other text 4.5, what a picture is made of 3 (WCAG 1.4.3, 1.4.6, 1.4.11)
BODY = [(ink, ground, 7.0) for ink in ("ink", "black") for ground in ("white", "tint", "tint2", "alert_tint")]
TEXT = [
    *((ink, ground, 4.5) for ink in ("deep", "soft") for ground in ("white", "tint", "tint2")),
    *((ink, ground, 4.5) for ink in ("brand", "accent_text", "alert", "good", "bad") for ground in ("white", "tint")),
    ("on_fill", "fill", 4.5),
    ("on_alert", "alert_field", 4.5),
    ("alert", "alert_tint", 4.5),
]
GRAPHICS = [
    *((ink, ground, 3.0) for ink in ("accent", "fig", "line_p", "good", "bad") for ground in ("white", "tint")),
    *(("fig", ground, 3.0) for ground in ("shirt", "prop", "shoe", "pillow")),
    ("line_p", "tint2", 3.0),
    ("accent", "glow", 3.0),  # so the patch is seen on any clothes: the ring round it is pale
]

hexes = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def _for_awkward_brands(test):  # type: ignore[no-untyped-def]
    for seed in ("#ffff00", "#ffffff", "#000000", "#ffd400", "#7ed957", "#ff8fb1", "#00aaff", "#b3141d", "#808080", "#0000ff"):
        test = example(seed=seed)(test)
    return test


@pytest.mark.parametrize("mode", MODES)
@_for_awkward_brands
@given(seed=hexes)
@settings(max_examples=150, deadline=None)
def test_any_brand_can_be_read(seed: str, mode: Mode) -> None:
    inks = roles(seed, mode)
    poor = {(ink, on): found for ink, on, least in BODY + TEXT + GRAPHICS if (found := contrast(inks[ink], inks[on])) < least}
    assert poor == {}


@given(seed=hexes)
@settings(max_examples=50, deadline=None)
def test_danger_and_do_and_do_not_never_follow_the_brand(seed: str) -> None:
    mine, other = roles(seed), roles("#0f6e73")
    assert [mine[ink] for ink in ("alert", "alert_tint", "good", "bad")] == [
        other[ink] for ink in ("alert", "alert_tint", "good", "bad")
    ]


@pytest.mark.parametrize("seed", ["#0f6e73", "#3b3f98", "#7a2e12", "#5b2a86"])
def test_a_brand_that_reads_well_is_left_as_it_is(seed: str) -> None:
    assert roles(seed)["brand"] == roles(seed)["fill"] == seed
    assert roles(seed)["on_fill"] == "#ffffff"


def test_a_pale_brand_keeps_its_colour_and_gets_dark_text() -> None:
    inks = roles("#ffd400")
    assert inks["fill"] == "#ffd400"
    assert luminance(from_hex(inks["on_fill"])) < 0.05
    assert inks["brand"] != "#ffd400"


def test_ink_saver_has_no_colour() -> None:
    assert {name: colour for name, colour in roles("#b4532a", "ink_saver").items() if len(set(from_hex(colour))) > 1} == {}


@given(seed=hexes)
@pytest.mark.parametrize("mode", MODES)
def test_body_text_and_codes_are_pure_black(seed: str, mode: Mode) -> None:
    inks = roles(seed, mode)
    assert (inks["ink"], inks["black"]) == ("#000000", "#000000")


def test_ink_saver_leaves_panels_white() -> None:
    inks = roles("#b4532a", "ink_saver")
    assert inks["tint"] == inks["alert_tint"] == "#ffffff"


@pytest.mark.parametrize("mode", MODES)
def test_palettes_name_all_inks_in_one_order(mode: Mode) -> None:
    assert tuple(palette("#0f6e73", mode)) == tuple(palette("#ffd400", mode)) == INKS
    assert all(0 <= v <= 1 for colour in palette("#0f6e73", mode).values() for v in colour)


def test_inks_have_one_number_each_and_fit_the_colour_space() -> None:
    assert len(set(INKS)) == len(INKS) <= 256
    assert [INK_NUMBERS[ink] for ink in INKS] == list(range(len(INKS)))
    assert f" {len(INKS) - 1} ".encode() in palette("#0f6e73").space()
