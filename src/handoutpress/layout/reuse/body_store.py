"""Bodies as bytes for the disk cache. Nothing but the plain data of a body is ever read back."""

from __future__ import annotations

import io
import pickle
import re
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from handoutpress.layout.drawing.pen import Box
from handoutpress.pdf.reuse.base_pages import BasePages

_CLASSES = {
    "handoutpress.layout.reuse.body_store": {"LaidOutBody"},
    "handoutpress.pdf.reuse.base_pages": {"BasePages", "BasePage", "OpenElement"},
    "handoutpress.pdf.tag_tree": {"Placeholder", "Slot"},
    "handoutpress.pdf.outline": {"Heading"},
}
# by their annotation
_TYPES: dict[str, type | tuple[type, ...]] = {
    "bytes": bytes, "int": int, "float": (int, float), "str": str, "tuple": tuple, "Mapping": dict,
}  # fmt: skip
_LEAVES = frozenset({bytes, int, float, str})  # hold nothing further


@dataclass(frozen=True)
class LaidOutBody:
    """A body, and what it does not say in full; `boxes` and `texts` of its own, as in `Pen`."""

    base: BasePages
    notes: tuple[str, ...]
    boxes: tuple[Box, ...]
    texts: tuple[str, ...]


def encode(body: LaidOutBody) -> bytes:
    """A body as bytes."""
    return pickle.dumps(body, pickle.HIGHEST_PROTOCOL)


def decode(data: bytes) -> LaidOutBody:
    """The body that `encode` wrote. Raises Exception: it is anything else: a pickle that is damaged fails in many ways."""
    body = _BodyUnpickler(io.BytesIO(data)).load()
    if not (isinstance(body, LaidOutBody) and _is_typed(body, {}) and {*map(type, body.notes + body.texts)} <= {str}):
        raise TypeError("no body")
    for page, *places, text in body.boxes:
        if len(places) != 4 or {type(page), *map(type, places)} - {int, float} or type(text) is not str:
            raise TypeError("no box")
    return body


class _BodyUnpickler(pickle.Unpickler):
    """Reads the classes bodies are made of, and no other: what is on a disk may be anything."""

    def find_class(self, module: str, name: str) -> type:
        if name not in _CLASSES.get(module, ()):
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a body")
        return super().find_class(module, name)  # type: ignore[no-any-return]


def _is_typed(value: object, known: dict[Any, list[tuple[str, str]]]) -> bool:
    """Whether the fields of a dataclass, and of those within, are of the types they are annotated with; `known`: names of both."""
    if isinstance(value, tuple):
        return all(_is_typed(item, known) for item in value if type(item) not in _LEAVES)
    if not is_dataclass(value):
        return True
    kind: Any = type(value)
    if kind not in known:
        known[kind] = [(field.name, re.split(r"\W", str(field.type))[0]) for field in fields(kind)]
    for name, wanted in known[kind]:
        found = getattr(value, name, None)
        if not (isinstance(found, _TYPES[wanted]) if wanted in _TYPES else type(found).__name__ == wanted):
            return False
        if type(found) not in _LEAVES and not _is_typed(found, known):
            return False
    return True
