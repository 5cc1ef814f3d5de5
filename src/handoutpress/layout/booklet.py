"""Booklets: several handouts of one clinic bound as one, in reading order or laid out on sheets to fold and staple.

Cover, contents, the signs, then a chapter for each handout, which begins on a left page and fills whole leaves; where pages are over, what
to remember and a page to write on; the back has how to reach the clinic. Sections stay whole. What is the same in every handout (clinic,
the red flags of a topic) is said once. Pages are fields of a sheet like the panels of a tri-fold, so a sheet that is printed in another
order than it is read keeps its tags and links.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from handoutpress.content.markup import Span
from handoutpress.content.schema.template import Template
from handoutpress.layout.components import red_flags
from handoutpress.layout.components.chapter import (
    chapter_head,
    contents,
    key_message,
    key_points,
    large_picture,
    moves_chart,
    small_print,
    to_remember,
)
from handoutpress.layout.components.contact import contact, notes, notice_rows
from handoutpress.layout.context import Group, Row, Setting
from handoutpress.layout.drawing.pen import Flowable, Pen
from handoutpress.layout.flow import Box, Filled, Overflow
from handoutpress.layout.illustrated_rows import ABOVE_HEADING, Pictures, SectionWriter
from handoutpress.layout.imposition import FOUR, Placement
from handoutpress.layout.pagination import WELL_FILLED, paginate, whole
from handoutpress.layout.parts.covers import cover
from handoutpress.merge.leaflet import Leaflet, LeafletSection
from handoutpress.pdf.fonts import Family
from handoutpress.pdf.tag_tree import Artifact, Element, Tree

HEAD, FOOT = 32.0, 24.0  # room for the running head and the page number, points
ABOVE_PRINT = 12.0  # least white above the small print of a chapter, points
LEAF = 2  # pages
FULL = 0.8  # share of a page's height; one with less takes a reminder, too
WRITE_LEAST, ABOVE_FILL = 100.0, 26.0  # points: less room has no lines to write on; white above what fills a page


@dataclass
class _Page:
    """A page: its rows, what stands at its foot, and what the folio's line says of it."""

    filled: Filled
    foot: Group | None = None
    about: str = ""


# what is tried for a chapter: whether its head has the figure, and which pictures its sections have
CHAPTERS: tuple[tuple[bool, Pictures], ...] = ((True, "all"), (False, "all"), (True, "blocks"), (False, "blocks"), (False, "room"))


