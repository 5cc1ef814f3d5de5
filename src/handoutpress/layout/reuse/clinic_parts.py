"""Clinic parts: what is the clinic's own on a leaflet, made for one clinic and drawn into the gaps of a body."""

from __future__ import annotations

from collections.abc import Mapping

from handoutpress.content.schema.template import Panel, Template
from handoutpress.errors import DoesNotFit
from handoutpress.layout.components.call_to_action import call_to_action
from handoutpress.layout.components.footer import footer_line, small_print_width
from handoutpress.layout.components.masthead import masthead, running_head
from handoutpress.layout.components.plan_call import plan_call
from handoutpress.layout.components.zones import INSET, TAB, zone_phone
from handoutpress.layout.context import Setting
from handoutpress.layout.drawing.pen import Flowable, Pen
from handoutpress.layout.reuse.gaps import GapSpec, PartKind
from handoutpress.merge.leaflet import Leaflet
from handoutpress.pdf.fonts import Family
from handoutpress.pdf.reuse.base_pages import BasePages
from handoutpress.pdf.tag_tree import Element, Tree

_OWN = frozenset({"contact", "control"})
_IN_PANEL: Mapping[str, tuple[PartKind, ...]] = {  # pieces of a clinic's own in the parts of a panel
    "cover": ("cover masthead", "cover call"), "masthead": ("panel masthead",), "call": ("panel call",), "phone": ("phone",),
    "contact": ("contact",), "control": ("footer",), "bar": ("bar",), "scan": ("scan",), "band": ("sign",), "foot": ("foot",),
    "move": ("card foot",), "reach": ("reach",),
}  # fmt: skip


class ClinicParts:
    """All pieces of a clinic's own that a template wants; `heights`: points, of those that share a column with the body."""

    def __init__(self, leaflet: Leaflet, template: Template, fonts: Family) -> None:
        """Make the pieces; MissingGlyphs passes through. Raises DoesNotFit: there is no room for how to reach the clinic."""
        width = template.sheets[leaflet.paper][0] - template.margins.left - template.margins.right
        self.setting = Setting(leaflet, template, fonts, 1, width)
        self.tree = Tree(leaflet.language)
        self._made: dict[str, tuple[GapSpec, Flowable]] = {}
        self._drawn: dict[str, Flowable] = {}
        self.heights: dict[str, float] = {}
        for spec, alone in self._specs():
            name = spec.name
            if name not in self.heights:
                piece = self._piece(name, spec, f"{name} #1")
                self.heights[name] = 0.0 if alone else round(piece.height, 3)

    def _specs(self) -> list[tuple[GapSpec, bool]]:
        """The pieces the template has gaps for, and whether each has a panel for itself (and the small print)."""
        template, width = self.setting.template, self.setting.width
        if not template.panels:
            widths: dict[PartKind, float] = {"masthead": width, "running": width}
            widths |= {"plan call": width, "zone phone": TAB - 2 * INSET} if template.plan else {"call": width}
            if self.setting.leaflet.clinic.footer:
                widths["footer"] = small_print_width(self.setting)
            return [(GapSpec(kind, wide), False) for kind, wide in widths.items()]
        return [wanted for panel in template.panels for wanted in self._in_panel(panel)]

    def _in_panel(self, panel: Panel) -> list[tuple[GapSpec, bool]]:
        _, _, w, h = panel.at[self.setting.leaflet.paper]
        start, top, end, bottom = panel.inset
        width, height = w - start - end, h - top - bottom
        alone = _OWN.issuperset(panel.holds)
        kinds = [kind for name in dict.fromkeys((*panel.holds, *(panel.otherwise or ()))) for kind in _IN_PANEL.get(name, ())]
        if not self.setting.leaflet.clinic.footer:
            kinds = [kind for kind in kinds if kind != "footer"]
        fills = ("contact", "reach", "scan")  # depend on the height of their panel
        return [(GapSpec(kind, width, height if kind in fills else 0.0), alone and kind in fills) for kind in kinds]

    def _piece(self, name: str, spec: GapSpec, slot: str) -> Flowable:
        """Make a piece, its elements under the holder of a slot."""
        holder = self.tree.root.add(slot)
        setting = self.setting if spec.width == self.setting.width else self.setting.wide(spec.width)
        piece = self._new(spec, setting, holder)
        self._made[name] = (spec, piece)
        self._drawn[slot] = piece
        return piece

    def _new(self, spec: GapSpec, setting: Setting, holder: Element) -> Flowable:
        match spec.kind:
            case "masthead":
                return masthead(setting, holder)
            case "running":
                return running_head(setting)
            case "call":
                return call_to_action(setting, holder)
            case "plan call":
                return plan_call(setting, holder)
            case "zone phone":
                return zone_phone(setting, holder)
            case "footer":
                line = footer_line(setting, holder, spec.width)
                assert line
                return line
        from handoutpress.layout.parts import calls, heads, move_cards, poster
        from handoutpress.layout.parts.covers import common

        match spec.kind:
            case "panel masthead":
                return heads.masthead(setting, holder)
            case "panel call":
                return calls.call(setting, holder)
            case "cover masthead":
                return common.masthead(setting, holder)
            case "cover call":
                return common.call(setting, holder)
            case "phone":
                return calls.phone(setting, holder)
            case "bar":
                return calls.bar(setting, holder)
            case "scan":
                return calls.scan(setting, holder, spec.height)
            case "sign":
                return poster.sign(setting, holder)
            case "foot":
                return poster.reach(setting, holder)
            case "card foot":
                return move_cards.foot(setting)
            case "reach":
                return move_cards.reach(setting, holder, spec.height)
            case _:
                return self._contact(setting, holder, spec.height)

    def _contact(self, setting: Setting, holder: Element, height: float) -> Flowable:
        from handoutpress.layout.components import contact

        piece = contact.contact(setting, holder, height)
        room = height - contact.control(setting, Tree("").root).height - setting.template.columns.gap
        if piece.height > room:
            what = f"how to reach the clinic is {piece.height - room:.0f} points too high for its panel"
            raise DoesNotFit(what, "Shorten the hours or the address, or choose another template")
        return piece

    def draw(self, pen: Pen, base: BasePages) -> None:
        """Draw into all placeholders of a body's pages, with a pen over them."""
        for place in base.placeholders:
            pen.canvas.fill_placeholder(place)
            pen.page = place.page + 1
            self._at(place.name, place.slot).draw(pen, place.x, place.y)

    def _at(self, name: str, slot: str) -> Flowable:
        """The piece for a slot: one of several that are content each has elements of its own, but no bookmark or id."""
        spec, piece = self._made[name]
        if not slot or slot in self._drawn:
            return self._drawn.get(slot, piece)
        made = self._piece(name, spec, slot)
        for element in self.tree.root.kids[-1].walk():  # type: ignore[union-attr]
            element.ident = element.title = None
        return made
