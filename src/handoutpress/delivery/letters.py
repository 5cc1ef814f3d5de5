"""The message around a leaflet: a short letter in the patient's language, as HTML and as text, with the PDFs attached."""

from __future__ import annotations

import html
import re
import uuid
from binascii import b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.charset import QP, Charset
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, formataddr
from typing import Any

from handoutpress.content.library import Library
from handoutpress.content.schema.words import MailWords
from handoutpress.delivery.approved_leaflets import ApprovedLeaflet
from handoutpress.errors import InvalidSource
from handoutpress.merge.clinic_card import card
from handoutpress.merge.contact_lines import contact_lines

MOST = 6  # practitioners, languages and towns a letter names of each


class _OneMailbox(EmailPolicy):
    """Writes From and To as exactly one mailbox on one line, or with its name in encoded words.

    The standard library drops a name's quotation marks where it folds the line, so that a comma in the name makes two recipients.
    """

    def fold(self, name: str, value: Any) -> str:
        """A head line, ended."""
        addresses: tuple[Address, ...] = getattr(value, "addresses", ())
        if len(addresses) != 1:
            return str(super().fold(name, value))
        shown, spec = addresses[0].display_name, addresses[0].addr_spec
        line = f"{name}: {formataddr((shown, spec))}\r\n"
        if not shown.isascii() or not shown.isprintable() or "=?" in shown or len(line) > 78:
            plain = re.fullmatch(r"[A-Za-z0-9' -]*", shown)  # nothing in it has a meaning of its own
            words = shown if plain else Header(shown, _QUOTED, header_name=name).encode(linesep="\r\n")
            line = f"{name}: {words}\r\n <{spec}>\r\n"
        return line

    def fold_binary(self, name: str, value: Any) -> bytes:
        """A head line as bytes, all of them ASCII."""
        return self.fold(name, value).encode("ascii")


_QUOTED = Charset("utf-8")
_QUOTED.header_encoding = QP  # base64 that is not needed looks like spam
# every mail server takes 7 bits, and nothing on the way changes them
POLICY = _OneMailbox(linesep="\r\n", cte_type="7bit", max_line_length=78)


@dataclass(frozen=True)
class Letterhead:
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


def letterhead(library: Library, clinic: str, language: str) -> Letterhead:
    """A clinic's letter-head.

    Raises NotFound, InvalidSource: the clinic or language is not there, or the profile names no sender.
    """
    from handoutpress.content.safety_floor import emergency_number

    loaded = library.clinic(clinic)
    profile = loaded.value
    if not profile.email:
        mend = "Add a line `email: desk@example.org` with the address your clinic writes from"
        raise InvalidSource(loaded.problem("the profile has no e-mail address to send from", mend, "email"))
    country = library.countries().value.root.get(profile.country)
    words = library.words(language).value
    known = card(library, loaded, language, 12, [])  # its leaflets say what is wrong
    _, *lines = contact_lines(known, words, "letter")
    return Letterhead(
        known.name, known.city, profile.email, profile.reply_to or profile.email, known.phones, known.tel,
        emergency_number(loaded, country) if country else "112", language, words.mail,
        tuple(filter(None, (known.discipline,))), tuple(line.text(MOST).replace("\u00a0", " ") for line in lines),
    )  # fmt: skip


def compose(
    letterhead: Letterhead, to: str, leaflets: Sequence[ApprovedLeaflet], *, message_id: str, name: str = "", note: str = "",
    date: datetime | None = None,
) -> EmailMessage:  # fmt: skip
    """A whole message.

    Args:
        to: address.
        leaflets: the leaflets, in order; at least one.
        name: the patient's, for the greeting; may be empty.
        note: the clinic's own words for this patient, as plain text.
        date: default: now.

    Raises:
        ValueError: an address or name that may not stand in a head line.
    """
    message = EmailMessage(POLICY)
    own, _, at = letterhead.email.rpartition("@")
    message["From"] = Address(letterhead.name, own, at)
    message["To"] = _to(to, name)
    if letterhead.reply_to != letterhead.email:
        message["Reply-To"] = letterhead.reply_to
    message["Subject"] = _subject(letterhead, leaflets)
    message["Date"] = date or datetime.now(UTC)
    message["Message-ID"] = message_id
    message.set_content(_text(letterhead, leaflets, name, note), cte="quoted-printable")
    message.add_alternative(_html(letterhead, leaflets, name, note), subtype="html", cte="quoted-printable")
    message.make_mixed()
    message["Content-Language"] = letterhead.language  # now: what is said of the content before would go to the first part
    for leaflet in leaflets:
        message.attach(_attachment(leaflet))
    return message


