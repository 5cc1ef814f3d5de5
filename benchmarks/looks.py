"""Measures how every sheet looks: reads the PDFs of all templates, handouts, languages, papers and clinics; says what is out of bounds.

    python -m benchmarks.looks                       all, and write docs/looks.md (half an hour)
    python -m benchmarks.looks -t trifold -c test    some: templates, handouts (-n), clinics (-c), languages (-l)
    python -m benchmarks.looks --sample 40           every 40th sheet

The clinics are the samples and those of benchmarks/strained: a long name, one word, a wide logo, no logo, other countries, black,
neon and white brands. Ends with 7 if a sheet is out of bounds.
"""

from __future__ import annotations

import argparse
import collections
import math
import os
import re
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from handoutpress.checks.blank_space import MOST_BLANK, blank_shares
from handoutpress.content.schema.template import Template

ROOT = Path(__file__).resolve().parent.parent
STRAINED = ROOT / "benchmarks" / "strained"
# what is in bounds: the least or the most of each measure; sizes and distances in points unless a name says otherwise
MOST_SIZES = 6
LEAST_TEXT = {"large-print": 12.0}  # the small print
LEAST_TEXT_ELSE = 8.0
LEAST_CONTRAST = 4.5
LEAST_CODE_MM = 14.0
LEAST_FOLD = 5.0  # from text to a fold or cut
MOST_GAP_SPREAD = 8.0  # headings of one size on a sheet: the widest gap to what is under them less the narrowest
DPI, CODE_DPI = 72, 200
CAP = 0.66  # height of capitals, sizes
NEAR = 1.4  # a text farther under a heading, in its sizes, has something else between


@dataclass
class Line:
    """A run of text: side of paper from 1, left, lower, right and upper edge, size, fill and what it says."""

    side: int
    box: tuple[float, float, float, float]
    size: float
    fill: tuple[int, int, int]
    text: str
    contrast: float = 21.0


@dataclass
class Looks:
    """What was measured on one sheet; `over`: what is out of bounds, in words."""

    name: tuple[str, ...]
    blank: float = 0.0
    sizes: int = 0
    least: float = math.inf
    contrast: float = 21.0
    code_mm: float | None = None
    fold: float | None = None
    spread: float = 0.0
    over: list[str] = field(default_factory=list)


def lines(pdf: bytes) -> list[Line]:
    """All runs of text, with the contrast to what they stand on."""
    document = pypdfium2.PdfDocument(pdf)
    found: list[Line] = []
    for side, page in enumerate(document, 1):
        image = page.render(scale=DPI / 72).to_pil().convert("RGB")
        words = page.get_textpage()
        for item in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT,), max_depth=4):
            line = _line(item, words, side)
            if line and line.text.strip():
                line.contrast = _contrast(line.fill, _ground(image, line.box))
                found.append(line)
    return found


def _line(item: Any, words: Any, side: int) -> Line | None:
    from ctypes import byref, c_float, c_ubyte, c_uint, c_ushort, cast

    size, (red, green, blue, alpha) = c_float(), (c_uint() for _ in range(4))
    pdfium.FPDFTextObj_GetFontSize(item.raw, byref(size))
    pdfium.FPDFPageObj_GetFillColor(item.raw, byref(red), byref(green), byref(blue), byref(alpha))
    length = pdfium.FPDFTextObj_GetText(item.raw, words.raw, None, 0)
    buffer = (c_ubyte * max(2, length))()
    pdfium.FPDFTextObj_GetText(item.raw, words.raw, cast(buffer, pdfium.POINTER(c_ushort)), length)
    text = bytes(buffer)[: max(0, length - 2)].decode("utf-16-le", "replace")
    box = item.get_bounds()
    if box[2] - box[0] < 0.1:
        return None
    return Line(side, box, round(size.value, 2), (red.value, green.value, blue.value), text)


def _ground(image: Any, box: tuple[float, float, float, float]) -> tuple[int, int, int]:
    scale = DPI / 72
    area = (
        max(0, int(box[0] * scale) - 1),
        max(0, image.height - int(box[3] * scale) - 2),
        min(image.width, int(box[2] * scale) + 2),
        min(image.height, image.height - int(box[1] * scale) + 1),
    )
    left, top, right, bottom = area
    if right - left < 3 or bottom - top < 3:
        return (255, 255, 255)
    # its rim only: large letters cover more of their box than what they stand on
    rim = [
        (left, top, right, top + 1),
        (left, bottom - 1, right, bottom),
        (left, top, left + 1, bottom),
        (right - 1, top, right, bottom),
    ]
    seen: collections.Counter[tuple[int, int, int]] = collections.Counter()
    for strip in rim:
        seen.update({colour: count for count, colour in image.crop(strip).getcolors(1 << 20)})
    return seen.most_common(1)[0][0]


