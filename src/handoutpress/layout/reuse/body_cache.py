"""Bodies: what leaflets of one handout have in common, typeset once and drawn with gaps for what is the clinic's own.

A body follows from its key and from nothing else: the leaflet it is composed of is stripped of all of the clinic that the key does
not hold. So a body that forgets what it tells of the clinic prints nothing there, and never another clinic's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from handoutpress.content.figure_names import INKS
from handoutpress.content.schema.finish import Finish
from handoutpress.content.schema.style import StyleFamily, clinical
from handoutpress.content.schema.template import Paper, Template
from handoutpress.errors import CheckFailed, DoesNotFit
from handoutpress.layout.components.print_marks import Edges
from handoutpress.layout.drawing.brand_palette import Mode
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.reuse import body_store
from handoutpress.layout.reuse.body_store import LaidOutBody
from handoutpress.layout.reuse.gaps import Gaps
from handoutpress.merge.leaflet import NOBODY, ClinicCard, Leaflet
from handoutpress.merge.moves import moves_of
from handoutpress.pdf.canvas import Canvas
from handoutpress.pdf.fonts import Family
from handoutpress.pdf.print_colours import Kind, Plates
from handoutpress.support.disk_cache import disk_cache
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from handoutpress.layout.flowing_pages import FlowingPages
    from handoutpress.layout.illustrated_rows import Pictures
    from handoutpress.layout.pages import Pages
    from handoutpress.layout.panels import Panels
    from handoutpress.layout.plan_pages import PlanPages

FEW = 6  # pages: what flows has as many pictures as they hold
DRAFT_MORE = 2  # pages a draft may take more: it says the red flags, doses and never-lists twice


@immutable
class BodyKey:
    """All that a body follows from.

    Attributes:
        text: fingerprint of the merged text.
        clinic: what the body tells of the clinic, all else left out; its style apart, so that for most it is `NOBODY`.
        template: fingerprint of the template.
        heights: of what is the clinic's own, points.
    """

    text: str
    clinic: ClinicCard
    style: StyleFamily | None
    template: str
    paper: Paper
    heights: tuple[tuple[str, float], ...]
    mode: Mode
    finish: Finish
    plates: Kind


_BODIES: dict[BodyKey, LaidOutBody] = {}
MOST = 96  # bodies in memory, some 70 KB each; the oldest goes first


def body(
    leaflet: Leaflet, template: Template, fonts: Family, heights: Mapping[str, float], *, mode: Mode, finish: Finish, plates: Kind,
    what: str, fresh: bool = False,
) -> LaidOutBody:  # fmt: skip
    """The body of a leaflet, from memory if it is there.

    Args:
        heights: of what is the clinic's own, points.
        what: the leaflet, for messages.
        fresh: make it anew, and do not keep it.

    Raises:
        DoesNotFit: the text is too long for the template at its smallest type.
        CheckFailed: a draft on a template that has no room to say so.
    """
    key = BodyKey(
        leaflet.fingerprint, _told(leaflet, template), leaflet.clinic.style, template.fingerprint, leaflet.paper,
        tuple(heights.items()), mode, finish, plates,
    )  # fmt: skip

    def make() -> LaidOutBody:
        stripped = replace(leaflet, clinic=replace(key.clinic, style=key.style), files=())
        return _made(stripped, template, fonts, Gaps(heights), key, what)

    if fresh:
        return make()
    found = _BODIES.get(key)
    if found is None:
        found = disk_cache().cached("body", (key,), make, body_store.encode, body_store.decode)
        while len(_BODIES) >= MOST:
            _BODIES.pop(next(iter(_BODIES), key), None)
        _BODIES[key] = found
    return found


def forget() -> None:
    """Forget all bodies."""
    _BODIES.clear()


def _told(leaflet: Leaflet, template: Template) -> ClinicCard:
    """As much of the clinic's card as the body tells."""
    card = leaflet.clinic
    told: dict[str, Any] = {name: getattr(card, name) for name in leaflet.clinic_fields}
    if any("cover" in panel.holds for panel in template.panels):
        told["cover"] = card.cover
    if card.next_visit is not None and not template.panels:
        told["next_visit"] = card.next_visit
    if card.notice and not template.panels:
        told["notice"] = card.notice
    return replace(NOBODY, **told) if told else NOBODY


