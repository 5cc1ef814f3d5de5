"""Setting text: whatever it says and however narrow the column, no character is lost and no line is too wide."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoutpress.content import markup
from handoutpress.layout.text.line_breaking import NBSP, tie
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.layout.text.text_style import TextStyle
from handoutpress.pdf.fonts import text_family
from handoutpress.pdf.tag_tree import Artifact, Tree

FONTS = text_family()
LETTERS = "abcdefghijklmnopqrstuvwxyzÄéñçABCWQ0123456789.,;:!?()/-–’“”&@+%Жλ"
WORD = st.text(LETTERS, min_size=1, max_size=14)
LOOKS = st.builds(
    lambda size, lead, bold, align, balance: TextStyle(size, size * lead, bold, "ink", align, balance),
    st.sampled_from([8.5, 12.0, 19.0, 47.0]),
    st.sampled_from([1.0, 1.29]),
    st.booleans(),
    st.sampled_from(["left", "right", "center"]),
    st.sampled_from(["widow", "even", "no"]),
)


def paragraph(text: str, style: TextStyle, width: float) -> Paragraph:
    return Paragraph(FONTS, markup.parse(text), style, Tree("en").root.add("P"), width)


def lines(found: Paragraph) -> list[str]:
    return [line.text for line in found.lines]


@given(st.lists(WORD, min_size=1, max_size=30), LOOKS, st.floats(20, 540))
@settings(max_examples=100)
def test_no_character_is_lost_and_no_line_is_too_wide(words: list[str], style: TextStyle, width: float) -> None:
    found = paragraph(" ".join(words), style, width)
    said = "".join(lines(found)).replace(" ", "").replace(NBSP, "")
    assert said == "".join(words)
    for line in found.lines:
        assert line.width <= width + 0.02 or len(line.text) == 1
        if not style.bold:  # a large bold word that had to be cut is kerned anew where its parts meet
            assert abs(line.width - sum(run.width for run in line.runs)) < 0.02
    assert found.width == max(line.width for line in found.lines)
    assert abs(found.height - ((len(found.lines) - 1) * style.leading + style.cap)) < 1e-9


@given(st.lists(WORD, min_size=2, max_size=30), LOOKS, st.floats(120, 540))
@settings(max_examples=60)
def test_balance_costs_no_line(words: list[str], style: TextStyle, width: float) -> None:
    text = " ".join(words)
    plain = TextStyle(style.size, style.leading, style.bold, style.ink, style.align, "no")
    assert len(paragraph(text, style, width).lines) == len(paragraph(text, plain, width).lines)


@given(st.lists(WORD, max_size=12), st.integers(1, 999), st.sampled_from(["minutes", "days", "°C", "a.m."]), st.floats(120, 400))
@settings(max_examples=60)
def test_a_number_keeps_its_unit(words: list[str], number: int, unit: str, width: float) -> None:
    text = " ".join([*words, "for", f"{number} {unit}", *words])
    found = lines(paragraph(text, TextStyle(12, 15.5), width))
    tied = f"{number}{NBSP}{unit}" if unit[0].isalpha() else f"{number}"
    assert any(tied in line for line in found)


@given(st.lists(st.sampled_from(["a", "b **c** d", "*e*", "[f g](https://example.org/h)", "i"]), min_size=1, max_size=12),
       st.floats(60, 300))  # fmt: skip
@settings(max_examples=60)
def test_looks_and_links_survive_line_breaks(parts: list[str], width: float) -> None:
    text = " ".join(parts)
    found = paragraph(text, TextStyle(12, 15), width)
    assert " ".join(lines(found)) == markup.plain(markup.parse(text))
    linked = {word for line in found.lines for run, (link, _) in zip(line.runs, line.links, strict=True) if link >= 0
              for word in run.text.split()}  # fmt: skip
    assert linked == ({"f", "g"} if any("[f" in part for part in parts) else set())
    bold = {run.text.strip() for line in found.lines for run in line.runs if "Bold" in run.font.name}
    assert bold == ({"c"} if any("**" in part for part in parts) else set())


@given(
    st.lists(st.sampled_from(["[a b](https://example.org/1)", "[c](tel:+17075550142)", "d"]), min_size=1, max_size=8), st.booleans()
)
def test_every_link_has_an_element_of_its_own_unless_it_is_decoration(parts: list[str], said: bool) -> None:
    owner = Tree("en").root.add("P") if said else Artifact()
    found = Paragraph(FONTS, markup.parse(" ".join(parts)), TextStyle(12, 15), owner, 90)
    wanted = sum(part != "d" for part in parts) if said else 0
    assert len({id(element) for element in found.links}) == wanted
    assert {link for line in found.lines for link, _ in line.links if link >= 0} == set(range(wanted))


@pytest.mark.parametrize(
    "broken",
    [
        ["www.example.org", "/a-long-address", "/of-a-page"],
        ["www.", "example.", "org/a-long-", "address", "/of-a-page"],  # no part of it fits whole
    ],
)
def test_an_address_wider_than_its_column_is_cut_before_a_slash_if_it_can_be(broken: list[str]) -> None:
    style = TextStyle(12, 15)
    width = max(paragraph(part, style, 1_000).width for part in broken) + 1  # whatever the typeface
    assert lines(paragraph("www.example.org/a-long-address/of-a-page", style, width)) == broken


@given(st.text(max_size=40))
def test_ties_change_blanks_only(text: str) -> None:
    assert tie(text).replace(NBSP, " ") == text.replace(NBSP, " ")


def test_lines_stand_by_the_capitals_of_the_font() -> None:
    assert TextStyle(10, 12).cap == 10 * FONTS.font("Regular").cap_height > 0
