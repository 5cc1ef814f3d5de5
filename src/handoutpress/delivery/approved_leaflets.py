"""The leaflets of a delivery: each made once for a clinic, handout, language and sheet, and only if it may be given to patients."""

from __future__ import annotations

import base64
import datetime
from dataclasses import dataclass, field

from handoutpress.content.library import Library
from handoutpress.delivery.order import Order
from handoutpress.errors import CheckFailed, HandoutError, Problem
from handoutpress.press.job import Job, Paper
from handoutpress.press.render import render_job


@dataclass(frozen=True)
class ApprovedLeaflet:
    """A leaflet as PDF.

    Attributes:
        version: of the handout.
        encoded: the PDF in lines of base64, as mail carries it.
    """

    job: Job
    title: str
    version: str
    pdf: bytes = field(repr=False)
    encoded: bytes = field(repr=False)


class ApprovedLeaflets:
    """Leaflets by what they are; each is made when it is first asked for, and made once.

    Attributes:
        made: how many were made.
    """

    def __init__(self, library: Library, *, allow_unreviewed: bool = False, today: datetime.date | None = None) -> None:
        """Make leaflets from a library.

        Args:
            allow_unreviewed: take texts that no clinician has signed for, or not lately. Draft translations are never taken.
            today: default: the computer's day.
        """
        self.library, self.allow_unreviewed = library, allow_unreviewed
        self.today = today or datetime.date.today()
        self.made = 0
        self._checked: dict[tuple[str, str, bool], HandoutError | None] = {}
        self._kept: dict[Job, ApprovedLeaflet | HandoutError] = {}

    def check(self, handout: str, language: str, *, allow: bool | None = None) -> None:
        """Whether a handout in a language may be given to patients.

        Args:
            allow: take a text nobody has signed for; default: as said at the beginning.

        Raises:
            NotFound, InvalidSource: it cannot be read.
            CheckFailed: it is a draft translation, or nobody has signed for it.
        """
        key = (handout, language, self.allow_unreviewed if allow is None else allow)
        if key not in self._checked:
            try:
                self._checked[key] = self._refusal(*key)
            except HandoutError as error:
                self._checked[key] = error
        if refusal := self._checked[key]:
            raise refusal

    def _refusal(self, handout: str, language: str, allow: bool) -> HandoutError | None:
        from handoutpress.content import signoff

        self.library.handout(handout)
        self.library.titles(handout, language)
        problem = signoff.refusal(self.library, handout, language, today=self.today)
        if problem is None:
            return None
        draft = signoff.status(self.library, handout, language, today=self.today).draft
        if allow and not draft:
            return None
        more = "Drafts are never given to patients" if draft else "Or add --allow-unreviewed"
        return CheckFailed(Problem(problem.what, f"{problem.mend}. {more}", problem.place))

    def get(
        self, clinic: str, handout: str, language: str, *, template: str = "leaflet", paper: Paper | None = None,
        allow: bool | None = None,
    ) -> ApprovedLeaflet:  # fmt: skip
        """A leaflet.

        Args:
            allow: as `check` has it.

        Raises:
            HandoutError: it may not be given to patients, or cannot be made.
        """
        self.check(handout, language, allow=allow)
        job = Job(clinic, handout, language, template, paper)
        if job not in self._kept:
            try:
                self._kept[job] = self._make(job)
            except HandoutError as error:
                self._kept[job] = error
        found = self._kept[job]
        if isinstance(found, HandoutError):
            raise found
        return found

    def of(self, order: Order) -> list[ApprovedLeaflet]:
        """The leaflets of an order, in its order. Raises HandoutError: as `get` does."""
        paper: Paper | None = order.paper or None  # type: ignore[assignment]
        return [
            self.get(order.clinic, handout, order.language, template=order.template, paper=paper, allow=order.unreviewed)
            for handout in order.handouts
        ]

    def _make(self, job: Job) -> ApprovedLeaflet:
        pdf = render_job(self.library, job)
        self.made += 1
        title = self.library.titles(job.handout, job.language).value.title
        version = self.library.handout(job.handout).value.version
        return ApprovedLeaflet(job, title, version, pdf, base64.encodebytes(pdf).replace(b"\n", b"\r\n").rstrip())
