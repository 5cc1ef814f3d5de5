"""Inline markup: four things mean something, all else is text, and no character is lost."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoutpress.content import markup

TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=60)
PIECES = st.lists(
    st.sampled_from(["a", "b ", "**", "*", "_", "[", "](https://example.org)", "](", ")", "\\", "`", "<b>", "&amp;", "<script>", "!",
                     "{clinic.phone}", "{{", "}}", "~~", "#", "|", "http://x.example.org", "\n", "$", "<font color='red'>"])
    | TEXT.filter(lambda text: not re.search(r"[{}]", text)),
    max_size=12,
)  # fmt: skip


def blank(text: str) -> str:
    """Runs of blanks as one; a blank that ties two words stays what it is."""
    return re.sub(r"[ \t\r\n\f\v]+", " ", text).strip(" \t\r\n\f\v")


def escaped(text: str) -> str:
    return re.sub(r"([\\*_\[\]])", r"\\\1", text).replace("{", "{{").replace("}", "}}")


@given(TEXT)
@settings(max_examples=150)
def test_text_comes_out_as_it_went_in(text: str) -> None:
    assert markup.plain(markup.parse(escaped(text))) == blank(text)


@given(PIECES)
@settings(max_examples=200)
def test_anything_is_parsed_or_refused_with_a_reason(pieces: list[str]) -> None:
    source = "".join(pieces)
    try:
        spans = markup.parse(source)
    except ValueError as error:
        assert "{" in str(error) or "a link must start with" in str(error)
        return
    said = markup.plain(spans)
    if "](" not in source:  # an address is not part of the text
        letters = Counter(re.sub(r"[*_\\\s{}]", "", source))
        assert Counter(re.sub(r"[*_\\\s{}]", "", said)) == letters
    for span in spans:
        assert span.text
        assert span.link is None or re.match(r"(https?|tel|mailto):", span.link)
    for tag in ("<b>", "<script>", "&amp;", "<font color='red'>"):
        assert said.count(tag) <= source.count(tag)
        if "\\" not in source and "](" not in source:  # tags are text like any other: never taken, never made
            assert said.count(tag) == source.count(tag)


@given(PIECES, st.text("abc<&*[{", max_size=5))
@settings(max_examples=60)
def test_a_value_put_in_is_text_and_nothing_more(pieces: list[str], value: str) -> None:
    try:
        spans = markup.parse("".join(pieces))
    except ValueError:
        return
    filled = markup.fill(spans, lambda name: value)
    assert markup.slots(filled) == ()
    assert markup.plain(filled) == "".join(value if span.slot else span.text for span in spans)
    assert {span.link for span in filled} <= {span.link for span in spans} | {None}


def test_a_value_nobody_knows() -> None:
    with pytest.raises(KeyError):
        markup.fill(markup.parse("{no.such}"), {}.__getitem__)


def test_blanks_that_tie_stay() -> None:
    assert markup.plain(markup.parse(" 10\u00a0to  20\n**minutes\u00a0at** ")) == "10\u00a0to 20 minutes\u00a0at"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://", "data:text/html,x", "//example.org", "vbscript:x"])
def test_addresses_that_are_no_link(address: str) -> None:
    with pytest.raises(ValueError, match="a link must start with"):
        markup.parse(f"[here]({address})")
