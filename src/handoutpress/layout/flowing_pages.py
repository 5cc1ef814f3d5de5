"""Pages in one column, in the order they are read, each picture beside its words: large print.

Page 1 has the masthead, the title with its figure, and the red box whole. The sections follow, then the signs of the same day, what to
remember, and whom to call. No step is parted from its picture, no page begins with a picture, and pages are filled alike.
"""

from __future__ import annotations

from handoutpress.content.schema.blocks.basic import Checklist, Tracker
from handoutpress.layout.blocks.card_blocks import strip
from handoutpress.layout.components import front_matter as front
from handoutpress.layout.components import red_flags
from handoutpress.layout.components.call_to_action import call_to_action
from handoutpress.layout.components.contact import next_visit, notes, notice_rows
from handoutpress.layout.components.footer import Footer, footer_line, small_print_width
from handoutpress.layout.components.masthead import masthead, running_head
from handoutpress.layout.components.stage import HIGH, Stage
from handoutpress.layout.context import Elastic, Group, Row, Setting
from handoutpress.layout.drawing.pen import Flowable, Pen
from handoutpress.layout.flow import Box, Filled, Overflow
from handoutpress.layout.illustrated_rows import Pictures, SectionWriter
from handoutpress.layout.pagination import WELL_FILLED, paginate
from handoutpress.merge.leaflet import LeafletSection
from handoutpress.pdf.tag_tree import Artifact, Element, Tree

AFTER_HEAD, ABOVE_FOOTER = 24.0, 11.0  # least white under the head of a page and above its footer, points
BETWEEN = 14.0  # least white between the parts around the sections, drawn for 12-point type, points
LAST = 0.2  # how much it matters how full the last page is
PLAN = 4  # a list to tick of no more items is a plan
WRITE_LEAST = 130.0  # points: less room than this has no lines to write on
HERO_GROWS, LOWER = 90.0, 8.0  # by how much the title's field may grow, and its words stand lower then, points
PAGE_GROWS = 420.0  # by how much, where it has a page of its own, points


