"""The foot of a page: small print, and the page's number."""

from __future__ import annotations

from handoutpress.layout.context import Setting
from handoutpress.layout.drawing.pen import Flowable, Pen
from handoutpress.layout.text.line_breaking import text_width
from handoutpress.pdf.tag_tree import Artifact, Element


def small_print_width(setting: Setting) -> float:
    """Room for a clinic's own line beside the page's number, however many pages there are; points."""
    style = setting.style("micro", bold=True)
    most = int("8" * len(str(setting.template.pages)))
    number = setting.leaflet.words.page_of.format(page=most, pages=most)
    return setting.width - text_width(style, number) - 24


def footer_line(setting: Setting, parent: Element, width: float) -> Flowable | None:
    """The clinic's own line in the small print, if it has one."""
    if setting.gaps:
        return setting.gaps.leave("footer", width, 0.0, parent) if setting.gaps.height("footer", width) else None
    line = setting.leaflet.clinic.footer
    return setting.text(line, setting.style("micro"), parent.add("P"), width) if line else None


class Footer:
    """A hairline, small print at its start, the page's number at its end.

    The small print is content where it is said first and decoration where it is repeated; page numbers are decoration.
    """

    def __init__(self, setting: Setting, lines: list[tuple[str, Element | Artifact] | Flowable], page: int, pages: int) -> None:
        micro = setting.style("micro")
        self.width = setting.width
        number = setting.leaflet.words.page_of.format(page=page, pages=pages)
        style = setting.style("micro", bold=True, ink="ink", align="end", balance="no")
        self.number = setting.text(number, style, Artifact("Pagination", "Footer"), setting.width)
        rooms = [setting.width - self.number.width - 24, *[setting.width] * len(lines)]  # the number stands beside the first
        self.lines = [
            setting.text(line[0], micro, line[1], room) if isinstance(line, tuple) else line
            for line, room in zip(lines, rooms, strict=False)
        ]
        self.gap = micro.line_gap
        self.height = 8.0 + sum(line.height for line in self.lines) + self.gap * (len(self.lines) - 1)

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw with the hairline at y."""
        pen.rule(x, y, self.width)
        self.number.draw(pen, x, y - 8)
        down = 8.0
        for line in self.lines:
            line.draw(pen, x, y - down)
            down += line.height + self.gap
