"""Fitting: the fewest pages a leaflet needs, then the largest text and pictures that keep to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Protocol, TypeVar

from handoutpress.content.schema.template import Growth
from handoutpress.errors import DoesNotFit
from handoutpress.layout.context import Setting
from handoutpress.layout.flow import Overflow
from handoutpress.layout.panels import Panels

TIGHTER = (0.94, 0.88, 0.82, 0.76)  # shares of white and of the height of pictures, so that no section is parted
TIGHT = 0.0  # a scale at which gaps are six tenths of what they should be; pictures are never set at it


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


def fitted_panels(setting: Callable[[bool, float], Setting], what: str) -> Panels:
    """The leaflet on panels; `setting` makes a trial of larger text or not, at a scale of pictures. Raises DoesNotFit.

    What stands in the panels is tried as it should be, then with tight gaps, then as the panels have it otherwise. Then as few
    sections as will do are cut to their key message. A section that would go on in the next panel gets less white and lower
    pictures. Then all grows, the sections a step more, the parts a step more; and sections in panels with room show more pictures.
    """
    reduce, first = 0, setting(False, 1)
    leaflet, template = first.leaflet, first.template
    most = len(leaflet.sections) + 1 if template.text != "full" else 0
    tries = [(1.0, False)]
    if any(panel.otherwise for panel in template.panels):
        tries = [(1.0, False), (TIGHT, False), (1.0, True)]
    elif template.text == "key":  # no text that could give way, but the white within its boxes
        tries = [(1.0, False), (TIGHT, False)]
    for least, otherwise in tries:
        if not Panels(setting(False, least), reduce=most, text=(False, 1), otherwise=otherwise).overflow:
            break

    def plain(larger: bool, scale: float, _: int = 0) -> Panels:
        trial = replace(setting(larger, least if scale == 1 else scale), tight=tight)
        return Panels(trial, reduce=reduce, text=(larger, scale), otherwise=otherwise)

    tight = 1.0
    while plain(False, 1).overflow and (reduce < most or tight > TIGHTER[-1]):  # white gives way before words
        if template.text == "fit" and tight > TIGHTER[-1]:
            tight = next(share for share in TIGHTER if share < tight)
        elif reduce < most:
            tight, reduce = 1.0, reduce + 1
        else:
            break
    found = fit(plain, template.growth, template.pages, what)
    if template.text != "fit":
        return found
    if found.parted:  # rather less white and lower pictures than a picture without its section
        for share, larger in product(TIGHTER, dict.fromkeys((found.of_text.larger, False))):
            trial = replace(setting(larger, least), tight=share)
            made = Panels(trial, reduce=reduce, text=(larger, 1), otherwise=otherwise, whole=True)
            if not made.overflow:
                found, tight = made, share
                break
    parts, text = found.setting, found.of_text

    def of_text(larger: bool, scale: float, _: int = 0, illustrated: frozenset[str] = frozenset()) -> Panels:
        more = (larger or text.larger, max(scale, text.scale))
        same = more == (text.larger, text.scale)
        return Panels(
            replace(setting(parts.larger, parts.scale), tight=tight),
            reduce=reduce,
            text=more,
            otherwise=otherwise,
            illustrated=illustrated,
            whole=not same,
        )

    found = fit(of_text, template.growth, template.pages, what)
    text = found.of_text

    def of_parts(larger: bool, scale: float, _: int) -> Panels:
        trial = setting(larger or parts.larger, parts.scale if scale == 1 else max(scale, parts.scale))
        return Panels(replace(trial, tight=tight), reduce=reduce, text=(text.larger, text.scale), otherwise=otherwise)

    found = fit(of_parts, template.growth, template.pages, what)
    parts = found.setting
    chosen: frozenset[str] = frozenset()
    candidates = found.roomy
    for more in (candidates, *(frozenset((each,)) for each in sorted(candidates))):
        if more <= chosen:
            continue
        made = of_text(text.larger, text.scale, illustrated=chosen | more)
        if not made.overflow and made.parted <= found.parted:
            found, chosen = made, chosen | more
    return found
