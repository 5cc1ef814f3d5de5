"""The edges of a sheet: fields that run over them, lines to fold and cut by, and the page boxes print shops go by.

The sheet keeps its coordinates, lower left corner at 0, 0; what lies outside has negative ones. Page boxes: ISO 32000-1,
14.11.2. All of it is decoration.
"""

from __future__ import annotations

from handoutpress.content.schema.finish import PLAIN, Finish
from handoutpress.content.schema.template import Paper, Template
from handoutpress.layout.drawing.pen import Pen
from handoutpress.support.values import immutable

TICK = (18.0, 9.0)  # fold ticks on the sheet: distance from the edge, length; points
OFFSET = 6.0  # marks stand at least so far from the sheet, so that a slip of the knife does not show them ...
MARK = 16.0  # ... and are so long
THIN = 0.35
WHITE = 18.0  # points: a field at the edge of an office sheet ends here, where printers can follow


@immutable
class Edges:
    """What is done at the edges of every page of a leaflet."""

    template: Template
    paper: Paper
    finish: Finish = PLAIN

    def begin(self, pen: Pen) -> None:
        """Set a page's boxes, and paint what lies behind all else."""
        width, height = self.template.sheets[self.paper]
        bleed = self.finish.bleed
        pen.reach = bleed if bleed and not pen.saves_ink else -WHITE
        if self.finish.for_print_shop:
            edge = bleed + (max(0.0, OFFSET - bleed) + MARK + 4 if self.finish.marks else 0.0)
            pen.canvas.boxes(
                media=(-edge, -edge, width + edge, height + edge),
                trim=(0, 0, width, height),
                bleed=(-bleed, -bleed, width + bleed, height + bleed),
            )
        if bleed and not pen.saves_ink:
            self._fields(pen, bleed)
        if self.finish.marks:
            self._outside(pen, max(OFFSET, bleed))
        else:
            self._inside(pen)

    def _fields(self, pen: Pen, bleed: float) -> None:
        """Panels with a ground of their own, and the strip at the head, out to where the knife may slip."""
        width, height = self.template.sheets[self.paper]

        def out(x0: float, y0: float, x1: float, y1: float, ink: str) -> None:
            """A field; its sides that lie on the sheet's edge go over it."""
            x0, y0 = (v - bleed if v < 0.5 else v for v in (x0, y0))
            x1, y1 = (v + bleed if v > side - 0.5 else v for v, side in ((x1, width), (y1, height)))
            pen.path(f"{pen.left(x0, x1 - x0):.2f} {y0:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re", fill=ink)

        for panel in self.template.panels:
            if panel.sheet == pen.page and panel.ground != "none":
                x, y, w, h = panel.at[self.paper]
                for dx, dy in ((0.0, 0.0), *self.template.copies.get(self.paper, ())):
                    out(x + dx, y + dy, x + dx + w, y + dy + h, panel.ground)
        if self.template.strip:
            out(0, height - self.template.strip, width, height, "fill")

    def _inside(self, pen: Pen) -> None:
        """For the office: fold ticks at both ends or, level, lines of dots, and dashed cut lines."""
        (width, height), marks = self.template.sheets[self.paper], self.template.marks
        start, long = TICK
        for x in self._folds(pen.page):
            for y in (start + long, height - start):
                pen.vertical(x, y, long, ink="soft", width=0.7)
        for y in marks.level_folds.get(self.paper, ()) if pen.page % 2 else ():  # of cards that are cut apart: on the outside alone
            pen.dotted(start, y, width - start)
        for x in marks.cuts.get(self.paper, ()):
            pen.dashed(x, height - start, x, start)
        for y in marks.level_cuts.get(self.paper, ()):
            pen.dashed(start, y, width - start, y)

    def _outside(self, pen: Pen, offset: float) -> None:
        """For the print shop: corners and cuts as lines, folds as dashes, all beyond the bleed, on every plate."""
        (width, height), marks, canvas = self.template.sheets[self.paper], self.template.marks, pen.canvas
        upright = [(0.0, offset), (width, offset)] + [(x, offset) for x in marks.cuts.get(self.paper, ())]
        level = [0.0, height, *marks.level_cuts.get(self.paper, ())]

        def line(x0: float, y0: float, x1: float, y1: float) -> None:
            canvas.code(f"{pen.left(x0):.2f} {y0:.2f} m {pen.left(x1):.2f} {y1:.2f} l S")

        canvas.code(f"q {THIN} w")
        canvas.register()
        for x, _ in upright:
            line(x, -offset, x, -offset - MARK)
            line(x, height + offset, x, height + offset + MARK)
        for y in level:
            line(-offset, y, -offset - MARK, y)
            line(width + offset, y, width + offset + MARK, y)
        canvas.code("[3 2] 0 d")
        for x in self._folds(pen.page):
            line(x, -offset, x, -offset - MARK)
            line(x, height + offset, x, height + offset + MARK)
        for y in marks.level_folds.get(self.paper, ()):
            line(-offset, y, -offset - MARK, y)
            line(width + offset, y, width + offset + MARK, y)
        canvas.code("Q")

    def _folds(self, page: int) -> tuple[float, ...]:
        """Where a page is folded, points from the edge where it starts: the even pages of a sheet turned over are the mirror of the odd."""
        width, folds = self.template.sheets[self.paper][0], self.template.marks.folds.get(self.paper, ())
        return tuple(width - x for x in reversed(folds)) if page % 2 == 0 else folds
