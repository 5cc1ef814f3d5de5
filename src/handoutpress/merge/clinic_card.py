"""The clinic's card: a clinic as its leaflets print it, in their language, with its hours by its clock."""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from handoutpress.content.finder import SOURCE_LANGUAGE
from handoutpress.content.schema.base import in_language
from handoutpress.content.schema.clinic import Clinic, Practitioner, phone_number
from handoutpress.content.schema.hours import ALL_DAY
from handoutpress.errors import NotFound
from handoutpress.merge.contact_lines import lists
from handoutpress.merge.leaflet import ClinicCard, CoverPicture, FigureText

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.content.schema.hours import Opening
    from handoutpress.content.schema.style import StyleFamily
    from handoutpress.content.schema.words import Words
    from handoutpress.content.yaml_reader import Loaded
    from handoutpress.errors import Problem


TOGETHER = 30  # characters


def card(
    library: Library, clinic: Loaded[Clinic], language: str, clock: int, problems: list[Problem], style: str | None = None
) -> ClinicCard:
    """A clinic's card in a language; `clock`: 12 or 24 hours; `problems` gets what is wrong; `style`: in place of the profile's.

    Raises NotFound, InvalidSource: the language lacks a list of names, or one cannot be used.
    """
    profile = clinic.value
    words, services = library.words(language).value, library.service_names(language, profile.country)
    languages = library.language_names(language).value.root if profile.languages else {}
    phone, digits, tel = phone_number(profile.phone, profile.country)
    url = profile.booking or profile.website or ""
    return ClinicCard(
        id=clinic.id or clinic.path.stem,
        name=profile.name,
        city=profile.city,
        phone=phone,
        digits=digits,
        tel=tel,
        brand=profile.brand,
        address=profile.address or "",
        discipline=_discipline(profile, library.disciplines(language, profile.country)),
        practitioners=tuple(map(_licensed, profile.practitioners)),
        languages=_named(clinic, "languages", languages, "language", problems),
        towns_served=profile.towns_served,
        hours=long_hours(profile.hours, words, clock),
        hours_short=short_hours(profile.hours, words, clock),
        after_hours=in_language(profile.after_hours, language) if profile.after_hours else "",
        website=url.partition("://")[2].removesuffix("/"),
        url=url,
        books=profile.booking is not None,
        leaflet_site=(profile.leaflet_site or "").removesuffix("/"),
        services=_named(clinic, "services", services, "service", problems),
        interpreter=in_language(profile.interpreter, language) if profile.interpreter else "",
        logo=_file_of(clinic, profile.logo, problems, "logo"),
        cover=_cover(library, clinic, language, problems),
        print_as=profile.print or "screen",
        ink=profile.ink or "",
        footer=in_language(profile.footer, language) if profile.footer else "",
        next_visit=profile.next_visit,
        notice=tuple(profile.notice_text.items()) if profile.notice_1557 else (),
        masthead=profile.masthead,
        style=_style(library, clinic, style, problems),
    )


def shorter_cards(card: ClinicCard) -> tuple[ClinicCard, ...]:
    """The card, and with less and less to say in a leaflet's call to action, for texts that it would push onto another page."""
    if not any(lists(card).values()):
        return (card,)
    some, few, none = replace(card, lists="some"), replace(card, lists="few"), replace(card, lists="none")
    return (card, some, few, replace(few, services=()), none, replace(none, services=()))


def _licensed(person: Practitioner) -> str:
    """A name and its licence; on one line, if that is not too much for a narrow panel."""
    whole = f"{person.name},\u00a0{person.title}"
    return whole.replace(" ", "\u00a0") if len(whole) <= TOGETHER else whole


def _discipline(profile: Clinic, kinds: Mapping[str, str]) -> str:
    """What kind of clinic it is, if its name does not say so."""
    kind = kinds[profile.discipline] if profile.discipline else ""
    return "" if kind.casefold() in profile.name.casefold() else kind


def _named(
    clinic: Loaded[Clinic], field: Literal["services", "languages"], known: Mapping[str, str], what: str, problems: list[Problem]
) -> tuple[str, ...]:  # fmt: skip
    """What ids of a field are called."""
    out = []
    for i, name in enumerate(getattr(clinic.value, field)):
        called = known.get(name) or (known.get(name.partition("-")[0]) if field == "languages" else None)  # pt-BR is spoken as pt
        if called:
            out.append(called)
            continue
        near = difflib.get_close_matches(name, known, 1, 0.5)
        mend = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}"
        problems.append(clinic.problem(f"there is no {what} '{name}'", mend, field, i))
    return tuple(out)


