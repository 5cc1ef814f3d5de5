"""`doctor`: is the program itself in order?"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from handoutpress.cli.common import data, library, say, workspace
from handoutpress.errors import ExitCode, HandoutError


def doctor() -> int:
    """Check the installation: versions, fonts, folders, and one leaflet made in memory."""
    from importlib.metadata import PackageNotFoundError, version

    from handoutpress import __version__

    faults: list[ExitCode] = []

    def report(what: str, found: str, fault: ExitCode = ExitCode.OK) -> None:
        data(f"{'BAD' if fault else 'ok '}  {what}: {found}")
        if fault:
            faults.append(fault)

    report("handoutpress", __version__)
    report("Python", sys.version.split()[0], ExitCode.OK if sys.version_info >= (3, 11) else ExitCode.FONT)
    for package in (
        "reportlab",
        "PyYAML",
        "pydantic",
        "typer",
        "phonenumberslite",
        "rendercv-fonts",
        "segno",
        "svgelements",
        "pillow",
        "markdown-it-py",
        "pypdfium2",
        "syllapy",
    ):
        try:
            report(package, version(package))
        except PackageNotFoundError:
            report(package, "not installed", ExitCode.FONT)
    try:
        library()
        report("workspace", str(workspace() or "none: the built-in samples are used"))
    except HandoutError as error:
        report("workspace", str(error), error.exit_code)
    folder = workspace() or Path.cwd()
    try:
        with tempfile.TemporaryFile(dir=folder):
            report("folder can be written", str(folder))
    except OSError:
        report("folder can be written", f"no: {folder}", ExitCode.OUTPUT)
    try:
        from handoutpress.library import Library
        from handoutpress.press import Job, make

        found = Library()  # the program's own samples: what is wrong in the clinic's files is for `check` to say
        pdf = make(found, Job(found.clinics()[0], found.handouts()[0]))
        report("sample leaflet", f"{len(pdf) // 1024} KB")
    except (HandoutError, FileNotFoundError, ImportError) as error:
        report("sample leaflet", str(error), ExitCode.FONT)
    if not faults:
        say("All is well.")
        return ExitCode.OK
    if ExitCode.FONT not in faults:
        say("The program is whole. Mend what is marked BAD.", level=-1)
        return faults[0]
    say("Something is missing. Run `make setup`, or: python -m pip install -r requirements.lock", level=-1)
    return ExitCode.FONT
