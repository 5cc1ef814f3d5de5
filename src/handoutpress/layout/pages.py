"""Full-size pages: masthead and hero, sections poured over pages, red flags on page 1, call to action on the last."""

from __future__ import annotations

from handoutpress.layout.components import front_matter as front
from handoutpress.layout.components import red_flags
from handoutpress.layout.components.call_to_action import call_to_action
from handoutpress.layout.components.contact import next_visit, notes, notice_rows
from handoutpress.layout.components.footer import Footer, footer_line, small_print_width
from handoutpress.layout.components.masthead import masthead, running_head
from handoutpress.layout.context import Row, Setting
from handoutpress.layout.drawing.pen import Flowable, Pen
from handoutpress.layout.flow import Box, Filled, Overflow, pour
from handoutpress.layout.section_rows import section_rows
from handoutpress.pdf.tag_tree import Artifact, Element, Tree

AFTER_MASTHEAD, AFTER_HERO, AFTER_FRONT = 13.0, 14.0, 16.0
AFTER_RUNNING = 14.0
WRITE_LEAST, WRITE_SHARE = 130.0, 0.35  # a last page with so much left, points and share of its room, has lines to write on
DROP, DROP_MOST = 0.35, 14.0
ABOVE_ANCHOR, ABOVE_FOOTER = 13.0, 10.0


