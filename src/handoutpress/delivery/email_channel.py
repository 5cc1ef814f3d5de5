"""E-mail as a channel: a letter with the leaflets attached, to the clinic's mail server or as a file for mail of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from handoutpress.delivery import letters, mailing, password_store
from handoutpress.delivery.approved_leaflets import ApprovedLeaflets
from handoutpress.delivery.channel import ChannelOptions, QueuedChannel, Receipt, record_lines
from handoutpress.delivery.order import DeliveryJob, Order
from handoutpress.delivery.smtp import Sender
from handoutpress.errors import InvalidSource
from handoutpress.support import atomic_write
from handoutpress.support.filesystem import shown

NAME = mailing.CHANNEL_NAME


class _Letters:
    """Letters for orders; those that differ in the patient alone are written on one form."""

    def __init__(self, leaflets: ApprovedLeaflets) -> None:
        self.leaflets = leaflets
        self.forms: dict[tuple[object, ...], letters.LetterForm] = {}

    def write(self, order: Order) -> tuple[bytes, letters.LetterForm]:
        """An order as a message, and the form it is written on.

        Raises HandoutError: it cannot be made, or may not be given to patients.
        """
        key = (order.clinic, order.language, order.handouts, order.template, order.paper, order.unreviewed)
        if key not in self.forms:
            letterhead = letters.letterhead(self.leaflets.library, order.clinic, order.language)
            self.forms[key] = letters.LetterForm(letterhead, self.leaflets.of(order))
        form = self.forms[key]
        try:
            return form.filled(order.address, message_id=order.reference, name=order.name, note=order.note), form
        except ValueError:  # its words may hold the name or the address: they go no further
            raise InvalidSource("the name or address cannot stand in a message", "Cancel it, and write the row anew") from None


class EmailChannel(QueuedChannel):
    """Letters to the clinic's mail server."""

    name = NAME
    interrupted = "the program was stopped before the mail server's answer was recorded"

    def __init__(self, leaflets: ApprovedLeaflets, sender: Sender) -> None:
        """Take a mail server, which connects when the first letter is delivered."""
        self.sender, self._letters = sender, _Letters(leaflets)
        self.attempts, self.retry_after = sender.settings.attempts, sender.settings.retry_after
        self.keep_days = sender.settings.keep_days

    def reached(self) -> bool:
        """Whether the mail server has ever answered."""
        return self.sender.connections > 0

    def deliver(self, job: DeliveryJob, begin: Callable[[], bool]) -> Receipt:
        """Hand a letter to the mail server; its end is told only after `begin`."""
        raw, form = self._letters.write(job.order)
        record = record_lines(job.order, [leaflet.version for leaflet in form.leaflets], self.name)
        receipt = self.sender.deliver(raw, form.letterhead.email, job.order.address, begin)
        return replace(receipt, record=record) if receipt.outcome == "sent" else receipt

    def close(self) -> None:
        """Hang up."""
        self.sender.close()


class LetterFileChannel(QueuedChannel):
    """The same letters as .eml files, for the clinic's own secure mail. Only their owner may read them.

    Names of files are numbers of the outbox and message ids: nothing of the patient.
    """

    name = NAME  # it takes what waits for the mail server
    interrupted = EmailChannel.interrupted

    def __init__(self, leaflets: ApprovedLeaflets, folder: Path) -> None:
        """Take the folder the files go to."""
        self.folder, self._letters = folder, _Letters(leaflets)

    def deliver(self, job: DeliveryJob, begin: Callable[[], bool]) -> Receipt:
        """Write a file, whole or not at all. Raises OutputFailed: the folder cannot be written."""
        raw, form = self._letters.write(job.order)
        path = self.folder / f"{job.id:06d}-{job.order.reference[1:9]}.eml"
        atomic_write.write(path, raw, private=True)
        record = record_lines(job.order, [leaflet.version for leaflet in form.leaflets], "file")
        return Receipt("sent", reference=path.name, place=shown(path), record=record)


def set_up(options: ChannelOptions) -> EmailChannel:
    """E-mail with the mail settings of the workspace.

    Raises:
        NotFound, InvalidSource: they are not there, or not right.
        UsageError: they ask for mail without encryption, and that is not allowed.
    """
    library = options.leaflets.library
    settings = mailing.settings(library)
    password = password_store.secret(settings, options.ask)
    sender = Sender(settings, password, allow_plain=options.allow_plain, folder=library.workspace)
    return EmailChannel(options.leaflets, sender)
