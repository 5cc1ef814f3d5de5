"""What panels begin with: the clinic's name, and the handout's title."""

from __future__ import annotations

from handoutpress.layout.components.figure_box import drawing
from handoutpress.layout.components.logo import mark
from handoutpress.layout.components.masthead import city_line
from handoutpress.layout.components.masthead import masthead as page_masthead
from handoutpress.layout.context import Group, Setting
from handoutpress.pdf.tag_tree import Artifact, Element

NARROW = 300.0  # a panel narrower than this, drawn for 12-point type, stacks what others set side by side; points


def masthead(setting: Setting, parent: Element) -> Group:
    """The clinic's name beside its logo; in a wide panel the phone at its end as well."""
    if setting.width >= setting.k(NARROW):
        return page_masthead(setting, parent)
    clinic = setting.leaflet.clinic
    size = setting.style("clinic").size * 2.4
    if clinic.masthead == "name":
        group = Group(0)
        down = group.add(0, 0, setting.text(clinic.name, setting.style("clinic", balance="even"), parent.add("P"), setting.width))
        group.height = group.add(0, down + setting.style("masthead").line_gap, city_line(setting, parent, setting.width)[0])
        return group
    logo = mark(clinic, size, setting)
    alt = setting.leaflet.words.logo_alt.format(name=clinic.name)
    group = Group(size)
    group.add(0, 0, logo.paint(parent.add("Figure", alt=alt, Placement="Block") if logo.has_logo else Artifact()))
    start = logo.width + size * 0.28
    if logo.names_clinic:
        start, down = 0.0, size + 8
    else:
        name = setting.text(clinic.name, setting.style("clinic", balance="even"), parent.add("P"), setting.width - start)
        city = setting.style("masthead")
        down = max(0.0, (size - name.height - city.line_gap - city.cap) / 2)
        down = group.add(start, down, name) + city.line_gap
    group.height = max(size, group.add(start, down, city_line(setting, parent, setting.width - start)[0]))
    return group


def display(setting: Setting, parent: Element, lines: int) -> tuple[Group, float]:
    """Label and title, as large as fits in so many lines; the group and where it ends."""
    leaflet, width = setting.leaflet, setting.width
    group = Group(0)
    down = group.add(0, 0, setting.text(leaflet.words.patient_guide, setting.style("label"), parent.add("P"), width))
    element = parent.add("H1", title=leaflet.title, ident="title")
    full = setting.template.sizes["display"]
    tries = [(full - step, 1) for step in range(int(full * 0.26))] if lines == 2 else []
    tries += [(full - step, lines) for step in range(int(full) - 13)]
    for size, most in tries:
        text = setting.text(leaflet.title, setting.style("display", points=size), element, width)
        if len(text.lines) <= most and text.width <= width:
            break
    down = group.add(-1, down + size * 0.32, text)
    return group, down


def title(setting: Setting, parent: Element, reduce: int = 0) -> Group:
    """Title and main message in a tinted panel; where there is room with the figure beside the title."""
    leaflet, pad = setting.leaflet, 12.0
    inner = setting.wide(setting.width - 2 * pad)
    side = inner.width * 0.38 if leaflet.figure and not reduce else 0.0
    words, end = display(setting.wide(inner.width - side), parent, 2)
    group = Group(0)
    if side and leaflet.figure:
        high = max(end, 42.0) + pad - 5
        group.add(pad + inner.width - side + 10, 7, drawing(leaflet, leaflet.figure, parent, side - 10, high, align=1))
        end = max(end, high + 7 - pad)
    lead = setting.style("lead")
    words.height = words.add(0, end + lead.line_gap * 1.5, setting.text(leaflet.main_message, lead, parent.add("P"), inner.width))
    group.height = words.height + 2 * pad
    group.parts.insert(0, (0, 0, lambda pen, x, y: pen.panel(x, y, setting.width, group.height, fill="tint", radius="box")))
    group.add(pad, pad, words)
    return group


def heading(setting: Setting, parent: Element) -> Group:
    """The title alone, for a card."""
    title = setting.leaflet.title
    element = parent.add("H1", title=title, ident="title")
    text = setting.text(title, setting.style("h2", balance="even"), element, setting.width)
    return Group(text.height, [(0, 0, text)])
