"""What a channel is: a way by which leaflets leave the clinic. Order -> job -> state -> record, the same for each.

An *order* says what goes where. It becomes a *job* when the outbox has given it a number, or at once where nothing waits (a
printer). The channel hands the job over, and its *receipt* says how that ended: the job's *state*, and the lines of the *record*
of what was given out. Nothing else in delivery knows servers, printers or folders.

A channel whose orders wait in the outbox is a module of this package called `…_channel`, with its NAME and a function `set_up` in
it; a new one is found by that. `dispatch` sends what waits for it.
"""

from __future__ import annotations

import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Generic, Literal, TypeAlias, TypeVar

from handoutpress.delivery import handout_record
from handoutpress.delivery.approved_leaflets import ApprovedLeaflets
from handoutpress.delivery.handout_record import RecordLine
from handoutpress.delivery.order import DeliveryJob, Order
from handoutpress.delivery.password_store import Secret
from handoutpress.errors import DeliveryFailed, NotFound

Outcome = Literal["sent", "later", "failed", "uncertain", "cancelled"]


class Unreachable(DeliveryFailed):
    """What takes a channel's jobs cannot be reached just now; later it may."""


@dataclass(frozen=True)
class Receipt:
    """How handing over a job ended.

    Attributes:
        outcome: sent; later (not taken now); failed (never will be); uncertain (nobody can know); cancelled (called back).
        code: the channel's own, as a mail server's 250 or 451; 0: none.
        reason: what happened; `advice` what to do about it.
        reference: what it is called there, as a printer's job or a file.
        place: where it is now, as a printer's name or a file's path.
        record: the lines of the record of what was given out.
    """

    outcome: Outcome
    code: int = 0
    reason: str = ""
    advice: str = ""
    reference: str = ""
    place: str = ""
    record: tuple[RecordLine, ...] = ()


@dataclass(frozen=True)
class ChannelOptions:
    """What a channel is set up with.

    Attributes:
        leaflets: what it gives out, and whose library and workspace its settings are in.
        ask: asks a person for the channel's password; None: nobody can be asked.
        allow_plain: take a way that is not encrypted.
    """

    leaflets: ApprovedLeaflets
    ask: Secret | None = None
    allow_plain: bool = False


JobT = TypeVar("JobT")


class Channel(ABC, Generic[JobT]):
    """A way by which leaflets leave the clinic; a context manager, for what must be closed.

    Attributes:
        name: in orders and in the outbox.
        interrupted: what is said of a job when the program was stopped between handing it over and hearing of it.
        attempts: how often a job is tried that is put off.
        retry_after: seconds to the second try; doubled each time.
        keep_days: days after which addresses of what is done with are deleted from the outbox.
    """

    name: ClassVar[str]
    interrupted: ClassVar[str] = "the program was stopped before the answer was recorded"
    attempts: int = 5
    retry_after: float = 30.0
    keep_days: float = 30.0

    @abstractmethod
    def deliver(self, job: JobT, begin: Callable[[], bool]) -> Receipt:
        """Hand a job over.

        Args:
            begin: to be called just before the step that cannot be taken back, if there is one: what it records is on the disk
                when it returns. False calls the job back. A job killed after it is uncertain, before it it goes on waiting.

        Raises:
            Unreachable: not now; the job was not handed over.
            DeliveryFailed: not with these settings; the job was not handed over.
            HandoutError: the leaflets cannot be made, or may not be given to patients.
        """

    def record(self, workspace: Path, job: JobT, receipt: Receipt) -> None:
        """Write down what was given out, for a channel whose jobs do not wait in the outbox.

        Raises OutputFailed: it was handed over, and cannot be written down.
        """
        handout_record.add(workspace, receipt.record)

    def reached(self) -> bool:
        """Whether what takes the jobs has ever answered; if not, waiting for it is no use."""
        return True

    def close(self) -> None:
        """Let go of what was opened."""

    def __enter__(self) -> Channel[JobT]:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()


QueuedChannel: TypeAlias = Channel[DeliveryJob]


def set_up_channel(name: str, options: ChannelOptions) -> QueuedChannel:
    """The channel of that name whose orders wait in the outbox, with the settings of its workspace.

    Raises NotFound: this program has none; HandoutError: it is not set up.
    """
    import handoutpress.delivery as package

    for found in pkgutil.iter_modules(package.__path__):
        if found.name.endswith("_channel"):
            module = importlib.import_module(f"{package.__name__}.{found.name}")
            if getattr(module, "NAME", "") == name:
                channel: QueuedChannel = module.set_up(options)
                return channel
    raise NotFound(f"this program does not know the channel '{name}'", "Update the program")


def hand_over(channel: Channel[JobT], job: JobT, workspace: Path | None) -> Receipt:
    """Deliver a job that does not wait in the outbox, and write down what was given out if there is a workspace.

    Raises HandoutError: as `deliver` and `record` do.
    """
    receipt = channel.deliver(job, lambda: True)
    if workspace is not None and receipt.outcome == "sent":
        channel.record(workspace, job, receipt)
    return receipt


def record_lines(order: Order, versions: Sequence[str], channel: str) -> tuple[RecordLine, ...]:
    """The record of an order: a line for each handout with its version, none with a name."""
    return tuple(
        handout_record.RecordLine("", channel, order.clinic, handout, version, order.language, order.template, 1, order.reference)
        for handout, version in zip(order.handouts, versions, strict=True)
    )
