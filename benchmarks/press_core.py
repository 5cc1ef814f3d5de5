"""What one leaflet costs: merged, filled and written by a warm process; and from the shell, beside an empty Typer program.

    python benchmarks/press_core.py [rounds]

Clinics are made up and all different; each gets every handout, as a press does. Medians and ranges over rounds, in milliseconds.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CLINICS = 60
EMPTY = "import typer\napp = typer.Typer()\n@app.command()\ndef main() -> None: ...\napp()"


def main(rounds: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        for template in ("leaflet", "trifold"):
            _batch(Path(folder), template, rounds)
        _one_shot(Path(folder), rounds)


def _batch(folder: Path, template: str, rounds: int) -> None:
    from handoutpress.content.library import Library
    from handoutpress.press.job import Job
    from handoutpress.press.render import merge_job, render_pdf
    from handoutpress.support import atomic_write

    profiles = folder / "clinic_profiles"
    profiles.mkdir(exist_ok=True)
    for i in range(CLINICS):
        told = f"name: Clinic {i} Back Care\ncity: Town {i}, CA\nphone: (707) 555-01{i:02}\nbooking: example.org/{i}\n"
        (profiles / f"clinic-{i}.yaml").write_text(told)
    library, out = Library(folder), folder / "out"
    sheet, handouts = library.template(template).value, library.handouts()
    for handout in handouts:  # bodies are compiled, QR codes known
        for i in range(CLINICS):
            render_pdf(merge_job(library, Job(f"clinic-{i}", handout, template=template)), sheet, Job(f"clinic-{i}", handout))
    costs: dict[str, list[float]] = {"merge": [], "fill": [], "write": [], "all": []}
    for _ in range(rounds):
        spent = [0.0, 0.0, 0.0]
        for i in range(CLINICS):
            for handout in handouts:
                job = Job(f"clinic-{i}", handout, template=template)
                begun = time.process_time()
                leaflet = merge_job(library, job)
                between = time.process_time()
                data = render_pdf(leaflet, sheet, job)
                filled = time.process_time()
                atomic_write.write(out / job.file_name, data)
                for n, value in enumerate((between - begun, filled - between, time.process_time() - filled)):
                    spent[n] += value * 1e3 / (CLINICS * len(handouts))
        for name, value in zip(costs, (*spent, sum(spent)), strict=True):
            costs[name].append(value)
    print(f"{template}, warm, CPU ms a leaflet: " + ", ".join(f"{name} {_told(values)}" for name, values in costs.items()))


def _one_shot(folder: Path, rounds: int) -> None:
    make = "from handoutpress.cli.app import main; main()"
    words = ["make", "get-help", "--clinic", "harbor-spine", "-o", str(folder / "one.pdf"), "-q"]
    times: dict[str, list[float]] = {"empty Typer program": [], "cold (no cache)": [], "full cache": []}
    for _ in range(rounds):
        for name, program, cache in (
            ("empty Typer program", [EMPTY], ""), ("cold (no cache)", [make, *words], "off"), ("full cache", [make, *words], "cache"),
        ):  # fmt: skip
            env = {**os.environ, "HANDOUTPRESS_CACHE": cache if cache == "off" else str(folder / "cache")}
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-c", *program], env=env, check=True, capture_output=True)
            times[name].append((time.perf_counter() - begun) * 1e3)
    for name, values in times.items():
        print(f"one leaflet from the shell, wall ms, {name}: {_told(values)}")


def _told(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
