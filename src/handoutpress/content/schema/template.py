"""Templates: how leaflets look. A template file is a small overlay over the typed defaults below.

All lengths are points (1/72 inch) unless a name says otherwise.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from handoutpress.content.schema.base import Id, Model, Text
from handoutpress.content.schema.style import StyleFamily, Typeface

Points = Annotated[float, Field(ge=0, le=3000)]
Role = Literal[
    "display", "lead", "h2", "h3", "body", "signs", "small", "label", "clinic", "masthead", "phone", "running", "call", "micro"
]
Size = Literal["display", "large", "head", "sub", "text", "micro"]
Sizes = dict[Size, Annotated[float, Field(ge=6, le=300)]]

SHEETS: dict[str, tuple[float, float]] = {"letter": (612.0, 792.0), "a4": (595.28, 841.89)}


class TypeRole(Model):
    """One style of text. `size` names one of the template's sizes, `leading` is the distance between baselines as a multiple of it.

    `face` and `tracking` are the style family's: its typeface, empty: the one of all texts; white added between letters, in sizes.
    """

    size: Size
    leading: Annotated[float, Field(ge=0.8, le=2)]
    bold: bool = False
    ink: str = "ink"
    face: Typeface | Literal[""] = ""
    tracking: Annotated[float, Field(ge=-0.06, le=0.1)] = 0.0


SIZES: dict[Size, float] = {"display": 46, "large": 20, "head": 17, "sub": 13, "text": 12, "micro": 8.5}  # points
TYPE: dict[str, dict[str, object]] = {
    "display": {"size": "display", "leading": 0.98, "bold": True, "ink": "deep"},
    "lead": {"size": "sub", "leading": 1.25},
    "h2": {"size": "large", "leading": 1.1, "bold": True, "ink": "deep"},
    "h3": {"size": "sub", "leading": 1.2, "bold": True, "ink": "deep"},
    "body": {"size": "text", "leading": 1.29},
    "signs": {"size": "text", "leading": 1.19},
    "small": {"size": "text", "leading": 1.19},
    "label": {"size": "text", "leading": 1.2, "bold": True, "ink": "brand"},
    "clinic": {"size": "head", "leading": 1.08, "bold": True, "ink": "deep"},
    "masthead": {"size": "text", "leading": 1.2, "ink": "soft"},
    "phone": {"size": "head", "leading": 1.1, "bold": True, "ink": "brand"},
    "running": {"size": "text", "leading": 1.2, "bold": True, "ink": "deep"},
    "call": {"size": "large", "leading": 1.1, "bold": True, "ink": "on_fill"},
    "micro": {"size": "micro", "leading": 1.25, "ink": "soft"},
}


class Margins(Model):
    """White edges of a sheet; a language that runs from right to left mirrors it.

    Nothing may come nearer to an edge than 17 pt (6 mm): office printers leave that white.
    """

    left: Annotated[float, Field(ge=17)] = 40
    right: Annotated[float, Field(ge=17)] = 40
    top: Annotated[float, Field(ge=17)] = 30
    bottom: Annotated[float, Field(ge=17)] = 27


class Growth(Model):
    """What a sheet with room makes larger, as far as all still fits; the sizes of type never change but by a whole one.

    Attributes:
        text: sentences of size `text` may be set at size `sub`, all of them.
        pictures: how far pictures may grow; the white between blocks grows with them by a share of it.
    """

    text: bool = True
    pictures: Annotated[float, Field(ge=1, le=2)] = 1.4

    def scales(self) -> list[float]:
        """All scales of pictures that are tried, smallest first."""
        return [1 + GROWTH_STEP * i for i in range(int((self.pictures - 1) / GROWTH_STEP + 1e-6) + 1)]


GROWTH_STEP = 0.05


class Columns(Model):
    """How many cards stand in a row, and how a side column divides the width."""

    exercises: Annotated[int, Field(ge=1, le=6)] = 3
    compares: Annotated[int, Field(ge=1, le=4)] = 2
    habits: Annotated[int, Field(ge=1, le=6)] = 4
    treatments: Annotated[int, Field(ge=1, le=3)] = 2
    red_flags: Annotated[int, Field(ge=1, le=2)] = 2
    key_points: Annotated[int, Field(ge=1, le=3)] = 3
    figures: Annotated[int, Field(ge=1, le=4)] = 4
    side: Annotated[float, Field(ge=0.2, le=0.6, description="Share of the width for a do / do not column")] = 0.38
    gap: Points = 10


Paper = Literal["letter", "a4"]
Part = Literal[
    "masthead", "cover", "hero", "title", "heading", "key-points", "text", "red-flags", "same-day", "book", "other-signs",
    "contact", "call", "phone", "control", "band", "verbs", "same-day-columns", "foot", "picture-cards", "picture-rows",
    "picture-stages", "bar", "opening", "asking", "key-messages", "notes", "see-back", "scan", "move",
    "reach",
]  # fmt: skip


class Panel(Model):
    """A field of a sheet, in reading order.

    Attributes:
        sheet: side of paper, from 1.
        at: left, bottom, width and height by paper size, points.
        inset: white within: left, top, right, bottom, points.
        holds: what stands in it, from top to bottom. What comes after `text` stands at its foot.
        otherwise: what stands in it on a sheet whose parts have no room as `holds` has them; all panels of a sheet change at once.
        ground: colour of the whole panel when it is printed with a bleed.
        turned: upside down on the sheet, so that it is upright once a card is folded.
    """

    sheet: Annotated[int, Field(ge=1, le=8)] = 1
    at: dict[Paper, tuple[float, float, float, float]]
    inset: tuple[Points, Points, Points, Points] = (20, 20, 20, 20)
    holds: Annotated[tuple[Part, ...], Field(min_length=1)]
    otherwise: Annotated[tuple[Part, ...] | None, Field(min_length=1)] = None
    ground: Literal["none", "tint"] = "none"
    turned: bool = False

    def parts(self, otherwise: bool) -> tuple[Part, ...]:
        """What stands in it, as `holds` or as `otherwise` has it."""
        return self.otherwise if otherwise and self.otherwise else self.holds


class Marks(Model):
    """Lines for folding and cutting, by paper size: x (folds, upright cuts) or y (level folds and cuts), points.

    Folds are those of odd pages; the backs of sheets have them mirrored.
    """

    folds: dict[Paper, tuple[float, ...]] = Field(default_factory=dict)
    level_folds: dict[Paper, tuple[float, ...]] = Field(default_factory=dict)
    cuts: dict[Paper, tuple[float, ...]] = Field(default_factory=dict)
    level_cuts: dict[Paper, tuple[float, ...]] = Field(default_factory=dict)


class Template(Model):
    """A template. Everything but the label has a default: the two-page leaflet, or what the base says.

    Attributes:
        base: the template it is made from; only what differs is said here.
        panels: fields of a sheet; without any, full pages are filled.
        text: full sections; their key messages only; fit: full, but the least weighty ones by their key message
            until all fits; or easy: the easy-read pairs of a picture and a sentence.
        copies: how far each copy on a sheet stands from the first (right, up), by paper size, points.
        each: exercise: panels of odd sheets are made once for each exercise of a handout, at the places of the copies, on as many
            sheets as that takes; those of even sheets stand behind each of them.
    """

    base: Id | None = None
    label: Annotated[Text, Field(max_length=60)]
    description: Text | None = None
    sheets: dict[Paper, tuple[Points, Points]] = Field(default_factory=lambda: dict(SHEETS))  # type: ignore[arg-type]
    pages: Annotated[int, Field(ge=1, le=200)] = 2
    panels: tuple[Panel, ...] = ()
    text: Literal["full", "fit", "key", "easy"] = "full"
    breaks: Annotated[
        Literal["outline", "flow"],
        Field(description="outline: sections begin a page where the handout says so; flow: they follow on"),
    ] = "outline"
    heads: Literal["plain", "ruled"] = Field("plain", description="ruled: a rule in the clinic's colour under each heading")
    hero: Annotated[Literal["figure", "plain"], Field(description="Whether the front shows the figure")] = "figure"
    plan: Annotated[bool, Field(description="The last page is the reader's plan: what to do, and every warning sign by zone")] = (
        False
    )
    copies: dict[Paper, tuple[tuple[float, float], ...]] = Field(default_factory=dict)
    each: Annotated[Literal["handout", "exercise"], Field(description="What a copy is made for")] = "handout"
    copies_as: Annotated[Literal["decoration", "content"], Field(description="Whether readers meet each copy")] = "decoration"
    marks: Marks = Marks()
    binding: Annotated[Literal["none", "saddle"], Field(description="saddle: handouts bound as one, stapled in the fold")] = "none"
    strip: Annotated[
        float, Field(ge=0, le=20, description="Height of a strip in the clinic's colour along the head, with a bleed")
    ] = 9
    duplex: Literal["long", "short", "no"] = "long"
    margins: Margins = Margins()
    growth: Growth = Growth()
    columns: Columns = Columns()
    sizes: Annotated[
        Sizes, Field(description="All sizes of type on the sheet, six at most, largest first; each role of `type` names one")
    ] = Field(default_factory=lambda: dict(SIZES), validate_default=True)
    type: dict[Role, TypeRole] = Field(default_factory=lambda: TYPE, validate_default=True)

    @cached_property
    def fingerprint(self) -> str:
        """Fingerprint of all that it says."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    def __copy__(self) -> Self:
        """A copy may be changed (`model_copy`), so it has no fingerprint yet."""
        copy = super().__copy__()
        for name in ("fingerprint", "_styled", "_unstyled"):
            copy.__dict__.pop(name, None)
        return copy

    @property
    def unstyled(self) -> Template:
        """The template without a style."""
        plain: Template = self.__dict__.get("_unstyled", self)
        return plain

    def in_style(self, family: StyleFamily | None) -> Template:
        """The template with the typefaces, sizes and leadings of a style family; the same object for the same family."""
        plain = self.unstyled
        if family is None:
            return plain
        known: dict[str, Template] = plain.__dict__.setdefault("_styled", {})
        if (found := known.get(family.fingerprint)) is not None:
            return found
        made, looks = plain, family.looks()
        if family.sizes or looks:
            factors = {str(name): factor for name, factor in family.sizes.items()}
            sizes = {name: round(points * factors.get(name, 1.0) * 4) / 4 for name, points in plain.sizes.items()}
            type = {role: look.model_copy(update=looks.get(role, {})) for role, look in plain.type.items()}
            made = plain.model_copy(update={"sizes": sizes, "type": type})
            made.__dict__["_unstyled"] = plain
        known[family.fingerprint] = made
        return made

    @model_validator(mode="before")
    @classmethod
    def _overlay(cls, data: object) -> object:
        """Sizes and roles that are not named keep their defaults, and so do the parts of a role that are not named."""
        if isinstance(data, dict) and isinstance(data.get("sizes"), dict):
            data = {**data, "sizes": {**SIZES, **data["sizes"]}}
        if isinstance(data, dict) and isinstance(data.get("type"), dict):
            given = data["type"]
            merged = {
                role: {**TYPE.get(role, {}), **given[role]} if isinstance(given.get(role), dict) else given.get(role, base)
                for role, base in TYPE.items()
            }
            return {**data, "type": {**given, **merged}}
        return data
