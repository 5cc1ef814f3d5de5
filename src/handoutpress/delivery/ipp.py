"""One question to CUPS in its own language: how far is a job? lpstat shows a cancelled job just as a printed one.

The Internet Printing Protocol, RFC 8010 (how it is written) and RFC 8011 (what it says), over HTTP.
"""

from __future__ import annotations

import http.client
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

_GET_JOB_ATTRIBUTES = 0x0009
_OPERATION, _END = 0x01, 0x03  # groups of attributes
_KEYWORD, _URI, _CHARSET, _LANGUAGE, _ENUM = 0x44, 0x45, 0x47, 0x48, 0x23  # kinds of values
_SOCKETS = ("/run/cups/cups.sock", "/var/run/cups/cups.sock", "/private/var/run/cupsd")
_SECONDS = 15


def job_state(number: int) -> tuple[int, tuple[str, ...]]:
    """State of a job (RFC 8011, 5.3.7: 3 pending … 9 completed) and the reasons for it.

    Raises OSError: CUPS does not answer, or does not know the job.
    """
    answer = _ask(_request(number))
    if len(answer) < 9:
        raise OSError("not IPP")
    _, code = struct.unpack(">HH", answer[:4])
    if code >= 0x0400:
        raise OSError(f"IPP status {code:#06x}")
    attributes = list(_attributes(answer))
    states = [struct.unpack(">i", value)[0] for name, value in attributes if name == "job-state" and len(value) == 4]
    if not states:
        raise OSError("no job state")
    return states[0], tuple(value.decode("utf-8", "replace") for name, value in attributes if name == "job-state-reasons")


def _request(number: int) -> bytes:
    def attribute(kind: int, name: str, value: str) -> bytes:
        key, content = name.encode(), value.encode()
        return struct.pack(">BH", kind, len(key)) + key + struct.pack(">H", len(content)) + content

    return (
        struct.pack(">BBHIB", 2, 0, _GET_JOB_ATTRIBUTES, 1, _OPERATION)
        + attribute(_CHARSET, "attributes-charset", "utf-8")
        + attribute(_LANGUAGE, "attributes-natural-language", "en")
        + attribute(_URI, "job-uri", f"ipp://localhost/jobs/{number}")
        + attribute(_KEYWORD, "requested-attributes", "job-state")
        + attribute(_KEYWORD, "", "job-state-reasons")  # a second value of the same
        + bytes([_END])
    )


def _attributes(answer: bytes) -> Iterator[tuple[str, bytes]]:
    """Names and values; those of a list each with the name. Raises OSError: it is not an answer."""
    at, name = 8, ""
    try:
        while (kind := answer[at]) != _END:
            at += 1
            if kind < 0x10:  # a new group begins
                continue
            (length,) = struct.unpack_from(">H", answer, at)
            if length:
                name = answer[at + 2 : at + 2 + length].decode("ascii")
            at += 2 + length
            (length,) = struct.unpack_from(">H", answer, at)
            yield name, answer[at + 2 : at + 2 + length]
            at += 2 + length
    except (IndexError, struct.error, UnicodeDecodeError):
        raise OSError("not IPP") from None


def _ask(body: bytes) -> bytes:
    connection = _connection()
    try:
        connection.request("POST", "/jobs/", body, {"Content-Type": "application/ipp", "Host": "localhost"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise OSError(f"HTTP status {answer.status}")
        return answer.read(1_000_000)
    except http.client.HTTPException:
        raise OSError("not HTTP") from None
    finally:
        connection.close()


def _connection() -> http.client.HTTPConnection:
    """To the CUPS that lp talks to: CUPS_SERVER, else the socket of this computer, else its port."""
    server = os.environ.get("CUPS_SERVER", "").partition("/version=")[0]
    path = server if server.startswith("/") else next((name for name in _SOCKETS if Path(name).exists()), "") if not server else ""
    if not path:
        host, _, port = (server or "localhost").partition(":")
        return http.client.HTTPConnection(host, int(port) if port.isdigit() else 631, timeout=_SECONDS)
    connection = http.client.HTTPConnection("localhost", timeout=_SECONDS)
    connection.sock = socket.socket(socket.AF_UNIX)
    try:
        connection.sock.settimeout(_SECONDS)
        connection.sock.connect(path)
    except OSError:
        connection.close()
        raise
    return connection
