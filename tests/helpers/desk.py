"""What stands around a front desk in tests: a print queue that only writes down, and a mail server that only keeps."""

from __future__ import annotations

import os
import re
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.helpers import unseen

_LPSTAT = """#!/bin/sh
case "$*" in
  *-e*) echo Front_Desk; echo Back_Office ;;
  *) echo "system default destination: Front_Desk"
     echo "Front_Desk accepting requests since today"; echo "Back_Office accepting requests since today"
     echo "printer Front_Desk is idle.  enabled since today"; echo "printer Back_Office disabled since today" ;;
esac
"""
_LP = """#!/bin/sh
echo "$@" >> "{folder}/told"
cat > "{folder}/printed.pdf"
echo "request id is Front_Desk-17 (1 file(s))"
"""


def fake_queue(folder: Path, monkeypatch: pytest.MonkeyPatch | None = None) -> Path:
    """Programs lp and lpstat, first on the search path, that answer as CUPS does with two printers; the folder they write to."""
    folder.mkdir(parents=True)
    for name, text in (("lpstat", _LPSTAT), ("lp", _LP.replace("{folder}", str(folder)))):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    if monkeypatch:
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


class Ipp:
    """A CUPS that answers two questions over IPP: which sheets its queues take, and how far its jobs are (RFC 8011, 5.3.7)."""

    def __init__(self, media: Sequence[str] = ()) -> None:
        self.media = list(media)
        self.jobs: dict[int, int] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = outer.answer(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.place = f"127.0.0.1:{self._server.server_port}"

    def answer(self, asked: bytes) -> bytes:
        operation = int.from_bytes(asked[2:4])
        number = re.search(rb"ipp://localhost/jobs/(\d+)", asked)
        if operation == 0x0009 and (not number or int(number[1]) not in self.jobs):
            return b"\x02\x00\x04\x06\x00\x00\x00\x01\x03"
        values = [(0x44, b"media-supported" if not at else b"", name.encode()) for at, name in enumerate(self.media)]
        if number:
            state = self.jobs[int(number[1])]
            values = [
                (0x23, b"job-state", state.to_bytes(4)),
                (0x44, b"job-state-reasons", b"job-canceled-by-user" if state == 7 else b"none"),
            ]
        body = b"".join(
            bytes([kind]) + len(name).to_bytes(2) + name + len(value).to_bytes(2) + value for kind, name, value in values
        )
        return b"\x02\x00\x00\x00\x00\x00\x00\x01\x04" + body + b"\x03"

    def __enter__(self) -> Ipp:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Got:
    """A message the server was given."""

    sender: str
    recipients: list[str]
    content: bytes


class Post:
    """A mail server on this computer that takes everything but what it is to refuse, and keeps it."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.refuse = ""  # part of the addresses that are refused
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.refuse and self.refuse in address:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        unseen.lives_there(str(envelope.rcpt_tos[0]))
        self.got.append(Got(envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return "250 OK"

    def __enter__(self) -> Post:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


def mail_settings(workspace: Path, port: int) -> None:
    """Settings for that server, and a sender's address in the profile."""
    (workspace / "mail.yaml").write_text(f"host: 127.0.0.1\nport: {port}\nsecurity: plain\nper_minute: 0\n")
    for profile in (workspace / "clinic_profiles").glob("*.yaml"):
        profile.write_text(profile.read_text() + "email: desk@example.org\n")
