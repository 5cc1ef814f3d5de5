"""Bodies kept on the shelf, as bytes. Nothing but the plain data of a body is ever read back from there."""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handoutpress.support import build_id, disk_cache

if TYPE_CHECKING:
    from collections.abc import Callable

    from handoutpress.layout.drawing.pen import Box
    from handoutpress.pdf.reuse.base_pages import BasePages

MOST = 64  # bodies a process puts on the shelf: more are those of single clinics, which nobody asks for again
_PARTS = {
    "handoutpress.layout.reuse.body_store": {"LaidOutBody"},
    "handoutpress.pdf.reuse.base_pages": {"BasePages", "BasePage", "OpenElement"},
    "handoutpress.pdf.tag_tree": {"Placeholder", "Slot"},
    "handoutpress.pdf.outline": {"Heading"},
}
_put = 0


@dataclass(frozen=True)
class LaidOutBody:
    """A body, and what it does not say in full; `boxes` of its own text, as in `Pen`."""

    base: BasePages
    notes: tuple[str, ...]
    boxes: tuple[Box, ...]


def kept(key: str, make: Callable[[], LaidOutBody]) -> LaidOutBody:
    """The body `make` gives, from the shelf if it stands there; `key` says all it depends on but the program.

    Raises:
        HandoutError: as `make` does.
    """
    global _put
    whole = f"{build_id.stamp()} {key}"
    data = disk_cache.taken("body", whole)
    body = thawed(data) if data else None
    if body is None:
        body = make()
        if _put < MOST:
            _put += 1
            disk_cache.keep("body", whole, pickle.dumps(body, pickle.HIGHEST_PROTOCOL))
    return body


def thawed(data: bytes) -> LaidOutBody | None:
    """A body from bytes; None if they are anything else."""
    try:
        body = _BodyUnpickler(io.BytesIO(data)).load()
    except Exception:  # whatever stands there instead: it is made anew
        return None
    return body if isinstance(body, LaidOutBody) else None


class _BodyUnpickler(pickle.Unpickler):
    """Reads the classes bodies are made of, and no other: what is on a disk may be anything."""

    def find_class(self, module: str, name: str) -> type:
        if name not in _PARTS.get(module, ()):
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a body")
        return super().find_class(module, name)  # type: ignore[no-any-return]
