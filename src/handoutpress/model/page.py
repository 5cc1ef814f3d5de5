"""The words of the front desk's page, in one language: `handouts/interface/page/<language>.yaml`."""

from __future__ import annotations

from handoutpress.model.base import Text, Whole


class PageWords(Whole[dict[str, dict[str, Text]]]):
    """Words in groups, one group a page: `make: {title: ...}` is asked for as make.title. Braces hold what the program puts in."""

    def word(self, name: str, **parts: object) -> str:
        """The words of that name, filled in.

        Raises:
            KeyError: there are none.
        """
        group, _, key = name.partition(".")
        text = self.root[group][key]
        for part, value in parts.items():
            text = text.replace(f"{{{part}}}", str(value))
        return text
