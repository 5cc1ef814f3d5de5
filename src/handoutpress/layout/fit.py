"""Fitting: the fewest pages a leaflet needs, then the largest type that keeps to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from handoutpress.content.schema.template import Scale
from handoutpress.errors import DoesNotFit
from handoutpress.layout.flow import Overflow


class Trial(Protocol):
    """A leaflet composed at one type scale."""

    @property
    def overflow(self) -> Overflow | None:
        """What does not fit, if anything."""

    @property
    def pages(self) -> int:
        """Pages it takes."""


T = TypeVar("T", bound=Trial)


def fit(make: Callable[[float, int], T], scale: Scale, most: int, what: str) -> T:
    """The trial with the largest type on the fewest pages, at most `most`; `make` composes at a scale on at most so many pages.

    Raises DoesNotFit: not even the smallest type the template allows fits.
    """
    best = make(scale.floor, most)
    if best.overflow:
        over = best.overflow
        raise DoesNotFit(
            f"{what} does not fit: section '{over.section}' and what follows is {over.points:.0f} points too long "
            f"({over.points / 15.5:.0f} lines) for {most} page{'s' if most > 1 else ''} at the smallest type",
            "Shorten it, leave a section out, or choose a template with more room",
        )
    sizes = scale.sizes()
    low, high = 0, len(sizes) - 1
    while low < high:
        middle = (low + high + 1) // 2
        trial = make(sizes[middle], best.pages)
        if trial.overflow:
            high = middle - 1
        else:
            low, best = middle, trial
    return best
