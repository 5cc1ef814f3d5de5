"""`doctor`: is the program itself in order?"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from handoutpress.cli.common import data, library, say, workspace
from handoutpress.errors import ExitCode, HandoutError
from handoutpress.support import optional_parts
from handoutpress.support.disk_cache import disk_cache
from handoutpress.support.filesystem import shell_path

_PACKAGES = (
    "reportlab", "PyYAML", "pydantic", "typer", "phonenumberslite", "rendercv-fonts", "segno", "svgelements", "resvg-py", "pillow",
    "markdown-it-py", "pypdfium2", "syllapy", "fonttools",
)  # fmt: skip
_Finding = tuple[str, str, ExitCode]  # what was looked at, what was found, and the exit code if that is bad


def doctor() -> int:
    """Check the installation: versions, fonts, folders, and one leaflet made in memory."""
    bad = _say([*_program()])
    for extra, (what, _) in optional_parts.EXTRAS.items():
        missing = optional_parts.missing_modules(extra)
        state = f"not installed; {optional_parts.install_command(extra)}" if missing else "ready"
        data(f"{'--' if missing else 'ok'}   {what}: {state}")
    bad += _say([*_workspace(), _sample()])
    for good, text in (_cache(), _printers(), _mail()):
        data(f"{'ok' if good else '--'}   {text}")  # a clinic may do without either
    if not bad:
        say("All is well.")
        return ExitCode.OK
    if ExitCode.FONT not in bad:
        say("The program is whole. Mend what is marked BAD.", level=-1)
        return bad[0]
    python = shell_path(Path(sys.executable))
    say(f"Something is missing. Install it:  {python} -m pip install --require-hashes -r requirements.lock", level=-1)
    return ExitCode.FONT


def _say(findings: list[_Finding]) -> list[ExitCode]:
    """Say what was found; the codes of what is bad."""
    for what, found, code in findings:
        data(f"{'BAD' if code else 'ok '}  {what}: {found}")
    return [code for *_, code in findings if code]


def _program() -> Iterator[_Finding]:
    """The program, Python, and what it needs."""
    from importlib.metadata import PackageNotFoundError, version

    from handoutpress import __version__

    yield "handoutpress", __version__, ExitCode.OK
    yield "Python", sys.version.split()[0], ExitCode.OK if sys.version_info >= (3, 11) else ExitCode.FONT
    for package in _PACKAGES:
        try:
            yield package, version(package), ExitCode.OK
        except PackageNotFoundError:
            yield package, "not installed", ExitCode.FONT


def _workspace() -> Iterator[_Finding]:
    """The clinic's folder, files that stand where they do nothing, and whether one may write there."""
    from handoutpress.content.profile_files import strays

    try:
        unread = strays(library().workspace)
        yield "workspace", str(workspace() or "none: the built-in samples are used"), ExitCode.OK
        yield from (("workspace", str(stray), ExitCode.INVALID) for stray in unread)
    except HandoutError as error:
        yield "workspace", str(error), error.exit_code
    folder = workspace() or Path.cwd()
    try:
        with tempfile.TemporaryFile(dir=folder):
            yield "folder can be written", str(folder), ExitCode.OK
    except OSError:
        yield "folder can be written", f"no: {folder}", ExitCode.OUTPUT


def _sample() -> _Finding:
    """One leaflet of the program's own samples: what is wrong in the clinic's files is for `check` to say."""
    try:
        from handoutpress.content.library import Library
        from handoutpress.layout.document import drawn
        from handoutpress.press.job import Job
        from handoutpress.press.render import merge_job

        found = Library()
        leaflet = merge_job(found, Job(found.clinics()[0], found.handouts()[0]))
        pdf = drawn(leaflet, found.template("leaflet").value, fresh=True).canvas.finish()  # nothing that was made before
    except (HandoutError, FileNotFoundError, ImportError) as error:
        return "sample leaflet", str(error), ExitCode.FONT
    return "sample leaflet", f"{len(pdf) // 1024} KB", ExitCode.OK


def _cache() -> tuple[bool, str]:
    """Whether what is slow to work out can be kept, and where."""
    cache = disk_cache()
    if refusal := cache.refusal():
        return False, f"cache: {refusal}. Nothing is kept there; name another folder in HANDOUTPRESS_CACHE"
    return True, f"cache: {cache.folder or 'nothing is kept'}"


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
        with Sender(settings, allow_plain=True, folder=found.workspace) as sender:
            sender.connect()
    except HandoutError as error:
        return False, f"mail: {error}"
    how = "in the open" if settings.security == "plain" else "encrypted"
    return True, f"mail: {settings.host}:{settings.at} answers, {how}"
