"""Give the program files that were changed at random: it may read them or refuse them in its own words, and do nothing else.

    .venv/bin/python benchmarks/fuzz.py [READER...] [--count 100000] [--seed 1] [--inputs FOLDER] [--keep FOLDER]

An input that raises anything but a refusal, ends the process, takes over ten seconds of work or two gigabytes is a fault; the exit code
is then 1, and --keep writes the input down. --inputs adds files to begin with, taken by their suffix. Logos are drawn by a process of
their own, which may be ended by these bounds: those are counted as cut. Input number N of a seed is always the same. Ctrl-C ends a reader
with what it has done so far. Not for Windows.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks import fuzz_readers  # noqa: E402

from handoutpress.errors import HandoutError  # noqa: E402

SECONDS, MEMORY = 10, 2 << 30


def work(name: str, first: int, args: argparse.Namespace, state: Sequence[float], faults: Callable[[object], None]) -> None:
    """Read inputs from number `first` on, in a process of its own. `state`: number, when it began, accepted, refused, slowest."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, suppress(KeyboardInterrupt):
        reader = fuzz_readers.READERS[name](Path(folder))
        files = [path for path in sorted(args.inputs.rglob("*")) if path.suffix in reader.suffixes] if args.inputs else []
        seeds = [*reader.seeds, *(path.read_bytes() for path in files if path.is_file())]
        for number in range(first, args.count):
            dice = random.Random(f"{args.seed} {name} {number}")
            raw = reader.changed(seeds, dice)
            state[0], state[1] = number, time.process_time()
            signal.setitimer(signal.ITIMER_PROF, SECONDS)  # ends the process, also in code that is not Python's
            try:
                reader.read(raw)
                state[2] += 1
            except HandoutError as error:
                state[3] += 1
                if not str(error):
                    faults((f"a refusal without words: {error!r}"[:200], number, raw))
            except Exception as error:
                where = "".join(traceback.format_tb(error.__traceback__)[-1:]).split("\n")[0].strip()
                faults((f"{type(error).__name__}: {str(error)[:90]} {where[-90:]}", number, raw))
            state[4] = max(state[4], time.process_time() - state[1])


def fuzz(name: str, args: argparse.Namespace) -> dict[str, object]:
    """All inputs of a reader, in as many processes as it takes, and what came of them."""
    forked = multiprocessing.get_context("fork")  # readers are made here, and need not be sent
    state = forked.Array("d", 5, lock=False)
    state[0] = -1
    faults: Counter[str] = Counter()
    firsts: dict[str, int] = {}
    cut = first = 0
    began = time.monotonic()

    def found(what: str, number: int, raw: bytes) -> None:
        faults[what] += 1
        if what not in firsts and args.keep:
            args.keep.mkdir(parents=True, exist_ok=True)
            (args.keep / f"{name}-{number}").write_bytes(raw)
        firsts.setdefault(what, number)

    try:
        while first < args.count:
            mine, theirs = forked.Pipe(duplex=False)
            process = forked.Process(target=work, args=(name, first, args, state, theirs.send), daemon=True)
            process.start()
            theirs.close()
            with suppress(EOFError):  # it has ended
                while True:
                    found(*mine.recv())
            process.join()
            if process.exitcode and state[0] < first:
                raise SystemExit(f"{name}: the reader cannot be got ready")
            first = int(state[0]) + 1
            slow = process.exitcode == -signal.SIGPROF
            if name == "svg" and process.exitcode in (-signal.SIGPROF, -signal.SIGABRT):
                cut += 1
            elif process.exitcode:
                found("takes too long" if slow else f"ended with {process.exitcode}", first - 1, b"")
    except KeyboardInterrupt:  # enough
        first = int(state[0])
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {
        "reader": name, "inputs": first, "read": int(state[2]), "refused": int(state[3]), "cut": cut, "faults": faults,
        "first": firsts, "slowest_seconds": round(state[4], 2), "peak_mb": memory, "seconds": round(time.monotonic() - began),
    }  # fmt: skip


def main() -> int:
    """Run it; 1 if there are faults."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("readers", nargs="*", metavar="READER", help=", ".join(fuzz_readers.READERS))
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inputs", type=Path)
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args()
    results = []
    for name in args.readers or fuzz_readers.READERS:
        results.append(fuzz(name, args))
        print(json.dumps(results[-1]), flush=True)
    return int(any(result["faults"] for result in results))


if __name__ == "__main__":
    sys.exit(main())
