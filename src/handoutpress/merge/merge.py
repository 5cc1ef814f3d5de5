"""Merging: a clinic profile and a handout -> a leaflet in one language.

Placeholders are filled, conditions decided, the red flags put in, the country's emergency number with them. Problems of
all files are gathered and raised together, each at its line.
"""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from handoutpress.content import markup, signoff
from handoutpress.content.schema import blocks as b
from handoutpress.content.schema.clinic import Clinic
from handoutpress.content.schema.phone import phone_number
from handoutpress.content.word_rules import ASK_FIRST, doses_and_nevers
from handoutpress.errors import InvalidSource, NotFound, Place, Problem
from handoutpress.merge.clinic_card import card
from handoutpress.merge.control_line import line
from handoutpress.merge.leaflet import NOBODY, ClinicCard, Draft, FigureText, Leaflet, LeafletSection, RedFlagBox
from handoutpress.merge.text_cache import Question, Text, texts_of
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.content.schema.base import Model
    from handoutpress.content.schema.handout import Country, Handout, Section, SectionAbout, SectionEntry, ServiceName, Titles
    from handoutpress.content.schema.words import Words
    from handoutpress.content.yaml_reader import Loaded

V = TypeVar("V")
OF_CLINICS = ("clinic.", "emergency.")  # placeholders whose value differs between clinics; all others are facts


def merge(
    library: Library, clinic: str | Path, handout: str, language: str = "en", *,
    paper: Literal["letter", "a4"] | None = None, date: datetime.date | None = None,
) -> Leaflet:  # fmt: skip
    """A clinic and a handout as a leaflet.

    Args:
        clinic: id or file of the profile.
        paper: default: the clinic's, else its country's.
        date: the date the PDF carries; default: the handout's release.

    Raises:
        NotFound: something asked for does not exist.
        InvalidSource: every problem found in the files it is made of.
    """
    return _Merge(library, library.clinic(clinic), library.handout(handout), handout, language).leaflet(paper, date)


@immutable
class _Common:
    """What leaflets of a handout in a language are made of, whatever the clinic."""

    titles: Loaded[Titles]
    words: Words
    countries: Mapping[str, Country]
    facts: dict[str, str]
    services: Mapping[str, ServiceName]


def _common(library: Library, handout: str, language: str) -> _Common:
    """The same, asked for once.

    Raises:
        NotFound, InvalidSource: a file is not there, or wrong.
    """
    known: _Common | None = texts_of(library).common.get((handout, language))
    if known is None:
        known = texts_of(library).common[handout, language] = _Common(
            library.titles(handout, language), library.words(language).value, library.countries().value.root,
            library.fact_values(), library.services(language).value.root,
        )  # fmt: skip
    return known


