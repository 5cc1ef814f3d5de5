"""Work that is done step by step, so that a step can be taken for many things before the next one is.

A step that was just taken is taken fast: what it needs of the program lies in the processor's caches. Leaflets made one after the
other take half as long again as leaflets made together.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
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


def together(works: Iterable[Steps[T]]) -> list[T | Exception]:
    """What many works lead to, or what was raised: each step is taken for all of them before the next one is."""
    found: dict[int, T | Exception] = {}
    going = list(enumerate(works))
    count = len(going)
    while going:
        left = []
        for one in going:
            i, steps = one
            try:
                next(steps)
            except StopIteration as end:
                found[i] = end.value
            except Exception as error:
                found[i] = error
            else:
                left.append(one)
        going = left
    return [found[i] for i in range(count)]
