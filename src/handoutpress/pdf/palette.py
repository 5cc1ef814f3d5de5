"""Named inks: all colours of a document in one indexed colour space.

Content streams say `/Ink cs 3 sc`; what colour 3 is stands once, in the palette. So the streams of a page are the same
bytes for every clinic, whatever its brand colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

# every plate there is (ISO 32000-1, 8.6.6.4): 1 is full ink, which screens show as black
REGISTRATION = b"[/Separation /All /DeviceGray <</FunctionType 2 /Domain [0 1] /C0 [1] /C1 [0] /N 1>>]"


def fill_op(index: int) -> str:
    """Operators that make an ink the fill colour."""
    return f"/Ink cs {index} sc"


def stroke_op(index: int) -> str:
    """Operators that make an ink the stroke colour."""
    return f"/Ink CS {index} SC"


class Palette(Mapping[str, tuple[float, ...]]):
    """Inks by name: colours of a base space, components from 0 to 1. It never changes.

    Attributes:
        numbers: of the inks, in their order from 0 on.
        fill_ops, stroke_ops: operators that make an ink the fill colour or the stroke colour, by name.
    """

    def __init__(self, inks: Mapping[str, tuple[float, ...]]) -> None:
        """Take the inks in their order: 256 at most, which is what a colour space can number."""
        self._inks = dict(inks)
        self.numbers = {name: i for i, name in enumerate(inks)}
        self.fill_ops = {name: fill_op(i) for name, i in self.numbers.items()}
        self.stroke_ops = {name: stroke_op(i) for name, i in self.numbers.items()}
        self._spaces: dict[bytes, bytes] = {}

    def __getitem__(self, name: str) -> tuple[float, ...]:
        return self._inks[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._inks)

    def __len__(self) -> int:
        return len(self._inks)

    def space(self, base: bytes = b"/DeviceRGB") -> bytes:
        """The indexed colour space of all of them over a base space, as PDF writes it."""
        known = self._spaces.get(base)
        if known is None:
            table = "".join(f"{round(max(0.0, min(1.0, v)) * 255):02x}" for colour in self.values() for v in colour)
            known = self._spaces[base] = b"[/Indexed %b %d <%b>]" % (base, len(self) - 1, table.encode())
        return known
