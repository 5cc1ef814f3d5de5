"""A clinic's logo as the address of a picture that holds it whole."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path

from handoutpress.formats.html.svg import data_uri, svg
from handoutpress.layout.components.logo import content, load
from handoutpress.pdf.svg_art import SvgArt

HEIGHT = 56  # pixels on the screen; a picture has twice as many, for sharp screens


def logo(path: Path) -> tuple[str, int, int]:
    """The logo's address, and its width and height in pixels; checked and written anew as for print.

    Raises:
        NotFound, InvalidSource: as `typeset.logo.load` does.
    """
    art = content(load(path))
    if isinstance(art, SvgArt):
        return data_uri(svg(art.art, (0, 0, art.width, art.height), {})), round(HEIGHT * art.width / art.height), HEIGHT
    small = art.copy()
    small.thumbnail((8 * HEIGHT, 2 * HEIGHT))
    target = BytesIO()
    small.save(target, "PNG", optimize=True)
    data = base64.b64encode(target.getvalue()).decode()
    return f"data:image/png;base64,{data}", round(HEIGHT * small.width / small.height), HEIGHT
