"""What leaflets no longer say: phrases that were found unclear, contradictory or wrong in meaning stand nowhere, as printed."""

from __future__ import annotations

import re
from functools import cache

import pytest

from handoutpress.checks.readability import grade, sentences, smog
from handoutpress.content.library import Library
from handoutpress.content.safety_floor import banned_claims
from handoutpress.content.schema.wordlists import pattern
from handoutpress.formats.text import plain
from handoutpress.merge.merge import merge

LIBRARY = Library()
CLINICS = ("harbor-spine", "northgate-chiropractic", "fairview-back-care")  # care of each kind, and none
# a phrase, and a text as it once stood that has it
GONE = {
    "en": {
        r"newly weak, numb or worse": "One or both legs newly weak, numb or worse",
        r"\bwarm can ease": "Warm can ease pain for a while.",
        r"a first bad pain under": "a first bad pain under 20 or over 50",
        r"white fingers in the cold|cancer there": "white fingers in the cold or cancer there",
        r"wait for us with": "Wait for us with a red sign",
        r"may help\.": "May help.",
        r"clear that it helps": "It is not clear that it helps.",
        r"rare twinge|grip again": "from a rare twinge to strong pain",
        r"train your back": "Get strong: train your back, belly and legs.",
        r"only when you must": "Rest only when you must.",
        r"(?:or|and|,) fits\b": "heart disease or fits",
        r"maternity team": "call your maternity team",
        r"injected drugs|injecting drugs": "a recent infection, injected drugs",
        r"skin there": "broken skin there",
        r"digging snow": "digging snow",
        r"hurt lung": "a hurt lung",
        r"back shape": "a new lump or back shape",
        r"some salts": "too little water or some salts",
        r"\bare dark\b": "Eight of them are dark and two are light.",
        r"\bmove a (?:little|lot)\b": "move a little",
        r"\bsigns? in red|\bred signs?\b": "I know the signs in red",
    },
    "es": {
        r"piernas más débiles": "Una o ambas piernas más débiles o dormidas",
        r"no cede(?! al descansar)": "dolor peor de noche o que no cede",
        r"bulto o cambio": "bulto o cambio en la espalda",
        r"antes de los \d+ o ": "antes de los 20 o tras los 50",
        r"nunca sobre la piel": "Nunca sobre la piel",
        r"no deje sus medicinas": "No deje sus medicinas",
        r"\btirón": "Un tirón leve está bien",
        r"no sienta que quema": "O si tal vez no sienta que quema",
        r"punzada rara|\bes raro\b": "una punzada rara",
        r"de lado y empuje\b": "Gire de lado y empuje",
        r"fractura o cirugía(?! de columna| reciente)": "Huesos débiles, fractura o cirugía",
        r"bajar de peso|sentirse muy mal|uso largo|algo menos dolor|con úlceras": "si tiene: bajar de peso",
        r"poco y a menudo|muévase mucho|cargue de cerca|\breajuste|llame aquí|peso de más": "Cargue de cerca",
        r"certeza: (?:poca|regular)|pocas pruebas|\bcojín|\bpaseos?\b|punto forzado|son oscuras": "Cojín en la espalda",
        r"(?<!pierde )(?<!de )(?<!fuga de )\blíquido": "sangrado, líquido o fiebre",
        r"señal(?:es)? de alerta": "señales de alerta",
        r"not renewed|cold and heat sheets|\bguideline\b|fact sheet": "ACP (not renewed)",
    },
}
ALL = [(language, phrase, sample) for language, phrases in GONE.items() for phrase, sample in phrases.items()]


@cache
def printed(language: str) -> str:
    """All words of all handouts, as several clinics print them: texts, figures and sources."""
    leaflets = [merge(LIBRARY, clinic, handout, language) for clinic in CLINICS for handout in LIBRARY.handouts()]
    words = [
        " ".join([*leaflet.texts, plain(leaflet) if language == "en" else "", *leaflet.sources])
        + " ".join(f"{figure.alt} {figure.caption}" for _, figure in leaflet.figures)
        for leaflet in leaflets
    ]
    return " ".join(" ".join(words).split())


@pytest.mark.parametrize(("language", "phrase"), [(language, phrase) for language, phrase, _ in ALL])
def test_it_is_no_longer_said(language: str, phrase: str) -> None:
    assert not re.search(phrase, printed(language), re.IGNORECASE)


@pytest.mark.parametrize(("phrase", "sample"), [(phrase, sample) for _, phrase, sample in ALL])
def test_it_would_be_found(phrase: str, sample: str) -> None:
    assert re.search(phrase, sample, re.IGNORECASE)


@pytest.mark.parametrize("country", ["US", "GB", "AU"])
@pytest.mark.parametrize("handout", LIBRARY.handouts())
def test_a_handout_reads_at_grade_four_to_six(handout: str, country: str) -> None:
    """By two formulas; and no section above grade 8, no sentence of more than 25 words, whichever country's words it has."""
    from datetime import date

    from handoutpress.content.word_rules import Scope

    texts = Scope(LIBRARY, handout, "en", date.min).texts_in(country)
    # a plan's lines and short forms say the same again in few words, and the easy-read edition in the easiest ones
    # the map of a body is a form: a few words beside each place to write
    plain = [text for text in texts if text.path[0] not in ("plan", "short", "poster", "easy_read") and text.section != "body-map"]
    said = [sentence for text in plain for sentence in sentences(text.words)]
    assert (3.95 if country == "US" else 3.8) <= grade(said) <= 6.0  # a GP is fewer syllables than a doctor
    assert smog(said) <= 8.0
    assert max(len(sentence) for text in texts for sentence in sentences(text.words)) <= 25
    for section in {text.section for text in texts}:
        own = [sentence for text in texts if text.section == section for sentence in sentences(text.words)]
        assert not own or grade(own) <= 8.0, section


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "pain-free"), ("en", "pain\u2011free"), ("en", "pain\u2013free"), ("en", "pain\u00a0free"), ("en", "c\u00adure"),
        ("en", "gua\u200brantee"), ("es", "garantía"), ("es", "garanti\u0301a"), ("es", "CURARÁ"), ("es", "curara\u0301"),
        ("es", "sin\u00a0riesgo"), ("es", "la curación"),
    ],
)  # fmt: skip
def test_a_claim_is_found_however_its_letters_are_written(language: str, text: str) -> None:
    banned = pattern(LIBRARY.word_lists(language).value.banned)
    assert list(banned_claims(f"It is {text}, truly.", banned))


@pytest.mark.parametrize(
    ("language", "text"), [("en", "secure"), ("en", "obscured"), ("es", "procura"), ("es", "oscura"), ("es", "locura")]
)
def test_a_word_that_only_holds_one_is_no_claim(language: str, text: str) -> None:
    assert not list(banned_claims(text, pattern(LIBRARY.word_lists(language).value.banned)))
