"""`doctor`: is the program itself in order?"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from handoutpress.cli.common import data, library, say, workspace
from handoutpress.errors import ExitCode, HandoutError
from handoutpress.support import disk_cache, optional_parts
from handoutpress.support.filesystem import typed


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
    for extra, (what, _) in optional_parts.EXTRAS.items():
        missing = optional_parts.missing(extra)
        data(
            f"{'--' if missing else 'ok'}   {what}: " + (f"not installed; {optional_parts.install(extra)}" if missing else "ready")
        )
    try:
        strays = library().strays()
        report("workspace", str(workspace() or "none: the built-in samples are used"))
        for stray in strays:
            report("workspace", str(stray), ExitCode.INVALID)
    except HandoutError as error:
        report("workspace", str(error), error.exit_code)
    folder = workspace() or Path.cwd()
    try:
        with tempfile.TemporaryFile(dir=folder):
            report("folder can be written", str(folder))
    except OSError:
        report("folder can be written", f"no: {folder}", ExitCode.OUTPUT)
    try:
        from handoutpress.content.library import Library
        from handoutpress.layout.document import drawn
        from handoutpress.press.render import Job, merged

        found = Library()  # the program's own samples: what is wrong in the clinic's files is for `check` to say
        leaflet = merged(found, Job(found.clinics()[0], found.handouts()[0]))
        pdf = drawn(leaflet, found.template("leaflet").value, fresh=True).canvas.finish()  # nothing that was made before
        report("sample leaflet", f"{len(pdf) // 1024} KB")
    except (HandoutError, FileNotFoundError, ImportError) as error:
        report("sample leaflet", str(error), ExitCode.FONT)
    report("cache", str(disk_cache.folder() or "nothing"))
    for good, text in (_printers(), _mail()):
        data(f"{'ok' if good else '--'}   {text}")  # a clinic may do without either
    if not faults:
        say("All is well.")
        return ExitCode.OK
    if ExitCode.FONT not in faults:
        say("The program is whole. Mend what is marked BAD.", level=-1)
        return faults[0]
    python = typed(Path(sys.executable))
    say(f"Something is missing. Install it:  {python} -m pip install --require-hashes -r requirements.lock", level=-1)
    return ExitCode.FONT


def _printers() -> tuple[bool, str]:
    """Whether this computer can print, and on what."""
    from handoutpress.delivery import cups

    if sys.platform == "win32":
        return True, "printers: Windows' own choice"
    try:
        names = [printer.name + (" (default)" if printer.default else "") for printer in cups.printers()]
    except HandoutError as error:
        return False, f"printers: {error}"
    return bool(names), f"printers: {', '.join(names) or 'none; add one in the settings of the system to print from here'}"


def _mail() -> tuple[bool, str]:
    """Whether the mail server of the workspace answers, encrypted as its settings say. Nobody signs in."""
    from handoutpress.delivery import mailing
    from handoutpress.delivery.smtp import Sender

    try:
        found = library()
        settings = mailing.settings(found).model_copy(update={"auth": "none", "timeout": 10.0})
    except HandoutError as error:
        return False, f"mail: {error}"
    try:
        with Sender(settings, allow_plain=True, folder=found.workspace) as sender:
            sender.connect()
    except HandoutError as error:
        return False, f"mail: {error}"
    how = "in the open" if settings.security == "plain" else "encrypted"
    return True, f"mail: {settings.host}:{settings.at} answers, {how}"
