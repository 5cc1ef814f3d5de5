"""Strict YAML, whatever is written: text stays text, and every problem has a place inside the file."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from handoutpress.content.schema.clinic import Clinic
from handoutpress.content.yaml_reader import MAX_DEPTH, Data, parse, validate
from handoutpress.errors import InvalidSource

# what YAML takes as it is: no controls, no surrogates, no turned text
SEEN = st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff")
WORDS = st.text(SEEN, max_size=30)
KEYS = st.text(st.characters(categories=("Ll", "Lu")), min_size=1, max_size=8)
TREES: st.SearchStrategy[Data] = st.recursive(
    WORDS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=5), st.booleans())
@settings(max_examples=60)
def test_what_is_written_is_read(data: dict[str, Data], flow: bool) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow, default_style='"', sort_keys=False)
    assert parse(text, "x.yaml")[0] == data


@pytest.mark.parametrize(
    "text", ["no", "12:30", "0123", "+1 555", "1e3", "2026-11-01", "0x1F", "1_000", ".inf", "yes", "On", "=", "<<", "-5", "3.10"]
)
def test_a_plain_word_means_what_it_says(text: str) -> None:
    assert parse(f"a: {text}\nb: [{text}]\n", "x.yaml")[0] == {"a": text, "b": [text]}


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("name: Back #1 Chiropractic", "#1 Chiropractic"),
        ("address: 210 Harbor St # 4, Fairview", "# 4, Fairview"),
        ("phone: 707-555-0142 #4", "#4"),
        ("text: Take part in our #MoveMore day", "#MoveMore day"),
    ],
)
def test_a_text_cut_short_by_a_number_sign_is_refused_and_quotes_cure_it(line: str, cut: str) -> None:
    with pytest.raises(InvalidSource) as raised:
        parse(f"a: x\n{line}\n", "x.yaml")
    (problem,) = raised.value.problems
    field, _, text = line.partition(": ")
    assert problem.field == field and cut in problem.what and problem.place is not None and problem.place.line == 2
    assert parse(f'{field}: "{text}"', "x.yaml")[0] == {field: text}


@pytest.mark.parametrize(
    "line", ["name: Ridge Back Care # our own", "phone: 707-555-0142  # front desk", 'name: "Back #1"  #1', "name: A#1 Care"]
)
def test_a_remark_at_a_lines_end_is_allowed(line: str) -> None:
    (text,) = parse(line, "x.yaml")[0].values()  # type: ignore[union-attr]
    assert text in ("Ridge Back Care", "707-555-0142", "Back #1", "A#1 Care")


# pieces that mean something to YAML, put together in any way
PIECES = st.lists(
    st.sampled_from(
        ["a", "name: ", ": ", "- ", "\n", "\n  ", "[", "]", "{", "}", ",", '"', "'", "|", ">", "&a", "*a", "!t ", "#", "%", "@", "? ",
         "---\n", "...\n", "\t", "\\x", "é", "\u2028", "\0", "~", "\n\u00a0", "<<: "]
    ),
    max_size=25,
)  # fmt: skip


@given(PIECES)
@settings(max_examples=300)
def test_anything_is_read_or_refused_inside_the_file(pieces: list[str]) -> None:
    text = "".join(pieces)
    lines = text.split("\n")
    try:
        data, positions = parse(text, "x.yaml")
    except InvalidSource as error:
        for problem in error.problems:
            assert problem.what and problem.mend
            assert problem.place is not None and problem.place.file == "x.yaml"
            assert 0 <= problem.place.line <= max(1, len(lines))
            if problem.place.line:
                assert 0 <= problem.place.column <= len(lines[problem.place.line - 1]) + 1
        return
    assert isinstance(data, dict)
    assert all(1 <= line <= len(lines) for line, _ in (*positions.values.values(), *positions.keys.values()))


@given(st.lists(KEYS, min_size=1, max_size=6, unique=True), st.data())
@settings(max_examples=30)
def test_a_field_given_twice_is_told_at_both_lines(keys: list[str], draw: st.DataObject) -> None:
    again = draw.draw(st.sampled_from(keys))
    text = "".join(f"{json.dumps(key, ensure_ascii=False)}: x\n" for key in [*keys, again])
    with pytest.raises(InvalidSource) as caught:
        parse(text, "x.yaml")
    (problem,) = caught.value.problems
    assert problem.place is not None and problem.place.line == len(keys) + 1
    assert f"first in line {keys.index(again) + 1}" in problem.what


@given(st.integers(1, 60), st.sampled_from(["[]", "{}", "- "]))
@settings(max_examples=30)
def test_depth_is_bounded(depth: int, kind: str) -> None:
    inner = {"[]": "[" * depth + "]" * depth, "{}": "{a: " * depth + "x" + "}" * depth, "- ": "\n  " + "- " * depth + "x"}[kind]
    deep = depth if kind == "[]" else depth + 1  # the innermost list of [] holds nothing
    try:
        parse(f"a: {inner}\n", "x.yaml")
    except InvalidSource as error:
        assert deep > MAX_DEPTH
        assert "too deep" in str(error)
    else:
        assert deep <= MAX_DEPTH


@given(st.dictionaries(st.sampled_from(sorted(Clinic.model_fields)) | KEYS, TREES, max_size=6))
@settings(max_examples=100)
def test_all_that_is_wrong_with_a_profile_is_told_at_its_line(data: dict[str, Data]) -> None:
    text = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in data.items()) or "x: y\n"
    read, positions = parse(text, "x.yaml")
    try:
        validate(read, positions, Clinic)
    except InvalidSource as error:
        wrong = {str(problem.field).partition(".")[0].partition("[")[0]: problem for problem in error.problems}
        meant = {problem.mend.removeprefix("Did you mean ").rstrip("?") for problem in error.problems}
        assert {"name", "city", "phone"} - set(data) <= set(wrong) | meant
        assert {key for key in data if key not in Clinic.model_fields} <= set(wrong)
        for key, problem in wrong.items():
            assert problem.place is not None
            if key in data:
                assert problem.place.line == [*data].index(key) + 1, problem
    else:
        assert {"name", "city", "phone"} <= set(data)
