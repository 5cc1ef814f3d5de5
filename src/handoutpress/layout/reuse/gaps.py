"""Gaps: where what is the clinic's own stands on a sheet. A body is composed around them and drawn once; each clinic fills them.

The clinic's own is masthead, running head, call to action, contact panel and its line in the small print. Its type does not grow with
the text, so that its height follows from the profile and the template alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Literal

from handoutpress.layout.drawing.pen import Pen
from handoutpress.pdf.tag_tree import Element
from handoutpress.support.values import immutable

PartKind = Literal[
    "masthead", "running", "call", "plan call", "zone phone", "panel masthead", "panel call", "cover masthead", "cover call", "phone",
    "contact", "footer", "bar", "scan", "sign", "foot", "card foot", "reach",
]  # fmt: skip


@immutable
class GapSpec:
    """A piece of a clinic's own: what it is, how wide, and the height of its field if it depends on that; points."""

    kind: PartKind
    width: float
    height: float = 0.0

    @property
    def name(self) -> str:
        """A name for it, to find it by."""
        return f"{self.kind} {self.width:.2f} {self.height:.2f}"


@immutable
class Gap:
    """A piece left open. `height`: points. `slot`: its place in the structure tree, if it is content."""

    name: str
    height: float
    slot: str

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Leave the place open."""
        pen.canvas.placeholder(self.name, x, y, self.slot)


class Gaps:
    """The gaps of one composition."""

    def __init__(self, heights: Mapping[str, float]) -> None:
        """Take the height of each piece in points, by name."""
        self.heights = heights
        self._count: Counter[str] = Counter()

    def anew(self) -> Gaps:
        """The same gaps for another composition."""
        return Gaps(self.heights)

    def leave(self, kind: PartKind, width: float, height: float, parent: Element | None) -> Gap:
        """Leave a piece open, and a slot for it in the tree. Raises KeyError: its height is not known."""
        name = GapSpec(kind, width, height).name
        slot = ""
        if parent is not None:
            self._count[name] += 1
            slot = f"{name} #{self._count[name]}"
            parent.slot(slot)
        return Gap(name, self.heights[name], slot)

    def height(self, kind: PartKind, width: float) -> float:
        """Height of a piece, points; 0: the clinic has none."""
        return self.heights.get(GapSpec(kind, width).name, 0.0)
