"""Fixtures all tests share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

# machines differ in speed, and a busy one is not a bug; `print_blob` lets a failure be had again
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("house")

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
