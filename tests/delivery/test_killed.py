"""A mailing that is killed at random moments: everybody gets one message, or it is listed as uncertain. Nobody gets two."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from handoutpress.delivery.outbox import Outbox
from tests.helpers import killing
from tests.helpers.workspace import CLINIC, workspace


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_a_killed_mailing_loses_nothing_and_sends_nothing_twice(tmp_path: Path) -> None:
    """The long one, 1,000 messages and 100 kills, is benchmarks/soak_mail.py."""
    folder = workspace(tmp_path, CLINIC + "email: desk@clinic.example.org\n")
    found = killing.mailing(folder, 100, 4, longest=0.1)
    assert found.kills >= 2
    assert (found.twice, found.lost) == (0, 0)
    assert found.taken + found.unsure - found.unsure_taken == 100


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are looked for as Linux has them")
def test_a_killed_page_loses_nothing_it_has_acknowledged(tmp_path: Path) -> None:
    """The long one is benchmarks/soak_web.py."""
    left = killing.page(workspace(tmp_path), 3, longest=2.0)
    assert left.kills == 3 and left.saves and left.signatures
    assert (left.lost, left.torn, left.parts, left.workers) == (0, 0, 0, 0)


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_a_mailing_that_forgets_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above sees a program that sends again what it was sending when it was killed."""
    folder = workspace(tmp_path, CLINIC + "email: desk@clinic.example.org\n")
    setup = """
import random
keep = Outbox.sent
def forget(self, number, given, code=250):
    self.later(number, 0, "", 0.0) if random.random() < 0.5 else keep(self, number, given, code)
Outbox.sent = forget
"""
    monkeypatch.setattr(killing, "_PROGRAM", killing._PROGRAM.replace("outbox = Outbox", setup + "outbox = Outbox"))
    assert killing.mailing(folder, 20, 0).twice > 0
    assert Outbox(folder).counts()["sent"] + Outbox(folder).counts()["failed"] == 20
