"""The safety floor: what no file of a workspace, no profile and no option may weaken.

Red flags, the numbers they use, the ceilings and floors of doses, emergency numbers and banned claims are those of the program. A
workspace may make a dose safer, a list of banned claims longer, and add a country; whatever would weaken the floor is refused when it
is read, so that every way to make a leaflet refuses it alike.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from handoutpress.content import markup
from handoutpress.content.finder import ids_in
from handoutpress.content.schema.base import in_language, texts_in
from handoutpress.errors import Forbidden, Place, Problem
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from handoutpress.content.schema.clinic import Clinic
    from handoutpress.content.schema.handout import CareWords, Countries, Country, Fact, Facts, Handout, SectionAbout
    from handoutpress.content.schema.wordlists import WordLists
    from handoutpress.content.yaml_reader import Loaded

# letters nobody sees, and what looks like a hyphen
_AS_READ = {**dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)), **dict.fromkeys((*range(0x2010, 0x2016), 0x2212), "-")}
FREE_TEXTS = ("footer", "after_hours", "interpreter")  # of a profile: what a clinic says in its own words


def overlay_facts(own: Loaded[Facts], built_in: Loaded[Facts]) -> Loaded[Facts]:
    """A workspace's numbers over the program's: its own may be added, a dose may be made safer.

    Raises Forbidden: a number is on the wrong side of the program's, or may not be changed at all.
    """
    both = {group: dict(facts) for group, facts in built_in.value.root.items()}
    problems = []
    for group, facts in own.value.root.items():
        for name, fact in facts.items():
            known = both.setdefault(group, {}).get(name)
            if known is None:
                both[group][name] = fact
            elif wrong := _beyond(fact, known):
                problems.append(own.problem(*wrong, group, name, "value"))
            else:
                both[group][name] = fact.model_copy(update={"limit": known.limit, "unit": known.unit})
    if problems:
        raise Forbidden(problems)
    return replace(own, value=type(own.value).model_construct(both))


def _beyond(fact: Fact, known: Fact) -> tuple[str, str] | None:
    """What is wrong with a number in place of the program's, and the mend; None: it is as safe."""
    new, old = float(fact.value), float(known.value)
    if new == old:
        return None
    if known.limit == "most":
        return (f"{fact.value} is more than may be said", f"Write {known.value} or less") if new > old else None
    if known.limit == "least":
        return (f"{fact.value} is less than may be said", f"Write {known.value} or more") if new < old else None
    return "this number cannot be changed", f"Write {known.value}, or delete it here"


def overlay_countries(own: Loaded[Countries], built_in: Loaded[Countries]) -> Loaded[Countries]:
    """A workspace's countries over the program's: paper and clock may differ, and a country may be added with its true number.

    Raises Forbidden: an emergency number is not the country's.
    """
    both, problems = dict(built_in.value.root), []
    for code, country in own.value.root.items():
        known = both.get(code)
        for number in (country.emergency, *country.emergency_also):
            allowed = known.numbers if known else ()
            if number not in allowed and (known or not _connects(number, code)):
                mend = f"Write {' or '.join(allowed)}" if allowed else "Write the number people there call for an ambulance"
                problems.append(own.problem(f"{number} is not an emergency number of {code}", mend, code, "emergency"))
        also = known.emergency_also if known else country.emergency_also
        both[code] = country.model_copy(update={"emergency_also": also})
    if problems:
        raise Forbidden(problems)
    return replace(own, value=type(own.value).model_construct(both))


def _connects(number: str, code: str) -> bool:
    """Whether a number is an emergency number in a country, by the metadata of libphonenumber."""
    from phonenumbers import shortnumberinfo

    return bool(shortnumberinfo.is_emergency_number(number, code))


def overlay_care_words(both: Loaded[CareWords], built_in: Loaded[CareWords], locked: Iterable[str]) -> Loaded[CareWords]:
    """A workspace's words for care with the program's under them. Raises Forbidden: a word of the red flags is another."""
    for name in locked:
        if both.value.root.get(name) != built_in.value.root.get(name):
            raise Forbidden(both.problem("the red flags use this word; it cannot be changed", "Delete it here", name))
    return both


def emergency_number(clinic: Loaded[Clinic], country: Country) -> str:
    """The number a clinic's leaflets say to call: the country's, or another of it that the profile chooses.

    Raises Forbidden: the profile names a number that is none of its country's.
    """
    number = clinic.value.emergency_number
    if number and number not in country.numbers:
        mend = f"Write {' or '.join(country.numbers)}, or delete this line"
        what = f"{number} is not an emergency number of {clinic.value.country}"
        raise Forbidden(clinic.problem(what, mend, "emergency_number"))
    return number or country.emergency


