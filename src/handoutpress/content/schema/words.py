"""Interface words: the fixed words of a leaflet in one language ("Page 1 of 2", "Do not")."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from handoutpress.content.schema.base import Model, Text

Direction = Literal["ltr", "rtl"]
Seven = Annotated[tuple[Text, ...], Field(min_length=7, max_length=7)]


class MailWords(Model):
    """Words of the message a leaflet is sent with. The subject names no illness: it is read over people's shoulders."""

    subject: Text
    subject_many: Text
    hello: Text
    hello_name: Text
    lead: Text
    lead_many: Text
    note: Text
    questions: Text
    emergency: Text
    why: Text


class DisciplineWords(Model):
    """What kind of clinic it is."""

    chiropractic: Text
    physical_therapy: Text
    medical: Text
    massage: Text


class Words(Model):
    """Fixed words. Braces hold what the program puts in: {page}, {pages}, {version} and the like."""

    language_name: Text
    direction: Annotated[Direction, Field(description="Of its lines: rtl for Arabic, Hebrew, Persian and Urdu")] = "ltr"
    patient_guide: Text
    do: Text
    dont: Text
    wrong_way: Text
    right_way: Text
    note: Text
    caution: Text
    may_help: Text
    risks: Text
    evidence: Text
    services: Text
    practitioners: Text
    languages: Text
    towns_served: Text
    also_serves: Annotated[Text, Field(description="After a place: {towns} that a clinic serves besides")]
    disciplines: DisciplineWords
    and_more: Annotated[Text, Field(description="After the first of a list: {names} and {count} more")]
    contact: Text
    phone: Text
    hours: Text
    address: Text
    after_hours: Text
    website: Text
    book: Text
    scan_to_book: Text
    scan_to_visit: Text
    qr_alt: Text
    logo_alt: Text
    sources: Text
    page_of: Text
    version: Text
    next_review: Text
    awaiting_review: Text
    reviewed_by: Text
    tried_with: Annotated[Text, Field(description="For a text that was tried: {readers} is how many read it")]
    booklet_title: Annotated[Text, Field(description="Of a booklet on several topics: {topics}")]
    booklet_lead: Text
    contents: Text
    language_help: Text
    my_notes: Text
    danger_signs: Text
    signs_on_page: Annotated[Text, Field(description="Where the emergency signs stand: {page}")]
    two_weeks: Annotated[Text, Field(description="Over a chart of moves to tick")]
    tick_each_day: Text
    other_signs: Text
    see_back: Annotated[Text, Field(description="Where the signs stand that need a call the same day, on a sheet with two sides")]
    signs_behind: Annotated[Text, Field(description="At the foot of a card whose back has the signs")]
    own_doses: Annotated[Text, Field(description="Where a clinician has typed the doses")]
    my_next_visit: Text
    date_and_time: Text
    with_whom: Text
    my_plan: Annotated[Text, Field(description="Title of the plan page of a handout that names none")]
    plan_name: Text
    made_with: Text
    plan_date: Text
    green: Text
    amber: Text
    red: Text
    keep_going: Annotated[Text, Field(description="What the green zone asks for")]
    my_moves: Text
    my_week: Text
    times: Text
    times_a_day: Text
    read_on_phone: Text
    ask_for_more: Annotated[Text, Field(description="Where a leaflet says less than the other sheets of a handout")]
    draft_mark: Text
    draft_note: Text
    draft_checked: Text
    disclaimer: Text
    key_points: Text
    days: Seven
    day_range: Text
    noon: Text
    midnight: Text
    closed: Text
    by_appointment: Text
    all_day: Annotated[Text, Field(description="In place of times: open 24 hours")]
    am: Text
    pm: Text
    months: Annotated[tuple[Text, ...], Field(min_length=12, max_length=12)]
    month_year: Text
    mail: MailWords
