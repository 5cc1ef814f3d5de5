"""PDF objects as bytes: numbers, texts, names, streams (as PDF/A wants them), and what gets a number when it is added."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from functools import lru_cache

# the first objects of every file, which it writes anew; the pages come next
CATALOG, PAGES, ROOT, INK, METADATA, INFO, RESOURCES, FIRST_PAGE = range(1, 9)
_PLAIN = re.compile(r"[\x20-\x7e\xa1-\xac\xae-\xff]*")  # where PDFDocEncoding and Latin-1 are one (ISO 32000-1, annex D)


@lru_cache(maxsize=16_384)  # 48 on a leaflet, most in the same places on all: without, a batch takes 3 % longer
def decimal(value: float, decimals: int = 2) -> str:
    """A number as PDF and SVG write it, rounded."""
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def numbers(values: Iterable[float]) -> bytes:
    """An array of numbers."""
    return ("[" + " ".join(map(decimal, values)) + "]").encode()


def escaped(value: str) -> str:
    """What stands between the brackets of a string."""
    if "(" in value or ")" in value or "\\" in value:  # phone numbers: this is far quicker than a table
        value = value.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return value


def text(value: str) -> bytes:
    """A text string."""
    if (value.isascii() and value.isprintable()) or _PLAIN.fullmatch(value):  # most are the first, and that is quicker to see
        return b"(%b)" % escaped(value).encode("latin-1")
    return b"<FEFF" + value.encode("utf-16-be").hex().upper().encode() + b">"


def sorting(value: str) -> bytes:
    """A text string by its bytes, which is how a name tree is sorted."""
    return value.encode("latin-1") if _PLAIN.fullmatch(value) else b"\xfe\xff" + value.encode("utf-16-be")


def name(value: str) -> bytes:
    """Text as a name."""
    return b"/" + b"".join(bytes([c]) if chr(c).isalnum() and c < 128 else b"#%02X" % c for c in value.encode())


def stream(content: bytes, entries: bytes = b"", *, compress: bool = True, fast: bool = False) -> bytes:
    """A stream object; `entries`: of its dictionary; `fast`: as `squeezed`. PDF/A asks for an end of line after the content."""
    if compress:
        content, entries = squeezed(content) if fast else zlib.compress(content, 9), entries + b"/Filter /FlateDecode"
    return b"<<%s/Length %d>>\nstream\n%s\r\nendstream" % (entries, len(content), content)


def squeezed(content: bytes) -> bytes:
    """Compressed with little effort, and with no more memory than short content needs: clearing more takes longer than the work."""
    squeeze = zlib.compressobj(1, zlib.DEFLATED, 12, 5)
    return squeeze.compress(content) + squeeze.flush()


def spot(page: int, top: float) -> bytes:
    """A place to jump to: a height in points on the page of a number, the reader's zoom unchanged."""
    return b"[%d 0 R /XYZ 0 %s 0]" % (page, decimal(top).encode())


def cross_reference(offset: int) -> bytes:
    """The row of an object that stands at a place of the file."""
    return b"\1" + offset.to_bytes(4) + b"\0\0"


class IndirectObjects:
    """Indirect objects in the order of their numbers, from `first` on."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.bodies: list[bytes] = []

    def add(self, body: bytes = b"") -> int:
        """The number of a new object, whose body may be set later."""
        self.bodies.append(body)
        return self.first + len(self.bodies) - 1

    def set(self, number: int, body: bytes) -> None:
        """Say what an object is."""
        self.bodies[number - self.first] = body

    @property
    def end(self) -> int:
        """The first number that is free."""
        return self.first + len(self.bodies)
