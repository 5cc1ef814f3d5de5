"""The clinic form's fields: a profile's data as what a form shows, and what a form sends as changes of the profile."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from handoutpress.content.schema.clinic import LOCALISED, Clinic
from handoutpress.content.yaml_reader import UNSEEN, Data
from handoutpress.errors import Problem

SCALARS = (
    "name", "city", "phone", "address", "website", "booking", "leaflet_site", "discipline", "country", "masthead", "emergency_number",
    "paper", "brand", "style", "print", "ink", "email", "reply_to",
)  # fmt: skip
IDS = ("services", "languages", "templates")
ROWS = {"hours": ("days", "open"), "practitioners": ("name", "title")}
SWITCHES = ("notice_1557",)
NOTICE = "notice_text"
NOTICE_PARTS = ("language", "words")
TEXT_LISTS = ("towns_served",)  # a line each
ELSEWHERE = ("logo", "cover", "next_visit", NOTICE, "reviewer")  # each handled on its own below
REVIEWER = ("name", "title")
TRUE = ("true", "yes", "on", "y", "t", "1")
LANGUAGE = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
SECOND = "es"  # localised texts have a field for all languages and one for Spanish

FieldReader = Callable[[str], str]
Values = dict[str, Any]


def form_values(data: dict[str, Data]) -> Values:
    """A profile's data as the form shows it, and as a browser sends it back; what is not as it should be is shown as empty.

    A row of the form is a row of the profile, in the same place.
    """
    defaults = {name: Clinic.model_fields[name].default for name in SCALARS}
    out: Values = {name: _line(data.get(name, defaults[name])) for name in SCALARS}
    out |= {name: [_line(item) for item in _list(data.get(name))] for name in IDS}
    for name in LOCALISED:
        words = _words(data.get(name))
        out[name], out[f"{name}_{SECOND}"] = _lines(words.get(_first(words), "")), _lines(words.get(SECOND, ""))
    for name, parts in ROWS.items():
        rows = [item if isinstance(item, dict) else {parts[0]: item} for item in _list(data.get(name))]
        out[name] = [[_line(row.get(part, "")) for part in parts] for row in rows]
    out["notice_1557"] = _line(data.get("notice_1557", "")).lower() in TRUE
    box = _line(data.get("next_visit", "")).lower()
    out["next_visit"] = "" if not box else "true" if box in TRUE else "false"
    out |= {name: "\n".join(_line(item) for item in _list(data.get(name))) for name in TEXT_LISTS}
    notice = data.get(NOTICE)
    out[NOTICE] = [[_line(code), _lines(words)] for code, words in notice.items()] if isinstance(notice, dict) else []
    reviewer = data.get("reviewer")
    out |= {f"reviewer_{part}": _line(reviewer.get(part, "")) if isinstance(reviewer, dict) else "" for part in REVIEWER}
    out["logo"] = _line(data.get("logo", ""))
    return out


def cover_picture(data: dict[str, Data]) -> str:
    """What stands on covers, as the form shows it: a photo's file or a figure's name. It is changed in the file, and kept as it is."""
    cover = data.get("cover")
    return _line(cover.get("photo") or cover.get("scene") or "") if isinstance(cover, dict) else ""


def _line(value: object) -> str:
    """A text as a field of one line holds it."""
    return re.sub(r"\s*\n\s*", " ", _lines(value))


def _lines(value: object) -> str:
    return UNSEEN.sub("", value).strip() if isinstance(value, str) else ""


def _list(value: Data | None) -> list[Data]:
    return value if isinstance(value, list) else []


def _words(value: Data | None) -> dict[str, Data]:
    """A localised text by language; the one for all languages is kept under no name."""
    return value if isinstance(value, dict) else {"": value} if isinstance(value, str) else {}


def _first(words: dict[str, Data]) -> str:
    """The language whose text stands in the field for all languages."""
    return "" if "" in words else "en"


def shown_values(text: str) -> Values | None:
    """What a form says it has shown: `form_values` as JSON, which it carries along; None: it says nothing that can be used."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return None
    like, rows = form_values({}), ROWS | {NOTICE: NOTICE_PARTS}

    def alike(name: str) -> bool:
        value = values[name]
        if name in IDS:
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        if name in rows:
            return isinstance(value, list) and all(
                isinstance(row, list) and [*map(type, row)] == [str] * len(rows[name]) for row in value
            )
        return type(value) is type(like[name])

    return values if isinstance(values, dict) and values.keys() == like.keys() and all(map(alike, like)) else None


