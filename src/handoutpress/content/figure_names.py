"""Names that figures may use: people, inks, icons. What they look like is decided where they are drawn."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

Who = Literal["ana", "ben", "cora", "dev", "eli", "fay", "gia", "hana", "ivo", "joy"]
PEOPLE: tuple[Who, ...] = get_args(Who)
INKS: tuple[str, ...] = (
    "white", "black", "ink", "soft", "line", "brand", "deep", "fill", "on_fill", "tint", "tint2", "accent", "glow", "accent_text",
    "arrow", "stretch", "warm",
    "wrong_edge", "wrong_dark", "wrong_mid", "wrong_light",
    "alert", "alert_tint", "alert_field", "on_alert", "amber", "amber_field", "on_amber", "good", "bad",
    "mid", "shirt", "shirt_far", "pants", "pants_far", "shoe", "shoe_far", "fig", "line_p",
    "pillow", "ice", "prop", "prop2", *(f"{part}_{who}" for who in PEOPLE for part in ("skin", "skin_far", "hair")),
    "sun", "hill", "hill2", "step", "two", "mix",
)  # fmt: skip


# Shapes of the pictograms by name, on a grid of 24 with y down. A shape is a path (absolute M, L, C, Z), a circle ("o", centre,
# radius) or a rounded box ("r", left, top, width, height, radius). The sign before it says how it is painted: + filled with the main
# ink, = with the second, - with the ground (knocked out), "-~" a heavy stroke in the ground; no sign: stroked in the main ink.
ICONS: dict[str, list[str]] = json.loads(Path(__file__).with_name("icons.json").read_text("utf-8"))


def known(kind: str, name: str, names: Collection[str]) -> str:
    """A name that is one of some. Raises ValueError: it is not; it names the nearest one."""
    if name not in names:
        near = difflib.get_close_matches(name, names, 1)
        raise ValueError(f"there is no {kind} '{name}'" + (f"; did you mean '{near[0]}'?" if near else ""))
    return name


def figure_id(name: str) -> str:
    """The figure a name stands for: "walk@gia" is the figure `walk` with gia in it."""
    return name.partition("@")[0]


def person_in(name: str) -> str:
    """Who a name asks to see in its figure, "gia" of "walk@gia"; empty: the figure's own person."""
    return name.partition("@")[2]


def _known_person(name: str) -> str:
    if name != figure_id(name):
        known("person", person_in(name), PEOPLE)
    return name


# a figure's id, and if another person than its own is to be seen in it "@" and who
FigureName = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(@[a-z]+)?$", max_length=60), AfterValidator(_known_person)]
Ink = Annotated[str, AfterValidator(lambda name: known("ink", name, INKS))]
Icon = Annotated[str, AfterValidator(lambda name: known("icon", name, ICONS))]
