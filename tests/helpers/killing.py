"""A mailing, and a page, that are killed again and again, and what is left then. Used by tests and `benchmarks/soak_….py`."""

from __future__ import annotations

import html
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from handoutpress.content import signoff
from handoutpress.content.library import Library
from handoutpress.delivery.order import Order
from handoutpress.delivery.outbox import Outbox
from handoutpress.errors import HandoutError
from tests.helpers import mailserver
from tests.helpers.processes import ROOT

# the mailing as a program of its own, so that it can be killed as programs are; the leaflet is small, and made beforehand
_PROGRAM = """
import sys
from pathlib import Path
from handoutpress.delivery import dispatch
from handoutpress.delivery.approved_leaflets import ApprovedLeaflets, ApprovedLeaflet
from handoutpress.delivery.email_channel import EmailChannel
from handoutpress.delivery.smtp import Sender
from handoutpress.delivery.outbox import Outbox
from handoutpress.content.library import Library
from handoutpress.content.schema.mail import MailSettings
from handoutpress.press.render import Job
leaflets = ApprovedLeaflets(Library(Path(sys.argv[1])))
piece = ApprovedLeaflet(Job("test", "get-help"), "Help", "1.0", b"%PDF-", b"JVBERi0=")
leaflets.get = lambda *_, **__: piece
settings = MailSettings(host="localhost", port=int(sys.argv[2]), security="plain", per_minute=0)
outbox = Outbox(Path(sys.argv[1]))
print("ready", flush=True)
with EmailChannel(leaflets, Sender(settings)) as channel:
    for _ in dispatch.send(outbox, channel):
        pass
"""


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    Attributes:
        kills: how often the mailing was killed while it ran.
        twice: patients who got more than one message.
        unsure: messages listed as uncertain; `unsure_taken` those of them the server had taken all the same.
        lost: messages that are neither with the server nor listed as uncertain.
    """

    kills: int
    taken: int
    twice: int
    unsure: int
    unsure_taken: int
    lost: int


def mailing(folder: Path, messages: int, kills: int, *, seed: int = 1, longest: float = 0.3) -> Outcome:
    """Send so many messages, killing (SIGKILL) the mailing so many times at random moments, and starting it again.

    Args:
        folder: a workspace with the clinic `test`.
        longest: seconds a mailing lives at most before it is killed.
    """
    chance = random.Random(seed)
    with mailserver.bad(lambda *_: None) as server:
        outbox = Outbox(folder)
        outbox.add(
            Order("email", f"p{n}@patients.example.org", "test", ("get-help",), "en", f"<{n}@example.org>") for n in range(messages)
        )
        done = 0
        while outbox.counts()["queued"] or outbox.counts()["sending"]:
            process = _started(folder, server.port)
            if done < kills:
                time.sleep(chance.uniform(0, longest))
                done += process.poll() is None
                process.send_signal(signal.SIGKILL)
            process.wait(120)
        time.sleep(0.1)  # the server may still be writing down what it was told last
        got = Counter(taken.message["Message-ID"] for taken in server.taken)
        people = Counter(taken.to for taken in server.taken)
        entries = outbox.entries()
        outbox.close()
    unsure = [entry for entry in entries if entry.state == "uncertain"]
    return Outcome(
        kills=done,
        taken=len(server.taken),
        twice=sum(count > 1 for count in people.values()),
        unsure=len(unsure),
        unsure_taken=sum(got[entry.reference] for entry in unsure),
        lost=sum(got[entry.reference] != 1 for entry in entries if entry.state != "uncertain"),
    )


def _started(folder: Path, port: int) -> subprocess.Popen[str]:
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    command = [sys.executable, "-c", _PROGRAM, str(folder), str(port)]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    with process.stdout:
        process.stdout.readline()  # starting up is not what is tested
    return process


@dataclass
class Left:
    """What was left of a page that was killed while people saved and signed.

    Attributes:
        saves, signatures: that were acknowledged.
        lost: of those, how many were not on the disk.
        torn: files that were not whole; `parts` half written ones that a new start did not take away.
        workers: processes that lived on after their server.
    """

    kills: int = 0
    saves: int = 0
    signatures: int = 0
    lost: int = 0
    torn: int = 0
    parts: int = 0
    workers: int = 0


def page(folder: Path, kills: int, *, seed: int = 1, longest: float = 1.5) -> Left:
    """Save a clinic's profile and sign a text by the page, killing (SIGKILL) it so many times at random moments.

    Args:
        folder: a workspace with the clinic `test`.
        longest: seconds people work at most before it is killed.
    """
    chance, left, number = random.Random(seed), Left(), 0
    for _ in range(kills):
        before = _parts(folder)
        for part in before:
            os.utime(part, (0, 0))  # as if it had stood there for long
        process, shown = _page(folder)
        url = shown.rpartition("/")[0]
        left.parts += len(_parts(folder) & before)
        blow = threading.Timer(chance.uniform(0.0, longest), process.send_signal, [signal.SIGKILL])
        saved = signed = 0
        with suppress(httpx.HTTPError), httpx.Client(base_url=url, headers={"origin": url}, timeout=60) as client:
            client.get(shown)  # with the key in it
            while True:
                number += 1
                if _save(client, number):
                    saved, left.saves = number, left.saves + 1
                if _sign(client, number):
                    signed, left.signatures = number, left.signatures + 1
                if not blow.ident:  # once each at least
                    blow.start()
        blow.join()
        workers = _children(process.pid)
        process.wait(30)
        left.kills += 1
        left.workers += _still_there(workers)
        _look_at(folder, left, saved, signed)
    process, _ = _page(folder)
    process.send_signal(signal.SIGINT)
    process.wait(30)
    return left


def _page(folder: Path) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, str(ROOT / "generate.py"), "-w", str(folder), "serve", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout
    with process.stdout:
        return process, process.stdout.readline().strip()


def _value(text: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', text)
    return html.unescape(found[1]) if found else ""


def _save(client: httpx.Client, number: int) -> bool:
    """Write a number into the clinic's address, by the form; whether it was acknowledged."""
    text = client.get("/clinics/test").text
    kept = {
        name: _value(text, name)
        for name in ("csrf", "stamp", "shown", "name", "city", "phone", "brand", "email", "website", "booking")
    }
    picked = dict.fromkeys(("paper", "discipline", "next_visit", "print"), "") | {"country": "US", "masthead": "standard"}
    answer = client.post("/clinics/test", data=kept | picked | {"address": f"{number} Harbor Street"})
    return answer.status_code == 303