def read_form(field: FieldReader, many: Callable[[str], list[str]], names: Iterable[str]) -> Values:
    """What was typed into the form, in the shape `form_values` gives; `names`: of all fields it has."""
    lines = (*SCALARS, "next_visit", "reviewer_name", "reviewer_title", "logo")
    out: Values = {name: re.sub(r"\s*\n\s*", " ", field(name)) for name in lines}
    out |= {name: field(name) for name in (*LOCALISED, *(f"{name}_{SECOND}" for name in LOCALISED), *TEXT_LISTS)}
    out |= {name: many(name) for name in IDS}
    rows = [found for name in names if (found := re.fullmatch(r"(\w+)-(\d{1,4})-\w+", name))]
    for name, parts in (*ROWS.items(), (NOTICE, NOTICE_PARTS)):
        count = max((int(found[2]) + 1 for found in rows if found[1] == name), default=0)
        out[name] = [[field(f"{name}-{row}-{part}") for part in parts] for row in range(count)]
        out[name] = _filled(name, out[name])
    out["notice_1557"] = bool(field("notice_1557"))
    return out


def touched(values: Values, shown: Values) -> set[str]:
    """Fields of the form that are not as they were shown."""
    out = {name for name in values if name not in (*IDS, *ROWS, NOTICE, "logo") and values[name] != shown[name]}
    out |= {name for name in IDS if set(values[name]) != set(shown[name])}
    return out | {name for name in (*ROWS, NOTICE) if _filled(name, values[name]) != _filled(name, shown[name])}


def _filled(name: str, rows: list[list[str]]) -> list[list[str]]:
    """Rows up to the last one with something in it; a language without words is nothing."""
    last = max((number for number, row in enumerate(rows, 1) if (row[-1] if name == NOTICE else any(row))), default=0)
    return rows[:last]


def changes(values: Values, shown: Values, data: dict[str, Data]) -> dict[str, Data | None]:
    """Fields of the profile that follow from what was touched; None: the field goes. All else stays as it is written.

    Args:
        shown: what the form showed of that very data.
    """
    new, out = touched(values, shown), dict[str, Data | None]()
    for name in (*SCALARS, "next_visit"):
        if name in new:
            out[name] = values[name] or None
    for name in IDS:
        if name in new:
            kept = [item for item in _list(data.get(name)) if _line(item) in values[name] or not _line(item)]
            out[name] = [*kept, *(item for item in values[name] if item not in shown[name])] or None
    for name in LOCALISED:
        if new & {name, f"{name}_{SECOND}"}:
            out[name] = _localised(data.get(name), name, values, new)
    for name, parts in ROWS.items():
        if name in new:
            out[name] = _rows(_list(data.get(name)), shown[name], values[name], parts) or None
    if "notice_1557" in new:
        out["notice_1557"] = "true" if values["notice_1557"] else None
    if NOTICE in new:
        out[NOTICE] = _notice(data.get(NOTICE), shown[NOTICE], values[NOTICE]) or None
    for name in TEXT_LISTS:
        if name in new:
            out[name] = _texts(_list(data.get(name)), values[name]) or None
    if reviewer := {part: values[f"reviewer_{part}"] for part in REVIEWER if f"reviewer_{part}" in new}:
        before = data.get("reviewer")
        merged = {**(before if isinstance(before, dict) else {}), **reviewer}
        out["reviewer"] = {part: text for part, text in merged.items() if text} or None
    return {name: value for name, value in out.items() if value is not None or name in data}


def _rows(before: list[Data], shown: list[list[str]], typed: list[list[str]], parts: tuple[str, ...]) -> list[Data]:
    """A list of rows with those changed that were touched; an emptied row goes."""
    out: list[Data] = []
    for number in range(max(len(before), len(typed))):
        row = typed[number] if number < len(typed) else [""] * len(parts)
        if number < len(before) and row == shown[number]:
            out.append(before[number])
        elif any(row):
            old = before[number] if number < len(before) else {}
            merged = {**(old if isinstance(old, dict) else {}), **dict(zip(parts, row, strict=True))}
            out.append({part: cell for part, cell in merged.items() if cell})
    return out


