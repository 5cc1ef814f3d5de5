"""A mail server's line on which every wait has an end and every answer a size, whatever the server does.

The standard library's client waits for each single piece of an answer, and keeps all of it: a server that sends a letter a minute, or
lines without end, holds it up or fills the memory. Here a whole exchange has one clock, and so has each answer.
"""

from __future__ import annotations

import re
import select
import smtplib
import socket
import ssl
import time
from typing import Any

MOST_REPLY = 32_768  # bytes of one answer; a line has 512 at most (RFC 5321, 4.5.3.1.5), real ones some dozens
_PIECE = 65_536  # bytes handed over at a time
_REPLY = re.compile(rb"([2-5][0-9]{2})([ -]|$)")


class BoundedSmtp(smtplib.SMTP):
    """The standard library's client for one connection.

    All waiting raises TimeoutError when the exchange's time (`allow`) is over, or when one answer alone takes longer than its own;
    what is no answer of a mail server, larger than any, or said out of turn, raises SMTPServerDisconnected. Both are OSErrors.
    """

    def __init__(self, host: str, port: int, *, seconds: float, each: float, context: ssl.SSLContext | None = None) -> None:
        """Connect, and read the greeting.

        Args:
            seconds: for this exchange: until `allow` says otherwise.
            each: seconds for one answer.
            context: speak TLS from the first byte.

        Raises:
            OSError: there is no such server, it does not speak TLS, or it is no mail server.
        """
        self._context, self._each, self._unread = context, each, b""
        self.allow(seconds)
        super().__init__(host, port, "[127.0.0.1]")  # what a computer without a public name says (RFC 5321, 4.1.3)

    def allow(self, seconds: float, each: float | None = None) -> None:
        """Begin an exchange that may take so many seconds; `each` for one answer, if not as long as usual."""
        self._until, self._reply_seconds = time.monotonic() + seconds, self._each if each is None else each

    def _left(self, until: float) -> float:
        left = min(until, self._until) - time.monotonic()
        if left <= 0:
            raise TimeoutError("the mail server takes too long")
        return left

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """A connection: to the first of the name's addresses that takes one while there is time."""
        failure: OSError = ConnectionError("the name has no address")
        for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            made = socket.socket(family, kind, protocol)
            try:
                made.settimeout(self._left(time.monotonic() + self._each))
                made.connect(address)
                # a command is sent by itself: without this, it waits 40 ms for the server to confirm the last one (Nagle, RFC 896)
                made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return self._encrypted(made, self._context) if self._context else made
            except ssl.SSLError:
                made.close()
                raise
            except OSError as error:
                made.close()
                failure = error
        raise failure

    def _encrypted(self, made: socket.socket, context: ssl.SSLContext) -> ssl.SSLSocket:
        made.settimeout(self._left(time.monotonic() + self._each))  # the handshake as a whole keeps to it
        return context.wrap_socket(made, server_hostname=self._host)  # type: ignore[attr-defined]

    def starttls(self, *, context: ssl.SSLContext | None = None, **_: Any) -> tuple[int, bytes]:  # type: ignore[override]
        """Ask for encryption, and begin it. Raises SMTPResponseException: it is refused; SSLError: it is not what was agreed."""
        assert context is not None and self.sock is not None
        code, reply = self.docmd("STARTTLS")
        if code != 220:
            raise smtplib.SMTPResponseException(code, reply)
        if self._unread:  # said in clear, to be taken for something said under encryption (CVE-2011-0411)
            raise ssl.SSLError("more than the answer was said before encryption")
        self.sock = self._encrypted(self.sock, context)
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features, self.does_esmtp = {}, False
        return code, reply

    def send(self, s: Any) -> None:
        """Hand over a command or a part of a message. Raises OSError: it cannot be, in time."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        if self._unread:
            raise smtplib.SMTPServerDisconnected("the server speaks out of turn")
        rest = memoryview(s.encode("ascii") if isinstance(s, str) else s)
        while rest:
            self.sock.settimeout(self._left(self._until))
            rest = rest[self.sock.send(rest[:_PIECE]) :]

    def speaks(self) -> bool:
        """Whether the server has said something, or hung up, without being asked."""
        waits = isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()
        return bool(self._unread or waits or (self.sock and select.select([self.sock], [], [], 0)[0]))

    def getreply(self) -> tuple[int, bytes]:
        """An answer: its code, and its lines without it. Raises OSError: there is none, in time."""
        until, room = time.monotonic() + self._reply_seconds, MOST_REPLY
        lines: list[bytes] = []
        try:
            while True:
                line = self._line(until, room)
                room -= len(line) + 1
                found = _REPLY.match(line)
                if not found:
                    raise smtplib.SMTPServerDisconnected("no answer of a mail server")
                lines.append(line)
                if found[2] != b"-":
                    return int(found[1]), b"\n".join(line[4:].strip() for line in lines)
        except OSError:
            self.close()
            raise

    def _line(self, until: float, most: int) -> bytes:
        while b"\n" not in self._unread:
            if self.sock is None or len(self._unread) > most:
                raise smtplib.SMTPServerDisconnected("not connected, or more than any answer has")
            self.sock.settimeout(self._left(until))
            more = self.sock.recv(4096)
            if not more:
                raise smtplib.SMTPServerDisconnected("hung up")
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\n")
        if len(line) > most:
            raise smtplib.SMTPServerDisconnected("more than any answer has")
        return line.rstrip(b"\r")
