"""Who is at the page: a random cookie, the tokens of its forms, and the password where one is asked for.

Without a password (the page is on this machine only) every browser gets a session; it carries nothing but its form tokens. With
one, a session opens on sign-in, under a new name, and closes after twelve hours without use.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from dataclasses import dataclass, field

HOURS = 12  # a session nobody uses closes
TRIES, WINDOW = 5, 300.0  # wrong passwords one address may give in so many seconds
ALL_TRIES = 50  # the same for all addresses together: guessing from many machines is guessing too


class TooMany(Exception):
    """Too many wrong passwords; wait `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds:.0f} s")
        self.seconds = max(1, round(seconds))


@dataclass
class Sessions:
    """All sessions of a running page; its password is an argon2 hash, or None: no sign-in is asked for."""

    password: str | None = None
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _open: dict[str, float] = field(default_factory=dict, repr=False)
    _wrong: list[tuple[float, str]] = field(default_factory=list, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

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
        """Whether this session may go on; using it keeps it open."""
        if self.password is None:
            return True
        now = time.monotonic()
        with self._lock:
            if self._open.get(session, -1.0) < now:
                self._open.pop(session, None)
                return False
            self._open[session] = now + HOURS * 3600
            return True

    def sign_in(self, password: str, address: str) -> str | None:
        """A new session's name if the password is right, else None.

        Raises TooMany: this address, or all together, gave too many wrong ones lately; the password was not looked at.
        """
        from argon2 import PasswordHasher
        from argon2.exceptions import InvalidHashError, VerificationError

        with self._lock:  # one at a time: checking costs time and memory on purpose
            now = time.monotonic()
            self._wrong = [(when, who) for when, who in self._wrong if now - when < WINDOW]
            mine = [when for when, who in self._wrong if who == address]
            if len(mine) >= TRIES or len(self._wrong) >= ALL_TRIES:
                raise TooMany(WINDOW - (now - (mine or [self._wrong[0][0]])[0]))
            try:
                PasswordHasher().verify(self.password or "", password)
            except (VerificationError, InvalidHashError):
                self._wrong.append((now, address))
                return None
            session = self.new()
            self._open = {name: until for name, until in self._open.items() if until > now} | {session: now + HOURS * 3600}
            return session

    def sign_out(self, session: str) -> None:
        """Close a session."""
        with self._lock:
            self._open.pop(session, None)


def hashed(password: str) -> str:
    """A password as argon2 keeps it."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password)
