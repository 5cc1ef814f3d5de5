"""Does every file hold what it should, and does every leaflet come together? Every problem at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from handoutpress.content.profile_files import strays
from handoutpress.errors import Forbidden, HandoutError, InvalidSource, Place, Problem
from handoutpress.merge.merge import merge

if TYPE_CHECKING:
    from handoutpress.content.library import Library


def file_problems(library: Library) -> tuple[list[Problem], list[Problem]]:
    """Problems of all clinic profiles, handouts, sections and templates a library holds, each once, and what its safety floor forbids."""
    wrong: dict[Problem, None] = {}
    forbidden: dict[Problem, None] = {}
    for step in _steps(library):
        try:
            step()
        except Forbidden as error:
            forbidden |= dict.fromkeys(error.problems)
        except HandoutError as error:
            wrong |= dict.fromkeys(error.problems)
    wrong |= dict.fromkeys(strays(library.workspace))
    return _sorted(wrong), _sorted(forbidden)


def _sorted(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem.place or Place("~"), problem.what))


def _steps(library: Library) -> Iterator[Callable[[], Any]]:
    yield from (library.clinics, library.facts, library.sources, library.countries)
    yield from (partial(library.template, name) for name in library.templates())
    yield from (partial(library.style, name) for name in library.styles())
    yield from (partial(library.section_about, name) for name in library.sections())
    languages = {language for _, language in library.texts()}.union(library.ids("handouts/wording"))
    yield from (partial(library.word_lists, language) for language in sorted(languages))
    for handout, language in library.texts():
        yield partial(library.questions, handout, language)
        for clinic in library.clinics():
            yield partial(_together, library, clinic, handout, language)


def _together(library: Library, clinic: str, handout: str, language: str) -> None:
    """Merge, and draw every figure the leaflet shows."""
    from handoutpress.layout.components.figure_box import picture
    from handoutpress.support.filesystem import shown

    leaflet = merge(library, clinic, handout, language)
    for name, _ in leaflet.figures:
        try:
            picture(leaflet, name)
        except (ValueError, KeyError) as error:
            path, _ = library.figure(name)
            raise InvalidSource(Problem(f"the figure cannot be drawn: {error}", "Mend its YAML", Place(shown(path)))) from error