class FlowingPages:
    """A leaflet composed in sequence on at most `most` pages: what stands where, ready to be drawn.

    Attributes:
        notes: what is left out, for whoever makes the leaflet.
        thin: whether a page before the last would be half empty without lines to write on.

    Structure elements are made in reading order, which is the order of the pages.
    """

    def __init__(self, trial: Setting, most: int, pictures: Pictures) -> None:
        """Compose with text and pictures as this trial has them, more or fewer of these; MissingGlyphs passes through."""
        leaflet, template = trial.leaflet, trial.template
        self.notes: list[str] = []
        self.template, self.size = template, template.sheets[leaflet.paper]
        margins = template.margins
        self.setting = trial.wide(self.size[0] - margins.left - margins.right)
        self.tree = Tree(leaflet.language)
        root, setting = self.tree.root, self.setting
        self.draft = front.draft_note(setting, root)
        self.masthead = setting.own("masthead", root, lambda: masthead(setting, root))
        self.running = setting.own("running", None, lambda: running_head(setting))
        self.print = {name: Element("P") for name in ("disclaimer", "sources", "control")}
        self.own_line = None
        self.pages = 3
        self.footers = [self._footer(page) for page in (1, 2, 3)]
        front_rows = self._front(root)
        self.writer = SectionWriter(setting, setting.width, self._box(2).height, pictures)
        rows = [*front_rows, *self._body(root)]
        note = root.add("Sect")
        self.print = {name: note.add("P") for name in ("disclaimer", "sources")}
        self.own_line = footer_line(setting, note, small_print_width(setting))
        self.print["control"] = note.add("P")
        self.overflow: Overflow | None = None
        self.thin = False
        self.filled: list[Filled] = []
        highest = max(row.piece.height for row in rows)
        for self.pages in range(2, most + 1):
            self.footers = [self._footer(page) for page in range(1, self.pages + 1)]
            boxes = [self._box(page) for page in range(1, self.pages + 1)]
            for tried in (rows, [row for row in rows if row.name != "key points"]):  # these say again what is said
                if filled := paginate(tried, boxes, last=LAST):
                    self.filled = filled
                    if tried is rows:
                        self._remember.adopt(self._points)
                    self._fill()
                    return
        name = next(row.name for row in rows if row.piece.height == highest)
        self.overflow = Overflow(name, max(1.0, highest - self._box(2).height))

    # -- what stands in it -------------------------------------------------------------------------

    def _front(self, root: Element) -> list[Row]:
        """The title with its figure, and the red box: on a draft the one that has been checked comes first."""
        setting, leaflet = self.setting, self.setting.leaflet
        hero = root.add("Sect")
        which = [True, False] if leaflet.draft else [False]
        flags = [red_flags.red_flags(setting, root, checked=checked) for checked in which]
        room = self._box(1).height - flags[0].height - setting.u(BETWEEN)
        rows = [Row(box, setting.u(BETWEEN), name="red flags") for box in flags]
        made = _hero(setting, hero, room)
        return [Row(made, keep=made.height <= room, name="title"), *rows]

    def _body(self, root: Element) -> list[Row]:
        """All after the red box, to the call at the end."""
        setting, leaflet = self.setting, self.setting.leaflet
        to_fill_in = [section for section in leaflet.sections if is_to_fill_in(section)]
        rows = self.writer.rows([section for section in leaflet.sections if section not in to_fill_in], root)
        if not leaflet.draft:  # a draft's second red box may have left no page to begin with
            rows[0] = Row(rows[0].piece, rows[0].before, rows[0].keep, new_page=True, name=rows[0].name)
        if leaflet.draft:
            rows += red_flags.checked_rows(leaflet.draft, setting, root)
        rows += notice_rows(setting, root)
        rows.append(Row(red_flags.same_day(setting, root), setting.u(BETWEEN), name="same day"))
        self._remember, self._points = root.add("Sect"), Element("Sect")
        rows += self._key_points(self._points) + self.writer.rows(to_fill_in, root)
        if leaflet.clinic.next_visit:
            rows.append(Row(next_visit(setting, root.add("Sect")), setting.u(BETWEEN), name="next visit"))
        call = setting.own("call", root, lambda: call_to_action(setting, root))
        rows.append(Row(call, setting.u(BETWEEN), name="call"))
        return rows

    def _key_points(self, section: Element) -> list[Row]:
        """What to remember, under a heading of its own: where it would cost a page it is left out."""
        setting, words = self.setting, self.setting.leaflet.words
        head = setting.text(words.key_points, setting.style("h2"), section.add("H2", title=words.key_points), setting.width)
        points = strip(setting.leaflet.key_points, setting, section, setting.width, columns=1, disc=27)
        between = setting.u(BETWEEN)
        return [Row(head, between, keep=True, name="key points"), Row(points, setting.u(9), name="key points")]

    def _footer(self, page: int) -> Footer:
        """Small print: the disclaimer on every page, sources and control line on the last; what repeats is decoration."""
        leaflet, last = self.setting.leaflet, page == self.pages
        words, again = leaflet.words, Artifact("Pagination", "Footer")
        lines: list[tuple[str, Element | Artifact] | Flowable] = []
        lines.append((words.disclaimer, self.print["disclaimer"] if page == 1 else again))
        if last and leaflet.sources:
            lines.append((f"{words.sources}: {'; '.join(leaflet.sources)}.", self.print["sources"]))
        if last and self.own_line:
            lines.append(self.own_line)
        lines.append((leaflet.control, self.print["control"] if last else again))
        return Footer(self.setting, lines, page, self.pages)

    # -- where it stands ---------------------------------------------------------------------------

    def _head(self, page: int) -> list[Flowable]:
        if page > 1:
            return [self.running]
        return [self.draft, self.masthead] if self.draft else [self.masthead]

    def _foot(self, page: int) -> float:
        """Height of the footer's hairline above the sheet's lower edge, points."""
        return self.template.margins.bottom + self.footers[page - 1].height

    def _box(self, page: int) -> Box:
        top = self.size[1] - self.template.margins.top - sum(piece.height + AFTER_HEAD for piece in self._head(page))
        return Box(page, self.template.margins.left, top, self.setting.width, top - self._foot(page) - ABOVE_FOOTER)

    def _fill(self) -> None:
        """Give pages with room the pictures that are left of their sections; where that is not enough, lines to write on."""
        for page, filled in enumerate(self.filled[1:], 2):
            self.writer.add_pictures(filled, self.filled[page:])
            free = filled.box.height - filled.used - filled.give - self.setting.u(30)
            thin = filled.used + filled.give < filled.box.height * WELL_FILLED
            self.thin = self.thin or (thin and filled is not self.filled[-1])
            if free > WRITE_LEAST and (thin or filled is self.filled[-1]):
                filled.rows.append(Row(notes(self.setting, free), self.setting.u(30), name="notes", give=0))

    def draw(self, pen: Pen) -> None:
        """Draw all pages."""
        start = self.template.margins.left
        for page, filled in enumerate(self.filled, 1):
            if page > 1:
                pen.next_page()
            front.draft_mark(pen, self.setting, self.size)
            y = self.size[1] - self.template.margins.top
            for piece in self._head(page):
                piece.draw(pen, start, y)
                y -= piece.height + AFTER_HEAD
            if page > 1:
                pen.rule(start, y + AFTER_HEAD * 0.66, self.setting.width)
            for row, top in filled.places():
                row.piece.draw(pen, start, top)
            self.footers[page - 1].draw(pen, start, self._foot(page))


