"""What panels begin with: the clinic's name, and the handout's title."""

from __future__ import annotations

from handoutpress.content import markup
from handoutpress.content.markup import Span
from handoutpress.layout.components import heroes
from handoutpress.layout.components.figure_box import drawing
from handoutpress.layout.components.logo import mark
from handoutpress.layout.components.masthead import city_line
from handoutpress.layout.components.masthead import masthead as page_masthead
from handoutpress.layout.context import Elastic, Group, Setting
from handoutpress.layout.text.line_breaking import text_width
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.layout.text.text_style import hangs
from handoutpress.pdf.tag_tree import Artifact, Element

ABOVE_TITLE = 4.5  # white between who says it and what it is about, beyond that between parts, drawn for 12-point type, points
NARROW = 300.0  # a panel narrower than this, drawn for 12-point type, stacks what others set side by side; points
BAND = 7.0  # beside a name on its band, and half of that over and under it, drawn for 12-point type, points


def masthead(setting: Setting, parent: Element) -> Group:
    """The clinic's name beside its logo, on a band if it has chosen one; in a wide panel the phone at its end as well."""
    if setting.width >= setting.k(NARROW):
        return page_masthead(setting, parent)
    if setting.leaflet.clinic.masthead != "band":
        return _stacked(setting, parent, None)
    pad, section = setting.k(BAND), Element("Sect")
    inner = _stacked(setting.wide(setting.width - 2 * pad), section, "on_fill")
    small = any({"masthead", "phone"} <= set(panel.holds) for panel in setting.template.panels)
    if small and inner.height > setting.style("clinic").size * 2.4 + 0.5:  # a card's face has no room for a band as well
        return _stacked(setting, parent, None)
    parent.adopt(section)
    group = Group(inner.height + pad)
    group.add(0, 0, lambda pen, x, y: pen.panel(x, y, setting.width, group.height, fill="fill", radius="box"))
    group.add(pad, pad / 2, inner)
    return group


def _stacked(setting: Setting, parent: Element, ink: str | None) -> Group:
    """The name beside the logo, the city under it: all in one ink if it is named, the logo on white then, and no initials."""
    clinic = setting.leaflet.clinic
    size = setting.style("clinic").size * 2.4
    logo = mark(clinic, size, setting)
    style, beside = setting.style("clinic", balance="even", ink=ink), setting.width - logo.width - size * 0.28
    bare = clinic.masthead == "name" or (ink is not None and not logo.has_logo)
    crowded = not logo.names_clinic and len(setting.text(clinic.name, style, Artifact(), beside).lines) > 2
    if bare or crowded:  # a name of three lines leaves no room for a logo
        if crowded and len(setting.text(clinic.name, style, Artifact(), setting.width).lines) > 2:
            style = setting.style("clinic", balance="even", size="text", ink=ink)
        group = Group(0)
        down = group.add(0, 0, setting.text(clinic.name, style, parent.add("P"), setting.width))
        group.height = group.add(
            0, down + setting.style("masthead").line_gap, city_line(setting, parent, setting.width, ink=ink)[0]
        )
        return group
    alt = setting.leaflet.words.logo_alt.format(name=clinic.name)
    group = Group(size)
    if ink:  # a logo's own colours need white behind them
        group.add(-3, -3, lambda pen, x, y: pen.panel(x, y, logo.width + 6, size + 6, fill="white", radius=6))
    group.add(0, 0, logo.paint(parent.add("Figure", alt=alt, Placement="Block") if logo.has_logo else Artifact()))
    start = logo.width + size * 0.28
    if logo.names_clinic:
        city = setting.line(clinic.city, setting.style("masthead", ink=ink), Artifact())
        start, down = (start, (size - city.height) / 2) if start + city.width <= setting.width else (0.0, size + 8)
    else:
        name = setting.text(clinic.name, style, parent.add("P"), setting.width - start)
        small = setting.style("masthead")
        down = max(0.0, (size - name.height - small.line_gap - small.cap) / 2)
        down = group.add(start, down, name) + small.line_gap
    group.height = max(size, group.add(start, down, city_line(setting, parent, setting.width - start, ink=ink)[0]))
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
        if len(text.lines) <= most and text.whole(leaflet.title):
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


