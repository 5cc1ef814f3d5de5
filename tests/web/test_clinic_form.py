"""The clinic form over profiles of any shape: what nobody touched keeps every byte, what was touched changes alone."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from handoutpress.content import profile_editor
from handoutpress.content.yaml_reader import parse
from handoutpress.web import clinic_form
from tests.web.test_clinics import PATH, form, profile_of

CODES = [f"{a}{b}" for a in "abcde" for b in "pqrstu"]
BIG = """\
# ask Maria before you change this
name: Big Clinic   # as on the sign
city: Fairview, CA
phone: (707) 555-0142
practitioners:   # the team
""" + "".join(f"  - {{name: Pat Reed {'ABCDEFGHIJKLMN'[i]}, title: DC}}   # number {i}\n" for i in range(14)) + """\
footer:
  en: >-
    A long
    folded text
  es: Texto
  fr: Texte
after_hours: |
  Line one.
  Line two.
address: "210 Harbor Street,
  Fairview"
notice_1557: yes
notice_text:
""" + "".join(f"  {code}: |\n    First, in {code}.\n\n    Second,  two blanks.\n" for code in CODES) + """\
hours:
  - days: mon-fri
    open: 8 am to 12 pm, 1 pm to 5 pm   # lunch
  # Saturdays in winter only
  - {days: sat, open: 9 am to 1 pm}
towns_served: ["Vallejo, CA", Benicia]
services: [spinal-adjustment]
"""  # fmt: skip


def browser(values: dict[str, object]) -> dict[str, object]:
    """What a browser makes of a form's values: ends of lines as HTTP has them."""
    return {name: value.replace("\n", "\r\n") if isinstance(value, str) else value for name, value in values.items()}


def post(page: TestClient, **change: object) -> Any:
    return page.post(PATH, data=browser(form(page) | change), files={"logo_file": ("", b"")})


def outside(text: str, field: str) -> list[str]:
    """The lines of a profile that are not of one field."""
    plain = re.sub("\r\n?", "\n", text.removeprefix("\ufeff"))
    lines = plain.removesuffix("\n").split("\n")
    span = profile_editor._spans(plain, lines, "a.yaml").get(field)
    return [*lines[: span.start], *lines[span.end :]] if span else lines


# -- one large profile -------------------------------------------------------------------------------


def test_a_large_profile_is_shown_whole_with_room_for_more(page: TestClient, workspace: Path) -> None:
    profile_of(workspace).write_bytes(BIG.encode())
    shown = form(page)
    assert shown["practitioners-13-name"] == "Pat Reed N" and shown["practitioners-15-name"] == ""
    assert shown["notice_text-29-language"] == "eu" and shown["notice_text-30-words"] == ""
    assert shown["after_hours"] == "Line one.\nLine two." and shown["towns_served"] == "Vallejo, CA\nBenicia"
    assert post(page).status_code == 303
    assert profile_of(workspace).read_bytes() == BIG.encode()


