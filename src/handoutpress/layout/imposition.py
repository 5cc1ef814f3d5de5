"""Where the pages of a booklet stand on the sheets it is folded from."""

from __future__ import annotations

from dataclasses import dataclass

from handoutpress.content.schema.template import Marks, Paper, Template

FOUR = 4  # pages of a folded sheet


@dataclass(frozen=True)
class Placement:
    """Where a page of the booklet stands: side of paper from 1, and how far from the edge where it starts, points."""

    side: int
    dx: float


def on_sheets(template: Template) -> Template:
    """The template of the sheets a booklet's pages are laid out on: twice as wide, folded in the middle, flipped on the short edge."""
    sheets = {paper: (2 * width, height) for paper, (width, height) in template.sheets.items()}
    folds: dict[Paper, tuple[float, ...]] = {paper: (width,) for paper, (width, _) in template.sheets.items()}
    return template.model_copy(update={"sheets": sheets, "marks": Marks(folds=folds), "duplex": "short"})


def imposed(count: int, width: float) -> list[Placement]:
    """Where the pages 1 to `count` stand on sheets that are folded once and laid in each other: outermost sheet first.

    Sheets are printed on both sides and turned over on the short edge.

    Raises:
        ValueError: the pages do not fill their sheets.
    """
    if count % FOUR:
        raise ValueError(f"{count} pages do not fill sheets of four")
    places: dict[int, Placement] = {}
    for sheet in range(count // FOUR):
        low, high = 2 * sheet + 1, count - 2 * sheet
        front_side, back_side = 2 * sheet + 1, 2 * sheet + 2
        places |= {high: Placement(front_side, 0), low: Placement(front_side, width)}
        places |= {low + 1: Placement(back_side, 0), high - 1: Placement(back_side, width)}
    return [places[page] for page in range(1, count + 1)]
