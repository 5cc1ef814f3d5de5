"""Colour arithmetic: as WCAG has it, and there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.support.colour import contrast, from_hex, from_linear, luminance, to_hex, to_linear

hexes = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@given(colour=hexes)
def test_hex_there_and_back(colour: str) -> None:
    assert to_hex(from_hex(colour)) == colour


def test_light_there_and_back() -> None:
    assert [from_linear(to_linear(v)) for v in (0, 0.02, 0.04045, 0.5, 1)] == pytest.approx([0, 0.02, 0.04045, 0.5, 1])


def test_green_is_lighter_than_red_and_red_than_blue() -> None:
    assert [round(luminance(colour), 4) for colour in ((1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1))] == [0.2126, 0.7152, 0.0722, 1]


def test_what_is_no_colour_of_a_screen_is_cut_off() -> None:
    assert to_hex((-0.2, 1.4, 0.5)) == "#00ff80"