def _contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    from handoutpress.support.colour import contrast, to_hex

    return contrast(*(to_hex(tuple(part / 255 for part in each)) for each in (one, other)))  # type: ignore[arg-type]


def type_sizes(pdf: bytes) -> list[set[float]]:
    """Sizes of all type on each side of paper, points: the small print, what is decoration and what a form holds as well."""
    found = []
    with pikepdf.open(BytesIO(pdf)) as file:
        for page in file.pages:
            sizes: set[float] = set()
            forms = [item for item in page.resources.get("/XObject", {}).values() if item.get("/Subtype") == "/Form"]
            for content in (page, *forms):
                for operands, operator in pikepdf.parse_content_stream(content, "Tf"):
                    if str(operator) == "Tf":
                        sizes.add(round(float(operands[1]), 2))
            found.append(sizes)
    return found


def codes(pdf: bytes) -> list[tuple[str, float]]:
    """QR codes read off a picture of 1 bit at 200 dpi, each with its side in millimetres, quiet zone not counted."""
    import zxingcpp

    found = []
    for page in pypdfium2.PdfDocument(pdf):
        image = page.render(scale=CODE_DPI / 72, grayscale=True).to_pil().point(lambda level: 255 if level > 127 else 0)
        for code in zxingcpp.read_barcodes(image):
            at = code.position
            found.append((code.text, ((at.top_right.x - at.top_left.x) ** 2 + (at.top_right.y - at.top_left.y) ** 2) ** 0.5))
    return [(text, dots / CODE_DPI * 25.4) for text, dots in found]


def to_folds(found: Iterable[Line], template: Template, paper: str) -> float | None:
    """How near text comes to a fold or a cut, points; negative: it crosses one; None: there are none."""
    marks = template.marks
    width = template.sheets[paper][0]  # type: ignore[index]
    near = []
    for line in found:
        left, low, right, high = line.box
        for upright in (marks.folds, marks.cuts):
            for x in upright.get(paper, ()):  # type: ignore[call-overload]
                x = x if line.side % 2 or upright is marks.cuts else width - x
                near.append(max(left - x, x - right))
        for level in (marks.level_folds, marks.level_cuts):
            near += [max(low - y, y - high) for y in level.get(paper, ())]  # type: ignore[call-overload]
    return min(near, default=None)


def gap_spread(found: list[Line], head: float) -> float:
    """The widest gap between a heading of a size and the text right under it less the narrowest, points."""
    gaps = []
    heads = [line for line in found if abs(line.size - head) < 0.01 and line.contrast > 4 and sum(line.fill) < 400]
    for line in heads:
        left, low, _, _ = line.box
        below = [
            low - other.box[1] - CAP * other.size
            for other in found
            if other.side == line.side and abs(other.box[0] - left) < 2 and other.box[1] < low - 2
        ]
        near = min(below, default=0.0)
        same = (other for other in found if other.side == line.side and abs(other.size - head) < 0.01)
        if 0 < near < NEAR * head and not any(0 < low - other.box[1] < near + head for other in same):
            gaps.append(near)
    return max(gaps) - min(gaps) if gaps else 0.0


def broken_addresses(found: list[Line], website: str) -> list[str]:
    """Ends of lines at which the clinic's address is broken other than before a slash."""
    parts = [website[:cut] for cut in range(4, len(website)) if website[cut] != "/"]
    rows: dict[tuple[int, int], list[Line]] = collections.defaultdict(list)
    for line in found:
        rows[line.side, round(line.box[1])].append(line)
    said = ["".join(each.text for each in sorted(row, key=lambda each: each.box[0])) for row in rows.values()]
    return [text for text in said if website not in text and any(text.rstrip().endswith(part) for part in parts)]


