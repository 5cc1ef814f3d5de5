"""How hard a text is to read: sentences, syllables, and the formulas that make a grade of them.

English: Flesch-Kincaid grade (Kincaid and others, 1975) and SMOG (McLaughlin, 1969); syllables by SyllaPy's dictionary,
with rules for words it lacks. Spanish: Fernandez Huerta's index (1959), 100 very easy to 0 very hard. Others: LIX (Björnsson, 1968).
A formula raises ValueError if there is no sentence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

Sentence = tuple[str, ...]  # the words of a sentence
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_SENTENCE = re.compile(r"[^.!?]+[.!?]+")
_ONES = (2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 2, 2, 2, 2, 3, 2, 2)  # syllables of zero ... nineteen
_TENS = (0, 0, 2, 2, 2, 2, 2, 3, 2, 2)  # syllables of twenty, thirty ...
_STRONG, _HARD = "aeoáéó", "íú"


def sentences(text: str) -> list[Sentence]:
    """The full sentences of a text, as words. What ends without a full stop is a label or a list item, and not counted."""
    found = (tuple(_WORD.findall(one)) for one in _SENTENCE.findall(text))
    return [words for words in found if words]


def syllables(word: str, language: str = "en") -> int:
    """Syllables of a word as said aloud; numbers up to 99 as words, longer ones digit by digit."""
    word = word.lower().replace("’", "'").strip("'")
    if word.isdecimal():
        return _number(word)
    if language.startswith("es"):
        return _spanish(word)
    import syllapy

    return max(1, int(syllapy.count(word.removesuffix("'s"))))


def _number(digits: str) -> int:
    value = int(digits)
    if value >= 100:
        return sum(_ONES[int(digit)] for digit in digits)
    return _ONES[value] if value < 20 else _TENS[value // 10] + (_ONES[value % 10] if value % 10 else 0)


def _spanish(word: str) -> int:
    """Vowel groups, parted where two strong vowels meet or a weak one carries the accent; the u of que, qui, gue, gui is mute."""
    word = re.sub(r"(?<=[qg])u(?=[eiéí])", "", word)
    count = 0
    before = ""
    for letter in word:
        vowel = letter in "aeiouáéíóúü" or (letter == "y" and word.endswith("y"))
        parts = (before in _STRONG and letter in _STRONG) or letter in _HARD or before in _HARD
        if vowel and (not before or parts):
            count += 1
        before = letter if vowel else ""
    return max(1, count)


def grade(text: Sequence[Sentence]) -> float:
    """Flesch-Kincaid grade level."""
    words = _words(text)
    return 0.39 * len(words) / len(text) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def smog(text: Sequence[Sentence]) -> float:
    """SMOG grade, for any number of sentences (McLaughlin's own formula scales to 30)."""
    long = sum(syllables(word) >= 3 for word in _words(text))
    return 3.1291 + 1.0430 * math.sqrt(long * 30 / len(text))


def fernandez_huerta(text: Sequence[Sentence]) -> float:
    """Fernandez Huerta's index of Spanish: 70 and more is easy, below 50 hard."""
    words = _words(text)
    return 206.84 - 60 * sum(syllables(word, "es") for word in words) / len(words) - 1.02 * len(words) / len(text)


def lix(text: Sequence[Sentence]) -> float:
    """Björnsson's läsbarhetsindex: words a sentence and long words in a hundred; below 30 very easy, above 50 hard."""
    words = _words(text)
    return len(words) / len(text) + 100 * sum(len(word) > 6 for word in words) / len(words)


def _words(text: Sequence[Sentence]) -> list[str]:
    if not text:
        raise ValueError("no sentence")
    return [word for one in text for word in one]


def hardest(text: Sequence[Sentence], count: int = 3) -> list[str]:
    """The sentences with the highest grade, hardest first."""
    ranked = sorted(text, key=lambda one: grade([one]) if len(one) > 3 else 0.0, reverse=True)
    return [" ".join(one) for one in ranked[:count]]
