"""`serve`: the front desk's page in a browser."""

from __future__ import annotations

import atexit
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from handoutpress.cli import prompts
from handoutpress.cli.common import at_terminal, data, say, workspace
from handoutpress.cli.options import option, takes
from handoutpress.errors import ExitCode, UsageError
from handoutpress.support import optional_parts

if TYPE_CHECKING:
    from handoutpress.web.engine.serving import Entrance

_PASSWORD = "HANDOUTPRESS_PASSWORD"
_URL = "Address by which browsers come through a server that encrypts, as https://handouts.example.org. Asks for a password."
_HOST = f"Let other computers in, at this address. Asks for a password, or takes {_PASSWORD}."


@dataclass(frozen=True)
class ServeRequest:
    """What `serve` is asked for."""

    port: Annotated[int, option("Port of the page. 0: any that is free.", "--port", min=0, max=65535)] = 8765
    open_browser: Annotated[bool, option("Open it in your browser.", "--open")] = False
    host: Annotated[str, option(_HOST, "--host", metavar="ADDRESS")] = "127.0.0.1"
    tls_cert: Annotated[Path | None, option("Encrypt with this certificate (PEM).", "--tls-cert", metavar="FILE")] = None
    tls_key: Annotated[Path | None, option("Key of the certificate, if not in its file.", "--tls-key", metavar="FILE")] = None
    url: Annotated[str, option(_URL, "--url", metavar="ADDRESS")] = ""
    proxy: Annotated[str, option("IP address of that server, if not this computer.", "--proxy", metavar="ADDRESS")] = ""


@takes(ServeRequest, port="Where the page is", host="For other computers")
def serve(request: ServeRequest) -> int:
    """Show everything on a page in your browser: make, see, print and send leaflets without typing commands."""
    if optional_parts.missing_modules("web"):
        raise optional_parts.missing_part("web", "the page in the browser")
    from handoutpress.content.library import Library
    from handoutpress.delivery import database
    from handoutpress.web.engine import serving

    folder = workspace() or Path.cwd()
    Library(folder)  # what is wrong with the folder is said before anything is opened
    way = serving.entrance(request.host, request.url, request.proxy, request.tls_cert, request.tls_key)
    password = serving.password_for(way.private, os.environ.get(_PASSWORD), _ask)
    with database.in_use(folder):
        place = serving.listen(request.host, request.port, "https" if way.tls else "http")
        serving.serve(folder, place, way, password, lambda opened: _report(opened, place.url, way, request.open_browser))
    say("Ended.")
    return ExitCode.OK


def _report(opened: str, listening: str, way: Entrance, open_browser: bool) -> None:
    """Say where the page is, and open it."""
    say("The page is open at this address. Leave this window open; press Ctrl-C to end the page.")
    data(opened)
    sys.stdout.flush()
    if not way.private:
        told = "" if way.encrypted else " What is sent is not encrypted: use a network you trust, or see --tls-cert and --url."
        say(f"Others can reach it with the password.{told}")
    if way.url:
        say(f"The server in front passes on to {listening}")
    if open_browser:
        _open(opened)


def _open(address: str) -> None:
    """Open an address in the browser by a file that nobody else on this computer can read: command lines are seen by all."""
    import html
    import tempfile
    import webbrowser

    handle, name = tempfile.mkstemp(prefix="handouts-", suffix=".html")  # for its owner alone
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={html.escape(address)}">')
    atexit.register(Path(name).unlink, missing_ok=True)
    webbrowser.open(Path(name).as_uri())


def _ask() -> str:
    if not at_terminal():
        raise UsageError("an address other computers can reach needs a password", f"Set {_PASSWORD}, or run this in a terminal")
    return prompts.password("Password for the page (10 characters or more)", twice=True)
