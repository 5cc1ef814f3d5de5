"""A mail server that behaves badly at one step of a message's way, and well at all others: on this computer only."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer

STEPS = (
    "GREETING", "EHLO", "STARTTLS", "HANDSHAKE", "EHLO over TLS", "AUTH", "MAIL", "RCPT", "DATA", "BODY", "END", "RSET", "QUIT",
)  # fmt: skip
WATCHDOG = 900.0  # seconds until a test that hangs fails instead; nothing is measured by it


@dataclass
class Hostile:
    """A running server: at which step it behaves how (none: well), and the recipients of the messages it has got whole.

    It behaves so for ever, so that a client comes back by itself or not at all; `outlasted`: it did not, and was let go.
    """

    step: str = ""
    how: str = ""
    port: int = 0
    got: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    met: bool = False
    outlasted: bool = False


Line = Callable[[bytes], object]


def _silent(say: Line, usual: bytes, state: Hostile) -> None:
    state.over.wait()


def _drip(say: Line, usual: bytes, state: Hostile) -> None:
    say(usual[:4])
    while not state.over.wait(0.1):
        say(b"x")


def _endless(say: Line, usual: bytes, state: Hostile) -> None:
    while not state.over.wait(0.02):
        say(usual[:3] + b"-and more\r\n")


def _flood(say: Line, usual: bytes, state: Hostile) -> None:
    while not state.over.is_set():
        say((usual[:3] + b"-and more\r\n") * 5_000)


def _long(say: Line, usual: bytes, state: Hostile) -> None:
    say(usual[:4])
    while not state.over.is_set():
        say(b"x" * 50_000)


def _close(say: Line, usual: bytes, state: Hostile) -> None:
    """Nothing more is said."""


WAYS: dict[str, Callable[[Line, bytes, Hostile], None]] = {
    "silent": _silent,
    "drip": _drip,
    "endless": _endless,
    "flood": _flood,
    "long": _long,
    "close": _close,
    "reset": _close,
    "half": lambda say, usual, state: say(usual[:2]) and None,
    "garbage": lambda say, usual, state: say(b"\x00\xff\xfe{]\n\r\n\x80 250\r\n") and None,
    "code": lambda say, usual, state: say(b"199 what\r\n" if usual.startswith(b"3") else b"354 what\r\n") and state.over.wait(),
    "twice": lambda say, usual, state: say(usual * 2) and state.over.wait(),
    "digits": lambda say, usual, state: say("²50 fine\r\n".encode("latin-1")) and None,
}


@contextmanager
def hostile(tls: ssl.SSLContext) -> Iterator[Hostile]:
    """Start one; it offers STARTTLS and AUTH."""
    state = Hostile()

    class Handler(StreamRequestHandler):
        secure = False

        def handle(self) -> None:
            with suppress(OSError, ValueError):
                self.converse()

        def say(self, data: bytes) -> bool:
            self.connection.sendall(data)
            return True

        def step(self, name: str, usual: bytes) -> None:
            """Say what is usual; or behave as told, and hang up."""
            if state.step != name:
                self.say(usual)
                return
            state.met = True
            if state.how == "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            WAYS[state.how](self.say, usual, state)
            raise ConnectionError

        def converse(self) -> None:
            to = ""
            self.step("GREETING", b"220 hostile\r\n")
            while line := self.rfile.readline().decode("ascii", "replace").strip():
                verb, _, rest = line.partition(" ")
                verb = verb.upper()
                if verb == "EHLO":
                    self.step(
                        "EHLO over TLS" if self.secure else "EHLO",
                        b"250-hostile\r\n250-SIZE " + b"9" * 5_000 + b"\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n",
                    )
                elif verb == "STARTTLS":
                    self.step("STARTTLS", b"220 go\r\n")
                    if state.step == "HANDSHAKE":
                        self.step("HANDSHAKE", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
                    self.connection = tls.wrap_socket(self.connection, server_side=True)
                    self.rfile, self.secure = self.connection.makefile("rb"), True
                elif verb == "DATA":
                    self.step("DATA", b"354 go\r\n")
                    if state.step == "BODY":
                        self.step("BODY", b"250 already\r\n")
                    while (part := self.rfile.readline()) != b".\r\n":
                        if not part:
                            return
                    state.got.append(to)
                    self.step("END", b"250 taken\r\n")
                elif verb == "AUTH":
                    self.step("AUTH", b"235 come in\r\n")
                elif verb == "QUIT":
                    self.step("QUIT", b"221 bye\r\n")
                    return
                elif verb == "RCPT" and state.step == "RSET":
                    self.say(b"451 later\r\n")
                else:
                    self.step(verb, b"250 fine\r\n")
                to = rest[rest.find("<") + 1 : rest.find(">")] if verb == "RCPT" else to

        def finish(self) -> None:
            with suppress(OSError):
                super().finish()
            self.connection.close()

    class Server(ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        watchdog = threading.Timer(WATCHDOG, lambda: (setattr(state, "outlasted", True), state.over.set()))
        watchdog.start()
        try:
            yield state
        finally:
            watchdog.cancel()
            state.over.set()
            server.shutdown()
            thread.join()
