"""Draws the pictures of docs/web.md: a page over a made-up clinic, in a real browser. `python docs/web_pictures.py`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

import pytest  # noqa: E402
from tests.helpers.browser import Address, browser, server  # noqa: E402

from handoutpress.delivery.order import Order  # noqa: E402
from handoutpress.delivery.outbox import Outbox  # noqa: E402
from handoutpress.delivery.waiting_room import WaitingRoom  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
CLINIC = "harbor-spine"
# file, address, height of the window in pixels, width
SHOTS = (
    ("web-make", f"/?clinic={CLINIC}&handout=back-spasm-first-aid", 900, 1280),
    ("web-clinic", f"/clinics/{CLINIC}#booking", 900, 1280),
    ("web-send", f"/send?clinic={CLINIC}&handout=get-help", 1000, 1280),
    ("web-stock", "/stock", 620, 1280),
    ("web-outbox", "/outbox", 620, 1280),
    ("web-text", "/texts/get-help/en", 900, 1280),
    ("web-phone", f"/?clinic={CLINIC}&handout=get-help", 800, 390),
)


def workspace(folder: Path) -> Path:
    """A clinic with something on every list."""
    profiles = folder / "clinic_profiles"
    profiles.mkdir(parents=True)
    for path in (ROOT / "clinic_profiles").glob(f"{CLINIC}.*"):
        shutil.copy(path, profiles)
    (folder / "mail.yaml").write_text("host: smtp.example.org\n")
    box = Outbox(folder)
    patients = ("ann", "bo", "cy", "dee")
    box.add([Order("email", f"{name}@example.org", CLINIC, ("get-help",), "en") for name in patients])
    box.sent(1, ())
    box.failed(2, 550, "the address is not known there")
    stock = WaitingRoom(folder)
    stock.set(CLINIC, "back-spasm-first-aid", "trifold", "en", copies=6, reorder=20)
    stock.record(CLINIC, "get-help", "wallet-card", "en", copies=100, version="1.0")
    stock.record(CLINIC, "your-visit", "leaflet", "en", copies=40, version="0.9")
    return folder


def shoot(opened: Any, url: Address) -> None:
    """Take every picture."""
    for name, path, height, width in SHOTS:
        window = opened.new_context(viewport={"width": width, "height": height}, device_scale_factor=1.25)
        window.add_cookies(url.for_browser)
        page = window.new_page()
        page.goto(url + path)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURES / f"{name}.png")
        page.close()


def main() -> None:
    """Draw all of them."""
    try:
        with tempfile.TemporaryDirectory() as folder, browser() as opened, server(workspace(Path(folder) / "ours")) as url:
            shoot(opened, url)
    except pytest.skip.Exception as missing:
        print(f"The pictures of docs/web.md stay as they are: {missing}")


if __name__ == "__main__":
    main()
