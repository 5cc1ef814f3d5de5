"""Signs of the red flags, for tests that look for them."""

from __future__ import annotations

from handoutpress.content import markup
from handoutpress.content.schema.red_flags import RedFlags

BACK = "handouts/red_flags/back-spasm"  # the folder of the topic that comes with the program


def emergency_signs(flags: RedFlags) -> list[markup.Inline]:
    """The signs that cannot wait."""
    return [sign.text for sign in flags.emergency.signs]
