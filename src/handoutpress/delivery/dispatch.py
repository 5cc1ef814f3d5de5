"""Sending what waits in the outbox, by whatever channel: each job exactly once, or listed as uncertain."""

from __future__ import annotations

import heapq
import random
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from handoutpress.delivery.channel import ChannelOptions, QueuedChannel, Receipt, Unreachable, set_up_channel
from handoutpress.delivery.database import in_use, sole_sender
from handoutpress.delivery.order import DeliveryJob
from handoutpress.delivery.outbox import Outbox, OutboxEntry
from handoutpress.errors import DeliveryFailed, HandoutError, OutputFailed


@dataclass(frozen=True)
class DeliveryResult:
    """What became of a job just now.

    Attributes:
        entry: as it stands in the outbox, address masked.
        error: why it could not even be made; its reason is in the entry too.
        receipt: how handing it over ended; None: it was not tried.
    """

    entry: OutboxEntry
    error: HandoutError | None = None
    receipt: Receipt | None = None


def send_all(
    outbox: Outbox, options: ChannelOptions, *, numbers: Collection[int] | None = None, patience: float = 600.0
) -> Iterator[DeliveryResult]:  # fmt: skip
    """Send what waits, by the channels it waits for, as `send` does; then delete addresses that are old enough.

    Raises HandoutError: as `send` does; or a channel is not set up that something waits for.
    """
    for name in outbox.channels():
        try:
            opened = set_up_channel(name, options)
        except HandoutError:
            if name in outbox.channels("queued", "sending"):
                raise
            continue  # it was given up; others need not wait for it
        with opened as channel:
            yield from send(outbox, channel, numbers=numbers, patience=patience)
            outbox.purge(channel.keep_days, name)


def send(
    outbox: Outbox, channel: QueuedChannel, *, numbers: Collection[int] | None = None, patience: float = 600.0,
    clock: Callable[[], float] = time.time, sleep: Callable[[float], None] = time.sleep,
) -> Iterator[DeliveryResult]:  # fmt: skip
    """Send what waits for a channel, and report each try. What is put off is tried again, later each time.

    May be stopped at any moment, and called again: a job is never sent twice. What a killed program left in doubt comes first, as
    uncertain.

    Args:
        numbers: only these jobs; those that do not wait are left alone, and what else waits goes on waiting.
        patience: seconds to wait in all for jobs that were put off, and for a server that does not answer.

    Raises:
        DeliveryFailed: another program sends from this outbox by this channel now; or nothing is taken from us. What is not sent
            waits.
        OutputFailed: the outbox, or where the jobs go to, cannot be written.
    """
    with in_use(outbox.path), ExitStack() as turn:
        turn.enter_context(sole_sender(outbox.path, channel.name))

        def rest(seconds: float) -> None:
            turn.close()  # while we only wait, others may send, perhaps by better settings
            sleep(seconds)
            turn.enter_context(sole_sender(outbox.path, channel.name))

        for entry in outbox.recover(channel.name, channel.interrupted):
            yield DeliveryResult(entry)
        outbox.hasten(channel.name, clock() + channel.retry_after * 2.0**channel.attempts)
        dispatcher, line = _Dispatcher(outbox, channel, clock), _Line(outbox, channel.name, numbers)
        while (due := line.due()) is not None:
            wait = due - clock()
            if wait > 0:
                if wait > patience:
                    return
                patience -= wait  # only waiting counts: a long mailing has as much of it at its end as a short one
                rest(wait)
            job = line.next(clock())
            if job is None:
                continue
            try:
                yield dispatcher.deliver(job)
            except Unreachable:
                # not reached even once: that is no passing trouble, and nobody should wait minutes to hear of a wrong name
                if not channel.reached() or (pause := dispatcher.pause()) > patience:
                    raise
                patience -= pause
                rest(pause)


class _Line:
    """The jobs of a channel that wait, as they are due: all of them, those queued meanwhile too; or only some."""

    def __init__(self, outbox: Outbox, channel: str, numbers: Collection[int] | None) -> None:
        self.outbox, self.channel = outbox, channel
        self.some = None if numbers is None else [(0.0, number) for number in sorted(set(numbers))]

    def due(self) -> float | None:
        """When the next one is due, seconds since the epoch; None: none waits."""
        if self.some is None:
            return self.outbox.due(self.channel)
        while self.some:
            thought, number = self.some[0]
            due = self.outbox.due(self.channel, number)
            if due is not None and due <= thought:
                return due
            heapq.heappop(self.some)  # it was sent, called back, or put off
            if due is not None:
                heapq.heappush(self.some, (due, number))
        return None

    def next(self, at: float) -> DeliveryJob | None:
        """The one to deliver now; None: it does not wait any more."""
        return self.outbox.next(self.channel, at) if self.some is None else self.outbox.job(self.some[0][1])


class _Dispatcher:
    """Hands jobs to a channel, and writes down what became of them."""

    def __init__(self, outbox: Outbox, channel: QueuedChannel, clock: Callable[[], float]) -> None:
        self.outbox, self.channel, self.clock = outbox, channel, clock
        self.silent = 0  # how often in a row the channel could not be reached

    def deliver(self, job: DeliveryJob) -> DeliveryResult:
        """Hand one over."""
        try:
            receipt = self.channel.deliver(job, lambda: self.outbox.sending(job.id))
        except (DeliveryFailed, OutputFailed):  # of the channel, not of the job: it goes on waiting
            raise
        except HandoutError as error:
            self.outbox.failed(job.id, 0, str(error.problems[0]))
            return DeliveryResult(self.outbox.show(job.id), error)
        self.silent = 0
        whole = "; ".join(part for part in (receipt.reason, receipt.advice) if part)
        if receipt.outcome == "sent":
            self.outbox.sent(job.id, receipt.record, receipt.code)
        elif receipt.outcome == "failed":
            self.outbox.failed(job.id, receipt.code, whole)
        elif receipt.outcome == "uncertain":
            self.outbox.doubt(job.id, whole)
        elif receipt.outcome == "later":
            self._later(job, receipt, whole)
        return DeliveryResult(self.outbox.show(job.id), receipt=receipt)

    def _later(self, job: DeliveryJob, receipt: Receipt, whole: str) -> None:
        tries = job.attempts + 1
        if tries >= self.channel.attempts:
            reason = f"{receipt.reason}; tried {tries} times. Try again: outbox retry {job.id}"
            self.outbox.failed(job.id, receipt.code, reason)
        else:
            # twice as long each time, and never at the same moment for all
            delay = self.channel.retry_after * float(2**job.attempts) * random.uniform(1, 1.2)
            self.outbox.later(job.id, receipt.code, whole, self.clock() + delay)

    def pause(self) -> float:
        """How long to leave a channel alone that does not answer, seconds."""
        self.silent += 1
        return min(5.0, self.channel.retry_after) * float(2 ** (self.silent - 1))
