"""Draws the picture of docs/architecture.md from the code: `make architecture`.

The rooms and what each is for come from the packages themselves, what each uses from their imports, and every name of a class is
looked up: a picture that is no longer true is not drawn.
"""

from __future__ import annotations

import ast
from html import escape
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "handoutpress"
PICTURE = ROOT / "docs" / "pictures" / "architecture.svg"
ROOMS = ["errors", "support", "content", "merge", "pdf", "layout", "formats", "checks", "press", "delivery", "web", "cli"]

# what a room hands on, and the class that holds it
HANDED_ON = {
    "content": ("typed models with file, line, column", "content.library:Library"),
    "merge": ("one leaflet: a tree in one language", "merge.leaflet:Leaflet"),
    "layout": ("pages: pieces placed and drawn", "layout.drawing.pen:Flowable"),
    "pdf": ("draws them: a tagged file, as bytes", "pdf.canvas:Canvas"),
    "press": ("files, and what they were made of", "press.manifest:Manifest"),
    "delivery": ("paper, e-mail, folder; the record", "delivery.channel:Channel"),
}
# how a leaflet of the next clinic is made: what it is put together from
REUSE = (
    ("laid-out body", "everything all clinics' leaflets have alike: composed once for each text, template, paper and height of the gaps",
     "layout.reuse.body_cache:BodyKey"),
    ("base pages", "the body as bytes of a PDF file, with places left open", "pdf.reuse.base_pages:BasePages"),
    ("clinic's parts", "masthead, call to action, footer: laid out and drawn for each clinic", "layout.reuse.clinic_parts:ClinicParts"),
)  # fmt: skip

WIDTH, LEFT, ROW, GAP = 1040, 24, 50, 6
BOX, WAY = 640, 690
INK, SOFT, LINE, FILL, ACCENT = "#1b2a33", "#51636e", "#b9c6cd", "#f3f7f8", "#0f6b75"


def sources(room: str) -> list[Path]:
    """The modules of a room."""
    folder = PACKAGE / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{room}.py"]


def purpose(room: str) -> str:
    """What a room is for: the first line of its package's description, without its own name before the colon."""
    place = PACKAGE / room / "__init__.py" if (PACKAGE / room).is_dir() else PACKAGE / f"{room}.py"
    first = (ast.get_docstring(ast.parse(place.read_text("utf-8"))) or "").split("\n")[0]
    head, colon, rest = first.partition(": ")
    return rest[:1].upper() + rest[1:] if colon and len(head) < 12 else first


def used(room: str) -> list[str]:
    """The rooms that a room imports, in their order."""
    found = set()
    for path in sources(room):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("handoutpress."):
                found.add(str(node.module).split(".")[1])
    return [other for other in ROOMS if other in found and other != room]


def uses(room: str) -> str:
    """The same in words."""
    above, here = ROOMS[: ROOMS.index(room)], used(room)
    missing = [other for other in above if other not in here]
    if not here:
        return "uses nothing"
    if not missing:
        return "uses all above"
    return f"uses all above but {', '.join(missing)}" if len(missing) < 4 else f"uses {', '.join(here)}"


def named(where: str) -> str:
    """The name of a class, if it is there.

    Raises:
        AttributeError, ModuleNotFoundError: the picture speaks of what is gone.
    """
    module, _, name = where.partition(":")
    return str(getattr(import_module(f"handoutpress.{module}"), name).__name__)


def wrapped(text: str, most: int) -> list[str]:
    """A text in lines of so many letters at most."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > most and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def text(x: float, y: float, words: str, *, size: int = 13, colour: str = INK, weight: int = 400, mono: bool = False) -> str:
    """One line of text."""
    family = "ui-monospace, Menlo, Consolas, monospace" if mono else "Segoe UI, Helvetica, Arial, sans-serif"
    return f'<text x="{x}" y="{y}" font-family="{family}" font-size="{size}" font-weight="{weight}" fill="{colour}">{escape(words)}</text>'


def box(x: float, y: float, wide: float, high: float, *, fill: str = FILL, edge: str = LINE) -> str:
    """A rounded box."""
    return f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" rx="6" fill="{fill}" stroke="{edge}"/>'


def picture() -> str:
    """The whole picture as SVG."""
    parts = [
        text(LEFT, 30, "The rooms: each may use those above it", size=17, weight=700),
        text(WAY, 30, "What is handed on, step by step", size=17, weight=700),
    ]
    top = 46.0
    for room in ROOMS:
        parts.append(box(LEFT, top, BOX, ROW))
        parts.append(text(LEFT + 14, top + 21, room, size=15, weight=700, colour=ACCENT, mono=True))
        parts.extend(text(LEFT + 112, top + 20 + 15 * i, line, size=12) for i, line in enumerate(wrapped(purpose(room), 58)[:2]))
        said = uses(room)
        parts.extend(
            text(LEFT + 478, top + 20 + 14 * i, line, size=11, colour=SOFT) for i, line in enumerate(wrapped(said, 29)[:2])
        )
        if room in HANDED_ON:
            what, where = HANDED_ON[room]
            parts.append(box(WAY, top, WIDTH - WAY - 24, ROW, fill="#ffffff", edge=ACCENT))
            parts.append(text(WAY + 12, top + 20, named(where), size=13, weight=700, mono=True))
            parts.append(text(WAY + 12, top + 38, what, size=12, colour=SOFT))
            step = list(HANDED_ON).index(room) + 1
            parts.append(f'<circle cx="{WIDTH - 46}" cy="{top + ROW / 2:g}" r="12" fill="{ACCENT}"/>')
            parts.append(text(WIDTH - 50, top + ROW / 2 + 5, str(step), size=14, colour="#ffffff", weight=700))
        top += ROW + GAP
    top += 26
    parts.append(
        text(LEFT, top, "A leaflet of the next clinic: what is laid out once, and what is the clinic's", size=17, weight=700)
    )
    top += 16
    wide = (WIDTH - 2 * LEFT - 2 * 34) / len(REUSE)
    for i, (title, what, where) in enumerate(REUSE):
        x = LEFT + i * (wide + 34)
        parts.append(box(x, top, wide, 104, fill="#ffffff" if i == len(REUSE) - 1 else FILL, edge=ACCENT))
        parts.append(text(x + 12, top + 22, title, size=14, weight=700))
        parts.append(text(x + 12, top + 40, named(where), size=12, colour=ACCENT, mono=True))
        parts.extend(text(x + 12, top + 58 + 15 * k, line, size=12, colour=SOFT) for k, line in enumerate(wrapped(what, 46)[:3]))
        if i:
            parts.append(text(x - 23, top + 58, ("→", "+")[i - 1], size=20, weight=700, colour=ACCENT))
    top += 104 + 20
    inside = "\n".join(parts)
    title = (
        "The rooms of the program in the order of their imports, what each hands on, and what leaflets of different clinics share"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top:g}" role="img" aria-label="{escape(title)}">\n'
        f'<rect width="{WIDTH}" height="{top:g}" fill="#ffffff"/>\n{inside}\n</svg>\n'
    )


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
    print(PICTURE)
