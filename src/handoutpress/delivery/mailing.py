"""A mailing: patients -> letters in the outbox -> the mail server, each exactly once or listed as uncertain."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.content.yaml_reader import load
from handoutpress.delivery import letters
from handoutpress.delivery.approved_leaflets import Leaflets, Piece
from handoutpress.delivery.database import alone
from handoutpress.delivery.handout_record import Given
from handoutpress.delivery.outbox import Entry, Letter, Outbox, Waiting
from handoutpress.delivery.smtp import Sender, Unreachable
from handoutpress.errors import DeliveryFailed, HandoutError, InvalidSource, NotFound, OutputFailed, Place, Problem
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.content.schema.mail import MailSettings
    from handoutpress.delivery.recipients import Recipient
    from handoutpress.press.render import Paper

SETTINGS = "mail.yaml"


def settings(library: Library) -> MailSettings:
    """The mail settings of a workspace.

    Raises:
        NotFound: there is no workspace, or no mail.yaml in it.
        InvalidSource: it is not right.
    """
    from handoutpress.content.schema.mail import MailSettings

    if library.workspace is None:
        raise NotFound("e-mail needs a workspace, and there is none here", "Make one: new workspace FOLDER")
    path = library.workspace / SETTINGS
    if not path.is_file():
        mend = "Write it: docs/email.md has the lines for common providers"
        raise NotFound(Problem("the mail settings are not there", mend, Place(shown(path))))
    return load(path, MailSettings).value


@dataclass(frozen=True)
class Plan:
    """Who would get what.

    Attributes:
        letters: ready to be queued.
        problems: one for each row nothing can be sent to.
    """

    letters: list[Letter]
    problems: list[Problem]


def plan(
    leaflets: Leaflets, clinic: str, rows: Iterable[Recipient], *, handouts: Iterable[str] = (), language: str = "en",
    template: str = "leaflet", paper: str = "", source: str = "",
) -> Plan:  # fmt: skip
    """Letters for patients. Rows nothing can be sent to do not stop the others.

    Args:
        handouts, language: for rows that name none.
        source: name of the list, for messages.

    Raises:
        NotFound, InvalidSource: the clinic cannot send anything to anybody.
    """
    library = leaflets.library
    domain = letters.desk(library, clinic, "en").domain
    library.template(template)
    usual = tuple(dict.fromkeys(handouts))
    for handout in usual:
        library.handout(handout)
    written_in = {handout: library.languages(handout) for handout in library.handouts()}  # once: a list may have 100,000 rows
    found = Plan([], [])
    place = Place(source) if source else None
    for person in rows:
        wanted, spoken = person.handouts or usual, person.language or language
        field = f"row {person.row}" if person.row else ""
        wrong: list[Problem] = []
        if not wanted:
            wrong.append(Problem("no handout is named", "Name it in the row, or for all of them in the command", place, field))
        for handout in wanted:
            if (unknown := _unknown(written_in, handout, spoken)) is not None:
                wrong.append(Problem(*unknown, place, field))
                continue
            try:
                leaflets.get(clinic, handout, spoken, template=template, paper=paper or None)  # type: ignore[arg-type]
            except HandoutError as error:
                wrong += [Problem(problem.what, problem.mend, place or problem.place, field) for problem in error.problems]
        if wrong:
            found.problems.extend(wrong)
            continue
        found.letters.append(
            Letter(
                person.email, clinic, wanted, spoken, domain, name=person.name, note=person.note, template=template, paper=paper,
                row=person.row, unreviewed=leaflets.allow_unreviewed,
            )
        )  # fmt: skip
    return found


def _unknown(written_in: Mapping[str, Sequence[str]], handout: str, language: str) -> tuple[str, str] | None:
    """What is wrong with a row's handout or language. Neither is repeated: in a list read wrongly, it is a patient's name."""
    if handout not in written_in:
        return "there is no handout of that name", f"There are: {', '.join(written_in)}"
    if language not in written_in[handout]:
        return f"{handout} is not there in that language", f"Written so far: {', '.join(written_in[handout])}"
    return None


@dataclass(frozen=True)
class Result:
    """What became of a message just now.

    Attributes:
        entry: as it stands in the outbox, address masked.
        error: why it could not even be made; its reason is in the entry too.
    """

    entry: Entry
    error: HandoutError | None = None


def send(
    outbox: Outbox, leaflets: Leaflets, sender: Sender, *, patience: float = 600.0, clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Result]:  # fmt: skip
    """Send what waits in the outbox, and say what became of each try. What is put off is tried again, later each time.

    May be stopped at any moment, and called again: a message is never sent twice. What a killed program left in doubt comes
    first, as uncertain.

    Args:
        patience: seconds to wait in all for messages the server has put off, and for a server that does not answer.

    Raises:
        DeliveryFailed: another program sends from this outbox now; or the mail server takes nothing from us. What is not sent waits.
        OutputFailed: the outbox cannot be written.
    """
    with alone(outbox.path) as we:
        if not we:
            mend = "It sends what you have queued too; see: outbox list"
            raise DeliveryFailed("another mailing of this workspace is being sent", mend)
        for entry in outbox.recover():
            yield Result(entry)
        courier = _Courier(outbox, leaflets, sender, clock)
        while (due := outbox.due()) is not None:
            wait = due - clock()
            if wait > 0:
                if wait > patience:
                    return
                patience -= wait  # only waiting counts: a long mailing has as much of it at its end as a short one
                sleep(wait)
            waiting = outbox.next(clock())
            if waiting is None:
                continue
            try:
                error = courier.take(waiting)
            except Unreachable:
                # not reached even once: that is no passing trouble, and nobody should wait minutes to hear of a wrong name
                if not sender.connections or (pause := courier.pause()) > patience:
                    raise
                patience -= pause
                sleep(pause)
                continue
            yield Result(outbox.show(waiting.id), error)


class _Courier:
    """Takes messages from the outbox to the mail server, and writes down what became of them."""

    def __init__(self, outbox: Outbox, leaflets: Leaflets, sender: Sender, clock: Callable[[], float]) -> None:
        self.outbox, self.leaflets, self.sender, self.clock = outbox, leaflets, sender, clock
        self.forms: Forms = {}
        self.silent = 0  # how often in a row the server could not be reached

    def take(self, waiting: Waiting) -> HandoutError | None:
        """Send one message; why it could not be made, if it could not."""
        try:
            raw, form = written(self.leaflets, waiting, self.forms)
        except HandoutError as error:
            self.outbox.failed(waiting.id, 0, str(error.problems[0]))
            return error
        answer = self.sender.deliver(raw, form.desk.email, waiting.address, lambda: self.outbox.sending(waiting.id))
        self.silent = 0
        if answer.outcome == "sent":
            self.outbox.sent(waiting.id, given(waiting, form.pieces, "email"), answer.code)
        elif answer.outcome == "failed":
            self.outbox.failed(waiting.id, answer.code, answer.reason)
        elif answer.outcome == "uncertain":
            self.outbox.doubt(waiting.id, answer.reason)
        elif answer.outcome == "later":
            self._later(waiting, answer.code, answer.reason)
        return None

    def _later(self, waiting: Waiting, code: int, reason: str) -> None:
        tries = waiting.attempts + 1
        if tries >= self.sender.settings.attempts:
            self.outbox.failed(
                waiting.id, code, f"{reason.partition(';')[0]}; tried {tries} times. Try again: outbox retry {waiting.id}"
            )
        else:
            self.outbox.later(waiting.id, code, reason, self.clock() + self._delay(waiting.attempts))

    def _delay(self, tries: int) -> float:
        """Seconds to the next try: twice as long each time, and never at the same moment for all."""
        return self.sender.settings.retry_after * float(2**tries) * random.uniform(1, 1.2)

    def pause(self) -> float:
        """How long to leave a server alone that does not answer, seconds."""
        self.silent += 1
        return min(5.0, self.sender.settings.retry_after) * float(2 ** (self.silent - 1))


Forms = dict[tuple[object, ...], letters.Form]


def written(leaflets: Leaflets, waiting: Waiting, forms: Forms) -> tuple[bytes, letters.Form]:
    """A waiting message as bytes, and the form it was written on; forms are kept in `forms` for the next ones.

    Raises:
        HandoutError: it cannot be made, or may not be given to patients.
    """
    key = (waiting.clinic, waiting.language, waiting.handouts, waiting.template, waiting.paper, waiting.unreviewed)
    if key not in forms:
        paper: Paper | None = waiting.paper or None  # type: ignore[assignment]
        pieces = [
            leaflets.get(
                waiting.clinic, handout, waiting.language, template=waiting.template, paper=paper, allow=waiting.unreviewed
            )
            for handout in waiting.handouts
        ]
        forms[key] = letters.Form(letters.desk(leaflets.library, waiting.clinic, waiting.language), pieces)
    form = forms[key]
    try:
        return form.filled(waiting.address, message_id=waiting.message_id, name=waiting.name, note=waiting.note), form
    except ValueError:  # its words may hold the name or the address: they go no further
        raise InvalidSource("the name or address cannot stand in a message", "Cancel it, and write the row anew") from None


def given(waiting: Waiting, pieces: Iterable[Piece], channel: str) -> list[Given]:
    """The lines of the record for a message: one for each leaflet, none with a name."""
    return [
        Given(
            "", channel, waiting.clinic, piece.job.handout, piece.version, waiting.language, waiting.template, 1, waiting.message_id
        )
        for piece in pieces
    ]


def to_folder(
    outbox: Outbox, leaflets: Leaflets, folder: Path, numbers: Iterable[int]
) -> Iterator[tuple[Result, Path | None]]:  # fmt: skip
    """Write messages that wait in the outbox as .eml files, for the clinic's own secure mail. Only their owner may read them.

    Names of files are numbers of the outbox and message ids: nothing of the patient.

    Args:
        numbers: which messages; those that do not wait are left alone.

    Raises:
        OutputFailed: the folder cannot be written.
        DeliveryFailed: another program sends from this outbox now.
    """
    from handoutpress.support import atomic_write

    with alone(outbox.path) as we:
        if not we:
            raise DeliveryFailed("another mailing of this workspace is being sent", "Wait for it; see: outbox list")
        for entry in outbox.recover():
            yield Result(entry), None
        forms: Forms = {}
        for number in numbers:
            if (waiting := outbox.waiting(number)) is None:
                continue
            path = folder / f"{waiting.id:06d}-{waiting.message_id[1:9]}.eml"
            try:
                raw, form = written(leaflets, waiting, forms)
                atomic_write.write(path, raw, private=True)
            except OutputFailed:
                raise
            except HandoutError as error:
                outbox.failed(waiting.id, 0, str(error.problems[0]))
                yield Result(outbox.show(waiting.id), error), None
                continue
            outbox.sent(waiting.id, given(waiting, form.pieces, "file"), 0)
            yield Result(outbox.show(waiting.id)), path