def overlay_word_lists(own: Loaded[WordLists], built_in: Loaded[WordLists]) -> Loaded[WordLists]:
    """A workspace's word lists in a language the program has: what the program bans is banned too."""
    banned = tuple(dict.fromkeys((*built_in.value.banned, *own.value.banned)))
    return replace(own, value=own.value.model_copy(update={"banned": banned}))


def banned_claims(words: str, banned: re.Pattern[str] | None) -> Iterator[tuple[str, str]]:
    """What may not be said in a text, and the mend; as it is read, whatever its accents, hyphens and invisible letters are made of."""
    for found in banned.finditer(unicodedata.normalize("NFC", words.translate(_AS_READ))) if banned else ():
        yield f'"{found[0]}" may not be said', "Say what may help, and how sure that is"


def claims(
    texts: Iterable[tuple[markup.Inline | str, tuple[str | int, ...]]], loaded: Loaded[Any], lists: WordLists
) -> Iterator[Problem]:
    """Banned claims in texts, each with its place in a file."""
    from handoutpress.content.schema.wordlists import pattern

    banned = pattern(lists.banned)
    for text, path in texts:
        for claim in banned_claims(text if isinstance(text, str) else markup.plain(text), banned):
            yield loaded.problem(*claim, *path)


def claims_of_texts(loaded: Loaded[Any], lists: WordLists) -> Iterator[Problem]:
    """Banned claims in all texts of a file, the words of figures included."""
    named = getattr(loaded.value, "root", None)
    if isinstance(named, dict):
        pairs = {name: words.items() if isinstance(words, dict) else words for name, words in named.items()}
        return claims([(said, (name, field)) for name, words in pairs.items() for field, said in words], loaded, lists)
    return claims(texts_in(loaded.value), loaded, lists)


def claims_of_clinic(clinic: Loaded[Clinic], language: str, lists: WordLists) -> Iterator[Problem]:
    """Banned claims in what a profile says in its own words, in a language."""
    return claims(_own_words(clinic.value, language), clinic, lists)


def _own_words(profile: Clinic, language: str) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    for name in FREE_TEXTS:
        if said := getattr(profile, name):
            yield in_language(said, language), (name,)


def refuse_red_flags(own: Path, built_in: Path) -> None:
    """Refuse a workspace's folder of red flags that brings its own where the program has them; it may add languages and topics.

    A file that says the same is none of its own: the program's own sources may be a workspace.

    Raises Forbidden: a file of a topic and language the program has, or one that stands in no topic's folder and would not be read.
    """
    for name in sorted(ids_in(own)):
        mend = "Write it as handouts/red_flags/TOPIC/LANGUAGE.yaml; a topic the program has already is used as it is"
        raise Forbidden(Problem("red flags stand in the folder of their topic", mend, Place(shown(own / f"{name}.yaml"))))
    for folder in sorted(path for path in own.glob("*") if path.is_dir()):
        for name in sorted(ids_in(folder) & ids_in(built_in / folder.name)):
            place = Place(shown(folder / f"{name}.yaml"))
            if _lines(folder / f"{name}.yaml") == _lines(built_in / folder.name / f"{name}.yaml"):
                continue
            raise Forbidden(Problem("the red flags cannot be changed", "Delete this file; the built-in one is used", place))


def _lines(path: Path) -> list[bytes] | None:
    """What stands in a file, whatever its lines end with; None: it cannot be read."""
    try:
        return path.read_bytes().splitlines()
    except OSError:
        return None


def refuse_locked_section(own: Loaded[Any], built_in: Loaded[Any], about: SectionAbout) -> None:
    """Refuse a workspace's file of a section that is the program's alone. Raises Forbidden: it is locked, and says something else."""
    if about.locked and own.value != built_in.value:
        what = "this section warns of what must be asked first; its words cannot be changed"
        raise Forbidden(own.problem(what, "Delete this file; the built-in one is used"))


def refuse_without_locked(own: Loaded[Handout], built_in: Handout, locked: Iterable[str]) -> None:
    """Refuse a workspace's outline of a built-in handout that leaves out, or makes conditional, what warns of danger.

    Raises Forbidden: it is of another topic, or a locked section of the built-in outline is not in it on the same terms.
    """
    if own.value.topic != built_in.topic:
        what = "a built-in handout keeps its topic, and its red flags"
        raise Forbidden(own.problem(what, f"Write `topic: {built_in.topic}`, or give your handout an id of its own", "topic"))
    there = {entry.section: set(entry.when) for entry in own.value.sections}
    terms = {entry.section: set(entry.when) for entry in built_in.sections}
    gone = [name for name in locked if name in terms and (name not in there or there[name] - terms[name])]
    if gone:
        what = f"the section '{gone[0]}' warns of what must be asked first; it cannot be left out"
        raise Forbidden(own.problem(what, f"Add `- {{section: {gone[0]}}}`, without more conditions", "sections"))
