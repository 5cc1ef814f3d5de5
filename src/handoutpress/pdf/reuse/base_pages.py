"""Base pages: what was drawn once, as the bytes a file begins with. What differs from file to file is drawn over it.

The numbers of a file's objects: first those that every file writes anew (`objects`: catalogue, structure root, palette, metadata,
pages; then elements with slots), then those of the base pages, then what is drawn over them. So objects of the base pages may refer
to the first ones. But for `shared`, all is plain data: it can be kept on disk and read back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from handoutpress.pdf import font_subsets, objects, outline, tag_tree, xmp
from handoutpress.pdf.drawn_document import DrawnDocument, DrawnPage
from handoutpress.pdf.objects import FIRST_PAGE, PAGES, RESOURCES, ROOT
from handoutpress.pdf.palette import REGISTRATION
from handoutpress.pdf.tag_tree import Element, Placeholder, Slot

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@dataclass(frozen=True)
class BasePage:
    """A page: its dictionary up to the contents, numbers of streams and placeholders, and references for the parent tree."""

    head: bytes
    contents: tuple[int | Placeholder, ...]
    marks: int
    owners: bytes
    links: bytes


@dataclass(frozen=True)
class OpenElement:
    """An element with slots, in pieces: the children are references or names of slots."""

    head: bytes
    kids: tuple[bytes | Slot, ...]
    tail: bytes


@dataclass(frozen=True)
class BasePages:
    """Pages ready to be filled.

    Attributes:
        block: the file from its first byte; `offsets` are its rows of the cross references, for the numbers from `first` on.
        open: elements with slots; their numbers begin after those of the pages.
        slots: number of the element that holds each slot.
        placeholders: in the order they are painted.
        headings: bookmarks in reading order, and the slots among them.
        idents: (sort key, name and reference) of elements with an id.
        links: references to the elements of links, in the order of their keys in the parent tree.
        resources: names of the fonts and images; `fonts` and `images` as a resource dictionary has them.
        shared: objects that files over these pages share, by what they follow from (see `shared_objects`); not kept on disk.
    """

    block: bytes
    offsets: bytes
    first: int
    end: int
    pages: tuple[BasePage, ...]
    open: tuple[OpenElement, ...]
    slots: Mapping[str, int]
    placeholders: tuple[Placeholder, ...]
    headings: tuple[outline.Heading | Slot, ...]
    idents: tuple[tuple[bytes, bytes], ...]
    links: tuple[bytes, ...]
    resources: tuple[str, ...]
    fonts: bytes
    images: bytes
    profile: int
    registration: int
    shared: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)


def build_base_pages(drawn: DrawnDocument) -> BasePages:
    """All that was drawn. Raises ValueError: as `Canvas.base_pages` does."""
    root = drawn.tree.root
    root.prune()
    elements = list(root.walk())
    opened = [element for element in elements if element.is_open or element is root]
    first_open = FIRST_PAGE + len(drawn.pages)
    out = objects.IndirectObjects(first_open + len(opened))
    numbers: dict[Element | tag_tree.LinkAnnotation, int] = {element: first_open + i for i, element in enumerate(opened)}
    closed = [element for element in elements if element not in numbers]
    numbers |= {element: out.add() for element in closed}
    links = [link for page in drawn.pages for link in page.links]
    numbers |= {link: out.add() for link in links}
    for element in elements:
        tag_tree.check(element)
    for element in closed:
        out.set(numbers[element], tag_tree.write_element(element, _parent(element, numbers), numbers))
    for key, link in enumerate(links, len(drawn.pages)):
        out.set(numbers[link], tag_tree.write_annotation(link, key, drawn.destinations))
    fonts = [(name, font_subsets.add(out, subset)) for name, subset in drawn.fonts.subsets()]
    space = 0
    if drawn.images and drawn.plates.kind == "process":
        space = out.add(drawn.plates.space(out))
    images = [(name, picture.add(out, drawn.plates, space)) for name, picture in drawn.images.items()]
    pages = tuple([_page(page, out, numbers) for page in drawn.pages])
    profile = out.add(objects.stream(xmp.srgb(), b"/N 3"))
    registration = out.add(REGISTRATION) if drawn.registers else 0
    block, offsets = _packed(out)
    return BasePages(
        block=block,
        offsets=offsets,
        first=out.first,
        end=out.end,
        pages=pages,
        open=tuple([OpenElement(*tag_tree.write_element_parts(one, _parent(one, numbers), numbers)) for one in opened]),
        slots={kid.name: numbers[element] for element in opened for kid in element.kids if isinstance(kid, Slot)},
        placeholders=tuple([part for page in pages for part in page.contents if isinstance(part, Placeholder)]),
        headings=tuple(outline.find_headings(root, drawn.heading_places)),
        idents=tuple(tag_tree.idents(elements, numbers)),
        links=tuple([b"%d 0 R" % numbers[link.element] for link in links]),
        resources=tuple([name for name, _ in (*fonts, *images)]),
        fonts=b"".join([b"%b %d 0 R" % (name.encode(), number) for name, number in fonts]),
        images=b"".join([b"/%b %d 0 R" % (name.encode(), number) for name, number in images]),
        profile=profile,
        registration=registration,
    )


def _parent(element: Element, numbers: tag_tree.Numbers) -> int:
    return numbers[element.parent] if element.parent else ROOT


def _page(page: DrawnPage, out: objects.IndirectObjects, numbers: tag_tree.Numbers) -> BasePage:
    boxes = {"MediaBox": (0, 0, *page.size), **page.boxes}
    head = b"<</Type /Page/Parent %d 0 R/Resources %d 0 R/Tabs /S" % (PAGES, RESOURCES)
    head += b"".join(b"/%s %s" % (name.encode(), objects.numbers(rect)) for name, rect in boxes.items())
    contents: list[int | Placeholder] = []
    alone = len(page.streams) == 1
    for part in page.streams:
        if isinstance(part, Placeholder):
            contents.append(part)
        elif part or alone:
            contents.append(out.add(objects.stream("\n".join(part).encode("latin-1"))))
    owners = b" ".join(b"%d 0 R" % numbers[owner] for owner in page.owners)
    links = b" ".join(b"%d 0 R" % numbers[link] for link in page.links)
    return BasePage(head, tuple(contents), len(page.owners), owners, links)


def _packed(out: objects.IndirectObjects) -> tuple[bytes, bytes]:
    """Objects as a file begins with them, and their rows of the cross references: kind, place, index (1, 4, 2 bytes)."""
    # all that are no streams go into one stream together (ISO 32000-1, 7.5.7)
    small = [i for i, body in enumerate(out.bodies) if not body.endswith(b"endstream")]
    head, payload, at = [], [], 0
    for i in small:
        head.append(b"%d %d" % (out.first + i, at))
        payload.append(out.bodies[i] + b"\n")
        at += len(payload[-1])
    start = b" ".join(head) + b"\n"
    content = start + b"".join(payload)
    pack = out.add(objects.stream(content, b"/Type /ObjStm/N %d/First %d" % (len(small), len(start))))
    place = {number: index for index, number in enumerate(small)}
    parts, rows, length = [HEADER], [], len(HEADER)
    for i, body in enumerate(out.bodies):
        if i in place:
            rows.append(b"\2" + pack.to_bytes(4) + place[i].to_bytes(2))
            continue
        rows.append(objects.cross_reference(length))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (out.first + i, body))
        length += len(parts[-1])
    return b"".join(parts), b"".join(rows)
