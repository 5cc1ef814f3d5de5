"""What an SVG logo may not hold: what runs or loads something, and what the renderer would leave out or read otherwise than a browser.

Everything else is drawn, as paths or as a picture (`svg_render`). A refusal names what was found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

from handoutpress.support.values import immutable

MAX_NODES, MAX_DEPTH = 20_000, 60  # with everything a <use> repeats counted each time
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = {
    "svg", "g", "defs", "title", "desc", "metadata", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "use", "style",
    "symbol", "a", "view", "marker", "clipPath", "mask", "pattern", "linearGradient", "radialGradient", "stop", "filter",
}  # fmt: skip
_OUTLINES = "Turn the letters into outlines (Text to path) and save it again"
_AS_PNG = "Save it as plain SVG without it, or as PNG"
_MENDS = {"text": _OUTLINES, "tspan": _OUTLINES, "textPath": _OUTLINES}
# what the renderer reads as black, or not at all, and does not always say
_CSS = re.compile(
    r"@(?:media|import|supports|layer|container|property)|\b(?:var|calc|env|attr|color-mix|light-dark|oklch|oklab|lab|lch)\("
)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_OUTSIDE = re.compile(r"javascript:|url\(\s*['\"]?(?!#)[^)]", re.IGNORECASE)


@immutable
class Refusal:
    """Why a logo is refused, and the mend."""

    what: str
    mend: str


def refusal(data: bytes) -> Refusal | None:
    """Why an SVG file is no logo; None: nothing in it is refused."""
    if b"<!ENTITY" in data:
        return Refusal("the SVG logo has entities", "Save it as plain SVG")
    try:
        root = ElementTree.fromstring(data)  # no entity is declared, so none can expand or be fetched
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        return Refusal(f"the SVG logo is damaged ({error})", "Save it again as plain SVG")
    if _local(root.tag) != "svg":
        return Refusal("this is not an SVG picture", "Save the logo as SVG or PNG")
    for node in root.iter():
        if isinstance(node.tag, str) and (found := _in_node(node)):
            return found
    named = {node.get("id"): node for node in root.iter()}
    if any(_inherits_transform(node, named) for node in root.iter()):
        return Refusal(
            "a gradient or pattern of the SVG logo takes its transform from another, which programs read in different ways", _AS_PNG
        )
    if not _bounded(root, named):
        return Refusal("the SVG logo repeats its parts too often, or nests them too deep", "Save it as plain SVG, or as PNG")
    return None


def _in_node(node: ElementTree.Element) -> Refusal | None:
    tag, local = node.tag, _local(node.tag)
    if tag in (local, _SVG + local):  # another namespace is a drawing program's own notes
        if local not in _DRAWN and not local.startswith("fe"):
            return Refusal(f"the SVG logo holds <{local}>", _MENDS.get(local, _AS_PNG))
        if local == "style" and (found := _in_css(node.text or "")):
            return found
    links = set()
    for name, value in node.attrib.items():
        attribute = _local(name)
        if attribute in ("href", "src") and local != "a":
            links.add(value)
            if not value.startswith("#"):
                return Refusal(f"the SVG logo has {attribute}=..., which loads something", "Save it with everything in one file")
        if attribute.startswith("on") and "{" not in name:
            return Refusal(f"the SVG logo has {attribute}=..., which runs something", "Save it as plain SVG")
        if attribute in ("systemLanguage", "requiredFeatures", "requiredExtensions", "transform-origin", "transform-box"):
            return Refusal(f"the SVG logo has {attribute}=..., which programs read in different ways", _AS_PNG)
        if attribute in ("gradientTransform", "patternTransform") and _is_flat(value):
            return Refusal(f"the SVG logo has {attribute}={value[:40]}, which leaves no area", _AS_PNG)
        if found := _in_css(value, attribute):
            return found
    return Refusal("the SVG logo names a part in two ways (href and xlink:href)", _AS_PNG) if len(links) > 1 else None


def _is_flat(transform: str) -> bool:
    """Whether a transform makes a line or a point of everything: browsers draw nothing then, and the renderer draws something."""
    for name, listed in re.findall(r"(matrix|scale)\s*\(([^)]*)\)", transform):
        numbers = [float(number) for number in _NUMBER.findall(listed)]
        if name == "scale" and 0 in numbers:
            return True
        if name == "matrix" and len(numbers) == 6:
            a, b, c, d, *_ = numbers
            if abs(a * d - b * c) <= 1e-9 * (a * a + b * b + c * c + d * d):
                return True
    return False


def _in_css(css: str, attribute: str = "style") -> Refusal | None:
    if outside := _OUTSIDE.search(css):
        return Refusal(f"the SVG logo has {outside[0].strip()}..., which loads something", "Save it with everything in one file")
    if (attribute == "style" or "(" in css) and (found := _CSS.search(css)):
        return Refusal(f"the SVG logo's style uses {found[0].rstrip('(')}", "Save it as plain SVG with plain colours, or as PNG")
    if attribute == "style" and (
        found := re.search(r"(?<![\w-])(transform(?:-origin|-box)?|all|inset|rotate|translate|scale)\s*:", css)
    ):
        return Refusal(f"the SVG logo's style has {found[1]}, which programs read in different ways", _AS_PNG)
    return None


def _local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]


def _linked(node: ElementTree.Element, named: Mapping[str | None, ElementTree.Element]) -> ElementTree.Element | None:
    """The part that a node's href names; None: it names none that is there."""
    return named.get(next((value for name, value in node.attrib.items() if _local(name) == "href"), "").removeprefix("#"))


def _inherits_transform(node: ElementTree.Element, named: Mapping[str | None, ElementTree.Element]) -> bool:
    """Whether a gradient or pattern has no transform of its own and names one that has: the renderer leaves it out."""
    seen: list[ElementTree.Element] = []
    while _local(str(node.tag)) in ("linearGradient", "radialGradient", "pattern") and node not in seen:
        if not {"gradientTransform", "patternTransform"}.isdisjoint(node.keys()):
            return bool(seen)
        seen.append(node)
        if (target := _linked(node, named)) is None:
            break
        node = target
    return False


def _bounded(root: ElementTree.Element, named: Mapping[str | None, ElementTree.Element]) -> bool:
    """Whether what is drawn stays small when every <use> is replaced by what it names; one that names itself never ends."""
    waiting = [(root, 0)]
    drawn = 0
    while waiting:
        node, depth = waiting.pop()
        drawn += 1
        if drawn > MAX_NODES or depth > MAX_DEPTH:
            return False
        waiting += [(child, depth + 1) for child in node]
        if _local(str(node.tag)) == "use":
            target = _linked(node, named)
            waiting += [(target, depth + 1)] if target is not None else []
    return True
