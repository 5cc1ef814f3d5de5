"""The watch over the whole run (tests/helpers/unseen.py) finds an address wherever one could be seen: each of these must fail."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.processes import ROOT

HOME = "strangers"  # those of this test live elsewhere, so that the watch over this run is not alarmed
LEAKS = {
    "print": "print(ADDRESS)",
    "capsys": "print(ADDRESS, file=sys.stderr); capsys.readouterr()",
    "percent": "print('/send?to=rosa%40strangers.example.org')",
    "log": "logging.getLogger('handoutpress.web').debug('to %s', ADDRESS)",
    "program": "subprocess.run([sys.executable, '-c', f'print({ADDRESS!r})'], capture_output=True)",
    "error": "HandoutError(Problem('no', f'Ask {ADDRESS}'))",
    "cause": "unreachable(ADDRESS)",
    "elsewhere": "unseen.lives_there('rosa@example.net')",
    "manifest": "(tmp_path / 'manifest.json').write_text(ADDRESS.upper())",
    "name": "(tmp_path / ADDRESS).touch()",
    "given": "given(tmp_path)",
}
ALLOWED = {
    "eml": "(tmp_path / '1.eml').write_text(ADDRESS)",
    "list": "(tmp_path / 'list.csv').write_text(ADDRESS)",
    "outbox": "Outbox(tmp_path).add([Order('email', ADDRESS, 'c', ('a',), 'en')])",
    "hidden": "unreachable(ADDRESS, hide=True)",
    "masked": "print(masked(ADDRESS))",
}
HEAD = """
import logging, subprocess, sys
from handoutpress.delivery import handout_record as log
from handoutpress.delivery.order import Order, masked
from handoutpress.delivery.outbox import Outbox
from handoutpress.errors import HandoutError, Problem
from tests.helpers import unseen
ADDRESS = "rosa.diaz@strangers.example.org"

def unreachable(address, hide=False):
    try:
        try:
            raise OSError(address)
        except OSError as error:
            raise HandoutError("no") from (None if hide else error)
    except HandoutError:
        pass

def given(folder):
    log.add(folder, [log.RecordLine("", "email", ADDRESS, "a", "1.0", "en", "leaflet")])
"""


@pytest.mark.parametrize("how", [("-n", "0"), ("-n", "2")], ids=["alone", "shared out"])
def test_each_leak_fails_the_run_and_what_may_hold_an_address_does_not(tmp_path: Path, how: tuple[str, ...]) -> None:
    tests = [f"def test_{name}(tmp_path, capsys):\n    {line}\n" for name, line in (LEAKS | ALLOWED).items()]
    (tmp_path / "test_inner.py").write_text(HEAD + "\n".join(tests))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.helpers.unseen",
        "-p",
        "no:cacheprovider",
        "-q",
        "-rE",
        "--tb=short",
        *how,
    ]
    command += [f"--basetemp={tmp_path / 'left'}", "--rootdir", str(tmp_path), "-c", os.devnull, str(tmp_path / "test_inner.py")]
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    ran = subprocess.run(command, env={**os.environ, "PYTHONPATH": path, "PATIENTS_LIVE_AT": HOME}, capture_output=True, text=True)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    said = dict(re.findall(r"ERROR at teardown of test_(\w+) _+\n(?:\[gw.*\n)?(.*)", ran.stdout))
    files = {"manifest", "name", "given"}
    assert said.keys() >= LEAKS.keys() - files, ran.stdout
    assert all(said[name].startswith("test_") for name in said.keys() & ALLOWED.keys()), (
        "only of files, which the last test is told"
    )
    told = set(re.findall(r"test_(\w+?)0/\S+(?:: the name of a file)? holds a patient's address", ran.stdout))
    assert told == files, ran.stdout
