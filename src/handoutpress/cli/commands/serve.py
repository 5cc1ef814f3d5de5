"""`serve`: the front desk's page in a browser."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from handoutpress.cli import prompts
from handoutpress.cli.common import at_terminal, data, say, workspace
from handoutpress.cli.options import option
from handoutpress.errors import ExitCode, UsageError
from handoutpress.support import optional_parts

if TYPE_CHECKING:
    from handoutpress.web.engine.serving import ListeningAddress

_PASSWORD = "HANDOUTPRESS_PASSWORD"
_HOST = f"Let other computers in, at this address. Asks for a password, or takes {_PASSWORD}."


def serve(
    port: Annotated[int, option("Port of the page. 0: any that is free.", "--port", min=0, max=65535)] = 8765,
    open_browser: Annotated[bool, option("Open it in your browser.", "--open")] = False,
    host: Annotated[str, option(_HOST, "--host", metavar="ADDRESS")] = "127.0.0.1",
) -> int:
    """Show everything on a page in your browser: make, see, print and send leaflets without typing commands."""
    if optional_parts.missing_modules("web"):
        raise optional_parts.missing_part("web", "the page in the browser")
    from handoutpress.content.library import Library
    from handoutpress.delivery import database
    from handoutpress.web.engine import serving

    folder = workspace() or Path.cwd()
    Library(folder)  # what is wrong with the folder is said before anything is opened
    password = serving.password_for(host, os.environ.get(_PASSWORD), _ask)
    with database.in_use(folder):
        place = serving.listen(host, port)
        serving.serve(folder, place, password, lambda: _report(place, host, open_browser=open_browser))
    say("Ended.")
    return ExitCode.OK


def _report(place: ListeningAddress, host: str, *, open_browser: bool) -> None:
    """Say where the page is, and open it."""
    from handoutpress.web.engine import serving

    data(place.url)
    sys.stdout.flush()
    say(f"The page is at {place.url}  Leave this window open; press Ctrl-C to end it.")
    if host not in serving.LOCAL:
        say("Others on this network can reach it with the password. What is sent is not encrypted: use a network you trust.")
    if open_browser:
        import webbrowser

        webbrowser.open(place.url)


def _ask() -> str:
    if not at_terminal():
        raise UsageError("an address other computers can reach needs a password", f"Set {_PASSWORD}, or run this in a terminal")
    return prompts.password("Password for the page (10 characters or more)", twice=True)
