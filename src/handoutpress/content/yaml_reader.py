"""Strict YAML: text in a file -> plain data with places -> a typed model, or every problem of the file at once.

Scalars are always text; the model says what they mean. So `no`, `12:30`, `0123` and `+1 555` stay what was written, and
nothing in a file can run, refer to itself, or grow: tags, anchors, aliases, and files that are too large, too deep or too
long are refused.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from handoutpress.errors import InvalidSource, NotFound, Place, Problem
from handoutpress.support.filesystem import read_file, shown
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

# controls, line ends only some programs know, marks that turn the direction of what follows, and halves of characters
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u180e\u200b\u2060\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
MAX_BYTES, MAX_DEPTH, MAX_NODES = 1_000_000, 20, 50_000
Data = str | list[Any] | dict[str, Any]
Path_ = tuple[str | int, ...]
M = TypeVar("M", bound="BaseModel")


@immutable
class Positions:
    """Where things stand in a file: places by path, as ("hours", 0, "open"); `keys` those of the keys themselves."""

    file: str
    values: dict[Path_, tuple[int, int]]
    keys: dict[Path_, tuple[int, int]]

    def place(self, path: Path_, *, key: bool = False) -> Place:
        """The place of a value (or its key), or of the nearest thing around it."""
        for length in range(len(path), -1, -1):
            found = (self.keys if key else self.values).get(path[:length]) or self.values.get(path[:length])
            if found:
                return Place(self.file, *found)
        return Place(self.file)

    def find(self, word: str, path: Path) -> Place:
        """The place of the first line of a file that holds a word; for words whose path is not known."""
        for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1):
            if word in line:
                return Place(self.file, number, line.index(word) + 1)
        return Place(self.file)


@immutable
class Loaded(Generic[M]):
    """A file, read and typed; or a row of a list, which then is the file, and `id` is what it is called."""

    value: M
    path: Path
    positions: Positions
    id: str = ""

    def problem(self, what: str, mend: str, *path: str | int) -> Problem:
        """A problem with what stands at a path."""
        return Problem(what, mend, self.positions.place(path), dotted(path))


def both(own: Loaded[Any], built_in: Loaded[Any]) -> Loaded[Any]:
    """One mapping over another, key by key."""
    return replace(own, value=own.value.model_copy(update={"root": built_in.value.root | own.value.root}))


def refuse_unknown_parts(own: Loaded[M], english: Loaded[M]) -> Loaded[M]:
    """Fixed words of a workspace as they are. Raises InvalidSource: braces in one hold nothing that the English has there."""
    from handoutpress.content.schema.base import leaves

    known = {path: _parts(text) for text, path in leaves(english.value) if isinstance(text, str)}
    problems = []
    for text, path in leaves(own.value):
        there = known.get(path, frozenset())
        if path[0] == "disciplines":
            continue  # words of care stand there, and are looked at when they are filled in
        if isinstance(text, str) and (unknown := _parts(text) - there):
            mend = f"Write {', '.join(f'{{{name}}}' for name in sorted(there)) or 'it without braces'}, as the English has it"
            problems.append(own.problem(f"there is nothing to put in the place of {{{min(unknown)}}}", mend, *path))
    if problems:
        raise InvalidSource(problems)
    return own


def _parts(text: str) -> frozenset[str]:
    """What stands in braces in a text that `format` fills in."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:  # one brace alone
        return frozenset({""})
    return frozenset(
        f"{name}{f'!{turn}' if turn else ''}{f':{form}' if form else ''}" for _, name, form, turn in parts if name is not None
    )


