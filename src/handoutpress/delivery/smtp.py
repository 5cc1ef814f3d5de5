"""The mail server: one connection for many messages, encrypted, at a measured pace, and a clear answer for each message.

What servers say is never shown or kept: it often repeats the patient's address. Their codes are (RFC 5321, RFC 3463), with
words of our own.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

from handoutpress.content.schema.mail import MailSettings
from handoutpress.delivery.bounded_smtp import BoundedSmtp
from handoutpress.delivery.channel import Receipt, Unreachable
from handoutpress.delivery.password_store import Secret
from handoutpress.errors import DeliveryFailed, UsageError

# how often the settings' `timeout`, which is for one answer, each step may take as a whole
_CONNECTING = 2  # from the first packet until we are signed in
_HANDING_OVER = 3  # a message, all but its end
# The answer to a whole message. RFC 5321, 4.5.3.2.6 would wait ten minutes, so that nothing is sent twice; here what has no answer is
# listed as uncertain, and never sent again by itself.
_ANSWER = 5


class Sender:
    """A mail server. Connects when the first message is delivered; use as a context manager to hang up."""

    def __init__(
        self, settings: MailSettings, secret: Secret | None = None, *, allow_plain: bool = False, folder: Path | None = None,
        final_seconds: float = 0,
    ) -> None:  # fmt: skip
        """Prepare; nothing is sent yet.

        Args:
            secret: gives the password, or with xoauth2 the access token, each time it signs in.
            allow_plain: take `security: plain` to another computer than this one.
            folder: where the settings stand, and the certificate they name.
            final_seconds: how long to wait for the answer to a whole message; 0: as long as the settings' timeout gives.

        Raises:
            UsageError: not encrypted, to another computer, and not allowed to.
            DeliveryFailed: the certificate file cannot be read.
        """
        if settings.security == "plain" and not allow_plain and not _loopback(settings.host):
            raise UsageError(
                "the settings ask for mail without encryption: anybody on the way could read it",
                "Write security: starttls in mail.yaml; or, if you know that nobody can listen, add --allow-plain",
            )
        self.settings, self._secret = settings, secret
        self._final = final_seconds or _ANSWER * settings.timeout
        self._smtp: BoundedSmtp | None = None
        self._next = 0.0
        self._context = self._trust(folder)
        self.connections = 0

    def _trust(self, folder: Path | None) -> ssl.SSLContext | None:
        if self.settings.security == "plain":
            return None
        try:
            context = ssl.create_default_context()
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            if self.settings.ca:
                context.load_verify_locations((folder or Path()) / self.settings.ca)
        except (OSError, ssl.SSLError):
            raise DeliveryFailed("the certificate file named in mail.yaml (ca) cannot be read", "Put a PEM file there") from None
        return context

    def __enter__(self) -> Sender:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self.close()

    def close(self) -> None:
        """Hang up politely."""
        if self._smtp:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.allow(min(5.0, self.settings.timeout))  # a farewell is not worth waiting for
                self._smtp.quit()
        self._drop()

    def _drop(self) -> None:
        """Hang up without a word: what has not been said to the end counts for nothing."""
        if self._smtp:
            with suppress(OSError):
                self._smtp.close()
        self._smtp = None

    # -- connecting --------------------------------------------------------------------------------

    def connect(self) -> None:
        """Connect, encrypt and sign in, if that has not been done.

        Raises Unreachable: not just now; DeliveryFailed: not with these settings.
        """
        if self._smtp:
            return
        try:
            self._connect(f"{self.settings.host}:{self.settings.at}")
        except BaseException:
            self._drop()
            raise

    def _connect(self, where: str) -> None:
        word = self._word()  # a person may be asked for it, and no server waits for that
        try:
            self._smtp = self._connected(where)
            self._sign_in(self._smtp, word)
            self.connections += 1
        except ssl.SSLCertVerificationError:
            mend = "Write the server's exact name in mail.yaml; if it has a certificate of your own, name its file there: ca"
            raise DeliveryFailed(f"the certificate of {where} is not to be trusted; nothing was sent", mend) from None
        except ssl.SSLError:
            mend = "Try security: tls with port 465, or starttls with 587; or ask your provider"
            raise DeliveryFailed(f"{where} does not speak TLS as it should; nothing was sent", mend) from None
        except socket.gaierror:
            raise Unreachable(f"the name {self.settings.host} is not known", "Check host in mail.yaml, and the network") from None
        except OSError:  # smtplib's own errors are of its kin
            mend = "Check host and port in mail.yaml, and the network. What is not sent waits: outbox retry"
            raise Unreachable(f"the mail server {where} does not answer", mend) from None

    def _connected(self, where: str) -> BoundedSmtp:
        settings, direct = self.settings, self._context if self.settings.security == "tls" else None
        each = settings.timeout
        smtp = BoundedSmtp(settings.host, settings.at, seconds=_CONNECTING * each, each=each, context=direct)
        try:
            smtp.ehlo_or_helo_if_needed()
            if settings.security == "starttls":
                if not smtp.has_extn("starttls"):
                    what = f"{where} offers no encryption (STARTTLS), or somebody on the way hides it; nothing was sent"
                    raise DeliveryFailed(what, "Try security: tls with port 465; or ask your provider")
                try:
                    smtp.starttls(context=self._context)
                except smtplib.SMTPResponseException:
                    what = f"{where} refuses to encrypt; nothing was sent"
                    raise DeliveryFailed(what, "Try again later, or security: tls with port 465") from None
                smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _word(self) -> str:
        """The password, or access token; empty if nobody signs in."""
        how = self.settings.signs_in
        if how == "none":
            return ""
        word = self._secret() if self._secret else ""
        if not word:
            mend = "Keep it once with: email --save-password. Or put it in the environment: HANDOUTPRESS_MAIL_PASSWORD"
            mend = "Name the program that gets one: HANDOUTPRESS_MAIL_TOKEN_COMMAND" if how == "xoauth2" else mend
            kind = "an access token" if how == "xoauth2" else "a password"
            raise DeliveryFailed(f"the mail server needs {kind}, and none is known", mend)
        return word

    def _sign_in(self, smtp: BoundedSmtp, word: str) -> None:
        how, user = self.settings.signs_in, self.settings.user or ""
        if how == "none":
            return
        kind = "access token" if how == "xoauth2" else "password"
        try:
            if how == "xoauth2":
                smtp.auth("XOAUTH2", lambda challenge=None: "" if challenge else f"user={user}\1auth=Bearer {word}\1\1")
            else:
                smtp.login(user, word)
        except smtplib.SMTPAuthenticationError as error:
            if 400 <= error.smtp_code < 500:
                raise Unreachable(
                    "the mail server cannot check who signs in just now", "What is not sent waits: outbox retry"
                ) from None
            mend = "Check user in mail.yaml, and give the password anew: email --save-password. Many providers want an app password"
            mend = "Get a new one, and check user in mail.yaml" if how == "xoauth2" else mend
            raise DeliveryFailed(f"the mail server refused the user or the {kind}", mend) from None
        except UnicodeEncodeError:
            mend = "Choose one of letters a to z, digits and signs at your provider; app passwords are"
            raise DeliveryFailed(f"the user or the {kind} holds letters that mail servers do not take", mend) from None
        except smtplib.SMTPNotSupportedError:
            mend = "Write auth: none in mail.yaml, or ask your provider"
            raise DeliveryFailed(f"the mail server does not let anybody sign in with a {kind}", mend) from None

    # -- delivering --------------------------------------------------------------------------------

    def deliver(self, raw: bytes, sender: str, to: str, begin: Callable[[], bool]) -> Receipt:
        """Hand over a message.

        Args:
            raw: the message, lines ended by CR LF.
            begin: called when the server has all of the message but its end; what it records is on the disk before the server is
                told that this is the end. False calls the message back.

        Raises:
            Unreachable: the server cannot be reached; the message was not handed over.
            DeliveryFailed: the settings do not do; the message was not handed over.
        """
        self._pace()
        used = self._smtp is not None
        self.connect()
        answer = self._deliver(raw, sender, to, begin)
        if answer is None and used:  # the server had hung up since the last message
            self.connect()
            answer = self._deliver(raw, sender, to, begin)
        return answer or _LOST

    def _deliver(self, raw: bytes, sender: str, to: str, begin: Callable[[], bool]) -> Receipt | None:
        """As `deliver`; None: the server had hung up before the first word."""
        smtp = self._smtp
        assert smtp is not None
        most = smtp.esmtp_features.get("size", "")
        if re.fullmatch("[0-9]{1,15}", most) and 0 < int(most) < len(raw):
            return Receipt("failed", 0, *_TOO_LARGE)
        step = "begin"
        smtp.allow(_HANDING_OVER * self.settings.timeout)
        try:
            code, reply = _checked(smtp.mail(sender))
            step = "head"
            if code >= 500:
                self._refused(code, reply)
                what = f"the mail server does not let the clinic's address send (code {code})"
                raise DeliveryFailed(what, "In the profile, give as email the address that signs in in mail.yaml")
            if code < 400:
                code, reply = _checked(smtp.rcpt(to))
            if code < 400:
                code, reply = _checked(smtp.docmd("DATA"), 354)
            if code >= 400:
                return self._refused(code, reply)
            smtp.send(_dot_stuffed(raw))
            if smtp.speaks():
                raise ConnectionError  # it says something before its time, or has hung up: no end is told, so nothing is in doubt
            if not begin():
                self._drop()  # without its end the message counts for nothing (RFC 5321, 4.1.1.4)
                return Receipt("cancelled")
            step = "end"
            smtp.allow(self._final, each=self._final)
            smtp.send(b".\r\n")
            code, reply = _checked(smtp.getreply())
        except OSError:  # smtplib's own errors are of its kin
            self._drop()
            return {"begin": None, "head": _LOST, "end": _DOUBT}[step]
        except BaseException:
            self._drop()
            raise
        return self._refused(code, reply) if code >= 400 else Receipt("sent", code)

    def _refused(self, code: int, reply: bytes) -> Receipt:
        """A refusal; the connection is made ready for the next message."""
        if code == 421:
            self._drop()
        elif self._smtp:
            try:
                self._smtp.allow(self.settings.timeout)
                self._smtp.rset()
            except OSError:
                self._drop()
        found = re.match(rb"[245]\.(\d{1,3}\.\d{1,3})\b", reply)
        return Receipt("later" if code < 500 else "failed", code, *_reason(code, found[1].decode() if found else ""))

    def _pace(self) -> None:
        """Wait until the next message may go."""
        if self.settings.per_minute:
            now = time.monotonic()
            time.sleep(max(0.0, self._next - now))
            self._next = max(now, self._next) + 60 / self.settings.per_minute


_TOO_LARGE = ("the message is larger than the mail server takes", "send fewer handouts at a time")
_LOST = Receipt("later", 0, "the mail server hung up in the middle", "it has thrown the half message away")
_DOUBT = Receipt("uncertain", 0, "the mail server had the whole message and gave no answer")
# by enhanced status code (RFC 3463, and its registry), class left out; then by plain code (RFC 5321)
_REASONS = {
    "1.1": ("the mail server knows no such address", "check it with the patient"),
    "1.2": ("there is no mail server for what stands after the @", "check it with the patient"),
    "1.3": ("the mail server does not take this address", "check it with the patient"),
    "1.6": ("the patient's mailbox has moved", "ask for the new address"),
    "1.10": ("the patient's provider takes no mail", "ask for another address"),
    "2.1": ("the patient's mailbox is closed", "ask for another address"),
    "2.2": ("the patient's mailbox is full", "ask the patient to make room, then: outbox retry"),
    "2.3": ("the message is too large for the patient's mailbox", "send fewer handouts at a time"),
    "3.4": _TOO_LARGE,
    "7.0": ("the mail server refuses it by its own rules", "ask your provider"),
    "7.1": ("the mail server refuses it by its own rules (it may take the message for spam)", "ask your provider"),
}
_CODES = {
    421: ("the mail server is busy or closes", "it is tried again"),
    450: ("the mail server asks to come back later", "it is tried again"),
    451: ("the mail server asks to come back later", "it is tried again"),
    452: ("the mail server has no room just now", "it is tried again"),
    550: ("the mail server knows no such address, or does not take it", "check it with the patient"),
    551: ("the patient's mailbox is elsewhere", "ask for the new address"),
    552: ("the patient's mailbox is full, or the message too large", ""),
    553: ("the mail server does not take this address", "check it with the patient"),
    554: ("the mail server refuses it by its own rules", "ask your provider"),
}


def _reason(code: int, detail: str) -> tuple[str, str]:
    """A refusal in our own words, and what to do: those of servers often hold the address."""
    if code < 500:
        return _CODES.get(code, ("the mail server does not take it just now", "it is tried again"))
    return _REASONS.get(detail) or _CODES.get(code, ("the mail server refuses the message", "ask your provider"))


def _checked(reply: tuple[int, bytes], good: int = 0) -> tuple[int, bytes]:
    """A reply that is one. Raises OSError: it is no reply of a mail server, or not the one that was due."""
    code = reply[0]
    if not 200 <= code < 600 or (good and code < 400 and code != good) or (not good and 300 <= code < 400):
        raise OSError("not a reply")
    return reply


def _dot_stuffed(raw: bytes) -> bytes:
    """A message as it goes over the line: a dot at the begin of a line doubled (RFC 5321, 4.5.2)."""
    out = raw.replace(b"\r\n.", b"\r\n..")
    return out if out.endswith(b"\r\n") else out + b"\r\n"


def _loopback(host: str) -> bool:
    """Whether a name is this computer's own."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
