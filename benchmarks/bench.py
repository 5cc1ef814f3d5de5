"""This program and its peers on the same work; writes benchmarks/results.json and docs/performance.md.

    python -m benchmarks.bench [--rounds 5] [--quick] [--only batch,all,fresh,figures,oneshot,growth,workers,idle,handouts]

Programs are interleaved and shuffled in every round; medians and ranges are told. The peers are in the dependency group `bench`.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import itertools
import json
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import report, soak, workload
from benchmarks.worker import OURS

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).with_name("results.json")
PEERS = ("typst", "reportlab", "weasyprint")
MEMORY, ROOM = Path("/dev/shm"), 6_000_000_000  # where Linux keeps files in memory, and the bytes a press needs there
LEAFLETS = {OURS: 2_000, "typst": 200, "reportlab": 40, "weasyprint": 16}  # in a batch: enough for a second or more of each
EMPTY = "import typer\napp = typer.Typer()\n@app.command()\ndef main(name: str = '') -> None:\n    print(name)\napp()\n"


def settled(work: Path) -> None:
    """Make a workspace's files as old as files are that nobody wrote this very second."""
    for path in work.rglob("*.yaml"):
        os.utime(path, ns=(1_700_000_000 * 10**9, 1_700_000_000 * 10**9 + path.stat().st_mtime_ns % 10**9))


def _ended(*presses: subprocess.Popen[bytes]) -> None:
    """Wait until all of them have ended."""
    codes = [press.wait() for press in presses]
    if any(codes):
        raise SystemExit("a press failed")


