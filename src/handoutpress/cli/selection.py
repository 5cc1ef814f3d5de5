"""Which clinics `make` is for: those named, or those of a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from handoutpress.cli.common import say

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.errors import Problem


def listed(found: Library, clinics_from: str, named: Sequence[str]) -> tuple[Sequence[str], list[Problem]]:
    """Names for `press.plan`, and what is wrong with rows of the spreadsheet, which is said at once. Its clinics join the library.

    Raises:
        NotFound, InvalidSource, UsageError: the spreadsheet cannot be read at all, or none of its rows can be used.
    """
    if not clinics_from:
        return named, []
    from handoutpress.content import clinics_table
    from handoutpress.errors import InvalidSource
    from handoutpress.press import render

    table = clinics_table.read(clinics_from, found)
    for note in table.notes:
        say(f"Note: {note}.")
    if table.problems and not table.clinics:
        raise InvalidSource(table.problems)
    for problem in table.problems:
        say(f"Error: {problem}", level=-1)
    found.rows.update(table.rows)
    return render.chosen(named, table.clinics, "clinic") if named else table.clinics, table.problems
