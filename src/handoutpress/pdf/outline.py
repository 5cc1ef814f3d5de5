"""Bookmarks: the titled headings of a structure tree, in reading order, nested by heading level."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from handoutpress.pdf.objects import spot
from handoutpress.pdf.structure import HEADINGS

if TYPE_CHECKING:
    from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObjectReference

    from handoutpress.pdf.structure import Element


@dataclass
class _Entry:
    title: str
    level: int
    page: Any
    top: float
    kids: list[_Entry] = field(default_factory=list)


def write(doc: PDFDocument, root: Element, landed: dict[int, tuple[PDFObjectReference, float]]) -> Any | None:
    """The outline dictionary, or None if no heading has a title.

    Args:
        landed: where elements begin, by id(): page, and height of their top on it in points.
    """
    top = _Entry("", 0, None, 0)
    trail = [top]
    for element in root.walk():
        if element.role not in HEADINGS or not element.title or id(element) not in landed:
            continue
        level = int(element.role[1])
        while trail[-1].level >= level:
            trail.pop()
        entry = _Entry(element.title, level, *landed[id(element)])
        trail[-1].kids.append(entry)
        trail.append(entry)
    if not top.kids:
        return None
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName

    outlines = PDFDictionary({"Type": PDFName("Outlines")})
    doc.Reference(outlines)
    _hang(doc, outlines, top)
    return outlines


def _hang(doc: PDFDocument, parent: Any, entry: _Entry) -> int:
    """Write the entries below one; how many there are in all."""
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFString

    items = [PDFDictionary({"Title": PDFString(kid.title), "Parent": doc.Reference(parent)}) for kid in entry.kids]
    references = [doc.Reference(item) for item in items]
    total = len(items)
    for i, (item, kid) in enumerate(zip(items, entry.kids, strict=True)):
        item["Dest"] = spot(kid.page, kid.top)
        if i:
            item["Prev"] = references[i - 1]
        if i + 1 < len(items):
            item["Next"] = references[i + 1]
        if kid.kids:
            total += _hang(doc, item, kid)
    if references:
        parent["First"], parent["Last"], parent["Count"] = references[0], references[-1], total
    return total
