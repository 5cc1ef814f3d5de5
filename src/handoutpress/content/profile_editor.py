"""Clinic profiles as files: begun from three fields, and changed field by field with every other byte left as its owner wrote it.

A change replaces the lines of one field. Comments are never lost: those beside a value stay with it, those within a list that is
written anew move above it. What comes out is read again before it is believed.
"""

from __future__ import annotations

import difflib
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
    """The text of a profile with fields changed: new values, None takes a field away. What is not named stays, byte for byte.

    Raises:
        InvalidSource: the text is not YAML this program takes.
        OutputFailed: it is written in a way that cannot be changed here without harm.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    whole = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text.removeprefix("\ufeff"))  # lines with their ends
    end = next((line[len(line.rstrip("\r\n")) :] for line in whole), "") or "\n"
    lines = [line.rstrip("\r\n") for line in whole]
    plain = "\n".join(lines) + "\n"
    before, _ = parse(plain, name)
    assert isinstance(before, dict)
    spans = _spans(plain, lines, name)
    in_text = {number for span in spans.values() if _is_block(span.node) for number in range(span.start, span.end)}
    notes = _comments([line for number, line in enumerate(lines) if number not in in_text])
    for key in sorted(spans, key=lambda key: -spans[key].start):
        if key in values:
            span = spans[key]
            new = _replaced(key, values[key], span, lines[span.start : span.end])
            whole[span.start : span.end] = [line + end for line in new]
    fresh = [line for key, value in values.items() if key not in spans and value is not None for line in _field(key, value)]
    if fresh and not whole[-1].endswith(("\r", "\n")):
        whole[-1] += end
    out = "".join([*whole, *(line + end for line in fresh)])
    wanted = {key: value for key, value in {**before, **values}.items() if value is not None}
    left = [line.rstrip("\r\n") for line in re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", out)]
    if parse("\n".join(left) + "\n", name)[0] != wanted or notes - _comments(left):
        raise _by_hand(name)
    return mark + out


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
    """The lines of a changed field. What stays of a list or mapping keeps its lines; comments of lines that go stand above it."""
    notes = [] if _is_block(span.node) else [found for line in old if (found := comment(line))]
    if value is None:
        return notes
    if isinstance(value, (list, dict)) and _KIND.get(span.node.id) is type(value) and not span.node.flow_style:
        new = _members_changed(value, span, old)
    else:
        new = _field(key, value)
        if len(new) == 1 and len(notes) == 1:  # one line with one comment: it stays beside the value
            return [f"{new[0]}  {notes[0]}"]
    return [note for note in dict.fromkeys(notes) if not any(comment(line) == note for line in new)] + new


_KIND = {"sequence": list, "mapping": dict}


def _members_changed(value: list[Data] | dict[str, Data], span: _Span, old: list[str]) -> list[str]:
    """The lines of a list or mapping that has a member a line: those of members that stay as they are."""
    there = _members(span, old)
    pad = " " * span.node.start_mark.column
    if isinstance(value, dict):
        order = [pair.value for pair, _ in span.node.value]
        names = sorted(value, key=lambda name: order.index(name) if name in order else len(order))
        wanted: list[tuple[Data, str]] = [([name, value[name]], f"{pad}{scalar(name)}: {_flow(value[name])}") for name in names]
    else:
        wanted = [(item, f"{pad}- {_flow(item)}") for item in value]
    out = old[: min((member.first for member in there), default=1)]
    known, asked = [json.dumps(member.says) for member in there], [json.dumps(says) for says, _ in wanted]
    for _, first, last, begin, end in difflib.SequenceMatcher(None, known, asked, autojunk=False).get_opcodes():
        for number in range(begin, end):
            old_one = there[first + number - begin] if first + number - begin < last else None
            says, line = wanted[number]
            if old_one and known[first + number - begin] == asked[number]:
                out += old_one.lines
            elif old_one and _akin(old_one.says, says):
                beside = [found for one in old_one.lines[old_one.above :] if (found := comment(one))]
                out += [*old_one.lines[: old_one.above], line + (f"  {beside[0]}" if len(beside) == 1 else "")]
            else:
                out.append(line)
    return out


def _akin(old: Data, new: Data) -> bool:
    """Whether one member became the other: the same name, or a field that stayed."""
    if isinstance(old, dict) and isinstance(new, dict):
        return any(new.get(name) == value for name, value in old.items())
    return isinstance(old, list) and isinstance(new, list) and old[:1] == new[:1]


@dataclass(frozen=True)
class _Member:
    """An item of a list, or a name with its value.

    Attributes:
        first: number of its first line; so many of them stand `above` it: comments, empty lines.
    """

    says: Data
    first: int
    above: int
    lines: list[str]


def _members(span: _Span, old: list[str]) -> list[_Member]:
    """The members of a list or mapping; comments and empty lines above one are its own."""
    mapping, column = span.node.id == "mapping", span.node.start_mark.column
    above = re.compile(rf"\s*|[ \t]{{0,{column}}}#.*")  # a # further in may be a text's own
    out: list[tuple[Data, int, int]] = []
    for node, value in _pairs(span.node):
        begin = node.start_mark.line - span.start
        first = begin
        while first - 1 > (out[-1][2] if out else 0) and above.fullmatch(old[first - 1]):
            first -= 1
        out.append(([node.value, _plain(value)] if mapping else _plain(node), first, begin))
    ends = [first for _, first, _ in out[1:]] + [len(old)]
    return [_Member(says, first, begin - first, old[first:end]) for (says, first, begin), end in zip(out, ends, strict=True)]


def _pairs(node: Any) -> list[tuple[Any, Any]]:
    return list(node.value) if node.id == "mapping" else [(item, None) for item in node.value]


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
