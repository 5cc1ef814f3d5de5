"""Parts by the names that templates call them."""

from __future__ import annotations

from collections.abc import Callable

from handoutpress.content.schema.template import Part
from handoutpress.layout.components import front_matter, red_flags
from handoutpress.layout.components.contact import contact, control
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.parts import calls, heads, lists
from handoutpress.layout.parts.covers import cover
from handoutpress.layout.reuse.gaps import Gap
from handoutpress.pdf.tag_tree import Element


def part(name: Part, setting: Setting, parent: Element, height: float, reduce: int = 0) -> Group | Gap:
    """A part by name, as wide as the setting.

    Args:
        height: of its panel, points, for those that fill one.
        reduce: more than 0 where all else must fit: a title without its figure.

    Raises:
        KeyError: text, which is rows and not one piece.
    """
    makers: dict[str, Callable[[], Group | Gap]] = {
        "masthead": lambda: setting.own("panel masthead", parent, lambda: heads.masthead(setting, parent)),
        "cover": lambda: cover(setting, parent, height),
        "hero": lambda: front_matter.hero(setting, parent),
        "title": lambda: heads.title(setting, parent, reduce),
        "key-points": lambda: lists.key_points(setting, parent),
        "red-flags": lambda: red_flags.red_flags(setting, parent),
        "same-day": lambda: red_flags.same_day(setting, parent, book=not _told_apart(setting)),
        "book": lambda: lists.book(setting, parent),
        "other-signs": lambda: red_flags.other_signs(setting, parent),
        "heading": lambda: heads.heading(setting, parent),
        "contact": lambda: setting.own("contact", parent, lambda: contact(setting, parent, height), height),
        "call": lambda: setting.own("panel call", parent, lambda: calls.call(setting, parent)),
        "phone": lambda: setting.own("phone", parent, lambda: calls.phone(setting, parent)),
        "control": lambda: control(setting, parent),
    }
    return makers[name]()


def _told_apart(setting: Setting) -> bool:
    """Whether when to book has a place of its own, or stands with how to reach the clinic."""
    return any(part in ("book", "contact") for panel in setting.template.panels for part in panel.holds)
