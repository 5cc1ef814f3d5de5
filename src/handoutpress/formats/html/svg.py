"""Drawings as SVG: the painting operators that figures, pictograms and logos are made of, told to a browser.

Only what the drawings use is known (ISO 32000-1, 8.2): paths, curves, rectangles, fill, stroke, clip, transforms, line styles and
colours. A drawing that uses anything else is a fault in the program, and said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote
from xml.etree import ElementTree

from handoutpress.support.colour import to_hex

Box = tuple[float, float, float, float]
Node = ElementTree.Element

_TOKEN = re.compile(r"\[[^\]]*\]|\S+")
_CAPS, _JOINS = ("butt", "round", "square"), ("miter", "round", "bevel")
# what may stand in an address as it is; the rest is percent-encoded (RFC 3986)
_PLAIN = "!$&'()*+,-./:;=?@_~"


@dataclass(frozen=True)
class _State:
    """What `q` keeps and `Q` brings back."""

    group: Node
    fill: str = "#000000"
    stroke: str = "#000000"
    width: str = "1"
    cap: str = "butt"
    join: str = "miter"
    dash: str = ""


class _Painter:
    """Reads operators and adds SVG nodes."""

    def __init__(self, root: Node, inks: Sequence[str]) -> None:
        self.root, self.inks = root, inks
        self.state = _State(ElementTree.SubElement(root, "g", transform="scale(1,-1)"))
        self.saved: list[_State] = []
        self.operands: list[str] = []
        self.path = ""
        self.clip = False
        self.clips = 0

    def run(self, code: str) -> None:
        """Paint.

        Raises:
            ValueError: an operator that is not known here.
        """
        for token in _TOKEN.findall(code):
            if token[0] in "/[-.0123456789":
                self.operands.append(token)
                continue
            known = _KNOWN.get(token)
            if known is None:
                raise ValueError(f"no way to draw the operator {token}")
            known(self)
            self.operands.clear()

    def segment(self, letter: str) -> None:
        """Add to the path."""
        self.path += letter + ",".join(self.operands)

    def rectangle(self) -> None:
        """Add a rectangle to the path."""
        x, y, w, h = self.operands
        self.path += f"M{x},{y}h{w}v{h}h{_n(-float(w))}z"

    def paint(self, *, fill: bool, stroke: bool, even: bool = False) -> None:
        """Paint the path, or clip to it, and begin another."""
        state = self.state
        if self.clip:
            self.clips += 1
            name = f"c{self.clips}"
            clip = ElementTree.SubElement(state.group, "clipPath", id=name)
            ElementTree.SubElement(clip, "path", d=self.path)
            self.state = replace(state, group=ElementTree.SubElement(state.group, "g", {"clip-path": f"url(#{name})"}))
        if fill or stroke:
            node = ElementTree.SubElement(state.group, "path", d=self.path, fill=state.fill if fill else "none")
            if fill and even:
                node.set("fill-rule", "evenodd")
            if stroke:
                node.set("stroke", state.stroke)
                named = (("width", state.width), ("linecap", state.cap), ("linejoin", state.join), ("dasharray", state.dash))
                for (name, value), usual in zip(named, ("1", "butt", "miter", ""), strict=True):
                    if value != usual:
                        node.set(f"stroke-{name}", value)
        self.path, self.clip = "", False

    def save(self) -> None:
        """Keep the state."""
        self.saved.append(self.state)

    def restore(self) -> None:
        """Bring the state back."""
        self.state = self.saved.pop()

    def transform(self) -> None:
        """Paint what follows in another system."""
        group = ElementTree.SubElement(self.state.group, "g", transform=f"matrix({','.join(self.operands)})")
        self.state = replace(self.state, group=group)

    def mark_clip(self) -> None:
        """The next path is one to paint within."""
        self.clip = True

    def ink(self) -> str:
        """The colour a named ink stands for."""
        return self.inks[int(self.operands[-1])]

    def colour(self) -> str:
        """A colour of its own."""
        red, green, blue = map(float, self.operands)
        return to_hex((red, green, blue))

    def set(self, **what: str) -> None:
        """Change the state."""
        self.state = replace(self.state, **what)  # type: ignore[arg-type]


def _segment(letter: str) -> Callable[[_Painter], None]:
    return lambda painter: painter.segment(letter)


_KNOWN: dict[str, Callable[[_Painter], None]] = {
    "m": _segment("M"),
    "l": _segment("L"),
    "c": _segment("C"),
    "h": _segment("z"),
    "re": _Painter.rectangle,
    "f": lambda p: p.paint(fill=True, stroke=False),
    "f*": lambda p: p.paint(fill=True, stroke=False, even=True),
    "S": lambda p: p.paint(fill=False, stroke=True),
    "B": lambda p: p.paint(fill=True, stroke=True),
    "n": lambda p: p.paint(fill=False, stroke=False),
    "W": _Painter.mark_clip,
    "q": _Painter.save,
    "Q": _Painter.restore,
    "cm": _Painter.transform,
    "w": lambda p: p.set(width=p.operands[0]),
    "J": lambda p: p.set(cap=_CAPS[int(p.operands[0])]),
    "j": lambda p: p.set(join=_JOINS[int(p.operands[0])]),
    "d": lambda p: p.set(dash=p.operands[0].strip("[]").strip().replace(" ", ",")),
    "cs": lambda p: None,  # the ink's number says it all
    "CS": lambda p: None,
    "sc": lambda p: p.set(fill=p.ink()),
    "SC": lambda p: p.set(stroke=p.ink()),
    "rg": lambda p: p.set(fill=p.colour()),
    "RG": lambda p: p.set(stroke=p.colour()),
}


def svg(code: str, box: Box, inks: Sequence[str]) -> str:
    """A drawing as an SVG file.

    Args:
        code: painting operators, y up.
        box: what is shown of it: x0, y0, x1, y1.
        inks: '#rrggbb' by the number of the ink.

    Raises:
        ValueError: an operator that is not known here.
    """
    x0, y0, x1, y1 = box
    view = " ".join(_n(v) for v in (x0, -y1, x1 - x0, y1 - y0))
    root = ElementTree.Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=view)
    _Painter(root, inks).run(code)
    return ElementTree.tostring(root, encoding="unicode")


def data_uri(picture: str) -> str:
    """An SVG file as an address that holds it whole (RFC 2397)."""
    return "data:image/svg+xml," + quote(picture, safe=_PLAIN)


def _n(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
