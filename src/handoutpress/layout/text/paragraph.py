"""Paragraphs: text in a column, placed by the height of capitals.

Why not Platypus paragraphs: importing them costs more than typesetting a whole leaflet, tagging them needs private
hooks, and they place lines by line boxes; cap-height placement keeps gaps even on paper (visual design, section 2).
"""

from __future__ import annotations

from collections.abc import Sequence

from handoutpress.content.markup import Inline
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.text.line_breaking import Line, wrap_text
from handoutpress.layout.text.text_style import TextStyle
from handoutpress.pdf.canvas import Run
from handoutpress.pdf.fonts import Family
from handoutpress.pdf.tag_tree import Artifact, Element


class Paragraph:
    """Lines of text in a column, ready to be drawn.

    Attributes:
        height: from the top of the capitals of the first line to the last baseline, points.
        width: of the widest line, points.
        links: the element of each link; none for decoration.
    """

    def __init__(self, fonts: Family, inline: Inline | str, style: TextStyle, owner: Element | Artifact, width: float) -> None:
        """Break `inline` into lines no wider than `width` points; MissingGlyphs passes through."""
        self.style, self.owner, self.column = style, owner, width
        self.links: list[Element] = []
        tagged = False
        if not isinstance(inline, str) and isinstance(owner, Element):  # a link has an element of its own wherever it stands
            self.links = [owner.add("Link") for span in inline if span.link]
            tagged = bool(self.links)
        self.lines, self.width, self.height = wrap_text(fonts, inline, style, width, tagged)

    def whole(self, text: str) -> bool:
        """Whether no word of the text it shows was cut, as one that is wider than the column is."""
        return [word for line in self.lines for word in line.text.split()] == text.split()

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw with the top of the first line's capitals at y."""
        style, owner = self.style, self.owner
        shift = _SHIFTS[style.align]
        baseline = y - style.cap
        last = self.lines[-1] if self.lines else None
        for line in self.lines:
            start = x + (self.column - line.width) * shift if shift else x
            if self.links:
                links = [(self.links[i], url) if i >= 0 else None for i, url in line.links]
                pen.text_line(start, baseline, *self._linked(line), last=line is last, links=links)
            else:
                pen.text_line(start, baseline, line.runs, owner, last=line is last)
            baseline -= style.leading

    def _linked(self, line: Line) -> tuple[Sequence[Run], Element | Artifact]:
        """The runs of a line, those in links with the element of their link; and the owner of the others."""
        links, runs = self.links, line.runs
        if len(runs) == 1:
            i = line.links[0][0]
            return runs, links[i] if i >= 0 else self.owner
        return [
            run if i < 0 else Run(run.text, run.font, run.size, run.ink, links[i], kern=run.kern, known=run.known)
            for run, (i, _) in zip(runs, line.links, strict=True)
        ], self.owner


_SHIFTS = {"start": 0.0, "center": 0.5, "end": 1.0}
