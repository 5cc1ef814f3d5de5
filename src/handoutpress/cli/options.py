"""Options that several commands take alike."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from handoutpress.cli import completion


class Paper(str, Enum):
    """Paper sizes."""

    letter = "letter"
    a4 = "a4"


OneClinic = Annotated[
    str,
    typer.Option("--clinic", "-c", autocompletion=completion.clinics, help="Which clinic. Default: yours, if it is the only one."),
]
Template = Annotated[str, typer.Option("--template", "-t", autocompletion=completion.templates, help="Which sheet.")]
Templates = Annotated[
    list[str] | None,
    typer.Option(
        "--template", "-t", autocompletion=completion.templates, help="Which sheet. Default: the profile's, else leaflet."
    ),
]
Language = Annotated[
    str, typer.Option("--language", "-l", metavar="CODE", autocompletion=completion.languages, help="Language code.")
]
OnPaper = Annotated[Paper | None, typer.Option(help="Default: what the clinic's country uses.", case_sensitive=False)]
InkSaver = Annotated[bool, typer.Option("--ink-saver", help="Grey, with frames in place of solid fields.")]
