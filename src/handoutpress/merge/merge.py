"""Merging: a clinic profile and a handout -> a leaflet in one language.

Placeholders are filled, conditions decided, the red flags put in, the country's emergency number with them. Problems of
all files are gathered and raised together, each at its line.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from handoutpress.content import signoff, trials
from handoutpress.content.figure_names import figure_id
from handoutpress.content.finder import SOURCE_LANGUAGE
from handoutpress.content.safety_floor import claims_of_clinic, claims_of_texts
from handoutpress.content.schema.base import in_language
from handoutpress.errors import Forbidden, InvalidSource, NotFound, Place, Problem
from handoutpress.merge.clinic_answers import ClinicAnswers
from handoutpress.merge.clinic_card import card
from handoutpress.merge.draft_safety import draft
from handoutpress.merge.leaflet import NOBODY, ClinicCard, FigureText, Leaflet, LeafletSection
from handoutpress.merge.text_cache import MergedText, texts_of

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.content.schema.block import Block
    from handoutpress.content.schema.block_entry import BlockEntry
    from handoutpress.content.schema.clinic import Clinic
    from handoutpress.content.schema.handout import Country, Handout, Section, SectionAbout, SectionEntry
    from handoutpress.content.schema.red_flags import RedFlags
    from handoutpress.content.schema.wordlists import WordLists
    from handoutpress.content.schema.words import Words
    from handoutpress.content.yaml_reader import Loaded


def merge(
    library: Library, clinic: str | Path, handout: str, language: str = "en", *,
    paper: Literal["letter", "a4"] | None = None, date: datetime.date | None = None, style: str | None = None,
) -> Leaflet:  # fmt: skip
    """A clinic and a handout as a leaflet.

    Args:
        clinic: id or file of the profile.
        paper: default: the clinic's, else its country's.
        date: the date the PDF carries; default: the handout's release.
        style: id of a style family; default: the clinic's.

    Raises:
        NotFound: something asked for does not exist.
        InvalidSource: every problem found in the files it is made of.
    """
    made = _Merge(library, library.clinic(clinic), library.handout(handout), handout, language, style)
    return made.leaflet(paper, date)


class _Merge:
    """One merge: what it reads from, and the problems it met."""

    def __init__(
        self, library: Library, clinic: Loaded[Clinic], outline: Loaded[Handout], handout: str, language: str, style: str | None
    ) -> None:
        self.style = style
        self.library, self.clinic, self.outline, self.handout, self.language = library, clinic, outline, handout, language
        self.known = texts_of(library, handout, language)
        self.titles, self.words = self.known.titles, self.known.words
        self.country = self._country()
        self.answers = ClinicAnswers(
            clinic,
            self.country,
            self.known.values(clinic.value.country),
            self.known.services,
            lambda: (signoff.stamp(library, handout, language), trials.stamp(library, handout, language)),
        )
        self.problems = self.answers.problems
        self.files: list[Path] = [outline.path, self.titles.path, self.known.care.path]
        self.texts: list[Loaded[Any]] = [self.titles, self.known.care]

    def leaflet(self, paper: Literal["letter", "a4"] | None, date: datetime.date | None) -> Leaflet:
        """The leaflet; its text is taken from another clinic's if it would be the same."""
        same = self.known.find(self.answers.answer)
        if same is None:
            same = self._text()
            self.known.merged.append(same)
        printed = self._card()
        lists = self._word_lists() if printed.footer or printed.after_hours or printed.interpreter else None
        if lists and (claimed := list(claims_of_clinic(self.clinic, self.language, lists))):
            raise Forbidden(claimed)
        if self.problems:
            raise InvalidSource(dict.fromkeys(self.problems))
        paper = paper or self.clinic.value.paper or self.country.paper
        files = (self.clinic.path, *same.files, *(path for path in (printed.logo, printed.cover and printed.cover.photo) if path))
        return same.leaflet.of_clinic(printed, paper, date or self.outline.value.released, files)

    def _card(self) -> ClinicCard:
        return card(self.library, self.clinic, self.language, self.country.clock, self.problems, self.style)

    def _speak_english(self) -> None:
        """Fill in English words for care from here on."""
        loaded = self.library.care_words(SOURCE_LANGUAGE)
        self.files.append(loaded.path)
        self.texts.append(loaded)
        self.answers.values |= loaded.value.of(self.clinic.value.country)

    def _text(self) -> MergedText:
        """All of the leaflet but the clinic's card, paper and date."""
        outline = self.outline.value
        titles = self.answers.fill(self.titles.value, self.titles)
        sections, abouts = self._sections()
        flags = self._red_flags(self.language)
        status = signoff.status(self.library, self.handout, self.language)
        self.answers.ask(("review", ""))
        staged = tuple(stage.figure for stage in titles.plan.stages) if titles.plan else ()
        pictured = (*(point.figure for point in titles.key_points), *(pair.figure for pair in titles.easy_read))
        figures = self._figures(sections, outline.figure, outline.figure_tall, *staged, *pictured)
        self._refuse_claims()
        sources = self._sources(abouts)
        marks = None
        if status.draft:
            self._speak_english()
            marks = draft(self.library, outline, self.words, self.answers, self.language, self._red_flags)
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
            poster=titles.poster,
            closing=titles.closing,
            plan=titles.plan,
            easy_read=titles.easy_read,
            figure=outline.figure,
            figure_tall=outline.figure_tall,
            sections=sections,
            topic=outline.topic,
            prevention=outline.prevention,
            red_flags=flags,
            draft=marks,
            words=self.words,
            figures=figures,
            sources=sources,
            control=_control(outline, self.words, status),
            clinic_fields=tuple(
                dict.fromkeys(name for one in sections for block in one.all_blocks for name in block.clinic_fields)
            ),
            date=outline.released,
            files=(),
        )
        if readers := trials.readers(self.library, self.handout, self.language, lambda: leaflet.texts):
            leaflet = replace(leaflet, control=f"{leaflet.control} · {self.words.tried_with.format(readers=readers)}")
        return MergedText(tuple(self.answers.asked.items()), leaflet, tuple(dict.fromkeys(self.files)))

    def _refuse_claims(self) -> None:
        """The program's own words are checked when it is built, a workspace's here. Raises Forbidden: a claim that may not be made."""
        used = [loaded for loaded in self.texts if self.library.is_own(loaded.path)]
        if used and (lists := self._word_lists()) and (found := [one for own in used for one in claims_of_texts(own, lists)]):
            raise Forbidden(found)

    def _word_lists(self) -> WordLists | None:
        try:
            return self.library.word_lists(self.language).value
        except NotFound:
            return None

    def _country(self) -> Country:
        known = self.known.countries
        code = self.clinic.value.country
        if code not in known:
            raise InvalidSource(self.clinic.problem(f"the country {code} is not known", f"Known: {', '.join(known)}", "country"))
        return known[code]

    def _sections(self) -> tuple[tuple[LeafletSection, ...], list[Loaded[SectionAbout]]]:
        out, abouts = [], []
        for i, entry in enumerate(self.outline.value.sections):
            holds = self.answers.holds(entry.when, self.outline, ("sections", i, "when"))
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
            if service and not self.answers.holds([f"service.{service}"], about, ("service",)):
                holds = False
            section = self._section(entry, text, about.value, printed=holds)
            if holds and section.blocks:
                self.files += [about.path, text.path]
                self.texts.append(text)
                out.append(section)
                abouts.append(about)
        return tuple(out), abouts

    def _section(self, entry: SectionEntry, text: Loaded[Section], about: SectionAbout, *, printed: bool) -> LeafletSection:
        self.answers.printed = printed
        heading = self.answers.fill(text.value.heading, text, ("heading",))
        message = self.answers.fill(text.value.key_message, text, ("key_message",))
        blocks, short = self._blocks(text.value.blocks, text, printed=printed), None
        if form := text.value.short:
            head = self.answers.fill(form.heading, text, ("short", "heading")) if form.heading else heading
            short = () if form.goes_on else head, self._blocks(form.blocks, text, "short", printed=printed)
        figure = entry.figure or next((name for block in blocks for name in block.figures()), None)
        how = entry.new_page, entry.priority, entry.half
        return LeafletSection(
            entry.section, heading, message, blocks, *how, figure, about.figures, about.do_figure, about.dont_figure, short,
            entry.on_leaflet == "plan",
        )  # fmt: skip

    def _blocks(self, entries: Iterable[BlockEntry], text: Loaded[Section], *at: str, printed: bool) -> tuple[Block, ...]:
        """Those blocks of a section, of a list that stands `at` a place of its file, that hold for the clinic, filled."""
        blocks: list[Block] = []
        for i, item in enumerate(entries):
            holds = self.answers.holds(item.when, text, (*at, "blocks", i, "when"))
            self.answers.printed = printed and holds
            block = self.answers.fill(item.block, text, (*at, "blocks", i, item.kind))
            if holds and not (block.needs and not self.answers.ask(("field", block.needs))):
                blocks.append(block)
        self.answers.printed = True
        return tuple(blocks)

    def _red_flags(self, language: str) -> RedFlags:
        loaded = self.library.red_flags(self.handout, language)
        self.files.append(loaded.path)
        self.texts.append(loaded)
        return self.answers.fill(loaded.value, loaded)

    def _figures(self, sections: Iterable[LeafletSection], *own: str | None) -> tuple[tuple[str, FigureText], ...]:
        used: dict[str, Loaded[Any]] = {figure_id(name): self.outline for name in own if name}
        for section in sections:
            for name in section.all_figures:
                where = self.outline if name == section.figure else self.library.section(section.id, self.language)
                used.setdefault(figure_id(name), where)
        if not used:
            return ()
        texts = self.library.figure_texts(self.language)
        self.texts.append(texts)
        out = []
        for name, loaded in used.items():
            try:
                path, drawing = self.library.figure(name)
            except NotFound as error:
                place = loaded.positions.find(name, loaded.path)
                self.problems += [replace(problem, place=place) for problem in error.problems]
                continue
            if name not in texts.value.root:
                what, mend = f"the figure '{name}' has no alternate text here", f"Add `{name}:` with alt and caption"
                self.problems.append(Problem(what, mend, Place(texts.positions.file)))
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
                    out[in_language(known[name].short, self.language)] = None
                else:
                    self.problems.append(about.problem(f"there is no source '{name}'", "Add it to sources.yaml", "sources", i))
        return tuple(out)


def _control(outline: Handout, words: Words, status: signoff.Status) -> str:
    """The document control line. It says that a review happened only if someone signed for this very text."""
    reviewed, due = words.awaiting_review, outline.review.due
    if status.state == "signed" and status.record and (by := status.record.clinician):
        reviewed = words.reviewed_by.format(name=by.name, title=by.title, date=_month(by.on, words))
        due = status.record.next_review
    version = words.version.format(version=outline.version, date=_month(outline.released, words))
    return " · ".join([outline.code, version, reviewed, words.next_review.format(date=_month(due, words))])


def _month(date: datetime.date, words: Words) -> str:
    return words.month_year.format(month=words.months[date.month - 1], year=date.year)