def dotted(path: Path_) -> str:
    """A path as a field name: hours[0].open."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def load(path: Path, model: type[M], raw: bytes | None = None) -> Loaded[M]:
    """Read a YAML file as a model; `raw`: what is in it, if it has been read.

    Raises:
        NotFound: the file is not there or cannot be read.
        InvalidSource: it is not what the model asks for; holds every problem found.
    """
    data, positions = read(path, raw)
    return Loaded(validate(data, positions, model), path, positions)


def read(path: Path, raw: bytes | None = None) -> tuple[Data, Positions]:
    """Read a YAML file as plain data: text, lists and mappings; `raw`: what is in it, if it has been read.

    Raises NotFound: the file is not there or cannot be read; InvalidSource: it is not the plain YAML this program takes.
    """
    name = shown(path)
    return parse(_text(_bytes(path, name) if raw is None else raw, name), name)


def _bytes(path: Path, name: str) -> bytes:
    """What is in a plain file of a bearable size."""
    try:
        about = os.stat(path)  # noqa: PTH116  (a press reads thousands of files)
        if stat.S_ISDIR(about.st_mode):
            raise NotFound(Problem("this is a folder, not a file", "Name the YAML file inside it", Place(name)))
        if not stat.S_ISREG(about.st_mode):  # a pipe would make the program wait for ever
            raise NotFound(Problem("this is not a plain file", "Put a YAML file in its place", Place(name)))
        if about.st_size > MAX_BYTES:
            raise InvalidSource(Problem("the file is larger than 1 MB", "Take out what does not belong here", Place(name)))
        return read_file(path)[0]
    except FileNotFoundError as error:
        raise NotFound(Problem("the file is not there", "Check the name and the folder", Place(name))) from error
    except (OSError, ValueError) as error:  # ValueError: a name no file can have
        why = getattr(error, "strerror", None) or "reading failed"
        raise NotFound(Problem(f"the file cannot be read ({why})", "Check that you may open it", Place(name))) from error


def _text(raw: bytes, name: str) -> str:
    """Bytes as text whose lines end in a line feed."""
    if raw.startswith((b"PK\x03\x04", b"{\\rtf", b"\xd0\xcf\x11\xe0", b"%PDF-")):
        what = "this is a document of a word processor, not plain text"
        raise InvalidSource(Problem(what, "Save it as plain text (.txt, UTF-8) and let its name end in .yaml", Place(name, 1)))
    try:
        text = raw.decode("utf-8-sig")
        start = len(raw) if b"\0" not in raw[:4] else 0  # every second byte is zero: UTF-16 without its mark
    except UnicodeDecodeError as error:
        text, start = "", error.start
    if start < len(raw):
        line = len(re.findall(rb"\r\n?|\n", raw[:start])) + 1
        mend = "Save it as UTF-8 (in Notepad: Save as, Encoding: UTF-8)"
        raise InvalidSource(Problem("the file is not UTF-8 text", mend, Place(name, line)))
    return text.replace("\r\n", "\n").replace("\r", "\n")


# what may be an anchor or a tag: yaml.compose forgets them, and with them a word of the text
_NESTED = re.compile(r"([-?:] ){8}")  # lists in lists on one line
_MARK = re.compile(r"(^|[\s,\[{])[&!]", re.MULTILINE)


def parse(text: str, name: str) -> tuple[Data, Positions]:
    """YAML text as plain data; `name` is what messages call it.

    Raises InvalidSource: it is not the plain YAML this program takes.
    """
    import yaml

    from handoutpress.content import yaml_errors

    if found := UNSEEN.search(text):
        place = Place(name, text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start()))
        what = f"a character that cannot be seen stands here (U+{ord(found[0]):04X})"
        raise InvalidSource(Problem(what, "Delete it and type the text again", place))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        if ("&" in text or "!" in text) and _MARK.search(text):
            _refuse_marks(yaml.scan(text, Loader=loader), name, yaml)
        nested = (" - " in text or " ? " in text or " : " in text) and _NESTED.search(text)
        if nested or text.count("[") + text.count("{") > 500:
            _refuse_depth(yaml.parse(text, Loader=loader), name, yaml)
        node = yaml.compose(text, Loader=yaml_errors.Composer)
    except yaml.MarkedYAMLError as error:
        raise InvalidSource(yaml_errors.problem(error, text, name)) from error
    except (yaml.YAMLError, RecursionError) as error:
        line = text.count("\n", 0, getattr(error, "position", 0) or 0) + 1
        raise InvalidSource(Problem("this is not YAML", "Compare it with the sample profile", Place(name, line))) from error
    if node is None or node.value == "":  # nothing behind --- is an empty text
        raise InvalidSource(Problem("the file is empty", "Fill it in, or delete it", Place(name)))
    reader = _Reader(name, yaml, text.split("\n") if " #" in text else [])
    data = reader.data(node, (), 0)
    if not reader.problems and not isinstance(data, dict):
        reader.add(node, "the file should hold fields, as `name: text`", "Write a space after each colon")
    if reader.problems:
        raise InvalidSource(reader.problems)
    return data, Positions(name, reader.values, reader.keys)


def _refuse_depth(events: Iterable[Any], name: str, yaml: Any) -> None:
    """Refuse what is nested too deep before it is composed: some versions of libyaml run out of stack there, and all ends."""
    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > 4 * MAX_DEPTH:
            place = Place(name, event.start_mark.line + 1, event.start_mark.column + 1)
            raise InvalidSource(Problem("the file is too deep or too long to be right", "Compare it with the sample files", place))


def _refuse_marks(tokens: Iterable[Any], name: str, yaml: Any) -> None:
    """Refuse anchors (&) and tags (!); aliases (*) without an anchor are refused by YAML itself."""
    for token in tokens:
        if isinstance(token, (yaml.AnchorToken, yaml.TagToken)):
            place = Place(name, token.start_mark.line + 1, token.start_mark.column + 1)
            sign = "&" if isinstance(token, yaml.AnchorToken) else "!"
            raise InvalidSource(Problem(f"the text may not begin with {sign}", 'Put the text in "quotes"', place))


class _Reader:
    """Turns YAML nodes into plain data, and collects what is not allowed."""

    def __init__(self, name: str, yaml: Any, lines: list[str]) -> None:
        """`lines`: the file's, where its remarks are to be looked at."""
        self.name, self.yaml, self.lines = name, yaml, lines
        self.values: dict[Path_, tuple[int, int]] = {}
        self.keys: dict[Path_, tuple[int, int]] = {}
        self.problems: list[Problem] = []
        self.count = 0

    def add(self, node: Any, what: str, mend: str, path: Path_ = ()) -> None:
        place = Place(self.name, node.start_mark.line + 1, node.start_mark.column + 1)
        self.problems.append(Problem(what, mend, place, dotted(path)))

    def data(self, node: Any, path: Path_, depth: int) -> Data:
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_NODES:
            self.add(node, "the file is too deep or too long to be right", "Compare it with the sample files", path)
            raise InvalidSource(self.problems)
        self.values[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, self.yaml.ScalarNode):
            plain = node.value.isprintable()  # most are, and this is the quicker way to see it
            if found := None if plain else UNSEEN.search(node.value):  # written as an escape, as "\\0"
                what = f"a character that cannot be seen stands here (U+{ord(found[0]):04X})"
                self.add(node, what, "Delete it and type the text again", path)
            if self.lines and node.value and not node.style:
                self._refuse_cut(node, path)
            return str(node.value)
        if isinstance(node, self.yaml.SequenceNode):
            return [self.data(item, (*path, i), depth + 1) for i, item in enumerate(node.value)]
        return self._mapping(node, path, depth)

    def _refuse_cut(self, node: Any, path: Path_) -> None:
        """Refuse a text that YAML ends at a # its writer may have meant as part of it: "Back #1 Clinic", "Main St # 200"."""
        rest = self.lines[node.end_mark.line][node.end_mark.column :]
        numbered = path and path[-1] in ("name", "city", "address", "phone")
        if found := re.match(r"\s+(#\w.*|#\s+\d.*)" if numbered else r"\s+(#\w.*)", rest):
            what = f"the text ends before '{found[1][:30].strip()}', since # begins a remark"
            self.add(node, what, 'Put the whole text in "quotes", or a remark\'s # on a line of its own', path)

    def _mapping(self, node: Any, path: Path_, depth: int) -> dict[str, Data]:
        out: dict[str, Data] = {}
        for key, value in node.value:
            if not isinstance(key, self.yaml.ScalarNode):
                self.add(key, "a field's name should be a word", "Write `field: text`", path)
                continue
            name = str(key.value)
            here = (*path, name)
            if name in out:
                first = self.keys[here][0]
                self.add(key, f"'{name}' is given twice (first in line {first})", "Keep one of them", here)
                continue
            self.keys[here] = (key.start_mark.line + 1, key.start_mark.column + 1)
            data = self.data(value, here, depth + 1)
            bare = node.flow_style and _is_bare(value, key)
            if bare and (close := re.match(r"[^\W\d]\w*:(?=[^\s/])", name)):  # {days:mon-fri}
                place = Place(self.name, key.start_mark.line + 1, key.start_mark.column + close.end() + 1)
                mend = f"Write a space after the colon, as `{close[0]} text`"
                self.problems.append(Problem("there is no space after the colon", mend, place))
                continue
            if bare and out:
                (field, text), end = list(out.items())[-1], name
                self.add(
                    key,
                    f"the comma before '{name}' ends the field {field}",
                    f'Put the text in quotes: {field}: "{text}, {end}"',
                    (*path, field),
                )
                continue
            if isinstance(value, self.yaml.ScalarNode) and not value.style and data in ("", "~", "null", "Null", "NULL"):
                mend = "Fill it in, or delete the line if you do not need it (a text that begins with # needs quotes)"
                if node.flow_style:  # {text: cold, blue}
                    mend = 'Fill it in, or put the whole text in "quotes" if a comma belongs to it'
                self.add(key, "has no value", mend, here)
            out[name] = data
        return out


