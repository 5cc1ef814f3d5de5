"""`check`: is everything right?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from handoutpress.cli import options
from handoutpress.cli.common import as_json, command, counted, data, library, say
from handoutpress.cli.options import option, takes
from handoutpress.errors import ExitCode

if TYPE_CHECKING:
    from handoutpress.content.library import Library


@dataclass(frozen=True)
class CheckRequest:
    """What `check` is asked for."""

    select: Annotated[list[str] | None, option("Only these rules (repeat for more).", "--select", metavar="RULE")] = None
    ignore: Annotated[list[str] | None, option("All rules but these.", "--ignore", metavar="RULE")] = None
    explain: Annotated[str, option("Say what a rule asks for, and why.", "--explain", metavar="RULE")] = ""
    form: Annotated[Literal["text", "json", "sarif"], option("How to write what is found.", "--format")] = "text"
    json: options.Json = False
    fit: Annotated[bool, option("Try every handout in every template too. Takes a while.", "--fit")] = False
    scores: Annotated[
        bool,
        option(
            "List how clear each handout is by PEMAT-P and the CDC Index: what rules decide, and what waits for a person.",
            "--scores",
        ),
    ] = False
    today: Annotated[datetime | None, options.day("Check as if it were this day.", "--today")] = None


@takes(CheckRequest)
def check(request: CheckRequest) -> int:
    """Check your files and texts: errors, reading grade, claims, numbers, red flags, sources, translations."""
    from handoutpress.checks import report, rules
    from handoutpress.checks.rule import Level

    if request.explain:
        rule = rules.rule(request.explain)
        data(f"{rule.id} ({rule.level.name.lower()})\n{rule.what}\nWhy: {rule.reason}")
        return ExitCode.OK
    found, day = library(), request.today.date() if request.today else date.today()
    findings = rules.check(found, select=request.select or (), ignore=request.ignore or (), today=day, fit=request.fit)
    if request.json or request.form == "json":
        as_json(report.as_data(findings))
    elif request.form == "sarif":
        as_json(report.as_sarif(findings))
    else:
        for finding in findings:
            data(str(finding))
    if request.scores:
        _report_scores(found, day)
    if findings:
        counts = {level: sum(finding.rule.level is level for finding in findings) for level in Level}
        say(", ".join(counted(counts[level], level.name.lower()) for level in reversed(Level)) + ".")
    else:
        there = {"clinic": found.clinics(), "handout": found.handouts(), "template": found.templates()}
        say(f"All is well: {', '.join(counted(len(names), kind) for kind, names in there.items())}.")
    if not request.fit and not request.select:
        say("Not tried: whether all fits in every template (--fit). PEMAT-P and CDC Index of each handout: --scores.")
    if any(finding.rule.id == rules.FILES.id for finding in findings):
        return ExitCode.INVALID
    return ExitCode.CHECK if any(finding.rule.level is Level.ERROR for finding in findings) else ExitCode.OK


def _report_scores(found: Library, day: date) -> None:
    from handoutpress.checks import pemat_cdc, rules

    for handout in found.handouts():
        for language in found.languages(handout):
            scores = rules.scores(found, handout, language, today=day)
            for score in scores:
                data(f"{handout:<24} {language:<4} {score}")
    targets = " and ".join(f"{name} {least}" for name, least in pemat_cdc.TARGETS.items())
    say(f"There is a score when a person has answered the rest:  {command()} review sign HANDOUT")
    say(f"Good: {targets} of 100 or more. Ours, rated by an editor: docs/ratings.md")
