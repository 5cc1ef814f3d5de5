"""The message around a leaflet: a short letter in the patient's language, as HTML and as text, with the PDFs attached."""

from __future__ import annotations

import html
import uuid
from binascii import b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from handoutpress.errors import InvalidSource
from handoutpress.merge.clinic_card import card
from handoutpress.merge.contact_lines import contact_lines

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.content.schema.words import MailWords
    from handoutpress.delivery.approved_leaflets import Piece

MOST = 6  # practitioners, languages and towns a letter names of each
POLICY = SMTP.clone(cte_type="7bit")  # every mail server takes it, and nothing on the way changes it


@dataclass(frozen=True)
class Desk:
    """What a letter says of the clinic, in a language.

    Attributes:
        phone: as printed; `tel` the same for links.
        about: what stands between its name and its city, and `more` what stands under its phone.
        emergency: the number to call.
    """

    name: str
    city: str
    email: str
    reply_to: str
    phone: str
    tel: str
    emergency: str
    language: str
    words: MailWords
    about: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    @property
    def domain(self) -> str:
        """The right half of message ids."""
        return self.email.rpartition("@")[2]


def desk(library: Library, clinic: str, language: str) -> Desk:
    """A clinic's letter-head.

    Raises:
        NotFound, InvalidSource: the clinic or language is not there, or the profile names no sender.
    """
    loaded = library.clinic(clinic)
    profile = loaded.value
    if not profile.email:
        mend = "Add a line `email: desk@example.org` with the address your clinic writes from"
        raise InvalidSource(loaded.problem("the profile has no e-mail address to send from", mend, "email"))
    country = library.countries().value.root.get(profile.country)
    words = library.words(language).value
    spoken = library.language_names(language).value.root if profile.languages else {}
    known = card(loaded, words, library.services(language).value.names, spoken, language, 12, [])  # its leaflets say what is wrong
    _, *lines = contact_lines(known, words, "letter")
    return Desk(
        known.name, known.city, profile.email, profile.reply_to or profile.email, known.phone, known.tel,
        profile.emergency_number or (country.emergency if country else "112"), language, words.mail,
        tuple(filter(None, (known.discipline,))), tuple(line.text(MOST).replace("\u00a0", " ") for line in lines),
    )  # fmt: skip


def compose(
    desk: Desk, to: str, pieces: Sequence[Piece], *, message_id: str, name: str = "", note: str = "", date: datetime | None = None
) -> EmailMessage:  # fmt: skip
    """A whole message.

    Args:
        to: address.
        pieces: the leaflets, in order; at least one.
        name: the patient's, for the greeting; may be empty.
        note: the clinic's own words for this patient, as plain text.
        date: default: now.

    Raises:
        ValueError: an address or name that may not stand in a head line.
    """
    message = EmailMessage(POLICY)
    own, _, at = desk.email.rpartition("@")
    message["From"] = Address(desk.name, own, at)
    message["To"] = _to(to, name)
    if desk.reply_to != desk.email:
        message["Reply-To"] = desk.reply_to
    message["Subject"] = _subject(desk, pieces)
    message["Date"] = date or datetime.now(UTC)
    message["Message-ID"] = message_id
    message.set_content(_text(desk, pieces, name, note), cte="quoted-printable")
    message.add_alternative(_html(desk, pieces, name, note), subtype="html", cte="quoted-printable")
    message.make_mixed()
    message["Content-Language"] = desk.language  # now: what is said of the content before would go to the first part
    for piece in pieces:
        message.attach(_attachment(piece))
    return message


class Form:
    """A message with blanks for what differs between patients: filling them is many times faster than composing anew."""

    def __init__(self, desk: Desk, pieces: Sequence[Piece]) -> None:
        """Compose it once; what stands in the blanks is found again by a word nobody knows."""
        word = uuid.uuid4().hex
        self.desk, self.pieces = desk, pieces
        marks = (f"to{word}@example.org", f"<id{word}@example.org>")
        self._day = datetime(2000, 1, 1, tzinfo=UTC)
        made = compose(desk, marks[0], pieces, message_id=marks[1], date=self._day)
        for kind in ("plain", "html"):
            part = made.get_body((kind,))
            assert part is not None
            part.set_payload(f"{kind}{word}")
        head, line, rest = made.as_bytes().partition(f"To: {marks[0]}\r\n".encode())
        self._parts = [head]
        for mark in (f"Date: {format_datetime(self._day)}", f"Message-ID: {marks[1]}", f"plain{word}", f"html{word}"):
            before, line, rest = rest.partition(mark.encode())
            assert line, mark
            self._parts.append(before)
        self._parts.append(rest)

    def filled(self, to: str, *, message_id: str, name: str = "", note: str = "", date: datetime | None = None) -> bytes:
        """The message as `compose` makes it, as the bytes a mail server takes: ASCII, lines ended by CR LF.

        Raises:
            ValueError: an address or name that may not stand in a head line.
        """
        head, after_to, after_date, after_id, between, rest = self._parts
        address = POLICY.header_factory("To", _to(to, name)).fold(policy=POLICY)
        day = f"Date: {format_datetime(date or datetime.now(UTC))}"
        text, page = _text(self.desk, self.pieces, name, note), _html(self.desk, self.pieces, name, note)
        return b"".join(
            (head, address.encode("ascii"), after_to, day.encode(), after_date, f"Message-ID: {message_id}".encode(), after_id,
             _printable(text), between, _printable(page), rest)
        )  # fmt: skip


