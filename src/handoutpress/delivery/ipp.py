"""Two questions to CUPS in its own language: how far is a job, and which sheets does a queue take?

lpstat shows a cancelled job just as a printed one, and lp takes a job for a sheet that the printer then refuses. The Internet
Printing Protocol, RFC 8010 (how it is written) and RFC 8011 (what it says), over HTTP.
"""

from __future__ import annotations

import http.client
import os
import socket
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

_GET_JOB_ATTRIBUTES, _GET_PRINTER_ATTRIBUTES = 0x0009, 0x000B
_OPERATION, _END = 0x01, 0x03  # groups of attributes
_KEYWORD, _URI, _CHARSET, _LANGUAGE, _ENUM = 0x44, 0x45, 0x47, 0x48, 0x23  # kinds of values
_SOCKETS = ("/run/cups/cups.sock", "/var/run/cups/cups.sock", "/private/var/run/cupsd")
_SECONDS = 15


class NotThere(OSError):
    """CUPS answers, and does not know what it is asked for."""


def job_state(number: int) -> tuple[int, tuple[str, ...]]:
    """State of a job (RFC 8011, 5.3.7: 3 pending … 9 completed) and the reasons for it.

    Raises NotThere: CUPS does not know the job; OSError: it does not answer.
    """
    body = _request(_GET_JOB_ATTRIBUTES, "job-uri", f"ipp://localhost/jobs/{number}", ("job-state", "job-state-reasons"))
    attributes = _answered("/jobs/", body)
    states = [struct.unpack(">i", value)[0] for name, value in attributes if name == "job-state" and len(value) == 4]
    if not states:
        raise OSError("no job state")
    return states[0], tuple(value.decode("utf-8", "replace") for name, value in attributes if name == "job-state-reasons")


def media_supported(queue: str) -> tuple[str, ...]:
    """The sheets a queue takes, by the names PWG 5101.1 gives them, as na_letter_8.5x11in; custom_min_… and custom_max_… are bounds.

    Raises NotThere: CUPS does not know the queue; OSError: it does not answer.
    """
    path = f"/printers/{quote(queue)}"
    body = _request(_GET_PRINTER_ATTRIBUTES, "printer-uri", f"ipp://localhost{path}", ("media-supported",))
    return tuple(value.decode("utf-8", "replace") for name, value in _answered(path, body) if name == "media-supported")


def _answered(path: str, body: bytes) -> list[tuple[str, bytes]]:
    answer = _ask(path, body)
    if len(answer) < 9:
        raise OSError("not IPP")
    _, code = struct.unpack(">HH", answer[:4])
    if code == 0x0406:
        raise NotThere("IPP status 0x0406: not found")
    if code >= 0x0400:
        raise OSError(f"IPP status {code:#06x}")
    return list(_attributes(answer))


def _request(operation: int, kind: str, uri: str, wanted: Sequence[str]) -> bytes:
    def attribute(kind: int, name: str, value: str) -> bytes:
        key, content = name.encode(), value.encode()
        return struct.pack(">BH", kind, len(key)) + key + struct.pack(">H", len(content)) + content

    return (
        struct.pack(">BBHIB", 2, 0, operation, 1, _OPERATION)
        + attribute(_CHARSET, "attributes-charset", "utf-8")
        + attribute(_LANGUAGE, "attributes-natural-language", "en")
        + attribute(_URI, kind, uri)
        # a second value of the same has no name
        + b"".join(attribute(_KEYWORD, "" if number else "requested-attributes", name) for number, name in enumerate(wanted))
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


def _ask(path: str, body: bytes) -> bytes:
    connection = _connection()
    try:
        connection.request("POST", path, body, {"Content-Type": "application/ipp", "Host": "localhost"})
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
        return http.client.HTTPConnection(host, int(port) if port.isdecimal() else 631, timeout=_SECONDS)
    connection = http.client.HTTPConnection("localhost", timeout=_SECONDS)
    connection.sock = socket.socket(socket.AF_UNIX)
    try:
        connection.sock.settimeout(_SECONDS)
        connection.sock.connect(path)
    except OSError:
        connection.close()
        raise
    return connection
