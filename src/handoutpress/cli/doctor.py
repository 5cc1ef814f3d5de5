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

    good = True

    def report(what: str, found: str, *, ok: bool = True) -> None:
        nonlocal good
        good &= ok
        data(f"{'ok ' if ok else 'BAD'}  {what}: {found}")

    report("handoutpress", __version__)
    report("Python", sys.version.split()[0], ok=sys.version_info >= (3, 11))
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
    ):
        try:
            report(package, version(package))
        except PackageNotFoundError:
            report(package, "not installed", ok=False)
    report("workspace", str(workspace() or "none: the built-in samples are used"))
    folder = workspace() or Path.cwd()
    try:
        with tempfile.TemporaryFile(dir=folder):
            report("folder can be written", str(folder))
    except OSError:
        report("folder can be written", f"no: {folder}", ok=False)
    try:
        from handoutpress.press import Job, make

        found = library()
        pdf = make(found, Job(found.clinics()[0], found.handouts()[0]))
        report("sample leaflet", f"{len(pdf) // 1024} KB")
    except (HandoutError, FileNotFoundError, ImportError) as error:
        report("sample leaflet", str(error), ok=False)
    if good:
        say("All is well.")
        return ExitCode.OK
    say("Something is missing. Run `make setup`, or: python -m pip install -r requirements.lock", level=-1)
    return ExitCode.FONT
