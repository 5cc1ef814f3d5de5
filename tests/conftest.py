"""Fixtures all tests share."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.helpers.unseen"]

# machines differ in speed, and a busy one is not a bug; `print_blob` lets a failure be had again
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """A disk cache of this run's own, shared by its workers: what tests make must not stay in the person's."""
    if not hasattr(config, "workerinput"):
        place = tempfile.mkdtemp(prefix="cache-")
        os.environ["HANDOUTPRESS_CACHE"] = place
        config.add_cleanup(lambda: shutil.rmtree(place, ignore_errors=True))


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program in this process: (exit code, stdout, stderr)."""
    from handoutpress.cli import app
    from handoutpress.cli.common import SETTINGS

    def running(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["generate.py", *map(str, arguments)])
        code = app.run()
        SETTINGS.workspace, SETTINGS.talk = None, 0
        out, err = capsys.readouterr()
        return code, out, err

    return running
