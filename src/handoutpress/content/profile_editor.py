"""Clinic profiles as files: begun from three fields, and changed field by field with every other byte left as its owner wrote it.

A change replaces the lines of one field. Comments are never lost: those beside a value stay with it, those within a list that is
written anew move above it. What comes out is read again before it is believed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from handoutpress.content.yaml_reader import Data, Positions, parse, validate
from handoutpress.errors import InvalidSource, OutputFailed, Place, UsageError
from handoutpress.support.atomic_write import slug
from handoutpress.support.picture_kind import picture_formats

if TYPE_CHECKING:
    from handoutpress.content.schema.clinic import Clinic

_ONE_LINE = 100  # characters of fields that may stand between braces

_BEGUN = """\
# Your clinic. Save this file, then run:  {command} make --clinic {id}
# Everything below the first {lines} lines is optional: take away the # to use a line.
name: {name}
city: {city}
phone: {phone}
{country}
# address: 210 Harbor Street, Fairview, CA 94599
# hours:
#   - {{days: mon-fri, open: 8 am to 6 pm}}
#   - {{days: sat, open: 9 am to 1 pm}}
# website: www.example.org
# booking: www.example.org/visit
# services: [spinal-adjustment, massage]  # see them all:  {command} list services
# logo: my-logo.png                     # beside this file: {formats}
# brand: "#0f6e73"                      # your colour, in quotes
# country: US                           # for the emergency number, the paper and the clock
"""


def begun(name: str, city: str, phone: str, *, short: str, command: str, countries: Container[str] = ()) -> str:
    """The text of a new profile.

    Args:
        short: its id, the name of its file.
        command: how the program is started, for the comments in it.
        countries: codes of those the program knows; a phone that names one with + and its code makes a clinic there.

    Raises:
        InvalidSource: a field cannot be right; every problem.
    """
    checked({"name": name, "city": city, "phone": phone}, "your answers")
    country = _country(phone)
    text, said, lines = _BEGUN, "", "three"
    if country in countries:
        text = "\n".join(line for line in text.split("\n") if not line.startswith("# country:"))
        said, lines = f"country: {country}\n", "four"
    return text.format(
        name=scalar(name), city=scalar(city), phone=scalar(phone), country=said, id=short, command=command, lines=lines,
        formats=picture_formats(),
    )  # fmt: skip


def _country(phone: str) -> str:
    """The country a phone number names with + and its code; empty if it names none, or the one that is taken anyway."""
    import phonenumbers

    if not phone.startswith("+"):
        return ""
    code = phonenumbers.region_code_for_country_code(phonenumbers.parse(phone, None).country_code or 0)
    return "" if code == "US" else str(code)  # several countries share +1


def checked(data: dict[str, Data], name: str) -> Clinic:
    """Plain data as a profile. Raises InvalidSource: it is not one; every problem, with its field."""
    from handoutpress.content.schema.clinic import Clinic

    # each path at a place of its own, so that like problems of two fields stay two
    places = {path: (number, 0) for number, path in enumerate(_paths(data, ()), 1)}
    try:
        return validate(data, Positions(name, places, {}), Clinic)
    except InvalidSource as error:
        raise InvalidSource(replace(problem, place=Place(name)) for problem in error.problems) from None


def _paths(data: Data, path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    members = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(found for key, value in members for found in _paths(value, (*path, key)))]


def short_name(name: str, wanted: str = "") -> str:
    """The id of a profile: as wanted, or made of the clinic's name. It is a file name, so it may not lead elsewhere.

    Raises UsageError: the wanted one cannot be a file name everywhere.
    """
    if wanted and slug(wanted) != wanted:
        fits = slug(wanted)
        raise UsageError(
            f"the id '{wanted}' cannot be a file name on every computer",
            "Use small letters, digits and dashes" + (f", as in {fits}" if fits else ""),
        )
    return wanted or slug(name)[:40].strip("-") or "my-clinic"


def scalar(text: str) -> str:
    """A text as YAML takes it: quoted where a plain one would mean something else."""
    plain = re.fullmatch(r"[\w(][\w ().,&'/@+–:-]*", text) and not re.search(r":\s|:$|\s#|^\d+:|\s$|^-|^null$", text, re.IGNORECASE)
    return text if plain else json.dumps(text, ensure_ascii=False)


# -- changing ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Span:
    """The lines of a field: from `start` to before `end`."""

    start: int
    end: int
    node: Any


def changed(text: str, name: str, values: Mapping[str, Data | None]) -> str:
    """The text of a profile with fields changed: new values, None takes a field away.

    Raises:
        InvalidSource: the text is not YAML this program takes.
        OutputFailed: it is written in a way that cannot be changed here without harm.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    before, _ = parse(text, name)
    assert isinstance(before, dict)
    lines = text.removesuffix("\n").split("\n")
    spans = _spans(text, lines, name)
    in_text = {number for span in spans.values() if _is_block(span.node) for number in range(span.start, span.end)}
    notes = _comments([line for number, line in enumerate(lines) if number not in in_text])
    for key in sorted(spans, key=lambda key: -spans[key].start):
        if key in values:
            span = spans[key]
            lines[span.start : span.end] = _replaced(key, values[key], span, lines[span.start : span.end])
    for key, value in values.items():
        if key not in spans and value is not None:
            lines += _field(key, value)
    out = "\n".join(lines) + "\n"
    wanted = {key: value for key, value in {**before, **values}.items() if value is not None}
    if parse(out, name)[0] != wanted or notes - _comments(lines):
        raise _by_hand(name)
    return out.replace("\n", end)


