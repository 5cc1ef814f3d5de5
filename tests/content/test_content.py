"""The shipped words: complete, within their evidence, plain, and free of what may not be said."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from handoutpress.checks.readability import grade, sentences
from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.content.schema.base import Model
from handoutpress.layout.components import logo
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.merge import merge

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = Library()
HANDOUTS, CLINICS = LIBRARY.handouts(), LIBRARY.clinics()
LANGUAGE = "en"

# Fact rows of the content brief that no handout may use: contradicted, promotional or lost in the source.
BARRED = {f"F{n:02d}" for n in (8, 23, 24, 25, 26, 27, 45, 49, 50, 51, 53, 58, 67, 70, 83, 84, 86, 89)}
FACT_ROWS = {f"F{n:02d}" for n in range(1, 90)}

# What no handout may say, in the words of the content brief.
BANNED = re.compile(
    r"root cause|innate|vitalis|subluxat|misalign|realign|out of (place|alignment)|\bbones? [^.]*\b(moved|out)\b|proper alignment"
    r"|malposition|guarantee|100\s?%|\bcure[sd]?\b|pain[- ]free|always works|proven to prevent|best treatment|drug[- ]free"
    r"|without drugs|dangerous side effects|toxin|detox|boosts? immun|will (fix|heal|stop)|never (again|hurt)|\b85 ?%|\bpatients?\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\d|\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|hundred|twice|dozen)\b",
    re.IGNORECASE,
)


# -- what there is ---------------------------------------------------------------------------------


def texts(value: Any, skip: frozenset[str] = frozenset({"figure", "icon", "ids", "when"})) -> Iterator[markup.Inline]:
    """Every text a reader meets in a model, with its placeholders still in it."""
    if isinstance(value, str):
        yield markup.parse(value)
    elif isinstance(value, tuple) and value and all(isinstance(item, markup.Span) for item in value):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item, skip)
    elif hasattr(value, "model_fields_set"):
        for name in value.model_fields_set - skip:
            yield from texts(getattr(value, name), skip)


def shipped() -> dict[str, tuple[markup.Inline, ...]]:
    """All copy, by the file it stands in."""
    out: dict[str, Model] = {f"sections/{name}": LIBRARY.section(name, LANGUAGE).value for name in LIBRARY.sections()}
    out.update({f"titles/{name}": LIBRARY.titles(name, LANGUAGE).value for name in HANDOUTS})
    out["red_flags"] = LIBRARY.red_flags(HANDOUTS[0], LANGUAGE).value
    return {name: tuple(texts(value)) for name, value in out.items()}


COPY = shipped()


def own_numbers(inline: markup.Inline) -> list[str]:
    """Numbers written in the text itself and not by a placeholder."""
    return [found[0] for span in inline if not span.slot for found in NUMBER.finditer(span.text)]


@cache
def values() -> dict[str, str]:
    facts = LIBRARY.facts().value.root
    out = {f"{group}.{name}": fact.value for group, members in facts.items() for name, fact in members.items()}
    return {
        **out,
        **LIBRARY.care_words(LANGUAGE).value.of("US"),
        "emergency.number": LIBRARY.countries().value.root["US"].emergency,
    }


def filled(inline: markup.Inline) -> str:
    return markup.plain(markup.fill(inline, values().__getitem__))


# -- reading grade ---------------------------------------------------------------------------------


def prose(handout: str) -> list[tuple[str, ...]]:
    """Full sentences of a handout: its front, its sections and the red flags."""
    names = [f"sections/{entry.section}" for entry in LIBRARY.handout(handout).value.sections]
    return [
        words for name in (f"titles/{handout}", *names, "red_flags") for inline in COPY[name] for words in sentences(filled(inline))
    ]


# -- tests -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("handout", HANDOUTS)
@pytest.mark.parametrize("clinic", CLINICS)
def test_every_handout_merges_with_every_sample_clinic(clinic: str, handout: str) -> None:
    leaflet = merge(LIBRARY, clinic, handout)
    assert isinstance(leaflet, Leaflet)
    assert not [slot for inline in texts(leaflet.red_flags) for slot in markup.slots(inline)]
    assert leaflet.sections
    assert leaflet.sources


FILES = sorted(p.relative_to(ROOT) for d in ("handouts", "clinic_profiles") for p in (ROOT / d).rglob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=str)
def test_first_line_names_a_schema_that_exists(path: Path) -> None:
    with (ROOT / path).open(encoding="utf-8") as file:
        found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)\n", file.readline())
    assert found, "the first line must name the schema, for editors"
    assert (ROOT / path.parent / found[1]).resolve().is_file()


@pytest.mark.parametrize("name", sorted(COPY))
def test_every_number_is_a_fact(name: str) -> None:
    assert [number for inline in COPY[name] for number in own_numbers(inline)] == []


@pytest.mark.parametrize("text", ["Hold it for 5 seconds.", "Do it twice.", "Wait {review.to_weeks} to six weeks."])
def test_a_number_that_is_no_fact_is_seen(text: str) -> None:
    assert own_numbers(markup.parse(text))


def test_every_fact_is_used() -> None:
    used = {slot for inlines in COPY.values() for inline in inlines for slot in markup.slots(inline)}
    assert {name for name in values() if name != "care.physical_therapy"} - used == set()  # that is a service's name


@pytest.mark.parametrize("name", sorted(COPY))
def test_nothing_banned_is_said(name: str) -> None:
    assert [found[0] for inline in COPY[name] for found in BANNED.finditer(filled(inline))] == []


@pytest.mark.parametrize("text", ["We fix the root cause.", "You will be pain-free.", "A bone has moved.", "It will heal you."])
def test_what_is_banned_is_seen(text: str) -> None:
    assert BANNED.search(text)


@pytest.mark.parametrize("handout", HANDOUTS)
def test_a_handout_reads_at_grade_six_or_below(handout: str) -> None:
    listed = prose(handout)
    assert len(listed) >= 15
    assert grade(listed) <= 6.0


@pytest.mark.parametrize("handout", HANDOUTS)
def test_sentences_are_short(handout: str) -> None:
    listed = prose(handout)
    assert sum(map(len, listed)) / len(listed) <= 15
    assert [" ".join(words) for words in listed if len(words) > 25] == []


def test_hard_prose_has_a_high_grade() -> None:
    hard = "Conservative musculoskeletal interventions necessitate individualised rehabilitation considerations before discharge."
    assert grade(sentences(hard)) > 12


def test_sections_cover_every_usable_row_of_the_brief_and_none_that_is_barred() -> None:
    covered = {row for name in LIBRARY.sections() for row in LIBRARY.section_about(name).value.covers}
    assert FACT_ROWS - BARRED - covered == set()
    assert covered & BARRED == set()


def rows_held(handout: str) -> set[str]:
    return {row for entry in LIBRARY.handout(handout).value.sections for row in LIBRARY.section_about(entry.section).value.covers}


@pytest.mark.parametrize("handout", HANDOUTS)
def test_a_handout_holds_every_row_the_brief_gives_it(handout: str) -> None:
    """`docs/fact-rows.csv` says which handouts must hold a fact; the red flags (A1) are on all of them."""
    with (ROOT / "docs/fact-rows.csv").open(encoding="utf-8", newline="") as file:
        asked = {entry["row"] for entry in csv.DictReader(file) if handout in entry["handouts"].split()}
    assert len(asked) > 2
    assert asked - rows_held(handout) - {"A1"} == set()


def test_every_usable_row_is_given_to_a_handout() -> None:
    everywhere = {"A7", "A8"}  # small print and interpreter line
    with (ROOT / "docs/fact-rows.csv").open(encoding="utf-8", newline="") as file:
        for entry in csv.DictReader(file):
            assert bool(entry["handouts"]) == (entry["used"] == "yes" and entry["row"] not in everywhere), entry["row"]


def test_every_section_is_in_a_handout() -> None:
    used = {entry.section for handout in HANDOUTS for entry in LIBRARY.handout(handout).value.sections}
    assert set(LIBRARY.sections()) == used


def test_every_source_named_by_sections_and_facts_exists() -> None:
    named = {source for name in LIBRARY.sections() for source in LIBRARY.section_about(name).value.sources}
    named |= {source for members in LIBRARY.facts().value.root.values() for fact in members.values() for source in fact.sources}
    assert named
    assert named <= set(LIBRARY.sources().value.root)


def test_a_section_bound_to_a_service_tells_gain_risk_and_evidence() -> None:
    services = LIBRARY.services(LANGUAGE).value.root
    bound = {name: about.service for name in LIBRARY.sections() if (about := LIBRARY.section_about(name).value).service}
    assert bound
    assert set(bound.values()) <= set(services)
    kinds = {name: [entry.kind for entry in LIBRARY.section(name, LANGUAGE).value.blocks] for name in bound}
    assert kinds == {name: ["treatment"] for name in bound}


@pytest.mark.parametrize("handout", HANDOUTS)
def test_the_review_is_due_within_three_years(handout: str) -> None:
    outline = LIBRARY.handout(handout).value
    assert outline.released < outline.review.due
    assert (outline.review.due - outline.released).days <= 3 * 366


def test_handout_codes_differ() -> None:
    codes = [LIBRARY.handout(handout).value.code for handout in HANDOUTS]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("clinic", CLINICS)
def test_sample_clinics_are_made_up_and_sound(clinic: str) -> None:
    loaded = LIBRARY.clinic(clinic)
    profile = loaded.value
    assert re.search(r"555\W?01\d\d$", profile.phone)
    assert all("example." in url for url in (profile.website, profile.booking) if url)
    assert set(profile.services) <= set(LIBRARY.services(LANGUAGE).value.root)
    if profile.logo:
        assert logo.load(loaded.path.parent / profile.logo).ratio > 0


def test_one_sample_clinic_has_only_what_is_required_and_a_style() -> None:
    given = [LIBRARY.clinic(clinic).value.model_fields_set for clinic in CLINICS]
    assert {"name", "city", "phone", "style"} in given
