"""Memory for what is slow to work out: bounded, the least lately used goes first, safe to share between threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memo(Generic[K, V]):
    """Values by key, `most` at a time."""

    def __init__(self, most: int) -> None:
        """Hold at most so many."""
        self.most = most
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value for a key, made if it is not there; two threads that miss it at once both make it."""
        try:
            value = self._kept[key]
        except KeyError:
            value = make()
            with self._lock:
                self._kept[key] = value
                while len(self._kept) > self.most:
                    self._kept.popitem(last=False)
            return value
        if 2 * len(self._kept) > self.most:  # while there is much room nothing goes, and looking a large key up twice takes long
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
        return value

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._kept.clear()
