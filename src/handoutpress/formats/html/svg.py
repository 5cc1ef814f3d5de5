"""Vector art as SVG files: figures, pictograms and logos as a browser shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain
from urllib.parse import quote
from xml.etree import ElementTree

from handoutpress.pdf.objects import decimal
from handoutpress.pdf.vector_art import Art, Path
from handoutpress.support.colour import to_hex

Node = ElementTree.Element

# what may stand in an address as it is; the rest is percent-encoded (RFC 3986)
_PLAIN = "!$&'()*+,-./:;=?@_~"
_STROKE = {"line-width": "1", "line-cap": "butt", "line-join": "miter", "dash": ""}  # what need not be said
_ATTRIBUTES = {
    "line-width": "stroke-width",
    "line-cap": "stroke-linecap",
    "line-join": "stroke-linejoin",
    "dash": "stroke-dasharray",
}


@dataclass(frozen=True)
class _State:
    """What `save` keeps and `restore` brings back."""

    group: Node
    look: Mapping[str, str]


def svg(art: Art, box: tuple[float, float, float, float], inks: Mapping[str, str], *, line_width: float = 1.0) -> str:
    """A drawing as an SVG file.

    Args:
        box: what is shown of it: x0, y0, x1, y1.
        inks: '#rrggbb' by the name of the ink.
        line_width: the unit of widths that are given as multiples.

    Raises:
        KeyError: an ink that is not known.
        ValueError: a command that is not known.
    """
    x0, y0, x1, y1 = box
    view = " ".join(map(decimal, (x0, -y1, x1 - x0, y1 - y0)))
    root = ElementTree.Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=view)
    state = _State(
        ElementTree.SubElement(root, "g", transform="scale(1,-1)"), {"fill-colour": "#000000", "stroke-colour": "#000000"} | _STROKE
    )
    saved: list[_State] = []
    clips = 0
    for name, operand in chain.from_iterable(art):
        match name:
            case "save":
                saved.append(state)
            case "restore":
                state = saved.pop()
            case "fill" | "fill-evenodd" | "stroke":
                _paint(state, name, operand)
            case "clip":
                clips += 1
                clip = ElementTree.SubElement(state.group, "clipPath", id=f"c{clips}")
                ElementTree.SubElement(clip, "path", d=_data(operand))
                state = replace(state, group=ElementTree.SubElement(state.group, "g", {"clip-path": f"url(#c{clips})"}))
            case "transform":
                matrix = f"matrix({operand.replace(' ', ',')})"
                state = replace(state, group=ElementTree.SubElement(state.group, "g", transform=matrix))
            case "fill-colour" | "stroke-colour":
                colour = inks[operand] if isinstance(operand, str) else to_hex(operand)
                state = replace(state, look={**state.look, name: colour})
            case "line-width" | "line-cap" | "line-join" | "dash":
                text = operand.replace(" ", ",") if isinstance(operand, str) else decimal(operand * line_width)
                state = replace(state, look={**state.look, name: text})
            case _:
                raise ValueError(f"no way to draw the command {name}")
    return ElementTree.tostring(root, encoding="unicode")


def _data(path: Path) -> str:
    return "".join(path).replace(" ", ",")


def _paint(state: _State, name: str, path: Path) -> None:
    look = state.look
    if name == "stroke":
        node = ElementTree.SubElement(state.group, "path", d=_data(path), fill="none", stroke=look["stroke-colour"])
        for command, usual in _STROKE.items():
            if look[command] != usual:
                node.set(_ATTRIBUTES[command], look[command])
    else:
        node = ElementTree.SubElement(state.group, "path", d=_data(path), fill=look["fill-colour"])
        if name == "fill-evenodd":
            node.set("fill-rule", "evenodd")


def data_uri(picture: str) -> str:
    """An SVG file as an address that holds it whole (RFC 2397)."""
    return "data:image/svg+xml," + quote(picture, safe=_PLAIN)
