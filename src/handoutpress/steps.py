"""Work that is done step by step, so that a step can be taken for many things before the next one is."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")
Steps = Generator[None, None, T]


def done(steps: Steps[T]) -> T:
    """All steps at once: what they lead to. What a step raises passes through."""
    try:
        while True:
            next(steps)
    except StopIteration as end:
        result: T = end.value
        return result
