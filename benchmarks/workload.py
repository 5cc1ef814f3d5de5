"""The work all programs are measured on: text handouts of `library/`, and as many made-up clinics as are wanted.

The handouts are YAML files like any other; the peers get the same words as plain data. About 730 words of text, a table, a
callout and a QR code each; a different clinic on every leaflet. The peers set Open Sans at 10.5 points on two pages. This
program sets its own fonts at 12 points and more, and adds what it adds to every leaflet: the box of red flags, key points, the
document control line; it draws more for each leaflet than the peers do.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

HERE = Path(__file__).resolve().parent
LIBRARY = HERE / "library"
TEXTS = ("home-blood-pressure", "ankle-sprain", "seasonal-allergies")
FIGURES = tuple(f"{name}-figures" for name in TEXTS)

# shared geometry and type of the peers, points
PAGE_W, PAGE_H = 612.0, 792.0
MARGIN_X, BAND_H, RULE_H, BOTTOM = 54.0, 56.0, 4.0, 58.0
TOP = BAND_H + RULE_H + 20.0
BODY_W = PAGE_W - 2 * MARGIN_X
SIZE, LEAD, H1_SIZE, H2_SIZE, SMALL, QR_PT = 10.5, 14.6, 20.0, 13.0, 8.5, 78.0
INK = "#1d2330"
SOURCES = "Sources: sample text for measuring. Reviewed: never. Not medical advice."

_FIRST = ("Maple Hollow", "Juniper Ridge", "Silver Birch", "Harbor Light", "Cedar Bend", "Prairie Gate", "Willow Creek", "Granite Falls",
          "Amber Valley", "Northfield", "Orchard Park",
          "Lantern Hill", "Blue Heron", "Quarry Lane", "Fox Meadow", "Stonebridge")  # fmt: skip
_KIND = ("Family Medicine", "Community Clinic", "Primary Care", "Health Center", "Medical Group", "Walk-In Care", "Physicians")
_CITY = (("Ashbury", "OH"), ("Fernwood", "OR"), ("Millstone", "NJ"), ("Dry Fork", "WY"), ("Port Ellery", "ME"), ("Bellhaven", "NC"),
         ("Tamarack", "MN"), ("Red Mesa", "AZ"), ("Kingsferry", "GA"), ("Oak Landing", "TN"), ("Whitcomb", "VT"))  # fmt: skip
_COLOURS = (("#0b4f6c", "#e07a1f"), ("#1f5132", "#d9a404"), ("#5b2a86", "#1aa6a6"), ("#7a1f2b", "#3c8dbc"), ("#23395b", "#cc4e3c"),
            ("#264d3b", "#c65d7b"), ("#3a3a6a", "#e0a030"), ("#6b3e1d", "#2f9e8f"))  # fmt: skip
_SERVICES = {
    "massage": "Massage", "spinal-adjustment": "Spinal adjustment", "cupping": "Cupping", "dry-needling": "Dry needling",
    "ultrasound": "Ultrasound",
}  # fmt: skip


def clinics(n: int, seed: int = 20240611) -> Iterator[dict[str, Any]]:
    """Made-up clinics; phone numbers stay inside the block 555-0100 to 555-0199 that nobody has."""
    rng = random.Random(seed)
    for i in range(n):
        first, kind, (city, state), (primary, accent) = (rng.choice(each) for each in (_FIRST, _KIND, _CITY, _COLOURS))
        host = f"{re.sub(r'[^a-z]+', '-', f'{first} {kind}'.lower())}-{i:05d}.example"
        yield {
            "id": f"clinic-{i:05d}", "name": f"{first} {kind}", "city": city, "state": state,
            "phone": f"({rng.choice((212, 303, 404, 512, 617, 702, 805, 916))}) 555-01{rng.randint(0, 99):02d}",
            "primary": primary, "accent": accent, "services": rng.sample(sorted(_SERVICES.values()), 3),
            "website": f"www.{host}", "booking_url": f"https://www.{host}/book?from=leaflet",
        }  # fmt: skip


def profile(clinic: dict[str, Any]) -> str:
    """A clinic as a profile of this program."""
    ids = {name: key for key, name in _SERVICES.items()}
    return (
        f"name: {clinic['name']}\ncity: {clinic['city']}, {clinic['state']}\nphone: {clinic['phone']}\n"
        f'brand: "{clinic["primary"]}"\nwebsite: {clinic["website"]}\nbooking: {clinic["booking_url"]}\n'
        f"services: [{', '.join(ids[name] for name in clinic['services'])}]\n"
    )


def workspace(folder: Path, n: int) -> Path:
    """A workspace with the benchmark's handouts and `n` clinics."""
    import shutil

    shutil.copytree(LIBRARY, folder, dirs_exist_ok=True)
    (folder / "clinic_profiles").mkdir(exist_ok=True)
    for clinic in clinics(n):
        (folder / "clinic_profiles" / f"{clinic['id']}.yaml").write_text(profile(clinic), encoding="utf-8")
    return folder


def handouts(names: tuple[str, ...] = TEXTS) -> list[dict[str, Any]]:
    """The handouts as plain data, for the peers: title, lead, sections of blocks, and the ids of figures."""
    return [_handout(name) for name in names]


def _handout(name: str) -> dict[str, Any]:
    titles = _yaml(f"titles/{name}/en")
    sections, figures = [], []
    for entry in _yaml(name)["sections"]:
        section = _yaml(f"sections/{entry['section']}/en")
        blocks = [_block(kind, value) for block in section["blocks"] for kind, value in block.items()]
        figures += [figure for block in blocks if block["kind"] == "figures" for figure in block["ids"]]
        sections.append({"heading": section["heading"], "blocks": blocks})
    return {"id": name, "title": titles["title"], "lead": titles["main_message"], "sections": sections, "sources": SOURCES,
            "figures": figures}  # fmt: skip


def _block(kind: str, value: Any) -> dict[str, Any]:
    match kind:
        case "paragraph":
            return {"kind": "p", "text": value}
        case "bullets":
            return {"kind": "ul", "items": value}
        case "steps":
            return {"kind": "ol", "items": [step["title"] for step in value]}
        case "callout":
            return {"kind": "callout", "title": value["title"], "text": value["text"]}
        case "table":
            return {"kind": "table", "head": value["header"], "rows": value["rows"]}
        case _:
            return {"kind": kind, "ids": value["ids"]}


def _yaml(name: str) -> Any:
    import yaml

    return yaml.safe_load((LIBRARY / "handouts" / f"{name}.yaml").read_text("utf-8"))


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """'a **b** c' as stretches: (text, whether bold)."""
    for i, part in enumerate(text.split("**")):
        if part:
            yield part, i % 2 == 1


def figures(names: tuple[str, ...], folder: Path) -> None:
    """The figures this program draws for those handouts, as SVG files of the same paths, for the peers."""
    from handoutpress.content.library import Library
    from handoutpress.formats import html
    from handoutpress.press import render
    from handoutpress.press.job import Job

    work = workspace(folder / "workspace", 1)
    library = Library(work)
    for name in names:
        leaflet = render.merge_job(library, Job("clinic-00000", name))
        page = html.document(leaflet)
        drawn = re.findall(r'<img class="figure" src="data:image/svg\+xml,([^"]+)"', page)
        for ident, svg in zip(_handout(name)["figures"], drawn, strict=True):
            (folder / f"{ident}.svg").write_text(unquote(svg), encoding="utf-8")
