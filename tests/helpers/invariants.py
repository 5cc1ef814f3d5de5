"""What no validator looks at: streams, structure tree and parent tree agree; all is marked; all that is named is there.

Each check takes an open file and gives its findings, a line each; `findings` runs them all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO

import pikepdf

from tests.helpers.pdftext import elements, kids, shown, to_unicode

_PAINT = frozenset(["f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "Do", "Tj", "TJ", "'", '"'])
_RESOURCES = {"Tf": "/Font", "Do": "/XObject", "gs": "/ExtGState", "cs": "/ColorSpace", "CS": "/ColorSpace", "sh": "/Shading"}
_BUILT_IN = frozenset(["/DeviceRGB", "/DeviceGray", "/DeviceCMYK", "/Pattern"])


def findings(data: bytes) -> list[str]:
    """All that is wrong with a tagged file; empty for a good one."""
    with pikepdf.open(BytesIO(data)) as pdf:
        if "/StructTreeRoot" not in pdf.Root:
            return ["there is no structure tree"]
        return [*marks(pdf), *agreement(pdf), *resources(pdf), *glyphs(pdf), *empties(pdf)]


def marks(pdf: pikepdf.Pdf) -> Iterator[str]:
    """All that paints is marked; marks are not nested, and neither cross text objects nor stay open."""
    for number, page in enumerate(pdf.pages, 1):
        begun_in_text: list[bool] = []
        text, saved = False, 0
        for _, operator in pikepdf.parse_content_stream(page):
            match str(operator):
                case "BDC" | "BMC":
                    if begun_in_text:
                        yield f"page {number}: marked content within marked content"
                    begun_in_text.append(text)
                case "EMC":
                    if not begun_in_text or begun_in_text.pop() != text:
                        yield f"page {number}: marked content crosses a text object"
                case "BT":
                    text = True
                case "ET":
                    text = False
                case "q":
                    saved += 1
                case "Q":
                    saved -= 1
                    if saved < 0:
                        yield f"page {number}: Q without q"
                case paint if paint in _PAINT and not begun_in_text:
                    yield f"page {number}: {paint} outside marked content"
        if begun_in_text or saved > 0 or text:
            yield f"page {number}: something is left open at its end"


def agreement(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Streams, tree and parent tree say the same: each mark has one element, each element its parent."""
    owners: dict[tuple[tuple[int, int], int], list[pikepdf.Object]] = defaultdict(list)
    annotations: dict[tuple[int, int], pikepdf.Object] = {}
    for element, page in elements(pdf):
        for kid in kids(element):
            if isinstance(kid, int):
                owners[page.objgen if page is not None else (0, 0), int(kid)].append(element)
            elif kid.get("/Type") == "/MCR":
                owners[kid.get("/Pg", page).objgen, int(kid.MCID)].append(element)
            elif kid.get("/Type") == "/OBJR":
                annotations[kid.Obj.objgen] = element
            elif kid.P.objgen != element.objgen:
                yield f"{kid.S}: its parent is not the element that holds it"
    parents = _parent_tree(pdf)
    for number, page in enumerate(pdf.pages, 1):
        slot = parents.get(int(page.get("/StructParents", -1)), pikepdf.Array())
        seen = list(_mcids(page))
        if sorted(mcid for _, mcid in seen) != list(range(len(seen))):  # in any order: the clinic's own come last
            yield f"page {number}: MCIDs are not 0, 1, 2 and so on, each once"
        for tag, mcid in seen:
            found = owners.pop((page.objgen, mcid), [])
            if len(found) != 1:
                yield f"page {number}, MCID {mcid}: {len(found)} elements own it"
            elif str(found[0].S) != tag:
                yield f"page {number}, MCID {mcid}: marked {tag}, owned by {found[0].S}"
            elif mcid >= len(slot) or slot[mcid].objgen != found[0].objgen:
                yield f"page {number}, MCID {mcid}: the parent tree does not name its owner"
        for note in page.get("/Annots", pikepdf.Array()):
            element = annotations.pop(note.objgen, None)
            named = parents.get(int(note.get("/StructParent", -1)))
            if element is None or named is None or named.objgen != element.objgen:
                yield f"page {number}: an annotation is not in the tree, or not in the parent tree"
        if page.get("/Tabs") != "/S":
            yield f"page {number}: tab order is not that of the structure"
    yield from (f"{found[0].S}: its MCID {key[1]} is on no page" for key, found in owners.items())
    yield from (f"{element.S}: it refers to an annotation on no page" for element in annotations.values())


def _parent_tree(pdf: pikepdf.Pdf) -> dict[int, pikepdf.Object]:
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.get("/Nums", pikepdf.Array()))
    return {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}


def _mcids(page: pikepdf.Page) -> Iterator[tuple[str, int]]:
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
            yield str(operands[0]), int(operands[1].MCID)


def resources(pdf: pikepdf.Pdf) -> Iterator[str]:
    """All that a page's stream names, the page has; every font it has is embedded."""
    for number, page in enumerate(pdf.pages, 1):
        for operands, operator in pikepdf.parse_content_stream(page):
            kind = _RESOURCES.get(str(operator))
            if kind and str(operands[0]) not in _BUILT_IN and operands[0] not in page.Resources.get(kind, {}):
                yield f"page {number}: {operands[0]} {operator} names no resource"
        for name, font in page.Resources.get("/Font", {}).items():
            if "/FontFile2" not in font.get("/FontDescriptor", {}):
                yield f"page {number}: font {name} is not embedded"


def glyphs(pdf: pikepdf.Pdf) -> Iterator[str]:
    """No text shows a missing glyph (code 0), or a code that cannot be copied out."""
    for number, page in enumerate(pdf.pages, 1):
        fonts = page.Resources.get("/Font", {})
        maps = {name: to_unicode(font) if "/ToUnicode" in font else {} for name, font in fonts.items()}
        font, saved = "", []
        for operands, operator in pikepdf.parse_content_stream(page):
            match str(operator):
                case "q":
                    saved.append(font)
                case "Q" if saved:
                    font = saved.pop()
                case "Tf":
                    font = str(operands[0])
                case "Tj" | "TJ":
                    for code in sorted(set(shown(operands[0]))):
                        if not code or not maps.get(font, {}).get(code, "\0").strip("\0"):
                            yield f"page {number}: code {code} of {font} stands for no character"


def empties(pdf: pikepdf.Pdf) -> Iterator[str]:
    """No element is empty but table cells and rows, and what is given for readers says something."""
    for element, _ in elements(pdf):
        if not kids(element) and str(element.S) not in ("/TD", "/TH", "/TR", "/Document"):
            yield f"{element.S} is empty"
        for key in ("/Alt", "/ActualText", "/T"):
            if key in element and not str(element[key]).strip():
                yield f"{element.S} has an empty {key}"
