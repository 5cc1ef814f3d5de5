"""The words of the front desk's page, in one language: `handouts/interface/page/<language>.yaml`, and of what goes wrong there."""

from __future__ import annotations

import re
from typing import ClassVar

from handoutpress.content.schema.base import Text, Whole


class PageWords(Whole[dict[str, dict[str, Text]]]):
    """Words in groups, one group a page: `make: {title: ...}` is asked for as make.title. Braces hold what the program puts in."""

    printed: ClassVar[bool] = False

    def word(self, name: str, **parts: object) -> str:
        """The words of that name, filled in. Raises KeyError: there are none."""
        group, _, key = name.partition(".")
        text = self.root[group][key]
        for part, value in parts.items():
            text = text.replace(f"{{{part}}}", str(value))
        return text


class Messages(Whole[dict[Text, Text]]):
    """What the program says of a mistake, in other words: `handouts/interface/messages/<language>.yaml`.

    Keys are the program's own English, without its full stop. Braces in them stand for what differs: "has {count} items".
    """

    printed: ClassVar[bool] = False

    def find(self, said: str) -> str | None:
        """The other words for a sentence; None: there are none."""
        if said in self.root:
            return self.root[said]
        for known, words in self.root.items():
            if "{" in known and (found := _pattern(known).fullmatch(said)):
                return re.sub(r"{(\w+)}", lambda slot: found[slot[1]], words)
        return None


def _pattern(said: str) -> re.Pattern[str]:
    """A sentence with braces as a pattern; a name that stands twice stands for the same."""
    out = ""
    for at, part in enumerate(re.split(r"{(\w+)}", said)):
        slot = f"(?P={part})" if f"(?P<{part}>" in out else f"(?P<{part}>.+?)"
        out += slot if at % 2 else re.escape(part)
    return re.compile(out)
