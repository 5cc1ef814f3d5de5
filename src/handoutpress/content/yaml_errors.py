"""YAML as this program takes it: what composes it, and what is wrong with it, in words for people who do not know YAML."""

from __future__ import annotations

import re
from typing import Any

import yaml

from handoutpress.errors import Place, Problem

# a value that began with a quotation mark or bracket and has come to its end
_CLOSED = re.compile(r"""\s*(?:- +)*(?:[^\s:]+: +)?(?:".*"|'.*'|\[.*\]|\{.*\})\s*$""")


def problem(error: Any, text: str, name: str) -> Problem:
    """A YAML grammar error (yaml.MarkedYAMLError) in plain words, at a place inside the file."""
    said = f"{error.problem or ''} {error.context or ''}"
    opened = error.context_mark if "quoted scalar" in said or "flow" in said else None  # where what is not closed begins
    mark = opened or error.problem_mark or error.context_mark
    line = mark.line if mark else 0
    column = mark.column if mark else 0
    lines = text.split("\n")
    if line >= len(lines) or not "".join(lines[line:]).strip():  # the end of the file: say its last line
        line = len(text.rstrip().split("\n")) - 1
        column = len(lines[line].rstrip())
    column = min(column, len(lines[line]))
    row = lines[line]
    place = Place(name, line + 1, column + 1)
    if re.match(r"[ \t]*[\u00a0\u3000]", row):
        return Problem("the line begins with spaces that are not plain ones", "Delete them and type the spaces again", place)
    if "\t" in row[: len(row) - len(row.lstrip())] or "'\\t'" in said or "tab" in said:
        return Problem("a tab stands where spaces belong", "Indent with spaces, two for each step", place)
    if "alias" in said or "anchor" in said:
        return Problem("the text may not begin with * or &", 'Put the text in "quotes"', place)
    if "<document start>" in said or "expected a single document" in said:
        return Problem("the file holds two documents, divided by ---", "Keep one, and delete the line ---", place)
    if "escape" in said or "hexdecimal" in said:
        return Problem("a \\ stands in a text in double quotes", "Use single quotes ('), or / in place of each \\", place)
    if "mapping values are not allowed" in said:
        return _colon(lines, line, place)
    if "quoted scalar" in said:
        return Problem("a quotation mark is opened and not closed", "Close it with the same mark", place)
    if "did not find expected" in said and _CLOSED.match(row[:column]):
        return Problem("text stands behind a closing \", ', ] or }", "Put the whole text in quotes of the other kind", place)
    if "block mapping" in said or "block collection" in said or "could not find expected ':'" in said:
        if found := _no_field(lines, line, name):
            return found
        mend = "Line it up with its neighbours, and write `field: text` with a space after the colon"
        return Problem("this line does not fit in with those around it", mend, place)
    if "flow" in said:
        if between := re.compile(r";(?=\s*[^\W\d]\w*:)").search(row, column):
            where = Place(name, line + 1, between.start() + 1)
            return Problem("a semicolon stands between two fields", "Write a comma in its place", where)
        return Problem("a [ or { is opened and not closed", "Close it on the same line", place)
    if "block scalar" in said:
        return Problem("text stands behind | or >", 'Put the text in "quotes"', place)
    if "tag" in said:
        return Problem("the text may not begin with !", 'Put the text in "quotes"', place)
    if "cannot start any token" in said or "expected node content" in said or "directive" in said:
        begins = row[column : column + 1] if "directive" not in said else "%"
        return Problem(f"the text may not begin with {begins or 'this character'}", 'Put the text in "quotes"', place)
    if "not allowed" in said and row[column : column + 1] in "-?":
        return Problem(f"the text may not begin with {row[column]}", 'Put the text in "quotes"', place)
    return Problem("this is not YAML", "Compare it with the sample profile", place)


_NO_BLANK = re.compile(
    r"\s*(?:- +)*[^\W\d][\w -]*?(?:(?P<wide>[\uff1a\ufe55])|:(?P<odd>[\u00a0\u2007\u202f\u3000])|:(?P<none>[^\s/:]))"
)


def _no_field(lines: list[str], line: int, file: str) -> Problem | None:
    """What keeps this line, or the last one before it, from being a field: no plain space after its colon, or no plain colon."""
    before = _before(lines, line)
    for number in (line, before):
        if number is not None and (found := _NO_BLANK.match(lines[number])):
            where = Place(file, number + 1, max(found.start(kind) for kind in ("wide", "odd", "none")) + 1)
            if found["wide"]:
                return Problem("a colon of another kind of letters stands here", "Write a plain colon and a space after it", where)
            if found["odd"]:
                return Problem("the space after the colon is not a plain one", "Delete it and type the space again", where)
            if number != line or ": " not in lines[line]:
                return Problem("there is no space after the colon", "Write a space after the colon, as `name: text`", where)
    return None


def _colon(lines: list[str], line: int, place: Place) -> Problem:
    """What is wrong where a colon cannot stand: a line that is no field, one too far in, or the text itself."""
    if found := _no_field(lines, line, place.file):
        return found
    row, before = lines[line], _before(lines, line)
    if (
        before is not None
        and ": " in lines[before]
        and _indent(row) > _indent(lines[before])
        and row.index(":") + 1 == place.column
    ):
        mend = "Delete the spaces before it, so that it stands under the line above"
        return Problem("the line begins further in than its neighbours", mend, Place(place.file, line + 1, 1))
    return Problem("a colon stands inside the text", 'Put the whole text in "quotes"', place)


def _before(lines: list[str], line: int) -> int | None:
    """The last line before this one that says something."""
    return next((number for number in range(line - 1, -1, -1) if lines[number].split("#")[0].strip()), None)


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip(" "))


if hasattr(yaml, "CSafeLoader"):

    class Composer(yaml.cyaml.CParser):  # type: ignore[misc,name-defined]
        """Composes nodes without asking what type a scalar may be: here all are text."""

        resolve = descend_resolver = ascend_resolver = "".format  # asked at each node: this takes anything, and says nothing

else:
    Composer = yaml.SafeLoader  # type: ignore[misc,assignment]
