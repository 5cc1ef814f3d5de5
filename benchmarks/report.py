"""Results as the page docs/performance.md: tables of medians and ranges, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median
from textwrap import fill
from typing import Any

OURS = "handoutpress"
NAMES = {
    OURS: "handoutpress (tagged, PDF/UA-1)", "typst": "Typst (one compiler, body laid out once, PDF/UA-1)",
    "reportlab": "ReportLab (not tagged)", "weasyprint": "WeasyPrint (PDF/UA-1)",
}  # fmt: skip
PARTS = {
    "batch": "many leaflets", "all": "all handouts of a clinic", "fresh": "a new code on each leaflet",
    "figures": "figures", "oneshot": "one leaflet from the shell",
    "growth": "growth", "workers": "two processes", "idle": "nothing to do", "handouts": "a new handout",
}  # fmt: skip
HEAD = """\
# How fast the press is

This page is written by `make bench`. Figures are medians over rounds, with the lowest and highest in brackets. In every round all
programs run in shuffled order; batches run in one process pinned to one core, after six leaflets of warm-up, and write files.

The work: three text handouts of about 730 words with a table, a callout and a QR code, a different clinic on each leaflet
(`benchmarks/library`, `benchmarks/workload.py`). The peers set 10.5-point type on two or three pages. The press sets 12 points and
more and adds what it adds to every leaflet: the box of red flags, key points, contact panel, document control. So it draws more.
It is measured by its public way in, `press.run.run_jobs`: reading profiles, plan, typesetting, writing, manifest and journal are all in it.
"""
MACHINE = (
    "Machine: {cores} cores shared with other work, {system}, Python {python}; {runs}. The clock tells what else the machine did; so "
    "ratios are of processor time, and each is of two programs in one round."
)

SINCE = """\
The seconds below are of the code of their day. On 2026-11-30 the press was compared with the code of 2026-11-29, from before the rooms
of the program were made anew (commit ad13f41): 1,200 leaflets of 150 clinics, one process, caches full, start-up in it. At the end of
that day it took 1.08 times as many instructions, counted by valgrind (1.06 at the start of a run, 1.10 for each leaflet); before it was
looked into, 1.26 times (1.09 and 1.39). Processor time was taken earlier that day, when it took 1.05 times the instructions: it was 1.08
times as much, the median of 12 pairs on a busy machine. Each has the handouts of its day, so the texts differ a little.
"""


def page(found: dict[str, Any]) -> str:
    """The whole page."""
    parts = [HEAD, f"{fill(MACHINE.format(**found['machine'], runs=_runs(found['runs'])), 140)}\n", SINCE]
    if "batch" in found:
        parts.append(
            "## Many leaflets: codes known\n\nA clinic's QR code is the same on all its leaflets, so every program keeps it.\n"
        )
        parts.append(_batch(found["batch"]))
    if "all" in found:
        parts.append(
            "## Many leaflets: all three of each clinic\n\nAs a franchise office makes them: each clinic gets every handout, one after "
            "the other.\n"
        )
        parts.append(_batch(found["all"]))
    if "fresh" in found:
        parts.append(
            "## Many leaflets: a new QR code on each\n\nThe other end: no code was ever made before. All use segno alike.\n"
        )
        parts.append(_batch(found["fresh"]))
    if "figures" in found:
        parts.append(
            "## With figures\n\nThe same texts with four figures each. Typst gets the very paths the press draws, as SVG.\n"
        )
        parts.append(_batch(found["figures"]))
    for name, write in (
        ("oneshot", _oneshot),
        ("growth", _growth),
        ("workers", _workers),
        ("idle", _idle),
        ("handouts", _handouts),
    ):
        if name in found:
            parts.append(write(found[name]))
    if "batch" in found and "figures" in found:
        parts.append(_sizing(found))
    parts.append(_meaning(found))
    if missing := [words for name, words in PARTS.items() if name not in found]:
        parts.append(
            f"Not in this run, for it was not alone on the machine: {', '.join(missing)}. `make bench` on a quiet one adds them.\n"
        )
    return "\n".join(parts)


def _runs(runs: dict[str, dict[str, Any]]) -> str:
    """When which part was measured, and how often."""
    days: dict[str, list[str]] = {}
    for name, run in runs.items():
        rounds = "one round" if run["rounds"] == 1 else f"{run['rounds']} rounds"
        days.setdefault(f"{rounds} on {run['date']}", []).append(PARTS[name])
    if len(days) == 1:
        return next(iter(days))
    told = "; ".join(f"{day}: {', '.join(names)}" for day, names in days.items())
    return f"{told} (it was not the same machine every day: do not compare seconds of one with those of another)"


def _ms(values: Iterable[float]) -> str:
    return _spread([value * 1e3 for value in values], "{:.2f}")


def _spread(values: Sequence[float], form: str) -> str:
    return f"{form.format(median(values))} ({form.format(min(values))}–{form.format(max(values))})"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] + ["---:"] * (len(head) - 1), *rows)]
    return "\n".join(lines) + "\n"


def _ratios(one: list[dict[str, float]], other: list[dict[str, float]]) -> list[float]:
    """How many times the processor time of `other` `one` takes, round by round."""
    return [a["cpu"] / b["cpu"] for a, b in zip(one, other, strict=True)]


def _batch(found: dict[str, list[dict[str, float]]]) -> str:
    rows = [
        (
            NAMES[name],
            _ms(run["cpu"] for run in runs),
            _ms(run["wall"] for run in runs),
            f"{1 / median(run['cpu'] for run in runs):,.0f}",
            _spread(_ratios(runs, found[OURS]), "{:.1f}"),
            f"{median(run['memory'] for run in runs):.0f}",
            f"{median(run['bytes'] for run in runs) / 1024:.1f}",
        )
        for name, runs in sorted(found.items(), key=lambda item: median(run["cpu"] for run in item[1]))
    ]
    return _table(
        (
            "program",
            "ms of processor",
            "ms on the clock",
            "leaflets a second, one core",
            "times as much",
            "memory, MB",
            "KB a file",
        ),
        rows,
    )


def _oneshot(found: dict[str, list[float]]) -> str:
    empty = found["empty Typer program"]
    rows = [(NAMES.get(name, name), _ms(runs), f"{(median(runs) - median(empty)) * 1e3:+.0f}") for name, runs in found.items()]
    text = (
        "## One leaflet, from the shell\n\nA new process for each. A full cache holds bodies, widths of letters and finished leaflets; "
        "a new line in the\nprofile leaves all but the last of use. The peers here are bare scripts without a command line.\n"
    )
    return text + "\n" + _table(("program", "ms", "more than an empty Typer program, ms"), rows)


def _growth(found: dict[str, list[dict[str, Any]]]) -> str:
    steps = list(dict.fromkeys(step for runs in found.values() for step in runs[0]))
    rows = []
    for name, runs in found.items():
        cells = [
            f"{median(run[step]['seconds'] for run in runs):.2f} s, {median(run[step]['memory'] for run in runs):.0f} MB"
            if step in runs[0]
            else ""
            for step in steps
        ]
        rows.append((NAMES[name], *cells))
    text = "## Growth\n\nFrom the start of a process until so many leaflets are there, and the most memory it held.\n\n"
    return text + _table(("program", *(f"{int(step):,}" for step in steps)), rows)


PLACES = {"disk": "on the disk", "memory": "in memory"}


def _workers(found: dict[str, Any]) -> str:
    text = f"## Two processes\n\n`make` of {found['leaflets']:,} leaflets, start-up and all.\n\n"
    rows = []
    for place, seconds in found["seconds"].items():
        gains = [[a / b for a, b in zip(seconds["1"], seconds[way], strict=True)] for way in ("2", "apart")]
        values = (seconds["1"], seconds["2"], seconds["apart"], *gains)
        rows.append((PLACES[place], *(_spread(each, "{:.2f}") for each in values)))
    heads = (
        "into a folder",
        "seconds with `--jobs 1`",
        "with `--jobs 2`",
        "two presses apart",
        "`--jobs 2`, times as fast",
        "apart",
    )
    text += _table(heads, rows)
    text += (
        "\nApart: two presses at once, each with half of the clinics and `--jobs 1`, share nothing: it is what the machine's second "
        "processor adds.\nOn a disk, the system's own work to write gigabytes takes part of it.\n"
    )
    held = [f"{mb:.0f} MB when both together made {int(count):,} leaflets" for count, mb in found.get("memory", {}).items()]
    return text + (f"The worker beside the press held {', '.join(held)}.\n" if held else "")


def _idle(found: dict[str, Any]) -> str:
    rows = [(name, f"{case['leaflets']:,}", _spread(case["seconds"], "{:.2f}")) for name, case in found.items()]
    text = "## Nothing to do\n\n`make` when everything is up to date, start-up and all.\n\n"
    return text + _table(("clinics", "leaflets", "seconds"), rows)


def _handouts(found: dict[str, Any]) -> str:
    rounds = found["rounds"]
    first = [median(each[name][0] for name in each) for each in rounds]
    then = [median(each[name][1] for name in each) for each in rounds]
    text = (
        "## A handout that was not made before\n\nWhat is the same for all clinics is worked out with the first leaflet, and kept. "
        "Over the built-in handouts,\nwith their figures and an empty cache: "
    )
    return text + f"the first leaflet takes {_ms(first)} ms,\nthat of the next clinic {_ms(then)} ms.\n"


def _sizing(found: dict[str, Any]) -> str:
    """What many leaflets cost, by what was measured here."""
    rows = []
    for part, words in (("batch", "text handouts"), ("figures", "the same with four figures")):
        runs = found[part][OURS]
        seconds, size = median(run["cpu"] for run in runs), median(run["bytes"] for run in runs)
        hours = 1e7 * seconds / 3600
        rows.append((words, f"{3600 / seconds:,.0f}", f"{hours:,.1f}", f"{hours * 60 / 32:,.0f}", f"{1e7 * size / 1e9:,.0f}"))
    head = ("leaflets", "leaflets a core-hour", "10 million: core-hours", "minutes on 32 cores", "GB to keep")
    text = (
        "## Sizing\n\nBy the medians above, codes known, files on a local disk. To these add 9 GB of manifests for ten million leaflets,\n"
        "and, in an object store, one PUT for each leaflet: there, the store's latency decides, and several processes for each\n"
        "core hide it. Give a worker 150 MB.\n\n"
    )
    return text + _table(head, rows)


def _meaning(found: dict[str, Any]) -> str:
    lines = ["## What it means\n"]
    for part, words in (
        ("batch", "With codes known"),
        ("all", "With all handouts of each clinic"),
        ("fresh", "With a new code on each leaflet"),
        ("figures", "With figures"),
    ):
        if part in found:
            told = ", ".join(
                f"{median(_ratios(runs, found[part][OURS])):.1f} x {NAMES[name].partition(' (')[0]}"
                for name, runs in found[part].items()
                if name != OURS
            )
            lines.append(f"- {words}, per core: {told}.")
    lines += [
        "- This holds where many clinics share a handout: what does not change between clinics is laid out once. Where every leaflet is",
        "  another handout, each pays for its own layout (above), and Typst is faster.",
        "- A clinic whose services, country or long name change what stands in the body needs a layout of its own.",
        "- How to size machines by these figures: [scaling.md](scaling.md).",
    ]
    return "\n".join(lines) + "\n"
