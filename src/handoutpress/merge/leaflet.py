"""The leaflet: clinic and handout merged into one tree in one language, ready to be typeset. Hashable, picklable."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from dataclasses import field, fields, replace
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal

from handoutpress.content.figure_names import figure_id
from handoutpress.content.markup import Inline, Span, one_line
from handoutpress.content.schema.base import texts_in
from handoutpress.content.schema.block import Block
from handoutpress.content.schema.blocks.pictures import FigureBlock
from handoutpress.content.schema.handout import EasyPair, KeyPoint, Plan, PosterWords
from handoutpress.content.schema.red_flags import RedFlags
from handoutpress.content.schema.style import StyleFamily
from handoutpress.content.schema.words import Words
from handoutpress.errors import Place
from handoutpress.support.atomic_write import file_name
from handoutpress.support.values import immutable


@immutable
class FigureText:
    """A figure: what it shows in the leaflet's language, and its drawing (the figure's YAML as JSON)."""

    alt: str
    caption: str
    drawing: str


@immutable
class CoverPicture:
    """What stands on covers in place of the handout's figure.

    Attributes:
        photo: the clinic's own, a file; `digest` of its content stands for it, as the same photo may lie elsewhere.
        alt: what the photo shows; empty: its profile does not say so in this language.
        focus: what of it stays when it is cut, as shares of its width and height.
        figure: a figure in place of a photo, and `name` which it is.
        place: of the field, for messages.
    """

    alt: str = ""
    digest: str = ""
    focus: tuple[float, float] = (0.5, 0.5)
    name: str = ""
    figure: FigureText | None = None
    photo: Path | None = field(default=None, repr=False, compare=False)
    place: Place | None = field(default=None, repr=False, compare=False)


@immutable
class ClinicCard:
    """A clinic as a leaflet prints it, in the leaflet's language.

    Attributes:
        phone: as its profile writes it; `digits` the same as it is dialled if it has letters, `tel` in E.164 for links.
        practitioners: with the letters of their licence, as "Alex Morgan, DC".
        languages: names of those spoken at the clinic.
        discipline: what kind of clinic it is, in words; empty if its name says so.
        lists: how many practitioners, languages and towns a leaflet's call to action gives of each; "few" cuts services too.
        hours: pairs of days and times, as ("Mon–Fri", "8 am – 6 pm"); `hours_short` has them in short form, for one line.
        website: the plain address as printed (no https://); `url` the same as a link; both empty if there is none.
        leaflet_site: address of the folder that holds its leaflets as web pages, or empty.
        books: whether `url` is where a visit is booked.
        logo: image file, if there is one.
        cover: what stands on covers in place of the handout's figure.
        brand: '#rrggbb'.
        print_as: what print shops' files are made of: screen colours, process inks, or black and a spot `ink`.
        footer: a line of its own in the small print, or empty.
        masthead: how the name stands at the head: standard, name (no logo or initials), band (on a field of the brand colour), logo
            (alone, since it holds the name).
        notice: the clinic's own notice of language help (45 CFR 92.11), a pair of language and text each; none if it is switched off.
        next_visit: whether a box to write the next visit in stands on leaflets with room too, or nowhere; None: where templates have it.
        services: names of offered services, in the profile's order.
        style: the style family its sheets are in; None: the typed defaults, which are clinical.
    """

    id: str
    name: str
    city: str
    phone: str
    tel: str
    brand: str
    digits: str = ""
    address: str = ""
    discipline: str = ""
    practitioners: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    towns_served: tuple[str, ...] = ()
    lists: Literal["all", "some", "few", "none"] = "all"
    hours: tuple[tuple[str, str], ...] = ()
    hours_short: tuple[str, ...] = ()
    after_hours: str = ""
    website: str = ""
    url: str = ""
    books: bool = False
    leaflet_site: str = ""
    services: tuple[str, ...] = ()
    interpreter: str = ""
    logo: Path | None = None
    cover: CoverPicture | None = None
    print_as: Literal["screen", "process", "spot"] = "screen"
    ink: str = ""
    footer: str = ""
    next_visit: bool | None = None
    notice: tuple[tuple[str, str], ...] = ()
    masthead: Literal["standard", "name", "band", "logo"] = "standard"
    style: StyleFamily | None = None

    @property
    def phones(self) -> str:
        """The phone, and beside letters what to dial: "1-800-BACK-FIX · (800) 222-5349"; each stays on one line."""
        return " · ".join(text.replace(" ", "\u00a0") for text in (self.phone, self.digits)) if self.digits else self.phone

    def page_of(self, handout: str, language: str) -> str:
        """Address of a leaflet as a page of the clinic's own site."""
        return f"{self.leaflet_site}/{file_name(self.id, handout, language, suffix='.html')}"


NOBODY = ClinicCard("", "", "", "", "", "#000000")


@immutable
class LeafletSection:
    """A section with its placeholders filled and its conditions decided.

    Attributes:
        figure: pictures its key message.
        figures: more pictures, for templates with room for them.
        do_figure, dont_figure: pictures of its lists of what to do and not to do, for templates with room for them.
        short: its heading and blocks on leaflets with a plan page, if they print less of it.
        in_plan: on those, the plan says it in words of its own.
        own_doses: a clinician has typed the doses of its movements.
    """

    id: str
    heading: Inline
    key_message: Inline
    blocks: tuple[Block, ...]
    new_page: bool = False
    priority: int = 5
    half: bool = False
    figure: str | None = None
    figures: tuple[str, ...] = ()
    do_figure: str | None = None
    dont_figure: str | None = None
    short: tuple[Inline, tuple[Block, ...]] | None = None
    in_plan: bool = False
    own_doses: bool = False

    @property
    def all_figures(self) -> tuple[str, ...]:
        """Every picture a template may show of it."""
        others = (self.figure, self.do_figure, self.dont_figure)
        shown = (name for block in self.all_blocks for name in block.figures())
        return tuple(dict.fromkeys((*shown, *self.figures, *(name for name in others if name))))

    @property
    def all_blocks(self) -> tuple[Block, ...]:
        """Its blocks, and those of its short form."""
        return (*self.blocks, *(self.short[1] if self.short else ()))

    @property
    def on_leaflet(self) -> LeafletSection:
        """The section as leaflets with a plan page print it."""
        return replace(self, heading=self.short[0], blocks=self.short[1]) if self.short else self


@immutable
class Draft:
    """What a translation nobody has signed for must carry: mark and notes in both languages, all else in the authors' own."""

    mark: str
    notes: tuple[tuple[str, str], ...]
    red_flags: RedFlags
    sections: tuple[LeafletSection, ...]
    words: Words
    language: str


@immutable
class Leaflet:
    """Everything a template needs, and nothing else.

    Attributes:
        clinic_fields: fields of the clinic's card that the blocks of its sections print.
        control: document control line, as "BSP-01 · Version 1.0 · …", made of the handout's code, version and review.
        poster: what a poster says in place of title and key points.
        prevention: for those who are well: the head of the red box is quieter.
        figures: texts of the figures used, by figure id.
        sources: short citations, in the order of the sections that use them.
        date: the date the PDF carries.
        files: every file the leaflet was made of, for messages and for the cache key.
        fingerprint: of the text: of all but the clinic's card, paper, date and files. Worked out when first asked for.
    """

    language: str
    handout: str
    title: str
    running: str
    summary: str
    main_message: Inline
    key_points: tuple[KeyPoint, ...]
    poster: PosterWords | None
    closing: Inline
    plan: Plan | None
    easy_read: tuple[EasyPair, ...]
    figure: str | None
    figure_tall: str | None
    sections: tuple[LeafletSection, ...]
    topic: str
    prevention: bool
    red_flags: RedFlags
    draft: Draft | None
    words: Words
    figures: tuple[tuple[str, FigureText], ...]
    sources: tuple[str, ...]
    control: str
    clinic_fields: tuple[str, ...]
    clinic: ClinicCard
    paper: Literal["letter", "a4"]
    date: datetime.date
    files: tuple[Path, ...]
    # no part of what a copy is made of: a copy with another text must not keep it
    _fingerprint: list[str] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the text."""
        if not self._fingerprint:
            self._fingerprint.append(hashlib.sha256(repr(_text(self)).encode()).hexdigest())
        return self._fingerprint[0]

    def of_clinic(
        self, clinic: ClinicCard, paper: Literal["letter", "a4"], date: datetime.date, files: tuple[Path, ...]
    ) -> Leaflet:
        """The same text for another clinic."""
        values = (*_text(self), clinic, paper, date, files)
        made = Leaflet(*values)  # a fifth of the time `replace` takes
        made._fingerprint.append(self.fingerprint)
        return made

    @property
    def texts(self) -> list[str]:
        """Every text of the handout as the leaflet prints it, in order; not the clinic's lines, fixed words and small print."""
        parts: list[Any] = [self.main_message, self.key_points, *self.red_flags.texts]
        for section in self.sections:
            parts.append(section.heading)
            for block in section.blocks:
                shown = block.ids if isinstance(block, FigureBlock) else ()
                parts += [block, *((Span(self.figure_text(name).caption),) for name in shown)]
        texts = (text for part in (*parts, self.closing) for text, _ in texts_in(part))
        return [self.title, *map(one_line, texts)]

    def figure_text(self, figure: str) -> FigureText:
        """Alt text and caption of a figure used in this leaflet."""
        return dict(self.figures)[figure_id(figure)]


_OF_CLINIC = ("clinic", "paper", "date", "files", "_fingerprint")  # the last fields; all before them are the text
_text: Callable[[Leaflet], tuple[Any, ...]] = attrgetter(*(one.name for one in fields(Leaflet) if one.name not in _OF_CLINIC))
