"""What `make` says: a line for each leaflet, a counter at a terminal, a summary, and the plan of a dry run."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter, deque
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handoutpress.cli.common import SETTINGS, as_json, counted, counter, data, say, say_notes, say_problems
from handoutpress.errors import ExitCode, problems_as_data
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from handoutpress.errors import HandoutError, Problem
    from handoutpress.press.job import JobResult
    from handoutpress.press.staleness import PlannedJob

MOST_LINES = 40  # at a terminal: a thousand paths say less than a counter; -v shows them, and a program that reads gets all
MOST_ERRORS = 100  # shown one by one: a full disk fails every leaflet in its own name
STATES = ("new", "changed", "missing", "damaged")


class Progress:
    """What is said while leaflets go by: lines on stdout, each error once, and a counter, at a terminal if there is much to do.

    Attributes:
        recent: (seconds, leaflets) of the last while: what is up to date goes by in no time, and must not promise too much.
        folders: those shown before, as people read them; to ask the system for each of ten thousand leaflets takes longer than to
            check them.
        problems: those said; the same problem of a profile is one of all its leaflets.
    """

    def __init__(self, of: int, doing: str) -> None:
        self.of, self.doing = of, doing
        self.live = sys.stderr.isatty() and of > 3 and SETTINGS.talk >= 0
        self.number = self.failed = 0
        self.shown = 0.0
        self.recent: deque[tuple[float, int]] = deque([(time.monotonic(), 0)], maxlen=64)
        self.folders: dict[str, str] = {}
        self.problems: set[Problem] = set()

    def wipe(self) -> None:
        """Clear the counter, before something else is said."""
        if self.live and self.shown:
            counter("")

    def line(self, made: JobResult, before: str = "", after: str = "") -> None:
        """Write where a leaflet is."""
        self.wipe()
        data(before + self._places(made) + after)

    def error(self, error: HandoutError) -> None:
        """Say what is new in an error."""
        self.wipe()
        for problem in error.problems:
            if problem not in self.problems:
                self.problems.add(problem)
                if len(self.problems) <= MOST_ERRORS:
                    say_problems([problem])
                elif len(self.problems) == MOST_ERRORS + 1:
                    say("More errors are not shown here; --json tells all of them.", level=-1)

    def count(self, *, failed: bool = False) -> None:
        """One more."""
        self.number += 1
        self.failed += failed
        now = time.monotonic()
        if not self.live or self.number == self.of or (now - self.shown < 0.1 and self.number % (self.of // 100 or 1)):
            return
        self.shown = now
        if now - self.recent[-1][0] > 0.25:
            self.recent.append((now, self.number))
        began, before = self.recent[0]
        rate = (self.number - before) / max(0.001, now - began)
        bad = f", {self.failed} failed" if self.failed else ""
        left = f"{rate:,.0f} a second, {_time((self.of - self.number) / max(0.001, rate))} left{bad}"
        counter(f"{self.doing}: {self.number:,} of {self.of:,} ({left})")

    def _places(self, made: JobResult) -> str:
        """Paths of a leaflet's files from the current folder, or their URLs; a line each."""
        if not made.place or not made.local:
            return "\n".join(made.places)
        folder, _, name = made.place.rpartition(os.sep)
        if folder not in self.folders:
            self.folders[folder] = shown(Path(made.place).parent)
        return "\n".join([f"{self.folders[folder]}/{one}".removeprefix("./") for one in (name, *made.more)])


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def as_data(made: JobResult) -> dict[str, Any]:
    """What became of a leaflet, for programs to read."""
    return {
        **{name: getattr(made.job, name) for name in ("clinic", "handout", "language", "template", "format")},
        "file": made.place or None,
        "more": made.places[1:],
        "fresh": made.fresh,
        "why": made.why or None,
        "problems": problems_as_data(made.error.problems) if made.error else [],
    }


def follow(running: Iterable[JobResult], of: int, *, json: bool) -> list[JobResult]:
    """Say what becomes of each leaflet; all of them when they are through."""
    progress = Progress(of, "Making leaflets")
    lines = not json and not (progress.live and of > MOST_LINES and sys.stdout.isatty() and SETTINGS.talk < 1)
    results = []
    for made in running:
        results.append(made)
        if made.error:
            progress.error(made.error)
        elif lines:
            progress.line(made)
        progress.count(failed=made.error is not None)
    progress.wipe()
    return results


