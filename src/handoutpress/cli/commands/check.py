"""`check`: is everything right?"""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from handoutpress.cli.common import as_json, command, counted, data, library, say
from handoutpress.errors import ExitCode

if TYPE_CHECKING:
    from handoutpress.content.library import Library


class Form(str, Enum):
    """How findings are written."""

    text = "text"
    json = "json"
    sarif = "sarif"


def check(
    select: Annotated[list[str] | None, typer.Option(metavar="RULE", help="Only these rules (repeat for more).")] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="RULE", help="All rules but these.")] = None,
    explain: Annotated[str, typer.Option(metavar="RULE", help="Say what a rule asks for, and why.")] = "",
    form: Annotated[Form, typer.Option("--format", help="How to write what is found.")] = Form.text,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    fit: Annotated[bool, typer.Option("--fit", help="Try every handout in every template too. Takes a while.")] = False,
    scores: Annotated[bool, typer.Option("--scores", help="List the PEMAT-P and CDC Index scores of every handout.")] = False,
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Check as if it were this day.")] = None,
) -> int:
    """Check your files and texts: errors, reading grade, claims, numbers, red flags, sources, translations."""
    from handoutpress.checks import report, rules
    from handoutpress.checks.rule import Level

    if explain:
        rule = rules.rule(explain)
        data(f"{rule.id} ({rule.level.name.lower()})\n{rule.what}\nWhy: {rule.reason}")
        return ExitCode.OK
    found, day = library(), today.date() if today else date.today()
    findings = rules.check(found, select=select or (), ignore=ignore or (), today=day, fit=fit)
    if json or form is Form.json:
        as_json(report.as_data(findings))
    elif form is Form.sarif:
        as_json(report.as_sarif(findings))
    else:
        for finding in findings:
            data(str(finding))
    if scores:
        _scores(found, day)
    counts = {level: sum(finding.rule.level is level for finding in findings) for level in Level}
    if findings:
        say(", ".join(counted(counts[level], level.name.lower()) for level in reversed(Level)) + ".")
    else:
        there = {"clinic": found.clinics(), "handout": found.handouts(), "template": found.templates()}
        say(f"All is well: {', '.join(counted(len(names), kind) for kind, names in there.items())}.")
    if not fit and not select:
        say("Not tried: whether all fits in every template (--fit). PEMAT-P and CDC Index of each handout: --scores.")
    if any(finding.rule.id == rules.FILES.id for finding in findings):
        return ExitCode.INVALID
    return ExitCode.CHECK if counts[Level.ERROR] else ExitCode.OK


def _scores(found: Library, day: date) -> None:
    from handoutpress.checks import pemat_cdc, rules

    for handout in found.handouts():
        for language in found.languages(handout):
            said = rules.scores(found, handout, language, today=day)
            parts = [f"{one.index} {one.percent:.0f} of 100 ({one.decided} items, {one.asked} not asked yet)" for one in said]
            data(f"{handout:<24} {language:<4} {'; '.join(parts)}")
    targets = " and ".join(f"{name} {least}" for name, least in pemat_cdc.TARGETS.items())
    say(f"Good: {targets} or more. Who signs is asked the rest:  {command()} review sign HANDOUT")
