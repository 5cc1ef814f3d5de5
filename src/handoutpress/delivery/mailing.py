"""A mailing: the settings of a clinic's e-mail, and patients -> orders for the outbox."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from handoutpress.content.library import Library
from handoutpress.content.schema.mail import MailSettings
from handoutpress.content.yaml_reader import load
from handoutpress.delivery import letters
from handoutpress.delivery.approved_leaflets import ApprovedLeaflets
from handoutpress.delivery.order import Order
from handoutpress.delivery.recipients import Recipient
from handoutpress.errors import HandoutError, NotFound, Place, Problem
from handoutpress.press.job import Job
from handoutpress.support.filesystem import shown

CHANNEL_NAME = "email"
SETTINGS = "mail.yaml"


def settings(library: Library) -> MailSettings:
    """The mail settings of a workspace.

    Raises NotFound: there is no workspace, or no mail.yaml in it; InvalidSource: it is not right.
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
class MailingPlan:
    """Who would get what.

    Attributes:
        orders: ready to be queued.
        problems: one for each row nothing can be sent to.
    """

    orders: list[Order]
    problems: list[Problem]


def plan(
    leaflets: ApprovedLeaflets, clinic: str, rows: Iterable[Recipient], *, handouts: Iterable[str] = (), language: str = "en",
    template: str = "leaflet", paper: str = "", source: str = "",
) -> MailingPlan:  # fmt: skip
    """Orders for patients. Rows nothing can be sent to do not stop the others.

    Args:
        handouts, language: for rows that name none.
        source: name of the list, for messages.

    Raises:
        NotFound, InvalidSource: the clinic cannot send anything to anybody.
    """
    library = leaflets.library
    domain = letters.letterhead(library, clinic, "en").email.rpartition("@")[2]
    library.template(template)
    usual = tuple(dict.fromkeys(handouts))
    for handout in usual:
        library.handout(handout)
    written_in = {handout: library.languages(handout) for handout in library.handouts()}  # once: a list may have 100,000 rows
    planned = MailingPlan([], [])
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
                wrong += [
                    replace(problem, place=place or problem.place, field=field or problem.field) for problem in error.problems
                ]
        if wrong:
            planned.problems.extend(wrong)
            continue
        reference = f"<{uuid.uuid4().hex}@{domain}>"  # the message's id: what is tried again keeps it
        planned.orders.append(
            Order(
                CHANNEL_NAME, person.email, clinic, wanted, spoken, reference, person.name, person.note, template, paper, person.row,
                leaflets.allow_unreviewed,
            )
        )  # fmt: skip
    return planned


def plan_job(library: Library, job: Job, rows: Iterable[Recipient], allow_unreviewed: bool) -> MailingPlan:
    """Orders of one leaflet for patients, as `plan` makes them."""
    leaflets = ApprovedLeaflets(library, allow_unreviewed=allow_unreviewed)
    return plan(
        leaflets, job.clinic, rows, handouts=(job.handout,), language=job.language, template=job.template, paper=job.paper or ""
    )


def _unknown(written_in: Mapping[str, Sequence[str]], handout: str, language: str) -> tuple[str, str] | None:
    """What is wrong with a row's handout or language. Neither is repeated: in a list read wrongly, it is a patient's name."""
    if handout not in written_in:
        return "there is no handout of that name", f"There are: {', '.join(written_in)}"
    if language not in written_in[handout]:
        return f"'{handout}' is not there in that language", f"Written so far: {', '.join(written_in[handout])}"
    return None
