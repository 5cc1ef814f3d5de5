"""Style families: how the same leaflet looks. A family is one file of tokens; it holds no text and reaches no warning sign.

Colours are recipes in OKLCH (lightness 0 to 1, chroma, hue in degrees) over the clinic's brand colour. Lengths are points.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from handoutpress.content.figure_names import INKS, known
from handoutpress.content.schema.base import Id, Model, Text

# typefaces of the package of fonts that are under the SIL Open Font License
Typeface = Literal[
    "Source Sans 3", "Poppins", "Mukta", "EB Garamond", "Gentium Book Plus", "Open Sauce Sans", "Lato", "Open Sans", "Raleway"
]  # fmt: skip
PLAIN_FACE = "Source Sans 3"
Slot = Literal["head", "body", "note"]
# what a family may set; `signs` is the warning signs' own
StyledRole = Literal[
    "display", "lead", "h2", "h3", "body", "small", "label", "clinic", "masthead", "phone", "running", "call", "micro"
]  # fmt: skip
HEADS = ("display", "h2", "h3", "clinic", "phone", "running", "call")
NOTES = ("label", "masthead", "micro")

SAFETY = re.compile(r"(alert|amber|on_alert|on_amber|good|bad|signs|red[-_ ]?flags|same[-_ ]?day|emergency|safety)")
FIXED = ("white", "black")  # codes and plates
NUMBERS: tuple[str, ...] = ("L", "C", "Ct", "h")  # of the brand colour: lightness, chroma, chroma of at most 0.13, hue

Numbers = Mapping[str, float]
_TOKEN = re.compile(r"\s*(\d*\.?\d+|Ct|[LCh](?![a-z])|min|max|[-+(),])")


def formula(text: str) -> Callable[[Numbers], float]:
    """A formula over the numbers of a colour: `.45Ct`, `L + .1`, `min(.055, .45Ct)`. Raises ValueError: it is none.

    >>> formula("min(.055, .5Ct)")({"L": 0.5, "C": 0.2, "Ct": 0.1, "h": 40})
    0.05
    """
    tokens: list[str] = []
    at = 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if not found:
            raise ValueError(f"cannot be read at '{text[at:]}'; write numbers, L, C, Ct, h, +, -, min(…) and max(…)")
        tokens.append(found[1])
        at = found.end()
    value = _sum(tokens)
    if tokens:
        raise ValueError(f"cannot be read at '{tokens[0]}'; write a formula as min(.055, .45Ct)")
    return value


def _sum(tokens: list[str]) -> Callable[[Numbers], float]:
    value = _product(tokens)
    while tokens[:1] in (["+"], ["-"]):
        sign = 1 if tokens.pop(0) == "+" else -1
        value = _added(value, sign, _product(tokens))
    return value


def _added(one: Callable[[Numbers], float], sign: int, other: Callable[[Numbers], float]) -> Callable[[Numbers], float]:
    return lambda of: one(of) + sign * other(of)


def _product(tokens: list[str]) -> Callable[[Numbers], float]:
    """A number, a name, the least or most of two, or a number of one of them."""
    factor = float(tokens.pop(0)) if tokens and tokens[0][-1].isdigit() else None
    if tokens and tokens[0] in NUMBERS:
        name = tokens.pop(0)
        return lambda of: (1.0 if factor is None else factor) * of[name]
    if tokens and tokens[0] in ("min", "max"):
        choose: Callable[..., float] = min if tokens.pop(0) == "min" else max
        one, other = [_argument(tokens, before) for before in "(,"]
        if tokens[:1] != [")"]:
            raise ValueError("lacks a ) at its end")
        tokens.pop(0)
        return lambda of: (1.0 if factor is None else factor) * choose(one(of), other(of))
    if factor is None:
        raise ValueError("lacks a number; write a formula as min(.055, .45Ct)")
    return lambda of: factor


def _argument(tokens: list[str], before: str) -> Callable[[Numbers], float]:
    if tokens[:1] != [before]:
        raise ValueError(f"lacks a {before} after min or max")
    tokens.pop(0)
    return _sum(tokens)


def _as_formula(value: Any) -> str:
    text = str(value).strip()
    formula(text)
    return text


Formula = Annotated[str, BeforeValidator(_as_formula), WithJsonSchema({"type": ["string", "number"]})]
Lch = tuple[Formula, Formula, Formula]


def _named(name: str) -> str:
    return name if name == "seed" else known("ink", name, INKS)


InkName = Annotated[str, AfterValidator(_named)]


def _whole(value: Any) -> Any:
    return {"from": value} if isinstance(value, (list, tuple, str)) else value


class InkRecipe(Model):
    """How a colour is made.

    Attributes:
        start: lightness, chroma and hue, each a number or a formula, or the name of another ink; `seed` is the clinic's colour.
        of: whose lightness, chroma and hue a formula means.
        near: hues from and to, degrees; for a brand between them, `instead` is taken.
        over: printed over another ink, as a second ink on a press: the product of both.
        reads: made darker until it reads at such a contrast on each of these inks.
    """

    start: Annotated[Lch | InkName, Field(alias="from")]
    of: InkName = "seed"
    near: tuple[float, float] | None = None
    instead: Lch | InkName | None = None
    over: InkName | None = None
    reads: dict[InkName, Annotated[float, Field(ge=1, le=21)]] = Field(default_factory=dict)


Recipe = Annotated[InkRecipe, BeforeValidator(_whole)]


def _not_of_the_signs(name: str) -> str:
    if SAFETY.match(name) or name in FIXED:
        raise ValueError("belongs to the warning signs, which look the same in every style; delete this line")
    return known("ink", name, INKS)


class StyleRole(Model):
    """What a family changes of a role of a template's type; what is not said stays as the template has it.

    Attributes:
        face: which of the family's typefaces; default: head for headings, note for small lines, body for the rest.
        tracking: white added between letters, as a share of the size.
    """

    face: Slot | None = None
    bold: bool | None = None
    leading: Annotated[float, Field(ge=0.8, le=2)] | None = None
    ink: Literal["ink", "soft", "brand", "deep", "black", "on_fill"] | None = None
    tracking: Annotated[float, Field(ge=-0.06, le=0.1)] = 0.0


class Faces(Model):
    """The typefaces of a family: of headings, of running text, of captions and small lines."""

    head: Typeface = "Source Sans 3"
    body: Typeface = "Source Sans 3"
    note: Typeface = "Source Sans 3"


Radius = Annotated[float, Field(ge=0, le=40)]


class Radii(Model):
    """Rounding of corners, points: of large fields, of boxes and cards; `thumb` of small stages, as a share of their height."""

    panel: Radius = 12
    box: Radius = 8
    thumb: Annotated[float, Field(ge=0, le=0.5)] = 0.08


def _of_figures(name: str) -> str:
    return name if name in ("skin", "skin_far", "hair") else known("ink", name, INKS)


DottedInk = Annotated[str, AfterValidator(_of_figures)]


class Figures(Model):
    """How figures are dressed; their colours are among the inks (`fig` edges, `shirt`, `pants`, `accent`, `glow`).

    Attributes:
        dots: inks printed as small dots: the ground, the ink of the dots, and how much of the ground they cover (0: none). `skin`,
            `skin_far` and `hair` mean those of everybody who is not named, as `skin_dev`.
        cover: which of a handout's figures stands on covers: `figure`, or `figure_tall`, if it has one.
    """

    dots: dict[DottedInk, tuple[InkName, InkName, Annotated[float, Field(ge=0, le=0.8)]]] = Field(default_factory=dict)
    cover: Literal["wide", "tall"] = "wide"


class StyleFamily(Model):
    """A style family. Everything but the label has a default: the clinical one.

    Attributes:
        faces: typefaces.
        sizes: factors on the template's two largest sizes; the others are the warning signs' as well, which no style changes.
        title: italic: the last word of a title in italics.
        rule: what marks a heading: none, a line under it, two hills, a line above it, or a bar behind it.
        number: the shape behind the number of a step.
        bullet: the mark before an item.
        do_dont: a frame each, a frame with a solid head, or no frame.
        card: frame, field (tinted) or rule (above).
        call: the call to action: a solid field, or lines above and below.
        stage: what stands behind a figure: a tinted panel, hills, a disc, or a line it stands on.
        steps_pictures: whether the steps of a leaflet show their figures.
        cover: how covers and heroes are composed.
        neutral: hue and chroma in place of the brand's, if the brand is black, white or grey.
        roles: recipes of inks, in order: a recipe may name those above it.
    """

    label: Annotated[Text, Field(max_length=40)] = "Clinical"
    description: Text | None = None
    faces: Faces = Field(default_factory=Faces)
    type: dict[StyledRole, StyleRole] = Field(default_factory=dict)
    sizes: dict[Literal["display", "large"], Annotated[float, Field(ge=0.8, le=2)]] = Field(default_factory=dict)
    title: Literal["plain", "italic"] = "plain"
    radius: Radii = Field(default_factory=Radii)
    rule: Literal["template", "line", "hills", "above", "bar", "none"] = "template"
    number: Literal["disc", "square", "ring", "overprint"] = "disc"
    bullet: Literal["dot", "square", "dash"] = "dot"
    do_dont: Literal["frame", "head", "plain"] = "frame"
    card: Literal["frame", "field", "rule"] = "frame"
    call: Literal["field", "rules"] = "field"
    stage: Literal["panel", "hills", "disc", "floor"] = "panel"
    cover: Literal["stair", "hills", "rules", "halftone"] = "stair"
    figure: Figures = Field(default_factory=Figures)
    neutral: tuple[Annotated[float, Field(ge=0, lt=360)], Annotated[float, Field(ge=0, le=0.1)]] | None = None
    roles: dict[Annotated[str, AfterValidator(_not_of_the_signs)], Recipe] = Field(default_factory=dict)

    def model_post_init(self, context: Any, /) -> None:
        """Work out its fingerprint, which is asked for by each leaflet; a private attribute takes pydantic ten times as long to find."""
        self.__dict__["_fingerprint"] = hashlib.sha256(super().__repr__().encode()).hexdigest()

    @property
    def fingerprint(self) -> str:
        """Fingerprint of all that it says."""
        found: str = self.__dict__["_fingerprint"]
        return found

    def __repr__(self) -> str:
        """Short: keys of caches hold it."""
        return f"StyleFamily({self.label!r}, {self.fingerprint})"

    def __hash__(self) -> int:
        """Of its fingerprint: a card is hashed for each leaflet."""
        return hash(self.fingerprint)

    def __eq__(self, other: object) -> bool:
        """Whether both say the same."""
        return isinstance(other, StyleFamily) and (self is other or self.fingerprint == other.fingerprint)

    def looks(self) -> dict[str, dict[str, Any]]:
        """What each role of type has of its own, by role."""
        out: dict[str, dict[str, Any]] = {}
        for role in get_args(StyledRole):
            said = self.type.get(role)
            look = {name: value for name in ("bold", "leading", "ink") if said and (value := getattr(said, name)) is not None}
            if said and said.tracking:
                look["tracking"] = said.tracking
            if (face := self.face(role)) != PLAIN_FACE:
                look["face"] = face
            if look:
                out[role] = look
        return out

    def face(self, role: str) -> Typeface:
        """The typeface of a role of type."""
        if role == "signs":
            return "Source Sans 3"
        named = self.type[role].face if role in self.type else None
        face: Typeface = getattr(self.faces, named or ("head" if role in HEADS else "note" if role in NOTES else "body"))
        return face


StyleId = Annotated[Id, Field(description="How your sheets look: clinical, warm, editorial or riso, or a style of your own")]


_CLINICAL: StyleFamily | None = None


def clinical() -> StyleFamily:
    """The typed defaults, for who names no style; made when first asked for, since most starts need no style."""
    global _CLINICAL
    if _CLINICAL is None:
        _CLINICAL = StyleFamily()
    return _CLINICAL
