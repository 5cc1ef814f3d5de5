"""An SVG logo drawn in a process of its own, with bounds on time and memory: as paths if they look like it, else as a picture.

resvg (MIT) draws the picture, and judges: the paths that `svg_art` finds are drawn by pdfium at the same size, and both pictures
must be alike. So nothing an SVG holds is silently drawn wrong: gradients, clips, masks, opacity, filters make it a picture.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any

from handoutpress.pdf.images import why_unseen
from handoutpress.pdf.print_colours import SCREEN
from handoutpress.pdf.svg_art import SvgArt, read_svg
from handoutpress.pdf.svg_gate import Refusal
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from PIL.Image import Image

SIMPLER = "Save it as plain SVG with flat shapes, or as PNG"
FOR_PAPER = "Crop it to its edges, and choose the version for white paper"
SECONDS, MEMORY = 10, 2 << 30  # of work; it may take twice as long, since other programs work too
SIDE = 1000  # pixels of the longer side of a picture: over 250 dpi on the largest sheet
MAX_CODE = 300_000  # bytes of drawing operators
_JUDGED = 200  # pixels of the longer side at which both are compared; drawn twice as large, and blurred
# finds this program where the process that asks has found it: it need not be installed
_BEGIN = f"import sys; sys.path[:] = sys.argv[1:]; from {__name__} import main; main()"
_OFF, _FEW, _SHARE = 70, 12, 0.02  # of 255 that a pixel is off by; how many, and what share of the ink, may be


@immutable
class Rendered:
    """What became of a file: `art` if its paths are alike, else `picture` (PNG, transparent where nothing is), else a refusal."""

    art: SvgArt | None = None
    picture: bytes = b""
    refusal: Refusal | None = None

    def to_json(self) -> bytes:
        """All of it, for `from_json`."""
        picture = base64.b64encode(self.picture).decode()
        refusal = self.refusal and [self.refusal.what, self.refusal.mend]
        return json.dumps([self.art.to_json().decode() if self.art else None, picture, refusal]).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Rendered:
        """What was written by `to_json`. Raises ValueError, TypeError, LookupError, AttributeError: it is anything else."""
        art, picture, refusal = json.loads(data)
        drawn = SvgArt.from_json(art.encode()) if art else None
        return cls(drawn, base64.b64decode(picture, validate=True), Refusal(*refusal) if refusal else None)


class CutShort(Exception):
    """Drawing was ended from outside, by a busy computer perhaps; `found` is what there was of it. Another time there may be more."""

    def __init__(self, found: Rendered) -> None:
        super().__init__("drawing was cut short")
        self.found = found


def render(svg: bytes) -> Rendered:
    """A file that the gate has let in, drawn within the bounds. Raises CutShort: what is found now may not be so another time."""
    child = subprocess.Popen(
        [sys.executable, "-c", _BEGIN, *sys.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        said, _ = child.communicate(svg, 2 * SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        said, _ = child.communicate()
    found = Rendered(refusal=Refusal("the SVG logo takes too long to draw, or too much memory", SIMPLER))
    for line in said.splitlines():  # the picture first, then the paths, if there was time for them
        with suppress(ValueError, TypeError, LookupError, AttributeError):
            found = Rendered.from_json(line)
    if child.returncode not in (0, -getattr(signal, "SIGXCPU", 0)):  # ended, or out of time by its own work
        raise CutShort(found)
    return found


def main() -> None:
    """Draw what stands on standard input: the work of the process of its own."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    svg = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    drawn = _drawn(svg)
    _say(out, drawn)
    if drawn.picture and (art := read_svg(svg)) and len(art.operators(SCREEN)) <= MAX_CODE and _alike(art, drawn.picture):
        _say(out, Rendered(art))


def _say(out: Any, found: Rendered) -> None:
    out.write(found.to_json() + b"\n")
    out.flush()


def _drawn(svg: bytes) -> Rendered:
    """The picture, or why there is none."""
    import resvg_py
    from PIL import Image

    text = svg.decode("utf-8-sig", "replace")
    with tempfile.TemporaryFile() as log:  # resvg tells on standard output what it cannot read
        kept = os.dup(1)
        os.dup2(log.fileno(), 1)
        try:
            # its own size may be that of a wall
            small = resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True, log_information=True, dpi=96, width=_JUDGED)
            wide, high = Image.open(BytesIO(small)).size
            width, height = (SIDE, None) if wide >= high else (None, SIDE)
            picture = bytes(resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True, dpi=96, width=width, height=height))
            unseen = why_unseen(Image.open(BytesIO(picture)))
        except (ValueError, OSError) as error:
            return Rendered(refusal=Refusal(f"the SVG logo cannot be drawn ({' '.join(str(error).split())[:80]})", SIMPLER))
        except BaseException as error:  # what resvg raises over an oversight of its own is no Exception
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
            return Rendered(refusal=Refusal("the SVG logo cannot be drawn", SIMPLER))
        finally:
            os.dup2(kept, 1)
        log.seek(0)
        said = log.read().decode(errors="replace")
    if unseen:
        return Rendered(refusal=Refusal(f"the logo {unseen}", FOR_PAPER))
    for line in said.splitlines():
        if line.startswith(("Warning", "Error")):
            return Rendered(refusal=Refusal(f"a part of the SVG logo cannot be read ({line.partition(': ')[2][:80]})", SIMPLER))
    return Rendered(picture=picture)


def _alike(art: SvgArt, picture: bytes) -> bool:
    """Whether paths look like a picture, also beyond the edges: there nothing may be."""
    import pypdfium2
    from PIL import Image, ImageChops, ImageFilter

    seen = Image.open(BytesIO(picture))
    if abs(seen.width / seen.height / (art.width / art.height) - 1) > 2 / min(seen.size):
        return False
    scale = 2 * _JUDGED / max(art.width, art.height)
    size = max(1, round(art.width * scale)), max(1, round(art.height * scale))
    edge = _JUDGED // 4
    page = pypdfium2.PdfDocument(_one_page(art, edge / scale))[0]
    ours = page.render(scale=scale).to_pil().convert("RGB")
    theirs = Image.new("RGB", ours.size, "white")
    small = seen.convert("RGBa").resize(size, Image.Resampling.BOX).convert("RGBA")
    theirs.paste(small, (edge, edge), small)

    def most(image: Image.Image) -> Image.Image:
        red, green, blue = image.split()
        return ImageChops.lighter(ImageChops.lighter(red, green), blue)

    first, second = (image.reduce(2).filter(ImageFilter.BoxBlur(1)) for image in (ours, theirs))
    off = sum(most(ImageChops.difference(first, second)).histogram()[_OFF + 1 :])
    ink = sum(most(ImageChops.invert(ImageChops.darker(first, second))).histogram()[25:])
    return off <= _FEW or off <= _SHARE * ink


def _one_page(art: SvgArt, edge: float) -> bytes:
    """A PDF file of the art with a margin of `edge`, for pdfium's eyes only."""
    code = f"1 0 0 1 {edge} {edge} cm {art.operators(SCREEN)}".encode()
    box = f"[0 0 {art.width + 2 * edge} {art.height + 2 * edge}]".encode()
    parts = [
        b"<</Type /Catalog/Pages 2 0 R>>", b"<</Type /Pages/Kids [3 0 R]/Count 1>>",
        b"<</Type /Page/Parent 2 0 R/MediaBox %s/Contents 4 0 R/Resources <<>>>>" % box,
        b"<</Length %d>>stream\n%s\nendstream" % (len(code), code),
    ]  # fmt: skip
    out, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (rows, len(out))
