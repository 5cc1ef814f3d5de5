"""Booklets: several handouts of one clinic bound as one, in reading order or laid out on sheets to fold and staple.

Cover, contents, red flags, then each handout from a new page, and the back with how to reach the clinic. What is the same in
every handout (clinic, the red flags of a topic) is said once. Pages are fields of a sheet like the panels of a tri-fold, so a
sheet that is printed in another order than it is read keeps its tags and links.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handoutpress.content import markup
from handoutpress.content.markup import Span
from handoutpress.content.schema.template import Marks, Paper, Template
from handoutpress.layout.components import front_matter, red_flags
from handoutpress.layout.components.contact import contact, notes, notice_rows
from handoutpress.layout.components.masthead import running_head
from handoutpress.layout.context import Group, Row, Setting
from handoutpress.layout.drawing.pen import Pen
from handoutpress.layout.flow import Box, Filled, Overflow, pour
from handoutpress.layout.parts.covers import cover
from handoutpress.layout.section_rows import section_rows
from handoutpress.merge.leaflet import Leaflet
from handoutpress.pdf.fonts import Family
from handoutpress.pdf.tag_tree import Artifact, Element, Tree

RUNNING, FOOT = 30.0, 20.0  # room for the running head and the page number, points
BACK_MATTER = ("sources", "notes", "contact")
FOUR = 4  # pages of a folded sheet


@dataclass(frozen=True)
class _Place:
    """Where a page of the booklet stands: side of paper from 1, and how far from the edge where it starts, points."""

    side: int
    dx: float


def on_sheets(template: Template) -> Template:
    """The template of the sheets a booklet's pages are laid out on: twice as wide, folded in the middle, flipped on the short edge."""
    sheets = {paper: (2 * width, height) for paper, (width, height) in template.sheets.items()}
    folds: dict[Paper, tuple[float, ...]] = {paper: (width,) for paper, (width, _) in template.sheets.items()}
    return template.model_copy(update={"sheets": sheets, "marks": Marks(folds=folds), "duplex": "short"})


