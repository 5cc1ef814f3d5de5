"""SVG shapes as PDF operators, by svglib. Drawn once; the operators are placed wherever the art is wanted."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from io import BytesIO


@dataclass(frozen=True)
class VectorArt:
    """Operators for art whose lower left corner is the origin; width and height in its own units."""

    width: float
    height: float
    code: str


def vector_art(svg: bytes) -> VectorArt | None:
    """The art of an SVG file, or None if svglib makes nothing of it. Safety is the caller's job."""
    from reportlab.graphics import renderPDF
    from reportlab.pdfgen.canvas import Canvas
    from svglib.svglib import svg2rlg

    logging.getLogger("svglib").setLevel(logging.CRITICAL)
    drawing = svg2rlg(BytesIO(svg))
    if drawing is None or drawing.width <= 0 or drawing.height <= 0:
        return None
    scratch = Canvas(BytesIO(), pagesize=(drawing.width, drawing.height))
    scratch._code.clear()  # private: the operators a canvas has collected for its page
    renderPDF.draw(drawing, scratch, 0, 0)
    lines = [line for op in scratch._code for line in str(op).split("\n") if not _sets_font(line)]
    return VectorArt(drawing.width, drawing.height, "\n".join(lines))


def _sets_font(line: str) -> bool:
    """Drawings choose a standard font before any shape; left in, the page would list a font that is not embedded."""
    return line.startswith("BT ") and " Tf " in line and line.rstrip().endswith("ET") and "Tj" not in line
