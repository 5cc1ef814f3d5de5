"""Watches a whole test run for patients' addresses: nothing said, logged, raised, named or written may hold one.

Everybody a test writes to lives at `patients.example.org`. Searched for that are: what tests and the programs they start print and
log, the words of every error, and, when the last test has ended, every file they left and its name. Only three things may hold
an address: the outbox's own columns for it, letters written as files, and the lists that tests hand in.

A plugin of pytest, named in `tests/conftest.py`. What it finds fails the test, or the run.
"""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import subprocess
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from handoutpress.errors import HandoutError

HOME = os.environ.get("PATIENTS_LIVE_AT", "patients")  # the first part of where they live; tests of this plugin have another
MARK = re.compile(rf"(?:@|%40){HOME}|{HOME}\.example", re.IGNORECASE)
WHOLE = re.compile(rf"\S{{0,99}}(?:{MARK.pattern})\S{{0,99}}", re.IGNORECASE)
LISTS = ("list.csv", "patients.csv")
MAY_HOLD = (".eml", ".py")  # letters as files; and the tests themselves, where the source archive is unpacked
PRIVATE = {("deliveries", column) for column in ("address", "name", "note")}  # the outbox's own
_FOUND: list[str] = []
_ERRORS: list[BaseException] = []


def seen(text: str | bytes) -> str:
    """Where an address stands in a text, itself blotted out; empty: nowhere."""
    if isinstance(text, bytes):
        if HOME.encode() not in text.lower():  # most files are large, and hold none
            return ""
        text = text.decode("utf-8", "replace")
    found = MARK.search(text)
    return WHOLE.sub("(address)", text[max(0, found.start() - 99) : found.end() + 99]) if found else ""


def look(what: str, text: str | bytes | None) -> None:
    """Note that a text holds an address, if it does."""
    if text and (where := seen(text)):
        _FOUND.append(f"{what} holds a patient's address: {where!r}")


def lives_there(address: str) -> None:
    """Note that a test writes to somebody no search would find."""
    if not MARK.search(address):
        _FOUND.append(f"a test writes to somebody who does not live at {HOME}.example.org: no search would see the address leak")


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what a traceback of it would tell before it."""
    for _ in range(20):
        if error is None:
            return
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


# -- what is said ------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    """Listen wherever words pass through: captured output, programs that were started, errors."""
    logging.getLogger("handoutpress").setLevel(logging.DEBUG)
    listen = pytest.MonkeyPatch()
    config.add_cleanup(listen.undo)
    read, communicate, begin = pytest.CaptureFixture.readouterr, subprocess.Popen.communicate, HandoutError.__init__

    def heard(fixture: Any) -> Any:
        told = read(fixture)
        for part in told:
            look("what the program said", part)
        return told

    def ended(process: Any, *more: Any, **named: Any) -> Any:
        told = communicate(process, *more, **named)
        for part in told:
            look("what a program said", part)
        return told

    def begun(error: HandoutError, *more: Any, **named: Any) -> None:
        begin(error, *more, **named)
        _ERRORS.append(error)

    listen.setattr(pytest.CaptureFixture, "readouterr", heard)
    listen.setattr(subprocess.Popen, "communicate", ended)
    listen.setattr(HandoutError, "__init__", begun)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a test by what it is given without the address in it."""
    text = val.decode("latin-1") if isinstance(val, bytes) else val if isinstance(val, str) else ""
    return WHOLE.sub("(address)", text).encode("unicode_escape").decode() if seen(text) else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that let an address be seen, when all of it has ended."""
    report = yield
    if call.when == "teardown":
        for name, text in report.sections:
            look(name, text)
        look("the test's name", item.nodeid)
        for error in {id(one): one for first in _ERRORS for one in chain(first)}.values():
            look(f"an error ({type(error).__name__})", f"{error} {getattr(error, '__notes__', '')}")
        _ERRORS.clear()
        if _FOUND:
            report.outcome, report.longrepr = "failed", "\n".join(dict.fromkeys(_FOUND))
            _FOUND.clear()
    return report


# -- what is written ---------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def nobody_is_seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Look at all files when the last test has ended."""
    yield
    _FOUND.clear()
    root = tmp_path_factory.getbasetemp()
    for folder, _, names in os.walk(root):
        for name in names:
            parts = Path(folder, name).relative_to(root).parts
            shown = "/".join("(address)" if seen(part) else part for part in parts)
            look(f"{shown}: the name of a file", "/".join(parts))
            file(Path(folder, name), shown)
    if _FOUND:
        pytest.fail("\n".join(_FOUND), pytrace=False)


def file(path: Path, name: str) -> None:
    """Look at what a file holds."""
    if not path.is_file() or path.is_symlink() or path.name in LISTS or path.suffix in MAY_HOLD:
        return
    if ".sqlite" not in path.name:
        look(name, path.read_bytes())
    elif path.suffix == ".sqlite":
        for words in rows(path):
            look(name, words)


def rows(path: Path) -> Iterator[str]:
    """All words of a database but those that must hold addresses."""
    with closing(sqlite3.connect(path)) as box:
        try:
            for (table,) in box.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                found = box.execute(f"SELECT * FROM {table}")
                heads = [head[0] for head in found.description]
                for row in found:
                    yield " ".join(str(cell) for head, cell in zip(heads, row, strict=True) if (table, head) not in PRIVATE)
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            return  # a test damaged it
