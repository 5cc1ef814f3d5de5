"""Which writing systems can be printed. Letters that join, stack, turn direction or break by dictionary would print wrong: refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

PRINTED = frozenset({"Latn", "Grek", "Cyrl"})  # by their codes in ISO 15924
SHARED = frozenset({"Zyyy", "Zinh", "Zzzz"})  # signs of all writing systems, marks on letters of any, and what has no meaning yet
# what is surely printed, so that most texts need no more; a test holds it to the Unicode data
_OTHER = re.compile(r"[^\x00-\u02e9\u02ec-\u03e1\u03f0-\u0484\u0487-\u052f\u1e00-\u1eff\u2010-\u202e\u2030-\u204e]")


def unprintable(text: str) -> tuple[str, str] | None:
    """The first character of a text whose writing system cannot be printed, and what that is called; None: all can."""
    for char in _OTHER.findall(text):
        if name := _other_system(char):
            return char, name
    return None


def _other_system(char: str) -> str:
    """The writing system of a character, if it cannot be printed."""
    from fontTools import unicodedata

    own = unicodedata.script(char)
    systems = unicodedata.script_extension(char) if own in SHARED else {own}  # as the full stop of Hindi
    if systems & (PRINTED | SHARED):
        return ""
    return str(unicodedata.script_name(min(systems)))


def unprintable_texts(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """What is wrong with each text of plain data that cannot be printed, and its path."""
    if isinstance(data, str):
        if not data.isascii() and (found := unprintable(data)):
            yield f"{found[1]} cannot be printed yet ({found[0]!r}, U+{ord(found[0]):04X})", path
    elif isinstance(data, (dict, list)):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from unprintable_texts(value, (*path, key))
