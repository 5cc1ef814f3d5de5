"""Who is at the page: a random cookie, the tokens of its forms, and what opens the page: a password, or the key of its address.

A page for this computer alone asks for no password: the address it is opened by carries a key that only its starter has seen. A
session opens under a new name, closes when nobody uses it, and at its end whoever uses it; all of them end with the program.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

from handoutpress.errors import UsageError

SHORTEST = 10  # characters of a password
IDLE, WHOLE = 2 * 3600.0, 12 * 3600.0  # seconds: unused, and in all
KEY_IDLE, KEY_WHOLE = 7 * 86400.0, 30 * 86400.0  # the same on a page for this computer alone
TRIES, WINDOW = 5, 300.0  # wrong passwords one address may give in so many seconds
MOST_ADDRESSES, MOST_OPEN = 10_000, 1_000


class TooMany(Exception):
    """Too many wrong passwords; wait `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds:.0f} s")
        self.seconds = max(1, round(seconds))


@dataclass
class Sessions:
    """All sessions of a running page.

    Attributes:
        password: an argon2 hash; None: no password is asked for.
        key: of the address the page is opened by; empty: there is none. With neither, the page is open (tests).
    """

    password: str | None = None
    key: str = ""
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _open: dict[str, tuple[float, float]] = field(default_factory=dict, repr=False)  # when it began, when it was used
    _wrong: dict[str, deque[float]] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _checking: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @staticmethod
    def new() -> str:
        """A session's name: 256 random bits."""
        return secrets.token_urlsafe(32)

    def token(self, session: str) -> str:
        """The token that forms of this session carry."""
        return hmac.new(self._secret, session.encode(), hashlib.sha256).hexdigest()

    def right(self, session: str, token: str) -> bool:
        """Whether a form's token is this session's."""
        return bool(session) and hmac.compare_digest(self.token(session).encode(), token.encode("utf-8", "replace"))

    def signed_in(self, session: str) -> bool:
        """Whether this session may go on; using it keeps it open, until its end."""
        if self.password is None and not self.key:
            return True
        idle, whole = (KEY_IDLE, KEY_WHOLE) if self.password is None else (IDLE, WHOLE)
        now = time.monotonic()
        with self._lock:
            began, used = self._open.get(session, (-whole, -idle))
            if now - began >= whole or now - used >= idle:
                self._open.pop(session, None)
                return False
            self._open[session] = (began, now)
            return True

    def _opened(self) -> str:
        session, now = self.new(), time.monotonic()
        with self._lock:
            while len(self._open) >= MOST_OPEN:  # the one that has not been used for the longest
                self._open.pop(min(self._open, key=lambda name: self._open[name][1]))
            self._open[session] = (now, now)
        return session

    def enter(self, key: str) -> str | None:
        """A new session's name if the key is that of the page's address, else None."""
        good = bool(self.key) and hmac.compare_digest(self.key.encode(), key.encode("utf-8", "replace"))
        return self._opened() if good else None

    def sign_in(self, password: str, address: str) -> str | None:
        """A new session's name if the password is right, else None.

        Raises TooMany: this address gave too many wrong ones lately; the password was not looked at. Others are not kept out by it.
        """
        from argon2 import PasswordHasher
        from argon2.exceptions import VerifyMismatchError

        if self.password is None:
            return None
        who, now = _network(address), time.monotonic()
        with self._lock:  # the try is counted before it is looked at: many at once are many
            tries = self._wrong.pop(who, deque())
            while tries and now - tries[0] >= WINDOW:
                tries.popleft()
            self._wrong[who] = tries  # the latest last
            if len(tries) >= TRIES:
                raise TooMany(WINDOW - (now - tries[0]))
            tries.append(now)
            while len(self._wrong) > MOST_ADDRESSES:
                del self._wrong[next(iter(self._wrong))]
        with self._checking:  # one at a time: it costs time and memory on purpose
            try:
                PasswordHasher().verify(self.password, password.encode("utf-8", "surrogatepass"))
            except VerifyMismatchError:
                return None
        with self._lock, suppress(ValueError):
            tries.remove(now)
        return self._opened()

    def sign_out(self, session: str) -> None:
        """Close a session."""
        with self._lock:
            self._open.pop(session, None)


def _network(address: str) -> str:
    """Whom an address belongs to: one household has 2^64 of the longer kind."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else address


def hashed(password: str) -> str:
    """A password as argon2 keeps it, with every space in it."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password.encode("utf-8", "surrogatepass"))


def new_password(password: str) -> str:
    """The hash of a password that was chosen. Raises UsageError: it is too short, or among the first that are guessed."""
    from zxcvbn import zxcvbn

    mend = "Take a few words with spaces between them"
    if len(password) < SHORTEST:
        raise UsageError(f"the password has fewer than {SHORTEST} characters", mend)
    if zxcvbn(password[:72], ["handoutpress", "handouts", "clinic"])["score"] < 2:  # under a million guesses
        raise UsageError("the password is among the first that are guessed", mend)
    return hashed(password)
