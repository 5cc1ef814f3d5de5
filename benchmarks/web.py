"""How fast the front desk's page answers: `python benchmarks/web.py`. Starts a server of its own over an empty workspace.

A preview is what a person waits for after a choice: the page, and the picture of the first sheet (840 pixels wide). Measured are a
choice nobody has made yet (rendered), one that was made before (kept), and 20 people who each go on choosing at once.
"""

from __future__ import annotations

import itertools
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
PEOPLE, EACH = 20, 12
HANDOUTS = (
    "back-spasm-first-aid",
    "get-help",
    "ice-heat-tens",
    "move-and-stretch",
    "sit-move-lift",
    "what-is-a-spasm",
    "your-visit",
)
CHOICES = [
    f"clinic={clinic}&handout={handout}&template={template}"
    for clinic, handout, template in itertools.product(
        ("harbor-spine", "northgate-chiropractic"), HANDOUTS, ("leaflet", "trifold", "half-sheet")
    )
]


def preview(client: httpx.Client, choice: str) -> float:
    """Seconds until the page and the first sheet are there."""
    begun = time.perf_counter()
    for path in (f"/?{choice}", f"/page/1.png?{choice}&w=840"):
        client.get(path).raise_for_status()
    return time.perf_counter() - begun


def told(what: str, times: list[float]) -> None:
    """A line of the report, milliseconds."""
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"{what:<44} n={len(times):<5} p50 {statistics.median(times) * 1e3:6.0f} ms   p95 {p95 * 1e3:6.0f} ms")


def people(url: str, cookies: dict[str, str]) -> tuple[list[float], list[str]]:
    """Many people at once, each choosing one thing after the other; their waits and what went wrong."""
    times: list[float] = []
    wrong: list[str] = []

    def person(number: int) -> None:
        with httpx.Client(base_url=url, cookies=cookies, timeout=60) as client:
            for step in range(EACH):
                try:
                    times.append(preview(client, CHOICES[(number * 7 + step * 5) % len(CHOICES)]))
                except httpx.HTTPError as error:
                    wrong.append(str(error))

    threads = [threading.Thread(target=person, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, wrong


def main() -> None:
    """Measure and report."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(ROOT / "generate.py"), "-w", folder, "-q", "serve", "--port", "0"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout
            shown = server.stdout.readline().strip()
            url, cookies = shown.rpartition("/")[0], dict(httpx.get(shown, timeout=60).cookies)
            with httpx.Client(base_url=url, cookies=cookies, timeout=60) as client:
                for choice in CHOICES[:: len(CHOICES) // 6]:  # every process has begun
                    preview(client, f"{choice}&paper=a4")
                told("a choice nobody has made yet, warm processes", [preview(client, choice) for choice in CHOICES])
                told("a choice that was made before", [preview(client, choice) for choice in CHOICES * 4])
            times, wrong = people(url, cookies)
            told(f"{PEOPLE} people at once, choices made before", times)
            print(f"errors: {len(wrong)}")
        finally:
            server.terminate()
            server.wait(30)


if __name__ == "__main__":
    main()
