"""How an output format shows blocks: a function for each block type it shows in its own way, and parts for all others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from handoutpress.content.schema.block import Block, BlockContext

if TYPE_CHECKING:
    from handoutpress.merge.leaflet import Leaflet

F = TypeVar("F", bound=Callable[..., object])


class BlockRenderers(Generic[F]):
    """The functions of one format, by block type."""

    def __init__(self) -> None:
        self._functions: dict[type, F] = {}

    def register(self, block_type: type[Block]) -> Callable[[F], F]:
        """Decorator: the function that shows blocks of a type, and of those derived from it."""

        def keep(function: F) -> F:
            self._functions[block_type] = function
            return function

        return keep

    def resolve(self, blocks: Iterable[Block], leaflet: Leaflet) -> Iterator[tuple[F, Block]]:
        """Each block with its function; a block without one is replaced by its parts.

        Raises TypeError: it has no parts either (a fault in the program).
        """
        for block in blocks:
            function = next((self._functions[one] for one in type(block).__mro__ if one in self._functions), None)
            if function:
                yield function, block
            else:
                yield from self.resolve(block.parts(_context(block, leaflet)), leaflet)


def _context(block: Block, leaflet: Leaflet) -> BlockContext:
    figures = {name: (text.alt, text.caption) for name, text in leaflet.figures}
    return BlockContext(leaflet.words, {name: getattr(leaflet.clinic, name) for name in block.clinic_fields}, figures)
