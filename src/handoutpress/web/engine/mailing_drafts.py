"""Mailings that were looked at and not sent yet. They stand in memory alone: who has not been written to is on no disk."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handoutpress.delivery.order import Order

KEPT = 1800.0  # seconds a list that was looked at may wait


@dataclass(repr=False)
class MailingDrafts:
    """Mailings that were looked at and not sent yet, by a random name, each for its own session."""

    _all: dict[str, tuple[float, str, list[Order]]] = field(default_factory=dict)

    def keep(self, session: str, orders: list[Order]) -> str:
        """Keep one; its name."""
        now = time.monotonic()
        self._all = {name: one for name, one in self._all.items() if now - one[0] < KEPT}
        name = secrets.token_urlsafe(18)
        self._all[name] = (now, session, orders)
        return name

    def take(self, session: str, name: str) -> list[Order] | None:
        """Take one out; None: it is not there, or another's, or too old."""
        when, owner, orders = self._all.get(name, (0.0, "", []))
        if owner != session or time.monotonic() - when > KEPT:
            return None
        del self._all[name]
        return orders