class Pages:
    """A leaflet composed on at most `most` pages: what stands where, ready to be drawn.

    Attributes:
        notes: what is left out, for whoever makes the leaflet.

    Structure elements are made in reading order: masthead, title, key points, red flags, sections, call to action,
    small print. Where things are drawn does not change that order.
    """

    def __init__(self, trial: Setting, most: int, *, visit: bool = False) -> None:
        """Compose with text and pictures as this trial has them, with a box for the next visit if asked; MissingGlyphs passes through."""
        leaflet, template = trial.leaflet, trial.template
        self.notes: list[str] = []
        self.template, self.size = template, template.sheets[leaflet.paper]
        self.margins = template.margins
        self.setting = trial.wide(self.size[0] - self.margins.left - self.margins.right)
        self.tree = Tree(leaflet.language)
        root, setting = self.tree.root, self.setting
        self.flags_at_foot = self.same_day_at_foot = True
        self.draft = front.draft_note(setting, root)
        self.masthead = setting.own("masthead", root, lambda: masthead(setting, root))
        self.running = setting.own("running", None, lambda: running_head(setting))
        self.hero = front.hero(setting, root)
        self.key_points = front.key_points(setting, root)
        # on a draft the box that has been checked comes first, the translated one after it, on page 1 too if it can
        self.red_flags = [
            red_flags.red_flags(setting, root, checked=checked) for checked in ([True, False] if leaflet.draft else [False])
        ]
        rows = section_rows(leaflet.sections, setting, root, setting.width)
        if leaflet.draft:
            rows += red_flags.checked_rows(leaflet.draft, setting, root)
        rows += notice_rows(setting, root)
        self.same_day = red_flags.same_day(setting, root)
        self.visit = next_visit(setting, root.add("Sect")) if visit else None
        self.call = setting.own("call", root, lambda: call_to_action(setting, root))
        note = root.add("Sect")
        self.print = {name: note.add("P") for name in ("disclaimer", "sources")}
        self.own_line = footer_line(setting, note, small_print_width(setting))
        self.print["control"] = note.add("P")
        self.overflow: Overflow | None = None
        self.below: Flowable | None = None
        self.pages = self.sources_on = 3  # a long leaflet, whose footers are the highest
        self.footers = [self._footer(page) for page in (1, 2, 3)]
        spare = setting.style("micro").leading * 2  # footers may take a line or two more once the page numbers are known
        if self._box(1).height < spare and leaflet.draft:
            rows.insert(0, Row(self.red_flags.pop(), name="red flags"))
        if self._box(1).height < spare:  # large type with a long front: the red flags open the next page, before all else
            self.flags_at_foot = False
            rows[:0] = [Row(box, setting.u(18), new_page=not i, name="red flags") for i, box in enumerate(self.red_flags)]
        if self._box(self.pages).height < spare:
            self.same_day_at_foot = False
            rows.append(Row(self.same_day, before=setting.u(18), name="same day"))
        # on two sides the sources stand where there is room for them: page 2 ends with whom to call
        tries = [(1, 1), (2, 1), *((count, count) for count in range(2, most + 1))]
        for pages, self.sources_on in [each for each in tries if each[0] <= most]:
            self.pages = pages
            self.footers = [self._footer(page) for page in range(1, pages + 1)]
            boxes = [self._box(page) for page in range(1, pages + 1)]
            poured = pour(rows, boxes)
            if (short := min(box.height for box in boxes)) < 0:
                poured = Overflow("red flags", -short)
            if not isinstance(poured, Overflow):
                self.filled, self.overflow = poured, None
                self._room_to_write(poured)
                return
            self.overflow = poured

    def _room_to_write(self, filled: list[Filled]) -> None:
        """Lines to write on where the last page, or the one before whom to call, would be left half empty."""
        above = self.setting.u(30)
        text_ends = self.pages == 1 or any(row.piece is not self.same_day for row in filled[-1].rows)
        last = filled[-1:] if text_ends else filled[-2:]
        free, page = max(((one.box.height - one.used - one.give - above, one) for one in last), key=lambda each: each[0])
        if free <= max(WRITE_LEAST, page.box.height * WRITE_SHARE):
            return
        if page.rows:
            page.rows.append(Row(notes(self.setting, free), above, name="notes", give=0))
        elif self.pages > 1:  # what stands at the foot of a page moves to its head where nothing else is on it
            self.below = notes(self.setting, free)

    def _footer(self, page: int) -> Footer:
        """Small print: the disclaimer on page 1, sources and control line on the last; what repeats is decoration."""
        leaflet = self.setting.leaflet
        words, again = leaflet.words, Artifact("Pagination", "Footer")
        first, last = page == 1, page == self.pages
        lines: list[tuple[str, Element | Artifact] | Flowable] = []
        if first or self.pages > 2:  # on every page of a long leaflet; the foot of page 2 of a short one is full enough
            lines.append((words.disclaimer, self.print["disclaimer"] if first else again))
        if page == self.sources_on and leaflet.sources:
            lines.append((f"{words.sources}: {'; '.join(leaflet.sources)}.", self.print["sources"]))
        if last and self.own_line:
            lines.append(self.own_line)
        lines.append((leaflet.control, self.print["control"] if last else again))
        return Footer(self.setting, lines, page, self.pages)

    def _foot(self, page: int) -> float:
        """Height of the footer's hairline above the sheet's lower edge, points."""
        return self.margins.bottom + self.footers[page - 1].height

    def _head(self, page: int) -> list[tuple[float, Flowable]]:
        """What stands at the top of a page, and the white after each, points."""
        if page > 1:
            return [(AFTER_RUNNING, self.running)]
        front_matter: list[tuple[float, Flowable]] = [(AFTER_MASTHEAD, self.masthead), (AFTER_HERO, self.hero)]
        front_matter.append((self.setting.u(AFTER_FRONT), self.key_points))
        return [(AFTER_MASTHEAD, self.draft), *front_matter] if self.draft else front_matter

    def _anchors(self, page: int) -> list[Flowable]:
        """What stands at the foot of a page, from top to bottom."""
        last = [*([self.same_day] if self.same_day_at_foot else []), *([self.visit] if self.visit else []), self.call]
        return [*(self.red_flags if page == 1 and self.flags_at_foot else []), *(last if page == self.pages else [])]

    def _is_red_flags(self, piece: Flowable) -> bool:
        return any(piece is box for box in self.red_flags)

    def _box(self, page: int) -> Box:
        top = self.size[1] - self.margins.top - sum(piece.height + after for after, piece in self._head(page))
        bottom = self._foot(page) + sum(ABOVE_FOOTER + piece.height for piece in self._anchors(page))
        bottom += ABOVE_ANCHOR if self._anchors(page) else ABOVE_FOOTER
        return Box(page, self.margins.left, top, self.setting.width, top - bottom)

    def draw(self, pen: Pen) -> None:
        """Draw all pages."""
        start = self.margins.left
        for page, filled in enumerate(self.filled, 1):
            if page > 1:
                pen.next_page()
            if self.setting.leaflet.draft:
                front.draft_mark(pen, self.setting, self.size)
            y = self.size[1] - self.margins.top
            for after, piece in self._head(page):
                piece.draw(pen, start, y)
                y -= piece.height + after
            # painted in the order of the tree, which some readers fall back on: red flags, sections, the rest
            foot = self._foot(page)
            anchors = self._anchored(page, foot)
            for piece, top in anchors:
                if self._is_red_flags(piece):
                    piece.draw(pen, start, top)
            over = filled.box.height - filled.used - filled.give if page == 1 else 0.0
            drop = min(DROP_MOST, max(0.0, over) * DROP)  # what the gaps cannot take is not all left at the foot
            for row, top in filled.places():
                row.piece.draw(pen, start, top - drop)
            for piece, top in anchors:
                if not self._is_red_flags(piece):
                    piece.draw(pen, start, top)
            if self.below and page == self.pages:
                self.below.draw(pen, start, foot + ABOVE_FOOTER + self.below.height)
            self.footers[page - 1].draw(pen, start, foot)

    def _anchored(self, page: int, foot: float) -> list[tuple[Flowable, float]]:
        """What stands at the foot of a page with its top, from top to bottom; points from the sheet's lower edge."""
        out: list[tuple[Flowable, float]] = []
        y = foot
        for piece in reversed(self._anchors(page)):
            y += ABOVE_FOOTER + piece.height
            out.insert(0, (piece, y))
        if page > 1 and out and not self.filled[page - 1].rows:  # nothing stands above: they do not hang at the foot
            up = self._box(page).top - out[0][1]
            out = [(piece, top + up) for piece, top in out]
        return out
