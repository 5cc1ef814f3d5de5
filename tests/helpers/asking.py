"""Asking the page with any bytes, as no browser would."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from starlette.types import ASGIApp

SESSION = "s" * 43


def ask(
    app: ASGIApp, method: str, path: str, *, query: bytes = b"", headers: Iterable[tuple[bytes, bytes]] = (), body: bytes = b""
) -> tuple[int, str]:  # fmt: skip
    """Status and text of an answer. Headers are added to those of a browser that has been here, or take their place."""
    given = {b"host": b"testserver", b"origin": b"http://testserver", b"accept": b"text/html"}
    given[b"cookie"] = b"handoutpress=" + SESSION.encode()
    given |= dict(headers)
    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http", "path": path,
        "raw_path": path.encode("utf-8", "replace"), "query_string": query, "root_path": "", "headers": list(given.items()),
        "client": ("127.0.0.1", 1), "server": ("testserver", 80), "state": {},
    }  # fmt: skip
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        said.append(message)

    asyncio.run(app(scope, receive, send))
    text = b"".join(message.get("body", b"") for message in said).decode("utf-8", "replace")
    return int(said[0]["status"]), text