class Booklet:
    """Leaflets of one clinic and language composed as a booklet; the first one stands for the clinic.

    Attributes:
        title: of the whole.
        pages: in order, in fours.
    """

    def __init__(self, leaflets: Sequence[Leaflet], template: Template, fonts: Family) -> None:
        """Compose; MissingGlyphs passes through."""
        first = leaflets[0]
        self.template, self.leaflets = template, leaflets
        self.size = template.sheets[first.paper]
        margins = template.margins
        self.width = self.size[0] - margins.left - margins.right
        self.height = self.size[1] - margins.top - margins.bottom - HEAD - FOOT
        self.fonts = fonts
        self.tree = Tree(first.language)
        self.title = first.title if len(leaflets) == 1 else _title(leaflets)
        self.overflow: Overflow | None = None
        self.pages: list[_Page] = []
        self.starts: dict[str, int] = {}
        root = self.tree.root
        self._add([Row(self._cover(root), name="cover")])
        self._add([Row(contents(self, self._setting(first), root, self.height), name="contents")])
        self._signs(root)
        for number, leaflet in enumerate(leaflets, 1):
            self._chapter(number, leaflet, root.add("Sect"))
        if not self.overflow:
            self._close(root)
            self.starts = {row.name: page for page, one in reversed(list(enumerate(self.pages, 1))) for row in one.filled.rows}
            self._name_once()

    @property
    def count(self) -> int:
        """Pages."""
        return len(self.pages)

    def _setting(self, leaflet: Leaflet) -> Setting:
        return Setting(leaflet, self.template, self.fonts, 1, self.width)

    def _box(self, less: float = 0.0) -> Box:
        """The next page's room; the cover has no running head."""
        page, margins = len(self.pages) + 1, self.template.margins
        head = HEAD if page > 1 else 0.0
        return Box(page, margins.left, self.size[1] - margins.top - head, self.width, self.height + HEAD - head - less)

    def _add(self, rows: list[Row], foot: Group | None = None, about: str = "") -> _Page:
        """A page of its own."""
        page = _Page(Filled(self._box(foot.height + ABOVE_PRINT if foot else 0.0), rows), foot, about)
        self.pages.append(page)
        return page

    # -- what stands in it -------------------------------------------------------------------------

    def _cover(self, root: Element) -> Flowable:
        leaflet = self.leaflets[0]
        if len(self.leaflets) > 1:
            leaflet = replace(leaflet, title=self.title, main_message=(Span(leaflet.words.booklet_lead),))
        return cover(self._setting(leaflet), root, self._box().height)

    def _signs(self, root: Element) -> None:
        """The signs of each topic, on as many pages as let chapters begin on left ones; when to book stands on the back."""
        topics = _topics(self.leaflets)
        rows: list[Row] = []
        for leaflet in topics:
            setting, name = self._setting(leaflet), leaflet.red_flags.topic
            roles = self.template.unstyled.type
            close = replace(setting, template=self.template.unstyled.model_copy(update={"type": {**roles, "body": roles["signs"]}}))
            if len(topics) > 1:
                name = name[:1].upper() + name[1:]
                head = setting.text(name, setting.style("h2"), root.add("H2", title=name), self.width)
                rows.append(Row(head, 12, keep=True, name="red flags"))
            rows.append(Row(red_flags.red_flags(close, root), 9, name="red flags"))
            rows.append(Row(red_flags.same_day(close, root, book=False), 9, name="same day"))
        for count in range(1, 2 * len(topics) + 1):
            if filled := paginate(rows, [replace(self._box(), page=len(self.pages) + 1 + i) for i in range(count)]):
                self.pages += [_Page(one) for one in filled]
                break
        else:
            self.overflow = Overflow("red flags", max(row.piece.height for row in rows) - self.height)
        if len(self.pages) % LEAF == 0:
            self._remember(root)

    def _leaves(self, rows: Sequence[Row], foot: Group, about: str) -> bool:
        """Rows on as few leaves as hold them, over what stands at the foot of the last page; whether they fit."""
        less = foot.height + ABOVE_PRINT
        for count in range(LEAF, self.template.pages, LEAF):
            boxes = [replace(self._box(), page=len(self.pages) + 1 + i) for i in range(count)]
            boxes[-1] = replace(boxes[-1], height=boxes[-1].height - less)
            for used in (count, count - 1):  # a page that is over is there to write on
                if filled := paginate(rows, boxes[:used]):
                    self.pages += [_Page(one, None, about) for one in [*filled, *map(Filled, boxes[used:])]]
                    self.pages[-1].foot = foot
                    return True
        highest = max(rows, key=lambda row: row.piece.height)
        self.overflow = Overflow(highest.name, max(1.0, highest.piece.height - self.height))
        return False

    def _chapter(self, number: int, leaflet: Leaflet, section: Element) -> None:
        """A handout on whole leaves; its sources stand at the foot of its last page."""
        many = len(self.leaflets) > 1
        body = section.add("Sect")
        foot = small_print(self._setting(leaflet), section.add("Sect"))
        about = f"{number} · {leaflet.running}" if many else leaflet.running
        first = len(self.pages)
        best: tuple[list[_Page], SectionWriter, Element] | None = None
        for figured, pictures in CHAPTERS:
            holder = Element("Sect")
            writer = SectionWriter(self._setting(leaflet), self.width, self.height, pictures)
            rows = self._chapter_rows(number if many else 0, leaflet, writer, holder, figured=figured)
            if self.overflow or not self._leaves(rows, foot, about):
                return
            pages = self.pages[first:]
            del self.pages[first:]
            if best is None or _worth(pages, writer) < _worth(best[0], best[1]):
                best = pages, writer, holder
        assert best
        self.pages += best[0]
        body.adopt(best[2])
        self._fill(*best)

    def _chapter_rows(self, number: int, leaflet: Leaflet, writer: SectionWriter, owner: Element, *, figured: bool) -> list[Row]:
        """The head of a chapter, with its figure or without, and its sections, each whole if a page holds it."""
        head = chapter_head(writer.setting, number, owner, _name(leaflet), figured=figured)
        rows = [Row(head, keep=True, name=_name(leaflet))]
        for one in leaflet.sections:
            # the head keeps with the first section
            writer.page = self.height - (head.height + writer.setting.u(ABOVE_HEADING) if len(rows) == 1 else 0.0)
            made = whole(writer.rows([one], owner), writer.page)
            rows += made if number else [replace(made[0], piece=_named(made[0].piece, one.id)), *made[1:]]
        return rows + (notice_rows(writer.setting, owner) if leaflet is self.leaflets[-1] else [])

    def _fill(self, pages: Sequence[_Page], writer: SectionWriter, owner: Element) -> None:
        """Give pages with room, in order: pictures that are left, a key message or the key points, a chart of moves, lines to write on."""
        setting, points = writer.setting, Element("Sect")
        sections = {section.id: section for section in setting.leaflet.sections}
        fillers: dict[str, Callable[[list[LeafletSection]], Flowable | None]] = {
            "message": lambda told: key_message(setting, told, writer.shown),
            "points": lambda told: key_points(setting, points) if len(self.leaflets) > 1 else None,
            "chart": lambda told: moves_chart(setting, told),
        }
        for number, page in enumerate(pages):
            filled = page.filled
            writer.add_pictures(filled, [one.filled for one in pages[number + 1 :]])
            told = [sections[name] for name in dict.fromkeys(row.name for row in filled.rows) if name in sections]
            for name, make in list(fillers.items()):
                free = filled.box.height - filled.used - ABOVE_FILL
                if _is_thin(filled, FULL) and (piece := make(told)) and piece.height <= free:
                    filled.rows.append(Row(piece, ABOVE_FILL, name=name))
                    if name != "message":
                        del fillers[name]
                    if name == "points":
                        owner.adopt(points)
            free = filled.box.height - filled.used - (ABOVE_FILL if filled.rows else 0.0)
            if _is_thin(filled) and free > WRITE_LEAST:
                filled.rows.append(Row(notes(setting, free), ABOVE_FILL, name="notes", give=0))

    def _remember(self, root: Element) -> None:
        """A page of what to remember; with the first figure, and a chart of moves, where that is not much."""
        setting = self._setting(self.leaflets[0])
        filled = self._add([Row(to_remember(self._setting, self.leaflets, root.add("Sect"), self.height), name="remember")]).filled
        moves = [section for leaflet in self.leaflets for section in leaflet.sections]
        for piece in (moves_chart(setting, moves), large_picture(setting)):
            if piece and _is_thin(filled) and filled.used + ABOVE_FILL + piece.height <= filled.box.height:
                filled.rows.append(Row(piece, ABOVE_FILL, name="remember"))

    def _close(self, root: Element) -> None:
        """The back; where the pages do not fill their sheets, what to remember on the left and a page to write on before it."""
        setting = self._setting(self.leaflets[0])
        if (len(self.pages) + 1) % FOUR:
            self._remember(root)
            self._add([Row(notes(setting, self.height), name="notes")])
        back = self._add([Row(contact(setting, root.add("Sect"), self.height), name="contact")]).filled
        free = back.box.height - back.used - ABOVE_FILL
        if _is_thin(back) and free > WRITE_LEAST:
            back.rows.append(Row(notes(setting, free), ABOVE_FILL, name="lines", give=0))

    def _name_once(self) -> None:
        """Every handout names its title "title"; in one document an id stands once."""
        seen: dict[str, int] = {}
        for element in self.tree.root.walk():
            if element.ident:
                seen[element.ident] = number = seen.get(element.ident, 0) + 1
                element.ident = f"{element.ident}-{number}" if number > 1 else element.ident

    # -- drawing -----------------------------------------------------------------------------------

    def draw(self, pen: Pen, places: Sequence[Placement] | None = None) -> None:
        """Draw all pages, each on a side of its own or at its place."""
        places = places or [Placement(page, 0) for page in range(1, self.count + 1)]
        for side in range(1, max(place.side for place in places) + 1):
            if side > 1:
                pen.next_page()
            for number, place in enumerate(places, 1):
                if place.side == side:
                    pen.canvas.order = float(number)
                    self._draw(pen, number, place.dx)

    def _draw(self, pen: Pen, number: int, dx: float) -> None:
        page = self.pages[number - 1]
        x = page.filled.box.x + dx
        if number > 1:
            self._furniture(pen, number, x)
        for row, top in page.filled.places():
            row.piece.draw(pen, x, top)
        if page.foot:
            page.foot.draw(pen, x, self.template.margins.bottom + FOOT + page.foot.height)

    def _furniture(self, pen: Pen, number: int, x: float) -> None:
        """Running head over a hairline: the clinic on left pages, the booklet on right ones; the page number at the outer edge."""
        setting, margins = self._setting(self.leaflets[0]), self.template.margins
        clinic, even = setting.leaflet.clinic, number % 2 == 0
        outer, inner = ("start", "end") if even else ("end", "start")
        top = self.size[1] - margins.top
        head = setting.style("running", ink="brand", align=outer, balance="no")  # type: ignore[arg-type]
        name = setting.line(clinic.name if even else self.title, head, Artifact("Pagination", "Header"))
        if name.width > self.width:  # the cover has all of it
            name = setting.text(setting.leaflet.running, head, name.owner, self.width)
        else:
            name.column = self.width
        name.draw(pen, x, top)
        pen.rule(x, top - name.style.size * 1.2, self.width, ink="line")
        folio = setting.style("body", bold=True, align=outer, balance="no")  # type: ignore[arg-type]
        note = setting.style("masthead", align=inner, balance="no")  # type: ignore[arg-type]
        text = self.pages[number - 1].about if even else clinic.phone
        foot = margins.bottom + folio.cap
        for piece, style in ((str(number), folio), (text, note)):
            setting.text(piece, style, Artifact("Pagination", "Footer"), self.width).draw(pen, x, foot)


def _worth(pages: Sequence[_Page], writer: SectionWriter) -> tuple[int, bool, float]:
    """Few pages are better, then steps that are not parted, then as few sections that are, and well filled pages."""
    filled = [page.filled for page in pages]
    cut = sum(1 for one, other in pairwise(filled) if one.rows and other.rows and one.rows[-1].name == other.rows[0].name)
    return len(pages), writer.parted, cut + max(1 - (one.used + one.give) / one.box.height for one in filled)


def _named(piece: Flowable, name: str) -> Group:
    """A piece that the contents page leads to."""
    return Group(piece.height, [(0, 0, lambda pen, x, y: pen.canvas.destination(name, y + 10)), (0, 0, piece)])


def _is_thin(filled: Filled, share: float = WELL_FILLED) -> bool:
    return filled.used + filled.give < filled.box.height * share


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