def sum_up(results: list[JobResult], folder: str, wrong: list[Problem], *, json: bool) -> int:
    """Say what was made, what not, and how many rows of a list were `wrong`, so that nobody asked for theirs; the exit code."""
    good = [made for made in results if made.place]
    bad = [made for made in results if made.error]
    if json:
        as_json([as_data(made) for made in results])
    say_notes(f"{made.job.handout}: {note}" for made in good for note in made.notes)
    kept = sum(not made.fresh for made in good)
    if good and kept == len(good):
        what = f"leaflet in {folder} is" if kept == 1 else f"{kept:,} leaflets in {folder} are"
        say(f"Nothing has changed: the {what} up to date.")
    elif good:
        rest = f" {kept} more {'is' if kept == 1 else 'are'} up to date." if kept else ""
        say(f"Made {counted(len(good) - kept, 'leaflet')} in {folder}.{rest} Open the folder and print, or send a file by e-mail.")
    mended = sum(made.why.startswith("the file was") for made in good if made.fresh)
    if mended:
        say(f"{mended} of them had been changed by hand or damaged, and are as they should be again.")
    return _failures(bad, len(results), wrong, any_good=bool(good))


def _failures(bad: list[JobResult], of: int, wrong: list[Problem], *, any_good: bool) -> int:
    if not bad and not wrong:
        return ExitCode.OK
    codes = {made.error.exit_code for made in bad if made.error} | ({ExitCode.INVALID} if wrong else set())
    if bad and (any_good or of > 1):
        clinics = Counter(made.job.clinic for made in bad)
        names = ", ".join(f"{name} ({count})" for name, count in clinics.most_common(8))
        more = f" and {len(clinics) - 8} more clinics" if len(clinics) > 8 else ""
        say(f"{len(bad)} of {of} could not be made, for {names}{more}; see the errors above.", level=-1)
    if wrong:
        rows = len({problem.place.line for problem in wrong if problem.place})
        say(f"{counted(rows, 'row')} of the list of clinics could not be used; see the errors above.", level=-1)
    return codes.pop() if not any_good and len(codes) == 1 else ExitCode.PARTIAL


def plan(checked: Iterable[tuple[PlannedJob, JobResult]], of: int, folder: str, wrong: list[Problem], *, json: bool) -> int:
    """Say what would be made, where and why; the exit code a run would end with."""
    from handoutpress.press.fingerprints import KINDS

    progress = Progress(of, "Looking at leaflets")
    states: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    bad: list[JobResult] = []
    rows = []
    for planned, made in checked:
        progress.count(failed=made.error is not None)
        state = "fails" if made.error else planned.state
        states[state] += 1
        kinds.update(planned.kinds if state == "changed" else ())
        if made.error:
            bad.append(made)
        if json:
            rows.append({**as_data(made), "state": state, "changed": list(planned.kinds)})
        elif made.error:
            progress.error(made.error)
        elif state != "current" or SETTINGS.talk > 0:
            progress.line(made, f"{state:8} ", f"  ({made.why})" if state == "changed" else "")
    progress.wipe()
    if json:
        as_json({"folder": folder, "counts": dict(states), "leaflets": rows})
    reasons = ", ".join(f"{KINDS[kind]}: {count:,}" for kind, count in kinds.most_common())
    parts = [f"{states[state]:,} {state}" for state in STATES if states[state]]
    parts = [f"{part} ({reasons})" if part.endswith("changed") and reasons else part for part in parts]
    count, current = sum(states[state] for state in STATES), states["current"]
    what = f"Would make {count:,} of {counted(of, 'leaflet')} in {folder}: {', '.join(parts)}."
    rest = f" {current:,} {'is' if current == 1 else 'are'} up to date." if current else ""
    say(f"{what if count else f'Would make nothing in {folder}.'}{rest} Nothing was written.")
    return _failures(bad, of, wrong, any_good=len(bad) < of)
