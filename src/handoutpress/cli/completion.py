"""What a shell offers for a word that is begun: ids of what there is. Whatever is wrong, it offers nothing and stays quiet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from handoutpress.content.library import Library


def clinics(context: typer.Context, incomplete: str) -> list[str]:
    """Ids of clinics."""
    return _offered(context, incomplete, lambda found: found.clinics())


def handouts(context: typer.Context, incomplete: str) -> list[str]:
    """Ids of handouts."""
    return _offered(context, incomplete, lambda found: found.handouts())


def templates(context: typer.Context, incomplete: str) -> list[str]:
    """Ids of templates."""
    return _offered(context, incomplete, lambda found: found.templates())


def languages(context: typer.Context, incomplete: str) -> list[str]:
    """Codes of languages any handout is written in."""
    return _offered(context, incomplete, lambda found: {code for name in found.handouts() for code in found.languages(name)})


def things(context: typer.Context, incomplete: str) -> list[str]:
    """Ids of the kind of thing that stands before: `show figure wa`."""
    kind = context.params.get("kind")
    kind = getattr(kind, "value", kind)  # up to Typer 0.28 it is the word alone
    return _offered(context, incomplete, lambda found: getattr(found, f"{kind}s")() if kind else ())


def _offered(context: typer.Context, incomplete: str, known: Callable[[Library], Iterable[str]]) -> list[str]:
    from handoutpress.cli.common import workspace
    from handoutpress.content.library import Library
    from handoutpress.errors import HandoutError

    try:
        named = context.find_root().params.get("workspace")
        found = Library(Path(named) if named else workspace())
        return [name for name in sorted(known(found)) if name.startswith(incomplete)]
    except (HandoutError, OSError):
        return []
