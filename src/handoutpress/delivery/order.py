"""Orders: who gets which handouts, by what channel; and jobs, orders that wait in the outbox."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Literal, get_args

State = Literal["queued", "sending", "sent", "failed", "uncertain", "cancelled"]
STATES: tuple[State, ...] = get_args(State)


def masked(address: str) -> str:
    """An address as it may be shown: m***@e***.org, of other kinds the last two characters; "(deleted)" if it has been purged."""
    local, at, domain = address.rpartition("@")
    if not address:
        return "(deleted)"
    if not at:
        return f"***{address[-2:]}"
    top = domain.rpartition(".")[2] if "." in domain else "***"
    return f"{local[:1]}***@{domain[:1]}***.{top}"


@dataclass(frozen=True, repr=False)
class Order:
    """Who gets which handouts, and by which channel. Its repr holds no name or address.

    Attributes:
        channel: its name.
        address: where to, as the channel has it.
        reference: what the channel calls it, as a message id; unlike all others.
        note: a line of the clinic's own for this patient.
        row: row of the list it came from; 0: from none.
        unreviewed: somebody allowed to give out a text that no clinician has signed for.
    """

    channel: str
    address: str
    clinic: str
    handouts: tuple[str, ...]
    language: str
    reference: str = field(default_factory=lambda: uuid.uuid4().hex)
    name: str = ""
    note: str = ""
    template: str = "leaflet"
    paper: str = ""
    row: int = 0
    unreviewed: bool = False

    def __repr__(self) -> str:
        return f"Order({self.channel}, row={self.row}, to={masked(self.address)})"


@dataclass(frozen=True)
class DeliveryJob:
    """An order that waits in the outbox: its number there, and how often it was tried."""

    id: int
    order: Order
    attempts: int = 0
