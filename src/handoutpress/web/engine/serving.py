"""Serving: an address of this machine, one server, and a message instead of a traceback when the address is taken."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import logging
import re
import secrets
import socket
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from handoutpress.errors import NotFound, OutputFailed, UsageError
from handoutpress.support import atomic_write
from handoutpress.web.engine.security import AllowedHosts
from handoutpress.web.engine.sessions import new_password

if TYPE_CHECKING:
    import uvicorn

LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Entrance:
    """How browsers come to the page.

    Attributes:
        host: the address of this machine it listens at.
        url: its address behind a server that encrypts, as https://handouts.example.org; empty: there is none.
        proxy: address of that server, which is believed when it tells who asks.
        tls: its own certificate and key, loaded.
    """

    host: str = "127.0.0.1"
    url: str = ""
    proxy: str = "127.0.0.1"
    tls: ssl.SSLContext | None = field(default=None, repr=False)

    @property
    def encrypted(self) -> bool:
        """Whether browsers come by https."""
        return bool(self.url or self.tls)

    @property
    def private(self) -> bool:
        """Whether only this computer can come."""
        return self.host in LOCAL and not self.url


def entrance(host: str, url: str = "", proxy: str = "", certificate: Path | None = None, key: Path | None = None) -> Entrance:
    """How browsers come to the page, as it is asked for.

    Raises UsageError: what is asked for does not fit together; NotFound: a certificate or key is not there or cannot be used.
    """
    parts = re.fullmatch(r"(https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?)/?", url)
    public = parts[1].lower().removesuffix(":443") if parts else ""  # browsers do not name that port
    if url and not parts:
        raise UsageError("--url is not an address as https://handouts.example.org", "Give it without anything after the name")
    if proxy and not url:
        raise UsageError("--proxy is of use only with --url", "Give the address by which browsers come: --url https://...")
    if key and not certificate:
        raise UsageError("--tls-key is of use only with --tls-cert", "Give the file of the certificate too")
    with contextlib.suppress(ValueError):
        ipaddress.ip_address(proxy or "127.0.0.1")
        return Entrance(host, public, proxy or "127.0.0.1", _tls(certificate, key) if certificate else None)
    raise UsageError("--proxy is not an IP address", "Give it as 192.0.2.10")


def _tls(certificate: Path, key: Path | None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key, password=lambda: "")
    except ssl.SSLError:
        mend = "Give a PEM file of the certificate and its chain, and one of its key, without a password"
        raise NotFound("the certificate and its key cannot be used together", mend) from None
    except OSError:
        raise NotFound("the certificate or its key cannot be read", "Check --tls-cert and --tls-key") from None
    return context


@dataclass(frozen=True)
class ListeningAddress:
    """Where the page listens: `url` for people, and the socket."""

    url: str
    host: str
    port: int
    listener: socket.socket


def listen(host: str, port: int, scheme: str = "http") -> ListeningAddress:
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
            what = f"port {port} is taken: the page may be open already at {_url(host, port, scheme)}"
            raise OutputFailed(what, "Open that address, or choose another with --port (0 takes a free one)") from error
        what, mend = f"this machine cannot listen at {host}", "Leave out --host, or name an address of this machine"
        raise OutputFailed(what, mend) from error
    got = taken.getsockname()[1]
    return ListeningAddress(_url(host, got, scheme), host, got, taken)


def _url(host: str, port: int, scheme: str) -> str:
    name = "localhost" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    return f"{scheme}://{name}:{port}/"


def names(host: str, port: int, way: Entrance | None = None) -> AllowedHosts:
    """The names a page at an address answers to; a server in front may say them, or the name that browsers come by."""
    way = way or Entrance()
    everywhere = host in ("0.0.0.0", "::")
    known = {*LOCAL, host.lower()}
    if host not in LOCAL:
        own = socket.gethostname().lower()
        known |= {own, own.partition(".")[0], f"{own.partition('.')[0]}.local"}
    also = frozenset({urlsplit(way.url).netloc} if way.url else ())
    return AllowedHosts(frozenset(known), port, 443 if way.tls else 80, any_address=everywhere, also=also)


def password_for(private: bool, given: str | None, ask: Callable[[], str]) -> str | None:
    """The hash of the password `given` by the environment, else asked for; None: there is none, and this machine alone is served.

    Raises UsageError: it is too short, or too easily guessed.
    """
    if private and given is None:
        return None
    return new_password(ask() if given is None else given)


def serve(folder: Path, address: ListeningAddress, way: Entrance, password: str | None, ready: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; `ready` is told the address that opens the page."""
    import uvicorn

    from handoutpress.web.app import app
    from handoutpress.web.engine.connections import GuardedProtocol
    from handoutpress.web.engine.render_pool import RenderPool
    from handoutpress.web.engine.sessions import Sessions
    from handoutpress.web.engine.workspace import WebWorkspace

    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    atomic_write.sweep(folder)
    sessions = Sessions(password, "" if password else secrets.token_urlsafe(24))
    workspace = WebWorkspace(folder, RenderPool(folder), sessions)
    hosts, opened = names(address.host, address.port, way), f"{way.url}/" if way.url else address.url
    whole = app(workspace, hosts, cookie=f"handoutpress-{address.port}", secure=way.encrypted, origin=way.url)
    config = uvicorn.Config(
        whole,
        http=GuardedProtocol,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(way.url),
        forwarded_allow_ips=way.proxy,
        timeout_graceful_shutdown=3,
    )
    config.load()
    config.ssl = way.tls
    opened += f"open?key={sessions.key}" if sessions.key else ""
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how a server ends
        asyncio.run(_run(uvicorn.Server(config), address.listener, lambda: ready(opened)))


async def _run(server: uvicorn.Server, listener: socket.socket, ready: Callable[[], None]) -> None:
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.02)
    if server.started:
        ready()
    await serving
