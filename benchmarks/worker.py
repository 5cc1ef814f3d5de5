"""One program on the work, in a process of its own, pinned to one core: `python -m benchmarks.worker TASK`, TASK as JSON.

Prints what it measured as one line of JSON. Files go to a new folder, and nothing is deleted before the end of a benchmark: after
mass deletes, creating files is slower for minutes.
"""

from __future__ import annotations

import importlib
import itertools
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import workload

OURS = "handoutpress"
WARM = 6  # leaflets made before the clock starts, two of each handout


def fonts() -> Path:
    """The folder of the peers' font."""
    import rendercv_fonts

    return Path(rendercv_fonts.__file__).parent / "Open Sans"


def _pairs(n: int, names: tuple[str, ...], each: int) -> Iterator[tuple[int, str]]:
    """Clinic and handout of each leaflet: `each` handouts of a clinic, one after the other."""
    return ((i // each, names[i % len(names)]) for i in range(n))


def ours(task: dict[str, Any], names: tuple[str, ...]) -> Callable[[int, int], list[int]]:
    """The press, by its public way in, one process: plan, typeset, write, manifest."""
    from handoutpress.content.library import Library
    from handoutpress.press.job import Job
    from handoutpress.press.run import run_jobs

    library = Library(Path(task["workspace"]))

    def make(first: int, last: int) -> list[int]:
        jobs = [Job(f"clinic-{i:05d}", name) for i, name in _pairs(last, names, task["each"])][first:]
        out = []
        for made in run_jobs(library, jobs, Path(task["out"]) / str(first), workers=1):
            if made.error:
                raise SystemExit(str(made.error))
            out.append(os.path.getsize(made.place))  # noqa: PTH202  (the peers need not look: it should cost as little)
        return out

    return make


def peer(task: dict[str, Any], names: tuple[str, ...]) -> Callable[[int, int], list[int]]:
    """A peer: render, write."""
    module = importlib.import_module(f"benchmarks.peers.{task['program']}_peer")
    render = module.make(names, fresh_codes=task["fresh_codes"], fonts=fonts())
    texts = {handout["id"]: handout for handout in workload.handouts(names)}
    clinics = list(workload.clinics(task["n"] + WARM))
    if not task["fresh_codes"]:
        from benchmarks.peers import codes

        for clinic in clinics:
            codes.kept(clinic["booking_url"])
    folder = Path(task["out"])

    def make(first: int, last: int) -> list[int]:
        out = []
        for i, name in itertools.islice(_pairs(last, names, task["each"]), first, None):
            data = render(clinics[i], texts[name])
            (folder / f"{clinics[i]['id']}-{name}.pdf").write_bytes(data)
            out.append(len(data))
        return out

    return make


def memory() -> float:
    """Most memory this process ever held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Do one task."""
    task = json.loads(sys.argv[1])
    if task.get("core") is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {task["core"]})
    names = workload.FIGURES if task["figures"] else workload.TEXTS
    make = (ours if task["program"] == OURS else peer)(task, names)
    if task["mode"] == "batch":
        make(0, WARM)
        cpu, clock = time.process_time(), time.perf_counter()
        sizes = make(WARM, WARM + task["n"])
        wall, cpu = time.perf_counter() - clock, time.process_time() - cpu
        told: dict[str, Any] = {
            "wall": wall / task["n"],
            "cpu": cpu / task["n"],
            "bytes": statistics.median(sizes),
            "memory": memory(),
        }
    else:  # growth: from the start of the process
        told = {}
        done = 0
        for step in task["steps"]:
            make(done, step)
            done = step
            told[str(step)] = {"seconds": time.time() - task["began"], "memory": memory()}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
