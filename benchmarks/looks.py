"""Measures how sheets look: reads the PDFs of templates, handouts, languages, papers, styles and clinics; says what is out of bounds.

    python -m benchmarks.looks                       a choice in which all pairs meet, and write docs/looks.md (some minutes)
    python -m benchmarks.looks --all                 all there are, and write docs/looks.md (some hours)
    python -m benchmarks.looks -t trifold -c name    some, all of them: templates, handouts (-n), clinics (-c), languages (-l), styles (-s)
    python -m benchmarks.looks --every 10            every tenth of these

The clinics are the samples and those of benchmarks/strained: a long name, one word, a wide logo, no logo, other countries, black,
neon and white brands. Ends with 7 if a sheet is out of bounds.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import itertools
import math
import os
import re
import statistics
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from handoutpress.checks.blank_space import MOST_BLANK, blank_shares
from handoutpress.content.schema.template import Paper, Template

ROOT = Path(__file__).resolve().parent.parent
STRAINED = ROOT / "benchmarks" / "strained"
# what is in bounds: the least or the most of each measure; sizes and distances in points unless a name says otherwise
MOST_SIZES = 6
LEAST_TEXT = {"large-print": 12.0}  # the small print
LEAST_TEXT_ELSE = 8.0
LEAST_CONTRAST = 4.5
LEAST_CODE_MM = 14.0
LEAST_FOLD, LEAST_CUT = 5.0, 8.0  # from text to a fold, to a cut
MOST_GAP_SPREAD = 8.0  # headings of one size on a sheet: the widest gap to what is under them less the narrowest
DPI, CODE_DPI = 72, 200
OWN, LEAST_SHOWN = (
    3.0,
    0.08,
)  # most contrast of a text's own colour, which overprinting makes darker; share of the dots that ground takes at least
CAP = 0.66  # height of capitals, sizes
NEAR = 1.4  # a text farther under a heading, in its sizes, has something else between


Task = tuple[str, str, str, str, str, str]  # template, handout, language, paper, clinic, style


@dataclass
class Line:
    """A run of text: side of paper from 1, left, lower, right and upper edge, size, fill, what it says, and its base line."""

    side: int
    box: tuple[float, float, float, float]
    size: float
    fill: tuple[int, int, int]
    text: str
    base: float = 0.0
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
    cut: float | None = None
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
                line.contrast = _contrast(line.fill, _ground(image, line))
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
    return Line(side, box, round(size.value, 2), (red.value, green.value, blue.value), text, item.get_matrix().f)


def _ground(image: Any, line: Line) -> tuple[int, int, int]:
    """The colour that most dots around a text have; the next one if that is the text's own, for large letters hide what is under them."""
    scale = DPI / 72
    left, low, right, high = line.box
    area = (
        max(0, int(left * scale) - 1),
        max(0, image.height - int(high * scale) - 2),
        min(image.width, int(right * scale) + 2),
        min(image.height, image.height - int(low * scale) + 1),
    )
    part = image.crop(area)
    dots = part.width * part.height
    common = sorted(part.getcolors(dots) or [], reverse=True)[:2]
    own = (
        common
        and _contrast(line.fill, common[0][1]) < OWN
        and all(a <= b + 6 for a, b in zip(common[0][1], line.fill, strict=True))
    )
    at = 1 if own and len(common) > 1 and common[1][0] > dots * LEAST_SHOWN else 0
    return tuple(common[at][1]) if common else (255, 255, 255)  # type: ignore[return-value]


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


def to_marks(found: Iterable[Line], template: Template, paper: Paper) -> tuple[float | None, float | None]:
    """How near text comes to a fold and to a cut, points; negative: it crosses one; None: there are none.

    A panel that opens across a fold is read open: that fold does not count for what stands in it.
    """
    marks, width = template.marks, template.sheets[paper][0]
    folds, cuts = [], []
    for line in found:
        left, low, right, high = line.box
        x0, y0, x1, y1 = _panel(line, template, paper)
        for x in marks.folds.get(paper, ()):
            x = x if line.side % 2 else width - x
            if not x0 + 1 < x < x1 - 1:
                folds.append(max(left - x, x - right))
        folds += [max(low - y, y - high) for y in marks.level_folds.get(paper, ()) if not y0 + 1 < y < y1 - 1]
        cuts += [max(left - x, x - right) for x in marks.cuts.get(paper, ())]
        cuts += [max(low - y, y - high) for y in marks.level_cuts.get(paper, ())]
    return min(folds, default=None), min(cuts, default=None)