def imposed(count: int, width: float) -> list[_Place]:
    """Where the pages 1 to `count` stand on sheets that are folded once and laid in each other: outermost sheet first.

    Sheets are printed on both sides and turned over on the short edge.

    Raises:
        ValueError: the pages do not fill their sheets.
    """
    if count % FOUR:
        raise ValueError(f"{count} pages do not fill sheets of four")
    places: dict[int, _Place] = {}
    for sheet in range(count // FOUR):
        low, high = 2 * sheet + 1, count - 2 * sheet
        front_side, back_side = 2 * sheet + 1, 2 * sheet + 2
        places |= {high: _Place(front_side, 0), low: _Place(front_side, width)}
        places |= {low + 1: _Place(back_side, 0), high - 1: _Place(back_side, width)}
    return [places[page] for page in range(1, count + 1)]


class Booklet:
    """Leaflets of one clinic and language composed as a booklet; the first one stands for the clinic.

    Attributes:
        title: of the whole.
        count: pages, in fours.
    """

    def __init__(self, leaflets: Sequence[Leaflet], template: Template, fonts: Family) -> None:
        """Compose; MissingGlyphs passes through."""
        first = leaflets[0]
        self.template, self.leaflets = template, leaflets
        self.size = template.sheets[first.paper]
        self.width = self.size[0] - template.margins.left - template.margins.right
        self.height = self.size[1] - template.margins.top - template.margins.bottom - RUNNING - FOOT
        self.fonts = fonts
        self.tree = Tree(first.language)
        self.title = first.title if len(leaflets) == 1 else _title(leaflets)
        self.overflow: Overflow | None = None
        self._starts: dict[str, int] = {}
        self.filled: list[Filled] = []
        self.count = 0
        rows = self._rows()
        poured = pour(rows, [self._box(page) for page in range(1, template.pages + 1)])
        if isinstance(poured, Overflow):
            self.overflow = poured
            return
        self._bind([filled for filled in poured if filled.rows])
        self._name_once()

    def _setting(self, leaflet: Leaflet) -> Setting:
        return Setting(leaflet, self.template, self.fonts, 1, self.width)

    def _box(self, page: int) -> Box:
        margins = self.template.margins
        whole = page == 1  # the cover has no running head
        top = self.size[1] - margins.top - (0 if whole else RUNNING)
        return Box(page, margins.left, top, self.width, self.height + (RUNNING if whole else 0))

    # -- what stands in it -------------------------------------------------------------------------

    def _rows(self) -> list[Row]:
        root, first = self.tree.root, self._setting(self.leaflets[0])
        rows = [self._cover(root)]
        if len(self.leaflets) > 1:
            rows.append(self._contents(first, root))
        topics = _topics(self.leaflets)
        for leaflet in topics:
            topic, name = self._setting(leaflet), leaflet.red_flags.topic
            if len(topics) > 1:
                name = name[:1].upper() + name[1:]
                head = topic.text(name, topic.style("h2"), root.add("H2", title=name), self.width)
                rows.append(Row(head, new_page=True, keep=True, name="red flags"))
            rows.append(Row(red_flags.red_flags(topic, root), before=12, new_page=len(topics) == 1, name="red flags"))
            rows.append(Row(red_flags.same_day(topic, root), before=12, name="same day"))
        for leaflet in self.leaflets:
            rows += self._chapter(leaflet, root)
        rows += [replace(row, new_page=False) for row in notice_rows(first, root)]
        rows += self._small_print(first, root)
        self._back = root.add("Sect")
        return rows

    def _cover(self, root: Element) -> Row:
        leaflet = self.leaflets[0]
        if len(self.leaflets) > 1:
            lead = (Span(leaflet.words.booklet_lead),)
            leaflet = replace(leaflet, title=self.title, main_message=lead)
        return Row(cover(self._setting(leaflet), root, self._box(1).height), name="cover")

    def _contents(self, setting: Setting, root: Element) -> Row:
        """The list of handouts: each line is a link, with the number of its page."""
        words, width = setting.leaflet.words, setting.width
        heading = root.add("H2", title=words.contents)
        group = Group(0)
        down = group.add(0, 0, setting.text(words.contents, setting.style("h2", size="large"), heading, width)) + 14
        contents = root.add("TOC")
        for leaflet in self.leaflets:
            line = _Entry(self, leaflet, setting, contents.add("TOCI").add("Reference").add("Link"))
            group.add(0, down, lambda pen, x, y: pen.rule(x, y, width))
            down = group.add(0, down + 11, line) + 11
        group.height = down
        return Row(group, new_page=True, name="contents")

    def _chapter(self, leaflet: Leaflet, root: Element) -> list[Row]:
        """A handout. Its sections go on where there is room: what begins a page of a leaflet need not begin one here."""
        setting, section = self._setting(leaflet), root.add("Sect")
        hero = front_matter.hero(setting, section, title="large")  # titles of one size, whatever their length
        opening = Group(hero.height)
        opening.add(0, 0, lambda pen, x, y: pen.canvas.destination(_name(leaflet), y + 10))
        opening.add(0, 0, hero)
        rows = [Row(opening, new_page=True, name=_name(leaflet))]
        rows.append(Row(front_matter.key_points(setting, section), before=14, name="key points"))
        sections = [replace(one, new_page=False) for one in leaflet.sections]
        return [*rows, *section_rows(sections, setting, section, setting.width)]

    def _small_print(self, setting: Setting, root: Element) -> list[Row]:
        """Disclaimer, then sources and document control of each handout."""
        words, section, width = setting.leaflet.words, root.add("Sect"), setting.width
        head = setting.text(words.sources, setting.style("h2"), section.add("H2", title=words.sources), width)
        note = setting.text(words.disclaimer, setting.style("body"), section.add("P"), width)
        rows = [Row(head, before=24, keep=True, name="sources"), Row(note, before=8, keep=True, name="sources")]
        small, bold = setting.style("micro", balance="no"), setting.style("micro", bold=True, balance="no")
        for leaflet in self.leaflets:
            group = Group(0)
            sources = "; ".join(leaflet.sources) + "." if leaflet.sources else ""
            for text, style in ((leaflet.title, bold), (sources, small), (leaflet.control, small)):
                if text:
                    down = group.height + small.line_gap if group.parts else 0
                    group.height = group.add(0, down, setting.text(text, style, section.add("P"), width))
            rows.append(Row(group, before=10, name="sources"))
        if line := setting.leaflet.clinic.footer:
            rows.append(Row(setting.text(line, small, section.add("P"), width), before=10, name="sources"))
        return rows

    def _bind(self, filled: list[Filled]) -> None:
        """Add the back, and pages to write on before it, so that the pages fill their sheets."""
        setting = self._setting(self.leaflets[0])
        blank = -(len(filled) + 1) % FOUR
        tail: list[Row] = [Row(notes(setting, self.height), name="notes") for _ in range(blank)]
        tail.append(Row(contact(setting, self._back, self.height), name="contact"))
        for row in tail:
            filled.append(Filled(self._box(len(filled) + 1), [row]))
        self.filled, self.count = filled, len(filled)
        self._starts = {row.name: page for page, one in enumerate(filled, 1) for row in one.rows if row.new_page}

    def _name_once(self) -> None:
        """Every handout names its title "title"; in one document an id stands once."""
        seen: dict[str, int] = {}
        for element in self.tree.root.walk():
            if element.ident:
                seen[element.ident] = number = seen.get(element.ident, 0) + 1
                element.ident = f"{element.ident}-{number}" if number > 1 else element.ident

    def page_of(self, leaflet: Leaflet) -> int:
        """The page a handout begins on."""
        return self._starts[_name(leaflet)]

    def _about(self, page: int) -> Leaflet:
        """What a page's running head names: its handout, or the booklet."""
        begun = [leaflet for leaflet in self.leaflets if self.page_of(leaflet) <= page]
        if begun and any(row.name not in BACK_MATTER for row in self.filled[page - 1].rows):
            return begun[-1]
        return replace(self.leaflets[0], running=self.title)

    # -- drawing -----------------------------------------------------------------------------------

    def draw(self, pen: Pen, places: Sequence[_Place] | None = None) -> None:
        """Draw all pages, each on a side of its own or at its place."""
        places = places or [_Place(page, 0) for page in range(1, self.count + 1)]
        for side in range(1, max(place.side for place in places) + 1):
            if side > 1:
                pen.next_page()
            for page, place in enumerate(places, 1):
                if place.side == side:
                    pen.canvas.order = float(page)
                    self._page(pen, page, place.dx)

    def _page(self, pen: Pen, page: int, dx: float) -> None:
        filled = self.filled[page - 1]
        if page > 1:
            self._furniture(pen, page, filled.box.x + dx)
        for row, top in filled.places():
            row.piece.draw(pen, filled.box.x + dx, top)

    def _furniture(self, pen: Pen, page: int, x: float) -> None:
        """Running head, and the page number at the outer edge."""
        setting, margins = self._setting(self._about(page)), self.template.margins
        running_head(setting).draw(pen, x, self.size[1] - margins.top + 2)
        style = setting.style("masthead", bold=True, ink="soft", balance="no", align="start" if page % 2 == 0 else "end")
        number = setting.text(str(page), style, Artifact("Pagination", "Footer"), self.width)
        number.draw(pen, x, margins.bottom + number.height)


def _topics(leaflets: Sequence[Leaflet]) -> list[Leaflet]:
    """The first handout of each topic."""
    return [leaflet for i, leaflet in enumerate(leaflets) if leaflet.topic not in {before.topic for before in leaflets[:i]}]


def _title(leaflets: Sequence[Leaflet]) -> str:
    """What a booklet of several handouts is called: by its topic, or by all of them."""
    flags = [leaflet.red_flags for leaflet in _topics(leaflets)]
    return (
        flags[0].booklet
        if len(flags) == 1
        else leaflets[0].words.booklet_title.format(topics=", ".join(one.topic for one in flags))
    )


def _name(leaflet: Leaflet) -> str:
    return f"handout-{leaflet.handout}"


class _Entry:
    """A line of the contents: title and main message at the start, page at the end; all of it a link."""

    def __init__(self, booklet: Booklet, leaflet: Leaflet, setting: Setting, owner: Element) -> None:
        self.booklet, self.leaflet, self.setting, self.owner = booklet, leaflet, setting, owner
        self.title = setting.text(leaflet.title, setting.style("h3"), owner, setting.width - 40)
        body = setting.style("body")
        self.message = setting.text(leaflet.main_message, body, owner, setting.width - 40)
        self.gap = body.line_gap
        self.height = self.title.height + self.gap + self.message.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw with the top of the title at y."""
        width, page = self.setting.width, str(self.booklet.page_of(self.leaflet))
        self.title.draw(pen, x, y)
        self.message.draw(pen, x, y - self.title.height - self.gap)
        style = self.setting.style("h3", align="end", balance="no", ink="brand")
        self.setting.text(page, style, self.owner, width).draw(pen, x, y)
        words = self.setting.leaflet.words
        contents = f"{self.leaflet.title}, {words.page_of.format(page=page, pages=self.booklet.count)}"
        pen.link(x, y + 6, width, self.height + 11, self.owner, _name(self.leaflet), markup.plain((Span(contents),)))
