"""`list`: what there is."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from handoutpress.cli.common import as_json, data, library

if TYPE_CHECKING:
    from handoutpress.content.library import Library


class What(str, Enum):
    """What can be listed."""

    handouts = "handouts"
    clinics = "clinics"
    templates = "templates"
    services = "services"
    figures = "figures"
    languages = "languages"


def listing(
    what: Annotated[What | None, typer.Argument(help="Only one kind.")] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List handouts, clinics, templates, services, figures and languages."""
    kinds = [what] if what else [What.handouts, What.clinics, What.templates]
    found = {kind.value: _entries(kind) for kind in kinds}
    if json:
        as_json(found)
        return
    for name, entries in found.items():
        data(f"{name.capitalize()}:")
        width = max((len(entry["id"]) for entry in entries), default=0)
        for entry in entries:
            data(f"  {entry['id']:<{width}}  {entry['text']}".rstrip())
        data("")


def _clinic(found: Library, name: str) -> str:
    clinic = found.clinic(name).value
    return f"{clinic.name}, {clinic.city}, {clinic.phone}"


def _entries(kind: What) -> list[dict[str, str]]:
    from handoutpress.errors import HandoutError

    lib = library()
    out = []
    if kind is What.handouts:
        for name in lib.handouts():
            languages = lib.languages(name)
            try:
                titles = lib.titles(name, "en" if "en" in languages else languages[0]).value
                out.append({"id": name, "text": f"{titles.title} ({', '.join(languages)}). {titles.summary}"})
            except (HandoutError, IndexError):
                out.append({"id": name, "text": "(cannot be read: run check)"})
    elif kind in (What.clinics, What.templates):
        for name in lib.clinics() if kind is What.clinics else lib.templates():
            try:
                text = _clinic(lib, name) if kind is What.clinics else lib.template(name).value.label
            except HandoutError:
                text = "(cannot be read: run check)"
            out.append({"id": name, "text": text})
    elif kind is What.services:
        out = [{"id": name, "text": service.name} for name, service in lib.services("en").value.root.items()]
    elif kind is What.languages:
        written = [language for name in lib.handouts() for language in lib.languages(name)]
        out = [{"id": code, "text": f"{written.count(code)} of {len(lib.handouts())} handouts"} for code in sorted(set(written))]
    else:
        texts = lib.figure_texts("en").value.root
        out = [{"id": name, "text": texts[name].caption if name in texts else ""} for name in lib.figures()]
    return out
