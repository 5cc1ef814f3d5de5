"""Printers: which there are, handing them a leaflet, and what became of it.

On macOS and Linux through CUPS, by its own programs lp and lpstat, called without a shell and in English. On Windows through
the print verb of whatever shows PDFs there, which takes neither copies nor settings and tells nothing back.
"""

from __future__ import annotations

import difflib
import math
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from handoutpress.content.schema.template import Template
from handoutpress.errors import DeliveryFailed, NotFound, UsageError

Sides = Literal["one-sided", "two-sided-long-edge", "two-sided-short-edge"]
Phase = Literal["pending", "processing", "held", "stopped", "completed", "canceled", "aborted", "unknown"]
_PHASES: dict[int, Phase] = {  # RFC 8011, 5.3.7
    3: "pending", 4: "held", 5: "processing", 6: "stopped", 7: "canceled", 8: "aborted", 9: "completed",
}  # fmt: skip
ENDED: tuple[Phase, ...] = ("completed", "canceled", "aborted")
MOST_COPIES = 999
_SECONDS = 30  # how long a CUPS program may take

# names CUPS gives to sheets (its manual, "Command-Line Printing and Options"), by short and long side in points
MEDIA = {
    "Letter": (612, 792),
    "A4": (595.28, 841.89),
    "Tabloid": (792, 1224),
    "A3": (841.89, 1190.55),
    "Statement": (396, 612),
    "A5": (419.53, 595.28),
    "Legal": (612, 1008),
}
_SAME = {"11x17": "Tabloid", "Ledger": "Tabloid", "HalfLetter": "Statement", "EnvInvoice": "Statement"}  # other names of these


@dataclass(frozen=True)
class Printer:
    """A printer of this computer.

    Attributes:
        state: idle, printing or stopped.
        accepting: whether it takes jobs now.
        default: whether it is the one used when none is named.
    """

    name: str
    state: Literal["idle", "printing", "stopped"] = "idle"
    accepting: bool = True
    default: bool = False


@dataclass(frozen=True)
class Ticket:
    """How to print.

    Attributes:
        copies: 1 to 999.
        sides: on which edge the sheet is flipped; `sides_of` knows a template's.
        media: sheet, by the name CUPS has for it; `media_of` knows a template's. Empty: the printer's own.
        title: of the job, as the printer's queue shows it. Never a patient's name.
        printer: name; empty: the default one.
        mono: in black only.
    """

    copies: int = 1
    sides: Sides = "two-sided-long-edge"
    media: str = ""
    title: str = "Leaflet"
    printer: str = ""
    mono: bool = False

    def __post_init__(self) -> None:
        """Refuse what no printer takes."""
        if not 1 <= self.copies <= MOST_COPIES:
            raise UsageError(f"{self.copies} copies cannot be printed", f"Ask for 1 to {MOST_COPIES}").about("copies")
        if self.sides not in get_args(Sides):
            raise UsageError(f"there is no such way to print as '{self.sides}'", f"There are: {', '.join(get_args(Sides))}")


@dataclass(frozen=True)
class PrintJob:
    """A job a printer has taken. `id` is the queue's own name for it, as "office-17"; empty on Windows, where nobody says."""

    id: str
    printer: str


@dataclass(frozen=True)
class JobState:
    """How far a job is.

    Attributes:
        phase: completed, canceled and aborted are final; unknown: nobody can say.
        detail: what the queue says about it, as "job-printing"; may be empty.
        forgotten: the queue answers, and knows nothing of the job any more.
    """

    phase: Phase
    detail: str = ""
    forgotten: bool = False

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.phase in ENDED


def sides_of(template: Template) -> Sides:
    """On which edge a template's sheets are flipped."""
    flip: dict[str, Sides] = {"long": "two-sided-long-edge", "short": "two-sided-short-edge", "no": "one-sided"}
    return flip[template.duplex]


def media_of(template: Template, paper: str) -> str:
    """The sheet a template is printed on, by CUPS's name for it.

    Args:
        paper: "letter" or "a4": the family of sheets.
    """
    found = next(size for name, size in template.sheets.items() if name == paper)
    short, long = sorted(found)
    return _named(short, long) or f"Custom.{short:g}x{long:g}"  # points


def _named(short: float, long: float) -> str:
    """CUPS's name for a sheet by its sides in points; empty: it has none, or none that matters here."""
    return next((name for name, (width, height) in MEDIA.items() if abs(short - width) < 3 and abs(long - height) < 3), "")


