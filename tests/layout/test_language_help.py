"""Help with language: the line on interpreters and the notice of 45 CFR 92.11 are there, in their languages, or said missing."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from handoutpress.content.library import Library
from handoutpress.errors import InvalidSource
from handoutpress.formats import html, text
from handoutpress.layout.document import drawn
from handoutpress.merge.merge import merge
from handoutpress.merge.moves import templates_for
from handoutpress.press import render
from handoutpress.press.job import Job
from tests.helpers import invariants, pdftext, validators
from tests.helpers.workspace import CLINIC, workspace
from tests.layout.test_sheets import outside, overlaps

LINE = "Ask us for a free helper who speaks your language."
ENGLISH, SPANISH = "Sample notice: language help is free here.", "Aviso de muestra: la ayuda con el idioma es gratis."
NOTICE = f"notice_text:\n  en: '{ENGLISH}'\n  es: '{SPANISH}'\n"
TEMPLATES = templates_for(Library(), "get-help")
FULL_PAGES = ("leaflet", "large-print", "easy-read", "booklet")


def made(folder: Path, more: str, template: str) -> tuple[str, list[str], bytes]:
    library = Library(workspace(folder, CLINIC + more))
    notes: list[str] = []
    data = render.render_job(library, Job("test", "get-help", template=template), notes)
    assert validators.findings(data) == []
    assert invariants.findings(data) == []
    pen = drawn(merge(library, "test", "get-help"), library.template(template).value)
    assert overlaps(pen) == []
    assert outside(pen, library.template(template).value.sheets["letter"]) == []
    return " ".join(pdftext.spoken(data).replace("\u00a0", " ").split()), notes, data


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_line_on_interpreters_is_there_or_said_missing(template: str, tmp_path: Path) -> None:
    said, notes, _ = made(tmp_path, f"interpreter: {LINE}\n", template)
    told = any("interpreters" in note for note in notes)
    assert said.count(LINE) == int(not told)
    assert told == (template in ("half-sheet", "rack-card", "wallet-card", "poster"))


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_notice_is_there_or_said_missing(template: str, tmp_path: Path) -> None:
    said, notes, data = made(tmp_path, f"notice_1557: true\n{NOTICE}", template)
    there = template in FULL_PAGES
    assert (said.count(ENGLISH), said.count(SPANISH)) == (int(there), int(there))
    if template != "booklet":
        assert any("notice of language help" in note for note in notes) != there
    if there:
        with pikepdf.open(BytesIO(data)) as pdf:
            assert "es" in [str(element.get("/Lang", "")) for element, _ in pdftext.elements(pdf)]


@pytest.mark.parametrize("switch", ["", "notice_1557: false\n"])
def test_a_notice_switched_off_is_not_printed(switch: str, tmp_path: Path) -> None:
    said, notes, _ = made(tmp_path, switch + NOTICE, "leaflet")
    assert ENGLISH not in said
    assert notes == []
    leaflet = merge(Library(tmp_path), "test", "get-help")
    assert ENGLISH not in html.document(leaflet) + text.plain(leaflet)


def test_page_and_text_carry_both(tmp_path: Path) -> None:
    leaflet = merge(Library(workspace(tmp_path, f"{CLINIC}interpreter: {LINE}\nnotice_1557: true\n{NOTICE}")), "test", "get-help")
    for form in (html.document(leaflet), html.mail(leaflet), text.plain(leaflet)):
        assert all(words in form for words in (LINE, ENGLISH, SPANISH))
    assert f'<p lang="es">{SPANISH}</p>' in html.document(leaflet)


def test_a_language_that_is_none_is_said(tmp_path: Path) -> None:
    library = Library(workspace(tmp_path, f"{CLINIC}notice_text: {{Spanish: x}}\n"))
    with pytest.raises(InvalidSource, match="notice_text"):
        library.clinic("test")