def _made(leaflet: Leaflet, template: Template, fonts: Family, gaps: Gaps, key: BodyKey, what: str) -> LaidOutBody:
    pages = composed(leaflet, template, fonts, what, gaps)
    canvas = Canvas(
        page_size=template.sheets[leaflet.paper], tree=pages.tree, inks=dict.fromkeys(INKS, ()), plates=Plates(key.plates), title="",
        date=leaflet.date,
    )  # fmt: skip
    opening = Edges(template, leaflet.paper, key.finish).begin
    width = template.sheets[leaflet.paper][0]
    pen = Pen(
        canvas, width, leaflet.words.direction, saves_ink=key.mode == "ink_saver", opening=opening,
        family=leaflet.clinic.style or clinical(), bleed=key.finish.bleed,
    )  # fmt: skip
    pages.draw(pen)
    return LaidOutBody(canvas.base_pages(), tuple(pages.notes), tuple(pen.boxes), tuple(pen.texts))


def composed(
    leaflet: Leaflet, template: Template, fonts: Family, what: str, gaps: Gaps | None = None
) -> Pages | FlowingPages | PlanPages | Panels:
    """The leaflet on full pages, or on panels with as few sections cut to their key message as will do.

    What is the clinic's own is left open, if gaps are given; else it is set with all else.

    Raises:
        DoesNotFit, CheckFailed: as `body` does.
    """
    from handoutpress.layout.context import Setting
    from handoutpress.layout.easy_read import EasyRead, refuse_without_pairs
    from handoutpress.layout.fit import fit, fitted_panels
    from handoutpress.layout.flowing_pages import FlowingPages
    from handoutpress.layout.pages import Pages
    from handoutpress.layout.plan_pages import PlanPages

    def setting(larger: bool, scale: float) -> Setting:
        return Setting(leaflet, template, fonts, scale, 0, gaps and gaps.anew(), larger)

    def with_plan(larger: bool, scale: float, most: int) -> PlanPages:
        return PlanPages(setting(larger, scale), most)

    def on_pages(larger: bool, scale: float, most: int, *, visit: bool = False) -> Pages:
        return Pages(setting(larger, scale), most, visit=visit)

    if template.text == "easy":
        refuse_without_pairs(leaflet)
    kind = EasyRead if template.text == "easy" else FlowingPages

    def in_sequence(larger: bool, scale: float, most: int, pictures: Pictures = "blocks") -> FlowingPages:
        return kind(setting(larger, scale), most, pictures)

    if not template.panels:
        most = template.pages + (DRAFT_MORE if leaflet.draft else 0)
        if template.plan:
            return fit(with_plan, template.growth, most, what)
        if template.breaks == "flow" or template.text == "easy":
            tries: tuple[Pictures, ...] = ("all", "blocks", "room")
            made = [in_sequence(False, 1, min(most, FEW), pictures) for pictures in tries]
            made = [pages for pages in made if not pages.overflow]
            full = (pages for pages in made if not pages.thin)
            return next(full, None) or next(iter(made), None) or fit(in_sequence, template.growth, most, what)
        pages = fit(on_pages, template.growth, most, what)
        if not leaflet.clinic.next_visit:
            return pages
        with_box = fit(lambda larger, scale, most: on_pages(larger, scale, most, visit=True), template.growth, most, what)
        if with_box.pages == pages.pages:
            return with_box
        pages.notes.append(f"{template.label}: the box for the next visit would take a page more, so it is left out")
        return pages
    refuse_draft(leaflet, template)
    refuse_without_exercises(leaflet, template)
    return fitted_panels(setting, what)


def refuse_draft(leaflet: Leaflet, template: Template) -> None:
    """Stop an unsigned translation where there is no room for its mark and the checked red flags. Raises CheckFailed: it is one."""
    if leaflet.draft:
        what = f"'{leaflet.handout}' in '{leaflet.language}' is a draft translation, and '{template.label}' has no room to say so"
        raise CheckFailed(
            what, "Make the leaflet or the large print for its reviewers; once signed, all templates are free: review sign"
        )


def refuse_without_exercises(leaflet: Leaflet, template: Template) -> None:
    """Stop cards of exercises for a handout that has none. Raises DoesNotFit: it is such a handout."""
    if template.each == "exercise" and not moves_of(leaflet):
        what = f"'{leaflet.handout}' has no exercises, and '{template.label}' is a card for each of them"
        raise DoesNotFit(what, "Name a handout with exercises, as move-and-stretch, or choose another template")