class Bench:
    """One benchmark: where it works, and what it has found."""

    def __init__(self, folder: Path, rounds: int, scale: float) -> None:
        """Work in an empty folder; `scale` makes the work smaller, to try the benchmark itself."""
        self.folder, self.rounds, self.scale = folder, rounds, scale
        self.cache = folder / "cache"
        self.count = 0

    def fresh(self) -> Path:
        """A new folder."""
        self.count += 1
        path = self.folder / f"out-{self.count}"
        path.mkdir()
        return path

    def environment(self, cache: Path | None = None) -> dict[str, str]:
        """Variables of a process: this tree's code, a cache of its own."""
        paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
        # compiled modules are kept, as they are for everybody who starts a program twice; those of an installed library always are
        ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return {**ours, "PYTHONPATH": paths, "HANDOUTPRESS_CACHE": str(cache or self.cache)}

    def task(self, cache: Path | None = None, **task: Any) -> dict[str, Any]:
        """Run a worker."""
        whole = {
            "core": 1 if (os.cpu_count() or 1) > 1 else 0,
            "figures": False,
            "fresh_codes": False,
            "workspace": "",
            "each": 1,
            **task,
        }
        whole |= {"out": str(self.fresh()), "began": time.time()}
        command = [sys.executable, "-m", "benchmarks.worker", json.dumps(whole)]
        done = subprocess.run(command, env=self.environment(cache), cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{whole['program']}: {done.stderr[-2000:]}")
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    def shuffled(self, programs: tuple[str, ...]) -> list[list[str]]:
        """The order of the programs in each round."""
        return [random.Random(k).sample(programs, len(programs)) for k in range(self.rounds)]

    def n(self, program: str) -> int:
        """Leaflets of a batch."""
        return max(3, int(LEAFLETS[program] * self.scale))

    # -- what is measured --------------------------------------------------------------------------

    def batch(
        self, programs: tuple[str, ...] = (OURS, *PEERS), *, figures: bool = False, fresh: bool = False, each: int = 1
    ) -> dict[str, Any]:
        """Leaflets of different clinics, one process on one core, after warm-up. Codes are known, or new on each.

        `each`: leaflets of a clinic.
        """
        work = workload.workspace(self.folder / "workspace", self.n(OURS) + 10)
        if not fresh:  # a code is the same on all leaflets of a clinic: here, as if the clinic had one before
            self.task(program=OURS, mode="batch", n=self.n(OURS), workspace=str(work), figures=figures, each=each)
        found: dict[str, list[Any]] = {name: [] for name in programs}
        kind = "figures" if figures else "fresh" if fresh else "all" if each > 1 else "batch"
        for order in self.shuffled(programs):
            for name in order:
                cache = self.fresh() if fresh else None
                task = {"program": name, "mode": "batch", "n": self.n(name), "figures": figures, "fresh_codes": fresh, "each": each}
                found[name].append(self.task(cache, **task, workspace=str(work)))
                print(f"{kind} {name} {found[name][-1]['wall'] * 1e3:.2f} ms", flush=True)
        return found

    def oneshot(self) -> dict[str, Any]:
        """One leaflet from the shell: an empty Typer program, ours with an empty and a full cache, and peers.

        A full cache knows the same leaflet, or, if a line of the profile has changed, what is the same for all clinics.
        """
        work = workload.workspace(self.folder / "workspace", 20)
        empty = self.folder / "empty.py"
        empty.write_text(EMPTY, encoding="utf-8")
        make = [
            sys.executable,
            str(ROOT / "generate.py"),
            "-q",
            "-w",
            str(work),
            "make",
            workload.TEXTS[0],
            "-c",
            "clinic-00001",
            "-o",
        ]

        def peer(name: str) -> Callable[[], tuple[list[str], dict[str, str]]]:
            task = {"program": name, "mode": "growth", "steps": [1], "figures": False, "fresh_codes": True, "each": 1, "n": 1}
            told = {**task, "out": str(self.folder), "began": 0.0}
            return lambda: ([sys.executable, "-m", "benchmarks.worker", json.dumps(told)], self.environment())

        def changed(k: int) -> tuple[list[str], dict[str, str]]:
            profile = work / "clinic_profiles" / "clinic-00001.yaml"
            profile.write_text(re.sub(r"555-01\d\d", f"555-01{k % 100:02d}", profile.read_text("utf-8")), encoding="utf-8")
            settled(work)
            return [*make, str(self.fresh() / "a.pdf")], self.environment()

        settled(work)
        turn = itertools.count()
        ways: dict[str, Callable[[], tuple[list[str], dict[str, str]]]] = {
            "empty Typer program": lambda: ([sys.executable, str(empty)], self.environment()),
            f"{OURS}, cache empty": lambda: ([*make, str(self.fresh() / "a.pdf")], self.environment(self.fresh())),
            f"{OURS}, cache full, a new line in the profile": lambda: changed(next(turn)),
            f"{OURS}, cache full, the same leaflet again": lambda: (
                [*[word.replace("00001", "00002") for word in make], str(self.fresh() / "a.pdf")],
                self.environment(),
            ),
            **{name: peer(name) for name in PEERS},
        }
        found: dict[str, list[float]] = {name: [] for name in ways}
        for k in range(self.rounds * 2 + 1):
            for name in random.Random(k).sample(list(ways), len(ways)):
                command, env = ways[name]()
                clock = time.perf_counter()
                subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
                if k:  # the first round fills the caches of the system
                    found[name].append(time.perf_counter() - clock)
        return found

    def growth(self) -> dict[str, Any]:
        """Seconds from the start of a process until so many leaflets are there, and its memory."""
        steps = [int(step) for step in (1, 10, 100, 1000, 10_000) if step <= max(100, 10_000 * self.scale)]
        work = workload.workspace(self.folder / "growing", steps[-1])
        rounds = min(2, self.rounds)
        few = [step for step in steps if step <= 1000]
        return {
            OURS: [self.task(program=OURS, mode="growth", steps=steps, n=steps[-1], workspace=str(work)) for _ in range(rounds)],
            "typst": [self.task(program="typst", mode="growth", steps=few, n=few[-1]) for _ in range(rounds)],
        }

    def workers(self) -> dict[str, Any]:
        """One process against two, through the command line, seconds; codes and bodies are known to both alike.

        And two presses at once that share nothing, each with half of the clinics: what the machine's second processor adds.
        Into a folder on the disk, and in memory: to write to a disk, the system takes part of the second processor. And what the
        worker beside the press holds, MB, by leaflets made in all.
        """
        clinics = max(10, int(8_000 * self.scale))  # so many that starting up is a small part, and no more than codes are kept
        each = (*workload.TEXTS, *workload.FIGURES)
        work = workload.workspace(self.folder / "workspace-2", clinics)
        self._make(work, self.fresh(), handouts=each)
        ways: dict[str, list[tuple[str, ...]]] = {
            "1": [("-j", "1")],
            "2": [("-j", "2")],
            "apart": [("-j", "1", "-c", "*[0-4]"), ("-j", "1", "-c", "*[5-9]")],
        }
        found: dict[str, dict[str, list[float]]] = {}
        for place, folder in (("disk", self.folder), ("memory", MEMORY)):
            if not folder.is_dir() or shutil.disk_usage(folder).free < ROOM:
                continue
            found[place] = {way: [] for way in ways}
            for order in self.shuffled(tuple(ways)):
                for way in order:
                    found[place][way].append(self._timed(work, folder, ways[way], each))
                    print(f"workers {way}, {place}: {found[place][way][-1]:.1f} s", flush=True)
        some = {"2100": "clinic-00[0-6]*", "21000": "clinic-0[0-6]*"} if self.scale == 1 else {}
        memory = {count: self._worker(work, chosen) for count, chosen in some.items()}
        return {"leaflets": clinics * len(each), "seconds": found, "memory": memory}

    def _timed(self, work: Path, folder: Path, ways: list[tuple[str, ...]], each: tuple[str, ...]) -> float:
        """Seconds presses take at once; what they make in memory goes at once, since memory has no room for all of it."""
        outs = [Path(tempfile.mkdtemp(prefix="press-", dir=folder)) for _ in ways]
        os.sync()
        clock = time.perf_counter()
        try:
            _ended(*[self._started(work, out, *more, handouts=each) for out, more in zip(outs, ways, strict=True)])
            return time.perf_counter() - clock
        finally:
            for out in outs if folder == MEMORY else ():
                shutil.rmtree(out)

    def _worker(self, work: Path, chosen: str) -> float:
        """Most memory of the process beside the press, MB, while it makes the text leaflets of some clinics."""
        process, most = self._started(work, self.fresh(), "-j", "2", "-c", chosen), 0
        while process.poll() is None:
            for child in soak.children(process.pid):
                with contextlib.suppress(OSError):
                    told = Path(f"/proc/{child}/status").read_text()
                    most = max([most, *(int(line.split()[1]) for line in told.splitlines() if line.startswith("VmHWM"))])
            time.sleep(0.05)
        return most / 1024

    def idle(self) -> dict[str, Any]:
        """Ten thousand leaflets that are up to date, through the command line, seconds; of many clinics, and of very many."""
        found: dict[str, Any] = {}
        count = max(60, int(9999 * self.scale))
        for name, each in (("3 leaflets a clinic", workload.TEXTS), ("1 leaflet a clinic", workload.TEXTS[:1])):
            work, out = workload.workspace(self.folder / f"idle-{len(each)}", count // len(each)), self.fresh()
            settled(work)
            self._make(work, out, handouts=each)
            seconds = []
            for _ in range(self.rounds):
                clock = time.perf_counter()
                self._make(work, out, handouts=each)
                seconds.append(time.perf_counter() - clock)
            found[name] = {"leaflets": count // len(each) * len(each), "seconds": seconds}
        return found

    def handouts(self) -> dict[str, Any]:
        """What a handout costs that was not made before: the first leaflet of each, in a process that is warm; seconds."""
        program = (
            "import json, time\nfrom handoutpress.content.library import Library\nfrom handoutpress.press.job import Job\n"
            "from handoutpress.press.render import render_job\nlibrary = Library()\n"
            "render_job(library, Job('harbor-spine', 'get-help'))\nfound = {}\n"
            "for name in library.handouts():\n    took = []\n    for clinic in ('northgate-chiropractic', 'cedar-family-pt'):\n"
            "        clock = time.perf_counter(); render_job(library, Job(clinic, name)); took.append(time.perf_counter() - clock)\n"
            "    found[name] = took\nprint(json.dumps(found))"
        )
        out = []
        for _ in range(self.rounds):
            done = subprocess.run(
                [sys.executable, "-c", program], env=self.environment(self.fresh()), cwd=ROOT, check=True, capture_output=True
            )
            out.append(json.loads(done.stdout))
        return {"rounds": out}

    def _make(self, work: Path, out: Path, *more: str, handouts: tuple[str, ...] = workload.TEXTS) -> None:
        _ended(self._started(work, out, *more, handouts=handouts))

    def _started(self, work: Path, out: Path, *more: str, handouts: tuple[str, ...] = workload.TEXTS) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(ROOT / "generate.py"), "-q", "-w", str(work), "make", *handouts, "-o", str(out), *more]
        return subprocess.Popen(command, env=self.environment(), cwd=ROOT, stdout=subprocess.DEVNULL)


def main() -> None:
    """Measure, and write the page."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--quick", action="store_true", help="a fiftieth of the work, to try the benchmark; writes no page")
    options.add_argument("--only", default="", help="parts, with commas")
    told = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        bench = Bench(Path(folder), told.rounds, 0.02 if told.quick else 1.0)
        parts: dict[str, Callable[[], dict[str, Any]]] = {
            "batch": bench.batch,
            "all": lambda: bench.batch(each=3),
            "fresh": lambda: bench.batch(fresh=True),
            "figures": lambda: bench.batch((OURS, "typst"), figures=True),
            "oneshot": bench.oneshot,
            "growth": bench.growth,
            "workers": bench.workers,
            "idle": bench.idle,
            "handouts": bench.handouts,
        }
        found = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() and not told.quick else {}
        for name in told.only.split(",") if told.only else parts:
            found[name] = parts[name]()
            system = f"{platform.system()} {platform.machine()}"
            found["machine"] = {"cores": os.cpu_count(), "python": platform.python_version(), "system": system}
            found.setdefault("runs", {})[name] = {"date": str(datetime.date.today()), "rounds": told.rounds}
            if not told.quick:
                RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    page = report.page(found)
    if told.quick:
        print(page)
    else:
        (ROOT / "docs" / "performance.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
