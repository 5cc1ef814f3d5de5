"""`check`: is everything right?"""

from __future__ import annotations

from typing import Annotated

import typer

from handoutpress.cli.common import as_json, data, library, problems_as_data, say
from handoutpress.errors import ExitCode


def check(json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> int:
    """Check your clinic profiles, handouts and templates; finds every problem at once."""
    from handoutpress.review.files import file_problems

    found = library()
    problems = file_problems(found)
    if json:
        as_json(problems_as_data(problems))
    else:
        for problem in problems:
            data(str(problem))
    if problems:
        say(f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'} to mend.", level=-1)
        return ExitCode.INVALID
    say(f"All is well: {len(found.clinics())} clinics, {len(found.handouts())} handouts, {len(found.templates())} templates.")
    return ExitCode.OK