def opening(setting: Setting, parent: Element, reduce: int = 0) -> Group:
    """Title and main message, plain; `reduce`: more than 0 where all else must fit: the short title."""
    leaflet, group = setting.leaflet, Group(0)
    named = leaflet.running if reduce else leaflet.title
    element, full = parent.add("H1", title=leaflet.title, ident="title"), setting.style("display")
    for size in (full.size - step for step in range(int(full.size) - 13)):
        title = setting.text(named, setting.style("display", balance="even", points=size), element, setting.width)
        if len(title.lines) == 1 or (len(title.lines) == 2 and size <= full.size * 0.75 and title.whole(named)):
            break
    down = group.add(-1, setting.k(ABOVE_TITLE), title)
    lead = setting.style("lead")
    under = lead.line_gap * 1.3 + (size * HANGS if hangs(title.lines[-1].text) else 0)
    group.height = group.add(0, down + under, setting.text(leaflet.main_message, lead, parent.add("P"), setting.width))
    return group


def asking(setting: Setting, parent: Element, reduce: int = 0) -> Elastic:
    """A question on a tinted panel, as large as there is room for, beside one who stands; under it what the handout is called.

    `reduce`: more than 0 where all else must fit: the question alone.
    """
    leaflet, pad = setting.leaflet, setting.k(13)
    shown = leaflet.figure_tall or leaflet.figure
    room = (setting.width - 2 * pad) * (0.62 if shown else 1.0)
    question = Question(setting.wide(room), parent, 0.6)
    asked, size = markup.plain(question.asked), question.size
    same = asked.strip("?¿ ").casefold() == leaflet.title.strip("?¿ ").casefold()
    style = setting.style("h3", ink="brand", balance="even")
    named = [] if same or reduce else [setting.text(leaflet.title, style, parent.add("P"), room)]
    figure = drawing(leaflet, shown, parent, 1, 1) if shown else None

    def height(share: float) -> float:
        """Of the words, with the question at a share of its size."""
        return question.height(share) + sum(setting.k(11) + text.height for text in named)

    least = max(height(0.6) + 2 * pad, setting.k(84))
    most = max(least, height(1) + 2 * pad, setting.k(160))

    def make(extra: float) -> Group:
        group = Group(least + extra)
        group.add(0, 0, lambda pen, x, y: heroes.ground(pen, x, y, setting.width, group.height))
        share = 0.6 + 0.4 * min(1.0, extra / max(1.0, height(1) + 2 * pad - least))
        words = Group(height(share))
        words.add(-size * 0.03, 0, question.at(share))
        for text in named:
            words.add(0, words.height - text.height, text)
        group.add(pad, (group.height - words.height) / 2, words)
        if figure:
            edge = setting.k(8)  # nearer to the panel's edges than words are
            figure.width, figure.height, figure.foot = setting.width - pad - room - edge, group.height - 2 * edge, edge
            group.add(setting.width - edge - figure.width, edge, figure)
        return group

    return Elastic(make, least, most - least, keen=(most - least) * 0.6)


HANGS = 0.21  # of its size, that letters hang below a line
_CAP = 0.66  # height of the capitals that the leadings are for, in sizes; other typefaces have higher ones
_TIGHT, _LOOSE = 0.76, 0.87  # leading of large words whose first lines have no letter that hangs below them, and of others


class Question:
    """What a poster or a card asks, the title if it has no question, in two lines.

    Attributes:
        size: the largest it may be, points.
    """

    def __init__(self, setting: Setting, parent: Element, least: float, ink: str = "deep") -> None:
        """Break it into lines at its largest size; `least`: share of that it may be asked for."""
        poster = setting.leaflet.poster
        self.setting, self.asked = setting, poster.question if poster else (Span(setting.leaflet.title),)
        plain = markup.plain(self.asked)
        full = setting.style("display", ink=ink, balance="even")
        longest = max(text_width(full, word) for word in plain.split() or [""])
        self.size = full.size * min(1.0, setting.width / max(longest, 0.1))
        element = parent.add("H1", title=plain, ident="title")
        while True:
            self.text = setting.text(self.asked, full._replace(size=self.size, leading=self.size), element, setting.width)
            if len(self.text.lines) <= 2 or self.size * least < 13:
                break
            self.size -= 1
        loose = any(hangs(line.text) for line in self.text.lines[:-1])
        self.leading = (_LOOSE if loose else _TIGHT) * max(1.0, self.text.style.cap / self.text.style.size / _CAP)

    def height(self, share: float) -> float:
        """At a share of its size, with what hangs below its last line, points."""
        size, lines = self.size * share, self.text.lines
        cap = self.text.style.cap / self.size
        return size * (cap + self.leading * (len(lines) - 1) + (HANGS if hangs(lines[-1].text) else 0))

    def at(self, share: float) -> Paragraph:
        """Set at a share of its size, in the same lines."""
        style = self.text.style._replace(size=self.size * share, leading=self.size * share * self.leading)
        return self.setting.text(self.asked, style, self.text.owner, self.setting.width * share + 0.01)
