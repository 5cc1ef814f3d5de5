"""What commands take: options that mean the same in several commands, and how the options of one become a request object.

An option with one meaning is written here once, so that it has one name, one help text and one completion everywhere. Texts end in
their default, which differs: which clinic is meant when none is named, for example.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from enum import Enum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

if TYPE_CHECKING:
    from handoutpress.content.library import Library

Request = TypeVar("Request")


class OutputFormat(str, Enum):
    """What a leaflet is made as: a PDF, a web page, plain text, or a picture of each page."""

    pdf = "pdf"
    html = "html"
    text = "text"
    png = "png"


def takes(request: type[Request], **headings: str) -> Callable[[Callable[[Request], int | None]], Callable[..., int | None]]:
    """Make a function of one request a command: Typer reads its options off the fields of the request, a dataclass.

    Args:
        headings: of its help, if it takes many options, each by the name of the field it stands before.
    """

    def decorated(do: Callable[[Request], int | None]) -> Callable[..., int | None]:
        @wraps(do)
        def command(**values: Any) -> int | None:
            return do(request(**values))

        vars(command).update(__signature__=inspect.signature(request, eval_str=True), headings=headings)
        return command

    return decorated


def option(text: str, *names: str, **more: Any) -> Any:
    """An option with its help text and names; `more` is for `typer.Option`."""
    return typer.Option(*names, help=text, **more)


def day(text: str, name: str) -> Any:
    """An option that takes a date."""
    return option(text, name, formats=["%Y-%m-%d"])


# what a shell offers for a word that is begun: ids of what there is; whatever is wrong, it offers nothing and stays quiet
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


complete_clinics = _completion(lambda found, typed: found.clinics())
complete_handouts = _completion(lambda found, typed: found.handouts())
complete_templates = _completion(lambda found, typed: found.templates())
complete_styles = _completion(lambda found, typed: found.styles())
complete_languages = _completion(lambda found, typed: {code for name in found.handouts() for code in found.languages(name)})
complete_things = _completion(_of_kind)


def _handouts(default: str = "") -> Any:
    text = "Which handouts, by the names that `list` shows, or all." + default
    return typer.Argument(metavar="HANDOUT", autocompletion=complete_handouts, help=text)


def _clinic(text: str) -> Any:
    return option(text, "--clinic", "-c", autocompletion=complete_clinics)


def _language(text: str) -> Any:
    return option(text, "--language", "-l", metavar="CODE", autocompletion=complete_languages)


def _template(default: str = "") -> Any:
    text = "Kind of sheet: leaflet, trifold, poster ... (`list` shows them)." + default
    return option(text, "--template", "-t", autocompletion=complete_templates)


OneHandout = Annotated[str, typer.Argument(autocompletion=complete_handouts, help="Which handout. Not with --record.")]
Handout = Annotated[str, typer.Argument(autocompletion=complete_handouts, help="Which handout.")]
Handouts = Annotated[list[str], _handouts()]
SomeHandouts = Annotated[list[str] | None, _handouts()]
AllHandouts = Annotated[list[str] | None, _handouts(" Default: all of them.")]

OnlyClinic = Annotated[str, _clinic("Which clinic. Default: yours, if it is the only one.")]
SeenClinic = Annotated[str, _clinic("Which clinic. Default: yours; if you have several, the first, and says which.")]
Clinics = Annotated[list[str] | None, _clinic("Which clinic (repeat for more). Default: all of yours.")]

Language = Annotated[str, _language("Language, as en or es.")]
Languages = Annotated[list[str] | None, _language("Language, as en or es, or all. Default: en.")]
ListLanguage = Annotated[str, _language("Language, as en or es, where the list names none.")]

Template = Annotated[str, _template()]
Templates = Annotated[list[str] | None, _template(" Default: the profile's, else leaflet.")]
Style = Annotated[
    str | None,
    option(
        "Look of the sheets: clinical, warm ... (`list styles`). Default: the profile's.", "--style", autocompletion=complete_styles
    ),
]
Paper = Annotated[
    Literal["letter", "a4"] | None,
    option("Size of paper. Default: what the clinic's country uses.", "--paper", case_sensitive=False),
]
InkSaver = Annotated[bool, option("Grey, with frames in place of solid fields.", "--ink-saver")]
Mono = Annotated[bool, option("Black ink only, for a copier or a one-colour press.", "--mono")]

AllowUnreviewed = Annotated[bool, option("Give patients texts that no clinician has signed for.", "--allow-unreviewed")]
DryRun = Annotated[bool, option("Say what would be done, and do nothing.", "--dry-run")]
Json = Annotated[bool, option("Write JSON, for other programs to read.", "--json")]

AllowPlain = Annotated[bool, option("Take a mail server that does not encrypt. Anybody on the way can read it.", "--allow-plain")]
Patience = Annotated[float, option("Minutes to wait for a server that puts messages off.", "--patience", min=0)]
