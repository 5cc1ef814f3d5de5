"""Draw many SVG logos as the program does, and compare each with what Chromium shows: wrong, drawn as shapes, as a picture, refused.

    .venv/bin/python benchmarks/logos.py FOLDER... [--most 6000] [--seed 7] [--keep FOLDER]     exit 1 if any is silently wrong

Chromium shows a hundred at a time. FOLDERs hold SVG files in any depth, as unpacked from public packages of icons; nothing of them is
part of the program. Chromium is asked by playwright (test group). A file is wrong if more than 4 % of the ink, and over 25 pixels of
200 x 200, differ by more than 70 of 255 after a blur of one pixel.
"""

from __future__ import annotations

import argparse
import base64
import random
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Page, sync_playwright

from handoutpress.pdf import svg_render
from handoutpress.pdf.print_colours import SCREEN
from handoutpress.pdf.svg_art import SvgArt, read_svg
from handoutpress.pdf.svg_gate import refusal
from handoutpress.pdf.svg_render import Rendered

SIDE = 200
TILE, ACROSS = 2 * SIDE + 8, 10  # pixels of a logo's place on Chromium's page, and how many stand in a row


def outcome(svg: bytes) -> Rendered:
    """What `svg_render.render` gives, in this process: starting one for each of thousands takes most of the time."""
    signal.alarm(svg_render.SECONDS)
    try:
        found = svg_render._drawn(svg)
        if found.picture and (art := read_svg(svg)) and len(art.operators(SCREEN)) <= svg_render.MAX_CODE:
            return Rendered(art) if svg_render._alike(art, found.picture) else found
        return found
    except TimeoutError:
        return Rendered(refusal=svg_render.Refusal("takes too long", ""))
    finally:
        signal.alarm(0)


def _late(*_: object) -> None:
    raise TimeoutError


def ours(found: Rendered) -> Image.Image:
    """The logo on white, its longer side 400 pixels."""
    if found.art:
        art: SvgArt = found.art
        page = pypdfium2.PdfDocument(svg_render._one_page(art, 0))[0]
        return page.render(scale=2 * SIDE / max(art.width, art.height)).to_pil().convert("RGB")
    picture = Image.open(BytesIO(found.picture)).convert("RGBA")
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, (0, 0), picture)
    white.thumbnail((2 * SIDE, 2 * SIDE), Image.Resampling.BOX)
    return white


def theirs(page: Page, logos: Sequence[tuple[bytes, tuple[int, int]]]) -> list[Image.Image]:
    """What Chromium shows of logos at sizes in pixels, all on one page."""
    tiles = []
    for number, (svg, (width, height)) in enumerate(logos):
        address = "data:image/svg+xml;base64," + base64.b64encode(svg).decode()
        style = (
            f"position:absolute;left:{number % ACROSS * TILE}px;top:{number // ACROSS * TILE}px;width:{width}px;height:{height}px"
        )
        tiles.append(f'<img src="{address}" style="{style}">')
    page.set_content(f'<body style="margin:0;background:#fff">{"".join(tiles)}')
    page.evaluate("Promise.allSettled([...document.images].map(i => i.decode()))")
    whole = Image.open(BytesIO(page.screenshot())).convert("RGB")
    corners = ((number % ACROSS * TILE, number // ACROSS * TILE) for number in range(len(logos)))
    return [whole.crop((x, y, x + size[0], y + size[1])) for (x, y), (_, size) in zip(corners, logos, strict=True)]


def differ(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures of one size are not alike."""

    def most(image: Image.Image) -> Image.Image:
        red, green, blue = image.split()
        return ImageChops.lighter(ImageChops.lighter(red, green), blue)

    a, b = (image.reduce(2).filter(ImageFilter.BoxBlur(1)) for image in (one, other))
    off = sum(most(ImageChops.difference(a, b)).histogram()[71:])
    ink = sum(most(ImageChops.invert(ImageChops.darker(a, b))).histogram()[25:])
    return off > 25 and off > 0.04 * ink


def main() -> int:
    """Go through the files; print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args()
    files = sorted(path for folder in args.folders for path in folder.rglob("*.svg"))
    files = random.Random(args.seed).sample(files, min(args.most, len(files)))
    signal.signal(signal.SIGALRM, _late)
    svg_render.SIDE = 2 * SIDE  # the program's own picture is larger, and drawing it takes most of the time
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    with sync_playwright() as play:
        view = {"width": ACROSS * TILE, "height": ACROSS * TILE}
        page = play.chromium.launch(executable_path=shutil.which("chromium")).new_page(viewport=view)
        for first in range(0, len(files), ACROSS * ACROSS):
            drawn: list[tuple[Path, str, bytes, Image.Image]] = []
            for path in files[first : first + ACROSS * ACROSS]:
                svg = path.read_bytes()
                found = Rendered(refusal=refused) if (refused := refusal(svg)) else outcome(svg)
                if found.refusal:
                    counts["refused"] += 1
                    reasons[found.refusal.what[:60]] += 1
                else:
                    drawn.append((path, "shapes" if found.art else "picture", svg, ours(found)))
            references = theirs(page, [(svg, picture.size) for _, _, svg, picture in drawn])
            for (path, kind, _, picture), reference in zip(drawn, references, strict=True):
                wrong = differ(picture, reference)
                counts["WRONG" if wrong else kind] += 1
                if wrong:
                    print("wrong:", kind, path)
                    if args.keep:
                        args.keep.mkdir(parents=True, exist_ok=True)
                        both = Image.new("RGB", (2 * picture.width, picture.height))
                        both.paste(picture, (0, 0))
                        both.paste(reference, (picture.width, 0))
                        both.save(args.keep / f"{path.stem}.png")
            print(first + ACROSS * ACROSS, dict(counts), flush=True)
    print(len(files), "files:", dict(counts))
    for reason, count in reasons.most_common(12):
        print(f"{count:6} {reason}")
    return 1 if counts["WRONG"] else 0


if __name__ == "__main__":
    sys.exit(main())
