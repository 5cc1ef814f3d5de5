"""Easy read: a picture and a short sentence, a few to a page; every sign in a row; a handout without it says what to add."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.content.schema.handout import EASY_WORDS
from handoutpress.errors import InvalidSource, NotFound
from handoutpress.layout.document import drawn
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.merge import merge
from tests.helpers.workspace import workspace, write

LIBRARY = Library()
TEMPLATE = LIBRARY.template("easy-read").value
ALL = [(handout, language, paper) for handout, language in LIBRARY.texts() for paper in ("letter", "a4")]


def of(handout: str, language: str = "en", paper: str = "letter", clinic: str = "harbor-spine") -> Leaflet:
    return replace(merge(LIBRARY, clinic, handout, language, paper=paper), draft=None)  # type: ignore[arg-type]


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(("handout", "language", "paper"), ALL)
def test_each_page_has_five_pairs_at_most_and_says_where_the_signs_are(handout: str, language: str, paper: str) -> None:
    leaflet = of(handout, language, paper)
    pen = drawn(leaflet, TEMPLATE)
    pages = {page: bare("".join(text for where, *_, text in pen.boxes if where == page)) for page in range(1, pen.page + 1)}
    sentences = [bare(markup.plain(pair.text)) for pair in leaflet.easy_read]
    assert 5 <= len(sentences) <= 10
    last = max(page for page, text in pages.items() for sentence in sentences if sentence in text)
    for page in range(1, last + 1):
        assert 3 <= sum(sentence in pages[page] for sentence in sentences) <= 5
        assert bare(leaflet.words.signs_on_page.format(page=last + 1)) in pages[page]
    signs = [bare(markup.plain(sign.text)) for sign in leaflet.red_flags.emergency.signs]
    assert all(sign in pages[last + 1] for sign in signs)
    assert leaflet.clinic.phone in " ".join(text for page, *_, text in pen.boxes if page == pen.page).replace("\u00a0", " ")


@pytest.mark.parametrize(("handout", "language"), LIBRARY.texts())
def test_sentences_are_short_and_pictures_are_the_same_in_each_language(handout: str, language: str) -> None:
    pairs = of(handout, language).easy_read
    assert all(len(markup.plain(pair.text).split()) <= EASY_WORDS for pair in pairs)
    assert all(markup.plain(pair.text).rstrip("!?.").count(".") == 0 for pair in pairs)
    assert [pair.figure for pair in pairs] == [pair.figure for pair in of(handout).easy_read]


def test_a_draft_carries_its_mark_and_the_checked_signs() -> None:
    leaflet = merge(LIBRARY, "harbor-spine", "get-help", "es")
    assert leaflet.draft
    pen = drawn(leaflet, TEMPLATE)
    texts = " ".join(text for *_, text in pen.boxes)
    assert all(note.split(".")[0] in texts for _, note in leaflet.draft.notes)
    assert texts.index("Get help right away") < texts.index("Busque ayuda de inmediato")


def test_a_handout_without_pairs_says_what_to_add(tmp_path: Path) -> None:
    source = Path(LIBRARY.roots[-1]) / "handouts/titles/get-help/en.yaml"
    library = Library(workspace(tmp_path))
    text = source.read_text("utf-8").partition("easy_read:")[0]
    write(tmp_path / "handouts/titles/get-help/en.yaml", text)
    leaflet = merge(library, "test", "get-help")
    with pytest.raises(NotFound, match="easy_read") as raised:
        drawn(leaflet, TEMPLATE)
    assert "handouts/titles/get-help/en.yaml" in str(raised.value)
    write(tmp_path / "handouts/titles/get-help/en.yaml", f"{text}easy_read:\n  - {{figure: walk, text: Walk a little.}}\n")
    assert drawn(merge(Library(tmp_path), "test", "get-help"), TEMPLATE).page >= 3  # the mend cures


def test_a_long_sentence_is_refused(tmp_path: Path) -> None:
    source = (Path(LIBRARY.roots[-1]) / "handouts/titles/get-help/en.yaml").read_text("utf-8").partition("easy_read:")[0]
    workspace(tmp_path)
    write(
        tmp_path / "handouts/titles/get-help/en.yaml",
        f"{source}easy_read:\n  - {{figure: walk, text: {' '.join(['walk'] * 13)}}}\n",
    )
    with pytest.raises(InvalidSource, match="12 words"):
        merge(Library(tmp_path), "test", "get-help")


@pytest.mark.parametrize(("handout", "language", "paper"), ALL)
def test_signs_in_rows_fill_their_pages(handout: str, language: str, paper: str) -> None:
    leaflet = of(handout, language, paper)
    pen = drawn(leaflet, TEMPLATE)
    last = bare(markup.plain(leaflet.red_flags.emergency.signs[-1].text))
    for page in range(1, pen.page + 1):
        texts = [(y, bare(text)) for where, _, y, _, _, text in pen.boxes if where == page]
        if any(text and last.startswith(text) for _, text in texts):
            low = min(y for y, text in texts if text and text in last)
            assert low < 0.3 * TEMPLATE.sheets[leaflet.paper][1]