def parted(pdf: bytes) -> list[str]:
    """Items and cards with a picture or a heading whose content stands on more than one page."""
    from tests.helpers.pdftext import elements

    found = []
    with pikepdf.open(BytesIO(pdf)) as file:
        numbers = {page.objgen: number for number, page in enumerate(file.pages, 1)}

        def pages(node: Any, page: Any) -> Iterator[int]:
            if isinstance(node, pikepdf.Array):
                for kid in node:
                    yield from pages(kid, page)
            elif isinstance(node, int):
                yield numbers[page.objgen]
            elif isinstance(node, pikepdf.Dictionary):
                page = node.get("/Pg", page)
                if node.get("/Type") == "/MCR":
                    yield numbers[page.objgen]
                elif "/K" in node and node.get("/Type") != "/OBJR":
                    yield from pages(node.K, page)

        for element, page in elements(file):
            kids = element.get("/K", pikepdf.Array())
            roles = (
                {str(kid.get("/S")) for kid in kids if isinstance(kid, pikepdf.Dictionary)}
                if isinstance(kids, pikepdf.Array)
                else set()
            )
            if (str(element.S) == "/LI" or {"/Figure", "/H3"} <= roles) and len(where := set(pages(element, page))) > 1:
                found.append(f"{str(element.S)[1:]} on pages {sorted(where)}")
    return found


def measure(
    pdf: bytes, template: Template, paper: Literal["letter", "a4"], name: tuple[str, ...], *, website: str = "", url: str = ""
) -> Looks:
    """A sheet measured, and what is out of bounds on it."""
    looks, found = Looks(name), lines(pdf)
    over = looks.over
    for where, share in blank_shares(pdf, template, paper):
        looks.blank = max(looks.blank, share)
        if share > MOST_BLANK:
            over.append(f"{share:.0%} of {where.name} is blank")
    for side, sizes in enumerate(type_sizes(pdf), 1):
        looks.sizes, looks.least = max(looks.sizes, len(sizes)), min((looks.least, *sizes))
        if len(sizes) > MOST_SIZES:
            over.append(f"{len(sizes)} sizes of type on side {side}: {', '.join(f'{size:g}' for size in sorted(sizes))}")
    if looks.least < LEAST_TEXT.get(name[0], LEAST_TEXT_ELSE):
        over.append(f"text of {looks.least:g} points")
    for line in found:
        looks.contrast = min(looks.contrast, line.contrast)
        if line.contrast < LEAST_CONTRAST:
            over.append(f"contrast {line.contrast:.1f} of {line.text[:30]!r}")
    if url and pikepdf_has_code(pdf, website):
        read = codes(pdf)
        looks.code_mm = min((side for _, side in read), default=0.0)
        if not read:
            over.append("a code that cannot be read")
        elif looks.code_mm < LEAST_CODE_MM:
            over.append(f"a code of {looks.code_mm:.0f} mm")
    looks.fold = to_folds(found, template, paper)
    if looks.fold is not None and looks.fold < LEAST_FOLD:
        over.append(f"text {looks.fold:.1f} points from a fold or cut")
    looks.spread = gap_spread(found, template.sizes[template.type["h2"].size])
    if looks.spread > MOST_GAP_SPREAD:
        over.append(f"gaps under headings differ by {looks.spread:.0f} points")
    if website:
        over += [f"address broken: {text[-30:]!r}" for text in broken_addresses(found, website)]
    over += [f"parted: {what}" for what in parted(pdf)]
    return looks


def pikepdf_has_code(pdf: bytes, website: str) -> bool:
    """Whether a figure of the PDF says that it opens the clinic's address."""
    from tests.helpers.pdftext import alternates

    return any(website in alt for alt in alternates(pdf))


@cache
def _library() -> Any:
    from handoutpress.content.library import Library

    folder = Path(tempfile.mkdtemp(prefix="looks-"))
    (folder / "clinic_profiles").symlink_to(STRAINED)
    return Library(folder)


def one(task: tuple[str, str, str, str, str]) -> Looks:
    """Make a sheet and measure it."""
    from handoutpress.errors import HandoutError
    from handoutpress.layout.document import typeset
    from handoutpress.merge.merge import merge

    template_name, handout, language, paper, clinic = task
    try:
        leaflet = replace(merge(_library(), clinic, handout, language, paper=paper), draft=None)  # type: ignore[arg-type]
        template = _library().template(template_name).value
        pdf = typeset(leaflet, template)
        return measure(pdf, template, leaflet.paper, task, website=leaflet.clinic.website, url=leaflet.clinic.url)
    except HandoutError as error:
        return Looks(task, over=[f"not made: {' '.join(str(error).split())[:160]}"])


