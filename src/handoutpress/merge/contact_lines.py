"""How to reach a clinic, in words: what is said of it, where, and in what order. Layout, HTML, text and letters only draw these lines.

To print another field of the profile, see CONTRIBUTING.md. A line that a place has no form of its own for is drawn as "label: values".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from handoutpress.content.markup import Inline, Span
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from handoutpress.content.schema.words import Words
    from handoutpress.merge.leaflet import ClinicCard

Place = Literal["page", "letter", "panel", "call", "plan", "sheet", "block"]

LISTS = ("practitioners", "languages", "towns_served")  # cut short where there is no room for all
_lists: Callable[[ClinicCard], tuple[tuple[str, ...], ...]] = attrgetter(*LISTS)
# what a clinic says of itself wherever there is room
ABOUT = (
    "interpreter",
    *LISTS,
)
ORDER: Mapping[Place, tuple[str, ...]] = {
    "page": ("phone", "hours", "after_hours", "address", *ABOUT, "website", "services"),  # web page and plain text
    "letter": ("phone", *LISTS),  # signature of an e-mail
    "panel": ("hours", "address", "phone", "after_hours", *ABOUT, "services", "website"),  # back of a folder or booklet
    "call": ("phone", "hours", "services", "website", *ABOUT),  # call to action at the end of a leaflet
    "plan": ("phone", "website", "interpreter"),  # call to action of a plan page: all else stands at the head of page 1
    "sheet": ("phone", "interpreter", "website"),  # call to action of a sheet of one page, which has the hours at its head
    "block": ("phone", "hours", "address", "website"),  # block within a handout
}


@immutable
class ContactLine:
    """One line of how to reach a clinic, in the leaflet's language; `link`: `tel:` or web address; `and_more`: for lists cut short."""

    field: str
    label: str
    values: tuple[str, ...]
    link: str = ""
    between: str = ", "
    and_more: str = ""

    def text(self, most: int = 0) -> str:
        """The line as one text, with the first `most` values (0: all of them) and how many more there are: two or more."""
        names = _listed(self.values, self.between, most if most + 1 < len(self.values) else 0, self.and_more)
        return f"{self.label}: {names}" if self.label else names

    def spans(self) -> Inline:
        """The line with its link, if it has one."""
        if not self.link:
            return (Span(self.text()),)
        value = Span(self.values[0], bold=True, link=self.link)
        return (Span(f"{self.label}: "), value) if self.label else (value,)


def lists(clinic: ClinicCard) -> dict[str, tuple[str, ...]]:
    """The lists of a clinic that are cut short where there is no room for all, by field."""
    return dict(zip(LISTS, _lists(clinic), strict=True))


def contact_lines(clinic: ClinicCard, words: Words, place: Place) -> tuple[ContactLine, ...]:
    """What a place says of how to reach the clinic, in order; nothing of what the profile leaves out."""
    return tuple(line for field in ORDER[place] if getattr(clinic, field) for line in _lines(field, clinic, words, place))


def _lines(field: str, clinic: ClinicCard, words: Words, place: Place) -> Iterator[ContactLine]:
    match field:
        case "phone":
            yield ContactLine(field, words.phone if place == "block" else "", (clinic.phones,), f"tel:{clinic.tel}")
        case "hours" if place == "call":  # one line for the whole week
            yield ContactLine(field, "", clinic.hours_short, between=" · ")
        case "hours":
            for days, times in clinic.hours:
                yield ContactLine(field, days, (times,))
        case _ if field in LISTS or field == "services":
            between = APART if field == "practitioners" else ", "
            yield ContactLine(field, getattr(words, field), getattr(clinic, field), between=between, and_more=words.and_more)
        case "website":
            scan = words.scan_to_book if clinic.books else words.scan_to_visit  # there is a code beside it
            labels = {"page": words.book if clinic.books else words.website, "block": ""}
            yield ContactLine(field, labels.get(place, scan), (clinic.website,), clinic.url)
        case _:  # a sentence of the clinic's own
            yield ContactLine(field, "", (getattr(clinic, field),))


APART = "; "  # between practitioners, whose licences stand after a comma


def city_lines(clinic: ClinicCard, words: Words, *, named: bool) -> Iterator[tuple[str, int]]:
    """What may stand under the clinic's name for the city alone, the fullest first, and how many practitioners (if any may) it names."""
    heads = [*([f"{clinic.discipline} · {clinic.city}"] if clinic.discipline else []), clinic.city]
    for most in range(len(clinic.practitioners) if named else 0, 0, -1):
        people = _listed(clinic.practitioners, APART, most, words.and_more)
        yield from ((f"{head} · {people}", most) for head in heads)
    yield from ((head, 0) for head in heads[:-1])


def practitioner_lines(clinic: ClinicCard, words: Words) -> Iterator[tuple[str, int]]:
    """Practitioners on a line of their own, two at most, and how many it names; the fullest first."""
    for most in range(min(NAMED, len(clinic.practitioners)), 0, -1):
        yield _listed(clinic.practitioners, " · ", most, words.and_more), most
    others = len(clinic.practitioners) - 1
    yield from (
        (words.and_more.format(names=name, count=others), 1) for name in clinic.practitioners[1:]
    )  # the first name is too long


def place_lines(clinic: ClinicCard, words: Words) -> Iterator[str]:
    """Where a clinic is, and which towns besides it serves, on one line; the fullest first."""
    towns = tuple(town for town in clinic.towns_served if town not in clinic.city)
    serves = [
        words.also_serves.format(towns=_listed(towns, ", ", most, words.and_more)) for most in range(min(2, len(towns)), 0, -1)
    ]
    address = (
        clinic.address
        if clinic.city.partition(",")[0] in clinic.address
        else ", ".join(filter(None, (clinic.address, clinic.city)))
    )
    for more in (*serves, ""):
        for place in dict.fromkeys((address, clinic.city)):
            yield from (" · ".join(filter(None, (kind, place, more))) for kind in dict.fromkeys((clinic.discipline, "")))


def spoken_lines(clinic: ClinicCard, words: Words) -> Iterator[str]:
    """Languages spoken at the clinic on one line, the fullest first; where none are named, its address on the web."""
    count = len(clinic.languages)
    for most in range(count, 0, -1):
        yield _listed(clinic.languages, " · ", most, words.and_more)
    if not count and clinic.website:
        yield clinic.website


NAMED = 2  # practitioners that a line of their own names at most


def _listed(values: tuple[str, ...], between: str, most: int, and_more: str) -> str:
    shown = between.join(values[: most or None])
    return and_more.format(names=shown, count=len(values) - most) if 0 < most < len(values) else shown
