"""Findings for people, for programs, and for code hosts (SARIF 2.1.0)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handoutpress import __version__
from handoutpress.checks.rule import Finding


def as_data(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Plain data, one mapping a finding."""
    out = []
    for finding in findings:
        problem = finding.problem
        place = problem.place
        out.append(
            {
                "rule": finding.rule.id, "level": finding.rule.level.name.lower(), "what": problem.what, "mend": problem.mend,
                "file": place.file if place else None, "line": place.line if place else None, "column": place.column if place else None,
                "field": problem.field or None,
            }
        )  # fmt: skip
    return out


def as_sarif(findings: Sequence[Finding]) -> dict[str, Any]:
    """A SARIF log."""
    rules = {finding.rule.id: finding.rule for finding in findings}.values()
    return {
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "handoutpress",
                        "version": __version__,
                        "rules": [
                            {"id": r.id, "shortDescription": {"text": r.what}, "fullDescription": {"text": r.reason}} for r in rules
                        ],
                    }
                },
                "results": [_result(finding) for finding in findings],
            }
        ],
    }


def _result(finding: Finding) -> dict[str, Any]:
    problem = finding.problem
    result: dict[str, Any] = {
        "ruleId": finding.rule.id,
        "level": finding.rule.level.name.lower(),
        "message": {"text": f"{problem.what}. {problem.mend}".strip()},
    }
    if problem.place:
        region = {"startLine": max(1, problem.place.line)} | ({"startColumn": problem.place.column} if problem.place.column else {})
        result["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": problem.place.file}, "region": region}}]
    return result
