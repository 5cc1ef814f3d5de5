"""Fitting: the fewest pages a leaflet needs, then the largest text and pictures that keep to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from handoutpress.content.schema.template import Growth
from handoutpress.errors import DoesNotFit
from handoutpress.layout.flow import Overflow


class Trial(Protocol):
    """A leaflet composed with text and pictures of one size."""

    @property
    def overflow(self) -> Overflow | None:
        """What does not fit, if anything."""

    @property
    def pages(self) -> int:
        """Pages it takes."""


T = TypeVar("T", bound=Trial)


def fit(make: Callable[[bool, float, int], T], growth: Growth, most: int, what: str) -> T:
    """The trial with the largest text on the fewest pages, at most `most`, and then with the largest pictures.

    `make` composes with text a size larger or not, at a scale of pictures, on at most so many pages.

    Raises DoesNotFit: not even the smallest text and pictures fit.
    """
    larger = False
    best = make(larger, 1, most)
    if best.overflow:
        over = best.overflow
        raise DoesNotFit(
            f"{what} does not fit: section '{over.section}' and what follows is {over.points:.0f} points too long "
            f"({over.points / 15.5:.0f} lines) for {most} page{'s' if most > 1 else ''} at the smallest type",
            "Shorten it, leave a section out, or choose a template with more room",
        )
    if growth.text and not (trial := make(True, 1, best.pages)).overflow:
        larger, best = True, trial
    scales = growth.scales()
    low, high = 0, len(scales) - 1
    while low < high:
        middle = (low + high + 1) // 2
        trial = make(larger, scales[middle], best.pages)
        if trial.overflow:
            high = middle - 1
        else:
            low, best = middle, trial
    return best
