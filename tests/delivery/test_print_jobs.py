"""Print jobs: a queue is asked for its sheets first, and what the printer gives up is counted nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from handoutpress.delivery import cups, handout_record, ipp
from handoutpress.delivery.outbox import Outbox
from handoutpress.delivery.print_channel import PrintChannel
from handoutpress.delivery.waiting_room import Pile, WaitingRoom
from handoutpress.errors import ExitCode
from tests.conftest import Run
from tests.helpers.desk import Ipp, fake_queue
from tests.helpers.workspace import workspace

OFFICE = ("na_letter_8.5x11in", "na_legal_8.5x14in", "iso_a4_210x297mm", "na_number-10_4.125x9.5in")
ANY = ("na_letter_8.5x11in", "custom_min_76.2x127mm", "custom_max_330.2x1219.2mm")


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return fake_queue(tmp_path / "bin", monkeypatch)


@pytest.fixture
def server(queue: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ipp]:
    with Ipp(OFFICE) as found:
        monkeypatch.setenv("CUPS_SERVER", found.place)
        found.jobs[17] = 5
        yield found


def held(folder: Path) -> tuple[list[Pile], int]:
    """What lies in the waiting room, and how many lines the record has."""
    box = Outbox(folder)
    room = WaitingRoom(folder)
    try:
        return room.piles(), len(box.log())
    finally:
        box.close(), room.close()


def printed(run: Run, folder: Path, *more: object) -> tuple[int, str, str]:
    return run("print", "get-help", "-w", folder, "--allow-unreviewed", *more)


# -- sheets ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "needs"),
    [("poster", "Tabloid (11 x 17 inches)"), ("rack-card", "sheets of 4 x 9 inches"), ("booklet", "Statement (5.5 x 8.5 inches)")],
)
def test_a_sheet_the_queue_does_not_have_is_refused_before_anything_is_sent(
    server: Ipp, queue: Path, run: Run, tmp_path: Path, template: str, needs: str
) -> None:
    folder = workspace(tmp_path)
    code, out, err = printed(run, folder, "-t", template, "-t", "leaflet", "-n", 30)
    assert (code, out) == (ExitCode.DELIVERY, "")
    assert f"Front_Desk takes Letter, Legal and A4 only, and a {template} needs {needs}. Choose another printer" in err
    assert "let a shop print it" in err and err.count("Error") == 1 and "other paper" not in err
    assert not (queue / "told").exists() and held(folder) == ([], 0)
    assert printed(run, folder, "-t", template, "--dry-run")[0] == ExitCode.DELIVERY


def test_the_other_paper_is_offered_if_the_queue_has_it(server: Ipp, queue: Path, run: Run, tmp_path: Path) -> None:
    server.media = ["iso_a4_210x297mm", "iso_a3_297x420mm"]
    code, _, err = printed(run, workspace(tmp_path), "-t", "poster")
    assert code == ExitCode.DELIVERY and "Choose another printer, or the other paper (A3), or" in err
    assert printed(run, workspace(tmp_path), "-t", "poster", "--paper", "a4")[0] == ExitCode.OK


@pytest.mark.parametrize("media", [ANY, (), ("junk", "na_letter", "custom_junk_1x1xin")])
def test_a_queue_that_takes_any_size_or_says_nothing_is_believed(
    server: Ipp, run: Run, tmp_path: Path, media: tuple[str, ...]
) -> None:
    server.media = list(media)
    assert printed(run, workspace(tmp_path), "-t", "rack-card")[0] == ExitCode.OK


def test_sheets_lpoptions_knows(queue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a printer that CUPS has only seen on the network."""
    monkeypatch.setenv("CUPS_SERVER", "127.0.0.1:1")
    options = queue / "lpoptions"
    options.write_text("#!/bin/sh\necho 'PageSize/Media Size: *Letter A4.Borderless 11x17 Odd'\necho 'Duplex/Duplex: None'\n")
    options.chmod(0o755)
    found = cups.sheets("Front_Desk")
    assert set(found) == {"Letter", "A4", "Tabloid"} and cups.takes(found, "Tabloid") and not cups.takes(found, "Custom.288x648")
    options.write_text("#!/bin/sh\necho 'PageSize/Media Size: *Letter Custom.WIDTHxHEIGHT'\n")
    assert cups.takes(cups.sheets("Front_Desk"), "Custom.288x648")
    options.unlink()
    assert cups.sheets("Front_Desk") == {}


# -- what became of them -----------------------------------------------------------------------------


