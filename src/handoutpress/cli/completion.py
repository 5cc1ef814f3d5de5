"""What a shell offers for a word that is begun: ids of what there is. Whatever is wrong, it offers nothing and stays quiet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from handoutpress.content.library import Library

Completion = Callable[[typer.Context, str], list[str]]


def _completion(known: Callable[[Library, dict[str, Any]], Iterable[str]]) -> Completion:
    """A completion of names; `known` gives all of them, by the library and what was typed before."""

    def offered(context: typer.Context, incomplete: str) -> list[str]:
        from handoutpress.cli.common import workspace
        from handoutpress.content.library import Library
        from handoutpress.errors import HandoutError

        try:
            named = context.find_root().params.get("workspace")
            names = known(Library(Path(named) if named else workspace()), context.params)
            return [name for name in sorted(names) if name.startswith(incomplete)]
        except (HandoutError, OSError):
            return []

    return offered


def _of_kind(found: Library, typed: dict[str, Any]) -> Iterable[str]:
    """Ids of the kind of thing that stands before: `show figure wa`."""
    kind = typed.get("kind")
    return getattr(found, f"{kind}s")() if kind else ()


clinics = _completion(lambda found, typed: found.clinics())
handouts = _completion(lambda found, typed: found.handouts())
templates = _completion(lambda found, typed: found.templates())
languages = _completion(lambda found, typed: {code for name in found.handouts() for code in found.languages(name)})
things = _completion(_of_kind)