def _notice(before: Data | None, shown: list[list[str]], typed: list[list[str]]) -> dict[str, Data]:
    """The notice's texts with those changed that were touched; one whose words are gone goes."""
    old = list(before.items()) if isinstance(before, dict) else []
    out: dict[str, Data] = {}
    for number in range(max(len(old), len(typed))):
        code, words = typed[number] if number < len(typed) else ("", "")
        if number < len(old) and [code, words] == shown[number]:
            out[old[number][0]] = old[number][1]
        elif words:
            out[code] = words
    return out


def _texts(before: list[Data], typed: str) -> list[Data]:
    """A list of short texts: a line each; commas part them too, unless one that was there holds a comma itself."""
    there = {_line(item): item for item in before}
    apart = "[\n;]" if any("," in text for text in there) else "[\n;,]"
    lines = [line.strip() for line in typed.split("\n")]
    parts = [part for line in lines for part in ([line] if line in there else map(str.strip, re.split(apart, line)))]
    return [there.get(part, part) for part in parts if part]


def repeated_languages(values: Values) -> dict[str, Problem]:
    """A language the notice stands there in twice: one text would be lost."""
    codes = [code if words else None for code, words in values[NOTICE]]
    problem = Problem("this language is given twice", "Keep one of them")
    return {f"{NOTICE}-{row}-language": problem for row, code in enumerate(codes) if code is not None and code in codes[:row]}


def _localised(before: Data | None, name: str, values: Values, new: set[str]) -> Data | None:
    """A text by language with those of its two fields changed that were touched."""
    words = dict(_words(before))
    first = _first(words)
    for code, field in ((first, name), (SECOND, f"{name}_{SECOND}")):
        if field in new:
            words[code] = values[field]
    left = {code: text for code, text in words.items() if text}
    if not isinstance(before, dict) and left.keys() <= {"", "en"}:
        return next(iter(left.values()), None)
    return {code or "en": text for code, text in left.items()} or None


def field_of(path: str, values: Values) -> str:
    """The form's field for a path in a profile, by what stands in the form: hours[0].open -> hours-0-open."""
    name = re.match(r"\w*", path)
    head = name[0] if name else ""
    if head in LOCALISED:
        return f"{head}_{SECOND}" if path.endswith(f".{SECOND}") else head
    if path in (*ROWS, NOTICE):
        return path  # all of its rows together
    if head == NOTICE:
        codes = [code if words else "-" for code, words in values[NOTICE]]
        code = path.removeprefix(f"{NOTICE}.")
        row = codes.index(code) if code in codes else 0
        return f"{NOTICE}-{row}-{'words' if LANGUAGE.fullmatch(code) else 'language'}"
    if head == "reviewer":
        return path.replace(".", "_") if "." in path else "reviewer_name"
    if head in ROWS:
        parts = re.fullmatch(r"\w+\[(\d+)\](?:\.(\w+))?", path)
        filled = [number for number, row in enumerate(values[head]) if any(row)]
        row = int(parts[1]) if parts else 0
        return f"{head}-{filled[row] if row < len(filled) else row}-{(parts and parts[2]) or ROWS[head][0]}"
    return head or "ink"


def label(field: str, problem: Problem, t: Callable[..., str]) -> str:
    """What a field of the form is called where it is not seen, as "Opening hours, row 2, Days"; `t`: of the page's words."""
    plain, row = field.removesuffix(f"_{SECOND}").removesuffix("_file"), re.fullmatch(r"(\w+)-(\d+)-(\w+)", field)
    if row:
        cell = f"fields.{row[1].removesuffix('_text')}_{row[3]}"
        return ", ".join([t(f"fields.{row[1]}"), t("clinics.row", number=int(row[2]) + 1), t(cell)])
    try:
        name = t(f"fields.{plain}")
    except KeyError:  # of a field the form has not
        return field
    if line := re.fullmatch(r"\w+\[(\d+)\]", problem.field):
        return f"{name}, {t('clinics.row', number=int(line[1]) + 1)}" if plain in TEXT_LISTS else name
    return t("clinics.in_spanish", field=name) if plain in LOCALISED and plain != field else name