def _by_hand(name: str) -> OutputFailed:
    return OutputFailed(f"{name} is written in a way that cannot be changed here without harm", "Change it in an editor")


def _spans(text: str, lines: Sequence[str], name: str) -> dict[str, _Span]:
    import yaml

    node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    out: dict[str, _Span] = {}
    last = 0
    for key, value in node.value:
        start = key.start_mark.line
        if key.start_mark.column or (out and start < last):
            raise _by_hand(name)
        stop = value.end_mark.line + (1 if value.end_mark.column else 0)
        after = r"\s*|#.*" if _is_block(value) else r"\s*(#.*)?"  # in a block an indented # is text
        while stop > start + 1 and re.fullmatch(after, lines[stop - 1]):
            stop -= 1
        last = max(stop, start + 1)
        out[str(key.value)] = _Span(start, last, value)
    return out


def _is_block(node: Any) -> bool:
    return getattr(node, "style", None) in ("|", ">")


def _replaced(key: str, value: Data | None, span: _Span, old: list[str]) -> list[str]:
    """The lines of a changed field: comments of lines that go stand above it."""
    notes = [] if _is_block(span.node) else [found for line in old if (found := comment(line))]
    if value is None:
        return notes
    if isinstance(value, list) and span.node.id == "sequence" and not span.node.flow_style:
        kept = _items(span, old)
        new = [f"{key}:"]
        for item in value:
            new += kept.pop(json.dumps(item), []) or [f"  - {_flow(item)}"]
    else:
        new = _field(key, value)
        if len(new) == 1 and len(notes) == 1:  # one line with one comment: it stays beside the value
            return [f"{new[0]}  {notes[0]}"]
    return [note for note in dict.fromkeys(notes) if not any(comment(line) == note for line in new)] + new


def _items(span: _Span, old: list[str]) -> dict[str, list[str]]:
    """The lines of each item of a list, by what it says."""
    out = {}
    for item in span.node.value:
        first = item.start_mark.line - span.start
        last = item.end_mark.line - span.start + (1 if item.end_mark.column else 0)
        out[json.dumps(_plain(item))] = old[first:last]
    return out


def _plain(node: Any) -> Data:
    if node.id == "mapping":
        return {str(key.value): _plain(value) for key, value in node.value}
    return [_plain(item) for item in node.value] if node.id == "sequence" else str(node.value)


def comment(line: str) -> str:
    """The comment of a line, from its #; or nothing."""
    quote, before = "", " "
    for at, char in enumerate(line):
        if quote:
            quote = "" if char == quote and before != "\\" else quote
        elif char in "\"'" and before in " [{,:-":
            quote = char
        elif char == "#" and before in " \t":
            return line[at:].rstrip()
        before = char
    return ""


def _comments(lines: Sequence[str]) -> set[str]:
    return {found for line in lines if (found := comment(line))}


def _field(key: str, value: Data) -> list[str]:
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return [f"{key}:", *(f"  - {_flow(item)}" for item in value)]
    if isinstance(value, dict) and sum(map(len, map(_flow, value.values()))) > _ONE_LINE:
        return [f"{key}:", *(f"  {scalar(name)}: {_flow(item)}" for name, item in value.items())]
    return [f"{key}: {_flow(value)}"]


def _flow(value: Data) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_inner(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inner(item) for item in value) + "]"
    return scalar(value)


def _inner(value: Data) -> str:
    """Within brackets a comma ends a value."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) and "," in value else _flow(value)
