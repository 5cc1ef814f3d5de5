"""The document control line of a leaflet: code, version, review."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handoutpress.content.schema.handout import Handout
    from handoutpress.content.schema.words import Words
    from handoutpress.content.signoff import Status


def line(outline: Handout, words: Words, status: Status) -> str:
    """The document control line. It says that a review happened only if someone signed for this very text."""
    reviewed, due = words.awaiting_review, outline.review.due
    if status.state == "signed" and status.record and (by := status.record.clinician):
        reviewed = words.reviewed_by.format(name=by.name, title=by.title, date=_month(by.on, words))
        due = status.record.next_review
    version = words.version.format(version=outline.version, date=_month(outline.released, words))
    return " · ".join([outline.code, version, reviewed, words.next_review.format(date=_month(due, words))])


def _month(date: datetime.date, words: Words) -> str:
    return words.month_year.format(month=words.months[date.month - 1], year=date.year)
