"""Write docs/signs.md, which warning signs stand on which sheet as printed: `.venv/bin/python docs/signs.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

import pypdfium2

from handoutpress.checks.printed_rules import missing_signs, required_signs
from handoutpress.content.library import Library
from handoutpress.formats import html, text
from handoutpress.layout.document import typeset
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.merge import merge
from handoutpress.merge.moves import templates_for

HERE = Path(__file__).resolve().parent
CLINIC = "harbor-spine"
ON_SCREEN = ("html", "text")


@dataclass(frozen=True)
class Sheet:
    """A handout in a language on a template, or in a format for the screen, and the signs that must stand on it and do not."""

    handout: str
    language: str
    template: str
    wanted: tuple[str, ...]
    lacking: tuple[str, ...]


def sheets(library: Library, template: str) -> Iterator[Sheet]:
    """All handouts in all languages on one template, as they are once they are signed for."""
    for handout, language in library.texts():
        if template not in (*templates_for(library, handout), *ON_SCREEN):
            continue
        leaflet = replace(merge(library, CLINIC, handout, language), draft=None)
        if template in ON_SCREEN:
            wanted, said = required_signs(leaflet), on_screen(leaflet, template)
        else:
            sheet = library.template(template).value
            wanted, said = required_signs(leaflet, sheet), printed(typeset(leaflet, sheet))
        yield Sheet(handout, language, template, tuple(wanted), tuple(missing_signs(wanted, said)))


def on_screen(leaflet: Leaflet, form: str) -> str:
    """The words of a web page, or of plain text."""
    return unescape(re.sub(r"<[^>]+>", "", html.document(leaflet))) if form == "html" else text.plain(leaflet)


def printed(pdf: bytes) -> str:
    """The text of all pages, as a reader of the file copies it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def table(library: Library) -> str:
    """Handouts by sheets, as Markdown: signs found of those that must be there."""
    names = (*library.templates(), *ON_SCREEN)
    found = {(one.handout, one.language, name): one for name in names for one in sheets(library, name)}
    out = ["# Warning signs on every sheet", "", "<!-- Made by `python docs/signs.py`. -->", ""]
    out += [
        "Found in the text of each sheet, of those that must stand there, with what to do. Cards have the emergency signs and a"
    ]
    out += ["line that says where the others stand; all else has every sign of every tier.", ""]
    out += [f"| handout | language | {' | '.join(names)} |", "|---|---" + "|---" * len(names) + "|"]
    for handout, language in library.texts():
        row = [found.get((handout, language, name)) for name in names]
        cells = [f"{len(one.wanted) - len(one.lacking)} of {len(one.wanted)}" if one else "no exercises" for one in row]
        out.append(f"| {handout} | {language} | {' | '.join(cells)} |")
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    (HERE / "signs.md").write_text(table(Library()), "utf-8")
