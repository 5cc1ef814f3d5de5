"""Rules about words: how hard they are, and what may not be said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from handoutpress import markup
from handoutpress.review import reading
from handoutpress.review.finding import Level, Rule

if TYPE_CHECKING:
    from handoutpress.errors import Problem
    from handoutpress.wording import Scope, Text

HANDOUT_GRADE, SECTION_GRADE, HANDOUT_SMOG = 6.0, 8.0, 8.0
EASY_SPANISH = 70.0
LONGEST, MEAN = 25, 15  # words in a sentence
BANNED = {
    "en": r"root cause|innate|vitalis|subluxat|misalign|realign|out of (?:place|alignment)|\bbones? [^.]*\b(?:moved|out)\b"
    r"|proper alignment|malposition|guarantee|100 ?%|\bcure[sd]?\b|pain[- ]free|always works|proven to prevent|best treatment"
    r"|drug[- ]free|without drugs|dangerous side effects|toxin|detox|boosts? immun|will (?:fix|heal|stop)|never (?:again|hurt)"
    r"|\b85 ?%|\bmiracle|\brisk[- ]free",
    "es": r"causa de fondo|causa raíz|subluxaci|desalinead|realinea|fuera de (?:lugar|sitio)|garantiz|100 ?%|\bcura(?:r|rá|mos|n)?\b"
    r"|sin dolor para siempre|siempre funciona|el mejor tratamiento|sin medicinas|toxina|desintoxica|milagro|sin riesgos",
}
JARGON = {
    "lumbar": "low back", "acute": "new or sudden", "chronic": "long-lasting", "analgesic": "pain medicine", "utilize": "use",
    "physician": "doctor", "medication": "medicine", "inflammation": "swelling", "musculoskeletal": "muscle and joint",
    "contraindicated": "not safe", "cryotherapy": "cold", "modality": "treatment", "paraspinal": "beside the spine", "edema": "swelling",
    "hypertension": "high blood pressure", "fracture": "break", "ambulate": "walk", "prone": "face down", "supine": "on your back",
    "exacerbate": "make worse", "alleviate": "ease", "approximately": "about", "prior to": "before", "radiating": "that spreads",
}  # fmt: skip
NUMBER = {
    "en": re.compile(
        r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|hundred|twice|dozen)\b",
        re.I,
    ),
    "es": re.compile(
        r"\d|\b(?:tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|quince|veinte|treinta|cuarenta|cincuenta|sesenta|cien)\b",
        re.I,
    ),
}


def _sentences(texts: Iterable[Text]) -> list[reading.Sentence]:
    return [sentence for text in texts for sentence in reading.sentences(text.words)]


def _of(scope: Scope, pattern: dict[str, str]) -> re.Pattern[str] | None:
    found = pattern.get(scope.language.split("-")[0])
    return re.compile(found, re.IGNORECASE) if found else None


def reading_grade(scope: Scope) -> Iterator[Problem]:
    """Flesch-Kincaid of the whole handout."""
    listed = _sentences(scope.texts)
    if scope.language.startswith("en") and listed and reading.grade(listed) > HANDOUT_GRADE:
        what = f"the handout reads at grade {reading.grade(listed):.1f}; {HANDOUT_GRADE:g} is the most"
        yield scope.titles.problem(what, f"Hardest: {'; '.join(reading.hardest(listed))}", "title")


def section_grade(scope: Scope) -> Iterator[Problem]:
    """Flesch-Kincaid of each section."""
    if not scope.language.startswith("en"):
        return
    for name, loaded in scope.sections.items():
        listed = _sentences(text for text in scope.texts if text.section == name)
        if listed and reading.grade(listed) > SECTION_GRADE:
            what = f"the section reads at grade {reading.grade(listed):.1f}; {SECTION_GRADE:g} is the most"
            yield loaded.problem(what, f"Hardest: {'; '.join(reading.hardest(listed, 2))}", "heading")


def smog_grade(scope: Scope) -> Iterator[Problem]:
    """SMOG of the whole handout."""
    listed = _sentences(scope.texts)
    if scope.language.startswith("en") and listed and reading.smog(listed) > HANDOUT_SMOG:
        long = sorted({word.lower() for one in listed for word in one if reading.syllables(word) > 3})[:8]
        what = f"the SMOG grade is {reading.smog(listed):.1f}; {HANDOUT_SMOG:g} is the most"
        yield scope.titles.problem(what, f"Longest words: {', '.join(long)}", "title")


def spanish_ease(scope: Scope) -> Iterator[Problem]:
    """Fernandez Huerta's index."""
    listed = _sentences(scope.texts)
    if scope.language.startswith("es") and listed and reading.fernandez_huerta(listed) < EASY_SPANISH:
        what = f"the Fernández Huerta index is {reading.fernandez_huerta(listed):.0f}; {EASY_SPANISH:g} is the least"
        yield scope.titles.problem(what, "Shorten sentences and words", "title")


def sentence_length(scope: Scope) -> Iterator[Problem]:
    """Sentences of more than 25 words, and a mean of more than 15."""
    for text in scope.texts:
        for sentence in reading.sentences(text.words):
            if len(sentence) > LONGEST:
                yield text.problem(
                    f"a sentence of {len(sentence)} words; {LONGEST} is the most", f"Split it: {' '.join(sentence[:8])} ..."
                )
    listed = _sentences(scope.texts)
    mean = sum(map(len, listed)) / len(listed) if listed else 0
    if mean > MEAN:
        yield scope.titles.problem(
            f"sentences have {mean:.1f} words on the average; {MEAN} is the most", "Split long ones", "title"
        )


