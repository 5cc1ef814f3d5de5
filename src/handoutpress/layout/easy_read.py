"""Easy read: a picture and one short sentence beside it, a few to a page, then each warning sign in a row of its own.

What it says is written for it (`easy_read` in a handout's titles); the warning signs are those of every sheet, word for word.
"""

from __future__ import annotations

from math import ceil

from handoutpress.content.markup import Span
from handoutpress.errors import NotFound
from handoutpress.layout.components import red_flags
from handoutpress.layout.components.call_to_action import call_to_action
from handoutpress.layout.components.contact import next_visit, notice_rows
from handoutpress.layout.components.front_matter import fitted_title
from handoutpress.layout.components.stage import PAD, Stage
from handoutpress.layout.context import Elastic, Group, Row
from handoutpress.layout.flowing_pages import BETWEEN, FlowingPages
from handoutpress.merge.leaflet import Leaflet
from handoutpress.pdf.tag_tree import Artifact, Element

A_PAGE = 5  # pairs
STAGE, LOWEST, GROWS = 0.38, 70.0, 60.0  # a picture's share of the width; its least height, and how much it may grow, points
APART, GAP = 10.0, 26.0  # white between pairs, and between picture and sentence, points


class EasyRead(FlowingPages):
    """A leaflet's easy-read edition."""

    def _front(self, root: Element) -> list[Row]:
        """The title, and the pairs, as many on each page; under each page's pairs stands where the warning signs are."""
        setting, leaflet = self.setting, self.setting.leaflet
        section = root.add("Sect")
        title = fitted_title(setting, section, setting.width)
        head = Group(title.height + setting.u(9), [(0, 0, title)])
        head.add(0, head.height, lambda pen, x, y: pen.rule(x, y, setting.width, ink="brand", width=1))
        rows = [Row(head, keep=True, name="title")]
        pages = ceil(len(leaflet.easy_read) / A_PAGE)
        each = ceil(len(leaflet.easy_read) / pages)
        signs_on = pages + 1
        where = [self._where(root if not page else Element("Sect"), signs_on, said=not page) for page in range(pages)]
        high = (self._box(1).height - head.height - where[0].height - APART * (each + 1)) / each
        for number, pair in enumerate(leaflet.easy_read):
            made = self._pair(pair.figure, number, section, max(LOWEST, high - 1))
            first = number % each == 0
            rows.append(Row(made, APART, keep=True, new_page=first and number > 0, name=f"pairs {number // each}", give=8.0))
            if (number + 1) % each == 0 or number == len(leaflet.easy_read) - 1:
                rows.append(Row(where[number // each], APART, name=f"pairs {number // each}"))
        return rows

    def _pair(self, figure: str, number: int, owner: Element, height: float) -> Elastic:
        setting = self.setting
        side = setting.width * STAGE
        item = owner.add("P")
        stage = Stage(setting, figure, owner, side)
        style = setting.style("body", balance="even")
        words = setting.text(setting.leaflet.easy_read[number].text, style, item, setting.width - side - GAP)
        least = max(min(height, side * 0.72), words.height + 2 * PAD)

        def make(extra: float) -> Group:
            high = least + extra
            group = Group(high)
            group.add(side + GAP, (high - words.height) / 2, words)
            group.add(0, 0, stage.at(high))
            return group

        return Elastic(make, least, GROWS)

    def _where(self, owner: Element, page: int, *, said: bool) -> Group:
        """Where the warning signs stand, in a red frame: at the foot of each page of pairs, read once."""
        setting, pad = self.setting.safe, 11.0
        words, icon = setting.leaflet.words, 24.0
        text = (Span(f"{words.danger_signs} "), Span(words.signs_on_page.format(page=page), bold=True))
        start = pad + icon + 12
        line = setting.text(
            text, setting.style("signs"), owner.add("P") if said else Artifact("Layout"), setting.width - start - pad
        )
        group = Group(max(icon, line.height) + 2 * pad)
        group.add(0, 0, lambda pen, x, y: pen.panel(x, y, setting.width, group.height, edge="alert", radius=9, width=1.6))
        group.add(pad, (group.height - icon) / 2, lambda pen, x, y: pen.icon("warn", x, y, icon, main="alert"))
        group.add(start, (group.height - line.height) / 2, line)
        return group

    def _body(self, root: Element) -> list[Row]:
        """The warning signs, each tier on a page of its own; when to book, and whom to call."""
        setting, leaflet = self.setting, self.setting.leaflet
        which = [True, False] if leaflet.draft else [False]
        rows = [Row(red_flags.red_box(setting, root, checked=checked), new_page=True, name="red flags") for checked in which]
        rows.append(Row(red_flags.amber_box(setting, root, book=False), setting.u(BETWEEN), name="same day"))
        if leaflet.draft:
            rows += red_flags.checked_rows(leaflet.draft, setting, root)
        rows += notice_rows(setting, root)
        self._remember, self._points = root.add("Sect"), Element("Sect")
        section = root.add("Sect")
        gap = setting.u(BETWEEN)
        rows += [Row(piece, gap, keep=True, name="call") for piece in red_flags.when_to_book(setting, section, setting.width)]
        if leaflet.clinic.next_visit:
            rows.append(Row(next_visit(setting, root.add("Sect")), gap, name="next visit"))
        rows.append(Row(setting.own("call", root, lambda: call_to_action(setting, root)), gap, name="call"))
        return rows


def refuse_without_pairs(leaflet: Leaflet) -> None:
    """Stop where nothing is written for the easy-read edition. Raises NotFound: so it is."""
    if not leaflet.easy_read:
        file = f"handouts/titles/{leaflet.handout}/{leaflet.language}.yaml"
        what = f"the handout '{leaflet.handout}' has no easy-read edition in '{leaflet.language}'"
        raise NotFound(what, f"Add `easy_read:` with pairs of figure and text to {file}, or choose another template")