@pytest.mark.parametrize("state", [7, 8])
def test_a_job_that_came_to_nothing_is_taken_back_when_somebody_looks(server: Ipp, run: Run, tmp_path: Path, state: int) -> None:
    folder = workspace(tmp_path)
    assert printed(run, folder, "-n", 30)[0] == ExitCode.OK
    assert (held(folder)[0][0].copies, held(folder)[1]) == (30, 1)
    server.jobs[17] = state
    code, out, err = run("stock", "-w", folder)
    assert code == ExitCode.OK and "Front_Desk-17 was not printed: its 30 copies of get-help are not counted" in err and out == ""
    assert held(folder) == ([], 0)
    assert "not counted" not in run("stock", "-w", folder)[2], "it is said once"


@pytest.mark.parametrize("state", [7, 8])
def test_waiting_for_a_job_that_comes_to_nothing_counts_nothing(server: Ipp, run: Run, tmp_path: Path, state: int) -> None:
    folder = workspace(tmp_path)
    server.jobs[17] = state
    code, _, err = printed(run, folder, "-n", 30, "--wait")
    assert code == ExitCode.DELIVERY and held(folder) == ([], 0)
    assert "the printer did not print it" in err and "has taken" not in err


def test_a_job_that_came_out_stays_counted(server: Ipp, run: Run, tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    printed(run, folder, "-n", 30)
    server.jobs[17] = 9
    run("outbox", "log", "-w", folder)
    server.jobs[17] = 7  # another job of that number, later
    run("stock", "-w", folder)
    assert (held(folder)[0][0].copies, held(folder)[1]) == (30, 1)


@pytest.mark.parametrize("known", [True, False])
def test_a_job_nobody_knows_of_is_believed_and_one_nobody_answers_for_waits(
    server: Ipp, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    folder = workspace(tmp_path)
    printed(run, folder, "-n", 30)
    if known:
        del server.jobs[17]
    else:
        monkeypatch.setenv("CUPS_SERVER", "127.0.0.1:1")
    room = WaitingRoom(folder)
    assert PrintChannel().settle(room) == [] and room.on_printers() == ([] if known else ["Front_Desk-17"])
    room.close()
    assert held(folder)[0][0].copies == 30


def line(copies: int, reference: str, version: str = "1.1") -> handout_record.RecordLine:
    return handout_record.RecordLine("", "print", "c", "h", version, "en", "leaflet", copies, reference)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[WaitingRoom]:
    found = WaitingRoom(tmp_path)
    yield found
    found.close()


def test_a_pile_is_as_it_was_before_a_job_that_came_to_nothing(room: WaitingRoom) -> None:
    room.record("c", "h", "leaflet", "en", copies=12, version="1.0")
    room.set("c", "h", "leaflet", "en", reorder=5)
    before = room.piles()
    room.printed(line(30, "a-1"))
    assert (room.piles()[0].copies, room.piles()[0].version) == (30, "1.1")
    assert [one.reference for one in room.take_back("a-1")] == ["a-1"]
    assert room.piles() == before and handout_record.read(room) == [] and room.take_back("a-1") == []


def test_what_somebody_counted_meanwhile_stays(room: WaitingRoom) -> None:
    room.printed(line(30, "a-1"))
    room.printed(line(10, "a-2"))
    room.set("c", "h", "leaflet", "en", copies=35)
    room.take_back("a-2")
    assert room.piles()[0].copies == 25 and [one.reference for one in handout_record.read(room)] == ["a-1"]
    room.set("c", "h", "leaflet", "en", copies=3, reorder=20)
    room.take_back("a-1")
    assert (room.piles()[0].copies, room.piles()[0].reorder) == (0, 20)
    room.remove("c", "h", "leaflet", "en")
    room.printed(line(5, "a-3"))
    room.remove("c", "h", "leaflet", "en")
    room.take_back("a-3")
    assert room.piles() == []


def test_the_page_tells_what_was_not_printed(server: Ipp, run: Run, tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    printed(run, folder, "-n", 30)
    box = Outbox(folder)
    with box.change() as change:
        change.execute("UPDATE printing SET earlier = 'x', remaining = 30")
    box.close()
    server.jobs[17] = 8
    code, _, err = run("stock", "-w", folder)
    assert code == ExitCode.OUTPUT and "outbox is damaged" in err, "what another program has changed is told, not guessed"


def test_jobs_as_json(server: Ipp, run: Run, tmp_path: Path) -> None:
    server.jobs[17] = 7
    code, out, _ = printed(run, workspace(tmp_path), "--json")
    assert code == ExitCode.DELIVERY
    assert json.loads(out)[0]["state"] == "canceled" and ipp.job_state(17) == (7, ("job-canceled-by-user",))
