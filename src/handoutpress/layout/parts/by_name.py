"""Parts by the names that templates call them."""

from __future__ import annotations

from collections.abc import Callable

from handoutpress.content.schema.template import Panel, Part
from handoutpress.layout.components import front_matter, red_flags
from handoutpress.layout.components.contact import contact, control
from handoutpress.layout.context import Elastic, Group, Setting
from handoutpress.layout.parts import calls, heads, lists, move_cards, pictures, poster
from handoutpress.layout.parts.covers import cover
from handoutpress.layout.reuse.gaps import Gap
from handoutpress.pdf.tag_tree import Element


def part(name: Part, setting: Setting, parent: Element, panel: Panel, height: float, reduce: int = 0) -> Group | Elastic | Gap:
    """A part by name, as wide as the setting.

    Args:
        panel: it stands in.
        height: of that panel within its white edges, points, for those that fill one.
        reduce: more than 0 where all else must fit: a title without its figure.

    Raises:
        KeyError: text, which is rows and not one piece.
    """
    makers: dict[str, Callable[[], Group | Elastic | Gap]] = {
        "masthead": lambda: setting.own("panel masthead", parent, lambda: heads.masthead(setting, parent)),
        "cover": lambda: cover(setting, parent, height),
        "hero": lambda: front_matter.hero(setting, parent),
        "title": lambda: heads.title(setting, parent, reduce),
        "key-points": lambda: lists.key_points(setting, parent),
        "red-flags": lambda: red_flags.red_box(setting, parent),
        "same-day": lambda: red_flags.amber_box(setting, parent, book=not _told_apart(setting)),
        "book": lambda: lists.book(setting, parent),
        "other-signs": lambda: red_flags.other_signs(setting, parent, setting.leaflet.words.other_signs),
        "see-back": lambda: red_flags.other_signs(setting, parent, setting.leaflet.words.see_back),
        "heading": lambda: heads.heading(setting, parent),
        "contact": lambda: setting.own("contact", parent, lambda: contact(setting, parent, height), height),
        "call": lambda: setting.own("panel call", parent, lambda: calls.call(setting, parent)),
        "phone": lambda: setting.own("phone", parent, lambda: calls.phone(setting, parent)),
        "control": lambda: control(setting, parent),
        "band": lambda: poster.band(setting, parent, panel),
        "verbs": lambda: poster.verbs(setting, parent),
        "same-day-columns": lambda: poster.same_day(setting, parent),
        "foot": lambda: poster.foot(setting, parent, panel),
        "picture-cards": lambda: pictures.cards(setting, parent),
        "picture-rows": lambda: pictures.rows(setting, parent),
        "picture-stages": lambda: pictures.stages(setting, parent),
        "opening": lambda: heads.opening(setting, parent, reduce),
        "asking": lambda: heads.asking(setting, parent, reduce),
        "key-messages": lambda: lists.key_messages(setting, parent, reduce),
        "notes": lambda: lists.notes(setting),
        "scan": lambda: setting.own("scan", parent, lambda: calls.scan(setting, parent, height), height),
        "bar": lambda: setting.own("bar", parent, lambda: calls.bar(setting, parent)),
        "move": lambda: move_cards.front(setting, parent, height),
        "reach": lambda: setting.own("reach", parent, lambda: move_cards.reach(setting, parent, height), height),
    }
    return makers[name]()


def _told_apart(setting: Setting) -> bool:
    """Whether when to book has a place of its own, or stands with how to reach the clinic."""
    return any(part in ("book", "contact") for panel in setting.template.panels for part in panel.holds)
