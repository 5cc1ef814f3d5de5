"""Building HTML: a tree of nodes, never text put together, so that no text can become markup (xml.etree writes and escapes it)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from handoutpress.formats.html import svg
from handoutpress.layout.components.figure_box import picture
from handoutpress.layout.drawing import icons
from handoutpress.layout.text.line_breaking import tie

if TYPE_CHECKING:
    from handoutpress.content.markup import Inline
    from handoutpress.merge.leaflet import Leaflet

Node = ElementTree.Element
ON_SCREEN = 1.25  # points to the body unit that line widths are chosen for


def add(parent: Node, tag: str, content: Inline | str | None = None, /, **attributes: str) -> Node:
    """A new node under `parent`, with its text; `class_` and `aria_label` are written as `class` and `aria-label`."""
    node = ElementTree.SubElement(parent, tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()})
    if isinstance(content, str):
        node.text = content
    elif content:
        spans(node, content)
    return node


def spans(parent: Node, inline: Inline) -> None:
    """Spans at the end of a node: strong, em and links nested as they must be; a number and its unit stay together."""
    for span in inline:
        node, text = parent, tie(span.text)
        for tag, wanted in (("a", span.link), ("strong", span.bold), ("em", span.emphasis)):
            if wanted:
                node = add(node, tag, **({"href": span.link} if tag == "a" and span.link else {}))
        if node is not parent:
            node.text = text
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text


class HtmlPage:
    """What the parts of a page share: the leaflet, '#rrggbb' by role, and whether pictures are shown or their alternate texts."""

    def __init__(self, leaflet: Leaflet, colours: dict[str, str], *, pictures: bool) -> None:
        self.leaflet, self.colours, self.pictures = leaflet, colours, pictures
        self.mirrored = leaflet.words.direction == "rtl"

    def other(self, language: str) -> dict[str, str]:
        """Attributes of what is in another language; on a mirrored page the browser finds its direction."""
        return {"lang": language} | ({"dir": "auto"} if self.mirrored else {})

    def figure(self, parent: Node, name: str) -> None:
        """A figure with its alternate text; a half-length one stands on the edge of its panel."""
        alt = self.leaflet.figure_text(name).alt
        if not self.pictures:
            add(parent, "p", alt, class_="alt")
            return
        drawn = picture(self.leaflet, name)
        x0, y0, x1, y1 = drawn.box
        source = svg.data_uri(svg.svg(drawn.art, drawn.box, self.colours, line_width=drawn.line_width(ON_SCREEN)))
        # the size in pixels keeps its place while the page loads, and the figures of a page at one scale
        class_ = "figure cut" if drawn.cut else "figure"
        add(parent, "img", class_=class_, src=source, alt=alt, width=str(round(2 * (x1 - x0))), height=str(round(2 * (y1 - y0))))

    def icon(self, parent: Node, name: str, *, main: str, second: str = "tint2", ground: str = "white") -> None:
        """A pictogram beside words that say the same: decoration."""
        if not self.pictures:
            return
        art = icons.icon(name, main=main, second=second, ground=ground)
        source = svg.data_uri(svg.svg(art, (0, 0, 24, 24), self.colours))
        add(parent, "img", class_="icon", src=source, alt="", width="24", height="24")
