"""Mail servers to test with, on this computer only: a real one (aiosmtpd, with TLS), and one that misbehaves as it is told."""

from __future__ import annotations

import email
import email.policy
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.helpers import unseen
from tests.helpers.processes import free_port

HOST = "localhost"
USER, PASSWORD, TOKEN = "desk@clinic.example.org", "kept-secret", "ya29.token"


@dataclass(frozen=True)
class Authority:
    """A certificate authority of the test's own: its file, and a server's side of TLS. `stranger` is for another computer's name."""

    file: Path
    server: ssl.SSLContext
    stranger: ssl.SSLContext


def authority(folder: Path) -> Authority:
    """Make an authority, and certificates for this computer and for another."""
    made = trustme.CA()
    made.cert_pem.write_to_path(str(folder / "ca.pem"))
    contexts = []
    for name in (HOST, "elsewhere.example.org"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.issue_cert(name).configure_cert(context)
        contexts.append(context)
    return Authority(folder / "ca.pem", *contexts)


@dataclass
class Taken:
    """A message a server has taken."""

    sender: str
    to: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The message, read."""
        return email.message_from_bytes(self.raw, policy=email.policy.default)  # type: ignore[return-value]


class _Keeper:
    """Keeps what aiosmtpd takes."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        unseen.lives_there(str(envelope.rcpt_tos[0]))
        self.taken.append(Taken(str(envelope.mail_from), str(envelope.rcpt_tos[0]), bytes(envelope.content or b"")))
        return "250 2.0.0 taken"

    async def auth_XOAUTH2(self, server: SMTP, arguments: list[str]) -> AuthResult:
        import base64

        said = base64.b64decode(arguments[1]).decode()
        return AuthResult(success=said == f"user={USER}\1auth=Bearer {TOKEN}\1\1", handled=False)


@dataclass
class Real:
    """A running aiosmtpd."""

    port: int
    keeper: _Keeper

    @property
    def taken(self) -> list[Taken]:
        """What it has taken."""
        return self.keeper.taken


@contextmanager
def real(trust: Authority, *, tls: bool = False, sign_in: bool = True, size: int = 2**25) -> Iterator[Real]:
    """A real server: STARTTLS required (or TLS from the first byte), user and password too."""
    keeper = _Keeper()

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=good, handled=False)

    how: dict[str, Any] = {"ssl_context": trust.server} if tls else {"tls_context": trust.server, "require_starttls": True}
    controller = Controller(
        keeper, hostname=HOST, port=free_port(), data_size_limit=size, auth_required=sign_in, authenticator=check,
        auth_require_tls=not tls, **how,
    )  # fmt: skip
    controller.start()
    try:
        yield Real(controller.port, keeper)
    finally:
        controller.stop()


DROP, SILENCE = "drop", "silence"  # in place of an answer: hang up; say nothing until the client goes
Say = Callable[[str, str], str | None]


@dataclass
class Bad:
    """A running server that misbehaves: what it has taken, and every verb it was asked."""

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)


@contextmanager
def bad(say: Say, *, tls: ssl.SSLContext | None = None, keep_anyway: bool = False) -> Iterator[Bad]:
    """Start a server that answers as `say(verb, argument)` tells it; None: as a good server does.

    Verbs are those of SMTP, and GREETING, BODY (a message begins) and END (the dot after it). A message counts as taken when its
    END is answered as usual.

    Args:
        tls: offer STARTTLS with it.
        keep_anyway: messages are taken whatever the answer to their END.
    """
    state = Bad()
    over = threading.Event()

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError, ValueError):
                self.converse()

        def answer(self, verb: str, argument: str, usual: str) -> str:
            """Answer as we are told, or as usual; what was said.

            Raises:
                ConnectionError: we are told to hang up.
            """
            state.verbs.append(verb)
            said = say(verb, argument) or usual
            if said == SILENCE:
                over.wait(20)
            if said in (DROP, SILENCE):
                raise ConnectionError
            self.wfile.write(said.replace("\n", "\r\n").encode() + b"\r\n")
            return said

        def converse(self) -> None:
            sender = to = ""
            offers = "250-bad\n250-STARTTLS\n250 8BITMIME" if tls else "250-bad\n250 8BITMIME"
            self.answer("GREETING", "", "220 bad")
            while line := self.rfile.readline().decode("ascii", "replace").strip():
                verb, _, rest = line.partition(" ")
                usual = {"EHLO": offers, "STARTTLS": "220 go", "DATA": "354 go", "QUIT": "221 bye"}.get(verb.upper(), "250 fine")
                said = self.answer(verb.upper(), rest, usual)
                if verb.upper() == "STARTTLS" and said == usual and tls:
                    self.connection = tls.wrap_socket(self.connection, server_side=True)
                    self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
                elif verb.upper() == "DATA" and said == usual:
                    self.take(sender, to)
                elif verb.upper() == "QUIT":
                    return
                sender = rest if verb.upper() == "MAIL" else sender
                to = rest[rest.find("<") + 1 : rest.find(">")] if verb.upper() == "RCPT" else to

        def take(self, sender: str, to: str) -> None:
            if say("BODY", to) == DROP:
                self.rfile.readline()
                raise ConnectionError
            lines: list[bytes] = []
            while (line := self.rfile.readline()) != b".\r\n":
                if not line:
                    raise ConnectionError
                lines.append(line[1:] if line.startswith(b"..") else line)
            unseen.lives_there(to)
            found = Taken(sender, to, b"".join(lines))
            if keep_anyway:
                state.taken.append(found)
            if self.answer("END", to, "250 taken") == "250 taken" and not keep_anyway:
                state.taken.append(found)

        def finish(self) -> None:
            with suppress(OSError):
                super().finish()
            self.connection.close()

    class Server(ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield state
        finally:
            over.set()
            server.shutdown()
            thread.join()
