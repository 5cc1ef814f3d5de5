"""Typesetting: a leaflet and a template -> a tagged PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handoutpress.errors import CheckFailed, FontMissing, HandoutError, Place, Problem
from handoutpress.model.finish import PLAIN, Finish

if TYPE_CHECKING:
    from handoutpress.model.leaflet import Leaflet
    from handoutpress.model.template import Template
    from handoutpress.pdf.fonts import Family, MissingGlyphs
    from handoutpress.typeset.colours import Mode
    from handoutpress.typeset.pages import Pages
    from handoutpress.typeset.panels import Panels
    from handoutpress.typeset.pen import Pen


def typeset(
    leaflet: Leaflet, template: Template, notes: list[str] | None = None, *, mode: Mode = "colour", finish: Finish = PLAIN
) -> bytes:
    """The leaflet as a PDF (PDF/UA-1 and PDF/A-2a), the same bytes for the same input.

    Args:
        notes: gets what the template does not say in full.
        mode: colour, or ink_saver: grey, with frames for solid fields.
        finish: bleed, marks and inks, for print shops.

    Raises:
        DoesNotFit: the text is too long for the template at its smallest type.
        FontMissing: a character no font has.
        NotFound, InvalidSource: the logo cannot be used.
    """
    pen = drawn(leaflet, template, mode=mode, finish=finish)
    if notes is not None:
        notes += pen.notes
    return pen.canvas.finish()


def drawn(leaflet: Leaflet, template: Template, *, mode: Mode = "colour", finish: Finish = PLAIN) -> Pen:
    """The leaflet drawn on a canvas that is not finished yet; the pen knows what was set where (`Pen.boxes`).

    Raises:
        HandoutError: as `typeset` does.
    """
    from handoutpress import __version__
    from handoutpress.pdf.canvas import Canvas
    from handoutpress.pdf.fonts import MissingGlyphs, source_sans
    from handoutpress.typeset.edges import Edges
    from handoutpress.typeset.panels import Panels
    from handoutpress.typeset.pen import Pen
    from handoutpress.typeset.separation import palette, plates

    made = plates(leaflet.clinic, finish)
    what = f"'{leaflet.handout}' for '{leaflet.clinic.id}' on template '{template.label}'"
    fonts = source_sans()
    try:
        pages = _composed(leaflet, template, fonts, what)
        canvas = Canvas(
            page_size=pages.size,
            tree=pages.tree,
            inks=palette(leaflet.clinic.brand, mode, made),
            plates=made,
            title=leaflet.title,
            author=leaflet.clinic.name,
            subject=leaflet.summary,
            creator=f"handoutpress {__version__}",
            date=leaflet.date,
        )
        pen = Pen(canvas, saves_ink=mode == "ink_saver", opening=Edges(template, leaflet.paper, finish).begin)
        pages.draw(pen)
        pen.notes = list(pages.notes) if isinstance(pages, Panels) else []
    except MissingGlyphs as missing:
        raise _missing(missing, leaflet) from missing
    return pen


def _composed(leaflet: Leaflet, template: Template, fonts: Family, what: str) -> Pages | Panels:
    """The leaflet on full pages, or on panels with as few sections cut to their key message as will do."""
    from handoutpress.typeset.fit import fit
    from handoutpress.typeset.pages import Pages
    from handoutpress.typeset.panels import Panels

    if not template.panels:
        return fit(lambda scale, most: Pages(leaflet, template, fonts, scale, most), template.scale, template.pages, what)
    if leaflet.draft:
        what = f"'{leaflet.handout}' in '{leaflet.language}' is a draft translation, and '{template.label}' has no room to say so"
        raise CheckFailed(
            what, "Make the leaflet or the large print for its reviewers; once signed, all templates are free: review sign"
        )
    reduce = 0
    if template.text != "full":
        least, count = template.scale.floor, len(leaflet.sections) + 4
        while reduce < count and Panels(leaflet, template, fonts, least, template.pages, reduce=reduce).overflow:
            reduce += 1
    return fit(
        lambda scale, most: Panels(leaflet, template, fonts, scale, most, reduce=reduce), template.scale, template.pages, what
    )


def _missing(missing: MissingGlyphs, leaflet: Leaflet) -> HandoutError:
    """Name the character, and the file and line it stands in."""
    problems = []
    for char in dict.fromkeys(missing.chars):
        what = f'no font here has the character {char!r} (U+{ord(char):04X}), in "{missing.text.strip()[:60]}"'
        problems.append(Problem(what, "Write it another way", _find(char, leaflet)))
    return FontMissing(problems)


def _find(char: str, leaflet: Leaflet) -> Place | None:
    for path in leaflet.files:
        if path.suffix not in (".yaml", ".yml"):
            continue
        for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1):
            if char in line:
                return Place(str(path), number, line.index(char) + 1)
    return None