def banned_claim(scope: Scope) -> Iterator[Problem]:
    """Promises and claims without evidence."""
    pattern = _of(scope, BANNED)
    for text in scope.texts:
        for found in pattern.finditer(text.words) if pattern else ():
            yield text.problem(f'"{found[0]}" may not be said', "Say what may help, and how sure that is")


def jargon(scope: Scope) -> Iterator[Problem]:
    """Medical or stiff words that have a plain one."""
    if scope.language.startswith("en"):
        for text in scope.texts:
            for word, plain in JARGON.items():
                if re.search(rf"\b{word}", text.words, re.IGNORECASE):
                    yield text.problem(f'"{word}" is a hard word', f'Write "{plain}"')


def raw_number(scope: Scope) -> Iterator[Problem]:
    """Numbers that are not facts."""
    pattern = NUMBER.get(scope.language.split("-")[0])
    for text in scope.texts:
        own = " ".join(span.text for span in text.inline if not span.slot)
        if pattern and (found := pattern.search(own)):
            yield text.problem(
                f'"{found[0]}" is a number of its own', "Put it in facts.yaml with its source, and write {group.name}"
            )


def talks_of_patients(scope: Scope) -> Iterator[Problem]:
    """The reader is you, not a patient."""
    pattern = _of(scope, {"en": r"\bpatients?\b", "es": r"\bpacientes?\b"})
    for text in scope.texts:
        if pattern and pattern.search(text.words):
            yield text.problem(
                "the text speaks of patients", "Speak to the reader: you" if scope.language == "en" else "Write usted"
            )


def capitals(scope: Scope) -> Iterator[Problem]:
    """Words in capitals, one after the other."""
    for text in scope.texts:
        if re.search(r"\b[A-ZÁÉÍÓÚÑ]{2,}\s+[A-ZÁÉÍÓÚÑ]{2,}\s+[A-ZÁÉÍÓÚÑ]{2,}\b", text.words):
            yield text.problem("three words in capitals are hard to read", "Write them small, and bold if they must stand out")


def percent(scope: Scope) -> Iterator[Problem]:
    """A percentage without its plain form."""
    for text in scope.texts:
        if "%" in text.words:
            yield text.problem("a percentage is hard to picture", "Write it as so many out of 10")


def long_emphasis(scope: Scope) -> Iterator[Problem]:
    """Emphasis over a whole sentence."""
    for text in scope.texts:
        if any(span.emphasis and len(span.text.split()) > 5 for span in text.inline):
            yield text.problem("a long stretch in italics is hard to read", "Make the one word that counts bold")


def empty_link(scope: Scope) -> Iterator[Problem]:
    """Links that say only here."""
    for text in scope.texts:
        for span in text.inline:
            if span.link and markup.plain((span,)).strip().lower() in ("here", "click here", "aquí", "haga clic aquí"):
                yield text.problem("a link that says only 'here'", "Say where it goes: on paper nobody can click")


WORD_RULES = (
    Rule("reading-grade", Level.ERROR, f"A handout reads at grade {HANDOUT_GRADE:g} or lower (Flesch-Kincaid).",
         "Half of adults read at grade 8 or lower; the AMA asks for grade 6 in patient materials.", reading_grade),
    Rule("section-grade", Level.ERROR, f"A section reads at grade {SECTION_GRADE:g} or lower (Flesch-Kincaid).",
         "One hard section is where a reader stops (NIH: grade 6 to 8).", section_grade),
    Rule("smog-grade", Level.WARNING, f"A handout's SMOG grade is {HANDOUT_SMOG:g} or lower.",
         "SMOG asks for full understanding and is the stricter formula for health texts (McLaughlin 1969).", smog_grade),
    Rule("spanish-ease", Level.ERROR, f"A Spanish handout has a Fernández Huerta index of {EASY_SPANISH:g} or more.",
         "English grade formulas mean nothing in Spanish (Fernández Huerta 1959).", spanish_ease),
    Rule("sentence-length", Level.ERROR, f"No sentence has more than {LONGEST} words, the mean is {MEAN} or less.",
         "Working memory is short, and shorter in pain (CDC Clear Communication Index).", sentence_length),
    Rule("banned-claim", Level.ERROR, "No promise of cure, no claim that evidence contradicts.",
         "Several states bar such claims for health services (22 TAC ch. 78, 16 CCR 310.2), and they are untrue.", banned_claim),
    Rule("jargon", Level.WARNING, "Plain words are used where there are any.", "PEMAT item 3: common, everyday language.", jargon),
    Rule("raw-number", Level.ERROR, "Every number comes from facts.yaml.",
         "A dose that stands in one place cannot differ between leaflets or languages.", raw_number),
    Rule("speaks-to-you", Level.WARNING, "The text speaks to the reader.", "PEMAT item 21: speaks to the user.", talks_of_patients),
    Rule("capitals", Level.WARNING, "No runs of words in capitals.", "Word shapes are lost (CMS Toolkit, RNIB Clear Print).", capitals),
    Rule("percent", Level.WARNING, "No bare percentages.", "CDC Index items 15 to 17: numbers the audience uses, no sums.", percent),
    Rule("long-emphasis", Level.NOTE, "Italics are for a word or two.", "RNIB Clear Print: avoid italics.", long_emphasis),
    Rule("link-text", Level.WARNING, "A link says where it goes.", "WCAG 2.4.4; and paper cannot be clicked.", empty_link),
)  # fmt: skip
