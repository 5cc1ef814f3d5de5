"""What all covers have: the field they are painted on, the clinic's head, title and main message, the phone."""

from __future__ import annotations

from dataclasses import replace

from handoutpress.content.template_files import EDGE
from handoutpress.layout.components.call_to_action import phone_text
from handoutpress.layout.components.figure_box import Drawing, drawing, scene
from handoutpress.layout.components.logo import mark
from handoutpress.layout.components.masthead import city_line
from handoutpress.layout.components.photo import Photo
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.drawing.pen import Pen
from handoutpress.pdf.tag_tree import Artifact, Element
from handoutpress.support.values import immutable

FOOT = 20.0  # room that a booklet's page has for its number, points
FOLD = 10.0  # an office printer's field ends so far from a fold, points

Box = tuple[float, float, float, float]  # start, top, width, height; points


@immutable
class Frame:
    """How far a cover's field reaches beyond what stands in it, points: at start, top, end and foot.

    Attributes:
        office: to where office printers print, and short of the fold.
        trim: to the panel's edges.
        outer: which sides lie on the sheet's edge, and run over it with a bleed.
    """

    office: tuple[float, float, float, float]
    trim: tuple[float, float, float, float]
    outer: tuple[bool, bool, bool, bool]

    def box(self, pen: Pen, x: float, y: float, width: float, height: float) -> Box:
        """The field around what hangs from y."""
        reach = self.office
        if pen.bleed and not pen.saves_ink:
            start, top, end, foot = (inset + pen.bleed * outer for inset, outer in zip(self.trim, self.outer, strict=True))
            reach = (start, top, end, foot)
        start, top, end, foot = reach
        return x - start, y + top, width + start + end, height + top + foot

    def radius(self, pen: Pen) -> float:
        """Of the field's corners: what is cut off has none."""
        return 0.0 if (pen.bleed and not pen.saves_ink) or pen.family.cover == "stair" else pen.family.radius.panel


def frame_of(setting: Setting) -> Frame:
    """The frame of the panel that holds the cover."""
    template, paper = setting.template, setting.leaflet.paper
    panel = next((panel for panel in template.panels if "cover" in panel.holds), None)
    if panel is None:  # a page of a booklet, which is cut before it is folded
        margins = template.margins
        start, top, end, foot = (side - EDGE for side in (margins.left, margins.top, margins.right, margins.bottom + FOOT))
        return Frame((start, top, end, foot), (start, top, end, foot), (False, False, False, False))
    begins, bottom, width, height = panel.at[paper]
    across, high = template.sheets[paper]
    outer = (begins < 0.5, bottom + height > high - 0.5, begins + width > across - 0.5, bottom < 0.5)
    start, top, end, foot = (inset - (EDGE if edge else FOLD) for inset, edge in zip(panel.inset, outer, strict=True))
    return Frame((start, top, end, foot), panel.inset, outer)


def ground(pen: Pen, box: Box, radius: float, ink: str) -> None:
    """The field of a cover; to save ink, a frame."""
    if pen.saves_ink:
        pen.panel(*box, fill="white", edge="line", radius=radius, width=1)
    else:
        pen.panel(*box, fill=ink, radius=radius)


def masthead(setting: Setting, parent: Element) -> Group:
    """Logo, name and city; on a solid field the logo stands on a white plate."""
    ink = "on_fill" if setting.family.cover == "stair" else None
    clinic = setting.leaflet.clinic
    size = setting.style("clinic").size * 2.4
    group, start, down = Group(size), 0.0, 0.0
    names = True
    if clinic.masthead != "name":
        logo = mark(clinic, size, setting)
        if ink and logo.has_logo:
            plate = min(6.0, setting.family.radius.box)
            group.add(-3, -3, lambda pen, x, y: pen.panel(x, y, logo.width + 6, size + 6, fill="white", radius=plate))
        alt = setting.leaflet.words.logo_alt.format(name=clinic.name)
        group.add(0, 0, logo.paint(parent.add("Figure", alt=alt, Placement="Block") if logo.has_logo else Artifact()))
        start, names = logo.width + size * 0.3, not logo.names_clinic
        if not names:
            start, down = 0.0, size + 8
    city = setting.style("masthead", ink=ink)
    if names:
        name = setting.text(clinic.name, setting.style("clinic", ink=ink, balance="even"), parent.add("P"), setting.width - start)
        down = max(0.0, (size - name.height - city.line_gap - city.cap) / 2) if start else 0.0
        down = group.add(start, down, name) + city.line_gap
    group.height = max(
        size if start else 0.0, group.add(start, down, city_line(setting, parent, setting.width - start, ink=ink)[0])
    )
    return group


def call(setting: Setting, parent: Element) -> Group:
    """The phone, and under it the hours if they take two lines at most; without a field of its own."""
    icon = setting.family.cover != "rules"
    ink = "on_fill" if icon else "brand"
    clinic = setting.leaflet.clinic
    section = parent.add("Sect")
    start = setting.k(26) if icon else 0.0
    room = setting.width - start
    phone = phone_text(setting, section.add("P"), room, ink=ink)
    group = Group(0)
    if icon:
        side = setting.k(18)
        group.add(0, phone.style.cap / 2 - side / 2, lambda pen, x, y: pen.icon("phone", x, y, side, main=ink))
    group.height = group.add(start, 0, phone)
    hours = setting.style("masthead", ink=ink if ink == "on_fill" else None, balance="no")
    whole = " · ".join(clinic.hours_short)
    parts = (whole,) if whole and setting.line(whole, hours, Artifact()).width <= room else clinic.hours_short
    lines = [setting.text(part, hours, section.add("P"), room) for part in parts]
    if len(lines) <= 2 and all(len(line.lines) == 1 for line in lines):
        for i, line in enumerate(lines):
            group.height = group.add(start, group.height + (hours.line_gap if i else 8), line)
    return group


def figure(setting: Setting, parent: Element, width: float, height: float) -> Drawing | None:
    """The cover's figure in a box: the tall one where the style has it so, else the wide one."""
    leaflet, slot = setting.leaflet, setting.leaflet.clinic.cover
    if slot:
        return scene(slot.figure, slot.name, parent, width, height) if slot.figure else None
    name = (leaflet.figure_tall if setting.family.figure.cover == "tall" else None) or leaflet.figure
    return drawing(leaflet, name, parent, width, height) if name else None


def photo(setting: Setting, parent: Element) -> Photo | None:
    """The clinic's own photo, if covers show one in place of a figure. Raises InvalidSource: nobody says what it shows."""
    slot = setting.leaflet.clinic.cover
    return Photo.of(slot, setting.leaflet.language, parent) if slot and slot.photo else None


def sized(drawn: Drawing, scale: float) -> Drawing:
    """A figure at `scale` points a unit, in a box as large as itself."""
    x0, y0, x1, y1 = drawn.picture.box
    return replace(drawn, scale=scale, width=scale * (x1 - x0), height=scale * (y1 - y0))
