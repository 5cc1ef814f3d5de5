"""Every sheet, as a reader of its file copies it, holds every warning sign that it must: docs/signs.md has the table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from docs import signs

from handoutpress.checks.printed_rules import missing_signs, required_signs
from handoutpress.content.library import Library
from handoutpress.layout.document import typeset
from handoutpress.merge.merge import merge
from handoutpress.merge.moves import templates_for

LIBRARY = Library()


@pytest.mark.parametrize("template", [*LIBRARY.templates(), *signs.ON_SCREEN])
def test_every_sign_stands_on_every_sheet(template: str) -> None:
    found = list(signs.sheets(LIBRARY, template))
    texts = [handout for handout, _ in LIBRARY.texts() if template in (*templates_for(LIBRARY, handout), *signs.ON_SCREEN)]
    assert [sheet.handout for sheet in found] == texts
    assert texts
    for sheet in found:
        assert len(sheet.wanted) > 8
        assert sheet.lacking == (), (sheet.handout, sheet.language)


@pytest.mark.parametrize("template", ["leaflet", "trifold", *signs.ON_SCREEN])
def test_a_sign_that_is_not_there_is_seen(template: str) -> None:
    """The must-fail twin: each sign in turn is taken out of the red flags before the sheet is made."""
    leaflet = replace(merge(LIBRARY, signs.CLINIC, "sit-move-lift"), draft=None)
    wanted = required_signs(leaflet)
    for i, tier in enumerate(leaflet.red_flags.tiers):
        if tier.sentence:
            continue
        cut = tier.model_copy(update={"signs": tier.signs[:-1]})
        tiers = (*leaflet.red_flags.tiers[:i], cut, *leaflet.red_flags.tiers[i + 1 :])
        less = replace(leaflet, red_flags=leaflet.red_flags.model_copy(update={"tiers": tiers}))
        if template in signs.ON_SCREEN:
            said = signs.on_screen(less, template)
        else:
            said = signs.printed(typeset(less, LIBRARY.template(template).value))
        assert missing_signs(wanted, said) == [tier.signs[-1].id]
