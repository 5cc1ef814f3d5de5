"""What commands take: options that mean the same in several commands, and how the options of one become a request object.

An option with one meaning is written here once, so that it has one name, one help text and one completion everywhere. Texts end in
their default, which differs: which clinic is meant when none is named, for example.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Annotated, Any, Literal, TypeVar

import typer

from handoutpress.cli import completion

Request = TypeVar("Request")

# headings of the help of commands with many options
WHICH, LOOK, PRINT_SHOP, MANY, OUTPUT = "Which leaflets", "How they look", "For a print shop", "Many at a time", "What comes out"
PRINTING, RECIPIENTS, SENDING, CHECKS = "How they are printed", "Who gets them", "How they are sent", "Before anything is done"


class OutputFormat(str, Enum):
    """What a leaflet is made as: a PDF, a web page, plain text, or a picture of each page."""

    pdf = "pdf"
    html = "html"
    text = "text"
    png = "png"


def takes(request: type[Request]) -> Callable[[Callable[[Request], int | None]], Callable[..., int | None]]:
    """Make a function of one request a command: Typer reads its options off the fields of the request, a dataclass."""

    def decorated(do: Callable[[Request], int | None]) -> Callable[..., int | None]:
        @wraps(do)
        def command(**options: Any) -> int | None:
            return do(request(**options))

        vars(command)["__signature__"] = inspect.signature(request, eval_str=True)
        return command

    return decorated


def option(text: str, *names: str, panel: str | None = None, **more: Any) -> Any:
    """An option with its help text and names; `more` is for `typer.Option`.

    Args:
        panel: one of the headings above; the help of a command with few options has none.
    """
    return typer.Option(*names, help=text, rich_help_panel=panel, **more)


def day(text: str, *names: str, panel: str | None = None) -> Any:
    """An option that takes a date."""
    return option(text, *names, panel=panel, formats=["%Y-%m-%d"])


def _handouts(default: str = "") -> Any:
    text = "Which handouts, by the names that `list` shows, or all." + default
    return typer.Argument(metavar="HANDOUT", autocompletion=completion.handouts, help=text, rich_help_panel=WHICH)


def _clinic(text: str) -> Any:
    return option(text, "--clinic", "-c", autocompletion=completion.clinics, panel=WHICH)


def _language(text: str) -> Any:
    return option(text, "--language", "-l", metavar="CODE", autocompletion=completion.languages, panel=WHICH)


def _template(default: str = "") -> Any:
    text = "Kind of sheet: leaflet, trifold, poster ... (`list` shows them)." + default
    return option(text, "--template", "-t", autocompletion=completion.templates, panel=LOOK)


Handout = Annotated[str, typer.Argument(autocompletion=completion.handouts, help="Which handout.", rich_help_panel=WHICH)]
Handouts = Annotated[list[str], _handouts()]
SomeHandouts = Annotated[list[str] | None, _handouts()]
AllHandouts = Annotated[list[str] | None, _handouts(" Default: all of them.")]

OnlyClinic = Annotated[str, _clinic("Which clinic. Default: yours, if it is the only one.")]
FirstClinic = Annotated[str, _clinic("Which clinic. Default: the first of yours.")]
Clinics = Annotated[list[str] | None, _clinic("Which clinic (repeat for more). Default: all of yours.")]

Language = Annotated[str, _language("Language, as en or es.")]
Languages = Annotated[list[str] | None, _language("Language, as en or es, or all. Default: en.")]
ListLanguage = Annotated[str, _language("Language, as en or es, where the list names none.")]

Template = Annotated[str, _template()]
Templates = Annotated[list[str] | None, _template(" Default: the profile's, else leaflet.")]
Paper = Annotated[
    Literal["letter", "a4"] | None,
    option("Size of paper. Default: what the clinic's country uses.", "--paper", case_sensitive=False, panel=LOOK),
]
InkSaver = Annotated[bool, option("Grey, with frames in place of solid fields.", "--ink-saver", panel=LOOK)]
Mono = Annotated[bool, option("Black ink only, for a copier or a one-colour press.", "--mono", panel=LOOK)]

AllowUnreviewed = Annotated[
    bool, option("Give patients texts that no clinician has signed for.", "--allow-unreviewed", panel=CHECKS)
]
DryRun = Annotated[bool, option("Say what would be done, and do nothing.", "--dry-run", panel=CHECKS)]
Json = Annotated[bool, option("Write JSON, for other programs to read.", "--json", panel=OUTPUT)]

AllowPlain = Annotated[
    bool, option("Take a mail server that does not encrypt. Anybody on the way can read it.", "--allow-plain", panel=SENDING)
]
Patience = Annotated[float, option("Minutes to wait for a server that puts messages off.", "--patience", min=0, panel=SENDING)]
