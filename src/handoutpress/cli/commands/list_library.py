"""`list`: what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from handoutpress.cli import options
from handoutpress.cli.common import as_json, command, data, library, say_samples
from handoutpress.errors import HandoutError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from handoutpress.content.library import Library

What = Literal["handouts", "clinics", "templates", "styles", "services", "figures", "languages"]


def list_library(what: Annotated[What | None, typer.Argument(help="Only one kind.")] = None, json: options.Json = False) -> None:
    """List handouts, clinics, templates, styles, services, figures and languages."""
    found = library()
    kinds: tuple[What, ...] = (what,) if what else ("handouts", "clinics", "templates", "styles")
    listed = {kind: _entries(found, kind) for kind in kinds}
    if json:
        as_json({kind: [{"id": name, "text": text} for name, text in entries] for kind, entries in listed.items()})
        return
    for kind, entries in listed.items():
        data(f"{kind.capitalize()}:")
        width = max((len(name) for name, _ in entries), default=0)
        for name, text in entries:
            data(f"  {name:<{width}}  {text}".rstrip())
        data("")
    if "clinics" in kinds:
        say_samples(found)


def _entries(found: Library, kind: What) -> list[tuple[str, str]]:
    """Ids of a kind of thing, and a line about each."""
    if kind == "handouts":
        return _described(found.handouts(), lambda name: _handout(found, name))
    if kind == "clinics":
        return _described(found.clinics(), lambda name: "{0.name}, {0.city}, {0.phone}".format(found.clinic(name).value))
    if kind == "templates":
        return _described(found.templates(), lambda name: found.template(name).value.label)
    if kind == "styles":
        return _described(found.styles(), lambda name: found.style(name).value.description or "")
    if kind == "services":
        return list(found.service_names("en", "US").items())
    if kind == "figures":
        texts = found.figure_texts("en").value.root
        return [(name, texts[name].caption if name in texts else "") for name in found.figures()]
    written = [language for name in found.handouts() for language in found.languages(name)]
    return [(code, f"{written.count(code)} of {len(found.handouts())} handouts") for code in sorted(set(written))]


def _described(names: Iterable[str], describe: Callable[[str], str]) -> list[tuple[str, str]]:
    """Names and descriptions; one file that cannot be read hides no other."""
    out = []
    for name in names:
        try:
            out.append((name, describe(name)))
        except (HandoutError, IndexError):
            out.append((name, f"(cannot be read; see why:  {command()} check)"))
    return out


def _handout(found: Library, name: str) -> str:
    languages = found.languages(name)
    titles = found.titles(name, "en" if "en" in languages else languages[0]).value
    return f"{titles.title} ({', '.join(languages)}). {titles.summary}"
