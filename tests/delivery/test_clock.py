"""Clocks that jump, ahead or back, in the middle of a mailing: nobody gets a second message, and nothing waits for ever."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from handoutpress.delivery import dispatch
from handoutpress.delivery import outbox as module
from handoutpress.delivery.channel import QueuedChannel, Receipt
from handoutpress.delivery.order import DeliveryJob, Order
from handoutpress.delivery.outbox import Outbox

DAY = 86_400.0


class Clock:
    """The computer's clock, as everything in the outbox sees it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = 1_790_000_000.0
        clock = self

        class Now(datetime.datetime):
            @classmethod
            def now(cls, tz: datetime.tzinfo | None = None) -> Now:
                return cls.fromtimestamp(clock.at, tz)

        monkeypatch.setattr(module, "datetime", Now)
        monkeypatch.setattr(module, "now", lambda: Now.now(datetime.UTC).isoformat(timespec="seconds"))

    def __call__(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


class Ledger(QueuedChannel):
    """A channel that writes down who got something; before each, something may happen."""

    name = "email"

    def __init__(self, before: Callable[[int], str | None] = lambda _: None) -> None:
        self.got: list[str] = []
        self.before = before

    def deliver(self, job: DeliveryJob, begin: Callable[[], bool]) -> Receipt:
        outcome = self.before(len(self.got))
        if outcome == "later":
            return Receipt("later", 451, "later")
        assert begin()
        self.got.append(job.order.address)
        return Receipt("sent", 250)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    found = Outbox(tmp_path)
    yield found
    found.close()


def orders(count: int) -> list[Order]:
    return [Order("email", f"p{number}@patients.example.org", "c", ("a",), "en") for number in range(count)]


def mail(outbox: Outbox, channel: Ledger, clock: Clock, count: int) -> None:
    """The same mailing once more, as a command that is typed again."""
    added = outbox.add(orders(count))
    numbers = [one.entry.id for one in added if one.entry.state == "queued"]
    list(dispatch.send(outbox, channel, numbers=numbers, clock=clock, sleep=clock.sleep))
    outbox.purge(channel.keep_days, channel.name)


JUMPS = [40, -40, 400, -400, 365 * 900, -365 * 50]


@pytest.mark.parametrize("jump", JUMPS)
@pytest.mark.parametrize("back", [True, False])
def test_a_clock_that_jumps_during_a_mailing_sends_nothing_twice(outbox: Outbox, clock: Clock, jump: int, back: bool) -> None:
    def jumping(done: int) -> None:
        if done == 3:
            clock.at += jump * DAY

    channel = Ledger(jumping)
    mail(outbox, channel, clock, 6)
    assert len(channel.got) == 6
    if back:
        clock.at -= jump * DAY
    channel.before = lambda _: None
    for _ in range(3):
        mail(outbox, channel, clock, 8)  # two of them are new
    assert sorted(channel.got) == [order.address for order in orders(8)]


def test_a_mailing_that_forgets_is_caught(outbox: Outbox, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above sees an outbox that does not remember what it has purged."""
    channel = Ledger()
    mail(outbox, channel, clock, 3)
    clock.at += 40 * DAY
    assert outbox.purge(30) == 3
    with outbox.change() as change:
        change.execute("DELETE FROM remembered")
    mail(outbox, channel, clock, 3)
    assert len(channel.got) == 6


@pytest.mark.parametrize("state", ["sent", "uncertain", "failed", "cancelled"])
def test_what_is_remembered_beyond_the_purge(outbox: Outbox, clock: Clock, state: str) -> None:
    (one,) = orders(1)
    outbox.add([one])
    {"sent": lambda: outbox.sent(1, []), "uncertain": lambda: outbox.doubt(1, ""), "failed": lambda: outbox.failed(1, 550, ""),
     "cancelled": lambda: outbox.cancel([1])}[state]()  # fmt: skip
    outbox.purge(0)
    (there,) = outbox.standing([one])
    assert (there is not None) == (state in ("sent", "uncertain"))
    assert outbox.add([one])[0].fresh == (there is None)
    assert outbox.add([one], again=True)[0].fresh == (there is not None)  # when it is asked for, it goes once more
    held = b"".join(path.read_bytes() for path in outbox.path.parent.iterdir())
    outbox.cancel([outbox.entries()[0].id]), outbox.purge(0)
    held = b"".join(path.read_bytes() for path in outbox.path.parent.iterdir())
    assert b"patients.example.org" not in held


def test_another_workspace_knows_another_fingerprint(tmp_path: Path) -> None:
    """Nobody learns from two files that they hold the same patient."""
    found = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        box = Outbox(tmp_path / name)
        box.add(orders(1)), box.sent(1, []), box.purge(0)
        found += [row["digest"] for row in box.rows("SELECT digest FROM remembered")]
        box.close()
    assert len(set(found)) == 2


def test_what_was_put_off_by_a_clock_that_was_ahead_does_not_wait_for_it(outbox: Outbox, clock: Clock) -> None:
    channel = Ledger(lambda done: "later")
    outbox.add(orders(2))
    clock.at += 400 * DAY
    for _ in dispatch.send(outbox, channel, clock=clock, sleep=clock.sleep, patience=0):
        pass
    clock.at -= 400 * DAY
    channel.before = lambda _: None
    list(dispatch.send(outbox, channel, clock=clock, sleep=clock.sleep, patience=0))
    assert len(channel.got) == 2


def test_addresses_recorded_by_a_clock_that_was_ahead_are_purged_too(outbox: Outbox, clock: Clock) -> None:
    outbox.add(orders(1))
    clock.at += 400 * DAY
    outbox.sent(1, [])
    clock.at -= 400 * DAY
    assert outbox.purge(30) == 1


@pytest.mark.parametrize("days", [0.5, 30, 1e6, 1e12, 1e300])
def test_any_age_can_be_asked_for(outbox: Outbox, days: float) -> None:
    outbox.add(orders(1)), outbox.sent(1, [])
    assert outbox.purge(days) == 0


def test_only_what_is_named_is_sent_even_when_it_is_put_off(outbox: Outbox, clock: Clock) -> None:
    times = iter([None, "later", None, "later", None, None])
    channel = Ledger(lambda _: next(times))
    outbox.add(orders(6))
    outbox.cancel([4])
    results = [one.entry.id for one in dispatch.send(outbox, channel, numbers=[2, 3, 4, 5, 99], clock=clock, sleep=clock.sleep)]
    assert sorted(channel.got) == [f"p{number}@patients.example.org" for number in (1, 2, 4)]
    assert sorted(set(results)) == [2, 3, 5] and outbox.counts()["queued"] == 2
