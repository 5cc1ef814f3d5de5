"""Mail servers that behave badly, each step in every way: nobody waits past the deadline, nothing fills up, nobody gets two."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from handoutpress.content.schema.mail import MailSettings
from handoutpress.delivery import bounded_smtp, dispatch
from handoutpress.delivery.channel import QueuedChannel, Receipt
from handoutpress.delivery.order import DeliveryJob, Order
from handoutpress.delivery.outbox import Outbox
from handoutpress.delivery.smtp import Sender
from handoutpress.errors import DeliveryFailed
from tests.helpers import mailserver
from tests.helpers.hostile import STEPS, WAYS, Hostile, hostile
from tests.helpers.mailserver import HOST, PASSWORD, USER, Authority

TIMEOUT = 0.4
PATIENT = 60.0  # seconds
MESSAGE = b"Subject: a\r\n\r\n" + b"." + b"x" * 70 + b"\r\n"
LARGE = MESSAGE + (b"y" * 70 + b"\r\n") * 120_000  # more than the line holds: a server that does not read holds it up
# a reset within the handshake leaves a socket of the standard library's own open until it is collected, which is an error here
MODES = [(step, how) for step in STEPS for how in WAYS if (step, how) != ("HANDSHAKE", "reset")]


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return mailserver.authority(tmp_path_factory.mktemp("ca"))


class Messages(QueuedChannel):
    """The same message for every job."""

    name, interrupted, attempts, retry_after, keep_days = "email", "stopped", 20, 0.01, 30.0

    def __init__(self, sender: Sender, raw: bytes) -> None:
        self.sender, self.raw = sender, raw

    def reached(self) -> bool:
        return self.sender.connections > 0

    def deliver(self, job: DeliveryJob, begin: Callable[[], bool]) -> Receipt:
        return self.sender.deliver(self.raw, USER, job.order.address, begin)

    def close(self) -> None:
        self.sender.close()


def send(outbox: Outbox, server: Hostile, trust: Authority, raw: bytes, *, timeout: float = TIMEOUT, patience: float = 0) -> None:
    """One run of a mailing, as a person starts it."""
    given = {"host": HOST, "port": server.port, "per_minute": 0, "timeout": timeout, "user": USER, "ca": str(trust.file)}
    with Messages(Sender(MailSettings.model_validate(given), lambda: PASSWORD), raw) as channel, suppress(DeliveryFailed):
        list(dispatch.send(outbox, channel, patience=patience))


def meet(folder: Path, trust: Authority, step: str, how: str) -> list[str]:
    """Send two messages to a server that behaves so, then once more when it behaves well; what is wrong with what became of them."""
    folder.mkdir()
    outbox, raw = Outbox(folder), LARGE if step == "BODY" else MESSAGE
    outbox.add(Order("email", f"{name}@patients.example.org", "c", ("h",), "en") for name in ("ana", "ben"))
    wrong = []
    with hostile(trust.server) as server:
        server.step, server.how = step, how
        for _ in range(30):  # on a busy machine so short a time may be over before that step
            send(outbox, server, trust, raw)
            if server.met:
                break
        if server.outlasted:
            wrong.append("it held the mailing up for ever")
        if not server.met:
            wrong.append("never met")
        unclear = {entry.id for entry in outbox.entries("uncertain")}
        if step != "END" and unclear:
            wrong.append("in doubt though its end was never told")
        got = len(server.got)
        server.step = ""
        send(outbox, server, trust, MESSAGE, timeout=PATIENT, patience=PATIENT)
    states = [entry.state for entry in outbox.entries()]
    if step == "END" and how != "twice" and len(unclear) != got:
        wrong.append(f"{got} without an answer, {len(unclear)} in doubt")
    if sorted(server.got) != ["ana@patients.example.org", "ben@patients.example.org"] or not {*states} <= {"sent", "uncertain"}:
        wrong.append(f"{server.got} {states}")
    if unclear != {entry.id for entry in outbox.entries("uncertain")}:
        wrong.append("what was in doubt was sent again")
    outbox.close()
    return [f"{step}, {how}: {one}" for one in wrong]


def met(folder: Path, trust: Authority, modes: list[tuple[str, str]]) -> str:
    """What is wrong with what became of all these."""
    with ThreadPoolExecutor(12) as people:
        found = people.map(lambda mode: meet(folder / "-".join(mode), trust, *mode), modes)
        return "\n".join(one for wrong in found for one in wrong)


def test_no_server_holds_a_mailing_up_fills_the_memory_or_makes_it_send_twice(tmp_path: Path, trust: Authority) -> None:
    before = peak()
    assert met(tmp_path, trust, [mode for mode in MODES if mode[0] != "BODY"]) == ""
    assert peak() - before < 100_000_000, "a flood is not kept"


class SlowLine:
    """The socket of a server that says and takes a byte a second, by a clock of its own."""

    def __init__(self, says: bytes) -> None:
        self.says, self.clock, self.patience, self.closed = says, 0.0, 0.0, False

    def settimeout(self, seconds: float) -> None:
        self.patience = seconds

    def passes(self) -> None:
        self.clock += min(1.0, self.patience)
        if self.patience < 1:
            raise TimeoutError

    def recv(self, most: int) -> bytes:
        self.passes()
        byte, self.says = self.says[:1], self.says[1:]
        return byte

    def send(self, data: bytes) -> int:
        self.passes()
        return 1

    def close(self) -> None:
        self.closed = True


def by_its_clock(monkeypatch: pytest.MonkeyPatch, line: SlowLine, *, seconds: float, each: float) -> bounded_smtp.BoundedSmtp:
    monkeypatch.setattr(bounded_smtp.time, "monotonic", lambda: line.clock)
    monkeypatch.setattr(bounded_smtp.BoundedSmtp, "_get_socket", lambda *_: line)
    return bounded_smtp.BoundedSmtp(HOST, 25, seconds=seconds, each=each)


GREETING = b"220 a\r\n"  # seven seconds of it


@pytest.mark.parametrize(("seconds", "each", "over"), [(60, 5, 5), (4, 60, 4), (60, 6.5, 6.5)])
def test_one_answer_has_its_time_and_so_has_the_whole(
    monkeypatch: pytest.MonkeyPatch, seconds: float, each: float, over: float
) -> None:
    line = SlowLine(GREETING + b"x" * 1000)
    with pytest.raises(TimeoutError):
        by_its_clock(monkeypatch, line, seconds=seconds, each=each)
    assert line.clock == over and line.closed


def test_a_server_that_is_slow_but_in_time_is_heard_until_the_exchange_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    line = SlowLine(GREETING + b"250 b\r\n" * 100)
    smtp = by_its_clock(monkeypatch, line, seconds=7, each=8)
    assert line.clock == 7
    smtp.allow(30)
    assert smtp.getreply() == smtp.getreply() == (250, b"b") and line.clock == 21, "each answer is in its time"
    smtp.send(b"NOOP")
    assert line.clock == 25
    with pytest.raises(TimeoutError):
        smtp.send(b"x" * 100_000)
    assert line.clock == 7 + 30, "and all of them together in theirs"


def test_a_server_that_misbehaves_while_it_gets_a_message(tmp_path: Path, trust: Authority) -> None:
    assert met(tmp_path, trust, [mode for mode in MODES if mode[0] == "BODY"]) == ""


def test_while_one_mailing_waits_another_goes_on(tmp_path: Path, trust: Authority) -> None:
    """By settings that were mended, or by another channel: whoever only waits holds nobody up."""
    outbox, slept = Outbox(tmp_path), []
    outbox.add([Order("email", "ana@patients.example.org", "c", ("h",), "en")])

    class Putting(Messages):
        def __init__(self) -> None:
            pass

        def reached(self) -> bool:
            return True

        def deliver(self, job: DeliveryJob, begin: Callable[[], bool]) -> Receipt:
            with hostile(trust.server) as other, pytest.raises(DeliveryFailed, match="another mailing"):
                list(dispatch.send(outbox, Messages(Sender(MailSettings(host=HOST, port=other.port)), MESSAGE)))
            return Receipt("later", 451, "not now")

    with hostile(trust.server) as good:
        list(dispatch.send(outbox, Putting(), sleep=lambda _: slept.append(send(outbox, good, trust, MESSAGE, timeout=PATIENT))))
    assert len(slept) == 1 and good.got == ["ana@patients.example.org"] and outbox.counts()["sent"] == 1


def peak() -> int:
    """The most memory this process has had, bytes."""
    resource = pytest.importorskip("resource")
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * (1 if sys.platform == "darwin" else 1024)
