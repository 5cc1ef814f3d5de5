"""How many personalised messages go out in a second, over TLS on this computer, each with a two-page leaflet attached.

    python benchmarks/mail.py [MESSAGES] [ROUNDS]

The server is a process of its own, so that it takes no time from the sender: `sink`, which only reads and answers, and aiosmtpd,
a real one, which looks at every line. Each message: list read, letter written, outbox with two transactions on the disk, TLS.
"""

from __future__ import annotations

import multiprocessing
import socket
import ssl
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.helpers import mailserver  # noqa: E402
from tests.helpers.workspace import CLINIC, workspace  # noqa: E402

from handoutpress.content.library import Library  # noqa: E402
from handoutpress.content.schema.mail import MailSettings  # noqa: E402
from handoutpress.delivery import dispatch, mailing, recipients  # noqa: E402
from handoutpress.delivery.approved_leaflets import ApprovedLeaflets  # noqa: E402
from handoutpress.delivery.email_channel import EmailChannel  # noqa: E402
from handoutpress.delivery.outbox import Outbox  # noqa: E402
from handoutpress.delivery.smtp import Sender  # noqa: E402

ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3


def sink(folder: str, ready: object, port: int) -> None:
    """A server that reads and answers, and keeps nothing; TLS from the first byte."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/server.pem")
    listening = socket.create_server(("127.0.0.1", port))
    ready.set()  # type: ignore[attr-defined]
    while True:
        raw, _ = listening.accept()
        with context.wrap_socket(raw, server_side=True) as line:
            line.sendall(b"220 sink\r\n")
            got, data = b"", False
            while chunk := line.recv(1 << 20):
                got = got[-4:] + chunk if data else got + chunk
                if data and not got.endswith(b"\r\n.\r\n"):
                    continue
                if data or got.endswith(b"\r\n"):
                    verb = b"END" if data else got[:4].upper()
                    data = verb == b"DATA"
                    line.sendall({b"DATA": b"354 go\r\n", b"EHLO": b"250-sink\r\n250 8BITMIME\r\n"}.get(verb, b"250 fine\r\n"))
                    got = b""


def aiosmtpd(folder: str, ready: object, port: int) -> None:
    """A real server that keeps nothing."""
    from aiosmtpd.controller import Controller

    class Drop:
        async def handle_DATA(self, *_: object) -> str:  # noqa: N802  (aiosmtpd calls it so)
            return "250 fine"

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/server.pem")
    Controller(Drop(), hostname="127.0.0.1", port=port, ssl_context=context).start()
    ready.set()  # type: ignore[attr-defined]
    time.sleep(3600)


def measured(server: object, folder: Path, count: int, number: int) -> tuple[float, int]:
    """Messages a second, and how many leaflets were made."""
    ready = multiprocessing.Event()
    port = mailserver.free_port()
    process = multiprocessing.Process(target=server, args=(str(folder), ready, port), daemon=True)  # type: ignore[arg-type]
    process.start()
    ready.wait(30)
    room = workspace(folder / f"w{number}", CLINIC + "email: desk@clinic.example.org\n")
    rows = "".join(f"p{n}@patients.example.org,Patient {n},See you on day {n}.\n" for n in range(count))
    leaflets = ApprovedLeaflets(Library(room), allow_unreviewed=True)
    settings = MailSettings(host="localhost", port=port, security="tls", ca=str(folder / "ca.pem"), per_minute=0)
    outbox = Outbox(room)
    start = time.perf_counter()
    sheet = recipients.read(b"email,name,note\n" + rows.encode())
    plan = mailing.plan(leaflets, "test", sheet.rows, handouts=["back-spasm-first-aid"])
    outbox.add(plan.orders)
    with Sender(settings) as sender:
        done = sum(result.entry.state == "sent" for result in dispatch.send(outbox, EmailChannel(leaflets, sender)))
    seconds = time.perf_counter() - start
    assert done == count
    outbox.close()
    process.terminate()
    process.join()
    return count / seconds, leaflets.made


def main() -> None:
    """Measure, and say what came out."""
    import trustme

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = trustme.CA()
        made.cert_pem.write_to_path(f"{name}/ca.pem")
        made.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(f"{name}/server.pem")
        number = 0
        found: dict[str, list[float]] = {"sink": [], "aiosmtpd": []}
        pdfs = set()
        for _ in range(ROUNDS):
            for server in (sink, aiosmtpd):
                number += 1
                rate, leaflets = measured(server, folder, count, number)
                found[server.__name__].append(rate)
                pdfs.add(leaflets)
        for kind, rates in found.items():
            low, high = min(rates), max(rates)
            print(
                f"{kind:<9} {statistics.median(rates):6.0f} messages a second ({low:.0f} to {high:.0f}, {ROUNDS} rounds of {count})"
            )
        print(f"leaflets made in a round: {', '.join(map(str, sorted(pdfs)))}")
        start = time.perf_counter()
        rows = "".join(f"p{n}@patients.example.org,Patient {n}\n" for n in range(recipients.MOST_ROWS))
        recipients.read(b"email,name\n" + rows.encode())
        print(f"a list of {recipients.MOST_ROWS:,} rows is read in {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
