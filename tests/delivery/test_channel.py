"""Channels: order -> job -> state -> record, the same for each; a new one is one module."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import handoutpress.delivery
from handoutpress.content.library import Library
from handoutpress.delivery import dispatch, handout_record
from handoutpress.delivery.approved_leaflets import ApprovedLeaflets
from handoutpress.delivery.channel import ChannelOptions, hand_over, set_up_channel
from handoutpress.delivery.database import Database
from handoutpress.delivery.email_channel import EmailChannel
from handoutpress.delivery.folder_channel import FOLDER, FolderChannel
from handoutpress.delivery.order import DeliveryJob, Order
from handoutpress.delivery.outbox import Outbox
from handoutpress.delivery.print_channel import PrintChannel, print_orders
from handoutpress.delivery.waiting_room import WaitingRoom
from handoutpress.errors import CheckFailed, DeliveryFailed, NotFound, OutputFailed
from handoutpress.press.job import Job
from handoutpress.support import atomic_write
from tests.helpers.desk import fake_queue
from tests.helpers.workspace import workspace

TEXT_MESSAGE = """
from handoutpress.delivery.channel import QueuedChannel, Receipt, record_lines

SENT = []

NAME = "text"

class TextMessageChannel(QueuedChannel):
    name = NAME
    keep_days = 0.0

    def deliver(self, job, begin):
        if job.order.address.startswith("+9"):
            return Receipt("failed", 30, "the network knows no such number", "ask the patient")
        if not begin():
            return Receipt("cancelled")
        SENT.append(job.order.address)
        return Receipt("sent", 0, record=record_lines(job.order, ["1.0"] * len(job.order.handouts), self.name))

def set_up(options):
    return TextMessageChannel()
"""


@pytest.fixture(scope="module")
def leaflets(tmp_path_factory: pytest.TempPathFactory) -> ApprovedLeaflets:
    return ApprovedLeaflets(Library(workspace(tmp_path_factory.mktemp("w"))), allow_unreviewed=True)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    found = Outbox(tmp_path)
    yield found
    found.close()


def order(channel: str = "folder", address: str = "chart-4711", **more: object) -> Order:
    given = {"handouts": ("get-help", "ice-heat-tens"), "language": "en", "name": "Ana Gómez", "unreviewed": True, **more}
    return Order(channel, address, "test", **given)  # type: ignore[arg-type]


# -- a new channel -----------------------------------------------------------------------------------


def test_a_new_channel_is_one_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outbox: Outbox, leaflets: ApprovedLeaflets
) -> None:
    """Outbox, dispatch and record take it as it is."""
    with pytest.raises(NotFound, match="does not know the channel 'text'"):
        set_up_channel("text", ChannelOptions(leaflets))
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "text_message_channel.py").write_text(TEXT_MESSAGE)
    monkeypatch.setattr(handoutpress.delivery, "__path__", [*handoutpress.delivery.__path__, str(tmp_path / "room")])
    outbox.add([order("text", "+17075550142"), order("text", "+99")])
    results = list(dispatch.send_all(outbox, ChannelOptions(leaflets)))
    assert [result.entry.state for result in results] == ["sent", "failed"]
    assert results[1].entry.reason == "the network knows no such number; ask the patient"
    assert [(line.channel, line.handout) for line in outbox.log()] == [("text", "get-help"), ("text", "ice-heat-tens")]
    assert outbox.entries() == [], "its addresses are kept as long as it says"


def test_the_channels_there_are_are_found_by_name(leaflets: ApprovedLeaflets) -> None:
    assert isinstance(set_up_channel("folder", ChannelOptions(leaflets)), FolderChannel)
    with pytest.raises(NotFound, match="the mail settings are not there"):
        set_up_channel("email", ChannelOptions(leaflets))


def imported(source: str) -> set[str]:
    return {node.module or "" for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}


OF_ONE_CHANNEL = {
    f"handoutpress.delivery.{name}"
    for name in ("smtp", "letters", "mailing", "cups", "email_channel", "folder_channel", "print_channel")
}


@pytest.mark.parametrize("name", ["order", "channel", "dispatch", "outbox", "database", "handout_record"])
def test_what_all_channels_share_knows_none_of_them(name: str) -> None:
    source = (Path(handoutpress.delivery.__path__[0]) / f"{name}.py").read_text("utf-8")
    assert imported(source) & OF_ONE_CHANNEL == set()


def test_a_channel_that_is_known_is_seen() -> None:
    assert imported("def f():\n    from handoutpress.delivery.smtp import Sender") & OF_ONE_CHANNEL


def test_the_outbox_has_the_words_of_no_channel(outbox: Outbox) -> None:
    columns = {row["name"] for row in outbox.rows("PRAGMA table_info(deliveries)")}
    assert {"channel", "reference", "address"} <= columns
    assert not [name for name in columns if "mail" in name or "message" in name]


# -- jobs of several channels ------------------------------------------------------------------------


def test_each_channel_takes_its_own_jobs(outbox: Outbox, leaflets: ApprovedLeaflets, tmp_path: Path) -> None:
    outbox.add([order("email", "ana@patients.example.org"), order()])
    (result,) = dispatch.send(outbox, FolderChannel(leaflets, tmp_path / "out"))
    assert (result.entry.id, result.entry.state) == (2, "sent")
    assert outbox.counts()["queued"] == 1 and outbox.channels() == ["email", "folder"]


def test_what_one_channel_left_in_doubt_is_told_with_its_own_reason(outbox: Outbox) -> None:
    outbox.add([order("email", "ana@patients.example.org"), order()])
    outbox.sending(1), outbox.sending(2)
    assert [entry.id for entry in outbox.recover("email", EmailChannel.interrupted)] == [1]
    assert "mail server" in outbox.show(1).reason and outbox.show(2).state == "sending"


# -- a folder ----------------------------------------------------------------------------------------


def test_a_folder_gets_the_files_and_a_manifest(outbox: Outbox, leaflets: ApprovedLeaflets) -> None:
    assert leaflets.library.workspace is not None
    folder = leaflets.library.workspace / FOLDER
    outbox.add([order(note="Walk each day")])
    (result,) = dispatch.send_all(outbox, ChannelOptions(leaflets))
    assert result.receipt and result.entry.state == "sent"
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    manifest = json.loads(files.pop(result.receipt.reference))
    assert (manifest["to"], manifest["name"], manifest["note"], manifest["clinic"]) == (
        "chart-4711",
        "Ana Gómez",
        "Walk each day",
        "test",
    )
    assert [entry["handout"] for entry in manifest["files"]] == ["get-help", "ice-heat-tens"]
    assert {entry["file"]: entry["sha256"] for entry in manifest["files"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }
    assert all(content.startswith(b"%PDF-") for content in files.values())
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert not any(part in name for name in files for part in ("ana", "4711"))
    assert [(line.channel, line.handout, line.version) for line in outbox.log()] == [
        ("folder", "get-help", "1.1"), ("folder", "ice-heat-tens", "1.1"),
    ]  # fmt: skip


def test_a_hand_off_that_fails_leaves_nothing_and_waits(
    outbox: Outbox, leaflets: ApprovedLeaflets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manifest makes the files count; without it none of them stays."""
    write: Callable[..., None] = atomic_write.write

    def full(path: Path, data: bytes, **how: bool) -> None:
        if path.suffix == ".json":
            raise OutputFailed("the disk is full", "Make room")
        write(path, data, **how)

    outbox.add([order()])
    channel = FolderChannel(leaflets, tmp_path / "out")
    monkeypatch.setattr(atomic_write, "write", full)
    with pytest.raises(OutputFailed):
        list(dispatch.send(outbox, channel))
    assert list((tmp_path / "out").iterdir()) == [] and outbox.counts()["queued"] == 1 and outbox.log() == []
    monkeypatch.undo()
    list(dispatch.send(outbox, channel))
    first = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir() if path.suffix == ".pdf"}
    job = DeliveryJob(1, order(reference=outbox.show(1).reference))
    channel.deliver(job, lambda: True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir() if path.suffix == ".pdf"} == first


