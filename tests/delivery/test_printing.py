"""Printing, against a real CUPS and a real IPP printer."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from handoutpress.content.library import Library
from handoutpress.delivery import cups as printing
from handoutpress.delivery import ipp
from handoutpress.delivery.cups import PrintJob, Ticket
from handoutpress.delivery.waiting_room import WaitingRoom
from handoutpress.errors import DeliveryFailed, ExitCode, NotFound, UsageError
from tests.conftest import Run
from tests.helpers import printers
from tests.helpers.printers import QUEUE, Cups
from tests.helpers.workspace import workspace


@pytest.fixture(scope="module")
def server() -> Iterator[Cups]:
    try:
        with printers.cups() as found:
            yield found
    except printers.Missing as missing:
        pytest.skip(f"no printer to test with: {missing}")


@pytest.fixture
def cups(server: Cups, monkeypatch: pytest.MonkeyPatch) -> Cups:
    monkeypatch.setenv("CUPS_SERVER", server.server)
    monkeypatch.setenv("PATH", printers.PATH)
    for name in ("PRINTER", "LPDEST"):
        monkeypatch.delenv(name, raising=False)
    return server


PDF = b"%PDF-1.4\n"


# -- with a printer --------------------------------------------------------------------------------


def test_fifty_trifolds_reach_the_printer(cups: Cups, run: Run, tmp_path: Path) -> None:
    """As PDF, 50 copies, flipped on the short edge; and they lie in the waiting room, and stand in the record."""
    folder = workspace(tmp_path)
    before = len(cups.printed())
    arguments = ("print", "get-help", "-w", folder, "-n", 50, "-t", "trifold", "-p", QUEUE)
    code, out, err = run(*arguments, "--allow-unreviewed", "--wait", "--json")
    assert code == ExitCode.OK, err
    (said,) = json.loads(out)
    assert (said["state"], said["copies"], said["sides"], said["media"]) == ("completed", 50, "two-sided-short-edge", "Letter")
    assert said["job"].startswith(f"{QUEUE}-")
    (got,) = cups.printed()[before:]
    assert (got.attributes["copies"], got.attributes["sides"]) == ("50", "two-sided-short-edge")
    assert got.attributes["content-type"] == "application/pdf"
    assert "21590" in got.attributes["media-col"] and "27940" in got.attributes["media-col"]  # Letter, in 1/100 mm
    with pikepdf.open(BytesIO(got.document)) as document:
        assert len(document.pages) == 2
    (item,) = WaitingRoom(folder).piles()
    assert (item.handout, item.template, item.copies, item.version) == ("get-help", "trifold", 50, "1.1")
    code, out, _ = run("outbox", "log", "--csv", "-w", folder)
    assert code == ExitCode.OK
    assert out.splitlines()[1].split(",")[1:] == ["print", "test", "get-help", "1.1", "en", "trifold", "50", said["job"]]


def test_a_leaflet_on_a4_is_flipped_on_the_long_edge(cups: Cups, run: Run, tmp_path: Path) -> None:
    before = len(cups.printed())
    code, out, err = run("print", "get-help", "-w", workspace(tmp_path), "-p", QUEUE, "--paper", "a4", "--wait")
    assert code == ExitCode.OK, err
    assert "1 copy, A4, two-sided-long-edge" in out and "completed" in out
    (got,) = cups.printed()[before:]
    assert (got.attributes.get("copies", "1"), got.attributes["sides"]) == ("1", "two-sided-long-edge")
    assert "21000" in got.attributes["media-col"] and "29700" in got.attributes["media-col"]


def test_printers_are_listed_and_a_wrong_name_says_which_there_are(cups: Cups, run: Run, tmp_path: Path) -> None:
    names = [printer.name for printer in printing.printers()]
    assert QUEUE in names
    code, _, err = run("print", "get-help", "-w", workspace(tmp_path), "-p", "wating-room")
    assert code == ExitCode.MISSING
    assert f"Did you mean {QUEUE}?" in err and "There are:" in err


def test_the_default_printer_is_used_when_none_is_named(cups: Cups, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRINTER", QUEUE)
    assert printing.find("").name == QUEUE
    assert printing.printers()[0] == printing.find("")


def test_a_dry_run_prints_nothing(cups: Cups, run: Run, tmp_path: Path) -> None:
    before = len(cups.printed())
    folder = workspace(tmp_path)
    code, out, err = run("print", "get-help", "-w", folder, "-p", QUEUE, "-n", 2, "--allow-unreviewed", "--dry-run")
    assert (code, "Nothing was printed" in err) == (ExitCode.OK, True)
    assert out == "get-help en leaflet: 2 copies, Letter, two-sided-long-edge\n"
    assert len(cups.printed()) == before and cups.run("lpstat", "-o", QUEUE) == ""
    assert WaitingRoom(folder).piles() == []


def test_many_copies_want_a_yes(cups: Cups, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ("print", "get-help", "-w", workspace(tmp_path), "-p", QUEUE, "-n", 101, "--allow-unreviewed")
    code, _, err = run(*arguments)
    assert code == ExitCode.USAGE
    assert "101 copies were not printed" in err and "--yes" in err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    assert run(*arguments)[0] == ExitCode.USAGE
    cups.run("cupsdisable", QUEUE)  # nothing comes out
    try:
        assert run(*arguments, "--yes")[0] == ExitCode.OK
        cups.run("cancel", "-a", QUEUE)
    finally:
        cups.run("cupsenable", QUEUE)


def test_a_job_that_waits_and_one_that_is_cancelled(cups: Cups) -> None:
    """lpstat shows a cancelled job among the completed ones, so CUPS is asked itself."""
    cups.run("cupsdisable", QUEUE)
    try:
        (printer,) = (one for one in printing.printers() if one.name == QUEUE)
        assert (printer.state, printer.accepting) == ("stopped", True)
        job = printing.submit(PDF, Ticket(printer=QUEUE))
        assert printing.state(job).phase in ("pending", "stopped")
        assert printing.wait(job, seconds=0).ended is False
        cups.run("cancel", job.id)
        assert printing.wait(job, seconds=10).phase == "canceled"
    finally:
        cups.run("cupsenable", QUEUE)


def test_a_printer_that_takes_nothing(cups: Cups, run: Run, tmp_path: Path) -> None:
    cups.run("cupsreject", QUEUE)
    try:
        code, _, err = run("print", "get-help", "-w", workspace(tmp_path), "-p", QUEUE)
    finally:
        cups.run("cupsaccept", QUEUE)
    assert code == ExitCode.DELIVERY
    assert "not accepting jobs" in err and "get-help" in err
    assert WaitingRoom(tmp_path).piles() == []


def test_a_real_queue_has_no_sheet_for_a_poster(cups: Cups, run: Run, tmp_path: Path) -> None:
    folder, before = workspace(tmp_path), len(cups.printed())
    for _ in range(100):  # a new queue knows its sheets a moment later
        if found := printing.sheets(QUEUE):
            break
        time.sleep(0.1)
    assert {"Letter", "A4", "Legal"} <= set(found) and not printing.takes(found, "Tabloid")
    code, _, err = run("print", "get-help", "-w", folder, "-p", QUEUE, "-t", "poster", "-n", 30, "--allow-unreviewed")
    assert code == ExitCode.DELIVERY and f"{QUEUE} takes" in err and "a poster needs Tabloid" in err
    assert WaitingRoom(folder).piles() == [] and len(cups.printed()) == before


def test_a_real_job_that_is_cancelled_later_is_not_counted(cups: Cups, run: Run, tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    cups.run("cupsdisable", QUEUE)
    try:
        code, out, err = run("print", "get-help", "-w", folder, "-p", QUEUE, "-n", 30, "--allow-unreviewed", "--json")
        assert code == ExitCode.OK, err
        assert WaitingRoom(folder).piles()[0].copies == 30
        cups.run("cancel", json.loads(out)[0]["job"])
    finally:
        cups.run("cupsenable", QUEUE)
    assert "30 copies of get-help are not counted" in run("stock", "-w", folder)[2]
    assert WaitingRoom(folder).piles() == []
    assert run("outbox", "log", "-w", folder)[1] == ""


def test_a_job_nobody_knows(cups: Cups) -> None:
    found = printing.state(PrintJob(f"{QUEUE}-999999", QUEUE))
    assert (found.phase, found.ended) == ("unknown", False)
    with pytest.raises(OSError, match="0x0406"):
        ipp.job_state(999_999)


def test_a_title_is_one_line(cups: Cups) -> None:
    cups.run("cupsdisable", QUEUE)
    try:
        job = printing.submit(PDF, Ticket(printer=QUEUE, title="a\nb\x00-d evil" + "x" * 300))
        assert re.fullmatch(rf"{QUEUE}-\d+", job.id)
        cups.run("cancel", job.id)
    finally:
        cups.run("cupsenable", QUEUE)


# -- without one -----------------------------------------------------------------------------------


def test_cups_that_does_not_run(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", "127.0.0.1:1")
    code, _, err = run("print", "get-help", "-w", workspace(tmp_path))
    assert code == ExitCode.DELIVERY
    assert "CUPS" in err or "not installed" in err


def test_no_cups_at_all(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    code, _, err = run("print", "get-help", "-w", workspace(tmp_path))
    assert code == ExitCode.DELIVERY
    assert "lpstat is not installed" in err and "apt install" in err


def test_every_template_has_its_sheet_and_edge() -> None:
    library = Library()
    told = {
        name: (printing.sides_of(template), printing.media_of(template, "letter"), printing.media_of(template, "a4"))
        for name in library.templates()
        for template in [library.template(name).value]
    }
    assert told["leaflet"] == ("two-sided-long-edge", "Letter", "A4")
    assert told["trifold"] == ("two-sided-short-edge", "Letter", "A4")
    assert told["poster"] == ("one-sided", "Tabloid", "A3")
    assert told["wallet-card"][1:] == ("Letter", "A4")
    assert told["booklet"][1:] == ("Statement", "A5")
    assert told["rack-card"][1] == "Custom.288x648"


@pytest.mark.parametrize("wrong", [{"copies": 0}, {"copies": 1000}, {"sides": "both"}])
def test_tickets_no_printer_takes(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        Ticket(**wrong)  # type: ignore[arg-type]


def test_several_copies_want_a_signed_text(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "find", lambda name: printing.Printer("p"))
    folder = workspace(tmp_path)
    code, _, err = run("print", "get-help", "-w", folder, "-n", 2)
    assert code == ExitCode.CHECK
    assert "no clinician of this clinic has signed" in err and "--allow-unreviewed" in err
    code, _, err = run("print", "get-help", "-w", folder, "-n", 2, "-l", "es", "--allow-unreviewed")
    assert code == ExitCode.CHECK
    assert "draft translation" in err and "never given to patients" in err
    assert run("print", "get-help", "-w", folder, "-l", "es", "--dry-run")[0] == ExitCode.OK  # one copy, for the reviewer


_BEGIN = b"\x02\x00\x00\x00"


@pytest.mark.parametrize("answer", [b"", _BEGIN, _BEGIN + b"\x00\x00\x00\x01\x02\x21\x00", _BEGIN + b"\xff" * 50])
def test_an_answer_that_is_no_ipp(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ipp, "_ask", lambda path, body: answer)
    with pytest.raises(OSError):
        ipp.job_state(1)
    assert printing.JobState("unknown").ended is False


def test_windows_hands_the_file_to_its_reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started: list[tuple[Path, str]] = []
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("os.startfile", lambda path, verb: started.append((path, verb)), raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert printing.submit(PDF, Ticket()) == PrintJob("", "")
    ((path, verb),) = started
    assert (path.read_bytes(), verb, path.suffix) == (PDF, "print", ".pdf")
    assert printing.state(PrintJob("", "")).phase == "unknown"
    with pytest.raises(UsageError):
        printing.submit(PDF, Ticket(copies=2))

    def nobody(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("os.startfile", nobody, raising=False)
    with pytest.raises(DeliveryFailed):
        printing.submit(PDF, Ticket())


def test_no_printer_is_named_and_there_are_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "printers", lambda: [printing.Printer("a"), printing.Printer("b")])
    with pytest.raises(NotFound, match="a, b"):
        printing.find("")
    monkeypatch.setattr(printing, "printers", lambda: [printing.Printer("a")])
    assert printing.find("").name == "a"