class LetterForm:
    """A message with blanks for what differs between patients: filling them is many times faster than composing anew."""

    def __init__(self, letterhead: Letterhead, leaflets: Sequence[ApprovedLeaflet]) -> None:
        """Compose it once; what stands in the blanks is found again by a word nobody knows."""
        word = uuid.uuid4().hex
        self.letterhead, self.leaflets = letterhead, tuple(leaflets)
        marks = (f"to{word}@example.org", f"<id{word}@example.org>")
        self._day = datetime(2000, 1, 1, tzinfo=UTC)
        whole = compose(letterhead, marks[0], leaflets, message_id=marks[1], date=self._day)
        for kind in ("plain", "html"):
            part = whole.get_body((kind,))
            assert part is not None
            part.set_payload(f"{kind}{word}")
        head, line, rest = whole.as_bytes().partition(f"To: {marks[0]}\r\n".encode())
        self._parts = [head]
        for mark in (f"Date: {format_datetime(self._day)}", f"Message-ID: {marks[1]}", f"plain{word}", f"html{word}"):
            before, line, rest = rest.partition(mark.encode())
            assert line, mark
            self._parts.append(before)
        self._parts.append(rest)

    def filled(self, to: str, *, message_id: str, name: str = "", note: str = "", date: datetime | None = None) -> bytes:
        """The message as `compose` makes it, as the bytes a mail server takes: ASCII, lines ended by CR LF.

        Raises ValueError: an address or name that may not stand in a head line.
        """
        head, after_to, after_date, after_id, between, rest = self._parts
        address = POLICY.fold_binary("To", POLICY.header_factory("To", _to(to, name)))
        day = f"Date: {format_datetime(date or datetime.now(UTC))}"
        text, page = _text(self.letterhead, self.leaflets, name, note), _html(self.letterhead, self.leaflets, name, note)
        return b"".join(
            (head, address, after_to, day.encode(), after_date, f"Message-ID: {message_id}".encode(), after_id,
             _printable(text), between, _printable(page), rest)
        )  # fmt: skip


def _printable(text: str) -> bytes:
    """Text as quoted-printable, lines ended by CR LF."""
    return b2a_qp("\r\n".join(text.splitlines()).encode() + b"\r\n", istext=True)


def _to(address: str, name: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(name, local, domain)


def _subject(letterhead: Letterhead, leaflets: Sequence[ApprovedLeaflet]) -> str:
    return (letterhead.words.subject_many if len(leaflets) > 1 else letterhead.words.subject).format(clinic=letterhead.name)


def _attachment(leaflet: ApprovedLeaflet) -> EmailMessage:
    part = EmailMessage(POLICY)
    part["Content-Type"] = f'application/pdf; name="{leaflet.job.file_name}"'
    part["Content-Transfer-Encoding"] = "base64"
    part["Content-Disposition"] = f'attachment; filename="{leaflet.job.file_name}"'
    part["Content-Description"] = leaflet.title
    part.set_payload(leaflet.encoded.decode())
    return part


def _sentences(letterhead: Letterhead, leaflets: Sequence[ApprovedLeaflet], name: str) -> tuple[str, str, str, str]:
    """Greeting, lead, questions, emergency: the sentences both forms have."""
    words = letterhead.words
    return (
        words.hello_name.format(name=name) if name else words.hello,
        (words.lead_many if len(leaflets) > 1 else words.lead).format(clinic=letterhead.name),
        words.questions.format(phone=letterhead.phone),
        words.emergency.format(number=letterhead.emergency),
    )


def _text(letterhead: Letterhead, leaflets: Sequence[ApprovedLeaflet], name: str, note: str) -> str:
    hello, lead, questions, emergency = _sentences(letterhead, leaflets, name)
    parts = [hello, lead + "\n\n" + "\n".join(f"* {leaflet.title}" for leaflet in leaflets)]
    parts += [f"{letterhead.words.note}\n{note}"] if note else []
    parts += [
        questions,
        emergency,
        "\n".join((letterhead.name, *letterhead.about, letterhead.city, letterhead.phone, *letterhead.more)),
        letterhead.words.why,
    ]
    return "\n\n".join(parts) + "\n"


def _html(letterhead: Letterhead, leaflets: Sequence[ApprovedLeaflet], name: str, note: str) -> str:
    """Plain HTML: headings, lists and links, large type, no pictures, nothing fetched from anywhere."""
    hello, lead, _, emergency = (html.escape(text) for text in _sentences(letterhead, leaflets, name))
    phone = f'<a href="tel:{html.escape(letterhead.tel)}" style="color:#0b4f8a">{html.escape(letterhead.phone)}</a>'
    questions = html.escape(letterhead.words.questions).format(phone=phone)
    titles = "".join(f"<li><strong>{html.escape(leaflet.title)}</strong></li>" for leaflet in leaflets)
    note_html = html.escape(note).replace("\r\n", "\n").replace("\n", "<br>")
    note_part = f"<p>{html.escape(letterhead.words.note)}<br>{note_html}</p>" if note else ""
    subject = _subject(letterhead, leaflets)
    about, more = (
        (*map(html.escape, lines),) for lines in ((letterhead.name, *letterhead.about, letterhead.city), letterhead.more)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(letterhead.language)}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{html.escape(subject)}</title></head>\n'
        '<body style="margin:0;padding:16px;background:#ffffff;color:#1a1a1a;font:18px/1.5 sans-serif">\n'
        f'<main style="max-width:34em">\n<h1 style="font-size:22px;line-height:1.3">{html.escape(letterhead.name)}</h1>\n'
        f"<p>{hello}</p>\n<p>{lead}</p>\n<ul>{titles}</ul>\n{note_part}"
        f"<p>{questions}</p>\n<p><strong>{emergency}</strong></p>\n"
        f"<p>{'<br>'.join((*about, phone, *more))}</p>\n"
        f'<p style="color:#555555;font-size:16px">{html.escape(letterhead.words.why)}</p>\n</main>\n</body>\n</html>\n'
    )