def test_a_text_that_may_not_be_given_out_reaches_no_channel(outbox: Outbox, leaflets: ApprovedLeaflets, tmp_path: Path) -> None:
    outbox.add([order(unreviewed=False)])
    (result,) = dispatch.send(outbox, FolderChannel(leaflets, tmp_path / "out"))
    assert result.entry.state == "failed" and "no clinician" in result.entry.reason
    assert not (tmp_path / "out").exists()


# -- a printer ---------------------------------------------------------------------------------------


def test_what_is_printed_is_counted_and_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = fake_queue(tmp_path / "bin", monkeypatch)
    folder = workspace(tmp_path / "w")
    (one,) = print_orders(Library(folder), [Job("test", "get-help")], copies=30, printer="Front_Desk", allow_unreviewed=True)
    receipt = hand_over(PrintChannel(), one, folder)
    assert (receipt.outcome, receipt.reference, receipt.place) == ("sent", "Front_Desk-17", "Front_Desk")
    assert "-n 30" in (queue / "told").read_text() and (queue / "printed.pdf").read_bytes() == one.pdf
    (pile,) = WaitingRoom(folder).piles()
    (line,) = handout_record.read(Database(folder))
    assert (pile.copies, line.channel, line.copies, line.reference) == (30, "print", 30, "Front_Desk-17")


def test_what_the_printer_refuses_is_not_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_queue(tmp_path / "bin", monkeypatch)
    (tmp_path / "bin" / "lp").write_text("#!/bin/sh\necho 'lp: The printer is on fire.' >&2\nexit 1\n")
    folder = workspace(tmp_path / "w")
    (one,) = print_orders(Library(folder), [Job("test", "get-help")], printer="Front_Desk")
    with pytest.raises(DeliveryFailed, match="on fire"):
        hand_over(PrintChannel(), one, folder)
    assert WaitingRoom(folder).piles() == [] and handout_record.read(Database(folder)) == []


# -- which input an error is about ---------------------------------------------------------------------


def test_errors_name_the_input_they_are_about_and_say_the_same_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_queue(tmp_path / "bin", monkeypatch)
    library = Library(workspace(tmp_path / "w"))
    with pytest.raises(CheckFailed) as unsigned:
        print_orders(library, [Job("test", "get-help")], copies=2)
    (one,) = print_orders(library, [Job("test", "get-help")], printer="nobody")
    with pytest.raises(NotFound) as nobody:
        hand_over(PrintChannel(), one, None)
    assert [error.value.problems[0].input for error in (unsigned, nobody)] == ["copies", "printer"]
    assert "copies:" not in str(unsigned.value) and "printer:" not in str(nobody.value)
