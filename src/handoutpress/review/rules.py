"""All rules in one list, and the run over a library."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Collection
from typing import TYPE_CHECKING

from handoutpress.errors import HandoutError, Problem, UsageError
from handoutpress.review.files import file_problems
from handoutpress.review.finding import Finding, Level, Rule
from handoutpress.review.shape import SHAPE_RULES
from handoutpress.review.words import WORD_RULES
from handoutpress.wording import Scope

if TYPE_CHECKING:
    from handoutpress.library import Library

FILES = Rule(
    "files", Level.ERROR, "Every file can be read, and every leaflet comes together.", "What cannot be read is not printed.", lambda _: ()
)  # fmt: skip
RULES: tuple[Rule, ...] = (FILES, *WORD_RULES, *SHAPE_RULES)


def rule(name: str) -> Rule:
    """A rule by id.

    Raises:
        UsageError: there is no such rule.
    """
    found = {rule.id: rule for rule in RULES}
    if name not in found:
        near = difflib.get_close_matches(name, found, 1)
        raise UsageError(f"there is no rule '{name}'", f"Did you mean {near[0]}?" if near else f"There are: {', '.join(found)}")
    return found[name]


def check(library: Library, *, select: Collection[str] = (), ignore: Collection[str] = (), today: datetime.date) -> list[Finding]:
    """Everything the chosen rules find in a library, each once; by file and line.

    Raises:
        UsageError: a rule chosen does not exist.
    """
    wanted = [r for r in RULES if (not select or r in map(rule, select)) and r not in [rule(name) for name in ignore]]
    broken = file_problems(library)
    found: dict[Finding, None] = {Finding(FILES, problem): None for problem in broken} if FILES in wanted else {}
    for handout in library.handouts():
        for language in library.languages(handout):
            scope = Scope(library, handout, language, today)
            for each in wanted:
                found |= dict.fromkeys(Finding(each, problem) for problem in _find(each, scope, quiet=bool(broken)))
    return sorted(found, key=lambda finding: (str(finding.problem.place or "~"), -finding.rule.level))


def findings(library: Library, handout: str, language: str, *, today: datetime.date) -> list[Finding]:
    """What all rules find in one handout in one language, the worst first."""
    scope = Scope(library, handout, language, today)
    found = {Finding(each, problem): None for each in RULES for problem in _find(each, scope, quiet=False)}
    return sorted(found, key=lambda finding: (-finding.rule.level, str(finding.problem)))


def _find(rule: Rule, scope: Scope, *, quiet: bool) -> list[Problem]:
    """What one rule finds; files that cannot be read are the rule `files`'s business."""
    try:
        return list(rule.find(scope))
    except HandoutError as error:
        return [] if quiet else list(error.problems)
