"""The message around a leaflet: a short letter in the patient's language, as HTML and as text, with the PDFs attached."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from handoutpress.errors import InvalidSource

if TYPE_CHECKING:
    from handoutpress.deliver.leaflets import Piece
    from handoutpress.library import Library
    from handoutpress.model.words import MailWords

POLICY = SMTP.clone(cte_type="7bit")  # every mail server takes it, and nothing on the way changes it
_HERE = "{:0>8}====leaflet===="  # stands for a leaflet while its message is put together; no line of base64 holds so many =


@dataclass(frozen=True)
class Desk:
    """What a letter says of the clinic, in a language.

    Attributes:
        phone: as printed; `tel` the same for links.
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

    @property
    def domain(self) -> str:
        """The right half of message ids."""
        return self.email.rpartition("@")[2]


def desk(library: Library, clinic: str, language: str) -> Desk:
    """A clinic's letter-head.

    Raises:
        NotFound, InvalidSource: the clinic or language is not there, or the profile names no sender.
    """
    from handoutpress.merge import phone_number

    loaded = library.clinic(clinic)
    profile = loaded.value
    if not profile.email:
        mend = "Add a line `email: desk@example.org` with the address your clinic writes from"
        raise InvalidSource(loaded.problem("the profile has no e-mail address to send from", mend, "email"))
    phone, tel = phone_number(profile)
    country = library.countries().value.root.get(profile.country)
    return Desk(
        profile.name, profile.city, profile.email, profile.reply_to or profile.email, phone, tel,
        profile.emergency_number or (country.emergency if country else "112"), language, library.words(language).value.mail,
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
    return _message(desk, to, pieces, [piece.encoded.decode() for piece in pieces], message_id, name, note, date)


def flat(
    desk: Desk, to: str, pieces: Sequence[Piece], *, message_id: str, name: str = "", note: str = "", date: datetime | None = None
) -> bytes:  # fmt: skip
    """The same message as the bytes a mail server takes: ASCII, lines ended by CR LF.

    The leaflets are put in last, ready encoded: going through their lines anew for every patient would take most of the time.
    """
    places = [_HERE.format(number) for number in range(len(pieces))]
    out = _message(desk, to, pieces, places, message_id, name, note, date).as_bytes()
    for place, piece in zip(places, pieces, strict=True):
        out = out.replace(place.encode(), piece.encoded, 1)
    return out


def _message(
    desk: Desk, to: str, pieces: Sequence[Piece], payloads: Sequence[str], message_id: str, name: str, note: str,
    date: datetime | None,
) -> EmailMessage:  # fmt: skip
    message = EmailMessage(POLICY)
    own, _, at = desk.email.rpartition("@")
    local, _, domain = to.rpartition("@")
    message["From"] = Address(desk.name, own, at)
    message["To"] = Address(name, local, domain)
    if desk.reply_to != desk.email:
        message["Reply-To"] = desk.reply_to
    message["Subject"] = (desk.words.subject_many if len(pieces) > 1 else desk.words.subject).format(clinic=desk.name)
    message["Date"] = date or datetime.now(UTC)
    message["Message-ID"] = message_id
    message.set_content(_text(desk, pieces, name, note))
    message.add_alternative(_html(desk, pieces, name, note), subtype="html")
    message.make_mixed()
    message["Content-Language"] = desk.language  # now: what is said of the content before would go to the first part
    for piece, payload in zip(pieces, payloads, strict=True):
        message.attach(_attachment(piece, payload))
    return message


def _attachment(piece: Piece, payload: str) -> EmailMessage:
    part = EmailMessage(POLICY)
    part["Content-Type"] = f'application/pdf; name="{piece.file_name}"'
    part["Content-Transfer-Encoding"] = "base64"
    part["Content-Disposition"] = f'attachment; filename="{piece.file_name}"'
    part["Content-Description"] = piece.title
    part.set_payload(payload)
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
    parts += [questions, emergency, f"{desk.name}\n{desk.city}\n{desk.phone}", desk.words.why]
    return "\n\n".join(parts) + "\n"


def _html(desk: Desk, pieces: Sequence[Piece], name: str, note: str) -> str:
    """Plain HTML: headings, lists and links, large type, no pictures, nothing fetched from anywhere."""
    hello, lead, _, emergency = (html.escape(text) for text in _said(desk, pieces, name))
    phone = f'<a href="tel:{html.escape(desk.tel)}" style="color:#0b4f8a">{html.escape(desk.phone)}</a>'
    questions = html.escape(desk.words.questions).format(phone=phone)
    titles = "".join(f"<li><strong>{html.escape(piece.title)}</strong></li>" for piece in pieces)
    kept = html.escape(note).replace("\r\n", "\n").replace("\n", "<br>")
    noted = f"<p>{html.escape(desk.words.note)}<br>{kept}</p>" if note else ""
    subject = (desk.words.subject_many if len(pieces) > 1 else desk.words.subject).format(clinic=desk.name)
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(desk.language)}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{html.escape(subject)}</title></head>\n'
        '<body style="margin:0;padding:16px;background:#ffffff;color:#1a1a1a;font:18px/1.5 sans-serif">\n'
        f'<main style="max-width:34em">\n<h1 style="font-size:22px;line-height:1.3">{html.escape(desk.name)}</h1>\n'
        f"<p>{hello}</p>\n<p>{lead}</p>\n<ul>{titles}</ul>\n{noted}"
        f"<p>{questions}</p>\n<p><strong>{emergency}</strong></p>\n"
        f"<p>{html.escape(desk.name)}<br>{html.escape(desk.city)}<br>{phone}</p>\n"
        f'<p style="color:#555555;font-size:16px">{html.escape(desk.words.why)}</p>\n</main>\n</body>\n</html>\n'
    )
