"""`show`: what one thing says."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handoutpress.cli import completion
from handoutpress.cli.common import data, library, say
from handoutpress.cli.options import Language

if TYPE_CHECKING:
    from handoutpress.content.schema.words import Words


class Form(str, Enum):
    """How a handout is shown."""

    text = "text"
    html = "html"


class Kind(str, Enum):
    """What can be shown."""

    handout = "handout"
    clinic = "clinic"
    template = "template"
    figure = "figure"


def show(
    kind: Annotated[Kind, typer.Argument(help="Which kind of thing.")],
    name: Annotated[str, typer.Argument(autocompletion=completion.things, help="Its id, as `list` shows it.")],
    language: Language = "en",
    clinic: Annotated[
        str,
        typer.Option("--clinic", "-c", autocompletion=completion.clinics, help="Show a handout as this clinic's leaflet says it."),
    ] = "",
    form: Annotated[Form, typer.Option("--format", "-f", help="A handout as text or as a web page.")] = Form.text,
    png: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a figure as a picture to this file.")] = None,
) -> None:
    """Show what a handout, clinic, template or figure holds."""
    if kind is Kind.handout:
        _handout(name, language, clinic, form)
    elif kind is Kind.clinic:
        _clinic(name)
    elif kind is Kind.template:
        template = library().template(name).value
        data(f"{template.label}\n{template.description or ''}\nPages: at most {template.pages}")
    else:
        _figure(name, language, png)


def _handout(name: str, language: str, clinic: str, form: Form) -> None:
    from handoutpress.formats import html, text
    from handoutpress.merge.merge import merge

    found = library()
    leaflet = merge(found, clinic or found.clinics()[0], name, language)
    data((html.document(leaflet) if form is Form.html else text.plain(leaflet)).removesuffix("\n"))
    if form is Form.text:
        say(f"Its sections: {', '.join(entry.section for entry in found.handout(name).value.sections)}")


def _clinic(name: str) -> None:
    found = library()
    profile = found.clinic(name).value
    country = found.countries().value.root.get(profile.country)
    clock = country.clock if country else 12
    for field in type(profile).model_fields:
        value = getattr(profile, field)
        if value not in (None, (), False):
            data(f"{field}: {_plainly(field, value, found.words('en').value, clock)}")


def _plainly(field: str, value: object, words: Words, clock: int) -> str:
    if field == "hours":
        from handoutpress.merge.hours_text import short_hours

        return " · ".join(short_hours(value, words, clock)).replace("\u00a0", " ")  # type: ignore[arg-type]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {text}" if key else str(text) for key, text in value.items())
    items = value if isinstance(value, tuple) else (value,)
    people = [f"{v.name}, {v.title}" for v in items if hasattr(v, "name") and hasattr(v, "title")]
    return "; ".join(people) if people else ", ".join(map(str, items))


def _figure(name: str, language: str, png: Path | None) -> None:
    found = library()
    path, _ = found.figure(name)
    words = found.figure_texts(language).value.root.get(name)
    if words:
        data(f"{words.caption}\n{words.alt}")
    data(str(path))
    if png:
        from handoutpress.formats.png import figure_png

        figure_png(found, name, png)
        say(f"Wrote {png}.")
