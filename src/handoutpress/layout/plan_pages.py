"""A leaflet with a plan: what to do on the front, and the reader's plan on its last page, with every warning sign by zone.

What gives way, in this order: white, the height of pictures, lines to write in. What is left over widens them again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handoutpress.content.schema.blocks.basic import Steps
from handoutpress.content.schema.blocks.pictures import Exercises
from handoutpress.layout.components import front_matter as front
from handoutpress.layout.components import red_flags, zones
from handoutpress.layout.components.contact import notes, notice_rows
from handoutpress.layout.components.footer import Footer, footer_line, small_print_width
from handoutpress.layout.components.masthead import masthead, running_head
from handoutpress.layout.components.my_plan import green_zone, plan_head
from handoutpress.layout.components.plan_call import plan_call
from handoutpress.layout.components.recovery_strip import recovery_strip
from handoutpress.layout.context import Row, Setting
from handoutpress.layout.drawing.pen import Flowable, Pen
from handoutpress.layout.flow import Box, Filled, Overflow, pour
from handoutpress.layout.section_rows import section_rows
from handoutpress.merge.leaflet import LeafletSection
from handoutpress.pdf.tag_tree import Artifact, Element, Tree

GAP, GIVE = 10.0, 5.0  # between the parts of a page, points, and by how much that may grow before pictures do
TIGHTEST = 6.0  # between them where a page is full, points
ABOVE_FOOTER, AFTER_RUNNING = 7.0, 12.0
LEVELS = (1.0, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6, 0.54, 0.48, 0.42)  # of white and pictures, as a share of what they are drawn for
GROWN = (1.5, 1.35, 1.2, 1.1)  # how far pictures grow where the front is short
# start and end of a movement one above the other are nearly twice as large: for that white gives way, down to this level
ABOVE_EACH_OTHER, DOWN_TO = 1.03, 0.72
# height of the strip's stage, points; lines to write in
STAGES = ((78.0, 3), (68.0, 2), (60.0, 2), (56.0, 2), (52.0, 1), (50.0, 1), (48.0, 1), (46.0, 1), (46.0, 0), (0.0, 0))
WRITE_LEAST = 130.0  # points: less room than this has no lines to write on
HERO_MORE = 40.0  # by how much the front panel may grow where the front is short, points


class PlanPages:
    """A leaflet with a plan page, composed at one type scale on at most `most` pages, ready to be drawn.

    Structure elements are made in reading order: masthead, title, red flags, sections; the plan's head and strip, zones, call to
    action; small print.
    """

    def __init__(self, trial: Setting, most: int) -> None:
        """Compose with text and pictures as this trial has them; MissingGlyphs passes through."""
        leaflet, template = trial.leaflet, trial.template
        self.notes: list[str] = []
        self.size, self.margins = template.sheets[leaflet.paper], template.margins
        setting = trial.wide(self.size[0] - self.margins.left - self.margins.right)
        self.setting, self.tree = setting, Tree(leaflet.language)
        root = self.tree.root
        self.overflow: Overflow | None = None
        self.draft = front.draft_note(setting, root)
        self.masthead = setting.own("masthead", root, lambda: masthead(setting, root))
        self.running = setting.own("running", None, lambda: running_head(setting))
        hero_at, flags_at, text_at, plan_at = (root.add("Sect") for _ in range(4))
        # a draft has the box that has been checked on its front, and the translated signs in the zones of its plan
        self.flags = red_flags.red_flags(setting, flags_at, checked=bool(leaflet.draft))
        self.plan_head = plan_head(setting, plan_at, leaflet.plan.title if leaflet.plan else leaflet.words.my_plan)
        strip_at, back_at, green_at = (plan_at.add("Sect") for _ in range(3))
        self.zones = _signs(setting, plan_at)
        self.call = setting.own("plan call", root, lambda: plan_call(setting, root))
        note = root.add("Sect")
        self.print = {name: note.add("P") for name in ("disclaimer", "sources")}
        self.own_line = footer_line(setting, note, small_print_width(setting))
        self.print["control"] = note.add("P")
        self.pages = 2
        self.sources_on = 2
        self.gaps = {1: TIGHTEST, 2: TIGHTEST}  # between the parts of the front and of the plan page, points

        sections = [section.on_leaflet for section in leaflet.sections if not section.in_plan]
        at = next((i for i, section in enumerate(sections) if section.new_page), len(sections))
        self._plan(sections[at:], strip_at, back_at, green_at)
        self._front(sections[:at], hero_at, text_at)
        self._share(most, turned=at < len(sections))

    # -- composing -------------------------------------------------------------------------------------------------------------

    def _front(self, sections: Sequence[LeafletSection], hero_at: Element, text_at: Element) -> None:
        """The front at the widest level at which its sections fit on it, else at the tightest."""
        for level in LEVELS:
            self.gaps[1] = _gap(level)
            tight = replace(self.setting, tight=level)
            hero_in, text_in = Element("Sect"), Element("Sect")
            self.hero = front.hero(tight, hero_in)
            self.rows = section_rows(sections, tight, text_in, tight.width)
            if _height(self.rows) <= self._room(1):
                break
        free = self._room(1) - _height(self.rows)
        tries = [(scale, level) for scale in GROWN if free > 0 and any(_pictured(section) for section in sections)]
        if any(isinstance(block, Exercises) for section in sections for block in section.blocks):
            tries += [(ABOVE_EACH_OTHER, less) for less in LEVELS if DOWN_TO <= less <= level]
        for scale, less in tries:
            self.gaps[1] = _gap(less)
            grown, grown_in = replace(tight, scale=scale, tight=less), Element("Sect")
            rows = section_rows(sections, grown, grown_in, grown.width)
            if _height(rows) <= self._room(1):
                self.rows, text_in = rows, grown_in
                break
            self.gaps[1] = _gap(level)
        more = min(HERO_MORE, self._room(1) - _height(self.rows) - sum(row.give or 0 for row in self.rows) - 3 * GIVE)
        if more > 2:
            hero_in = Element("Sect")
            self.hero = front.hero(tight, hero_in, more=more)
        hero_at.adopt(hero_in)
        text_at.adopt(text_in)

    def _plan(self, back: Sequence[LeafletSection], strip_at: Element, back_at: Element, green_at: Element) -> None:
        """The plan page at the widest level at which all of it fits, else at the tightest."""
        plan, leaflet = self.setting.leaflet.plan, self.setting.leaflet
        # all of it together; else what stands above the zones goes on pages of its own, and last the strip gives way
        tries = [(one, True) for one in range(len(STAGES) - 1)] + [(one, False) for one in range(len(STAGES))]
        for number, together in tries:
            high, blank = STAGES[number]
            self.gaps[2] = _gap(LEVELS[min(number, len(LEVELS) - 1)])
            self.sources_on = 2 if number < len(STAGES) - 3 else 1
            tight = replace(self.setting, tight=LEVELS[min(number, len(LEVELS) - 1)])
            strip_in, back_in, green_in = (Element("Sect") for _ in range(3))
            self.strip = recovery_strip(plan.stages, tight, strip_in, high) if plan and plan.stages and high else None
            self.back = section_rows(back, tight, back_in, tight.width)
            if leaflet.draft:
                self.back += red_flags.checked_rows(leaflet.draft, tight, back_in)
            self.back += notice_rows(tight, back_in)
            visit = leaflet.clinic.next_visit is not False
            self.green = green_zone(plan, tight, green_in, blank, visit=visit) if plan else None
            if (_height(self.back) if together else 0.0) <= self._room(2):
                break
        if plan and plan.stages and not self.strip:
            self.notes.append(f"{self.setting.template.label}: for want of room it does not carry the pictures of the way back")
        for place, made in ((strip_at, strip_in), (back_at, back_in), (green_at, green_in)):
            place.adopt(made)

    def _share(self, most: int, *, turned: bool) -> None:
        """Pages as few as hold all: the front's rows go on after it, and what stands on the plan page goes before it, if they must.

        `turned`: what follows the front's rows begins a page.
        """
        marked = [*self.rows, *(replace(row, new_page=turned and not i) for i, row in enumerate(self.back))]
        for self.pages in range(2, most + 1):
            self.sources_on = min(self.sources_on, self.pages)
            boxes = [Box(page, self.margins.left, 0, self.setting.width, self._room(page)) for page in range(1, self.pages + 1)]
            poured = pour(marked, boxes)
            if (short := min(box.height for box in boxes)) < 0:
                poured = Overflow("the plan", -short)
            if not isinstance(poured, Overflow):
                self.poured, self.overflow = poured, None
                return
            self.overflow = poured

    # -- places ----------------------------------------------------------------------------------------------------------------

    def _above(self, page: int) -> list[Flowable]:
        """What stands on a page before the sections."""
        if page == 1:
            return [*([self.draft] if self.draft else []), self.masthead, self.hero]
        if page < self.pages:
            return [self.running]
        return [self.plan_head, *([self.strip] if self.strip else [])]

    def _below(self, page: int) -> list[Flowable]:
        """What stands on a page after the sections."""
        if page == 1:
            return [self.flags]
        if page < self.pages:
            return []
        return [*([self.green] if self.green else []), *self.zones, self.call]

    def _footer(self, page: int) -> Footer:
        """Small print: the disclaimer on page 1, sources and control line on the last; what repeats is decoration."""
        leaflet, words = self.setting.leaflet, self.setting.leaflet.words
        again, last = Artifact("Pagination", "Footer"), page == self.pages
        lines: list[tuple[str, Element | Artifact] | Flowable] = []
        if page == 1:
            more = f" {words.ask_for_more}" if any(one.short or one.in_plan for one in leaflet.sections) else ""
            lines.append((words.disclaimer + more, self.print["disclaimer"]))
        if leaflet.sources and page == (1 if self.sources_on == 1 else self.pages):
            lines.append((f"{words.sources}: {'; '.join(leaflet.sources)}.", self.print["sources"]))
        if last and self.own_line:
            lines.append(self.own_line)
        lines.append((leaflet.control, self.print["control"] if last else again))
        return Footer(self.setting, lines, page, self.pages)

    def _body(self, page: int) -> tuple[float, float]:
        """Top of a page's body, points from the sheet's foot, and its height above the footer."""
        foot = self.margins.bottom + self._footer(page).height + ABOVE_FOOTER
        top = self.size[1] - self.margins.top
        return top, top - foot

    def _room(self, page: int) -> float:
        """Room for sections on a page with the least white, points."""
        parts = [*self._above(page), *self._below(page)]
        least = AFTER_RUNNING if 1 < page < self.pages else self._gap(page) * len(parts)
        return self._body(page)[1] - sum(part.height for part in parts) - least

    def _gap(self, page: int) -> float:
        """Least white between the parts of a page, points."""
        return self.gaps[1] if page == 1 else self.gaps[2] if page == self.pages else AFTER_RUNNING

    # -- drawing ---------------------------------------------------------------------------------------------------------------

    def draw(self, pen: Pen) -> None:
        """Draw all pages."""
        start = self.margins.left
        for page in range(1, self.pages + 1):
            if page > 1:
                pen.next_page()
            if self.setting.leaflet.draft:
                front.draft_mark(pen, self.setting, self.size)
            for row, top in self._column(page).places():
                row.piece.draw(pen, start, top)
            self._footer(page).draw(pen, start, self.margins.bottom + self._footer(page).height)

    def _column(self, page: int) -> Filled:
        """All of a page in one column, its white shared by all gaps."""
        top, height = self._body(page)
        rows, gap = self.poured[page - 1].rows, self._gap(page)
        parts = [Row(piece, gap, give=GIVE) for piece in self._above(page)]
        parts += [replace(row, before=row.before if i else gap, give=row.give if i else GIVE) for i, row in enumerate(rows)]
        parts += [Row(piece, gap, give=GIVE) for piece in self._below(page)]
        filled = Filled(Box(page, self.margins.left, top, self.setting.width, height), parts)
        over = height - filled.used - filled.give
        if 1 < page < self.pages and over > WRITE_LEAST:  # what stands alone on a page leaves lines to write on
            above = self.setting.u(30)
            parts.append(Row(notes(self.setting, over - above), above, name="notes", give=0))
        if over > 0 and page in (1, self.pages):  # what no gap can take is shared by those between parts and sections
            between = [i for i in range(1, len(parts)) if not parts[i].name or parts[i].name != parts[i - 1].name]
            for i in between:
                parts[i] = replace(parts[i], before=parts[i].before + over / len(between))
        return filled


def _gap(level: float) -> float:
    """Least white between the parts of a page at a level, points."""
    return TIGHTEST + (GAP - TIGHTEST) * (level - LEVELS[-1]) / (LEVELS[0] - LEVELS[-1])


def _pictured(section: LeafletSection) -> bool:
    """Whether a section shows pictures that may grow."""
    return any(block.figures() and not isinstance(block, Steps) for block in section.blocks)


def _height(rows: Sequence[Row]) -> float:
    return sum(row.piece.height for row in rows) + sum(row.before for row in rows[1:])


def _signs(setting: Setting, parent: Element) -> list[Flowable]:
    """The zones of the signs that need a call today, and of those that cannot wait."""
    flags, words = setting.leaflet.red_flags, setting.leaflet.words
    tab = setting.wide(zones.TAB - 2 * zones.INSET)

    def phone(section: Element) -> Flowable:
        return tab.own("zone phone", section, lambda: zones.zone_phone(tab, section))

    amber = zones.signs_zone(zones.AMBER, setting, parent, flags.of("same-day"), words.amber, phone)
    return [amber, zones.signs_zone(zones.RED, setting, parent, (flags.emergency,), words.red)]
