"""Profiles as files: changed field by field, with every comment and every other byte kept."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoutpress.content import profile_editor
from handoutpress.content.yaml_reader import parse
from handoutpress.errors import HandoutError, InvalidSource, OutputFailed

TEXT = """\
# Our clinic; ask Maria before you change this.
name: Harbor Spine & Wellness   # as on the sign
city: Fairview, CA
phone: '(707) 555-0142'

hours:   # winter too
  - {days: mon-fri, open: 8:00-18:00}   # late on Mondays
  # Saturday by phone only
  - {days: sat, open: 9:00-13:00}
services: [massage, exercise-plan]
after_hours: >
  Leave a message
  # this is text
# our colour, from the sign
brand: "#0f6e73"
# the end
"""


def test_one_field_changes_one_line() -> None:
    out = profile_editor.changed(TEXT, "a.yaml", {"city": "Northgate, CA"})
    assert out == TEXT.replace("city: Fairview, CA", "city: Northgate, CA")
    assert profile_editor.changed(TEXT, "a.yaml", {"name": "A # B: c"}).splitlines()[1] == 'name: "A # B: c"  # as on the sign'
    assert profile_editor.changed(TEXT, "a.yaml", {}) == TEXT


def test_a_list_keeps_the_lines_of_what_stays() -> None:
    new = [{"days": "mon-fri", "open": "8:00-18:00"}, {"days": "sun", "open": "9:00-10:00, 11:00-12:00"}]
    out = profile_editor.changed(TEXT, "a.yaml", {"hours": new}).splitlines()
    assert "  - {days: mon-fri, open: 8:00-18:00}   # late on Mondays" in out
    assert '  - {days: sun, open: "9:00-10:00, 11:00-12:00"}' in out and "  # Saturday by phone only" not in out
    assert "# Saturday by phone only" in out and "hours:   # winter too" in out


def test_what_goes_leaves_its_comments() -> None:
    out = profile_editor.changed(TEXT, "a.yaml", {"hours": None, "brand": None, "after_hours": None})
    for kept in ("# winter too", "# late on Mondays", "# Saturday by phone only", "# our colour, from the sign", "# the end"):
        assert kept in out
    assert "Leave a message" not in out and "this is text" not in out


def test_windows_line_ends_stay() -> None:
    out = profile_editor.changed(TEXT.replace("\n", "\r\n"), "a.yaml", {"city": "Northgate, CA", "address": "1 Elm Street"})
    assert out.count("\r\n") == out.count("\n") == TEXT.count("\n") + 1


@pytest.mark.parametrize("text", ["{name: A B, city: C}\n", " name: A\n city: B\n"])
def test_what_cannot_be_changed_without_harm_is_refused(text: str) -> None:
    with pytest.raises(OutputFailed, match="Change it in an editor"):
        profile_editor.changed(text, "a.yaml", {"city": "D"})


letters = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\x85\ufeff")
words = st.text(letters, min_size=1).map(str.strip).filter(bool)
values = st.one_of(
    st.none(), words, st.lists(words, min_size=1, max_size=3), st.dictionaries(st.sampled_from(["en", "es"]), words, min_size=1),
    st.lists(st.fixed_dictionaries({"days": words, "open": words}), min_size=1, max_size=3),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(["name", "city", "phone", "hours", "services", "after_hours", "brand", "address"]), values))
def test_any_change_is_read_back_and_no_comment_is_lost(change: dict[str, object]) -> None:
    try:
        out = profile_editor.changed(TEXT, "a.yaml", change)  # type: ignore[arg-type]
    except HandoutError:
        return  # refused, which harms nothing
    before, _ = parse(TEXT, "a.yaml")
    assert parse(out, "a.yaml")[0] == {key: value for key, value in {**before, **change}.items() if value is not None}
    for line in TEXT.splitlines():
        if (note := profile_editor.comment(line)) and note != "# this is text":
            assert note in out


def test_plain_changes_are_not_refused() -> None:
    """The property above would hold if everything were refused."""
    for change in ({"name": "A: b"}, {"services": ["a, b", "#c"]}, {"after_hours": {"en": "x", "es": "¿y?"}}):
        data, _ = parse(profile_editor.changed(TEXT, "a.yaml", change), "a.yaml")
        assert {name: data[name] for name in change} == change
    assert "phone" not in parse(profile_editor.changed(TEXT, "a.yaml", {"phone": None}), "a.yaml")[0]


def test_a_new_profile_is_checked() -> None:
    with pytest.raises(InvalidSource) as wrong:
        profile_editor.begun("A", "", "12", short="a", command="handouts")
    assert [problem.field for problem in wrong.value.problems] == ["name", "city", "phone"]
