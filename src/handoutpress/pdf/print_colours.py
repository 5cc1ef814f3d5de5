"""Plates: what the colours of a file are written as. Screen colours, black alone, process inks, or black and a spot ink.

Process and spot inks are a DeviceN space (ISO 32000-1, 8.6.6.5) whose colorants a press knows by name: it takes the shares as they
are. Screens and office printers, and PDF/A, go by its alternate colours, which are sRGB: so a file needs the sRGB output intent
only, and no profile of a press. The alternate colours are those of inks laid over each other as filters,

    red = (1 - black) x (1 - cyan)    and so on,

worked out by a little program in the file (a type 4 function): tables are interpolated differently from viewer to viewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from handoutpress.pdf.objects import IndirectObjects, stream
from handoutpress.pdf.objects import name as name_of
from handoutpress.support.colour import RGB, from_linear, luminance

if TYPE_CHECKING:
    from PIL.Image import Image

Shares = tuple[float, ...]
Kind = Literal["screen", "grey", "process", "spot"]
_PROCESS: tuple[tuple[str, RGB], ...] = (
    ("Cyan", (0.0, 1.0, 1.0)),
    ("Magenta", (1.0, 0.0, 1.0)),
    ("Yellow", (1.0, 1.0, 0.0)),
    ("Black", (0.0, 0.0, 0.0)),
)
NEUTRAL = {"process": 0.012, "spot": 0.08}  # colours whose channels differ by less are greys


@dataclass(frozen=True)
class Plates:
    """The inks of a file.

    Attributes:
        kind: screen (sRGB), grey (black ink, DeviceGray), process (cyan, magenta, yellow, black), or spot (black and one named ink).
        ink: name of the spot ink, as print shops know it; `colour` is what it looks like on paper.
    """

    kind: Kind = "screen"
    ink: str = ""
    colour: RGB = (0.0, 0.0, 0.0)

    @property
    def inks(self) -> tuple[tuple[str, RGB], ...]:
        """Names of the plates, and how each looks at full strength; none for screen and grey."""
        if self.kind == "process":
            return _PROCESS
        return (_PROCESS[3], (self.ink, self.colour)) if self.kind == "spot" else ()

    def shares(self, colour: RGB) -> Shares:
        """A colour in this file's terms: the share of each plate, 0 to 1 (grey: 1 is white; screen: the colour itself).

        Process: black = 1 - max(red, green, blue), cyan = 1 - red / (1 - black), and so on: grey is black ink only, and no spot
        gets more than 300 % ink. Spot: greys are black; all else is spot ink, and black where that is too light, of the
        colour's own luminance, so that contrast stays as it is.
        """
        if self.kind == "screen":
            return colour
        if self.kind == "grey":
            return (round(from_linear(luminance(colour)), 4),)
        if max(colour) - min(colour) < NEUTRAL[self.kind]:
            black = round(1 - from_linear(luminance(colour)), 4)
            return (0.0, 0.0, 0.0, black) if self.kind == "process" else (black, 0.0)
        if self.kind == "spot":
            return self.tint(luminance(colour))
        most = max(colour)
        return (*(1 - v / most for v in colour), 1 - most)

    def black(self, colour: RGB) -> Shares:
        """A colour as black ink alone, as light as it is."""
        grey = from_linear(luminance(colour))
        return self.shares((grey, grey, grey))

    def tint(self, light: float) -> Shares:
        """Black and spot ink of a luminance, 0 to 1: as little black as will do."""
        low, high = 0.0, 2.0  # up to 1 spot ink, from there on black over it
        for _ in range(24):
            middle = (low + high) / 2
            if luminance(self.seen((max(0.0, middle - 1), min(1.0, middle)))) > light:
                low = middle
            else:
                high = middle
        return (max(0.0, high - 1), min(1.0, high))

    def seen(self, shares: Shares) -> RGB:
        """What shares look like: the alternate colour."""
        if self.kind == "screen":
            return (shares[0], shares[1], shares[2])
        if self.kind == "grey":
            return (shares[0], shares[0], shares[0])
        red, green, blue = 1.0, 1.0, 1.0
        for share, (_, ink) in zip(shares, self.inks, strict=True):
            red, green, blue = (v * (1 - share * (1 - full)) for v, full in zip((red, green, blue), ink, strict=True))
        return red, green, blue

    def operators(self, colour: RGB, *, stroke: bool) -> str:
        """Operators that choose a colour which is in no palette (a logo's)."""
        numbers = " ".join(f"{v:.3f}".rstrip("0").rstrip(".") for v in self.shares(colour))
        if self.inks:
            return f"/Plates {'CS' if stroke else 'cs'} {numbers} {'SCN' if stroke else 'scn'}"
        operator = "g" if self.kind == "grey" else "rg"
        return f"{numbers} {operator.upper() if stroke else operator}"

    def space(self, out: IndirectObjects) -> bytes:
        """The colour space of the shares, as PDF writes it; its parts are added to a document."""
        if not self.inks:
            return b"/DeviceGray" if self.kind == "grey" else b"/DeviceRGB"
        count = len(self.inks)
        limits = b"/FunctionType 4/Domain [%s]/Range [0 1 0 1 0 1]" % b" ".join([b"0 1"] * count)
        program = out.add(stream(_overlaid(self.inks).encode(), limits, compress=False))
        names = b" ".join(name_of(name) for name, _ in self.inks)
        alone = b"".join(name_of(name) + b" " + _separation(name, colour) for name, colour in self.inks)
        return b"[/DeviceN [%s] /DeviceRGB %d 0 R <</Colorants <<%s>>>>]" % (names, program, alone)

    def picture(self, picture: Image) -> tuple[Image, str]:
        """A picture of mode L or RGB in this file's terms, and its colour space: a device's, or `Plates`."""
        if self.kind == "screen" or picture.mode == "L":
            return picture, "DeviceGray" if picture.mode == "L" else "DeviceRGB"
        if self.kind != "process":
            return picture.convert("L"), "DeviceGray"
        return _separated(picture), "Plates"


SCREEN = Plates()
GREY = Plates("grey")


def _overlaid(inks: Sequence[tuple[str, RGB]]) -> str:
    """The colour of inks laid over each other, from their shares, in PDF's calculator language (ISO 32000-1, 7.10.5)."""
    count, steps = len(inks), []
    for channel in range(3):
        steps.append("1")
        for i, (_, ink) in enumerate(inks):
            if absorbed := 1 - ink[channel]:
                steps.append(f"{count - i + channel} index {absorbed:.4f} mul 1 exch sub mul")
    return "{" + " ".join([*steps, f"{count + 3} 3 roll", *["pop"] * count]) + "}"


def _separated(picture: Image) -> Image:
    """An RGB picture as CMYK, by the formula of `Plates.shares`."""
    from PIL import Image, ImageChops, ImageMath

    channels = picture.split()
    most = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])

    def ink(channel: Image.Image) -> Image.Image:
        # the darkest black is 1 of 255, so that nothing is divided by 0
        share = ImageMath.lambda_eval(
            lambda a: a["convert"]((a["most"] - a["channel"]) * 255 / (a["max"](a["most"], 1)), "L"), most=most, channel=channel
        )
        assert isinstance(share, Image.Image)
        return share

    return Image.merge("CMYK", (*(ink(channel) for channel in channels), ImageChops.invert(most)))


def _separation(name: str, colour: RGB) -> bytes:
    full = " ".join(f"{v:.4f}" for v in colour)
    function = f"<</FunctionType 2 /Domain [0 1] /C0 [1 1 1] /C1 [{full}] /N 1>>"
    return b"[/Separation %s /DeviceRGB %s]" % (name_of(name), function.encode())
