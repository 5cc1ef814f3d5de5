"""Handouts and languages as people write them in lists -> ids: titles in any language, names of languages, codes with a region."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from handoutpress.content.table_reader import head_key
from handoutpress.errors import HandoutError

if TYPE_CHECKING:
    from handoutpress.content.library import Library

_DIVIDERS = ("(?!)", r"[;|\n]", r"[;|\n,]", r"[;|\n,\s]")  # a title may hold commas and spaces: the whole cell first


class WrittenNames:
    """The names of a library's handouts and languages."""

    def __init__(self, library: Library) -> None:
        """Read the titles of all handouts once."""
        codes = library.ids("handouts/interface")
        self._languages: dict[str, str] = {}
        for language in library.ids("handouts/languages"):
            for code, name in library.language_names(language).value.root.items():
                self._languages.setdefault(head_key(name), code)
        self._handouts: dict[str, str] = {}
        for code in codes:
            with suppress(HandoutError):  # a file that cannot be read is told where it is needed
                self._languages[head_key(library.words(code).value.language_name)] = code
        for name in library.handouts():
            for title in {head_key(title) for title in _titles(library, name)}:
                self._handouts[title] = "" if title in self._handouts else name  # what names two names none
        self._handouts = {title: name for title, name in self._handouts.items() if name}
        self._handouts |= {head_key(name): name for name in library.handouts()}
        self._codes = frozenset(code.casefold() for code in codes)

    def language(self, text: str) -> str:
        """The code of a language: `Spanish`, `Español`, `ES`, `es-MX` -> `es`; the text itself if it is none of these."""
        plain = text.strip().casefold().replace("_", "-")
        base = plain.partition("-")[0]
        if plain in self._codes or not plain:
            return plain
        if base in self._codes and re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})+", plain):
            return base
        return self._languages.get(head_key(re.sub(r"\(.*\)", "", plain)), text)

    def handouts(self, cell: str) -> tuple[str, ...]:
        """The ids of the handouts a cell names, each once; what is none is left as it is."""
        parts: list[str] = []
        for divider in _DIVIDERS:
            parts = [part.strip() for part in re.split(divider, cell) if part.strip()]
            if all(head_key(part) in self._handouts for part in parts):
                return tuple(dict.fromkeys(self._handouts[head_key(part)] for part in parts))
        return tuple(dict.fromkeys(parts))


def _titles(library: Library, name: str) -> Iterable[str]:
    for code in library.languages(name):
        with suppress(HandoutError):
            titles = library.titles(name, code).value
            yield titles.title
            yield titles.running
