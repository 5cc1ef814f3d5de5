"""Furniture: what is the clinic's own on a leaflet, made for one clinic and drawn into the gaps of a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handoutpress.errors import DoesNotFit
from handoutpress.layout.components.call_to_action import call_to_action
from handoutpress.layout.components.footer import footer_line, small_print_width
from handoutpress.layout.components.masthead import masthead, running_head
from handoutpress.layout.context import Setting
from handoutpress.layout.reuse.gaps import Spec
from handoutpress.pdf.tag_tree import Tree
from handoutpress.support.memory_cache import Memo

if TYPE_CHECKING:
    from handoutpress.content.schema.template import Panel, Template
    from handoutpress.layout.drawing.pen import Box, Pen, Piece
    from handoutpress.merge.leaflet import Leaflet
    from handoutpress.pdf.fonts import Family
    from handoutpress.pdf.reuse.base_pages import Frozen
    from handoutpress.pdf.tag_tree import Element, Hole

_OWN = frozenset({"contact", "control"})
# what templates want, by id(): the memory holds on to them, so that it stays their own
_WANTED: Memo[tuple[int, str, str], tuple[Template, dict[str, tuple[Spec, bool]]]] = Memo(100)


class Furniture:
    """All pieces of a clinic's own that a template wants.

    Attributes:
        heights: of the pieces that share a column with the body, points, by name: a body is composed around them.
    """

    def __init__(self, leaflet: Leaflet, template: Template, fonts: Family) -> None:
        """Make the pieces; MissingGlyphs passes through.

        Raises:
            DoesNotFit: there is no room for how to reach the clinic.
        """
        width = template.sheets[leaflet.paper][0] - template.margins.left - template.margins.right
        self.setting = Setting(leaflet, template, fonts, template.scale.floor, width)
        self.tree = Tree(leaflet.language)
        self._made: dict[str, tuple[Spec, Piece]] = {}
        self._drawn: dict[str, Piece] = {}
        self.heights: dict[str, float] = {}
        key = id(template), leaflet.paper, leaflet.words.page_of
        known, wanted = _WANTED.get(key, lambda: (template, self._wanted()))
        assert known is template
        for name, (spec, alone) in wanted.items():
            piece = self._piece(name, spec, f"{name} #1")
            self.heights[name] = 0.0 if alone or piece is None else round(piece.height, 3)

    def _wanted(self) -> dict[str, tuple[Spec, bool]]:
        """The pieces the template has gaps for, by name, and whether each has a panel for itself (and the small print)."""
        found: dict[str, tuple[Spec, bool]] = {}
        for spec, alone in self._specs():
            found.setdefault(spec.name, (spec, alone))
        return found

    def _specs(self) -> list[tuple[Spec, bool]]:
        template, width = self.setting.template, self.setting.width
        if not template.panels:
            footer = Spec("footer", small_print_width(self.setting))
            return [
                (Spec("masthead", width), False),
                (Spec("running", width), False),
                (Spec("call", width), False),
                (footer, False),
            ]
        return [wanted for panel in template.panels for wanted in self._in_panel(panel)]

    def _in_panel(self, panel: Panel) -> list[tuple[Spec, bool]]:
        _, _, w, h = panel.at[self.setting.leaflet.paper]
        left, top, right, bottom = panel.inset
        width, height = w - left - right, h - top - bottom
        alone = _OWN.issuperset(panel.holds)
        out: list[tuple[Spec, bool]] = []
        for name in panel.holds:
            match name:
                case "cover":
                    out += [(Spec("panel masthead", width), False), (Spec("cover call", width), False)]
                case "masthead":
                    out.append((Spec("panel masthead", width), False))
                case "call":
                    out.append((Spec("panel call", width), False))
                case "phone":
                    out.append((Spec("phone", width), False))
                case "contact":
                    out.append((Spec("contact", width, height), alone))
                case "control":
                    out.append((Spec("footer", width), False))
        return out

    def _piece(self, name: str, spec: Spec, slot: str) -> Piece | None:
        """Make a piece, its elements under the holder of a slot."""
        holder = self.tree.root.add(slot)
        piece = self._new(spec, self.setting.wide(spec.width), holder)
        if piece is not None:
            self._made[name] = (spec, piece)
            self._drawn[slot] = piece
        return piece

    def _new(self, spec: Spec, setting: Setting, holder: Element) -> Piece | None:
        if spec.kind in ("masthead", "running", "call", "footer"):
            return self._on_pages(spec, setting, holder)
        from handoutpress.layout import panel_parts

        match spec.kind:
            case "panel masthead":
                return panel_parts.masthead(setting, holder)
            case "panel call":
                return panel_parts.call(setting, holder)
            case "cover call":
                return panel_parts.call(setting, holder, plain=True)
            case "phone":
                return panel_parts.phone(setting, holder)
            case _:
                return self._contact(setting, holder, spec.height)

    def _on_pages(self, spec: Spec, setting: Setting, holder: Element) -> Piece | None:
        match spec.kind:
            case "masthead":
                return masthead(setting, holder)
            case "running":
                return running_head(setting)
            case "call":
                return call_to_action(setting, holder)
            case _:
                return footer_line(setting, holder, spec.width)

    def _contact(self, setting: Setting, holder: Element, height: float) -> Piece:
        from handoutpress.layout.components import contact

        piece = contact.contact(setting, holder, height)
        room = height - contact.control(setting, Tree("").root).height - setting.template.columns.gap
        if piece.height > room:
            what = f"how to reach the clinic is {piece.height - room:.0f} points too high for its panel"
            raise DoesNotFit(what, "Shorten the hours or the address, or choose another template")
        return piece

    def draw(self, pen: Pen, frozen: Frozen) -> None:
        """Draw into all holes of a body, with a pen over it."""
        done: dict[tuple[str, float, float], tuple[Hole, list[Box]]] = {}
        for hole in frozen.holes:
            page, before = hole.page + 1, len(pen.boxes)
            place = (hole.name, hole.x, hole.y)
            if not hole.slot and place in done:  # a running head is the same on all pages
                same, boxes = done[place]
                pen.canvas.fill_hole_as(hole, same)
                pen.boxes += [(page, *box[1:]) for box in boxes]
                continue
            pen.canvas.fill_hole(hole)
            pen.page = page
            self._at(hole.name, hole.slot).draw(pen, hole.x, hole.y)
            done[place] = hole, pen.boxes[before:]

    def _at(self, name: str, slot: str) -> Piece:
        """The piece for a slot: one of several that are content each has elements of its own, but no bookmark or id."""
        spec, piece = self._made[name]
        if not slot or slot in self._drawn:
            return self._drawn.get(slot, piece)
        made = self._piece(name, spec, slot)
        assert made is not None
        for element in self.tree.root.kids[-1].walk():  # type: ignore[union-attr]
            element.ident = element.title = None
        return made
