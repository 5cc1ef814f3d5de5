"""Branded, accessible patient handouts on back spasms: clinic profile + handout + template -> PDF leaflet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handoutpress.press import render

__version__ = "0.1.0"
__all__ = ["__version__", "render"]


def __getattr__(name: str) -> object:
    """Import `render` when it is first asked for, so that importing the package costs nothing."""
    if name == "render":
        from handoutpress.press import render

        return render
    raise AttributeError(name)
