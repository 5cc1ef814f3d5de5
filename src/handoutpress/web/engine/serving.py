"""Serving: an address of this machine, one server, and a message instead of a traceback when the address is taken."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.errors import OutputFailed, UsageError
from handoutpress.support import atomic_write
from handoutpress.web.engine.security import AllowedHosts
from handoutpress.web.engine.sessions import hashed

if TYPE_CHECKING:
    import uvicorn

LOCAL = ("127.0.0.1", "localhost", "::1")
SHORTEST = 10  # characters of a password


@dataclass(frozen=True)
class ListeningAddress:
    """Where the page listens: `url` for people, and the socket."""

    url: str
    host: str
    port: int
    listener: socket.socket


def listen(host: str, port: int) -> ListeningAddress:
    """Take an address; port 0 takes a free one.

    Raises OutputFailed: something listens there already, or this machine does not have the address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family)
    if sys.platform != "win32":  # there it would let two servers share a port
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(128)
    except (OSError, OverflowError) as error:
        taken.close()
        if getattr(error, "errno", None) == errno.EACCES and 0 < port < 1024 and sys.platform != "win32":
            raise OutputFailed(f"port {port} is for administrators only", "Choose one above 1023 with --port") from error
        if getattr(error, "errno", None) in (errno.EADDRINUSE, errno.EACCES):
            what = f"port {port} is taken: the page may be open already at {_url(host, port)}"
            raise OutputFailed(what, "Open that address, or choose another with --port (0 takes a free one)") from error
        what, mend = f"this machine cannot listen at {host}", "Leave out --host, or name an address of this machine"
        raise OutputFailed(what, mend) from error
    got = taken.getsockname()[1]
    return ListeningAddress(_url(host, got), host, got, taken)


def _url(host: str, port: int) -> str:
    name = "localhost" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"


def names(host: str, port: int) -> AllowedHosts:
    """The names a page at an address answers to."""
    everywhere = host in ("0.0.0.0", "::")
    known = {*LOCAL, host.lower()}
    if host not in LOCAL:
        own = socket.gethostname().lower()
        known |= {own, own.partition(".")[0], f"{own.partition('.')[0]}.local"}
    return AllowedHosts(frozenset(known), port, any_address=everywhere)


def password_for(host: str, given: str | None, ask: Callable[[], str]) -> str | None:
    """The hash of the password `given` by the environment, else asked for; None: there is none, and this machine alone is served.

    Raises UsageError: it is too short.
    """
    if host in LOCAL and given is None:
        return None
    password = ask() if given is None else given
    if len(password) < SHORTEST:
        raise UsageError(f"the password has fewer than {SHORTEST} characters", "Take a few words with blanks between them")
    return hashed(password)


def serve(folder: Path, address: ListeningAddress, password: str | None, ready: Callable[[], None]) -> None:
    """Serve until Ctrl-C."""
    import uvicorn

    from handoutpress.web.app import app
    from handoutpress.web.engine.connections import GuardedProtocol
    from handoutpress.web.engine.render_pool import RenderPool
    from handoutpress.web.engine.sessions import Sessions
    from handoutpress.web.engine.workspace import WebWorkspace

    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    atomic_write.sweep(folder)
    workspace = WebWorkspace(folder, RenderPool(folder), Sessions(password))
    whole = app(workspace, names(address.host, address.port), cookie=f"handoutpress-{address.port}")
    config = uvicorn.Config(
        whole,
        http=GuardedProtocol,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how a server ends
        asyncio.run(_run(uvicorn.Server(config), address.listener, ready))


async def _run(server: uvicorn.Server, listener: socket.socket, ready: Callable[[], None]) -> None:
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.02)
    if server.started:
        ready()
    await serving
