"""Movements in two pictures: the same person at one scale, first where it starts; and one figure with several people in it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handoutpress.content.figure_names import PEOPLE
from handoutpress.content.library import Library
from handoutpress.content.schema.blocks.pictures import Exercise, Exercises
from handoutpress.content.schema.figure import Figure
from handoutpress.formats import html
from handoutpress.layout import figures
from handoutpress.layout.components.figure_box import by_the_same, picture
from handoutpress.layout.document import typeset
from handoutpress.layout.figures import Picture
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.merge import merge
from tests.conftest import Run

LIBRARY = Library()
HANDOUTS = ("move-and-stretch", "strong-back-habits")


@cache
def leaflet(handout: str, language: str = "en") -> Leaflet:
    return merge(LIBRARY, "harbor-spine", handout, language)


def moves(handout: str) -> list[Exercise]:
    blocks = [block for section in leaflet(handout).sections for block in section.blocks]
    return [move for block in blocks if isinstance(block, Exercises) for move in block.root]


def people(drawn: Picture) -> set[str]:
    """Who is in a picture, by the inks of their skin."""
    return {re.sub(r"skin_(far_)?", "", ink) for line in drawn.art for _, ink in line if str(ink).startswith("skin_")}


def figures_of(pdf: bytes) -> list[tuple[str, list[float]]]:
    """Alternate text and box of each figure, in the order they are read."""
    out: list[tuple[str, list[float]]] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Dictionary):
            if node.get("/S") == "/Figure":
                out.append((str(node.Alt), [float(v) for v in node.A.BBox]))
            walk(node.get("/K"))
        elif isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)

    with pikepdf.open(BytesIO(pdf)) as document:
        walk(document.Root.StructTreeRoot)
    return out


@pytest.mark.parametrize("handout", HANDOUTS)
def test_every_move_has_a_start_and_the_same_person_does_both(handout: str) -> None:
    assert len(moves(handout)) >= 3
    for move in moves(handout):
        assert move.start is not None
        start = picture(leaflet(handout), by_the_same(leaflet(handout), move.start, move.figure))
        assert people(start) == people(picture(leaflet(handout), move.figure)) != set()


@pytest.mark.parametrize("template", ["leaflet", "large-print", "trifold"])
def test_where_it_starts_is_read_just_before_where_it_ends_and_they_do_not_overlap(template: str) -> None:
    handout = "move-and-stretch"
    found = figures_of(typeset(leaflet(handout), LIBRARY.template(template).value))
    alts = [alt for alt, _ in found]
    shown = 0
    for move in moves(handout):
        start, end = (leaflet(handout).figure_text(name or "").alt for name in (move.start, move.figure))
        at = alts.index(end)
        if alts[at - 1] != start:
            continue
        shown += 1
        (_, floor, right, _), (left, end_floor, _, top) = found[at - 1][1], found[at][1]
        beside, above = right < left and floor == pytest.approx(end_floor, abs=1), floor > top
        assert beside or above
    assert shown >= 3


def test_a_move_without_a_start_shows_one_picture() -> None:
    whole = leaflet("move-and-stretch")
    template = LIBRARY.template("leaflet").value
    sections = tuple(replace(one, blocks=without_starts(one.blocks), short=None) for one in whole.sections)
    bare = replace(whole, sections=sections)
    starts = {whole.figure_text(move.start).alt for move in moves("move-and-stretch") if move.start}
    assert starts & {alt for alt, _ in figures_of(typeset(whole, template))}
    assert not starts & {alt for alt, _ in figures_of(typeset(bare, template))}


def without_starts(blocks: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        Exercises(tuple(move.model_copy(update={"start": None}) for move in block.root)) if isinstance(block, Exercises) else block
        for block in blocks
    )


def test_a_web_page_shows_both_with_an_arrow_between() -> None:
    page = html.document(leaflet("move-and-stretch"))
    pairs = re.findall(r'<div class="start-end"><img class="figure[^>]*><img class="icon"[^>]*><img class="figure', page)
    assert len(pairs) == len(moves("move-and-stretch"))


# -- one figure, several people ------------------------------------------------------------------------


@pytest.mark.parametrize("who", PEOPLE)
def test_anybody_can_be_in_a_figure(who: str) -> None:
    walk = Figure.model_validate(json.loads(LIBRARY.figure("walk")[1]))
    assert people(figures.draw_figure(walk.played_by(who))) == {who}


def test_the_others_in_a_figure_stay_who_they_are() -> None:
    talk = Figure.model_validate(json.loads(LIBRARY.figure("visit-talk")[1]))
    assert people(figures.draw_figure(talk.played_by("hana"))) == {"hana", "dev"}


def test_a_name_with_a_person_takes_the_figure_s_own_words() -> None:
    shown = leaflet("your-visit")
    assert shown.figure == "visit-talk@hana"
    assert shown.figure_text("visit-talk@hana") == shown.figure_text("visit-talk")
    assert people(picture(shown, "visit-talk@gia")) == {"gia", "dev"}


def test_a_person_who_does_not_exist_is_named_with_the_nearest(run: Run, tmp_path: Path) -> None:
    (tmp_path / "clinic_profiles").mkdir()
    text = (Path(LIBRARY.roots[-1]) / "handouts/move-and-stretch.yaml").read_text("utf-8")
    (tmp_path / "handouts").mkdir()
    (tmp_path / "handouts/move-and-stretch.yaml").write_text(text.replace("walk@gia", "walk@gai"), "utf-8")
    code, _, err = run("make", "move-and-stretch", "-w", tmp_path, "-c", "harbor-spine", "-o", tmp_path / "x.pdf")
    assert (code, "move-and-stretch.yaml:" in err, "Did you mean 'gia'" in err) == (3, True, True), err
    code, _, err = run("show", "figure", "walk@gai", "-w", tmp_path, "--png", tmp_path / "x.png")
    assert (code != 0, "gia" in err, "Traceback" in err) == (True, True, False), err


def test_readers_of_many_kinds_meet_themselves_over_the_handouts() -> None:
    shown = [picture(one, name) for one in map(leaflet, LIBRARY.handouts()) for name in (one.figure, *dict(one.figures)) if name]
    names = {who for drawn in shown for who in people(drawn)}
    assert names >= {"gia", "hana", "ivo", "joy"}
