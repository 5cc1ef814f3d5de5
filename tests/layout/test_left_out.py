"""What a template cannot hold is said, never cut silently: for every template, section by section."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.content.schema.blocks.basic import ParagraphBlock
from handoutpress.layout.document import drawn
from handoutpress.merge.leaflet import Leaflet, LeafletSection
from handoutpress.merge.merge import merge
from handoutpress.merge.moves import templates_for
from tests.helpers import pdftext
from tests.layout.test_sheets import sentences

LIBRARY = Library()
TEMPLATES = templates_for(LIBRARY, "get-help")
NO_SECTIONS = (
    "wallet-card",
    "rack-card",
    "poster",
    "easy-read",
)  # promise the key points or pairs written for it, the signs and the phone


def squeezed(text: str) -> str:
    return "".join(text.split())


def cut_silently(leaflet: Leaflet, template: str) -> list[str]:
    """Sections that are neither said in full (in short, where the template promises no more) nor named in a note."""
    style = LIBRARY.template(template).value
    pen = drawn(leaflet, style)
    said = squeezed(pdftext.spoken(pen.canvas.finish(), without=("/Lbl",)))
    noted = " ".join(pen.notes)

    def there(section: LeafletSection) -> bool:
        if style.plan and section.in_plan:  # the authors have the plan say it
            if leaflet.plan is None:  # the sheet says that there is more to read
                return squeezed(leaflet.words.ask_for_more) in said
            return all(squeezed(markup.plain(item)) in said for item in leaflet.plan.do)
        blocks = section.short[1] if style.plan and section.short else section.blocks
        full = all(squeezed(markup.plain(part)) in said for block in blocks for part in sentences(block))
        return full or (style.text == "key" and squeezed(markup.plain(section.key_message)) in said)

    return [section.id for section in leaflet.sections if not there(section) and section.id not in noted]


@pytest.mark.parametrize("template", [name for name in TEMPLATES if name not in NO_SECTIONS])
@pytest.mark.parametrize("handout", LIBRARY.handouts())
def test_what_is_left_out_is_said(handout: str, template: str) -> None:
    assert cut_silently(merge(LIBRARY, "northgate-chiropractic", handout), template) == []


def longer(leaflet: Leaflet, times: int) -> Leaflet:
    """The same leaflet with every section said many times over, each under an id of its own."""
    words = ParagraphBlock((markup.Span("A sentence more that takes up room on the sheet and says nothing new. " * 6),))
    sections = [
        replace(section, id=f"{section.id}-{i}", blocks=(*section.blocks, words), new_page=False)
        for i in range(times)
        for section in leaflet.sections
    ]
    return replace(leaflet, sections=tuple(sections))


@pytest.mark.parametrize("template", ["trifold", "half-sheet"])
def test_more_than_a_sheet_holds_is_said_section_by_section(template: str) -> None:
    leaflet = longer(merge(LIBRARY, "harbor-spine", "what-is-a-spasm"), 3)
    pen = drawn(leaflet, LIBRARY.template(template).value)
    assert pen.notes
    if template == "trifold":
        assert cut_silently(leaflet, template) == []
    else:
        assert any(section.id in " ".join(pen.notes) for section in leaflet.sections)


def test_a_silent_cut_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from handoutpress.layout.panels import Panels

    monkeypatch.setattr(Panels, "notes", [])
    leaflet = longer(merge(LIBRARY, "harbor-spine", "what-is-a-spasm"), 3)
    assert cut_silently(leaflet, "trifold")
