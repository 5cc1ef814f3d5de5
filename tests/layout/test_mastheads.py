"""Every way a clinic's name may stand at the head, on every sheet: it takes no page, covers nothing, and says name and phone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handoutpress.content.library import Library
from handoutpress.layout.document import drawn
from handoutpress.merge.merge import merge
from handoutpress.merge.moves import templates_for
from tests.helpers import pdftext
from tests.layout.test_sheets import outside, overlaps

LIBRARY = Library()


@pytest.mark.parametrize("masthead", ["band", "name", "logo"])
@pytest.mark.parametrize("template", templates_for(LIBRARY, "get-help"))
@pytest.mark.parametrize("handout", ["get-help", "sit-move-lift"])
def test_a_masthead_takes_no_page_and_covers_nothing(handout: str, template: str, masthead: str) -> None:
    sheet = LIBRARY.template(template).value
    made = merge(LIBRARY, "harbor-spine", handout)
    changed = replace(made, clinic=replace(made.clinic, masthead=masthead))
    pen = drawn(changed, sheet)
    assert overlaps(pen) == []
    assert outside(pen, sheet.sheets[changed.paper]) == []
    assert len(pen.canvas.pages) <= len(drawn(made, sheet).canvas.pages)
    said = " ".join(pdftext.spoken(pen.canvas.finish()).replace("\u00a0", " ").split())
    assert made.clinic.phone in said and (masthead == "logo" or made.clinic.name in said)
