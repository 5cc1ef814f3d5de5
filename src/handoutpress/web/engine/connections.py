"""Connections to the page: nobody keeps others out by holding many of them, or by sending or taking slowly.

A request's head has a time, as its body has (`security`), and an answer nobody takes. When there are too many connections, of one
address or in all, the one gives way that has been sending its request for the longest: a visitor's is sent in no time.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0  # for a request's head
TAKING_SECONDS = 60.0  # for a piece of an answer to be taken
OF_ONE, IN_ALL = 64, 256  # connections at once; a browser opens six


class GuardedProtocol(H11Protocol):
    """One connection, as the server speaks HTTP over it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, if need be in the place of another."""
        super().connection_made(transport)
        self._began = self.loop.time()
        self._late: asyncio.TimerHandle | None = self.loop.call_later(HEAD_SECONDS, transport.abort)
        self._stalled: asyncio.TimerHandle | None = None
        open_now = [one for one in self.connections if isinstance(one, GuardedProtocol) and not one.transport.is_closing()]
        if not self.config.proxy_headers:  # behind another server all come from one address
            _make_room([one for one in open_now if (one.client or "?")[0] == (self.client or "?")[0]], OF_ONE)
        _make_room([one for one in open_now if not one.transport.is_closing()], IN_ALL)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let it go, with its clocks."""
        self._late = _stop(self._late)
        self._stalled = _stop(self._stalled)
        super().connection_lost(exc)

    @property
    def asking(self) -> bool:
        """Whether it waits for a request, or for the rest of one."""
        return self._between or bool(self.cycle.more_body)

    @property
    def _between(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def data_received(self, data: bytes) -> None:
        """Read on; what does not make a whole head in time ends the connection."""
        if self._between and self._late is None:
            self._began = self.loop.time()
            self._late = self.loop.call_later(HEAD_SECONDS, self.transport.abort)
        super().data_received(data)
        if not self._between:
            self._late = _stop(self._late)

    def shutdown(self) -> None:
        """The server ends: what is answered now is answered to its end, and nothing else waited for."""
        if self.asking:
            self.transport.abort()
        else:
            super().shutdown()

    def pause_writing(self) -> None:
        """Nobody takes the answer: wait a while."""
        super().pause_writing()
        self._stalled = self.loop.call_later(TAKING_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It is taken again."""
        self._stalled = _stop(self._stalled)
        super().resume_writing()


def _stop(clock: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    """A clock, stopped: none any more."""
    if clock is not None:
        clock.cancel()
    return None


def _make_room(rivals: list[GuardedProtocol], most: int) -> None:
    """End connections that only wait, the longest first, until there are no more than may be; if none does, the newest."""
    if (surplus := len(rivals) - most) > 0:
        for one in sorted(rivals, key=lambda one: (not one.asking, one._began if one.asking else -one._began))[:surplus]:
            one.transport.abort()