CASES: dict[str, tuple[dict[str, object], str, Callable[[dict[str, Any]], object]]] = {
    "a town": ({"towns_served": "Vallejo, CA\nBenicia\nOakton, CA"}, "towns_served", lambda d: ["Vallejo, CA", "Benicia", "Oakton, CA"]),
    "one name of many": ({"practitioners-12-name": "Mo Lane"}, "practitioners", lambda d: [
        *d["practitioners"][:12], {"name": "Mo Lane", "title": "DC"}, *d["practitioners"][13:]]),
    "one name gone": ({"practitioners-0-name": "", "practitioners-0-title": ""}, "practitioners", lambda d: d["practitioners"][1:]),
    "one name more": ({"practitioners-15-name": "Mo Lane", "practitioners-15-title": "DPT"}, "practitioners", lambda d: [
        *d["practitioners"], {"name": "Mo Lane", "title": "DPT"}]),
    "the Spanish footer": ({"footer_es": "Otro"}, "footer", lambda d: d["footer"] | {"es": "Otro"}),
    "no Spanish footer": ({"footer_es": ""}, "footer", lambda d: {k: v for k, v in d["footer"].items() if k != "es"}),
    "Spanish beside one text": ({"after_hours_es": "Llame."}, "after_hours", lambda d: {"en": d["after_hours"], "es": "Llame."}),
    "a second line": ({"after_hours": "Line one.\nLine 2."}, "after_hours", lambda d: "Line one.\nLine 2."),
    "one notice": ({"notice_text-29-words": "Other."}, "notice_text", lambda d: d["notice_text"] | {"eu": "Other."}),
    "an hour": ({"hours-1-open": "9 am to 2 pm"}, "hours", lambda d: [d["hours"][0], {"days": "sat", "open": "9 am to 2 pm"}]),
    "a service": ({"services": ["massage", "spinal-adjustment"]}, "services", lambda d: ["spinal-adjustment", "massage"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("as_written", [lambda text: text, lambda text: "\ufeff" + text.replace("\n", "\r\n")[:-2]])
def test_one_change_changes_one_field(page: TestClient, workspace: Path, case: str, as_written: Callable[[str], str]) -> None:
    change, field, expected = CASES[case]
    text = as_written(BIG)
    profile_of(workspace).write_bytes(text.encode())
    assert post(page, **change).status_code == 303
    new = profile_of(workspace).read_bytes().decode()
    before = parse(BIG, "a.yaml")[0]
    assert isinstance(before, dict)
    assert parse(re.sub("\r\n", "\n", new.removeprefix("\ufeff")), "a.yaml")[0] == before | {field: expected(before)}
    hoisted(text, new, field)
    same_form(text, new)
    for note in re.findall(r"#.*", BIG):
        assert note.strip() in new


def same_form(old: str, new: str) -> None:
    """The mark at the beginning and the ends of lines are as they were."""
    assert new.startswith("\ufeff") == old.startswith("\ufeff")
    assert "\r\n" not in old or new.count("\n") == new.count("\r\n")


def hoisted(old: str, new: str, field: str) -> list[str]:
    """Comments that stood in a field and stand above it now; nothing else may have come to the lines outside of it."""
    before, after = outside(old, field), outside(new, field)
    more = list(after)
    for line in before:
        more.remove(line)
    assert [line for line in after if line not in more or line in before] == before
    assert all(line.startswith("#") for line in more)
    return more


def test_lines_of_members_that_stay_are_not_written_anew(page: TestClient, workspace: Path) -> None:
    profile_of(workspace).write_bytes(BIG.encode())
    change = {"practitioners-3-title": "DPT", "notice_text-4-words": "New words.", "hours-0-days": "mon-thu"}
    assert post(page, **change).status_code == 303
    old, new = BIG.splitlines(), profile_of(workspace).read_text().splitlines()
    gone, fresh = [line for line in old if line not in new], [line for line in new if line not in old]
    assert fresh == [
        "  - {name: Pat Reed D, title: DPT}  # number 3",
        "  at: New words.",
        '  - {days: mon-thu, open: "8 am to 12 pm, 1 pm to 5 pm"}  # lunch',
    ]
    assert len(gone) == 5 and any("Pat Reed D" in line for line in gone)


def test_two_people_with_one_form_lose_nothing(page: TestClient, workspace: Path) -> None:
    """What changed in the file and was not touched in the form stays, even when the form is saved again."""
    profile_of(workspace).write_text(BIG)
    mine = form(page) | {"footer_es": "Mío"}
    theirs = BIG.replace("(707) 555-0142", "(707) 555-0199").replace("Pat Reed C", "Kim Cole")
    profile_of(workspace).write_text(theirs)
    told = page.post(PATH, data=browser(mine))
    assert told.status_code == 409 and profile_of(workspace).read_text() == theirs
    text = html.unescape(told.text)
    assert "(707) 555-0199" in text and "Mío" in text and "A line in the small print, in Spanish" in text
    again = form(_Answer(told.text))  # type: ignore[arg-type]
    assert again["phone"] == "(707) 555-0199" and again["footer_es"] == "Mío"
    assert page.post(PATH, data=browser(again)).status_code == 303
    assert profile_of(workspace).read_text() == theirs.replace("Texto", "Mío")


def test_a_mistake_does_not_make_the_form_forget_what_it_showed(page: TestClient, workspace: Path) -> None:
    profile_of(workspace).write_text(BIG)
    wrong = page.post(PATH, data=browser(form(page) | {"phone": "12"}))
    assert wrong.status_code == 422
    profile_of(workspace).write_text(BIG.replace("Fairview, CA", "Sunnydale, CA"))
    assert page.post(PATH, data=browser(form(_Answer(wrong.text)) | {"phone": "(707) 555-0101"})).status_code == 409  # type: ignore[arg-type]
    assert "Sunnydale" in profile_of(workspace).read_text()


@dataclass
class _Answer:
    """A page that was got already, for `form`."""

    text: str

    def get(self, _: str) -> _Answer:
        return self


SHAPELESS = json.dumps(clinic_form.form_values({}) | {"services": [["massage"]]})
FLAT = json.dumps(clinic_form.form_values({}) | {"hours": ["mon"], "notice_text": [[]]})


@pytest.mark.parametrize("carried", ["", "x", "[]", "{}", "[" * 5000, json.dumps({"name": 1}), SHAPELESS, FLAT])
def test_a_form_that_says_nothing_of_what_it_showed(page: TestClient, workspace: Path, carried: str) -> None:
    assert clinic_form.shown_values(carried) is None
    profile_of(workspace).write_text(BIG)
    assert post(page, shown=carried, city="Oakton, VA").status_code == 303
    assert profile_of(workspace).read_text() == BIG.replace("Fairview, CA", "Oakton, VA")


@pytest.mark.parametrize(
    "line", ["brnad: '#123456'", "state: CA", "hours-0-x: 1", "reviewer: Pat", "notice_text: words", "'': x", "shown: 1"]
)
def test_what_the_form_has_no_field_for_is_told_and_kept(page: TestClient, workspace: Path, line: str) -> None:
    text = f"name: Ab Care\ncity: Fairview, CA\nphone: (707) 555-0142\n{line}\n"
    profile_of(workspace).write_text(text)
    answer = post(page)
    assert answer.status_code == 422 and 'id="summary"' in answer.text
    assert profile_of(workspace).read_text() == text


def test_a_choice_the_form_does_not_know_is_not_changed_for_another(page: TestClient, workspace: Path) -> None:
    profile_of(workspace).write_text(BIG + "paper: legal\nmasthead: tall\ndiscipline: yoga\n")
    shown = form(page)
    assert (shown["paper"], shown["masthead"], shown["discipline"]) == ("legal", "tall", "yoga")
    assert post(page).status_code == 422, "it is told as what is wrong, and kept"


# -- any profile -------------------------------------------------------------------------------------

PLAIN = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff\x85")
words = st.text(PLAIN, min_size=2, max_size=20).map(str.strip).filter(lambda text: len(text) > 1)
lines = st.lists(words, min_size=1, max_size=3).map("\n".join)
codes = st.sampled_from(["en", "es", "fr", "vi", "pt-BR"])
PRACTITIONER = st.fixed_dictionaries({"name": words.filter(lambda name: not name.lower().startswith("dr")), "title": words})
OPENING = st.fixed_dictionaries(
    {"days": st.sampled_from(["mon-fri", "sat", "mon, wed"]), "open": st.sampled_from(["8:00-12:00", "8 am to 6 pm"])}
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "address": words,
    "towns_served": st.lists(words, min_size=1, max_size=4),
    "practitioners": st.lists(PRACTITIONER, min_size=1, max_size=30),
    "hours": st.lists(OPENING, min_size=1, max_size=15),
    "after_hours": st.one_of(lines, st.dictionaries(codes, lines, min_size=1)),
    "interpreter": st.one_of(words, st.dictionaries(codes, words, min_size=1)),
    "footer": st.one_of(lines, st.dictionaries(codes, lines, min_size=1)),
    "notice_text": st.dictionaries(codes, lines, min_size=1),
    "notice_1557": st.sampled_from(["yes", "true", "on", "no", "false"]),
    "next_visit": st.sampled_from(["yes", "true", "no", "false"]),
    "services": st.lists(st.sampled_from(["massage", "exercise-plan", "my-own"]), min_size=1, unique=True),
    "languages": st.lists(st.sampled_from(["en", "es", "vi"]), min_size=1, unique=True),
    "brand": st.sampled_from(["#0f6e73", "#ABC", "#123456"]),
    "reviewer": st.fixed_dictionaries({"name": words, "title": words}),
}  # fmt: skip


def quoted(text: str, style: int) -> str:
    if style == 1 and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    return profile_editor.scalar(text) if style == 2 else json.dumps(text, ensure_ascii=False)


def block(text: str, pad: str) -> str:
    """A text as a block that keeps its lines; quoted where a block would not."""
    if any(line != line.strip() or not line for line in text.split("\n")):
        return quoted(text, 0)
    return "|-\n" + "\n".join(f"{pad}  {line}" for line in text.split("\n"))


@st.composite
def written(draw: st.DrawFn) -> tuple[str, str]:
    """A profile as some hand may have written it, and the name of one of its fields."""
    fields = draw(st.permutations(list(FIELDS)))[: draw(st.integers(1, len(FIELDS)))]
    out = [["name: Harbor Spine   # as on the sign"], ["city: Fairview, CA"], ["phone: '(707) 555-0142'"]]
    for name in fields:
        value, style = draw(FIELDS[name]), draw(st.integers(0, 2))
        note = draw(st.sampled_from(["", "   # kept", "  # ask Ana"]))
        if isinstance(value, str):
            out.append([f"{name}: {block(value, '')}" if "\n" in value and style else f"{name}: {quoted(value, style)}{note}"])
        elif isinstance(value, dict):
            out.append(
                [f"{name}:{note}", *(f"  {key}: {block(text, '  ') if style else quoted(text, 0)}" for key, text in value.items())]
            )
        elif style == 0:
            flow = ", ".join(quoted(item, 0) if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in value)
            out.append([f"{name}: [{flow}]{note}"])
        else:
            rows = [quoted(item, style) if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in value]
            out.append(
                [f"{name}:{note}", *(line for row in rows for line in (*(["  # above"] if style == 2 else []), f"  - {row}"))]
            )
    out = draw(st.permutations(out))
    text = "\n".join(line for field in out for line in [*draw(st.sampled_from([[], [""], ["# a note", ""]])), *field])
    end = draw(st.sampled_from(["\n", "\r\n"]))
    whole = draw(st.sampled_from(["", "\ufeff"])) + (text + draw(st.sampled_from(["", "\n", "\n\n# the end\n"]))).replace("\n", end)
    return whole, draw(st.sampled_from(["city", *fields]))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(written())
def test_any_profile_saved_unchanged_keeps_its_bytes_and_one_change_changes_one_field(
    page: TestClient, workspace: Path, one: tuple[str, str]
) -> None:
    text, field = one
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    before = parse(plain, "a.yaml")[0]
    assert isinstance(before, dict)
    profile_of(workspace).write_bytes(text.encode())
    shown = page.get(PATH)
    assert shown.status_code == 200
    assert page.post(PATH, data=browser(form(page))).status_code in (303, 422)  # 422: words that a field does not take
    assert profile_of(workspace).read_bytes() == text.encode()
    change = CHANGE[field]
    answer = page.post(PATH, data=browser(form(page) | change))
    new = profile_of(workspace).read_bytes().decode()
    assume(answer.status_code == 303)
    data = parse(new.removeprefix("\ufeff").replace("\r\n", "\n"), "a.yaml")[0]
    assert isinstance(data, dict)
    assert {name: value for name, value in data.items() if name != field} == {n: v for n, v in before.items() if n != field}
    hoisted(text, new, field)
    same_form(text, new)


CHANGE: dict[str, dict[str, object]] = {
    "city": {"city": "Oakton, VA"}, "address": {"address": "1 Elm Street"}, "towns_served": {"towns_served": "Oakton"},
    "practitioners": {"practitioners-0-title": "DPT"}, "hours": {"hours-0-days": "sun"}, "after_hours": {"after_hours_es": "Llame."},
    "interpreter": {"interpreter": "Ask us."}, "footer": {"footer_es": "Otro"}, "notice_text": {"notice_text-0-words": "Other."},
    "notice_1557": {"notice_1557": "yes"}, "next_visit": {"next_visit": ""}, "services": {"services": ["massage", "cupping"]},
    "languages": {"languages": ["en", "fr"]}, "brand": {"brand": "#654321"}, "reviewer": {"reviewer_title": "MD"},
}  # fmt: skip


def test_the_property_is_not_empty(page: TestClient, workspace: Path) -> None:
    """It would hold if every change were refused."""
    for field, change in CHANGE.items():
        profile_of(workspace).write_text(BIG + "reviewer: {name: Ann, title: DC}\n")
        assert post(page, **change).status_code == 303, field
        data = parse(profile_of(workspace).read_text(), "a.yaml")[0]
        assert isinstance(data, dict)
        assert (data.get(field) != parse(BIG, "a.yaml")[0].get(field)) == (field not in ("notice_1557", "next_visit")), field  # type: ignore[union-attr]