def _panel(line: Line, template: Template, paper: Paper) -> tuple[float, float, float, float]:
    """Left, lower, right and upper edge of the panel a line stands in; nothing, if it stands in none."""
    middle, level = (line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2
    for panel in template.panels:
        x, y, w, h = panel.at[paper]
        for dx, dy in ((0.0, 0.0), *template.copies.get(paper, ())):
            inside = x + dx <= middle <= x + dx + w and y + dy <= level <= y + dy + h
            if inside and (line.side - panel.sheet) % template.pages == 0:
                return x + dx, y + dy, x + dx + w, y + dy + h
    return 0.0, 0.0, 0.0, 0.0


def gap_spread(found: list[Line], head: float, titles: Collection[str]) -> float:
    """How much the gaps between headings and the text right under them differ at most, points.

    Only those are compared that look alike: of one size and colour; `titles`: of all headings.
    """
    gaps = collections.defaultdict(list)
    heads = [line for line in found if abs(line.size - head) < 0.01 and any(line.text.strip() in title for title in titles)]
    for line in heads:
        below = [
            (line.base - other.base - CAP * other.size, other.size)
            for other in found
            if other.side == line.side and abs(other.box[0] - line.box[0]) < 2 and other.base < line.base - 2
        ]
        near, size = min(below, default=(0.0, head))
        if 0 < near < NEAR * head and abs(size - head) > 0.01:
            gaps[line.fill].append(near)
    return max((max(alike) - min(alike) for alike in gaps.values()), default=0.0)


def headings(pdf: bytes) -> list[str]:
    """What the headings of the second level say, as bookmarks do."""
    from tests.helpers.pdftext import elements

    with pikepdf.open(BytesIO(pdf)) as file:
        return [str(element.get("/T", "")) for element, _ in elements(file) if str(element.S) == "/H2"]


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


def measure(pdf: bytes, template: Template, paper: Paper, name: tuple[str, ...], *, website: str = "", url: str = "") -> Looks:
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
    looks.fold, looks.cut = to_marks(found, template, paper)
    if looks.fold is not None and looks.fold < LEAST_FOLD:
        over.append(f"text {looks.fold:.1f} points from a fold")
    if looks.cut is not None and looks.cut < LEAST_CUT:
        over.append(f"text {looks.cut:.1f} points from a cut")
    looks.spread = gap_spread(found, template.sizes[template.type["h2"].size], headings(pdf))
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


def one(task: Task) -> Looks:
    """Make a sheet and measure it."""
    from handoutpress.errors import HandoutError
    from handoutpress.layout.document import typeset
    from handoutpress.merge.merge import merge

    template_name, handout, language, paper, clinic, style = task
    try:
        leaflet = replace(merge(_library(), clinic, handout, language, paper=paper, style=style), draft=None)  # type: ignore[arg-type]
        template = _library().template(template_name).value
        pdf = typeset(leaflet, template)
        return measure(pdf, template, leaflet.paper, task, website=leaflet.clinic.website, url=leaflet.clinic.url)
    except HandoutError as error:
        return Looks(task, over=[f"not made: {' '.join(str(error).split())[:160]}"])


def tasks(chosen: argparse.Namespace) -> list[Task]:
    """The sheets that are measured: all that are asked for by name; if none are, a choice of them, unless all are wanted."""
    from handoutpress.content.library import Library
    from handoutpress.merge.moves import templates_for

    samples = Library()
    strained = sorted(path.stem for path in STRAINED.glob("*.yaml"))
    every = [
        (template, handout, language, paper, clinic, style)
        for template in chosen.template or samples.templates()
        for handout in chosen.handout or samples.handouts()
        if template in templates_for(samples, handout)
        for language in chosen.language or ("en", "es")
        for paper in ("letter", "a4")
        for clinic in chosen.clinic or [*samples.clinics(), *strained]
        for style in chosen.style or samples.styles()
    ]
    return (every if chosen.all or _named(chosen) else choice(every))[:: chosen.every]


def _named(chosen: argparse.Namespace) -> bool:
    return any((chosen.template, chosen.handout, chosen.clinic, chosen.language, chosen.style))


def choice(every: list[Task]) -> list[Task]:
    """Sheets in which every two things meet, and each template all handouts in all styles and all clinics on all papers; always these."""
    mixed = sorted(every, key=lambda task: hashlib.sha256(" ".join(task).encode()).digest())
    met: set[tuple[object, ...]] = set()
    taken = []
    for task in mixed:
        template, handout, _, paper, clinic, style = task
        pairs = {*itertools.combinations(enumerate(task), 2), (template, handout, style), (template, paper, clinic)}
        if not pairs <= met:
            met |= pairs
            taken.append(task)
    return sorted(taken)


def table(made: list[Looks], whole: bool) -> str:
    """The results by template, as the page docs/looks.md."""
    rows = []
    groups: dict[str, list[Looks]] = collections.defaultdict(list)
    for looks in made:
        groups[looks.name[0]].append(looks)
    for name, sheets in groups.items():
        blanks = [sheet.blank for sheet in sheets]
        code = [sheet.code_mm for sheet in sheets if sheet.code_mm]
        fold, cut = ([at for at in each if at is not None] for each in zip(*((one.fold, one.cut) for one in sheets), strict=True))
        cells = [
            name, f"{len(sheets):,}", f"{statistics.median(blanks):.0%}", f"{max(blanks):.0%}", max(each.sizes for each in sheets),
            f"{min(each.least for each in sheets):g}", f"{min(each.contrast for each in sheets):.1f}",
            *(f"{min(each):.0f}" if each else "–" for each in (code, fold, cut)), f"{max(each.spread for each in sheets):.0f}",
            sum(1 for each in sheets if each.over),
        ]  # fmt: skip
        rows.append(f"| {' | '.join(map(str, cells))} |")
    which = (
        "all there are"
        if whole
        else "a choice: any two things meet, each template all handouts in all styles, all clinics on all papers"
    )
    share = f"\nMeasured: {len(made):,} sheets ({which}), {sum(1 for each in made if each.over):,} of them out of bounds.\n"
    return PAGE + "\n".join(rows) + "\n" + share


HEAD = (
    "template", "sheets", "blank, median", "blank, most", "sizes", "least type, pt", "least contrast", "code, mm", "to fold, pt",
    "to cut, pt", "gaps differ by, pt", "out of bounds",
)  # fmt: skip
PAGE = f"""\
# How the sheets look, measured

This page is written by `make looks`. It reads the PDFs of the templates, handouts, languages, papers and style families for the sample
clinics and for strained ones (`benchmarks/strained`: a long name, one word, a wide or tall logo, no logo, a black, white or neon brand,
other countries, name, city and phone alone).

Bounds: at most {MOST_BLANK:.0%} of a panel or page blank (white higher than two and a half lines of text); {MOST_SIZES} sizes of type on
a side, the small print counted; contrast {LEAST_CONTRAST} of every text to what it stands on; a code of {LEAST_CODE_MM:g} mm or more, read
off a picture of one bit at 200 dpi; text {LEAST_FOLD:g} points from a fold and {LEAST_CUT:g} from a cut; gaps under like headings of a
sheet within {MOST_GAP_SPREAD:g} points; no web address broken but before a slash; what belongs to one step or exercise on one page.

| {" | ".join(HEAD)} |
| --- {"| ---: " * (len(HEAD) - 1)}|
"""


def parser() -> argparse.ArgumentParser:
    """What can be asked for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for short, name in (("-t", "--template"), ("-n", "--handout"), ("-c", "--clinic"), ("-l", "--language"), ("-s", "--style")):
        asked.add_argument(short, name, action="append", default=[])
    asked.add_argument("--all", action="store_true", help="all sheets there are")
    asked.add_argument("--every", type=int, default=1, help="every so manieth sheet only")
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
    print(table(made, chosen.all).split("\n\n", 3)[-1])
    kinds = collections.Counter(re.sub(r"[\d.%]+|'.*?'|\(.*?\)", "", over).strip() for looks in bad for over in looks.over)
    print(f"{len(bad)} of {len(made)} sheets out of bounds:", dict(kinds.most_common()))
    if chosen.every == 1 and not _named(chosen):
        (ROOT / "docs" / "looks.md").write_text(table(made, chosen.all), "utf-8")
    return 7 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
