"""All rules in one list, and the run over a library."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from handoutpress.checks import pemat_cdc
from handoutpress.checks.blank_space import BLANK
from handoutpress.checks.clarity_rules import CLEAR_RULES
from handoutpress.checks.files import file_problems
from handoutpress.checks.library_rules import FIT, ONE_SHEET, WHOLE_RULES
from handoutpress.checks.printed_rules import ALL_TIERS, PRINTED_RULES, PRINTED_WORDS
from handoutpress.checks.question_rules import QUESTION_RULES
from handoutpress.checks.rule import Finding, Level, Rule
from handoutpress.checks.structure_rules import SHAPE_RULES
from handoutpress.checks.style_rules import STYLE_RULES
from handoutpress.checks.wording_rules import WORD_RULES
from handoutpress.content import signoff
from handoutpress.content.word_rules import Scope
from handoutpress.errors import HandoutError, Place, Problem, UsageError

if TYPE_CHECKING:
    from handoutpress.checks.pemat_cdc import Score
    from handoutpress.content.library import Library

FILES = Rule(
    "files", Level.ERROR, "Every file can be read, and every leaflet comes together.", "What cannot be read is not printed.", lambda _: ()
)  # fmt: skip
FLOOR = Rule(
    "safety-floor", Level.ERROR, "Nothing weakens red flags, limits of doses, emergency numbers, or what is banned.",
    "What warns of danger is the same for every clinic: no leaflet is made that says less.", lambda _: ()
)  # fmt: skip
SLOW = (ONE_SHEET, FIT, BLANK, ALL_TIERS, PRINTED_WORDS)  # they typeset every leaflet
RULES: tuple[Rule, ...] = (
    FILES,
    FLOOR,
    *WORD_RULES,
    *SHAPE_RULES,
    *CLEAR_RULES,
    *PRINTED_RULES,
    *QUESTION_RULES,
    *WHOLE_RULES,
    *STYLE_RULES,
    *SLOW,
)


def rule(name: str) -> Rule:
    """A rule by id. Raises UsageError: there is no such rule."""
    found = {rule.id: rule for rule in RULES}
    if name not in found:
        near = difflib.get_close_matches(name, found, 1)
        raise UsageError(f"there is no rule '{name}'", f"Did you mean {near[0]}?" if near else f"There are: {', '.join(found)}")
    return found[name]


def check(
    library: Library, *, select: Collection[str] = (), ignore: Collection[str] = (), today: datetime.date, fit: bool = False
) -> list[Finding]:
    """Everything the chosen rules find in a library, each once; by file and line.

    Files that cannot be read are told whatever is chosen, unless that rule is ignored: the others cannot look into them.

    Args:
        fit: typeset every handout in every template too (slow); selecting one of these rules does the same.

    Raises:
        UsageError: a rule chosen does not exist.
    """
    wanted = [r for r in RULES if (not select or r in map(rule, select)) and r not in [rule(name) for name in ignore]]
    if not fit:
        wanted = [each for each in wanted if each not in SLOW or each.id in select]
    broken, forbidden = file_problems(library)
    quiet = bool(broken or forbidden)
    told = FILES.id not in ignore  # whatever is chosen: what cannot be read cannot be found right
    found: dict[Finding, None] = {Finding(FILES, problem): None for problem in broken} if told else {}
    for handout, language in library.texts():
        scope = Scope(library, handout, language, today)
        for each in wanted:
            found |= dict.fromkeys(Finding(each, problem) for problem in _found(each.find, scope, quiet=quiet))
    for each in wanted:
        if each.whole is not None:
            found |= dict.fromkeys(Finding(each, problem) for problem in _found(each.whole, library, today, quiet=quiet))
    said = {finding.problem for finding in found}  # a rule that finds the same says why
    if FLOOR.id not in ignore:
        found |= {Finding(FLOOR, problem): None for problem in forbidden if problem not in said}
    return sorted(found, key=lambda finding: (finding.problem.place or Place("~"), -finding.rule.level))


def findings(library: Library, handout: str, language: str, *, today: datetime.date) -> list[Finding]:
    """What all rules find in one handout in one language, the worst first."""
    scope = Scope(library, handout, language, today)
    found = {Finding(each, problem): None for each in RULES for problem in _found(each.find, scope, quiet=False)}
    return sorted(found, key=lambda finding: (-finding.rule.level, str(finding.problem)))


def scores(library: Library, handout: str, language: str, *, today: datetime.date) -> tuple[Score, ...]:
    """PEMAT-P and CDC Index of a handout in a language: what rules find, what people said when they signed, and what waits for them."""
    scope = Scope(library, handout, language, today)
    broken = [each.id for each in RULES if each.whole is None and _found(each.find, scope, quiet=True)]
    record = signoff.status(library, handout, language).record
    return pemat_cdc.scores(broken, record.ratings if record else {})


def _found(find: Callable[..., Iterable[Problem]], *of: object, quiet: bool) -> list[Problem]:
    """What one rule finds; files that cannot be read are the rule `files`'s business."""
    try:
        return list(find(*of))
    except HandoutError as error:
        return [] if quiet else list(error.problems)
