"""The clinic form's fields: a profile's data as what a form shows, and what a form sends as changes of the profile."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from handoutpress.content.schema.clinic import LOCALISED, Clinic
from handoutpress.content.yaml_reader import Data
from handoutpress.errors import Problem

SCALARS = (
    "name", "city", "phone", "address", "website", "booking", "discipline", "country", "masthead", "emergency_number", "paper",
    "brand", "print", "ink", "email", "reply_to",
)  # fmt: skip
IDS = ("services", "languages", "templates")
ROWS = {"hours": ("days", "open"), "practitioners": ("name", "title")}
SWITCHES = ("notice_1557",)
NOTICE = "notice_text"
TEXT_LISTS = ("towns_served",)  # one line of text, with commas between
ELSEWHERE = ("logo", "next_visit", NOTICE, "reviewer")  # each handled on its own below
MOST_ROWS, MOST_NOTICES = 12, 24
TRUE = ("true", "yes", "on", "y", "t", "1")
LANGUAGE = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
SECOND = "es"  # localised texts have a field for all languages and one for Spanish

FieldReader = Callable[[str], str]
Values = dict[str, Any]


def form_values(data: dict[str, Data]) -> Values:
    """A profile's data as the form shows it; what is not as it should be is shown as empty."""
    defaults = {name: Clinic.model_fields[name].default for name in SCALARS}
    out: Values = {name: _text(data.get(name, defaults[name])) for name in SCALARS}
    out |= {name: [_text(item) for item in _list(data.get(name))] for name in IDS}
    for name in LOCALISED:
        value = data.get(name)
        words = value if isinstance(value, dict) else {"": value}
        out[name] = _text(words.get("", words.get("en", "")))
        out[f"{name}_{SECOND}"] = _text(words.get(SECOND, ""))
    for name, parts in ROWS.items():
        rows = [item for item in _list(data.get(name)) if isinstance(item, dict)]
        out[name] = [[_text(row.get(part, "")) for part in parts] for row in rows]
    out["notice_1557"] = _text(data.get("notice_1557", "")).lower() in TRUE
    box = _text(data.get("next_visit", "")).lower()
    out["next_visit"] = "" if not box else "true" if box in TRUE else "false"
    out |= {name: ", ".join(_text(item) for item in _list(data.get(name))) for name in TEXT_LISTS}
    notice = data.get(NOTICE)
    out[NOTICE] = [[code, _text(words)] for code, words in notice.items()] if isinstance(notice, dict) else []
    reviewer = data.get("reviewer")
    out |= {f"reviewer_{part}": _text(reviewer.get(part, "")) if isinstance(reviewer, dict) else "" for part in ("name", "title")}
    out["logo"] = _text(data.get("logo", ""))
    return out


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: Data | None) -> list[Data]:
    return value if isinstance(value, list) else []


def read_form(field: FieldReader, many: Callable[[str], list[str]]) -> Values:
    """What was typed into the form, in the shape `form_values` gives."""
    out: Values = {name: field(name) for name in (*SCALARS, *LOCALISED, *(f"{name}_{SECOND}" for name in LOCALISED))}
    out |= {name: many(name)[:60] for name in IDS}
    for name, parts in ROWS.items():
        rows = [[field(f"{name}-{row}-{part}") for part in parts] for row in range(MOST_ROWS)]
        out[name] = [row for row in rows if any(row)]
    notices = [[field(f"{NOTICE}-{row}-language"), field(f"{NOTICE}-{row}-words")] for row in range(MOST_NOTICES)]
    out[NOTICE] = [row for row in notices if row[1]]
    out["notice_1557"] = bool(field("notice_1557"))
    out |= {name: field(name) for name in ("next_visit", *TEXT_LISTS, "reviewer_name", "reviewer_title", "logo")}
    return out


def changes(values: Values, data: dict[str, Data]) -> dict[str, Data | None]:
    """Fields whose value differs from the profile's; None: the field goes. What a form does not know stays as it is."""
    before, out = form_values(data), dict[str, Data | None]()
    for name in (*SCALARS, "next_visit"):
        if values[name] != before[name]:
            out[name] = values[name] or None
    for name in IDS:
        if set(values[name]) != set(before[name]):
            kept = [item for item in before[name] if item in values[name]]
            out[name] = [*kept, *(item for item in values[name] if item not in kept)] or None
    for name in LOCALISED:
        pair = (name, f"{name}_{SECOND}")
        if any(values[part] != before[part] for part in pair):
            out[name] = _localised(data.get(name), *(values[part] for part in pair))
    for name, parts in ROWS.items():
        if values[name] != before[name]:
            out[name] = [{part: cell for part, cell in zip(parts, row, strict=True) if cell} for row in values[name]] or None
    if values["notice_1557"] != before["notice_1557"]:
        out["notice_1557"] = "true" if values["notice_1557"] else None
    if values[NOTICE] != before[NOTICE]:
        out[NOTICE] = dict(values[NOTICE]) or None
    for name in TEXT_LISTS:
        if values[name] != before[name]:
            out[name] = [item for part in re.split("[,;\n]", values[name]) if (item := part.strip())] or None
    reviewer = {part: values[f"reviewer_{part}"] for part in ("name", "title")}
    if reviewer != {part: before[f"reviewer_{part}"] for part in ("name", "title")}:
        out["reviewer"] = {part: text for part, text in reviewer.items() if text} or None
    return {name: value for name, value in out.items() if value is not None or name in data}


def repeated_languages(values: Values) -> dict[str, Problem]:
    """A language the notice stands there in twice: one text would be lost."""
    codes = [code for code, _ in values[NOTICE]]
    problem = Problem("this language is given twice", "Keep one of them")
    return {f"{NOTICE}-{row}-language": problem for row, code in enumerate(codes) if code in codes[:row]}


def _localised(before: Data | None, first: str, second: str) -> Data | None:
    others = {code: text for code, text in before.items() if code not in ("", "en", SECOND)} if isinstance(before, dict) else {}
    if not second and not others:
        return first or None
    return {**({"en": first} if first else {}), **({SECOND: second} if second else {}), **others} or None


def field_of(path: str, values: Values) -> str:
    """The form's field for a path in a profile, by what stands in the form: hours[0].open -> hours-0-open."""
    name = re.match(r"\w*", path)
    head = name[0] if name else ""
    if head in LOCALISED:
        return f"{head}_{SECOND}" if path.endswith(f".{SECOND}") else head
    if head == NOTICE:
        codes = [code for code, _ in values[NOTICE]]
        code = path.removeprefix(f"{NOTICE}.")
        row = codes.index(code) if code in codes else 0
        return f"{NOTICE}-{row}-{'words' if LANGUAGE.fullmatch(code) else 'language'}"
    if head == "reviewer":
        return path.replace(".", "_") if "." in path else "reviewer_name"
    if head in ROWS:
        parts = re.fullmatch(r"\w+\[(\d+)\](?:\.(\w+))?", path)
        return f"{head}-{parts[1]}-{parts[2] or ROWS[head][0]}" if parts else f"{head}-0-{ROWS[head][0]}"
    return head or "ink"
