"""Template files: overlays on other templates, and whether what they ask for can be printed and read.

A template may name another as its `base` and say only what differs. A clinic's own template may not drop the red flags or the
phone, set type too small to read, or print where printers do not reach.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from handoutpress.content.schema.template import Panel, Paper, Size, Template
from handoutpress.content.yaml_reader import Data, Loaded, Positions, read, validate
from handoutpress.errors import InvalidSource, NotFound, Problem

EDGE = 17.0  # points (6 mm): what office printers leave white
LEAST_TYPE, LEAST_SMALL_PRINT = 10.0, 8.0  # points
TEXT_INKS = ("ink", "soft", "brand", "deep", "black")  # read on white and on tints, for any brand colour
SLACK = 0.5  # points; measures of paper sizes are rounded
CARD = (310.0, 425.0)  # width and height of the largest panel of a card, points: A6, and a quarter of Letter
SAME_DAY = {"same-day", "same-day-columns"}
ELSEWHERE = {"other-signs", "reach"}  # parts that say where the signs of the same day stand
PHONE = {"contact", "call", "phone", "cover", "bar", "foot", "reach"}
PAPERS: tuple[Paper, ...] = get_args(Paper)


def load(path: Path, roots: Sequence[Path]) -> Loaded[Template]:
    """A template file, with what its bases say below it.

    Args:
        roots: libraries, in order; bases are looked for from its own on, one of the file's own name in a later library.

    Raises:
        NotFound: a base does not exist.
        InvalidSource: every problem found, each at its line.
    """
    at = next((i for i, root in enumerate(roots) if path.is_relative_to(root)), 0)
    data, positions = _whole(path, roots[at:], ())
    loaded = Loaded(validate(data, positions, Template), path, positions)
    if problems := list(_senseless(loaded)):
        raise InvalidSource(problems)
    return loaded


def _whole(path: Path, roots: Sequence[Path], above: tuple[Path, ...]) -> tuple[Data, Positions]:
    data, positions = read(path)
    name = data.get("base") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(name, str) or not re.fullmatch(r"[a-z0-9-]+", name):
        return data, positions
    found = next((file for root in roots if (file := root / "templates" / f"{name}.yaml").is_file() and file != path), None)
    place = positions.place(("base",))
    if found is None:
        known = sorted({file.stem for root in roots for file in (root / "templates").glob("*.yaml")} - {path.stem})
        raise NotFound(Problem(f"there is no template '{name}'", f"There are: {', '.join(known)}", place, "base"))
    if found in above:
        raise InvalidSource(Problem("these templates are based on each other", "Name another base", place, "base"))
    below, _ = _whole(found, roots, (*above, path))
    assert isinstance(below, dict)
    return overlay({key: value for key, value in below.items() if key != "base"}, data), positions


def overlay(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """What `above` says, else what `below` says; fields within fields likewise. Lists are taken whole.

    >>> overlay({"a": {"b": "1", "c": "2"}}, {"a": {"c": "3"}})
    {'a': {'b': '1', 'c': '3'}}
    """
    out = dict(below)
    for key, value in above.items():
        old = out.get(key)
        out[key] = overlay(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return out


def _senseless(loaded: Loaded[Template]) -> Iterator[Problem]:
    template = loaded.value
    yield from _type(loaded)
    for paper in PAPERS:
        if paper not in template.sheets:
            yield loaded.problem(f"the size for {paper} is missing", f"Add `{paper}: [width, height]`, in points", "sheets")
            continue
        width, height = template.sheets[paper]
        if width < 2 * 72 or height < 2 * 72:
            what = "the sheet is smaller than 2 inches"
            yield loaded.problem(what, "Give width and height in points, 72 to the inch", "sheets", paper)
            continue
        yield from _panels(loaded, paper)
        yield from _marks(loaded, paper)
    yield from _left_out(loaded, otherwise=False)
    if any(panel.otherwise for panel in template.panels):
        yield from _left_out(loaded, otherwise=True)


def _left_out(loaded: Loaded[Template], *, otherwise: bool) -> Iterator[Problem]:
    """What no panel holds and every sheet must say."""
    template = loaded.value
    parts = {name for panel in template.panels for name in panel.parts(otherwise)}
    if parts and "red-flags" not in parts:
        yield loaded.problem("the red flags are missing", "Add red-flags to what a panel holds: every sheet carries them", "panels")
    if parts and not parts & (SAME_DAY | ELSEWHERE):
        mend = "Add same-day to what a panel holds: every sheet says what needs a call today"
        yield loaded.problem("the signs of the same day are missing", mend, "panels")
    if parts & ELSEWHERE and not parts & SAME_DAY and not all(map(_of_a_card, template.panels)):
        mend = "Add same-day to what a panel holds: only a card may say where they stand instead"
        yield loaded.problem("there is room for the signs of the same day", mend, "panels")
    if parts and not parts & PHONE:
        yield loaded.problem("the phone is missing", "Add phone, call or contact to what a panel holds", "panels")
    if parts and template.text == "easy":
        mend = "Delete the panels, or write `text: key`"
        yield loaded.problem("the easy-read edition has whole pages, not panels", mend, "panels")
    if parts and template.text != "key" and "text" not in parts:
        yield loaded.problem("no panel holds the text", "Add text to what a panel holds, or write `text: key`", "panels")


def _of_a_card(panel: Panel) -> bool:
    """Whether a panel is as small as one of a card."""
    return all(width <= CARD[0] and height <= CARD[1] for _, _, width, height in panel.at.values())


def _type(loaded: Loaded[Template]) -> Iterator[Problem]:
    sizes = loaded.value.sizes
    for role, look in loaded.value.type.items():
        inks = ("on_fill",) if role == "call" else TEXT_INKS
        if look.ink not in inks:
            yield loaded.problem("is not an ink that this text can be read in", f"Write {', '.join(inks)}", "type", role, "ink")
        if role != "micro" and look.size == "micro":
            yield loaded.problem("is too small to read", "Name a larger size: micro is for the small print", "type", role, "size")
    names = get_args(Size)
    for name, above in zip(names, (None, *names), strict=False):
        points, least = sizes[name], LEAST_SMALL_PRINT if name == "micro" else LEAST_TYPE
        if points < least:
            yield loaded.problem("is too small to read", f"Give at least {least:g}", "sizes", name)
        elif above and points > sizes[above]:
            yield loaded.problem(
                f"is larger than {above}", f"Give at most {sizes[above]:g}: sizes go from display down", "sizes", name
            )


def _panels(loaded: Loaded[Template], paper: Paper) -> Iterator[Problem]:
    template = loaded.value
    width, height = template.sheets[paper]
    for i, panel in enumerate(template.panels):
        if paper not in panel.at:
            what = f"the place for {paper} is missing"
            yield loaded.problem(what, f"Add `{paper}: [left, bottom, width, height]`", "panels", i, "at")
            continue
        left, bottom, wide, high = panel.at[paper]
        for dx, dy in ((0.0, 0.0), *template.copies.get(paper, ())):
            x, y = left + dx, bottom + dy
            if x < -SLACK or y < -SLACK or x + wide > width + SLACK or y + high > height + SLACK:
                where = ("panels", i, "at", paper) if not (dx or dy) else ("copies", paper)
                what = f"sticks out of the {paper} sheet ({width:g} x {height:g})"
                yield loaded.problem(what, "Move it, or make it smaller", *where)
                break
            in_left, in_top, in_right, in_bottom = panel.inset
            edges = (x + in_left, y + in_bottom, width - x - wide + in_right, height - y - high + in_top)
            if min(edges) < EDGE - SLACK:
                what = f"brings text nearer to the edge of the {paper} sheet than 17 points (6 mm)"
                yield loaded.problem(what, "Give more", "panels", i, "inset")
                break
        for j, other in enumerate(template.panels[:i]):
            if other.sheet == panel.sheet and paper in other.at and _over(panel.at[paper], other.at[paper]):
                yield loaded.problem(f"lies over panel {j + 1} on {paper}", "Move one of them", "panels", i, "at", paper)


def _over(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return all(min(a[i] + a[i + 2], b[i] + b[i + 2]) - max(a[i], b[i]) > SLACK for i in (0, 1))


def _marks(loaded: Loaded[Template], paper: Paper) -> Iterator[Problem]:
    marks, (width, height) = loaded.value.marks, loaded.value.sheets[paper]
    for name, places, most in (
        ("folds", marks.folds, width),
        ("cuts", marks.cuts, width),
        ("level_cuts", marks.level_cuts, height),
    ):
        for i, at in enumerate(places.get(paper, ())):
            if not 0 < at < most:
                yield loaded.problem(f"is not on the {paper} sheet", f"Give less than {most:g}", "marks", name, paper, i)
