"""Documents: a leaflet, or several bound as a booklet, typeset as a tagged PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handoutpress import __version__
from handoutpress.content.schema.finish import PLAIN, Finish
from handoutpress.content.schema.style import clinical
from handoutpress.content.schema.template import Template
from handoutpress.errors import DoesNotFit, FontMissing, HandoutError, Place, Problem
from handoutpress.layout.components.print_marks import Edges
from handoutpress.layout.drawing.brand_palette import Mode
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.drawing.separation import palette, plates
from handoutpress.layout.reuse.body_cache import body, refuse_draft
from handoutpress.layout.reuse.body_store import LaidOutBody
from handoutpress.layout.reuse.clinic_parts import ClinicParts
from handoutpress.merge.clinic_card import shorter_cards
from handoutpress.merge.contact_lines import lists
from handoutpress.merge.leaflet import ClinicCard, Leaflet
from handoutpress.pdf.canvas import Canvas
from handoutpress.pdf.font_file import MissingGlyphs
from handoutpress.pdf.fonts import text_family
from handoutpress.pdf.reuse.base_pages import BasePages
from handoutpress.pdf.tag_tree import Tree
from handoutpress.support.filesystem import shown


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
    pen = drawn(leaflet, template, mode=mode, finish=finish, fresh=False)
    if notes is not None:
        notes += pen.notes
    return pen.canvas.finish()


def compose(
    leaflet: Leaflet, template: Template, *, mode: Mode = "colour", finish: Finish = PLAIN, fresh: bool = True
) -> tuple[ClinicParts, LaidOutBody]:
    """What is the clinic's own on a leaflet, and the body it is drawn into; arguments and errors as of `drawn`.

    What does not fit in the typefaces of its style is set in the one of all texts, which takes the least room.
    """
    styled = template.in_style(leaflet.clinic.style)
    try:
        return _composed(leaflet, styled, mode, finish, fresh=fresh)
    except DoesNotFit:
        if styled.unstyled is styled:
            raise
        return _composed(leaflet, styled.unstyled, mode, finish, fresh=fresh)


def _composed(leaflet: Leaflet, template: Template, mode: Mode, finish: Finish, *, fresh: bool) -> tuple[ClinicParts, LaidOutBody]:

    def with_card(card: ClinicCard) -> tuple[ClinicParts, LaidOutBody]:
        shown = leaflet if card is leaflet.clinic else leaflet.of_clinic(card, leaflet.paper, leaflet.date, leaflet.files)
        parts = ClinicParts(shown, template, text_family())
        return parts, body(
            shown, template, text_family(), parts.heights, mode=mode, finish=finish, plates=plates(card, finish).kind,
            what=_what(leaflet, template), fresh=fresh,
        )  # fmt: skip

    try:  # panels cut short what they say of the clinic themselves
        return with_card(leaflet.clinic) if template.panels or template.plan else _fewest_pages(leaflet.clinic, template, with_card)
    except MissingGlyphs as missing:  # says which file the character stands in
        raise _missing(missing, [leaflet]) from missing


def drawn(
    leaflet: Leaflet, template: Template, *, mode: Mode = "colour", finish: Finish = PLAIN, fresh: bool = True,
    composed: tuple[ClinicParts, LaidOutBody] | None = None,
) -> Pen:  # fmt: skip
    """The leaflet drawn on a canvas that is not finished yet; the pen knows what was set where (`Pen.boxes`).

    Args:
        fresh: its body is made anew, and not kept; else the pen knows of the clinic's own lines only if a note hangs on them.
        composed: what `compose` made of it, if it was asked before.

    Raises:
        HandoutError: as `typeset` does.
    """
    template = template.in_style(leaflet.clinic.style)
    if template.binding == "saddle":
        return bound([leaflet], template, mode=mode, finish=finish)
    parts, inner = composed or compose(leaflet, template, mode=mode, finish=finish, fresh=fresh)
    try:
        pen = _pen(leaflet, leaflet.title, template, parts.tree, mode, finish, over=inner.base)
        switched_on = _switched_on(leaflet.clinic)
        pen.watched = fresh or switched_on
        pen.boxes += inner.boxes
        pen.texts += inner.texts
        parts.draw(pen, inner.base)
        pen.notes = [*inner.notes, *(_unsaid(leaflet, template, pen) if switched_on else ())]
    except MissingGlyphs as missing:
        raise _missing(missing, [leaflet]) from missing
    return pen


def _fewest_pages(
    clinic: ClinicCard, template: Template, compose: Callable[[ClinicCard], tuple[ClinicParts, LaidOutBody]]
) -> tuple[ClinicParts, LaidOutBody]:
    """The leaflet that says most of its clinic on one sheet of paper, else on no page more than it must have; or DoesNotFit."""
    *fuller, least = shorter_cards(clinic)
    most = ONE_SHEET
    for card in fuller:
        try:
            made = compose(card)
        except DoesNotFit:
            continue
        pages = len(made[1].base.pages)
        if pages > most == ONE_SHEET and template.breaks != "flow":
            most = max(ONE_SHEET, len(compose(least)[1].base.pages))
        if pages <= most or template.breaks == "flow":
            return made
    return compose(least)


ONE_SHEET = 2  # pages


def _switched_on(clinic: ClinicCard) -> bool:
    """Whether the clinic has something printed that sheets may have no room for."""
    return bool(clinic.interpreter or clinic.notice or any(lists(clinic).values()))


def _unsaid(leaflet: Leaflet, template: Template, pen: Pen) -> list[str]:
    """What the clinic has switched on in its profile and this sheet does not say, for whoever makes the leaflet."""
    clinic = leaflet.clinic
    said = "".join(word for *_, line in pen.boxes for word in line.split())
    wanted = {
        "the line on interpreters": (clinic.interpreter,),
        "the notice of language help": tuple(text for _, text in clinic.notice),
    }
    if template.text != "key":  # short sheets send the reader to the full leaflet
        # of the other names the sheet says how many there are
        wanted |= {field.replace("_", " "): names[:1] for field, names in lists(clinic).items()}
    unsaid = [name for name, texts in wanted.items() if any("".join(text.split()) not in said for text in texts)]
    other = "leaflet" if template.panels else "large print"
    return (
        [f"{template.label}: for want of room it does not carry {' and '.join(unsaid)}; give the {other} as well"] if unsaid else []
    )


def bound(
    leaflets: Sequence[Leaflet], template: Template, *, imposed: bool = False, mode: Mode = "colour", finish: Finish = PLAIN
) -> Pen:
    """Leaflets of one clinic and language drawn as a booklet, on a canvas that is not finished yet.

    Args:
        imposed: laid out on sheets to print on both sides, fold and staple; else page by page.

    Raises:
        HandoutError: as `typeset` does.
    """
    from handoutpress.layout.booklet import Booklet
    from handoutpress.layout.imposition import imposed as places
    from handoutpress.layout.imposition import on_sheets

    template = template.in_style(leaflets[0].clinic.style)
    for leaflet in leaflets:
        refuse_draft(leaflet, template)
    try:
        booklet = Booklet(leaflets, template, text_family())
        if over := booklet.overflow:
            what = f"{_what(leaflets[0], template)} does not fit: section '{over.section}' is higher than a page"
            raise DoesNotFit(what, "Shorten it, leave the handout out, or print it as a leaflet")
        sheets = on_sheets(template) if imposed else template
        pen = _pen(leaflets[0], booklet.title, sheets, booklet.tree, mode, finish)
        booklet.draw(pen, places(booklet.count, booklet.size[0]) if imposed else None)
    except MissingGlyphs as missing:
        raise _missing(missing, leaflets) from missing
    return pen


def _what(leaflet: Leaflet, template: Template) -> str:
    return f"'{leaflet.handout}' for '{leaflet.clinic.id}' on template '{template.label}'"


def _pen(
    leaflet: Leaflet, title: str, template: Template, tree: Tree, mode: Mode, finish: Finish, over: BasePages | None = None
) -> Pen:
    """A canvas for a document that this leaflet, or the booklet it begins, is set on, or for what is drawn over its body."""
    made = plates(leaflet.clinic, finish)
    width, height = template.sheets[leaflet.paper]
    canvas = Canvas(
        page_size=(width, height),
        tree=tree,
        inks=palette(leaflet.clinic.brand, mode, made, leaflet.clinic.style),
        plates=made,
        title=title,
        author=leaflet.clinic.name,
        subject=leaflet.summary,
        creator=f"handoutpress {__version__}",
        date=leaflet.date,
        flip=template.duplex,
        over=over,
    )
    opening = None if over else Edges(template, leaflet.paper, finish).begin
    return Pen(
        canvas, width, leaflet.words.direction, saves_ink=mode == "ink_saver", opening=opening,
        family=leaflet.clinic.style or clinical(), bleed=finish.bleed,
    )  # fmt: skip


def _missing(missing: MissingGlyphs, leaflets: Sequence[Leaflet]) -> HandoutError:
    """Name the characters, and the file and line they stand in."""
    chars = list(dict.fromkeys(missing.chars))
    named = ", ".join(f"{char!r} (U+{ord(char):04X})" for char in chars[:4]) + (f" and {len(chars) - 4} more" if chars[4:] else "")
    noun = "characters" if chars[1:] else "character"
    what = f'no font here has the {noun} {named}, in "{missing.text.strip()[:60]}"'
    return FontMissing(Problem(what, "Write it with Latin, Greek or Cyrillic letters", _find(chars[0], leaflets)))


def _find(char: str, leaflets: Sequence[Leaflet]) -> Place | None:
    for path in dict.fromkeys(path for leaflet in leaflets for path in leaflet.files):
        if path.suffix not in (".yaml", ".yml"):
            continue
        for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1):
            if char in line:
                return Place(shown(path), number, line.index(char) + 1)
    return None
