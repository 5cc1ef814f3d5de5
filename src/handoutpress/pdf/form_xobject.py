"""Shapes as form objects: written once in a document however often they stand in it, and painted in whatever colour is in force."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, field

from handoutpress.pdf.objects import IndirectObjects, numbers, stream
from handoutpress.pdf.print_colours import Plates


@dataclass(slots=True, eq=False)
class FormXObject:
    """Operators in a system of their own, its origin the lower left corner of a box `width` by `height`; they choose no colour.

    Attributes:
        packed: the operators, compressed.
        name: a resource name for it: the same in every document.
    """

    width: float
    height: float
    packed: bytes
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = "Fm" + hashlib.md5(self.packed, usedforsecurity=False).hexdigest()[:8]

    @classmethod
    def of(cls, width: float, height: float, operators: str) -> FormXObject:
        """A form of these operators."""
        return cls(width, height, zlib.compress(operators.encode("latin-1"), 9))

    def add(self, out: IndirectObjects, plates: Plates, space: int) -> int:
        """Add its object; its number. A form has the same bytes on all plates."""
        box = numbers((0, 0, self.width, self.height))
        shape = b"/Type /XObject/Subtype /Form/BBox %b/Resources <<>>/Filter /FlateDecode" % box
        return out.add(stream(self.packed, shape, compress=False))
