"""What a block is: a piece that a section is made of. A block type is one module in `blocks/`, found by itself.

The same classes hold a block as it was read (with placeholders) and as merged into a leaflet (without).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from handoutpress.content import markup
from handoutpress.content.schema.base import leaves, texts_in
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from handoutpress.content.schema.words import Words

PROHIBITION = re.compile(r"\b(?:do not|never|stop if|ask (?:a doctor )?first)\b", re.IGNORECASE)  # in the authors' language


@immutable
class BlockContext:
    """What a block may print beside its own texts; `clinic` has the fields its type names, `figures` alternate text and caption."""

    words: Words
    clinic: Mapping[str, Any]
    figures: Mapping[str, tuple[str, str]]


class Block:
    """Base of all block types.

    Attributes:
        kind: the key that names the block in YAML.
        clinic_fields: fields of the clinic's card that it prints; a page is laid out without all others.
        needs: a field of the profile; clinics that leave it empty do not get the block.
    """

    kind: ClassVar[str] = ""
    clinic_fields: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[str] = ""

    def __init_subclass__(cls, kind: str = "", clinic_fields: tuple[str, ...] = (), needs: str = "", **options: Any) -> None:
        """Take what is known of a type from the head of its class; all but its kind is inherited."""
        super().__init_subclass__(**options)
        cls.kind, cls.clinic_fields, cls.needs = kind, clinic_fields or cls.clinic_fields, needs or cls.needs

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """The simpler blocks it is made of: how a format shows it that has no function of its own for it.

        Raises TypeError: neither is there (a fault in the program).
        """
        raise TypeError(f"{type(self).__name__} has no parts, and a format has no function for it")

    def figures(self) -> tuple[str, ...]:
        """Ids of the figures it shows: those that fields called `figure` or `start` name."""
        return tuple(leaf for leaf, path in leaves(self) if leaf and path[-1:] in (("figure",), ("start",)))

    def safety_texts(self, never: str, *, whole: bool = False) -> list[markup.Inline]:
        """Its doses, and what it says of who or what must not: texts with a number or a prohibition.

        Args:
            never: the word before a list of what not to do.
            whole: take every text; the section is about nothing else.
        """
        texts = [text for text, _ in texts_in(self)]
        return [text for text in texts if whole or markup.slots(text) or PROHIBITION.search(markup.plain(text))]
