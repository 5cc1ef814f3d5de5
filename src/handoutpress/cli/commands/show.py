"""`show`: what one thing says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from handoutpress.cli import options
from handoutpress.cli.common import data, library, say, seen_clinic
from handoutpress.cli.options import option, takes
from handoutpress.content.figure_names import figure_id

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.content.schema.words import Words


@dataclass(frozen=True)
class ShowRequest:
    """What `show` is asked for."""

    kind: Annotated[Literal["handout", "clinic", "template", "figure"], typer.Argument(help="Which kind of thing.")]
    name: Annotated[str, typer.Argument(autocompletion=options.complete_things, help="Its name, as `list` shows it.")]
    language: options.Language = "en"
    clinic: options.SeenClinic = ""
    form: Annotated[Literal["text", "html"], option("A handout as text or as a web page.", "--format", "-f")] = "text"
    png: Annotated[Path | None, option("Write a figure as a picture to this file.", "--png", metavar="FILE")] = None


@takes(ShowRequest)
def show(request: ShowRequest) -> None:
    """Show what a handout, clinic, template or figure holds."""
    found = library()
    if request.kind == "handout":
        _handout(found, request)
    elif request.kind == "clinic":
        _clinic(found, request.name)
    elif request.kind == "template":
        template = found.template(request.name).value
        data(f"{template.label}\n{template.description or ''}\nPages: at most {template.pages}")
    else:
        _figure(found, request)


def _handout(found: Library, request: ShowRequest) -> None:
    from handoutpress.formats import html, text
    from handoutpress.merge.merge import merge

    leaflet = merge(found, seen_clinic(found, request.clinic), request.name, request.language)
    if request.form == "html":
        data(html.document(leaflet).removesuffix("\n"))
        return
    data(text.plain(leaflet).removesuffix("\n"))
    say(f"Its sections: {', '.join(entry.section for entry in found.handout(request.name).value.sections)}")


def _clinic(found: Library, name: str) -> None:
    profile = found.clinic(name).value
    country = found.countries().value.root.get(profile.country)
    clock = country.clock if country else 12
    for field in type(profile).model_fields:
        value = getattr(profile, field)
        if value not in (None, (), False):
            data(f"{field}: {_as_text(field, value, found.words('en').value, clock)}")


def _as_text(field: str, value: object, words: Words, clock: int) -> str:
    """A field of a profile on one line."""
    if field == "hours":
        from handoutpress.merge.clinic_card import short_hours

        return " · ".join(short_hours(value, words, clock)).replace("\u00a0", " ")  # type: ignore[arg-type]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {text}" if key else str(text) for key, text in value.items())
    items = value if isinstance(value, tuple) else (value,)
    people = [f"{v.name}, {v.title}" for v in items if hasattr(v, "name") and hasattr(v, "title")]
    return "; ".join(people) if people else ", ".join(map(str, items))


def _figure(found: Library, request: ShowRequest) -> None:
    path, _ = found.figure(request.name)
    words = found.figure_texts(request.language).value.root.get(figure_id(request.name))
    if words:
        data(f"{words.caption}\n{words.alt}")
    data(str(path))
    if request.png:
        from handoutpress.formats.png import figure_png

        figure_png(found, request.name, request.png)
        say(f"Wrote {request.png}.")
