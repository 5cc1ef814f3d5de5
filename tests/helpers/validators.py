"""Validators of page-validation, run on a file in memory."""

from __future__ import annotations

import page

PROFILES = ("ua1", "2a")


def findings(data: bytes, profiles: tuple[str, ...] = PROFILES) -> list[str]:
    """What breaks PDF/UA-1 or PDF/A-2a, a line each; empty for a good file."""
    out = []
    for profile in profiles:
        report = page.validate_pdf_bytes(data, profile=profile)
        out += [f"{profile} {failure.rule_id}: {failure.message}" for failure in report.failures]
        if not report.is_compliant and not report.failures:
            out.append(f"{profile}: not compliant")
    return out