def tasks(chosen: argparse.Namespace) -> list[tuple[str, str, str, str, str]]:
    """All sheets that are measured: (template, handout, language, paper, clinic)."""
    from handoutpress.content.library import Library
    from handoutpress.merge.moves import templates_for

    samples = Library()
    strained = sorted(path.stem for path in STRAINED.glob("*.yaml"))
    clinics = chosen.clinic or [*samples.clinics(), *strained]
    return [
        (template, handout, language, paper, clinic)
        for template in chosen.template or samples.templates()
        for handout in chosen.handout or samples.handouts()
        if template in templates_for(samples, handout)
        for language in chosen.language or ("en", "es")
        for paper in ("letter", "a4")
        for clinic in clinics
    ][:: chosen.sample]


def table(made: list[Looks], sample: int = 1) -> str:
    """The results by template, as the page docs/looks.md."""
    rows = []
    groups: dict[str, list[Looks]] = collections.defaultdict(list)
    for looks in made:
        groups[looks.name[0]].append(looks)
    for name, sheets in groups.items():
        blanks = [sheet.blank for sheet in sheets]
        code = [sheet.code_mm for sheet in sheets if sheet.code_mm]
        fold = [sheet.fold for sheet in sheets if sheet.fold is not None]
        cells = [
            name, f"{len(sheets):,}", f"{statistics.median(blanks):.0%}", f"{max(blanks):.0%}", max(each.sizes for each in sheets),
            f"{min(each.least for each in sheets):g}", f"{min(each.contrast for each in sheets):.1f}",
            f"{min(code):.0f}" if code else "–", f"{min(fold):.0f}" if fold else "–", f"{max(each.spread for each in sheets):.0f}",
            sum(1 for each in sheets if each.over),
        ]  # fmt: skip
        rows.append(f"| {' | '.join(map(str, cells))} |")
    share = f"\nMeasured: {len(made):,} sheets{', every ' + str(sample) + 'th of all' if sample > 1 else ', all there are'}.\n"
    return PAGE + "\n".join(rows) + "\n" + share


HEAD = (
    "template", "sheets", "blank, median", "blank, most", "sizes", "least type, pt", "least contrast", "code, mm", "to fold or cut, pt",
    "gaps differ by, pt", "out of bounds",
)  # fmt: skip
PAGE = f"""\
# How the sheets look, measured

This page is written by `make looks`. It reads the PDFs of every template, handout, language and paper for the sample clinics and for the
strained ones (`benchmarks/strained`: a long name, one word, a wide or tall logo, no logo, a black, white or neon brand, other countries).

Bounds: at most {MOST_BLANK:.0%} of a panel or page blank (white higher than two and a half lines of text); {MOST_SIZES} sizes of type on
a side, the small print counted; contrast {LEAST_CONTRAST} of every text to what it stands on; a code of {LEAST_CODE_MM:g} mm or more, read
off a picture of one bit at 200 dpi; text {LEAST_FOLD:g} points from a fold or cut; gaps under like headings of a sheet within
{MOST_GAP_SPREAD:g} points; no web address broken but before a slash; what belongs to one step or exercise on one page.

| {" | ".join(HEAD)} |
| --- {"| ---: " * (len(HEAD) - 1)}|
"""


def parser() -> argparse.ArgumentParser:
    """What can be asked for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for short, name in (("-t", "--template"), ("-n", "--handout"), ("-c", "--clinic"), ("-l", "--language")):
        asked.add_argument(short, name, action="append", default=[])
    asked.add_argument("--sample", type=int, default=1, help="every so manieth sheet")
    asked.add_argument("--write", action="store_true", help="write docs/looks.md of a sample too")
    return asked


def main() -> int:
    """Measure, print what is out of bounds, and write the page if all sheets were measured."""
    chosen = parser().parse_args()
    wanted = tasks(chosen)
    made = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for looks in pool.map(one, wanted, chunksize=4):
            made.append(looks)
            if looks.over:
                print(" ".join(looks.name), "|", "; ".join(dict.fromkeys(looks.over)), flush=True)
    bad = [looks for looks in made if looks.over]
    print(table(made, chosen.sample).split("\n\n", 3)[-1])
    kinds = collections.Counter(re.sub(r"[\d.%]+|'.*?'|\(.*?\)", "", over).strip() for looks in bad for over in looks.over)
    print(f"{len(bad)} of {len(made)} sheets out of bounds:", dict(kinds.most_common()))
    if chosen.write or (chosen.sample == 1 and not any((chosen.template, chosen.handout, chosen.clinic, chosen.language))):
        (ROOT / "docs" / "looks.md").write_text(table(made, chosen.sample), "utf-8")
    return 7 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
