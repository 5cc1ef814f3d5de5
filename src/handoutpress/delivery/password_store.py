"""The mail password: from the computer's key store, the environment, or typed in. Never from a file, never a command line."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable

from handoutpress.content.schema.mail import MailSettings
from handoutpress.errors import DeliveryFailed
from handoutpress.support import optional_parts

Secret = Callable[[], str]
SERVICE = "handoutpress-mail"  # name in the key store
PASSWORD, TOKEN, TOKEN_COMMAND = "HANDOUTPRESS_MAIL_PASSWORD", "HANDOUTPRESS_MAIL_TOKEN", "HANDOUTPRESS_MAIL_TOKEN_COMMAND"


def secret(settings: MailSettings, ask: Secret | None = None) -> Secret:
    """What gives the password, or the access token with xoauth2, whenever the program signs in. A typed one is asked for once.

    Args:
        ask: asks a person; None: nobody can be asked.
    """
    typed: list[str] = []

    def password() -> str:
        if settings.signs_in == "xoauth2":
            return token()
        word = os.environ.get(PASSWORD) or _kept(settings) or next(iter(typed), "")
        if not word and ask:
            typed.append(ask())
            word = typed[0]
        return word

    return password


def token() -> str:
    """An access token: from the environment, else what a program prints that is named there. Empty: there is none.

    Raises DeliveryFailed: the program fails, or prints nothing.
    """
    if word := os.environ.get(TOKEN):
        return word
    command = os.environ.get(TOKEN_COMMAND)
    if not command:
        return ""
    try:
        done = subprocess.run(shlex.split(command), capture_output=True, timeout=60, check=True)
        word = done.stdout.decode().strip()
    except (OSError, ValueError, subprocess.SubprocessError):
        word = ""
    if not word:
        raise DeliveryFailed(
            f"the program that {TOKEN_COMMAND} names gives no access token", "Run it by hand and see what it says"
        ) from None
    return word


def keep(settings: MailSettings, password: str) -> None:
    """Keep a password in the computer's key store.

    Raises:
        FontMissing: the part of the program for e-mail is not installed.
        DeliveryFailed: this computer has no key store, or it is locked.
    """
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise optional_parts.missing_part("mail", "e-mail") from None
    try:
        keyring.set_password(SERVICE, _account(settings), password)
    except (KeyringError, RuntimeError):
        mend = f"Unlock it; or put the password in the environment: {PASSWORD}"
        raise DeliveryFailed("this computer's key store does not take the password", mend) from None


def _kept(settings: MailSettings) -> str:
    """The password in the key store, or nothing."""
    try:
        import keyring

        return keyring.get_password(SERVICE, _account(settings)) or ""
    except Exception:  # no key store, a locked one, a broken one: the next way is tried
        return ""


def _account(settings: MailSettings) -> str:
    return f"{settings.user}@{settings.host}"