def is_to_fill_in(section: LeafletSection) -> bool:
    """Whether a section is a chart or a short list to tick, which stands where patients write, near the end."""
    return all(isinstance(block, Tracker) or (isinstance(block, Checklist) and len(block.root) <= PLAN) for block in section.blocks)


def _hero(setting: Setting, parent: Element, room: float) -> Flowable:
    """The title alone on its line, the main message under it, and its figure beside that, as large as `room` points allow.

    The box of signs is to stand on the same page: the field's white edges give way before it does.
    """
    tries = [(share, figured, 1.0) for share in (1.0, 0.8, 0.65) for figured in (True, False)] + [(0.65, False, 0.4)]
    for share, figured, white in tries:
        section = Element("Sect")
        hero = _hero_at(setting, section, share, figured=figured, white=white)
        if hero.height <= room:
            break
    else:  # the red box has a page of its own, and so has the figure
        section = Element("Sect")
        hero = _hero_at(setting, section, 1.0, figured=True)
        hero.give = PAGE_GROWS if setting.leaflet.figure else hero.give
    parent.adopt(section)
    return hero


def _hero_at(setting: Setting, parent: Element, share: float, *, figured: bool, white: float = 1.0) -> Elastic:
    """The title's field with the title at a share of its size, with or without the figure; `white`: share of its edges."""
    leaflet, width, inset = setting.leaflet, setting.width, setting.k(12) * white
    inner, gap = width - 2 * inset, setting.k(12) * white
    title = front.fitted_title(setting, parent, inner, most=share)
    side = inner * 0.44 if leaflet.figure and figured else 0.0
    lead = setting.text(leaflet.main_message, setting.style("lead"), parent.add("P"), inner - (side + gap if side else 0))
    above = inset + title.height + gap
    stage = Stage(setting, leaflet.figure, parent, side) if side and leaflet.figure else None
    least = above + max(lead.height, side * HIGH * 0.5) + inset

    def make(extra: float) -> Group:
        group = Group(least + extra)
        group.add(0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, fill="tint", radius=setting.family.radius.panel))
        group.add(inset, inset, title)
        group.add(inset, above + min(LOWER, extra / 3), lead)
        if stage:
            group.add(inset + inner - side, above - gap / 2, stage.at(group.height - above + gap / 2 - 2, field=False))
        return group

    return Elastic(make, least, HERO_GROWS if stage else LOWER * 2)
