"""Branded, accessible patient handouts on back spasms: clinic profile + handout + template -> PDF leaflet.

`render` makes one leaflet, `make_many` makes files of many; `HandoutError` is what they raise, with the problems a user can mend.
See docs/python.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handoutpress.errors import HandoutError
    from handoutpress.press.make_many import make_many
    from handoutpress.press.render import render

__version__ = "0.1.0"
__all__ = ["HandoutError", "__version__", "make_many", "render"]
_HOMES = {"render": "press.render", "make_many": "press.make_many", "HandoutError": "errors"}


def __getattr__(name: str) -> object:
    """Import what is public when it is first asked for, so that importing the package costs nothing."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"handoutpress.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'handoutpress' has no attribute {name!r}")
