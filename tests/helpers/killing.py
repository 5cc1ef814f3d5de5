"""A mailing that is killed again and again, and what its patients got. Used by the tests and by `benchmarks/soak_mail.py`."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from handoutpress.delivery.order import Order
from handoutpress.delivery.outbox import Outbox
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
