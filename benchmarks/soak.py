"""Kill a press again and again, at random moments, and see that nothing is lost and nothing is done twice.

    python benchmarks/soak.py [--kills 200] [--leaflets 2000] [--jobs 2] [--seed N]

What is looked at after each kill: every leaflet in its place is whole; none that was there before was written again (its inode
is the same); the worker processes are gone. At the end: every leaflet is there, the hash of each is the one in the manifest,
and nothing else is left in the folder. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HANDOUTS = 8  # of the built-in library
GRACE = 2.0  # seconds workers may take to see that the press is dead


@dataclass
class Tally:
    """What was seen.

    Attributes:
        twice: leaflets that stood in their place, whole, and were written again.
        broken: leaflets in their place that were not whole.
        orphans: worker processes that lived on after the press.
        lost: leaflets that were not there at the end of a round, or not as the manifest says.
        longest: seconds the slowest worker took to end after the press was killed.
    """

    kills: int = 0
    rounds: int = 0
    leaflets: int = 0
    twice: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    orphans: int = 0
    lost: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    longest: float = 0.0

    @property
    def clean(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.twice or self.broken or self.orphans or self.lost or self.left)


def workspace(folder: Path, clinics: int) -> Path:
    """A workspace of made-up clinics."""
    for i in range(clinics):
        path = folder / "clinic_profiles" / f"clinic-{i:05d}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"name: Clinic Number {i}\ncity: Fairview, CA\nphone: (707) 555-01{i % 100:02d}\nbooking: www.example.org/visit-{i}\n",
            encoding="utf-8",
        )
    return folder


def soak(folder: Path, *, kills: int, clinics: int, handouts: tuple[str, ...], jobs: int, seed: int, longest: float) -> Tally:
    """Kill a press `kills` times, beginning anew in another folder whenever it gets through.

    Args:
        folder: an empty one to work in.
        longest: seconds a press may run before it is killed; the moment is random up to that.
    """
    dice, tally = random.Random(seed), Tally()
    work = workspace(folder / "workspace", clinics)
    count = clinics * (len(handouts) or HANDOUTS)
    while tally.kills < kills:
        tally.rounds += 1
        out = folder / f"out-{tally.rounds}"
        seen: dict[str, int] = {}
        while tally.kills < kills:
            process = _press(work, out, handouts, jobs)
            time.sleep(dice.uniform(0.05, longest))
            if process.poll() is not None:
                break  # through before the blow fell
            _kill(process, tally)
            _look(out, seen, tally)
        done = _press(work, out, handouts, jobs)
        if done.wait():
            tally.lost.append(f"the last press of round {tally.rounds} ended with {done.returncode}")
        _look(out, seen, tally)
        _audit(out, count, tally)
        tally.leaflets += count
    return tally


def _press(work: Path, out: Path, handouts: tuple[str, ...], jobs: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(ROOT / "generate.py"), "-q", "-w", str(work), "make", *handouts, "-o", str(out), "-j", str(jobs)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def children(pid: int) -> list[int]:
    """Processes a process has started, on Linux."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _kill(process: subprocess.Popen[bytes], tally: Tally) -> None:
    """SIGKILL to the press alone; its workers must find out by themselves."""
    workers = children(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    struck = time.monotonic()
    tally.kills += 1
    while any(map(_alive, workers)):
        if time.monotonic() - struck > GRACE:
            tally.orphans += sum(map(_alive, workers))
            break
        time.sleep(0.002)
    tally.longest = max(tally.longest, time.monotonic() - struck if workers else 0)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _look(out: Path, seen: dict[str, int], tally: Tally) -> None:
    for path in out.glob("*.pdf"):
        inode = path.stat().st_ino
        if path.name in seen:
            if seen[path.name] != inode:
                tally.twice.append(path.name)
        else:
            data = path.read_bytes()
            if not (data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")):
                tally.broken.append(path.name)
        seen[path.name] = inode


def _audit(out: Path, count: int, tally: Tally) -> None:
    """After the last press of a round: all of them, each as the manifest says, and nothing else."""
    from hashlib import sha256

    leaflets = json.loads((out / "manifest.json").read_text("utf-8"))["leaflets"]
    there = {path.name for path in out.iterdir()}
    tally.left += sorted(there - leaflets.keys() - {"manifest.json"})
    tally.lost += [
        name
        for name, entry in leaflets.items()
        if name not in there or sha256((out / name).read_bytes()).hexdigest() != entry["sha256"]
    ]
    tally.lost += ["?"] * (count - len(leaflets))


def main() -> int:
    """Run it; 0 if all is as promised."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--leaflets", type=int, default=2000)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--longest", type=float, default=2.5, help="seconds a press may run before it is killed")
    told = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        tally = soak(
            Path(folder), kills=told.kills, clinics=told.leaflets // HANDOUTS, handouts=(), jobs=told.jobs, seed=told.seed,
            longest=told.longest,
        )  # fmt: skip
    print(json.dumps({"clean": tally.clean, **vars(tally), "cores": os.cpu_count()}))
    return 0 if tally.clean else 1


if __name__ == "__main__":
    sys.exit(main())
