"""A real browser and a real server for the page's tests; what is missing is said, and the tests skipped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "tests" / "web" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def chromium() -> str:
    """Where Chromium is; skips the test if it is not."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("no Chromium here: apt-get install chromium")


@contextmanager
def browser() -> Iterator[Any]:
    """A headless browser."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield opened
        finally:
            opened.close()


class Address(str):
    """Where a page is, and the cookies of whoever has opened it by the address that was shown."""

    shown: str
    cookies: dict[str, str]

    @property
    def for_browser(self) -> list[dict[str, str]]:
        """The cookies, as a browser's context takes them."""
        return [{"name": name, "value": value, "url": str(self), "sameSite": "Strict"} for name, value in self.cookies.items()]


@contextmanager
def server(workspace: Path, *more: str, **environment: str) -> Iterator[Address]:
    """`generate.py serve` over a workspace on a free port; its address, opened."""
    command = [sys.executable, str(ROOT / "generate.py"), "-w", str(workspace), "serve", "--port", "0", *more]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment}, cwd=workspace
    )  # fmt: skip
    try:
        assert running.stdout
        shown = running.stdout.readline().strip()
        assert shown.startswith("http"), running.stderr.read() if running.stderr else ""
        address = Address(shown.rpartition("/")[0])
        address.shown = shown
        address.cookies = dict(httpx.get(shown, timeout=60).cookies) if shown.startswith("http:") and "/open?key=" in shown else {}
        yield address
    finally:
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=30)
    assert running.returncode == 0 and "Traceback" not in told, told
