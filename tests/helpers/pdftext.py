"""Text of a tagged PDF as a screen reader hears it: in the order of the structure tree, by marked content and ToUnicode."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO

import pikepdf

Key = tuple[tuple[int, int], int]  # page object, MCID
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def roles(data: bytes) -> list[tuple[str, str]]:
    """(role, text) of every element that has text of its own, in reading order."""
    with pikepdf.open(BytesIO(data)) as pdf:
        marked = _marked(pdf)
        out = []
        for element, page in elements(pdf):
            text = "".join(marked.get(key, "") for key in _own(element, page)).removesuffix(" ")
            if text:
                out.append((str(element.S)[1:], text))
        return out


def spoken(data: bytes, *, without: tuple[str, ...] = ()) -> str:
    """All tagged text in reading order, runs of one element as they stand; `without` the elements of some roles, as "/Lbl"."""
    with pikepdf.open(BytesIO(data)) as pdf:
        marked = _marked(pdf)
        return "".join(marked.get(key, "") for key in _leaves(pdf.Root.StructTreeRoot.K, None, without))


def alternates(data: bytes) -> list[str]:
    """Alternate texts of all figures, in reading order."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return [str(element.Alt) for element, _ in elements(pdf) if element.S == "/Figure"]


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, pikepdf.Object | None]]:
    """Structure elements in reading order, each with the page its kids are on unless they say otherwise."""

    def walk(node: pikepdf.Object, page: pikepdf.Object | None) -> Iterator[tuple[pikepdf.Object, pikepdf.Object | None]]:
        if isinstance(node, pikepdf.Array):
            for kid in node:
                yield from walk(kid, page)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            page = node.get("/Pg", page)
            yield node, page
            if "/K" in node:
                yield from walk(node.K, page)

    yield from walk(pdf.Root.StructTreeRoot.get("/K", pikepdf.Array()), None)


def kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    """The kids of an element as a list, whatever way they are written."""
    found = element.get("/K", pikepdf.Array())
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def _own(element: pikepdf.Object, page: pikepdf.Object | None) -> Iterator[Key]:
    for kid in kids(element):
        if isinstance(kid, int):
            assert page is not None
            yield page.objgen, int(kid)
        elif isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/MCR":
            yield kid.get("/Pg", page).objgen, int(kid.MCID)


def _leaves(node: pikepdf.Object, page: pikepdf.Object | None, without: tuple[str, ...]) -> Iterator[Key]:
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from _leaves(kid, page, without)
    elif isinstance(node, int):
        assert page is not None
        yield page.objgen, int(node)
    elif node.get("/Type") == "/MCR":
        yield node.get("/Pg", page).objgen, int(node.MCID)
    elif "/K" in node and str(node.get("/S")) not in without:
        yield from _leaves(node.K, node.get("/Pg", page), without)


def shown(operand: pikepdf.Object) -> bytes:
    """The codes that Tj (a string) or TJ (strings, and numbers between them) shows."""
    parts = operand if isinstance(operand, pikepdf.Array) else [operand]
    return b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))


def to_unicode(font: pikepdf.Object) -> dict[int, str]:
    """What each code of a simple font stands for (bfchar only: all that is written here)."""
    table = font.ToUnicode.read_bytes()
    out = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in _PAIR.findall(block):
            out[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return out


def as_drawn(data: bytes) -> str:
    """All text in the order it is drawn in, whatever stands between: what a program that knows nothing of pages makes of it."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return "".join(text for page in pdf.pages for _, text in _texts(page))


def _marked(pdf: pikepdf.Pdf) -> dict[Key, str]:
    out: dict[Key, str] = defaultdict(str)
    for page in pdf.pages:
        for mcid, text in _texts(page):
            if mcid >= 0:
                out[page.objgen, mcid] += text
    return out


def _texts(page: pikepdf.Page) -> Iterator[tuple[int, str]]:
    """Each text that is shown, with the number of its marked content; -1: it is decoration."""
    maps = {name: to_unicode(font) for name, font in page.Resources.get("/Font", {}).items()}
    font, saved, mcid = "", [], -1
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                saved.append(font)
            case "Q":
                font = saved.pop()
            case "Tf":
                font = str(operands[0])
            case "BDC":
                mark = operands[1]
                mcid = int(mark.get("/MCID", -1)) if isinstance(mark, pikepdf.Dictionary) else -1
            case "BMC" | "EMC":
                mcid = -1
            case "Tj" | "TJ":
                yield mcid, "".join(maps[font].get(code, "\ufffd") for code in shown(operands[0]))
