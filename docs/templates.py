"""Writes docs/templates.md, a picture of each template, and one of all together, from real output: `make pictures`."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import get_args

from PIL import Image, ImageOps

import handoutpress
from handoutpress.content.library import Library
from handoutpress.content.schema.template import Paper, Template
from handoutpress.formats.png import pages_png

DOCS = Path(__file__).resolve().parent
SAMPLE = {
    "exercise-cards": ("cedar-family-pt", "move-and-stretch"),
    "wallet-card": ("cedar-family-pt", "get-help"),
    "poster": ("harbor-spine", "ice-heat-tens"),
}
FIRST = ("harbor-spine", "back-spasm-first-aid")
ORDER = (
    "leaflet",
    "trifold",
    "poster",
    "large-print",
    "easy-read",
    "half-sheet",
    "rack-card",
    "wallet-card",
    "exercise-cards",
    "booklet",
)
WIDE, GREY, GROUND, GAP = 1000, "#c9cfd2", "#eef1f2", 14
TEXT = {
    "full": "the full text",
    "fit": "the full text; where it does not fit, the least weighty sections by their key message, and `make` says which",
    "key": "key messages; the full text is in the large print and the booklet",
    "plan": "what to do, and the reader's plan with every warning sign; sections without room in short, whole on the other sheets",
    "easy": "pictures with sentences of 12 words at most, written for it (`easy_read:` in `handouts/titles/`), and all warning signs",
}
PRINT = {
    "long": "Print on both sides, flip on the long edge.",
    "short": "Print on both sides, flip on the short edge.",
    "no": "Print on one side.",
}
HEAD = """\
# Templates: every sheet a clinic prints

One text, every piece of paper: `make get-help --template trifold --template poster`. Every template is there in US Letter and in A4
measures (`--paper a4`), in colour, in grey to save ink (`--ink-saver`), in black ink only (`--mono`), and for a print shop
(`--bleed 3mm --marks`, see [print-shop.md](print-shop.md)). What a template has no room for, `make` says.

Every sheet says all tiers of the warning signs: the red box with square marks (call now), the amber box with triangles (call today, and
what to do when pregnant), and when to book a visit; every sign is an item of a list. Words, place, shape and weight of line tell the
boxes apart as well, so they hold in grey and in black. Wallet and exercise cards have the whole red box and say where the rest stands;
[signs.md](signs.md) counts them, sheet by sheet.

![All templates, to one scale](pictures/templates.png)

"""
OWN = """\
## A template of your own

```sh
generate.py new template our-leaflet --from leaflet
generate.py preview get-help --template our-leaflet --watch
```

The first writes `templates/our-leaflet.yaml`: a file that names its base, and has all it could change as comments. Only what differs
need be said. The second draws it as pictures in `out/preview`, and again each time you save a file. A value that cannot
be is told with its line:

```
Error: templates/our-leaflet.yaml:9:15: sizes.text: is too small to read. Give at least 10.
```

A template may not leave out a tier of the red flags (a card says where those for the same day stand) or the phone, nor print where
office printers do not reach.
"""


def pages(name: str, dpi: float, most: int = 2) -> list[Image.Image]:
    """The first pages of the sample of a template, framed."""
    clinic, handout = SAMPLE.get(name, FIRST)
    pngs = pages_png(handoutpress.render(clinic, handout, template=name), dpi=int(dpi))[:most]
    return [ImageOps.expand(Image.open(BytesIO(png)).convert("RGB"), border=1, fill=GREY) for png in pngs]


def row(made: list[Image.Image]) -> Image.Image:
    """Pictures side by side."""
    out = Image.new("RGB", (sum(page.width + GAP for page in made) + GAP, max(page.height for page in made) + 2 * GAP), GROUND)
    left = GAP
    for page in made:
        out.paste(page, (left, GAP))
        left += page.width + GAP
    return out


def save(picture: Image.Image, name: str) -> None:
    """Write a picture with few colours, so that it is small."""
    path = DOCS / "pictures" / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path, picture.size)


def together(names: list[str]) -> Image.Image:
    """One picture of all templates at one scale, in rows no wider than the page."""
    rows: list[list[Image.Image]] = [[]]
    for name in names:
        made_of = pages(name, 28)
        if sum(other.width + GAP for other in (*rows[-1], *made_of)) + GAP > WIDE:
            rows.append([])
        rows[-1] += made_of
    made = [row(one) for one in rows]
    out = Image.new("RGB", (WIDE, sum(one.height - GAP for one in made) + GAP), GROUND)
    top = 0
    for one in made:
        out.paste(one, ((WIDE - one.width) // 2, top))
        top += one.height - GAP
    return out


def size(template: Template, paper: Paper) -> str:
    """A sheet's width and height in inches or millimetres."""
    width, height = template.sheets[paper]
    if paper == "letter":
        return " x ".join(f"{v / 72:.2f}".rstrip("0").rstrip(".") for v in (width, height)) + " in"
    return " x ".join(f"{v / 72 * 25.4:.0f}" for v in (width, height)) + " mm"


def entry(name: str, template: Template) -> str:
    """What a user should know of a template."""
    how = PRINT[template.duplex]
    if template.marks.folds:
        how += " Fold at the ticks, the narrower flap first."
    if template.marks.cuts or template.marks.level_cuts:
        how += " Cut at the dashed lines."
    if template.marks.level_folds:
        how += " Fold at the lines of dots, with the warning signs within."
    if template.binding == "saddle":
        how = "Bind several: `make get-help your-visit --booklet`. Use the printer's booklet setting; "
        how += "or `--imposed`, flip on the short edge, fold, staple."
    copies = len(template.copies.get("letter", ())) + 1
    parts = {part for panel in template.panels for part in panel.holds}
    if template.each == "exercise":
        how += ' For one patient, with your own doses: `make --moves knee-rolls,cat --dose "cat: 4 times"`;'
        how += " doses over the handout's are told."
    short = "three pictures with a few words, the warning signs, phone and code"
    text = TEXT["plan" if template.plan else template.text]
    holds = text if parts & {"text", "key-messages"} or not parts else short
    if template.each == "exercise":
        holds = "a card for each exercise; only for handouts that have some"
    least = template.sizes["text"]
    lines = [
        f"## {template.label}: `{name}`",
        template.description or "",
        f"![{template.label}](pictures/templates/{name}.png)",
        f"- **Sheet**: {', '.join(size(template, paper) for paper in get_args(Paper))}{f'; {copies} on a sheet' if copies > 1 else ''}",
        f"- **Holds**: {holds}",
        f"- **Type**: {least:g} points or more",
        f"- **To print**: {how}",
    ]
    return "\n\n".join(lines[:3]) + "\n\n" + "\n".join(lines[3:]) + "\n\n"


if __name__ == "__main__":
    library = Library()
    names = [*ORDER, *(name for name in library.templates() if name not in ORDER)]
    page = HEAD
    for name in names:
        template = library.template(name).value
        made = pages(name, 72)
        wide = sum(one.width + GAP for one in made) + GAP
        save(row(pages(name, max(30, 72 * min(1, WIDE / wide)))), f"templates/{name}")
        page += entry(name, template)
    save(together(names), "templates")
    (DOCS / "templates.md").write_text(page + OWN, "utf-8")
