"""The clinic's card: a clinic as its leaflets print it, in their language."""

from __future__ import annotations

import difflib
import os
from typing import TYPE_CHECKING

from handoutpress.content.schema.clinic import in_language
from handoutpress.content.schema.phone import phone_number
from handoutpress.merge.hours_text import long_hours, short_hours
from handoutpress.merge.leaflet import ClinicCard

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from handoutpress.content.schema.clinic import Clinic
    from handoutpress.content.schema.handout import ServiceName
    from handoutpress.content.schema.words import Words
    from handoutpress.content.yaml_reader import Loaded
    from handoutpress.errors import Problem


def card(
    clinic: Loaded[Clinic], words: Words, known: Mapping[str, ServiceName], language: str, clock: int, problems: list[Problem]
) -> ClinicCard:  # fmt: skip
    """A clinic's card.

    Args:
        words, known: the fixed words, and the names of services, in that language.
        clock: 12 or 24 hours.
        problems: gets what is wrong.
    """
    profile = clinic.value
    phone, tel = phone_number(profile.phone, profile.country)
    url = profile.booking or profile.website or ""
    return ClinicCard(
        id=clinic.id or clinic.path.stem,
        name=profile.name,
        city=profile.city,
        phone=phone,
        tel=tel,
        brand=profile.brand,
        address=profile.address or "",
        towns_served=profile.towns_served,
        practitioners=profile.practitioners,
        hours=long_hours(profile.hours, words, clock),
        hours_short=short_hours(profile.hours, words, clock),
        after_hours=in_language(profile.after_hours, language) if profile.after_hours else "",
        web=url.partition("://")[2].removesuffix("/"),
        url=url,
        books=profile.booking is not None,
        services=_services(clinic, known, problems),
        interpreter=in_language(profile.interpreter, language) if profile.interpreter else "",
        logo=_logo(clinic, problems),
        print_as=profile.print or "screen",
        ink=profile.ink or "",
        footer=in_language(profile.footer, language) if profile.footer else "",
        next_visit=profile.next_visit,
        notice=tuple(profile.notice_text.items()) if profile.notice_1557 else (),
        masthead=profile.masthead,
    )


def _services(clinic: Loaded[Clinic], known: Mapping[str, ServiceName], problems: list[Problem]) -> tuple[str, ...]:
    out = []
    for i, name in enumerate(clinic.value.services):
        if name in known:
            out.append(known[name].name)
            continue
        near = difflib.get_close_matches(name, known, 1, 0.5)
        mend = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}"
        problems.append(clinic.problem(f"there is no service '{name}'", mend, "services", i))
    return tuple(out)


def _logo(clinic: Loaded[Clinic], problems: list[Problem]) -> Path | None:
    name = clinic.value.logo
    if name is None:
        return None
    path = clinic.path.parent / name
    if not os.path.isfile(path):  # noqa: PTH113  (a name no file can have is no error here)
        mend = "Put the file beside the profile, or delete this line"
        problems.append(clinic.problem(f"the logo {name} is not there", mend, "logo"))
        return None
    return path