def _sign(client: httpx.Client, number: int) -> bool:
    text = client.get("/texts/get-help/en").text
    form = {name: _value(text, name) for name in ("csrf", "fingerprint", "on", "next_review")}
    form |= {"name": f"Pat Reed {number}", "title": "DC", "translator_name": "", "translator_title": "", "read": "yes"}
    return client.post("/texts/get-help/en", data=form).status_code == 303


def _look_at(folder: Path, left: Left, saved: int, signed: int) -> None:
    """See that files are whole, and that what was acknowledged stands in them; one more may be on the disk than was told."""
    library = Library(folder)
    for last, read in (
        (saved, lambda: int((library.clinic("test").value.address or "0").split()[0])),
        (signed, lambda: int(signoff.status(library, "get-help", "en").record.clinician.name.split()[-1])),  # type: ignore[union-attr]
    ):
        if not last:
            continue
        try:
            left.lost += read() < last
        except HandoutError:
            left.torn += 1


def _parts(folder: Path) -> set[Path]:
    return set(folder.rglob(".*.part"))


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _still_there(pids: list[int], grace: float = 10.0) -> int:
    """How many of these processes do not end in so many seconds."""
    until = time.monotonic() + grace
    while (alive := [pid for pid in pids if Path(f"/proc/{pid}").exists()]) and time.monotonic() < until:
        time.sleep(0.1)
    return len(alive)