class _Merge:
    """One merge: what it reads from, and the problems it met."""

    def __init__(self, library: Library, clinic: Loaded[Clinic], outline: Loaded[Handout], handout: str, language: str) -> None:
        self.library, self.clinic, self.outline, self.handout, self.language = library, clinic, outline, handout, language
        self.common = _common(library, handout, language)
        self.titles, self.words = self.common.titles, self.common.words
        self.country = self._country()
        self.problems: list[Problem] = []
        self.files: list[Path] = [outline.path, self.titles.path]
        self.known = self._values()
        self.printed = True  # what is being filled stands on this clinic's leaflet
        self.asked: dict[Question, object] = {}

    def leaflet(self, paper: Literal["letter", "a4"] | None, date: datetime.date | None) -> Leaflet:
        """The leaflet; its text is taken from another clinic's if it would be the same."""
        texts = texts_of(self.library)
        same = texts.find(self.handout, self.language, self._answer)
        if same is None:
            same = self._text()
            texts.keep(same)
        printed = self._card()
        if self.problems:
            raise InvalidSource(dict.fromkeys(self.problems))
        paper = paper or self.clinic.value.paper or self.country.paper
        files = (self.clinic.path, *same.files, *([printed.logo] if printed.logo else []))
        return same.leaflet.of_clinic(printed, paper, date or self.outline.value.released, files)

    def _card(self) -> ClinicCard:
        return card(self.clinic, self.words, self.common.services, self.language, self.country.clock, self.problems)

    def _text(self) -> Text:
        """All of the leaflet but the clinic's card, paper and date.

        Raises:
            InvalidSource: every problem found, those of the clinic's card too.
        """
        outline = self.outline.value
        titles = self._filled(self.titles.value, self.titles, ())
        sections, abouts = self._sections()
        flags = self._red_flags(self.language)
        status = signoff.status(self.library, self.handout, self.language)
        self._ask(("review", ""))
        figures = self._figures(sections, outline.figure)
        sources = self._sources(abouts)
        draft = self._draft() if status.draft else None
        if self.problems:
            self._card()
            raise InvalidSource(dict.fromkeys(self.problems))
        leaflet = Leaflet(
            language=self.language,
            handout=self.handout,
            clinic=NOBODY,
            paper=self.country.paper,
            title=titles.title,
            running=titles.running,
            summary=titles.summary,
            main_message=titles.main_message,
            key_points=titles.key_points,
            closing=titles.closing,
            figure=outline.figure,
            sections=sections,
            red_flags=flags,
            draft=draft,
            words=self.words,
            figures=figures,
            sources=sources,
            control=line(outline, self.words, status),
            date=outline.released,
            files=(),
        )
        return Text(tuple(self.asked.items()), leaflet, tuple(dict.fromkeys(self.files)))

    # -- what is asked of the clinic ---------------------------------------------------------------

    def _answer(self, question: Question) -> object:
        """What a clinic answers to a question a text may ask."""
        kind, name = question
        match kind:
            case "slot":
                return self.known.get(name)
            case "service":
                return name in self.clinic.value.services
            case "field":
                return bool(getattr(self.clinic.value, name, None))
            case "review":
                return signoff.stamp(self.library, self.handout, self.language)

    def _ask(self, question: Question) -> object:
        """The answer, noted: the text depends on it."""
        self.asked[question] = answer = self._answer(question)
        return answer

    # -- values ------------------------------------------------------------------------------------

    def _country(self) -> Country:
        known = self.common.countries
        code = self.clinic.value.country
        if code not in known:
            raise InvalidSource(self.clinic.problem(f"the country {code} is not known", f"Known: {', '.join(known)}", "country"))
        return known[code]

    def _values(self) -> Mapping[str, str]:
        """Everything a placeholder may name, and its value."""
        profile = self.clinic.value
        phone, _ = phone_number(profile.phone, profile.country)
        values = {
            "clinic.name": profile.name,
            "clinic.city": profile.city,
            "clinic.phone": phone,
            "emergency.number": profile.emergency_number or self.country.emergency,
        }
        if profile.address:
            values["clinic.address"] = profile.address
        return self.common.facts | values

    def _filled(self, value: V, loaded: Loaded[Any], path: tuple[str | int, ...]) -> V:
        """A model (or part of one) with all placeholders filled; those that cannot be are noted as problems."""
        out: Any = value
        if isinstance(value, tuple):
            if value and all(isinstance(item, markup.Span) for item in value):
                return self._fill(value, loaded, path)  # type: ignore[return-value]
            out = tuple(self._filled(item, loaded, (*path, i)) for i, item in enumerate(value))
        elif hasattr(value, "model_fields_set"):
            model: Model = value  # type: ignore[assignment]
            names = [name for name in type(model).model_fields if getattr(model, name) is not None]
            changed = {
                name: self._filled(getattr(model, name), loaded, path if name == "root" else (*path, name)) for name in names
            }
            out = model.model_copy(update={name: new for name, new in changed.items() if new is not getattr(model, name)})
        return out  # type: ignore[no-any-return]

    def _fill(self, inline: markup.Inline, loaded: Loaded[Any], path: tuple[str | int, ...]) -> markup.Inline:
        for name in markup.slots(inline):
            if self.printed and name.startswith(OF_CLINICS):
                self._ask(("slot", name))
            spared = not self.printed and name.removeprefix("clinic.") in Clinic.model_fields  # not printed: may have no value
            if name not in self.known and not spared:
                self.problems.append(loaded.problem(*self._unknown(name), *path))
        return markup.fill(inline, lambda name: self.known.get(name, ""))

    def _unknown(self, name: str) -> tuple[str, str]:
        field = name.removeprefix("clinic.")
        if name.startswith("clinic.") and field in Clinic.model_fields:
            return f"{{{name}}} has no value: the profile gives no {field}", f"Add it there, or print this only `when: {name}`"
        near = difflib.get_close_matches(name, self.known, 1, 0.6)
        mend = f"Did you mean {{{near[0]}}}?" if near else "Numbers must be in facts.yaml; the clinic's name is {clinic.name}"
        return f"there is nothing called {{{name}}}", mend

    # -- sections ----------------------------------------------------------------------------------

    def _holds(self, conditions: Iterable[str], loaded: Loaded[Any], path: tuple[str | int, ...]) -> bool:
        """Whether all conditions are true of this clinic."""
        decided = [self._true(condition, loaded, path) for condition in conditions]  # all of them: each may be wrong in itself
        return all(decided)

    def _true(self, condition: str, loaded: Loaded[Any], path: tuple[str | int, ...]) -> bool:
        kind, _, name = condition.removeprefix("not ").partition(".")
        if kind == "service":
            known = self.common.services
            found = bool(self._ask(("service", name)))
        else:
            known = dict.fromkeys(Clinic.model_fields)  # type: ignore[assignment]
            found = bool(self._ask(("field", name)))
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            mend = f"Did you mean {kind}.{near[0]}?" if near else f"Known: {', '.join(known)}"
            self.problems.append(loaded.problem(f"there is no {kind} '{name}'", mend, *path))
        return found != condition.startswith("not ")

    def _sections(self) -> tuple[tuple[LeafletSection, ...], list[Loaded[SectionAbout]]]:
        out, abouts = [], []
        for i, entry in enumerate(self.outline.value.sections):
            holds = self._holds(entry.when, self.outline, ("sections", i, "when"))
            try:
                about = self.library.section_about(entry.section)
                text = self.library.section(entry.section, self.language)
            except NotFound as error:
                mend = error.problems[0]
                self.problems.append(self.outline.problem(mend.what, mend.mend, "sections", i, "section"))
                continue
            except InvalidSource as error:
                self.problems += error.problems
                continue
            service = about.value.service
            if service and not self._true(f"service.{service}", about, ("service",)):
                holds = False
            section = self._section(entry, text, about.value.figures, printed=holds)
            if holds and section.blocks:
                self.files += [about.path, text.path]
                out.append(section)
                abouts.append(about)
        return tuple(out), abouts

    def _section(self, entry: SectionEntry, text: Loaded[Section], more: tuple[str, ...], *, printed: bool) -> LeafletSection:
        self.printed = printed
        heading = self._filled(text.value.heading, text, ("heading",))
        message = self._filled(text.value.key_message, text, ("key_message",))
        blocks: list[b.Block] = []
        for i, item in enumerate(text.value.blocks):
            holds = self._holds(item.when, text, ("blocks", i, "when"))
            self.printed = printed and holds
            block = self._filled(item.block, text, ("blocks", i, item.kind))
            if holds and not (isinstance(block, b.Services) and not self._ask(("field", "services"))):
                blocks.append(block)
        self.printed = True
        figure = entry.figure or next((name for block in blocks for name in b.figure_ids(block)), None)
        return LeafletSection(
            entry.section, heading, message, tuple(blocks), entry.new_page, entry.priority, entry.half, figure, more
        )

    def _red_flags(self, language: str) -> RedFlagBox:
        loaded = self.library.red_flags(language)
        self.files.append(loaded.path)
        flags = self._filled(loaded.value, loaded, ())
        return RedFlagBox(**{name: getattr(flags, name) for name in type(flags).model_fields})

    def _draft(self) -> Draft:
        """Marks, the checked safety block, doses and never-lists, for a translation that is not signed for."""
        authors = self.library.words(signoff.SOURCE_LANGUAGE).value
        return Draft(
            mark=f"{self.words.draft_mark} · {authors.draft_mark}",
            notes=((self.language, self.words.draft_note), (signoff.SOURCE_LANGUAGE, authors.draft_note)),
            red_flags=self._red_flags(signoff.SOURCE_LANGUAGE),
            sections=self._checked(authors),
            words=authors,
            language=signoff.SOURCE_LANGUAGE,
        )

    def _checked(self, authors: Words) -> tuple[LeafletSection, ...]:
        """One section, in the authors' language, of every dose and never-list: where a slip of translation costs most."""
        said: list[markup.Inline] = []
        for entry in self.outline.value.sections:
            about = self.library.section_about(entry.section)
            service = [f"service.{about.value.service}"] if about.value.service else []
            if self._holds((*entry.when, *service), about, ()):
                section = self.library.section(entry.section, signoff.SOURCE_LANGUAGE)
                if text := doses_and_nevers(section.value, authors.dont, whole=ASK_FIRST in about.value.covers):
                    said.append(self._fill(text, section, ()))
        heading: markup.Inline = (markup.Span(authors.draft_checked),)
        return (LeafletSection("checked", heading, heading, (b.Bullets(root=tuple(said)),)),) if said else ()

    # -- figures, sources, small print -------------------------------------------------------------

    def _figures(self, sections: Iterable[LeafletSection], hero: str | None) -> tuple[tuple[str, FigureText], ...]:
        used: dict[str, Loaded[Any]] = {hero: self.outline} if hero else {}
        for section in sections:
            shown = [name for block in section.blocks for name in b.figure_ids(block)]
            for name in (*shown, *section.figures):
                used.setdefault(name, self.library.section(section.id, self.language))
            if section.figure:
                used.setdefault(section.figure, self.outline)
        if not used:
            return ()
        texts = self.library.figure_texts(self.language)
        out = []
        for name, loaded in used.items():
            try:
                path, drawing = self.library.figure(name)
            except NotFound as error:
                place = loaded.positions.find(name, loaded.path)
                self.problems += [replace(problem, place=place) for problem in error.problems]
                continue
            if name not in texts.value.root:
                place = Place(texts.positions.file)
                self.problems.append(
                    Problem(f"the figure '{name}' has no alternate text here", f"Add `{name}:` with alt and caption", place)
                )
                continue
            words = texts.value.root[name]
            self.files.append(path)
            out.append((name, FigureText(words.alt, words.caption, drawing)))
        return tuple(out)

    def _sources(self, abouts: Iterable[Loaded[SectionAbout]]) -> tuple[str, ...]:
        known = self.library.sources().value.root
        out: dict[str, None] = {}
        for about in abouts:
            for i, name in enumerate(about.value.sources):
                if name in known:
                    out[known[name].short] = None
                else:
                    self.problems.append(about.problem(f"there is no source '{name}'", "Add it to sources.yaml", "sources", i))
        return tuple(out)