def sheets(printer: str) -> dict[str, tuple[float, float]]:
    """The sheets a queue takes, by short and long side in points; nothing if it does not say, and on Windows.

    Names are those CUPS has for them; "custom" is the largest of a queue that takes any size.
    """
    if sys.platform == "win32":
        return {}
    from handoutpress.delivery import ipp

    with suppress(OSError, ValueError):
        if found := _pwg_sheets(ipp.media_supported(printer)):
            return found
    with suppress(DeliveryFailed):  # a printer that CUPS has only seen on the network
        line = re.search(r"^PageSize/[^:]*: (.*)", _run(["lpoptions", "-p", printer, "-l"]), re.MULTILINE)
        names = {name.strip("*").partition(".")[0] for name in line[1].split()} if line else set()
        found = {name: MEDIA[name] for name in (_SAME.get(name, name) for name in names) if name in MEDIA}
        return found | ({"custom": (math.inf, math.inf)} if found and "Custom" in names else {})
    return {}


def _pwg_sheets(names: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Sheets by the names PWG 5101.1 has for them, as na_letter_8.5x11in."""
    out = {}
    for name in names:
        if found := re.fullmatch(r"(?:[a-z]+_)?(.*)_([\d.]{1,9})x([\d.]{1,9})(in|mm)", name):
            unit = 72 if found[4] == "in" else 72 / 25.4
            short, long = sorted((float(found[2]) * unit, float(found[3]) * unit))
            if not name.startswith("custom_min"):
                known = "custom" if name.startswith("custom_max") else _named(short, long) or found[1]
                out[known] = (short, long)
    return out


def size_of(media: str) -> tuple[float, float]:
    """Short and long side of a sheet in points, by the name CUPS has for it."""
    if media in MEDIA:
        return MEDIA[media]
    short, long = map(float, media.removeprefix("Custom.").split("x"))
    return short, long


def takes(found: Mapping[str, tuple[float, float]], media: str) -> bool:
    """Whether sheets as `sheets` has them hold one by the name CUPS has for it; those of a queue that does not say hold all."""
    size = size_of(media)
    largest = found.get("custom", (0.0, 0.0))
    same = any(abs(short - size[0]) < 3 and abs(long - size[1]) < 3 for short, long in found.values())
    return not found or same or (size[0] <= largest[0] and size[1] <= largest[1])


def printers() -> list[Printer]:
    """The printers of this computer, the default one first. On Windows none can be listed.

    Raises DeliveryFailed: the printing system is not installed or does not run.
    """
    if sys.platform == "win32":
        return []
    return _cups(["lpstat", "-e"], "-a", "-p", "-d")


def _cups(names: Sequence[str], *more: str) -> list[Printer]:
    known = _run(names, empty_is_fine=True).split()
    if not known:
        _run(["lpstat", "-r"])  # without a server, there are no printers and no error
        return []
    output = _run(["lpstat", *more], empty_is_fine=True)
    found = re.search(r"^system default destination: (\S+)", output, re.MULTILINE)
    usual = os.environ.get("LPDEST") or os.environ.get("PRINTER") or (found[1] if found else "")
    out = []
    for name in known:
        quoted = re.escape(name)
        accepting = re.search(rf"^{quoted} not accepting requests", output, re.MULTILINE) is None
        line = re.search(rf"^printer {quoted} (.*)", output, re.MULTILINE)
        state: Literal["idle", "printing", "stopped"] = "idle"
        if line:
            state = "stopped" if "disabled" in line[1] else "printing" if "now printing" in line[1] else "idle"
        out.append(Printer(name, state, accepting, name == usual))
    return sorted(out, key=lambda printer: not printer.default)


def submit(pdf: bytes, ticket: Ticket) -> PrintJob:
    """Hand a leaflet to a printer.

    Raises:
        NotFound: no printer of that name, or none at all; says which there are.
        DeliveryFailed: the printing system does not run, or the printer did not take it.
    """
    if sys.platform == "win32":
        return _windows(pdf, ticket)
    printer = find(ticket.printer)
    command = ["lp", "-d", printer.name, "-n", str(ticket.copies), "-t", _title(ticket.title)]
    command += ["-o", f"sides={ticket.sides}", "-o", "print-scaling=none"]  # folds and cuts are where the template has them
    command += ["-o", f"media={ticket.media}"] if ticket.media else []
    command += ["-o", "print-color-mode=monochrome"] if ticket.mono else []
    output = _run([*command, "-o", "document-format=application/pdf", "-"], pdf)
    found = re.search(r"request id is (\S+)", output)
    if not found:
        raise DeliveryFailed(f"the printer {printer.name} took the leaflet and gave no job number", "Look at its queue: lpstat")
    return PrintJob(found[1], printer.name)


def find(name: str) -> Printer:
    """A printer by name; empty: the default one, or the only one. Raises NotFound: it is not there; says which are."""
    known = printers()
    if not known:
        raise NotFound("this computer knows no printer", "Add one in the system's settings, and print a test page there")
    names = ", ".join(printer.name for printer in known)
    if not name:
        usual = next((printer for printer in known if printer.default), known[0] if len(known) == 1 else None)
        if usual is None:
            raise NotFound("no printer is named, and none is the default", f"Name one with --printer. There are: {names}")
        return usual
    for printer in known:
        if printer.name == name:
            return printer
    near = difflib.get_close_matches(name, [printer.name for printer in known], 1, 0.6)
    mend = f"Did you mean {near[0]}? There are: {names}" if near else f"There are: {names}"
    raise NotFound(f"there is no printer '{name}'", mend).about("printer")


def state(job: PrintJob) -> JobState:
    """How far a job is. Raises DeliveryFailed: the printing system does not run any more."""
    if not job.id:
        return JobState("unknown")
    from handoutpress.delivery import ipp

    try:
        number, reasons = ipp.job_state(int(job.id.rpartition("-")[2]))
    except ipp.NotThere:
        return JobState("unknown", "the queue knows nothing of this job any more", forgotten=True)
    except (OSError, ValueError):
        printers()  # raises if the printing system does not run
        return JobState("unknown")
    return JobState(_PHASES.get(number, "unknown"), ", ".join(reason for reason in reasons if reason != "none"))


def wait(job: PrintJob, seconds: float = 600, every: float = 0.5) -> JobState:
    """Wait until a job has ended, at most so long; how far it is then.

    Raises DeliveryFailed: the printing system does not run any more.
    """
    until = time.monotonic() + seconds
    while True:
        found = state(job)
        if found.ended or not job.id or time.monotonic() >= until:
            return found
        time.sleep(every)


def _title(text: str) -> str:
    """A job's title: one line without control characters, at most 100 of them."""
    return "".join(c if c.isprintable() else " " for c in text)[:100].strip() or "Leaflet"


def _run(command: Sequence[str], data: bytes = b"", *, empty_is_fine: bool = False) -> str:
    """What a CUPS program writes. Raises DeliveryFailed: it is not there, does not answer, or says no."""
    environment = {**os.environ, "LC_ALL": "C", "LANG": "C", "SOFTWARE": ""}
    try:
        done = subprocess.run(list(command), input=data, capture_output=True, timeout=_SECONDS, env=environment)
    except FileNotFoundError:
        mend = "Install CUPS (Debian, Ubuntu: apt install cups-client), or open the PDF and print from there"
        raise DeliveryFailed(f"the program {command[0]} is not installed", mend) from None
    except subprocess.TimeoutExpired:
        raise DeliveryFailed("the printing system does not answer", "Restart it, or the computer") from None
    output = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
    if (
        "scheduler is not running" in output
        or "Connection refused" in output
        or "Bad file descriptor" in output
        or "Unable to connect" in output
    ):
        raise DeliveryFailed("the printing system (CUPS) does not run", "Start it: sudo systemctl start cups. On a Mac, restart")
    if done.returncode and not (empty_is_fine and re.search(r"[Nn]o destinations|not found|does not exist", output)):
        why = re.sub(r"^\w+: (Error - )?", "", output.splitlines()[-1]) if output else f"code {done.returncode}"
        raise DeliveryFailed(f"the printing system said no: {_title(why)}", "Look at the printer and its queue: lpstat -t")
    return done.stdout.decode("utf-8", "replace")


def _windows(pdf: bytes, ticket: Ticket) -> PrintJob:
    """Ask whatever shows PDFs on Windows to print one; it prints one copy, on the default printer, as it is set there.

    Raises UsageError: a printer or several copies are asked for; DeliveryFailed: no program on this computer prints PDFs.
    """
    if ticket.printer or ticket.copies > 1:
        raise UsageError(
            "Windows prints one copy on the default printer from here",
            "Leave out --printer and --copies, or `make` and print the PDF",
        )
    handle, name = tempfile.mkstemp(prefix="leaflet-", suffix=".pdf")
    with os.fdopen(handle, "wb") as file:
        file.write(pdf)  # it stays: the program that prints reads it later, and does not say when; Windows clears its folder
    try:
        os.startfile(Path(name), "print")  # type: ignore[attr-defined]
    except OSError:
        mend = "Install a PDF reader, or open the PDF and print from there"
        raise DeliveryFailed("no program on this computer prints PDFs", mend) from None
    return PrintJob("", "")