def _is_bare(value: Any, key: Any) -> bool:
    """Whether a member of { } has no colon: it is the rest of a text with a comma, not a field."""
    return bool(value.value == "" and not getattr(value, "style", "") and value.start_mark.index == key.end_mark.index)


def validate(data: Data, positions: Positions, model: type[M]) -> M:
    """Type plain data. Raises InvalidSource: every problem found, each at its place."""
    from pydantic import ValidationError

    problems = _unprintable(data, positions) if getattr(model, "printed", True) else []
    try:
        made = model.model_validate(data)
    except ValidationError as error:
        raise InvalidSource([*_problems(error, positions, model), *problems]) from None
    if problems:
        raise InvalidSource(problems)
    return made


def _unprintable(data: Data, positions: Positions) -> list[Problem]:
    """Texts in letters that would print wrong, each at its place."""
    from handoutpress.content.writing_systems import unprintable_texts

    mend = "Write it with Latin, Greek or Cyrillic letters"
    return [Problem(what, mend, positions.place(path), dotted(path)) for what, path in unprintable_texts(data)]


def _problems(error: ValidationError, positions: Positions, model: type[BaseModel]) -> list[Problem]:
    from handoutpress.content import validation_messages

    out: dict[tuple[object, str], Problem] = {}
    for detail in error.errors(include_url=False, include_input=False):
        path = _real(detail["loc"], positions)
        extra = detail["type"] == "extra_forbidden"
        what, mend = validation_messages.told(detail, model, path)
        problem = Problem(what, mend, positions.place(path, key=extra or detail["type"] == "missing"), dotted(path))
        out.setdefault((problem.place, problem.field if extra else what), problem)
    meant = {problem.mend.removeprefix("Did you mean ").rstrip("?") for problem in out.values()}
    problems = [
        problem for problem in out.values() if not (problem.what == f"'{problem.field}' is missing" and problem.field in meant)
    ]
    return sorted(problems, key=lambda p: (p.place or Place(""), p.field))


def _real(location: tuple[str | int, ...], positions: Positions) -> Path_:
    """Pydantic's location without what names a branch of a union and is in no file."""
    path: Path_ = ()
    for i, part in enumerate(location):
        if ((*path, part) in positions.values or i == len(location) - 1) and (
            isinstance(part, int)
            or not re.search(r"[\[(-]|^(str|list|tuple|dict|function|constrained)", part)
            or (*path, part) in positions.values
        ):
            path = (*path, part)
    return path