def _style(library: Library, clinic: Loaded[Clinic], asked: str | None, problems: list[Problem]) -> StyleFamily | None:
    """The style family asked for, else the profile's. Raises NotFound: there is none of the name asked for."""
    name = asked or clinic.value.style
    try:
        return library.style(name).value
    except NotFound:
        if asked or name in library.styles():
            raise
        what, mend = f"there is no style '{name}'", f"There are: {', '.join(library.styles())}"
        problems.append(clinic.problem(what, mend, "style"))
        return None


def _file_of(clinic: Loaded[Clinic], name: str | None, problems: list[Problem], *field: str) -> Path | None:
    """A picture beside the profile, if it names one that is there."""
    if name is None:
        return None
    path = clinic.path.parent / name
    if not os.path.isfile(path):  # noqa: PTH113  (a name no file can have is no error here)
        mend = "Put the file beside the profile, or delete this line"
        problems.append(clinic.problem(f"the {field[-1]} {name} is not there", mend, *field))
        return None
    return path


def _cover(library: Library, clinic: Loaded[Clinic], language: str, problems: list[Problem]) -> CoverPicture | None:
    slot = clinic.value.cover
    if slot is None:
        return None
    if slot.scene:
        texts = library.figure_texts(language).value.root
        if slot.scene not in library.figures() or slot.scene not in texts:
            near = difflib.get_close_matches(slot.scene, texts, 3, 0.3)
            what, mend = f"there is no figure '{slot.scene}'", f"Did you mean {', '.join(near) or 'walk'}?"
            problems.append(clinic.problem(what, mend, "cover", "scene"))
            return None
        words = texts[slot.scene]
        return CoverPicture(name=slot.scene, figure=FigureText(words.alt, words.caption, library.figure(slot.scene)[1]))
    path = _file_of(clinic, slot.photo, problems, "cover", "photo")
    if path is None:
        return None
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        problems.append(clinic.problem(f"the photo {slot.photo} cannot be read", "Save it again", "cover", "photo"))
        return None
    said = slot.alt or {}
    # a text for all languages is in the language of the others: a reader's voice would say it wrong
    alt = said.get(language) or said.get(language.split("-")[0]) or (said.get("", "") if language == SOURCE_LANGUAGE else "")
    return CoverPicture(alt, digest, slot.focus, photo=path, place=clinic.positions.place(("cover", "photo")))


def long_hours(hours: Sequence[Opening], words: Words, clock: int) -> tuple[tuple[str, str], ...]:
    """Pairs of days and times: ("Mon–Fri", "8 am – 6 pm"); `clock` is 12 or 24."""
    return tuple((_days(entry, words), _times(entry, words, clock, " – ")) for entry in hours)


def short_hours(hours: Sequence[Opening], words: Words, clock: int) -> tuple[str, ...]:
    """Parts of one line: ("Mon–Fri 8 am–6 pm", "Sat 9 am–1 pm")."""
    return tuple(_days(entry, words) + "\u00a0" + _times(entry, words, clock, "–", "\u00a0") for entry in hours)


def _days(entry: Opening, words: Words) -> str:
    return ", ".join(
        words.days[first] if first == last else words.day_range.format(first=words.days[first], last=words.days[last])
        for first, last in entry.days
    )


def _times(entry: Opening, words: Words, clock: int, dash: str, space: str = " ") -> str:
    if entry.open == "closed":
        return words.closed
    if entry.open == "appointment":
        return words.by_appointment.replace(" ", space)
    return ", ".join(_span(span, words, clock, dash).replace(" ", space) for span in entry.open)


def _span(span: tuple[int, int], words: Words, clock: int, dash: str) -> str:
    if span == ALL_DAY:
        return words.all_day
    return dash.join(_time(minute, words, clock) for minute in span)


def _time(minutes: int, words: Words, clock: int) -> str:
    hour, minute = divmod(minutes if minutes <= 1440 else minutes - 1440, 60)
    if clock == 24:
        return f"{hour}:{minute:02d}"
    if (hour, minute) in ((0, 0), (24, 0)):
        return words.midnight
    if (hour, minute) == (12, 0):
        return words.noon
    half = words.am if hour % 24 < 12 else words.pm
    hour = (hour - 1) % 12 + 1
    return f"{hour}:{minute:02d} {half}" if minute else f"{hour} {half}"
