"""Typed models of everything that is read from YAML, and of the leaflet they are merged into."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def model(name: str) -> type[Any]:
    """A model by its module and name, as "handout.Titles", imported when it is first asked for: most runs need few, a start none."""
    module, _, kind = name.partition(".")
    found: type[Any] = getattr(import_module(f"{__name__}.{module}"), kind)
    return found