def _printable(text: str) -> bytes:
    """Text as quoted-printable, lines ended by CR LF."""
    return b2a_qp("\r\n".join(text.splitlines()).encode() + b"\r\n", istext=True)


def _to(address: str, name: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(name, local, domain)


def _subject(desk: Desk, pieces: Sequence[Piece]) -> str:
    return (desk.words.subject_many if len(pieces) > 1 else desk.words.subject).format(clinic=desk.name)


def _attachment(piece: Piece) -> EmailMessage:
    part = EmailMessage(POLICY)
    part["Content-Type"] = f'application/pdf; name="{piece.file_name}"'
    part["Content-Transfer-Encoding"] = "base64"
    part["Content-Disposition"] = f'attachment; filename="{piece.file_name}"'
    part["Content-Description"] = piece.title
    part.set_payload(piece.encoded.decode())
    return part


def _said(desk: Desk, pieces: Sequence[Piece], name: str) -> tuple[str, str, str, str]:
    """Greeting, lead, questions, emergency: the sentences both forms have."""
    words = desk.words
    return (
        words.hello_name.format(name=name) if name else words.hello,
        (words.lead_many if len(pieces) > 1 else words.lead).format(clinic=desk.name),
        words.questions.format(phone=desk.phone),
        words.emergency.format(number=desk.emergency),
    )


def _text(desk: Desk, pieces: Sequence[Piece], name: str, note: str) -> str:
    hello, lead, questions, emergency = _said(desk, pieces, name)
    parts = [hello, lead + "\n\n" + "\n".join(f"* {piece.title}" for piece in pieces)]
    parts += [f"{desk.words.note}\n{note}"] if note else []
    parts += [questions, emergency, "\n".join((desk.name, *desk.about, desk.city, desk.phone, *desk.more)), desk.words.why]
    return "\n\n".join(parts) + "\n"


def _html(desk: Desk, pieces: Sequence[Piece], name: str, note: str) -> str:
    """Plain HTML: headings, lists and links, large type, no pictures, nothing fetched from anywhere."""
    hello, lead, _, emergency = (html.escape(text) for text in _said(desk, pieces, name))
    phone = f'<a href="tel:{html.escape(desk.tel)}" style="color:#0b4f8a">{html.escape(desk.phone)}</a>'
    questions = html.escape(desk.words.questions).format(phone=phone)
    titles = "".join(f"<li><strong>{html.escape(piece.title)}</strong></li>" for piece in pieces)
    kept = html.escape(note).replace("\r\n", "\n").replace("\n", "<br>")
    noted = f"<p>{html.escape(desk.words.note)}<br>{kept}</p>" if note else ""
    subject = _subject(desk, pieces)
    about, more = ((*map(html.escape, lines),) for lines in ((desk.name, *desk.about, desk.city), desk.more))
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(desk.language)}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{html.escape(subject)}</title></head>\n'
        '<body style="margin:0;padding:16px;background:#ffffff;color:#1a1a1a;font:18px/1.5 sans-serif">\n'
        f'<main style="max-width:34em">\n<h1 style="font-size:22px;line-height:1.3">{html.escape(desk.name)}</h1>\n'
        f"<p>{hello}</p>\n<p>{lead}</p>\n<ul>{titles}</ul>\n{noted}"
        f"<p>{questions}</p>\n<p><strong>{emergency}</strong></p>\n"
        f"<p>{'<br>'.join((*about, phone, *more))}</p>\n"
        f'<p style="color:#555555;font-size:16px">{html.escape(desk.words.why)}</p>\n</main>\n</body>\n</html>\n'
    )
