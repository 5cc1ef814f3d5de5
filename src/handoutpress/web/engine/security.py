"""The door: what may come in, before any page is asked.

Host: only names this page is known by, so that a foreign site cannot make its own name point here (DNS rebinding). Origin: what
changes something must come from this page. Bodies are bounded, in size and time. Without a right session nothing but the sign-in is
shown. Every answer carries the rules for browsers: nothing but our own scripts, styles and pictures; nobody may frame the page.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
from contextlib import suppress
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handoutpress.web.engine.sessions import Sessions

MOST_BYTES = 4_000_000  # of one form, with its upload
MOST_BYTES_OUTSIDE = 20_000  # of what is sent before signing in
MOST_PATH = 1_000  # characters of an address
BODY_SECONDS = 60.0  # to send one form
OPEN = ("/sign-in", "/open", "/static/", "/fonts/", "/language")  # what is shown before signing in
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
RULES = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
ENCRYPTED_ONLY = "max-age=31536000"  # a year in which browsers come to this name by https alone


@dataclass(frozen=True)
class AllowedHosts:
    """Names the page answers to.

    Attributes:
        names: host names, small letters.
        port: None takes any (tests).
        usual: the port that browsers do not name.
        any_address: whether any IP address will do: a foreign site can only make a name point here, not a number.
        also: further ones, with their ports.
    """

    names: frozenset[str]
    port: int | None = None
    usual: int = 80
    any_address: bool = False
    also: frozenset[str] = frozenset()

    def known(self, host: str) -> bool:
        """Whether a Host header is one of ours."""
        found = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9._-]+)(?::(\d{1,5}))?", host)
        if not found or host.lower() in self.also:
            return bool(found)
        name = found[1].strip("[]").lower()
        if self.port is not None and int(found[2] or self.usual) != self.port:
            return False
        if name in self.names or not self.any_address:
            return name in self.names
        with suppress(ValueError):
            return bool(ipaddress.ip_address(name))
        return False


class SecurityMiddleware:
    """ASGI middleware around the whole page."""

    def __init__(
        self, app: ASGIApp, *, hosts: AllowedHosts, sessions: Sessions, cookie: str, secure: bool = False, origin: str = ""
    ) -> None:
        """Stand before `app`. Browsers share cookies between ports: each has its name.

        Args:
            secure: browsers come by https.
            origin: the only one they come from, as https://handouts.example.org; empty: the one they name as Host.
        """
        self.app, self.hosts, self.sessions, self.secure, self.origin = app, hosts, sessions, secure, origin
        self.cookie = f"__Host-{cookie}" if secure else cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        session = cookie_of(headers, self.cookie)
        fresh = not re.fullmatch(r"[A-Za-z0-9_-]{43}", session)
        session = self.sessions.new() if fresh else session
        scope.setdefault("state", {})
        scope["state"] |= {"session": session, "cookie": None, "secure": self.secure}

        async def send_with_rules(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in RULES.items():
                    out[name] = value
                out.setdefault("cache-control", "no-store")
                if self.secure and not _own(headers.get("host", "")):
                    out["strict-transport-security"] = ENCRYPTED_ONLY
                if fresh or scope["state"]["cookie"]:
                    value, end = scope["state"]["cookie"] or session, "; Secure" if self.secure else ""
                    out.append("set-cookie", f"{self.cookie}={value}; Path=/; HttpOnly; SameSite=Strict{end}")
            await send(message)

        refusal = self._refused(scope, headers, session)
        if refusal is not None:
            fresh = False
            await refusal(scope, receive, send_with_rules)
            return
        with suppress(ClientDisconnect):  # whoever left needs no answer
            await self.app(scope, _bounded(receive, self._most(session)), send_with_rules)

    def _most(self, session: str) -> int:
        return MOST_BYTES if self.sessions.signed_in(session) else MOST_BYTES_OUTSIDE

    def _refused(self, scope: Scope, headers: Headers, session: str) -> PlainTextResponse | RedirectResponse | None:
        method, path = scope["method"], scope["path"]
        host = headers.get("host", "")
        if not self.hosts.known(host):
            return PlainTextResponse("This page does not go by that name.", 400)
        if len(path) > MOST_PATH:
            return PlainTextResponse("The address is too long.", 414)
        if method not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("Not allowed.", 405)
        if method == "POST":
            origin = _origin(headers.get("origin") or headers.get("referer") or "")
            if origin != (self.origin or f"{'https' if self.secure else 'http'}://{host.lower()}"):
                return PlainTextResponse("This did not come from this page.", 403)
            length = headers.get("content-length", "")
            if length and (not re.fullmatch("[0-9]{1,15}", length) or int(length) > self._most(session)):
                return PlainTextResponse(_TOO_MUCH, 413, {"connection": "close"})
        if not path.startswith(OPEN) and not self.sessions.signed_in(session):
            if method != "POST" and "text/html" in headers.get("accept", ""):
                return RedirectResponse(f"/sign-in?next={quote(path)}", 303)
            return PlainTextResponse("Sign in first.", 401)
        return None


_TOO_MUCH = f"More than {MOST_BYTES // 1_000_000} MB cannot be sent at once."


def _own(host: str) -> bool:
    """Whether a name is every computer's own: what is said of it would hold for other programs there."""
    return re.sub(r":\d+$", "", host).lower() in ("localhost", "127.0.0.1", "[::1]")


def _origin(address: str) -> str:
    """Scheme, host and port of an address, in small letters; nothing if it is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc.lower()}"


def cookie_of(headers: Headers, name: str) -> str:
    """A cookie's value, or nothing."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _bounded(receive: Receive, most: int) -> Receive:
    """Stop reading a body that is longer than it said, or did not say, or does not come to its end."""
    seen, until, ended = 0, asyncio.get_running_loop().time() + BODY_SECONDS, False

    async def bounded() -> Message:
        nonlocal seen, ended
        if ended:
            return await receive()
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, "It took too long to send this. Try again.", {"connection": "close"}) from None
        seen, ended = seen + len(message.get("body", b"")), not message.get("more_body", False)
        if seen > most:
            raise HTTPException(413, _TOO_MUCH, {"connection": "close"})
        return message

    return bounded
