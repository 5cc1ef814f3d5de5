"""Covers of folders, composed as the style family says: a module each, found by the family's word for it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from handoutpress.layout.context import Group, Setting
from handoutpress.pdf.tag_tree import Element

if TYPE_CHECKING:
    from collections.abc import Callable


def cover(setting: Setting, parent: Element, height: float) -> Group:
    """A front panel `height` points high: clinic, title, main message, a figure, and the phone at the foot."""
    made: Callable[[Setting, Element, float], Group] = import_module(f"{__name__}.{setting.family.cover}").cover
    return made(setting, parent, height)
