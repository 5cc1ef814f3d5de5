"""Rules about a library as a whole: what is unused, what a clinic profile says, what is signed, and whether all fits."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from handoutpress.checks.rule import Level, Rule
from handoutpress.checks.structure_rules import lost_and_added
from handoutpress.content import markup, signoff
from handoutpress.content.finder import SOURCE_LANGUAGE
from handoutpress.content.word_rules import Scope
from handoutpress.errors import DoesNotFit, HandoutError, Place, Problem
from handoutpress.merge.merge import merge
from handoutpress.merge.moves import templates_for
from handoutpress.support.colour import contrast
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.content.yaml_reader import Loaded

# ink, what it stands on, least contrast (WCAG 1.4.3, 1.4.11; body text 7)
PAIRS = (
    ("ink", "white", 7.0), ("ink", "tint", 7.0), ("deep", "tint", 4.5), ("soft", "tint2", 4.5), ("brand", "tint", 4.5),
    ("on_fill", "fill", 4.5), ("on_alert", "alert_field", 4.5), ("alert", "alert_tint", 4.5), ("accent", "tint", 3.0),
)  # fmt: skip
LEAFLET, SHEET = "leaflet", 2  # the template whose pages are counted, and the pages of a sheet
LICENCES = re.compile(r"^[A-Z][A-Za-z.,/ -]{0,38}$")
_DIGITS = re.compile(r"\d+")
NEEDLING_BARRED = {"CA"}  # states whose physical therapists may not needle (California B&P Code 2620.5)


def _used(library: Library) -> tuple[set[str], set[str], set[str]]:
    """Sources, facts and figures that some text uses."""
    sources = {source for name in library.sections() for source in library.section_about(name).value.sources}
    sources |= {s for members in library.facts().value.root.values() for fact in members.values() for s in fact.sources}
    facts: set[str] = set()
    figures: set[str] = set()
    for handout, language in library.texts():
        scope = Scope(library, handout, language, datetime.date.min)
        facts |= {slot for text in scope.texts for slot in markup.slots(text.inline)}
        figures |= set(scope.figures)
    return sources, facts, figures


def _unused_source(library: Library, today: datetime.date) -> Iterator[Problem]:
    used, loaded = _used(library)[0], library.sources()
    for name, source in loaded.value.root.items():
        if name not in used and source.backs == "text" and (name,) in loaded.positions.keys:
            what = f"the source '{name}' backs no section and no number"
            yield loaded.problem(what, "Name it where it is used, or take it out", name)


def _unused_fact(library: Library, today: datetime.date) -> Iterator[Problem]:
    used, loaded = _used(library)[1], library.facts()
    for name in library.fact_values().keys() - used:
        if (path := tuple(name.split("."))) in loaded.positions.keys:  # built-in ones wait for a clinic's own texts
            yield loaded.problem(f"no text uses the number {{{name}}}", "Use it, or take it out", *path)


def _unused_figure(library: Library, today: datetime.date) -> Iterator[Problem]:
    used = _used(library)[2]
    for name in library.figures():
        path = library.find(f"handouts/figures/{name}.yaml")
        if name not in used and path and path.is_relative_to(library.roots[0]):  # built-in ones wait for a clinic's own texts
            yield Problem(f"no handout shows the figure '{name}'", "Show it, or take it out", Place(shown(path)))


def _contrast_of_clinics(library: Library, today: datetime.date) -> Iterator[Problem]:
    from handoutpress.layout.drawing.brand_palette import roles

    for loaded in map(library.clinic, library.clinics()):
        inks = roles(loaded.value.brand, style=library.style(loaded.value.style).value)
        for ink, ground, least in PAIRS:
            if (found := contrast(inks[ink], inks[ground])) < least:
                what = f"{ink} on {ground} has a contrast of {found:.1f}; {least:g} is the least"
                yield loaded.problem(what, "Choose another brand colour", "brand")


def _profile(library: Library, today: datetime.date) -> Iterator[Problem]:
    for loaded in map(library.clinic, library.clinics()):
        value = loaded.value
        for i, person in enumerate(value.practitioners):
            if not LICENCES.match(person.title) or person.title.rstrip(".").lower() in ("dr", "doctor"):
                what = f"'{person.title}' is not the letters of a licence"
                yield loaded.problem(what, "Write the licence as DC, DPT, PT, MD or LMT", "practitioners", i, "title")
        for field in ("website", "booking"):
            url = getattr(value, field)
            if url and url.startswith("http://"):
                yield loaded.problem("the address is not secure", "Write it with https:// if the site has it", field)
        if value.notice_1557 and not value.notice_text:
            mend = "Write your notice in notice_text, by language: `en: ...`; nothing is printed until you do"
            yield loaded.problem("the notice of language help is switched on and has no words", mend, "notice_1557")
        state = value.city.rsplit(",", 1)[-1].strip().upper()
        licensed = [person.title for person in value.practitioners]
        if "dry-needling" in value.services and state in NEEDLING_BARRED and value.discipline == "physical-therapy":
            what = "in California a physical therapist may not needle as a treatment"
            mend = f"Take dry-needling out, or check the licence ({', '.join(licensed) or 'none given'})"
            yield loaded.problem(what, mend, "services")


def _logo(library: Library, today: datetime.date) -> Iterator[Problem]:
    from handoutpress.layout.components.logo import printing_notes

    for loaded in map(library.clinic, library.clinics()):
        if (name := loaded.value.logo) and (path := loaded.path.parent / name).exists():
            for note in printing_notes(path):
                yield loaded.problem(note, "Ask whoever made it for the logo as flat SVG, or for a larger picture", "logo")


def _sample_phone(library: Library, today: datetime.date) -> Iterator[Problem]:
    for loaded in map(library.clinic, library.clinics()):
        if len(library.roots) > 1 and re.search(r"555\D?01\d\d$", loaded.value.phone):
            yield loaded.problem("this is a sample number: nobody answers it", "Write the clinic's own before you print", "phone")


def _missing_language(library: Library, today: datetime.date) -> Iterator[Problem]:
    known = {language for _, language in library.texts()}
    for handout in library.handouts():
        for language in sorted(known - set(library.languages(handout))):
            what = f"the handout is not written in '{language}'"
            mend = f"Add handouts/titles/{handout}/{language}.yaml and its sections, or leave it"
            yield library.handout(handout).problem(what, mend, "code")


def _translated_lists(library: Library, today: datetime.date) -> Iterator[Problem]:
    for folder, get in (
        ("handouts/interface", library.words), ("handouts/services", library.services), ("handouts/languages", library.language_names),
        ("handouts/figures/text", library.figure_texts),
    ):  # fmt: skip
        for language in library.ids(folder):
            if language != SOURCE_LANGUAGE:
                yield from _parity(get(language), get(SOURCE_LANGUAGE))


def _parity(ours: Loaded[Any], theirs: Loaded[Any]) -> Iterator[Problem]:
    here, there = _strings(ours.value), _strings(theirs.value)
    yield from lost_and_added(ours, here, there)
    for path in here.keys() & there.keys():
        mine, other = (sorted(re.findall(r"\{[^}]*\}", text) + _DIGITS.findall(text)) for text in (here[path], there[path]))
        if mine != other:
            what = f"other numbers or placeholders than the English: {', '.join(mine) or 'none'} instead of {', '.join(other) or 'none'}"
            yield ours.problem(what, "Use the same ones", *path)


def _strings(value: Any, path: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], str]:
    data = value.model_dump() if hasattr(value, "model_dump") else value
    if isinstance(data, str):
        return {path: data}
    items: Any = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, (list, tuple)) else ()
    return {where: text for key, item in items for where, text in _strings(item, (*path, key)).items()}


def _typed_numbers(library: Library, today: datetime.date) -> Iterator[Problem]:
    for handout in library.handouts():
        languages = library.languages(handout)
        if SOURCE_LANGUAGE not in languages:
            continue
        english = Scope(library, handout, SOURCE_LANGUAGE, today)
        for language in set(languages) - {SOURCE_LANGUAGE}:
            scope = Scope(library, handout, language, today)
            there = {(text.section, text.path): text for text in english.texts}
            for text in scope.texts:
                other = there.get((text.section, text.path))
                own, its = (_typed(t.inline) if t else [] for t in (text, other))
                if other is not None and own != its:
                    what = f"numbers typed here are {own or 'none'}; the English has {its or 'none'}"
                    yield text.problem(what, "Make them the same")


def _typed(inline: markup.Inline) -> list[str]:
    return sorted(_DIGITS.findall(" ".join(span.text for span in inline if not span.slot)))


def _draft_translation(library: Library, today: datetime.date) -> Iterator[Problem]:
    yield from _unsigned(library, today, ("draft", "reviewed"), "is a draft translation", "are draft translations")


def _sign_off(library: Library, today: datetime.date) -> Iterator[Problem]:
    yield from _unsigned(library, today, ("awaiting",), "awaits a clinician's signature", "await a clinician's signature")


def _sign_off_void(library: Library, today: datetime.date) -> Iterator[Problem]:
    yield from _unsigned(library, today, ("changed",), "has changed since it was signed", "have changed since they were signed")
    yield from _unsigned(library, today, ("overdue",), "is past its next review", "are past their next review")
    for handout, language in library.texts():
        record, path = signoff.status(library, handout, language).record, signoff.path_of(library, handout, language)
        if record and path and record.record != signoff.sealed(record):
            mend = f"Ask whoever is named in it. Then sign anew: review sign {handout} --language {language}"
            yield Problem("the sign-off is not as it was signed: its file was written or changed by hand", mend, Place(shown(path)))


def _unsigned(library: Library, today: datetime.date, states: tuple[str, ...], one: str, many: str) -> Iterator[Problem]:
    found: dict[str, list[str]] = {}
    for handout, language in library.texts():
        if signoff.status(library, handout, language, today=today).state in states:
            found.setdefault(language, []).append(handout)
    for language, names in found.items():
        listed = ", ".join(names) if len(names) < len(library.handouts()) else "all handouts"
        yield Problem(f"in '{language}', {listed} {one if len(names) == 1 else many}", "See: review list")


def _fit(library: Library, today: datetime.date) -> Iterator[Problem]:
    from handoutpress.layout.document import typeset

    for handout, language in library.texts():
        loaded = map(library.template, templates_for(library, handout))
        # several handouts make one booklet; `make --booklet` says if one does not fit
        templates = [template.value for template in loaded if template.value.binding == "none"]
        for clinic in library.clinics():
            leaflet = replace(merge(library, clinic, handout, language), draft=None)  # as it would be once signed
            for template in templates:
                if template.text == "easy" and not leaflet.easy_read:  # a handout need not have one
                    continue
                try:
                    typeset(leaflet, template)
                except DoesNotFit as error:
                    for problem in error.problems:
                        yield Problem(problem.what, problem.mend, Place(shown(library.handout(handout).path)))
                except HandoutError as error:
                    yield from error.problems


def _one_sheet(library: Library, today: datetime.date) -> Iterator[Problem]:
    import pypdfium2

    from handoutpress.layout.document import typeset

    template = library.template(LEAFLET).value
    for handout, language in library.texts():
        long: dict[int, list[str]] = {}
        for clinic in library.clinics():
            try:
                leaflet = replace(merge(library, clinic, handout, language), draft=None)  # as it would be once signed
                pages = len(pypdfium2.PdfDocument(typeset(leaflet, template)))
            except HandoutError:
                continue  # `fit` and `files` say so
            if pages > SHEET:
                long.setdefault(pages, []).append(clinic)
        for pages, clinics in long.items():
            what = f"in '{language}' the leaflet has {pages} pages for {', '.join(clinics)}; one sheet holds {SHEET}"
            yield library.handout(handout).problem(what, "Shorten its sections, or hand out a second sheet", "sections")


WHOLE_RULES = (
    Rule("unused-source", Level.WARNING, "Every source backs a section or a number.",
         "PIF TICK: evidence that is used.", whole=_unused_source),
    Rule("unused-fact", Level.WARNING, "Every number is used.", "A number nobody prints is never reviewed.", whole=_unused_fact),
    Rule("unused-figure", Level.NOTE, "Every figure is shown somewhere.", "A picture nobody sees is never reviewed.", whole=_unused_figure),
    Rule("contrast", Level.ERROR, "Text can be read on its ground in every clinic's colours.", "WCAG 1.4.3 and 1.4.11.",
         whole=_contrast_of_clinics),
    Rule("profile", Level.WARNING, "A profile names licences, secure addresses, and services its licences allow.",
         "16 CCR 310.2 on titles; California B&P Code 2620.5 on needling.", whole=_profile),
    Rule("logo", Level.NOTE, "A logo prints sharp: as shapes, or with 150 dots an inch.",
         "Print shops ask for 300; under 150 the dots are seen.", whole=_logo),
    Rule("sample-phone", Level.NOTE, "A clinic's phone number is its own.",
         "Numbers 555-0100 to 555-0199 are for fiction.", whole=_sample_phone),
    Rule("missing-language", Level.WARNING, "A handout is in every language the others are in.", "45 CFR 92.201: meaningful access.",
         whole=_missing_language),
    Rule("translated-lists", Level.ERROR, "Fixed words, services and figure texts say what the English says.",
         "45 CFR 92.201(c)(3): accuracy is essential.", whole=_translated_lists),
    Rule("typed-numbers", Level.ERROR, "Numbers and phones typed into a translation are those of the English.",
         "Numbers are where translations fail; one digit is a dose or a call that reaches nobody.", whole=_typed_numbers),
    Rule("draft-translation", Level.WARNING, "Translations are signed by a translator and a clinician.",
         "45 CFR 92.201(c)(3): a qualified human reviews machine translation.", whole=_draft_translation),
    Rule("sign-off", Level.NOTE, "A clinician of the clinic has signed every text.",
         "Who hands out a text answers for it.", whole=_sign_off),
    Rule("sign-off-void", Level.WARNING, "Sign-offs are of this text and as they were signed, and their next review is to come.",
         "PIF TICK: review within 3 years; any change voids a review.", whole=_sign_off_void),
)  # fmt: skip
ONE_SHEET = Rule("one-sheet", Level.NOTE, "A leaflet takes both sides of one sheet at most. Only with --fit: it takes a while.",
                 "A second sheet is lost first, and it may be the one with the phone number.", whole=_one_sheet)  # fmt: skip
FIT = Rule("fit", Level.ERROR, "Every handout fits every template, for every clinic, in every language. Only with --fit: it takes a while.",
           "Text is never cut and never set too small to read.", whole=_fit)  # fmt: skip
